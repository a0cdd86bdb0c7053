"""What happens on shifts: rosters, duties, tasks and handovers."""

from datetime import datetime

import msgspec

from console.domain.words import Duty


class RosterPublished(msgspec.Struct, frozen=True, gc=False):
    """A shift was planned, or planned anew.

    ``duties`` are ``person:duty``, an empty person means that nobody was found yet;
    ``buddies`` are ``newcomer:buddy``; ``buddy_hours`` are ``newcomer:22:00-02:00``, the times of day at which the
    buddy is there (absent: all the time). ``swap`` is the id of the change that a lead consents to hereby.
    """

    shift: str
    name: str
    starts: datetime
    ends: datetime
    duties: tuple[str, ...]
    buddies: tuple[str, ...] | None = None
    buddy_hours: tuple[str, ...] | None = None
    swap: str | None = None


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
    """A to-do of a shift was written down, or written anew.

    ``carried`` are the shifts that a routine asked for it in before, and where nobody did it.
    """

    task: str
    shift: str
    title: str
    due: datetime | None = None
    person: str | None = None
    carried: tuple[str, ...] | None = None


class TaskDone(msgspec.Struct, frozen=True, gc=False):
    """A shift task was done; of one that a routine asks for, and nobody wrote down, it says what that is."""

    task: str
    reason: str | None = None
    shift: str | None = None
    title: str | None = None
    due: datetime | None = None


class TaskUndone(msgspec.Struct, frozen=True, gc=False):
    """A shift task turned out not to be done."""

    task: str
    reason: str | None = None


class RoutineSet(msgspec.Struct, frozen=True, gc=False):
    """A lead said what is to be done again and again, or said it anew.

    ``times`` are times of day of the service's zone (``03:00``); ``days`` are the days on which a shift begins
    (``mon``, ``first mon``; absent: every day), ``name`` is the name of the shifts (absent: all). An ``ended`` one asks
    for nothing from then on.
    """

    routine: str
    title: str
    times: tuple[str, ...]
    days: tuple[str, ...] | None = None
    name: str | None = None
    ended: bool | None = None


class StaffingSet(msgspec.Struct, frozen=True, gc=False):
    """A lead said how many are needed at least: all of it, anew.

    ``needs`` are ``duty:22:00-08:00:2``, in times of day of the service's zone.
    """

    needs: tuple[str, ...]


class SwapAsked(msgspec.Struct, frozen=True, gc=False):
    """Somebody would change who is planned: ``person`` gives their place in a shift to ``to``.

    Without ``person`` it is a place that nobody has yet, without ``to`` anybody may take it. ``for_shift`` and
    ``for_duty`` are the place of ``to`` that ``person`` would have in return.
    """

    shift: str
    duty: Duty
    person: str | None = None
    to: str | None = None
    for_shift: str | None = None
    for_duty: Duty | None = None
    note: str | None = None


class SwapAgreed(msgspec.Struct, frozen=True, gc=False):
    """The other one agrees to a change, or somebody takes what was offered to anybody."""

    swap: str


class SwapDeclined(msgspec.Struct, frozen=True, gc=False):
    """The other one or a lead will not have a change, or who asked for it takes it back."""

    swap: str
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
