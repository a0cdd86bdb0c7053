"""The page of the record: every entry in the order of the log, its place in the chain, verified and saved by a key."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QHeaderView, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from console.desk import View
from console.domain.entries import Asked, Entries, Recorded, Sort
from console.domain.searching import Thing
from console.ui.asking import Question
from console.ui.flow import Ground, Wrapped
from console.ui.grid import WordGrid
from console.ui.keys import Keymap
from console.ui.label import Heading, Text
from console.ui.picking import Pick, Picking
from console.ui.queue_pane import NOT_READ
from console.ui.record_table import COLUMNS, RecordTable, Seen, who
from console.ui.recording import Recording
from console.ui.search_rows import FOLDED, folds, runs_of, text_of
from console.ui.sifting import Sifting
from console.ui.text import LONGEST, Run, one_line
from console.ui.theme import Look
from console.ui.times import near, to_second
from console.ui.wishes import Draft, Wishes

NOTHING: Final = "No entry of the record is like this."
_SOON: Final = 1_000  # milliseconds after which new entries are looked for
_LOW: Final = 480  # a page lower than this has its filters by their keys alone
_NOTE: Final = 4  # the column that has what is left
_FORM: Final = "Record (*.jsonl)"
_KINDS: Final = (
    Pick("D", "Decisions", Sort.DECISION, "On posts and cases, and second opinions."),
    Pick("N", "Notes", Sort.NOTE),
    Pick("R", "Readings", Sort.READING, "Which rule somebody read, and understood."),
    Pick("O", "Overrides", Sort.OVERRIDE, "Done in spite of a rule, an example or a missing proof; overturned."),
    Pick("C", "Chats", Thing.CHAT),
    Pick("P", "Posts", Thing.POST),
    Pick("K", "Cases", Thing.CASE),
    Pick("Q", "Questions", Thing.ASK),
    Pick("U", "Rules", Thing.RULE),
    Pick("T", "Tasks", Thing.TASK),
    Pick("M", "Templates", Thing.TEMPLATE),
    Pick("S", "Shifts", Thing.SHIFT, "Rosters, duties, handovers."),
    Pick("L", "Roles", Thing.PERSON),
    Pick("A", "All that was done", Sort.DEED, "Without that somebody still holds something."),
    Pick("E", "Everything", None),
)


class RecordPage(QObject):
    """Shows the record from the newest back; what it costs does not grow with how long that is."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, recording: Recording, wishes: Wishes) -> None:
        super().__init__(recording)
        self._look, self._zone, self._recording, self._wishes = look, zone, recording, wishes
        self._seen: tuple[View, datetime] | None = None
        self._found = Entries(Asked())
        self._about = ""
        self._unfolded = ""
        self._show_key = keys.hint("show_text")
        self.files: QFileDialog | None = None
        self.picking: Picking | None = None
        self.widget = Ground()
        self.widget.setAccessibleName("Record")
        self.heading = Heading(look, "Record")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find in the record…")
        self.search.setAccessibleName("Find in the record")
        self.sifting = Sifting(self.widget, look, zone, wishes, _KINDS, name="record")
        self.buttons = [
            self.sifting.button("About", "Alt+A", self._ask_about),
            self.sifting.button("Verify…", "Alt+V", self._verify),
            self.sifting.button("Save…", "Alt+S", self._save),
        ]
        self.outcome = Text(look, size=13.5)
        self.table = RecordTable(self.widget)
        self.grid = WordGrid(self.table, "The record, an entry each", look, self.table.words)
        self.grid.name_heads("What is told of an entry", "Its number in the record")
        self.text = Text(look, size=13.5)
        self._lay_out()
        self.parts: Sequence[QWidget] = (self.grid, self.search, self._below)
        self.acts: dict[str, Callable[[], object]] = {"show_text": self.unfold}
        self._later = QTimer(self, interval=_SOON, singleShot=True)
        self._later.timeout.connect(self._ask_again)
        self.search.textChanged.connect(self._ask)
        self.sifting.changed.connect(self._ask)
        self.grid.selectionModel().currentChanged.connect(self._show_text)
        self.grid.verticalScrollBar().valueChanged.connect(self._ask_more)
        self.widget.resized.connect(self._fit)
        recording.shown.connect(self._take)
        recording.hashed.connect(self._link)
        recording.forgotten.connect(self._ask_hashes)
        recording.progressed.connect(self._say)
        recording.told.connect(self._tell)
        self.wear(look)

    def _lay_out(self) -> None:
        self._filters = Wrapped(self._look.px(8))
        self._filters.flow.addWidget(self.search)
        for button in (*self.sifting.buttons, *self.buttons):
            self._filters.flow.addWidget(button)
        self._below = QScrollArea()
        self._below.setWidgetResizable(True)
        self._below.setFrameShape(QFrame.Shape.NoFrame)
        self._below.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._below.setAccessibleName("All of the chosen entry")
        self._below.setWidget(self.text)
        self._below.viewport().setAutoFillBackground(False)
        self.text.setAutoFillBackground(False)
        self._layout = QVBoxLayout(self.widget)
        for part in (self.heading, self._filters, self.outcome):
            self._layout.addWidget(part)
        self._layout.addWidget(self.grid, 1)
        self._layout.addWidget(self._below)
        self.outcome.hide()

    # What is shown

    @property
    def asked(self) -> Asked:
        """What of the record is asked for."""
        sift = self.sifting
        return Asked(self.search.text().strip(), sift.kind, sift.by, self._about, sift.since, sift.until)

    def show_view(self, view: View, now: datetime) -> None:
        """Look for new entries, at once when the page is opened; not while somebody reads further back."""
        opened, self._seen = self._seen is None or not self.widget.isVisible(), (view, now)
        self.sifting.names, self.sifting.now = view.names, now
        if opened:
            self._ask()
        elif not self._later.isActive():
            self._later.start()

    @Slot()
    def _ask(self) -> None:
        if self._seen is not None:
            self._recording.ask(self.asked)

    @Slot()
    def _ask_again(self) -> None:
        """Look for new entries; while somebody reads further back, only whether the chain is still the same."""
        if self.grid.verticalScrollBar().value() == 0:
            self._ask()
        else:
            self._recording.ask_hashes(())

    @Slot()
    def _ask_more(self) -> None:
        """Bring the next page when the end comes into sight."""
        bar, found = self.grid.verticalScrollBar(), self._found
        if found.next is not None and bar.value() >= bar.maximum() - 2 * bar.pageStep() and self.table.entries:
            self._found = Entries(found.asked)  # asked for once
            self._recording.ask(replace(self.asked, before=found.next))

    @Slot(object)
    def _take(self, found: Entries) -> None:
        if self._seen is None:
            return
        self._found = found
        if found.asked.before is not None:
            self.table.add(found.entries)
        else:
            self._show(found.entries)
        self._say()
        self._ask_hashes()

    def _show(self, entries: Sequence[Recorded]) -> None:
        """Show the first page; whoever stood on an entry stands on it still."""
        assert self._seen is not None  # noqa: S101 -- whoever asks has seen a desk
        at, column = self._chosen, max(self.grid.currentIndex().column(), 0)
        new = list(entries) != self.table.entries
        self.table.show(entries, Seen(*self._seen, self._zone))
        row = next((row for row, one in enumerate(entries) if at and one.hit.key == at.hit.key), 0)
        if entries:
            self.grid.setCurrentIndex(self.table.index(row, column))
        if new:
            self._show_text()

    @property
    def _chosen(self) -> Recorded | None:
        index = self.grid.currentIndex()
        return self.table.entries[index.row()] if 0 <= index.row() < len(self.table.entries) else None

    @Slot()
    def _ask_hashes(self) -> None:
        """Ask for those that are not known."""
        known = self._recording.hashes
        here = (one.position for one in self.table.entries)
        self._recording.ask_hashes([one for one in here if one not in known])

    @Slot()
    def _link(self) -> None:
        self.table.link(self._recording.hashes)
        self._say()
        self._show_text()

    @Slot()
    def _say(self) -> None:
        """Say how much is shown, how far it is complete, and the last hash, by which two desks compare."""
        if self._seen is None:
            return
        view, now = self._seen
        count, last, end = len(self.table.entries), self._recording.last, view.connection.complete_to
        told = f"the newest {count}, there are more" if self._found.next else f"{count}"
        chain = f"last hash {last.hash[:16]} of {last.number:,}" if last else ""
        complete = f"complete to {near(end, now, self._zone)}" if end else NOT_READ
        about = f"about {one_line(self._about, 40)}" if self._about else ""
        parts = (told, *self.sifting.words, about, chain, complete, self._recording.progress)
        self.heading.say(" · ".join(filter(None, parts)))
        self.grid.setAccessibleDescription("" if count else NOTHING)

    @Slot()
    def _show_text(self) -> None:
        """Show all of the chosen entry: its words, its line, and its place in the chain."""
        one = self._chosen
        if one is None or self._seen is None:
            self.text.show_runs((Run(NOTHING, italic=True),) if self._seen is not None else ())
            return
        self.text.show_runs(tuple(self._told(one, self._seen[0])))

    def _told(self, one: Recorded, view: View) -> list[Run]:
        when, name = to_second(one.position.at, self._zone), one_line(one.hit.called, 120)
        runs = [Run(" · ".join(filter(None, (when, who(one, view), one.what, name))), bold=True), Run("\n")]
        if folds(one.hit) and one.hit.key != self._unfolded:
            runs.append(Run(f"{FOLDED} {self._show_key} shows it, and hides it again.", italic=True))
        else:
            text = text_of(one.hit, view.names, LONGEST)
            runs += runs_of(text, self._found.asked.words) if text else (Run("Its words were removed.", italic=True),)
        channel = self._recording.channels.get(one.line.channel, one.line.channel)
        runs.append(Run(f"\n{one.line.event} at {one.line.ts} in {channel} · content {one.line.content}\n"))
        hashes = self._recording.hashes.get(one.position)
        if hashes is None:
            runs.append(Run("Its hash is not known yet: it is later than this desk is complete, or still worked out."))
        else:
            runs.append(Run(f"Entry {hashes.number:,} · hash {hashes.hash} · follows {hashes.before}"))
        return runs

    def unfold(self) -> None:
        """Show the chosen one's text although the chat is at A or B, or hide it again."""
        one = self._chosen
        if one is not None and folds(one.hit):
            self._unfolded = "" if self._unfolded == one.hit.key else one.hit.key
            self._show_text()

    # What is done

    def _ask_about(self) -> None:
        """Ask about what: an alias, a rule or a case; nothing means everything."""

        def made(_chosen: Any, text: str) -> Any:
            self.follow(text.strip())
            return ()

        line = "An alias, a rule (14), or the id of a case, chat or post. Nothing means everything."
        question = Question("About what?", line, "Alias, rule or id", "Show", made, about_rules=True)
        self._wishes.ask(question, Draft("record about", ""), self._look)

    def _verify(self) -> None:
        """Ask for a file, and check it."""
        self.files = self._dialog("Verify a record")
        self.files.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.files.fileSelected.connect(self._recording.verify_wished)
        self.files.show()

    def _save(self) -> None:
        """Ask what is to be saved."""
        sifted = replace(self.asked, before=None) != Asked()
        why = "" if sifted else "Nothing is left out now: save the whole record."
        picks = (
            Pick("W", "The whole record", None, "Each entry with the hash of the one before; any desk can check it."),
            Pick("F", "What is shown", self.asked, "An extract: each entry also says which hash it follows.", why),
        )
        about = "Nobody's words are in the file: only who did what when, and the proof of the words."
        self.picking = Picking(self.widget.window(), self._look, "Save the record", about, picks)
        self.picking.picked.connect(self._save_as)
        self.picking.open()

    def _save_as(self, asked: Asked | None) -> None:
        self.files = self._dialog("Save the record")
        self.files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.files.setDefaultSuffix("jsonl")
        if self._seen is not None:
            self.files.selectFile(f"record-{self._seen[1].astimezone(self._zone):%Y-%m-%d-%H%M}.jsonl")
        self.files.fileSelected.connect(lambda path: self._recording.save_wished.emit(path, asked))
        self.files.show()

    def _dialog(self, title: str) -> QFileDialog:
        where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(None, title, where, _FORM)
        dialog.setPalette(self.widget.palette())
        dialog.setFont(self._look.font())
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    @Slot(str, str)
    def _tell(self, sentence: str, tone: str) -> None:
        """Keep an outcome in sight until the page is left."""
        mark = "⚠ " if tone == "warn" else "✓ "
        self.outcome.show_words(f"{mark}{sentence}")
        self.outcome.setVisible(bool(sentence))

    # As every page

    def step(self, by: int) -> None:
        """Go to another entry."""
        at = self.grid.currentIndex()
        row = min(max(at.row() + by, 0), self.table.rowCount() - 1)
        self.grid.setCurrentIndex(self.table.index(row, max(at.column(), 0)))

    def follow(self, key: str) -> None:
        """Show what is about a thing."""
        self._show_about(key)
        self._ask()

    def _show_about(self, about: str) -> None:
        self._about, button, value = about, self.buttons[0], one_line(about, 40)
        button.show_as(f"About: {value}" if value else "About", button.key, "first" if value else "")

    def find(self) -> None:
        """Begin to search."""
        self.search.setFocus()
        self.search.selectAll()

    def leave(self) -> bool:
        """Empty the search and the filters, and let go of an outcome; False when there was none of these."""
        begun = self.sifting.clear() or bool(self.search.text() or self._about) or not self.outcome.isHidden()
        self._show_about("")
        self.search.clear()
        self.outcome.hide()
        self.grid.setFocus()
        if begun:
            self._ask()
        return begun

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        px = look.px
        for part in (self.heading, self.text, self.outcome):
            part.wear(look)
        for button in self.buttons:
            button.wear(look)
        self.sifting.wear(look)
        self.grid.wear(look)
        self._layout.setContentsMargins(px(12), 0, px(12), px(6))
        self._layout.setSpacing(px(4))
        self._filters.flow.set_measures(px(8), 0)
        self.search.setFont(look.font())
        self.search.setFixedWidth(px(220))
        header = self.grid.horizontalHeader()
        for number, column in enumerate(COLUMNS):
            header.resizeSection(number, px(column.wide or 160))
        header.setSectionResizeMode(_NOTE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(px(60))
        self.grid.verticalHeader().setDefaultSectionSize(px(30))
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Give the table the most of a page that is low."""
        low = self.widget.height() < self._look.px(_LOW)
        self._filters.setVisible(not low)
        self._below.setFixedHeight(self._look.px(50 if low else 120))
