"""What a person does at this desk: decided, kept in the outbox, shown at once, and settled by Slack."""

import asyncio
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from typing import Final, Protocol
from uuid import UUID

import msgspec
from msgspec.structs import replace

from console.desk import Desk
from console.domain import events, posting
from console.domain.actions import Action, Refusal, RenewLeases, TakeChat, TakeNext
from console.domain.asks import Ask
from console.domain.chats import TAKEN_FOR
from console.domain.deciding import decide, held_by
from console.domain.events import WireEvent
from console.domain.ledger import BEGINNING, Row
from console.domain.messages import Batch, Position
from console.domain.overlay import Overlay
from console.domain.pending import Answer, Pending, Stage, settled, superseded
from console.domain.settling import explained, opposite, stands
from console.domain.subjects import Kind, Subject, place_key
from console.domain.words import Home
from console.store.faults import Fault

HELD_FOR: Final = timedelta(seconds=10)
WARNED_BEFORE: Final = timedelta(seconds=60)
# At the window; everything else goes at once.
HELD_BACK: Final = (events.ChatNoted, events.ChatClosed, events.PostDecided, events.PostJudged)
REMEMBERED: Final = 50  # actions that can be undone, and of which is known what became of them, the latest
_RENEWED_BEFORE: Final = {high: lasts * 0.75 for high, lasts in TAKEN_FOR.items()}


class Outbox(Protocol):
    """Where actions wait (console/store/outbox.py)."""

    waiting: tuple[Pending, ...]
    changed: Callable[[], None]

    async def put(
        self, pending: Pending, *, instead_of: Iterable[str] = (), draft: tuple[str, str] | None = None
    ) -> Pending:
        """Keep an action, for good."""

    async def take_back(self, id: str) -> bool:
        """Undo an action that is surely not in Slack."""

    async def try_again(self, id: str) -> bool:
        """Let a stuck action go out again."""

    async def settle(self, ids: Iterable[str]) -> None:
        """Forget actions that the log holds now."""


class Undoable(msgspec.Struct, frozen=True):
    """Something that was done here, and what undoes it where that is more than taking it back.

    What was done ``together`` has the same name there, and is undone together; empty for what was done alone.
    """

    pending: Pending
    opposite: Action | None
    together: str = ""


class Acting:
    """The hands of one desk.

    What is decided is on the own screen at once, while the outbox writes it down; nothing is sent before that is
    done, and what could not be written down is taken off the screen again, with a sentence.

    ``homes`` says which channel is which home (live); ``home_of`` and ``text_of`` come from the wire's room: where
    an event is posted, and what people read of it; ``unsayable`` says why an action could never become a message.
    ``say`` tells what Slack settled otherwise; ``nudge`` wakes the poster.
    """

    def __init__(
        self,
        desk: Desk,
        outbox: Outbox,
        homes: Mapping[str, Home],
        zone: tzinfo,
        *,
        home_of: Callable[[WireEvent], Home],
        text_of: Callable[[WireEvent | Answer], str],
        say: Callable[[str], None],
        unsayable: Callable[[Pending], str] = lambda _pending: "",
    ) -> None:
        self.nudge: Callable[[], None] = lambda: None
        self._desk, self._outbox, self._homes, self._zone = desk, outbox, homes, zone
        self._home_of, self._text_of, self._say = home_of, text_of, say
        self._unsayable = unsayable
        self._coming: tuple[Pending, ...] = ()  # decided and shown, and being written down
        self._settling: frozenset[str] = frozenset()
        self._laid = Overlay()
        self._done: list[Undoable] = []
        self._became: OrderedDict[str, str] = OrderedDict()
        self._unsure: dict[str, tuple[Pending, Position]] = {}  # read back, and what was said before may yet come
        self._moved = asyncio.Event()
        self._heard = {one.id: one.stage for one in outbox.waiting}
        self._finishing: set[asyncio.Task[None]] = set()
        desk.overlay = self._overlay
        desk.waiting = lambda: self.waiting
        outbox.changed = self._on_outbox
        desk.lay_over()

    @property
    def waiting(self) -> tuple[Pending, ...]:
        """What was done here and is not read back from Slack yet, in order."""
        kept = self._outbox.waiting
        if not self._coming:
            return kept
        ids = {one.id for one in kept}
        return (*kept, *(one for one in self._coming if one.id not in ids))

    async def submit(
        self, action: Action, *, at_window: bool = False, draft: tuple[str, str] | None = None, id: str = ""
    ) -> Pending | Refusal:
        """Do something: shown when this first waits and kept for good when it returns, or refused in words.

        At the window notes, closings and decisions are held back for 10 seconds, in which undoing leaves no trace.
        Whoever may have to ask again gives the action's ``id``: the same is never done twice.
        """
        return await self._submit(action, id or new_id(), at_window=at_window, draft=draft)

    async def submit_all(
        self, wanted: Sequence[Action], *, at_window: bool = False, draft: tuple[str, str] | None = None
    ) -> tuple[Pending | Refusal, ...]:
        """Do several things, each an action of its own, decided after those before it; undone together.

        The draft goes with the last of them. Gives for each, in order, what ``submit`` gives.
        """
        together = new_id()
        last = len(wanted) - 1
        return tuple(
            [
                await self._submit(
                    one,
                    new_id(),
                    at_window=at_window,
                    draft=draft if place == last else None,
                    together=together,
                )
                for place, one in enumerate(wanted)
            ]
        )

    async def _submit(
        self,
        action: Action,
        id: str,
        *,
        at_window: bool = False,
        draft: tuple[str, str] | None = None,
        together: str = "",
        step: bool = True,
    ) -> Pending | Refusal:
        """Decide and keep an action; it is a ``step`` to be undone unless it undoes one itself."""
        rows, now, me = self._desk.view(), self._desk.clock.now(), self._desk.me
        event = decide(rows, action, by=me, at=now, id=id)
        if isinstance(event, Refusal):
            return event
        flagged = isinstance(event, events.CaseFlagged) and event.post is not None  # it goes with the post's decision
        held = at_window and (flagged or isinstance(event, HELD_BACK))
        pending = Pending(
            id,
            self._home_of(event),
            event,
            self._text_of(event),
            now,
            stage=Stage.HELD_BACK if held else Stage.PENDING,
            hold_until=now + HELD_FOR if held else None,
        )
        if isinstance(event, events.LeaseRenewed) or not step:
            return await self._keep(pending, draft)
        if isinstance(action, TakeNext) and isinstance(event, events.ChatTaken):
            action = TakeChat(event.chat)  # the queue need not be looked through twice
        done = Undoable(pending, opposite(rows, action, by=me, at=now), together)
        self._done = [*self._done[1 - REMEMBERED :], done]
        kept = await self._keep(pending, draft)
        if isinstance(kept, Refusal):
            self._done = [one for one in self._done if one is not done]
        return kept

    async def answer(
        self, ask: Position, text: str, *, draft: tuple[str, str] | None = None, id: str = ""
    ) -> Pending | Refusal:
        """Answer a question to the team, in its thread."""
        if not text.strip():
            return Refusal("The answer is empty.")
        deed = Answer(ask, text.strip())
        pending = Pending(id or new_id(), Home.ASKS, deed, self._text_of(deed), self._desk.clock.now())
        return await self._keep(pending, draft)

    async def _keep(self, pending: Pending, draft: tuple[str, str] | None) -> Pending | Refusal:
        """Show an action while it is written down; one that cannot be is taken off the screen again."""
        why = self._unsayable(pending)
        if why:
            return Refusal(why)
        waiting = self.waiting
        last = max((one.number for one in waiting), default=0)
        shown = replace(pending, number=last + 1)  # the outbox gives it its own
        self._coming = (*self._coming, shown)
        self._desk.lay_over()
        try:
            return await self._outbox.put(shown, instead_of=superseded(waiting, shown), draft=draft)
        except Fault as fault:
            return Refusal(f"This was not done: it could not be kept on this computer. {fault}")
        finally:
            self._coming = tuple(one for one in self._coming if one is not shown)
            if all(one.id != shown.id for one in self._outbox.waiting):
                self._desk.lay_over()

    async def undo(self) -> tuple[Pending | Refusal | None, ...]:
        """Undo what was done here last, and all that was done together with it, the latest first.

        For each: None when it left no trace, else the action that undoes it, or why not.
        """
        if not self._done:
            return (Refusal("There is nothing to undo."),)
        together, count = self._done[-1].together, 1
        while together and count < len(self._done) and self._done[-1 - count].together == together:
            count += 1
        self._done, steps = self._done[:-count], self._done[-count:]
        return tuple([await self._undo(one) for one in reversed(steps)])

    async def _undo(self, step: Undoable) -> Pending | Refusal | None:
        if await self._outbox.take_back(step.pending.id):
            return None
        event, now = step.pending.event, self._desk.clock.now()
        if step.opposite is None or isinstance(event, Answer):
            return Refusal("This cannot be undone any more.")
        if not stands(self._desk.view(), event, by=self._desk.me, at=now):
            return Refusal("Something else happened since, so this cannot be undone.")
        return await self._submit(step.opposite, new_id(), step=False)  # undoing is no new step to undo

    def can_undo(self, id: str) -> bool:
        """Whether an action of this desk's can be undone: it has an opposite, or is held back so that it can."""
        return any(
            one.pending.id == id and (one.opposite is not None or one.pending.hold_until is not None)
            for one in self._done
        )

    async def renew(self) -> None:
        """Keep the chats and posts one has if the first of their leases is near its end; for a desk that is in use."""
        rows, now, me = self._desk.view(), self._desk.clock.now(), self._desk.me
        near = (
            chat.lease_until is not None and chat.lease_until - now < _RENEWED_BEFORE[chat.risk.high]
            for chat in held_by(rows, me, now)
        )
        posts = (
            post.lease_until is not None and post.lease_until - now < _RENEWED_BEFORE[False]
            for post in posting.held_by(rows, me, now)
        )
        if any(near) or any(posts):
            await self.submit(RenewLeases())

    def ending(self) -> frozenset[tuple[str, datetime]]:
        """The chats one holds whose leases end within a minute unless they are renewed, and when."""
        now = self._desk.clock.now()
        held = held_by(self._desk.view(), self._desk.me, now)
        ends = ((chat.chat, chat.lease_until) for chat in held if chat.lease_until is not None)
        return frozenset((chat, until) for chat, until in ends if until - now <= WARNED_BEFORE)

    async def deliver(self, batch: Batch) -> None:
        """Keep a batch from Slack; what it brings back of this desk's actions is settled."""
        ids = settled(self._outbox.waiting, batch, self._desk.me)
        over_now = [one for one in self._outbox.waiting if one.id in ids]
        self._settling |= ids
        try:
            await self._desk.deliver(batch)
            self._note_ends(over_now, batch)
            self._explain(batch.cursors)
            await self._outbox.settle(ids)
        finally:
            self._settling -= ids
        self._settle_answers()  # one that Slack took while its reply was being kept

    def waits(self, id: str) -> Pending | None:
        """An action of this desk's while it is not read back from Slack."""
        return next((one for one in self.waiting if one.id == id), None)

    def became(self, id: str) -> str | None:
        """Why an action that was read back did not do what was wished, empty when it did; None for an unknown one.

        As far as is known: what was said before it may be read after it, as long as its channel was not read past it.
        """
        return self._became.get(id)

    async def take_back(self, id: str) -> bool:
        """Undo an action that is surely not in Slack; False when it may be there, or is gone."""
        return await self._outbox.take_back(id)

    async def moved(self) -> None:
        """Wait until an action comes further, is settled, or is gone."""
        await self._moved.wait()

    def _note_ends(self, settled_now: Iterable[Pending], batch: Batch) -> None:
        arrived = [*batch.arrived, *(message for stretch in batch.stretches for message in stretch.messages)]
        positions = {message.id: message.position for message in arrived if message.author == self._desk.me}
        for one in settled_now:
            position = positions.get(one.id) or one.position
            if position is not None and not isinstance(one.event, Answer):
                self._unsure[one.id] = (one, position)
            self._became[one.id] = ""
            if len(self._became) > REMEMBERED:
                self._became.popitem(last=False)

    def _explain(self, cursors: Mapping[str, datetime]) -> None:
        """Tell what did not do what was wished; until its channel was read past it, that can still turn out."""
        view, me = self._desk.view(), self._desk.me
        for id, (one, position) in list(self._unsure.items()):
            assert not isinstance(one.event, Answer)  # noqa: S101 -- nobody is before somebody who answers
            why = explained(view, one.event, by=me, at=position.at, zone=self._zone, acted_at=one.acted_at)
            if why is not None:
                if id in self._became:
                    self._became[id] = why
                self._say(why)
            if why is not None or cursors.get(position.channel, BEGINNING.at) >= position.at:
                del self._unsure[id]

    def _overlay(self) -> Mapping[Subject, Row]:
        waiting = [one for one in self.waiting if one.id not in self._settling]
        if not waiting:
            return {}
        channels = {home: channel for channel, home in self._homes.items()}
        desk = self._desk
        people = desk.view().people
        now = desk.clock.now()
        return self._laid.rows(desk.confirmed, waiting, me=desk.me, channels=channels, people=people, now=now)

    def _on_outbox(self) -> None:
        """The outbox changed: show it, wake the poster, tell what got stuck."""
        self._settle_answers()
        self._desk.lay_over()
        self.nudge()
        stuck = [one for one in self._outbox.waiting if one.stage is Stage.STUCK]
        for one in stuck:
            if self._heard.get(one.id) is not Stage.STUCK:
                self._say(f"Not sent: {one.why} It waits for you; try again, or take it back.")
        self._heard = {one.id: one.stage for one in self._outbox.waiting}
        self._moved.set()
        self._moved = asyncio.Event()

    def _settle_answers(self) -> None:
        """Settle the answers that the log holds already; looked for when either the log or the outbox went on."""
        early = [one for one in self._outbox.waiting if one.id not in self._settling and self._came_back(one)]
        if early:
            ids = frozenset(one.id for one in early)
            self._settling |= ids
            self._note_ends(early, Batch())
            task = asyncio.create_task(self._settle_early(ids), name="settle what came back early")
            self._finishing.add(task)
            task.add_done_callback(self._finishing.discard)

    def _came_back(self, one: Pending) -> bool:
        """Whether the log holds an answer already: Slack may push a message before it says that it took it.

        An event that is pushed early is known by its id; a reply has none, and only now is known where it stands.
        """
        if one.stage is not Stage.SENT or one.position is None or not isinstance(one.event, Answer):
            return False
        ask = self._desk.confirmed(Subject(Kind.ASK, place_key(one.event.ask)))
        mine = (self._desk.me, one.position.at)
        return isinstance(ask, Ask) and any((answer.by, answer.at) == mine for answer in ask.answers)

    async def _settle_early(self, ids: frozenset[str]) -> None:
        try:
            with suppress(Fault):  # the outbox has told it; once the channel is read past it, it is settled too
                await self._outbox.settle(ids)
        finally:
            self._settling -= ids


def new_id() -> str:
    """A UUID of version 7 (RFC 9562): the milliseconds since 1970, then chance."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(UUID(int=value))


def held_until(pending: Pending, now: datetime) -> float:
    """The seconds for which an action can still be undone without a trace."""
    return max(0.0, (pending.hold_until - now).total_seconds()) if pending.hold_until else 0.0
