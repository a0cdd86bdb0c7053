"""What comes through the live connection: each frame read once, whatever it holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec

from console.domain.messages import EPOCH, Message, Person, Position
from console.domain.words import Home
from console.slack.directory import changed_at, person_of
from console.slack.jsontext import decoded, encoded
from console.slack.wire import Parts, at_of, message_from, message_of, parts_of

_CHANNELS_CHANGED: Final = frozenset(
    f"{kind}_{deed}"
    for kind in ("channel", "group")
    for deed in ("rename", "archive", "unarchive", "deleted", "left", "joined", "created", "open", "close")
) | {"member_joined_channel", "member_left_channel", "channel_id_changed"}


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One frame: its envelope's id to acknowledge (may be empty), what it is, and the event in it.

    ``reason`` is why Slack ends the connection, in a frame of the type ``disconnect``.
    """

    type: str = ""
    envelope_id: str = ""
    reason: str = ""
    event_id: str = ""
    about: str = ""  # the payload's own type, e.g. app_rate_limited
    event: Mapping[str, Any] = msgspec.field(default_factory=dict)
    source: bytes = b""  # the event's own bytes, where they are at hand
    message: Parts | None = None  # a message of the usual shape; there is no ``event`` then


class _Payload(msgspec.Struct, gc=False):
    event: msgspec.Raw = msgspec.Raw()
    event_id: str = ""
    type: str = ""


class _Envelope(msgspec.Struct, gc=False):
    type: str = ""
    envelope_id: str = ""
    reason: str = ""
    payload: _Payload | None = None


_NOTHING: Final[dict[str, Any]] = {}
_ABOUT_ANOTHER: Final = frozenset({"message_changed", "message_deleted", "message_replied"})
_envelope = msgspec.json.Decoder(_Envelope).decode
_event = msgspec.json.Decoder(dict[str, Any]).decode


def frame_of(text: str) -> Frame | None:
    """A frame from its text, read by the quick way where it has the usual shape; None for what is no JSON object."""
    try:
        envelope = _envelope(text)
        payload = envelope.payload
        if payload is None or not payload.event:
            return Frame(envelope.type, envelope.envelope_id, envelope.reason, about=payload.type if payload else "")
        source = bytes(payload.event)
        parts = parts_of(source)
        if parts is None or parts.type != "message" or parts.subtype in _ABOUT_ANOTHER:
            event, parts = _event(source), None
        else:
            event = _NOTHING
        return Frame(envelope.type, envelope.envelope_id, "", payload.event_id, payload.type, event, source, parts)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _odd_frame(text)


def _odd_frame(text: str) -> Frame | None:
    """A frame in which something has another shape: what can be read of it is."""
    try:
        found = decoded(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    payload = found.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    event = payload.get("event")
    return Frame(
        _word(found, "type"),
        _word(found, "envelope_id"),
        _word(found, "reason"),
        _word(payload, "event_id"),
        _word(payload, "type"),
        event if isinstance(event, dict) else {},
    )


def _word(where: Mapping[str, Any], key: str) -> str:
    value = where.get(key)
    return value if isinstance(value, str) else ""


def acknowledgement(envelope_id: str) -> bytes:
    """The frame that tells Slack that an envelope has arrived."""
    return encoded({"envelope_id": envelope_id})


# What an event tells the desk


class Came(msgspec.Struct, frozen=True, gc=False):
    """A message came, or was changed; the message as it was at ``as_of``."""

    message: Message
    as_of: datetime
    changed: bool


class Gone(msgspec.Struct, frozen=True, gc=False):
    """A message was deleted at ``as_of``."""

    position: Position
    as_of: datetime


class Answered(msgspec.Struct, frozen=True, gc=False):
    """Somebody answered in the thread of a message."""

    position: Position


class Changed(msgspec.Struct, frozen=True, gc=False):
    """Somebody is new, or is now called otherwise or entitled otherwise; as Slack had it at ``as_of``."""

    person: Person
    as_of: datetime = EPOCH


class Moved(msgspec.Struct, frozen=True, gc=False):
    """The workspace's channels, or who is in them, changed."""


class Held(msgspec.Struct, frozen=True, gc=False):
    """Slack holds events back, because there were too many."""


News: TypeAlias = Came | Gone | Answered | Changed | Moved | Held


def news_of(frame: Frame, homes: Mapping[str, Home]) -> News | None:
    """What a frame tells the desk; None for what does not concern it. Never raises."""
    if frame.about == "app_rate_limited":
        return Held()
    if frame.message is not None:
        return _usual_news(frame.message, frame.source, homes)
    event = frame.event
    kind = event.get("type")
    if kind == "message":
        return _message_news(frame, homes)
    if kind in ("user_change", "team_join"):
        person = person_of(event.get("user"))
        return None if person is None else Changed(person, changed_at(event["user"]))
    return Moved() if isinstance(kind, str) and kind in _CHANNELS_CHANGED else None


def _usual_news(parts: Parts, source: bytes, homes: Mapping[str, Home]) -> News | None:
    if parts.channel not in homes:
        return None
    message = message_from(parts, parts.channel, homes, source)
    return None if message is None else Came(message, message.position.at, changed=False)


def _message_news(frame: Frame, homes: Mapping[str, Home]) -> News | None:
    event = frame.event
    channel, subtype = event.get("channel"), event.get("subtype")
    if not isinstance(channel, str) or channel not in homes:
        return None
    if subtype == "message_deleted":
        at = at_of(event.get("deleted_ts"))
        return None if at is None else Gone(Position(at, channel), _as_of(event, at))
    if subtype == "message_replied":
        inner = event.get("message")
        parent = at_of(inner.get("thread_ts")) if isinstance(inner, dict) else None
        return None if parent is None else Answered(Position(parent, channel))
    if subtype == "message_changed":
        inner = event.get("message")
        message = message_of(inner, channel, homes) if isinstance(inner, dict) else None
        return None if message is None else Came(message, _as_of(event, message.position.at), changed=True)
    message = message_of(event, channel, homes, frame.source or None)
    return None if message is None else Came(message, message.position.at, changed=False)


def _as_of(event: Mapping[str, Any], at: datetime) -> datetime:
    """When Slack made a change: never before the message itself."""
    return max(at_of(event.get("event_ts")) or EPOCH, at_of(event.get("ts")) or EPOCH, at)
