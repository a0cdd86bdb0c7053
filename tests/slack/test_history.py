"""History is read page by page, newest first, and each page says of which stretch nothing is missing."""

import itertools
from contextlib import aclosing
from datetime import datetime, timedelta

import pytest
from aiohttp import web

from console.clock import RealClock
from console.domain.messages import EPOCH, Message
from console.domain.words import Home
from console.practice.people import HALE, OKAFOR, PLATFORM
from console.practice.server import Practice
from console.slack.client import Client
from console.slack.history import History, Part, beginning
from console.slack.trouble import Later, Never
from console.slack.wire import at_of, ts_of
from tests.slack.servers import server


async def parts_of(client: Client, channel: str, start: datetime = EPOCH, end: datetime | None = None) -> list[Part]:
    async with aclosing(History(client).read(channel, {channel: Home.MOD_MAIN}, start, end)) as parts:
        return [part async for part in parts]


def fill(practice: Practice, count: int) -> str:
    channel = practice.workspace.named("mod-main")
    first = practice.clock.now() - timedelta(seconds=60 + count)
    for number in range(count):
        practice.say("mod-main", PLATFORM, "hello", at=first + timedelta(seconds=number))
    return channel.id


async def test_20_000_messages_are_read_in_21_calls_and_lie_side_by_side() -> None:
    async with (
        Practice(night=False) as practice,
        Client(OKAFOR.user_token, practice.api_url, practice.clock) as client,
    ):
        channel = fill(practice, 20_000)
        parts = await parts_of(client, channel)
        assert client.calls == 21
        assert sum(len(part.stretch.messages) for part in parts if part.stretch) == 20_000
        stretches = [part.stretch for part in parts if part.stretch]
        assert stretches[-1].start == EPOCH
        for newer, older in itertools.pairwise(stretches):
            assert newer.start == older.end
        assert [part.last for part in parts] == [False] * 20 + [True]


async def test_what_is_younger_than_five_seconds_is_not_yet_complete() -> None:
    async with (
        Practice(night=False) as practice,
        Client(OKAFOR.user_token, practice.api_url, practice.clock) as client,
    ):
        channel = fill(practice, 3)
        young = practice.say("mod-main", PLATFORM, "just now")
        (part,) = await parts_of(client, channel)
        assert [ts_of(message.position.at) for message in part.fresh] == [young]
        assert part.stretch is not None
        assert part.horizon == part.stretch.end <= practice.clock.now() - timedelta(seconds=5)


async def test_a_stretch_with_an_end_holds_nothing_beyond_it() -> None:
    async with Practice(night=False) as practice, Client(OKAFOR.user_token, practice.api_url, practice.clock) as client:
        channel = fill(practice, 10)
        at = sorted(message.position.at for message in whole(await parts_of(client, channel)))
        (part,) = await parts_of(client, channel, at[2], at[6])
        assert part.stretch is not None
        assert sorted(message.position.at for message in part.stretch.messages) == at[3:7]
        (empty,) = await parts_of(client, channel, at[9] + timedelta(days=1))
        assert empty.stretch is None


def whole(parts: list[Part]) -> list[Message]:
    return [message for part in parts if part.stretch for message in part.stretch.messages]


async def test_a_thread_is_read_whole_and_without_the_message_it_answers() -> None:
    async with Practice(night=False) as practice, Client(OKAFOR.user_token, practice.api_url, practice.clock) as client:
        earlier = practice.clock.now() - timedelta(minutes=5)
        ask = practice.say("online-team-thread", OKAFOR, "How would you go on?", at=earlier)
        for number in range(1_200):
            at = earlier + timedelta(milliseconds=number + 1)
            practice.say("online-team-thread", HALE, "Slowly.", thread=ask, at=at)
        channel = practice.workspace.named("online-team-thread").id
        parent = at_of(ask)
        assert parent is not None
        part = await History(client).replies(channel, {channel: Home.ASKS}, parent)
        assert part.stretch is not None
        assert part.stretch.thread == parent
        assert len(part.stretch.messages) == 1_200
        assert client.calls == 2
        with pytest.raises(Never):
            await History(client).replies(channel, {channel: Home.ASKS}, parent + timedelta(seconds=10))


async def test_pages_that_go_round_in_a_circle_end() -> None:
    async def circle(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "messages": [], "response_metadata": {"next_cursor": "again"}})

    async with server(circle) as url, Client("xoxp-1", url, RealClock()) as client:
        with pytest.raises(Later):
            await parts_of(client, "C1")
        part = await History(client).replies("C1", {}, EPOCH)
        assert part.stretch is not None


async def test_where_slack_does_not_tell_the_time_its_newest_message_does() -> None:
    async def timeless(_request: web.Request) -> web.Response:
        answer = {"ok": True, "messages": [{"ts": "1764000000.000000"}, {"ts": "soon"}, {"ts": "1764000010.000000"}]}
        return web.json_response(answer, headers={"Date": ""})

    async def empty(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "messages": 7}, headers={"Date": "?"})

    async with server(timeless) as url, Client("xoxp-1", url, RealClock()) as client:
        (part,) = await parts_of(client, "C1")
        assert ts_of(part.horizon) == "1764000005.000000"
        assert len(part.fresh) == 1
    async with server(empty) as url, Client("xoxp-1", url, RealClock()) as client:
        (part,) = await parts_of(client, "C1")
        assert part.horizon == EPOCH
        assert part.stretch is None


def test_three_homes_are_read_whole_and_the_others_as_far_as_they_are_kept() -> None:
    now = RealClock().now()
    for home in Home:
        whole = home in (Home.MOD_MAIN, Home.MOD_UPDATES, Home.CASES)
        assert beginning(home, now, 30) == (EPOCH if whole else now - timedelta(days=30))
