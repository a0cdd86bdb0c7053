"""The sheet of all keys, and where each can be changed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.ui.keys import ALWAYS, KEYS, Keymap
from console.ui.label import Pill, Text
from console.ui.theme import Look


class KeySheet(QDialog):
    """Shows every key; closes with Esc, Return or its button."""

    def __init__(self, parent: QWidget, look: Look, keymap: Keymap) -> None:
        super().__init__(parent)
        px = look.px
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("All keys")
        self.setAccessibleName("All keys")
        self.setPalette(parent.palette())  # a window of its own does not inherit it
        inside = QWidget()
        inside.setAccessibleName("All keys")
        grid = QGridLayout(inside)
        grid.setContentsMargins(px(18), px(12), px(18), px(12))
        grid.setHorizontalSpacing(px(18))
        grid.setVerticalSpacing(px(7))
        grid.setColumnStretch(0, 1)
        lines = [(", ".join(_native(one) for one in keymap.of(key.name)) or "off", key.does) for key in KEYS]
        for row, (keys, does) in enumerate([*lines, *ALWAYS]):
            words = Text(look)
            words.show_words(does)
            grid.addWidget(words, row, 0)
            grid.addWidget(Pill(look, keys, size=13), row, 1, Qt.AlignmentFlag.AlignRight)
        about = Text(look, tint=lambda p: p.soft, size=13)
        about.show_words(
            'Each can be changed or switched off in the settings file, under [window.keys]: next_row = "N". '
            "An empty text switches it off." + "".join(f"\n{complaint}" for complaint in keymap.complaints)
        )
        grid.addWidget(about, len(lines) + len(ALWAYS), 0, 1, 2)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("All keys")
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        close = QPushButton("Close")
        close.setFont(look.font())
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, px(14), px(14))
        layout.addWidget(area, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        wanted = inside.sizeHint() + close.sizeHint()
        room = parent.size()
        self.resize(min(px(560), room.width() - px(40)), min(wanted.height() + px(60), room.height() - px(40)))


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
