"""What may be done with a handover: write it, and sign it; and what keeps a shift from being closed."""

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from console.domain import actions, events
from console.domain.actions import HandoverAction, Refusal
from console.domain.cases import LEAD_AFTER, Case, at_risk
from console.domain.events import WireEvent
from console.domain.giving import name
from console.domain.handovers import Handover, standing
from console.domain.roster import next_shift, shift_at
from console.domain.words import Duty, Role
from console.domain.writing import given, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

LATELY: Final = timedelta(hours=12)  # a handover that waits longer for its signature is none of this shift


def decide(rows: "Rows", action: HandoverAction, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of an action on a handover, were it done by this person at this moment."""
    if Role.LEAD not in rows.people.roles_now(by):
        return Refusal("Only a lead can write or sign a handover.")
    match action:
        case actions.WriteHandover():
            return _write(rows, action, at)
        case actions.SignHandover():  # pragma: no branch -- the type checker proves that nothing is left
            return _sign(rows, action, by)


def _write(rows: "Rows", action: actions.WriteHandover, at: datetime) -> WireEvent | Refusal:
    shift, to_shift = passing(rows, at)
    shift, to_shift = action.shift or shift, action.to_shift or to_shift
    if not shift:
        return Refusal("No shift is planned for now, so there is none to hand over. Name the shift.")
    if not to_shift:
        return Refusal("No next shift is planned to hand over to. Plan one, or name it.")
    if (before := standing(rows.handovers.values(), shift)) is not None and before.signature is not None:
        return Refusal(f"{name(rows, before.signature.by)} signed the handover of this shift already.")
    cases = tuple(case.case for case in at_risk(rows.cases.values()))
    return short(action.notes) or events.HandoverWritten(
        shift, to_shift, action.complete_to, action.digest, action.sums, cases, given(action.notes)
    )


def passing(rows: "Rows", at: datetime) -> tuple[str, str]:
    """The shift of the moment and the one after it; empty where none is planned."""
    now, after = shift_at(rows.shifts.values(), at), next_shift(rows.shifts.values(), at)
    return now.shift if now else "", after.shift if after else ""


def _sign(rows: "Rows", action: actions.SignHandover, by: str) -> WireEvent | Refusal:
    handover = rows.handovers.get(action.handover)
    if handover is None:
        return Refusal("This desk knows no such handover.")
    stands = standing(rows.handovers.values(), handover.shift)
    if stands is not None and stands.signature is not None:
        who = "You" if stands.signature.by == by else name(rows, stands.signature.by)
        return Refusal(f"{who} signed the handover of this shift already.")
    if stands != handover:
        return Refusal("A later handover was written for this shift. Read and sign that one.")
    if handover.by == by:
        return Refusal("You wrote this handover. The incoming lead signs it.")
    if not action.override.strip():
        lacking = lacks(rows, handover.to_shift)
        if lacking:
            more = f" ({len(lacking)} in all)" if len(lacking) > 1 else ""
            return Refusal(
                f"The shift cannot be closed: {lacking[0]}{more}. Sign with a reason to close it all the same."
            )
        if action.agrees is False:
            return Refusal("The two desks do not hold the same state. Sign with a reason to close it all the same.")
    return short(action.override) or events.HandoverSigned(
        handover.handover, action.complete_to, action.digest, given(action.override)
    )


def current(rows: "Rows", at: datetime) -> Handover | None:
    """The handover that counts now: the latest that waits for its signature, else one from or to the present shift."""
    known = rows.handovers.values()
    counting = [one for one in known if standing(known, one.shift) == one]
    waiting = [one for one in counting if one.signature is None and one.at >= at - LATELY]
    shift = shift_at(rows.shifts.values(), at)
    ours = [one for one in counting if shift and shift.shift in (one.shift, one.to_shift)]
    return max(waiting or ours, key=lambda one: one.position, default=None)


def lacks(rows: "Rows", to_shift: str) -> tuple[str, ...]:
    """What keeps a shift from being closed: a sentence's part for each thing, the worst case first."""
    return tuple(what for case in at_risk(rows.cases.values()) for what in _lacks(rows, case, to_shift))


def _lacks(rows: "Rows", case: Case, to_shift: str) -> list[str]:
    found = [f"{case.alias} has no {what.split(' ', 1)[1]}" for what in case.lacks]
    if case.over_to(to_shift) is None:
        who = f" by {name(rows, case.owner)}" if case.owner else ""
        found.append(f"{case.alias} is not signed over{who}")
    elif case.for_shift(to_shift) is None:
        found.append(f"{case.alias} is not signed for")
    return found


def unsigned(rows: "Rows", at: datetime) -> tuple[Case, ...]:
    """The cases at A or B that nobody signed for although they should have passed on, the worst first.

    From the change of shift on, or when a handover has waited for them for five minutes; they stay with who had them.
    """
    handover = current(rows, at)
    if handover is None or handover.at < at - LATELY:
        return ()
    there = rows.shifts.get(handover.to_shift)
    changed = there is not None and there.starts <= at
    return tuple(
        case
        for case in at_risk(rows.cases.values())
        if case.for_shift(handover.to_shift) is None
        and case.case in handover.cases
        and (changed or handover.signature is not None or handover.at + LEAD_AFTER <= at)
    )


def both_leads(rows: "Rows", at: datetime) -> frozenset[str]:
    """Who leads the two shifts of the handover of a moment, who wrote it, and who signed it."""
    handover = current(rows, at)
    if handover is None:
        return frozenset()
    shifts = [one for one in (rows.shifts.get(handover.shift), rows.shifts.get(handover.to_shift)) if one]
    leads = (one.person for shift in shifts for one in shift.duties if one.duty is Duty.LEAD)
    signer = () if handover.signature is None else (handover.signature.by,)
    return frozenset((*leads, handover.by, *signer))


def explained(rows: "Rows", event: events.HandoverSigned, *, by: str, zone: tzinfo) -> str | None:
    """Why a signature that Slack now holds changed nothing; None when it counts, or its handover is not known."""
    handover = rows.handovers.get(event.handover)
    if handover is None or handover.signature is None or handover.signature.by == by:
        return None
    signature = handover.signature
    return f"{name(rows, signature.by)} signed this handover at {signature.at.astimezone(zone):%H:%M:%S}, before you."
