"""Each fault, from its beginning to its end."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import msgspec
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from console.clock import PracticeClock
from console.practice.faults import (
    BlockedWebSockets,
    Calm,
    Error500,
    LoseAnswers,
    PullPlug,
    PutBack,
    RateLimited,
    Refresh,
    SilentSocket,
    Slow,
    decode_fault,
)
from console.practice.limits import Limits, Tier
from console.practice.people import HALE, NOVAK, OKAFOR
from console.practice.server import Practice
from console.practice.socket import Pace

CUT = (aiohttp.ClientError, ConnectionError, TimeoutError)


async def _socket(practice: Practice, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    ws = await session.ws_connect(practice.sockets.open(NOVAK.id, practice.base_url))
    assert (await ws.receive_json())["type"] == "hello"
    return ws


async def test_a_pulled_plug_cuts_everything_and_lets_nothing_in_until_it_is_put_back(
    quiet: Practice, novak: AsyncWebClient
) -> None:
    async with aiohttp.ClientSession() as session:
        ws = await _socket(quiet, session)
        url = f"{quiet.base_url}/practice/fault"
        async with session.post(url, json={"fault": "pull_plug"}) as answer:
            assert answer.status == 200
        assert (await ws.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
        with pytest.raises(CUT):
            await novak.auth_test()
        with pytest.raises(CUT):
            await session.ws_connect(quiet.sockets.open(NOVAK.id, quiet.base_url))
        async with session.post(url, json={"fault": "put_back"}) as answer:
            assert answer.status == 200
        await novak.auth_test()
        await _socket(quiet, session)


async def test_a_plug_can_put_itself_back(quiet: Practice, novak: AsyncWebClient) -> None:
    quiet.fault(PullPlug(seconds=0.05))
    with pytest.raises(CUT):
        await novak.auth_test()
    async with aiohttp.ClientSession() as session:
        while quiet.weather.plug_pulled:
            async with session.get(f"{quiet.base_url}/practice/clock") as answer:
                assert answer.status == 200
    await novak.auth_test()


async def test_a_plug_that_was_pulled_again_is_not_put_back_by_the_first_ones_time(quiet: Practice) -> None:
    quiet.fault(PullPlug(seconds=0.01))
    quiet.fault(PullPlug())
    assert not quiet._timers
    quiet.fault(PutBack())
    assert not quiet.weather.plug_pulled


async def test_slow_answers_come_late(quiet: Practice, novak: AsyncWebClient) -> None:
    quiet.fault(Slow(latency=0.2))
    begun = time.monotonic()
    await novak.auth_test()
    assert time.monotonic() - begun >= 0.2


async def test_slack_says_how_long_to_wait(quiet: Practice, novak: AsyncWebClient) -> None:
    quiet.fault(RateLimited(seconds=30))
    with pytest.raises(SlackApiError) as caught:
        await novak.auth_test()
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    assert int(caught.value.response.headers["Retry-After"]) == 30
    quiet.fault(Calm())
    await novak.auth_test()


async def test_a_server_error_is_no_json(quiet: Practice) -> None:
    quiet.fault(Error500())
    async with aiohttp.ClientSession() as session, session.post(f"{quiet.api_url}auth.test") as answer:
        assert answer.status == 500


async def test_an_answer_may_be_lost_after_the_deed(quiet: Practice, novak: AsyncWebClient) -> None:
    quiet.fault(LoseAnswers(p=1.0))
    channel = quiet.workspace.named("mod-main")
    with pytest.raises(CUT):
        await novak.chat_postMessage(channel=channel.id, text="once")
    history = await novak.conversations_history(channel=channel.id)
    assert [message["text"] for message in history["messages"]] == ["once"]


async def test_blocked_websockets_let_everything_else_through(quiet: Practice) -> None:
    quiet.fault(BlockedWebSockets())
    client = AsyncWebClient(NOVAK.user_token, base_url=quiet.api_url)
    url = (await client.apps_connections_open(app_token=NOVAK.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        quiet.fault(BlockedWebSockets(on=False))
        await _socket(quiet, session)


async def test_a_silent_socket_says_nothing_and_does_not_answer_pings() -> None:
    async with Practice(night=False, pace=Pace(ping=0.05)) as practice, aiohttp.ClientSession() as session:
        url = practice.sockets.open(NOVAK.id, practice.base_url)
        ws = await session.ws_connect(url, autoping=False)
        await ws.receive()
        assert (await ws.receive()).type is aiohttp.WSMsgType.PING
        practice.fault(SilentSocket())
        practice.say("mod-main", HALE, "nobody hears this")
        await ws.ping()
        with pytest.raises(TimeoutError):
            await ws.receive(timeout=0.3)


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled", "too_many_websockets"])
async def test_a_socket_is_told_why_it_must_go(quiet: Practice, reason: Any) -> None:
    async with aiohttp.ClientSession() as session:
        ws = await _socket(quiet, session)
        quiet.fault(Refresh(reason=reason))
        told = await ws.receive_json()
        assert (told["type"], told["reason"]) == ("disconnect", reason)
        assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE
        again = await session.ws_connect(quiet.sockets.open(NOVAK.id, quiet.base_url))
        first = await again.receive_json()
        assert first.get("reason") == ("link_disabled" if reason == "link_disabled" else None)


async def test_a_connection_is_warned_and_then_refreshed_when_its_time_is_over() -> None:
    pace = Pace(connection=0.2, warning=0.1)
    async with Practice(night=False, pace=pace) as practice, aiohttp.ClientSession() as session:
        ws = await _socket(practice, session)
        assert (await ws.receive_json())["reason"] == "warning"
        practice.say("mod-main", HALE, "still heard")
        assert (await ws.receive_json())["payload"]["event"]["text"] == "still heard"
        assert (await ws.receive_json())["reason"] == "refresh_requested"
        assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_limits_are_counted_for_each_method_and_app(quiet: Practice) -> None:
    novak, okafor = (AsyncWebClient(who.user_token, base_url=quiet.api_url) for who in (NOVAK, OKAFOR))
    for _ in range(Tier.TWO):
        await novak.users_list()
    with pytest.raises(SlackApiError) as caught:
        await novak.users_list()
    assert 58 <= int(caught.value.response.headers["Retry-After"]) <= 60
    await novak.conversations_list()
    await okafor.users_list()
    quiet.limits.on = False
    await novak.users_list()


async def test_about_one_message_a_second_goes_to_a_channel(quiet: Practice, novak: AsyncWebClient) -> None:
    channels = [quiet.workspace.named(name).id for name in ("mod-main", "shift-log")]
    for _ in range(4):
        await novak.chat_postMessage(channel=channels[0], text="x")
    with pytest.raises(SlackApiError) as caught:
        await novak.chat_postMessage(channel=channels[0], text="x")
    assert caught.value.response.headers["Retry-After"] == "1"
    await novak.chat_postMessage(channel=channels[1], text="x")


def test_limits_run_on_the_practice_clock() -> None:
    clock = PracticeClock(start=datetime(2026, 11, 20, tzinfo=UTC), at=time.monotonic(), speed=0.001)
    limits = Limits(clock)
    assert limits.ask("A1", "x", Tier.ONE) is None
    assert limits.ask("A1", "x", Tier.ONE) == pytest.approx(60_000, rel=0.01)
    clock.run_at(60.0)
    assert limits.ask("A1", "x", Tier.ONE) == 1
    clock.start += timedelta(minutes=1)
    assert limits.ask("A1", "x", Tier.ONE) is None


def test_only_faults_of_the_closed_set_are_known() -> None:
    assert decode_fault(b'{"fault":"slow","latency":1}') == Slow(latency=1)
    with pytest.raises(msgspec.ValidationError):
        decode_fault(b'{"fault":"earthquake"}')


def test_a_clock_that_stands_still_still_says_how_long_to_wait() -> None:
    limits = Limits(PracticeClock(start=datetime(2026, 11, 20, tzinfo=UTC), at=time.monotonic(), speed=0.0))
    assert [limits.ask_post("A1", "C1") for _ in range(6)] == [None, None, None, None, 1, 1]
    assert limits.ask("A1", "x", Tier.ONE) is None
    assert limits.ask("A1", "x", Tier.ONE) == 60
