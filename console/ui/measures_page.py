"""The page of figures: of this shift, a day, a week, a month, or any other stretch; also saved for spreadsheets."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QSize, QStandardPaths, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from console.desk import View
from console.domain.actions import Refusal
from console.domain.local import typed
from console.ui.act_bar import KeyButton
from console.ui.asking import Question
from console.ui.delegates import RosterPainting
from console.ui.flow import Wrapped
from console.ui.handover_sheet import write
from console.ui.label import Heading
from console.ui.lists import ListView
from console.ui.measures_rows import lines_of
from console.ui.measuring import Measuring
from console.ui.queue_pane import NOT_READ
from console.ui.roster_rows import RosterLine
from console.ui.rows import Rows
from console.ui.theme import Look
from console.ui.times import near
from console.ui.wishes import Draft

NO_SHIFT: Final = "No shift is planned for now."
_WRITE: Final = "Write two days or moments, as in 2026-11-01 2026-11-08, or 21 Nov 22:00 – 22 Nov 08:00."
_STRETCHES: Final = (
    ("24 hours", "Alt+D", timedelta(hours=24)),
    ("7 days", "Alt+W", timedelta(days=7)),
    ("30 days", "Alt+M", timedelta(days=30)),
)


class MeasuresPage(QObject):
    """Figures as lines and charts; one key for each of the usual stretches."""

    def __init__(self, look: Look, zone: tzinfo, measuring: Measuring) -> None:
        super().__init__(measuring)
        self._look, self._zone, self._measuring = look, zone, measuring
        self._seen: tuple[View, datetime] | None = None
        self._begun = False
        self.files: QFileDialog | None = None
        self.widget = QWidget()
        self.widget.setAccessibleName("Figures")
        self.heading = Heading(look, "Figures")
        self.buttons = Wrapped(look.px(8))
        self.buttons.setAccessibleName("Of which stretch of time")
        self.keys: list[KeyButton] = [self._button("This shift", "Alt+S", self._shift)]
        self.keys += [self._button(label, key, partial(self._last, long)) for label, key, long in _STRETCHES]
        self.keys += [self._button("Other…", "Alt+O", self._other), self._button("Save…", "Alt+C", self._save)]
        self.rows: Rows[RosterLine] = Rows(lambda line: line.words)
        self.view: ListView[RosterLine] = ListView(self.rows, "Figures", height_of=self._height_of)
        self._painting = RosterPainting(self.view, look)
        self.view.setItemDelegate(self._painting)
        self.view.say_empty(NOT_READ)
        layout = QVBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(4))
        layout.addWidget(self.heading)
        layout.addWidget(self.buttons)
        layout.addWidget(self.view, 1)
        self.parts: Sequence[QWidget] = (self.view,)
        self.acts: dict[str, Callable[[], object]] = {}
        measuring.shown.connect(self._show)
        self.wear(look)

    def _button(self, label: str, key: str, does: Callable[[], object]) -> KeyButton:
        button = KeyButton(self._look, label, QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
        button.clicked.connect(lambda _checked: does())
        shortcut = QShortcut(QKeySequence(key), self.widget)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(does)
        self.buttons.flow.addWidget(button)
        return button

    def show_view(self, view: View, now: datetime) -> None:
        """Count this shift when the page is opened first; figures stay as they were counted until asked for anew."""
        self._seen = view, now
        if not self._begun:
            self._begun = True
            shift = view.shift(now)
            self._count(shift.starts if shift is not None else now - timedelta(hours=24), now)

    def _count(self, starts: datetime, ends: datetime) -> None:
        self._measuring.wished.emit(starts, ends)

    def _shift(self) -> None:
        if self._seen is None:
            return
        view, now = self._seen
        shift = view.shift(now)
        if shift is None:
            self._measuring.told(NO_SHIFT, "warn")
        else:
            self._count(shift.starts, now)

    def _last(self, long: timedelta) -> None:
        if self._seen is not None:
            self._count(self._seen[1] - long, self._seen[1])

    def _other(self) -> None:
        """Ask from when to when."""
        about = "Days count from their beginning, in the service's time."
        question = Question("Figures of any stretch", about, _WRITE, "Count", self._stretch, about_rules=True)
        self._measuring.wishes.ask(question, Draft("figures", ""), self._look)

    def _stretch(self, _chosen: Any, text: str) -> Any:
        if self._seen is None:
            return Refusal(NOT_READ)
        found = stretch_of(text, self._seen[1], self._zone)
        if found is None:
            return Refusal(_WRITE)
        self._count(*found)
        return ()

    def _show(self) -> None:
        found = self._measuring.found
        if found is None or self._seen is None:
            return
        view, now = self._seen
        self.rows.show(lines_of(found, view, self._zone))
        self.heading.say(f"{near(found.starts, now, self._zone)} to {near(found.ends, now, self._zone)}")
        if self.view.chosen_row() is None:
            self.view.step(1)

    def _save(self) -> None:
        """Ask where, and save the figures as CSV; they name nobody whom this person may not see."""
        found = self._measuring.found
        if found is None:
            return
        where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.files = QFileDialog(None, "Save the figures", where, "CSV (*.csv)")
        self.files.setPalette(self.widget.palette())
        self.files.setFont(self._look.font())
        self.files.resize(QSize(self._look.px(640), self._look.px(420)).boundedTo(self.widget.window().size()))
        self.files.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.files.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.files.setDefaultSuffix("csv")
        self.files.selectFile(f"figures-{found.starts.astimezone(self._zone):%Y-%m-%d-%H%M}.csv")
        self.files.fileSelected.connect(self.save)
        self.files.show()

    def save(self, path: str) -> None:
        """Save it there, whole or not at all."""
        why = write(path, self._measuring.csv.encode())
        said = f"The figures could not be saved: {why}." if why else f"The figures are saved in {path}."
        self._measuring.told(said, "warn" if why else "quiet")

    def step(self, by: int) -> None:
        """Go to another line."""
        self.view.step(by)

    def follow(self, key: str) -> None:
        """Stand on a line."""
        position = self.rows.position_of(key)
        if position >= 0:
            self.view.choose(position)

    def find(self) -> None:
        """There is nothing to search here: the list has the keyboard."""
        self.view.setFocus()

    def leave(self) -> bool:
        """There is nothing to leave but the page."""
        return False

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.heading.wear(look)
        for button in self.keys:
            button.wear(look)
        self.buttons.setContentsMargins(look.px(12), 0, look.px(12), 0)
        self._painting.look = look
        self.view.forget_heights()
        self.view.viewport().update()

    def _height_of(self, line: RosterLine, width: int) -> int:
        return self._painting.height_of(line, width)


def stretch_of(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """The two moments that somebody typed, each a day or a moment, the earlier one first; None when it is not two."""
    words = text.replace("–", " ").replace(" - ", " ").replace(" to ", " ").split()
    for cut in range(1, len(words)):
        first, last = (_moment(" ".join(part), now, zone) for part in (words[:cut], words[cut:]))
        if first is not None and last is not None and first < last:
            return first, last
    return None


def _moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    return typed(text, now, zone, ahead=False) or typed(f"{text} 00:00", now, zone, ahead=False)
