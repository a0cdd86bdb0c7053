"""The leads' review board: every case in the column where it stands, filtered and worked through by keys alone."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.desk import View
from console.domain.board import Column, Filter
from console.ui.act_bar import ActBar, KeyButton
from console.ui.acts import Act
from console.ui.board_lanes import Dealing, Lane
from console.ui.board_rows import CASE, Deck
from console.ui.board_table import CaseTable, Seen
from console.ui.flow import Ground, Wrapped
from console.ui.grid import WordGrid
from console.ui.handing import NO_QUESTION, Handing
from console.ui.keys import Keymap
from console.ui.label import Heading
from console.ui.queue_pane import NOT_READ
from console.ui.theme import Look

_LOW: Final = 480  # a board lower than this has its filters by their keys alone, and one line of buttons
_WIDE: Final = 1_200  # from here on there is room for a column for each state
_NO_CASE: Final = "No case is chosen: choose one on the board first."
_NONE: Final = "No case is here."
_FILTERS: Final = (
    ("mine", "Mine", "Alt+M"),
    ("unowned", "Unowned", "Alt+U"),
    ("overdue", "Overdue", "Alt+O"),
    ("newcomers", "Flagged by newcomers", "Alt+N"),
)


class BoardPage(QObject):
    """All cases in columns by state, or below each other where there is no room; it wishes, and does nothing itself."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, handing: Handing) -> None:
        super().__init__(handing)
        self._look, self._zone, self._handing = look, zone, handing
        self._seen: tuple[View, datetime] | None = None
        self._deck: Deck | None = None
        self.widget = Ground()
        self.widget.setAccessibleName("Cases")
        self.heading = Heading(look, "Cases")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a case: alias, owner, category, rule 14…")
        self.search.setAccessibleName("Find a case")
        self.filters = {name: self._filter(label, key) for name, label, key in _FILTERS}
        self.lanes = {column: Lane(column.value, look) for column in Column}
        self.one = Lane("Cases", look)  # all of them, where there is no room for columns
        self._dealing = Dealing(self, self.lanes, self.one)
        self.table = CaseTable(self.widget)
        self.grid = WordGrid(self.table, "Cases, a row each", look, self.table.words)
        self.grid.name_heads("What is told of a case", "Cases")
        self.grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.grid.setSortingEnabled(True)
        self.grid.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.as_table = self._toggle("Table", "Alt+T")
        self.bar = ActBar(look, keys)
        self._lay_out()
        lanes = (self.one.view, *(lane.view for lane in self.lanes.values()))
        self.parts: Sequence[QWidget] = (*lanes, self.grid, self.search)
        self.acts: dict[str, Callable[[], object]] = {
            "rule_history": lambda: self._of_case(handing.tell),
            "write_rule": lambda: self._of_case(handing.change),
            "close_chat": lambda: self._of_case(handing.close),
            "assess_case": lambda: self._of_case(handing.assess),
            "merge_case": lambda: self._of_case(handing.merge),
            "save_handover": lambda: self._of_case(handing.save),
            "plan_task": lambda: self._of_case(handing.plan_task),
            "lower_risk": lambda: self._of_case(handing.judge),
            "give_opinion": lambda: handing.opine(self.chosen),
            "sign_over": lambda: self._of_case(handing.sign_over),
            "sign_for": lambda: self._of_case(handing.sign_for),
        }
        self.search.textChanged.connect(self._show)
        self.as_table.toggled.connect(self._turn)
        self.grid.selectionModel().currentChanged.connect(self._show_acts)
        self.bar.act_wished.connect(self._on_act)
        self.widget.resized.connect(self._fit)
        for lane in (self.one, *self.lanes.values()):
            lane.view.chosen.connect(partial(self._on_chosen, lane))
        for key, by in (("Left", -1), ("Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self.widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._beside, by))
        sort = QShortcut(QKeySequence("Alt+S"), self.widget)
        sort.activated.connect(self._sort_here)
        self.wear(look)

    def _filter(self, label: str, key: str) -> KeyButton:
        button = self._toggle(label, key)
        button.toggled.connect(self._show)
        return button

    def _toggle(self, label: str, key: str) -> KeyButton:
        button = KeyButton(self._look, label, QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
        button.setCheckable(True)
        shortcut = QShortcut(QKeySequence(key), self.widget)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(button.click)
        return button

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self.widget)
        self._filters = Wrapped(self._look.px(8))
        self._filters.flow.addWidget(self.search)
        for button in self.filters.values():
            self._filters.flow.addWidget(button)
        self._filters.flow.addWidget(self.as_table)
        self._columns = QHBoxLayout()
        self._columns.addWidget(self.one.view)
        for lane in self.lanes.values():
            self._columns.addWidget(lane.view, 1)
        self._columns.addWidget(self.grid, 1)
        self._layout.addWidget(self.heading)
        self._layout.addWidget(self._filters)
        self._layout.addLayout(self._columns, 1)
        self._layout.addWidget(self.bar)

    @property
    def wanted(self) -> Filter:
        """Which cases are shown."""
        on = {name: button.isChecked() for name, button in self.filters.items()}
        return Filter(**on, words=self.search.text())

    @property
    def _lane(self) -> Lane:
        """The list in which one stands; the first with a case in it else."""
        if not self._wide:
            return self.one
        lanes = list(self.lanes.values())
        at = next((lane for lane in lanes if lane.view.hasFocus()), None)
        return at or next((lane for lane in lanes if lane.chosen), lanes[0])

    @property
    def chosen(self) -> str:
        """The id of the case on whose card or row one stands; empty on anything else."""
        return self.table.case_at(self.grid.currentIndex()) if self.as_table.isChecked() else self._lane.chosen

    def show_view(self, view: View, now: datetime) -> None:
        """Show the cases of a desk."""
        self._seen = view, now
        if self._deck is None or not self._deck.holds(view, now):
            self._deck = Deck(view, now, self._zone, self._deck)
            self._show()

    @Slot()
    def _show(self) -> None:
        if self._seen is None or self._deck is None:
            return
        view, now = self._seen
        if self.as_table.isChecked():
            self._dealing.stop()
            self._show_rows(self._deck, view, now)
            return
        cases = self._deck.cases(self.wanted)
        self._dealing.show(self._deck, cases, wide=self._wide)
        for lane in self.lanes.values():
            lane.view.say_empty(_NONE)
        self.one.view.say_empty(_NONE if view.connection.complete_to else NOT_READ)
        self._say(sum(map(len, cases.values())), view)

    def _show_rows(self, deck: Deck, view: View, now: datetime) -> None:
        """All that fits, a row each; whoever stood on a case stands on it still."""
        stood, column = self.chosen, max(self.grid.currentIndex().column(), 0)
        fitting = [case for some in deck.cases(self.wanted).values() for case in some]
        self.table.show(fitting, Seen(view, now, self._zone))
        if stood and self.chosen != stood:
            self._stand_on(stood, column)
        self._say(len(fitting), view)

    def _stand_on(self, case: str, column: int) -> None:
        row = next((row for row, one in enumerate(self.table.cases) if one.case == case), -1)
        self.grid.setCurrentIndex(self.table.index(row, column) if row >= 0 else QModelIndex())

    def _say(self, shown: int, view: View) -> None:
        set_ = [label.casefold() for name, label, _ in _FILTERS if self.filters[name].isChecked()]
        told = f"{shown} of {len(view.cases)} shown" if shown < len(view.cases) else f"{shown}"
        self.heading.say(" · ".join([told, *set_]))
        self._show_acts()

    @Slot()
    def _show_acts(self) -> None:
        case = self._seen[0].cases.get(self.chosen) if self._seen else None
        why = "" if case else _NO_CASE
        opinion = "" if case and case.opinion else NO_QUESTION if case else _NO_CASE
        self.bar.show_acts(
            (
                Act("write_rule", "Change", "", why),
                Act("rule_history", "History", "", why),
                Act("lower_risk", "Risk", "", why),
                Act("close_chat", "Close", "", why),
                Act("give_opinion", "Second opinion", "", opinion),
                Act("sign_over", "Sign over", "", why),
                Act("sign_for", "Sign for", "", why),
                Act("assess_case", "Ask about risk", "", why),
                Act("plan_task", "Task", "", why),
                Act("merge_case", "Same member as", "", why),
                Act("save_handover", "Save", "", why),
            )
        )

    def _on_chosen(self, chosen: Lane) -> None:
        """One card is chosen on the whole board."""
        if chosen.chosen:
            for lane in self.lanes.values():
                if lane is not chosen:
                    lane.view.setCurrentIndex(QModelIndex())
        self._show_acts()

    def _beside(self, by: int) -> None:
        """Go to the nearest column on that side with a case in it; in the table to the next cell."""
        if self.as_table.isChecked():
            cell = self.grid.currentIndex()
            column = min(max(cell.column() + by, 0), self.table.columnCount() - 1)
            self.grid.setCurrentIndex(self.table.index(max(cell.row(), 0), column))
            return
        lanes = list(self.lanes.values())
        if not self._wide or self._lane not in lanes:
            return
        at = lanes.index(self._lane) + by
        while 0 <= at < len(lanes):
            if len(lanes[at].rows) > 1:
                lanes[at].view.setFocus()
                lanes[at].view.choose(1)  # below its name
                return
            at += by

    def _of_case(self, act: Callable[[str], None]) -> None:
        if self.chosen:
            act(self.chosen)
        else:
            self._handing.wishes.refused.emit(_NO_CASE)

    def _on_act(self, name: str) -> None:
        self.acts[name]()

    def step(self, by: int) -> None:
        """Go to another card of the list in which one stands, or to another row."""
        if self.as_table.isChecked():
            at = self.grid.currentIndex()
            row = min(max(at.row() + by, 0), self.table.rowCount() - 1)
            self.grid.setCurrentIndex(self.table.index(row, max(at.column(), 0)))
            return
        self._lane.view.step(by)

    def follow(self, key: str) -> None:
        """Stand on a case."""
        if self.as_table.isChecked():
            self._stand_on(key, max(self.grid.currentIndex().column(), 0))
            return
        self._dealing.finish()
        for lane in (self.one, *self.lanes.values()):
            position = lane.rows.position_of(f"{CASE}{key}")
            if position >= 0:
                lane.view.setFocus()
                lane.view.choose(position)

    def find(self) -> None:
        """Begin to search."""
        self.search.setFocus()
        self.search.selectAll()

    def leave(self) -> bool:
        """Empty the search and the filters; False when they were empty."""
        begun = self.wanted != Filter()
        self.search.clear()
        for button in self.filters.values():
            button.setChecked(False)
        self._home.setFocus()
        return begun

    @property
    def _home(self) -> QWidget:
        """What has the keyboard when nothing else has."""
        return self.grid if self.as_table.isChecked() else self._lane.view

    @Slot()
    def _turn(self) -> None:
        """From the columns to the table, and back; whoever stood on a case stands on it still."""
        to_table = self.as_table.isChecked()
        stood = self._lane.chosen if to_table else self.table.case_at(self.grid.currentIndex())
        self._lay_open()
        self._show()
        if stood:
            self.follow(stood)
        if self.as_table.hasFocus() or not self.search.hasFocus():
            self._home.setFocus()

    def _lay_open(self) -> None:
        """Show what fits: the table, a column for each state, or one list."""
        table = self.as_table.isChecked()
        for lane in self.lanes.values():
            lane.view.setVisible(self._wide and not table)
        self.one.view.setVisible(not self._wide and not table)
        self.grid.setVisible(table)

    @Slot()
    def _sort_here(self) -> None:
        """Sort by the column in which one stands; the other way round where it is so already."""
        if not self.as_table.isChecked():
            return
        column = max(self.grid.currentIndex().column(), 0)
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        again = self.table.by == column and self.table.order == up
        stood = self.chosen
        self.grid.sortByColumn(column, down if again else up)
        self._stand_on(stood, column)

    @property
    def _wide(self) -> bool:
        return self.widget.width() >= self._look.px(_WIDE)

    @Slot()
    def _fit(self) -> None:
        """A column for each state, or one list, as there is room."""
        low = self.widget.height() < self._look.px(_LOW)
        for button in self.filters.values():
            button.setVisible(not low)
        self.bar.take_lines(1 if low else 2)
        self.as_table.setVisible(not low)
        if not self.as_table.isChecked() and self.one.view.isVisibleTo(self.widget) == self._wide:
            stood = any(part.hasFocus() for part in self.parts)
            self._lay_open()
            self._show()
            if stood and not self.search.hasFocus():
                self._home.setFocus()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        px = look.px
        self.heading.wear(look)
        self.search.setFont(look.font())
        self.search.setMinimumWidth(px(330))
        for button in self.filters.values():
            button.wear(look)
        self.bar.wear(look)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(4))
        self._filters.setContentsMargins(px(12), 0, px(12), 0)
        for lane in (self.one, *self.lanes.values()):
            lane.wear(look)
        self.as_table.wear(look)
        self.grid.wear(look)
        self.grid.horizontalHeader().setDefaultSectionSize(px(134))
        self.grid.horizontalHeader().setStretchLastSection(True)
        self.grid.verticalHeader().setDefaultSectionSize(px(30))
        self.grid.verticalHeader().setVisible(False)
        self._lay_open()
        self._fit()
        self._show()
