"""What differs between two versions of a rule, as it is read: what is new is underlined, what is gone struck out."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final

from console.domain.difference import Change, Kept, changes
from console.domain.rules import Version
from console.domain.ruling import again
from console.ui.text import Run, neutral
from console.ui.times import near

FIELDS: Final = {
    "title": "Title",
    "body": "Text",
    "level": "Level",
    "audience": "For",
    "from": "From",
    "until": "Until",
    "must_read": "Must be read",
    "blocks_taking": "No new chat before it is read",
    "words": "Words",
    "kinds": "Kinds",
    "holds": "Must hold",
    "leaves": "Must leave",
}
NOTHING: Final = "Nothing that is read differs."
_SAID: Final = {"under_18": "under 18s"}


def changes_between(rule: str, before: Version, after: Version, now: datetime, zone: tzinfo) -> tuple[Change, ...]:
    """What differs between two versions, field by field."""
    return changes(again(rule, before), again(rule, after), lambda at: near(at, now, zone))


def runs_of(found: Sequence[Change]) -> tuple[Run, ...]:
    """Changes as runs, a line for each field."""
    return tuple(_runs(found)) or (Run(NOTHING),)


def runs_between(rule: str, before: Version, after: Version, now: datetime, zone: tzinfo) -> tuple[Run, ...]:
    """What differs between two versions, as runs."""
    return _kept(changes_between(rule, before, after, now, zone))


@lru_cache(maxsize=128)
def _kept(found: tuple[Change, ...]) -> tuple[Run, ...]:
    return runs_of(found)


def _runs(found: Sequence[Change]) -> Iterator[Run]:
    for line, change in enumerate(found):
        yield Run(("\n" if line else "") + f"{FIELDS[change.field]}: ")
        for part in change.parts:
            text = neutral(_SAID.get(part.text, part.text), 3_000)
            yield Run(text, struck=part.kept is Kept.GONE, added=part.kept is Kept.NEW)


def spoken_runs(runs: Sequence[Run]) -> str:
    """Changes in plain words: what a line under or through some words says to those who see it."""
    said = []
    for run in runs:
        before, after = ("[new: ", "]") if run.added else ("[gone: ", "]") if run.struck else ("", "")
        said.append(f"{before}{run.text}{after}")
    return "".join(said)
