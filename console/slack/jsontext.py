"""JSON at the edge: it may hold what a file cannot, or be nested beyond reason."""

import json
from typing import Any

import msgspec


def utf8(text: str) -> str:
    """The text, with a question mark for each half of a character (JSON can hold halves, a file cannot)."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def clean(value: Any) -> Any:
    """A string, or a list with strings, that a file can hold."""
    if isinstance(value, str):
        return utf8(value)
    return [clean(part) if isinstance(part, str) else part for part in value] if isinstance(value, list) else value


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
