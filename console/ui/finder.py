"""Opens the one box over the window, and does, or goes to, what was found; Esc leaves the window as it was."""

from datetime import tzinfo
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from console.domain.actions import TakeNext
from console.domain.searching import Hits, Sought, enough
from console.ui.acts import CHAT_ACTS, MARKS, why_not
from console.ui.findings import ACTION, ALL, CHAT, CLOSED, KEPT, RULE, Found, fitting
from console.ui.keys import Keymap
from console.ui.pages import PEOPLE
from console.ui.queue_rows import Known
from console.ui.recording import Recording
from console.ui.searching import BOX, Searching
from console.ui.tabs import Tab
from console.ui.text import one_line
from console.ui.views import DESK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from console.ui.find_box import FindBox
    from console.ui.finding import Finding
    from console.ui.window import DeskWindow

SEARCH: Final = "Find an action, a chat, a rule, a person, or words in everything kept"
_KEPT_SHOWN: Final = 8  # of what is kept; the page has the others
REOPEN: Final = "Reopen which chat?"
NONE_HELD: Final = "You hold no chat."
NOTHING_STUCK: Final = "Nothing is stuck."


class Finder(QObject):
    """The box of one window; ``does`` is what each key does. ``opened`` gives the box."""

    opened = Signal(QWidget)

    def __init__(self, window: "DeskWindow", known: Known, keys: Keymap, zone: tzinfo) -> None:
        super().__init__(window)
        self._window, self._known, self._keys, self._zone = window, known, keys, zone
        self.does: Mapping[str, Callable[[], object]] = {}
        self.box: FindBox | None = None
        self.searching = Searching(window)
        self.searching.shown.connect(self._on_kept)
        self.recording = Recording(window)
        self._kept = Hits(Sought())  # what the box found last in everything kept
        self.tab = Tab(window.look, "Search", keys.hint("find"), said="Find")
        self.tab.setCheckable(False)
        self.tab.clicked.connect(self.open)
        self.keys = {"find": self.open, "reopen": self.open_closed}

    def open(self) -> None:
        """Open it for everything."""
        finding = self._finding()
        self._open(SEARCH, lambda text: _offered(finding, text, closed=False))
        if self.box is not None:
            self.box.typed.connect(self._on_typed)

    def _on_typed(self, text: str) -> None:
        """Look in everything kept too; its answer stands below what the desk itself has."""
        if enough(text):
            self.searching.ask(BOX, Sought(text.strip()))
        else:
            self.searching.let_go(BOX)

    def _on_kept(self, who: str, found: Hits) -> None:
        view, known = self._window.wishes.view, self._known
        if who != BOX or self.box is None or view is None:
            return
        from console.ui.search_rows import folds, row_of  # noqa: PLC0415 -- opened now and then

        self._kept = found
        rows = []
        for hit in [one for one in found.hits if one.at is not None][:_KEPT_SHOWN]:
            row = row_of(hit, found.sought.words, view, known.now, self._zone, folded=folds(hit))
            title = " · ".join(filter(None, (row.title, row.meta)))
            rows.append(Found(f"kept {hit.key}", KEPT, hit.key, title, row.text, "", "", row.risk, row.kind, row.spans))
        if rows:
            about = f"“{one_line(found.sought.words, 60)}” in everything kept, with filters"
            rows.append(
                Found("all results", ALL, found.sought.words, "All results", about, self._keys.hint("show_search"))
            )
        self.box.add(rows)

    def open_closed(self) -> None:
        """Open it for the chats that were closed in the last day."""
        finding = self._finding()
        if finding.closed:
            self._open(REOPEN, lambda text: _offered(finding, text, closed=True))
        else:
            self._window.say("No chat was closed in the last day.")

    def why_not_now(self, name: str) -> str:
        """Why an action cannot be done now; empty when it can, or when only doing it tells."""
        window, wishes = self._window, self._window.wishes
        at_desk = CHAT_ACTS | {"lift_limit", "lower_limit", "open_chat"} | MARKS
        why = window.views.why_not(name) if name in at_desk else ""
        if name in window.rule_acts.keys:
            return window.views.why_not(name) or window.rule_acts.why_not(name)
        if name in window.roster_acts.work.acts:
            return window.views.why_not(name) or window.roster_acts.work.why_not(name)
        if name in window.touches.keys:
            return window.views.why_not(name) or window.touches.why_not(name)
        if not why and name in MARKS and not window.queue.marking.own:
            return NONE_HELD
        if not why and name == "open_chat":
            return window.roster_acts.answering.why_not_open()
        if not why and name == "answer" and wishes.oldest_ask is not None:
            return ""
        if not why and name in CHAT_ACTS:
            return why_not(name, window.queue.chosen_chat, self._known, wishes.may)
        if not why and name == "take_next":
            refusal = wishes.may(TakeNext())
            return "" if refusal is None else refusal.why
        if not why and name in ("try_again", "take_back"):
            return "" if window.outgoing.stuck else NOTHING_STUCK
        if not why and name == "put_off_break":
            return window.breaks.why_not_put_off
        return why

    def _finding(self) -> "Finding":
        from console.ui.finding import Finding  # noqa: PLC0415 -- opened now and then

        wishes = self._window.wishes
        return Finding(lambda: wishes.view, self._known, self._keys, self.why_not_now)

    def _open(self, title: str, find: "Callable[[str], list[Found]]") -> None:
        window = self._window
        if self.box is not None or window.wishes.asking is not None or window.views.stood_in_for:
            return
        from console.ui.find_box import FindBox  # noqa: PLC0415 -- opened now and then

        box = FindBox(window, window.look, title, find)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.chosen.connect(self._on_chosen)
        box.finished.connect(self._on_finished)
        self.box = box
        box.open()
        self.opened.emit(box)

    def _on_finished(self) -> None:
        self.box = None
        self.searching.let_go(BOX)

    def _on_chosen(self, row: Found) -> None:
        QTimer.singleShot(0, self, partial(self._go, row))  # once the box is closed: what is done may open another

    def _go(self, row: Found) -> None:
        window = self._window
        if row.kind == ACTION:
            self.does[row.name]()
        elif row.kind == CLOSED:
            window.wishes.reopen(row.name, window.look)
        elif row.kind == CHAT:
            window.follow(row.name)
            window.queue.view.setFocus()
        elif row.kind == RULE:
            window.views.go(DESK)
            window.rules.follow(row.name)
            window.rules.view.setFocus()
        elif row.kind == ALL:
            self.searching.open(row.name)
        elif row.kind == KEPT:
            hit = next(one for one in self._kept.hits if one.key == row.name)
            if not self.searching.go(hit):
                self.searching.open(self._kept.sought.words, hit.key)
        else:
            self.go_to_person(row.name)

    def go_to_person(self, person: str) -> None:
        """To their line on the roster, or to the page of the people when they are not on this shift."""
        views, roster = self._window.views, self._window.roster
        if roster.follow(person):
            views.go(DESK)
            roster.view.setFocus()
            return
        views.go(PEOPLE)
        if views.page is not None:
            views.page.follow(person)


def _offered(finding: "Finding", text: str, *, closed: bool) -> list[Found]:
    """What the letters mean now. What cannot be done now stands behind all that fits as well and can be gone to."""
    found: list[Found] = []
    for group in fitting(text, finding.closed if closed else finding.things):
        rows = [one for thing in group if (one := finding.shown(thing)) is not None]
        # While nothing is asked for, nothing fits better than another: what can be done, what cannot, then the rest.
        found += sorted(rows, key=lambda row: (bool(row.why), False) if text.strip() else (row.kind, bool(row.why)))
    return found
