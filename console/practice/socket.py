"""Socket Mode: each payload to one connection of each app, acknowledged within three seconds or delivered again."""

import asyncio
import contextlib
import heapq
import itertools
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from console.practice.faults import Reason, Weather
from console.practice.people import TEAM_ID, Staff
from console.practice.workspace import Told

HOST: Final = "applink-practice"
MOST_CONNECTIONS: Final = 10  # of one app, as Slack allows
TICKET_SECONDS: Final = 30.0
_encode: Final = msgspec.json.Encoder().encode


class Pace(msgspec.Struct, frozen=True):
    """How quickly Slack does things, in real seconds; tests set shorter ones."""

    acknowledge: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    ping: float = 5.0
    connection: float = 18_060.0  # how long a connection lives before it is refreshed
    warning: float = 10.0  # how long before its end it is warned


class _Acknowledgement(msgspec.Struct):
    envelope_id: str = ""


_acknowledgement: Final = msgspec.json.Decoder(_Acknowledgement).decode


@dataclass(slots=True)
class Delivery:
    """One payload on its way to one app; ``attempt`` counts the deliveries before this one."""

    payload: bytes
    attempt: int = 0
    reason: str = ""


class Link:
    """One open WebSocket of an app; what is sent waits in ``_out`` for its one writing task."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request, weather: Weather) -> None:
        self._ws = ws
        self._request = request
        self._weather = weather
        self._out: deque[bytes | None] = deque()  # None: close the connection now
        self._wake = asyncio.Event()
        self._wrote = asyncio.Event()
        self.closing = False
        self.heard_at = time.monotonic()

    async def written(self, most: int) -> None:
        """Wait until at most so many frames wait to be written, or the connection is over."""
        while len(self._out) > most and not self.closing:
            self._wrote.clear()
            await self._wrote.wait()

    def send(self, frame: bytes) -> None:
        """Send a text frame, in order, as soon as the connection takes it."""
        self._out.append(frame)
        self._wake.set()

    async def write(self) -> None:
        """Write what is sent until cancelled."""
        with contextlib.suppress(ConnectionError):  # the other side is gone; whoever listens to it hears that too
            while True:
                await self._wake.wait()
                self._wake.clear()
                if self._weather.latency:
                    await asyncio.sleep(self._weather.latency)
                while self._out:
                    frame = self._out.popleft()
                    if frame is None:
                        await self._ws.close(code=WSCloseCode.OK)
                    elif not self._weather.silent:
                        await self._ws.send_frame(frame, WSMsgType.TEXT)
                self._wrote.set()

    async def ping(self, every: float) -> None:
        """Send a ping now and then until cancelled; who says nothing to two of them is gone."""
        with contextlib.suppress(ConnectionError):
            while True:
                await asyncio.sleep(every)
                if self._weather.silent:
                    self.heard_at = time.monotonic()
                elif time.monotonic() - self.heard_at > every * 2:
                    self.cut()
                else:
                    await self._ws.ping(f"Ping from {HOST}".encode())

    def over(self) -> None:
        """The connection has ended."""
        self.closing = True
        self._wrote.set()

    def cut(self) -> None:
        """End the connection at once, without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def disconnect(self, reason: Reason) -> None:
        """Say why, and close, except after a warning."""
        self.send(_encode({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}))
        if reason != "warning":
            self.closing = True
            self._out.append(None)


class App:
    """One desk's app: its tickets, its connections, and the payloads that are not acknowledged yet."""

    def __init__(self, person: Staff, pace: Pace, weather: Weather) -> None:
        self.person = person
        self.links: list[Link] = []
        self.used = False  # nothing is kept for an app that never asked for a connection
        self.waiting: dict[str, Delivery] = {}
        self.dropped = 0  # payloads that were never acknowledged, for tests and the log
        self._pace = pace
        self._weather = weather
        self._due: list[tuple[float, int, str, Delivery | None]] = []
        self._count = itertools.count()
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None
        self._armed_for = 0.0
        self._prefix = secrets.token_hex(4)
        self._head = _encode({"token": "practice", "team_id": TEAM_ID, "api_app_id": person.app_id})[:-1]
        authorization = {
            "team_id": TEAM_ID,
            "user_id": person.id,
            "is_bot": False,
            "is_enterprise_install": False,
        }
        rest = {
            "type": "event_callback",
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{person.app_id}",
        }
        self._tail = _encode(rest)[1:]

    def deliver(self, event: bytes, event_id: bytes, event_time: bytes) -> None:
        """Send an event to one connection of this app."""
        parts = (self._head, b',"event":', event, b',"event_id":"', event_id, b'","event_time":', event_time)
        payload = b"".join((*parts, b",", self._tail))
        self._attempt(Delivery(payload))
        repeat = self._weather.repeat
        if repeat is not None:
            self._attempt(Delivery(payload))
            if repeat.late is not None:
                self._later(repeat.late, "", Delivery(payload))

    def acknowledge(self, envelope_id: str) -> None:
        """The payload of that envelope has arrived."""
        self.waiting.pop(envelope_id, None)

    def stop(self) -> None:
        """Let go of everything that waits."""
        if self._timer is not None:
            self._timer.cancel()
        self._due.clear()
        self.waiting.clear()

    def _attempt(self, delivery: Delivery) -> None:
        links = [link for link in self.links if not link.closing] if len(self.links) != 1 else self.links
        if not links:
            self._again(delivery, "timeout")
            return
        self._turn += 1
        envelope_id = f"{self._prefix}-0000-4000-8000-{next(self._count):012x}"
        head = f'{{"envelope_id":"{envelope_id}","type":"events_api","accepts_response_payload":false,'
        retry = f'"retry_attempt":{delivery.attempt},"retry_reason":"{delivery.reason}","payload":'
        self.waiting[envelope_id] = delivery
        self._later(self._pace.acknowledge, envelope_id, None)
        links[self._turn % len(links)].send((head + retry).encode() + delivery.payload + b"}")

    def _again(self, delivery: Delivery, reason: str) -> None:
        if delivery.attempt >= len(self._pace.retries):
            self.dropped += 1
            return
        wait = self._pace.retries[delivery.attempt]
        self._later(wait, "", Delivery(delivery.payload, delivery.attempt + 1, reason))

    def _later(self, seconds: float, envelope_id: str, delivery: Delivery | None) -> None:
        """In so many seconds: send ``delivery``, or see whether the envelope was acknowledged."""
        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._count), envelope_id, delivery))
        if self._timer is None or self._due[0][0] < self._armed_for:
            self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._armed_for = self._due[0][0]
        # The loop's clock is the monotonic clock.
        self._timer = asyncio.get_running_loop().call_at(self._armed_for + 0.001, self._fall_due)

    def _fall_due(self) -> None:
        self._timer = None
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            _, _, envelope_id, delivery = heapq.heappop(self._due)
            if delivery is not None:
                self._attempt(delivery)
            elif (missed := self.waiting.pop(envelope_id, None)) is not None:
                self._again(missed, "timeout")
        if self._due and self._timer is None:
            self._arm()


class Sockets:
    """All apps of the workspace and their connections."""

    def __init__(self, people: Iterable[Staff], pace: Pace, weather: Weather, seconds: Callable[[], int]) -> None:
        self.apps = {person.id: App(person, pace, weather) for person in people}
        self._pace = pace
        self._weather = weather
        self._seconds = seconds  # the service's time, whole seconds after 1970
        self._events = itertools.count(1)
        self._tickets: dict[str, tuple[App, float]] = {}
        self.disabled = False

    def open(self, person: str, base: str) -> str:
        """The URL of a new connection, with its single-use ticket."""
        app = self.apps[person]
        app.used = True
        now = time.monotonic()
        for old in [old for old, (_, until) in self._tickets.items() if until < now]:
            del self._tickets[old]  # nobody came with it
        ticket = secrets.token_urlsafe(18)
        self._tickets[ticket] = app, now + TICKET_SECONDS
        return f"{base}/link/?ticket={ticket}&app_id={app.person.app_id}"

    def tell(self, told: Told) -> None:
        """Give an event to every app whose person may see it."""
        event = b""
        members = told.channel.members if told.channel is not None else None
        event_id = f"Ev{next(self._events):010X}".encode()
        for person, app in self.apps.items():
            if app.used and (members is None or person in members) and person not in self._weather.revoked:
                event = event or _encode(told.event)
                app.deliver(event, event_id, str(self._seconds()).encode())

    def links(self, person: str | None = None) -> list[Link]:
        """The open connections of one person's app, or all."""
        apps = self.apps.values() if person is None else [self.apps[person]]
        return [link for app in apps for link in app.links]

    def disconnect(self, reason: Reason, person: str | None = None) -> None:
        """Tell connections to go away; those that were only warned are refreshed ``Pace.warning`` later."""
        links = self.links(person)
        for link in links:
            link.disconnect(reason)
        if reason == "warning":
            loop = asyncio.get_running_loop()
            for link in links:
                loop.call_later(self._pace.warning, link.disconnect, "refresh_requested")

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its handshake to its end."""
        ticket = request.query.get("ticket", "")
        app, until = self._tickets.pop(ticket, (None, 0.0))
        if self._weather.blocked or app is None or until < time.monotonic():
            return web.Response(status=403 if self._weather.blocked else 404, text="No such link.")
        ws = web.WebSocketResponse(autoping=False, compress=False, max_msg_size=1 << 20)
        try:
            await ws.prepare(request)
        except ConnectionError:
            return ws  # whoever asked is gone already
        link = Link(ws, request, self._weather)
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(link.write(), name="write to a socket"),
                tasks.create_task(link.ping(self._pace.ping), name="ping a socket"),
            ]
            if self.disabled or len(app.links) >= MOST_CONNECTIONS:
                link.disconnect("link_disabled" if self.disabled else "too_many_websockets")
                await self._listen(ws, app, link)
            else:
                shortened = request.query.get("debug_reconnects") == "true"
                seconds = min(self._pace.connection, 360.0) if shortened else self._pace.connection
                running.append(tasks.create_task(self._refresh(link, seconds), name="refresh a socket"))
                app.links.append(link)
                link.send(self._hello(app, seconds))
                try:
                    await self._listen(ws, app, link)
                finally:
                    app.links.remove(link)
            link.over()
            for task in running:
                task.cancel()
        return ws

    async def _listen(self, ws: web.WebSocketResponse, app: App, link: Link) -> None:
        async for message in ws:
            link.heard_at = time.monotonic()
            if message.type is WSMsgType.PING and not self._weather.silent:
                await ws.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                try:
                    app.acknowledge(_acknowledgement(message.data).envelope_id)
                except msgspec.DecodeError:
                    continue  # Slack ignores what it cannot read

    async def _refresh(self, link: Link, seconds: float) -> None:
        early = min(self._pace.warning, seconds / 2)
        await asyncio.sleep(seconds - early)
        link.disconnect("warning")
        await asyncio.sleep(early)
        link.disconnect("refresh_requested")

    def _hello(self, app: App, seconds: float) -> bytes:
        return _encode(
            {
                "type": "hello",
                "num_connections": len(app.links),
                "debug_info": {
                    "host": HOST,
                    "build_number": 1,
                    "approximate_connection_time": int(seconds),
                },
                "connection_info": {"app_id": app.person.app_id},
            }
        )
