"""The page on which a clinician writes a rule; what it would do is said beside it, and a draft survives a crash."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Final

import msgspec
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from console.desk import View
from console.domain.actions import PublishRule, Refusal
from console.domain.difference import changes
from console.domain.examples import examples
from console.domain.rules import Rule
from console.domain.ruling import again, plain
from console.domain.screening import Reading
from console.ui.act_bar import KeyButton
from console.ui.flow import Wrapped
from console.ui.label import Label, Text
from console.ui.rule_changes import runs_of
from console.ui.rule_form import RuleForm
from console.ui.rule_rows import called
from console.ui.rule_writing import Rehearsal, Writing, advice, example_words, kept, moments_of, rehearse
from console.ui.sheet import Sheet, scrolled
from console.ui.text import Run, one_line, tip
from console.ui.theme import Look
from console.ui.times import near

PUBLISH: Final = "Ctrl+Return"
_PAUSE: Final = 250  # milliseconds without another letter
_WIDE: Final = 900  # at 100 %: less is one column
_LISTED: Final = 12  # chats of a rehearsal that are named


class Around(msgspec.Struct, frozen=True):
    """What the editor has to know of the desk; ``may`` says why a rule cannot be published right now."""

    view: View
    now: Callable[[], datetime]
    zone: tzinfo
    may: Callable[[PublishRule], Refusal | None]


class RuleEditor(Sheet):
    """Writes a rule; ``answered`` gives what is wished, ``drafted`` what is written so far.

    Ctrl+Return publishes, Esc leaves; what was written is then still there the next time.
    """

    answered = Signal(object)
    drafted = Signal(str)

    def __init__(self, parent: QWidget, look: Look, writing: Writing, around: Around) -> None:
        known = around.view.rules.get(writing.rule)
        title = "New posting rule" if known is None else f"{called(writing.rule)}: version {known.latest.number + 1}"
        super().__init__(parent, look, title)
        self._around, self._replaced = around, known
        self._rule = writing.rule
        px, layout = look.px, self.column
        goes = Text(look, tint=lambda p: p.soft, size=13)
        goes.show_words(f"Goes to #mod-updates as you, {one_line(around.view.name(around.view.me), 60)}.")
        layout.addWidget(goes)
        self.form, self._beside = RuleForm(look, writing), QWidget()
        self._beside.setAccessibleName("What it would do")
        self.form.typed.connect(self._on_typed)
        width, height = min(px(1_240), parent.width() - px(24)), min(px(860), parent.height() - px(24))
        layout.addWidget(self._columns(wide=width >= px(_WIDE)), 1)
        self._say_beside()
        self.why = Text(look, tint=lambda p: p.bad)
        self.why.hide()
        layout.addWidget(self.why)
        layout.addWidget(self._buttons())
        self._later = QTimer(self, interval=_PAUSE, singleShot=True)
        self._later.timeout.connect(self._settle)
        self.resize(width, height)
        for keys in (PUBLISH, "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.publish)
        self._readings: dict[str, Reading] = {}
        self._rehearsing: Iterator[Rehearsal] = iter(())
        self._turn = QTimer(self, interval=0)  # between two pieces of a rehearsal the window has its turn
        self._turn.timeout.connect(self._go_on_rehearsing)
        self._look_at(self.form.writing)
        self.form.title.setFocus()

    def _columns(self, *, wide: bool) -> QScrollArea:
        """The rule and what it would do, beside each other or below, in a view that scrolls."""
        inside = QWidget()
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        columns = QBoxLayout(way, inside)
        columns.setContentsMargins(0, 0, self._look.px(8), 0)
        columns.setSpacing(self._look.px(24))
        columns.addWidget(self.form, 3)
        columns.addWidget(self._beside, 2)
        return scrolled(inside, self.windowTitle())

    def _buttons(self) -> QWidget:
        row = Wrapped(self._look.px(8))
        native = QKeySequence(PUBLISH).toString(QKeySequence.SequenceFormat.NativeText)
        self.button = KeyButton(self._look, "Publish", native, "first")
        self.button.clicked.connect(self.publish)
        leave = KeyButton(self._look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        self.discard = KeyButton(self._look, "Discard", "", "grave")
        self.discard.clicked.connect(self._throw_away)
        leave.setToolTip(tip("What is written stays here as a draft."))
        self.discard.setToolTip(tip("The draft is thrown away."))
        for button in (self.button, leave, self.discard):
            row.flow.addWidget(button)
        return row

    # What is said beside it

    def _say_beside(self) -> None:
        layout = QVBoxLayout(self._beside)
        layout.setContentsMargins(0, 0, 0, 0)
        self.advice = Text(self._look, tint=lambda p: p.warn)
        self.examples = Text(self._look)
        self.differs = Text(self._look)
        self.rehearsal = Text(self._look)
        self.told = Text(self._look)
        parts = (
            ("", self.advice),
            ("Examples", self.examples),
            ("What differs from the version now", self.differs),
            ("Rehearsal", self.rehearsal),
            ("Who will be told", self.told),
        )
        for name, text in parts:
            if name and (text is not self.differs or self._replaced is not None):
                layout.addWidget(Label(self._look, name, tint=lambda p: p.quiet, size=12.5))
            layout.addWidget(text)
        layout.addStretch(1)

    def _look_at(self, writing: Writing) -> None:
        """Say what the rule would do, as it is written."""
        now = self._around.now()
        self.advice.show_words(advice(writing))
        wish = writing.wish(now, self._around.zone)
        if isinstance(wish, Refusal):
            self.told.show_words(wish.why)
            return
        wish = plain(wish)
        found = examples(wish, now)
        self.form.ask_why(wanted=not all(one.fine for one in found))
        self.examples.show_runs(_lines(((example_words(one), not one.fine) for one in found), "There are none yet."))
        self._show_difference(wish, self._replaced)
        self._rehearsing = rehearse(wish, self._around.view.chats.values(), now, self._readings)
        self._turn.start()
        shift = self._around.view.shift(now)
        people = "Nobody is planned for now" if shift is None else f"{len(shift.people)} people on shift"
        asked = ", asked every 5 minutes until they have read it" if wish.must_read or wish.blocks_taking else ""
        self.told.show_words(f"{people}{asked}. It counts {moments_of(wish, now, self._around.zone)}.")

    def _show_difference(self, wish: PublishRule, rule: Rule | None) -> None:
        if rule is not None:
            now, zone = self._around.now(), self._around.zone
            self.differs.show_runs(
                runs_of(changes(again(rule.rule, rule.latest), wish, lambda at: near(at, now, zone)))
            )

    @Slot()
    def _go_on_rehearsing(self) -> None:
        """Hold it against some more of the chats that this desk has at hand; show what it marks once all were seen."""
        found = next(self._rehearsing, None)
        if found is not None and not found.done:
            return
        self._turn.stop()
        if found is not None:
            self._show_rehearsal(found)

    def _show_rehearsal(self, found: Rehearsal) -> None:
        count = "1 chat" if len(found.touched) == 1 else f"{len(found.touched) or 'No'} chats"
        seen = f"of {found.texts} with a text in the last 24 hours on this desk · {found.milliseconds:.0f} ms"
        lines = [(f"{count} would be marked", True), (seen, False)]
        for one in found.touched[:_LISTED]:
            words = f"“{one.words}”" if one.words else "text hidden"
            lines.append((f"{one.chat.risk.value} {one_line(one.chat.alias, 40)} · {words}", False))
        if len(found.touched) > _LISTED:
            lines.append((f"and {len(found.touched) - _LISTED} more", False))
        self.rehearsal.show_runs(_lines(lines))

    # What is done

    def publish(self) -> None:
        """Give back what is wished; stay, and say why, when it cannot be: an example that fails needs a reason."""
        writing, now = self.form.writing, self._around.now()
        self._look_at(writing)
        wish = writing.wish(now, self._around.zone)
        refusal = wish if isinstance(wish, Refusal) else self._around.may(wish)
        if refusal is not None or isinstance(wish, Refusal):
            self._say("" if refusal is None else refusal.why)
            self._go_on_from_latest()
            if self.form.despite.isVisible() and not writing.despite.strip():
                self.form.despite.setFocus()
            return
        self._later.stop()
        self.drafted.emit(kept(writing))  # until the outbox has it
        self.answered.emit(wish)
        self.accept()

    def _go_on_from_latest(self) -> None:
        """Whoever was told that somebody published meanwhile, and sees what differs, may publish over that."""
        known = self._around.view.rules.get(self._rule)
        if known is not None and known.latest.of != self.form.over:
            self.form.over, self._replaced = known.latest.of, known
            self._look_at(self.form.writing)

    def _say(self, sentence: str) -> None:
        self.why.show_words(sentence)
        self.why.show()
        self.button.setAccessibleDescription(sentence)

    @Slot()
    def _on_typed(self) -> None:
        self.why.hide()
        self._later.start()

    @Slot()
    def _settle(self) -> None:
        """A moment without another letter: keep the draft, and look at it."""
        writing = self.form.writing
        self.drafted.emit(kept(writing))
        self._look_at(writing)

    def _throw_away(self) -> None:
        self._later.stop()
        self._turn.stop()
        self.drafted.emit("")
        super().reject()

    @override
    def reject(self) -> None:
        if self._later.isActive():
            self._later.stop()
            self.drafted.emit(kept(self.form.writing))
        super().reject()


def _lines(lines: Iterable[tuple[str, bool]], otherwise: str = "") -> tuple[Run, ...]:
    """Lines, some of them bold."""
    found = [Run(f"{words}\n", bold=bold) for words, bold in lines]
    return tuple(found) or (Run(otherwise),)
