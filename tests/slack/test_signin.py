"""Signing in says who one is, or in one sentence why not."""

import pytest

from console.practice.faults import DropScope, Error500, PullPlug, RevokeToken
from console.practice.people import OKAFOR
from console.slack.signin import NotSignedIn, SignedIn, sign_in, trusted
from tests.slack.desks import workspace


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


async def test_a_dropped_scope_is_no_reason_to_refuse_the_token() -> None:
    async with workspace() as practice:
        practice.fault(DropScope(person=OKAFOR.id, scope="users:read"))
        found = await sign_in(practice.api_url, OKAFOR.user_token, "", practice.clock)
        assert isinstance(found, SignedIn)
        assert all("users:read" in sentence for sentence in found.lacks)
