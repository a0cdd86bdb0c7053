"""The form in which a rule is written: every field with its name, every choice with its key."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.domain.words import Audience, RuleKind, RuleLevel
from console.ui.act_bar import KeyButton, Sign
from console.ui.flow import Wrapped
from console.ui.label import Label
from console.ui.rule_writing import Writing
from console.ui.shapes import LEVEL_WORDS, paint_level
from console.ui.theme import Look

_LEVEL_KEYS: Final = {RuleLevel.STOP: "Alt+S", RuleLevel.MUST: "Alt+M", RuleLevel.NOTE: "Alt+N"}
_AUDIENCES: Final = {Audience.UNDER_18: ("Under 18s", "Alt+U"), Audience.ADULTS: ("Adults", "Alt+A")}
_KINDS: Final = {
    RuleKind.PHONE: ("Phone numbers", "Alt+P"),
    RuleKind.LINK: ("Links", "Alt+L"),
    RuleKind.EMAIL: ("E-mail", "Alt+E"),
    RuleKind.HANDLE: ("Handles", "Alt+H"),
}


class RuleForm(QWidget):
    """What is written of a rule; ``typed`` says that something in it changed."""

    typed = Signal()

    def __init__(self, look: Look, writing: Writing) -> None:
        super().__init__()
        self._look = look
        self._rule, self._proposal = writing.rule, writing.proposal
        self.over = writing.over  # the version that it is written over
        self.setAccessibleName("The rule")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._write(writing)

    @property
    def writing(self) -> Writing:
        """What is written."""
        return Writing(
            self.title.text(),
            self.body.toPlainText(),
            next(level for level, button in self.levels.items() if button.isChecked()),
            tuple(one for one, button in self.audiences.items() if button.isChecked()),
            self.must_read.isChecked(),
            self.blocks_taking.isChecked(),
            self.begins.text(),
            self.until.text(),
            self.words.toPlainText(),
            tuple(one for one, button in self.kinds.items() if button.isChecked()),
            self.holds.toPlainText(),
            self.leaves.toPlainText(),
            self._rule,
            self.over,
            self.despite.text(),
            self._proposal,
        )

    def _write(self, writing: Writing) -> None:
        """Make the form, with what is written so far."""
        self._section("What")
        self.title = self._line("Title", writing.title, 160)
        self.body = self._several("What is to be done", writing.body, 4)
        self._section("Level")
        self.levels = self._choices(
            ((level, LEVEL_WORDS[level], keys) for level, keys in _LEVEL_KEYS.items()), (writing.level,), alone=True
        )
        asks = self._choices(
            (("read", "Must be read", "Alt+R"), ("blocks", "No new chat before it is read", "Alt+B")),
            ["read"] * writing.must_read + ["blocks"] * writing.blocks_taking,
        )
        self.must_read, self.blocks_taking = asks["read"], asks["blocks"]
        self._section("Who and when")
        self.audiences = self._choices(((one, *told) for one, told in _AUDIENCES.items()), writing.audience)
        self._section("From (now, when it stays empty)")
        self.begins = self._line("06:00, or 22 Nov 06:00", writing.begins, 40, "From")
        self._section("Until (it is withdrawn, when it stays empty)")
        self.until = self._line("06:00, or 22 Nov 06:00", writing.until, 40, "Until")
        self._section("Finds these words and phrases, one on each line, and these kinds")
        self.words = self._several("corridor challenge, or corridor* for any ending", writing.words, 3, "Words")
        self.kinds = self._choices(((one, *told) for one, told in _KINDS.items()), writing.kinds)
        self._section("Examples that it must hold, one on each line")
        self.holds = self._several("", writing.holds, 2, "Must hold")
        self._section("Examples that it must leave, one on each line")
        self.leaves = self._several("", writing.leaves, 2, "Must leave")
        self._why = self._section("Why it is published although an example fails")
        self.despite = self._line("Read by everybody who keeps to the rule", writing.despite, 300, "Why all the same")
        self.ask_why(wanted=False)
        self._column.addStretch(1)

    def ask_why(self, *, wanted: bool) -> None:
        """Whether an example fails, so that the rule needs a reason to be published."""
        self._why.setVisible(wanted)
        self.despite.setVisible(wanted)

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

    def _sign_of(self, value: object) -> Sign | None:
        """What a choice of a level is told apart by, besides its word."""
        if not isinstance(value, RuleLevel):
            return None
        return lambda painter, box: paint_level(painter, self._look, value, box)

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
