"""The cases of the board as a table: a row each, sorted by whichever column one likes."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from console.desk import View
from console.domain.board import column_of, rule_of
from console.domain.cases import Case
from console.ui.board_rows import TITLES
from console.ui.rule_rows import called
from console.ui.shapes import RISK_WORDS
from console.ui.text import one_line
from console.ui.times import near

_Index = QModelIndex | QPersistentModelIndex
_TOP: Final = QModelIndex()
_LATER: Final = datetime.max.replace(tzinfo=UTC)  # what has no time stands last


class Seen(NamedTuple):
    """On whose desk a table stands, at a moment."""

    view: View
    now: datetime
    zone: tzinfo

    def name(self, person: str | None) -> str:
        """What somebody is called."""
        return "nobody" if not person else one_line(self.view.name(person), 60)

    def time(self, at: datetime | None) -> str:
        """A moment in words; a dash where there is none."""
        return "–" if at is None else near(at, self.now, self.zone)


class _Column(NamedTuple):
    head: str
    words: Callable[[Case, Seen], str]
    key: Callable[[Case, Seen], Any]


def _rule(case: Case, seen: Seen) -> str:
    rule = rule_of(case, seen.view.posts)
    return called(rule) if rule else ""


def _check(case: Case, seen: Seen) -> str:
    words = seen.time(case.next_check)
    return f"⚠ {words}, past" if case.due(seen.now) else words


COLUMNS: Final = (
    _Column(
        "Risk",
        lambda case, _: f"{case.risk.value}, {RISK_WORDS[case.risk]}",
        lambda case, _: (case.closed_at is not None, case.risk, case.next_check or _LATER),
    ),
    _Column("Member", lambda case, _: one_line(case.alias, 60), lambda case, _: case.alias.casefold()),
    _Column(
        "Age",
        lambda case, _: case.age_band.value.replace("-", "–") if case.age_band else "–",
        lambda case, _: case.age_band.value if case.age_band else "",
    ),
    _Column(
        "Owner",
        lambda case, seen: seen.name(case.owner),
        lambda case, seen: (bool(case.owner), seen.name(case.owner).casefold()),
    ),
    _Column("State", lambda case, _: TITLES[column_of(case)], lambda case, _: list(TITLES).index(column_of(case))),
    _Column("Next check", _check, lambda case, _: case.next_check or _LATER),
    _Column("Flagged", lambda case, seen: seen.time(case.at), lambda case, _: case.at),
    _Column("Category", lambda case, _: one_line(case.category or "", 40), lambda case, _: case.category or "~"),
    _Column("Rule", _rule, _rule),
)


class CaseTable(QAbstractTableModel):
    """The cases that fit, sorted by one column; of those that are alike there the worst first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cases: list[Case] = []
        self._seen: Seen | None = None
        self._told: dict[tuple[int, int], str] = {}  # the words of cells that were asked for
        self.by, self.order = 0, Qt.SortOrder.AscendingOrder

    def show(self, cases: Sequence[Case], seen: Seen) -> None:
        """Show these cases."""
        sorted_ = self._sorted(cases, seen)
        same = [one.case for one in sorted_] == [one.case for one in self.cases]
        if not same:
            self.beginResetModel()
        self.cases, self._seen, self._told = sorted_, seen, {}
        if not same:
            self.endResetModel()
        elif sorted_:
            self.dataChanged.emit(self.index(0, 0), self.index(len(sorted_) - 1, len(COLUMNS) - 1))

    def _sorted(self, cases: Sequence[Case], seen: Seen) -> list[Case]:
        worst = sorted(cases, key=lambda case: (*COLUMNS[0].key(case, seen), case.case))
        return sorted(
            worst,
            key=lambda case: COLUMNS[self.by].key(case, seen),
            reverse=self.order == Qt.SortOrder.DescendingOrder,
        )

    def words(self, row: int, column: int) -> str:
        """What a cell says."""
        found = self._told.get((row, column))
        if found is None:
            if self._seen is None:
                return ""
            found = self._told[row, column] = COLUMNS[column].words(self.cases[row], self._seen)
        return found

    def case_at(self, index: _Index) -> str:
        """The id of the case of a row; empty for none."""
        return self.cases[index.row()].case if index.isValid() and index.row() < len(self.cases) else ""

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.by, self.order = max(column, 0), order
        if self._seen is not None:
            self.show(self.cases, self._seen)

    @override
    def rowCount(self, parent: _Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.cases)

    @override
    def columnCount(self, parent: _Index = _TOP) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._seen is None:
            return None
        column, case = COLUMNS[index.column()], self.cases[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.words(index.row(), index.column())
            return f"{one_line(case.alias, 60)}, {column.head}: {words or 'none'}"
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return COLUMNS[section].head if orientation == Qt.Orientation.Horizontal else section + 1
