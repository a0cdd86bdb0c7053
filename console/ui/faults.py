"""A fault shown instead of the views, with the ways on; the page for it is made only then."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from console.ui.keyboard import Keyboard
from console.ui.theme import Look
from console.ui.views import Views


class Faults(QObject):
    """The one fault that stands in a window; ``way_taken`` says which way on was chosen."""

    way_taken = Signal(str)

    def __init__(self, views: Views, keyboard: Keyboard, look: Look) -> None:
        super().__init__(views)
        self._views, self._keyboard, self._look = views, keyboard, look
        self._told: tuple[str, str, Sequence[str]] | None = None

    def show(self, title: str, sentence: str, ways: Sequence[str]) -> None:
        """Show why the desk cannot be opened, instead of the views."""
        from console.ui.fault_page import FaultPage  # noqa: PLC0415 -- most desks never need it

        self._views.stand_back()
        self._told = (title, sentence, ways)
        page = FaultPage(self._look, title, sentence, ways)
        page.way_taken.connect(self.way_taken)
        self._views.stand_in(page)
        self._keyboard.leave_to_buttons(leave=True)

    def clear(self) -> None:
        """Show the views again."""
        if self._told is not None:
            self._told = None
            self._views.stand_back()
            self._keyboard.leave_to_buttons(leave=False)

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        if self._told is not None:
            self.show(*self._told)
