"""What differs between two versions of a rule: word by word in its texts, one by one in its lists."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple

from console.domain.actions import PublishRule


class Kept(Enum):
    """Whether some words are in both texts, in the old one only, or in the new one only."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Part(NamedTuple):
    """Some words in a row."""

    kept: Kept
    text: str


class Change(NamedTuple):
    """What differs in one field, by its name on the wire; the parts read in their order."""

    field: str
    parts: tuple[Part, ...]


_WORD: Final = re.compile(r"\S+\s*")
_TEXTS: Final = ("title", "body")


def words_between(old: str, new: str) -> tuple[Part, ...]:
    """The way from one text to another, word by word; what is gone stands before what is new in its place."""
    from difflib import SequenceMatcher  # noqa: PLC0415 -- a desk on which nothing differs starts without it

    olds, news = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, [one.strip() for one in olds], [one.strip() for one in news], autojunk=False)
    found: list[Part] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            found += _parts(Kept.SAME, news[new_from:new_to])
        else:
            found += _parts(Kept.GONE, olds[old_from:old_to])
            found += _parts(Kept.NEW, news[new_from:new_to])
    return tuple(found[:-1] if found and not found[-1].text.strip() else found)


def _parts(kept: Kept, words: Sequence[str]) -> Iterator[Part]:
    """Some words, and the space after them, which is nobody's."""
    text = "".join(words)
    if text:
        bare = text.rstrip()
        yield Part(kept, bare)
        yield Part(Kept.SAME, text[len(bare) :] or " ")


def changes(before: PublishRule, after: PublishRule, when: Callable[[datetime], str]) -> tuple[Change, ...]:
    """What differs between two rules, field by field; ``when`` says a moment in words."""
    found = [Change(name, words_between(getattr(before, name), getattr(after, name))) for name in _TEXTS]
    pairs: list[tuple[str, Sequence[str], Sequence[str]]] = [
        ("level", (before.level.value,), (after.level.value,)),
        ("audience", before.audience, after.audience),
        ("from", *_moments(before.from_, after.from_, when)),
        ("until", *_moments(before.until, after.until, when)),
        ("must_read", _whether(yes=before.must_read), _whether(yes=after.must_read)),
        ("blocks_taking", _whether(yes=before.blocks_taking), _whether(yes=after.blocks_taking)),
        ("words", before.words, after.words),
        ("kinds", before.kinds, after.kinds),
        ("holds", before.holds, after.holds),
        ("leaves", before.leaves, after.leaves),
    ]
    found += [Change(name, tuple(_one_by_one(old, new))) for name, old, new in pairs]
    return tuple(one for one in found if any(part.kept is not Kept.SAME for part in one.parts))


def _moments(
    before: datetime | None, after: datetime | None, when: Callable[[datetime], str]
) -> tuple[Sequence[str], Sequence[str]]:
    return ((when(before),) if before else ()), ((when(after),) if after else ())


def _whether(*, yes: bool) -> Sequence[str]:
    return ("yes" if yes else "no",)


def _one_by_one(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """What went from a list, then what came to it; what stayed is not told."""
    told = [Part(Kept.GONE, str(one)) for one in old if one not in new]
    told += [Part(Kept.NEW, str(one)) for one in new if one not in old]
    for place, part in enumerate(told):
        if place:
            yield Part(Kept.SAME, " ")
        yield part
