"""The feed reads everything that Slack holds, without a gap and without a loss, whatever happens to the network."""

import asyncio
import dataclasses
import random
from datetime import timedelta

import pytest

from console.domain import events
from console.domain.connection import Link
from console.domain.words import AgeBand, Home, Risk
from console.practice.faults import (
    BlockedWebSockets,
    Calm,
    Error500,
    PullPlug,
    PutBack,
    Reason,
    Refresh,
    Repeat,
    ShortPages,
    SilentSocket,
)
from console.practice.people import HALE, NOVAK, OKAFOR
from console.practice.workspace import ts_number
from tests.slack.desks import QUICK, Cache, desk, truth, wait_for_help, workspace


async def test_what_is_said_while_the_desk_is_open_comes_at_once() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_link(Link.LIVE)
        await cache.until_equal(practice)
        for number in range(50):
            wait_for_help(practice, number)
        await cache.until_equal(practice)
        await cache.until_complete(practice)
        assert cache.connection.gaps == ()
        assert cache.connection.trouble == ""
        assert cache.people[OKAFOR.id].name == OKAFOR.name


async def test_complete_to_is_five_seconds_before_the_oldest_reading_and_never_ahead() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_complete(practice)
        for connection in cache.told:
            if connection.complete_to is not None:
                assert connection.complete_to <= practice.clock.now() - timedelta(seconds=5)
        assert cache.connection.complete_to == min((await cache.cursors()).values())


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_when_the_plug_is_pulled_again_and_again(seed: int) -> None:
    chance = random.Random(seed)
    posted: list[str] = []
    async with workspace() as practice, desk(practice, seed=seed) as cache:
        for number in range(10):
            posted.append(wait_for_help(practice, number))
            if chance.random() < 0.5:
                await cache.until_link(Link.LIVE)
            practice.fault(PullPlug())
            posted.append(wait_for_help(practice, 1_000 + number))
            if chance.random() < 0.5:
                practice.delete("chat-queue", posted.pop(chance.randrange(len(posted))))
            if chance.random() < 0.5:
                await cache.until(lambda: cache.connection.link is not Link.LIVE)
            practice.fault(PutBack())
            posted.append(wait_for_help(practice, 2_000 + number))
        await cache.until_link(Link.LIVE)
        await cache.until_complete(practice)
        # What was deleted while the plug was out is before the cursor: the trailing window finds it.
        assert truth(practice, cache.homes).keys() <= cache.holds.keys()
        assert cache.connection.gaps == ()


async def test_a_desk_that_was_shut_reads_what_it_missed_and_not_more() -> None:
    cache = Cache()
    async with workspace() as practice:
        async with desk(practice, cache):
            await cache.until_complete(practice)
        for number in range(1_200):
            wait_for_help(practice, number)
        async with desk(practice, cache):
            await cache.until_equal(practice)
            assert any(connection.progress is not None for connection in cache.told)
            await cache.until_complete(practice)
            assert cache.connection.progress is None


async def test_deletions_and_edits_come_live() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_link(Link.LIVE)
        first, second = wait_for_help(practice, 1), wait_for_help(practice, 2)
        await cache.until_equal(practice)
        practice.delete("chat-queue", first)
        practice.edit("chat-queue", second, event=events.ChatOpened("c2", "tall-fern", AgeBand.TEEN, Risk.B))
        await cache.until_equal(practice)


async def test_whoever_asks_has_a_home_read_now_and_waits_until_what_slack_shows_of_it_is_kept() -> None:
    rarely = dataclasses.replace(QUICK, round=3_600)
    async with workspace() as practice, desk(practice, pushed=False, pace=rarely) as cache, asyncio.timeout(15):
        await cache.feed.caught_up()
        queue = next(channel for channel, home in cache.homes.items() if home is Home.CHAT_QUEUE)
        for number in range(3):
            wait_for_help(practice, number)
            await cache.feed.look(queue)
            assert cache.holds == truth(practice, cache.homes)


async def test_whoever_asks_for_a_reading_waits_until_one_succeeds() -> None:
    async with workspace() as practice, desk(practice) as cache, asyncio.timeout(15):
        await cache.feed.caught_up()
        queue = next(channel for channel, home in cache.homes.items() if home is Home.CHAT_QUEUE)
        practice.fault(Error500())
        looking, given_up = (asyncio.create_task(cache.feed.look(queue)) for _ in range(2))
        await cache.until(lambda: cache.connection.trouble != "")
        given_up.cancel()
        assert not looking.done()
        wait_for_help(practice, 1)
        practice.fault(Calm())
        await looking
        assert cache.holds == truth(practice, cache.homes)


async def test_the_trailing_window_finds_deletions_and_edits_that_nobody_told() -> None:
    cache = Cache()
    async with workspace() as practice:
        first, second = wait_for_help(practice, 1), wait_for_help(practice, 2)
        async with desk(practice, cache):
            await cache.until_equal(practice)
            await cache.until_complete(practice)
        practice.delete("chat-queue", first)
        practice.edit("chat-queue", second, event=events.ChatOpened("c2", "tall-fern", AgeBand.TEEN, Risk.B))
        async with desk(practice, cache):  # on start
            await cache.until_equal(practice)
        third = wait_for_help(practice, 3)
        async with desk(practice, cache, pushed=False, pace=dataclasses.replace(QUICK, window=12)):  # and while it runs
            await cache.until_complete(practice)
            practice.delete("chat-queue", third)
            practice.edit("chat-queue", second, event=events.ChatOpened("c2", "calm-heron", AgeBand.TEEN, Risk.B))
            await cache.until_equal(practice)


async def test_repeats_change_nothing() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_link(Link.LIVE)
        practice.fault(Repeat(late=0.1))
        ts = wait_for_help(practice, 1)
        practice.edit("chat-queue", ts, event=events.ChatOpened("c1", "tall-fern", AgeBand.TEEN, Risk.B))
        gone = wait_for_help(practice, 2)
        practice.delete("chat-queue", gone)
        await cache.until_equal(practice)
        await cache.until_complete(practice)
        await cache.until_equal(practice)
        arrived = [message for batch in cache.batches for message in batch.arrived]
        assert len([message for message in arrived if cache.homes[message.position.channel] is Home.CHAT_QUEUE]) <= 3


async def test_a_refresh_is_not_noticed_and_the_new_connection_is_open_before_the_old_one_ends() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_link(Link.LIVE)
        reasons: list[Reason] = ["warning", "refresh_requested", "warning"]
        for reason in reasons:
            opened = len(practice.sockets.links(OKAFOR.id))
            practice.fault(Refresh(reason=reason))
            wait_for_help(practice, opened)
            await cache.until_equal(practice)
        told = [connection.link for connection in cache.told]
        assert Link.OFFLINE not in told
        assert Link.POLLING not in told


async def test_a_socket_that_fell_silent_is_noticed_and_built_anew() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_link(Link.LIVE)
        practice.fault(SilentSocket())
        await cache.until(lambda: cache.connection.link is not Link.LIVE)
        wait_for_help(practice, 1)
        practice.fault(Calm())
        await cache.until_link(Link.LIVE)
        await cache.until_equal(practice)


async def test_where_web_sockets_are_blocked_the_desk_asks() -> None:
    async with workspace() as practice:
        practice.fault(BlockedWebSockets())
        async with desk(practice) as cache:
            await cache.until_link(Link.POLLING)
            assert "blocked" in cache.connection.trouble
            wait_for_help(practice, 1)
            await cache.until_equal(practice)
            await cache.until_complete(practice)
            practice.fault(Calm())
            await cache.until_link(Link.LIVE)
            assert cache.connection.trouble == ""


async def test_without_an_app_token_the_desk_asks_and_hears_answers() -> None:
    async with workspace() as practice, desk(practice, pushed=False) as cache:
        await cache.until_link(Link.POLLING)
        ask = practice.post("online-team-thread", OKAFOR, events.AskPosted("a1", "Would you close this chat?", "c1"))
        await cache.until_equal(practice)
        practice.reply("online-team-thread", HALE, ask, "I would stay a little longer.")
        await cache.until_equal(practice)
        assert cache.connection.trouble == ""


async def test_answers_to_old_asks_are_read_after_a_reconnection() -> None:
    cache = Cache()
    async with workspace() as practice:
        ask = practice.post("online-team-thread", OKAFOR, events.AskPosted("a1", "Would you close this chat?", "c1"))
        practice.reply("online-team-thread", HALE, ask, "I would stay a little longer.")
        async with desk(practice, cache):
            await cache.until_link(Link.LIVE)
            await cache.until_equal(practice)
            practice.reply("online-team-thread", HALE, ask, "And ask about sleep.")
            await cache.until_equal(practice)
            practice.fault(PullPlug())
            await cache.until(lambda: cache.connection.link is not Link.LIVE)
            practice.reply("online-team-thread", NOVAK, ask, "Yes, stay.")
            practice.fault(PutBack())
            await cache.until_equal(practice)
        practice.reply("online-team-thread", HALE, ask, "How did it go?")
        async with desk(practice, cache):
            await cache.until_equal(practice)


async def test_an_only_answer_that_was_deleted_while_the_desk_was_closed_is_gone_after_its_start() -> None:
    cache = Cache()
    async with workspace() as practice:
        ask = practice.post("online-team-thread", OKAFOR, events.AskPosted("a1", "Would you close this chat?", "c1"))
        reply = practice.reply("online-team-thread", HALE, ask, "I would stay a little longer.")
        async with desk(practice, cache, pushed=False):
            await cache.until_complete(practice)
            await cache.until_equal(practice)
        practice.workspace.delete(practice.workspace.named("online-team-thread"), ts_number(reply))
        async with desk(practice, cache, pushed=False):
            await cache.until_equal(practice)


async def test_short_pages_hide_nothing() -> None:
    async with workspace() as practice:
        for number in range(40):
            wait_for_help(practice, number)
        practice.fault(ShortPages(most=7))
        async with desk(practice) as cache:
            await cache.until_equal(practice)
            await cache.until_complete(practice)


async def test_many_more_than_can_wait_are_taken_without_a_loss() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_link(Link.LIVE)
        for number in range(1_500):
            wait_for_help(practice, number)
            if number % 100 == 0:
                await asyncio.sleep(0)
        await cache.until_equal(practice, 30)


async def test_channels_that_come_and_go_are_noticed() -> None:
    async with workspace() as practice, desk(practice, person=HALE) as cache:
        await cache.until_complete(practice)
        cases = practice.workspace.named("cases")
        assert cases.id in cache.homes
        practice.workspace.leave(cases, HALE.id)
        await cache.until(lambda: cases.id not in cache.homes)
        assert cache.connection.gaps == ("#cases cannot be read any more.",)
        practice.workspace.join(cases, HALE.id)
        await cache.until(lambda: cases.id in cache.homes)
        await cache.until(lambda: cache.connection.gaps == ())
        wait_for_help(practice, 1)
        await cache.until_equal(practice)


async def test_when_slack_holds_events_back_the_desk_asks() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_link(Link.LIVE)
        links = practice.sockets.links(OKAFOR.id)
        links[0].send(b'{"type":"events_api","envelope_id":"e","payload":{"type":"app_rate_limited"}}')
        practice.sockets.apps[OKAFOR.id].links.clear()  # nothing more is pushed
        wait_for_help(practice, 1)
        await cache.until_equal(practice)
        practice.sockets.apps[OKAFOR.id].links.extend(links)


async def test_once_a_day_everything_is_read_again() -> None:
    cache = Cache()
    async with workspace(limits=False) as practice:
        old = practice.clock.now() - timedelta(days=20)
        plan = events.TaskPlanned("t1", "s1", "Check the kettle")
        ts = practice.post("mod-main", OKAFOR, plan, at=old)
        # A day of six seconds, and a trailing window that ends long after the message.
        pace = dataclasses.replace(QUICK, day=360, window=12, page=0.1)
        async with desk(practice, cache, pace=pace):
            await cache.until_equal(practice)
            await cache.until_complete(practice)
            practice.sockets.apps[OKAFOR.id].links.clear()  # nobody tells of it
            practice.delete("mod-main", ts)
            await cache.until_equal(practice)


async def test_a_deleted_ask_does_not_stop_the_reading_of_other_threads() -> None:
    cache = Cache()
    async with workspace() as practice:
        asks = [
            practice.post("online-team-thread", OKAFOR, events.AskPosted(f"a{number}", "How would you go on?"))
            for number in range(3)
        ]
        async with desk(practice, cache):
            await cache.until_equal(practice)
            await cache.until_complete(practice)
        practice.delete("online-team-thread", asks[0])
        practice.reply("online-team-thread", HALE, asks[2], "Slowly.")
        async with desk(practice, cache):
            await cache.until_equal(practice)


async def test_a_long_cut_is_told_as_offline_and_everything_is_read_after_it() -> None:
    async with workspace() as practice, desk(practice, pace=dataclasses.replace(QUICK, window=6)) as cache:
        ask = practice.post("online-team-thread", OKAFOR, events.AskPosted("a1", "How would you go on?"))
        await cache.until_equal(practice)
        await cache.until_complete(practice)
        practice.fault(PullPlug())
        await cache.until_link(Link.OFFLINE)
        wait_for_help(practice, 1)
        practice.reply("online-team-thread", HALE, ask, "Slowly.")
        # The trailing window comes due and fails as well, and is read afterwards.
        until = practice.clock.now() + timedelta(seconds=20)
        await cache.until(lambda: practice.clock.now() > until)
        practice.fault(PutBack())
        await cache.until_link(Link.LIVE)
        await cache.until_equal(practice)
        await cache.until_complete(practice)
        assert cache.connection.gaps == ()


async def test_who_is_an_admin_is_read_again_after_a_cut() -> None:
    async with workspace() as practice, desk(practice) as cache:
        await cache.until_complete(practice)
        practice.fault(PullPlug())
        await cache.until(lambda: cache.connection.link is not Link.LIVE)
        practice.workspace.users[HALE.id] |= {"is_admin": True}
        practice.fault(PutBack())
        await cache.until(lambda: cache.people[HALE.id].admin)
