"""The panes of the desk: side by side, or one at a time behind tabs where the window has no room for three."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from console.ui.act_bar import ActBar
from console.ui.acts import CHAT_ACTS, MARKS
from console.ui.detail import Detail
from console.ui.drawing import paint_ground
from console.ui.keys import Keymap
from console.ui.label import Heading, Label
from console.ui.place import divided, stacked
from console.ui.queue_pane import QueuePane
from console.ui.roster_pane import RosterPane
from console.ui.rules_pane import RulesPane
from console.ui.tabs import Tab
from console.ui.theme import Look

# All at 100 %: what a text twice as large needs twice.
LOW: Final = 520  # a window lower than this has bars of one line,
_LOWER: Final = 640  # and one lower than this one line of buttons below the chosen chat
_NARROW: Final = 720  # a window narrower than this has no room for three panes,
_NARROW_AND_LOW: Final = (960, 500)  # nor has one that is both of these
_SHARES: Final = (600, 480, 360)  # of queue, rules and roster
_UPRIGHT: Final = (600, 250)  # of the queue and the chosen chat below it,
_FLAT: Final = (405, 235)  # and of both beside each other: a row of the queue then needs two lines, not three
_QUEUE: Final = 0


class Panes(QWidget):
    """Queue with the chosen chat, rules and roster.

    Where there is no room for three, the one that has the keyboard is shown, whichever way it got it.
    """

    def __init__(
        self,
        look: Look,
        keys: Keymap,
        panes: tuple[QueuePane, RulesPane, RosterPane],
        chosen: tuple[Detail, ActBar],
    ) -> None:
        super().__init__()
        self._look, self._keys = look, keys
        queue, rules, roster = panes
        self._rules = rules
        self._bars = (chosen[1], rules.bar, roster.bar)
        self._headings = (queue.heading, rules.heading, roster.heading)
        below = stacked("below", *chosen)
        self.left = divided(Qt.Orientation.Vertical, "Queue and chosen chat", (queue, below), _UPRIGHT)
        self.lefts = QStackedWidget()  # the chats, or what stands in their place
        self.lefts.setAccessibleName("Chats or posts")
        self.lefts.addWidget(self.left)
        self.across = divided(Qt.Orientation.Horizontal, "Panes", (self.lefts, rules, roster), _SHARES)
        self._parts: tuple[QWidget, ...] = (self.lefts, rules, roster)
        self._first: tuple[QWidget, ...] = (queue.view, rules.view, roster.view)
        counts = (lambda: queue.waiting, lambda: rules.to_read, lambda: roster.to_answer)
        self.strip = Strip(look, keys, self._headings, counts)
        self.strip.turned.connect(self.go)
        self.strip.hide()
        self._apart: dict[str, QByteArray] | None = None  # how the splitters stood before it was folded
        self.current = _QUEUE
        self.setAccessibleName("Desk")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.across, 1)
        order: list[QWidget] = [queue.view, chosen[0], rules.search, rules.view, roster.view]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    @property
    def splitters(self) -> dict[str, QSplitter]:
        """What divides it, by the names under which that is remembered."""
        return {"queue": self.left, "panes": self.across}

    @property
    def folded(self) -> bool:
        """Whether one pane is shown at a time."""
        return self._apart is not None

    def states(self) -> dict[str, QByteArray]:
        """How the splitters stand while all panes are side by side: what is to be remembered."""
        return self._apart or {name: splitter.saveState() for name, splitter in self.splitters.items()}

    def why_not(self, name: str) -> str:
        """Why a key of that name does nothing while another pane hides the chosen chat; else nothing."""
        if not self.folded or self.current == _QUEUE or name not in CHAT_ACTS - {"answer"} | MARKS:
            return ""
        key = self._keys.hint("queue")
        return "The chosen chat is not on the screen." + (f" {key} shows it." if key else "")

    @Slot(int)
    def go(self, part: int) -> None:
        """Show a part and give it the keyboard; where all are shown nothing is taken from where one is."""
        if self.folded and part != self.current:
            self._turn(part)
            self._first[part].setFocus()

    def fit(self, width: int, height: int) -> None:
        """Be laid out for a window of that size."""
        px = self._look.px
        wide, high = _NARROW_AND_LOW
        fold = width < px(_NARROW) or (width < px(wide) and height < px(high))
        for bar in self._bars:
            bar.take_lines(1 if height < px(_LOWER) and not fold else 2)
        if fold:
            self._rules.bar.take_lines(1)
        self._rules.be_flat(flat=fold)
        if fold and self._apart is None:
            self._fold()
        elif not fold and self._apart is not None:
            self._unfold(self._apart)

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.strip.wear(look)

    def _fold(self) -> None:
        self._apart = self.states()
        self.left.setOrientation(Qt.Orientation.Horizontal)
        self.left.setSizes(list(_FLAT))
        self._show_headings(shown=False)
        self.across.setChildrenCollapsible(True)
        self._turn(self.current)

    def _unfold(self, states: dict[str, QByteArray]) -> None:
        self._apart = None
        self.across.setChildrenCollapsible(False)
        for name, splitter in self.splitters.items():
            splitter.restoreState(states[name])
        self._show_headings(shown=True)

    def _show_headings(self, *, shown: bool) -> None:
        self.strip.setVisible(not shown)
        for heading in self._headings:
            heading.setVisible(shown)
        for i in range(1, self.across.count()):
            self.across.handle(i).setEnabled(shown)

    def _turn(self, part: int) -> None:
        # A pane of no width is still there for the keyboard and for the screen reader: it opens when it is reached.
        self.current = part
        self.across.setSizes([self.width() or 1 if i == part else 0 for i in range(len(self._parts))])
        self.strip.light(part)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isAncestorOf(now):
            return
        for part, view in enumerate(self._parts):
            if view.isAncestorOf(now):
                self.current = part
                if self.folded:
                    self._turn(part)


class Strip(QWidget):
    """The tabs of the panes on one line, with what there is to say of the one that is shown; ``turned`` gives it."""

    turned = Signal(int)

    def __init__(
        self,
        look: Look,
        keys: Keymap,
        headings: tuple[Heading, ...],
        counts: tuple[Callable[[], int], ...],
    ) -> None:
        super().__init__()
        self._look = look
        self._headings, self._counts = headings, counts
        self._lit = _QUEUE
        self.setAccessibleName("Panes")
        names = ("queue", "rules", "roster")
        self.tabs = tuple(
            Tab(look, heading.name, keys.hint(name), said="Pane") for heading, name in zip(headings, names, strict=True)
        )
        self.summary = Label(look, tint=lambda p: p.soft, size=13)
        self._line = QHBoxLayout(self)
        for i, tab in enumerate(self.tabs):
            tab.show_key(shown=False)  # beside the count it would look like another
            tab.clicked.connect(lambda _checked=False, i=i: self._on_tab(i))
            self._line.addWidget(tab)
        self._line.addStretch(1)
        self._line.addWidget(self.summary)
        for heading in headings:
            heading.said.connect(self._say)
        self._measure()

    def light(self, part: int) -> None:
        """Say which pane is shown."""
        self._lit = part
        for i, tab in enumerate(self.tabs):
            tab.setChecked(i == part)
        self._say()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        for tab in self.tabs:
            tab.wear(look)
        self.summary.wear(look)
        self._measure()
        self._say()

    def _on_tab(self, part: int) -> None:
        self.light(self._lit)  # a click checks it by itself
        self.turned.emit(part)

    def _measure(self) -> None:
        px = self._look.px
        self._line.setContentsMargins(px(8), px(3), px(14), px(4))
        self._line.setSpacing(px(4))
        self.setFixedHeight(px(39))

    @Slot()
    def _say(self) -> None:
        """Say as much of the shown pane as one line has room for; what its tab counts is left out first."""
        if self.isHidden():
            return
        for tab, count in zip(self.tabs, self._counts, strict=True):
            tab.say_count(count())
        px = self._look.px
        room = self.width() - px(22) - sum(tab.width_with(key=False) + px(4) for tab in self.tabs)
        parts = self._headings[self._lit].summary.split(" · ")
        while len(parts) > 1 and self.summary.width_of(" · ".join(parts)) > room:
            del parts[0]
        self.summary.set_text(" · ".join(parts))
        self.summary.setAccessibleDescription(self._headings[self._lit].summary)

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._say()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._look.px(39))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_ground(QPainter(self), self._look, QRect(0, self.height() - 1, self.width(), 1), lambda p: p.line)
