"""The two carriers of an event in a message: its metadata, and the ids of its blocks (docs/wire.md, Carriers)."""

import json
import logging
import re
import typing
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from console.domain.messages import Unreadable
from console.slack.jsontext import decoded
from console.slack.table import PREFIX

BLOCK_ID_LIMIT: Final = 255
BLOCK_LIMIT: Final = 50
TEXT_LIMIT: Final = 3_000  # of one section's text

_log = logging.getLogger(__name__)
_ONLY: Final = "mc1:1/1:"  # before a piece that is the whole
_PIECE = re.compile(r"mc1:([1-9]\d{0,2})/([1-9]\d{0,2}):", re.ASCII)


class TooLong(ValueError):
    """The event needs more than 50 blocks; it is refused before anything is sent."""


class Metadata(msgspec.Struct, gc=False):
    """Slack's metadata of a message, as it should be."""

    event_type: str
    event_payload: dict[str, Any]


class Block(msgspec.Struct, gc=False):
    """A block of a message, as far as it may carry something."""

    block_id: str = ""


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


def carried(raw: Mapping[str, Any]) -> Mapping[str, Any] | Unreadable | None:
    """What a message carries: ``{"event_type", "event_payload"}``, first from metadata, else from its blocks.

    None for a message that is not ours.
    """
    blocks = raw.get("blocks")
    ids = [block.get("block_id") for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    return _standing(raw.get("metadata"), _joined([id for id in ids if isinstance(id, str)]), raw.get("ts"))


def carried_in(metadata: Metadata | None, blocks: Iterable[Block], ts: str) -> Mapping[str, Any] | Unreadable | None:
    """The same of a message whose carriers were decoded already."""
    text = _joined([block.block_id for block in blocks])
    if metadata is None:
        return _standing(None, text, ts)
    return _standing({"event_type": metadata.event_type, "event_payload": metadata.event_payload}, text, ts)


def _standing(metadata: Any, text: str | Unreadable | None, ts: object) -> Mapping[str, Any] | Unreadable | None:
    """Which of the two carriers counts."""
    if not _ours(metadata):
        return _read(text)
    if isinstance(text, str) and text.encode(errors="replace") == _written(metadata):
        return metadata  # nearly always: what was written by the same words need not be read twice
    blocks = _read(text)
    if blocks is None:
        return metadata
    if not metadata.get("event_payload") and not isinstance(blocks, Unreadable):
        return blocks  # Slack hands out an empty payload to those who may not read metadata
    if not _same(metadata, blocks):
        _log.warning("The two carriers of a message differ; its metadata stands.", extra={"ts": ts})
    return metadata


def _written(metadata: Mapping[str, Any]) -> bytes | None:
    try:
        return msgspec.json.encode(metadata)
    except (RecursionError, ValueError, TypeError):
        return None


def _ours(metadata: Any) -> typing.TypeGuard[Mapping[str, Any]]:
    if not isinstance(metadata, dict):  # a decoder gives nothing else, and asking for Mapping is slow
        return False
    name = metadata.get("event_type")
    return isinstance(name, str) and name.startswith(PREFIX)


def _same(metadata: Mapping[str, Any], blocks: Mapping[str, Any] | Unreadable) -> bool:
    if isinstance(blocks, Unreadable):
        return False
    try:
        return bool(
            metadata["event_type"] == blocks["event_type"]
            and metadata.get("event_payload") == blocks.get("event_payload")
        )
    except RecursionError:
        return False


def _joined(ids: list[str]) -> str | Unreadable | None:
    """The text that the pieces in these ids give together; None where there is no piece."""
    if len(ids) == 1 and ids[0].startswith(_ONLY):
        return ids[0][len(_ONLY) :]
    pieces: dict[int, str] = {}
    total: set[int] = set()
    for id in ids:
        found = _PIECE.match(id)
        if found:
            total.add(int(found[2]))
            piece = id[found.end() :]
            if pieces.setdefault(int(found[1]), piece) != piece:
                return Unreadable("two of its pieces have the same number")
    if not pieces:
        return None
    if len(total) != 1 or sorted(pieces) != list(range(1, total.pop() + 1)):
        return Unreadable("a piece of it is missing")
    return "".join(pieces[n] for n in sorted(pieces))


def _read(text: str | Unreadable | None) -> Mapping[str, Any] | Unreadable | None:
    """What the text of the second carrier says."""
    if not isinstance(text, str):
        return text
    try:
        found = decoded(text)
    except (ValueError, RecursionError):
        return Unreadable("its blocks do not hold whole JSON")
    return found if _ours(found) else Unreadable("its blocks name no event")
