"""What was done here and is not in Slack yet: what can be undone, what is on its way, and what is stuck."""

from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil
from typing import Final

from PySide6.QtCore import Signal

from console.desk import View
from console.domain.actions import Action, Refusal
from console.domain.pending import Pending
from console.ui.act_bar import KeyButton
from console.ui.deeds import refused_of, said_of, stuck_of
from console.ui.keys import Keymap
from console.ui.queue_rows import Known
from console.ui.status_bar import StatusBar
from console.ui.strip import Strip
from console.ui.text import one_line
from console.ui.theme import Look

_OFFERED: Final = 10.0  # real seconds in which the undoing of what went at once is offered


class Outgoing(Strip):
    """A strip with what is stuck and the two ways on; hidden while nothing is.

    What was done last stands in the status bar as long as undoing it is offered. ``try_again_wished`` and
    ``take_back_wished`` give the action's id.
    """

    try_again_wished = Signal(str)
    take_back_wished = Signal(str)

    def __init__(
        self, look: Look, keys: Keymap, status: StatusBar, known: Known, monotonic: Callable[[], float]
    ) -> None:
        self.try_again = KeyButton(look, "Try again", keys.hint("try_again"))
        self.take_back = KeyButton(look, "Take back", keys.hint("take_back"))
        ways = (self.try_again, self.take_back)
        super().__init__(
            look, "Not sent", ways, ink=lambda p: p.mark_text, ground=lambda p: p.mark, edge=lambda p: p.warn_line
        )
        self._keys, self._status, self._known, self._monotonic = keys, status, known, monotonic
        self._stuck: tuple[Pending, ...] = ()
        self._view: View | None = None
        self._done: tuple[str, str, datetime | None, float] | None = None  # id, words, held back until, offered until
        self.try_again.clicked.connect(self.wish_again)
        self.take_back.clicked.connect(self.wish_back)

    def show_view(self, view: View) -> None:
        """Show what of a desk is stuck."""
        self._view = view
        stuck = stuck_of(view.waiting)
        if stuck != self._stuck:
            self._stuck = stuck
            more = f" ({len(stuck) - 1:,} more after it)" if len(stuck) > 1 else ""
            self.say(f"⚠ Not sent: {self.said(stuck[0])}. {one_line(stuck[0].why)}{more}" if stuck else "")
        self.tick()

    def show_done(self, first: Pending, *more: Pending, undo: bool = True) -> None:
        """Say what was done, alone or together, and offer to undo it where that is possible."""
        id = first.id if undo else ""
        self._done = (id, self.said(first, *more), first.hold_until, self._monotonic() + _OFFERED)
        self.tick()

    def show_undone(self, words: str) -> None:
        """Say that it was undone; there is nothing to offer any more."""
        self._done = ("", words, None, self._monotonic() + _OFFERED)
        self.tick()

    def tick(self) -> None:
        """A second went by: what is held back counts down."""
        if self._done is None:
            return
        id, words, until, offered = self._done
        left = None if until is None else (until - self._known.now).total_seconds()
        if self._monotonic() >= offered or (left is not None and left <= 0):
            self._done = None
            self._status.show_done("")
            return
        key = self._keys.hint("undo")
        offer = f"undo {key}" if id and key else ""
        time = "" if left is None else f"{ceil(left)} s"
        self._status.show_done(" · ".join(part for part in (words, offer, time) if part))

    @property
    def stuck(self) -> bool:
        """Whether something is stuck."""
        return bool(self._stuck)

    def wish_again(self) -> None:
        """Wish that the first of what is stuck goes out again."""
        if self._stuck:
            self.try_again_wished.emit(self._stuck[0].id)

    def wish_back(self) -> None:
        """Wish that the first of what is stuck is taken back."""
        if self._stuck:
            self.take_back_wished.emit(self._stuck[0].id)

    def said(self, first: Pending, *more: Pending) -> str:
        """What was done, in a few words."""
        view = self._view
        words = said_of(first, {} if view is None else view.chats, self._known.name)
        return f"{words} and {len(more):,} more" if more else words

    def refused(self, refusals: Sequence[tuple[Action, Refusal]]) -> str:
        """What of several things could not be done, in one sentence for each reason."""
        view = self._view
        return refused_of(refusals, {} if view is None else view.chats, self._known.name)
