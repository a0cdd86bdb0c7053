"""The keyboard in the window: which key moves where, and what it does there."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from console.ui.detail import Detail
from console.ui.keys import ONCE, Keymap
from console.ui.lists import ListView
from console.ui.queue_pane import QueuePane
from console.ui.roster_pane import RosterPane
from console.ui.rules_pane import RulesPane
from console.ui.views import DESK, Views

_BUTTONS = ("Space", "Return")


class Keyboard(QObject):
    """Lets the keys of a keymap walk through a window's panes and the page that is shown.

    ``does`` is what the window itself does by key.
    """

    def __init__(
        self,
        window: QWidget,
        keymap: Keymap,
        panes: tuple[QueuePane, Detail, RulesPane, RosterPane],
        views: Views,
        does: Mapping[str, Callable[[], object]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._views = views
        self.instead: Callable[[], tuple[ListView[Any], Detail] | None] = lambda: None  # what stands for the chats
        self._queue, self._detail, self._rules, self._roster = panes
        self._panes: tuple[QWidget, ...] = (self._queue.view, self._detail, self._rules.view, self._roster.view)
        walks: dict[str, Callable[[], object]] = {
            "next_row": self._next_row,
            "previous_row": self._previous_row,
            **{name: partial(self._mark, name, does) for name, does in self._queue.marking.keys.items()},
            "show_text": self._unfold,
            "queue": self._to_queue,
            "detail": self._to_detail,
            "rules": partial(self._go, self._rules.view),
            "roster": partial(self._go, self._roster.view),
            "next_pane": self._next_pane,
            "previous_pane": self._previous_pane,
            "find_rule": self._find,
            "leave": self._leave,
        }
        self.does = {**walks, **does}  # what each key does, by its name
        self._shortcuts: list[QShortcut] = []
        for name, slot in self.does.items():
            for one in keymap.of(name):
                shortcut = QShortcut(QKeySequence(one), window)
                shortcut.setAutoRepeat(name not in ONCE)
                shortcut.activated.connect(slot)
                self._shortcuts.append(shortcut)

    def leave_to_buttons(self, *, leave: bool) -> None:
        """Whether Space and Return press buttons now, as on the page of a fault."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(not leave or shortcut.key().toString() not in _BUTTONS)

    @property
    def _parts(self) -> Sequence[QWidget]:
        """What can have the keyboard in the view that is shown."""
        if self._views.page is not None:
            return self._views.page.parts
        instead = self.instead()
        return self._panes if instead is None else (*instead, *self._panes[2:])

    def _go(self, pane: QWidget) -> None:
        """To a pane of the desk, wherever one is."""
        self._views.go(DESK)
        pane.setFocus()

    def _to_queue(self) -> None:
        """To the chats, also from what stands in their place."""
        if self.instead() is not None:
            self.does["posts"]()
        self._go(self._queue.view)

    def _to_detail(self) -> None:
        instead = self.instead()
        self._go(self._detail if instead is None else instead[1])

    def _focused(self) -> int:
        focus = self._window.focusWidget()
        return next((i for i, part in enumerate(self._parts) if part is focus), -1)

    def _move(self, by: int) -> None:
        if self._views.page is not None:
            self._views.page.step(by)
            return
        for pane in (self._rules, self._roster):
            if self._window.focusWidget() is pane.view:
                pane.view.step(by)
                return
        instead = self.instead()
        (self._queue.view if instead is None else instead[0]).step(by)

    def _next_row(self) -> None:
        self._move(1)

    def _previous_row(self) -> None:
        self._move(-1)

    def _unfold(self) -> None:
        if self._views.page is not None:
            self._views.page.acts.get("show_text", lambda: None)()
            return
        if self._window.focusWidget() is self._rules.view:
            self._rules.unfold()
        elif self.instead() is None:
            self._queue.unfold()

    def _next_pane(self) -> None:
        self._parts[(self._focused() + 1) % len(self._parts)].setFocus()

    def _previous_pane(self) -> None:
        self._parts[(max(self._focused(), 0) - 1) % len(self._parts)].setFocus()

    def _find(self) -> None:
        if self._views.page is not None:
            self._views.page.find()
            return
        self._rules.search.setFocus()
        self._rules.search.selectAll()

    def _mark(self, name: str, does: Callable[[], object]) -> None:
        """Choose several chats together, where they are seen."""
        why = self._views.why_not(name)
        if why:
            self._views.refused.emit(why)
        else:
            does()

    def _leave(self) -> None:
        if self._window.focusWidget() is self._queue.view and self._queue.marking.empty():
            return
        if self._views.page is None:
            self._rules.search.clear()
            instead = self.instead()
            (self._queue.view if instead is None else instead[0]).setFocus()
        elif not self._views.page.leave():
            self._views.go(DESK)
