"""The window put away: into the tray, or where the system keeps small windows; and what calls a person back to it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from console.ui.tray import Tray


class Away(QObject):
    """Puts a window away and brings it back; ``close_wished`` comes from the tray's menu."""

    close_wished = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: Tray | None = None

    def minimise(self) -> None:
        """Put the window into the tray, or where the system keeps small windows."""
        if self._sign() is None:
            self._window.showMinimized()
        else:
            self._window.hide()

    @Slot()
    def raise_up(self) -> None:
        """Bring the window to the front."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def call(self, words: str) -> None:
        """Call for whoever does not look at the window; ``words`` are none of a member's."""
        QApplication.beep()
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        sign = self._sign()
        if sign is not None:
            sign.notify(words)

    def put_away(self) -> None:
        """The end: take the tray's sign away."""
        if self._tray is not None:
            self._tray.put_away()

    def _sign(self) -> "Tray | None":
        from console.ui.tray import Tray  # noqa: PLC0415 -- the tray's sign is made when it is first wanted

        if self._tray is None and Tray.available():
            self._tray = Tray(self._window)
            self._tray.shown.connect(self.raise_up)
            self._tray.closed.connect(self.close_wished)
        return self._tray
