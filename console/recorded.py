"""The record as a desk keeps it: a line for each event that can be proven, and where two records part."""

from collections.abc import AsyncGenerator
from datetime import datetime
from itertools import zip_longest
from typing import Final, NamedTuple

from console.domain.messages import Entry, Message, Position, TooNew
from console.domain.record import Line
from console.slack.table import PREFIX, name_of
from console.slack.wire import at_of, ts_of
from console.station import Station

AT_ONCE: Final = 2_000  # messages read in one go; a window beside reads on meanwhile


async def lines_of(
    station: Station, end: datetime | None, after: Position | None = None, *, at_once: int = AT_ONCE
) -> AsyncGenerator[Line]:
    """The events of all channels in the one order, after a position and up to a moment."""
    while page := await station.log.earliest(at_once, after):
        for message in page:
            if end is not None and message.position.at > end:
                return
            line = line_of(message)
            if line is not None:
                yield line
        after = page[-1].position


def line_of(message: Message) -> Line | None:
    """What the digest counts is in the record; nothing else can be proven."""
    event = event_of(message)
    if message.sum is None or event is None:
        return None
    return Line(ts_of(message.position.at), message.position.channel, event, message.author, message.sum.hex())


def event_of(message: Message) -> str | None:
    """The event's name as docs/wire.md lists it; None for an ordinary message and for what cannot be read."""
    match message.content:
        case Entry(event=event, id=id) if id:
            return name_of(type(event)).removeprefix(PREFIX)
        case TooNew(name=name):
            return name.removeprefix(PREFIX)
        case _:
            return None


class Difference(NamedTuple):
    """The first place at which two records part: what the file has there, and what this desk has."""

    theirs: Line | None
    ours: Line | None


def first_difference(theirs: list[Line], ours: list[Line]) -> Difference | None:
    """Where a file's lines and this desk's part; None where they are the same."""
    return next((Difference(one, other) for one, other in zip_longest(theirs, ours) if one != other), None)


def difference_in(difference: Difference, station: Station) -> str:
    """A difference in words."""
    theirs, ours = difference
    if theirs is not None and ours is not None and theirs[:3] == ours[:3]:
        return f"{_named(theirs, station)} says something else in the file."
    if ours is None or (theirs is not None and (moment_of(theirs), theirs.channel) < (moment_of(ours), ours.channel)):
        return f"the file has {_named(theirs, station)}, which this desk does not hold."
    return f"this desk holds {_named(ours, station)}, which the file does not have."


def moment_of(line: Line) -> datetime:
    """The moment of a line that is read or kept: it has one."""
    found = at_of(line.ts)
    if found is None:
        raise ValueError(line.ts)
    return found


def _named(line: Line | None, station: Station) -> str:
    if line is None:  # one of the two is always there
        raise ValueError("no line")
    return harmless(f"{line.event} at {line.ts} in {channel_name(line.channel, station)}")


def channel_name(channel: str, station: Station) -> str:
    """A channel's name, or its id where it is none of the homes."""
    home = station.homes.get(channel)
    return channel if home is None else f"#{station.settings.homes[home]}"


def harmless(text: str) -> str:
    """A text on one line of a terminal, which it cannot command."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
