"""Socket Mode as slack_sdk sees it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from console.domain.events import ChatOpened
from console.domain.words import AgeBand, Risk
from console.practice.faults import Refresh, Repeat, Slow
from console.practice.flood import flood
from console.practice.people import HALE, NOVAK, OKAFOR, PLATFORM, Staff
from console.practice.server import Practice
from console.practice.socket import Pace

QUICK = Pace(acknowledge=0.15, retries=(0.0, 0.1, 0.1), ping=0.1)


class Ear:
    """A desk's socket through slack_sdk, with what it has heard in order."""

    def __init__(self, practice: Practice, person: Staff, *, acknowledge: bool = True) -> None:
        self.heard: asyncio.Queue[SocketModeRequest] = asyncio.Queue()
        web = AsyncWebClient(person.user_token, base_url=practice.api_url)
        self.client = SocketModeClient(person.app_token, web_client=web, ping_interval=1)
        self.acknowledge = acknowledge
        self.client.socket_mode_request_listeners.append(self._hear)  # type: ignore[arg-type]

    async def _hear(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        if self.acknowledge:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        self.heard.put_nowait(request)

    async def next(self) -> SocketModeRequest:
        return await asyncio.wait_for(self.heard.get(), 5)


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with Practice(night=False, pace=QUICK) as started:
        yield started


@pytest.fixture
async def ear(practice: Practice) -> AsyncIterator[Callable[..., Any]]:
    ears: list[Ear] = []

    async def listen(person: Staff, **options: bool) -> Ear:
        ear = Ear(practice, person, **options)
        ears.append(ear)
        await ear.client.connect()  # type: ignore[no-untyped-call]  # slack_sdk's own
        await _until(lambda: bool(practice.sockets.links(person.id)))
        return ear

    yield listen
    for one in ears:
        await one.client.close()  # type: ignore[no-untyped-call]  # slack_sdk's own


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - the server has no event for each of its states
            await asyncio.sleep(0.005)


def _opened(chat: str = "c1") -> ChatOpened:
    return ChatOpened(chat, "quiet-otter", AgeBand.YOUNG_TEEN, Risk.A, "exam worry")


async def test_every_app_hears_a_message_once_with_its_metadata(practice: Practice, ear: Any) -> None:
    novak, hale = await ear(NOVAK), await ear(HALE)
    ts = practice.post("chat-queue", PLATFORM, _opened())
    for one in (novak, hale):
        request = await one.next()
        event = request.payload["event"]
        assert (event["ts"], event["user"], event["channel_type"]) == (ts, PLATFORM.id, "channel")
        assert event["metadata"]["event_type"] == "mc_chat_opened"
        assert request.retry_attempt == 0
    await _until(lambda: not any(app.waiting for app in practice.sockets.apps.values()))
    assert novak.heard.empty()


async def test_two_connections_of_one_app_share_the_payloads(practice: Practice, ear: Any) -> None:
    first, second = await ear(NOVAK), await ear(NOVAK)
    await _until(lambda: len(practice.sockets.links(NOVAK.id)) == 2)
    for number in range(10):
        practice.post("chat-queue", PLATFORM, _opened(f"c{number}"))
    await _until(lambda: first.heard.qsize() + second.heard.qsize() == 10)
    assert first.heard.qsize() == second.heard.qsize() == 5


async def test_a_payload_nobody_acknowledges_comes_again_and_is_dropped_at_last(practice: Practice, ear: Any) -> None:
    deaf = await ear(NOVAK, acknowledge=False)
    practice.post("chat-queue", PLATFORM, _opened())
    requests = [await deaf.next() for _ in range(4)]
    assert [request.retry_attempt for request in requests] == [0, 1, 2, 3]
    assert [request.retry_reason for request in requests] == ["", *["timeout"] * 3]
    assert len({request.envelope_id for request in requests}) == 4
    assert len({request.payload["event_id"] for request in requests}) == 1
    await _until(lambda: practice.sockets.apps[NOVAK.id].dropped == 1)


async def test_what_is_said_while_nobody_listens_comes_by_retry(practice: Practice, ear: Any) -> None:
    practice.sockets.open(NOVAK.id, practice.base_url)  # from here on the app exists
    practice.post("chat-queue", PLATFORM, _opened())
    request = await (await ear(NOVAK)).next()
    assert request.retry_attempt > 0


async def test_the_private_channel_is_heard_by_its_members_only(practice: Practice, ear: Any) -> None:
    novak, okafor = await ear(NOVAK), await ear(OKAFOR)
    practice.say("cases", OKAFOR, "hello")
    practice.say("mod-main", OKAFOR, "hello again")
    assert (await okafor.next()).payload["event"]["channel_type"] == "group"
    assert (await novak.next()).payload["event"]["text"] == "hello again"
    assert novak.heard.empty()


async def test_slack_may_repeat_itself_under_new_envelope_ids(practice: Practice, ear: Any) -> None:
    practice.fault(Repeat(late=0.05))
    novak = await ear(NOVAK)
    practice.say("mod-main", OKAFOR, "hello")
    requests = [await novak.next() for _ in range(3)]
    assert len({request.envelope_id for request in requests}) == 3
    assert len({request.payload["event_id"] for request in requests}) == 1
    assert {request.retry_attempt for request in requests} == {0}


async def test_a_ticket_is_good_once(practice: Practice) -> None:
    url = practice.sockets.open(NOVAK.id, practice.base_url)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as ws:
            hello = await ws.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            assert hello["debug_info"]["approximate_connection_time"] == 18060
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_the_eleventh_connection_is_sent_away(practice: Practice) -> None:
    async with aiohttp.ClientSession() as session:
        kept = []
        for number in range(1, 11):
            kept.append(await session.ws_connect(practice.sockets.open(NOVAK.id, practice.base_url)))
            assert (await kept[-1].receive_json())["num_connections"] == number
        ws = await session.ws_connect(practice.sockets.open(NOVAK.id, practice.base_url))
        assert (await ws.receive_json())["reason"] == "too_many_websockets"
        assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_frames_that_mean_nothing_are_ignored_and_pings_are_answered(practice: Practice) -> None:
    async with aiohttp.ClientSession() as session:
        ws = await session.ws_connect(practice.sockets.open(NOVAK.id, practice.base_url), autoping=False)
        await ws.receive()
        for frame in ("", "{", "[]", '{"envelope_id": 3}', '{"envelope_id": "nobody\'s"}'):
            await ws.send_str(frame)
        await ws.send_bytes(b"\x00")
        await ws.ping(b"there?")
        while (message := await ws.receive(timeout=5)).type is not aiohttp.WSMsgType.PONG:
            assert message.type is aiohttp.WSMsgType.PING
        practice.say("mod-main", OKAFOR, "still here")
        while (message := await ws.receive(timeout=5)).type is not aiohttp.WSMsgType.TEXT:
            pass
        assert message.json()["payload"]["event"]["text"] == "still here"


async def test_a_warned_socket_is_refreshed_when_its_time_is_over() -> None:
    async with Practice(night=False, pace=Pace(warning=0.05)) as practice, aiohttp.ClientSession() as session:
        ws = await session.ws_connect(practice.sockets.open(NOVAK.id, practice.base_url))
        await ws.receive()
        practice.fault(Refresh(reason="warning"))
        reasons = [(await ws.receive_json())["reason"] for _ in range(2)]
        assert reasons == ["warning", "refresh_requested"]


async def test_a_slow_network_delays_what_the_sockets_say(practice: Practice, ear: Any) -> None:
    novak = await ear(NOVAK)
    practice.fault(Slow(latency=0.1))
    begun = time.monotonic()
    practice.say("mod-main", OKAFOR, "late")
    await novak.next()
    assert time.monotonic() - begun >= 0.1


async def test_a_flood_arrives_whole_and_in_order(practice: Practice) -> None:
    async with aiohttp.ClientSession() as session:
        ws = await session.ws_connect(practice.sockets.open(NOVAK.id, practice.base_url))
        await ws.receive()
        task = asyncio.create_task(flood(practice.workspace, practice.sockets, 3_000, 0.0, 1))
        stamps: list[str] = []
        while len(stamps) < 3_000:
            envelope = await ws.receive_json(timeout=5)
            await ws.send_json({"envelope_id": envelope["envelope_id"]})
            if envelope["retry_attempt"] == 0:
                stamps.append(envelope["payload"]["event"]["ts"])
        await task
        assert stamps == sorted(set(stamps))
