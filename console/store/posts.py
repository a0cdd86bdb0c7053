"""Posts as the log has them: what was submitted and decided of them since a moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from console.domain.messages import Entry, micros
from console.domain.subjects import Kind
from console.store.cipher import Connection
from console.store.intake import Reading
from console.store.places import Places, first, last

AT_ONCE: Final = 500  # messages; some milliseconds


def since(connection: Connection, moment: datetime) -> list[int]:
    """The numbers of the messages about posts from the moment on."""
    places = Places(connection)
    found: list[int] = []
    for channel in places:
        number = places.give(channel)
        bounds = (Kind.POST, first(number, micros(moment)), last(number))
        rows = connection.execute("SELECT message FROM touches WHERE kind = ? AND message BETWEEN ? AND ?", bounds)
        found.extend(id for (id,) in rows)
    return found


def entries(connection: Connection, reading: Reading, ids: Sequence[int]) -> list[Entry]:
    """What the messages of these numbers say."""
    places = Places(connection)
    found: list[Entry] = []
    for id in ids:
        row = connection.execute("SELECT raw FROM messages WHERE id = ?", (id,)).fetchone()
        entry = None if row is None else reading.entry(row[0], places.channel(id))
        found += [] if entry is None else [entry]
    return found
