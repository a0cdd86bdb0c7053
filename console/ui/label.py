"""Labels that show exactly the characters they are given: markup never means anything on them."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from console.ui.drawing import Chip, Line, Prose, Tint, metrics, paint_chip
from console.ui.text import Run, neutral, one_line, tip
from console.ui.theme import Look


class Label(QWidget):
    """One line of words, cut with an ellipsis where there is no room; the whole of it is then the tooltip.

    It is drawn, not set: a QLabel guesses HTML and opens what an ``img`` names.
    """

    def __init__(
        self, look: Look, text: str = "", *, tint: Tint | None = None, size: float = 14, bold: bool = False
    ) -> None:
        super().__init__()
        self._look = look
        self._tint: Tint = tint or (lambda p: p.text)
        self._size = size
        self._bold = bold
        self._text = ""
        self._more = ""  # what its tooltip says besides
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def text(self) -> str:
        """What it shows."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show other words."""
        text = one_line(text)
        if text == self._text:
            return
        before = self.sizeHint()
        self._text = text
        self.setAccessibleName(text)
        if self.sizeHint() != before:
            self.updateGeometry()
        self._say_tip()
        self.update()

    def explain(self, words: str) -> None:
        """Say more in its tooltip, and to the screen reader."""
        self._more = words
        self.setAccessibleDescription(words)
        self._say_tip()

    def set_tint(self, tint: Tint) -> None:
        """Show it in another colour."""
        self._tint = tint
        self.update()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.updateGeometry()
        self.update()

    def _say_tip(self) -> None:
        short = self.width() < self.sizeHint().width()
        words = "\n".join(filter(None, (self._text if short else "", self._more)))
        self.setToolTip(tip(words) if words else "")

    def width_of(self, text: str) -> int:
        """How wide it would like to be with that text."""
        return metrics(self._look, self._size, bold=self._bold).horizontalAdvance(text) + 1

    @override
    def sizeHint(self) -> QSize:
        measures = metrics(self._look, self._size, bold=self._bold)
        return QSize(self.width_of(self._text), measures.height() + self._look.px(2))

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._look.px(40)), hint.height())

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._say_tip()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        Line(painter, self._look, self.rect()).words(self._text, self._tint, self._size, bold=self._bold)


class Pill(Label):
    """A label in a rounded frame; its tone is ``quiet``, ``good``, ``warn`` or ``bad``."""

    def __init__(self, look: Look, text: str = "", tone: str = "quiet", *, size: float = 12) -> None:
        self._tone = tone
        super().__init__(look, text, size=size)

    def set_tone(self, tone: str) -> None:
        """Frame and ink for another meaning; the words must say it too."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    @property
    def _margin(self) -> int:
        return self._look.px(8 if self._size <= 12 else 11)  # noqa: PLR2004 -- the small chip

    @override
    def width_of(self, text: str) -> int:
        return metrics(self._look, self._size).horizontalAdvance(text) + 2 * self._margin

    @override
    def sizeHint(self) -> QSize:
        measures = metrics(self._look, self._size)
        high = self._look.px(self._size * 2 + (0 if self._size > 12 else -4))  # noqa: PLR2004 -- the small chip
        return QSize(self.width_of(self._text), max(high, measures.height()))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_chip(QPainter(self), self._look, Chip(self._text, self._tone), self.rect(), self._size)


class Text(QWidget):
    """Wrapped runs of somebody's words, as high as they need; the screen reader reads them whole."""

    def __init__(self, look: Look, *, tint: Tint | None = None, size: float = 14) -> None:
        super().__init__()
        self._look = look
        self._tint = tint
        self._size = size
        self._runs: tuple[Run, ...] = ()
        self._prose: Prose | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show other runs."""
        if tuple(runs) != self._runs:
            self._runs = tuple(runs)
            self._prose = None
            self.setAccessibleName(neutral("".join(run.text for run in runs)))
            self._fit()
            self.update()

    def show_words(self, text: str) -> None:
        """Show plain words."""
        self.show_runs((Run(neutral(text)),) if text else ())

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self._prose = None
        self._fit()
        self.update()

    def _at(self, width: int) -> Prose:
        if self._prose is None or self._prose.width != max(1, width):
            self._prose = Prose(self._look, self._runs, width, size=self._size, tint=self._tint)
        return self._prose

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._at(width).height if self._runs else 0

    @override
    def sizeHint(self) -> QSize:
        width = self.width() or self._look.px(300)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(60), 0)

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        """Be as high as the words need at this width (a splitter does not ask for it)."""
        self.setFixedHeight(self.heightForWidth(self.width()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._runs:
            self._at(self.width()).paint(QPainter(self), 0, 0)


class Heading(QWidget):
    """The name of a pane, with what there is to say about it beside it, or below it where it is narrow.

    ``said`` says that there is something else to say.
    """

    said = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._summary = ""
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def name(self) -> str:
        """The pane's name."""
        return self._name

    @property
    def summary(self) -> str:
        """What it says beside the name."""
        return self._summary

    def say(self, summary: str) -> None:
        """Say something else beside the name."""
        if summary != self._summary:
            self._summary = one_line(summary)
            self.setAccessibleName(f"{self._name}: {self._summary}" if summary else self._name)
            self._fit()
            self.update()
            self.said.emit()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self._fit()
        self.update()

    def _lines(self, width: int) -> list[str]:
        """The summary's lines: one beside the name, or as many below it as it takes."""
        name = metrics(self._look, 15, bold=True).horizontalAdvance(self._name) + self._look.px(10)
        measures = metrics(self._look, 13)
        room = width - 2 * self._look.px(14)
        if not self._summary or name + measures.horizontalAdvance(self._summary) <= room:
            return []
        lines: list[str] = []
        for part in self._summary.split(" · "):
            joined = f"{lines[-1]} · {part}" if lines else part
            if lines and measures.horizontalAdvance(joined) <= room:
                lines[-1] = joined
            else:
                lines.append(part)
        return lines

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        """Be as high as the lines need at this width (a splitter does not ask for it)."""
        self.setFixedHeight(self.heightForWidth(self.width()))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        lines = len(self._lines(width))
        return self._look.px(44) + (lines * self._look.px(20) if lines else 0)

    @override
    def sizeHint(self) -> QSize:
        width = self.width() or self._look.px(300)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(60), self._look.px(44))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        left, px = self._look.px(14), self._look.px
        top = QRect(left, px(4), self.width() - 2 * left, px(40))
        line = Line(painter, self._look, top)
        line.words(self._name, lambda p: p.text, 15, bold=True)
        below = self._lines(self.width())
        if not below:
            line.words(self._summary, lambda p: p.soft, 13)
        for i, words in enumerate(below):
            box = QRect(left, px(38) + i * px(20), self.width() - 2 * left, px(20))
            Line(painter, self._look, box).words(words, lambda p: p.soft, 13)
