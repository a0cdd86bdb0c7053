"""What somebody writes is screened as they type: marked in the field, and told below it which rules it touches."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from console.domain.rules import Version, called
from console.domain.words import AgeBand, RuleLevel
from console.ui.drawing import mark
from console.ui.label import Text
from console.ui.marks import gravest_first, quoted, spans_of
from console.ui.text import LONGEST, one_line
from console.ui.theme import Look

if TYPE_CHECKING:
    from console.domain.screening import Hit, Screen

_SOON: Final = 120  # milliseconds after the last letter
ONCE_MORE: Final = "Confirm once more to send it as it stands."


class Written(QObject):
    """Watches a field; ``told`` is where it says what it found. Nothing that is written is ever kept from being sent.

    ``shown`` says that there is more to read below it now. ``band`` is the age band that the words are about; without
    one, every rule is meant.
    """

    shown = Signal()

    def __init__(self, field: QPlainTextEdit, told: Text, screen: "Screen", band: AgeBand | None, look: Look) -> None:
        super().__init__(field)
        self._field, self._told, self._screen, self._band, self._look = field, told, screen, band, look
        self._soon = QTimer(self, interval=_SOON, singleShot=True)
        self._soon.timeout.connect(self._show)
        field.textChanged.connect(self._soon.start)
        self._show()

    def stops(self) -> str:
        """What is to be said before the words are sent: that they touch a stop rule; empty when they touch none."""
        stop = [pair for pair in self._show() if pair[1].level is RuleLevel.STOP]
        if not stop:
            return ""
        named = ", ".join(f"{called(rule)} — {one_line(version.title, 80)}" for rule, version in stop)
        return f"This touches what stops posts: {named}. {ONCE_MORE}"

    @Slot()
    def _show(self) -> tuple[tuple[str, Version], ...]:
        """Mark what is found now, and say it; the rules it touches, the gravest first."""
        self._soon.stop()
        text = self._field.toPlainText()[:LONGEST]
        hits: tuple[Hit, ...] = ()
        if text.strip():
            from console.domain.screening import read  # noqa: PLC0415 -- it is there, as there is a screen

            hits = self._screen.touched(read(text), self._band)
        self._field.setExtraSelections([self._marked(text, start, end) for start, end in spans_of(hits)])
        touched = gravest_first(hits, self._screen.in_force)
        self._told.show_words(_sentence(touched, text, hits) if touched else "")
        self._told.setVisible(bool(touched))
        if touched:
            self.shown.emit()
        return touched

    def _marked(self, text: str, start: int, end: int) -> QTextEdit.ExtraSelection:
        """One place; Qt counts in halves of UTF-16."""
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(_halves(text[:start]))
        cursor.setPosition(_halves(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        formatting = QTextCharFormat()
        mark(formatting, self._look)
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        selection.format = formatting
        return selection


def _sentence(touched: tuple[tuple[str, Version], ...], text: str, hits: "tuple[Hit, ...]") -> str:
    named = ", ".join(
        f"{called(rule)} ({version.level.value}) — {one_line(version.title, 80)}" for rule, version in touched
    )
    return f"Touches {named}: {quoted(text, hits)}"


def _halves(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
