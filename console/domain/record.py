"""The record: every event in the order of the log, each with the hash of the one before it."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

BEGINNING: Final = "0" * 64


class Line(NamedTuple):
    """One event as the record names it, without anybody's words.

    ``ts`` is Slack's, ``channel`` and ``person`` are ids, ``content`` is the event's hash in the digest (64 hex
    digits; docs/wire.md, Digest), so that the words are proven without being shown.
    """

    ts: str
    channel: str
    event: str
    person: str
    content: str


class Linked(NamedTuple):
    """A line with its hash, which holds the hash of the line before it.

    In an extract the line before may be missing: there ``before`` is its hash; empty in a whole record.
    """

    line: Line
    hash: str
    before: str = ""


def linked(lines: Iterable[Line], before: str = BEGINNING) -> Iterator[Linked]:
    """The lines, each with SHA-256 (64 hex digits) over the hash before it and its own fields.

    What is hashed is one JSON array of strings in UTF-8, without spaces: two records of one hash are the same record.
    """
    for line in lines:
        before = hashlib.sha256(msgspec.json.encode((before, *line))).hexdigest()
        yield Linked(line, before)


def broken(record: Iterable[Linked]) -> int | None:
    """The number (from 1) of the first line whose hash does not follow from the lines before it; None when all do."""
    before = BEGINNING
    for number, one in enumerate(record, 1):
        if next(linked((one.line,), one.before or before)).hash != one.hash:
            return number
        before = one.hash
    return None
