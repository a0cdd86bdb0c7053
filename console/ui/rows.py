"""One keyed list model for every list: what is shown becomes what is wanted by the fewest steps, at any length."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

Index = QModelIndex | QPersistentModelIndex
_FEW: Final = 48  # single steps up to here; beyond, one rearrangement of the whole is cheaper
ROW: Final = Qt.ItemDataRole.UserRole  # the row itself


class Row(Protocol):
    """What a list can show: a value with a key that is its own in the list."""

    @property
    def key(self) -> str:
        """Tells one row from all others of the list."""

    @property
    def heading(self) -> bool:
        """Whether it is the name of a section, which cannot be chosen."""


R = TypeVar("R", bound=Row)


class Rows(QAbstractTableModel, Generic[R]):
    """The rows of one list, in the order given, each with a key of its own.

    ``words`` says a row in plain words, for the screen reader and for type-ahead.
    """

    shown = Signal()

    def __init__(self, words: Callable[[R], str]) -> None:
        super().__init__()
        self._words = words
        self._rows: list[R] = []

    def __len__(self) -> int:
        """How many rows, headings too."""
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        """The rows in their order."""
        return iter(self._rows)

    def row_at(self, position: int) -> R | None:
        """The row there, None outside the list."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position_of(self, key: str) -> int:
        """Where the row with this key stands, -1 when it is not there."""
        return next((i for i, row in enumerate(self._rows) if row.key == key), -1)

    def show(self, rows: Sequence[R]) -> None:
        """Become ``rows``: only what differs is removed, inserted, moved or changed.

        Of two rows with one key the later is dropped.
        """
        first: dict[str, R] = {}
        for row in rows:
            first.setdefault(row.key, row)
        wanted = list(first.values())
        gone = [i for i, row in enumerate(self._rows) if row.key not in first]
        kept = len(self._rows) - len(gone)
        if len(gone) + len(wanted) - kept > _FEW or not self._step(wanted, gone):
            self._rearrange(wanted)
        self.shown.emit()

    def _step(self, wanted: list[R], gone: list[int]) -> bool:
        """Become ``wanted`` by single steps; False when they turn out to be too many."""
        for first, last in reversed(list(_stretches(gone))):
            self._remove(first, last)
        here = {row.key for row in self._rows}
        moves = 0
        for i, row in enumerate(wanted):
            old = self._rows[i] if i < len(self._rows) else None
            if old is not None and old.key == row.key:
                if old is not row and old != row:
                    self._replace(i, row)
            elif row.key not in here:
                self._insert(i, [row])
            else:
                moves += 1
                if moves > _FEW:
                    return False
                source = next(j for j in range(i + 1, len(self._rows)) if self._rows[j].key == row.key)
                # One row that sinks is one step, not a step for each row that it passes.
                sinks = i + 1 < len(self._rows) and self._rows[i + 1].key == row.key and self._goal(wanted, i) > i + 1
                if sinks:
                    self._move(i, min(self._goal(wanted, i), len(self._rows) - 1))
                else:
                    self._move(source, i)
                if self._rows[i] != row:
                    self._replace(i, row)
        return True

    def _goal(self, wanted: list[R], position: int) -> int:
        key = self._rows[position].key
        return next(i for i, row in enumerate(wanted) if row.key == key)

    def _insert(self, position: int, rows: list[R]) -> None:
        self.beginInsertRows(QModelIndex(), position, position + len(rows) - 1)
        self._rows[position:position] = rows
        self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._rows[first : last + 1]
        self.endRemoveRows()

    def _move(self, source: int, target: int) -> None:
        # Qt counts the target before the row is taken out.
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target + (target > source))
        self._rows.insert(target, self._rows.pop(source))
        self.endMoveRows()

    def _replace(self, position: int, row: R) -> None:
        self._rows[position] = row
        index = self.index(position, 0)
        self.dataChanged.emit(index, index)

    def _rearrange(self, wanted: list[R]) -> None:
        """Become ``wanted`` in three steps whatever its length: new at the end, one new order, old off the end.

        Unlike a reset it loses neither the chosen row nor the place.
        """
        keys = {row.key for row in wanted}
        here = {row.key for row in self._rows}
        new = [row for row in wanted if row.key not in here]
        old = [row for row in self._rows if row.key not in keys]
        if new:
            self._insert(len(self._rows), new)
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        held_keys = [self._rows[index.row()].key for index in held]
        self._rows = [*wanted, *old]
        wants = set(held_keys)
        places = {row.key: i for i, row in enumerate(self._rows) if row.key in wants}
        self.changePersistentIndexList(held, [self.index(places[key], 0) for key in held_keys])
        self.layoutChanged.emit()
        if old:
            self._remove(len(wanted), len(self._rows) - 1)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature; it is not kept
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature; it is not kept
        return 0 if parent.isValid() else 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row)
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        if row.heading:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class SortedRows(Rows[R]):
    """Rows kept in the order of ``order``, changed by what came and what went: one change costs no walk of the list."""

    def __init__(self, words: Callable[[R], str], order: Callable[[R], tuple[Any, ...]]) -> None:
        super().__init__(words)
        self._order = order
        self._places: dict[str, tuple[Any, ...]] = {}  # key -> where it sorts
        self._sorted: list[tuple[Any, ...]] = []  # beside _rows

    @override
    def position_of(self, key: str) -> int:
        place = self._places.get(key)
        return -1 if place is None else bisect_left(self._sorted, place)

    def row_of(self, key: str) -> R | None:
        """The row with this key."""
        return self.row_at(self.position_of(key))

    def before(self, place: tuple[Any, ...]) -> int:
        """How many rows sort before a place (an order, or its beginning)."""
        return bisect_left(self._sorted, place)

    @override
    def show(self, rows: Sequence[R]) -> None:
        keys = {row.key for row in rows}
        self.change(rows, [row.key for row in self._rows if row.key not in keys])

    def change(self, upserts: Iterable[R], removed: Collection[str] = ()) -> None:
        """Take in rows that are new or changed, and let the removed ones go; a row that is both stays."""
        coming = {row.key: row for row in upserts}
        going = {key for key in removed if key in self._places and key not in coming}
        if len(coming) + len(going) > _FEW:
            self._change_many(coming, going)
        else:
            for key in going:
                self._take_out(key)
            for row in coming.values():
                self._put_in(row)
        self.shown.emit()

    def _place(self, row: R) -> tuple[Any, ...]:
        return (*self._order(row), row.key)

    def _take_out(self, key: str) -> None:
        position = bisect_left(self._sorted, self._places.pop(key))
        del self._sorted[position]
        self._remove(position, position)

    def _put_in(self, row: R) -> None:
        place = self._place(row)
        before = self._places.get(row.key)
        self._places[row.key] = place
        if before is None:
            position = bisect_left(self._sorted, place)
            self._sorted.insert(position, place)
            self._insert(position, [row])
            return
        source = bisect_left(self._sorted, before)
        if place != before:
            del self._sorted[source]
            target = bisect_left(self._sorted, place)
            self._sorted.insert(target, place)
            if target != source:
                self._move(source, target)
            source = target
        if self._rows[source] != row:
            self._replace(source, row)

    def _change_many(self, coming: dict[str, R], going: set[str]) -> None:
        """Take in many: the cost is that of what changes, and one copy of the list (no walk of it in Python)."""
        new: list[R] = []
        placed: list[tuple[tuple[Any, ...], R]] = []  # what gets another place
        leaving = [bisect_left(self._sorted, self._places.pop(key)) for key in going]
        for row in coming.values():
            place, before = self._place(row), self._places.get(row.key)
            if place == before:
                position = bisect_left(self._sorted, place)
                if self._rows[position] != row:
                    self._replace(position, row)
                continue
            placed.append((place, row))
            self._places[row.key] = place
            if before is None:
                new.append(row)
            else:
                leaving.append(bisect_left(self._sorted, before))
        if not placed and not leaving:
            return
        old = [row for row in (self._rows[position] for position in sorted(leaving)) if row.key in going]
        size = len(self._rows)
        if new:
            self._insert(size, new)
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        held_keys = [self._rows[index.row()].key for index in held]
        self._merge(sorted(leaving), sorted(placed, key=_first), size)
        ends = {row.key: len(self._rows) + i for i, row in enumerate(old)}
        self._rows += old
        places = [ends[key] if key in ends else self.position_of(key) for key in held_keys]
        self.changePersistentIndexList(held, [self.index(position, 0) for position in places])
        self.layoutChanged.emit()
        if old:
            self._remove(len(self._sorted), len(self._rows) - 1)

    def _merge(self, leaving: list[int], placed: list[tuple[tuple[Any, ...], R]], size: int) -> None:
        """Take out what stands at ``leaving`` of the first ``size`` rows, and put ``placed`` in."""
        rows, places = self._rows[:size], self._sorted
        for position in reversed(leaving) if len(leaving) < _FEW else ():
            del rows[position], places[position]
        if len(leaving) >= _FEW:
            all_rows, all_places, start = rows, places, 0
            rows, places = [], []
            for position in (*leaving, size):
                rows += all_rows[start:position]
                places += all_places[start:position]
                start = position + 1
        merged_rows: list[R] = []
        merged_places: list[tuple[Any, ...]] = []
        start = 0
        for place, row in placed:
            end = bisect_left(places, place, lo=start)
            merged_rows += rows[start:end]
            merged_rows.append(row)
            merged_places += places[start:end]
            merged_places.append(place)
            start = end
        self._rows = merged_rows + rows[start:]
        self._sorted = merged_places + places[start:]


def _first(pair: tuple[tuple[Any, ...], object]) -> tuple[Any, ...]:
    return pair[0]


def _stretches(positions: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours in a rising list."""
    start = 0
    for i, position in enumerate(positions):
        if i + 1 == len(positions) or positions[i + 1] != position + 1:
            yield positions[start], position
            start = i + 1
