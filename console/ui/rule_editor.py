"""The page on which a clinician writes a rule; what it would do is said beside it, and a draft survives a crash."""

import time
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
from console.domain.actions import Action, PublishRule, Refusal
from console.domain.difference import changes
from console.domain.examples import examples
from console.domain.rehearsal import Rehearsal, of_chats, rehearse
from console.domain.rehearsal import Text as Said
from console.domain.roster import DutyState
from console.domain.rules import Rule
from console.domain.ruling import again, plain
from console.domain.screening import Reading
from console.ui.act_bar import KeyButton
from console.ui.flow import Wrapped
from console.ui.label import Label, Pill, Text
from console.ui.proposing import NO_OTHER, picks_of
from console.ui.rehearsing import RehearsalView
from console.ui.rule_changes import runs_of
from console.ui.rule_form import RuleForm
from console.ui.rule_rows import called
from console.ui.rule_writing import Writing, advice, example_words, kept, moments_of
from console.ui.sheet import Sheet, scrolled
from console.ui.text import Run, one_line, tip
from console.ui.theme import Look
from console.ui.times import near

PUBLISH: Final = "Ctrl+Return"
FURTHER: Final = "Ctrl+PgDown"
PROPOSE: Final = "Ctrl+Shift+Return"
_PAUSE: Final = 250  # milliseconds without another letter
_WIDE: Final = 900  # at 100 %: less is one column
_SLOW: Final = 0.1  # seconds; then it is said how far a rehearsal is
_NAMED: Final = 12  # people who will be told, by name


class Around(msgspec.Struct, frozen=True):
    """What the editor has to know of the desk; ``may`` says why a rule cannot be published right now."""

    view: View
    now: Callable[[], datetime]
    zone: tzinfo
    may: Callable[[Action], Refusal | None]


class RuleEditor(Sheet):
    """Writes a rule; ``answered`` gives what is wished, ``proposing`` the same as it is to be proposed to another one.

    ``drafted`` gives what is written so far.

    Ctrl+Return publishes, Esc leaves; what was written is then still there the next time.
    """

    answered = Signal(object)
    proposing = Signal(object)
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
        shortcut = QShortcut(QKeySequence(PROPOSE), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.propose)
        further = QShortcut(QKeySequence(FURTHER), self)
        further.activated.connect(self._look_further)
        self._readings: dict[str, Reading] = {}
        self._posts: tuple[Said, ...] = ()
        self._begun = 0.0  # when the rehearsal began
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
        columns.addWidget(self.form, 1)
        columns.addWidget(self._beside, 1)
        self.area = scrolled(inside, self.windowTitle())
        return self.area

    def _buttons(self) -> QWidget:
        row = Wrapped(self._look.px(8))
        native = QKeySequence(PUBLISH).toString(QKeySequence.SequenceFormat.NativeText)
        self.button = KeyButton(self._look, "Publish", native, "first")
        self.button.clicked.connect(self.publish)
        native = QKeySequence(PROPOSE).toString(QKeySequence.SequenceFormat.NativeText)
        self.proposes = KeyButton(self._look, "Propose to another clinician", native)
        self.proposes.clicked.connect(self.propose)
        leave = KeyButton(self._look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        self.discard = KeyButton(self._look, "Discard", "", "grave")
        self.discard.clicked.connect(self._throw_away)
        leave.setToolTip(tip("What is written stays here as a draft."))
        self.discard.setToolTip(tip("The draft is thrown away."))
        self.fails = Pill(self._look, tone="bad", size=13)
        self.fails.hide()
        native = QKeySequence(FURTHER).toString(QKeySequence.SequenceFormat.NativeText)
        self.further = KeyButton(self._look, "Further down", native)
        self.further.clicked.connect(self._look_further)
        self.further.hide()
        self.area.verticalScrollBar().rangeChanged.connect(self._on_range)
        for button in (self.button, self.proposes, leave, self.discard, self.further, self.fails):
            row.flow.addWidget(button)
        return row

    # What is said beside it

    def _say_beside(self) -> None:
        layout = QVBoxLayout(self._beside)
        layout.setContentsMargins(0, 0, 0, 0)
        self.advice = Text(self._look, tint=lambda p: p.warn)
        self.failing = Text(self._look, tint=lambda p: p.bad)
        self.examples = Text(self._look)
        self.differs = Text(self._look)
        self.rehearsal = RehearsalView(self._look, self._around.zone)
        self.told = Text(self._look)
        parts = (
            ("", self.advice),
            ("", self.rehearsal),
            ("On shift now: who will be told", self.told),
            ("Examples that it must pass", self.failing),
            ("", self.examples),
            ("What differs from the version now", self.differs),
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
        failing = [one for one in found if not one.fine]
        self.form.ask_why(wanted=bool(failing))
        self.fails.set_text(f"✗ {'1 example fails' if len(failing) == 1 else f'{len(failing)} examples fail'}")
        self.fails.setVisible(bool(failing))
        self.failing.show_runs(_lines((example_words(one), True) for one in failing))
        fine = ((example_words(one), False) for one in found if one.fine)
        self.failing.setVisible(bool(failing))
        self.examples.show_runs(_lines(fine, "" if failing else "There are none yet."))
        self._show_difference(wish, self._replaced)
        self._rehearse(wish, now)
        self.told.show_runs(tuple(self._told(wish, now)))

    def _told(self, wish: PublishRule, now: datetime) -> Iterator[Run]:
        """Who hears of the rule when it is published, and from when it counts."""
        view, shift = self._around.view, self._around.view.shift(now)
        if shift is None:
            yield Run("Nobody is planned for now")
        else:
            yield Run(f"● {len(shift.people)} people on shift", bold=True)
            paused = {one.person for one in shift.duties if one.state is DutyState.PAUSED}
            yield Run(f", {len(paused)} on a break" if paused else "")
        yield Run(", reminded every 5 minutes until they have read it" if wish.must_read or wish.blocks_taking else "")
        yield Run(f". It counts {moments_of(wish, now, self._around.zone)}.")
        if shift is not None:
            names = sorted(one_line(view.name(person), 40) for person in shift.people if person != view.me)
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield Run(f"\n{', '.join(names[:_NAMED])}{more}" if names else "")

    def take_posts(self, posts: tuple[Said, ...]) -> None:
        """Hold it against posts too, once they were read from what this desk keeps."""
        self._posts = posts
        self._look_at(self.form.writing)

    def _rehearse(self, wish: PublishRule, now: datetime) -> None:
        texts = (*of_chats(self._around.view.chats.values(), now), *self._posts)
        self._begun = time.perf_counter()
        self._rehearsing = rehearse(wish, texts, now, self._readings, time.perf_counter)
        self._turn.start()

    def _show_difference(self, wish: PublishRule, rule: Rule | None) -> None:
        if rule is not None:
            now, zone = self._around.now(), self._around.zone
            self.differs.show_runs(
                runs_of(changes(again(rule.rule, rule.latest), wish, lambda at: near(at, now, zone)))
            )

    @Slot()
    def _go_on_rehearsing(self) -> None:
        """Hold it against some more of the texts; show what it touches once all were seen, and how far it is before."""
        found = next(self._rehearsing, None)
        if found is None or found.done:
            self._turn.stop()
        if found is not None and found.done:
            self.rehearsal.show_found(found, self.form.writing.level, self._around.now())
        elif found is not None and time.perf_counter() - self._begun > _SLOW:
            self.rehearsal.show_progress(found)

    @Slot(int, int)
    def _on_range(self, _least: int, most: int) -> None:
        self.further.setVisible(most > 0)

    @Slot()
    def _look_further(self) -> None:
        """Show the next page of what has no room at once; after the last the first."""
        bar = self.area.verticalScrollBar()
        end = bar.value() == bar.maximum()
        bar.setValue(0 if end else bar.value() + bar.pageStep() * 4 // 5)

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

    def propose(self) -> None:
        """Give back what is to be proposed; stay, and say why, when it cannot be."""
        writing, now = self.form.writing, self._around.now()
        wish = writing.wish(now, self._around.zone)
        if isinstance(wish, Refusal):
            self._say(wish.why)
            return
        picks = picks_of(self._around.view, wish, frozenset())
        refusal = self._around.may(picks[0].value) if picks else Refusal(NO_OTHER)
        if refusal is not None:
            self._say(refusal.why)
            return
        self._later.stop()
        self.drafted.emit(kept(writing))
        self.proposing.emit(wish)
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
