"""The views of the window: the desk, and the pages beside it, of which one is shown at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from console.desk import View
from console.domain.subjects import Kind
from console.ui.keys import Keymap
from console.ui.tabs import Tab
from console.ui.theme import Look

DESK: Final = "desk"
_COUNTED: Final = frozenset((Kind.PEOPLE, Kind.SWAP))  # what there is to see to on a page
ANYWHERE: Final = frozenset(("take_next", "undo", "try_again", "take_back", "reopen"))  # what needs no chosen chat


class Page(Protocol):
    """What a page beside the desk can do; ``widget`` is what it is on the screen.

    ``parts`` are what can have the keyboard, in their order, ``acts`` what its own keys do, by the keys' names.
    """

    @property
    def widget(self) -> QWidget:
        """The page on the screen."""

    @property
    def parts(self) -> Sequence[QWidget]:
        """What can have the keyboard; the first has it when the page is opened."""

    @property
    def acts(self) -> dict[str, Callable[[], object]]:
        """What the keys of those names do while the page is shown."""

    def show_view(self, view: View, now: datetime) -> None:
        """Show a desk; called while the page is shown, and when it is opened."""

    def step(self, by: int) -> None:
        """Go to another row of its list."""

    def follow(self, key: str) -> None:
        """Stand on a row, if it is there."""

    def find(self) -> None:
        """Let the person type what they look for."""

    def leave(self) -> bool:
        """Leave what was begun on the page (a search); False when there is nothing to leave but the page."""

    def wear(self, look: Look) -> None:
        """Look otherwise."""


class _Offered(msgspec.Struct):
    tab: Tab
    made: Callable[[Look], Page] | None = None
    page: Page | None = None
    count: Callable[[View], int] | None = None


class Views(QStackedWidget):
    """The desk and its pages. A page is made when it is opened first; ``turned`` gives the view that is shown now.

    ``refused`` says why a key does nothing in the view that is shown.
    """

    turned = Signal(str)
    refused = Signal(str)

    def __init__(self, desk: QWidget, look: Look, keys: Keymap) -> None:
        super().__init__()
        self._look, self._keys = look, keys
        self._offered: dict[str, _Offered] = {}
        self._seen: tuple[View, datetime] | None = None
        self._back: QWidget | None = None  # what has the keyboard when the desk is shown again
        self._instead: QWidget | None = None
        self.current = DESK
        self.desk_acts: dict[str, Callable[[], object]] = {}  # what keys do at the desk that are about no chat
        self.desk_why_not: Callable[[str], str] = lambda _name: ""  # why a key does nothing at the desk
        self.setAccessibleName("View")
        self.addWidget(desk)
        self.desk_tab = self._tab(DESK, "Desk")
        self.desk_tab.setChecked(True)

    def offer(
        self, name: str, title: str, made: Callable[[Look], Page], count: Callable[[View], int] | None = None
    ) -> Tab:
        """Offer a page; its key is called ``show_`` and its name. The tab is for the top bar.

        ``count`` says how much there is to see to on the page; it is asked when what is counted changed.
        """
        tab = self._tab(name, title)
        self._offered[name].made = made
        self._offered[name].count = count
        return tab

    @property
    def page(self) -> Page | None:
        """The page that is shown; None while that is the desk."""
        return self._offered[self.current].page

    @property
    def goes(self) -> dict[str, Callable[[], object]]:
        """What the keys of all views do."""
        return {f"show_{name}": partial(self.go, name) for name in self._offered}

    def go(self, name: str) -> None:
        """Show a view, and give it the keyboard; a page is shown as the desk is now."""
        offered = self._offered[name]
        if name == self.current or self._instead is not None:
            self._light_tab()
            return
        if offered.page is None and offered.made is not None:
            offered.page = offered.made(self._look)
            self.addWidget(offered.page.widget)
        if self.current == DESK:
            self._back = self.window().focusWidget()
        self.current = name
        self._light_tab()
        if offered.page is None:
            self.setCurrentIndex(0)
            if self._back is not None:
                self._back.setFocus()
        else:
            if self._seen is not None:
                view, now = self._seen
                # It was told nothing while it was hidden.
                offered.page.show_view(msgspec.structs.replace(view, changed=None), now)
            self.setCurrentWidget(offered.page.widget)
            offered.page.parts[0].setFocus()
        self.turned.emit(name)

    def act(self, name: str) -> bool:
        """Do what a key of that name means in the view that is shown; False when it is about the chosen chat.

        What would be done to a chat that nobody sees is refused.
        """
        page = self.page
        acts = self.desk_acts if page is None else page.acts
        if name in acts:
            acts[name]()
            return True
        why = self.why_not(name)
        if why:
            self.refused.emit(why)
        return bool(why)

    def why_not(self, name: str) -> str:
        """Why a key of that name does nothing in the view that is shown; empty when it does something."""
        page = self.page
        if page is None:
            return self.desk_why_not(name)
        if name in ANYWHERE or name in page.acts:
            return ""
        key = self._keys.hint(f"show_{DESK}")
        return "This is done at the desk" + (f": {key} goes there." if key else ".")

    @property
    def stood_in_for(self) -> bool:
        """Whether something stands instead of every view."""
        return self._instead is not None

    def show_view(self, view: View, now: datetime) -> None:
        """Show a desk on the page that is shown, and on the tabs how much there is to see to."""
        self._seen = (view, now)
        if view.changed is None or any(one.kind in _COUNTED for one in view.changed):
            for one in self._offered.values():
                if one.count is not None:
                    one.tab.say_count(one.count(view))
        if self.page is not None:
            self.page.show_view(view, now)

    def stand_in(self, widget: QWidget) -> None:
        """Show something instead of every view until it is to ``stand_back``; its first button has the keyboard."""
        self._instead = widget
        self.addWidget(widget)
        self.setCurrentWidget(widget)
        button = widget.findChild(QPushButton)
        if button is not None:
            button.setFocus()

    def stand_back(self) -> None:
        """Let go of what stands instead of the views, and show the one that was shown before."""
        if self._instead is not None:
            self.removeWidget(self._instead)
            self._instead.hide()
            self._instead.deleteLater()
            self._instead = None
            if self.page is None:
                self.setCurrentIndex(0)
            else:
                self.setCurrentWidget(self.page.widget)

    def wear(self, look: Look) -> None:
        """Look otherwise, also what is not shown."""
        self._look = look
        for one in self._offered.values():
            if one.page is not None:
                one.page.wear(look)

    def _tab(self, name: str, title: str) -> Tab:
        tab = Tab(self._look, title, self._keys.hint(f"show_{name}"))
        tab.clicked.connect(partial(self._on_tab, name))
        self._offered[name] = _Offered(tab)
        return tab

    def _light_tab(self) -> None:
        for name, one in self._offered.items():
            one.tab.setChecked(name == self.current)

    def _on_tab(self, name: str, _checked: Any = None) -> None:
        self.go(name)
