"""What stands in the window when the desk cannot be opened: what is wrong, in a sentence, and the ways on."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from console.ui.label import Label, Text
from console.ui.theme import Look


class FaultPage(QWidget):
    """A fault with its ways on; ``way_taken`` gives the one that was chosen."""

    way_taken = Signal(str)

    def __init__(self, look: Look, title: str, sentence: str, ways: Sequence[str]) -> None:
        super().__init__()
        px = look.px
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(60), px(40), px(60), px(40))
        layout.setSpacing(px(14))
        layout.addStretch(1)
        layout.addWidget(Label(look, title, size=20, bold=True))
        words = Text(look, size=15)
        words.show_words(sentence)
        layout.addWidget(words)
        for way in ways:
            button = QPushButton(way.replace("&", "&&"))
            button.setAccessibleName(way)
            button.setFont(look.font())
            button.clicked.connect(partial(self.way_taken.emit, way))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(2)
