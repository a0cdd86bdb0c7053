"""The view of every list: one column, fixed heights, drawn by a delegate, walked by keyboard."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from console.ui.drawing import Prose
from console.ui.rows import ROW, Index, Row, Rows
from console.ui.text import Run
from console.ui.theme import Look

R = TypeVar("R", bound=Row)
_KEPT: Final = 10_000  # heights that are known, however few rows are shown
_AT_ONCE: Final = 120  # rows that are measured at once; of more, what is seen first and the rest in slices
_SLICE: Final = 0.006  # seconds
_NEAR: Final = 30  # rows before and after one that is gone to
_CURRENT: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class Painting(QStyledItemDelegate, Generic[R]):
    """Draws one row with a function; ``paint_row(painter, look, row, box, state)``."""

    def __init__(self, view: "ListView[R]", look: Look) -> None:
        super().__init__(view)
        self._view = view
        self.look = look

    def paint_row(self, painter: QPainter, row: R, box: QRect, *, chosen: bool, focused: bool) -> None:
        """Draw a row; subclasses say how."""
        raise NotImplementedError

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        if row is None:
            return
        focused = self._view.hasFocus() and self._view.currentIndex() == index
        painter.save()
        self.paint_row(
            painter,
            row,
            option.rect,
            chosen=self._view.selectionModel().isSelected(index),
            focused=focused,
        )
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)  # heights are set, never asked for


class ListView(QTableView, Generic[R]):
    """One list. Row heights are fixed (``uniform``) or measured once per width by ``height_of``.

    (QListView lays out every row again at each insert: 147 ms at 100,000 rows; this takes under 1 ms.)
    """

    chosen = Signal()
    opened = Signal()  # Return, or a double click

    def __init__(self, rows: Rows[R], name: str, *, height_of: Callable[[R, int], int] | None = None) -> None:
        super().__init__()
        # Asked for a viewport of Qt's own making, PySide makes the classes of all widgets there are (11 ms).
        ground = QWidget()
        self.setViewport(ground)
        ground.setAutoFillBackground(False)
        self.rows = rows
        self._height_of = height_of
        self._empty = ""
        self.dirty = QRect()  # what is being drawn anew
        self._measured: dict[tuple[str, int], tuple[R, int]] = {}  # by key and width
        self._later: list[int] = []  # the rows that are still to be measured, the last first
        self._slice = QTimer(self, singleShot=True, interval=0)
        self._slice.timeout.connect(self._measure_more)
        self.setModel(rows)
        self.setAccessibleName(name)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab goes on to the next pane
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustIgnored)
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)  # the delegate draws what is chosen
        colours.setColor(QPalette.ColorRole.Accent, Qt.GlobalColor.transparent)
        self.setPalette(colours)
        self.setDragEnabled(False)
        self.activated.connect(self._activated)
        if height_of is not None:
            rows.shown.connect(self.measure)
            self.verticalScrollBar().valueChanged.connect(self._measure_seen)

    def say_empty(self, sentence: str) -> None:
        """What stands in the list while there is nothing in it."""
        changed, self._empty = sentence != self._empty, sentence
        self.setAccessibleDescription(sentence if not len(self.rows) else "")
        if changed and not len(self.rows):
            self.viewport().update()

    def set_height(self, pixels: int) -> None:
        """The height of every row; what is chosen and seen stays in sight."""
        seen = self._sees_chosen(self.height())
        self.verticalHeader().setDefaultSectionSize(pixels)
        self.verticalScrollBar().setSingleStep(max(1, pixels // 2))
        if seen:
            self.scrollTo(self.currentIndex())

    def chosen_row(self) -> R | None:
        """The row that the keyboard stands on."""
        row = self.rows.row_at(self.currentIndex().row())
        return None if row is None or row.heading else row

    def choose(self, position: int) -> None:
        """Stand on a row, and bring it into view."""
        index = self.rows.index(position, 0)
        if self._later:  # else it would be pushed out of sight again by what is measured above it
            for near in range(max(0, position - _NEAR), min(len(self.rows), position + _NEAR)):
                self._fit(near)
            self.updateGeometries()
        self.selectionModel().setCurrentIndex(index, _CURRENT)
        self.scrollTo(index)

    def step(self, by: int) -> None:
        """Go ``by`` rows down (or up); headings are passed over, the ends are ends."""
        way = 1 if by > 0 else -1
        position = self.currentIndex().row()
        if position < 0:
            position = -1 if way > 0 else len(self.rows)
        left = abs(by)
        best = -1
        while left:
            position += way
            row = self.rows.row_at(position)
            if row is None:
                break
            if not row.heading:
                best = position
                left -= 1
        if best >= 0:
            self.choose(best)
            if best == self._first_row():
                self.scrollToTop()  # its heading too

    def ends(self, *, last: bool) -> None:
        """Go to the first or the last row."""
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        self.step(-1 if last else 1)

    def _sees_chosen(self, high: int) -> bool:
        """Whether the row that the keyboard stands on is wholly seen where the list is so high."""
        chosen = self.visualRect(self.currentIndex())
        return chosen.isValid() and chosen.top() >= 0 and chosen.bottom() <= high

    def _first_row(self) -> int:
        return next((i for i, row in enumerate(self.rows) if not row.heading), -1)

    def set_headings(self, positions: Sequence[int], pixels: int) -> None:
        """Give the names of sections a height of their own in a list of uniform rows."""
        header = self.verticalHeader()
        for position in positions:
            if position >= 0 and header.sectionSize(position) != pixels:
                header.resizeSection(position, pixels)

    def measure(self) -> None:
        """Give each row the height that it needs at this width; only what changed is measured anew.

        What left the list is known for a while, and so is another width: a filter that is lifted brings both back.
        Of a long list what is seen is measured at once, and the rest while nothing else is to be done.
        """
        if self._height_of is None or not self.isVisible():
            return  # what is not seen yet has not its width yet
        width = self.viewport().width()
        header = self.verticalHeader()
        if len(self._measured) > max(_KEPT, 4 * len(self.rows)):
            self._measured = {}
        self._later = []
        for position, row in enumerate(self.rows):
            known = self._measured.get((row.key, width))
            if known is None or (known[0] is not row and known[0] != row):
                self._later.append(position)
            elif header.sectionSize(position) != known[1]:
                header.resizeSection(position, known[1])
        self._later.reverse()
        if len(self._later) <= _AT_ONCE:
            while self._later:
                self._fit(self._later.pop())
        else:
            self._measure_seen()
            self._slice.start()

    def _fit(self, position: int) -> int:
        """Give one row the height that it needs, in pixels."""
        row, width = self.rows.row_at(position), self.viewport().width()
        if row is None or self._height_of is None:
            return 0
        known = self._measured.get((row.key, width))
        height = known[1] if known is not None and known[0] == row else self._height_of(row, width)
        self._measured[row.key, width] = (row, height)
        if self.verticalHeader().sectionSize(position) != height:
            self.verticalHeader().resizeSection(position, height)
        return height

    @Slot()
    def _measure_seen(self) -> None:
        """Give the rows that are seen their heights, where not all have them yet."""
        if not self._later:
            return
        first = max(0, self.rowAt(0))
        below = self.rowViewportPosition(first)
        for position in range(first, len(self.rows)):
            if below > self.viewport().height():
                break
            below += self._fit(position)

    @Slot()
    def _measure_more(self) -> None:
        """Measure for some milliseconds, and go on in the next turn of the loop; what is seen stays where it is."""
        until, top = time.perf_counter() + _SLICE, self.rowAt(0)
        before = self.rowViewportPosition(top)
        while self._later and time.perf_counter() < until:
            self._fit(self._later.pop())
        moved = self.rowViewportPosition(top) - before if top >= 0 else 0
        if moved:
            self.updateGeometries()
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved)
        if self._later:
            self._slice.start()

    @property
    def measuring(self) -> bool:
        """Whether some rows have not their heights yet."""
        return bool(self._later)

    def forget_heights(self) -> None:
        """Measure everything anew: the look changed, or a row was unfolded."""
        self._measured = {}
        self.measure()

    @override
    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        actions = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // max(1, self.verticalHeader().defaultSectionSize()))
        before = self.currentIndex()
        match action:
            case actions.MoveUp | actions.MoveLeft | actions.MovePrevious:
                self.step(-1)
            case actions.MoveDown | actions.MoveRight | actions.MoveNext:
                self.step(1)
            case actions.MovePageUp:
                self.step(-page)
            case actions.MovePageDown:
                self.step(page)
            case actions.MoveHome:
                self.ends(last=False)
            case actions.MoveEnd:
                self.ends(last=True)
        now = self.currentIndex()
        return now if now.isValid() else before

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self.dirty = event.rect()
        super().paintEvent(event)
        painting = self.itemDelegate()
        if self._empty and not len(self.rows) and isinstance(painting, Painting):
            look = painting.look
            room = self.viewport().width() - 2 * look.px(24)
            prose = Prose(look, (Run(self._empty),), room, tint=lambda p: p.soft)
            prose.paint(QPainter(self.viewport()), look.px(24), look.px(40))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.measure()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        seen = self._sees_chosen(event.oldSize().height())
        super().resizeEvent(event)
        self.measure()
        if seen:  # a banner that comes does not push it out of sight
            self.scrollTo(self.currentIndex())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.step(1)  # the keyboard stands somewhere
        self.viewport().update()

    @override
    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters are keys here, and Qt would ask every one of 100,000 rows for its words."""

    def _activated(self, _index: Any) -> None:
        self.opened.emit()
