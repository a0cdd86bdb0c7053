"""What is kept, looked through from the newest back: by words, person, moment, and what it is about."""

import heapq
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

import msgspec

from console.domain.messages import Position, micros, moment
from console.domain.subjects import Kind, Subject
from console.store.cipher import Connection
from console.store.places import Places, at_of, by_time, first, from_time, last
from console.store.schema import CHANNELS_AT_MOST
from console.store.search import query_of

_FEW: Final = 5_000  # entries of some kinds up to which it is quicker to begin with them than with the words
_CHANNELS: Final = range(CHANNELS_AT_MOST)
_END: Final = (1 << 63) - 1  # SQLite's greatest number


class Wanted(msgspec.Struct, frozen=True):
    """What is looked for: all of what is set, in ``since <= at < until``.

    ``by`` is a person's id. ``about`` are things of which one must be touched; ``kinds`` may only say of what kinds
    it is at most: whoever asks looks at each. ``proven`` leaves out what no digest counts.
    """

    words: str = ""
    by: str = ""
    about: tuple[Subject, ...] | None = None
    kinds: tuple[Kind, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    proven: bool = False


class Edge(msgspec.Struct, frozen=True):
    """The numbers of what was found, the newest first, and before which position to go on; None at the end."""

    ids: list[int]
    next: Position | None


def look(connection: Connection, wanted: Wanted, before: Position | None, most: int) -> Edge:
    """The newest that is wanted (before a position), ``most`` candidates at most, of which some may not fit."""
    places = Places(connection)
    ids, more = _candidates(connection, places, wanted, before, most)
    ids.sort(key=places.position, reverse=True)
    return Edge([id for id in ids if _fits(connection, wanted, id)], places.position(ids[-1]) if more and ids else None)


def _candidates(
    connection: Connection, places: Places, wanted: Wanted, before: Position | None, most: int
) -> tuple[list[int], bool]:
    """The numbers of what may be wanted, and whether there may be more."""
    among = _among(connection, wanted)
    if among is None and not wanted.words:
        ids = latest(connection, places, wanted, before, most)
        return ids, len(ids) == most
    if among is None:
        return _worded(connection, places, wanted, before, most)
    low, high = _period(wanted)
    standing = [id for id in among if low <= at_of(id) < high]
    if before is not None:
        standing = [id for id in standing if places.position(id) < before]
    if wanted.words:
        worded = set(_rowids(connection, wanted, None, -1))
        standing = [id for id in standing if by_time(id) in worded]
    ids = heapq.nlargest(most, standing, key=places.position)
    return ids, len(standing) > most


def _among(connection: Connection, wanted: Wanted) -> set[int] | None:
    """The numbers of all that touches what is asked for; None where that is no help."""
    if wanted.about is not None:
        asked = "SELECT message FROM touches WHERE kind = ? AND key = ?"
        return {id for subject in wanted.about for (id,) in connection.execute(asked, subject)}
    if not wanted.kinds:
        return None
    found: set[int] = set()
    for kind in wanted.kinds:
        rows = connection.execute("SELECT message FROM touches WHERE kind = ? LIMIT ?", (kind, _FEW))
        found.update(id for (id,) in rows)
        if len(found) >= _FEW:
            return None
    return found


def _period(wanted: Wanted) -> tuple[int, int]:
    """The microseconds from which and before which it stands."""
    return (
        micros(wanted.since) if wanted.since is not None else 0,
        micros(wanted.until) if wanted.until is not None else _END,
    )


def _rowids(connection: Connection, wanted: Wanted, before: int | None, most: int) -> Iterable[int]:
    """The numbers in the index of words, up to and with a microsecond; ``most`` below 0 means all."""
    query = query_of(wanted.words)
    if not query:
        return []
    low, high = _period(wanted)
    high = high if before is None else min(high, before + 1)
    rows = connection.execute(
        "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        (query, by_time(low), min(high * CHANNELS_AT_MOST, _END), most),
    )
    return [turned for (turned,) in rows]


def _worded(
    connection: Connection, places: Places, wanted: Wanted, before: Position | None, most: int
) -> tuple[list[int], bool]:
    """The newest with the words; what stands at one microsecond in several channels stays together."""
    room = most + len(_CHANNELS)
    ids = [from_time(one) for one in _rowids(connection, wanted, None if before is None else micros(before.at), room)]
    more = len(ids) == room
    if more:
        edge = at_of(ids[-1])
        ids = [id for id in ids if at_of(id) != edge]
    if before is not None:
        ids = [id for id in ids if places.position(id) < before]
    return heapq.nlargest(most, ids, key=places.position), more or len(ids) > most


def latest(connection: Connection, places: Places, wanted: Wanted, before: Position | None, most: int) -> list[int]:
    """The numbers of the newest within a period (before a position), the newest first."""
    low, high = _period(wanted)
    if before is None or micros(before.at) >= high:
        before = Position(moment(high), "") if wanted.until is not None else None
    streams = []
    for channel in places:
        number = places.give(channel)
        top = last(number) if before is None else places.edge(number, before)
        rows = connection.execute(
            "SELECT id FROM messages WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?",
            (first(number, low), top, most),
        )
        streams.append(map(_number, rows))
    return list(islice(heapq.merge(*streams, key=places.position, reverse=True), most))


def _number(row: tuple[int]) -> int:
    return row[0]


def _fits(connection: Connection, wanted: Wanted, id: int) -> bool:
    """What only the message itself says."""
    if not wanted.by and not wanted.proven:
        return True
    row = connection.execute("SELECT author, sum IS NOT NULL FROM messages WHERE id = ?", (id,)).fetchone()
    return row is not None and (not wanted.by or row[0] == wanted.by) and (not wanted.proven or bool(row[1]))
