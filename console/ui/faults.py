"""A fault shown instead of the views, with the ways on; the page for it is made only then."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.ui.keyboard import Keyboard
from console.ui.theme import Look
from console.ui.views import Views


class Faults(QObject):
    """The one fault that stands in a window; ``way_taken`` says which way on was chosen.

    What is said of the connection is hidden meanwhile: it is of before.
    """

    way_taken = Signal(str)
    turned = Signal()  # it is shown, or over

    def __init__(self, views: Views, keyboard: Keyboard, look: Look, of_before: Sequence[QWidget]) -> None:
        super().__init__(views)
        self._views, self._keyboard, self._look, self._of_before = views, keyboard, look, of_before
        self._told: tuple[str, str, Sequence[str]] | None = None

    def show(self, title: str, sentence: str, ways: Sequence[str]) -> None:
        """Show why the desk cannot be opened, instead of the views."""
        from console.ui.fault_page import FaultPage  # noqa: PLC0415 -- most desks never need it

        self._views.stand_back()
        self._told = (title, sentence, ways)
        page = FaultPage(self._look, title, sentence, ways)
        page.way_taken.connect(self.way_taken)
        self._views.stand_in(page)
        for widget in self._of_before:
            widget.hide()
        self._keyboard.leave_to_buttons(leave=True)
        self.turned.emit()

    def clear(self) -> None:
        """Show the views again."""
        if self._told is not None:
            self._told = None
            self._views.stand_back()
            for widget in self._of_before:
                widget.show()
            self._keyboard.leave_to_buttons(leave=False)
            self.turned.emit()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        if self._told is not None:
            self.show(*self._told)
