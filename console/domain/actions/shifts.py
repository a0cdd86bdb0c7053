"""What can be wished of shifts: plans and changes of them, duties, tasks, routines and handovers."""

from datetime import datetime

import msgspec

from console.domain.words import Duty


class WriteHandover(msgspec.Struct, frozen=True):
    """Write down what passes from the shift of the moment to the next, with the state of this desk as proof."""

    complete_to: datetime
    digest: str
    sums: tuple[str, ...]
    notes: str = ""
    shift: str = ""
    to_shift: str = ""


class SignHandover(msgspec.Struct, frozen=True):
    """Sign the handover that stands: ``agrees`` is whether both desks hold the same state, None while that is open.

    What lacks, or differs, needs a reason in spite of which it is signed.
    """

    handover: str
    complete_to: datetime
    digest: str
    agrees: bool | None
    override: str = ""


class StartDuty(msgspec.Struct, frozen=True):
    """Begin one's duty, or come back from a break; without ``duty`` and ``shift`` the one that is meant now."""

    duty: Duty | None = None
    shift: str = ""


class PauseDuty(msgspec.Struct, frozen=True):
    """Take a break from one's duty, and tell everybody until when."""

    until: datetime
    duty: Duty | None = None
    shift: str = ""


class EndDuty(msgspec.Struct, frozen=True):
    """End one's duty."""

    duty: Duty | None = None
    shift: str = ""


class PlanTask(msgspec.Struct, frozen=True):
    """Write down a to-do of a shift (empty: of this one, else the next); with the id of a known one, write it anew."""

    title: str
    due: datetime | None = None
    person: str = ""
    shift: str = ""
    task: str = ""


class TakeTask(msgspec.Struct, frozen=True):
    """See to a task oneself."""

    task: str


class FinishTask(msgspec.Struct, frozen=True):
    """A task is done."""

    task: str
    reason: str = ""


class ReopenTask(msgspec.Struct, frozen=True):
    """A task is not done after all; it needs a reason."""

    task: str
    reason: str


class CarryTask(msgspec.Struct, frozen=True):
    """Give a task that is not done to the shift after its own."""

    task: str


class SetRoutine(msgspec.Struct, frozen=True):
    """Say what is to be done again and again; with the id of a known routine, say it anew, or that it ends."""

    title: str
    times: tuple[str, ...]
    days: tuple[str, ...] = ()
    name: str = ""
    ended: bool = False
    routine: str = ""


class PublishRoster(msgspec.Struct, frozen=True):
    """Plan a shift, or plan it anew; pairs are as the event has them.

    ``swap`` is the id of the change that is consented to hereby.
    """

    shift: str
    name: str
    starts: datetime
    ends: datetime
    duties: tuple[str, ...]
    buddies: tuple[str, ...] = ()
    buddy_hours: tuple[str, ...] = ()
    swap: str = ""


class SetStaffing(msgspec.Struct, frozen=True):
    """Say how many are needed at least, as the event has it; all of it, anew."""

    needs: tuple[str, ...]


class AskSwap(msgspec.Struct, frozen=True):
    """Give one's place away, take one, or ask for another's in return; empty fields are as in the event."""

    shift: str
    duty: Duty
    person: str = ""
    to: str = ""
    for_shift: str = ""
    for_duty: Duty | None = None
    note: str = ""


class AgreeSwap(msgspec.Struct, frozen=True):
    """Agree to a change of the roster, or take what was offered to anybody."""

    swap: str


class DeclineSwap(msgspec.Struct, frozen=True):
    """Say no to a change of the roster, or take back what one has asked for."""

    swap: str
    reason: str = ""
