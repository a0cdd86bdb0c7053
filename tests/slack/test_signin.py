"""Signing in says who one is, or in one sentence why not."""

import pytest
from aiohttp import web

from console.clock import RealClock
from console.practice.faults import DropScope, Error500, PullPlug, RevokeToken
from console.practice.people import OKAFOR, TEAM_ID
from console.slack.client import Client
from console.slack.signin import NEEDED, NotSignedIn, SignedIn, sign_in, trusted, whose
from console.slack.trouble import Later
from tests.slack.desks import workspace
from tests.slack.servers import server


async def test_good_tokens_say_who_one_is() -> None:
    async with workspace() as practice:
        found = await sign_in(practice.api_url, f" {OKAFOR.user_token}\n", OKAFOR.app_token, practice.clock)
        assert isinstance(found, SignedIn)
        assert found.person == OKAFOR.id
        assert found.lacks == ()
        assert isinstance(await sign_in(practice.api_url, OKAFOR.user_token, "", practice.clock), SignedIn)


@pytest.mark.parametrize(
    ("user", "app", "words"),
    [
        ("", "", "missing"),
        ("xoxp-a b", "", "one word"),
        ("xoxp-ä", "", "one word"),
        ("xapp-practice-U1", "", "app's token"),
        ("xoxb-practice-U1", "", "bot's token"),
        ("xoxp-practice-U1", "xoxp-practice-U1", "begins with xapp-"),
        ("xoxp-practice-U1", "", "does not accept"),
        (OKAFOR.user_token, "xapp-practice-U1", "app token does not work"),
    ],
)
async def test_a_token_that_is_not_good_gets_a_sentence(user: str, app: str, words: str) -> None:
    async with workspace() as practice:
        found = await sign_in(practice.api_url, user, app, practice.clock)
        assert isinstance(found, NotSignedIn)
        assert words in found.why
        assert not found.again


async def test_a_revoked_token_and_a_slack_that_is_away_are_told_apart() -> None:
    async with workspace() as practice:
        practice.fault(RevokeToken(person=OKAFOR.id))
        found = await sign_in(practice.api_url, OKAFOR.user_token, "", practice.clock)
        assert isinstance(found, NotSignedIn)
        assert "revoked" in found.why
        practice.fault(Error500())
        assert await sign_in(practice.api_url, OKAFOR.user_token, "", practice.clock) == NotSignedIn(
            "Slack has a problem of its own at the moment. The desk goes on trying.", again=True
        )
        practice.fault(PullPlug())
        found = await sign_in(practice.api_url, OKAFOR.user_token, "", practice.clock)
        assert isinstance(found, NotSignedIn)
        assert found.again


async def test_tokens_go_only_over_https_or_to_this_computer() -> None:
    for url in ("https://slack.com/api/", "http://127.0.0.1:8/api/", "http://localhost/", "http://[::1]:8/"):
        assert trusted(url)
    for url in (
        "http://slack.com/api/",
        "ftp://127.0.0.1/",
        "https://",
        "",
        "slack.com",
        "http://[",
        "http://127.x.org",
    ):
        assert not trusted(url)
    async with workspace() as practice:
        found = await sign_in("http://slack.example/api/", OKAFOR.user_token, "", practice.clock)
        assert isinstance(found, NotSignedIn)
        assert "https" in found.why


async def test_whose_a_token_is_can_be_asked() -> None:
    async with workspace() as practice, Client(OKAFOR.user_token, practice.api_url, practice.clock) as client:
        assert (await whose(client))[:2] == (OKAFOR.id, TEAM_ID)


async def test_an_answer_that_names_nobody_is_not_believed() -> None:
    async def nameless(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "user_id": 7}, headers={"x-oauth-scopes": "chat:write"})

    async with server(nameless) as url:
        found = await sign_in(url, "xoxp-1", "", RealClock())
        assert isinstance(found, NotSignedIn)
        assert "does not say" in found.why
        async with Client("xoxp-1", url, RealClock()) as client:
            with pytest.raises(Later):
                await whose(client)


async def test_rights_that_the_app_lacks_are_named_with_what_they_are_for() -> None:
    async def poor(_request: web.Request) -> web.Response:
        answer = {"ok": True, "user_id": "U1", "team": "Practice"}
        return web.json_response(answer, headers={"x-oauth-scopes": "chat:write"})

    async def silent(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "user_id": "U1"})

    async with server(poor) as url:
        found = await sign_in(url, "xoxp-1", "", RealClock())
        assert isinstance(found, SignedIn)
        assert len(found.lacks) == len(NEEDED) - 1
        assert all(sentence.endswith(".") for sentence in found.lacks)
    async with server(silent) as url:
        assert await sign_in(url, "xoxp-1", "", RealClock()) == SignedIn("U1", "U1", "")


async def test_a_dropped_scope_is_no_reason_to_refuse_the_token() -> None:
    async with workspace() as practice:
        practice.fault(DropScope(person=OKAFOR.id, scope="users:read"))
        found = await sign_in(practice.api_url, OKAFOR.user_token, "", practice.clock)
        assert isinstance(found, SignedIn)
        assert all("users:read" in sentence for sentence in found.lacks)
