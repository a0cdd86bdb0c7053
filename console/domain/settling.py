"""What became of an action: whether it still stands, what undoes it, and why Slack settled it otherwise."""

from datetime import datetime, tzinfo
from typing import Final

from console.domain import (
    actions,
    agreeing,
    caring,
    duties,
    events,
    handing,
    planning,
    posting,
    repeating,
    ruling,
    staffing,
    swapping,
    templating,
    todos,
)
from console.domain.actions import Action, ChatAction
from console.domain.chats import Chat, ChatState
from console.domain.deciding import Rows, next_chat
from console.domain.events import WireEvent
from console.domain.giving import limit_of
from console.domain.messages import Position
from console.domain.people import ENTITLED
from console.domain.roster import shift_at
from console.domain.words import Role

CONTESTED: Final = (  # others may be first
    events.ChatTaken,
    events.ChatReleased,
    events.ChatPassed,
    events.ChatClosed,
    events.PostTaken,
    events.PostDecided,
    events.RulePublished,
    events.RuleWithdrawn,
    events.TemplateSet,
    events.TemplateWithdrawn,
    events.CaseSignedFor,
    events.CaseClosed,
    events.CaseOpinionDeclined,
    events.HandoverSigned,
    events.SwapAgreed,
    events.SwapDeclined,
)
UNDONE: Final = "Undone."  # the reason of a risk that is set back; lowering one needs a reason
_LAST: Final = "\U0010ffff"


# Undoing


def opposite(rows: Rows, action: Action, *, by: str, at: datetime) -> Action | None:  # noqa: C901, PLR0912 -- one arm for each of the closed set
    """What undoes an action; None where nothing does.

    Takes what ``decide`` takes, before the action is done. Whether to offer it later is for ``stands`` to say,
    whether it may be done then for ``decide``.
    """
    match action:
        case actions.TakeNext():
            chat = next_chat(rows, by, at)
            return None if chat is None else _of_chat(chat, actions.TakeChat(chat.chat), by, at)
        case actions.GiveRole(person, role):  # who had it before keeps it: it was only confirmed
            return None if role in rows.people.roles_now(person) else actions.TakeRole(person, role)
        case actions.TakeRole(person, role):
            return actions.GiveRole(person, role) if role in rows.people.roles_now(person) else None
        case actions.LiftLimit(person, limit):
            before = limit_of(rows, person, at)
            return None if before == limit else actions.LiftLimit(person, before)
        case actions.RenewLeases():
            return None
        case (
            actions.TakePost()
            | actions.ReleasePost()
            | actions.AskAboutPost()
            | actions.DecidePost()
            | actions.ReviewPost()
            | actions.JudgePost()
            | actions.AnswerPost()
        ):
            return posting.opposite(rows, action, by, at)
        case actions.PublishRule() | actions.WithdrawRule() | actions.AcknowledgeRule():
            return ruling.opposite(rows, action, at)
        case actions.SetTemplate() | actions.WithdrawTemplate():
            return templating.opposite(rows, action)
        case (
            actions.FlagCase()
            | actions.UpdateCase()
            | actions.AssessCase()
            | actions.MergeCase()
            | actions.CloseCase()
            | actions.GiveOpinion()
            | actions.SignOver()
            | actions.SignFor()
            | actions.WriteHandover()
            | actions.SignHandover()
            | actions.ProposeRule()
            | actions.DeclineProposal()
            | actions.AskSwap()
            | actions.AgreeSwap()
            | actions.DeclineSwap()
        ):
            return None  # what was said of somebody at risk, and signatures, stand; more can be said
        case actions.StartDuty() | actions.PauseDuty() | actions.EndDuty():
            return duties.opposite(rows, action, by, at)
        case actions.PublishRoster() | actions.SetRoutine() | actions.SetStaffing():
            return _of_roster(rows, action)
        case (
            actions.PlanTask() | actions.TakeTask() | actions.FinishTask() | actions.ReopenTask() | actions.CarryTask()
        ):
            return todos.opposite(rows, action)
        case _:
            known = rows.chats.get(action.chat)
            return None if known is None else _of_chat(known, action, by, at)


def _of_roster(rows: Rows, action: actions.PublishRoster | actions.SetRoutine | actions.SetStaffing) -> Action | None:
    match action:
        case actions.PublishRoster():
            return planning.opposite(rows, action)
        case actions.SetRoutine():
            return repeating.opposite(rows, action)
        case actions.SetStaffing():  # pragma: no branch -- the type checker proves that nothing is left
            return staffing.opposite(rows)


def _of_chat(chat: Chat, action: ChatAction, by: str, at: datetime) -> Action | None:
    holder, offer = chat.holder_at(at), chat.offer_at(at)
    match action:
        case actions.TakeChat():  # one that was passed on is offered back, and never left with nobody
            return actions.ReleaseChat(chat.chat) if holder is None else actions.PassChat(chat.chat, holder)
        case actions.ReleaseChat() if holder == by:
            return actions.TakeChat(chat.chat)
        case actions.PassChat(_, to) if holder is not None and to != holder:
            if offer is None or offer.to == to:
                return actions.PassChat(chat.chat, holder)
            return actions.PassChat(chat.chat, offer.to, offer.note or "")
        case actions.CloseChat() if chat.ended_at is None:  # a member who has left is not put back into the queue
            return actions.ReopenChat(chat.chat)
        case actions.SetRisk(_, risk) if risk is not chat.risk:
            return actions.SetRisk(chat.chat, chat.risk, UNDONE)
        case _:
            return None


def stands(rows: Rows, event: WireEvent, *, by: str, at: datetime) -> bool:  # noqa: C901, PLR0912 -- one arm for each of the closed set
    """Whether what somebody did is still as they left it, so that its opposite undoes that and nothing else.

    Without it a lead who undoes a take late would release the chat of whoever took it since. False for what
    has no opposite.
    """
    match event:
        case events.RoleGiven(person, role):
            return role in rows.people.roles_now(person)
        case events.RoleTaken(person, role):
            return role not in rows.people.roles_now(person)
        case events.LimitLifted(person, name, limit):
            shift = shift_at(rows.shifts.values(), at)
            return shift is not None and shift.shift == name and shift.limits.get(person) == limit
        case (
            events.ChatTaken(name)
            | events.ChatReleased(name)
            | events.ChatPassed(name)
            | events.ChatClosed(name)
            | events.ChatRiskSet(name)
        ):
            chat = rows.chats.get(name)
            return chat is not None and _chat_stands(chat, event, by, at)
        case events.PostTaken() | events.PostReleased():
            return posting.stands(rows, event, by, at)
        case events.RulePublished() | events.RuleWithdrawn():
            return ruling.stands(rows, event, by)
        case events.TemplateSet() | events.TemplateWithdrawn():
            return templating.stands(rows, event, by)
        case events.DutyStarted() | events.DutyPaused() | events.DutyEnded():
            return duties.stands(rows, event, by)
        case events.RosterPublished():
            return planning.stands(rows, event, by)
        case events.StaffingSet():
            return staffing.stands(rows, event, by)
        case events.RoutineSet():
            return repeating.stands(rows, event, by)
        case events.TaskPlanned() | events.TaskDone() | events.TaskUndone():
            return todos.stands(rows, event, by)
        case _:
            return False


def _chat_stands(chat: Chat, event: WireEvent, by: str, at: datetime) -> bool:
    match event:
        case events.ChatTaken():
            return chat.holder_at(at) == by
        case events.ChatReleased():
            return chat.state_at(at) is ChatState.WAITING
        case events.ChatPassed(_, to):
            offer = chat.offer_at(at)
            return offer is not None and (offer.by, offer.to) == (by, to)
        case events.ChatRiskSet(_, risk):
            return chat.risk is risk
        case _:
            return chat.closed_by == by and chat.ended_at is None


# Explaining


def explained(
    rows: Rows, event: WireEvent, *, by: str, at: datetime, zone: tzinfo, acted_at: datetime | None = None
) -> str | None:
    """Why an event that Slack now holds at ``at`` did not do what its author wished, in one sentence.

    ``rows`` are the confirmed ones with it folded in; it was wished at ``acted_at``. None when it did, or when what
    followed hides it.
    """
    needed = ENTITLED.get(type(event))
    if needed is not None and not rows.people.roles(by, Position(at, _LAST)) & needed:
        return f"You had no role that allows this at {_clock(at, zone)}, so it changed nothing."
    match event:
        case events.ChatTaken(name):
            chat = rows.chats.get(name)
            return None if chat is None else _take_explained(rows, chat, by=by, at=at, zone=zone)
        case events.ChatReleased(name) | events.ChatPassed(name) | events.ChatClosed(name):
            chat = rows.chats.get(name)
            return None if chat is None else _parting_explained(rows, chat, event, by=by, at=at, zone=zone)
        case events.PostTaken() | events.PostDecided():
            return posting.explained(rows, event, by=by, at=at, zone=zone)
        case events.RulePublished() | events.RuleWithdrawn():
            return ruling.explained(rows, event, by=by, at=at, acted_at=acted_at or at, zone=zone)
        case events.TemplateSet() | events.TemplateWithdrawn():
            return templating.explained(rows, event, by=by, at=at, acted_at=acted_at or at, zone=zone)
        case events.CaseSignedOver() | events.CaseSignedFor():
            return caring.explained(rows, event, by=by, zone=zone)
        case events.CaseClosed() | events.CaseUpdated() | events.CaseOpinionDeclined() if event.opinion:
            return agreeing.explained(rows, event, by=by, zone=zone)
        case events.SwapAgreed() | events.SwapDeclined():
            return swapping.explained(rows, event, by=by, zone=zone)
        case events.HandoverSigned():
            return handing.explained(rows, event, by=by, zone=zone)
        case _:
            return None


def _take_explained(rows: Rows, chat: Chat, *, by: str, at: datetime, zone: tzinfo) -> str | None:
    """Why a take did not make its author the holder: somebody else was first, or the chat was over."""
    over = _over_before(rows, chat, by=by, at=at, zone=zone)
    if over is not None or chat.holder == by:
        return over
    if chat.taken_at is not None and chat.taken_at <= at:
        return f"{_name(rows, chat.holder, by)} took this chat at {_clock(chat.taken_at, zone)}, before you."
    if by in chat.held_by:
        return None
    return "Somebody else had this chat when you took it. It has changed hands since."


def _parting_explained(rows: Rows, chat: Chat, event: WireEvent, *, by: str, at: datetime, zone: tzinfo) -> str | None:
    """Why a release, a pass or a closing changed nothing: it came after the lease, or after the chat was over."""
    gives_outcome = isinstance(event, events.ChatClosed)
    over = _over_before(rows, chat, by=by, at=at, zone=zone, ended=not gives_outcome)
    if over is not None or chat.closed or chat.holder == by:
        return over
    if chat.holder is None:
        if chat.since >= at:
            return None
        return f"This chat was back in the queue at {_clock(chat.since, zone)}, before you did this."
    lead = rows.people.has(by, Role.LEAD, Position(at, _LAST))
    if lead or chat.taken_at is None or chat.taken_at >= at:
        return None
    return f"{_name(rows, chat.holder, by)} has had this chat since {_clock(chat.taken_at, zone)}."


def _over_before(rows: Rows, chat: Chat, *, by: str, at: datetime, zone: tzinfo, ended: bool = True) -> str | None:
    """How the chat was over before that moment; None when it was not."""
    if chat.closed_at is not None and chat.closed_at < at:
        who = _name(rows, chat.closed_by, by)
        return f"{who} closed this chat at {_clock(chat.closed_at, zone)}, before you did this."
    if ended and chat.ended_at is not None and chat.ended_at < at:
        return f"The member left this chat at {_clock(chat.ended_at, zone)}, before you did this."
    return None


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M:%S}"


def _name(rows: Rows, person: str | None, me: str) -> str:
    return "You" if person == me else rows.names.get(person or "", person or "Somebody")
