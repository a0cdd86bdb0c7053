"""A chip that can be pressed: words in a rounded frame, with the ring of what has the keyboard."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from console.ui.drawing import Chip, metrics, paint_card, paint_chip
from console.ui.text import one_line, tip
from console.ui.theme import Look

_SIZE = 13


class ChipButton(QAbstractButton):
    """Looks like the pills beside it; its tone is ``quiet``, ``good``, ``warn`` or ``bad``, and the words say it too.

    A click leaves the keyboard where it is.
    """

    def __init__(self, look: Look, said: str) -> None:
        super().__init__()
        self._look = look
        self._said = said
        self._chip = Chip("")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(said)

    @property
    def shown(self) -> str:
        """What it says."""
        return self._chip.text

    @property
    def tone(self) -> str:
        """What its colours mean."""
        return self._chip.tone

    def show_as(self, text: str, tone: str) -> None:
        """Say something else."""
        chip = Chip(one_line(text, 80), tone)
        if chip != self._chip:
            self._chip = chip
            self.setAccessibleName(chip.text or self._said)
            self.updateGeometry()
            self.update()

    def explain(self, words: str) -> None:
        """Say more in its tooltip, and to the screen reader."""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            self.setToolTip(tip(words) if words else "")

    def width_of(self, text: str) -> int:
        """How wide it would like to be with that text."""
        return metrics(self._look, _SIZE).horizontalAdvance(text) + 2 * self._look.px(11)

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.width_of(self._chip.text), max(self._look.px(26), metrics(self._look, _SIZE).height()))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.hasFocus() or self.underMouse():
            paint_card(painter, self._look, self.rect(), lambda p: p.ground, lambda p: p.accent, thick=self.hasFocus())
        paint_chip(painter, self._look, self._chip, self.rect(), _SIZE)
