"""A table in the desk's colours: walked by keys, with one frame around the cell on which the keyboard stands."""

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
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
_ONE_LINE: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_SELECTED: Final = QStyle.StateFlag.State_Selected


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
        self._frame(painter, option, index)

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if self._view.hasFocus() and index == self._view.currentIndex():
            wide = self.look.px(2)
            painter.setPen(QPen(QColor(self.look.palette.accent), wide))
            painter.drawRect(option.rect.adjusted(wide // 2, wide // 2, -wide, -wide))


class _Words(_Cells):
    """Draws cells that are one line of words alone, without asking the model for all that a cell may have besides."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        chosen = bool(option.state & _SELECTED)
        palette, room = option.palette, option.rect.adjusted(self.look.px(4), 0, -self.look.px(4), 0)
        words = option.fontMetrics.elidedText(index.data() or "", Qt.TextElideMode.ElideRight, room.width())
        painter.save()
        if chosen:
            painter.fillRect(option.rect, palette.highlight())
        painter.setFont(option.font)
        painter.setPen(palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text))
        painter.drawText(room, _ONE_LINE, words)
        self._frame(painter, option, index)
        painter.restore()


class Grid(QTableView):
    """A table of which one cell is chosen at a time; nothing is edited in it.

    Cells of ``words`` are one line each, and quickly drawn; others can be wrapped, and coloured by the model.
    """

    def __init__(self, model: QAbstractItemModel, name: str, look: Look, *, words: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setObjectName("grid")
        self.setCornerButtonEnabled(False)
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self._cells = _Words(self, look) if words else _Cells(self, look)
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
