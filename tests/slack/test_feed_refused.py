"""What Slack refuses, or fails at, is told in a sentence; the feed goes on when it is good again."""

from console.domain.connection import Link
from console.domain.words import Home
from console.practice.faults import (
    Calm,
    DropScope,
    Error500,
    PullPlug,
    PutBack,
    RateLimited,
    RevokeToken,
)
from console.practice.people import NOVAK, OKAFOR
from tests.slack.desks import desk, wait_for_help, workspace


async def test_a_revoked_token_is_told_in_a_sentence_and_the_desk_goes_on_when_it_is_good_again() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_complete(practice)
        practice.fault(RevokeToken(person=OKAFOR.id))
        await cache.until_link(Link.REFUSED)
        assert "sign in again" in cache.connection.trouble
        practice.fault(RevokeToken(person=OKAFOR.id, on=False))
        wait_for_help(practice, 1)
        await cache.until_equal(practice)
        await cache.until(lambda: cache.connection.link is not Link.REFUSED)


async def test_when_slack_asks_to_wait_the_desk_waits_and_says_so() -> None:
    async with workspace() as practice, desk(practice, pushed=False) as cache:
        await cache.until_complete(practice)
        practice.fault(RateLimited(seconds=2))
        wait_for_help(practice, 1)
        await cache.until(lambda: "wait" in cache.connection.trouble)
        assert cache.connection.link is Link.POLLING
        await cache.until_equal(practice)
        await cache.until(lambda: cache.connection.trouble == "")


async def test_when_slack_fails_the_desk_is_offline_and_comes_back() -> None:
    async with workspace() as practice, desk(practice, pushed=False) as cache:
        await cache.until_complete(practice)
        practice.fault(Error500())
        await cache.until_link(Link.OFFLINE)
        assert cache.connection.trouble
        practice.fault(Calm())
        wait_for_help(practice, 1)
        await cache.until_equal(practice)
        await cache.until_link(Link.POLLING)


async def test_a_home_that_cannot_be_read_is_a_gap_with_a_sentence() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_complete(practice)
        practice.fault(DropScope(person=OKAFOR.id, scope="channels:history"))
        await cache.until(lambda: len(cache.connection.gaps) > 0)
        assert "channels:history" in cache.connection.gaps[0]
        practice.fault(Calm())
        await cache.until(lambda: cache.connection.gaps == ())


async def test_who_is_not_invited_to_the_cases_has_no_gap_for_it() -> None:
    async with workspace() as practice, desk(practice, person=NOVAK) as cache:
        await cache.until_complete(practice)
        assert Home.CASES not in cache.homes.values()
        assert cache.connection.gaps == ()


async def test_a_token_that_was_never_good_is_told_and_read_on_when_it_is() -> None:
    async with workspace() as practice:
        practice.fault(RevokeToken(person=OKAFOR.id))
        async with desk(practice) as cache:
            await cache.until_link(Link.REFUSED)
            practice.fault(Calm())
            await cache.until_complete(practice)
            assert cache.connection.trouble == ""


async def test_without_the_right_to_know_people_that_is_a_gap() -> None:
    async with workspace() as practice:
        practice.fault(DropScope(person=OKAFOR.id, scope="users:read"))
        async with desk(practice) as cache:
            await cache.until(lambda: any("admin" in gap for gap in cache.connection.gaps))
            practice.fault(Calm())
            await cache.until(lambda: cache.connection.gaps == ())


async def test_a_workspace_that_cannot_be_reached_at_the_start_is_read_when_it_can() -> None:
    async with workspace() as practice:
        practice.fault(PullPlug())
        async with desk(practice) as cache:
            await cache.until_link(Link.OFFLINE)
            wait_for_help(practice, 1)
            practice.fault(PutBack())
            await cache.until_equal(practice)
