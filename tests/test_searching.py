"""A page of what is sought: only what fits, as many as a page holds, and the next page goes on where it ended."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.clock import RealClock
from console.domain.events import AskPosted, ChatNoted, LeaseRenewed, RoleGiven
from console.domain.messages import Batch, Person
from console.domain.searching import Hit, Sought, Thing
from console.domain.words import Risk, Role
from console.practice.people import IYER
from console.searching import PAGE, hits_of
from console.settings import load
from console.station import Station, open_vault
from tests.builders import CHANNELS, at, entry
from tests.journeys.stage import Desk
from tests.store.wired import ADMIN, in_main, opening, plain, wired

ROLES = (("UPLAT", Role.PLATFORM), ("UC1", Role.COUNSELLOR))


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[Station]:
    """A desk that keeps a chat at B, notes and renewals of it, a question with an answer, and plain talk."""
    desk = Desk(tmp_path, "http://127.0.0.1:9/api/", IYER)
    settings = load(desk.file)
    vault = await open_vault(settings, desk.environment)
    await Station(settings, RealClock(), vault).log.remember("homes", json.dumps(CHANNELS))
    found = Station(settings, RealClock(), vault)
    await found.open()
    notes = [wired(entry(ChatNoted("c1", f"marigold {n}"), "UC1", n, channel="C1LOG")) for n in range(100)]
    kept = [wired(entry(LeaseRenewed(("c1",)), "UC1", 200 + n), text="still with marigold") for n in range(100)]
    ask = wired(entry(AskPosted("a1", "a marigold?", "c1"), "UC1", 150, channel="C5ASKS"))
    talk = [
        plain("marigold", 151, channel="C5ASKS", thread=150),
        *(plain("marigold", n, channel="C3MAIN") for n in (160, 161)),
    ]
    opened = wired(opening("c1", -5, risk=Risk.B))
    people = (ADMIN, Person("UC1", "Cara Marigold"))
    roles = [wired(in_main(RoleGiven(one, role), -9 + n)) for n, (one, role) in enumerate(ROLES)]
    await found.log.append(Batch((*roles, opened, *notes, *kept, ask, *talk), people=people))
    await found.desk.open()
    yield found
    vault.close()


async def all_of(station: Station, sought: Sought) -> list[Hit]:
    """Every page."""
    hits: list[Hit] = []
    found = await hits_of(station, sought)
    while True:
        hits += found.hits
        assert len(found.hits) <= PAGE + 1
        if found.next is None:
            return hits
        found = await hits_of(station, replace(sought, before=found.next))


async def test_pages_hold_what_fits_once_the_newest_first_and_people_before(station: Station) -> None:
    hits = await all_of(station, Sought("marig"))
    assert [hit.called for hit in hits[:1]] == ["Cara Marigold"]
    moments = [hit.at for hit in hits[1:] if hit.at is not None]
    assert moments == sorted(moments, reverse=True)
    assert len({hit.key for hit in hits}) == len(hits) == 1 + 100 + 1 + 1 + 2
    first = await hits_of(station, Sought("marig"))
    assert len(first.hits) == PAGE + 1


async def test_what_it_is_who_wrote_it_and_when_narrow_it(station: Station) -> None:
    notes = await all_of(station, Sought("marigold", Thing.NOTE))
    assert len(notes) == 100
    assert {(hit.called, hit.risk, hit.by) for hit in notes} == {("quiet-otter", Risk.B, "UC1")}
    asks = await all_of(station, Sought("marigold", Thing.ASK))
    assert [(hit.called, hit.risk) for hit in asks] == [("quiet-otter", Risk.B)] * 2
    assert len(await all_of(station, Sought("marigold", Thing.MESSAGE))) == 2
    assert len(await all_of(station, Sought("marigold", Thing.PERSON))) == 1
    assert await all_of(station, Sought("marigold", by="nobody")) == []
    within = await all_of(station, Sought("marigold", since=at(10), until=at(12)))
    assert [hit.at for hit in within[1:]] == [at(11), at(10)]


async def test_one_letter_and_words_that_were_purged_find_nothing(station: Station) -> None:
    assert await all_of(station, Sought("m")) == []
    await station.log.purge(at(300) + timedelta(1))
    assert [hit.thing for hit in await all_of(station, Sought("marigold"))] == [Thing.PERSON]
