"""A wish in words, as somebody types it at the command line, and the action that it means at a desk."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import msgspec

from console.desk import View
from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.asks import Ask
from console.domain.giving import confirming, may_confirm, why_none
from console.domain.messages import Position
from console.domain.words import ChatOutcome, Risk, Role

T = TypeVar("T")


class What(StrEnum):
    """The actions of the command line, by their names there."""

    TAKE_NEXT = "take-next"
    TAKE_CHAT = "take-chat"
    RELEASE_CHAT = "release-chat"
    PASS_CHAT = "pass-chat"  # noqa: S105 -- an offer, and no word that opens anything
    RETURN_PASS = "return-pass"  # noqa: S105 -- the same
    CLOSE_CHAT = "close-chat"
    REOPEN_CHAT = "reopen-chat"
    NOTE_CHAT = "note-chat"
    SET_RISK = "set-risk"
    ASK = "ask"
    ANSWER = "answer"
    LIFT_LIMIT = "lift-limit"
    GIVE_ROLE = "give-role"
    TAKE_ROLE = "take-role"
    CONFIRM_ROLES = "confirm-roles"
    PUBLISH_RULE = "publish-rule"
    WITHDRAW_RULE = "withdraw-rule"
    ACKNOWLEDGE_RULE = "acknowledge-rule"
    RENEW = "renew"


class Wish(msgspec.Struct, frozen=True):
    """What somebody typed; ``id`` is the action's own, so that a wish that is handed on twice is done once.

    ``chat`` is an id or an alias, ``person`` an id or a name, ``about`` a question's id, or the chat it is about;
    ``rule`` an id or its number, ``publish`` a whole rule.
    """

    action: What
    id: str
    wait: bool = True
    chat: str = ""
    person: str = ""
    about: str = ""
    text: str = ""
    outcome: ChatOutcome = ChatOutcome.OTHER
    risk: Risk = Risk.E
    role: Role = Role.SUPPORT
    limit: int = 0
    rule: str = ""
    publish: actions.PublishRule | None = None


def action_of(view: View, wish: Wish) -> Action | Refusal:  # noqa: C901, PLR0912 -- one arm for each of the closed set
    """The action that a wish means, or why it cannot be told."""
    chat = person = ""
    if wish.chat:
        found = _chat_of(view, wish.chat, over=wish.action is What.REOPEN_CHAT)
        if isinstance(found, Refusal):
            return found
        chat = found
    if wish.person:
        found = _person_of(view, wish.person)
        if isinstance(found, Refusal):
            return found
        person = found
    match wish.action:
        case What.TAKE_CHAT:
            return actions.TakeChat(chat)
        case What.RELEASE_CHAT:
            return actions.ReleaseChat(chat, wish.text)
        case What.PASS_CHAT:
            return actions.PassChat(chat, person, wish.text)
        case What.RETURN_PASS:
            return actions.ReturnPass(chat, wish.text)
        case What.CLOSE_CHAT:
            return actions.CloseChat(chat, wish.outcome, wish.text)
        case What.REOPEN_CHAT:
            return actions.ReopenChat(chat, wish.text)
        case What.NOTE_CHAT:
            return actions.NoteChat(chat, wish.text)
        case What.SET_RISK:
            return actions.SetRisk(chat, wish.risk, wish.text)
        case What.ASK:
            return actions.AskTeam(chat, wish.text)
        case What.LIFT_LIMIT:
            return actions.LiftLimit(person, wish.limit)
        case What.GIVE_ROLE:
            return actions.GiveRole(person, wish.role)
        case What.TAKE_ROLE:
            return actions.TakeRole(person, wish.role)
        case What.RENEW:
            return actions.RenewLeases()
        case What.TAKE_NEXT:
            return actions.TakeNext()
        case What.PUBLISH_RULE:
            return wish.publish or Refusal("There is no rule to publish.")
        case What.WITHDRAW_RULE:
            return actions.WithdrawRule(_rule_of(view, wish.rule), wish.text)
        case What.ACKNOWLEDGE_RULE:
            return actions.AcknowledgeRule(_rule_of(view, wish.rule))
        case What.ANSWER | What.CONFIRM_ROLES:  # pragma: no branch -- the type checker proves that nothing is left
            return Refusal("This is done otherwise.")


def confirmed_of(view: View, wish: Wish, at: datetime) -> tuple[Action, ...] | Refusal:
    """The actions by which every role that is in doubt is confirmed, or only those of the person that is named."""
    doubtful = view.people.doubtful()
    if wish.person:
        person = _person_of(view, wish.person)
        if isinstance(person, Refusal):
            return person
        doubtful = tuple(one for one in doubtful if one.person == person)
    refusal = why_none(view, doubtful, view.me, at)
    if refusal is not None:
        return refusal
    return tuple(confirming(one) for one in may_confirm(view, doubtful, view.me))


def _chat_of(view: View, name: str, *, over: bool) -> str | Refusal:
    """The id of the chat of that id or alias; of several with that alias the one that is not over (or is)."""
    if name in view.chats:
        return name
    alias = name.strip().casefold()
    fits = [chat for chat in view.chats.values() if chat.alias.casefold() == alias]
    fits = [chat for chat in fits if chat.closed == over] or fits
    if not fits:
        return Refusal(f"This desk knows no chat “{name}”.")
    found = _only(fits, f"Several chats are called {name}: name one by its id", lambda chat: chat.chat)
    return found if isinstance(found, Refusal) else found.chat


def _person_of(view: View, name: str) -> str | Refusal:
    """The id of the person of that id, or whose name is that or ends with it."""
    if name in view.names:
        return name
    wanted = name.strip().casefold()
    named = {person: said.casefold() for person, said in view.names.items()}
    fits = [person for person, said in named.items() if said == wanted]
    fits = fits or [person for person, said in named.items() if said.endswith(f" {wanted}")]
    if not fits:
        return Refusal(f"Nobody in the workspace is called {name}.")
    return _only(fits, f"Several people are called {name}: name one by their id", str)


def _rule_of(view: View, name: str) -> str:
    """The id of the rule of that id or number; the name itself when there is none."""
    number = name.strip().upper().removeprefix("R")
    return name if name in view.rules or f"R{number}" not in view.rules else f"R{number}"


def ask_of(view: View, name: str) -> Position | Refusal:
    """Where the question of that id stands, or the only open one about that chat."""
    fits = [ask for ask in view.asks.values() if ask.ask == name]
    if not fits:
        fits = [ask for ask in view.asks.values() if _about(ask, view, name)]
        fits = [ask for ask in fits if ask.answered_at is None] or fits
    if not fits:
        return Refusal(f"This desk knows no question “{name}”, and none about a chat of that name.")
    found = _only(fits, f"There are several questions about {name}: name one by its id", lambda ask: ask.ask)
    return found if isinstance(found, Refusal) else found.position


def _about(ask: Ask, view: View, name: str) -> bool:
    chat = view.chats.get(ask.chat or "")
    return ask.chat == name or (chat is not None and chat.alias.casefold() == name.strip().casefold())


def _only(fits: list[T], why: str, id_of: Callable[[T], str]) -> T | Refusal:
    if len(fits) == 1:
        return fits[0]
    return Refusal(f"{why} ({', '.join(sorted(id_of(one) for one in fits))}).")
