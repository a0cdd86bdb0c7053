"""Where the words that were looked for stand in a text, as the index of words understands them."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")


def bare(word: str) -> str:
    """A word without capitals and accents, as it is looked for."""
    if word.isascii():
        return word.lower()
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign)).casefold()


def words_of(text: str) -> list[str]:
    """The words in a text, as they are looked for."""
    return [bare(word) for word in _WORD.findall(text)]


def places(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """The spans (code points, ends open) of the words in a text; the last word may be unfinished."""
    asked = words_of(words)
    if not asked:
        return ()
    whole, begun = frozenset(asked), asked[-1]
    return tuple(
        found.span() for found in _WORD.finditer(text) if (word := bare(found[0])) in whole or word.startswith(begun)
    )


def around(text: str, spans: tuple[tuple[int, int], ...], length: int) -> tuple[int, int]:
    """The stretch of a long text that shows the first span: ``length`` code points at most, cut between words."""
    if len(text) <= length:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    start = min(max(0, first - length // 3), len(text) - length)
    if start:
        gap = text.find(" ", start, first)
        start = gap + 1 if gap >= 0 else start
    end = min(len(text), start + length)
    if end < len(text):
        gap = text.rfind(" ", max(start + 1, spans[0][1] if spans else 0), end)
        end = gap if gap >= 0 else end
    return start, end
