"""The one box that finds everything: what is typed, and below it what it means, the best first."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from console.ui.drawing import Line, Tint, advance, paint_card, paint_chosen, paint_ground
from console.ui.findings import ACTION, Found
from console.ui.label import Label, Text
from console.ui.lists import ListView, Painting
from console.ui.rows import Rows
from console.ui.search_rows import paint_found
from console.ui.shapes import paint_risk
from console.ui.theme import Look

_LONGEST: Final = 200  # letters that are looked for
_ROW: Final = 52
NOTHING: Final = "Nothing here has these letters."
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class FoundPainting(Painting[Found]):
    """Draws one thing that was found: its sign, its words, and its key or its kind at the right."""

    @override
    def paint_row(self, painter: QPainter, row: Found, box: QRect, *, chosen: bool, focused: bool) -> None:
        look, px = self.look, self.look.px
        paint_chosen(painter, look, box.adjusted(px(6), px(1), -px(6), -px(1)), chosen=chosen, focused=chosen)
        left, right = box.left() + px(16), box.right() + 1 - px(16)
        if row.risk is not None:
            side = px(23)
            paint_risk(painter, look, row.risk, QRectF(left, box.top() + (box.height() - side) / 2, side, side))
        left += px(34)
        top = box.top() + px(6) if row.below else box.top() + (box.height() - px(21)) // 2
        first = QRect(left, top, right - left, px(21))
        line = Line(painter, look, first)
        ink: Tint = (lambda p: p.text) if not row.why else lambda p: p.soft
        if row.hint:
            self._key(painter, row.hint, QRect(0, first.top(), right, first.height()))
            line = Line(painter, look, first.adjusted(0, 0, -advance(look, row.hint, 12) - px(20), 0))
        elif row.kind != ACTION:
            line.right(row.called, lambda p: p.quiet, 12)
        line.words(row.title, ink, bold=row.kind != ACTION)
        below = QRect(left, box.top() + px(27), right - left, px(19))
        if row.spans:
            paint_found(painter, look, below, row.about, row.spans)
            return
        Line(painter, look, below).words(row.below, (lambda p: p.warn) if row.why else lambda p: p.soft, 12.5)

    def _key(self, painter: QPainter, hint: str, box: QRect) -> None:
        wide = advance(self.look, hint, 12) + self.look.px(12)
        cap = QRect(box.right() + 1 - wide, box.top(), wide, self.look.px(20))
        paint_card(painter, self.look, cap, lambda p: p.card, lambda p: p.frame)
        Line(painter, self.look, cap.adjusted(self.look.px(6), 0, 0, 0)).words(hint, lambda p: p.soft, 12)


class FindBox(QDialog):
    """Finds as one types; ``chosen`` gives what was chosen with Return or a click. Esc leaves.

    ``find`` gives what letters mean; ``typed`` gives the letters, and what else is found can be added. What arrives at
    the desk meanwhile changes nothing below the person's hand.
    """

    chosen = Signal(object)
    typed = Signal(str)

    def __init__(self, parent: QWidget, look: Look, title: str, find: Callable[[str], Sequence[Found]]) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._look = look
        self._find = find
        self._own: Sequence[Found] = ()
        px = look.px
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setPalette(parent.palette())  # a window of its own does not inherit it
        self.field = QLineEdit()
        self.field.setMaxLength(_LONGEST)
        self.field.setPlaceholderText(f"{title}…")
        self.field.setAccessibleName(title)
        self.field.setFont(look.font(15))
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.rows: Rows[Found] = Rows(lambda found: found.words)
        self.view: ListView[Found] = ListView(self.rows, "Found")
        self.view.setItemDelegate(FoundPainting(self.view, look))
        self.view.set_height(px(_ROW))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.say_empty(NOTHING)
        self.view.clicked.connect(self._take)
        self.view.chosen.connect(self._tell)
        ways = Label(look, "↑ ↓ choose · Return does it, or goes there · Esc leaves", tint=lambda p: p.soft, size=12.5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(10), px(10), px(10), px(8))
        layout.setSpacing(px(8))
        layout.addWidget(self.field)
        layout.addWidget(self.view, 1)
        layout.addWidget(ways)
        self._why = Text(look, tint=lambda p: p.warn, size=13)
        self._why.hide()
        layout.insertWidget(1, self._why)
        again = QShortcut(QKeySequence("Ctrl+K"), self)
        again.activated.connect(self.field.selectAll)
        self._place(parent)
        self._show("")
        self.field.setFocus()

    @property
    def said(self) -> str:
        """Why what was chosen cannot be done; nothing while that was not asked."""
        return "" if self._why.isHidden() else self._why.accessibleName()

    def _place(self, parent: QWidget) -> None:
        """In the upper middle of the window, and never larger than it."""
        px, room = self._look.px, parent.size()
        wide, high = min(px(660), room.width() - px(24)), min(px(520), room.height() - px(40))
        self.resize(wide, high)
        self.move(parent.mapToGlobal(parent.rect().topLeft()) + parent.rect().center() - self.rect().center())
        self.move(self.x(), parent.mapToGlobal(parent.rect().topLeft()).y() + min(px(64), (room.height() - high) // 2))

    @Slot(str)
    def _show(self, text: str) -> None:
        self._why.hide()
        self._own = self._find(text)
        self.rows.show(self._own)
        self.view.scrollToTop()
        if len(self.rows):
            self.view.choose(0)
        self._tell()
        self.typed.emit(text)

    def add(self, rows: Sequence[Found]) -> None:
        """Show more below what these letters mean; whoever stands on something stands on it still."""
        self.rows.show([*self._own, *rows])
        if self.view.chosen_row() is None and len(self.rows):
            self.view.choose(0)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        """Let a screen reader say what is chosen, though the keyboard stays where one types."""
        row = self.view.chosen_row()
        self.field.setAccessibleDescription(NOTHING if row is None else row.words)

    @Slot()
    def _take(self, _index: Any = None) -> None:
        row = self.view.chosen_row()
        if row is None:
            return
        if row.why:
            self._why.show_words(row.why)
            self._why.show()
            self.field.setAccessibleDescription(row.why)
            return
        self.accept()
        self.chosen.emit(row)

    @override
    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = _STEPS.get(Qt.Key(event.key()))
            if by is not None:
                self.view.step(by)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
                self._take()
                return True
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ground(painter, self._look, self.rect(), lambda p: p.low)
        paint_card(painter, self._look, self.rect(), lambda p: p.low, lambda p: p.frame)
