"""The draft of a handover: what the next shift must know, the worst first, from the rows that are at hand."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol

import msgspec

from console.domain.asks import Ask, unanswered
from console.domain.cases import Case, at_risk
from console.domain.chats import Chat, ChatState
from console.domain.roster import Shift
from console.domain.rules import Rule, Version
from console.domain.tasks import Task

HOUR: Final = timedelta(hours=1)
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
    def cases(self) -> Mapping[str, Case]:
        """The open cases, and those over lately."""


class Changed(msgspec.Struct, frozen=True):
    """A version of a rule that came in the time of a draft, and who of both shifts has not read it."""

    rule: str
    version: Version
    withdrawn: bool
    unread: tuple[str, ...]


class Hour(msgspec.Struct, frozen=True):
    """One hour of the night: how many chats were opened in it, and how long half of those taken waited at most."""

    starts: datetime
    chats: int
    median: timedelta | None


class Draft(msgspec.Struct, frozen=True):
    """What passes to the next shift. Chats and cases are worst first, the rest oldest first.

    ``closed`` are the cases at A or B that were closed since.
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
        tuple(sorted(_to_do(rows.tasks.values(), at), key=lambda task: (task.due or task.at, task.task))),
        tuple(_changed(rows.rules.values(), since, at, people)),
        tuple(_hours(rows.chats.values(), since, at)),
    )


def between(rows: Rows, at: datetime, shift: str, to_shift: str) -> Draft:
    """The draft of a handover between two shifts; where the first is not known, of the last 12 hours."""
    ours, theirs = rows.shifts.get(shift), rows.shifts.get(to_shift)
    people = frozenset((*(ours.people if ours else ()), *(theirs.people if theirs else ())))
    return draft(rows, ours.starts if ours else at - _LATELY, at, people)


def _closed(cases: Iterable[Case], since: datetime) -> list[Case]:
    return [case for case in cases if case.risk.high and case.closed_at is not None and case.closed_at >= since]


def _to_do(tasks: Iterable[Task], at: datetime) -> list[Task]:
    """What is not done and was to be done by now, or has no time of its own."""
    return [task for task in tasks if task.done_at is None and (task.due is None or task.due <= at)]


def _changed(rules: Iterable[Rule], since: datetime, at: datetime, people: frozenset[str]) -> list[Changed]:
    found = []
    for rule in sorted(rules, key=lambda rule: rule.rule):
        lately = rule.withdrawn_at is not None and rule.withdrawn_at >= since
        if lately or rule.latest.at >= since:
            version = rule.latest
            gone = rule.withdrawn_at is not None
            unread = () if gone or not version.begun(at) else tuple(sorted(people - version.acknowledged.keys()))
            found.append(Changed(rule.rule, version, gone, unread))
    return sorted(found, key=lambda one: one.version.at)


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
