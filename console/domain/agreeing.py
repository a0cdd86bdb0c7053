"""What takes two people: closing a case at A or B, and lowering its risk by two levels."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from console.domain import actions, events
from console.domain.actions import Refusal
from console.domain.cases import Case, still_open
from console.domain.events import WireEvent
from console.domain.giving import name, no_clinician, no_taker
from console.domain.opinions import Opinion, Stand, may_answer
from console.domain.staffing import on_call
from console.domain.words import Risk, Role
from console.domain.writing import given, said, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

_LEVELS = tuple(Risk)
_FAR = 2  # levels that one person alone does not lower


def lowers_far(case: Case, risk: Risk | None) -> bool:
    """Whether this risk is two levels below the case's, or more."""
    return risk is not None and _LEVELS.index(risk) - _LEVELS.index(case.risk) >= _FAR


def ask_to_close(rows: "Rows", case: Case, action: actions.CloseCase, by: str, at: datetime) -> WireEvent | Refusal:
    """The question whether a case may be closed."""
    event = events.CaseOpinionAsked(case.case, action.note.strip(), outcome=action.outcome.strip())
    return _may_ask(rows, case, by, at) or said(action.outcome, "outcome") or _reason(action.note) or event


def ask_to_lower(rows: "Rows", case: Case, action: actions.UpdateCase, by: str, at: datetime) -> WireEvent | Refusal:
    """The question whether a case may be lowered so far."""
    alone = actions.UpdateCase(case.case, action.risk, why=action.why)
    if action != alone:
        return Refusal("Lowering by two levels waits for a second opinion. Change the rest by itself, first.")
    event = events.CaseOpinionAsked(case.case, action.why.strip(), risk=action.risk)
    return _may_ask(rows, case, by, at) or _reason(action.why) or event


def _may_ask(rows: "Rows", case: Case, by: str, at: datetime) -> Refusal | None:
    if (known := case.opinion) is None:
        return no_taker(rows, by, at)
    if known.by == by:
        return Refusal("You asked for a second opinion already. It can be taken back.")
    return Refusal(f"{name(rows, known.by)} asked for a second opinion about this case. Give yours first.")


def _reason(words: str) -> Refusal | None:
    if not words.strip():
        return Refusal("This takes two people. Say what speaks for it; they read it after giving their own reason.")
    return short(words)


def answer(rows: "Rows", case: Case, action: actions.GiveOpinion, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of an answer: what was wished itself, or that it is declined or taken back."""
    known = case.opinion
    if known is None:
        return Refusal("Nobody asks for a second opinion about this case.")
    if by == known.by and not action.agrees:
        return short(action.reason) or events.CaseOpinionDeclined(case.case, known.opinion, given(action.reason))
    return _may_answer(rows, known, by, at) or said(action.reason, "reason") or _answered(case, known, action)


def _answered(case: Case, known: Opinion, action: actions.GiveOpinion) -> WireEvent:
    reason = action.reason.strip()
    if not action.agrees:
        return events.CaseOpinionDeclined(case.case, known.opinion, reason)
    if known.outcome is not None:
        return events.CaseClosed(case.case, known.outcome, reason, known.opinion)
    return events.CaseUpdated(case.case, known.risk, opinion=known.opinion, why=reason)


def _may_answer(rows: "Rows", known: Opinion, by: str, at: datetime) -> Refusal | None:
    if by == known.by:
        return Refusal("You asked for it yourself: the second opinion is somebody else's.")
    if any(one.by == by for one in known.given):
        return Refusal("You gave your opinion already. A clinician decides now.")
    if may_answer(known, by, rows.people.roles_now(by)):
        return None
    if known.stand is Stand.DISAGREED:
        return no_clinician(rows, by, at, "decide where two people disagree")
    return no_taker(rows, by, at)


def explained(
    rows: "Rows",
    event: events.CaseClosed | events.CaseUpdated | events.CaseOpinionDeclined,
    *,
    by: str,
    zone: tzinfo,
) -> str | None:
    """Why an opinion that Slack now holds changed nothing; None when it counts, or its case is not known."""
    case = rows.cases.get(event.case)
    known = case.opinion_called(event.opinion) if case and event.opinion else None
    if known is None or known.by == by or any(one.by == by for one in known.given):
        return None
    if known.stand is Stand.TAKEN_BACK:
        return f"{name(rows, known.by)} took the question back before you answered, so that changed nothing."
    if not known.given:
        return None
    last = known.given[-1]
    return f"{name(rows, last.by)} gave a second opinion at {last.at.astimezone(zone):%H:%M:%S}, before you."


def asked_of(rows: "Rows", person: str, at: datetime) -> list[Case]:
    """The open cases about which this person is asked for a second opinion, the highest risk first.

    Leads and clinicians are; where two disagree, the clinician on call, and each clinician while there is none. Others
    may give one all the same.
    """
    roles = rows.people.roles_now(person)
    found = []
    for case in still_open(rows.cases.values()):
        if case.opinion and may_answer(case.opinion, person, roles) and roles & {Role.LEAD, Role.CLINICIAN}:
            call = on_call(rows.shifts.values(), at) if case.opinion.stand is Stand.DISAGREED else None
            if call is None or person == call.person or not may_answer(case.opinion, call.person, {Role.CLINICIAN}):
                found.append(case)
    return found
