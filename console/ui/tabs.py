"""The tabs of the top bar: one for each view of the window, with its key; the one that is shown is filled."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton
from typing_extensions import override

from console.ui.drawing import Line, Tint, advance, paint_card
from console.ui.text import one_line
from console.ui.theme import Look


class Tab(QAbstractButton):
    """The name of a view with its key; a click opens it. Checked while its view is shown.

    ``said`` is what it is for the screen reader.
    """

    def __init__(self, look: Look, title: str, key: str = "", said: str = "View") -> None:
        super().__init__()
        self._said = said
        self._look = look
        self._title = one_line(title, 40)
        self._key = key
        self._count = 0
        self._with_key = bool(key)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        self._name()

    @property
    def title(self) -> str:
        """The view's name."""
        return self._title

    @property
    def count(self) -> int:
        """How much there is to see to in the view, as it says beside its name."""
        return self._count

    def say_count(self, count: int) -> None:
        """Say how much there is to see to in the view; 0 says nothing."""
        if count != self._count:
            self._count = count
            self._name()
            self.updateGeometry()
            self.update()

    def show_key(self, *, shown: bool) -> None:
        """Whether its key stands on it: left out where the bar has no room."""
        shown = shown and bool(self._key)
        if shown != self._with_key:
            self._with_key = shown
            self.updateGeometry()
            self.update()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        parts = [f"{self._said}: {self._title}", f"{self._count:,} to see to" if self._count else ""]
        parts.append(f"key {self._key}" if self._key else "")
        self.setAccessibleName(", ".join(filter(None, parts)))

    def _caps(self, *, key: bool) -> list[str]:
        return [f"{self._count:,}"] * bool(self._count) + [self._key] * key

    def width_with(self, *, key: bool) -> int:
        """How wide it would like to be with its key on it, or without."""
        px = self._look.px
        caps = sum(advance(self._look, one, 12) + px(18) for one in self._caps(key=key and bool(self._key)))
        return advance(self._look, self._title) + caps + px(26)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.width_with(key=self._with_key), self._look.px(32))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look, px = self._look, self._look.px
        lit = self.hasFocus() or self.underMouse()
        if self.isChecked() or lit:
            fill: Tint = (lambda p: p.chosen) if self.isChecked() else lambda p: p.ground
            frame: Tint = (lambda p: p.accent) if lit else lambda p: p.chosen_line
            paint_card(painter, look, self.rect(), fill, frame, thick=self.hasFocus())
        ink: Tint = (lambda p: p.text) if self.isChecked() else lambda p: p.soft
        x = px(12)
        Line(painter, look, QRect(x, 0, self.width() - x, self.height())).words(self._title, ink)
        x += advance(look, self._title) + px(7)
        for cap in self._caps(key=self._with_key):
            box = QRect(x, (self.height() - px(20)) // 2, advance(look, cap, 12) + px(11), px(20))
            paint_card(painter, look, box, lambda p: p.card, lambda p: p.frame)
            Line(painter, look, box.adjusted(px(5), 0, px(4), 0)).words(cap, ink, 12)
            x = box.right() + px(7)
