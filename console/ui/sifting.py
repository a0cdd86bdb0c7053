"""What is left out of what is shown: by kind, person and period, one key each; for the pages of search and record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from console.domain.actions import Refusal
from console.domain.searching import fitting
from console.ui.act_bar import KeyButton
from console.ui.asking import Question
from console.ui.measures_page import stretch_of
from console.ui.picking import Pick, Picking
from console.ui.text import one_line
from console.ui.theme import Look
from console.ui.times import near
from console.ui.wishes import Draft, Wishes

_WRITE: Final = "Write two days or moments, as in 2026-11-01 2026-11-08, or 21 Nov 22:00 – 22 Nov 08:00."
_ANY, _OTHER = timedelta(), timedelta(-1)
_PERIODS: Final = (
    Pick("D", "24 hours", timedelta(hours=24)),
    Pick("W", "7 days", timedelta(days=7)),
    Pick("M", "30 days", timedelta(days=30)),
    Pick("O", "Other…", _OTHER, "From any day or moment to any other."),
    Pick("A", "Any time", _ANY),
)


class Sifting(QObject):
    """The filters of one page, each a button with its key; ``changed`` says that something else is wanted.

    ``kind`` is what the chosen pick stands for (None: all), ``by`` a person's id, and what is shown stands in
    ``since <= at < until``.
    """

    changed = Signal()

    def __init__(
        self, page: QWidget, look: Look, zone: tzinfo, wishes: Wishes, kinds: Sequence[Pick], *, name: str
    ) -> None:
        super().__init__(page)
        self._page, self._look, self._zone, self._wishes = page, look, zone, wishes
        self._kinds, self._name = kinds, name
        self.names: Mapping[str, str] = {}
        self.now: datetime | None = None
        self.kind: Any = None
        self.by = ""
        self.since: datetime | None = None
        self.until: datetime | None = None
        self._period = ""
        self.picking: Picking | None = None
        self.buttons = [
            self.button("Kind", "Alt+K", self._ask_kind),
            self.button("Who", "Alt+W", self._ask_person),
            self.button("When", "Alt+P", self._ask_period),
        ]

    def button(self, label: str, key: str, does: Callable[[], object]) -> KeyButton:
        """A button of the page, with a key that does the same."""
        native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        button = KeyButton(self._look, label, native)
        button.clicked.connect(lambda _checked: does())
        shortcut = QShortcut(QKeySequence(key), self._page)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(does)
        return button

    @property
    def words(self) -> tuple[str, ...]:
        """What is asked for, in words."""
        kind = next((pick.label.lower() for pick in self._kinds if pick.value == self.kind is not None), "")
        who = f"by {one_line(self.names.get(self.by, self.by), 40)}" if self.by else ""
        return tuple(filter(None, (kind, who, self._period)))

    def clear(self) -> bool:
        """Leave nothing out; whether anything was."""
        begun = bool(self.words)
        self.kind, self.by, self.since, self.until, self._period = None, "", None, None, ""
        if begun:
            self._changed()
        return begun

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        for button in self.buttons:
            button.wear(look)

    def only(self, kind: Any) -> None:
        """Show one kind only."""
        self.kind = kind
        self._changed()

    def only_by(self, person: str) -> None:
        """Show only what one person did."""
        self.by = person
        self._changed()

    def within(self, since: datetime, until: datetime | None, words: str) -> None:
        """Show only what stands in a period."""
        self.since, self.until, self._period = since, until, words
        self._changed()

    def _changed(self) -> None:
        kind = next((pick.label for pick in self._kinds if pick.value == self.kind is not None), "")
        who = one_line(self.names.get(self.by, self.by), 40)
        for button, name, value in zip(self.buttons, ("Kind", "Who", "When"), (kind, who, self._period), strict=True):
            key = button.key
            button.show_as(f"{name}: {value}" if value else name, key, "first" if value else "")
        self.changed.emit()

    def _ask_kind(self) -> None:
        self._pick("Of which kind?", self._kinds, self.only)

    def _pick(self, title: str, picks: Iterable[Pick], picked: Callable[[Any], None]) -> None:
        self.picking = Picking(self._page.window(), self._look, title, "Esc leaves it as it is.", tuple(picks))
        self.picking.picked.connect(picked)
        self.picking.open()

    def _ask_person(self) -> None:
        """Ask whose; the beginning of a name is enough, and nothing means everybody."""

        def made(_chosen: Any, text: str) -> Any:
            if not text.strip():
                self.only_by("")
                return ()
            fits = fitting(text, self.names)
            if len(fits) != 1:
                names = ", ".join(one_line(self.names[id], 40) for id in fits[:5])
                return Refusal(f"Several people have this name: {names}." if fits else "Nobody here has this name.")
            self.only_by(fits[0])
            return ()

        question = Question("Whose?", "Nothing means everybody.", "The beginning of a name", "Show", made)
        self._wishes.ask(question, Draft(f"{self._name} person", ""), self._look)

    def _ask_period(self) -> None:
        self._pick("From when?", _PERIODS, self._on_period)

    def _on_period(self, long: timedelta) -> None:
        if long == _OTHER:
            question = Question("Of any stretch", "Days count from their beginning.", _WRITE, "Show", self._stretch)
            self._wishes.ask(question, Draft(f"{self._name} period", ""), self._look)
        elif long == _ANY:
            self.since = self.until = None
            self._period = ""
            self._changed()
        elif self.now is not None:
            label = next(pick.label for pick in _PERIODS if pick.value == long)
            self.within(self.now - long, None, f"last {label}")

    def _stretch(self, _chosen: Any, text: str) -> Any:
        found = None if self.now is None else stretch_of(text, self.now, self._zone)
        if found is None or self.now is None:
            return Refusal(_WRITE)
        since, until = found
        self.within(since, until, f"{near(since, self.now, self._zone)} – {near(until, self.now, self._zone)}")
        return ()
