"""The wire: how an event becomes a Slack message and back, as docs/wire.md says."""

import hashlib
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import msgspec

from console.domain.events import Event, Said, WireEvent
from console.domain.messages import (
    EPOCH,
    Content,
    Entry,
    Message,
    Misplaced,
    Position,
    TooNew,
    Unreadable,
    micros,
)
from console.domain.words import Home
from console.slack.carriers import (
    BLOCK_ID_LIMIT,
    BLOCK_LIMIT,
    TEXT_LIMIT,
    Block,
    Metadata,
    TooLong,
    blocks_of,
    carried,
    carried_in,
)
from console.slack.jsontext import canonical_of, clean, decoded, encoded, utf8
from console.slack.table import HOMES, SHAPES, TYPES, WORDS, Shape, bare, name_of

__all__ = [
    "BLOCK_ID_LIMIT",
    "BLOCK_LIMIT",
    "HOMES",
    "TEXT_LIMIT",
    "VERSION",
    "WORDS",
    "Parts",
    "TooLong",
    "at_of",
    "blocks_of",
    "carried",
    "line_sum",
    "message_from",
    "message_of",
    "metadata_of",
    "name_of",
    "parts_of",
    "payload_of",
    "read",
    "ts_of",
    "without_words",
]

VERSION: Final = 1

NUMBER_LIMIT: Final = 2**53  # what every reader of JSON keeps exactly

_log = logging.getLogger(__name__)
_TS = re.compile(r"\d{1,12}\.\d{6}", re.ASCII)


def ts_of(at: datetime) -> str:
    """Slack's ``ts`` of a moment."""
    seconds, rest = divmod(micros(at), 1_000_000)
    return f"{seconds}.{rest:06d}"


def at_of(ts: object) -> datetime | None:
    """The moment of Slack's ``ts``; None for what is none."""
    if not isinstance(ts, str) or not _TS.fullmatch(ts):
        return None
    try:
        return EPOCH + timedelta(0, int(ts[:-7]), int(ts[-6:]))
    except OverflowError:
        return None


# Writing


def payload_of(event: WireEvent, id: str, acted_at: datetime | None = None) -> dict[str, Any]:
    """The flat payload of an event: strings, numbers, booleans and lists of strings."""
    payload: dict[str, Any] = {"v": VERSION, "id": id}
    if acted_at is not None:
        payload["acted_at"] = _rfc3339(acted_at)
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if value is not None:
            payload[name.rstrip("_")] = _plain(value)
    return payload


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _rfc3339(value)
    if isinstance(value, tuple):
        return [str(part) for part in value]
    return str(value) if isinstance(value, str) else value


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def metadata_of(event: WireEvent, id: str, acted_at: datetime | None = None) -> dict[str, Any]:
    """Slack's ``metadata`` of an event: the first carrier."""
    return {"event_type": name_of(type(event)), "event_payload": payload_of(event, id, acted_at)}


# Reading

_PLAIN: Final = frozenset({None, "me_message", "thread_broadcast", "file_share", "bot_message"})


class Parts(msgspec.Struct, gc=False):
    """The parts of a message that mean something, each of the type that Slack gives it."""

    ts: str = ""
    type: str = ""
    channel: str = ""
    subtype: str | None = None
    user: str = ""
    text: str = ""
    thread_ts: str | None = None
    latest_reply: str | None = None
    edited: Any = None
    metadata: Metadata | None = None
    blocks: list[Block] = []


_parts = msgspec.json.Decoder(Parts).decode


def parts_of(source: bytes) -> Parts | None:
    """The parts of a message in one step; None where any of them is of another type, or this is no JSON."""
    try:
        return _parts(source)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def message_from(parts: Parts, channel: str, homes: Mapping[str, Home], source: bytes) -> Message | None:
    """The message of these parts: the same that ``message_of`` gives for what ``source`` holds."""
    at = at_of(parts.ts)
    if at is None:
        return None
    carrier = carried_in(parts.metadata, parts.blocks, parts.ts)
    return _message(Position(at, channel), parts, carrier, homes.get(channel), source)


def message_of(
    raw: Mapping[str, Any], channel: str, homes: Mapping[str, Home], source: bytes | None = None
) -> Message | None:
    """A message of Slack's, as history or the live connection gives it; None when it has no usable ``ts``.

    ``homes`` says which channel id is which home; ``source`` are the bytes that ``raw`` was decoded from,
    where they are at hand. Never raises, whatever the payload holds.
    """
    at = at_of(raw.get("ts"))
    if at is None:
        return None
    subtype, thread_ts = raw.get("subtype"), raw.get("thread_ts")
    parts = Parts(
        ts=raw["ts"],
        subtype=subtype if subtype is None or isinstance(subtype, str) else "of another type",
        user=_text(raw, "user"),
        text=_text(raw, "text"),
        thread_ts=thread_ts if isinstance(thread_ts, str) else None,
        latest_reply=raw.get("latest_reply"),
        edited=raw.get("edited"),
    )
    source = encoded(raw) if source is None else source
    return _message(Position(at, channel), parts, carried(raw), homes.get(channel), source)


def _message(
    position: Position,
    parts: Parts,
    carrier: Mapping[str, Any] | Unreadable | None,
    home: Home | None,
    source: bytes,
) -> Message:
    author, text = parts.user, parts.text
    thread = at_of(parts.thread_ts) if parts.thread_ts != parts.ts else None
    content: Content = None
    said = id = ""
    sum: bytes | None = None
    if isinstance(carrier, Unreadable):
        content, said = carrier, carrier.why
    elif carrier is not None:
        content, said, id, sum = _understood(carrier, position, parts, thread, home)
    elif author and home and parts.subtype in _PLAIN:
        content = Entry(position, author, "", Said(text, home), None, thread)
    # Lengths keep the parts apart; JSON would cost twice as much.
    shown = f"{len(author)} {len(text)} {parts.thread_ts if thread else ''} {bool(parts.edited)} {author}{text}{said}"
    return Message(
        position,
        author,
        thread,
        text,
        content,
        source,
        hashlib.blake2b(shown.encode(), digest_size=16).digest(),
        sum,
        id,
        at_of(parts.latest_reply),
    )


_Understood: TypeAlias = tuple[Content, str, str, bytes | None]


def _understood(
    carrier: Mapping[str, Any], position: Position, parts: Parts, thread: datetime | None, home: Home | None
) -> _Understood:
    """What a carrier means, what it says in one canonical form, its action's id, and its sum in the digest."""
    name, payload = str(carrier["event_type"]), carrier.get("event_payload")
    if not isinstance(payload, dict):
        return Unreadable("it has no payload"), name, "", None
    try:
        canonical = canonical_of(payload)
    except (ValueError, RecursionError):
        return Unreadable("its payload is nested too deeply"), name, "", None
    said = f"{name} {canonical}"
    kind, id = TYPES.get(name), payload.get("id")
    version, author = _version(payload.get("v")), parts.user
    if kind is None:
        return TooNew(utf8(name), version), said, "", None
    if not version:
        return Unreadable("its version is no number"), said, "", None
    if not isinstance(id, str) or not id or utf8(id) != id or not author:
        return Unreadable("it has no id or no author"), said, "", None
    shape = SHAPES[kind]
    if thread is not None or home is not shape.home:
        return Misplaced(name), said, "", None
    event = _event(kind, shape, payload, "\\ud" in canonical) if version == VERSION else None
    if isinstance(event, Unreadable):
        return event, said, "", None
    sum = _line_sum(position.channel, parts.ts, id, name, canonical)
    if event is None:
        return TooNew(name, version), said, id, sum
    return Entry(position, author, id, event, _acted_at(payload.get("acted_at"))), said, id, sum


def _version(value: object) -> int:
    """The version of a payload; 0 for what is none."""
    counted = isinstance(value, int) and not isinstance(value, bool) and 1 <= value < NUMBER_LIMIT
    return value if counted and isinstance(value, int) else 0


def _event(kind: type, shape: Shape, payload: Mapping[str, Any], surrogates: bool) -> Event | Unreadable:
    """The event of a payload; the reason names fields and types, never a value."""
    values = payload if shape.plain and not surrogates and None not in payload.values() else _values(shape, payload)
    try:
        event: Event = msgspec.convert(values, kind, strict=True)
        for field in shape.moments:
            at = getattr(event, field)
            if at is not None:
                if at.tzinfo is None:
                    return Unreadable(f"its {field} has no time zone")
                msgspec.structs.force_setattr(event, field, at.astimezone(UTC))
    except OverflowError:
        return Unreadable("one of its moments is outside of all calendars")
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        return Unreadable(_reason(error))
    if any(abs(getattr(event, field) or 0) > NUMBER_LIMIT for field in shape.numbers):
        return Unreadable("one of its numbers is too large")
    return event


def _values(shape: Shape, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an event's fields by their names here."""
    values: dict[str, Any] = {}
    for field, on_wire, is_list in shape.fields:
        value = payload.get(on_wire)
        if value is not None:
            # A list of one is also read where a single string stands.
            value = [value] if is_list and isinstance(value, str) else value
            values[field] = clean(value)
    return values


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def _reason(error: Exception) -> str:
    """Why it cannot be read, without the values that msgspec quotes (an invalid enum value)."""
    text = str(error)
    if text.startswith("Invalid enum value"):
        return "one of its values is not in the list" + text[text.rfind(" - at") :].replace(" - at", ":")
    return text if text.startswith(("Object missing", "Expected")) else _QUOTED.sub("…", text)


def _acted_at(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        at = msgspec.convert(value, datetime)
        return at.astimezone(UTC) if at.tzinfo else None
    except (msgspec.ValidationError, ValueError, OverflowError):
        return None


def line_sum(position: Position, id: str, name: str, payload: Mapping[str, Any]) -> bytes:
    """SHA-256 of an event's line in the digest (docs/wire.md, Digest)."""
    return _line_sum(position.channel, ts_of(position.at), id, name, canonical_of(payload))


def _line_sum(channel: str, ts: str, id: str, name: str, canonical: str) -> bytes:
    inner = hashlib.sha256(canonical.encode("ascii")).hexdigest()
    return hashlib.sha256(f"{channel} {ts} {id} {name} {inner}".encode()).digest()


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    return utf8(value) if isinstance(value, str) else ""


def read(raw: bytes, channel: str, homes: Mapping[str, Home]) -> Message | None:
    """A message from its kept bytes, the inverse of ``Message.raw``; None for bytes that hold none."""
    parts = parts_of(raw)
    if parts is not None:
        return message_from(parts, channel, homes, raw)
    try:
        found = decoded(raw)
    except (ValueError, RecursionError):
        return None
    return message_of(found, channel, homes, raw) if isinstance(found, dict) else None


_BARE: Final = ("type", "subtype", "user", "ts", "thread_ts", "latest_reply", "edited")


def without_words(raw: bytes) -> bytes:
    """A kept message without anybody's words: what a purge leaves behind.

    The first carrier stays, with empty strings in the fields that WORDS names and without the fields
    that this console does not know (what they hold cannot be told).
    """
    message = decoded(raw)
    kept = {key: message[key] for key in _BARE if key in message}
    carrier = carried(message)
    kept["text"] = ""
    if isinstance(carrier, Mapping) and isinstance(carrier.get("event_payload"), Mapping):
        name = carrier["event_type"]
        kept["metadata"] = {"event_type": name, "event_payload": bare(name, carrier["event_payload"])}
    return encoded(kept)
