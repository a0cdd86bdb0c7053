"""Screening in the window: the open texts are held against the rules in force, between the window's turns."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Thread
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk import View
from console.domain.altered import Altered, Standing, as_they_stood, since_when
from console.domain.rules import Rule, stands
from console.domain.subjects import Kind
from console.ui.acts import NOT_CHOSEN
from console.ui.queue_rows import Known
from console.ui.views import DESK

if TYPE_CHECKING:
    from console.domain.open_texts import OpenTexts
    from console.domain.screening import Screen
    from console.ui.window import DeskWindow

_POST: Final = "post "  # before the id of a post among the texts (post_rows.py)
_SLICE: Final = 0.003  # seconds of a turn
_CHARACTERS: Final = 400  # between two looks at the clock
_LOOKS: Final = 2  # milliseconds between two looks whether a screen was made
_PAINTED: Final = 200  # milliseconds; a window that is not open yet is painted first: both want the same interpreter
_DRAWN: Final = 30  # milliseconds in which what changed is drawn, for the same reason
_MANY: Final = 20  # texts that came since the last slice: others have the turn first,
_LATER: Final = 50  # for so many milliseconds
TOUCHES_NONE: Final = "The chosen chat's text touches no rule."
NO_STOP: Final = "No open text touches a stop rule."


class Touches(QObject):
    """Keeps ``known.marks`` true: what each open text touches, by the rules of the moment.

    All of screening is first imported when a rule that finds something is in force, on a thread of its own, as is each
    screen made. Texts in sight come first; what is not in sight waits while much comes in. ``changed`` says that marks
    in sight may be others now, ``kept`` what is to be known of them (an Altered) when the window is opened again.
    """

    changed = Signal()
    kept = Signal(object)

    def __init__(self, window: "DeskWindow", known: Known) -> None:
        super().__init__(window)
        self._window, self._known = window, known
        self._texts: OpenTexts | None = None
        self._view: View | None = None
        self._standing: frozenset[Standing] = frozenset()
        self._held: frozenset[Standing] = frozenset()  # of the screen that the texts are held against
        self._before: Altered | None = None  # as this desk was closed, until the texts are held against that, too
        self._kept: Altered | None = None  # as it is kept; nothing is, before it is known what was
        self._turn: datetime | None = None  # when a rule begins or ends by itself
        self._made: list[tuple[Screen, Screen | None]] = []
        self._making: Thread | None = None
        self._came = 0
        self._seen = ""  # the chosen chat, once its text is shown
        self._told: dict[str, int] = {}  # how many texts touch each rule, as the rules say it
        self.keys: dict[str, Callable[[], object]] = {"touched_rule": self._go, "next_stop": self._next_stop}
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._slice)
        self._sum = QTimer(self, interval=_LATER, singleShot=True)
        self._sum.timeout.connect(self._tell)
        self._drawn = QTimer(self, interval=_DRAWN, singleShot=True)
        self._drawn.timeout.connect(self._begin)
        self._look = QTimer(self, interval=_LOOKS)
        self._look.timeout.connect(self._take)
        window.queue.chosen.connect(self._on_chosen)

    @property
    def pending(self) -> bool:
        """Whether a text waits to be screened, or a screen is being made."""
        if self._making is not None or self._drawn.isActive():
            return True
        return self._texts is not None and self._texts.pending > 0

    @property
    def busy(self) -> bool:
        """Whether something waits to be screened or told, or a screen is being made."""
        return self.pending or self._sum.isActive()

    def open(self, before: Altered | None) -> None:
        """A desk is opened, with what is known of when it was closed."""
        self._before, self._kept = before, before or Altered()
        self.tick(self._known.now, anew=True)

    def show(self, view: View, now: datetime) -> None:
        """Take in what changed of a desk."""
        self._view = view
        rules_may_differ = view.changed is None or any(one.kind is Kind.RULE for one in view.changed)
        if self._texts is not None:
            self._put(view)
        if rules_may_differ:
            self.tick(now, anew=True)

    def tick(self, now: datetime, *, anew: bool = False) -> None:
        """A second went by: rules begin and end."""
        view = self._view
        if view is None or self._making is not None or not (anew or (self._turn is not None and self._turn <= now)):
            return
        rules = tuple(view.rules.values())
        turns = [turn for rule in rules if (turn := rule.changes_at(now)) is not None]
        self._turn = min(turns, default=None)
        standing = stands(rules, now)
        if standing != self._standing or self._before not in (None, Altered()):
            self._standing = standing
            self._drawn.start(_DRAWN if self._window.isVisible() else _PAINTED)

    @Slot()
    def _begin(self) -> None:
        """Make a screen, once what changed is drawn."""
        view, now = self._view, self._known.now
        if view is not None and self._making is None:
            rules = tuple(view.rules.values())
            self._standing = stands(rules, now)
            before = self._before.standing if self._before is not None else None
            self._making = Thread(target=self._make, args=(rules, now, before), name="make a screen", daemon=True)
            self._making.start()
            self._look.start()

    def _make(self, rules: tuple[Rule, ...], now: datetime, before: frozenset[Standing] | None) -> None:
        """On a thread of its own: 10 ms for 200 rules, and 60 for the first, which brings all of screening."""
        from console.domain.screening import Screen  # noqa: PLC0415 -- no start needs it, and no desk without rules

        former = None if before is None else Screen(as_they_stood(rules, before), now)
        self._made.append((Screen(rules, now), former))

    @Slot()
    def _take(self) -> None:
        """Take a screen that was made."""
        if self._making is None or self._making.is_alive():
            return
        self._look.stop()
        self._making = None
        if self._made and self._view is not None:
            self._hold_against(*self._made.pop(), self._view)
        self.tick(self._known.now, anew=True)  # the rules may be others by now

    def _hold_against(self, screen: "Screen", former: "Screen | None", view: View) -> None:
        from console.domain.open_texts import OpenTexts  # noqa: PLC0415 -- as above

        if self._texts is None:
            self._texts = OpenTexts()
            self._put(view, whole=True)
        texts, marks = self._texts, self._known.marks
        if former is not None and self._before is not None:
            texts.go_on_from(former, self._before.changes)
            self._before = None
        since = since_when(view.rules.values(), self._known.now)
        texts.hold_against(screen, since, afresh=view.connection.complete_to is None)  # a first reading is no change
        self._held = self._standing
        marks.hits, marks.changes, marks.touching = texts.hits, texts.changes, texts.touching
        marks.stopped, marks.rules, marks.screen = texts.stopped, screen.in_force, screen
        self._later.start(0)

    def _put(self, view: View, *, whole: bool = False) -> None:
        """Take the texts that are new or others now, and let go of those whose chat is over."""
        texts = self._texts
        if texts is None:
            return
        if view.changed is None or whole:
            keys = [*view.chats, *(f"{_POST}{post}" for post in view.posts), *texts.keys()]
        else:
            keys = [subject.key for subject in view.changed if subject.kind is Kind.CHAT]
            keys += [f"{_POST}{subject.key}" for subject in view.changed if subject.kind is Kind.POST]
        for key in keys:
            if key.startswith(_POST):
                self._put_post(texts, key, view)
                continue
            chat = view.chats.get(key)
            if chat is None or chat.closed or not chat.excerpt:
                texts.drop(key)
            else:
                self._came += texts.put(key, chat.excerpt, chat.age_band, chat.opened_at)
        if texts.pending and self._making is None and not self._later.isActive():
            self._later.start(0)

    def take_posts(self) -> None:
        """Others of the decided posts are to be read now."""
        if self._view is not None:
            self._put(self._view, whole=True)

    def _put_post(self, texts: "OpenTexts", key: str, view: View) -> None:
        post = view.posts.get(key.removeprefix(_POST))
        if post is None or not post.text or (post.over_at is not None and not self._window.posts.blind.wants(post)):
            texts.drop(key)
        else:
            self._came += texts.put(key, post.text, post.age_band, post.submitted_at)

    @Slot()
    def _slice(self) -> None:
        """Screen for a few milliseconds; the window has the next turn."""
        texts = self._texts
        if texts is None or self._making is not None:
            return  # by the screen that is being made
        came, self._came = self._came, 0
        sight = tuple(self._in_sight())
        until = time.perf_counter() + _SLICE
        differ: set[str] = set()
        while texts.pending:
            differ |= texts.step(sight, _CHARACTERS)
            if time.perf_counter() > until:
                break
        if texts.pending:
            self._later.start(_LATER if came > _MANY else 0)
        if not texts.pending or not differ.isdisjoint(sight):
            self._window.queue.show_touched(differ.intersection(sight))
            self.changed.emit()
        if not texts.pending:
            self._sum.start()
            self._keep(texts)

    def _keep(self, texts: "OpenTexts") -> None:
        """Let it be kept what is to be known when this desk is opened again, if that is another now."""
        known = Altered(self._held, {key: dict(rules) for key, rules in texts.changes.items()})
        if self._kept is not None and self._before is None and known != self._kept:
            self._kept = known
            self.kept.emit(known)

    @Slot()
    def _tell(self) -> None:
        """Let the rules say how many texts touch each; in a turn of its own."""
        touching = {rule: count for rule, count in self._known.marks.touching.items() if count}
        if touching != self._told and self._view is not None:
            self._told = touching
            self._window.rule_acts.show(self._view, self._known.now)

    def _in_sight(self) -> Iterator[str]:
        """The chats whose rows are on the screen, and the chosen one."""
        queue = self._window.queue
        first, last = queue.view.rowAt(0), queue.view.rowAt(queue.view.viewport().height() - 1)
        rows = [queue.chosen_chat]
        rows += [queue.rows.row_at(place) for place in range(max(0, first), last + 1 if last >= 0 else len(queue.rows))]
        for row in rows:
            if row is not None and row.chat is not None:
                yield row.chat.chat

    def screen_now(self, key: str) -> bool:
        """Screen a text at once, where it still waits; False while the rules in force are still being taken in."""
        if self._making is not None or self._drawn.isActive():
            return False
        if self._texts is not None and self._texts.step((key,), 1):
            self.changed.emit()
        return True

    # Looking, and going

    def looked_at(self, key: str) -> None:
        """Somebody saw what a rule changed in a text."""
        if self._texts is not None and self._texts.looked_at(key):
            self._keep(self._texts)

    def why_not(self, name: str) -> str:
        """Why a key of that name does nothing now; empty when it does something."""
        marks, row = self._known.marks, self._window.queue.chosen_chat
        if name == "next_stop":
            return "" if any(self._window.queue.place_of(chat) >= 0 for chat in marks.stopped) else NO_STOP
        if row is None or row.chat is None:
            return NOT_CHOSEN
        return "" if marks.touched(row.chat.chat) else TOUCHES_NONE

    @Slot()
    def _on_chosen(self) -> None:
        """What one leaves was looked at, once its text could be seen."""
        row = self._window.queue.chosen_chat
        chat = None if row is None else row.chat
        if self._seen and (chat is None or chat.chat != self._seen):
            self.looked_at(self._seen)
            self._seen = ""
        if chat is not None and not self._known.folded(chat):
            self._seen = chat.chat

    def _go(self) -> None:
        """To the rule that the chosen text touches; from there to the next one that it does."""
        window, why = self._window, self.why_not("touched_rule")
        row = window.queue.chosen_chat
        if why or row is None or row.chat is None:
            window.say(why)
            return
        self.go_to_rule(row.chat.chat, why)

    def go_to_rule(self, key: str, none: str) -> None:
        """To the rule that a text touches, from there to the next one that it does; else say that it touches none."""
        window = self._window
        touched = [rule for rule, _ in self._known.marks.touched(key)]
        if not touched:
            window.say(none)
            return
        card = window.rules.view.chosen_row()
        here = card.rule if card is not None and window.rules.view.hasFocus() else ""
        place = touched.index(here) + 1 if here in touched else 0
        window.views.go(DESK)
        window.panes.go(1)
        window.rules.follow(touched[place % len(touched)])
        window.rules.view.setFocus()

    def _next_stop(self) -> None:
        """To the next row below, and round, whose text touches a stop rule."""
        queue, stopped = self._window.queue, self._known.marks.stopped
        places = sorted(place for chat in stopped if (place := queue.place_of(chat)) >= 0)
        if not places:
            self._window.say(NO_STOP)
            return
        here = queue.view.currentIndex().row()
        self._window.views.go(DESK)
        self._window.panes.go(0)
        queue.view.choose(next((place for place in places if place > here), places[0]))
        queue.view.setFocus()
