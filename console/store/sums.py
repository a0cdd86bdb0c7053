"""Sums of the digest, by channel and hour, so that their cost does not grow with history (docs/wire.md, Digest)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from console.domain.digest import TRAILING, WHOLE, added, subtracted
from console.domain.messages import micros
from console.domain.proof import Summed
from console.domain.words import Home
from console.store.cipher import Connection
from console.store.places import HOUR, Places, bounds, first, hour
from console.store.schema import CHANNEL_SHIFT

_MODULUS: Final = 1 << 256


class SumChanges:
    """What one batch adds to the sums and takes from them; written at once."""

    def __init__(self) -> None:
        self._changes: dict[tuple[int, int], int] = {}

    def add(self, id: int, sum: bytes) -> None:
        """An event counts from now on."""
        key = (id >> CHANNEL_SHIFT, hour(id))
        self._changes[key] = self._changes.get(key, 0) + int.from_bytes(sum, "big")

    def take(self, id: int, sum: bytes) -> None:
        """An event counts no more."""
        key = (id >> CHANNEL_SHIFT, hour(id))
        self._changes[key] = self._changes.get(key, 0) - int.from_bytes(sum, "big")

    def keep(self, connection: Connection) -> None:
        """Write the changed sums down."""
        channels: dict[int, int] = {}
        for (number, in_hour), change in self._changes.items():
            found = connection.execute(
                "SELECT sum FROM sums WHERE channel = ? AND hour = ?", (number, in_hour)
            ).fetchone()
            new = (int.from_bytes(found[0], "big") if found else 0) + change
            connection.execute(
                "INSERT INTO sums VALUES (?, ?, ?) ON CONFLICT (channel, hour) DO UPDATE SET sum = excluded.sum",
                (number, in_hour, _bytes(new)),
            )
            channels[number] = channels.get(number, 0) + change
        for number, change in channels.items():
            found = connection.execute("SELECT sum FROM channels WHERE number = ?", (number,)).fetchone()
            new = int.from_bytes(found[0], "big") + change
            connection.execute("UPDATE channels SET sum = ? WHERE number = ?", (_bytes(new), number))


def _bytes(value: int) -> bytes:
    return (value % _MODULUS).to_bytes(32, "big")


def sums_at(connection: Connection, homes: Mapping[str, Home], at: datetime) -> dict[str, int]:
    """The digest's sum of each home channel at a moment."""
    places = Places(connection)
    found = {}
    for channel, home in homes.items():
        number = places.number(channel)
        if number is None:
            found[channel] = 0
        elif home in WHOLE:
            found[channel] = _whole(connection, number, at)
        else:
            found[channel] = _stretch(connection, number, at - TRAILING, at)
    return found


def _whole(connection: Connection, number: int, at: datetime) -> int:
    """Everything in the channel up to the moment: the channel's sum without what came after."""
    total = int.from_bytes(connection.execute("SELECT sum FROM channels WHERE number = ?", (number,)).fetchone()[0])
    in_hour = micros(at) // HOUR
    later = _hours(connection, number, in_hour + 1, 1 << 62)
    edge = _events(connection, first(number, micros(at) + 1), first(number, (in_hour + 1) * HOUR - 1))
    return subtracted(total, (*later, *edge))


def _stretch(connection: Connection, number: int, start: datetime, end: datetime) -> int:
    """Everything in ``start < at <= end``: the whole hours between, and the events at both edges."""
    low, high = bounds(number, start, end)
    first_hour, last_hour = hour(low) + 1, hour(high)
    if first_hour >= last_hour:
        return added(_events(connection, low, high))
    return added(
        (
            *_events(connection, low, first(number, first_hour * HOUR - 1)),
            *_hours(connection, number, first_hour, last_hour),
            *_events(connection, first(number, last_hour * HOUR), high),
        )
    )


def _events(connection: Connection, low: int, high: int) -> Iterable[bytes]:
    rows = connection.execute(
        "SELECT sum FROM messages WHERE id BETWEEN ? AND ? AND counts = 1 AND sum IS NOT NULL", (low, high)
    )
    return [sum for (sum,) in rows]


def _hours(connection: Connection, number: int, start: int, end: int) -> Iterable[bytes]:
    rows = connection.execute("SELECT sum FROM sums WHERE channel = ? AND hour >= ? AND hour < ?", (number, start, end))
    return [sum for (sum,) in rows]


def events_at(connection: Connection, homes: Mapping[str, Home], at: datetime) -> dict[str, tuple[Summed, ...]]:
    """The events of the last 24 hours before a moment, as the digest sees them, by channel."""
    places = Places(connection)
    found: dict[str, tuple[Summed, ...]] = {}
    for channel in homes:
        number = places.number(channel)
        if number is not None:
            low, high = bounds(number, at - TRAILING, at)
            rows = connection.execute(
                "SELECT id, sum FROM messages WHERE id BETWEEN ? AND ? AND counts = 1 AND sum IS NOT NULL", (low, high)
            )
            found[channel] = tuple(Summed(places.position(id).at, sum) for id, sum in rows)
    return found


def hourly(connection: Connection, channel: str, start: datetime, end: datetime) -> dict[int, int]:
    """The channel's sums by hour (since 1970) that begin in ``start <= hour < end``, without those that are 0."""
    number = Places(connection).number(channel)
    if number is None:
        return {}
    rows = connection.execute(
        "SELECT hour, sum FROM sums WHERE channel = ? AND hour >= ? AND hour < ? AND sum <> zeroblob(32)",
        (number, -(-micros(start) // HOUR), -(-micros(end) // HOUR)),
    )
    return {in_hour: int.from_bytes(sum, "big") for in_hour, sum in rows}
