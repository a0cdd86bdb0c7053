"""What came, on its way to be kept: gathered for a moment, in order, and never more than can be held."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from console.domain.messages import Batch, Message, Person, Position, Stretch

MOST: Final = 2_500  # messages that wait; then whoever brings more waits
LARGE: Final = 1_000  # messages in one batch


@dataclass(slots=True)
class _Open:
    """A batch that is being filled. What is in one is kept in the order stretches, arrived, removed."""

    arrived: dict[Position, Message] = field(default_factory=dict)
    removed: dict[Position, None] = field(default_factory=dict)
    stretches: list[Stretch] = field(default_factory=list)
    cursors: dict[str, datetime] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    size: int = 0

    def closed(self) -> Batch:
        """The batch, as it is given to be kept."""
        return Batch(
            tuple(self.arrived.values()),
            tuple(self.removed),
            tuple(self.stretches),
            self.cursors,
            tuple(self.people.values()),
        )


class Delivery:
    """Hands batches over one after the other, about every ``flush`` seconds.

    ``deliver`` keeps a batch; ``kept`` hears of each one that is.
    """

    def __init__(
        self, deliver: Callable[[Batch], Awaitable[object]], kept: Callable[[Batch], None], flush: float
    ) -> None:
        self._deliver, self._kept, self._flush = deliver, kept, flush
        self._line: deque[_Open] = deque()
        self._waiting = 0
        self._something = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._calm = asyncio.Event()
        self._calm.set()
        self._empty = asyncio.Event()
        self._empty.set()

    async def drained(self) -> None:
        """Wait until everything that came is kept."""
        await self._empty.wait()

    async def room(self) -> None:
        """Wait while too much waits to be kept."""
        await self._room.wait()

    async def calm(self, seconds: float) -> None:
        """Wait while more than one large batch waits to be kept, so many seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._calm.wait()

    def arrive(self, message: Message) -> None:
        """A message came, or as it now is."""
        batch = self._last()
        if message.position in batch.removed or batch.size >= LARGE:
            batch = self._next()
        batch.arrived[message.position] = message
        self._count(batch, 1)

    def remove(self, position: Position) -> None:
        """A message was deleted."""
        batch = self._last()
        batch.removed[position] = None
        self._count(batch, 1)

    def stretch(self, stretch: Stretch, fresh: tuple[Message, ...]) -> None:
        """A stretch was read, and with it messages beyond its end."""
        batch = self._last()
        if batch.arrived or batch.removed or batch.size >= LARGE:
            batch = self._next()
        batch.stretches.append(stretch)
        self._count(batch, len(stretch.messages))
        for message in fresh:
            self.arrive(message)

    def cursor(self, channel: str, at: datetime) -> None:
        """Everything up to this moment was handed in before."""
        batch = self._last()
        batch.cursors[channel] = at
        self._count(batch, 0)

    def people(self, people: tuple[Person, ...]) -> None:
        """Persons that are new or changed."""
        batch = self._last()
        batch.people.update({person.id: person for person in people})
        self._count(batch, len(people))

    async def run(self) -> None:
        """Hand over until cancelled; raises what ``deliver`` raises."""
        handed_at = -self._flush
        while True:
            await self._something.wait()
            if len(self._line) == 1 and self._line[0].size < LARGE:
                # After a quiet moment at once; in a busy one together with what comes until then.
                await asyncio.sleep(max(0.0, handed_at + self._flush - time.monotonic()))
            opened = self._line.popleft()
            if not self._line:
                self._something.clear()
            batch = opened.closed()
            handed_at = time.monotonic()
            await self._deliver(batch)
            self._waiting -= opened.size
            if self._waiting < MOST:
                self._room.set()
            if self._waiting <= LARGE:
                self._calm.set()
            self._kept(batch)
            if not self._line:
                self._empty.set()

    def _last(self) -> _Open:
        return self._line[-1] if self._line else self._next()

    def _next(self) -> _Open:
        self._line.append(_Open())
        self._empty.clear()
        return self._line[-1]

    def _count(self, batch: _Open, more: int) -> None:
        batch.size += more
        self._waiting += more
        self._something.set()
        if self._waiting >= MOST:
            self._room.clear()
        if self._waiting > LARGE:
            self._calm.clear()
