"""What can be done on the roster: duty and tasks, a limit lifted, a question answered, its chat gone to."""

from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.ui.answering import Answering
from console.ui.lifting import Lifting
from console.ui.queue_rows import Known
from console.ui.roster_news import RosterNews
from console.ui.shift_work import ShiftWork
from console.ui.swap_acts import SwapActs

if TYPE_CHECKING:
    from console.ui.window import DeskWindow


class RosterActs(QObject):
    """All that is done on the roster, as buttons below it; ``keys`` are what the keys at the desk do."""

    def __init__(self, window: "DeskWindow", known: Known, zone: tzinfo) -> None:
        super().__init__(window)
        self.lifting = Lifting(window.wishes, window.roster, known)
        self.answering = Answering(window, known)
        self.news = RosterNews(window, known, zone)
        self.work = ShiftWork(window, known, zone)
        self.swaps = SwapActs(window, known)
        parts = (self.work, self.lifting, self.answering, self.swaps)
        self.keys: dict[str, Callable[[], object]] = {name: does for one in parts for name, does in one.acts.items()}
