"""The sheet on which a member is flagged, and what is said of a case is changed: by keys alone, kept as it is typed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from console.domain.actions import Refusal
from console.domain.words import AgeBand, Intent, Risk
from console.ui.act_bar import KeyButton, Sign
from console.ui.case_writing import CATEGORIES, CaseWriting, kept
from console.ui.flow import Wrapped
from console.ui.form import Form
from console.ui.label import Text
from console.ui.shapes import RISK_WORDS, paint_risk
from console.ui.sheet import Sheet, scrolled
from console.ui.theme import Look
from console.ui.written import Written

if TYPE_CHECKING:
    from console.domain.screening import Screen

_SAY: Final = "Ctrl+Return"
_KEPT_AFTER: Final = 250  # milliseconds after the first letter that is not kept yet
_INTENTS: Final = (
    (Intent.PREVIOUS_ATTEMPT, "Previous attempt", "Alt+P"),
    (Intent.THOUGHTS_WITHOUT_INTENT, "Thoughts, no intent", "Alt+T"),
    (Intent.THOUGHTS_WITH_INTENT, "Thoughts with intent", "Alt+I"),
    (Intent.HAS_ACTED, "Has acted", "Alt+H"),
)


class CaseQuestion(msgspec.Struct, frozen=True):
    """What a sheet is for: its title, a line about it, and ``made``, which gives what is wished, or why it cannot be.

    The words are screened by the rules for ``band`` (None: by all).
    """

    title: str
    about: str
    made: Callable[[CaseWriting], Any]
    screen: "Screen | None" = None
    band: AgeBand | None = None


class CaseForm(Form):
    """What is written of a case; ``people`` are those whose it may be."""

    def __init__(self, look: Look, writing: CaseWriting, people: Sequence[str], *, asks_why: bool) -> None:
        super().__init__(look, "The case")
        self._section("Risk")
        self.risks = self._choices(
            ((risk, RISK_WORDS[risk], f"Alt+{risk.value}") for risk in Risk), [writing.risk], alone=True
        )
        self._section("Intent, as far as it is known")
        self.intents = self._choices(_INTENTS, [writing.intent], alone=True)
        self._section("What is to be known")
        self.summary = self._several("In a few sentences, for who takes over", writing.summary, 2, "Summary")
        self._section("Who sees to it, and when somebody looks next")
        self.owner = self._line("A name", writing.owner, 80, "Owner")
        self.next_check = self._line("08:30, or 23 Nov 08:30", writing.next_check, 40, "Next check")
        self._section("What is to be done, and what if")
        self.plan = self._several("To do until then", writing.plan, 2, "Plan")
        self.if_then = self._several("If …, then …", writing.if_then, 2, "If, then")
        self._section("Category")
        self.category = self._line("suicide, self-harm, bullying …", writing.category, 40, "Category")
        self._why = self._section("What speaks for it (lowering by two levels takes a second person)")
        self.why = self._line("", writing.why, 300, "Why")
        self._outside = self._section("Who outside the service is waited for (empty: nobody)")
        self.outside = self._line("An ambulance, their doctor …", writing.outside, 80, "Waits for")
        for part in (self._why, self.why, self._outside, self.outside):
            part.setVisible(asks_why)
        _complete(self.owner, people)
        _complete(self.category, CATEGORIES)
        self.texts: tuple[QPlainTextEdit, ...] = (self.summary, self.plan, self.if_then)
        self._column.addStretch(1)

    @property
    def writing(self) -> CaseWriting:
        """What is written."""
        return CaseWriting(
            next((risk for risk, button in self.risks.items() if button.isChecked()), None),
            next((intent for intent, button in self.intents.items() if button.isChecked()), None),
            self.category.text(),
            self.summary.toPlainText(),
            self.owner.text(),
            self.next_check.text(),
            self.plan.toPlainText(),
            self.if_then.toPlainText(),
            self.why.text(),
            self.outside.text(),
        )

    @override
    def _sign_of(self, value: object) -> Sign | None:
        if not isinstance(value, Risk):
            return None
        return lambda painter, box: paint_risk(painter, self._look, value, box)


def _complete(field: QLineEdit, words: Sequence[str]) -> None:
    """Offer the rest of a word in the field itself, as it is typed."""
    completer = QCompleter(list(words), field)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
    field.setCompleter(completer)


class CaseSheet(Sheet):
    """Writes what a case says; ``answered`` gives what is wished, ``drafted`` what is written so far.

    Ctrl+Return says it, Esc leaves; what was written is then still there the next time.
    """

    answered = Signal(object)
    drafted = Signal(str)

    def __init__(self, parent: QWidget, look: Look, about: CaseQuestion, form: CaseForm) -> None:
        super().__init__(parent, look, about.title)
        self.form, self._made, self._looked = form, about.made, ""
        px = look.px
        told = Text(look, tint=lambda p: p.soft, size=13)
        told.show_words(about.about)
        self.column.addWidget(told)
        self.area = scrolled(form, about.title)
        self.column.addWidget(self.area, 1)
        self._written = self._watched(about.screen, about.band)
        self.why = Text(look, tint=lambda p: p.bad)
        self.why.hide()
        self.column.addWidget(self.why)
        self.column.addWidget(self._buttons())
        self._later = QTimer(self, interval=_KEPT_AFTER, singleShot=True)
        self._later.timeout.connect(self._keep)
        form.typed.connect(self._on_typed)
        self.resize(min(px(640), parent.width() - px(24)), min(px(780), parent.height() - px(24)))
        for keys in (_SAY, "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.confirm)
        form.summary.setFocus()

    def _watched(self, screen: "Screen | None", band: AgeBand | None) -> "list[Written]":
        """What screens each of the texts as it is typed; nothing while no rule is in force."""
        found: list[Written] = []
        if screen is None:
            return found
        for field in self.form.texts:
            touched = Text(self._look, tint=lambda p: p.warn, size=13)
            touched.hide()
            self.column.addWidget(touched)
            found.append(Written(field, touched, screen, band, self._look))
        return found

    def _buttons(self) -> QWidget:
        row = Wrapped(self._look.px(8))
        native = QKeySequence(_SAY).toString(QKeySequence.SequenceFormat.NativeText)
        self.button = KeyButton(self._look, "Say so in #cases", native, "first")
        self.button.clicked.connect(self.confirm)
        leave = KeyButton(self._look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        for button in (self.button, leave):
            row.flow.addWidget(button)
        return row

    def confirm(self) -> None:
        """Give back what is wished; stay, and say why, when it cannot be."""
        wish = self._made(self.form.writing)
        if isinstance(wish, Refusal):
            self._say(wish.why)
            return
        look = " ".join(dict.fromkeys(filter(None, (one.stops() for one in self._written))))
        if look and look != self._looked:
            self._looked = look
            self._say(look)
            return
        self._later.stop()
        self._keep()  # until the outbox has it
        self.answered.emit(wish)
        self.accept()

    def _say(self, sentence: str) -> None:
        self.why.show_words(sentence)
        self.why.show()

    def _on_typed(self) -> None:
        self._looked = ""
        self.why.hide()
        if not self._later.isActive():
            self._later.start()

    def _keep(self) -> None:
        self.drafted.emit(kept(self.form.writing))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.area.ensureWidgetVisible(self.form.summary)  # where the keyboard is

    @override
    def reject(self) -> None:
        if self._later.isActive():
            self._later.stop()
            self._keep()
        super().reject()
