"""The cards of the leads' review board: the risk, who has it, when somebody looks next, what it waits for."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import chain
from typing import Final, NamedTuple

from console.desk import View
from console.domain.board import Column, Filter, Seen, Tried, columns, rule_of
from console.domain.cases import Case
from console.domain.subjects import Kind
from console.ui.caring import opinion_words
from console.ui.roster_rows import RosterLine
from console.ui.rule_rows import called
from console.ui.text import one_line
from console.ui.times import near

CASE: Final = "case "  # what the key of a case's card begins with
_FIRST: Final = 24  # cards of a column that are there at once: more than is ever seen of it
_TOLD: Final = frozenset((Kind.CASE, Kind.POST, Kind.SHIFT, Kind.PEOPLE))
TITLES: Final = {
    Column.NEW: "New",
    Column.HELD: "Being held",
    Column.OPINION: "Waiting for a second opinion",
    Column.OUTSIDE: "Waiting for outside",
    Column.CLOSED: "Closed",
}


class Deck:
    """The cases of a desk at a moment, in their order; what is made for one filter is there for the next.

    The first cards of each column are made when they are asked for, the rest with ``make``; until then those of the
    deck ``before`` stand in for them, as far as their cases are the same.
    """

    def __init__(self, view: View, now: datetime, zone: tzinfo, before: "Deck | None" = None) -> None:
        self._view, self._now, self._zone = view, now, zone
        self._seen = Seen(view.me, now, view.posts, view.shifts, view.names)
        self._columns = columns(view.cases.values())
        self._texts: dict[str, str] = {}
        self._cards: dict[str, _Made] = {}
        self._before: Mapping[str, _Made] = {} if before is None else before.made
        self._to_make = chain.from_iterable(self._columns.values())
        self.whole = False

    def holds(self, view: View, now: datetime) -> bool:
        """Whether it tells how a desk is that was given to it before, or what comes after that."""
        changed = view.changed is None or any(one.kind in _TOLD for one in view.changed)
        return not changed and _beside(view, now) == _beside(self._view, self._now)

    def cases(self, wanted: Filter) -> dict[Column, list[Case]]:
        """The cases that fit, by column."""
        if wanted == Filter():
            return self._columns
        tried = Tried(wanted, self._seen, self._texts)
        return {column: [case for case in some if tried.fits(case)] for column, some in self._columns.items()}

    @property
    def made(self) -> "Mapping[str, _Made]":
        """The cards that there are, by case."""
        return {**self._before, **self._cards}

    def cards(self, cases: Mapping[Column, Sequence[Case]]) -> dict[Column, list[RosterLine]]:
        """The cards of these, under the name of each column; of cases further down those that are there."""
        return {column: [_head(column, some), *self._there(some)] for column, some in cases.items()}

    def make(self, seconds: float) -> bool:
        """Make cards for so long; whether all of them are there."""
        until = time.perf_counter() + seconds
        while not self.whole and time.perf_counter() < until:
            case = next(self._to_make, None)
            if case is None:
                self.whole, self._before = True, {}
            else:
                self._card(case)
        return self.whole

    def _there(self, cases: Sequence[Case]) -> Iterator[RosterLine]:
        # Of a first deck the rest is shown when all of it is there.
        for number, case in enumerate(cases if self.whole or self._before else cases[:_FIRST]):
            old = self._before.get(case.case)
            if case.case in self._cards or number < _FIRST or (old is not None and old.case is not case):
                yield self._card(case)
            elif old is not None:
                yield old.card

    def _card(self, case: Case) -> RosterLine:
        found = self._cards.get(case.case)
        if found is None:
            found = self._cards[case.case] = _Made(case, _card(self._view, case, self._now, self._zone))
        return found.card


class _Made(NamedTuple):
    """A card, and the case as it tells of it."""

    case: Case
    card: RosterLine


def _beside(view: View, now: datetime) -> tuple[datetime, bool]:
    """What is told of beside the cases: the minute, and whether the desk was ever whole."""
    return now.replace(second=0, microsecond=0), view.connection.complete_to is None


def _head(column: Column, cases: Sequence[Case]) -> RosterLine:
    return RosterLine(f"section {column}", "section", f"{TITLES[column]} · {len(cases)}")


def _card(view: View, case: Case, now: datetime, zone: tzinfo) -> RosterLine:
    band = f" · {case.age_band.value.replace('-', '–')}" if case.age_band else ""
    return RosterLine(
        f"{CASE}{case.case}",
        "card",
        f"{one_line(case.alias, 60)}{band}",
        "\n".join(filter(None, (_state(view, case, now, zone), *_about(view, case, zone)))),
        risk=case.risk,
    )


def _state(view: View, case: Case, now: datetime, zone: tzinfo) -> str:
    """Who has it since when, and when somebody looks next; of a closed one how it ended."""
    if case.closed_at is not None:
        by = f" by {_name(view, case.closed_by)}" if case.closed_by else ""
        return f"{one_line(case.outcome or 'closed', 80)} · {near(case.closed_at, now, zone)}{by}"
    owner = f"with {_name(view, case.owner)}" if case.owner else "⚠ with nobody" if case.risk.high else "with nobody"
    parts = [owner, f"flagged {near(case.at, now, zone)}"]
    if case.next_check is not None:
        check = f"next check {near(case.next_check, now, zone)}"
        parts.append(f"⚠ {check} is past" if case.due(now) else check)
    elif case.risk.high:
        parts.append("⚠ no next check")
    return " · ".join(parts)


def _about(view: View, case: Case, zone: tzinfo) -> list[str]:
    rule = rule_of(case, view.posts)
    what = " · ".join(filter(None, (case.category, f"decided by {called(rule).lower()}" if rule else "")))
    waits = f"Waits for {one_line(case.outside, 80)}." if case.outside and case.closed_at is None else ""
    return [one_line(what, 80), waits, opinion_words(view, case, zone)]


def _name(view: View, person: str | None) -> str:
    return "you" if person == view.me else one_line(view.name(person or ""), 60)
