"""What a person at the window wishes: keys become domain actions, after a question where one is due."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from console.desk import View
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.asks import Ask, own_words, unanswered
from console.domain.chats import Chat
from console.domain.deciding import NIGHT, needs_second_look
from console.domain.pending import Answer
from console.domain.people import TAKERS
from console.domain.words import ChatOutcome, Risk
from console.ui import parting
from console.ui.acts import NOT_CHOSEN, TOGETHER, May, next_level, open_ask, why_not
from console.ui.asking import Asking, Choice, Question
from console.ui.queue_pane import QueuePane
from console.ui.queue_rows import OFFERED
from console.ui.shapes import RISK_WORDS
from console.ui.text import one_line
from console.ui.theme import Look

SECOND_LOOK: Final = (
    "Between {:02}:00 and {:02}:00 attention is at its lowest. Look at the chat once more; "
    "confirming again lowers the risk to {}."
)
_OUTCOMES: Final = {
    ChatOutcome.HELPED: ("H", "Helped"),
    ChatOutcome.SIGNPOSTED: ("S", "Signposted"),
    ChatOutcome.ESCALATED: ("E", "Escalated"),
    ChatOutcome.LEFT: ("L", "Left"),
    ChatOutcome.OTHER: ("O", "Other"),
}
_QUOTED: Final = (Choice("W", "Without the member's text", value=False), Choice("T", "With the text", value=True))


class Draft(NamedTuple):
    """Where words that were begun are kept: what they are to be, and about what."""

    kind: str
    subject: str


class Wishes(QObject):
    """Turns keys into wishes; it does nothing itself.

    ``wished`` gives a domain action, an answer to a question, or several actions that are done and undone together,
    and the draft it came from (None: none).
    ``drafted`` gives words as they are written; ``refused`` says why something cannot be.
    """

    wished = Signal(object, object)
    undo_wished = Signal()
    drafted = Signal(str, str, str)
    refused = Signal(str)
    opened = Signal(QWidget)  # a question

    def __init__(self, window: QWidget, queue: QueuePane, zone: tzinfo) -> None:
        super().__init__(window)
        self.may: May = lambda _action: None
        self.view: View | None = None
        self.asking: Asking | None = None
        queue.marking.refused.connect(self.refused)
        self._window, self._queue, self._zone = window, queue, zone
        self._drafts: dict[tuple[str, str], str] = {}
        self._questions: Mapping[str, Callable[[Chat], tuple[Question, Draft] | Refusal]] = {
            "release": lambda chat: self._release((chat,)),
            "lower_risk": self._lower,
            "note": self._note,
            "close_chat": self._close,
            "pass_on": lambda chat: self._pass_on((chat,)),
            "ask_team": self._ask,
            "answer": self._answer,
        }

    def keep_drafts(self, drafts: Mapping[tuple[str, str], str]) -> None:
        """Take what was begun before this window was opened."""
        self._drafts = {**drafts, **self._drafts}

    def drop_draft(self, draft: tuple[str, str]) -> None:
        """What was begun is done."""
        self._drafts.pop(draft, None)

    def act(self, name: str, look: Look) -> None:
        """Wish what a key or a button of that name stands for; nothing while the desk shows nothing."""
        if self.view is None or self.asking is not None:
            return
        if name == "undo":
            self.undo_wished.emit()
            return
        if name == "take_next":
            self.wished.emit(actions.TakeNext(), None)
            return
        together = self._queue.marking.chats
        if name in TOGETHER and together:
            self._open_found((self._pass_on if name == "pass_on" else self._release)(together), look)
            return
        row = self._queue.chosen_chat
        if name == "answer" and (row is None or row.chat is None or open_ask(self._queue.known, row.chat) is None):
            oldest = self.oldest_ask
            if oldest is not None:
                self.answer(oldest, look)
                return
        if row is None or row.chat is None:
            self.refused.emit(NOT_CHOSEN)
            return
        why = why_not(name, row, self._queue.known, self.may)
        if why:
            self.refused.emit(why)
        elif name == "take":
            self.wished.emit(actions.TakeChat(row.chat.chat), None)
        elif name == "raise_risk":
            self.wished.emit(actions.SetRisk(row.chat.chat, next_level(row.chat, -1) or Risk.A), None)
        else:
            self._open_found(self._questions[name](row.chat), look)

    @property
    def oldest_ask(self) -> Ask | None:
        """The question of somebody else that has waited longest for an answer, about a chat or a post."""
        view = self.view
        asks = [] if view is None else unanswered(ask for ask in view.asks.values() if ask.by != view.me)
        return asks[0] if asks else None

    def answer(self, ask: Ask, look: Look) -> None:
        """Let the person write an answer to a question."""
        if self.asking is None:
            self._open(*self._answering(ask), look)

    def _open_found(self, found: tuple[Question, Draft] | Refusal, look: Look) -> None:
        if isinstance(found, Refusal):
            self.refused.emit(found.why)
        else:
            self._open(*found, look)

    def reopen(self, chat: str, look: Look) -> None:
        """Ask why a closed chat is to be reopened, or say why it cannot be."""
        known = None if self.view is None else self.view.chats.get(chat)
        refusal = Refusal(NOT_CHOSEN) if known is None else self.may(actions.ReopenChat(chat))
        if refusal is not None or known is None:
            self.refused.emit(NOT_CHOSEN if refusal is None else refusal.why)
        elif self.asking is None:
            self._open(*self._reopen(known), look)

    def draft(self, draft: Draft) -> str:
        """What was written so far; empty when nothing was begun."""
        return self._drafts.get(draft, "")

    def keep(self, draft: Draft, text: str) -> None:
        """Keep what is written so far."""
        self._on_drafted(draft, text)

    def ask(self, question: Question, draft: Draft, look: Look, asks: Callable[..., Asking] = Asking) -> None:
        """Ask something before it is wished; nothing while another question is open. ``asks`` makes its window."""
        if self.asking is None:
            self._open(question, draft, look, asks)

    def wish(self, action: actions.Action) -> None:
        """Wish something that needs no question; why not, when it cannot be."""
        refusal = self.may(action)
        if refusal is None:
            self.wished.emit(action, None)
        else:
            self.refused.emit(refusal.why)

    def wish_all(self, wanted: Sequence[actions.Action]) -> None:
        """Wish several things that need no question, to be undone together."""
        self.wished.emit(tuple(wanted), None)

    def _open(self, question: Question, draft: Draft, look: Look, asks: Callable[..., Asking] = Asking) -> None:
        asking = asks(self._window, look, question, self._drafts.get(draft, ""), self._queue.known.marks.screen)
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.drafted.connect(partial(self._on_drafted, draft))
        asking.answered.connect(partial(self._on_answered, draft))
        asking.finished.connect(self._on_finished)
        self.asking = asking
        asking.open()
        self.opened.emit(asking)

    def _on_drafted(self, draft: Draft, text: str) -> None:
        if self._drafts.get(draft, "") != text:
            self._drafts[draft] = text
            self.drafted.emit(*draft, text)

    def _on_answered(self, draft: Draft, wish: Any) -> None:
        if isinstance(wish, tuple):
            self._queue.marking.empty()
        self.wished.emit(wish, draft)

    def _on_finished(self) -> None:
        self.asking = None

    # The questions

    def _judged(self, action: actions.Action) -> actions.Action | Refusal:
        return self.may(action) or action

    def _note(self, chat: Chat) -> tuple[Question, Draft]:
        def made(_chosen: Any, text: str) -> Any:
            return self._judged(actions.NoteChat(chat.chat, text))

        about = "Everybody at a desk reads it, and so does plain Slack."
        question = Question(
            f"Note on {_alias(chat)}", about, "What is to be remembered", "Keep the note", made, band=chat.age_band
        )
        return question, Draft("note", chat.chat)

    def _ask(self, chat: Chat) -> tuple[Question, Draft]:
        def made(chosen: bool | None, text: str) -> Any:
            return self._judged(actions.AskTeam(chat.chat, text, quoted=bool(chosen)))

        there = bool((chat.excerpt or "").strip())
        chosen = "; what the member wrote goes with it only when you choose so" if there else ""
        question = Question(
            f"Ask the team about {_alias(chat)}",
            f"The question goes to the team's thread with the chat's alias and risk{chosen}.",
            "Your question",
            "Ask",
            made,
            _QUOTED if there else (),
            chosen=False,
            band=chat.age_band,
        )
        return question, Draft("ask", chat.chat)

    def _answer(self, chat: Chat) -> tuple[Question, Draft] | Refusal:
        ask = open_ask(self._queue.known, chat)
        return Refusal(NOT_CHOSEN) if ask is None else self._answering(ask)

    def _answering(self, ask: Ask) -> tuple[Question, Draft]:
        known, view = self._queue.known, self.view
        chat = None if view is None else view.chats.get(ask.chat or "")
        post = None if view is None else view.posts.get(ask.post or "")
        subject = chat or post
        band = None if subject is None else subject.age_band
        named = one_line(subject.alias, 60) if subject is not None else "a post" if ask.post else "a chat"

        def made(_chosen: Any, text: str) -> Any:
            return Answer(ask.position, text.strip()) if text.strip() else Refusal("The answer is empty.")

        asked = own_words(ask.question) if chat is not None and known.folded(chat) else ask.question
        about = f"{known.name(ask.by)} asked: {one_line(asked, 600)}"
        question = Question(
            f"Answer about {named}", about[:1].upper() + about[1:], "Your answer", "Answer", made, band=band
        )
        return question, Draft("answer", ask.ask)

    def _release(self, chats: Sequence[Chat]) -> tuple[Question, Draft]:
        row = self._queue.chosen_chat
        offered = row is not None and row.section == OFFERED and row.chat in chats
        question = parting.release(chats, self._queue.known, self.may, offered=offered)
        return question, Draft("release", _subject(chats))

    def _lower(self, chat: Chat) -> tuple[Question, Draft]:
        def made(chosen: Risk | None, text: str) -> Any:
            if chosen is None:
                return Refusal("Choose a level.")
            return self._judged(actions.SetRisk(chat.chat, chosen, text))

        def second_look(chosen: Risk) -> str:
            now = self._queue.known.now
            if not needs_second_look(chat, chosen, now, self._zone):
                return ""
            return SECOND_LOOK.format(NIGHT.start, NIGHT.stop, chosen.value)

        levels = [risk for risk in Risk if risk > chat.risk]
        choices = tuple(Choice(risk.value, RISK_WORDS[risk], risk) for risk in levels)
        about = f"It is at {chat.risk.value}, {RISK_WORDS[chat.risk]}, now."
        question = Question(
            f"Lower the risk of {_alias(chat)}",
            about,
            "Why it is lower",
            "Lower",
            made,
            choices,
            levels[0],
            second_look,
            chat.age_band,
        )
        return question, Draft("lower", chat.chat)

    def _close(self, chat: Chat) -> tuple[Question, Draft]:
        def made(chosen: ChatOutcome | None, text: str) -> Any:
            if chosen is None:
                return Refusal("Choose how it ended: one key each.")
            return self._judged(actions.CloseChat(chat.chat, chosen, text))

        choices = tuple(Choice(key, words, outcome) for outcome, (key, words) in _OUTCOMES.items())
        about = "How did it end? One key each. It can be undone for 10 seconds."
        question = Question(
            f"Close {_alias(chat)}",
            about,
            "A note (may stay empty)",
            "Close the chat",
            made,
            choices,
            band=chat.age_band,
        )
        return question, Draft("close", chat.chat)

    def _reopen(self, chat: Chat) -> tuple[Question, Draft]:
        def made(_chosen: Any, text: str) -> Any:
            return self._judged(actions.ReopenChat(chat.chat, text))

        about = "It goes back to the queue, where anybody can take it."
        question = Question(f"Reopen {_alias(chat)}", about, "Why (may stay empty)", "Reopen", made, band=chat.age_band)
        return question, Draft("reopen", chat.chat)

    def _pass_on(self, chats: Sequence[Chat]) -> tuple[Question, Draft] | Refusal:
        question = parting.pass_on(chats, self._takers(chats), self._queue.known, self.may)
        return question if isinstance(question, Refusal) else (question, Draft("pass", _subject(chats)))

    def _takers(self, chats: Sequence[Chat]) -> list[parting.Taker]:
        """Who can be offered all of them, with how many each holds, the least first."""
        view, known = self.view, self._queue.known
        if view is None:
            return []
        shift, holders = view.shift(known.now), {chat.holder_at(known.now) for chat in chats}
        people = view.people.grants.keys() if shift is None else shift.people
        found = [
            (self._queue.holdings[person], view.name(person), person)
            for person in people
            if person not in holders
            and person != known.me
            and view.people.roles_now(person) & TAKERS
            and all(self.may(actions.PassChat(chat.chat, person)) is None for chat in chats)
        ]
        return sorted(found)


def _subject(chats: Sequence[Chat]) -> str:
    """What words about them are kept under: the chat's own id, or one name for several."""
    return chats[0].chat if len(chats) == 1 else "several"


def _alias(chat: Chat) -> str:
    return one_line(chat.alias, 60)
