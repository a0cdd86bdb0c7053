"""The draft of a handover: what the next shift must know, the worst first, from the rows that are at hand."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final, Protocol

import msgspec

from console.domain.asks import Ask, unanswered
from console.domain.cases import Case, at_risk
from console.domain.chats import Chat, ChatState
from console.domain.decisions import Decisions, version_key
from console.domain.posts import Post, PostState
from console.domain.roster import Gap, Shift
from console.domain.rules import Rule, Version
from console.domain.staffing import Short, Staffing, gaps_ahead, short_ahead
from console.domain.tasks import Task

HOUR: Final = timedelta(hours=1)
NO_DECISIONS: Final[Mapping[str, Decisions]] = {}
_LATELY: Final = timedelta(hours=12)


class Rows(Protocol):
    """What a draft is made of."""

    @property
    def chats(self) -> Mapping[str, Chat]:
        """Open chats and those over lately."""

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The posting rules."""

    @property
    def shifts(self) -> Mapping[str, Shift]:
        """The roster."""

    @property
    def tasks(self) -> Mapping[str, Task]:
        """Tasks that are to be done, and those done lately."""

    @property
    def asks(self) -> Mapping[str, Ask]:
        """Questions, and those answered lately."""

    @property
    def posts(self) -> Mapping[str, Post]:
        """Posts that are open, and those decided lately."""

    @property
    def decisions(self) -> Mapping[str, Decisions]:
        """Decisions on posts by the version of the rule that they rest on."""

    @property
    def cases(self) -> Mapping[str, Case]:
        """The open cases, and those over lately."""

    @property
    def staffing(self) -> Staffing:
        """How many are needed at least."""

    @property
    def zone(self) -> tzinfo:
        """The service's, in which times of day are meant."""


class Changed(msgspec.Struct, frozen=True):
    """A version of a rule that came in the time of a draft, and who of both shifts has not read it.

    ``before`` counts the decisions that were made in that time under the versions that it replaced.
    """

    rule: str
    version: Version
    withdrawn: bool
    unread: tuple[str, ...]
    before: int = 0


class Hour(msgspec.Struct, frozen=True):
    """One hour of the night: how many chats were opened in it, and how long half of those taken waited at most."""

    starts: datetime
    chats: int
    median: timedelta | None


class Draft(msgspec.Struct, frozen=True):
    """What passes to the next shift. Chats and cases are worst first, the rest oldest first.

    ``closed`` are the cases at A or B that were closed since, ``gaps`` where somebody will be missing from now on,
    ``short`` where fewer are planned than are needed.
    """

    since: datetime
    at: datetime
    cases: tuple[Case, ...]
    closed: tuple[Case, ...]
    waiting: tuple[Chat, ...]
    held: tuple[Chat, ...]
    asks: tuple[Ask, ...]
    tasks: tuple[Task, ...]
    rules: tuple[Changed, ...]
    hours: tuple[Hour, ...]
    undecided: tuple[Post, ...] = ()
    held_posts: tuple[Post, ...] = ()
    gaps: tuple[tuple[Shift, Gap], ...] = ()
    short: tuple[Short, ...] = ()

    @property
    def chats(self) -> int:
        """How many chats were opened."""
        return sum(hour.chats for hour in self.hours)


def draft(rows: Rows, since: datetime, at: datetime, people: frozenset[str]) -> Draft:
    """What happened between two moments and what is open at the later one; ``people`` are those of both shifts."""
    there = sorted(rows.chats.values(), key=lambda chat: (chat.risk, chat.waiting_since(at), chat.chat))
    return Draft(
        since,
        at,
        tuple(at_risk(rows.cases.values())),
        tuple(sorted(_closed(rows.cases.values(), since), key=lambda case: (case.risk, case.closed_at, case.case))),
        tuple(chat for chat in there if chat.state_at(at) is ChatState.WAITING),
        tuple(chat for chat in there if chat.state_at(at) is ChatState.HELD),
        tuple(unanswered(rows.asks.values())),
        tuple(sorted(to_do(rows.tasks.values(), at), key=lambda task: (task.due or task.at, task.task))),
        tuple(changed(rows.rules.values(), since, at, people, rows.decisions)),
        tuple(_hours(rows.chats.values(), since, at)),
        tuple(_posts(rows, at, PostState.WAITING, PostState.TAKEN)),
        tuple(_posts(rows, at, PostState.HELD)),
        gaps_ahead(rows.shifts.values(), at),
        short_ahead(rows.staffing, rows.shifts.values(), at, rows.zone),
    )


def between(rows: Rows, at: datetime, shift: str, to_shift: str) -> Draft:
    """The draft of a handover between two shifts; where the first is not known, of the last 12 hours."""
    ours, theirs = rows.shifts.get(shift), rows.shifts.get(to_shift)
    people = frozenset((*(ours.people if ours else ()), *(theirs.people if theirs else ())))
    return draft(rows, ours.starts if ours else at - _LATELY, at, people)


def _closed(cases: Iterable[Case], since: datetime) -> list[Case]:
    return [case for case in cases if case.risk.high and case.closed_at is not None and case.closed_at >= since]


def to_do(tasks: Iterable[Task], at: datetime) -> list[Task]:
    """What is not done and was to be done by now, or has no time of its own."""
    return [task for task in tasks if task.done_at is None and (task.due is None or task.due <= at)]


def _posts(rows: Rows, at: datetime, *states: PostState) -> list[Post]:
    """The posts that stand so, the oldest first."""
    return sorted(
        (one for one in rows.posts.values() if one.state_at(at) in states), key=lambda one: (one.since, one.post)
    )


def changed(
    rules: Iterable[Rule],
    since: datetime,
    at: datetime,
    people: frozenset[str],
    decisions: Mapping[str, Decisions] = NO_DECISIONS,
) -> list[Changed]:
    """The rules that changed between two moments, in their order, with who of those people has not read them."""
    found = []
    for rule in sorted(rules, key=lambda rule: rule.rule):
        lately = rule.withdrawn_at is not None and rule.withdrawn_at >= since
        if lately or rule.latest.at >= since:
            version = rule.latest
            gone = rule.withdrawn_at is not None
            unread = () if gone or not version.begun(at) else tuple(sorted(people - version.acknowledged.keys()))
            found.append(Changed(rule.rule, version, gone, unread, _before(rule, since, decisions)))
    return sorted(found, key=lambda one: one.version.at)


def _before(rule: Rule, since: datetime, decisions: Mapping[str, Decisions]) -> int:
    """How many decisions were made since a moment under the versions that the latest replaced."""
    keys = {key for one in rule.versions[:-1] for key in (one.of, version_key(rule.rule, one.number, None))}
    made = (one for key in keys if key in decisions for one in decisions[key].latest)
    return sum(since <= one.at for one in made)


def _hours(chats: Iterable[Chat], since: datetime, at: datetime) -> list[Hour]:
    """The hours between two moments, those without a chat as well."""
    waits: dict[datetime, list[timedelta | None]] = {}
    hour = _hour(since)
    while hour < at:
        waits[hour] = []
        hour += HOUR
    for chat in chats:
        if (begun := waits.get(_hour(chat.opened_at))) is not None:
            begun.append(None if chat.first_taken_at is None else chat.first_taken_at - chat.opened_at)
    return [Hour(starts, len(found), _median(found)) for starts, found in waits.items()]


def _hour(at: datetime) -> datetime:
    """The hour that a moment is in; whole hours of UTC are those of the service's zone, too."""
    return at.replace(minute=0, second=0, microsecond=0)


def _median(waits: Iterable[timedelta | None]) -> timedelta | None:
    known = sorted(wait for wait in waits if wait is not None)
    if not known:
        return None
    middle = len(known) // 2
    return known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
