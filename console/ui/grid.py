"""A table in the desk's colours: walked by keys, with one frame around the cell on which the keyboard stands."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from console.ui.theme import Look

_Index = QModelIndex | QPersistentModelIndex
_Stretches = list[tuple[int, int, int]]  # rows or columns: the number, the first pixel, how many there are
_CUT: Final = 10_000  # words that were cut and are known


class _Cells(QStyledItemDelegate):
    """Draws cells; the style's own frame would be a box around the words."""

    def __init__(self, view: QTableView, look: Look) -> None:
        super().__init__(view)
        self._view, self.look = view, look

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        if self._view.hasFocus() and index == self._view.currentIndex():
            frame(painter, self.look, option.rect)


def frame(painter: QPainter, look: Look, box: QRect) -> None:
    """Draw the frame around the cell on which the keyboard stands."""
    wide = look.px(2)
    painter.setPen(QPen(QColor(look.palette.accent), wide))
    painter.drawRect(box.adjusted(wide // 2, wide // 2, -wide, -wide))


class Grid(QTableView):
    """A table of which one cell is chosen at a time; nothing is edited in it. The model may colour its cells."""

    def __init__(self, model: QAbstractItemModel, name: str, look: Look) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setObjectName("grid")
        self.setCornerButtonEnabled(False)
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self._cells = _Cells(self, look)
        self.setItemDelegate(self._cells)

    def name_heads(self, across: str, down: str) -> None:
        """What the screen reader calls the two headers."""
        self.horizontalHeader().setAccessibleName(across)
        self.verticalHeader().setAccessibleName(down)

    def fit_rows(self) -> None:
        """Let each row be as high as its words."""
        self.setWordWrap(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._cells.look = look
        self.setFont(look.font())
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setFont(look.font())


class WordGrid(Grid):
    """A table of which every cell is one line of words; ``words`` gives those of a row and a column.

    All that is seen is drawn in one go: asked cell by cell, Qt makes an option and a call for each, and looks up all
    that a cell may have besides (a screen of them cost 12 ms).
    """

    def __init__(self, model: QAbstractItemModel, name: str, look: Look, words: Callable[[int, int], str]) -> None:
        super().__init__(model, name, look)
        self._words = words
        self._fitting = Fitting(self.font())

    @override
    def wear(self, look: Look) -> None:
        super().wear(look)
        self._fitting = Fitting(self.font())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        dirty, fitting, side = event.rect(), self._fitting, self._cells.look.px(4)
        rows, columns = self._rows_in(dirty), self._columns_in(dirty)
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        chosen = [(index.row(), index.column()) for index in self.selectedIndexes()]
        for row, top, high in rows:
            base = fitting.base(top, high - 1)
            for column, left, wide in columns:
                if (row, column) not in chosen:
                    words = fitting.fitted(self._words(row, column), wide - 1 - 2 * side)
                    painter.drawText(left + side, base, words)
        for row, column in chosen:
            self._draw_chosen(painter, row, column)
        self._draw_lines(painter, dirty, rows, columns)
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            frame(painter, self._cells.look, self.visualRect(current))
        painter.end()

    def _draw_chosen(self, painter: QPainter, row: int, column: int) -> None:
        palette, box, side = self.palette(), self.visualRect(self.model().index(row, column)), self._cells.look.px(4)
        painter.fillRect(box, palette.highlight())
        painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
        words = self._fitting.fitted(self._words(row, column), box.width() - 2 * side)
        painter.drawText(box.left() + side, self._fitting.base(box.top(), box.height()), words)

    def _draw_lines(self, painter: QPainter, dirty: QRect, rows: _Stretches, columns: _Stretches) -> None:
        """The lines between the cells, as Qt draws them."""
        if not rows or not columns:
            return
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        colour = self.style().styleHint(QStyle.StyleHint.SH_Table_GridLineColor, option, self) & 0xFFFFFFFF
        painter.setPen(QColor.fromRgba(colour))
        right = min(dirty.right(), columns[-1][1] + columns[-1][2] - 1)
        bottom = min(dirty.bottom(), rows[-1][1] + rows[-1][2] - 1)
        for _, top, high in rows:
            painter.drawLine(dirty.left(), top + high - 1, right, top + high - 1)
        for _, left, wide in columns:
            painter.drawLine(left + wide - 1, dirty.top(), left + wide - 1, bottom)

    def _rows_in(self, dirty: QRect) -> _Stretches:
        """The rows of a part of the screen: each with where it begins and how high it is."""
        first, last = self.rowAt(dirty.top()), self.rowAt(dirty.bottom())
        last = self.verticalHeader().count() - 1 if last < 0 else last
        rows = range(first, last + 1) if first >= 0 else ()
        return [(row, self.rowViewportPosition(row), self.rowHeight(row)) for row in rows]

    def _columns_in(self, dirty: QRect) -> _Stretches:
        first, last = self.columnAt(dirty.left()), self.columnAt(dirty.right())
        last = self.horizontalHeader().count() - 1 if last < 0 else last
        columns = range(first, last + 1) if first >= 0 else ()
        return [(column, self.columnViewportPosition(column), self.columnWidth(column)) for column in columns]


class Fitting:
    """Words of one font cut to the room that there is; what was cut once, and each letter's width, is known."""

    def __init__(self, font: QFont) -> None:
        self._measures = QFontMetrics(font)
        self._widths: dict[str, float] = {}
        self._cut: dict[tuple[str, int], str] = {}

    def base(self, top: int, high: int) -> int:
        """Where the words of a cell stand that begins there and is so high."""
        return top + (high - self._measures.height()) // 2 + self._measures.ascent()

    def fitted(self, words: str, room: int) -> str:
        """The words, with an ellipsis where they are too wide."""
        if words.isascii() and self._wide(words) < room:
            return words
        found = self._cut.get((words, room))
        if found is None:
            if len(self._cut) >= _CUT:
                self._cut.clear()
            found = self._cut[words, room] = self._measures.elidedText(words, Qt.TextElideMode.ElideRight, room)
        return found

    def _wide(self, words: str) -> float:
        """How wide the words are at most: in letters of their own each is as wide as it ever is."""
        widths = self._widths
        try:
            return sum([widths[letter] for letter in words])
        except KeyError:
            widths |= {letter: float(self._measures.horizontalAdvance(letter)) + 0.5 for letter in words}
            return sum(widths[letter] for letter in words)
