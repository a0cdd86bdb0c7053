"""What already came: repeats are recognised, and an old copy never takes the place of a newer one."""

from collections.abc import Hashable
from datetime import datetime
from typing import Final, Generic, TypeVar

import msgspec

from console.domain.messages import Message, Position

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

REMEMBERED: Final = 20_000  # Slack repeats within eight minutes and lets through 30,000 an hour: 4,000


class Recent(Generic[K, V]):
    """The last so many things; the oldest ones are forgotten half at a time, which costs next to nothing."""

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """What is remembered under the key."""
        found = self._new.get(key)
        return self._old.get(key) if found is None else found

    def put(self, key: K, value: V) -> None:
        """Remember something."""
        if len(self._new) >= self._half:
            self._new, self._old = {}, self._new
        self._new[key] = value


class Known(msgspec.Struct, frozen=True, gc=False):
    """What came last of a message: as of when (Slack's time), and the copy where it was edited or deleted."""

    as_of: datetime
    changed: Message | None = None
    gone: bool = False


class Repeats:
    """Says of everything that comes whether it is news.

    Slack delivers again what it believes lost, in any order (slack-facts: recognised by ``event_id`` and by
    channel and moment, never by the count of attempts). What is told as of an earlier moment is no news.
    """

    def __init__(self) -> None:
        self._events: Recent[str, bool] = Recent(REMEMBERED)
        self._known: Recent[Position, Known] = Recent(REMEMBERED)

    def is_repeat(self, event_id: str) -> bool:
        """Whether this very event came before; it is remembered from here on."""
        if not event_id:
            return False
        if self._events.get(event_id):
            return True
        self._events.put(event_id, True)
        return False

    def knows(self, position: Position) -> bool:
        """Whether anything came of a message lately."""
        return self._known.get(position) is not None

    def is_news(self, position: Position, known: Known) -> bool:
        """Whether what Slack pushes says more of a message than what came before; it is remembered."""
        before = self._known.get(position)
        if before is not None and known.as_of <= before.as_of:
            return False
        self._known.put(position, known)
        return True

    def newest(self, message: Message, as_of: datetime) -> Message | None:
        """The newer of history's copy and what was pushed; None when it was deleted meanwhile."""
        before = self._known.get(message.position)
        if before is None or before.as_of <= as_of:
            self._known.put(message.position, Known(max(as_of, message.position.at)))
            return message
        return None if before.gone else before.changed or message
