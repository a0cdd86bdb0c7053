"""The poster: every action in the outbox becomes exactly one message of Slack's, whatever the network does."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from msgspec.structs import replace

from console.clock import Clock
from console.domain.messages import Position
from console.domain.pending import Pending, Stage, next_hold, next_to_send
from console.domain.words import Home
from console.slack.client import Answer, Client
from console.slack.letter import letter_of
from console.slack.lookup import Lookup
from console.slack.pace import Pace
from console.slack.trouble import Later, Limited, Lost, Never
from console.slack.wire import TooLong, at_of

BURST: Final = 3  # messages to one channel at once, before it is one a second as Slack asks
_AGAIN: Final = 1.0  # seconds; how often it is seen whether others reach Slack again
_OFFLINE: Final = 8.0  # seconds; the longest wait while nobody is reached: to try costs nothing
# Seconds; with the time that a look needs to prove something, all goes on within 10 s after Slack is well again.
_LOOK_AGAIN: Final = 3.0
_NOBODY: Final = frozenset({"offline", "certificate"})  # nobody was reached, or somebody who is not Slack
_METADATA_REFUSED: Final = "metadata_must_be_sent_from_app"
_METADATA_TOO_LARGE: Final = "metadata_too_large"
_TOO_LONG: Final = frozenset({"msg_too_long", "msg_blocks_too_long"})

_log = logging.getLogger(__name__)


class Outbox(Protocol):
    """Where actions wait (console/store/outbox.py); what it says is kept for good when it returns."""

    @property
    def waiting(self) -> Sequence[Pending]:
        """Every action that is not settled yet, in order."""

    @property
    def metadata_refused(self) -> bool:
        """Whether Slack takes no metadata from this desk's token."""

    async def open(self) -> None:
        """Read what waits; what was on its way counts as lost."""

    async def change(self, pending: Pending, was: Stage) -> bool:
        """Write down how far an action has come; False when it is no longer there at that stage."""

    async def refuse_metadata(self) -> None:
        """Remember that Slack takes no metadata from this desk's token."""


@dataclass
class _Way:
    """What is known of the way to one home; moments are of the monotonic clock."""

    counted_at: float  # what is left of the burst
    left: float = BURST
    news: asyncio.Event = field(default_factory=asyncio.Event)
    send_at: float = 0.0  # not before Slack lets the next message through
    try_at: float = 0.0  # not before it is worth trying again
    look_at: float = 0.0  # not before looking for what was lost can tell something new
    failures: int = 0
    offline: bool = False
    offline_at: datetime | None = None  # Slack's time as it was known then
    bare: set[str] = field(default_factory=set)  # actions whose metadata is too large: they go in blocks alone


class Poster:
    """Sends what waits in the outbox, one message at a time to each home; ``run`` does it until cancelled.

    ``homes`` says which channel is which home, and may change while it runs; ``me`` is whose desk this is.
    The client's ``failed`` is called with each trouble that makes it wait. ``look_up`` is never switched off but to
    prove that it is needed.
    """

    def __init__(
        self,
        client: Client,
        outbox: Outbox,
        homes: Mapping[str, Home],
        me: str,
        *,
        pace: Pace | None = None,
        look_up: bool = True,
    ) -> None:
        self._client = client
        self._clock: Clock = client.clock
        self._outbox = outbox
        self._homes = homes
        self._pace = pace or Pace()
        self._look_up = look_up
        self._lookup = Lookup(client, me, self._clock)
        self._ways = {home: _Way(time.monotonic()) for home in Home}
        self._refused_until = 0.0
        self._refused_at: datetime | None = None  # Slack's time as it was known then
        client.regained = self._on_regained

    @property
    def _speed(self) -> float:
        """Seconds of the service per real second; a clock that stands still would mean to wait for ever."""
        return self._clock.speed or 1.0

    def nudge(self) -> None:
        """There is something new: an action, or a channel. May be called often; it shortens no wait."""
        for way in self._ways.values():
            way.news.set()

    def _on_regained(self) -> None:
        """Slack can be asked again: whoever waits after a failure need not wait any longer."""
        self._refused_until = 0.0
        for way in self._ways.values():
            way.offline, way.try_at = False, 0.0
            way.news.set()

    async def run(self) -> None:
        """Send until cancelled. Raises a Fault when the outbox cannot be written; nothing is lost by that."""
        await self._outbox.open()
        async with asyncio.TaskGroup() as tasks:
            for home, way in self._ways.items():
                tasks.create_task(self._serve(home, way), name=f"post to {home}")

    async def _serve(self, home: Home, way: _Way) -> None:
        while True:
            way.news.clear()
            seconds = await self._step(home, way)
            if seconds != 0:
                # Others ask Slack as well: when they reach it, so do we.
                seconds = seconds if seconds is None or not way.offline else min(seconds, _AGAIN)
                with suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await way.news.wait()

    async def _step(self, home: Home, way: _Way) -> float | None:
        """Do one thing for a home; the seconds until there may be another (None: until there is something new)."""
        here = [one for one in self._outbox.waiting if one.home is home and one.stage is not Stage.SENT]
        if not here:
            return None
        lost = [one for one in here if one.stage is Stage.UNKNOWN]
        channel = next((channel for channel, meant in self._homes.items() if meant is home), None)
        if channel is None:
            await self._without_channel(home, here)
            return None
        refused = self._refused_until - time.monotonic()
        if refused > 0 and self._refused_at == self._client.slack_time:
            return min(refused, _AGAIN)
        if way.offline and way.offline_at != self._client.slack_time:
            way.offline, way.try_at = False, 0.0
        if lost and max(way.look_at, way.try_at) <= time.monotonic():
            await self._look(way, channel, lost)
            return 0
        now, ready = self._clock.now(), max(way.send_at, way.try_at, self._room_at(way))
        soon = ready > time.monotonic()  # and what goes then is found then
        if not soon and (pending := next_to_send(self._outbox.waiting, home, now)) is not None:
            await self._send(way, channel, pending)
            return 0
        held = next_hold(here, home, now)
        ends = [max(way.look_at, way.try_at)] if lost else []
        ends += [ready] if soon and len(lost) < len(here) else []
        ends += [time.monotonic() + (held - now).total_seconds() / self._speed] if held else []
        return max(min(ends) - time.monotonic(), 0.001) if ends else None

    async def _without_channel(self, home: Home, here: list[Pending]) -> None:
        """Say of what waits that nobody knows where to; as long as no channel is known, the desk is just starting."""
        why = f"This desk does not see the channel for {home}; somebody in it must invite you."
        for one in here if self._homes else ():
            if one.stage is Stage.PENDING and one.why != why:
                await self._change(replace(one, why=why), one.stage)

    # Sending

    async def _send(self, way: _Way, channel: str, pending: Pending) -> None:
        """Send an action; that it is on its way is written down before the network is touched."""
        plain = self._outbox.metadata_refused or pending.id in way.bare
        try:
            letter = letter_of(pending, channel, metadata=not plain)
            sent_after = pending.sent_after or await self._slack_time()
        except TooLong as error:
            await self._change(replace(pending, stage=Stage.STUCK, why=str(error)), pending.stage)
            return
        except (Later, Never) as trouble:
            self._wait(way, trouble)
            return
        tried = replace(pending, attempts=pending.attempts + 1, why="")
        sending = replace(tried, stage=Stage.SENDING, sent_after=sent_after)
        if not await self._change(sending, pending.stage):
            return  # it was taken back
        way.left -= 1
        try:
            answer = await self._client.say("chat.postMessage", letter)
        except Lost as lost:
            self._client.failed(lost)
            await self._lost(way, sending, lost.why)
            return
        except (Later, Never) as trouble:
            await self._refuse(way, replace(tried, stage=Stage.PENDING), trouble)
            return
        at = at_of(answer.data.get("ts"))
        if at is None:
            await self._lost(way, sending, "")
        else:
            self._well(way)
            await self._change(
                replace(sending, stage=Stage.SENT, position=Position(at, _channel(answer, channel))), Stage.SENDING
            )

    async def _slack_time(self) -> datetime:
        """A moment of Slack's own clock that is surely past: what is sent now stands after it."""
        if self._client.slack_time is None:
            await self._client.ask("auth.test")
        return self._client.slack_time or self._clock.now()

    async def _lost(self, way: _Way, sending: Pending, why: str) -> None:
        """No answer came: look for it before it is sent again."""
        stage = Stage.UNKNOWN if self._look_up else Stage.PENDING
        way.look_at = 0.0
        await self._change(replace(sending, stage=stage, why=why), Stage.SENDING)

    async def _refuse(self, way: _Way, pending: Pending, trouble: Later | Never) -> None:
        """Slack surely did not do it: it waits, goes another way, or a person must look."""
        plain = self._outbox.metadata_refused or pending.id in way.bare
        if trouble.code == _METADATA_REFUSED and not plain:
            await self._outbox.refuse_metadata()
        elif trouble.code == _METADATA_TOO_LARGE and not plain:
            way.bare.add(pending.id)
        elif isinstance(trouble, Never) and not trouble.refused:
            pending = replace(pending, stage=Stage.STUCK, why=_sentence(trouble))
        else:
            self._wait(way, trouble)
        await self._change(pending, Stage.SENDING)

    def _wait(self, way: _Way, trouble: Later | Never) -> None:
        """Wait before anything is sent again; everything waits when Slack refuses the desk altogether."""
        now = time.monotonic()
        self._client.failed(trouble)
        if isinstance(trouble, Never):
            self._refused_until = now + self._pace.real(self._pace.retry, self._clock)
            self._refused_at = self._client.slack_time
        elif isinstance(trouble, Limited):
            way.send_at = now + trouble.seconds
        else:
            way.failures += 1
            backoff = min(self._pace.backoff * 2.0 ** min(way.failures - 1, 10), self._pace.longest)
            way.offline, way.offline_at = trouble.code in _NOBODY, self._client.slack_time
            way.try_at = now + (
                min(backoff, _OFFLINE) if way.offline else max(backoff, min(trouble.seconds, self._pace.longest))
            )

    def _well(self, way: _Way) -> None:
        way.failures, way.offline = 0, False
        self._refused_until = 0.0

    def _room_at(self, way: _Way) -> float:
        """When the channel has room for one more message."""
        now = time.monotonic()
        way.left = min(float(BURST), way.left + (now - way.counted_at) * self._speed)
        way.counted_at = now
        return now if way.left >= 1 else now + (1 - way.left) / self._speed

    async def _change(self, pending: Pending, was: Stage) -> bool:
        """Write down how far an action has come, and let the other homes see what that frees."""
        done = await self._outbox.change(pending, was)
        self.nudge()
        return done

    # Looking

    async def _look(self, way: _Way, channel: str, lost: list[Pending]) -> None:
        """Look for actions that may be in Slack; one that surely is not there may go out again."""
        begun = self._client.begun
        try:
            found = await self._lookup.look(channel, lost)
        except Never as never:
            if never.refused:
                self._wait(way, never)
            # Nobody may say that it failed: it may be there, and only this desk cannot see it.
            way.look_at = time.monotonic() + self._pace.real(self._pace.retry, self._clock)
            await self._say_why(lost, _sentence(never))
            return
        except Later as later:
            self._wait(way, later)
            # A look that ended because Slack is reached again is taken again at once.
            way.try_at = min(way.try_at, time.monotonic() + (_LOOK_AGAIN if begun == self._client.begun else 0.0))
            return
        self._well(way)
        doubtful: list[str] = []
        for one in lost:
            if one.id in found.places:
                known = replace(one, stage=Stage.SENT, why="", position=found.places[one.id])
            elif self._lookup.settles(one, found):
                known = replace(one, stage=Stage.PENDING, why="")
                _log.info("An action did not get to Slack and goes out again.", extra={"count": one.attempts})
            else:
                doubtful.append(one.id)
                continue
            self._lookup.forget(one.id)
            await self._change(known, Stage.UNKNOWN)
        way.look_at = self._lookup.again_at(doubtful)

    async def _say_why(self, lost: list[Pending], why: str) -> None:
        for one in lost:
            if one.why != why:
                await self._change(replace(one, why=why), Stage.UNKNOWN)


def _channel(answer: Answer, channel: str) -> str:
    told = answer.data.get("channel")
    return told if isinstance(told, str) and told else channel


def _sentence(never: Never) -> str:
    """Why Slack does not do it, for the screen."""
    if never.code in _TOO_LONG:
        return "This is too long for one message in Slack. Please shorten it."
    return f"Slack does not take this: {never.why}" if never.why[:1].islower() else never.why
