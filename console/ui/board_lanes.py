"""The lists of the board, and how cards are dealt to them: the first at once, the rest while the window goes on."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from console.domain.board import Column
from console.domain.cases import Case
from console.ui.board_rows import CASE, Deck
from console.ui.delegates import RosterPainting
from console.ui.lists import ListView
from console.ui.queue_pane import NOT_READ
from console.ui.roster_rows import RosterLine
from console.ui.rows import Rows
from console.ui.theme import Look

_SLICE: Final = 0.006  # seconds in which cards are made before the window goes on


class Lane(QObject):
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


class Dealing(QObject):
    """Deals the cards of a deck to a list for each column, or to one for all."""

    def __init__(self, parent: QObject, lanes: Mapping[Column, Lane], one: Lane) -> None:
        super().__init__(parent)
        self._lanes, self._one = lanes, one
        self._deck: Deck | None = None
        self._cases: Mapping[Column, Sequence[Case]] = {}
        self._wide = False
        self._to_show: list[tuple[Lane, Sequence[RosterLine]]] = []  # all cards, of lists that have the first ones
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)

    def show(self, deck: Deck, cases: Mapping[Column, Sequence[Case]], *, wide: bool) -> None:
        """Show these cases of a deck, a column each where it is ``wide``; what is not seen comes soon."""
        self._deck, self._cases, self._wide = deck, cases, wide
        for lane, some in self._dealt():
            lane.rows.show(some)
        self._to_show = []
        if not deck.whole:
            self._turn.start()

    def stop(self) -> None:
        """Deal no more cards: others will be shown."""
        self._deck, self._to_show = None, []

    def finish(self) -> None:
        """Have all of them there now."""
        while self._deck is not None and (self._to_show or not self._deck.whole):
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        """Make cards for some milliseconds, and once all are there show them, list by list."""
        if self._deck is None:
            return
        if not self._deck.whole:
            if self._deck.make(_SLICE):
                self._to_show = self._dealt()
        elif self._to_show:
            lane, some = self._to_show.pop(0)
            lane.rows.show(some)
        if self._to_show or not self._deck.whole:
            self._turn.start()

    def _dealt(self) -> list[tuple[Lane, Sequence[RosterLine]]]:
        """Which cards stand in which list."""
        if self._deck is None:
            return []
        cards = self._deck.cards(self._cases)
        if self._wide:
            return [*((lane, cards[column]) for column, lane in self._lanes.items()), (self._one, [])]
        every = [card for some in cards.values() if len(some) > 1 for card in some]
        return [*((lane, []) for lane in self._lanes.values()), (self._one, every)]
