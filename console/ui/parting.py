"""What is asked when chats leave one's hands: released, given back or passed on, one of them or several at once."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.chats import Chat
from console.domain.words import AgeBand
from console.ui.acts import May
from console.ui.asking import Choice, Question
from console.ui.deeds import refused_of
from console.ui.queue_rows import Known
from console.ui.text import one_line

NOBODY_ELSE: Final = "Nobody else on this shift can take a chat right now."
_DIGITS: Final = 9  # people who have a key of their own
_NAMED: Final = 12  # chats that are named one by one
Made = Callable[[str], Action]
Taker = tuple[int, str, str]  # how many chats they hold, their name, their id


def release(chats: Sequence[Chat], known: Known, may: May, *, offered: bool = False) -> Question:
    """Why they are released, or given back to who offered them."""

    def made(_chosen: Any, text: str) -> Any:
        act = actions.ReturnPass if offered else actions.ReleaseChat
        return _judged([act(chat.chat, text) for chat in chats], chats, known, may)

    if offered:
        about, title, word = "It stays with who offered it.", f"Give {called(chats)} back", "Give back"
    else:
        goes = "It goes" if len(chats) == 1 else "They go"
        about, title, word = f"{goes} back to the queue at once.", f"Release {called(chats)}", "Release"
    return Question(title, _with_names(about, chats), "Why (may stay empty)", word, made, band=_band(chats))


def pass_on(chats: Sequence[Chat], takers: Sequence[Taker], known: Known, may: May) -> Question | Refusal:
    """To whom they are passed, the least busy first."""
    if not takers:
        return Refusal(NOBODY_ELSE)

    def made(chosen: str | None, text: str) -> Any:
        if chosen is None:
            return Refusal("Choose to whom.")
        return _judged([actions.PassChat(chat.chat, chosen, text) for chat in chats], chats, known, may)

    choices = tuple(
        Choice(str(place) if place <= _DIGITS else "", f"{known.name(person)} · {_load(load)}", person)
        for place, (load, _, person) in enumerate(takers, 1)
    )
    stays, ends = ("It stays", "the offer ends") if len(chats) == 1 else ("Each stays", "its offer ends")
    about = f"{stays} yours until it is accepted; after 2 minutes without an answer {ends}."
    title = f"Pass {called(chats)} on"
    return Question(
        title, _with_names(about, chats), "A note for them (may stay empty)", "Offer", made, choices, band=_band(chats)
    )


def called(chats: Sequence[Chat]) -> str:
    """One chat's alias, or how many they are."""
    return one_line(chats[0].alias, 60) if len(chats) == 1 else f"{len(chats)} chats"


def _band(chats: Sequence[Chat]) -> AgeBand | None:
    """The age band of all of them; None where there are several."""
    bands = {chat.age_band for chat in chats}
    return bands.pop() if len(bands) == 1 else None


def _with_names(about: str, chats: Sequence[Chat]) -> str:
    if len(chats) == 1:
        return about
    names = [f"{one_line(chat.alias, 40)} ({chat.risk.value})" for chat in chats[:_NAMED]]
    names += [f"{len(chats) - _NAMED} more"] if len(chats) > _NAMED else []
    return f"{', '.join(names)}. {about}"


def _judged(wanted: Sequence[Action], chats: Sequence[Chat], known: Known, may: May) -> Any:
    """One action; or several when at least one of them may be done, else why none may."""
    refusals = [(one, why) for one in wanted if (why := may(one)) is not None]
    if len(refusals) < len(wanted):
        return wanted[0] if len(wanted) == 1 else tuple(wanted)
    if len(wanted) == 1:
        return refusals[0][1]
    return Refusal(refused_of(refusals, {chat.chat: chat for chat in chats}, known.name))


def _load(chats: int) -> str:
    return f"{chats or 'no'} chat{'' if chats == 1 else 's'}"
