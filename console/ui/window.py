"""The window: queue, rules and roster side by side, the chosen chat below, and how the desk stands around them."""

import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from console.clock import Clock
from console.desk import View
from console.domain.connection import Connection
from console.domain.subjects import Kind
from console.ui import pages
from console.ui.act_bar import ActBar
from console.ui.acts import acts_of
from console.ui.away import Away
from console.ui.banner import Banner, News
from console.ui.banners import Banners
from console.ui.bars import TopBar, lead_of
from console.ui.bell import Bell
from console.ui.breaks import Breaks
from console.ui.deeds import marks_of
from console.ui.detail import Detail
from console.ui.faults import Faults
from console.ui.finder import Finder
from console.ui.handing import Handing
from console.ui.keyboard import Keyboard
from console.ui.keys import ONCE, Keymap, keymap
from console.ui.looks import look_keys
from console.ui.nows import own_news, roster_now, said_by
from console.ui.outgoing import Outgoing
from console.ui.panes import LOW, Panes
from console.ui.place import Place, fitting
from console.ui.post_work import PostWork
from console.ui.presence import Presence
from console.ui.queue_pane import QueuePane
from console.ui.queue_rows import Known, by_chat
from console.ui.roster_acts import RosterActs
from console.ui.roster_pane import RosterPane
from console.ui.rule_acts import RuleActs
from console.ui.rules_pane import RulesPane
from console.ui.saying import Saying
from console.ui.signing import SigningIn
from console.ui.status_bar import StatusBar
from console.ui.theme import PALETTES, Look, dress
from console.ui.touches import Touches
from console.ui.views import DESK, Views
from console.ui.wishes import Wishes

if TYPE_CHECKING:
    from console.ui.practice_menu import PracticeMenu

SIZE: Final = (1440, 900)
ROSTERED: Final = frozenset(
    (Kind.SHIFT, Kind.TASK, Kind.RULE, Kind.ASK, Kind.ROUTINE, Kind.STAFFING, Kind.SWAP)
)  # what the roster tells of
_LEAST: Final = (640, 400)


class DeskWindow(QWidget):
    """One person's desk on the screen. It takes views and gives back wishes; it does nothing to Slack or the cache.

    ``close_wished`` says that the window is to be closed: it stays until ``put_away`` is called.
    ``way_taken`` says which way on from a fault was chosen.
    """

    close_wished = Signal()
    way_taken = Signal(str)

    def __init__(
        self,
        me: str,
        clock: Clock,
        zone: tzinfo,
        *,
        look: Look | None = None,
        keys: Keymap | None = None,
        place: Place | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._clock = clock
        self._zone = zone
        self._monotonic = monotonic
        self._keys = keys or keymap()
        self._place = place or Place(None)
        self._look = look or Look()
        kept = self._place.look()
        if kept is not None and kept[0] in PALETTES:
            self._look = Look(PALETTES[kept[0]]).at(kept[1])
        now = clock.now()
        self._known = Known(me, {}, now, {}, show_key=self._keys.hint("show_text"), moves=self._keys.moves)
        self._known.rule_key = self._keys.hint("touched_rule")
        self._view: View | None = None
        self._connection = Connection()
        self._stale: set[Kind] = set()  # what is drawn anew at the next second
        self._minute = -1
        self._followed = ""  # a chat to stand on when the next view comes
        self._practice: PracticeMenu | None = None
        self.setWindowTitle("Moderation console")
        self.setAccessibleName("Moderation console")
        self.setMinimumSize(*_LEAST)
        self.resize(fitting(self, *SIZE))
        dress(self, self._look)
        self._build()
        self._bind()
        self._place.restore(self, self.panes.splitters)
        self._judge = QTimer(self, interval=0, singleShot=True)
        self._judge.timeout.connect(self._show_acts)
        self._second = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._second.timeout.connect(self._tick)
        self._tick()

    def _build(self) -> None:
        self.top = TopBar(self._look, self._zone)
        self.banner = Banner(self._look)
        self.saying = Saying(self.banner, self._monotonic)
        self.queue = QueuePane(self._look, self._known)
        self.detail = Detail(self._look, self._known, self._zone)
        self.rules = RulesPane(self._look, self._keys)
        self.roster = RosterPane(self._look, self._keys)
        self._shown = (self.queue, self.detail, self.rules, self.roster)
        self.bar = ActBar(self._look, self._keys)
        self.status = StatusBar(self._look, self._keys, self._zone)
        self.outgoing = Outgoing(self._look, self._keys, self.status, self._known, self._monotonic)
        self.bell = Bell(self, self._look, self._keys)
        self.signing_in = SigningIn(self, self, self._keys)
        self.breaks = Breaks(self._look, self._keys, self.queue, (self.top, self.status), self._zone)
        self._away = Away(self)
        self.bell.called.connect(self._away.call)
        self._away.close_wished.connect(self.close_wished)
        self.raise_up, self.minimise, self.call = self._away.raise_up, self._away.minimise, self._away.call
        self.wishes = Wishes(self, self.queue, self._zone)
        self.roster_acts = RosterActs(self, self._known, self._zone)
        self.rule_acts = RuleActs(self, self._known, self._keys, self._zone, self._monotonic)
        self.handing = Handing(self, self._known, self._keys, self._zone)
        self.touches = Touches(self, self._known)
        self.touches.changed.connect(self._show_chosen)
        self.posts = PostWork(self, self._known, self._keys, self._zone)
        self._presence = Presence(self, self._monotonic)
        self.wishes.opened.connect(self._presence.watch)
        for bar in (self.bar, self.rules.bar, self.roster.bar):
            bar.act_wished.connect(self.act)
        self.queue.chosen.connect(self._show_chosen)
        for widget, name in ((self.top, "topBar"), (self.status, "statusBar"), (self.detail, "detail")):
            widget.setObjectName(name)
        self.panes = Panes(self._look, self._keys, (self.queue, self.rules, self.roster), (self.detail, self.bar))
        self.views = Views(self.panes, self._look, self._keys)
        self.views.desk_why_not = self.panes.why_not
        self.views.turned.connect(self.status.show_hints)
        for refused in (self.wishes.refused, self.views.refused, self.breaks.refused):
            refused.connect(self.say)
        self.views.desk_acts = self.roster_acts.keys | self.rule_acts.keys | self.touches.keys
        self.top.offer(self.views.desk_tab)
        for tab in pages.offered(self, self._keys, self._zone):
            self.top.offer(tab)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.banners = Banners(self.bell.banner, self.handing.banner, self.handing.since.banner, self.banner)
        for part in (self.top, self.banners, self.outgoing, self.views, self.breaks.strip, self.status):
            layout.addWidget(part, part is self.views)
        self.queue.view.setFocus()

    def _bind(self) -> None:
        """Let each key do its work."""
        self.finder = Finder(self, self._known, self._keys, self._zone)
        self.finder.opened.connect(self._presence.watch)
        self.top.offer(self.finder.tab)
        self._keyboard = Keyboard(
            self,
            self._keys,
            self._shown,
            self.views,
            {
                **self.views.goes,
                **self.finder.keys,
                "all_keys": self.show_keys,
                **look_keys(self),
                "minimise": self._away.minimise,
                "close": self.close_wished.emit,
                **{name: partial(self.act, name) for name in ONCE - {"try_again", "take_back"}},
                "try_again": self.outgoing.wish_again,
                "take_back": self.outgoing.wish_back,
                **self.breaks.keys | self.signing_in.keys | self.posts.keys,
            },
        )
        self.finder.does, self._keyboard.instead = self._keyboard.does, self.posts.instead
        self._faults = Faults(self.views, self._keyboard, self._look, (self.top.complete, *self.status.connection))
        self._faults.way_taken.connect(self.way_taken)
        self._faults.turned.connect(self._show_news)
        self.show_fault, self.clear_fault = self._faults.show, self._faults.clear

    def act(self, name: str) -> None:
        """Wish what a key of that name stands for; nothing while a fault is shown."""
        if not self.views.stood_in_for and not self.posts.act(name) and not self.views.act(name):
            self.wishes.act(name, self._look)

    def follow(self, chat: str) -> None:
        """Stand on a chat as soon as it is shown where it belongs now."""
        self.views.go(DESK)
        self.posts.leave()
        self._followed = chat
        self.queue.follow(chat)
        self.panes.go(0)

    @property
    def idle_seconds(self) -> float:
        """Real seconds since somebody used a key or the mouse here."""
        return self._monotonic() - self._presence.last

    # What comes in

    def show_view(self, view: View) -> None:
        """Show a desk; only what changed since the view before is touched."""
        now = self._clock.now()
        self._view = view
        self._known.me, self._known.names, self._known.people = view.me, view.names, view.people
        self._known.now = now
        self.wishes.view = view
        kinds = set(Kind) if view.changed is None else {subject.kind for subject in view.changed}
        self.queue.show_marks(marks_of(view.waiting))
        self.outgoing.show_view(view)
        if Kind.ASK in kinds:
            self.queue.show_asks(by_chat(view.asks.values()))
        if Kind.CHAT in kinds:
            self.queue.show_view(view, now)
        if view.changed is None or kinds & {Kind.RULE, Kind.NOTICE, Kind.SHIFT, Kind.PROPOSAL}:
            self.rule_acts.show(view, now)
        if kinds & ROSTERED:
            self._show_roster(view, now)
        elif Kind.CHAT in kinds:
            self._stale.add(Kind.SHIFT)  # how many chats each holds: soon enough at the next second
        if self.bell.concerns(view.changed):
            self.bell.tick(view, now)
        self.handing.tick(view, now)
        if self._followed:
            self.queue.follow(self._followed)
            self._followed = ""
        if kinds & {Kind.ASK, Kind.CHAT, Kind.PEOPLE}:
            self._show_chosen()
        self.views.show_view(view, now)
        self.touches.show(view, now)
        self.posts.show(view, now)
        self.status.show_pending(view.pending)
        self.status.show_odd(view.counts.not_entitled, view.counts.unreadable)
        self.show_connection(view.connection)

    def show_connection(self, connection: Connection) -> None:
        """Show how the desk stands with Slack."""
        self._connection = connection
        self.top.show_connection(connection)
        self.status.show_connection(connection)
        complete = connection.complete_to is not None
        for pane in (self.queue, self.rules, self.roster):
            pane.set_complete(complete=complete)
        self._show_news()

    def say(self, sentence: str, tone: str = "warn", short: str = "") -> None:
        """Answer a key with a calm sentence, for a while; ``short`` is the same in the fewest words."""
        self.saying.answer(News(sentence, tone, short=short))

    def offer_practice(self, speed: float) -> "PracticeMenu":
        """Show the menu of a practice night; it says what is wished."""
        from console.ui.practice_menu import PracticeMenu  # noqa: PLC0415 -- a real desk never needs it

        self._practice = PracticeMenu(self._look, speed)
        self.top.offer(self._practice)
        return self._practice

    @property
    def look(self) -> Look:
        """How it looks."""
        return self._look

    def wear(self, look: Look) -> None:
        """Look otherwise, at once and everywhere."""
        self._look = look
        dress(self, self._look)
        self.views.wear(look)
        for part in (self.top, self.banners, self.outgoing, *self._shown, self.bar, self.status):
            part.wear(look)
        for whole in (self.panes, self._faults, self.breaks.strip, self.posts):
            whole.wear(look)
        self._fit()
        if self._practice is not None:
            self._practice.wear(look)
        self.update()

    def put_away(self) -> None:
        """Remember where everything is, and hide: the end of the window."""
        self._second.stop()
        self._place.keep(self, self.panes.states(), (self._look.palette.name, self._look.percent))
        self._away.put_away()
        self.hide()

    # The parts, for whoever asks what is on the screen

    def said(self) -> dict[str, list[str]]:
        """What each pane shows, in plain words."""
        return said_by(self, self._known)

    def _show_roster(self, view: View, now: datetime) -> None:
        self._stale.discard(Kind.SHIFT)
        shift = view.shift(now)
        lead = lead_of(shift)
        self.top.show_shift(shift, "you" if lead == view.me and lead else view.name(lead) if lead else "")
        self.roster.show_roster(roster_now(view, now, self._zone, self.queue))

    @Slot()
    def _show_news(self) -> None:
        now = self._monotonic()
        news = own_news(self._view, self._connection, now, self._known.now, self._zone, way_on=self.signing_in.way_on)
        if self.views.stood_in_for:
            news = None  # nobody is connecting while the desk cannot be opened
        self.saying.show(news)

    @Slot()
    def _show_chosen(self) -> None:
        self.detail.show_row(self.queue.chosen_chat)
        self._judge.start()

    @Slot()
    def _show_acts(self) -> None:
        """Say what can be done to the chosen chat, after it was drawn."""
        self.bar.show_acts(acts_of(self.queue.chosen_chat, self._known, self.wishes.may))

    @Slot()
    def _tick(self) -> None:
        """A second went by (real time); ages, leases, rules and shifts go by the service's clock."""
        now = self._clock.now()
        self._known.now = now
        self._second.start(1_000 - int(time.time() * 1_000) % 1_000)
        self.top.tick(now)
        self.queue.tick(now)
        self.detail.tick()
        self._judge.start()
        self.outgoing.tick()
        self._show_news()
        view = self._view
        if view is None:
            return
        self.bell.tick(view, now)
        self.handing.tick(view, now)
        self.breaks.tick(view, now, hushed=bool(self.bell.banner.words))
        self.rule_acts.tick(view, now)
        self.touches.tick(now)
        self.posts.tick(now)
        if self._known.emoji.missed:
            self._known.emoji.load()
            self.rule_acts.show(view, now)
            self._show_chosen()
        minute = int(now.timestamp() // 60)
        if minute != self._minute or self._stale:
            # The minute's turn moves countdowns, overdue tasks, shifts and breaks.
            self._minute = minute
            self._show_roster(view, now)

    # What the keys do

    def show_keys(self) -> None:
        """Open the sheet of all keys."""
        from console.ui.key_sheet import KeySheet  # noqa: PLC0415 -- opened now and then

        KeySheet(self, self._look, self._keys).open()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            self._presence.seen()  # a key that is a shortcut never comes as one that was pressed
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the panes the most of a window that is low or narrow."""
        low = self.height() < self._look.px(LOW)
        for part in (self.top, self.status, self.banners, self.breaks):
            part.be_low(low=low)
        self.panes.fit(self.width(), self.height())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presence.watch(self)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # the app cancels and drains first, then puts the window away
        self.close_wished.emit()
