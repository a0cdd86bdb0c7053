"""The pane of the chat queue: who waits, how badly, how long, and who is being helped by whom."""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from console.desk import View
from console.domain.asks import Ask
from console.domain.chats import OFFERED_FOR, Chat
from console.domain.subjects import Kind
from console.domain.words import Risk
from console.ui.delegates import AGES, SECTION, ChatPainting
from console.ui.drawing import Chip
from console.ui.label import Heading
from console.ui.lists import ListView
from console.ui.marking import Marking
from console.ui.queue_rows import ENDS_SOON, HEADINGS, HELD, OFFERED, WAITING, Known, QueueRow, order_of, row_of
from console.ui.rows import SortedRows
from console.ui.theme import Look
from console.ui.times import age, spoken

_PAGE: Final = 200  # rows that are shown before anything else
_PIECE: Final = 1_000  # rows that are taken in between two turns of the loop
_CHAT: Final = "chat "
NOT_READ: Final = "Not read from Slack yet."


class QueuePane(QWidget):
    """The chat queue. It takes chats that are new or changed and the ids of those that went.

    A chat whose lease is over goes back to the waiting ones by itself, when its moment comes.
    """

    chosen = Signal()

    def __init__(self, look: Look, known: Known) -> None:
        super().__init__()
        self._look = look
        self.known = known
        self.rows: SortedRows[QueueRow] = SortedRows(known.words, order_of)
        self.heading = Heading(look, "Chat queue")
        self.view: ListView[QueueRow] = ListView(self.rows, "Chat queue")
        self._complete = False
        self._say_empty()
        self._painting = ChatPainting(self.view, look, known)
        self.view.setItemDelegate(self._painting)
        self.view.set_height(self._painting.fit(self.width()))
        self.view.chosen.connect(self._chosen)
        self.marking = Marking(self.view, self.rows, known)
        self.marking.changed.connect(self._on_marked)
        self.holdings: Counter[str] = Counter()
        self._holders: dict[str, str] = {}  # of the rows that are shown as held, by their keys
        self._over: list[tuple[datetime, str]] = []  # when leases end, soonest first
        self._posts = 0
        self._ages: list[str] = []  # as they were drawn last
        self._rest: dict[str, Chat] = {}  # handed over, not taken in yet
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._take_piece)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self.view, 1)

    def show_view(self, view: View, now: datetime) -> None:
        """Take in what changed of a desk's chats."""
        if view.changed is None:
            removed = [row.chat.chat for row in self.rows if row.chat and row.chat.chat not in view.chats]
            self.show_chats(view.chats.values(), removed, now)
            return
        keys = [subject.key for subject in view.changed if subject.kind is Kind.CHAT]
        gone = [key for key in keys if key not in view.chats]
        self.show_chats([view.chats[key] for key in keys if key in view.chats], gone, now)

    def show_marks(self, marks: Mapping[str, Chip]) -> None:
        """Take, by chat, how what was done here stands with Slack."""
        if marks != self.known.pending:
            self.known.pending = marks
            self.view.viewport().update()

    def follow(self, chat: str) -> None:
        """Stand on a chat, if it is there."""
        position = self.place_of(chat)
        if position >= 0:
            self.view.choose(position)

    def show_chats(self, chats: Iterable[Chat], removed: Collection[str], now: datetime) -> None:
        """Take in what changed. Many at once are taken in pieces, those to be helped first before all others."""
        self.known.now = now
        new = {chat.chat: chat for chat in chats}
        for key in (*new, *removed):
            self._rest.pop(key, None)
        if len(new) > _PIECE:
            first = heapq.nsmallest(_PAGE, new.values(), key=_urgency)
            self._rest |= new
            for chat in first:
                del self._rest[chat.chat]
            self._take(first, removed)
            self._later.start()
        else:
            self._take(new.values(), removed)

    def show_touched(self, chats: Iterable[str]) -> None:
        """The texts of these chats touch other rules now: only their rows are drawn anew."""
        self._say_summary()
        for chat in chats:
            place = self.place_of(chat)
            if place >= 0:
                self.view.viewport().update(self.view.visualRect(self.rows.index(place, 0)))

    def place_of(self, chat: str) -> int:
        """In which row a chat stands; -1 where it is none."""
        return self.rows.position_of(_CHAT + chat)

    def show_limit(self, limit: int) -> None:
        """Take how many chats this desk's person may hold; 0 for one who may hold none."""
        if limit != self.known.limit:
            self.known.limit = limit
            self._say_summary()

    def show_posts_waiting(self, count: int) -> None:
        """Take how many posts wait to be decided."""
        if count != self._posts:
            self._posts = count
            self._say_summary()

    def show_asks(self, asks: Mapping[str, tuple[Ask, ...]]) -> None:
        """Take the questions by chat."""
        self.known.asks = asks
        self.view.viewport().update()

    def tick(self, now: datetime) -> None:
        """A second went by: ages are drawn anew, leases that are over send their chats back."""
        self.known.now = now
        due: dict[str, Chat] = {}  # a renewed lease stands in the heap more than once
        while self._over and self._over[0][0] <= now:
            row = self.rows.row_of(heapq.heappop(self._over)[1])
            if row is not None and row.chat is not None:
                due[row.key] = row.chat
        if due:
            self._take(due.values(), ())
        self._say_summary()
        if self.view.isVisible():
            viewport = self.view.viewport()
            said = self._ages_seen()
            if self._over and self._over[0][0] - now <= ENDS_SOON:
                viewport.update()  # chips count down too
            elif said != self._ages:  # of who waits for days, the age stands for an hour
                ages = self._look.px(AGES)
                viewport.update(viewport.width() - ages, 0, ages, viewport.height())
            self._ages = said

    def _ages_seen(self) -> list[str]:
        """The ages of the rows in sight, as they are to be drawn now."""
        first, last = self.view.rowAt(0), self.view.rowAt(self.view.viewport().height() - 1)
        seen = map(self.rows.row_at, range(first, (len(self.rows) if last < 0 else last + 1)))
        return [age(row.since, self.known.now) for row in seen if row is not None and row.chat is not None]

    def set_complete(self, *, complete: bool) -> None:
        """Whether the queue was ever read whole: only then does an empty one mean that nobody waits."""
        self._complete = complete
        self._say_empty()

    def _say_empty(self) -> None:
        self.view.say_empty("Nobody is waiting." if self._complete else NOT_READ)

    @property
    def chosen_chat(self) -> QueueRow | None:
        """The chat the keyboard stands on."""
        return self.view.chosen_row()

    def unfold(self) -> None:
        """Show, or hide again, the text of the chosen chat."""
        row = self.chosen_chat
        if row is None or row.chat is None:
            return
        self.known.unfolded = "" if self.known.unfolded == row.chat.chat else row.chat.chat
        self.view.viewport().update()
        self.chosen.emit()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return max(0, self.rows.before((HELD,)) - self.rows.before((WAITING, 0)))

    @property
    def offered(self) -> int:
        """How many are offered to the desk's person."""
        return max(0, self.rows.before((WAITING, -1)) - self.rows.before((OFFERED, 0)))

    @property
    def held(self) -> int:
        """How many are held."""
        return max(0, len(self.rows) - self.rows.before((HELD, 0)))

    @property
    def open_high(self) -> int:
        """How many at level A or B are open."""
        waiting = self.rows.before((WAITING, 1, Risk.C)) - self.rows.before((WAITING, 1, Risk.A))
        held = sum(
            self.rows.before((HELD, others, Risk.C)) - self.rows.before((HELD, others, Risk.A)) for others in (0, 1)
        )
        offered = self.rows.before((OFFERED, 1, Risk.C)) - self.rows.before((OFFERED, 1, Risk.A))
        return waiting + held + offered

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.heading.wear(look)
        self._painting.look = look
        self._fit()
        self.view.viewport().update()

    def _take(self, chats: Iterable[Chat], removed: Collection[str]) -> None:
        upserts: list[QueueRow] = []
        gone = {_CHAT + chat for chat in removed}
        for chat in chats:
            row = row_of(chat, self.known.now, self.known.me)
            if row is None:
                gone.add(_CHAT + chat.chat)
            else:
                upserts.append(row)
                if row.section != WAITING and chat.over_at is not None:
                    heapq.heappush(self._over, (chat.over_at, row.key))
                if row.section == OFFERED:
                    heapq.heappush(self._over, (row.since + OFFERED_FOR, row.key))
        for key in (*gone, *(row.key for row in upserts)):
            if before := self._holders.pop(key, None):
                self.holdings[before] -= 1
        for row in upserts:
            if row.section != WAITING and row.chat is not None and row.chat.holder:
                self._holders[row.key] = row.chat.holder
                self.holdings[row.chat.holder] += 1
        chosen = self.view.currentIndex().row()
        self.rows.change(upserts, gone)
        self.marking.keep()
        self._name_sections()
        self._say_summary()
        self._say_empty()
        stands = self.chosen_chat
        if self.view.currentIndex().row() != chosen or any(row.key == stands.key for row in upserts if stands):
            self.chosen.emit()

    def _name_sections(self) -> None:
        for heading, count in zip(HEADINGS, (self.offered, self.waiting, self.held), strict=True):
            shown = self.rows.position_of(heading.key) >= 0
            if count and not shown:
                self.rows.change([heading])
            elif shown and not count:
                self.rows.change((), [heading.key])
        self._fit_headings()

    def _fit_headings(self) -> None:
        positions = [self.rows.position_of(heading.key) for heading in HEADINGS]
        self.view.set_headings(positions, self._look.px(SECTION))

    def _say_summary(self) -> None:
        parts = [f"{self.waiting:,} waiting"]
        longest = self._longest()
        if longest is not None:
            parts.append(f"longest {spoken(self.known.now - longest)}")
        mine = self.holdings[self.known.me]
        of = f" of {self.known.limit}" if self.known.limit else ""
        parts.append(f"you hold {mine}{of}" if mine or of else "you hold none")
        parts += [f"{len(self.known.together)} chosen together"] if self.known.together else []
        parts += [f"{self._posts:,} post{'s' if self._posts > 1 else ''} to decide"] if self._posts else []
        stopped = sum(self.place_of(chat) >= 0 for chat in self.known.marks.stopped)
        parts += [f"{stopped:,} {'touches' if stopped == 1 else 'touch'} a stop rule"] if stopped else []
        self.heading.say(" · ".join(parts))

    def _longest(self) -> datetime | None:
        """Since when the member waits who waits longest: the first of a level is its oldest."""
        found = []
        for risk in Risk:
            row = self.rows.row_at(self.rows.before((WAITING, 1, risk)))
            if row is not None and row.section == WAITING and row.chat is not None and row.chat.risk is risk:
                found.append(row.since)
        return min(found, default=None)

    @Slot()
    def _chosen(self) -> None:
        row = self.chosen_chat
        if row is not None and row.chat is not None and self.known.unfolded not in ("", row.chat.chat):
            self.known.unfolded = ""  # what is left is folded again
        self.chosen.emit()

    @Slot()
    def _on_marked(self) -> None:
        self.view.viewport().update()
        self._say_summary()
        self.chosen.emit()

    @Slot()
    def _take_piece(self) -> None:
        piece = [self._rest.pop(chat) for chat in list(self._rest)[:_PIECE]]
        self._take(piece, ())
        if self._rest:
            self._later.start()

    def _fit(self) -> None:
        self.view.set_height(self._painting.fit(self.view.width()))
        self._fit_headings()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _urgency(chat: Chat) -> tuple[bool, bool, Risk, datetime]:
    return (chat.closed, chat.holder is not None, chat.risk, chat.since)
