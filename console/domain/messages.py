"""What a desk keeps of Slack: each message as it now is, read once at the edge."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias

import msgspec

from console.domain.events import Event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Microseconds since 1970, exact; the stored form of every moment."""
    return (at - EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """The moment (aware, UTC) so many microseconds after 1970; exact."""
    return EPOCH + timedelta(microseconds=microseconds)


class Position(NamedTuple):
    """Where a message stands; positions are compared in the one order of all events."""

    at: datetime
    channel: str


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One fact with its author and its place in the order.

    ``id`` is the action's own id, empty for an ordinary message; ``thread`` is the moment of the
    message that a reply answers; ``acted_at`` is shown, never used for order.
    """

    position: Position
    author: str
    id: str
    event: Event
    acted_at: datetime | None = None
    thread: datetime | None = None


class Unreadable(msgspec.Struct, frozen=True):
    """A message that means to be an event and cannot be read; ``why`` holds nobody's words."""

    why: str


class TooNew(msgspec.Struct, frozen=True):
    """An event that a newer console wrote: this one is too old to show it."""

    name: str
    version: int


class Misplaced(msgspec.Struct, frozen=True):
    """An event in a thread or outside its home; it is kept, listed, and changes nothing."""

    name: str


Content: TypeAlias = Entry | Unreadable | TooNew | Misplaced | None


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message as Slack holds it now.

    ``raw`` is Slack's JSON (UTF-8). ``print`` is 16 bytes that are equal exactly when two copies say
    the same, however they came (history and live copies differ in fields that mean nothing).
    ``sum`` is the 32-byte SHA-256 of the message's line in the digest, None when it has none.
    ``id`` is the action's id where the message is an event of this or a newer version.
    """

    position: Position
    author: str
    thread: datetime | None
    text: str
    content: Content
    raw: bytes
    print: bytes
    sum: bytes | None = None
    id: str = ""
    latest_reply: datetime | None = None


class Stretch(msgspec.Struct, frozen=True):
    """All that stands in ``start < at <= end`` of a channel (or of one thread in it).

    What is kept there and is not in ``messages`` was deleted in Slack.
    """

    channel: str
    start: datetime
    end: datetime
    messages: tuple[Message, ...]
    thread: datetime | None = None


class Person(msgspec.Struct, frozen=True):
    """Somebody in the workspace, as Slack says now."""

    id: str
    name: str
    admin: bool = False
    bot: bool = False
    gone: bool = False


class Batch(msgspec.Struct, frozen=True):
    """What came in since the last one; kept as a whole or not at all.

    ``cursors`` says how far each channel has been read without a gap; ``people`` are new or changed.
    """

    arrived: tuple[Message, ...] = ()
    removed: tuple[Position, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    cursors: Mapping[str, datetime] = msgspec.field(default_factory=dict)
    people: tuple[Person, ...] = ()


class Counts(msgspec.Struct, frozen=True):
    """How many messages are kept that changed nothing: for want of a right, or because they cannot be read."""

    not_entitled: int = 0
    unreadable: int = 0
