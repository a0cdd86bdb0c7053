"""A table in the desk's colours: walked by keys, with one frame around the cell on which the keyboard stands."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QPainter, QPen
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
            wide = self.look.px(2)
            painter.setPen(QPen(QColor(self.look.palette.accent), wide))
            painter.drawRect(option.rect.adjusted(wide // 2, wide // 2, -wide, -wide))


class Grid(QTableView):
    """A table of which one cell is chosen at a time; nothing is edited in it."""

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
