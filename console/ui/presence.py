"""Whether somebody sits at a window: when a key or the mouse was last used there."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from typing_extensions import override

_SIGNS: Final = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    )
)


class Presence(QObject):
    """Watches windows; ``last`` is when (real seconds, monotonic) they were last used.

    It is asked about the events of a window as the system sends them, and not about those of each widget in it.
    """

    def __init__(self, parent: QObject, monotonic: Callable[[], float]) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self.last = monotonic()

    def watch(self, window: QWidget) -> None:
        """Watch one more window, which must be on the screen or have been there."""
        handle = window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    def seen(self) -> None:
        """Somebody is here."""
        self.last = self._monotonic()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS:
            self.seen()
        return False
