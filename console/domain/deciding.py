"""What may be done: an action becomes an event, or a refusal in words.

The fold checks rights, holder and lease only; the limit of chats, rules that block taking and the roster are
checked here, when somebody acts (docs/wire.md, Order and truth).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from console.domain import actions, events
from console.domain.actions import Action, ChatAction, Refusal
from console.domain.chats import Chat, ChatState
from console.domain.events import WireEvent
from console.domain.messages import Position
from console.domain.people import TAKERS, People
from console.domain.roster import Shift, shift_at
from console.domain.rules import Rule
from console.domain.words import AgeBand, Audience, Risk, Role

USUAL_LIMIT: Final = 3  # chats that one person holds at a time
TEXT_LIMIT: Final = 3_000  # characters of a note or a question; longer ones are unreadable on every desk
_LAST: Final = "\U0010ffff"


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
    def names(self) -> Mapping[str, str]:
        """What people are called, by id."""


def decide(rows: Rows, action: Action, *, by: str, at: datetime, id: str) -> WireEvent | Refusal:
    """The event of an action, were it done by this person at this moment; ``id`` is the action's own."""
    match action:
        case actions.TakeNext():
            chat = next_chat(rows, by, at)
            return Refusal("Nobody is waiting.") if chat is None else _take(rows, chat, by, at)
        case actions.RenewLeases():
            held = held_by(rows, by, at)
            return events.LeaseRenewed(tuple(chat.chat for chat in held)) if held else Refusal("You hold no chat.")
        case actions.LiftLimit(person, limit):
            return _lift(rows, person, limit, by, at)
        case actions.GiveRole(person, role):
            return _role(rows, role, by, at) or events.RoleGiven(person, role)
        case actions.TakeRole(person, role):
            held_roles = rows.people.roles_now(person)
            if role not in held_roles:
                return Refusal(f"{_name(rows, person)} is no {role.value}.")
            return _role(rows, role, by, at) or events.RoleTaken(person, role)
        case _:
            return _about_chat(rows, action, by, at, id)


# The queue


def held_by(rows: Rows, person: str, at: datetime) -> list[Chat]:
    """The chats that a person holds at the moment, the highest risk first."""
    held = (chat for chat in rows.chats.values() if chat.holder_at(at) == person)
    return sorted(held, key=lambda chat: (chat.risk, chat.since, chat.chat))


def next_chat(rows: Rows, person: str, at: datetime) -> Chat | None:
    """The chat that should be taken now: one offered to the person, else the highest risk, else the longest wait."""
    waiting = [
        chat for chat in rows.chats.values() if chat.state_at(at) is ChatState.WAITING or _offered_to(chat, person, at)
    ]
    return min(
        waiting,
        key=lambda chat: (chat.risk, not _offered_to(chat, person, at), chat.waiting_since(at), chat.chat),
        default=None,
    )


def limit_of(rows: Rows, person: str, at: datetime) -> int:
    """How many chats a person may hold at the moment."""
    shift = shift_at(rows.shifts.values(), at)
    return shift.limits.get(person, USUAL_LIMIT) if shift else USUAL_LIMIT


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
                return Refusal("This chat is not offered to you (any more).")
            return events.PassReturned(chat.chat, reason or None)
        case actions.ReleaseChat(_, reason):
            return _held(rows, chat, by, at) or events.ChatReleased(chat.chat, reason or None)
        case actions.PassChat():
            return _pass(rows, chat, action, by, at)
        case actions.CloseChat(_, outcome, note):
            return _close(rows, chat, by, at) or _short(note) or events.ChatClosed(chat.chat, outcome, note or None)
        case actions.ReopenChat(_, reason):
            if not chat.closed:
                return Refusal("This chat is not closed.")
            return _no_taker(rows, by, at) or events.ChatReopened(chat.chat, reason or None)
        case actions.NoteChat() | actions.SetRisk() | actions.AskTeam():
            return _no_taker(rows, by, at) or _work(chat, action, id)


def _work(chat: Chat, action: actions.NoteChat | actions.SetRisk | actions.AskTeam, id: str) -> WireEvent | Refusal:
    """What everybody with a taking role may do to any chat."""
    match action:
        case actions.NoteChat(_, note):
            return _said(note, "note") or events.ChatNoted(chat.chat, note)
        case actions.SetRisk(_, risk, reason):
            return _risk(chat, risk, reason)
        case actions.AskTeam(_, question):
            return _said(question, "question") or events.AskPosted(id, question, chat.chat)


def _take(rows: Rows, chat: Chat, by: str, at: datetime) -> WireEvent | Refusal:
    refusal = _no_taker(rows, by, at)
    if refusal is not None:
        return refusal
    holder = chat.holder_at(at)
    if chat.closed:
        return Refusal("This chat is closed.")
    if holder == by:
        return Refusal("You already have this chat.")
    if holder is not None and not _offered_to(chat, by, at):
        return Refusal(f"{_name(rows, holder)} already has this chat.")
    limit = limit_of(rows, by, at)
    if len(held_by(rows, by, at)) >= limit:
        return Refusal(f"You hold {limit} chats, which is your limit. Close one or pass one on, or ask the lead.")
    blocking = unread_that_blocks(rows, chat.age_band, by, at)
    if blocking is not None:
        return Refusal(f"Read rule {blocking.rule.lstrip('R')} first: “{blocking.latest.title}”.")
    return events.ChatTaken(chat.chat)


def unread_that_blocks(rows: Rows, age_band: AgeBand, person: str, at: datetime) -> Rule | None:
    """A rule in force for members of that age that the person must read before taking their chats."""
    audience = Audience.ADULTS if age_band in (AgeBand.YOUNG_ADULT, AgeBand.ADULT) else Audience.UNDER_18
    for rule in sorted(rows.rules.values(), key=lambda rule: rule.rule):
        version = rule.in_force(at)
        if version and version.blocks_taking and audience in version.audience and person not in version.acknowledged:
            return rule
    return None


def _pass(rows: Rows, chat: Chat, action: actions.PassChat, by: str, at: datetime) -> WireEvent | Refusal:
    refusal = _held(rows, chat, by, at) or _short(action.note)
    if refusal is not None:
        return refusal
    name = _name(rows, action.to)
    if action.to == chat.holder_at(at):
        return Refusal(f"{name} already has this chat.")
    if not rows.people.roles_now(action.to) & TAKERS:
        return Refusal(f"{name} may not take chats.")
    shift = shift_at(rows.shifts.values(), at)
    if shift is not None and action.to not in shift.people:
        return Refusal(f"{name} is not on this shift.")
    return events.ChatPassed(chat.chat, action.to, action.note or None)


def _close(rows: Rows, chat: Chat, by: str, at: datetime) -> Refusal | None:
    if chat.closed_at is not None:
        return Refusal("This chat is already closed.")
    if _lead(rows, by, at) or chat.holder_at(at) == by or (chat.ended_at and chat.holder == by):
        return None
    return _held(rows, chat, by, at)


def _held(rows: Rows, chat: Chat, by: str, at: datetime) -> Refusal | None:
    """Why a person may not do what only the holder and a lead may."""
    holder = chat.holder_at(at)
    if chat.closed:
        return Refusal("This chat is closed.")
    if holder is None:
        return Refusal("Nobody holds this chat. Take it first.")
    if holder != by and not _lead(rows, by, at):
        return Refusal(f"{_name(rows, holder)} has this chat. Only they and a lead can do that.")
    return None


def _risk(chat: Chat, risk: Risk, reason: str) -> WireEvent | Refusal:
    if risk is chat.risk:
        return Refusal(f"The risk is already {risk.value}.")
    if risk > chat.risk and not reason.strip():
        return Refusal("Lowering the risk needs a reason.")
    return events.ChatRiskSet(chat.chat, risk, reason or None)


# People


def _lift(rows: Rows, person: str, limit: int, by: str, at: datetime) -> WireEvent | Refusal:
    if not _lead(rows, by, at):
        return Refusal("Only a lead can lift a limit.")
    shift = shift_at(rows.shifts.values(), at)
    if shift is None:
        return Refusal("No shift is planned for now, so there is nothing to lift the limit for.")
    if limit < 1:
        return Refusal("A limit is at least 1.")
    return events.LimitLifted(person, shift.shift, limit)


def _role(rows: Rows, role: Role, by: str, at: datetime) -> Refusal | None:
    if by in rows.people.admins:
        return None
    if not _lead(rows, by, at):
        return Refusal("Only an admin of the workspace or a lead can give and take roles.")
    if role is Role.LEAD:
        return Refusal("Only an admin of the workspace can give or take the role lead.")
    return None


def _no_taker(rows: Rows, by: str, at: datetime) -> Refusal | None:
    if rows.people.roles(by, Position(at, _LAST)) & TAKERS:
        return None
    return Refusal("You have no role that allows this. A lead, or an admin of the workspace, can give you one.")


def _lead(rows: Rows, person: str, at: datetime) -> bool:
    return rows.people.has(person, Role.LEAD, Position(at, _LAST))


def _name(rows: Rows, person: str) -> str:
    return rows.names.get(person, person)


def _said(text: str, what: str) -> Refusal | None:
    return _short(text) if text.strip() else Refusal(f"The {what} is empty.")


def _short(text: str) -> Refusal | None:
    if len(text) > TEXT_LIMIT:
        return Refusal(f"This is too long: {len(text):,} characters of at most {TEXT_LIMIT:,}.")
    return None
