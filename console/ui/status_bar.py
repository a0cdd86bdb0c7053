"""The bar below: how the connection stands, what was done last, what is on its way, and the most used keys."""

from datetime import tzinfo
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from console.domain.connection import Connection, Link
from console.ui.bars import Bar
from console.ui.keys import Keymap
from console.ui.label import Label, Pill
from console.ui.shapes import paint_presence
from console.ui.theme import Look
from console.ui.times import to_second
from console.ui.views import DESK

LINK_WORDS: Final = {
    Link.CONNECTING: ("Connecting", "off"),
    Link.LIVE: ("Live", "on"),
    Link.POLLING: ("Asking every 15 s", "on"),
    Link.OFFLINE: ("Offline", "gap"),
    Link.REFUSED: ("Refused by Slack", "gap"),
}


class _Sign(QWidget):
    """A drawn sign for how the connection stands; the words beside it say the same."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._presence = "off"
        self.setAccessibleName("Connection")

    def set_presence(self, presence: str) -> None:
        """Show another sign."""
        if presence != self._presence:
            self._presence = presence
            self.update()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(10), self._look.px(10))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        box = QRect(0, 0, self._look.px(9), self._look.px(9))
        paint_presence(QPainter(self), self._look, self._presence, QRectF(box))


class StatusBar(Bar):
    """How the connection stands, what waits to be sent, and the most used keys."""

    def __init__(self, look: Look, keymap: Keymap, zone: tzinfo) -> None:
        super().__init__(look, 32, above=False)
        self._zone = zone
        self._sign = _Sign(look)
        self._link = ("", "")  # how the connection stands, in full and in short
        self._waiting = 0
        self.link = Label(look, size=13)
        self.pending = Label(look, tint=lambda p: p.soft, size=13)
        self.odd = Label(look, tint=lambda p: p.soft, size=13)
        self._keymap = keymap
        self._keys_words, self._prompt = _hints(keymap, DESK), ""
        self.hints = Label(look, self._keys_words, tint=lambda p: p.soft, size=13)
        self.done = Pill(look, tone="good", size=13)
        self.done.hide()
        self.connection = (self._sign, self.link)
        for widget in (self._sign, self.link, self.done, self.pending, self.odd):
            self.flow.addWidget(widget)
        self.flow.push()
        self.flow.addWidget(self.hints)
        self.show_pending(0)
        self.show_odd(0, 0)

    @override
    def wear(self, look: Look) -> None:
        self._sign.wear(look)
        super().wear(look)

    def show_connection(self, connection: Connection) -> None:
        """Say how the connection stands."""
        words, presence = LINK_WORDS[connection.link]
        short = words
        if connection.link in (Link.OFFLINE, Link.REFUSED) and connection.complete_to is not None:
            words += f" — everything up to {to_second(connection.complete_to, self._zone)} is here"
        self._link = (words, short)
        self._sign.set_presence(presence)
        self._sign.setAccessibleName(f"Connection: {words}")
        self._fit()

    @Slot(str)
    def show_hints(self, view: str) -> None:
        """Say the most used keys of a view: only those that do something there."""
        self._keys_words = _hints(self._keymap, view)
        self._fit()

    def show_prompt(self, words: str) -> None:
        """Say in place of the keys what is prompted calmly; or nothing."""
        if words != self._prompt:
            self._prompt = words
            self.hints.set_tint((lambda p: p.warn) if words else lambda p: p.soft)
            self._fit()

    def show_pending(self, pending: int) -> None:
        """Say how much waits to be sent."""
        self._waiting = pending
        self.pending.set_text(f"{pending:,} waiting to send" if pending else "Nothing waiting to send")
        self._fit()

    def show_done(self, words: str) -> None:
        """Say what was done last and can be undone, or nothing."""
        if words != self.done.text:
            self.done.set_text(words)
            self.done.setVisible(bool(words))
            self.hints.show()
            self._fit()

    @override
    def optional(self) -> QWidget | None:
        return self.hints if self.done.text or self._low else None

    @override
    def _fit(self) -> None:
        self.link.set_text(self._link[1 if self._low else 0])  # a low window's upper bar says the rest
        self.hints.set_text(self._prompt or self._keys_words)
        self.pending.setVisible(not self._prompt or self._waiting > 0)  # what is prompted needs its room
        super()._fit()

    def show_odd(self, not_entitled: int, unreadable: int) -> None:
        """Say how much was kept that changes nothing."""
        parts = []
        if not_entitled:
            parts.append(f"{not_entitled:,} not entitled")
        if unreadable:
            parts.append(f"{unreadable:,} unreadable")
        self.odd.set_text(" · ".join(parts))
        self.odd.setVisible(bool(parts))
        self._fit()


def _hints(keymap: Keymap, view: str) -> str:
    moves = "/".join(hint for hint in (keymap.hint("next_row"), keymap.hint("previous_row")) if hint)
    parts = [f"{moves} move"] if moves else []
    here = ("show_text", "text") if view == DESK else ("show_desk", "to the desk")
    for name, words in (here, ("find_rule", "find"), ("all_keys", "all keys")):
        if keymap.hint(name):
            parts.append(f"{keymap.hint(name)} {words}")
    return " · ".join(parts)
