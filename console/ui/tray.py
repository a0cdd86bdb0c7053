"""The sign in the system's tray: the desk goes on while its window is put away. It never shows a member's words."""

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from console.ui.shapes import risk_path
from console.ui.theme import NIGHT, Look

_SIDE = 64


def mark() -> QIcon:
    """The console's mark: three panes in the frame of the highest level; the same as resources/icons."""
    from console.domain.words import Risk  # noqa: PLC0415 -- one shape of it

    pixmap = QPixmap(_SIDE, _SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    look = Look(NIGHT)
    painter.save()
    painter.translate(_SIDE / 2, _SIDE / 2)
    painter.scale(_SIDE / 2 - 1, _SIDE / 2 - 1)
    painter.setBrush(look.colour(lambda p: p.chosen))
    painter.drawPath(risk_path(Risk.A))
    painter.restore()
    for left, width, tint in ((14, 16, "risk_b"), (33, 9, "risk_d"), (45, 6, "good")):
        painter.setBrush(look.colour(lambda p, tint=tint: getattr(p, tint)))  # type: ignore[misc]  # a colour's name
        painter.drawRoundedRect(QRectF(left, 20, width, 24), 2, 2)
    painter.end()
    return QIcon(pixmap)


class Tray(QObject):
    """The tray's sign with a menu: show the desk, close the desk."""

    shown = Signal()
    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        menu = QMenu(window)
        menu.setAccessibleName("Moderation console")
        menu.addAction("Show the desk", self.shown.emit)
        menu.addAction("Close the desk", self.closed.emit)
        self._sign = QSystemTrayIcon(mark(), self)
        self._sign.setToolTip("Moderation console")
        self._sign.setContextMenu(menu)
        self._sign.activated.connect(self._clicked)
        self._sign.show()

    @staticmethod
    def available() -> bool:
        """Whether the system has a tray at all."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def notify(self, words: str) -> None:
        """Let the system show a few words; never a member's."""
        self._sign.showMessage("Moderation console", words, QSystemTrayIcon.MessageIcon.Warning)

    def put_away(self) -> None:
        """Take the sign away."""
        self._sign.hide()

    def _clicked(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.shown.emit()
