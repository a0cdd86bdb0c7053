"""Several of one's own chats chosen together, so that one thing is done to all of them; known by chat, never by row."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from typing_extensions import override

from console.domain.chats import Chat
from console.ui.announcing import announce
from console.ui.lists import ListView
from console.ui.queue_rows import HELD, Known, QueueRow
from console.ui.rows import SortedRows

ONLY_OWN: Final = "Only chats that you hold can be chosen together."
_KEYS: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_CLICKS: Final = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)


class Marking(QObject):
    """The chats of a queue that are chosen together, beside the one the keyboard stands on.

    A chat that is its person's no longer leaves by itself. ``refused`` says why a chat cannot be chosen.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, view: ListView[QueueRow], rows: SortedRows[QueueRow], known: Known) -> None:
        super().__init__(view)
        self._view, self._rows, self._known = view, rows, known
        self.keys: dict[str, Callable[[], object]] = {
            "mark_next": lambda: self.step(1),
            "mark_previous": lambda: self.step(-1),
            "mark": self.turn,
            "mark_all": self.all,
        }
        view.viewport().installEventFilter(self)

    @property
    def own(self) -> tuple[Chat, ...]:
        """The chats that the desk's person holds, in the queue's order."""
        places = range(self._rows.before((HELD, 0)), self._rows.before((HELD, 1)))
        rows = (self._rows.row_at(place) for place in places)
        return tuple(row.chat for row in rows if row is not None and row.chat is not None)

    @property
    def chats(self) -> tuple[Chat, ...]:
        """Those chosen together, in the queue's order."""
        return tuple(chat for chat in self.own if chat.chat in self._known.together)

    def step(self, by: int) -> None:
        """Go to the next of one's own chats and choose it too; going back leaves out what was chosen."""
        here = self._view.currentIndex().row()
        chat, there = self._own_at(here), self._own_at(here + by)
        if not chat:
            self.refused.emit(ONLY_OWN)
        elif not there:
            self._become(self._known.together | {chat})
        else:
            back = there in self._known.together
            self._become(self._known.together - {chat} if back else self._known.together | {chat, there})
            self._view.choose(here + by)

    def turn(self) -> None:
        """Choose the chat the keyboard stands on too, or leave it out."""
        self._turn(self._view.currentIndex().row())

    def all(self) -> None:
        """Choose all of one's own chats, and stand on the first."""
        own = self.own
        if not own:
            self.refused.emit("You hold no chat.")
            return
        self._become(frozenset(chat.chat for chat in own))
        self._view.scrollTo(self._rows.index(self._rows.before((HELD, 1)) - 1, 0))  # as many as there is room for
        self._view.choose(self._rows.before((HELD, 0)))

    def empty(self) -> bool:
        """Leave all of them; False when none was chosen."""
        some = bool(self._known.together)
        self._become(frozenset())
        return some

    def keep(self) -> None:
        """The queue changed: what is one's own no longer is left out."""
        if self._known.together:
            self._become(self._known.together & {chat.chat for chat in self.own})

    def _own_at(self, position: int) -> str:
        row = self._rows.row_at(position)
        return row.chat.chat if row is not None and row.mine and row.chat is not None else ""

    def _turn(self, position: int) -> None:
        chat = self._own_at(position)
        if chat:
            self._become(self._known.together ^ {chat})
        else:
            self.refused.emit(ONLY_OWN)

    def _become(self, chats: frozenset[str]) -> None:
        if chats != self._known.together:
            self._known.together = chats
            self.changed.emit()
            announce(self._view, f"{len(chats)} chosen together")

    @override
    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Ctrl and a click turn one chat; Shift and a click choose all from where the keyboard stands."""
        if not isinstance(event, QMouseEvent) or event.type() not in _CLICKS or not event.modifiers() & _KEYS:
            return super().eventFilter(watched, event)
        position = self._view.indexAt(event.position().toPoint()).row()
        if event.type() is QEvent.Type.MouseButtonPress and event.button() is Qt.MouseButton.LeftButton:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._stretch(position)
            else:
                self._turn(position)
        return True

    def _stretch(self, position: int) -> None:
        here = self._view.currentIndex().row()
        if not self._own_at(here):
            here = position
        between = filter(None, map(self._own_at, range(min(here, position), max(here, position) + 1)))
        if self._own_at(position):
            self._become(self._known.together | frozenset(between))
        else:
            self.refused.emit(ONLY_OWN)
