"""A strip across the window: a sentence, and beside or below it the buttons of what can be done about it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from console.ui.act_bar import KeyButton
from console.ui.drawing import Tint, advance, paint_ground
from console.ui.flow import Wrapped
from console.ui.label import Text
from console.ui.theme import Look

_TWO_LINES: Final = 1.8  # times the width of one, as words break


class Strip(QWidget):
    """As high as its words and its ways need; hidden while there is nothing to say."""

    def __init__(
        self, look: Look, name: str, ways: Sequence[KeyButton], *, ink: Tint, ground: Tint, edge: Tint
    ) -> None:
        super().__init__()
        self._look = look
        self._ground, self._edge = ground, edge
        self._buttons = tuple(ways)
        self.setAccessibleName(name)
        self.words = Text(look, tint=ink)
        self.sentence = ""
        self._ways = Wrapped(look.px(8))
        for button in self._buttons:
            self._ways.flow.addWidget(button)
        self._inside = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._inside.addWidget(self.words)
        self._inside.addWidget(self._ways)
        self._measure()
        self.hide()

    @property
    def look(self) -> Look:
        """How it looks."""
        return self._look

    def say(self, sentence: str) -> None:
        """Say something, or nothing."""
        self.sentence = sentence
        self.setVisible(bool(sentence))
        self.words.show_words(sentence)
        self.fit()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.words.wear(look)
        for button in self._buttons:
            button.wear(look)
        self._ways.flow.set_measures(look.px(8), 0)
        self._measure()
        self.update()

    def _measure(self) -> None:
        px = self._look.px
        self._inside.setContentsMargins(px(16), px(9), px(16), px(4))
        self._inside.setSpacing(px(4))
        self.fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Stand beside its buttons where its words take two lines at most."""
        shown = [one for one in self._buttons if not one.isHidden()]
        ways = sum(one.sizeHint().width() + self._look.px(8) for one in shown) - self._look.px(8)
        room = self.width() - ways - self._look.px(48)
        beside = advance(self._look, self.words.accessibleName()) <= room * _TWO_LINES
        directions = QBoxLayout.Direction
        self._inside.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._ways.setFixedWidth(ways if beside else max(0, self.width() - self._look.px(32)))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ground(painter, self._look, self.rect(), self._ground)
        paint_ground(painter, self._look, QRect(0, 0, self.width(), 1), self._edge)
