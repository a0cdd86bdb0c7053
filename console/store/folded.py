"""Folded rows in the table: how a row is written down, found again, and known to be open."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.decisions import Decisions
from console.domain.handovers import Handover
from console.domain.ledger import ROWS, Edge, Folded, Row
from console.domain.messages import Position, micros
from console.domain.people import People
from console.domain.posts import Post
from console.domain.proposals import Proposal
from console.domain.roster import Shift
from console.domain.routines import Routine
from console.domain.rules import Notice, Rule
from console.domain.staffing import Staffing
from console.domain.subjects import Kind, Subject
from console.domain.swaps import Swap
from console.domain.tasks import Task
from console.domain.templates import Template
from console.domain.words import Risk
from console.store import many
from console.store.cipher import Connection
from console.store.places import Places

REMEMBERED_AT_MOST: Final = 2_048

_encoder = msgspec.msgpack.Encoder()
_decoders: Final[dict[Kind, Any]] = {}
_RANKS: Final = {risk: number for number, risk in enumerate(Risk)}


def _decoder(kind: Kind) -> Any:
    """Made when first needed: all of them together would take a tenth of the time to the first paint."""
    found = _decoders.get(kind)
    if found is None:
        row: Any = ROWS[kind] | None
        shape: Any = tuple[row, Position, tuple[Position, ...]]
        found = _decoders[kind] = msgspec.msgpack.Decoder(shape)
    return found


def written(folded: Folded) -> bytes:
    """A folded subject as it is kept."""
    return _encoder.encode((folded.row, folded.last, folded.not_entitled))


def read(kind: Kind, record: bytes) -> Folded:
    """A folded subject from what was kept."""
    row, last, not_entitled = _decoder(kind).decode(record)
    return Folded(row, last, not_entitled)


def standing(row: Row | None) -> tuple[bool, int, int]:  # noqa: C901 -- one arm for each of the closed set
    """Whether a row is open, its rank among the open ones, and the moment (microseconds) that orders it.

    What is over has the moment when that was; a shift is never open and has the moment of its end.
    """
    match row:
        case Chat():
            over = row.closed_at or row.ended_at
            return over is None, _RANKS[row.risk], micros(over or row.since)
        case Ask():
            answered = row.answered_at
            return answered is None, 0, micros(answered or row.at)
        case Task():
            return row.done_at is None, 0, micros(row.done_at or row.at)
        case Post():
            return row.over_at is None, 0, micros(row.over_at or row.since)
        case Case():
            return row.closed_at is None, _RANKS[row.risk], micros(row.closed_at or row.at)
        case Handover():
            return False, 0, micros(row.at if row.signature is None else row.signature.at)
        case Proposal():
            return row.settled_at is None, 0, micros(row.settled_at or row.at)
        case Swap():
            return row.settled_at is None, 0, micros(row.settled_at or row.at)
        case Shift():
            return False, 0, micros(row.ends)
        case Notice():
            return bool(row.text), 0, micros(row.at)  # a purged one has nothing more to say
        case Rule() | People() | Decisions() | Routine() | Staffing() | Template():
            return True, 0, 0
        case None:  # pragma: no branch - the type checker proves that nothing is left
            return False, 0, 0


class Memory:
    """The subjects folded last, so that a busy one is not read from the file for each batch.

    Belongs to the writing thread. What a failed transaction put here must be forgotten.
    """

    def __init__(self) -> None:
        self._folded: dict[Subject, Folded | None] = {}  # None: the file has none

    def bring(self, connection: Connection, subjects: Iterable[Subject]) -> None:
        """Read what a batch will ask for, many in one question: one for each would take five times as long."""
        if len(self._folded) > REMEMBERED_AT_MOST:
            self._folded.clear()
        missing: dict[Kind, list[str]] = {}
        for subject in subjects:
            if subject not in self._folded:
                self._folded[subject] = None
                missing.setdefault(subject.kind, []).append(subject.key)
        for kind, keys in missing.items():
            found = many.rows_in(connection, "key, hex(record)", "FROM folded WHERE kind = ? AND key IN", keys, (kind,))
            for key, record in found:
                self._folded[Subject(kind, key)] = read(kind, bytes.fromhex(record))

    def get(self, connection: Connection, subject: Subject) -> Folded | None:
        """The subject as it was folded last."""
        if subject not in self._folded:
            row = connection.execute("SELECT record FROM folded WHERE kind = ? AND key = ?", subject).fetchone()
            self._folded[subject] = read(subject.kind, row[0]) if row is not None else None
        return self._folded[subject]

    def keep(self, connection: Connection, changed: Mapping[Subject, Folded | None], places: Places) -> None:
        """Write changed subjects down; None for one that nothing touches any more."""
        afresh: list[Subject] = []
        refused: list[tuple[int, str, str]] = []
        rows = []
        for subject, folded in changed.items():
            new = subject in self._folded and self._folded[subject] is None
            before = self._folded.get(subject)
            if folded is None:
                self._folded.pop(subject, None)
                connection.execute("DELETE FROM folded WHERE kind = ? AND key = ?", subject)
                afresh.append(subject)
                continue
            self._folded[subject] = folded
            rows.append((str(subject.kind), subject.key, *standing(folded.row), written(folded)))
            known = () if before is None else before.not_entitled
            now = folded.not_entitled
            if (before is None and not new) or now[: len(known)] != known:
                afresh.append(subject)
                known = ()
            refused.extend((places.id(position), *subject) for position in now[len(known) :])
        many.insert(
            connection,
            "INSERT INTO folded (kind, key, open, rank, at, record)",
            rows,
            "ON CONFLICT (kind, key) DO UPDATE SET "
            "open = excluded.open, rank = excluded.rank, at = excluded.at, record = excluded.record",
        )
        connection.executemany("DELETE FROM not_entitled WHERE kind = ? AND key = ?", afresh)
        many.insert(connection, "INSERT OR IGNORE INTO not_entitled", refused)

    def forget(self) -> None:
        """Read everything from the file again."""
        self._folded.clear()


def open_rows(
    connection: Connection, since: datetime, kinds: Iterable[Kind] = ROWS.keys() - {Kind.CHAT}
) -> dict[Subject, Row]:
    """The rows of those kinds that are open, or were over only after ``since``; of chats none: those come in pages."""
    found: dict[Subject, Row] = {}
    for kind in kinds:
        for key, record in connection.execute(
            "SELECT key, record FROM folded WHERE open = 1 AND kind = ?1 UNION ALL "
            "SELECT key, record FROM folded WHERE open = 0 AND kind = ?1 AND at >= ?2",
            (kind, micros(since)),
        ):
            row = read(kind, record).row
            if row is not None:
                found[Subject(kind, key)] = row
    return found


def open_chats(
    connection: Connection, since: datetime, after: Edge | None, limit: int
) -> tuple[tuple[Chat, ...], Edge | None]:
    """The next chats that are open, in the queue's order, then those over only after ``since``, the oldest first."""
    found: list[tuple[int, int, int, int, bytes]] = []
    if after is None or after.open:
        start = (after.rank, after.at, after.id) if after else (-1, 0, 0)
        found += connection.execute(
            "SELECT 1, rank, at, id, record FROM folded WHERE open = 1 AND kind = 'chat' "
            "AND (rank, at, id) > (?, ?, ?) ORDER BY rank, at, id LIMIT ?",
            (*start, limit),
        )
    if len(found) < limit:
        over = (after.at, after.id) if after and not after.open else (micros(since), 0)
        found += connection.execute(
            "SELECT 0, rank, at, id, record FROM folded WHERE open = 0 AND kind = 'chat' AND (at, id) > (?, ?) "
            "ORDER BY at, id LIMIT ?",
            (*over, limit - len(found)),
        )
    rows = (read(Kind.CHAT, record).row for *_, record in found)
    edge = Edge(bool(found[-1][0]), *found[-1][1:4]) if len(found) == limit else None
    return tuple(row for row in rows if isinstance(row, Chat)), edge


def first_rows(connection: Connection, kind: Kind, limit: int) -> tuple[Row, ...]:
    """The first open rows of a kind in the queue's order, without reading the others."""
    records = connection.execute(
        "SELECT record FROM folded WHERE open = 1 AND kind = ? ORDER BY rank, at LIMIT ?", (kind, limit)
    )
    rows = (read(kind, record).row for (record,) in records)
    return tuple(row for row in rows if row is not None)


def named(connection: Connection, alias: str) -> list[Subject]:
    """The chats, posts and cases of an alias, however long they are over; every row of these kinds is looked at."""
    rows = connection.execute(
        "SELECT kind, key, record FROM folded WHERE kind IN ('chat', 'post', 'case') AND instr(record, ?)",
        (alias.encode(),),
    )
    found = ((Subject(Kind(kind), key), read(Kind(kind), record).row) for kind, key, record in rows)
    return [subject for subject, row in found if isinstance(row, Chat | Post | Case) and row.alias == alias]


def row(connection: Connection, subject: Subject) -> Row | None:
    """One row, open or not."""
    found = connection.execute("SELECT record FROM folded WHERE kind = ? AND key = ?", subject).fetchone()
    return read(subject.kind, found[0]).row if found else None
