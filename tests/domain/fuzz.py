"""Screening fed with random and mutated texts: it never fails, and what it finds lies inside the text."""

import random
import sys
import time
import unicodedata
from dataclasses import dataclass
from typing import Final

from console.domain.screening import read
from tests.domain.labelled import labelled
from tests.domain.score import screen

_PLANES: Final = 17
_SURROGATES: Final = range(0xD800, 0xE000)
_SIGNS: Final = " .@:/-_#+\n\t'\"()[]{}<>0123456789oOlI\u200b\u00ad\u0301\ufe0f😊。@"
_LONG: Final = 4_000
_SLOWEST: Final = 2_000.0  # ms of processor for some thousand characters: what grows with their square takes longer


@dataclass(frozen=True)
class Told:
    """What became of so many texts."""

    texts: int
    characters: int
    touched: int
    spans: int
    outside: int  # spans that are empty, out of order, or not inside the text
    split: int  # spans that begin or end in the middle of a character with its marks
    slowest_ms: float
    microseconds_each: float

    @property
    def good(self) -> bool:
        """Whether nothing was wrong."""
        return not self.outside and not self.split and self.touched > 0 and self.slowest_ms < _SLOWEST


def fuzz(seed: int, texts: int) -> Told:
    """Screen so many texts, drawn from a seed. What screening raises is raised."""
    chance, rules = random.Random(seed), screen()
    known = [one.text for one in labelled()]
    characters = touched = spans = outside = split = 0
    slowest = whole = 0.0
    for number in range(texts):
        text = _text(chance, known, long=number % 1_000 == 0)
        began = time.thread_time()
        hits = rules.touched(read(text), None)
        took = time.thread_time() - began
        slowest, whole = max(slowest, took), whole + took
        characters += len(text)
        touched += bool(hits)
        for hit in hits:
            spans += len(hit.spans)
            outside += list(hit.spans) != sorted(set(hit.spans))
            outside += sum(not 0 <= start < end <= len(text) for start, end in hit.spans)
            split += sum(_mark(text, start) or _mark(text, end) for start, end in hit.spans)
    return Told(texts, characters, touched, spans, outside, split, slowest * 1e3, whole / texts * 1e6)


def _mark(text: str, i: int) -> bool:
    return i < len(text) and unicodedata.category(text[i]).startswith("M")


def _text(chance: random.Random, known: list[str], *, long: bool) -> str:
    """A text of any characters, or one of the labelled texts with something done to it."""
    if long:
        part = chance.choice((*known, _any(chance), "a.", "insta:", "0 ", "a@", "[dot] ", " ", "l o s e r ", "oh "))
        return part * (_LONG // max(1, len(part)))
    if chance.random() < 0.3:
        return "".join(_any(chance) for _ in range(chance.randrange(60)))
    text = chance.choice(known) + chance.choice(("", " ", chance.choice(known)))
    for _ in range(chance.randrange(6)):
        at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        match chance.randrange(6):
            case 0:
                text = text[:at] + _any(chance) + text[at:]
            case 1:
                text = text[:at] + chance.choice(_SIGNS) + text[at:]
            case 2:
                text = text[:at] + text[to:]
            case 3:
                text = text[:at] + text[at:to].swapcase() + text[to:]
            case 4:
                text = chance.choice(_SIGNS).join(text[at:to]).join((text[:at], text[to:]))
            case _:
                text = text[:at] + text[at:to] * 2 + text[to:]
    return text


def _any(chance: random.Random) -> str:
    """Any character but half of one: of any plane, or of the first one's letters and signs."""
    while True:
        code = chance.randrange(0x10000) if chance.random() < 0.5 else chance.randrange(_PLANES * 0x10000)
        if code not in _SURROGATES and code <= sys.maxunicode:
            return chr(code)
