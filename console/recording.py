"""This desk's record: its lines in order, their chain, and another record held against it."""

import asyncio
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from contextlib import aclosing, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import msgspec

from console.domain.messages import Message, Position
from console.domain.record import BEGINNING, Line, Linked, broken, linked
from console.recorded import difference_in, first_difference, line_of, lines_of, moment_of
from console.slack.wire import at_of
from console.station import Station

_AT_ONCE: Final = 2_000  # messages read in one go; a window beside reads on meanwhile
_IN_TURNS: Final = 500  # messages that are linked in one go, which takes the window's thread some 3 ms
_APART: Final = 64  # lines between two marks of a chain

Progress: TypeAlias = Callable[[float], None]


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event of the record as a JSON line; ``before`` is the hash of the line before, in an extract alone."""

    ts: str
    channel: str
    event: str
    person: str
    content: str
    hash: str
    before: str = ""


class Unusable(Exception):
    """A file that is no record, or cannot be written; the text is a sentence that says why."""


# Lines


def written(one: Linked) -> str:
    """A line of a record's file."""
    return msgspec.json.encode(Written(*one.line, one.hash, one.before)).decode()


# The chain


class Link(NamedTuple):
    """Where a line stands in the whole record: its number from 1, its hash, and the hash of the line before it."""

    number: int
    hash: str
    before: str


class _Mark(NamedTuple):
    """A place of the chain from which it can be gone on from."""

    position: Position | None
    number: int
    hash: str


_FIRST: Final = _Mark(None, 0, BEGINNING)


class Chain:
    """The hashes of this desk's record, found once and gone on from; what comes late lets go of those after it.

    Only every 64th hash is held in memory: any other is found from the one before it.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self._marks = [_FIRST]
        self._last = _FIRST
        self._busy = asyncio.Lock()
        self.cuts = 0  # how often it was let go of: while that is the same, no hash that was found became another

    @property
    def last(self) -> Link | None:
        """The last line that was linked; None before there is one. ``before`` is not said."""
        return Link(self._last.number, self._last.hash, "") if self._last.number else None

    async def go_on(self, progress: Progress = lambda _done: None) -> None:
        """Link everything up to where the desk is complete; ``progress`` hears what share of the time is done."""
        async with self._busy:
            self._let_go()
            end = self._station.desk.connection.complete_to
            start: datetime | None = None
            while page := await self._station.log.earliest(_IN_TURNS, self._last.position):
                if self._let_go(page[-1].position):
                    continue
                start = start or page[0].position.at
                if not self._take(page, end):
                    break
                if end is not None and end > start:
                    progress(min(1.0, (page[-1].position.at - start) / (end - start)))

    async def links(self, positions: Iterable[Position]) -> Mapping[Position, Link]:
        """The links of some lines; what is not linked yet, or is no line, has none."""
        asked = sorted(positions)
        async with self._busy:
            while True:
                self._let_go()
                linked_to = self._last.position
                standing = [] if linked_to is None else [one for one in asked if one <= linked_to]
                found = await self._found(standing)
                if not self._let_go(standing[-1] if standing else None):
                    return found

    async def _found(self, asked: list[Position]) -> dict[Position, Link]:
        found: dict[Position, Link] = {}
        wanted = frozenset(asked)
        for one in asked:
            if one not in found:
                mark = self._marks[bisect_left(self._marks, one, lo=1, key=_position_of) - 1]
                walked = await self._walk(mark, one)
                found |= {position: link for position, link in walked.items() if position in wanted}
        return found

    async def _walk(self, mark: _Mark, to: Position) -> dict[Position, Link]:
        """The links from a mark on, until a position is reached."""
        found: dict[Position, Link] = {}
        after = mark.position
        while page := await self._station.log.earliest(_APART, after):
            for message in page:
                line = line_of(message)
                if line is not None:
                    link = next(linked((line,), mark.hash))
                    found[message.position] = Link(mark.number + 1, link.hash, mark.hash)
                    mark = _Mark(message.position, mark.number + 1, link.hash)
            after = page[-1].position
            if after >= to:
                break
        return found

    def _take(self, page: tuple[Message, ...], end: datetime | None) -> bool:
        """Link a page; whether there may be more."""
        for message in page:
            if end is not None and message.position.at > end:
                return False
            line = line_of(message)
            number, hash = self._last.number, self._last.hash
            if line is not None:
                number, hash = number + 1, next(linked((line,), hash)).hash
            self._last = _Mark(message.position, number, hash)
            if line is not None and number % _APART == 0:
                self._marks.append(self._last)
        return True

    def _let_go(self, seen: Position | None = None) -> bool:
        """Forget what no longer follows from what is kept; whether that is so of anything that was read up to there."""
        touched, last = self._station.log.touched(), self._last.position
        if touched is None:
            return False
        if last is not None and touched <= last:
            del self._marks[bisect_left(self._marks, touched, lo=1, key=_position_of) :]
            self._last = self._marks[-1]
            self.cuts += 1
            return True
        return seen is not None and touched <= seen


def _position_of(mark: _Mark) -> Position:
    if mark.position is None:  # the first one alone, which is never looked at
        raise ValueError(mark)
    return mark.position


# Files


def read(file: Path) -> list[Linked]:
    """The lines of a file. Raises Unusable."""
    kept: list[Linked] = []
    try:
        for number, raw in enumerate(file.read_bytes().splitlines(), 1):
            one = msgspec.json.decode(raw, type=Written)
            if at_of(one.ts) is None:
                raise Unusable(f"{file}: line {number} has no moment of Slack's.")
            kept.append(Linked(Line(one.ts, one.channel, one.event, one.person, one.content), one.hash, one.before))
    except OSError as error:
        raise Unusable(f"{file} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unusable(f"{file}: line {len(kept) + 1} is none of a record.") from None
    if not kept:
        raise Unusable(f"{file} is empty.")
    return kept


class Checked(msgspec.Struct, frozen=True):
    """What checking a record came to: whether it holds, and sentences."""

    holds: bool
    told: tuple[str, ...]


def whole(kept: list[Linked], file: Path) -> Checked:
    """Whether each line of a file follows from those before it."""
    number = broken(kept)
    if number is not None:
        said = f"{file}: line {number} does not follow from the lines before it. The file was changed there."
        return Checked(False, (said,))
    if extract(kept):
        return Checked(True, (f"{file}: an extract of {count(len(kept))}, and each says what it follows from.",))
    return Checked(True, (f"{file}: {count(len(kept))}, and each follows from the one before it.",))


def extract(kept: list[Linked]) -> bool:
    """Whether it is not a whole record."""
    return any(one.before for one in kept)


async def compared(station: Station, kept: list[Linked]) -> Checked:
    """Hold a record against this desk's, as far as both go; only the channels that both have are compared."""
    end = station.desk.connection.complete_to
    channels = {one.line.channel for one in kept}
    theirs = [one.line for one in kept if end is None or moment_of(one.line) <= end]
    ours: list[Line] = []
    missing, last = 0, moment_of(kept[-1].line)
    some = {(line.ts, line.channel) for line in theirs} if extract(kept) else None
    async with aclosing(lines_of(station, end)) as standing:
        async for line in standing:
            if moment_of(line) > last:
                break
            if some is not None and (line.ts, line.channel) not in some:
                continue
            if line.channel in channels:
                ours.append(line)
            else:
                missing += 1
    difference = first_difference(theirs, ours)
    if difference is not None:
        return Checked(False, (f"This desk differs: {difference_in(difference, station)}",))
    told = [f"This desk holds the same: {count(len(theirs))} compared."]
    if len(theirs) < len(kept):
        told.append(f"{count(len(kept) - len(theirs))} later than this desk is complete, and not compared.")
    if missing:
        told.append(f"{count(missing)} of channels that the file does not have, and not compared.")
    return Checked(True, tuple(told))


async def save(
    station: Station, file: Path, keys: frozenset[tuple[str, str]] | None, progress: Progress = lambda _done: None
) -> int:
    """Write the record as JSON lines, whole or not at all; how many lines.

    ``keys`` (``ts`` and channel) are the lines of an extract; None means all. Raises Unusable.
    """
    beside = file.with_name(f"{file.name}.part")
    try:
        number = await _write(station, beside, keys, progress)
        await asyncio.to_thread(os.replace, beside, file)
    except OSError as error:
        raise Unusable(f"The record could not be saved: {error.strerror}.") from None
    finally:
        with suppress(OSError):
            await asyncio.to_thread(beside.unlink, missing_ok=True)
    return number


async def _write(station: Station, file: Path, keys: frozenset[tuple[str, str]] | None, progress: Progress) -> int:
    end, before, number = station.desk.connection.complete_to, BEGINNING, 0
    start: datetime | None = None
    waiting: list[str] = []
    out = await asyncio.to_thread(file.open, "w", encoding="utf-8", newline="\n")
    try:
        async with aclosing(lines_of(station, end)) as standing:
            async for line in standing:
                one = next(linked((line,), before))
                if keys is None or (line.ts, line.channel) in keys:
                    waiting.append(written(one if keys is None else one._replace(before=before)) + "\n")
                before = one.hash
                if len(waiting) == _AT_ONCE:
                    number += await _put(out.write, waiting)
                    start = start or moment_of(line)
                    if end is not None and end > start:
                        progress(min(1.0, (moment_of(line) - start) / (end - start)))
        return number + await _put(out.write, waiting)
    finally:
        await asyncio.to_thread(out.close)


async def _put(write: Callable[[str], object], waiting: list[str]) -> int:
    count = len(waiting)
    await asyncio.to_thread(write, "".join(waiting))
    waiting.clear()
    return count


def count(number: int) -> str:
    """So many entries."""
    return "1 entry" if number == 1 else f"{number:,} entries"
