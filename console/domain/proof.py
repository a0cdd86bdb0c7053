"""The proof of a handover: whether two desks hold the same state at a moment, and where they differ if not.

A handover carries the writing desk's sums (docs/wire.md, Digest): the whole sum of each channel, and those of the
hours of the last 24. Sums add up, so the difference of an hour's two sums is that of its messages: when it is the
sum of one message, that message is known by it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from console.domain.digest import digest
from console.domain.messages import Position, micros, moment

_HOUR: Final = timedelta(hours=1) // timedelta(microseconds=1)
_TICK: Final = timedelta(microseconds=1)
_SHORT: Final = 1 << 64  # an hour's sum is told by its last 16 digits: one message in Slack has no room for more


class Summed(NamedTuple):
    """One event as the digest sees it: when it stands in its channel, and its 32 bytes."""

    at: datetime
    sum: bytes


class Held(msgspec.Struct, frozen=True):
    """What a desk holds at a moment: the digest's sum of each channel, the events of the last 24 hours, the admins."""

    at: datetime
    channels: Mapping[str, int]
    events: Mapping[str, tuple[Summed, ...]]
    admins: frozenset[str]

    @property
    def digest(self) -> str:
        """The whole digest, 64 hex digits."""
        return digest(self.channels, self.admins)


class Difference(msgspec.Struct, frozen=True):
    """Where two desks differ: a channel, and the hour that begins at ``hour`` (None: before the last 24 hours).

    ``message`` is the one message that only this desk has, where it is just that.
    """

    channel: str
    hour: datetime | None
    message: Position | None = None


class Proof(msgspec.Struct, frozen=True):
    """Whether two desks agree; None while that cannot be told yet.

    ``unread`` are channels that only one of them reads: they are named, and not compared. ``admins`` is whether both
    know the same admins and owners. ``brought`` are messages that this desk lacked, and that reading again brought.
    """

    agrees: bool | None = None
    differs: tuple[Difference, ...] = ()
    unread: tuple[str, ...] = ()
    admins: bool = True
    brought: tuple[Position, ...] = ()


# Telling


def sums_of(held: Held) -> tuple[str, ...]:
    """A desk's sums as a handover carries them: ``channel sum``, and ``channel hour sum`` (hours since 1970)."""
    whole = [f"{channel} {value:064x}" for channel, value in sorted(held.channels.items())]
    hours = sorted(_hours(held).items())
    return (*whole, *(f"{channel} {hour} {value:016x}" for (channel, hour), value in hours))


def _hours(held: Held) -> dict[tuple[str, int], int]:
    """The short sums by channel and hour; an hour without events has none."""
    found: dict[tuple[str, int], int] = {}
    for channel in held.channels:
        for one in held.events.get(channel, ()):
            key = channel, _hour(one.at)
            found[key] = (found.get(key, 0) + _short(one.sum)) % _SHORT
    return {key: value for key, value in found.items() if value}


def _hour(at: datetime) -> int:
    return micros(at) // _HOUR


def _short(sum: bytes) -> int:
    return int.from_bytes(sum[-8:], "big")


class _Told(NamedTuple):
    """The sums of another desk; a line that cannot be read is left out, and so never agrees by chance."""

    channels: dict[str, int]
    hours: dict[tuple[str, int], int]


def _told(sums: Iterable[str]) -> _Told:
    told = _Told({}, {})
    for line in sums:
        try:
            match line.split(" "):
                case [channel, value]:
                    told.channels[channel] = int(value, 16)
                case [channel, hour, value]:
                    told.hours[channel, int(hour)] = int(value, 16)
                case _:
                    continue
        except ValueError:
            continue
    return told


# Comparing


def compare(written: str, sums: Iterable[str], here: Held) -> Proof:
    """Whether this desk, as it is ``here``, holds what the desk held that wrote this digest with these sums.

    They agree exactly when the sums of all channels that both read are equal, and the digest is that of those sums
    with the admins that are known here. ``here`` must be complete up to its moment, which is the handover's.
    """
    told = _told(sums)
    both = sorted(told.channels.keys() & here.channels.keys())
    unread = tuple(sorted(told.channels.keys() ^ here.channels.keys()))
    admins = digest(told.channels, here.admins) == written
    differing = [channel for channel in both if told.channels[channel] != here.channels[channel]]
    differs = tuple(one for channel in differing for one in _in_channel(channel, told, here))
    return Proof(bool(both) and not differing and admins, differs, unread, admins)


def _in_channel(channel: str, told: _Told, here: Held) -> list[Difference]:
    mine = {hour: value for (name, hour), value in _hours(here).items() if name == channel}
    theirs = {hour: value for (name, hour), value in told.hours.items() if name == channel}
    more = {hour: mine.get(hour, 0) - theirs.get(hour, 0) for hour in sorted(mine.keys() | theirs.keys())}
    found = [_in_hour(channel, hour, short % _SHORT, here) for hour, short in more.items() if short]
    whole = here.channels[channel] - told.channels[channel]
    if (sum(more.values()) - whole) % _SHORT:  # the hours do not explain all of it
        found.insert(0, Difference(channel, None))
    return found


def _in_hour(channel: str, hour: int, more: int, here: Held) -> Difference:
    """The difference of an hour whose short sum here is so much more."""
    begins = moment(hour * _HOUR)
    for one in here.events.get(channel, ()):
        if _hour(one.at) == hour and _short(one.sum) == more:
            return Difference(channel, begins, Position(one.at, channel))
    return Difference(channel, begins)


def stretches(proof: Proof, at: datetime) -> dict[str, datetime | None]:
    """What is to be read again of each channel that differs: all after that moment; None is from its beginning."""
    found: dict[str, datetime | None] = {}
    for one in proof.differs:
        known = found.get(one.channel, at)
        found[one.channel] = None if one.hour is None or known is None else min(one.hour - _TICK, known)
    return found


def brought(proof: Proof, before: Held, now: Held) -> tuple[Position, ...]:
    """Which messages a reading anew brought into what differed: those that had been missing here, in order."""
    hours = {(one.channel, one.hour) for one in proof.differs}
    return tuple(
        sorted(
            Position(new.at, channel)
            for channel, events in now.events.items()
            for new in set(events) - set(before.events.get(channel, ()))
            if (channel, moment(_hour(new.at) * _HOUR)) in hours
        )
    )
