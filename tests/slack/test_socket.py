"""The live connection is acknowledged at once, kept in order, and built anew whatever ends it."""

import asyncio
import random

import pytest
from aiohttp import web

from console.clock import RealClock
from console.practice.faults import BlockedWebSockets, Calm, Reason, Refresh
from console.practice.people import OKAFOR, PLATFORM
from console.practice.server import Practice
from console.slack.client import Client
from console.slack.frames import Frame
from console.slack.socket import Push, Socket
from tests.slack.desks import QUICK, workspace
from tests.slack.servers import server


class Ear:
    """What a socket hears and tells."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.told: list[tuple[Push, str]] = []
        self.news = asyncio.Event()

    async def take(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.news.set()

    def tell(self, push: Push, why: str) -> None:
        self.told.append((push, why))
        self.news.set()

    async def until(self, condition: object) -> None:
        async with asyncio.timeout(15):
            while not condition():  # type: ignore[operator]
                self.news.clear()
                await self.news.wait()

    async def until_open(self, times: int = 1) -> None:
        await self.until(lambda: [push for push, _ in self.told].count(Push.OPEN) >= times)


class Listening:
    """A socket that runs against a practice workspace."""

    def __init__(self, practice: Practice, app_token: str = OKAFOR.app_token) -> None:
        self.ear = Ear()
        self._client = Client(OKAFOR.user_token, practice.api_url, practice.clock)
        self.socket = Socket(self._client, app_token, self.ear.take, self.ear.tell, pace=QUICK, chance=random.Random(1))

    async def __aenter__(self) -> Ear:
        self._running = asyncio.create_task(self.socket.run())
        return self.ear

    async def __aexit__(self, *_: object) -> None:
        self._running.cancel()
        await asyncio.wait([self._running])
        await self._client.session.close()


def said_in(frame: Frame) -> str:
    """The text of the message in a frame."""
    return "" if frame.message is None else frame.message.text


async def test_frames_come_in_order_and_are_acknowledged() -> None:
    async with workspace() as practice, Listening(practice) as ear:
        await ear.until_open()
        for number in range(500):
            practice.say("mod-main", PLATFORM, f"number {number}")
        await ear.until(lambda: len(ear.frames) == 500)
        assert [said_in(frame) for frame in ear.frames] == [f"number {number}" for number in range(500)]
        waiting = practice.sockets.apps[OKAFOR.id].waiting
        async with asyncio.timeout(5):
            while waiting:  # noqa: ASYNC110 -- the workspace says nothing when the last one arrives
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "frame",
    [b"", b"{", b"[]", b"null", b'{"type":7}', b'{"envelope_id":"e-1"}', b'{"envelope_id":"e","payload":{"event":[]}}'],
)
async def test_a_broken_frame_leaves_it_running(frame: bytes) -> None:
    async with workspace() as practice, Listening(practice) as ear:
        await ear.until_open()
        practice.sockets.links(OKAFOR.id)[0].send(frame)
        practice.say("mod-main", PLATFORM, "after it")
        await ear.until(lambda: any(said_in(heard) == "after it" for heard in ear.frames))
        assert [push for push, _ in ear.told].count(Push.OPEN) == 1


async def test_a_frame_that_is_no_text_ends_the_connection_and_a_new_one_is_opened() -> None:
    async with workspace() as practice, Listening(practice) as ear:
        await ear.until_open()
        practice.sockets.links(OKAFOR.id)[0].send(b"\xff\xfe")
        await ear.until_open(2)
        practice.say("mod-main", PLATFORM, "after it")
        await ear.until(lambda: any(said_in(heard) == "after it" for heard in ear.frames))


@pytest.mark.parametrize("reason", ["link_disabled", "too_many_websockets"])
async def test_why_slack_ends_the_connection_is_told_and_it_is_tried_again(reason: Reason) -> None:
    async with workspace() as practice, Listening(practice) as ear:
        await ear.until_open()
        practice.fault(Refresh(reason=reason))
        practice.fault(Calm())
        await ear.until_open(2)


async def test_a_connection_can_be_built_anew_on_request() -> None:
    async with workspace() as practice:
        listening = Listening(practice)
        async with listening as ear:
            listening.socket.rebuild()  # before there is one: nothing happens
            await ear.until_open()
            listening.socket.rebuild()
            await ear.until_open(2)
            assert len(practice.sockets.links(OKAFOR.id)) <= 2


async def test_an_app_token_that_slack_refuses_is_told_in_a_sentence() -> None:
    async with workspace() as practice, Listening(practice, app_token="xapp-practice-nobody") as ear:
        await ear.until(lambda: bool(ear.told))
        assert ear.told[0][0] is Push.REFUSED
        assert ear.told[0][1].endswith(".")


async def test_no_task_is_left_behind() -> None:
    before = asyncio.all_tasks()
    async with workspace() as practice, Listening(practice) as ear:
        await ear.until_open()
        practice.fault(Refresh(reason="warning"))
        await ear.until_open(2)
    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()


async def test_an_address_that_is_none_and_a_handshake_that_fails_are_tried_again_with_a_new_one() -> None:
    asked: list[str] = []
    addresses = ["", "http://127.0.0.1/", "ws://127.0.0.1:9/", None]

    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("apps.connections.open"):
            asked.append("address")
            given = addresses[len(asked) - 1] if len(asked) <= len(addresses) else f"ws://{request.host}/link"
            return web.json_response({"ok": True, "url": given})
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        if len(asked) > len(addresses) + 1:  # the first time it ends without a hello
            await ws.send_json({"type": "hello"})
            await ws.receive()
        await ws.close()
        return ws

    async with server(handler) as url, Client("xoxp-1", url, RealClock()) as client:
        ear = Ear()
        socket = Socket(client, "xapp-1", ear.take, ear.tell, pace=QUICK, chance=random.Random(1))
        socket.nudge()
        running = asyncio.create_task(socket.run())
        await ear.until_open()
        assert {push for push, _ in ear.told[:-1]} == {Push.DOWN, Push.BLOCKED}
        running.cancel()
        await asyncio.wait([running])


async def test_while_slack_only_warns_the_old_connection_carries_on() -> None:
    async with workspace() as practice, Listening(practice) as ear:
        await ear.until_open()
        practice.fault(BlockedWebSockets())
        practice.fault(Refresh(reason="warning"))
        practice.say("mod-main", PLATFORM, "still here")
        await ear.until(lambda: any(said_in(heard) == "still here" for heard in ear.frames))
        assert [push for push, _ in ear.told] == [Push.OPEN]
        practice.sockets.links(OKAFOR.id)[0].cut()
        await ear.until(lambda: ear.told[-1][0] is Push.BLOCKED)
        practice.fault(Calm())
        await ear.until_open(2)
