"""The trailing window: what was read before is read again, slowly, as deletions and edits may have been missed."""

import asyncio
import time
from contextlib import aclosing
from datetime import datetime
from random import Random

from console.clock import Clock
from console.slack.history import History, beginning
from console.slack.joining import Joining
from console.slack.pace import Pace
from console.slack.trouble import Later, Never


class Window:
    """Plans stretches of the homes to be read again, and reads them page by page: it never delays what is new."""

    def __init__(
        self, history: History, joining: Joining, pace: Pace, *, clock: Clock, chance: Random, retention_days: int
    ) -> None:
        self._history, self._joining, self._pace = history, joining, pace
        self._clock, self._chance, self._retention_days = clock, chance, retention_days
        self._planned: dict[str, tuple[datetime, datetime]] = {}
        self._due = asyncio.Event()

    def plan(self, channel: str, start: datetime, end: datetime) -> None:
        """A stretch of a channel is to be read again."""
        if (before := self._planned.get(channel)) is not None:
            start, end = min(start, before[0]), max(end, before[1])
        if start < end:
            self._planned[channel] = start, end
            self._due.set()

    def forget(self, channel: str) -> None:
        """A channel is no home any more."""
        self._planned.pop(channel, None)

    async def plan_again(self) -> None:
        """Plan the trailing window now and then, and once a day everything, until cancelled."""
        day = self._pace.real(self._pace.day, self._clock)
        # Desks that run for one shift only shall read everything as well: some hours after their start.
        whole_at = time.monotonic() + day * self._chance.uniform(0.05, 0.25)
        while True:
            await asyncio.sleep(self._pace.real(self._pace.window, self._clock))
            whole = time.monotonic() >= whole_at
            if whole:
                whole_at += day
            now = self._clock.now()
            for channel, home in self._joining.homes.items():
                earliest = beginning(home, now, self._retention_days)
                start = earliest if whole else max(earliest, now - self._pace.trailing)
                if channel in self._joining.cursors:
                    self.plan(channel, start, self._joining.cursors[channel])

    async def read(self) -> None:
        """Read what is planned, until cancelled."""
        while True:
            if not self._planned:
                self._due.clear()
                await self._due.wait()
            channel, (start, end) = next(iter(self._planned.items()))
            del self._planned[channel]
            await self._read(channel, start, end)

    async def read_again(self, channel: str, since: datetime) -> None:
        """Read a channel again from a moment on, up to where it was read without a gap, now."""
        if channel in self._joining.cursors:
            await self._read(channel, since, self._joining.cursors[channel])

    async def _read(self, channel: str, start: datetime, end: datetime) -> None:
        lower, failures = end, 0
        while lower > start and channel in self._joining.homes:
            try:
                async with aclosing(self._history.read(channel, self._joining.homes, start, lower)) as parts:
                    async for part in parts:
                        await self._joining.page(channel, part)
                        lower, failures = part.lower, 0
                        await asyncio.sleep(self._pace.real(self._pace.page, self._clock))
            except Never:
                return  # the rounds meet it as well, and say so
            except Later as later:
                await asyncio.sleep(self._pace.after(failures, later.seconds, self._chance))
                failures += 1
