"""Who is in the workspace and which channel is which home, as Slack says now."""

import pytest

from console.domain.messages import Person
from console.domain.words import Home
from console.practice.faults import DropScope, RevokeToken
from console.practice.people import ADMIN, NOVAK, OKAFOR, OWNER, PLATFORM
from console.slack.client import Client
from console.slack.directory import Directory, person_of
from console.slack.trouble import Never
from tests.slack.desks import NAMES, workspace


async def test_homes_are_found_by_their_names() -> None:
    async with workspace() as practice, Client(OKAFOR.user_token, practice.api_url, practice.clock) as client:
        homes = await Directory(client, NAMES | {Home.CASES: "#Cases "}).homes()
        assert set(homes.by_channel.values()) == set(Home)
        assert not homes.missing
        assert not homes.unseen


async def test_a_public_home_is_joined_and_a_private_one_is_for_those_who_are_invited() -> None:
    async with workspace() as practice, Client(NOVAK.user_token, practice.api_url, practice.clock) as client:
        practice.workspace.named("mod-main").members.discard(NOVAK.id)
        homes = await Directory(client, NAMES).homes()
        assert Home.MOD_MAIN in homes.by_channel.values()
        assert NOVAK.id in practice.workspace.named("mod-main").members
        assert homes.unseen == (Home.CASES,)
        assert not homes.missing


async def test_a_home_that_is_not_there_or_cannot_be_joined_is_named_in_a_sentence() -> None:
    async with workspace() as practice, Client(NOVAK.user_token, practice.api_url, practice.clock) as client:
        practice.workspace.named("mod-main").members.discard(NOVAK.id)
        practice.fault(DropScope(person=NOVAK.id, scope="channels:write"))
        homes = await Directory(client, NAMES | {Home.SHIFT_LOG: "nowhere"}).homes()
        assert homes.missing[Home.SHIFT_LOG].startswith("#nowhere cannot be read:")
        assert "channels:write" in homes.missing[Home.MOD_MAIN]
        assert all(sentence.endswith(".") for sentence in homes.missing.values())


async def test_a_refused_token_is_not_mistaken_for_a_missing_home() -> None:
    async with workspace() as practice, Client(NOVAK.user_token, practice.api_url, practice.clock) as client:
        directory = Directory(client, NAMES)
        practice.fault(RevokeToken(person=NOVAK.id))
        with pytest.raises(Never):
            await directory.homes()
        with pytest.raises(Never):
            await directory._join("C1")


async def test_everybody_is_known_with_name_and_whether_they_are_an_admin() -> None:
    async with workspace() as practice, Client(OKAFOR.user_token, practice.api_url, practice.clock) as client:
        people = {person.id: person for person in await Directory(client, NAMES).people()}
        assert people[OKAFOR.id] == Person(OKAFOR.id, OKAFOR.name)
        assert people[ADMIN.id].admin
        assert people[OWNER.id].admin
        assert people[PLATFORM.id].bot


def test_a_person_is_read_from_whatever_slack_sends() -> None:
    nobodies: list[object] = [None, 7, "U1", [], {}, {"id": 7}, {"id": ""}]
    for nobody in nobodies:
        assert person_of(nobody) is None
    assert person_of({"id": "U1"}) == Person("U1", "U1")
    assert person_of({"id": "U1", "profile": 7, "name": "ada"}) == Person("U1", "ada")
    named = {"id": "U1", "profile": {"display_name": " ", "real_name": "Ada\ud800"}, "deleted": True, "is_admin": "yes"}
    assert person_of(named) == Person("U1", "Ada?", gone=True)
    assert person_of({"id": "U1", "is_primary_owner": True}) == Person("U1", "U1", admin=True)
