"""Since you were last here, at the window: said calmly when a duty begins, and shown on a page by one key."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.desk import View
from console.domain.roster import here
from console.ui.banner import Banner, News
from console.ui.pages import HANDOVER
from console.ui.times import near
from console.ui.views import DESK

if TYPE_CHECKING:
    from console.domain.since import Since
    from console.ui.keys import Keymap
    from console.ui.window import DeskWindow


class Catching(QObject):
    """What the desk's person is to know; ``found`` is what was found last.

    ``banner`` says how much there is while a duty has begun and it was not looked at; it takes no keyboard and makes
    no sound. ``wished`` asks for what there is, ``read`` says of which shift it was looked at.
    """

    wished = Signal()
    shown = Signal()
    read = Signal(str)

    def __init__(self, window: "DeskWindow", keys: "Keymap", zone: tzinfo) -> None:
        super().__init__(window)
        self._window, self._zone = window, zone
        self._key = keys.hint("show_since")
        self.banner = Banner(window.look)
        self.found: Since | None = None
        self._read: str | None = None  # the shift in which it was looked at last; None while that is not known
        self._shift = ""

    def open(self, read: str) -> None:
        """Begin; ``read`` is the shift in which it was looked at last."""
        self._read = read

    def tick(self, view: View, now: datetime) -> None:
        """Notice that a duty has begun."""
        shift = here(view.shifts.values(), view.me, now)
        key = shift.shift if shift is not None else ""
        if self._read is not None and key != self._shift:
            self._shift = key
            self.found = None
            if self._due:
                self.wished.emit()
        self._say()

    def show(self, found: "Since") -> None:
        """Take what was found."""
        self.found = found
        self._say()
        self.shown.emit()

    def looked(self) -> None:
        """It is being looked at: nothing more is said of it in this shift."""
        if self._due:
            self._read = self._shift
            self.read.emit(self._shift)
            self._say()

    def go(self, kind: str, key: str) -> None:
        """Go to where the detail of a thing stands."""
        window = self._window
        if kind in ("case", "handover"):
            window.views.go(HANDOVER)
            if window.views.page is not None:
                window.views.page.follow(key)
        elif kind == "chat" or (kind == "ask" and self._chat_of(key)):
            window.follow(self._chat_of(key) if kind == "ask" else key)
            window.queue.view.setFocus()
        else:
            pane = window.rules if kind == "rule" else window.roster
            window.views.go(DESK)
            pane.follow(key)
            pane.view.setFocus()

    def _chat_of(self, ask: str) -> str:
        """The chat that a question is about; empty where it is about none."""
        asks = () if self.found is None else self.found.asks
        return next((one.chat or "" for one in asks if one.ask == ask), "")

    @property
    def _due(self) -> bool:
        return bool(self._shift) and self._shift != self._read

    def _say(self) -> None:
        found = self.found if self._due else None
        self.banner.say(None if found is None or not found.count else self._news(found))

    def _news(self, found: "Since") -> News:
        since = "" if found.left is None else f", {near(found.left, found.at, self._zone)}"
        way = f"{self._key} shows it" if self._key else "It stands on its page"
        counts = ", ".join(counted(found))
        return News(f"Since you were last here{since}: {counts}. {way}.", "quiet", short=f"{found.count} news. {way}.")


def counted(found: "Since") -> list[str]:
    """How much there is of each, in words; nothing of what there is none."""
    amounts = (
        (len(found.cases), "open case", "open cases"),
        (sum(found.me in one.unread for one in found.rules), "rule to read", "rules to read"),
        (sum(found.me not in one.unread for one in found.rules), "other change of a rule", "other changes of rules"),
        (len(found.written), "note of a lead", "notes of leads"),
        (len(found.held), "held chat", "held chats"),
        (len(found.asks), "question without an answer", "questions without an answer"),
        (len(found.tasks), "task not done", "tasks not done"),
    )
    return [f"{n} {one if n == 1 else more}" for n, one, more in amounts if n]
