"""What one box can find, and what of it a few letters mean: the best first, at any length."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from console.domain.words import Risk

ACTION, CHAT, CLOSED, RULE, PERSON, KEPT, ALL = range(7)  # the order of what fits equally well
KINDS: Final = ("action", "chat", "closed chat", "rule", "person", "kept", "everything kept")
SHOWN: Final = 160  # at a time, all actions among them; more letters find the others


class Findable(msgspec.Struct, frozen=True, eq=False, gc=False):
    """Something that can be found: its words made plain, its kind, its place among its kind, and which one it is."""

    plain: str
    kind: int
    rank: tuple[Any, ...]
    name: str


class Found(msgspec.Struct, frozen=True):
    """Something as it is shown: ``hint`` is its key, ``why`` says why it cannot be done now (empty: it can).

    ``said`` says better than its kind what it is; ``spans`` (code points, ends open) mark words in ``about``.
    """

    key: str
    kind: int
    name: str
    title: str
    about: str = ""
    hint: str = ""
    why: str = ""
    risk: Risk | None = None
    said: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def called(self) -> str:
        """What kind of thing it is, in words."""
        return self.said or KINDS[self.kind]

    @property
    def heading(self) -> bool:
        """Whether it is the name of a section: never."""
        return False

    @property
    def below(self) -> str:
        """Its second line."""
        return f"Not now: {self.why}" if self.why else self.about

    @property
    def words(self) -> str:
        """It in plain words."""
        key = f"key {self.hint}" if self.hint else ""
        risk = f"level {self.risk.value}" if self.risk else ""
        return ", ".join(part for part in (self.title, risk, self.below, self.called, key) if part)


def plain(text: str) -> str:
    """Words without capitals, accents and marks between them, each after a space."""
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    text = text.casefold().translate(_BETWEEN)
    return f" {text}"


_BETWEEN: Final = str.maketrans(dict.fromkeys("-–—_/.,:;·#“”\"'()", " "))


def found(query: str, things: Sequence[Findable], limit: int = SHOWN) -> list[Findable]:
    """The best of what a query means, from things in their own order; all of them while nothing is asked for."""
    return [one for fits in fitting(query, things, limit) for one in fits]


def fitting(query: str, things: Sequence[Findable], limit: int = SHOWN) -> list[list[Findable]]:
    """What a query means, those that fit equally well together, the best first; ``limit`` of them at most.

    Before all others stands what begins with its first word; then what has a word that begins with each of its
    words, then what has them in it, then what has their letters in that order, in the shortest stretch.
    """
    words = plain(query).split()
    if not words:
        return [list(things[:limit])]
    groups: list[list[Findable]] = []
    seen: set[Findable] = set()
    for group in _groups(words, things):
        groups.append([one for one in group if one not in seen][: limit - len(seen)])
        seen.update(groups[-1])
        if len(seen) == limit:
            break
    return groups


def _groups(words: Sequence[str], things: Sequence[Findable]) -> Iterator[list[Findable]]:
    """What fits equally well, the best first; each is looked for only when the better ones are too few."""
    begin = _having([f" {word}" for word in words], things)
    start = f" {words[0]}"
    yield [one for one in begin if one.plain.startswith(start)]
    yield begin
    yield _having(words, things)
    yield _in_order(words, things)


def in_order(things: Iterable[Findable]) -> list[Findable]:
    """Things in the order in which they stand when they fit equally well."""
    return sorted(things, key=lambda one: (one.kind, one.rank))


def _having(parts: Iterable[str], things: Sequence[Findable]) -> list[Findable]:
    found = list(things)
    for part in parts:
        found = [one for one in found if part in one.plain]
    return found


def _in_order(words: Sequence[str], things: Sequence[Findable]) -> list[Findable]:
    """What has the letters of each word in that order, from where a word begins; the shortest stretches first."""
    found = [(0, one) for one in things]
    for word in words:
        letters = [re.escape(letter) for letter in word]
        # Each letter where it comes first: a pattern that never has to go back is as fast as a plain search.
        search = re.compile(f" {letters[0]}" + "".join(f"[^{one}]*{one}" for one in letters[1:])).search
        found = [(span + hit.end() - hit.start(), one) for span, one in found if (hit := search(one.plain))]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]
