"""What stands in the window when the desk cannot be opened: what is wrong, in a sentence, and the ways on."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.ui.flow import Wrapped
from console.ui.label import Label, Text
from console.ui.theme import Look


class FaultPage(QScrollArea):
    """A fault with its ways on; ``way_taken`` gives the one that was chosen."""

    way_taken = Signal(str)

    def __init__(self, look: Look, title: str, sentence: str, ways: Sequence[str]) -> None:
        super().__init__()
        px = look.px
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(px(60), px(24), px(60), px(24))
        layout.setSpacing(px(14))
        layout.addStretch(1)
        layout.addWidget(Label(look, title, size=20, bold=True))
        words = Text(look, size=15)
        words.show_words(sentence)
        layout.addWidget(words)
        buttons = Wrapped(px(10))
        for way in ways:
            button = QPushButton(way.replace("&", "&&"))
            button.setAccessibleName(way)
            button.setFont(look.font())
            button.clicked.connect(partial(self.way_taken.emit, way))
            buttons.flow.addWidget(button)
        layout.addWidget(buttons)
        layout.addStretch(2)
        self.setWidget(inside)
        for widget in (self.viewport(), inside):
            widget.setAutoFillBackground(False)  # else they fill it in the system's own colour
