"""The feed: everything that Slack holds for this desk, without a gap and without a loss, as it comes."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from datetime import datetime
from typing import Final, Protocol, TypeVar

from console.domain.connection import Connection, Progress
from console.domain.messages import Batch, Position
from console.domain.words import Home
from console.slack.client import Client
from console.slack.delivery import Delivery
from console.slack.directory import Directory, Homes
from console.slack.history import History, beginning
from console.slack.joining import Joining
from console.slack.pace import Pace
from console.slack.socket import Push, Socket
from console.slack.standing import HOMES, PEOPLE, Standing
from console.slack.threads import Threads
from console.slack.trouble import Later, Never
from console.slack.turns import Turns
from console.slack.watch import Watch
from console.slack.window import Window

T = TypeVar("T")
_TOO_SOON: Final = 0.02  # of the time from turn to turn: a timer may ring a little early
_FLOODED: Final = 15.0  # real seconds at most that a turn waits while a flood is being kept
REPLIES_A_MINUTE: Final = 25  # half of what Slack allows


class Kept(Protocol):
    """Where the cache stands: what the feed has to know of it."""

    async def cursors(self) -> Mapping[str, datetime]:
        """Up to where each channel (by id) was read without a gap: the ``cursors`` of the batches kept."""

    async def asks_open(self) -> Mapping[Position, datetime | None]:
        """Asks that may still be answered, and the moment of the latest answer kept of each (None without one)."""


class Feed:
    """Reads Slack for one desk.

    ``names`` are the homes' channel names; without ``app_token`` the desk asks instead of being told.
    ``deliver`` keeps a batch and returns when it is kept; ``tell`` shows how the desk stands; ``resolved``
    hears which channel is which home.
    """

    def __init__(
        self,
        client: Client,
        names: Mapping[Home, str],
        kept: Kept,
        deliver: Callable[[Batch], Awaitable[object]],
        tell: Callable[[Connection], None],
        *,
        app_token: str = "",
        retention_days: int = 30,
        pace: Pace | None = None,
        chance: random.Random | None = None,
        resolved: Callable[[Mapping[str, Home]], None] = lambda _homes: None,
    ) -> None:
        self._names, self._kept, self._retention_days, self._resolved = names, kept, retention_days, resolved
        self._pace = pace or Pace()
        self._clock = client.clock
        self._chance = chance or random.Random()  # noqa: S311  # waits that differ, no secret
        self._directory, self._history = Directory(client, names), History(client)
        self._standing = Standing(client.clock, tell, self._pace)
        self._delivery = Delivery(deliver, self._on_kept, self._pace.flush)
        self._threads = Threads()
        self._moved = asyncio.Event()
        self._joining = Joining(
            self._delivery,
            doubt_seconds=self._pace.doubt,
            asked=self._threads.told,
            answered=self._threads.due,
            moved=self._moved.set,
            held=self._on_held,
        )
        client.answered, client.waiting = self._standing.alive, self._standing.waits
        client.failed, self._client = self._standing.failed, client
        self._socket = (
            Socket(client, app_token, self._joining.push, self._on_push, pace=self._pace, chance=self._chance)
            if app_token
            else None
        )
        self._watch = Watch(client, self._standing, self._pace, self._again, self._socket)
        self._missing: Mapping[Home, str] = {}
        self._followers: dict[str, asyncio.Task[None]] = {}
        self._turns: dict[str, Turns] = {}
        self._failing: set[str] = set()
        self._first: set[str] = set()  # channels not yet read in this run
        self._messages = 0
        self._began = time.monotonic()  # the homes' turns are counted from here
        self._window = Window(
            self._history,
            self._joining,
            self._pace,
            clock=self._clock,
            chance=self._chance,
            retention_days=retention_days,
        )
        self._settled = asyncio.Event()  # it is known whether Slack pushes
        self._held_till = 0.0
        self._untried: set[str] = set()  # homes whose first reading in this run is not over
        self._round = asyncio.Event()
        self._caught_up = asyncio.Event()

    async def run(self) -> None:
        """Read until cancelled; raises what ``deliver`` raises."""
        self._joining.cursors.update(await self._kept.cursors())
        self._threads.kept(await self._kept.asks_open())
        homes = await self._until_answered(self._directory.homes, HOMES, "The channels")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._delivery.run(), name="deliver")
            tasks.create_task(self._follow_people(), name="read who people are")
            tasks.create_task(self._watch.run(), name="watch whether anybody is there")
            if self._socket is None:
                self._on_push(Push.BLOCKED, "")
            else:
                tasks.create_task(self._socket.run(), name="keep the live connection")
            self._settle(homes, tasks)
            tasks.create_task(self._catch_up(), name="catch up")
            tasks.create_task(self._follow_homes(tasks), name="look for the homes")
            tasks.create_task(self._follow_threads(), name="read the asks' threads")
            tasks.create_task(self._window.read(), name="read the trailing window again")
            tasks.create_task(self._window.plan_again(), name="plan the trailing window")

    async def caught_up(self) -> None:
        """Wait until every home that can be read has been read in this run, and kept, and due threads as well."""
        await self._caught_up.wait()

    async def look(self, channel: str, since: datetime | None = None) -> None:
        """Have a home read now, all of it again since a moment, and wait until what Slack shows of it is kept."""
        await self._turns[channel].taken()
        if since is not None:
            await self._window.read_again(channel, since)
        await self._delivery.drained()

    async def _catch_up(self) -> None:
        await self._round.wait()
        await self._threads.drained()
        await self._delivery.drained()
        self._caught_up.set()

    # What the parts tell

    def _on_kept(self, batch: Batch) -> None:
        if batch.cursors:
            self._standing.confirmed(batch.cursors)

    def _on_push(self, push: Push, why: str = "") -> None:
        if push is Push.DOWN and not self._standing.down:
            self._wake_all()  # they find out whether Slack can be reached at all
        self._standing.pushes(push, why)
        if push is not Push.OPENING:
            self._settled.set()
        if push is Push.OPEN:
            # What was said while nobody listened is in history, and answers are in the threads.
            self._wake_all()
            self._threads.all_due()
            self._joining.people.is_due()

    def _again(self) -> None:
        """Slack answers again: whoever waits after a failure need not wait any longer."""
        self._failing.clear()
        self._wake_all()
        self._client.regained()
        if self._socket is not None:
            self._socket.nudge()

    def _on_held(self) -> None:
        self._held_till = time.monotonic() + 60
        self._wake_all()

    def _wake_all(self) -> None:
        for turns in self._turns.values():
            turns.call()

    @property
    def _pushed(self) -> bool:
        return self._standing.live and time.monotonic() > self._held_till

    # The homes

    def _settle(self, homes: Homes, tasks: asyncio.TaskGroup) -> None:
        """Follow what is a home now, and nothing else."""
        self._resolved(homes.by_channel)
        self._joining.homes, self._missing = homes.by_channel, self._gaps(homes)
        for channel in set(self._followers) - set(homes.by_channel):
            self._followers.pop(channel).cancel()
            del self._turns[channel]
            self._window.forget(channel)
            self._first.discard(channel)
        complete = {channel: self._joining.cursors.get(channel) for channel in homes.by_channel}
        self._standing.homes(complete, self._missing)
        for place, (channel, home) in enumerate(homes.by_channel.items()):
            if channel not in self._followers:
                self._turns[channel] = Turns()
                self._first.add(channel)
                self._untried.add(channel)
                follow = self._follow(channel, home, (place + 1) / len(homes.by_channel))
                self._followers[channel] = tasks.create_task(follow, name=f"read #{self._names[home]}")

    def _gaps(self, homes: Homes) -> Mapping[Home, str]:
        """The homes that cannot be read and should be; one that this desk read before should be."""
        lost = set(self._joining.cursors) - set(homes.by_channel)
        left = {home: f"#{self._names[home]} cannot be read any more." for home in homes.unseen} if lost else {}
        return {**homes.missing, **left}

    async def _follow_homes(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            seconds = self._pace.retry if self._missing else self._pace.people
            with suppress(TimeoutError):
                async with asyncio.timeout(self._real(seconds)):
                    await self._moved.wait()
                await asyncio.sleep(self._pace.joined)
            self._moved.clear()
            self._settle(await self._until_answered(self._directory.homes, HOMES, "The channels"), tasks)

    async def _follow_people(self) -> None:
        people = self._joining.people
        while True:
            people.told(await self._until_answered(self._directory.people, PEOPLE, "Who is an admin"))
            await people.until_due(self._real(self._pace.people))

    # The channels

    async def _follow(self, channel: str, home: Home, offset: float) -> None:
        """Read a home channel from where it is complete, again and again."""
        turns, failures = self._turns[channel], 0
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.hello):
                await self._settled.wait()
        while True:
            turns.begin()
            began = time.monotonic()
            try:
                await self._confirm(channel, home)
            except Never as never:
                self._on_never(never, channel, home)
                self._tried(channel)
                seconds = self._real(self._pace.retry)
            except Later as later:
                self._standing.unanswered(later.why)
                self._failing.add(channel)
                seconds, failures = self._pace.after(failures, later.seconds, self._chance), failures + 1
            else:
                failures = 0
                turns.end()
                if channel in self._failing or self._standing.is_refused:
                    self._again()
                self._tried(channel)
                self._standing.unread(channel, "")
                self._standing.answered()
                seconds = self._until_turn(offset, began)
            await turns.next(seconds)
            await self._delivery.calm(_FLOODED)  # what is new is shown before what is known is confirmed

    def _until_turn(self, offset: float, began: float) -> float:
        """The real seconds until a home's next turn, after a reading that began at that moment.

        However often all are read at once, their turns are one after the other: so there is always one soon, that
        finds out what became of Slack and of the token.
        """
        interval = self._real(self._pace.confirm if self._pushed else self._pace.round)
        earliest = began + interval * _TOO_SOON
        return earliest + (self._began + offset * interval - earliest) % interval - time.monotonic()

    async def _confirm(self, channel: str, home: Home) -> None:
        """Read a channel down to where it was complete. Raises Later or Never.

        The first time in a run the pages go on into the trailing window, so that nothing is asked for twice;
        what is left of it is read later, in its own time.
        """
        now, first = self._clock.now(), channel in self._first
        earliest = beginning(home, now, self._retention_days)
        cursor = self._joining.start(channel, self._joining.cursors.get(channel, earliest))
        floor = min(cursor, max(earliest, now - self._pace.trailing)) if first else cursor
        horizon: datetime | None = None
        async with aclosing(self._history.read(channel, self._joining.homes, floor)) as parts:
            async for part in parts:
                believed = await self._joining.page(channel, part)
                horizon = believed if horizon is None else min(horizon, believed)
                self._show_progress(channel, part.stretch.messages if part.stretch else (), over=part.lower <= cursor)
                if part.lower <= cursor:
                    self._joining.complete(channel, horizon)
                    if first:
                        self._first.discard(channel)
                        if part.lower > floor:
                            self._window.plan(channel, floor, part.lower)
                    break
                if self._pushed and not first and not self._turns[channel].urgent:
                    await asyncio.sleep(self._pace.between)

    def _tried(self, channel: str) -> None:
        self._untried.discard(channel)
        if not self._untried:
            self._round.set()

    def _show_progress(self, channel: str, messages: tuple[object, ...], *, over: bool) -> None:
        if not self._first:
            return
        self._messages += len(messages)
        left = self._first - {channel} if over else self._first
        of, name = len(self._followers), self._names[self._joining.homes[channel]]
        self._standing.reads(Progress(name, of - len(left), of, self._messages) if left else None)

    def _on_never(self, never: Never, channel: str, home: Home) -> None:
        if never.refused:
            self._standing.refused(never.why)
        else:
            self._standing.unread(channel, f"#{self._names[home]} cannot be read: {never.why}")
            self._moved.set()

    # The threads

    async def _follow_threads(self) -> None:
        failures = 0
        read: deque[float] = deque(maxlen=REPLIES_A_MINUTE)
        while True:
            idle = None if self._pushed else self._real(self._pace.thread)
            ask = await self._threads.next(idle, self._kept.asks_open)
            if self._joining.homes.get(ask.channel) is not Home.ASKS:
                self._threads.over(ask)
                continue
            try:
                part = await self._history.replies(ask.channel, self._joining.homes, ask.at)
                await self._joining.page(ask.channel, part)
                found = (part.stretch.messages if part.stretch else ()) + part.fresh
                self._threads.read(ask, max((message.position.at for message in found), default=None))
                failures = 0
            except Never:
                self._threads.over(ask)  # the ask was deleted, and the rounds find that
                continue
            except Later as later:
                self._threads.due(ask)
                await asyncio.sleep(self._pace.after(failures, later.seconds, self._chance))
                failures += 1
            read.append(time.monotonic())
            if len(read) == REPLIES_A_MINUTE:
                await asyncio.sleep(max(0.0, read[0] + self._real(60) - time.monotonic()))
            elif idle is not None and self._caught_up.is_set():
                await asyncio.sleep(idle)

    # Waiting: never with asyncio.wait_for, which on Python 3.11 can swallow a cancellation

    def _real(self, seconds: float) -> float:
        return self._pace.real(seconds, self._clock)

    async def _until_answered(self, ask: Callable[[], Awaitable[T]], key: str, what: str) -> T:
        """The answer of Slack's, however long it takes; ``what`` cannot be read meanwhile."""
        failures = 0
        while True:
            try:
                found = await ask()
            except Later as later:
                self._standing.unanswered(later.why)
                await asyncio.sleep(self._pace.after(failures, later.seconds, self._chance))
                failures += 1
            except Never as never:
                if never.refused:
                    self._standing.refused(never.why)
                else:
                    self._standing.unread(key, f"{what} cannot be read: {never.why}")
                await asyncio.sleep(self._real(self._pace.retry))
            else:
                self._standing.unread(key, "")
                self._standing.answered()
                return found
