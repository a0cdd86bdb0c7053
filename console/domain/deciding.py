"""What may be done: an action becomes an event, or a refusal in words.

The fold checks rights, holder and lease only; the limit of chats, rules that block taking and the roster are
checked here, when somebody acts (docs/wire.md, Order and truth). Roles are those after everything that is known,
and not those at the desk's own time: what is decided here comes after all of it, and this clock may run late.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final, Protocol

from console.domain import (
    actions,
    caring,
    duties,
    events,
    giving,
    handing,
    planning,
    posting,
    proposing,
    repeating,
    ruling,
    staffing,
    swapping,
    templating,
    todos,
)
from console.domain.actions import Action, ChatAction, Refusal
from console.domain.asks import with_quote
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.events import WireEvent
from console.domain.giving import limit_of, name, no_taker
from console.domain.handovers import Handover
from console.domain.people import TAKERS, People
from console.domain.posts import Post
from console.domain.proposals import Proposal
from console.domain.queue import queue_of
from console.domain.roster import Shift, shift_at
from console.domain.routines import Routine
from console.domain.rules import Rule, Version
from console.domain.staffing import Staffing
from console.domain.swaps import Swap
from console.domain.tasks import Task
from console.domain.templates import Template
from console.domain.words import AgeBand, Audience, Risk, Role
from console.domain.writing import given, said, short

NIGHT: Final = range(2, 6)  # hours of the local clock in which attention is lowest (accident research)


class Rows(Protocol):
    """What is known when somebody acts; the rows with what is pending folded over them."""

    @property
    def people(self) -> People:
        """Roles."""

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
    def cases(self) -> Mapping[str, Case]:
        """The open cases, and those over lately."""

    @property
    def handovers(self) -> Mapping[str, Handover]:
        """The latest handovers, by the ids of their events."""

    @property
    def tasks(self) -> Mapping[str, Task]:
        """The to-dos of shifts."""

    @property
    def routines(self) -> Mapping[str, Routine]:
        """What is to be done again and again."""

    @property
    def staffing(self) -> Staffing:
        """How many are needed at least."""

    @property
    def swaps(self) -> Mapping[str, Swap]:
        """Changes of the roster that somebody asked for, by the ids of their events."""

    @property
    def zone(self) -> tzinfo:
        """The service's, in which times of day are meant."""

    @property
    def proposals(self) -> Mapping[str, Proposal]:
        """Drafts of rules that were proposed, by the ids of their events."""

    @property
    def posts(self) -> Mapping[str, Post]:
        """Posts that are to be decided, and those decided lately."""

    @property
    def templates(self) -> Mapping[str, Template]:
        """The wordings that members are answered with."""

    @property
    def names(self) -> Mapping[str, str]:
        """What people are called, by id."""


def decide(  # noqa: C901, PLR0912 -- one arm for each of the closed set
    rows: Rows, action: Action, *, by: str, at: datetime, id: str
) -> WireEvent | Refusal:
    """The event of an action, were it done by this person at this moment; ``id`` is the action's own."""
    match action:
        case actions.TakeNext():
            return _take_next(rows, by, at)
        case actions.RenewLeases():
            return _renew(rows, by, at)
        case actions.LiftLimit():
            return giving.lift(rows, action, by, at)
        case actions.GiveRole(person, role):
            return giving.give(rows, person, role, by, at)
        case actions.TakeRole(person, role):
            return giving.take(rows, person, role, by, at)
        case (
            actions.TakePost()
            | actions.ReleasePost()
            | actions.AskAboutPost()
            | actions.DecidePost()
            | actions.ReviewPost()
            | actions.JudgePost()
            | actions.AnswerPost()
        ):
            return posting.decide(rows, action, by, at, id)
        case actions.PublishRule() | actions.WithdrawRule() | actions.AcknowledgeRule():
            return ruling.decide(rows, action, by, at)
        case actions.SetTemplate() | actions.WithdrawTemplate():
            return templating.decide(rows, action, by)
        case actions.ProposeRule() | actions.DeclineProposal():
            return proposing.decide(rows, action, by, at)
        case (
            actions.FlagCase()
            | actions.UpdateCase()
            | actions.AssessCase()
            | actions.MergeCase()
            | actions.CloseCase()
            | actions.GiveOpinion()
            | actions.SignOver()
            | actions.SignFor()
        ):
            return caring.decide(rows, action, by, at, id)
        case actions.WriteHandover() | actions.SignHandover():
            return handing.decide(rows, action, by, at)
        case actions.StartDuty() | actions.PauseDuty() | actions.EndDuty():
            return duties.decide(rows, action, by, at)
        case actions.PublishRoster():
            return planning.decide(rows, action, by)
        case actions.SetRoutine():
            return repeating.decide(rows, action, by, id)
        case actions.SetStaffing():
            return staffing.decide(rows, action, by)
        case actions.AskSwap() | actions.AgreeSwap() | actions.DeclineSwap():
            return swapping.decide(rows, action, by, at)
        case (
            actions.PlanTask() | actions.TakeTask() | actions.FinishTask() | actions.ReopenTask() | actions.CarryTask()
        ):
            return todos.decide(rows, action, by, at, id)
        case _:
            return _about_chat(rows, action, by, at, id)


# The queue


def held_by(rows: Rows, person: str, at: datetime) -> list[Chat]:
    """The chats that a person holds at the moment, the highest risk first."""
    return queue_of(rows.chats).held_by(person, at)


def _renew(rows: Rows, by: str, at: datetime) -> WireEvent | Refusal:
    held = tuple(chat.chat for chat in held_by(rows, by, at))
    posts = tuple(post.post for post in posting.held_by(rows, by, at))
    return events.LeaseRenewed(held, posts or None) if held or posts else Refusal("You hold no chat.")


def next_chat(rows: Rows, person: str, at: datetime) -> Chat | None:
    """The chat that should be taken now: the highest risk; of those one offered to the person, else the longest wait.

    A chat that a rule keeps from the person is not passed over: the rule is to be read, and the member helped.
    """
    return queue_of(rows.chats).first(person, at)


def _offered_to(chat: Chat, person: str, at: datetime) -> bool:
    offer = chat.offer_at(at)
    return offer is not None and offer.to == person


def _about_chat(rows: Rows, action: ChatAction, by: str, at: datetime, id: str) -> WireEvent | Refusal:
    chat = rows.chats.get(action.chat)
    if chat is None:
        return Refusal("This desk knows no such chat.")
    match action:
        case actions.TakeChat():
            return _take(rows, chat, by, at)
        case actions.ReturnPass(_, reason):
            if not _offered_to(chat, by, at):
                return Refusal("This chat is not offered to you, or no longer.")
            return short(reason) or events.PassReturned(chat.chat, given(reason))
        case actions.ReleaseChat(_, reason):
            if not chat.closed and chat.holder_at(at) is None:
                return no_taker(rows, by, at) or Refusal("Nobody holds this chat: it waits in the queue.")
            return _held(rows, chat, by, at) or short(reason) or events.ChatReleased(chat.chat, given(reason))
        case actions.PassChat():
            return _pass(rows, chat, action, by, at)
        case actions.CloseChat(_, outcome, note):
            refusal = _cannot_close(rows, chat, by, at)
            return refusal or short(note) or events.ChatClosed(chat.chat, outcome, given(note))
        case _:
            return no_taker(rows, by, at) or _work(chat, action, id)


def _work(
    chat: Chat, action: actions.ReopenChat | actions.NoteChat | actions.SetRisk | actions.AskTeam, id: str
) -> WireEvent | Refusal:
    """What everybody with a taking role may do to any chat."""
    match action:
        case actions.ReopenChat(_, reason):
            if not chat.closed:
                return Refusal("This chat is not closed.")
            return short(reason) or events.ChatReopened(chat.chat, given(reason))
        case actions.NoteChat(_, note):
            return said(note, "note") or events.ChatNoted(chat.chat, note.strip())
        case actions.SetRisk(_, risk, reason):
            return _risk(chat, risk, reason)
        case actions.AskTeam(_, question, quoted):  # pragma: no branch - the type checker proves that nothing is left
            return said(question, "question") or _asked(chat, question.strip(), id, quoted=quoted)


def _asked(chat: Chat, question: str, id: str, *, quoted: bool) -> WireEvent | Refusal:
    """A question about a chat; the member's own words stand below it only when that was chosen."""
    if not quoted:
        return events.AskPosted(id, question, chat.chat)
    if chat.excerpt is None or not chat.excerpt.strip():
        return Refusal("There is no text of the member in this chat.")
    question = with_quote(question, chat.excerpt)
    return short(question) or events.AskPosted(id, question, chat.chat)


def _take_next(rows: Rows, by: str, at: datetime) -> WireEvent | Refusal:
    chat = next_chat(rows, by, at)
    if chat is None:
        return no_taker(rows, by, at) or Refusal("Nobody is waiting.")
    return _take(rows, chat, by, at)


def _take(rows: Rows, chat: Chat, by: str, at: datetime) -> WireEvent | Refusal:
    refusal = no_taker(rows, by, at) or _over(chat)
    if refusal is not None:
        return refusal
    holder = chat.holder_at(at)
    if holder is not None and not _offered_to(chat, by, at):
        return _already(rows, holder, by)
    holds, limit = len(held_by(rows, by, at)), limit_of(rows, by, at)
    if holds >= limit:
        held = f"{holds} chat{'' if holds == 1 else 's'}"
        more = giving.who_lifts(rows, by, at)
        return Refusal(f"You hold {held}, and your limit is {limit}. Close one, pass one on, {more}.")
    blocking = _blocking(rows, chat.age_band, by, at)
    if blocking is not None:
        rule, version = blocking
        return Refusal(f"Read rule {rule.rule.removeprefix('R')} first: “{version.title}”.")
    return events.ChatTaken(chat.chat)


def unread_that_blocks(rows: Rows, age_band: AgeBand, person: str, at: datetime) -> Rule | None:
    """A rule in force for members of that age that the person must read before taking their chats."""
    blocking = _blocking(rows, age_band, person, at)
    return None if blocking is None else blocking[0]


def _blocking(rows: Rows, age_band: AgeBand, person: str, at: datetime) -> tuple[Rule, Version] | None:
    audience = Audience.ADULTS if age_band in (AgeBand.YOUNG_ADULT, AgeBand.ADULT) else Audience.UNDER_18
    for rule in sorted(rows.rules.values(), key=lambda rule: rule.rule):
        version = rule.in_force(at)
        if version and version.blocks_taking and audience in version.audience and person not in version.acknowledged:
            return rule, version
    return None


def _pass(rows: Rows, chat: Chat, action: actions.PassChat, by: str, at: datetime) -> WireEvent | Refusal:
    """An offer to a colleague; one to the holder takes back the offer before (docs/wire.md, chat_passed)."""
    refusal = _held(rows, chat, by, at) or short(action.note)
    if refusal is None and action.to != chat.holder_at(at):
        refusal = _cannot_get(rows, action.to, by, at)
    elif refusal is None and chat.offer_at(at) is None:
        refusal = _already(rows, action.to, by)
    return refusal or events.ChatPassed(chat.chat, action.to, given(action.note))


def _cannot_get(rows: Rows, person: str, by: str, at: datetime) -> Refusal | None:
    """Why a chat cannot be offered to a person: they could not take it, or are not there to see it."""
    if not rows.people.roles_now(person) & TAKERS:
        return Refusal(f"{name(rows, person)} has no role that allows taking a chat.")
    shift = shift_at(rows.shifts.values(), at)
    if shift is not None and person not in shift.people:
        return Refusal("You are not on this shift." if person == by else f"{name(rows, person)} is not on this shift.")
    return None


def _cannot_close(rows: Rows, chat: Chat, by: str, at: datetime) -> Refusal | None:
    """Why a person may not close a chat: its holder may, who held it when the member left, and a lead always."""
    if chat.closed_at is not None:
        return Refusal("This chat is already closed.")
    if _lead(rows, by):
        return None
    if chat.ended_at is None:
        return _held(rows, chat, by, at)
    if chat.holder is None:
        return Refusal("The member has left, and nobody was with them. Only a lead can close this chat.")
    if chat.holder != by:
        return Refusal(
            f"The member has left. Only {name(rows, chat.holder)}, who was with them, and a lead can close this chat."
        )
    return None


def _held(rows: Rows, chat: Chat, by: str, at: datetime) -> Refusal | None:
    """Why a person may not do what only the holder and a lead may."""
    if chat.closed:
        return _over(chat)
    holder = chat.holder_at(at)
    if holder is None and by in chat.held_by:
        return Refusal("This chat is back in the queue. Take it again first.")
    if holder is None:
        return no_taker(rows, by, at) or Refusal("Nobody holds this chat. Take it first.")
    if holder != by and not _lead(rows, by):
        return Refusal(f"{name(rows, holder)} has this chat. Only they and a lead can do that.")
    return None


def _over(chat: Chat) -> Refusal | None:
    if chat.closed_at is not None:
        return Refusal("This chat is closed.")
    return None if chat.ended_at is None else Refusal("The member has left this chat.")


def _already(rows: Rows, holder: str, by: str) -> Refusal:
    return Refusal("You already have this chat." if holder == by else f"{name(rows, holder)} already has this chat.")


def _risk(chat: Chat, risk: Risk, reason: str) -> WireEvent | Refusal:
    if risk is chat.risk:
        return Refusal(f"The risk is already {risk.value}.")
    if risk > chat.risk and not reason.strip():
        return Refusal("Lowering the risk needs a reason.")
    return short(reason) or events.ChatRiskSet(chat.chat, risk, given(reason))


def needs_second_look(chat: Chat, risk: Risk, at: datetime, zone: tzinfo) -> bool:
    """Whether a person is to confirm this level once more: a lower one, between 02:00 and 06:00 where they are."""
    return risk > chat.risk and at.astimezone(zone).hour in NIGHT


def _lead(rows: Rows, person: str) -> bool:
    return Role.LEAD in rows.people.roles_now(person)
