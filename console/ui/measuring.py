"""What is counted for the window, and asked for by it; the counting is done elsewhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.ui.wishes import Wishes

if TYPE_CHECKING:
    from console.domain.measures import Measures


class Measuring(QObject):
    """What is counted for the window: ``wished`` asks for a stretch, ``shown`` says that it is there.

    ``csv`` are the same figures for spreadsheets.
    """

    wished = Signal(object, object)
    shown = Signal()

    def __init__(self, parent: QObject, wishes: Wishes) -> None:
        super().__init__(parent)
        self.wishes = wishes
        self.found: Measures | None = None
        self.csv = ""
        self.told: Callable[[str, str], None] = lambda _sentence, _tone: None

    def show(self, found: "Measures", csv: str) -> None:
        """Show what was counted."""
        self.found, self.csv = found, csv
        self.shown.emit()
