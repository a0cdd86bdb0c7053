"""The leads' board with 5,000 cases: what a filter and a scrolled frame cost, as cards and as a table; prints JSON."""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from console.clock import RealClock
from console.desk import View
from console.domain.cases import Case
from console.domain.connection import Connection
from console.domain.people import People
from console.domain.words import Duty, Risk
from console.ui.board_page import BoardPage
from console.ui.bridge import Application
from console.ui.window import DeskWindow

CASES = 5_000
TYPED = "otter"
ALIASES = ("quiet-otter", "paper-lantern", "north-tram", "blue-kettle", "tall-fern", "grey-harbour", "mellow-ribbon")


def case(number: int, now: datetime, chance: random.Random) -> Case:
    """A case of the last weeks; two of three are open."""
    at = now - timedelta(minutes=chance.uniform(0, 40_000))
    return Case(
        f"k{number}",
        f"{chance.choice(ALIASES)}-{number}",
        chance.choice(list(Risk)),
        "U2",
        at,
        owner=chance.choice((None, "U1", "U2")),
        category=chance.choice((None, "suicide", "bullying")),
        next_check=chance.choice((None, now + timedelta(minutes=number))),
        closed_at=now if number % 3 == 0 else None,
    )


class Board:
    """A window that shows so many cases."""

    def __init__(self) -> None:
        now, chance = datetime.now(UTC), random.Random(1)
        cases = {one.case: one for one in (case(number, now, chance) for number in range(CASES))}
        people = People({"U1": frozenset({Duty.LEAD})})
        self.app = Application(sys.argv[:1])
        self.window = DeskWindow("U1", RealClock(), ZoneInfo("Europe/London"))
        self.window.resize(1_440, 900)
        self.window.show()
        self.window.show_view(View("U1", Connection(), {}, people, {}, {}, {}, {}, {}, {}, cases=cases))
        self.app.processEvents()
        self.opening = self.timed(lambda: self.window.views.go("board"))
        page = self.window.views.page
        if not isinstance(page, BoardPage):
            raise SystemExit("the board is not shown")
        self.page = page
        self.filling = self.settled()

    def settled(self) -> list[float]:
        """Seconds of each turn of the loop until every card is there, and measured."""
        spent = []
        while not self.whole:
            spent.append(self.timed(lambda: None))
        return spent

    @property
    def whole(self) -> bool:
        """Whether nothing of the board is still to come."""
        lanes = self.page.lanes.values()
        there = sum(len(lane.rows) - 1 for lane in lanes) == CASES
        return there and not any(lane.view.measuring for lane in lanes)

    def timed(self, act: Callable[[], object]) -> float:
        """Seconds of something, until all of it is laid out and painted."""
        began = time.perf_counter()
        act()
        self.app.sendPostedEvents()
        self.app.processEvents()
        return time.perf_counter() - began

    def typed(self, rounds: int) -> list[float]:
        """A word is looked for, letter by letter."""
        spent = []
        for number in range(rounds):
            letters = number % len(TYPED) + 1
            spent.append(self.timed(lambda letters=letters: self.page.search.setText(TYPED[:letters])))  # type: ignore[misc]  # a default of a lambda
        self.timed(self.page.search.clear)
        return spent

    def lifted(self, rounds: int) -> list[float]:
        """Those of one person, and all of them again: the seconds of the second."""
        mine, spent = self.page.filters["mine"], []
        for _ in range(rounds):
            self.timed(mine.toggle)
            spent.append(self.timed(mine.toggle))
        return spent

    def frames(self, view: QAbstractItemView, rounds: int) -> list[float]:
        """Scroll a little, every fourth time far."""
        bar, spent = view.verticalScrollBar(), []
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        for number in range(rounds):
            began = time.perf_counter()
            bar.setValue(number * 1_237 % bar.maximum() if number % 4 == 0 else bar.value() + 60)
            view.viewport().repaint()
            spent.append(time.perf_counter() - began)
            self.app.processEvents()
        return spent


def main(rounds: int) -> None:
    """Measure, and tell."""
    board = Board()
    longest = max(board.page.lanes.values(), key=lambda lane: len(lane.rows))
    told = {
        "opening": board.opening,
        "filling": board.filling,
        "typed": board.typed(rounds),
        "lifted": board.lifted(rounds // 2),
        "frames": board.frames(longest.view, rounds * 4),
    }
    board.timed(board.page.as_table.toggle)
    told["table typed"] = board.typed(rounds)
    told["table sorted"] = [board.timed(lambda by=by: board.page.table.sort(by)) for by in range(9)]  # type: ignore[misc]  # a default of a lambda
    told["table frames"] = board.frames(board.page.grid, rounds * 4)
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
