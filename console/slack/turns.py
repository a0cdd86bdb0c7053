"""When a home is read: in its turn, or sooner because something happened or somebody asks."""

import asyncio
from contextlib import suppress


class Turns:
    """The turns in which one home is read: whoever reads it waits here for the next one, and others may call it."""

    def __init__(self) -> None:
        self._begun_by_call = False
        self._called = asyncio.Event()
        self._asked: set[asyncio.Future[None]] = set()
        self._served: set[asyncio.Future[None]] = set()

    def call(self) -> None:
        """There may be something to read: the next turn comes at once."""
        self._called.set()

    async def taken(self) -> None:
        """Wait for a reading that begins from now on and succeeds, however long that takes."""
        asked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.add(asked)
        self.call()
        try:
            await asked
        finally:
            self._asked.discard(asked)
            self._served.discard(asked)

    async def next(self, seconds: float) -> None:
        """Wait for the next turn: so many real seconds, or until it is called."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0.0)):
                await self._called.wait()

    @property
    def urgent(self) -> bool:
        """Whether there may be something new to read: not where a turn only came by its time."""
        return self._begun_by_call or self._called.is_set()

    def begin(self) -> None:
        """A reading begins."""
        self._begun_by_call = self._called.is_set()
        self._called.clear()
        self._served |= self._asked
        self._asked.clear()

    def end(self) -> None:
        """The reading that began last succeeded."""
        for asked in self._served:
            if not asked.done():
                asked.set_result(None)
        self._served.clear()
