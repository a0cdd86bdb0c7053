"""Events shown as evidence: what a kept message carries, with or without words, and the event read back from that."""

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from console.domain.messages import Entry, Message
from console.domain.words import Category
from console.slack.carriers import carried
from console.slack.jsontext import decoded
from console.slack.table import HOMES, PREFIX, TYPES, bare
from console.slack.wire import at_of, message_of

# What somebody wrote freely where the wire has no words: it goes as the words go.
_FREE: Final = {"case_closed": "outcome", "case_opinion_asked": "outcome"}
_NAMING: Final = frozenset(("id", "of", "over", "opinion"))  # the fields in which the id of an event stands
_CATEGORIES: Final = frozenset(category.value for category in Category)


def payload_in(message: Message) -> dict[str, Any]:
    """The payload of a kept message; empty for one that carries none."""
    raw = decoded(message.raw)
    found = carried(raw) if isinstance(raw, dict) else None
    payload = found.get("event_payload") if isinstance(found, Mapping) else None
    return dict(payload) if isinstance(payload, dict) else {}


def wordless(event: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A payload as a purge leaves it, and without an outcome or a category that somebody wrote freely.

    ``event`` is the event's name without its prefix. What was said and is left out is an empty string.
    """
    kept = purged(event, payload)
    free = _FREE.get(event)
    if free in kept:
        kept[free] = ""
    if "category" in kept and kept["category"] not in _CATEGORIES:
        kept["category"] = ""
    return kept


def purged(event: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A payload as a purge leaves it."""
    return bare(f"{PREFIX}{event}", payload)


def masked(id: str) -> str:
    """What stands for the id of an event of which words are left out: with the id itself they could be guessed.

    An event's hash is over its words and its id; who knows everything but a yes or a no only has to try both.
    """
    return f"~{hashlib.sha256(id.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def with_masks(payload: Mapping[str, Any], ids: AbstractSet[str]) -> dict[str, Any]:
    """A payload with what stands for these ids in place of them, wherever it names an event by one."""
    return {key: masked(value) if key in _NAMING and value in ids else value for key, value in payload.items()}


def is_of(shown: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    """Whether a payload is another one, but for ids that are masked in it."""
    if shown.keys() != payload.keys():
        return False
    return all(
        one == shown[key] or (isinstance(one, str) and shown[key] == masked(one)) for key, one in payload.items()
    )


def message_again(ts: str, channel: str, person: str, event: str, payload: Mapping[str, Any]) -> Message | None:
    """The message that such an event was, with the sum that follows from the payload; None for what was none."""
    kind = TYPES.get(f"{PREFIX}{event}")
    if kind is None or at_of(ts) is None:
        return None
    raw = {"ts": ts, "user": person, "metadata": {"event_type": f"{PREFIX}{event}", "event_payload": dict(payload)}}
    found = message_of(raw, channel, {channel: HOMES[kind]})
    return found if found is not None and isinstance(found.content, Entry) else None
