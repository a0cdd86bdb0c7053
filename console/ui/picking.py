"""A small window that offers a few things to be done, each with its key and what it means; choosing one does it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from console.ui.act_bar import KeyButton
from console.ui.label import Text
from console.ui.sheet import Sheet, scrolled
from console.ui.text import tip
from console.ui.theme import Look


class Pick(msgspec.Struct, frozen=True):
    """One thing that can be chosen: its key, its words, what stands for it, what it means; why not, if it cannot be."""

    key: str
    label: str
    value: Any
    about: str = ""
    why: str = ""


class Picking(Sheet):
    """Offers picks; ``picked`` gives what the chosen one stands for. Esc leaves, and nothing is done."""

    picked = Signal(object)

    def __init__(self, parent: QWidget, look: Look, title: str, about: str, picks: Sequence[Pick]) -> None:
        super().__init__(parent, look, title)
        px = look.px
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(14))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(1, 1)
        words = Text(look, tint=lambda p: p.soft, size=13.5)
        words.show_words(about)
        self._grid.addWidget(words, 0, 0, 1, 2)
        self._abouts: list[Text] = []
        self.buttons = [self._offer(row, pick) for row, pick in enumerate(picks, 1)]
        self._grid.setRowStretch(len(picks) + 1, 1)
        self.column.addWidget(scrolled(inside, title), 1)
        leave = KeyButton(look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        self.column.addWidget(leave)
        width = min(px(560), parent.width() - px(40))
        wanted = self._high(width - px(40 + 12), words) + leave.sizeHint().height() + px(84)
        self.resize(width, min(wanted, parent.height() - px(20)))
        first = next((button for button in self.buttons if button.isEnabled()), leave)
        first.setFocus()

    def _offer(self, row: int, pick: Pick) -> KeyButton:
        button = KeyButton(self._look, pick.label, pick.key)
        button.setEnabled(not pick.why)
        button.setToolTip(tip(pick.why) if pick.why else "")
        button.setAccessibleDescription(pick.why or pick.about)
        button.clicked.connect(partial(self._pick, pick.value))
        self._grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignTop)
        words = Text(self._look, tint=lambda p: p.soft, size=13)
        words.show_words(pick.why or pick.about)
        self._abouts.append(words)
        self._grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignVCenter)
        if pick.key and not pick.why:
            shortcut = QShortcut(QKeySequence(pick.key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self._pick, pick.value))
        return button

    def _high(self, width: int, about: Text) -> int:
        """How high everything is at that width: a text only knows once it is shown."""
        px = self._look.px
        beside = width - max((button.sizeHint().width() for button in self.buttons), default=0) - px(14)
        pairs = zip(self.buttons, self._abouts, strict=True)
        lines = (max(button.sizeHint().height(), text.heightForWidth(beside)) + px(6) for button, text in pairs)
        return about.heightForWidth(width) + px(6) + sum(lines)

    def _pick(self, value: Any, _checked: Any = None) -> None:
        self.accept()
        self.picked.emit(value)
