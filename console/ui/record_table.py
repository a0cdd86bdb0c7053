"""The record as rows of a table: when, who, what, about whom, what was written, and the chain."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from console.desk import View
from console.domain.entries import Recorded
from console.domain.messages import Position
from console.ui.recording import Hashes
from console.ui.search_rows import folds
from console.ui.text import one_line
from console.ui.times import near

_Index = QModelIndex | QPersistentModelIndex
_TOP: Final = QModelIndex()
SHORT: Final = 8  # digits of a hash that stand in the table
NOT_YET: Final = "not yet"
HIDDEN: Final = "hidden: at A or B"


class Seen(msgspec.Struct, frozen=True):
    """What cells are told by besides the entry: the desk, the moment, the hashes that are known."""

    view: View
    now: datetime
    zone: tzinfo


class Column(msgspec.Struct, frozen=True):
    """One column: its head, how wide it is at 100 % (0: what is left), and what it says of an entry."""

    head: str
    wide: int
    words: Callable[[Recorded, Seen, Hashes | None], str]


def who(one: Recorded, view: View) -> str:
    """Who it was."""
    return "you" if one.line.person == view.me else one_line(view.name(one.line.person), 60)


def note(one: Recorded) -> str:
    """What was written to it; of a chat at A or B only that something was."""
    return HIDDEN if one.note and folds(one.hit) else one_line(one.note, 300)


COLUMNS: Final = (
    Column("When", 100, lambda one, seen, _: near(one.position.at, seen.now, seen.zone)),
    Column("Who", 130, lambda one, seen, _: who(one, seen.view)),
    Column("What", 200, lambda one, _, __: one_line(one.what, 120)),
    Column("About", 180, lambda one, _, __: one_line(one.hit.called, 120)),
    Column("Note", 0, lambda one, _, __: note(one)),
    Column("Hash", 90, lambda _, __, hashes: hashes.hash[:SHORT] if hashes else NOT_YET),
    Column("Before", 90, lambda _, __, hashes: hashes.before[:SHORT] if hashes else ""),
)


class RecordTable(QAbstractTableModel):
    """The entries that were brought so far, the newest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Recorded] = []
        self._seen: Seen | None = None
        self._hashes: Mapping[Position, Hashes] = {}

    def show(self, entries: Sequence[Recorded], seen: Seen) -> None:
        """Show other entries."""
        self.beginResetModel()
        self.entries, self._seen = list(entries), seen
        self.endResetModel()

    def add(self, entries: Sequence[Recorded]) -> None:
        """Show more below."""
        if entries:
            self.beginInsertRows(QModelIndex(), len(self.entries), len(self.entries) + len(entries) - 1)
            self.entries += entries
            self.endInsertRows()

    def link(self, hashes: Mapping[Position, Hashes]) -> None:
        """Show these hashes."""
        self._hashes = hashes
        if self.entries:
            last = len(self.entries) - 1
            self.dataChanged.emit(self.index(0, len(COLUMNS) - 2), self.index(last, len(COLUMNS) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, last)

    def words(self, row: int, column: int) -> str:
        """What stands in a cell."""
        one = self.entries[row]
        return "" if self._seen is None else COLUMNS[column].words(one, self._seen, self._hashes.get(one.position))

    @override
    def rowCount(self, parent: _Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.entries)

    @override
    def columnCount(self, parent: _Index = _TOP) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._seen is None:
            return None
        column, one = COLUMNS[index.column()], self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = column.words(one, self._seen, self._hashes.get(one.position))
            return f"{who(one, self._seen.view)} {one.what}, {column.head}: {words or 'none'}"
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section].head
        hashes = self._hashes.get(self.entries[section].position)
        return f"{hashes.number:,}" if hashes else "–"
