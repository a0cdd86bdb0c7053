"""Answering the questions above the roster: one key on the chosen one answers it, another goes to its chat or post."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot

from console.domain.asks import Ask
from console.ui.acts import Act
from console.ui.queue_rows import Known
from console.ui.roster_rows import RosterLine

if TYPE_CHECKING:
    from console.ui.window import DeskWindow

NO_QUESTION: Final = "No question is chosen: they stand above the roster."
OWN: Final = "You asked this yourself."
OF_NEITHER: Final = "This question is about no chat or post."
DECIDED: Final = "This post is decided by now."
NOT_OPEN: Final = "This chat is no longer in the queue."


class Answering(QObject):
    """The keys of the questions; ``acts`` are what they do. On any other line they mean the chosen chat."""

    def __init__(self, window: "DeskWindow", known: Known) -> None:
        super().__init__(window)
        self._window, self._known = window, known
        self.acts: dict[str, Callable[[], object]] = {"answer": self._answer, "open_chat": self.open_chat}
        window.roster.offer(self._acts_of)
        window.roster.view.opened.connect(self._on_return)

    @property
    def chosen(self) -> Ask | None:
        """The question on whose line one stands."""
        line = self._window.roster.view.chosen_row()
        return None if line is None else self._ask_of(line)

    def open_chat(self) -> None:
        """Go to the chat or post that the chosen question is about, or say why that cannot be."""
        ask, why = self.chosen, self.why_not_open()
        if why or ask is None:
            self._window.say(why)
        elif ask.post is not None:
            self._window.posts.follow(ask.post)
        else:
            self._window.follow(ask.chat or "")
            self._window.queue.view.setFocus()

    def why_not_open(self) -> str:
        """Why what the chosen question is about cannot be gone to; empty when it can."""
        ask = self.chosen
        if ask is None:
            return NO_QUESTION
        view = self._window.wishes.view
        if ask.post is not None:
            post = None if view is None else view.posts.get(ask.post)
            return DECIDED if post is None or post.over_at is not None else ""
        chat = None if view is None else view.chats.get(ask.chat or "")
        return OF_NEITHER if ask.chat is None else NOT_OPEN if chat is None or chat.closed else ""

    def _answer(self) -> None:
        """Answer the chosen question while the keyboard is on the roster; elsewhere that of the chosen chat."""
        window, ask = self._window, self.chosen
        if ask is None or not window.roster.isAncestorOf(window.focusWidget()):
            window.wishes.act("answer", window.look)
        elif ask.by == self._known.me:
            window.say(OWN)
        else:
            window.wishes.answer(ask, window.look)

    @Slot()
    def _on_return(self) -> None:
        if self.chosen is not None:
            self.open_chat()

    def _ask_of(self, line: RosterLine) -> Ask | None:
        view = self._window.wishes.view
        asks = () if view is None or not line.ask else view.asks.values()
        return next((ask for ask in asks if ask.ask == line.ask), None)

    def _acts_of(self, line: RosterLine) -> tuple[Act, ...]:
        ask = self._ask_of(line)
        if ask is None:
            return ()
        own = OWN if ask.by == self._known.me else ""
        return Act("answer", "Answer", "first", own), Act(
            "open_chat", "Go to the post" if ask.post else "Go to the chat", "", self.why_not_open()
        )
