"""Qt's application, which never ends by itself: the wish to end, however it comes, is only told."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication
from typing_extensions import override


class Application(QApplication):
    """The one QApplication of a process, in Fusion. It knows nothing of asyncio, so that the first paint waits for less.

    ``close_wished`` comes with the system's Quit. Whoever hears it cancels, drains and then hides the window.
    (An event filter would do too, but then Qt asks Python about every event of every widget.)
    """

    close_wished = Signal()

    def __init__(self, argv: list[str]) -> None:
        super().__init__(argv)
        self.setApplicationName("moderation-console")
        self.setApplicationDisplayName("Moderation console")
        self.setStyle("Fusion")
        self.setQuitOnLastWindowClosed(False)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            event.ignore()
            self.close_wished.emit()
            return True
        return super().event(event)
