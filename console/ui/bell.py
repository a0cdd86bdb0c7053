"""The alarm of a chat at A that nobody took: a banner, and a call; never with a member's words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from console.desk import View
from console.domain.alarm import SILENCE, Alarm, alarm_at
from console.domain.queue import queue_of
from console.domain.subjects import Subject
from console.ui.banner import Banner, News
from console.ui.keys import Keymap
from console.ui.theme import Look
from console.ui.times import age

ALARM: Final = "alarm"
_FEW: Final = 100  # of more than these, one that stops calling is told with the next second


class Bell(QObject):
    """Looks every second whether its person is to be called; ``called`` gives the few words then.

    The banner stands as long as the chat waits. Nothing that arrives takes the keyboard.
    """

    called = Signal(str)

    def __init__(self, parent: QObject, look: Look, keys: Keymap) -> None:
        super().__init__(parent)
        self.banner = Banner(look)
        self._before: Alarm = SILENCE
        self._chats: frozenset[str] = frozenset()
        key = keys.hint("take_next")
        self._way = f" {key} takes it." if key else ""

    def concerns(self, changed: Iterable[Subject] | None) -> bool:
        """Whether something changed of the chats that it calls for now."""
        if changed is None:
            return True
        return 0 < len(self._chats) <= _FEW and any(subject.key in self._chats for subject in changed)

    def tick(self, view: View, now: datetime) -> None:
        """Call, be silent, or go on; a copy that Slack has not confirmed since the start calls nobody."""
        alarm = SILENCE
        if view.connection.proof_at > 0:
            alarm = alarm_at(queue_of(view.chats), view.shift(now), view.people, view.me, now)
        since = alarm.since
        if since is None:
            self.banner.say(None)
        else:
            what = f"{said_of(alarm)}: {age(since, now)}"
            self.banner.say(News(f"{what}, and nobody has taken it.{self._way}", ALARM, short=f"{what}.{self._way}"))
        if alarm.calls_after(self._before):
            self.banner.announce()
            self.called.emit(said_of(alarm))
        self._before = alarm
        self._chats = frozenset(chat for _, chat in alarm.calls)


def said_of(alarm: Alarm) -> str:
    """How many chats alarm; all that a notification may say."""
    return "1 chat at A is waiting" if alarm.waiting == 1 else f"{alarm.waiting:,} chats at A are waiting"
