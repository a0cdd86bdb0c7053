"""What a stretch of time comes to: waits, first answers, decisions, cases, and what each person had to do with.

All of it is counted from rows, so that every desk that reads the same finds the same. Shares of waits are nearest-rank
percentiles: the value that so many of a hundred do not exceed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from math import ceil
from typing import Final, NamedTuple

import msgspec

from console.domain.asks import Ask, FirstAnswers, first_answers
from console.domain.blind import Pair, pairs
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.posts import Decided, Post
from console.domain.words import Decision, Risk

HOURS: Final = 24
_HUNDRED: Final = 100


class Waits(msgspec.Struct, frozen=True):
    """How long chats waited until somebody took them: ``median`` half of those taken at most, ``most`` nine of ten."""

    chats: int = 0
    taken: int = 0
    median: timedelta | None = None
    most: timedelta | None = None


class Made(msgspec.Struct, frozen=True):
    """How often something was decided by a rule (empty: by none), and how often that was overturned."""

    rule: str
    decision: Decision
    count: int
    overturned: int


class Agreed(msgspec.Struct, frozen=True):
    """How often a newcomer decided blind by a rule (empty: by none) what their buddy did, of how often both decided."""

    newcomer: str
    buddy: str
    rule: str
    alike: int
    of: int


class Flagged(msgspec.Struct, frozen=True):
    """How many cases of a category (empty: none was said) were flagged, and how many of them are closed."""

    category: str
    flagged: int
    closed: int


class Hour(msgspec.Struct, frozen=True):
    """An hour of the day in the service's zone: its chats, their waits, and how many cases were flagged in it."""

    hour: int
    waits: Waits
    cases: int


class Load(msgspec.Struct, frozen=True):
    """What a person had to do with: chats, those at A or B, posts they decided, cases in which they did something."""

    person: str
    chats: int
    high: int
    posts: int
    cases: int


class Measures(msgspec.Struct, frozen=True):
    """A stretch of time in figures; ``answers`` is None while no question of it was answered."""

    starts: datetime
    ends: datetime
    waits: Waits
    by_risk: tuple[tuple[Risk, Waits], ...]
    hours: tuple[Hour, ...]
    answers: FirstAnswers | None
    decisions: tuple[Made, ...]
    categories: tuple[Flagged, ...]
    loads: tuple[Load, ...]
    agreed: tuple[Agreed, ...] = ()


class Rows(NamedTuple):
    """What is measured: the rows that were open in the stretch, or over later."""

    chats: tuple[Chat, ...]
    posts: tuple[Post, ...]
    asks: tuple[Ask, ...]
    cases: tuple[Case, ...]


def measured(rows: Rows, starts: datetime, ends: datetime, zone: tzinfo) -> Measures:
    """What began between two moments, in figures."""
    chats = [chat for chat in rows.chats if starts <= chat.opened_at < ends]
    asks = [ask for ask in rows.asks if starts <= ask.at < ends]
    cases = [case for case in rows.cases if starts <= case.at < ends]
    made = [one for post in rows.posts for one in _made(post) if starts <= one.at < ends]
    by_hour: dict[int, list[Chat]] = {hour: [] for hour in range(HOURS)}
    for chat in chats:
        by_hour[chat.opened_at.astimezone(zone).hour].append(chat)
    flagged = Counter(case.at.astimezone(zone).hour for case in cases)
    return Measures(
        starts,
        ends,
        waits_of(chats),
        tuple((risk, waits_of(chat for chat in chats if chat.risk is risk)) for risk in Risk),
        tuple(Hour(hour, waits_of(some), flagged[hour]) for hour, some in by_hour.items()),
        first_answers(asks, starts),
        _decisions(made),
        _categories(cases),
        _loads(chats, made, cases),
        _agreed(pair for pair in pairs(rows.posts) if starts <= pair.decided.at < ends),
    )


def waits_of(chats: Iterable[Chat]) -> Waits:
    """How long some chats waited."""
    found = list(chats)
    waits = sorted(chat.first_taken_at - chat.opened_at for chat in found if chat.first_taken_at is not None)
    return Waits(len(found), len(waits), percentile(waits, 50), percentile(waits, 90))


def percentile(ordered: list[timedelta], percent: int) -> timedelta | None:
    """The value that so many of a hundred do not exceed (nearest rank); None of nothing."""
    return ordered[max(0, ceil(len(ordered) * percent / _HUNDRED) - 1)] if ordered else None


def _made(post: Post) -> Iterable[Decided]:
    return (*post.earlier, *((post.decided,) if post.decided is not None else ()))


def _decisions(made: Iterable[Decided]) -> tuple[Made, ...]:
    counts: Counter[tuple[str, Decision]] = Counter()
    overturned: Counter[tuple[str, Decision]] = Counter()
    for one in made:
        key = one.rule or "", one.decision
        counts[key] += 1
        overturned[key] += one.review is not None and not one.review.stands
    return tuple(Made(*key, counts[key], overturned[key]) for key in sorted(counts, key=lambda key: (key[0], key[1])))


def _agreed(found: Iterable[Pair]) -> tuple[Agreed, ...]:
    counts: Counter[tuple[str, str, str]] = Counter()
    alike: Counter[tuple[str, str, str]] = Counter()
    for pair in found:
        key = pair.judged.by, pair.decided.by, pair.rule
        counts[key] += 1
        alike[key] += pair.alike
    return tuple(Agreed(*key, alike[key], counts[key]) for key in sorted(counts))


def _categories(cases: Iterable[Case]) -> tuple[Flagged, ...]:
    by_name: dict[str, list[Case]] = {}
    for case in cases:
        by_name.setdefault(case.category or "", []).append(case)
    return tuple(
        Flagged(name, len(some), sum(case.closed_at is not None for case in some))
        for name, some in sorted(by_name.items())
    )


def _loads(chats: Iterable[Chat], made: Iterable[Decided], cases: Iterable[Case]) -> tuple[Load, ...]:
    """By the person's id: nobody is ranked."""
    held: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for chat in chats:
        for person in set(chat.held_by):
            held[person] += 1
            high[person] += chat.risk.high
    posts = Counter(one.by for one in made)
    seen = Counter(person for case in cases for person in {step.by for step in case.story})
    people = sorted({*held, *posts, *seen})
    return tuple(Load(one, held[one], high[one], posts[one], seen[one]) for one in people)


def table(found: Measures, names: Mapping[str, str], *, people: frozenset[str]) -> list[tuple[str, str, str, str]]:
    """All of it as rows of a table: of what, which one, which figure, its value; times in seconds.

    Only ``people`` are told of: what somebody had to do with is theirs and their lead's to see.
    """
    rows = [("waits", "all", *cell) for cell in _cells(found.waits)]
    rows += [("waits", risk.value, *cell) for risk, waits in found.by_risk for cell in _cells(waits)]
    for hour in found.hours:
        rows += [("hours", f"{hour.hour:02}", *cell) for cell in _cells(hour.waits)]
        rows.append(("hours", f"{hour.hour:02}", "cases", str(hour.cases)))
    if found.answers is not None:
        told = {"asked": found.answers.asked, "answered": found.answers.answered}
        rows += [("answers", "all", name, str(value)) for name, value in told.items()]
        rows.append(("answers", "all", "median_seconds", _seconds(found.answers.median)))
    for made in found.decisions:
        name = f"{made.rule or 'no rule'} {made.decision.value}"
        rows += [("decisions", name, "count", str(made.count)), ("decisions", name, "overturned", str(made.overturned))]
    for kind in found.categories:
        name = kind.category or "no category"
        rows += [("cases", name, "flagged", str(kind.flagged)), ("cases", name, "closed", str(kind.closed))]
    for both in found.agreed:
        two = (both.newcomer, both.buddy)
        if people.intersection(two):
            which = " · ".join((*(names.get(one, one) for one in two), both.rule or "no rule"))
            rows += [("blind", which, "alike", str(both.alike)), ("blind", which, "of", str(both.of))]
    for load in sorted(found.loads, key=lambda one: names.get(one.person, one.person).casefold()):
        if load.person in people:
            name = names.get(load.person, load.person)
            rows += [
                ("people", name, figure, str(getattr(load, figure))) for figure in ("chats", "high", "posts", "cases")
            ]
    return rows


def _cells(waits: Waits) -> Iterable[tuple[str, str]]:
    yield "chats", str(waits.chats)
    yield "taken", str(waits.taken)
    yield "median_seconds", _seconds(waits.median)
    yield "ninety_percent_seconds", _seconds(waits.most)


def _seconds(wait: timedelta | None) -> str:
    return "" if wait is None else f"{wait.total_seconds():.0f}"
