"""Asking about a member's risk: a short form that is worked through by keys while one talks; answers go to the case.

What is asked is what the service's practitioners ask: whether somebody has acted already, has the means, has a plan,
when, and whether they are alone; then what holds them, who was told, and where more stands. No level is worked out from
it: that stays a person's judgement.
"""

from functools import partial
from typing import Final

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from console.domain.actions import AssessCase
from console.domain.caring import ANSWERS, YES_OR_NO
from console.domain.cases import Assessment
from console.ui.act_bar import KeyButton
from console.ui.flow import Wrapped
from console.ui.form import Form
from console.ui.label import Text
from console.ui.sheet import Sheet, scrolled
from console.ui.theme import Look

_SAY: Final = "Ctrl+Return"
_KEPT_AFTER: Final = 250  # milliseconds after the first answer that is not kept yet
PROMPTS: Final = {
    "acted": "Have they acted already?",
    "means": "Can they lay hands on what they would use?",
    "plan": "Do they have a plan?",
    "when": "When?",
    "alone": "Are they alone?",
    "protective": "What holds them",
    "informed": "Who was told",
    "references": "Where more stands",
}
_HINTS: Final = {
    "when": "Tonight, no time, …",
    "protective": "A sister in the house, a dog, an appointment tomorrow …",
    "informed": "Parents, the doctor, the emergency services …",
    "references": "A thread, a report's number …",
}
_KEYS: Final = {"yes": "Y", "no": "N", "unknown": "U"}
_LABELS: Final = {"yes": "Yes", "no": "No", "unknown": "Not known"}


class AssessForm(Form):
    """The questions one below the other; the first without an answer is the one that the keys answer."""

    def __init__(self, look: Look, begun: AssessCase, before: Assessment | None) -> None:
        super().__init__(look, "Questions about the risk")
        self.choices: dict[str, dict[str, KeyButton]] = {}
        self.fields: dict[str, QLineEdit] = {}
        for name, prompt in PROMPTS.items():
            known = getattr(before, name) if before else ""
            self._section(f"{prompt}  (last: {_LABELS.get(known, known)})" if known else prompt)
            said = getattr(begun, name)
            if name in YES_OR_NO:
                self.choices[name] = self._answers(name, said)
            else:
                self.fields[name] = self._line(_HINTS[name], said, 300, prompt)
        self._column.addStretch(1)

    def _answers(self, name: str, said: str) -> dict[str, KeyButton]:
        row, group = Wrapped(self._look.px(8)), QButtonGroup(self)
        group.setExclusive(True)
        found = {}
        for answer in ANSWERS:
            button = KeyButton(self._look, _LABELS[answer], _KEYS[answer])
            button.setCheckable(True)
            button.setChecked(answer == said)
            button.setAccessibleDescription(PROMPTS[name])
            group.addButton(button)
            button.toggled.connect(self.typed)
            row.flow.addWidget(button)
            found[answer] = button
        self._column.addWidget(row)
        return found

    @property
    def asked(self) -> str:
        """The question that is to be answered next; empty when all of them are."""
        for name in PROMPTS:
            if name in self.choices and not any(button.isChecked() for button in self.choices[name].values()):
                return name
            if name == "when" and not self.fields[name].text():
                return name
        return ""

    @property
    def wish(self) -> AssessCase:
        """What was answered, about no case yet."""
        said = {
            name: next((answer for answer, button in buttons.items() if button.isChecked()), "")
            for name, buttons in self.choices.items()
        }
        return AssessCase("", **said, **{name: field.text() for name, field in self.fields.items()})


class AssessSheet(Sheet):
    """Asks about one case; ``answered`` gives what is wished, ``drafted`` what is answered so far.

    Y, N and U answer the question that comes next while no words are written; Ctrl+Return says it, Esc leaves.
    """

    answered = Signal(object)
    drafted = Signal(str)

    def __init__(self, parent: QWidget, look: Look, title: str, form: AssessForm, case: str) -> None:
        super().__init__(parent, look, title)
        self.form, self._case = form, case
        told = Text(look, tint=lambda p: p.soft, size=13)
        told.show_words("Y, N and U answer the next question. What was answered before stays in the case.")
        self.column.addWidget(told)
        self.area = scrolled(form, title)
        self.column.addWidget(self.area, 1)
        self.next = Text(look, tint=lambda p: p.text, size=13.5)
        self.column.addWidget(self.next)
        self.why = Text(look, tint=lambda p: p.bad)
        self.why.hide()
        self.column.addWidget(self.why)
        self.column.addWidget(self._buttons())
        self._later = QTimer(self, interval=_KEPT_AFTER, singleShot=True)
        self._later.timeout.connect(self._keep)
        form.typed.connect(self._on_typed)
        for answer, key in _KEYS.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self._answer, answer))
        for keys in (_SAY, "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.confirm)
        px = look.px
        self.resize(min(px(640), parent.width() - px(24)), min(px(720), parent.height() - px(24)))
        self._go_on()

    def _buttons(self) -> QWidget:
        row = Wrapped(self._look.px(8))
        native = QKeySequence(_SAY).toString(QKeySequence.SequenceFormat.NativeText)
        self.button = KeyButton(self._look, "Keep it in the case", native, "first")
        self.button.clicked.connect(self.confirm)
        leave = KeyButton(self._look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        for button in (self.button, leave):
            row.flow.addWidget(button)
        return row

    def confirm(self) -> None:
        """Give back what is wished."""
        self._later.stop()
        self._keep()  # until the outbox has it
        self.answered.emit(msgspec.structs.replace(self.form.wish, case=self._case))

    def refuse(self, sentence: str) -> None:
        """Say why it cannot be, and stay."""
        self.why.show_words(sentence)
        self.why.show()

    def _answer(self, answer: str) -> None:
        asked = self.form.asked
        if asked in self.form.choices:
            self.form.choices[asked][answer].setChecked(True)
            self._go_on()

    def _go_on(self) -> None:
        """To the next question: a choice is answered by a key, words have the keyboard."""
        asked = self.form.asked
        self.next.show_words(f"Next: {PROMPTS[asked]}" if asked else "All of it is answered; more can be said below.")
        if asked in self.form.fields:
            self.form.fields[asked].setFocus()
        elif asked:
            first = self.form.choices[asked][ANSWERS[0]]
            first.setFocus()
            self.area.ensureWidgetVisible(first)
        else:
            self.form.fields["protective"].setFocus()

    def _on_typed(self) -> None:
        self.why.hide()
        asked = self.form.asked
        self.next.show_words(f"Next: {PROMPTS[asked]}" if asked else "All of it is answered; more can be said below.")
        if not self._later.isActive():
            self._later.start()

    def _keep(self) -> None:
        self.drafted.emit(msgspec.json.encode(self.form.wish).decode())
