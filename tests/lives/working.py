"""What people do at their desks by chance: mostly what makes sense, at any moment, and sometimes what does not."""

import random
from typing import Final

from console.desk import View
from console.domain import actions
from console.domain.actions import Action
from console.domain.chats import Chat
from console.domain.words import ChatOutcome, Risk, Role

GIVEN: Final = (Role.COUNSELLOR, Role.MODERATOR, Role.CLINICIAN, Role.LEAD)
WORDS: Final = ("calmer now", "wants to go on tomorrow", "asked for a colleague", "it is quiet at home")


def wish(view: View, people: list[str], chance: random.Random) -> Action | None:
    """Something that somebody at this desk may want; None where there is nothing to want it of."""
    odds = chance.random()
    if odds < 0.02:
        return actions.GiveRole(chance.choice(people), chance.choice(GIVEN))
    if odds < 0.03:
        return actions.TakeRole(chance.choice(people), chance.choice(GIVEN))
    if odds < 0.04:
        return actions.LiftLimit(chance.choice(people), chance.randint(1, 5))
    if odds < 0.22:
        return actions.TakeNext()
    chats = list(view.chats.values())
    if not chats:
        return None
    mine = [chat for chat in chats if chat.holder == view.me and not chat.closed]
    if mine and odds < 0.62:
        return _mine(chance.choice(mine).chat, people, chance)
    return _any(chance.choice(chats), view, people, chance)


def _mine(chat: str, people: list[str], chance: random.Random) -> Action:
    words = chance.choice(WORDS)
    return chance.choice(
        (
            actions.NoteChat(chat, words),
            actions.NoteChat(chat, words),
            actions.SetRisk(chat, chance.choice(list(Risk)), words),
            actions.AskTeam(chat, words),
            actions.PassChat(chat, chance.choice(people), words),
            actions.ReleaseChat(chat, words),
            actions.CloseChat(chat, chance.choice(list(ChatOutcome)), words),
            actions.RenewLeases(),
        )
    )


def _any(chat: Chat, view: View, people: list[str], chance: random.Random) -> Action:
    if chat.offer is not None and chat.offer.to == view.me:
        return chance.choice((actions.TakeChat(chat.chat), actions.ReturnPass(chat.chat, "busy")))
    if chat.closed:
        return actions.ReopenChat(chat.chat, "again")
    taking = chat.holder is None or chance.random() < 0.5
    return actions.TakeChat(chat.chat) if taking else _mine(chat.chat, people, chance)
