"""The page that finds everything kept: as one types, the newest first, the words marked, one key from each thing."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from console.desk import View
from console.domain.searching import Hit, Hits, Sought, Thing, enough
from console.ui.flow import Ground, Wrapped
from console.ui.keys import Keymap
from console.ui.label import Heading, Text
from console.ui.lists import ListView
from console.ui.picking import Pick
from console.ui.queue_pane import NOT_READ
from console.ui.rows import Rows
from console.ui.search_rows import FOLDED, HIGH, SearchPainting, SearchRow, folds, row_of, runs_of, text_of
from console.ui.searching import PAGE, Searching
from console.ui.sifting import Sifting
from console.ui.text import LONGEST, Run, one_line
from console.ui.theme import Look

BEGIN: Final = (
    "Type two letters or more. Chats, posts, rules, cases, questions, notes, tasks, shifts, people and what they "
    "wrote are looked through, as far back as this desk keeps them."
)
NOTHING: Final = "Nothing that this desk keeps holds these words. Words that were purged are found no more."
NOWHERE: Final = "It stands on no list any more; all that is kept of it is shown below."
_LONGEST: Final = 200
_LOW: Final = 480  # a page lower than this has its filters by their keys alone, and little of the text below the rows
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_KINDS: Final = (
    Pick("C", "Chats", Thing.CHAT),
    Pick("P", "Posts", Thing.POST),
    Pick("R", "Rules", Thing.RULE),
    Pick("K", "Cases", Thing.CASE),
    Pick("Q", "Questions", Thing.ASK, "And what the team answered."),
    Pick("N", "Notes", Thing.NOTE),
    Pick("T", "Tasks", Thing.TASK),
    Pick("L", "Templates", Thing.TEMPLATE),
    Pick("S", "Shifts", Thing.SHIFT, "Rosters, duties, handovers."),
    Pick("U", "People", Thing.PERSON, "By name, and the roles they were given."),
    Pick("M", "Messages", Thing.MESSAGE, "What people wrote by hand."),
    Pick("E", "Everything", None),
)


class SearchPage(QObject):
    """Looks through everything kept; each letter is answered, and an older answer never stands after a newer one."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, searching: Searching) -> None:
        super().__init__(searching)
        self._look, self._zone, self._searching = look, zone, searching
        self._seen: tuple[View, datetime] | None = None
        self._hits: dict[str, Hit] = {}
        self._rows: list[SearchRow] = []
        self._found = Hits(Sought())
        self._unfolded = ""  # whose text is shown although the chat is at A or B
        self._show_key = keys.hint("show_text")
        self.widget = Ground()
        self.widget.setAccessibleName("Search")
        self.heading = Heading(look, "Search")
        self.field = QLineEdit()
        self.field.setMaxLength(_LONGEST)
        self.field.setPlaceholderText("Find in everything kept…")
        self.field.setAccessibleName("Find in everything kept")
        self.field.installEventFilter(self)
        wishes = searching.window.wishes
        self.sifting = Sifting(self.widget, look, zone, wishes, _KINDS, name="search")
        self.rows: Rows[SearchRow] = Rows(lambda row: row.words)
        self.view: ListView[SearchRow] = ListView(self.rows, "What was found")
        self._painting = SearchPainting(self.view, look)
        self.view.setItemDelegate(self._painting)
        self.view.say_empty(NOT_READ)
        self.text = Text(look)
        self._below = QScrollArea()
        self._below.setWidgetResizable(True)
        self._below.setFrameShape(QFrame.Shape.NoFrame)
        self._below.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._below.setAccessibleName("All of its text")
        self._below.setWidget(self.text)
        self._below.viewport().setAutoFillBackground(False)
        self.text.setAutoFillBackground(False)
        self._lay_out()
        self.parts: Sequence[QWidget] = (self.field, self.view, self._below)
        self.acts: dict[str, Callable[[], object]] = {"open_chat": self.go, "show_text": self.unfold}
        self.field.textChanged.connect(self._ask)
        self.sifting.changed.connect(self._ask)
        self.view.chosen.connect(self._show_text)
        self.view.opened.connect(self.go)
        self.view.verticalScrollBar().valueChanged.connect(self._ask_more)
        self.widget.resized.connect(self._fit)
        searching.shown.connect(self._on_shown)
        self.wear(look)

    def _lay_out(self) -> None:
        self._filters = Wrapped(self._look.px(8))
        for button in self.sifting.buttons:
            self._filters.flow.addWidget(button)
        self._layout = QVBoxLayout(self.widget)
        self._layout.addWidget(self.heading)
        self._layout.addWidget(self.field)
        self._layout.addWidget(self._filters)
        self._layout.addWidget(self.view, 3)
        self._layout.addWidget(self._below, 1)

    @property
    def sought(self) -> Sought:
        """What is looked for."""
        sift = self.sifting
        return Sought(self.field.text().strip(), sift.kind, sift.by, sift.since, sift.until)

    def show_view(self, view: View, now: datetime) -> None:
        """Stand before a desk; what was found stays as it was found until something else is looked for."""
        begun, self._seen = self._seen is None, (view, now)
        self.sifting.names, self.sifting.now = view.names, now
        if begun:
            self._ask()

    @Slot()
    def _ask(self) -> None:
        if self._seen is None:
            return
        if enough(self.field.text()):
            self._searching.ask(PAGE, self.sought)
            return
        self._searching.let_go(PAGE)
        self._take(Hits(Sought()))

    @Slot()
    def _ask_more(self) -> None:
        """Bring the next page when its end comes into sight."""
        bar, found = self.view.verticalScrollBar(), self._found
        if found.next is not None and bar.value() >= bar.maximum() - 2 * bar.pageStep() and len(self.rows):
            sought = self.sought
            self._found = Hits(sought)  # asked for once
            self._searching.ask(PAGE, replace(sought, before=found.next))

    def _on_shown(self, who: str, found: Hits) -> None:
        if who == PAGE:
            self._take(found)

    def _take(self, found: Hits) -> None:
        """Show an answer: in place of the one before, or below it where it goes on."""
        if self._seen is None:
            return
        more = found.sought.before is not None
        if not more:
            self._hits, self._rows, self._unfolded = {}, [], ""
        self._found = found
        self._hits |= {hit.key: hit for hit in found.hits}
        self._rows += [self._row(hit, found.sought.words) for hit in found.hits]
        self.rows.show(self._rows)
        self._say(found)
        if not more:
            self.view.scrollToTop()
            if len(self.rows):
                self.view.choose(max(self.rows.position_of(self._searching.stand_on), 0))
                self._searching.stand_on = ""
            self._show_text()

    def _row(self, hit: Hit, words: str) -> SearchRow:
        assert self._seen is not None  # noqa: S101 -- whoever asks has seen a desk
        view, now = self._seen
        return row_of(hit, words, view, now, self._zone, folded=folds(hit) and hit.key != self._unfolded)

    def _say(self, found: Hits) -> None:
        count = len(self.rows)
        if not found.sought.words:
            self.view.say_empty(BEGIN)
            self.heading.say(" · ".join(self.sifting.words))
            return
        self.view.say_empty(NOTHING)
        told = f"the newest {count}, there are more" if found.next else "1 result" if count == 1 else f"{count} results"
        self.heading.say(" · ".join((told, *self.sifting.words)))

    @Slot()
    def _show_text(self) -> None:
        """Show all of the chosen one's text, and tell a screen reader what is chosen while one types."""
        row = self.view.chosen_row()
        hit = None if row is None else self._hits.get(row.key)
        self.field.setAccessibleDescription(row.words if row is not None else NOTHING if self.sought.words else BEGIN)
        if hit is None or self._seen is None:
            self.text.show_runs(())
        elif folds(hit) and hit.key != self._unfolded:
            show = f" {self._show_key} in the list shows it, and hides it again." if self._show_key else ""
            self.text.show_runs((Run(f"{FOLDED}{show}", italic=True),))
        else:
            self.text.show_runs(runs_of(text_of(hit, self._seen[0].names, LONGEST), self._found.sought.words))

    def unfold(self) -> None:
        """Show the chosen one's text although the chat is at A or B, or hide it again."""
        row = self.view.chosen_row()
        hit = None if row is None else self._hits.get(row.key)
        if hit is None or not folds(hit):
            return
        self._unfolded = "" if self._unfolded == hit.key else hit.key
        words = self._found.sought.words
        self._rows = [
            self._row(self._hits[one.key], words) if folds(self._hits[one.key]) else one for one in self._rows
        ]
        self.rows.show(self._rows)
        self._show_text()

    @Slot()
    def go(self) -> None:
        """Go to the chosen thing; where it stands nowhere any more, say that all of it is below."""
        row = self.view.chosen_row()
        if row is not None and not self._searching.go(self._hits[row.key]):
            self._searching.window.say(NOWHERE, "quiet")

    def step(self, by: int) -> None:
        """Go to another row."""
        self.view.step(by)

    def follow(self, key: str) -> None:
        """Look for these words."""
        self.sifting.clear()
        self.field.setText(one_line(key, _LONGEST))
        self.field.setFocus()

    def find(self) -> None:
        """Type what is looked for."""
        self.field.setFocus()
        self.field.selectAll()

    def leave(self) -> bool:
        """Empty the search and the filters; False when they were empty."""
        begun = self.sifting.clear() or bool(self.field.text())
        self.field.clear()
        self.field.setFocus()
        return begun

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        px = look.px
        for part in (self.heading, self.text, self.sifting):
            part.wear(look)
        self.field.setFont(look.font(15))
        self._layout.setContentsMargins(px(12), 0, px(12), px(6))
        self._layout.setSpacing(px(5))
        self._filters.flow.set_measures(px(8), 0)
        self._painting.look = look
        self.view.set_height(px(HIGH))
        self.view.viewport().update()
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Give the rows the most of a page that is low."""
        low = self.widget.height() < self._look.px(_LOW)
        self._filters.setVisible(not low)
        self._below.setFixedHeight(self._look.px(50 if low else 120))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Let the arrows move in the list while one types, and Return go."""
        by = _STEPS.get(Qt.Key(event.key()))
        if by is not None:
            self.view.step(by)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.go()
            return True
        return False
