"""The sheet of a routine: what is to be done again and again, when, and in which shifts; read back as it is typed."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from console.desk import View
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.repeating import ended, set_again
from console.domain.routines import Routine, Said, asked_for, day_words, when_words
from console.domain.todos import TITLE_LIMIT
from console.ui.act_bar import KeyButton
from console.ui.flow import Wrapped
from console.ui.form import Form
from console.ui.label import Text
from console.ui.picking import Pick
from console.ui.sheet import Sheet, scrolled
from console.ui.text import one_line
from console.ui.theme import Look
from console.ui.times import near

_SAY: Final = "Ctrl+Return"
_PARTS: Final = re.compile(r"\s*(?:,|;|\band\b)\s*|\n")


def picks_of(view: View) -> list[Pick]:
    """The routines that go on, to be changed, and a new one."""
    going = [one for one in view.routines.values() if not one.now_says.ended]
    picks = [Pick("N", "A new one", "", "what is to be done, when, and in which shifts")]
    for number, one in enumerate(sorted(going, key=lambda one: (one.now_says.times, one.routine)), 1):
        key = str(number) if number <= 9 else ""  # noqa: PLR2004 -- there are nine such keys
        picks.append(Pick(key, one_line(one.now_says.title, 60), one.routine, one.now_says.when))
    return picks


class About(NamedTuple):
    """Which routine a sheet is of (empty: a new one), on a desk at a moment; ``may`` says why a wish cannot be."""

    view: View
    routine: str
    now: datetime
    may: Callable[[actions.Action], Refusal | None]


class RoutineForm(Form):
    """What is written of a routine."""

    def __init__(self, look: Look, known: actions.SetRoutine) -> None:
        super().__init__(look, "The routine")
        self._routine = known.routine
        self._section("What is to be done")
        self.title = self._line("Look at the posts that wait", known.title, TITLE_LIMIT, "What is to be done")
        self._section("At what times")
        self.times = self._line("00:00, 03:00, 06:30", ", ".join(known.times), 200, "Times")
        self._section("In shifts that begin on (empty: every day)")
        self.days = self._line("Monday, first Monday, last Sunday", ", ".join(known.days), 200, "Days")
        self._section("In shifts of that name (empty: all)")
        self.name = self._line("Night", known.name, 80, "Name of the shifts")
        self._column.addStretch(1)

    @property
    def wish(self) -> actions.SetRoutine:
        """What is written, as a wish."""
        times, days = (tuple(filter(None, _PARTS.split(field.text().strip()))) for field in (self.times, self.days))
        return actions.SetRoutine(self.title.text(), times, days, self.name.text(), routine=self._routine)


class RoutineSheet(Sheet):
    """Writes a routine; ``answered`` gives what is wished. Ctrl+Return says it, Esc leaves."""

    answered = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        about: About,
    ) -> None:
        known = about.view.routines.get(about.routine)
        super().__init__(parent, look, "A routine" if known is None else "Change a routine")
        self._about, self._known = about, known
        told = Text(look, tint=lambda p: p.soft, size=13)
        told.show_words("Every desk shows its tasks in the shifts to come. What was due before stays as it is.")
        self.column.addWidget(told)
        self.form = RoutineForm(look, actions.SetRoutine("", ()) if known is None else set_again(known))
        self.column.addWidget(scrolled(self.form, "The routine"), 1)
        self.read_back = Text(look, tint=lambda p: p.soft, size=13)
        self.why = Text(look, tint=lambda p: p.bad)
        self.why.hide()
        self.column.addWidget(self.read_back)
        self.column.addWidget(self.why)
        self.column.addWidget(self._buttons())
        self.form.typed.connect(self._on_typed)
        for keys in (_SAY, "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.confirm)
        px = look.px
        self.resize(min(px(620), parent.width() - px(24)), min(px(430), parent.height() - px(24)))
        self._on_typed()
        self.form.title.setFocus()

    def _buttons(self) -> QWidget:
        row = Wrapped(self._look.px(8))
        native = QKeySequence(_SAY).toString(QKeySequence.SequenceFormat.NativeText)
        self.button = KeyButton(self._look, "Publish in #mod-main", native, "first")
        self.button.clicked.connect(self.confirm)
        row.flow.addWidget(self.button)
        if self._known is not None:
            over = KeyButton(self._look, "End it", "Alt+E")
            over.clicked.connect(self.end)
            ends = QShortcut(QKeySequence("Alt+E"), self)
            ends.activated.connect(self.end)
            row.flow.addWidget(over)
        leave = KeyButton(self._look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        row.flow.addWidget(leave)
        return row

    def confirm(self) -> None:
        """Give back what is wished; stay, and say why, when it cannot be."""
        self._give(self.form.wish)

    def end(self) -> None:
        """It asks for nothing from now on."""
        if self._known is not None:
            self._give(ended(self._known))

    def _give(self, wish: actions.SetRoutine) -> None:
        refusal = self._about.may(wish)
        if refusal is not None:
            self.why.show_words(refusal.why)
            self.why.show()
            return
        self.answered.emit(wish)
        self.accept()

    def _on_typed(self, *_: Any) -> None:
        self.why.hide()
        self.read_back.show_words(read_back(self.form.wish, self._about.view, self._about.now))


def read_back(wish: actions.SetRoutine, view: View, now: datetime) -> str:
    """What a routine would mean, in words, with the first moments that it would be due; what is no time is left out."""
    days = tuple(filter(None, map(day_words, wish.days)))
    if not wish.times:
        return "Nothing is due yet: say at what times."
    said = Said(wish.title, wish.times, days, wish.name.strip(), ended=False, by="", at=now)
    coming = [shift for shift in view.shifts.values() if shift.ends > now]
    found = asked_for([Routine("new", (said,))], coming, (), view.zone)
    dues = sorted(task.due for task in found.values() if task.due is not None and task.due > now)
    first = ", ".join(near(due, now, view.zone) for due in dues[:3])
    more = f" and {len(dues) - 3} more" if len(dues) > 3 else ""  # noqa: PLR2004 -- as many as are named
    then = f"Next: {first}{more}." if dues else "In no shift that is planned so far."
    return f"To do {when_words(wish.times, days, wish.name.strip())}. {then}"
