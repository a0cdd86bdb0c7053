"""A desk's feed against a practice workspace, with a cache in memory: what the tests of the feed stand on."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from console.domain.connection import Connection, Link
from console.domain.events import AskPosted, ChatOpened
from console.domain.messages import Batch, Entry, Message, Person, Position
from console.domain.words import AgeBand, Home, Risk
from console.practice.people import OKAFOR, PLATFORM, Staff
from console.practice.server import Practice
from console.slack.client import Client
from console.slack.feed import Feed
from console.slack.pace import Pace
from console.slack.wire import message_of

# The practice clock runs 60 times as fast, so what waits for a minute waits for a second; Slack's limits
# are counted on that clock too, and hold. Only what runs on real time is shortened.
SPEED = 60.0
QUICK = Pace(least=0.0, hello=2.0, ping=0.4, backoff=0.05, longest=0.3, proof=0.1, joined=0.01)
NAMES = {home: home.value for home in Home}


def workspace(*, speed: float = SPEED, limits: bool = True) -> Practice:
    """A practice workspace in a hurry: people with their roles, and no script."""
    return Practice(night=False, roles=True, speed=speed, limits=limits)


@dataclass
class Cache:
    """What a desk keeps, in memory; it outlives the feed, as a file would."""

    messages: dict[Position, Message] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    kept_cursors: dict[str, datetime] = field(default_factory=dict)
    told: list[Connection] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    homes: Mapping[str, Home] = field(default_factory=dict)
    feed: Feed = field(init=False)  # that fills it
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def cursors(self) -> Mapping[str, datetime]:
        return dict(self.kept_cursors)

    async def asks_open(self) -> Mapping[Position, datetime | None]:
        found: dict[Position, datetime | None] = {}
        for place, message in self.messages.items():
            if isinstance(message.content, Entry) and isinstance(message.content.event, AskPosted):
                answers = [one for one in self.messages.values() if _is_answer(one, place)]
                if all(one.author == message.author for one in answers):
                    found[place] = max((one.position.at for one in answers), default=None)
        return found

    async def deliver(self, batch: Batch) -> None:
        self.batches.append(batch)
        for stretch in batch.stretches:
            listed = {message.position for message in stretch.messages}
            for position, message in list(self.messages.items()):
                if (
                    position.channel == stretch.channel
                    and message.thread == stretch.thread
                    and stretch.start < position.at <= stretch.end
                    and position not in listed
                ):
                    del self.messages[position]
            self.messages.update({message.position: message for message in stretch.messages})
        self.messages.update({message.position: message for message in batch.arrived})
        for position in batch.removed:
            self.messages.pop(position, None)
        self.people.update({person.id: person for person in batch.people})
        self.kept_cursors.update(batch.cursors)
        self._news.set()

    def tell(self, connection: Connection) -> None:
        self.told.append(connection)
        self._news.set()

    def resolved(self, homes: Mapping[str, Home]) -> None:
        self.homes = homes

    @property
    def connection(self) -> Connection:
        return self.told[-1] if self.told else Connection()

    @property
    def holds(self) -> dict[Position, bytes]:
        return {position: message.print for position, message in self.messages.items()}

    async def until(self, condition: Callable[[], bool], seconds: float = 15) -> None:
        """Wait until something is so; what the desk hears is what makes us look."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                with suppress(TimeoutError):
                    # The practice workspace changes without telling us.
                    async with asyncio.timeout(0.05):
                        await self._news.wait()

    async def until_equal(self, practice: Practice, seconds: float = 15) -> None:
        """Wait until the desk holds exactly what Slack holds."""
        try:
            await self.until(lambda: self.holds == truth(practice, self.homes), seconds)
        except TimeoutError:
            real = truth(practice, self.homes)
            missing, extra = real.keys() - self.holds.keys(), self.holds.keys() - real.keys()
            stale = [position for position in real.keys() & self.holds.keys() if real[position] != self.holds[position]]
            raise AssertionError(f"missing {sorted(missing)}, extra {sorted(extra)}, stale {stale}") from None

    async def until_complete(self, practice: Practice) -> None:
        """Wait until the desk says that it is complete up to now."""
        now = practice.clock.now()
        await self.until(lambda: (at := self.connection.complete_to) is not None and at >= now)

    async def until_link(self, link: Link) -> None:
        await self.until(lambda: self.connection.link is link)


def _is_answer(message: Message, ask: Position) -> bool:
    return message.thread == ask.at and message.position.channel == ask.channel


def truth(practice: Practice, homes: Mapping[str, Home]) -> dict[Position, bytes]:
    """All that Slack holds in the homes, and in the asks' threads."""
    found: dict[Position, bytes] = {}
    for channel, home in homes.items():
        held = practice.workspace.channels[channel]
        asks = {
            number
            for number, raw in held.messages.items()
            if home is Home.ASKS and raw.get("metadata", {}).get("event_type") == "mc_ask_posted"
        }
        shown = [*held.top, *(number for ask in asks for number in held.threads.get(ask, ()))]
        for number in shown:
            message = message_of(held.messages[number], channel, homes)
            assert isinstance(message, Message)
            found[message.position] = message.print
    return found


@asynccontextmanager
async def desk(
    practice: Practice,
    cache: Cache | None = None,
    *,
    person: Staff = OKAFOR,
    pushed: bool = True,
    pace: Pace = QUICK,
    seed: int = 1,
    **more: Any,
) -> AsyncIterator[Cache]:
    """A running feed for one person; what it keeps is in the cache."""
    cache = cache or Cache()
    async with Client(person.user_token, practice.api_url, practice.clock) as client:
        cache.feed = Feed(
            client,
            NAMES,
            cache,
            cache.deliver,
            cache.tell,
            app_token=person.app_token if pushed else "",
            pace=pace,
            chance=random.Random(seed),
            resolved=cache.resolved,
            **more,
        )
        running = asyncio.create_task(cache.feed.run(), name="feed")
        try:
            yield cache
            if running.done():
                running.result()
        finally:
            running.cancel()
            await asyncio.wait([running])


def wait_for_help(practice: Practice, number: int) -> str:
    """A chat that begins to wait; where its message stands."""
    opened = ChatOpened(f"c{number}", "quiet-otter", AgeBand.TEEN, Risk.C, "exam worry")
    return practice.post("chat-queue", PLATFORM, opened)
