"""The live connection: Slack pushes, we acknowledge at once, and a connection that fell silent is built anew."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

import aiohttp
from aiohttp import ClientWSTimeout, WSMsgType
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from typing_extensions import override

from console.slack.client import Client
from console.slack.frames import Frame, acknowledgement, frame_of
from console.slack.pace import Pace
from console.slack.trouble import ODD, Later, Never, Trouble

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)

HANDFUL: Final = 64  # frames read without letting the loop turn
MOST_BYTES: Final = 16 << 20  # of one frame
CLOSING: Final = 1.0  # seconds for Slack to say goodbye


class Push(StrEnum):
    """How it stands with the live connection."""

    OPENING = "opening"
    OPEN = "open"
    BLOCKED = "blocked"  # Slack answers, but nothing gets through to its live connection
    REFUSED = "refused"  # Slack does not accept the app's token
    DOWN = "down"


class _Gathered:
    """A transport that writes once for all that is sent while the loop does not turn.

    Each acknowledgement is a frame of its own; one system call for each costs as much as all the rest.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write, before the loop waits again."""
        if not self._parts:
            asyncio.get_running_loop().call_soon(self._flush)
        self._parts.append(bytes(data))

    def _flush(self) -> None:
        parts, self._parts = self._parts, []
        if not self._transport.is_closing():
            self._transport.write(b"".join(parts))


def _gather_writes(session: aiohttp.ClientWebSocketResponse) -> None:
    # aiohttp has no public way to write several frames at once (3.14); without this it is only slower.
    writer = getattr(session, "_writer", None)
    if isinstance(getattr(writer, "transport", None), asyncio.Transport):
        writer.transport = _Gathered(writer.transport)  # type: ignore[union-attr]  # stands in for it


class Line(SocketModeClient):
    """One connection of slack_sdk's, from its handshake to its end; it never reconnects by itself.

    Two of slack_sdk's methods are replaced, for reasons seen with 3.47: ``connect`` tries a refused single-use
    address for ever, and logs it; ``receive_messages`` lets listeners run as tasks that finish in any order,
    decodes twice, and sleeps when the connection is lost instead of saying so.
    """

    def __init__(self, client: Client, app_token: str, take: Callable[[Frame], Awaitable[None]], pace: Pace) -> None:
        super().__init__(
            app_token,
            logger=_log,
            web_client=client.web,
            proxy=client.proxy,
            auto_reconnect_enabled=False,
            ping_interval=pace.ping,
        )
        self.proxy = client.proxy  # slack_sdk reads the environment itself, and does not know NO_PROXY
        self.hello = False
        self._first = asyncio.Event()  # hello, or the end
        self.leaving = asyncio.Event()  # Slack warns, or the end is there
        self.over = asyncio.Event()
        self.reason = ""
        self._alive = client.answered
        self._beat = pace.beat
        self._pinging: asyncio.Task[None] | None = None
        self._take = take

    @override
    async def connect(self) -> None:
        """One handshake; raises what aiohttp raises."""
        self.current_session = await self.aiohttp_client_session.ws_connect(
            str(self.wss_uri),
            autoping=False,  # pongs are our proof of life
            heartbeat=self.ping_interval,  # aiohttp ends the connection when half of this passes without a pong
            proxy=self.proxy,
            ssl=self.web_client.ssl if self.web_client.ssl is not None else True,
            max_msg_size=MOST_BYTES,
            timeout=ClientWSTimeout(ws_close=CLOSING),
        )
        _gather_writes(self.current_session)
        self.message_receiver = asyncio.create_task(self.receive_messages(), name="read the live connection")
        self._pinging = asyncio.create_task(self._ping(self.current_session), name="ping the live connection")

    @override
    async def receive_messages(self) -> None:
        """Acknowledge each envelope and hand its frame on, in order, until the connection ends."""
        session, count = self.current_session, 0
        assert session is not None  # noqa: S101  # connect made it
        try:
            while True:
                message = await session.receive()
                if message.type is WSMsgType.TEXT:
                    frame = frame_of(message.data)
                    if frame is None:
                        _log.warning("A frame of the live connection cannot be read.")
                        continue
                    if frame.envelope_id:
                        await session.send_frame(acknowledgement(frame.envelope_id), WSMsgType.TEXT)
                    await self._hear(frame)
                    count += 1
                    if count % HANDFUL == 0:
                        self._alive()
                        await asyncio.sleep(0)  # receive() does not wait while frames are at hand
                    continue
                if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                    return
                self._alive()
                if message.type is WSMsgType.PING:
                    await session.pong(message.data)
        except (aiohttp.ClientError, OSError, TypeError):
            return  # aiohttp raises TypeError for a binary frame where text is due
        finally:
            self.over.set()
            self.leaving.set()
            self._first.set()

    async def _ping(self, session: aiohttp.ClientWebSocketResponse) -> None:
        """Ask for a sign of life again and again: on a slow network the pongs come late, but steadily."""
        with suppress(aiohttp.ClientError, OSError):  # whoever reads hears that it is over
            while True:
                await asyncio.sleep(self._beat)
                await session.ping()

    async def greeted(self) -> None:
        """Wait for Slack's hello; raises ConnectionError when the connection ends before."""
        await self._first.wait()
        if not self.hello:
            raise ConnectionError

    async def _hear(self, frame: Frame) -> None:
        if frame.type == "hello":
            self._alive()
            self.hello = True
            self._first.set()
        elif frame.type == "disconnect":
            self.reason = frame.reason
            self.leaving.set()
        else:
            await self._take(frame)

    async def end(self) -> None:
        """Close the connection and everything that belongs to it."""
        tasks = [task for task in (self.message_processor, self.message_receiver, self._pinging) if task is not None]
        try:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                await self.close()  # type: ignore[no-untyped-call]  # slack_sdk gives it no types
        finally:
            # A stop may come in the middle of a goodbye: nothing is left open even then.
            for task in tasks:
                task.cancel()
            await self.aiohttp_client_session.close()
            await asyncio.gather(*tasks, return_exceptions=True)


class Socket:
    """Keeps one live connection open: the supervisor of slack_sdk's client.

    ``take`` is given each frame, in order; awaiting it gives back-pressure. ``tell`` hears how it stands,
    with a sentence where a person might look; ``OPEN`` is told anew for each connection.
    """

    def __init__(
        self,
        client: Client,
        app_token: str,
        take: Callable[[Frame], Awaitable[None]],
        tell: Callable[[Push, str], None],
        *,
        pace: Pace,
        chance: random.Random,
    ) -> None:
        self._client, self._app_token, self._take, self._tell = client, app_token, take, tell
        self._pace, self._chance = pace, chance
        self._line: Line | None = None
        self._failures = 0
        self._nudge = asyncio.Event()

    def nudge(self) -> None:
        """Slack was reached in another way: do not wait any longer."""
        self._nudge.set()

    async def run(self) -> None:
        """Keep a connection open until cancelled."""
        old: Line | None = None
        try:
            while True:
                try:
                    line = await self._open()
                except Trouble as trouble:
                    if old is not None and not old.over.is_set():
                        # Slack only warned: the old connection still carries.
                        await self._wait(trouble, old.over)
                        if old.over.is_set():
                            self._tell(Push.OPENING, "")
                        continue
                    self._tell(self._standing(trouble), trouble.why)
                    await self._wait(trouble)
                    continue
                if old is not None:
                    await old.end()
                old, self._line = line, line
                began = time.monotonic()
                self._tell(Push.OPEN, "")
                await line.leaving.wait()
                if time.monotonic() - began > self._pace.longest or line.reason in ("warning", "refresh_requested"):
                    self._failures = 0
                if line.over.is_set() or line.reason not in ("warning", "refresh_requested"):
                    await line.end()
                    old = None
                    self._tell(Push.OPENING, "")
                    if line.reason in ("link_disabled", "too_many_websockets"):
                        await self._wait(Later(self._pace.longest, _REASONS[line.reason], line.reason))
                    else:
                        await self._wait(None)
        finally:
            for left in {old, self._line} - {None}:
                assert left is not None  # noqa: S101  # just taken out
                await left.end()

    def rebuild(self) -> None:
        """End the connection as if it had fallen silent; a new one is opened."""
        if self._line is not None:
            self._line.reason = "silent"
            self._line.leaving.set()

    def _standing(self, trouble: Trouble) -> Push:
        if isinstance(trouble, Never):
            return Push.REFUSED
        return Push.BLOCKED if trouble.code == "blocked" else Push.DOWN

    async def _wait(self, trouble: Trouble | None, unless: asyncio.Event | None = None) -> None:
        """Wait, longer after each failure and never in step with other desks."""
        if isinstance(trouble, Never):
            seconds = self._pace.longest * 5
        else:
            least = trouble.seconds if isinstance(trouble, Later) and trouble.code in _REASONS else 0.0
            most = min(self._pace.longest, self._pace.backoff * 2**self._failures)
            seconds = max(least, most * self._chance.uniform(0.1, 1.0))
        self._failures = min(self._failures + 1, 16)
        unless = unless or self._nudge
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await unless.wait()
        self._nudge.clear()

    async def _open(self) -> Line:
        """A connection over which Slack has said hello. Raises Later or Never."""
        answer = await self._client.ask("apps.connections.open", http_verb="POST", token=self._app_token)
        url: Any = answer.data.get("url")
        if not isinstance(url, str) or not url.startswith(("wss://", "ws://")):
            raise Later(30, ODD, "odd")
        line = Line(self._client, self._app_token, self._take, self._pace)
        line.wss_uri = url
        try:
            async with asyncio.timeout(self._pace.hello):
                await line.connect()
                await line.greeted()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            await line.end()
            # Its address stays out of the sentence and the log: it carries a ticket.
            raise Later(1, BLOCKED, "blocked") from None
        except BaseException:
            await line.end()
            raise
        return line


BLOCKED: Final = "The live connection to Slack is blocked here, so the desk asks every 15 seconds instead."
_REASONS: Final = {
    "link_disabled": "Socket Mode is switched off for this desk's app; whoever looks after the app can switch it on.",
    "too_many_websockets": "Too many desks use this app at the same time; each desk needs its own.",
}
