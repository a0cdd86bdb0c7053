"""The pane of the shift roster: who is on, where somebody is missing, what is to be done, who comes next."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui.act_bar import ActBar
from console.ui.acts import Act
from console.ui.delegates import RosterPainting
from console.ui.keys import Keymap
from console.ui.label import Heading
from console.ui.lists import ListView
from console.ui.queue_pane import NOT_READ
from console.ui.roster_rows import RosterLine, RosterNow, lines_of, on_duty
from console.ui.rows import Rows
from console.ui.theme import Look

ActsOf = Callable[[RosterLine], tuple[Act, ...]]  # what can be done to a line, each with why not


class RosterPane(QWidget):
    """The roster, the tasks and the handover as lines; below them what can be done for the chosen person."""

    def __init__(self, look: Look, keys: Keymap) -> None:
        super().__init__()
        self._look = look
        self._nothing = NOT_READ
        self.to_answer = 0  # how many questions wait for an answer
        self.heading = Heading(look, "Shift roster")
        self.rows: Rows[RosterLine] = Rows(lambda line: line.words)
        self.view: ListView[RosterLine] = ListView(self.rows, "Shift roster", height_of=self._height_of)
        self._painting = RosterPainting(self.view, look)
        self.view.setItemDelegate(self._painting)
        self.view.set_height(look.px(30))
        self.view.say_empty(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self.view, 1)
        self.bar = ActBar(look, keys)
        layout.addWidget(self.bar)
        self._acts_of: list[ActsOf] = []
        self.view.chosen.connect(self._show_acts)
        self.rows.shown.connect(self._show_acts)

    @property
    def look(self) -> Look:
        """How it looks."""
        return self._look

    def offer(self, acts_of: ActsOf) -> None:
        """Show below the lines what can be done to the chosen one."""
        self._acts_of.append(acts_of)

    @property
    def chosen_person(self) -> str:
        """The id of the person on whose line one stands; empty on any other line."""
        line = self.view.chosen_row()
        return "" if line is None else line.person

    @Slot()
    def _show_acts(self) -> None:
        line = self.view.chosen_row()
        self.bar.show_acts([act for acts_of in self._acts_of for act in acts_of(line)] if line is not None else ())

    def follow(self, person: str) -> bool:
        """Stand on a person's line; False when they have none."""
        place = next((place for place, line in enumerate(self.rows) if line.person == person), -1)
        if place >= 0:
            self.view.choose(place)
        return place >= 0

    def show_roster(self, roster: RosterNow) -> None:
        """Show the roster as it is at a moment."""
        self.rows.show(lines_of(roster))
        self.to_answer = len(roster.asks)
        if roster.shift is None:
            self.heading.say("no shift now")
        else:
            there, places = on_duty(roster.shift)
            self.heading.say(f"{there} of {places} on duty")
        self.view.say_empty(self._nothing)

    def set_complete(self, *, complete: bool) -> None:
        """Whether everything was ever read: only then does an empty list mean that there is nothing."""
        self._nothing = "No shift is planned for now." if complete else NOT_READ
        self.view.say_empty(self._nothing)

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.heading.wear(look)
        self._painting.look = look
        self.bar.wear(look)
        self.view.forget_heights()
        self.view.viewport().update()

    def _height_of(self, line: RosterLine, width: int) -> int:
        return self._painting.height_of(line, width)
