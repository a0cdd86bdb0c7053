"""The wire: how an event becomes a Slack message and back, as docs/wire.md says."""

import dataclasses
import hashlib
import json
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from console.domain import events
from console.domain.events import Event, Said, WireEvent
from console.domain.messages import (
    Content,
    Entry,
    Message,
    Misplaced,
    Position,
    TooNew,
    Unreadable,
    micros,
    moment,
)
from console.domain.words import Home

VERSION: Final = 1
BLOCK_ID_LIMIT: Final = 255
BLOCK_LIMIT: Final = 50
TEXT_LIMIT: Final = 3_000  # of one section's text

_CARRIER = re.compile(r"mc1:([1-9]\d{0,2})/([1-9]\d{0,2}):", re.ASCII)
_TS = re.compile(r"\d{1,12}\.\d{6}", re.ASCII)
_CAMEL = re.compile(r"(?<!^)(?=[A-Z])")

# Fields that hold a member's words, or words about a member; purged when their time is over.
WORDS: Final = frozenset(
    "topic excerpt text note notes reason question summary plan if_then read_back override".split()
)

HOMES: Final[Mapping[type, Home]] = {
    **dict.fromkeys(
        (events.ChatOpened, events.ChatUpdated, events.ChatEnded, events.PostSubmitted), Home.CHAT_QUEUE
    ),
    **dict.fromkeys(
        (
            events.ChatTaken,
            events.LeaseRenewed,
            events.ChatReleased,
            events.ChatReopened,
            events.ChatPassed,
            events.PassReturned,
            events.ChatClosed,
            events.ChatNoted,
            events.ChatRiskSet,
            events.LimitLifted,
            events.RuleAcknowledged,
            events.DutyStarted,
            events.DutyPaused,
            events.DutyEnded,
            events.TaskDone,
            events.TaskUndone,
            events.PostTaken,
            events.PostDecided,
        ),
        Home.SHIFT_LOG,
    ),
    **dict.fromkeys((events.RulePublished, events.RuleReplaced, events.RuleWithdrawn), Home.MOD_UPDATES),
    **dict.fromkeys(
        (
            events.RoleGiven,
            events.RoleTaken,
            events.RosterPublished,
            events.TaskPlanned,
            events.HandoverWritten,
            events.HandoverSigned,
        ),
        Home.MOD_MAIN,
    ),
    **dict.fromkeys(
        (events.CaseFlagged, events.CaseUpdated, events.CaseClosed, events.CaseSignedOver, events.CaseSignedFor),
        Home.CASES,
    ),
    events.AskPosted: Home.ASKS,
}


def name_of(event: type) -> str:
    """The event's name on the wire, e.g. ``mc_chat_taken``."""
    return "mc_" + _CAMEL.sub("_", event.__name__).lower()


_TYPES: Final[Mapping[str, type]] = {name_of(event): event for event in HOMES}


def _listed(event: type) -> frozenset[str]:
    """The fields of an event that are lists of strings."""

    def is_list(hint: Any) -> bool:
        if isinstance(hint, types.UnionType):
            return any(is_list(part) for part in typing.get_args(hint))
        return typing.get_origin(hint) is tuple

    return frozenset(name for name, hint in typing.get_type_hints(event).items() if is_list(hint))


_LISTS: Final = {event: _listed(event) for event in _TYPES.values()}


class TooLong(ValueError):
    """The event needs more than 50 blocks; it is refused before anything is sent."""


def ts_of(at: datetime) -> str:
    """Slack's ``ts`` of a moment."""
    seconds, rest = divmod(micros(at), 1_000_000)
    return f"{seconds}.{rest:06d}"


def at_of(ts: object) -> datetime | None:
    """The moment of Slack's ``ts``; None for what is none."""
    if not isinstance(ts, str) or not _TS.fullmatch(ts):
        return None
    seconds, _, rest = ts.partition(".")
    try:
        return moment(int(seconds) * 1_000_000 + int(rest))
    except OverflowError:
        return None


# Writing


def payload_of(event: WireEvent, id: str, acted_at: datetime | None = None) -> dict[str, Any]:
    """The flat payload of an event: strings, numbers, booleans and lists of strings."""
    payload: dict[str, Any] = {"v": VERSION, "id": id}
    if acted_at is not None:
        payload["acted_at"] = _rfc3339(acted_at)
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if value is not None:
            payload[field.name.rstrip("_")] = _plain(value)
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


def blocks_of(metadata: Mapping[str, Any], text: str) -> list[dict[str, Any]]:
    """The message's blocks, whose ids are the second carrier; the first ones show the text.

    Raises TooLong when more than 50 blocks would be needed.
    """
    whole = json.dumps(metadata, ensure_ascii=True, separators=(",", ":"))
    room = BLOCK_ID_LIMIT - len("mc1:99/99:")
    pieces = [whole[at : at + room] for at in range(0, len(whole), room)]
    shown = [text[at : at + TEXT_LIMIT] for at in range(0, len(text), TEXT_LIMIT)] or [" "]
    if max(len(pieces), len(shown)) > BLOCK_LIMIT:
        raise TooLong("This is too long for one message in Slack. Please shorten it.")
    blocks: list[dict[str, Any]] = []
    for n in range(max(len(pieces), len(shown))):
        block: dict[str, Any] = (
            {"type": "section", "text": {"type": "mrkdwn", "text": shown[n]}} if n < len(shown) else {"type": "divider"}
        )
        if n < len(pieces):
            block["block_id"] = f"mc1:{n + 1}/{len(pieces)}:{pieces[n]}"
        blocks.append(block)
    return blocks


# Reading


def message_of(raw: Mapping[str, Any], channel: str, homes: Mapping[str, Home]) -> Message | None:
    """A message of Slack's, as history or the live connection gives it; None when it has no usable ``ts``.

    ``homes`` says which channel id is which home. Never raises, whatever the payload holds.
    """
    at = at_of(raw.get("ts"))
    if at is None:
        return None
    position = Position(at, channel)
    author = raw.get("user") if isinstance(raw.get("user"), str) else ""
    assert isinstance(author, str)
    parent = at_of(raw.get("thread_ts"))
    thread = parent if parent != at else None
    shown = raw.get("text")
    text = shown if isinstance(shown, str) else ""
    content, id, digest = _content(raw, position, author, thread, text, homes)
    edited = raw.get("edited")
    return Message(
        position=position,
        author=author,
        thread=thread,
        text=text,
        content=content,
        raw=json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
        print=_print(author, thread, text, carried(raw), edited),
        sum=digest,
        id=id,
        latest_reply=at_of(raw.get("latest_reply")),
    )


def carried(raw: Mapping[str, Any]) -> Mapping[str, Any] | Unreadable | None:
    """What a message carries: ``{"event_type", "event_payload"}``, first from metadata, else from its blocks.

    None for a message that is not ours.
    """
    metadata = raw.get("metadata")
    if isinstance(metadata, Mapping) and str(metadata.get("event_type", "")).startswith("mc_"):
        return metadata
    return _from_blocks(raw.get("blocks"))


def _from_blocks(blocks: object) -> Mapping[str, Any] | Unreadable | None:
    pieces: dict[int, str] = {}
    total: set[int] = set()
    for block_id in _block_ids(blocks):
        found = _CARRIER.match(block_id)
        if found:
            total.add(int(found[2]))
            if pieces.setdefault(int(found[1]), block_id[found.end() :]) != block_id[found.end() :]:
                return Unreadable("two of its pieces have the same number")
    if not pieces:
        return None
    if len(total) != 1 or sorted(pieces) != list(range(1, total.pop() + 1)):
        return Unreadable("a piece of it is missing")
    try:
        found_json = json.loads("".join(pieces[n] for n in sorted(pieces)))
    except (ValueError, RecursionError):
        return Unreadable("its blocks do not hold whole JSON")
    if isinstance(found_json, dict) and str(found_json.get("event_type", "")).startswith("mc_"):
        return found_json
    return Unreadable("its blocks name no event")


def _block_ids(blocks: object) -> Iterator[str]:
    if isinstance(blocks, Sequence) and not isinstance(blocks, str):
        for block in blocks:
            if isinstance(block, Mapping) and isinstance(block.get("block_id"), str):
                yield block["block_id"]


def _content(
    raw: Mapping[str, Any],
    position: Position,
    author: str,
    thread: datetime | None,
    text: str,
    homes: Mapping[str, Home],
) -> tuple[Content, str, bytes | None]:
    """What a message means, the id of its action, and its line's sum in the digest."""
    carrier = carried(raw)
    if carrier is None:
        plain = author and raw.get("subtype") in (None, "me_message", "thread_broadcast", "file_share", "bot_message")
        said = Entry(position, author, "", Said(text), None, thread) if plain and position.channel in homes else None
        return said, "", None
    if isinstance(carrier, Unreadable):
        return carrier, "", None
    name, payload = carrier.get("event_type"), carrier.get("event_payload")
    if not isinstance(name, str) or not isinstance(payload, Mapping):
        return Unreadable("it has no payload"), "", None
    kind = _TYPES.get(name)
    version, id = payload.get("v"), payload.get("id")
    if kind is None:
        return TooNew(name, version if isinstance(version, int) else 0), "", None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return Unreadable("its version is no number"), "", None
    if not isinstance(id, str) or not id or not author:
        return Unreadable("it has no id or no author"), "", None
    if thread is not None or homes.get(position.channel) is not HOMES[kind]:
        return Misplaced(name), "", None
    if version > VERSION:
        return TooNew(name, version), id, line_sum(position, id, name, payload)
    event = _event(kind, payload)
    if isinstance(event, Unreadable):
        return event, "", None
    acted_at = _acted_at(payload.get("acted_at"))
    return Entry(position, author, id, event, acted_at), id, line_sum(position, id, name, payload)


def _event(kind: type, payload: Mapping[str, Any]) -> Event | Unreadable:
    """The event of a payload; the reason names fields and types, never a value."""
    lists = _LISTS[kind]
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        value = payload.get(field.name.rstrip("_"))
        if value is not None:
            # A list of one is also read where a single string stands.
            values[field.name] = [value] if field.name in lists and isinstance(value, str) else value
    try:
        event: Event = msgspec.convert(values, kind, strict=True)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        return Unreadable(_reason(error))
    for field in dataclasses.fields(kind):
        at = getattr(event, field.name)
        if isinstance(at, datetime):
            if at.tzinfo is None:
                return Unreadable(f"its {field.name} has no time zone")
            object.__setattr__(event, field.name, at.astimezone(UTC))
    return event


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def _reason(error: Exception) -> str:
    """msgspec's reason without quoted values (an invalid enum value is quoted)."""
    text = str(error)
    if text.startswith("Invalid enum value"):
        return "one of its values is not in the list" + text[text.rfind(" - at") :].replace(" - at", ":")
    return text if text.startswith(("Object missing", "Expected")) else _QUOTED.sub("…", text)


def _acted_at(value: object) -> datetime | None:
    try:
        at = msgspec.convert(value, datetime)
    except (msgspec.ValidationError, ValueError):
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def line_sum(position: Position, id: str, name: str, payload: Mapping[str, Any]) -> bytes:
    """SHA-256 of an event's line in the digest (docs/wire.md, Digest)."""
    canonical = json.dumps(payload, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    inner = hashlib.sha256(canonical.encode("ascii")).hexdigest()
    line = f"{position.channel} {ts_of(position.at)} {id} {name} {inner}"
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()


def _print(author: str, thread: datetime | None, text: str, carrier: object, edited: object) -> bytes:
    if isinstance(carrier, Unreadable):
        carrier = carrier.why
    said = json.dumps([author, thread and micros(thread), text, carrier, bool(edited)], sort_keys=True, default=str)
    return hashlib.blake2b(said.encode("ascii"), digest_size=16).digest()


def read(raw: bytes, channel: str, homes: Mapping[str, Home]) -> Message | None:
    """A message from its kept bytes; the inverse of ``Message.raw``."""
    return message_of(json.loads(raw.decode("utf-8", "surrogatepass")), channel, homes)


def without_words(raw: bytes) -> bytes:
    """A kept message without anybody's words: what a purge leaves behind.

    The first carrier stays, without the fields in WORDS that may be absent and with empty strings for the others.
    """
    message = json.loads(raw.decode("utf-8", "surrogatepass"))
    kept = {key: message[key] for key in ("type", "subtype", "user", "ts", "thread_ts", "edited") if key in message}
    carrier = carried(message)
    kept["text"] = ""
    if isinstance(carrier, Mapping):
        payload = carrier.get("event_payload")
        if isinstance(payload, Mapping):
            kept["metadata"] = {
                "event_type": carrier.get("event_type"),
                "event_payload": {key: "" if key in WORDS else value for key, value in payload.items()},
            }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
