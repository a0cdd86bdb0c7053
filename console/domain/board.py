"""The leads' review board: where each case stands, and which of them somebody wants to see."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from console.domain.cases import Case
from console.domain.posts import Post
from console.domain.roster import Shift


class Column(StrEnum):
    """Where a case stands, from the flag to its end."""

    NEW = "new"
    HELD = "held"
    OPINION = "opinion"
    OUTSIDE = "outside"
    CLOSED = "closed"


class Filter(msgspec.Struct, frozen=True):
    """Which cases are shown: all of what is set must fit; ``words`` are looked for in names and what decided them."""

    mine: bool = False
    unowned: bool = False
    overdue: bool = False
    newcomers: bool = False
    words: str = ""


class Seen(msgspec.Struct, frozen=True):
    """What is to be known beside the cases, to show some of them: who looks, when, posts, shifts and names."""

    me: str
    at: datetime
    posts: Mapping[str, Post] = msgspec.field(default_factory=dict)
    shifts: Mapping[str, Shift] = msgspec.field(default_factory=dict)
    names: Mapping[str, str] = msgspec.field(default_factory=dict)


def column_of(case: Case) -> Column:
    """Where a case stands: what waits for somebody comes before who has it."""
    if case.closed_at is not None:
        return Column.CLOSED
    if case.opinion is not None:
        return Column.OPINION
    if case.outside:
        return Column.OUTSIDE
    return Column.NEW if case.owner is None else Column.HELD


def columns(cases: Iterable[Case]) -> dict[Column, list[Case]]:
    """The cases by column: the highest risk first, then the next check; closed ones the latest first."""
    found: dict[Column, list[Case]] = {column: [] for column in Column}
    for case in cases:
        found[column_of(case)].append(case)
    for column, some in found.items():
        if column is Column.CLOSED:
            some.sort(key=lambda case: (case.closed_at or case.at, case.case), reverse=True)
        else:
            some.sort(key=lambda case: (case.risk, case.next_check is None, case.next_check or case.at, case.case))
    return found


class Tried:
    """A filter that cases are held against, one after the other; ``texts`` are kept from one filter to the next."""

    def __init__(self, wanted: Filter, seen: Seen, texts: "dict[str, str] | None" = None) -> None:
        self._wanted, self._seen = wanted, seen
        self._texts = {} if texts is None else texts
        self._words = wanted.words.casefold().split()
        self._newcomers = newcomers(seen.shifts.values()) if wanted.newcomers else frozenset()

    def fits(self, case: Case) -> bool:
        """Whether a case is one of those that somebody wants to see."""
        wanted, seen = self._wanted, self._seen
        if wanted.mine and case.owner != seen.me:
            return False
        if wanted.unowned and case.owner is not None:
            return False
        if wanted.overdue and not case.due(seen.at):
            return False
        if wanted.newcomers and case.by not in self._newcomers:
            return False
        if not self._words:
            return True
        text = self._texts.get(case.case)
        if text is None:
            text = self._texts[case.case] = _text(case, seen)
        return all(word in text for word in self._words)


def newcomers(shifts: Iterable[Shift]) -> frozenset[str]:
    """Who has a buddy in a shift that is known: whoever is new."""
    return frozenset(new for shift in shifts for new in shift.buddies)


def rule_of(case: Case, posts: Mapping[str, Post]) -> str:
    """The rule by which the post was decided that a case was flagged for; empty for none."""
    post = posts.get(case.post or "")
    return (post.decided.rule or "") if post is not None and post.decided is not None else ""


def _text(case: Case, seen: Seen) -> str:
    rule = rule_of(case, seen.posts).removeprefix("R")
    owner = seen.names.get(case.owner or "", case.owner or "")
    parts = (case.alias, case.risk.value, case.category or "", owner, case.outside, f"rule {rule}" if rule else "")
    return "\n".join(parts).casefold()
