"""What may be done with a case: flag it, change it, close it, and sign it over to the next shift and for it."""

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec.structs import replace

from console.domain import actions, agreeing, events
from console.domain.actions import CaseAction, Refusal
from console.domain.cases import QUESTIONS, Case
from console.domain.events import WireEvent
from console.domain.giving import name, no_role
from console.domain.roster import next_shift
from console.domain.writing import given, said, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

T = TypeVar("T")
ANSWERS: Final = ("yes", "no", "unknown")
YES_OR_NO: Final = ("acted", "means", "plan", "alone")  # the questions that these answer
LATELY: Final = timedelta(hours=4)  # a handover that nobody signed for so long is no longer being signed


def decide(  # noqa: C901, PLR0912 -- one arm for each of the closed set
    rows: "Rows", action: CaseAction, by: str, at: datetime, id: str
) -> WireEvent | Refusal:
    """The event of an action on a case, were it done by this person at this moment; a new case has the action's id."""
    refusal = no_role(rows, by, at)
    if refusal is not None:
        return refusal
    if isinstance(action, actions.FlagCase):
        return _flag(rows, action, at, id)
    case = rows.cases.get(action.case)
    if case is None:
        return Refusal("This desk knows no such case.")
    if case.closed_at is not None:
        return Refusal("This case is closed.")
    match action:
        case actions.UpdateCase():
            if agreeing.lowers_far(case, action.risk):
                return agreeing.ask_to_lower(rows, case, action, by, at)
            return _update(rows, case, action, at)
        case actions.CloseCase() if case.risk.high:
            return agreeing.ask_to_close(rows, case, action, by, at)
        case actions.AssessCase():
            return _assess(action)
        case actions.MergeCase(_, into):
            return _merge(rows, case, into)
        case actions.GiveOpinion():
            return agreeing.answer(rows, case, action, by, at)
        case actions.CloseCase(_, outcome, note):
            return said(outcome, "outcome") or short(note) or events.CaseClosed(case.case, outcome.strip(), given(note))
        case actions.SignOver(_, shift):
            return _sign_over(rows, case, shift, by, at)
        case actions.SignFor(_, read_back, shift):  # pragma: no branch -- the type checker proves that nothing is left
            return _sign_for(rows, case, read_back, shift, by)


def _flag(rows: "Rows", action: actions.FlagCase, at: datetime, id: str) -> WireEvent | Refusal:
    chat = rows.chats.get(action.chat)
    if action.chat and chat is None:
        return Refusal("This desk knows no such chat.")
    post = rows.posts.get(action.post)
    if action.post and post is None:
        return Refusal("This desk knows no such post.")
    member = chat or post
    alias = member.alias if member else action.alias.strip()
    if not alias:
        return Refusal("Say who is at risk: name a chat, a post, or an alias.")
    flagged = (one for one in rows.cases.values() if one.closed_at is None)
    if member and any((chat and one.chat == chat.chat) or (post and one.post == post.post) for one in flagged):
        return Refusal(f"{alias} is flagged already. Change that case instead.")
    return _cannot_say(rows, action, at) or events.CaseFlagged(
        id,
        alias,
        action.risk,
        member.age_band if member else action.age_band,
        chat.chat if chat else None,
        post.post if post else None,
        action.intent,
        action.category,
        given(action.summary),
        given(action.owner),
        action.next_check,
        given(action.plan),
        given(action.if_then),
    )


def _update(rows: "Rows", case: Case, action: actions.UpdateCase, at: datetime) -> WireEvent | Refusal:
    event = events.CaseUpdated(
        case.case,
        _new(action.risk, case.risk),
        _new(action.intent, case.intent),
        _new(action.category, case.category),
        _new(given(action.summary), case.summary),
        _new(given(action.owner), case.owner),
        _new(action.next_check, case.next_check),
        _new(given(action.plan), case.plan),
        _new(given(action.if_then), case.if_then),
        why=given(action.why),
        outside=_new(None if action.outside is None else action.outside.strip(), case.outside),
    )
    if replace(event, why=None) == events.CaseUpdated(case.case):
        return Refusal("Nothing differs from what the case says.")
    return _cannot_say(rows, action, at) or short(action.why) or event


def _assess(action: actions.AssessCase) -> WireEvent | Refusal:
    said = {question: getattr(action, question).strip() for question in QUESTIONS}
    if not any(said.values()):
        return Refusal("Nothing is answered yet.")
    wrong = next((one for one in YES_OR_NO if said[one] not in ("", *ANSWERS)), None)
    if wrong is not None:
        return Refusal(f"“{said[wrong][:40]}” is no answer: it is one of {', '.join(ANSWERS)}.")
    event = events.CaseAssessed(action.case, **{question: given(text) for question, text in said.items()})
    return short("\n".join(said.values())) or event


def _merge(rows: "Rows", case: Case, into: str) -> WireEvent | Refusal:
    other = rows.cases.get(into)
    if other is None:
        return Refusal("This desk knows no such case.")
    if other.case == case.case:
        return Refusal("That is the same case.")
    if other.closed_at is not None:
        return Refusal(f"The case of {other.alias} is closed.")
    if case.opinion or other.opinion:
        return Refusal("A second opinion is asked for. It is given first.")
    higher = min(case.risk, other.risk)
    return events.CaseMerged(case.case, other.case, higher if higher is not other.risk else None)


def _new(wished: T | None, known: T | None) -> T | None:
    """What an update names: only what differs."""
    return None if wished == known else wished


def _cannot_say(rows: "Rows", action: actions.FlagCase | actions.UpdateCase, at: datetime) -> Refusal | None:
    """Why a case cannot say that: nobody would see to it, its check would be past, or the words are too many."""
    if action.owner and not rows.people.roles_now(action.owner):
        return Refusal(f"{name(rows, action.owner)} has no role, so a case cannot be theirs.")
    if action.next_check is not None and action.next_check <= at:
        return Refusal("The next check would be in the past.")
    return short(f"{action.summary}\n{action.plan}\n{action.if_then}")


# Signing


def _sign_over(rows: "Rows", case: Case, shift: str, by: str, at: datetime) -> WireEvent | Refusal:
    if case.owner is None:
        return Refusal("Nobody sees to this case yet. Say who does, first.")
    if case.owner != by:
        return Refusal(f"{name(rows, case.owner)} sees to this case: only they can sign it over.")
    to = shift or _next(rows, at)
    if not to:
        return Refusal("No next shift is planned. Plan one, or name the shift.")
    if shift and shift not in rows.shifts:
        return Refusal(f"This desk knows no shift “{shift}”.")
    if case.next_check is None and case.urgent:
        return Refusal("This case has no next check. Say when somebody looks next, first.")
    if case.over_to(to) is not None:
        return Refusal("You signed this case over already.")
    return events.CaseSignedOver(case.case, to)


def _next(rows: "Rows", at: datetime) -> str:
    """The shift that a case passes to: the one of a handover that waits for its signature, else the next."""
    waiting = [one for one in rows.handovers.values() if one.signature is None and one.at >= at - LATELY]
    if waiting:
        return max(waiting, key=lambda one: one.position).to_shift
    shift = next_shift(rows.shifts.values(), at)
    return shift.shift if shift else ""


def waits_for(case: Case) -> str:
    """The shift to which a case was signed over last, and in which nobody signed for it yet; empty for none."""
    open_ones = (one for one in reversed(case.signed_over) if case.for_shift(one.shift) is None)
    return next((one.shift for one in open_ones), "") if case.closed_at is None else ""


def _sign_for(rows: "Rows", case: Case, read_back: str, shift: str, by: str) -> WireEvent | Refusal:
    over = case.over_to(shift or waits_for(case))
    if over is None and case.signed_for:
        last = case.signed_for[-1]
        return Refusal(f"{'You' if last.by == by else name(rows, last.by)} signed for this case already.")
    if over is None:
        return Refusal("This case was not signed over yet. Ask who sees to it to sign it over first.")
    if over.by == by:
        return Refusal("You signed this case over. Somebody else must sign for it.")
    if (known := case.for_shift(over.shift)) is not None:
        return Refusal(f"{'You' if known.by == by else name(rows, known.by)} signed for this case already.")
    return said(read_back, "read-back") or events.CaseSignedFor(case.case, over.shift, read_back.strip())


def explained(
    rows: "Rows", event: events.CaseSignedOver | events.CaseSignedFor, *, by: str, zone: tzinfo
) -> str | None:
    """Why a signature that Slack now holds changed nothing; None when it counts, or its case is not known."""
    case = rows.cases.get(event.case)
    if case is None:
        return None
    over, for_ = case.over_to(event.shift), case.for_shift(event.shift)
    if isinstance(event, events.CaseSignedOver):
        return None if over else "This case was no longer yours when you signed it over, so that changed nothing."
    if for_ is None:
        return "This case was not signed over when you signed for it, so that changed nothing."
    if for_.by == by:
        return None
    return f"{name(rows, for_.by)} signed for this case at {for_.at.astimezone(zone):%H:%M:%S}, before you."
