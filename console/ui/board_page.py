"""The leads' review board: every case in the column where it stands, filtered and worked through by keys alone."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from console.desk import View
from console.domain.board import Column, Filter
from console.ui.act_bar import ActBar, KeyButton
from console.ui.acts import Act
from console.ui.board_rows import CASE, cards_of
from console.ui.delegates import RosterPainting
from console.ui.flow import Wrapped
from console.ui.handing import NO_QUESTION, Handing
from console.ui.keys import Keymap
from console.ui.label import Heading
from console.ui.lists import ListView
from console.ui.queue_pane import NOT_READ
from console.ui.roster_rows import RosterLine
from console.ui.rows import Rows
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


class _Ground(QWidget):
    """What the board stands on; says that it has another size."""

    resized = Signal()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class _Lane(QObject):
    """One list of the board, with its rows and what draws them."""

    def __init__(self, name: str, look: Look) -> None:
        super().__init__()
        self.rows: Rows[RosterLine] = Rows(lambda line: line.words)
        self.view: ListView[RosterLine] = ListView(self.rows, name, height_of=self._height_of)
        self.painting = RosterPainting(self.view, look)
        self.view.setItemDelegate(self.painting)
        self.view.say_empty(NOT_READ)

    def _height_of(self, line: RosterLine, width: int) -> int:
        return self.painting.height_of(line, width)

    @property
    def chosen(self) -> str:
        """The id of the case on whose card one stands; empty on anything else."""
        row = self.view.chosen_row()
        return row.key.removeprefix(CASE) if row is not None and row.key.startswith(CASE) else ""

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self.painting.look = look
        self.view.forget_heights()
        self.view.viewport().update()


class BoardPage(QObject):
    """All cases in columns by state, or below each other where there is no room; it wishes, and does nothing itself."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, handing: Handing) -> None:
        super().__init__(handing)
        self._look, self._zone, self._handing = look, zone, handing
        self._seen: tuple[View, datetime] | None = None
        self.widget = _Ground()
        self.widget.setAccessibleName("Cases")
        self.heading = Heading(look, "Cases")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a case: alias, owner, category, rule 14…")
        self.search.setAccessibleName("Find a case")
        self.filters = {name: self._filter(label, key) for name, label, key in _FILTERS}
        self.lanes = {column: _Lane(column.value, look) for column in Column}
        self.one = _Lane("Cases", look)  # all of them, where there is no room for columns
        self.bar = ActBar(look, keys)
        self._lay_out()
        self.parts: Sequence[QWidget] = (self.one.view, *(lane.view for lane in self.lanes.values()), self.search)
        self.acts: dict[str, Callable[[], object]] = {
            "rule_history": lambda: self._of_case(handing.tell),
            "write_rule": lambda: self._of_case(handing.change),
            "close_chat": lambda: self._of_case(handing.close),
            "assess_case": lambda: self._of_case(handing.assess),
            "merge_case": lambda: self._of_case(handing.merge),
            "plan_task": lambda: self._of_case(handing.plan_task),
            "lower_risk": lambda: self._of_case(handing.judge),
            "give_opinion": lambda: handing.opine(self.chosen),
            "sign_over": lambda: self._of_case(handing.sign_over),
            "sign_for": lambda: self._of_case(handing.sign_for),
        }
        self.search.textChanged.connect(self._show)
        self.bar.act_wished.connect(self._on_act)
        self.widget.resized.connect(self._fit)
        for lane in (self.one, *self.lanes.values()):
            lane.view.chosen.connect(partial(self._on_chosen, lane))
        for key, by in (("Left", -1), ("Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self.widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._beside, by))
        self.wear(look)

    def _filter(self, label: str, key: str) -> KeyButton:
        button = KeyButton(self._look, label, QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
        button.setCheckable(True)
        button.toggled.connect(self._show)
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
        self._columns = QHBoxLayout()
        self._columns.addWidget(self.one.view)
        for lane in self.lanes.values():
            self._columns.addWidget(lane.view, 1)
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
    def _lane(self) -> _Lane:
        """The list in which one stands; the first with a case in it else."""
        if not self._wide:
            return self.one
        lanes = list(self.lanes.values())
        at = next((lane for lane in lanes if lane.view.hasFocus()), None)
        return at or next((lane for lane in lanes if lane.chosen), lanes[0])

    @property
    def chosen(self) -> str:
        """The id of the case on whose card one stands; empty on anything else."""
        return self._lane.chosen

    def show_view(self, view: View, now: datetime) -> None:
        """Show the cases of a desk."""
        self._seen = view, now
        self._show()

    @Slot()
    def _show(self) -> None:
        if self._seen is None:
            return
        view, now = self._seen
        cards = cards_of(view, self.wanted, now, self._zone)
        for column, lane in self.lanes.items():
            lane.rows.show(cards[column] if self._wide else [])
            lane.view.say_empty(_NONE)
        every = [card for some in cards.values() if len(some) > 1 for card in some]
        self.one.rows.show([] if self._wide else every)
        self.one.view.say_empty(_NONE if view.connection.complete_to else NOT_READ)
        shown = sum(len(some) - 1 for some in cards.values())
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
            )
        )

    def _on_chosen(self, chosen: _Lane) -> None:
        """One card is chosen on the whole board."""
        if chosen.chosen:
            for lane in self.lanes.values():
                if lane is not chosen:
                    lane.view.setCurrentIndex(QModelIndex())
        self._show_acts()

    def _beside(self, by: int) -> None:
        """Go to the nearest column on that side with a case in it."""
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
        """Go to another card of the list in which one stands."""
        self._lane.view.step(by)

    def follow(self, key: str) -> None:
        """Stand on a case."""
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
        self._lane.view.setFocus()
        return begun

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
        if self.one.view.isVisibleTo(self.widget) == self._wide:
            stood = any(part.hasFocus() for part in self.parts)
            for lane in self.lanes.values():
                lane.view.setVisible(self._wide)
            self.one.view.setVisible(not self._wide)
            self._show()
            if stood and not self.search.hasFocus():
                self._lane.view.setFocus()

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
        for lane in self.lanes.values():
            lane.view.setVisible(self._wide)
        self.one.view.setVisible(not self._wide)
        self._fit()
        self._show()
