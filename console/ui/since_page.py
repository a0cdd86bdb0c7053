"""The page of what changed since somebody was last here: the worst first, each line one key from its detail."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.desk import View
from console.domain.rules import called
from console.domain.since import Since
from console.ui.act_bar import ActBar
from console.ui.acts import Act
from console.ui.delegates import RosterPainting
from console.ui.keys import Keymap
from console.ui.label import Heading
from console.ui.lists import ListView
from console.ui.queue_pane import NOT_READ
from console.ui.roster_rows import RosterLine
from console.ui.rows import Rows
from console.ui.since import Catching
from console.ui.text import one_line
from console.ui.theme import Look
from console.ui.times import near, to_minute

_SOON = 1_000  # milliseconds after which it is looked for again
_NO_LINE = "No line is chosen."
_NOTHING = "Nothing has changed since you were last here."


class SincePage(QObject):
    """What somebody reads when they begin; Return or its key goes to what the chosen line tells of."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, catching: Catching) -> None:
        super().__init__(catching)
        self._zone, self._catching = zone, catching
        self._seen: View | None = None
        self.widget = QWidget()
        self.widget.setAccessibleName("Since you were last here")
        self.heading = Heading(look, "Since you were last here")
        self.rows: Rows[RosterLine] = Rows(lambda line: line.words)
        self.view: ListView[RosterLine] = ListView(self.rows, "Since you were last here", height_of=self._height_of)
        self._painting = RosterPainting(self.view, look)
        self.view.setItemDelegate(self._painting)
        self.view.say_empty(NOT_READ)
        self.bar = ActBar(look, keys)
        self.bar.act_wished.connect(self._on_act)
        layout = QVBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(4))
        layout.addWidget(self.heading)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.bar)
        self.parts: Sequence[QWidget] = (self.view,)
        self.acts: dict[str, Callable[[], object]] = {"open_chat": self.go}
        self.view.chosen.connect(self._show_acts)
        self.view.opened.connect(self.go)
        catching.shown.connect(self._show)
        self._later = QTimer(self, interval=_SOON, singleShot=True)
        self._later.timeout.connect(catching.wished)
        self.wear(look)

    def show_view(self, view: View, _now: datetime) -> None:
        """Look for what there is, at once when the page is opened."""
        opened, self._seen = self._seen is None or not self.widget.isVisible(), view
        self._catching.looked()
        if opened:
            self._show()
            self._catching.wished.emit()
        elif not self._later.isActive():
            self._later.start()

    def _show(self) -> None:
        found, view = self._catching.found, self._seen
        if found is None or view is None:
            return
        self.rows.show(lines_of(view, found, self._zone))
        self.view.say_empty(_NOTHING)
        since = "you were never here before" if found.left is None else f"from {near(found.left, found.at, self._zone)}"
        self.heading.say(f"{since} · {found.count}")
        if self.view.chosen_row() is None:
            self.view.step(1)
        self._show_acts()

    def _show_acts(self) -> None:
        self.bar.show_acts((Act("open_chat", "Go there", "", "" if self.view.chosen_row() else _NO_LINE),))

    def _on_act(self, name: str) -> None:
        self.acts[name]()

    def go(self) -> None:
        """Go to what the chosen line tells of."""
        row = self.view.chosen_row()
        if row is not None:
            kind, _, key = row.key.partition(" ")
            self._catching.go(kind, key)

    def step(self, by: int) -> None:
        """Go to another line."""
        self.view.step(by)

    def follow(self, key: str) -> None:
        """Stand on a line."""
        position = self.rows.position_of(key)
        if position >= 0:
            self.view.choose(position)

    def find(self) -> None:
        """There is nothing to search on this page: the list has the keyboard."""
        self.view.setFocus()

    def leave(self) -> bool:
        """There is nothing to leave but the page."""
        return False

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self.heading.wear(look)
        self._painting.look = look
        self.bar.wear(look)
        self.view.forget_heights()
        self.view.viewport().update()

    def _height_of(self, line: RosterLine, width: int) -> int:
        return self._painting.height_of(line, width)


def lines_of(view: View, found: Since, zone: tzinfo) -> list[RosterLine]:
    """What there is, in sections; of what there is none, nothing is said. A key says where the detail stands."""
    sections = (
        ("At risk", list(_cases(view, found, zone))),
        ("Rules", list(_rules(found, zone))),
        ("Written by the leads", list(_written(view, found, zone))),
        ("Chats still held", list(_held(view, found, zone))),
        ("Questions without an answer", list(_asks(view, found, zone))),
        ("Tasks not done", list(_tasks(view, found, zone))),
    )
    told = [(f"{title} · {len(lines)}", lines) for title, lines in sections if lines]
    return [line for title, lines in told for line in (RosterLine(f"section {title}", "section", title), *lines)]


def _name(view: View, person: str | None) -> str:
    if person is None:
        return "nobody"
    return "you" if person == view.me else one_line(view.name(person), 60)


def _cases(view: View, found: Since, zone: tzinfo) -> Iterator[RosterLine]:
    for one in found.cases:
        check = f"next check {near(one.next_check, found.at, zone)}" if one.next_check else "no next check"
        lacking = " and ".join(what.split(" ", 1)[1] for what in one.lacks)
        right = f"has no {lacking}" if lacking else f"with {_name(view, one.owner)} · {check}"
        tone = "warn" if lacking or one.due(found.at) else "text"
        yield RosterLine(f"case {one.case}", "line", one_line(one.alias, 60), right, tone=tone, risk=one.risk)


def _rules(found: Since, zone: tzinfo) -> Iterator[RosterLine]:
    for one in found.rules:
        version = one.version
        left = f"{called(one.rule).capitalize()} v{version.number} · {one_line(version.title, 80)}"
        to_read = "read it before you take a chat" if version.blocks_taking else "to read"
        manner = "withdrawn" if one.withdrawn else to_read if version.asked_of(found.me) else "changed"
        tone = "warn" if manner.startswith("read") else "text"
        yield RosterLine(f"rule {one.rule}", "line", left, f"{manner} · {near(version.at, found.at, zone)}", tone=tone)


def _written(view: View, found: Since, zone: tzinfo) -> Iterator[RosterLine]:
    for one in found.written:
        left = f"“{one_line(one.notes or '', 600)}”"
        yield RosterLine(
            f"handover {one.handover}", "line", left, f"{_name(view, one.by)} · {near(one.at, found.at, zone)}"
        )


def _held(view: View, found: Since, zone: tzinfo) -> Iterator[RosterLine]:
    for one in found.held:
        since = f" since {to_minute(one.taken_at, zone)}" if one.taken_at else ""
        right = f"with {_name(view, one.holder_at(found.at))}{since}"
        yield RosterLine(f"chat {one.chat}", "line", one_line(one.alias, 60), right, risk=one.risk)


def _asks(view: View, found: Since, zone: tzinfo) -> Iterator[RosterLine]:
    """Of a question about a chat at A or B the words stand at the chat."""
    for one in found.asks:
        chat = view.chats.get(one.chat or "")
        folded = one.chat is not None and (chat is None or chat.risk.high)
        about = one_line(chat.alias, 60) if chat else "a post" if one.post else "a chat"
        left = f"about {about}" if folded else f"about {about}: {one_line(one.question, 120)}"
        right = f"{_name(view, one.by)} · {near(one.at, found.at, zone)}"
        yield RosterLine(f"ask {one.ask}", "line", left, right)


def _tasks(view: View, found: Since, zone: tzinfo) -> Iterator[RosterLine]:
    for one in found.tasks:
        due = near(one.due, found.at, zone) if one.due else ""
        late = "overdue · " if one.overdue(found.at) else ""
        who = f"{_name(view, one.person)} · " if one.person else ""
        tone = "warn" if late else "text"
        yield RosterLine(f"task {one.task}", "line", one_line(one.title, 160), f"{late}{who}{due}", "open", tone)
