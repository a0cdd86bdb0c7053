"""What somebody calls a thing at the command line, and which thing of the desk they mean by it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from console.desk import View
from console.domain.actions import Refusal
from console.domain.asks import Ask
from console.domain.local import typed
from console.domain.messages import Position

T = TypeVar("T")


def chat_of(view: View, name: str, *, over: bool = False) -> str | Refusal:
    """The id of the chat of that id or alias; of several with that alias the one that is not over (or is)."""
    if name in view.chats:
        return name
    alias = name.strip().casefold()
    fits = [chat for chat in view.chats.values() if chat.alias.casefold() == alias]
    fits = [chat for chat in fits if chat.closed == over] or fits
    if not fits:
        return Refusal(f"This desk knows no chat “{name}”.")
    found = only(fits, f"Several chats are called {name}: name one by its id", lambda chat: chat.chat)
    return found if isinstance(found, Refusal) else found.chat


def post_of(view: View, name: str) -> str | Refusal:
    """The id of the post of that id or alias; of several of that alias the one that is not decided."""
    if name in view.posts:
        return name
    alias = name.strip().casefold()
    fits = [post for post in view.posts.values() if post.alias.casefold() == alias]
    fits = [post for post in fits if post.over_at is None] or fits
    if not fits:
        return Refusal(f"This desk knows no post “{name}”.")
    found = only(fits, f"Several posts are by {name}: name one by its id", lambda post: post.post)
    return found if isinstance(found, Refusal) else found.post


def case_of(view: View, name: str) -> str | Refusal:
    """The id of the case of that id or alias; of several of that alias the one that is not closed."""
    if name in view.cases:
        return name
    alias = name.strip().casefold()
    fits = [case for case in view.cases.values() if case.alias.casefold() == alias]
    fits = [case for case in fits if case.closed_at is None] or fits
    if not fits:
        return Refusal(f"This desk knows no case “{name}”.")
    found = only(fits, f"Several cases are called {name}: name one by its id", lambda case: case.case)
    return found if isinstance(found, Refusal) else found.case


def person_of(view: View, name: str) -> str | Refusal:
    """The id of the person of that id, or whose name is that or ends with it."""
    if name in view.names:
        return name
    wanted = name.strip().casefold()
    named = {person: said.casefold() for person, said in view.names.items()}
    fits = [person for person, said in named.items() if said == wanted]
    fits = fits or [person for person, said in named.items() if said.endswith(f" {wanted}")]
    if not fits:
        return Refusal(f"Nobody in the workspace is called {name}.")
    return only(fits, f"Several people are called {name}: name one by their id", str)


def rule_of(view: View, name: str) -> str:
    """The id of the rule of that id or number; the name itself when there is none."""
    number = name.strip().upper().removeprefix("R")
    return name if name in view.rules or f"R{number}" not in view.rules else f"R{number}"


def template_of(view: View, name: str) -> str:
    """The id of the template of that id, number or title (of those in use); the name itself when there is none."""
    number, title = name.strip().upper().removeprefix("T"), name.strip().casefold()
    if name in view.templates or f"T{number}" in view.templates:
        return name if name in view.templates else f"T{number}"
    fits = [one.template for one in view.templates.values() if one.latest.title.casefold() == title]
    return next((one for one in fits if view.templates[one].withdrawn is None), name)


def shift_of(view: View, name: str, now: datetime) -> str | Refusal:
    """The id of the shift of that id or name that is not over; empty where none is named."""
    if not name or name in view.shifts:
        return name
    fits = [one for one in view.shifts.values() if one.name.casefold() == name.strip().casefold() and one.ends > now]
    if not fits:
        return Refusal(f"This desk knows no shift “{name}”.")
    return min(fits, key=lambda one: (one.starts, one.shift)).shift


def task_of(view: View, name: str) -> str | Refusal:
    """The id of the task of that id or title; of several with that title the one that is not done."""
    if name in view.tasks:
        return name
    fits = [one for one in view.tasks.values() if one.title.casefold() == name.strip().casefold()]
    fits = [one for one in fits if one.done_at is None] or fits
    if not fits:
        return Refusal(f"This desk knows no task “{name}”.")
    found = only(fits, f"Several tasks are called {name}: name one by its id", lambda one: one.task)
    return found if isinstance(found, Refusal) else found.task


def ask_of(view: View, name: str) -> Position | Refusal:
    """Where the question of that id stands, or the only open one about that chat."""
    fits = asks_of(view, name)
    fits = [ask for ask in fits if ask.answered_at is None] or fits
    if not fits:
        return Refusal(f"This desk knows no question “{name}”, and none about a chat of that name.")
    found = only(fits, f"There are several questions about {name}: name one by its id", lambda ask: ask.ask)
    return found if isinstance(found, Refusal) else found.position


def asks_of(view: View, name: str) -> list[Ask]:
    """The question of that id, or all about that chat."""
    fits = [ask for ask in view.asks.values() if ask.ask == name]
    return fits or [ask for ask in view.asks.values() if _about(ask, view, name)]


def _about(ask: Ask, view: View, name: str) -> bool:
    chat = view.chats.get(ask.chat or "")
    return ask.chat == name or (chat is not None and chat.alias.casefold() == name.strip().casefold())


def typed_moment(text: str, now: datetime, zone: tzinfo) -> datetime | Refusal | None:
    """The next time that it is that o'clock in the zone, or the moment that is named; None when nothing was typed."""
    if not text:
        return None
    try:
        return moment_of(text, now, zone)
    except ValueError:
        return Refusal("Write a time as 08:30, or a moment as 2026-11-22T08:30:00Z.")


def moment_of(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The next time that it is that o'clock in the zone, or the moment that is named. Raises ValueError.

    In a night in which the clocks go back, the first of two such times that is still to come.
    """
    with suppress(ValueError):
        whole = datetime.fromisoformat(text)
        if whole.tzinfo is not None:
            return whole.astimezone(UTC)
    found = typed(text, now, zone, ahead=True)
    if found is None:
        raise ValueError
    return found.astimezone(UTC)


def only(fits: list[T], why: str, id_of: Callable[[T], str]) -> T | Refusal:
    """The only one that fits; of several, ``why`` none is meant, with their ids."""
    if len(fits) == 1:
        return fits[0]
    return Refusal(f"{why} ({', '.join(sorted(id_of(one) for one in fits))}).")
