"""The asks' threads: read when something new was said in them, and all open ones after a reconnection."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime

from console.domain.messages import Position


class Threads:
    """Knows of each ask when it was answered last, and which threads are to be read."""

    def __init__(self) -> None:
        self._latest: dict[Position, datetime | None] = {}
        self._due: dict[Position, None] = {}
        self._some = asyncio.Event()
        self._all = False
        self._opened = asyncio.Event()
        self._reading: Position | None = None
        self._waited: list[tuple[set[Position], asyncio.Future[None]]] = []

    async def drained(self) -> None:
        """Wait until every thread that is to be read now has been read.

        Not until none is: after each new connection all open ones are to be read, and it may be followed by another.
        """
        while self._all:
            self._opened.clear()
            await self._opened.wait()
        left = {*self._due, *([self._reading] if self._reading is not None else ())}
        if left:
            read: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waited.append((left, read))
            await read

    def told(self, ask: Position, latest: datetime | None) -> None:
        """Slack says when an ask was answered last; when that moved, or is not known here, the thread is read.

        What is kept of an answered ask is not known here after a start: its only answer may be deleted since.
        """
        if ask not in self._latest or latest != self._latest[ask]:
            self.due(ask)

    def due(self, ask: Position) -> None:
        """A thread is to be read."""
        self._due[ask] = None
        self._some.set()

    def all_due(self) -> None:
        """All open threads are to be read: nobody listened for a while."""
        self._all = True
        self._some.set()

    def kept(self, asks: Mapping[Position, datetime | None]) -> None:
        """Which asks are open, and the latest answer that is kept of each."""
        for ask, latest in asks.items():
            self._latest.setdefault(ask, latest)

    def read(self, ask: Position, latest: datetime | None) -> None:
        """A thread was read up to its latest answer."""
        self._latest[ask] = latest
        self.over(ask)

    def over(self, ask: Position) -> None:
        """A thread need not be read any more: it was, or there is none."""
        self._reading = None
        for left, read in self._waited:
            left.discard(ask)
            if not left and not read.done():
                read.set_result(None)
        self._waited = [(left, read) for left, read in self._waited if left]

    async def next(
        self, idle: float | None, more: Callable[[], Awaitable[Mapping[Position, datetime | None]]]
    ) -> Position:
        """The next thread to be read; with ``idle`` the open ones (``more``) become due after so many seconds."""
        while not self._due or self._all:
            if self._all:
                self._all = False
                await self._open(more)
                self._opened.set()
                continue
            self._some.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(idle):
                    await self._some.wait()
            if not self._due and not self._all:
                await self._open(more)
        ask = self._reading = next(iter(self._due))
        del self._due[ask]
        return ask

    async def _open(self, more: Callable[[], Awaitable[Mapping[Position, datetime | None]]]) -> None:
        asks = await more()
        self.kept(asks)
        self._due.update(dict.fromkeys(asks))
