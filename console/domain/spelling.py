"""Hidden spellings of words: figures for letters, letters apart, words cut by dots, letters drawn out."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import product
from string import ascii_lowercase, digits
from typing import Final

from console.domain.hints import finder
from console.domain.normal import Normal, Span

# What a sign may stand for. Letters that some sign may both stand for are searched as one.
_STANDS_FOR: Final = {
    "0": "o",
    "1": "il",
    "2": "z",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "bg",
    "7": "tl",
    "8": "b",
    "9": "g",
    "!": "i",
    "|": "il",
    "+": "t",
    "@": "a",
    "$": "s",
    "¢": "c",
    "€": "ec",
}
_CLASSES: Final = ("il17!|t+", "ce3¢€", "bg689", "a4@", "o0", "s5$", "z2")
_CLASS: Final = str.maketrans({sign: signs[0] for signs in _CLASSES for sign in signs})
_LETTER: Final = re.compile(r"[^\W_]|[$¢€]|[!|+@](?=[^\W_])")
_NO_LETTER: Final = re.compile(r"(?:[^\w$¢€!|+@]|_)+|[!|+@](?![^\W_])")  # all the others
# What makes a text suspect: letters drawn out, wide gaps …
_SPACES: Final = [one for one in map(chr, range(128)) if one.isspace()]  # a normalised text has no others
_wide: Final = finder((*(3 * one for one in ascii_lowercase + digits), "\n", *map("".join, product(_SPACES, _SPACES))))
_THRICE: Final = re.compile(r"([^\W_])\1\1")
# … a letter with a sign for one beside it, a sign between two letters, letters apart. These begin with what is rare and
# look round there: so they are searched fast.
_SIGNED: Final = re.compile(
    r"[0-9!|+@$¢€_.*~/·•,\-](?:[^\W\d_](?<=[0-9!|+@$¢€_].)|(?<=[^\W\d_][0-9$¢€_])"
    r"|(?<=[^\W_][.*~/|·•,\-])[.*~/|·•,\-]*[^\W_])"
)
_TWO_APART: Final = re.compile(r"\s[^\W_]\b(?<=\b[^\W_]\s.)")
_LONG: Final = re.compile(r"([^\W\d_])\1\1+")
_CUT: Final = re.compile(r"[.\-_*~/|·•']{1,3}")  # what may stand inside a word that is cut
_APART: Final = re.compile(r"[\s.\-_*~/|·•,]{1,4}")
_BETWEEN: Final = re.compile(r"[\s.\-_*~/|·•]{0,6}")
_SENTENCE_ENDS: Final = re.compile(r"[.!?]\s")
_SHORT_WORDS: Final = frozenset("aiu")  # that may stand before letters that are apart: "u l o s e r"
_LEAST_APART: Final = 3
_SURE_OF: Final = 3  # letters of a word that may be cut


class Spelt:
    """The letters of a text without what stands between them; ``places`` says where in ``text.text`` each stands."""

    def __init__(self, text: Normal) -> None:
        self.text = text
        self.letters = _NO_LETTER.sub("", text.text).translate(_CLASS)

    @cached_property
    def places(self) -> Sequence[int]:
        """Found out when it is asked for: in most texts nothing is hidden."""
        return [found.start() for found in _LETTER.finditer(self.text.text)]

    def gap(self, i: int) -> str:
        """What stands before the letter: empty inside a word."""
        return self.text.text[self.places[i - 1] + 1 : self.places[i]] if i else self.text.text[: self.places[0]]

    def alone(self, i: int) -> bool:
        """Whether the letter stands by itself."""
        return (i == 0 or self.gap(i) != "") and (i + 1 == len(self.places) or self.gap(i + 1) != "")


def squeezed(word: str) -> str:
    """A word or phrase as it is searched among a text's letters; may be empty."""
    return "".join(_LETTER.findall(word)).translate(_CLASS)


def spelt(text: str) -> tuple[Spelt, ...]:
    """The letters of a normalised text, if anything in it looks hidden; twice more where letters are drawn out."""
    if not _suspect(text):
        return ()
    drawn_out = [_shortened(text, kept) for kept in (1, 2)] if _LONG.search(text) else ()
    return tuple(map(Spelt, (Normal(text, text), *drawn_out)))


def _suspect(text: str) -> bool:
    """Whether anything in it looks hidden."""
    if _wide(text) or _SIGNED.search(text) or _TWO_APART.search(text):
        return True
    return not text.isascii() and _THRICE.search(text) is not None


def _shortened(text: str, kept: int) -> Normal:
    """The text with so many of each letter that is drawn out; the last one kept stands for all that follow it."""
    starts, ends = list(range(len(text))), list(range(1, len(text) + 1))
    for run in reversed(list(_LONG.finditer(text))):
        cut = slice(run.start() + kept, run.end())
        ends[run.start() + kept - 1] = run.end()
        del starts[cut], ends[cut]
    return Normal(text, "".join([text[i] for i in starts]), starts, ends)


def fits(text: Spelt, start: int, end: int, word: str, *, any_ending: bool) -> Span | None:
    """Where the word stands in the text, when its letters from ``start`` to ``end`` really spell it.

    ``word`` is normalised, with one space between the words of a phrase.
    """
    if start and not text.gap(start):  # the middle of a word
        return None
    if not _same(text, start, end, [one for one in word if _LETTER.match(one)]):
        return None
    gaps = [text.gap(i) for i in range(start + 1, end)]
    last = end
    while any_ending and last < len(text.places) and not text.gap(last):
        last += 1
    ends = last == len(text.places) or text.gap(last) != ""
    if not ends or not (_in_words(gaps, _borders(word)) or _apart(text, (start, last), gaps)):
        return None
    return text.text.span(text.places[start], text.places[last - 1] + 1)


def _same(text: Spelt, start: int, end: int, letters: Sequence[str]) -> bool:
    """Whether each character is the letter or stands for it; figures alone spell no word."""
    found = [text.text.text[i] for i in text.places[start:end]]
    pairs = list(zip(found, letters, strict=True))
    real = any(one == letter and not one.isdigit() for one, letter in pairs)
    return real and all(one == letter or letter in _STANDS_FOR.get(one, "") for one, letter in pairs)


def _borders(word: str) -> frozenset[int]:
    """Before which of a phrase's letters a space stands, counted from 1 as the gaps between letters are."""
    found, count = set(), 0
    for one in word:
        if one == " ":
            found.add(count)
        count += bool(_LETTER.match(one))
    return frozenset(found)


def _in_words(gaps: Sequence[str], borders: frozenset[int]) -> bool:
    """Whether nothing but a dot or the like stands inside its words."""
    for i, gap in enumerate(gaps, 1):
        if i in borders:
            cut_before = i > 1 and gaps[i - 2] != ""
            if not _BETWEEN.fullmatch(gap) or (_SENTENCE_ENDS.search(gap) and not cut_before):
                return False
        elif gap and (not _CUT.fullmatch(gap) or len(gaps) < _SURE_OF - 1):
            return False
    return True


def _apart(text: Spelt, inside: Span, gaps: Sequence[str]) -> bool:
    """Whether the letters stand apart, one by one, and are not the middle of a longer word spelt so."""
    start, end = inside
    if len(gaps) + 1 < _LEAST_APART or not all(_APART.fullmatch(gap) for gap in gaps):
        return False
    usual = min(len(gap) for gap in gaps)
    before = start == 0 or len(text.gap(start)) > usual or not text.alone(start - 1)
    after = end == len(text.places) or len(text.gap(end)) > usual or not text.alone(end)
    return after and (before or text.letters[start - 1] in _SHORT_WORDS)
