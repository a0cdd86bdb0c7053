"""What forms are made of: fields with their names, choices with their keys."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.ui.act_bar import KeyButton, Sign
from console.ui.flow import Wrapped
from console.ui.label import Label
from console.ui.theme import Look


class Form(QWidget):
    """A column of fields and choices; ``typed`` says that something in it changed."""

    typed = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def _section(self, name: str) -> Label:
        label = Label(self._look, name, tint=lambda p: p.quiet, size=12.5)
        self._column.addWidget(label)
        return label

    def _line(self, hint: str, text: str, limit: int, name: str = "") -> QLineEdit:
        field = QLineEdit(text)
        field.setFont(self._look.font())
        field.setPlaceholderText(hint)
        field.setAccessibleName(name or hint)
        field.setMaxLength(limit)
        field.textChanged.connect(self.typed)
        self._column.addWidget(field)
        return field

    def _several(self, hint: str, text: str, lines: int, name: str = "") -> QPlainTextEdit:
        field = QPlainTextEdit(text)
        field.setFont(self._look.font())
        field.setPlaceholderText(hint)
        field.setAccessibleName(name or hint)
        field.setTabChangesFocus(True)
        high = QFontMetrics(self._look.font()).lineSpacing() * lines + self._look.px(24)
        field.setFixedHeight(high)
        field.textChanged.connect(self.typed)
        self._column.addWidget(field)
        return field

    def _sign_of(self, _value: object) -> Sign | None:
        """What a choice is told apart by, besides its word; nothing, unless a form says otherwise."""
        return None

    def _choices(
        self, offered: Iterable[tuple[Any, str, str]], chosen: Sequence[Any], *, alone: bool = False
    ) -> dict[Any, KeyButton]:
        """Buttons in a row, each checked or not (``alone``: one of them always is), each with its key."""
        row, group = Wrapped(self._look.px(8)), QButtonGroup(self)
        group.setExclusive(alone)
        found: dict[Any, KeyButton] = {}
        for value, label, keys in offered:
            native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            button = KeyButton(self._look, label, native, sign=self._sign_of(value))
            button.setCheckable(True)
            button.setChecked(value in chosen)
            group.addButton(button)
            button.toggled.connect(self.typed)
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(button.click)
            row.flow.addWidget(button)
            found[value] = button
        self._column.addWidget(row)
        return found
