"""A chart that is drawn: bars with a line over them, and the same as words for whoever does not see it."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from console.ui.drawing import Tint, advance, draw_words, paint_ground
from console.ui.text import one_line
from console.ui.theme import Look

HIGH: Final = 200  # how high a chart likes to be, at 100 %
_FULL: Final = 0.82  # how much of a bar's share is drawn; the rest parts it from the next


class Column(msgspec.Struct, frozen=True):
    """One column: what stands below it, its bar, and the point of the line (None: the line has a gap there)."""

    label: str
    bar: float
    line: float | None = None


class ChartOf(msgspec.Struct, frozen=True):
    """What a chart shows; ``bars`` and ``line`` say what those mean, an empty ``line`` that there is none.

    Both have a scale of their own, from nothing to the highest.
    """

    columns: tuple[Column, ...]
    bars: str
    line: str = ""

    @property
    def legend(self) -> str:
        """What stands above it."""
        return f"bars: {self.bars} · line with dots: {self.line}" if self.line else f"bars: {self.bars}"

    @property
    def table(self) -> tuple[tuple[str, str, str], ...]:
        """The same as rows of a table: the label, the bar, the point of the line ("–" where it has a gap)."""
        return tuple(
            (one.label, figure(one.bar), "–" if one.line is None else figure(one.line)) for one in self.columns
        )

    @property
    def words(self) -> str:
        """The same in a few sentences."""
        if not self.columns:
            return f"{self.legend}. There is nothing to show yet."
        told = [
            f"{label}: {bar} {self.bars}{f', {self.line} {point}' * bool(self.line)}"
            for label, bar, point in self.table
        ]
        return f"{self.legend}. {'; '.join(told)}."


def figure(value: float) -> str:
    """A figure as it is read: whole, or with one digit."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def paint_chart(painter: QPainter, look: Look, box: QRect, chart: ChartOf) -> None:
    """Draw a chart into a box: the legend above, a bar and a label for each column, and the line over them."""
    px = look.px
    painter.save()
    _words(painter, look, chart.legend, QRect(box.left(), box.top(), box.width(), px(20)))
    ground = QRect(box.left(), box.top() + px(42), box.width(), max(1, box.height() - px(64)))
    paint_ground(painter, look, QRect(ground.left(), ground.bottom() + 1, ground.width(), 1), lambda p: p.frame)
    if chart.columns:
        _bars(painter, look, ground, chart.columns)
        _line(painter, look, ground, chart.columns)
    painter.restore()


def _bars(painter: QPainter, look: Look, ground: QRect, columns: Sequence[Column]) -> None:
    """The bars, each with its figure at the top and its label below; of many labels some, so that none is cut."""
    px, share = look.px, ground.width() / len(columns)
    most = max(one.bar for one in columns) or 1
    widest = max(advance(look, one.label, 12) for one in columns) + px(6)
    every = max(1, -int(-widest // share))
    for n, one in enumerate(columns):
        high = round(ground.height() * one.bar / most)
        left, wide = ground.left() + n * share + share * (1 - _FULL) / 2, share * _FULL
        bar = QRect(round(left), ground.bottom() + 1 - high, max(1, round(wide)), high)
        paint_ground(painter, look, bar, lambda p: p.chosen_line)
        middle = round(left + wide / 2)
        told = figure(one.bar)
        if advance(look, told, 12) <= share:
            _centred(painter, look, told, middle, ground.top() - px(21))
        if n % every == 0:
            _centred(painter, look, one_line(one.label, 20), middle, ground.bottom() + px(4))


def _line(painter: QPainter, look: Look, ground: QRect, columns: Sequence[Column]) -> None:
    """The line, a dot at each of its points; it is broken where a column has none."""
    most = max((one.line for one in columns if one.line is not None), default=0) or 1
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for stretch in _stretches(columns):
        points = [_point(ground, len(columns), n, value / most) for n, value in stretch]
        _stroke(painter, look, points, lambda p: p.ground, 5)  # parted from the bars that it crosses
        _stroke(painter, look, points, lambda p: p.warn, 2)


def _stroke(painter: QPainter, look: Look, points: Sequence[QPointF], tint: Tint, wide: float) -> None:
    painter.setPen(QPen(look.colour(tint), look.px(wide)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(tint))
    for point in points:
        painter.drawEllipse(point, look.px(wide) + 1.5, look.px(wide) + 1.5)


def _stretches(columns: Sequence[Column]) -> Iterator[list[tuple[int, float]]]:
    """The runs of columns next to each other that have a point."""
    found: list[tuple[int, float]] = []
    for n, one in enumerate(columns):
        if one.line is not None:
            found.append((n, one.line))
        elif found:
            yield found
            found = []
    if found:
        yield found


def _point(ground: QRect, count: int, n: int, share: float) -> QPointF:
    return QPointF(ground.left() + ground.width() * (n + 0.5) / count, ground.bottom() + 1 - ground.height() * share)


def _centred(painter: QPainter, look: Look, text: str, middle: int, top: int) -> None:
    wide = advance(look, text, 12)
    _words(painter, look, text, QRect(middle - wide // 2, top, wide, look.px(18)))


def _words(painter: QPainter, look: Look, text: str, box: QRect) -> None:
    painter.setFont(look.font(12))
    painter.setPen(look.colour(lambda p: p.soft))
    draw_words(painter, look, text, 12, box)


class Chart(QWidget):
    """A chart on the screen; its words are told to the screen reader."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._chart = ChartOf((), "")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, chart: ChartOf) -> None:
        """Show another chart."""
        if chart != self._chart:
            self._chart = chart
            self.setAccessibleDescription(chart.words)
            self.update()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(420), self._look.px(HIGH))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        inner = self.rect().adjusted(self._look.px(14), self._look.px(4), -self._look.px(14), -self._look.px(4))
        paint_chart(QPainter(self), self._look, inner, self._chart)
