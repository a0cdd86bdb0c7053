"""JSON at the edge: it may hold what a file cannot, or be nested beyond reason."""

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

_PLAIN: Final = frozenset({str, int, bool})  # what both encoders below write alike, if nothing in it is escaped
_sorted = msgspec.json.Encoder(order="sorted").encode
_canonical = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def utf8(text: str) -> str:
    """The text, with a question mark for each half of a character (JSON can hold halves, a file cannot)."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def clean(value: Any) -> Any:
    """A string, or a list with strings, that a file can hold."""
    if isinstance(value, str):
        return utf8(value)
    return [clean(part) if isinstance(part, str) else part for part in value] if isinstance(value, list) else value


def canonical_of(payload: Mapping[str, Any]) -> str:
    """A payload as ASCII-only JSON with sorted keys and no spaces (docs/wire.md, Digest).

    Raises ValueError or RecursionError for what is nested too deeply.
    """
    if _PLAIN.issuperset(map(type, payload.values())):
        try:
            text = _sorted(payload).decode("ascii")
        except (ValueError, OverflowError):  # other letters than ASCII's, or a number beyond 64 bits
            return _canonical(payload)
        if "\\" not in text and "\x7f" not in text:
            return text
    return _canonical(payload)


def encoded(raw: Any) -> bytes:
    """JSON in UTF-8, by the quick way where it can; what is nested too deeply is not kept."""
    try:
        return msgspec.json.encode(raw)
    except RecursionError:
        return b'{"ts":"%s"}' % str(raw["ts"]).encode("ascii")
    except (UnicodeEncodeError, ValueError, TypeError):
        return json.dumps(raw, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def decoded(text: str | bytes) -> Any:
    """JSON, by the quick way where it can: the standard library also reads halves of characters and NaN."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(text)
