"""The network between a desk and Slack: every byte goes through here, and everything that networks do happens here."""

import asyncio
import random
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

CHUNK: Final = 1_400  # bytes; about what one packet carries
RESENT_AFTER: Final = (0.2, 0.4, 0.8)  # seconds; TCP waits so long for what was lost once, twice, three times


class Between:
    """A way on loopback to a server, that can be slow, lossy, dead at its other end, or closed.

    What is lost on a real network is sent again by TCP, so that a desk sees it as a pause of some tenths of a second,
    with everything behind it waiting: that is what ``loss`` does here.
    """

    def __init__(self, port: int, seed: int = 1) -> None:
        self.latency = 0.0  # seconds, each way
        self.loss = 0.0  # of all packets, each way
        self.dead = False  # connections are open and new ones are accepted, but nothing comes through
        self.closed = False
        self._there = port
        self._draw = random.Random(seed)
        self._ways: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        """Open the way."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, with every connection."""
        if self._server is not None:
            self._server.close()
        self.cut()
        for way in self._ways:
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)
        await asyncio.sleep(0)  # what was aborted is closed with the loop's next turn

    def cut(self) -> None:
        """End every connection."""
        for writer in self._writers:
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.closed:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._there)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, back}
        for source, target in ((reader, back), (there, writer)):
            way = asyncio.create_task(self._carry(source, target), name="carry bytes")
            self._ways.add(way)
            way.add_done_callback(self._ways.discard)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        loop, free_at, lost = asyncio.get_running_loop(), 0.0, False
        with suppress(OSError):
            while chunk := await source.read(CHUNK):
                # A way that was dead once stays dead: whoever was in the middle has forgotten these connections.
                lost = lost or self.dead
                if lost:
                    continue
                # Never two at the same moment: the loop would give them in any order.
                free_at = max(free_at + 1e-6, loop.time() + self.latency + self._resent())
                loop.call_at(free_at, self._write, target, chunk)
        if not lost:
            loop.call_at(max(free_at + 1e-6, loop.time()), target.close)
        if not lost:
            self._writers.discard(target)

    def _write(self, target: asyncio.StreamWriter, chunk: bytes) -> None:
        if not self.dead and not target.is_closing():
            target.write(chunk)

    def _resent(self) -> float:
        seconds = 0.0
        for wait in RESENT_AFTER:
            if self._draw.random() >= self.loss:
                break
            seconds += wait
        return seconds
