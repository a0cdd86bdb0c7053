"""One person's desk as it is really wired (a station with its log, outbox, feed and poster), on files in memory."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from console import acting
from console.domain.ledger import Row
from console.domain.messages import EPOCH, Entry, Position
from console.domain.subjects import Kind, Subject
from console.practice.people import Staff
from console.settings import Settings, Slack
from console.slack import client, feed, poster, socket
from console.station import Station
from tests.lives.cloud import Cloud, Line, Web
from tests.lives.shelf import Memory, Shelf

SETTINGS: Final = Settings(Slack("http://127.0.0.1/api/"))


class Wrong:
    """A computer's clock that is off by so much, and loses or gains a little."""

    speed = 1.0

    def __init__(self, cloud: Cloud, off: timedelta, drift: float) -> None:
        self._cloud, self._off, self._drift, self._from = cloud, off, drift, cloud.clock.now()

    def now(self) -> datetime:
        now = self._cloud.clock.now()
        return now + self._off + (now - self._from) * self._drift


class Seat:
    """A desk, as often as it is started; ``told`` is what it said, ``kept`` the ids of all that it said it keeps."""

    def __init__(self, cloud: Cloud, person: Staff, chance: random.Random, clock: Wrong) -> None:
        self.cloud, self.person, self.chance, self.clock = cloud, person, chance, clock
        self.told: list[str] = []
        self.kept: set[str] = set()
        self.given_up: set[str] = set()  # somebody asked to take it back
        self.taken_back: set[str] = set()  # and was told that it is
        self.starts = 0
        self.running = False
        self._shelf = Shelf()

    @property
    def hands(self) -> acting.Acting:
        """What acts here, while it runs."""
        assert self.station.acting is not None
        return self.station.acting

    async def start(self) -> None:
        """Start the console."""
        self.starts += 1
        self.vault = Memory(self._shelf, self.chance)
        self.station = Station(SETTINGS, self.clock, self.vault, say=self.told.append)
        await self.station.open()
        await self.station.desk.open_rest()
        self._take_back, self.station.outbox.take_back = self.station.outbox.take_back, self.take_back  # type: ignore[method-assign]  # to know of it
        connecting = self.station.connect(self.person.user_token, self.person.app_token)
        self._task = asyncio.create_task(connecting, name=f"the desk of {self.person.name}")
        self.running = True

    async def end(self) -> None:
        """End it at once, wherever it is."""
        if self.running:
            self.running = False
            self.vault.close()
            if self._task.done():
                self._task.result()
            self._task.cancel()
            await asyncio.wait([self._task])

    def look(self) -> None:
        """Raise what ended it."""
        if self.running and self._task.done():
            self._task.result()

    def forget(self) -> None:
        """The computer is thrown away."""
        self._shelf.close()

    async def take_back(self, id: str) -> bool:
        """As the outbox does, and remembered."""
        self.given_up.add(id)
        done = await self._take_back(id)
        if done:
            self.taken_back.add(id)
        return done

    async def rows(self) -> dict[Subject, Row]:
        """Every row of its log, open or over."""
        log = self.station.log
        chats, edge = await log.open_chats(EPOCH, None, 100_000)
        assert edge is None
        return {**await log.open_rows(EPOCH), **{Subject(Kind.CHAT, chat.chat): chat for chat in chats}}

    async def entries(self) -> list[Entry]:
        """Everything that counts, in its order: of repeats only the earliest."""
        kept = sorted(await self.station.log.latest(100_000), key=lambda message: message.position)
        found: dict[tuple[str, str | Position], Entry] = {}
        for message in kept:
            if isinstance(message.content, Entry):
                found.setdefault((message.author, message.id or message.position), message.content)
        return list(found.values())

    async def odd(self) -> frozenset[Position]:
        """What means to be an event and changed nothing."""
        return frozenset(message.position for message in await self.station.log.to_look_at(100_000))

    def shown(self) -> dict[Subject, Any]:
        """Every row that it shows."""
        return {Subject(kind, key): row for kind, rows in self.station.desk._rows.items() for key, row in rows.items()}


@contextmanager
def wired(cloud: Cloud, seed: int, *, blind: bool = False) -> Iterator[None]:
    """Every desk made meanwhile talks to this cloud, and draws what it draws from the seed."""
    chance = random.Random(f"{seed} desks")
    new = {
        (client, "AsyncWebClient"): lambda token, _url, **_more: Web(cloud, token),
        (socket, "Line"): Line,
        (feed, "random"): SimpleNamespace(Random=lambda: random.Random(chance.random())),
        (poster, "Poster"): partial(poster.Poster, look_up=not blind),
        (acting, "new_id"): lambda: str(UUID(int=chance.getrandbits(128), version=4)),
    }
    old = {(module, name): getattr(module, name) for module, name in new}
    for (module, name), value in new.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for (module, name), value in old.items():
            setattr(module, name, value)
