"""What happens on shifts: rosters, duties, tasks and handovers."""

from datetime import datetime

import msgspec

from console.domain.words import Duty


class RosterPublished(msgspec.Struct, frozen=True, gc=False):
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


class DutyStarted(msgspec.Struct, frozen=True, gc=False):
    """A person began, or came back to, their duty."""

    shift: str
    duty: Duty


class DutyPaused(msgspec.Struct, frozen=True, gc=False):
    """A person is on a break."""

    shift: str
    duty: Duty
    until: datetime


class DutyEnded(msgspec.Struct, frozen=True, gc=False):
    """A person's duty is over."""

    shift: str
    duty: Duty


class LimitLifted(msgspec.Struct, frozen=True, gc=False):
    """A lead allowed a person more chats at a time, for one shift."""

    person: str
    shift: str
    limit: int


class TaskPlanned(msgspec.Struct, frozen=True, gc=False):
    """A to-do of a shift was written down, or written anew."""

    task: str
    shift: str
    title: str
    due: datetime | None = None
    person: str | None = None


class TaskDone(msgspec.Struct, frozen=True, gc=False):
    """A shift task was done."""

    task: str
    reason: str | None = None


class TaskUndone(msgspec.Struct, frozen=True, gc=False):
    """A shift task turned out not to be done."""

    task: str
    reason: str | None = None


class HandoverWritten(msgspec.Struct, frozen=True, gc=False):
    """A lead wrote down what passes to the next shift."""

    shift: str
    to_shift: str
    complete_to: datetime
    digest: str
    sums: tuple[str, ...]
    cases: tuple[str, ...]
    notes: str | None = None


class HandoverSigned(msgspec.Struct, frozen=True, gc=False):
    """The incoming lead signed a handover."""

    handover: str
    complete_to: datetime
    digest: str
    override: str | None = None
