"""Fakes: hand-written stand-ins that pass the same contract tests as the real thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from console.domain.ledger import Changes, Folded, Subject, fold_batch, subjects_of
from console.domain.messages import Batch, Entry, Message, Person, Position


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
