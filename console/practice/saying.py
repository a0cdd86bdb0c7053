"""What a person says through the Web API: posting, changing and deleting messages, with Slack's rules for them."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from console.practice.calls import ApiError, Call
from console.practice.limits import Tier
from console.practice.workspace import Channel, Json, ts_number

TEXT_MOST: Final = 40_000
BLOCKS_MOST: Final = 50
BLOCK_ID_MOST: Final = 255
SECTION_MOST: Final = 3_000

_EVENT_TYPE = re.compile(r"[A-Za-z0-9_]{1,255}", re.ASCII)
_BARE = re.compile(r"&(?!(?:amp|lt|gt);)|<(?![@#!]|https?:|mailto:|tel:)")


def _post(call: Call) -> Json:
    channel = call.channel()
    metadata = _metadata(call)
    blocks = _blocks(call)
    text = _text(call)
    if not text.strip() and not blocks:
        raise ApiError("no_text")
    thread = call.moment("thread_ts", 0, "invalid_thread_ts") or None
    if thread is not None:
        if thread not in channel.messages:
            raise ApiError("thread_not_found")
        # A reply to a reply goes to the thread that reply is in.
        parent = channel.messages[thread].get("thread_ts")
        thread = ts_number(parent) if parent else thread
    message = call.workspace.post(channel, call.person, text, blocks=blocks, metadata=metadata, thread=thread)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def _update(call: Call) -> Json:
    channel = call.channel()
    number = _own(call, channel, "cant_update_message")
    metadata = _metadata(call)
    blocks = _blocks(call)
    text = _text(call) if call.arguments.get("text") is not None else None
    if text is None and blocks is None and metadata is None:
        raise ApiError("no_text")
    message = call.workspace.edit(channel, number, text=text, blocks=blocks, metadata=metadata, by=call.person.id)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


def _delete(call: Call) -> Json:
    channel = call.channel()
    number = _own(call, channel, "cant_delete_message", admins=True)
    call.workspace.delete(channel, number)
    return {"channel": channel.id, "ts": call.text("ts")}


def _own(call: Call, channel: Channel, error: str, *, admins: bool = False) -> int:
    number = call.moment("ts", 0, "message_not_found")
    message = channel.messages.get(number)
    if message is None or message.get("subtype") == "tombstone":
        raise ApiError("message_not_found")
    allowed = admins and call.workspace.users[call.person.id]["is_admin"]
    if message["user"] != call.person.id and not allowed:
        raise ApiError(error)
    return number


def _text(call: Call) -> str:
    """The text as Slack stores it: its three special characters escaped, cut at the limit."""

    def escaped(found: re.Match[str]) -> str:
        return "&amp;" if found[0] == "&" else "&lt;"

    return _BARE.sub(escaped, call.text("text")[:TEXT_MOST])


def _metadata(call: Call) -> Mapping[str, Any] | None:
    metadata = call.json("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if call.weather.metadata_refused and not call.person.bot:
        raise ApiError("metadata_must_be_sent_from_app")
    if not isinstance(metadata, dict):
        raise ApiError("invalid_metadata_format")
    if not metadata:
        return metadata
    name, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(name, str) or not isinstance(payload, dict):
        raise ApiError("invalid_metadata_format")
    if not all(_allowed(value, deep=False) for value in payload.values()):
        raise ApiError("invalid_metadata_schema")
    if not _EVENT_TYPE.fullmatch(name):
        return None  # Slack drops such metadata without a word
    return {"event_type": name, "event_payload": payload}


def _allowed(value: Any, *, deep: bool) -> bool:
    if isinstance(value, list):
        return not deep and all(_allowed(part, deep=True) for part in value)
    if isinstance(value, dict):
        return not deep and all(_allowed(part, deep=True) for part in value.values())
    return isinstance(value, str | int | float | bool)


def _blocks(call: Call) -> list[Json] | None:
    blocks = call.json("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise ApiError("invalid_blocks_format")
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if (
        len(blocks) > BLOCKS_MOST
        or any(not isinstance(given, str) or len(given) > BLOCK_ID_MOST for given in ids)
        or len(set(ids)) != len(ids)
        or not all(_well_formed(block) for block in blocks)
    ):
        raise ApiError("invalid_blocks")
    return blocks


def _well_formed(block: Json) -> bool:
    if block.get("type") != "section":
        return isinstance(block.get("type"), str)
    text = block.get("text")
    if not isinstance(text, dict) or text.get("type") not in ("mrkdwn", "plain_text"):
        return "fields" in block
    said = text.get("text")
    return isinstance(said, str) and 0 < len(said) <= SECTION_MOST


SAYING: Final[dict[str, tuple[Callable[[Call], Json], Tier]]] = {
    "chat.postMessage": (_post, Tier.SPECIAL),
    "chat.update": (_update, Tier.THREE),
    "chat.delete": (_delete, Tier.THREE),
}
