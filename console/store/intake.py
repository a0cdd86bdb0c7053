"""One batch on its way into the tables: what is new, what changed, what went, and what counts from now on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from console.domain.events import Said
from console.domain.ledger import Changes, Folded, Row, fold_batch
from console.domain.messages import (
    Batch,
    Entry,
    Message,
    Misplaced,
    Person,
    Position,
    Stretch,
    TooNew,
    Unreadable,
    micros,
    moment,
)
from console.domain.subjects import Subject, subjects_of
from console.store import actions, many
from console.store.cipher import Connection
from console.store.folded import Memory
from console.store.places import Places, at_of, bounds, by_time, first, last
from console.store.search import text_of
from console.store.sums import SumChanges

Read: TypeAlias = Callable[[bytes, str], Message | None]
Strip: TypeAlias = Callable[[bytes], bytes]

_FLOOR: Final = "purged_to"
_TRACES: Final = "traces"


class Content(IntEnum):
    """What a kept message means; from ``UNREADABLE`` on a person may want to look at it."""

    EVENT = 0
    PLAIN = 1
    UNREADABLE = 2
    TOO_NEW = 3
    MISPLACED = 4


class Reading(msgspec.Struct, frozen=True):
    """How kept bytes are read, and how words are taken out of them; given by whoever knows Slack."""

    read: Read
    strip: Strip

    def entry(self, raw: bytes, channel: str) -> Entry | None:
        """The entry in kept bytes, if there is one."""
        message = self.read(raw, channel)
        return message.content if message is not None and isinstance(message.content, Entry) else None


class _Kept(NamedTuple):
    """The columns of a message that decide what it does."""

    id: int
    author: str
    action: str
    kind: int
    counts: int
    sum: bytes | None
    raw: bytes


class _Work(msgspec.Struct):
    """What a batch comes to."""

    came: list[Entry] = msgspec.field(default_factory=list)
    gone: list[Entry] = msgspec.field(default_factory=list)
    touched: list[tuple[str, str, int]] = msgspec.field(default_factory=list)
    untouched: list[tuple[str, str, int]] = msgspec.field(default_factory=list)
    sums: SumChanges = msgspec.field(default_factory=SumChanges)


class Past:
    """What is kept, as the fold asks for it (the ledger's Past); on the writing thread."""

    def __init__(self, connection: Connection, reading: Reading, memory: Memory) -> None:
        self._connection = connection
        self._reading = reading
        self._memory = memory

    def folded(self, subject: Subject) -> Folded | None:
        """The subject as it was folded last."""
        return self._memory.get(self._connection, subject)

    def entries(self, subject: Subject) -> Sequence[Entry]:
        """All entries that count and touch the subject, in order."""
        rows = self._connection.execute(
            "SELECT m.id, m.raw FROM touches t JOIN messages m ON m.id = t.message WHERE t.kind = ? AND t.key = ?",
            subject,
        )
        return sorted(self._read(rows), key=lambda entry: entry.position)

    def subjects_by(self, person: str, after: Position) -> Iterable[Subject]:
        """What the person's entries from ``after`` on touch."""
        places = Places(self._connection)
        found: set[Subject] = set()
        for channel in places:
            number = places.give(channel)
            start = first(number, micros(after.at))
            rows = self._connection.execute(
                # Most role events are the newest of all, so little is read; an index would cost more with each message.
                "SELECT id, raw FROM messages WHERE id BETWEEN ? AND ? AND author = ? AND counts = 1",
                (start, last(number), person),
            )
            for entry in self._read(rows):
                found.update(subjects_of(entry))
        return found

    def _read(self, rows: Iterable[tuple[int, bytes]]) -> Iterator[Entry]:
        places = Places(self._connection)
        for id, raw in rows:
            entry = self._reading.entry(raw, places.channel(id))
            if entry is not None:
                yield entry


class Intake:
    """Takes one batch in, inside a transaction of the writing thread."""

    def __init__(self, connection: Connection, reading: Reading, memory: Memory) -> None:
        self._connection = connection
        self._reading = reading
        self._memory = memory
        self._places = Places(connection)
        self._work = _Work()
        self.earliest: Position | None = None  # before the first message that came, changed or went

    def keep(self, batch: Batch) -> Changes:
        """Keep the batch and fold it. What is kept already, and says the same, changes nothing."""
        people = self._keep_people(batch.people)
        self._keep_messages(*self._sorted_out(batch))
        self._connection.executemany(
            "INSERT INTO cursors VALUES (?, ?) ON CONFLICT (channel) DO UPDATE SET at = excluded.at",
            [(channel, micros(at)) for channel, at in batch.cursors.items()],
        )
        return Changes(self._fold(changed_people=bool(people)), people)

    def _fold(self, *, changed_people: bool) -> dict[Subject, Row | None]:
        work = self._work
        if not (work.came or work.gone or changed_people):
            return {}
        past = Past(self._connection, self._reading, self._memory)
        about = (subject for entry in (*work.came, *work.gone) for subject in subjects_of(entry))
        self._memory.bring(self._connection, about)
        changed = fold_batch(past, work.came, work.gone, admins(self._connection))
        self._memory.keep(self._connection, changed, self._places)
        return {subject: folded.row if folded else None for subject, folded in changed.items()}

    # What the batch says

    def _sorted_out(self, batch: Batch) -> tuple[dict[int, Message], set[int]]:
        """The messages that are new or changed, and the numbers of kept ones that changed or went."""
        incoming: dict[int, Message] = {}
        missing: set[int] = set()
        for stretch in batch.stretches:
            standing = {self._places.id(message.position): message for message in stretch.messages}
            missing.update(id for id in self._kept_in(stretch) if id not in standing)
            missing.difference_update(standing)
            incoming.update(standing)
        for message in batch.arrived:
            id = self._places.id(message.position)
            missing.discard(id)
            incoming[id] = message
        for position in batch.removed:
            id = self._places.id(position)
            incoming.pop(id, None)
            missing.add(id)
        kept = many.rows_in(self._connection, "id, hex(print)", "FROM messages WHERE id IN", incoming)
        prints = {id: bytes.fromhex(print) for id, print in kept}
        fresh = {id: message for id, message in incoming.items() if prints.get(id) != message.print}
        missing.intersection_update(id for (id,) in self._ask("SELECT id FROM messages WHERE id IN", missing))
        return fresh, missing | (fresh.keys() & prints.keys())

    def _kept_in(self, stretch: Stretch) -> list[int]:
        """The numbers of what is kept in the stretch."""
        number = self._places.give(stretch.channel)
        low, high = bounds(number, stretch.start, stretch.end)
        thread = None if stretch.thread is None else micros(stretch.thread)
        rest = "FROM messages WHERE id BETWEEN ? AND ? AND thread IS ?"
        return [id for (id,) in many.rows(self._connection, "id", rest, (low, high, thread))]

    # What it comes to

    def _keep_messages(self, fresh: dict[int, Message], outdated: set[int]) -> None:
        if not fresh and not outdated:
            return
        self.earliest = Position(moment(min(map(at_of, (*fresh, *outdated)))), "")
        rows = self._ask("SELECT id, author, action, kind, counts, sum, raw FROM messages WHERE id IN", outdated)
        old = {row[0]: _Kept(*row) for row in rows}
        self._remove(old)
        counting = self._repeats(fresh, old)
        self._add(fresh, counting)
        self._write()

    def _remove(self, old: dict[int, _Kept]) -> None:
        if not old:
            return
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, 1)", (_TRACES,))
        self._connection.executemany("DELETE FROM messages WHERE id = ?", [(id,) for id in old])
        self._connection.executemany("DELETE FROM words WHERE rowid = ?", [(by_time(id),) for id in old])
        actions.forget(self._connection, [(kept.action, id) for id, kept in old.items() if kept.action])
        for kept in old.values():
            if kept.counts:
                self._uncount(kept)

    def _uncount(self, kept: _Kept) -> None:
        """A kept message does nothing any more."""
        if kept.sum is not None:
            self._work.sums.take(kept.id, kept.sum)
        entry = self._reading.entry(kept.raw, self._places.channel(kept.id))
        if entry is not None:
            self._work.gone.append(entry)
            self._work.untouched.extend((*subject, kept.id) for subject in subjects_of(entry))

    def _count(self, id: int, sum: bytes | None, entry: Entry | None) -> None:
        """A message does something from now on."""
        if sum is not None:
            self._work.sums.add(id, sum)
        if entry is not None:
            self._work.came.append(entry)
            self._work.touched.extend((str(kind), key, id) for kind, key in subjects_of(entry))

    def _repeats(self, fresh: dict[int, Message], old: dict[int, _Kept]) -> set[int]:
        """Which of the fresh events count: of equal author and action id the earliest, also among what is kept."""
        groups: dict[tuple[str, str], list[int]] = {}
        for id, message in fresh.items():
            if message.sum is not None:
                groups.setdefault((message.author, message.id), []).append(id)
        for kept in old.values():
            if kept.sum is not None:
                groups.setdefault((kept.author, kept.action), [])
        others: dict[tuple[str, str], list[tuple[int, int]]] = {}
        alike = actions.holding(self._connection, (action for _, action in groups))
        for id, author, action, counts in self._ask(
            "SELECT id, author, action, counts FROM messages WHERE id IN", alike
        ):
            others.setdefault((author, action), []).append((id, counts))
        counting: set[int] = set()
        for group, ids in groups.items():
            standing = others.get(group, ())
            candidates = [*ids, *(id for id, _ in standing)]
            if not candidates:
                continue
            earliest = candidates[0] if len(candidates) == 1 else min(candidates, key=self._places.position)
            if earliest in fresh:
                counting.add(earliest)
            for id, counts in standing:
                if counts != (id == earliest):
                    self._turn(id, counts=id == earliest)
        return counting

    def _turn(self, id: int, *, counts: bool) -> None:
        """A kept copy of an event begins to count, or stops."""
        self._connection.execute("UPDATE messages SET counts = ? WHERE id = ?", (int(counts), id))
        row = self._connection.execute(
            "SELECT id, author, action, kind, counts, sum, raw FROM messages WHERE id = ?", (id,)
        ).fetchone()
        kept = _Kept(*row)
        if counts:
            self._count(id, kept.sum, self._reading.entry(kept.raw, self._places.channel(id)))
        else:
            self._uncount(kept)

    def _add(self, fresh: dict[int, Message], counting: set[int]) -> None:
        floor = purged_to(self._connection)
        rows: list[tuple[Any, ...]] = []
        words: list[tuple[int, str]] = []
        for id, message in fresh.items():
            content, raw = message.content, message.raw
            kind = kind_of(message)
            counts = kind <= Content.PLAIN if message.sum is None else id in counting
            if micros(message.position.at) < floor:
                raw = self._reading.strip(raw)
                if isinstance(content, Entry):
                    content = self._reading.entry(raw, message.position.channel)
            elif text := text_of(message):
                words.append((by_time(id), text))
            thread = None if message.thread is None else micros(message.thread)
            action = "" if message.sum is None else message.id
            rows.append((id, thread, message.author, action, int(kind), counts, message.print, message.sum, raw))
            if counts:
                self._count(id, message.sum, content if isinstance(content, Entry) else None)
        many.insert(self._connection, "INSERT INTO messages", rows)
        actions.keep(self._connection, [(row[3], row[0]) for row in rows if row[3]])
        words.sort()  # the index takes a growing number three times as fast
        many.insert(self._connection, "INSERT INTO words (rowid, text)", words)

    def _write(self) -> None:
        work = self._work
        self._connection.executemany("DELETE FROM touches WHERE kind = ? AND key = ? AND message = ?", work.untouched)
        many.insert(self._connection, "INSERT OR IGNORE INTO touches", work.touched)
        work.sums.keep(self._connection)

    def _keep_people(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """The people of whom Slack says something new."""
        latest = {person.id: person for person in people}
        known = {row[0]: row for row in self._ask("SELECT id, name, admin, bot, gone FROM people WHERE id IN", latest)}
        rows = {one.id: (one.id, one.name, int(one.admin), int(one.bot), int(one.gone)) for one in latest.values()}
        new = {id: row for id, row in rows.items() if known.get(id) != row}
        self._connection.executemany(
            "INSERT INTO people VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "name = excluded.name, admin = excluded.admin, bot = excluded.bot, gone = excluded.gone",
            new.values(),
        )
        return tuple(latest[id] for id in new)

    def _ask(self, question: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a question that ends in IN, for many values."""
        for places, chunk in many.chunks(values):
            yield from self._connection.execute(f"{question} {places}", chunk).fetchall()


def kind_of(message: Message) -> Content:
    """What the message means, as it is kept in the table."""
    match message.content:
        case Entry(event=Said()) | None:
            return Content.PLAIN
        case Entry():
            return Content.EVENT
        case Unreadable():
            return Content.UNREADABLE
        case TooNew():
            return Content.TOO_NEW
        case Misplaced():  # pragma: no branch - the type checker proves that nothing is left
            return Content.MISPLACED


def admins(connection: Connection) -> frozenset[str]:
    """The workspace's admins and owners, as Slack says now."""
    return frozenset(id for (id,) in connection.execute("SELECT id FROM people WHERE admin = 1 AND gone = 0"))


def purged_to(connection: Connection) -> int:
    """The microsecond before which no words are kept."""
    found = connection.execute("SELECT value FROM meta WHERE name = ?", (_FLOOR,)).fetchone()
    return found[0] if found else 0


def set_purged_to(connection: Connection, at: int) -> None:
    """From now on no words from before the microsecond are kept."""
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        (_FLOOR, at),
    )


def traces(connection: Connection) -> bool:
    """Whether words that were deleted or edited may still stand in the file's free pages."""
    return connection.execute("SELECT 1 FROM meta WHERE name = ?", (_TRACES,)).fetchone() is not None


def forget_traces(connection: Connection) -> None:
    """The file has been vacuumed."""
    connection.execute("DELETE FROM meta WHERE name = ?", (_TRACES,))
