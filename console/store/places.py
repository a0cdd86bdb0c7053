"""Where a message stands in the table: its number holds its channel and its microsecond."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from console.domain.messages import Position, micros, moment
from console.store.cipher import Connection
from console.store.schema import CHANNEL_SHIFT, CHANNELS_AT_MOST

HOUR: Final = 3_600_000_000  # microseconds
_AT: Final = (1 << CHANNEL_SHIFT) - 1
_CHANNEL_BITS: Final = (CHANNELS_AT_MOST - 1).bit_length()
_NO_SUM: Final = bytes(32)


class Places:
    """The channels' numbers in one cache, read once and added to when a message of a new channel is kept.

    Made anew for each piece of work on a connection: a number given in a transaction that failed was never given.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        found = connection.execute("SELECT channel, number FROM channels ORDER BY channel").fetchall()
        self._numbers: dict[str, int] = dict(found)
        self._channels: dict[int, str] = {number: channel for channel, number in found}

    def __iter__(self) -> Iterator[str]:
        """The channels of which something was kept."""
        return iter(self._numbers)

    def number(self, channel: str) -> int | None:
        """The channel's number; None when nothing of it was ever kept."""
        return self._numbers.get(channel)

    def give(self, channel: str) -> int:
        """The channel's number, a new one if need be."""
        number = self._numbers.get(channel)
        if number is None:
            number = len(self._numbers)
            if number >= CHANNELS_AT_MOST:
                raise RuntimeError(f"a cache holds at most {CHANNELS_AT_MOST} channels")
            self._connection.execute("INSERT INTO channels VALUES (?, ?, ?)", (number, channel, _NO_SUM))
            self._numbers[channel] = number
            self._channels[number] = channel
        return number

    def id(self, position: Position) -> int:
        """The number of the message at a position."""
        return self.give(position.channel) << CHANNEL_SHIFT | min(max(micros(position.at), 0), _AT)

    def edge(self, number: int, before: Position) -> int:
        """The greatest number a message of the channel can have that stands before the position."""
        same_moment = self._channels[number] < before.channel
        return first(number, micros(before.at)) - (not same_moment)

    def position(self, id: int) -> Position:
        """Where the message with the number stands."""
        return Position(moment(id & _AT), self._channels[id >> CHANNEL_SHIFT])

    def channel(self, id: int) -> str:
        """The channel of the message with the number."""
        return self._channels[id >> CHANNEL_SHIFT]


def first(number: int, at: int = 0) -> int:
    """The smallest number a message of the channel can have from a microsecond on."""
    return number << CHANNEL_SHIFT | min(max(at, 0), _AT)


def last(number: int) -> int:
    """The greatest number a message of the channel can have."""
    return number << CHANNEL_SHIFT | _AT


def bounds(number: int, start: datetime, end: datetime) -> tuple[int, int]:
    """The smallest and the greatest number in ``start < at <= end``."""
    return first(number, micros(start) + 1), first(number, micros(end))


def by_time(id: int) -> int:
    """The same number turned so that it orders by moment first; the index of words has these."""
    return (id & _AT) << _CHANNEL_BITS | id >> CHANNEL_SHIFT


def from_time(turned: int) -> int:
    """The number of a message from its number in the index of words."""
    return (turned & CHANNELS_AT_MOST - 1) << CHANNEL_SHIFT | turned >> _CHANNEL_BITS


def at_of(id: int) -> int:
    """The microsecond (since 1970) at which the message with the number stands."""
    return id & _AT


def hour(id: int) -> int:
    """The hour (since 1970) in which the message with the number stands."""
    return (id & _AT) // HOUR
