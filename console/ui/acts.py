"""What can be done to the chosen chat right now, under which name, and why something cannot."""

from collections.abc import Callable
from typing import Final

import msgspec

from console.domain.actions import (
    Action,
    AskTeam,
    CloseChat,
    NoteChat,
    Refusal,
    ReleaseChat,
    ReturnPass,
    SetRisk,
    TakeChat,
)
from console.domain.asks import Ask
from console.domain.chats import Chat
from console.domain.words import ChatOutcome, Risk
from console.ui.queue_rows import HELD, OFFERED, Known, QueueRow

May = Callable[[Action], Refusal | None]

_SOME: Final = "…"  # stands for words that will be written
NO_OPEN_ASK: Final = "No question about this chat waits for your answer."
NOT_CHOSEN: Final = "No chat is chosen."
TOGETHER: Final = frozenset(("release", "pass_on"))  # what is done to several chats at once
MARKS: Final = frozenset(("mark_next", "mark_previous", "mark", "mark_all"))  # what chooses several of them
CHAT_ACTS: Final = frozenset(
    ("take", "release", "answer", "ask_team", "pass_on", "raise_risk", "lower_risk", "note", "close_chat")
)


class Act(msgspec.Struct, frozen=True):
    """One thing that can be wished of a chat: the name of its key, its words, and why not (empty: it may be done).

    ``tone`` is ``first`` for what is most likely wished, ``grave`` for what raises the alarm.
    """

    name: str
    label: str
    tone: str = ""
    why: str = ""


def acts_of(row: QueueRow | None, known: Known, may: May) -> tuple[Act, ...]:
    """What stands on the bar of a chat, the most used first; nothing while no chat is chosen."""
    if row is None or row.chat is None:
        return ()
    offered = row.section == OFFERED
    chat = row.chat
    several = len(known.together)
    found = [Act("release", f"Release {several}", "first"), Act("pass_on", f"Pass {several} on")] if several else []
    found += [Act("take", "Accept" if offered else "Take", "first")] if row.section != HELD or not row.mine else []
    if offered and not several:
        found.append(Act("release", "Give back"))
    if open_ask(known, chat) is not None:
        found.append(Act("answer", "Answer", "first" if row.section == HELD else ""))
    found += [
        Act("ask_team", "Ask the team"),
        *(() if several else (Act("pass_on", "Pass on"),)),
        Act("raise_risk", "Raise risk", "grave"),
        Act("note", "Note"),
        Act("close_chat", "Close"),
    ]
    if not offered and not several:
        found.append(Act("release", "Release"))
    found.append(Act("lower_risk", "Lower risk"))
    return tuple(Act(one.name, one.label, one.tone, why_not(one.name, row, known, may)) for one in found)


def why_not(name: str, row: QueueRow | None, known: Known, may: May) -> str:
    """Why something cannot be done to a chat right now, or to those chosen together; empty when it can."""
    if name in TOGETHER and known.together:
        refusals = [may(ReleaseChat(chat)) for chat in known.together]
        return "" if None in refusals else next(one.why for one in refusals if one is not None)
    if row is None or row.chat is None:
        return NOT_CHOSEN
    if name == "answer":
        return "" if open_ask(known, row.chat) is not None else NO_OPEN_ASK
    action = _tried(name, row.chat, offered=row.section == OFFERED)
    if action is None:
        return f"The risk is already {row.chat.risk.value}, the {'highest' if name == 'raise_risk' else 'lowest'}."
    refusal = may(action)
    return "" if refusal is None else refusal.why


def next_level(chat: Chat, by: int) -> Risk | None:
    """The level ``by`` steps below this one (above, where it is less than 0); None where there is none."""
    levels = list(Risk)
    place = levels.index(chat.risk) + by
    return levels[place] if 0 <= place < len(levels) else None


def open_ask(known: Known, chat: Chat) -> Ask | None:
    """The latest question about a chat that somebody else asked, one that nobody has answered before all others."""
    asks = [ask for ask in known.asks.get(chat.chat, ()) if ask.by != known.me]
    return max(asks, key=lambda ask: (ask.answered_at is None, ask.position), default=None)


def _tried(name: str, chat: Chat, *, offered: bool) -> Action | None:
    """An action to be judged in place of the one whose words are not written yet."""
    match name:
        case "take":
            return TakeChat(chat.chat)
        case "release" if offered:
            return ReturnPass(chat.chat)
        case "release" | "pass_on":  # both are for the holder and for leads
            return ReleaseChat(chat.chat)
        case "note":
            return NoteChat(chat.chat, _SOME)
        case "close_chat":
            return CloseChat(chat.chat, ChatOutcome.HELPED)
        case "ask_team":
            return AskTeam(chat.chat, _SOME)
        case _:
            level = next_level(chat, -1 if name == "raise_risk" else 1)
            return None if level is None else SetRisk(chat.chat, level, _SOME)
