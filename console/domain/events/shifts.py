"""What happens on shifts: rosters, duties, tasks and handovers."""

from dataclasses import dataclass
from datetime import datetime

from console.domain.words import Duty


@dataclass(frozen=True, slots=True)
class RosterPublished:
    """A shift was planned, or planned anew.

    ``duties`` are ``person:duty``, an empty person means that nobody was found yet;
    ``buddies`` are ``newcomer:buddy``.
    """

    shift: str
    name: str
    starts: datetime
    ends: datetime
    duties: tuple[str, ...]
    buddies: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class DutyStarted:
    """A person began, or came back to, their duty."""

    shift: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class DutyPaused:
    """A person is on a break."""

    shift: str
    duty: Duty
    until: datetime


@dataclass(frozen=True, slots=True)
class DutyEnded:
    """A person's duty is over."""

    shift: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class LimitLifted:
    """A lead allowed a person more chats at a time, for one shift."""

    person: str
    shift: str
    limit: int


@dataclass(frozen=True, slots=True)
class TaskPlanned:
    """A to-do of a shift was written down, or written anew."""

    task: str
    shift: str
    title: str
    due: datetime | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A shift task was done."""

    task: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TaskUndone:
    """A shift task turned out not to be done."""

    task: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverWritten:
    """A lead wrote down what passes to the next shift."""

    shift: str
    to_shift: str
    complete_to: datetime
    digest: str
    sums: tuple[str, ...]
    cases: tuple[str, ...]
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverSigned:
    """The incoming lead signed a handover."""

    handover: str
    complete_to: datetime
    digest: str
    override: str | None = None
