"""Words in kept messages: what is indexed, and how it is found."""

from functools import cache
from typing import Any, Final

from console.domain.messages import Entry, Message
from console.store.cipher import Connection
from console.store.places import from_time

# Ids and people are no words to look for in a text; what is not a plain string is left out below.
_NAMES: Final = frozenset(("chat", "post", "case", "task", "shift", "to_shift", "person", "to", "ask", "of", "owner"))
_NAMES_TOO: Final = frozenset(("digest", "handover", "thread"))


@cache
def _worded(kind: Any) -> tuple[str, ...]:
    """The fields of an event that may hold words."""
    return tuple(name for name in kind.__struct_fields__ if name not in _NAMES and name not in _NAMES_TOO)


def text_of(message: Message) -> str:
    """What a message is found by: its text, and the words of its event that the text does not show."""
    text = message.text
    content = message.content
    if not isinstance(content, Entry):
        return text
    parts = [text]
    kind: Any = type(content.event)
    for name in _worded(kind):
        value = getattr(content.event, name)
        if type(value) is str and value and value not in text:
            parts.append(value)
    return "\n".join(parts) if len(parts) > 1 else text


def query_of(words: str) -> str:
    """What a person typed, as FTS5 asks for it: all words, the last one perhaps not yet finished."""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words.split() if any(sign.isalnum() for sign in word)]
    return " ".join(quoted) + "*" if quoted else ""


def found(connection: Connection, words: str, limit: int) -> list[int]:
    """The numbers of the newest messages that hold all the words."""
    query = query_of(words)
    if not query or limit <= 0:
        return []
    rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?", (query, limit))
    return [from_time(turned) for (turned,) in rows]


def raw_of(connection: Connection, id: int) -> bytes:
    """A message's bytes."""
    raw: bytes = connection.execute("SELECT raw FROM messages WHERE id = ?", (id,)).fetchone()[0]
    return raw
