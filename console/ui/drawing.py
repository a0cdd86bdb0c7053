"""Drawing by hand: words cut with an ellipsis, chips, cards, and wrapped prose that is never markup."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption

from console.ui.text import Run
from console.ui.theme import Look, Palette

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

Tint = Callable[[Palette], str]
_LINES_AT_MOST: Final = 400


def metrics(look: Look, size: float = 14, *, bold: bool = False, spaced: bool = False) -> QFontMetrics:
    """The measures of one of the look's fonts."""
    return _metrics_of(look.percent, size, bold, spaced)


@lru_cache(maxsize=64)
def _metrics_of(percent: int, size: float, bold: bool, spaced: bool) -> QFontMetrics:
    return QFontMetrics(Look(percent=percent).font(size, bold=bold, spaced=spaced))


@lru_cache(maxsize=4096)
def _advance(percent: int, size: float, bold: bool, spaced: bool, text: str) -> int:
    return _metrics_of(percent, size, bold, spaced).horizontalAdvance(text)


def advance(look: Look, text: str, size: float = 14, *, bold: bool = False, spaced: bool = False) -> int:
    """How wide a few words are; kept, because rows say the same words again and again."""
    return _advance(look.percent, size, bold, spaced, text)


def draw_words(painter: QPainter, look: Look, text: str, size: float, box: QRect, *, bold: bool = False) -> None:
    """Draw words from the left of a box, in its middle (a third of the cost of drawing with alignment flags)."""
    measures = metrics(look, size, bold=bold)
    painter.drawText(box.left(), box.top() + (box.height() + measures.ascent() - measures.descent()) // 2, text)


class Chip(msgspec.Struct, frozen=True):
    """A few words in a rounded frame; ``tone`` is ``quiet``, ``good``, ``warn`` or ``bad``."""

    text: str
    tone: str = "quiet"


TONES: Final[dict[str, tuple[Tint, Tint]]] = {
    "quiet": (lambda p: p.soft, lambda p: p.frame),
    "good": (lambda p: p.good, lambda p: p.good_line),
    "warn": (lambda p: p.warn, lambda p: p.warn_line),
    "bad": (lambda p: p.bad, lambda p: p.bad_line),
}


class Line:
    """One line of words and chips, drawn from left to right within a box; what does not fit ends in an ellipsis."""

    def __init__(self, painter: QPainter, look: Look, box: QRect) -> None:
        self._painter = painter
        self._look = look
        self._box = box
        self._x = box.left()

    @property
    def room(self) -> int:
        """Pixels left."""
        return self._box.right() + 1 - self._x

    def words(
        self, text: str, tint: Tint, size: float = 14, *, bold: bool = False, spaced: bool = False, struck: bool = False
    ) -> None:
        """Draw words; a small gap follows."""
        width = advance(self._look, text, size, bold=bold, spaced=spaced)
        font = self._look.font(size, bold=bold, spaced=spaced)
        if struck:
            font = QFont(font)
            font.setStrikeOut(True)
        if width > self.room:
            text = metrics(self._look, size, bold=bold, spaced=spaced).elidedText(text, _RIGHT, self.room)
            width = max(0, self.room)
        self._painter.setFont(font)
        self._painter.setPen(self._look.colour(tint))
        box = QRect(self._x, self._box.top(), max(0, self.room), self._box.height())
        draw_words(self._painter, self._look, text, size, box, bold=bold)
        self._x += width + self._look.px(8)

    def right(self, text: str, tint: Tint, size: float = 14, *, bold: bool = False) -> None:
        """Draw words at the right end; what follows stays left of them."""
        width = advance(self._look, text, size, bold=bold)
        self._painter.setFont(self._look.font(size, bold=bold))
        self._painter.setPen(self._look.colour(tint))
        box = QRect(self._box.right() + 1 - width, self._box.top(), width, self._box.height())
        draw_words(self._painter, self._look, text, size, box, bold=bold)
        self._box.setRight(self._box.right() - width - self._look.px(10))

    def chip(self, chip: Chip, keep: int = 0) -> None:
        """Draw a chip, shortened when it must be, left out when not even three letters fit.

        ``keep`` is the room for what comes after it.
        """
        width = chip_width(self._look, chip)
        if width > self.room - keep:
            width = self.room - keep
            if width < self._look.px(48):
                return
        height = chip_height(self._look)
        top = self._box.top() + (self._box.height() - height) // 2
        paint_chip(self._painter, self._look, chip, QRect(self._x, top, width, height))
        self._x += width + self._look.px(6)


_RIGHT: Final = Qt.TextElideMode.ElideRight


def chip_width(look: Look, chip: Chip) -> int:
    """How wide a chip would like to be."""
    return advance(look, chip.text, 12) + look.px(16)


def chip_height(look: Look) -> int:
    """How high every chip is."""
    return look.px(20)


def paint_chip(painter: QPainter, look: Look, chip: Chip, box: QRect, size: float = 12) -> None:
    """Draw a chip into a box."""
    ink, frame = TONES[chip.tone]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour(frame), 1))
    radius = box.height() / 2
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(look.colour(ink))
    painter.setFont(look.font(size))
    inner = box.adjusted(look.px(7), 0, -look.px(7), 0)
    text, width = chip.text, advance(look, chip.text, size)
    if width > inner.width() + look.px(2):
        text, width = metrics(look, size).elidedText(text, _RIGHT, inner.width() + look.px(2)), inner.width()
    draw_words(painter, look, text, size, inner.adjusted((inner.width() - width) // 2, 0, 0, 0))
    painter.restore()


def paint_ground(painter: QPainter, look: Look, box: QRect, tint: Tint) -> None:
    """Fill a box.

    (Qt's own fillRect takes gradients too, and PySide makes their 182 names for it: 2 ms at a start.)
    """
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(tint))
    painter.drawRect(box)
    painter.restore()


def paint_card(
    painter: QPainter, look: Look, box: QRect, fill: Tint, frame: Tint, *, thick: bool = False, dashed: bool = False
) -> None:
    """Draw the ground of a card: rounded, filled, with a thin frame (thick when the keyboard stands there)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = look.px(2) if thick else 1
    painter.setPen(QPen(look.colour(frame), width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
    painter.setBrush(look.colour(fill))
    half = width / 2
    painter.drawRoundedRect(QRectF(box).adjusted(half, half, -half, -half), look.px(6), look.px(6))
    painter.restore()


def paint_chosen(painter: QPainter, look: Look, box: QRect, *, chosen: bool, focused: bool) -> None:
    """Draw the ground of a chosen row; with the keyboard on it the frame is thicker."""
    if chosen:
        frame: Tint = (lambda p: p.accent) if focused else (lambda p: p.chosen_line)
        paint_card(painter, look, box, lambda p: p.chosen, frame, thick=focused)


class Prose:
    """Wrapped runs at one width: measured once, drawn often; at most ``lines`` of them, the last with an ellipsis."""

    def __init__(
        self,
        look: Look,
        runs: Sequence[Run],
        width: int,
        *,
        size: float = 14,
        tint: Tint | None = None,
        lines: int = 0,
        bold: bool = False,
    ) -> None:
        self._look = look
        self._font = look.font(size, bold=bold)
        self._tint: Tint = tint or (lambda p: p.text)
        text = "".join(run.text for run in runs).rstrip("\n").replace("\n", "\u2028")
        self._layout = QTextLayout(text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self._layout.setFormats(_formats(look, runs, size))
        self._cut: QPointF | None = None  # where the ellipsis stands
        self.width = max(1, width)
        self.height = self._break(lines or _LINES_AT_MOST, _utf16(text))

    @property
    def cut(self) -> bool:
        """Whether there is more than is drawn."""
        return self._cut is not None

    def _break(self, most: int, length: int) -> int:
        """Break into at most so many lines; a line that is made and given no width would crash Qt when drawn."""
        height = 0.0
        gap = self._look.px(3)
        self._layout.beginLayout()
        for _ in range(most):
            line = self._layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self.width)
            line.setPosition(QPointF(0, height))
            height += line.height() + gap
            if line.textStart() + line.textLength() >= length:
                break
        self._layout.endLayout()
        count = self._layout.lineCount()
        if count:
            last = self._layout.lineAt(count - 1)
            if last.textStart() + last.textLength() < length:
                self._cut = QPointF(min(last.naturalTextWidth(), self.width - self._look.px(14)), last.y())
        return int(height)

    def paint(self, painter: QPainter, left: int, top: int, height: int = 0) -> None:
        """Draw it with its upper left corner there."""
        painter.setPen(self._look.colour(self._tint))
        clip = QRectF(left, top, self.width + 1, height or self.height)
        painter.save()
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        self._layout.draw(painter, QPointF(left, top))
        if self._cut is not None:
            painter.setFont(self._font)
            ascent = painter.fontMetrics().ascent()
            painter.drawText(QPointF(left + self._cut.x(), top + self._cut.y() + ascent), "…")
        painter.restore()


def mark(formatting: "QTextCharFormat", look: Look) -> None:
    """Show words as ones that a posting rule finds: by a ground, and by a line below them."""
    formatting.setBackground(QColor(look.palette.mark))
    formatting.setForeground(QColor(look.palette.mark_text))
    formatting.setFontUnderline(True)


def _formats(look: Look, runs: Sequence[Run], size: float) -> list[QTextLayout.FormatRange]:
    found = []
    at = 0
    for run in runs:
        length = _utf16(run.text)
        if run.bold or run.italic or run.struck or run.code or run.link or run.name or run.added or run.marked:
            from PySide6.QtGui import QTextCharFormat  # noqa: PLC0415 -- 3 ms at a start, and most texts are plain

            formatting = QTextCharFormat()
            if run.bold or run.name or run.added:
                formatting.setFontWeight(QFont.Weight.DemiBold)
            formatting.setFontItalic(run.italic)
            formatting.setFontStrikeOut(run.struck)
            formatting.setFontUnderline(run.link or run.added)
            if run.code:
                formatting.setFont(look.font(size - 1, fixed=True))
            if run.link:
                formatting.setForeground(QColor(look.palette.link))
            if run.added:
                formatting.setForeground(QColor(look.palette.good))
            if run.marked:
                mark(formatting, look)
            one = QTextLayout.FormatRange()
            one.start = at
            one.length = length
            one.format = formatting
            found.append(one)
        at += length
    return found


def _utf16(text: str) -> int:
    """Qt counts in halves of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
