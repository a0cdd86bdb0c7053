"""A window of its own above the desk: named, in the desk's colours, and gone when it is closed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from console.ui.label import Label
from console.ui.theme import Look


class Sheet(QDialog):
    """Has its title on top; what it shows is added to ``column``. Esc closes it."""

    def __init__(self, parent: QWidget, look: Look, title: str) -> None:
        super().__init__(parent)
        self._look = look
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setPalette(parent.palette())  # a window of its own does not inherit it
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        px = look.px
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(20), px(16), px(20), px(16))
        self.column.setSpacing(px(10))
        self.column.addWidget(Label(look, title, size=17, bold=True))


def scrolled(inside: QWidget, name: str, *, by_keys: bool = False) -> QScrollArea:
    """What may be higher than the screen, in a view that scrolls; ``by_keys`` lets the keyboard stand on it."""
    inside.setAccessibleName(name)
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    if not by_keys:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    return area
