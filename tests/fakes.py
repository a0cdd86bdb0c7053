"""Fakes: hand-written stand-ins that pass the same contract tests as the real thing."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from console.domain.breaks import Stint
from console.domain.ledger import Changes, Folded, fold_batch
from console.domain.messages import Batch, Entry, Message, Person, Position
from console.domain.pending import Pending, Stage
from console.domain.subjects import Subject, subjects_of
from console.store.faults import Fault


@dataclass
class FakeLog:
    """The log in memory: plain dictionaries, everything computed anew where the real one keeps an index."""

    messages: dict[Position, Message] = field(default_factory=dict)
    rows: dict[Subject, Folded] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    cursors: dict[str, object] = field(default_factory=dict)

    def append(self, batch: Batch) -> Changes:
        """Keep a batch and fold it."""
        before = {entry.position: entry for entry in self.counting()}
        for stretch in batch.stretches:
            kept = {message.position for message in stretch.messages}
            for position, message in list(self.messages.items()):
                if (
                    position.channel == stretch.channel
                    and message.thread == stretch.thread
                    and stretch.start < position.at <= stretch.end
                    and position not in kept
                ):
                    del self.messages[position]
            self._keep(stretch.messages)
        self._keep(batch.arrived)
        for position in batch.removed:
            self.messages.pop(position, None)
        self.people.update({person.id: person for person in batch.people})
        self.cursors.update(batch.cursors)
        after = {entry.position: entry for entry in self.counting()}
        came = [entry for position, entry in after.items() if before.get(position) != entry]
        gone = [entry for position, entry in before.items() if after.get(position) != entry]
        changed = fold_batch(self, came, gone, self.admins)
        for subject, folded in changed.items():
            if folded is None:
                self.rows.pop(subject, None)
            else:
                self.rows[subject] = folded
        rows = {subject: None if folded is None else folded.row for subject, folded in changed.items()}
        return Changes(rows, batch.people)

    def _keep(self, messages: Iterable[Message]) -> None:
        for message in messages:
            known = self.messages.get(message.position)
            if known is None or known.print != message.print:
                self.messages[message.position] = message

    @property
    def admins(self) -> frozenset[str]:
        """The admins and owners as Slack says now."""
        return frozenset(person.id for person in self.people.values() if person.admin and not person.gone)

    def counting(self) -> list[Entry]:
        """All entries that count, in order: of repeats only the earliest."""
        seen: set[tuple[str, str]] = set()
        counting = []
        for position in sorted(self.messages):
            message = self.messages[position]
            if message.id:
                if (message.author, message.id) in seen:
                    continue
                seen.add((message.author, message.id))
            if isinstance(message.content, Entry):
                counting.append(message.content)
        return counting

    def folded(self, subject: Subject) -> Folded | None:
        """Past: the subject as it was folded last."""
        return self.rows.get(subject)

    def entries(self, subject: Subject) -> Sequence[Entry]:
        """Past: all entries that touch the subject, in order."""
        return [entry for entry in self.counting() if subject in subjects_of(entry)]

    def subjects_by(self, person: str, after: Position) -> Iterable[Subject]:
        """Past: what the person's entries touch."""
        return {
            subject
            for entry in self.counting()
            if entry.author == person and entry.position >= after
            for subject in subjects_of(entry)
        }


class FakeStints:
    """What is kept of a person's shift, in memory."""

    def __init__(self) -> None:
        self.kept: Stint | None = None

    async def keep(self, stint: Stint) -> None:
        """Keep a stint, and forget the one before."""
        self.kept = stint

    async def get(self) -> Stint | None:
        """The stint that was kept last."""
        return self.kept


class FakeOutbox:
    """The outbox in memory, on a disk that may be slow (``disk``) or broken (``fault``)."""

    def __init__(self) -> None:
        self.waiting: tuple[Pending, ...] = ()
        self.changed: Callable[[], None] = lambda: None
        self.metadata_refused = False
        self.disk = asyncio.Event()
        self.disk.set()
        self.fault: Fault | None = None
        self.number = 0

    async def open(self) -> None:
        """What was on its way may be in Slack."""
        self.waiting = tuple(
            replace(one, stage=Stage.UNKNOWN) if one.stage is Stage.SENDING else one for one in self.waiting
        )
        self.changed()

    async def put(
        self, pending: Pending, *, instead_of: Iterable[str] = (), draft: tuple[str, str] | None = None
    ) -> Pending:
        """Keep an action, once; drafts are not kept here."""
        del draft
        await self._written()
        for one in self.waiting:
            if one.id == pending.id:
                return one
        self.number += 1
        kept, needless = replace(pending, number=self.number), set(instead_of)
        left = (one for one in self.waiting if one.id not in needless or not one.can_be_taken_back)
        self._now((*left, kept))
        return kept

    async def change(self, pending: Pending, was: Stage) -> bool:
        """Write down how far an action has come."""
        await self._written()
        there = any(one.id == pending.id and one.stage is was for one in self.waiting)
        if there:
            self._now(tuple(pending if one.id == pending.id else one for one in self.waiting))
        return there

    async def take_back(self, id: str) -> bool:
        """Undo an action that is surely not in Slack."""
        await self._written()
        left = tuple(one for one in self.waiting if one.id != id or not one.can_be_taken_back)
        gone = left != self.waiting
        if gone:
            self._now(left)
        return gone

    async def try_again(self, id: str) -> bool:
        """Let a stuck action go out again."""
        stuck = next((one for one in self.waiting if one.id == id and one.stage is Stage.STUCK), None)
        return stuck is not None and await self.change(replace(stuck, stage=Stage.PENDING, why=""), Stage.STUCK)

    async def settle(self, ids: Iterable[str]) -> None:
        """Forget actions."""
        over = set(ids) & {one.id for one in self.waiting}
        if over:
            await self._written()
            self._now(tuple(one for one in self.waiting if one.id not in over))
            await asyncio.sleep(0)  # whoever was told may look before this returns

    async def refuse_metadata(self) -> None:
        """Remember that Slack takes no metadata."""
        self.metadata_refused = True

    def _now(self, waiting: tuple[Pending, ...]) -> None:
        self.waiting = waiting
        self.changed()

    async def _written(self) -> None:
        await self.disk.wait()
        if self.fault is not None:
            raise self.fault
