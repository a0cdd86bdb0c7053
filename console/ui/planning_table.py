"""The table of a roster: people down, shifts across, and in each cell what somebody is planned for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final

import msgspec
from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from console.domain.roster import Shift
from console.domain.staffing import double_bookings
from console.ui.roster_rows import DUTY_WORDS
from console.ui.text import one_line
from console.ui.times import to_minute

NOBODY: Final = "Nobody yet"
_PLACE: Final = "application/x-moderation-console-place"
_Index = QModelIndex | QPersistentModelIndex
_TOP: Final = QModelIndex()


class Sheet(msgspec.Struct, frozen=True):
    """A roster as the table shows it; ``changed`` are the shifts that are drafted and not published.

    ``asked`` are the cells (person, shift) about which a change is asked for.
    """

    shifts: tuple[Shift, ...] = ()
    people: tuple[str, ...] = ()
    names: Mapping[str, str] = {}
    changed: frozenset[str] = frozenset()
    asked: frozenset[tuple[str, str]] = frozenset()

    def cell(self, person: str, shift: Shift) -> str:
        """What somebody is planned for in a shift, in words; how many places are open for nobody."""
        counts = Counter(place.duty for place in shift.plan if place.person == person)
        if not person:
            return ", ".join(f"{counts[duty]} {words.lower()}" for duty, words in DUTY_WORDS.items() if counts[duty])
        words = [words for duty, words in DUTY_WORDS.items() if counts[duty]]
        if person in shift.buddies:
            hours = f" {shift.buddy_hours[person]}" if person in shift.buddy_hours else ""
            words.append(f"buddy {self.names.get(shift.buddies[person], shift.buddies[person])}{hours}")
        return ", ".join(words)


class PlanningTable(QAbstractTableModel):
    """The first row is nobody: the places that are open. ``moved`` tells of a drag: shift, from whom, to whom."""

    moved = Signal(str, str, str)

    def __init__(self, zone: tzinfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.sheet = Sheet()
        self._twice: dict[tuple[str, str], str] = {}

    def show(self, sheet: Sheet) -> None:
        """Show a roster."""
        same = (sheet.people, [one.shift for one in sheet.shifts]) == (
            self.sheet.people,
            [one.shift for one in self.sheet.shifts],
        )
        if not same:
            self.beginResetModel()
        self.sheet = sheet
        self._twice = {}
        for person, one, other in double_bookings(sheet.shifts):
            self._twice[person, one.shift] = other.name
            self._twice[person, other.shift] = one.name
        if not same:
            self.endResetModel()
        elif sheet.people and sheet.shifts:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    @property
    def twice(self) -> int:
        """How many people are planned twice at once."""
        return len({person for person, _ in self._twice})

    def place_of(self, index: _Index) -> tuple[str, Shift] | None:
        """The person (empty: nobody) and the shift of a cell."""
        if not index.isValid():
            return None
        return ("", *self.sheet.people)[index.row()], self.sheet.shifts[index.column()]

    def words_of(self, index: _Index) -> str:
        """What a cell says."""
        place = self.place_of(index)
        if place is None:
            return ""
        person, shift = place
        words = self.sheet.cell(person, shift)
        if (person, shift.shift) in self.sheet.asked:
            words = f"{words} ⇄ asked for".strip()
        other = self._twice.get((person, shift.shift))
        return f"⚠ {words}, twice at once ({one_line(other, 40)})" if other else words

    @override
    def rowCount(self, parent: _Index = _TOP) -> int:
        return 0 if parent.isValid() or not self.sheet.shifts else len(self.sheet.people) + 1

    @override
    def columnCount(self, parent: _Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.sheet.shifts)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = self.place_of(index)
        if place is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words_of(index)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            person, shift = place
            who = self._name(person)
            return f"{who}, {self._head(shift).replace(chr(10), ' ')}, {self.words_of(index) or 'not planned'}"
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._head(self.sheet.shifts[section]) if section < len(self.sheet.shifts) else None
        return self._name(("", *self.sheet.people)[section])

    def _name(self, person: str) -> str:
        return one_line(self.sheet.names.get(person, person), 60) if person else NOBODY

    def _head(self, shift: Shift) -> str:
        here = shift.starts.astimezone(self._zone)
        mark = " ✎ draft" if shift.shift in self.sheet.changed else ""
        hours = f"{here:%H:%M}–{to_minute(shift.ends, self._zone)}"
        return f"{here:%a} {here.day} {here:%b}{mark}\n{one_line(shift.name, 40)}\n{hours}"

    # Dragging: what somebody is planned for goes to whoever it is dropped on, in the same shift

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        drag = Qt.ItemFlag.ItemIsDragEnabled if self.words_of(index) else Qt.ItemFlag.NoItemFlags
        return usual | Qt.ItemFlag.ItemIsDropEnabled | drag

    @override
    def mimeTypes(self) -> list[str]:
        return [_PLACE]

    @override
    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(_PLACE, f"{indexes[0].row()} {indexes[0].column()}".encode())
        return data

    @override
    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        words = bytes(data.data(_PLACE).data()).decode().split()
        place = self.place_of(parent)
        origin = self.place_of(self.index(int(words[0]), int(words[1]))) if words else None
        if place is None or origin is None or origin[1].shift != place[1].shift or origin[0] == place[0]:
            return False
        self.moved.emit(place[1].shift, origin[0], place[0])
        return False  # what is moved comes back with the roster; Qt is to take nothing away
