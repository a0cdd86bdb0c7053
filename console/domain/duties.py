"""Duties: what a person may say of their own, which one they mean, and what takes it back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from console.domain import actions, events
from console.domain.actions import Action, DutyAction, Refusal
from console.domain.events import WireEvent
from console.domain.giving import no_role
from console.domain.roster import DutyState, Presence, Shift, shift_at
from console.domain.words import Duty

if TYPE_CHECKING:
    from console.domain.deciding import Rows

EARLY: Final = timedelta(hours=1)  # before a shift in which one may begin already
LONGEST: Final = timedelta(hours=4)  # of a break; whoever is away longer has ended their duty
_HERE: Final = (DutyState.ON, DutyState.PAUSED)
_NOT_ON: Final = "You are not on duty."


def decide(rows: "Rows", action: DutyAction, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of what somebody says of their duty, or why they cannot say it."""
    if isinstance(action, actions.StartDuty):
        return _start(rows, action, by, at)
    found = current(rows, by, action.duty, action.shift)
    if found is None:
        return Refusal(_NOT_ON if action.duty is None else f"You are not on duty as {action.duty.value}.")
    shift, mine = found
    if isinstance(action, actions.PauseDuty):
        if action.until <= at:
            return Refusal("A break ends later than now.")
        if action.until - at > LONGEST:
            return Refusal("A break is at most 4 hours long. End your duty instead.")
        return events.DutyPaused(shift.shift, mine.duty, action.until)
    held = sum(chat.holder_at(at) == by for chat in rows.chats.values() if not chat.closed)
    others = any(one.duty is not mine.duty for _, one in _here(rows, by))
    if held and not others:
        them = "it" if held == 1 else "them"
        return Refusal(f"You still hold {held} chat{'' if held == 1 else 's'}: close {them}, or pass {them} on first.")
    return events.DutyEnded(shift.shift, mine.duty)


def current(rows: "Rows", by: str, duty: Duty | None = None, shift: str = "") -> tuple[Shift, Presence] | None:
    """The duty that a person is on, with its shift; of several the one they spoke of last."""
    found = [
        (one, mine)
        for one, mine in _here(rows, by)
        if (duty is None or mine.duty is duty) and (not shift or one.shift == shift)
    ]
    return max(found, key=lambda pair: (pair[1].since, pair[0].shift, pair[1].duty), default=None)


def _here(rows: "Rows", by: str) -> Iterator[tuple[Shift, Presence]]:
    for shift in rows.shifts.values():
        for one in shift.presences:
            if one.person == by and one.state in _HERE:
                yield shift, one


def to_start(rows: "Rows", by: str, at: datetime) -> tuple[Shift, Presence] | None:
    """The duty that is planned for a person and that they can begin, or go on with after a break, now."""
    open_now = [shift for shift in rows.shifts.values() if shift.starts - EARLY <= at < shift.ends]
    found = [
        (shift, one)
        for shift in open_now
        for one in shift.duties
        if one.person == by and one.state is not DutyState.ENDED
    ]
    # A break is come back from before something else is begun; then what began last.
    return max(
        found,
        key=lambda pair: (
            pair[1].state is DutyState.PAUSED,
            pair[1].state is DutyState.PLANNED,
            pair[0].covers(at),
            pair[0].starts,
            pair[0].shift,
            pair[1].duty,
        ),
        default=None,
    )


def _start(rows: "Rows", action: actions.StartDuty, by: str, at: datetime) -> WireEvent | Refusal:
    refusal = no_role(rows, by, at)
    if refusal is not None:
        return refusal
    planned = to_start(rows, by, at)
    shift = rows.shifts.get(action.shift) if action.shift else None
    if shift is None:
        fits = planned is not None and action.duty in (None, planned[1].duty)
        shift = planned[0] if planned is not None and fits else shift_at(rows.shifts.values(), at)
    if shift is None:
        return Refusal("No shift is planned for now, so there is no duty to begin.")
    if at >= shift.ends:
        return Refusal("This shift is over.")
    if at < shift.starts - EARLY:
        return Refusal("This shift begins in more than an hour.")
    duty = action.duty or _meant(rows, shift, planned, by)
    if isinstance(duty, Refusal):
        return duty
    said = {(one.person, one.duty): one.state for one in shift.duties}
    if said.get((by, duty)) is DutyState.ON:
        return Refusal(f"You are already on duty as {duty.value}.")
    if (by, duty) not in said and duty.value not in {role.value for role in rows.people.roles_now(by)}:
        return Refusal(f"You are not planned as {duty.value} in this shift, and have no such role.")
    return events.DutyStarted(shift.shift, duty)


def _meant(rows: "Rows", shift: Shift, planned: tuple[Shift, Presence] | None, by: str) -> Duty | Refusal:
    """The duty that is meant where none is named: what is planned, else what the only role of the person is for."""
    if planned is not None and planned[0].shift == shift.shift:
        return planned[1].duty
    roles = {role.value for role in rows.people.roles_now(by)}
    mine = [duty for duty in Duty if duty.value in roles]
    if len(mine) == 1:
        return mine[0]
    could = " or ".join(duty.value for duty in mine)
    return Refusal(f"You are not planned in this shift. Say as what you come: {could or 'you have no role for it'}.")


def opposite(rows: "Rows", action: DutyAction, by: str, at: datetime) -> Action | None:
    """What takes it back; None where nothing does."""
    event = decide(rows, action, by, at)
    if not isinstance(event, events.DutyStarted | events.DutyPaused | events.DutyEnded):
        return None
    before = _said(rows, event.shift, by, event.duty)
    if before is None or before.state in (DutyState.PLANNED, DutyState.ENDED):
        return actions.EndDuty(event.duty, event.shift)
    if before.state is DutyState.PAUSED and before.until is not None and before.until > at:
        return actions.PauseDuty(before.until, event.duty, event.shift)
    return actions.StartDuty(event.duty, event.shift) if before.state is DutyState.ON else None


def stands(rows: "Rows", event: events.DutyStarted | events.DutyPaused | events.DutyEnded, by: str) -> bool:
    """Whether a person's duty is still as they said."""
    now = _said(rows, event.shift, by, event.duty)
    match event:
        case events.DutyStarted():
            return now is not None and now.state is DutyState.ON
        case events.DutyPaused():
            return now is not None and (now.state, now.until) == (DutyState.PAUSED, event.until)
        case _:
            return now is not None and now.state is DutyState.ENDED


def _said(rows: "Rows", shift: str, by: str, duty: Duty) -> Presence | None:
    known = rows.shifts.get(shift)
    said = () if known is None else known.duties
    return next((one for one in said if (one.person, one.duty) == (by, duty)), None)
