"""What is looked for in everything kept: asked by the page and by the box, answered elsewhere, and gone to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from console.domain.searching import Hit, Hits, Sought
from console.domain.subjects import Kind
from console.ui.pages import BOARD, HANDOVER, PLANNING, SEARCH, TEMPLATES
from console.ui.views import DESK

if TYPE_CHECKING:
    from console.desk import View
    from console.ui.window import DeskWindow

PAGE, BOX = "page", "box"
_PLANNED: Final = frozenset((Kind.SHIFT, Kind.SWAP, Kind.ROUTINE, Kind.STAFFING))
_PAGES: Final = {Kind.CASE: BOARD, Kind.TEMPLATE: TEMPLATES}  # on which page a thing stands


class Searching(QObject):
    """``wished`` asks, with who asks (the page or the box); ``shown`` gives who asked, and the answer.

    Each asks for one thing at a time: an answer to anything but what was asked last is let go.
    """

    wished = Signal(str, object)
    shown = Signal(str, object)

    def __init__(self, window: "DeskWindow") -> None:
        super().__init__(window)
        self.window = window
        self.stand_on = ""  # on which the page is to stand once it is found
        self._asked: dict[str, Sought] = {}

    def ask(self, who: str, sought: Sought) -> None:
        """Look for something, in place of what the same one looked for before."""
        self._asked[who] = sought
        self.wished.emit(who, sought)

    def let_go(self, who: str) -> None:
        """Wait for no answer any more."""
        self._asked.pop(who, None)

    def show(self, who: str, found: Hits) -> None:
        """Take an answer, if it is still waited for."""
        if self._asked.get(who) == found.sought:
            self.shown.emit(who, found)

    def open(self, words: str, key: str = "") -> None:
        """Show the page with these words in its field, and stand on a thing once it is found there."""
        self.window.views.go(SEARCH)
        if self.window.views.page is not None:
            self.window.views.page.follow(words)
            self.stand_on = key

    def go(self, hit: Hit) -> bool:
        """Go to where the thing stands; False where it stands nowhere any more."""
        window, view = self.window, self.window.wishes.view
        if hit.subject is None or view is None or hit.subject.kind is Kind.PEOPLE:
            return bool(hit.by) and view is not None and hit.subject is None and self._person(hit)
        kind, key = hit.subject
        if kind is Kind.ASK:
            return self._ask(view, key)
        if kind is Kind.CHAT and key in view.chats and not view.chats[key].closed:
            window.follow(key)
            window.queue.view.setFocus()
        elif kind is Kind.POST and key in view.posts:
            window.posts.follow(key)
        elif key in _paged(kind, view):
            window.views.go(_PAGES[kind])
            if window.views.page is not None:
                window.views.page.follow(key)
        elif kind is Kind.RULE and key in view.rules:
            window.views.go(DESK)
            window.rules.follow(key)
            window.rules.view.setFocus()
        elif kind is Kind.TASK and key in view.tasks:
            self._roster(key)
        elif kind is Kind.HANDOVER and key in view.handovers:
            window.views.go(HANDOVER)
        elif kind in _PLANNED and (kind is not Kind.SHIFT or key in view.shifts):
            window.views.go(PLANNING)
        else:
            return False
        return True

    def _person(self, hit: Hit) -> bool:
        if hit.at is not None:  # a message that nothing keeps a row of
            return False
        self.window.finder.go_to_person(hit.by)
        return True

    def _ask(self, view: "View", key: str) -> bool:
        """To the chat or post that a question is about, or to the roster, above which it stands."""
        ask = view.asks.get(key) or next((one for one in view.asks.values() if one.ask == key), None)
        if ask is None:
            return False
        chat = view.chats.get(ask.chat or "")
        if chat is not None and not chat.closed:
            self.window.follow(chat.chat)
            self.window.queue.view.setFocus()
        else:
            self._roster(ask.ask)
        return True

    def _roster(self, key: str) -> None:
        roster = self.window.roster
        self.window.views.go(DESK)
        roster.view.setFocus()
        place = next((place for place, line in enumerate(roster.rows) if key and key in line.key), -1)
        if place >= 0:
            roster.view.choose(place)


def _paged(kind: Kind, view: "View") -> Mapping[str, object]:
    """The things of a kind that stand on a page, by their ids."""
    return view.cases if kind is Kind.CASE else view.templates if kind is Kind.TEMPLATE else {}
