"""Figures in a text, however they are written: as digits, in words, in letters that look like them."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

_ONES: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# As they stand once letters that are written twice are written once.
_WORDS: Final[dict[str, str]] = {
    **{word: str(digit) for digit, word in enumerate(_ONES)},
    "thre": "3",
    **dict.fromkeys(("oh", "o", "nought", "naught", "nil"), "0"),
    "sevn": "7",
    "nyne": "9",
    "fiv": "5",
    "ait": "8",
    "hundred": "00",
}
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3}
# Words that only sound like a figure: they count among true ones.
_SOUNDS: Final = {"won": "1", "to": "2", "too": "2", "fre": "3", "tre": "3", "for": "4", "fore": "4", "ate": "8"}
_LOOKS: Final = {"o": "0", "l": "1", "i": "1", "z": "2", "s": "5", "b": "8"}
_FILLERS: Final = frozenset(
    "and then dash hyphen space dot point comma slash followed by next gap plus star underscore".split()  # noqa: SIM905 -- so many words read better as one text
)
_TOKEN: Final = re.compile(r"[^\W_]+")
_REPEATED: Final = re.compile(r"([a-z])\1+")
_LEET: Final = str.maketrans("01345", "oieas")
_PIECE: Final = re.compile("|".join([*sorted((*_WORDS, *_TIMES), key=len, reverse=True), r"\d"]))
_ALL_PIECES: Final = re.compile(f"(?:{_PIECE.pattern})+")
_WIDEST: Final = 6  # characters that may stand between two parts of a number
_MOST_FILLERS: Final = 3
_NO_PART: Final = re.compile(r"[%£$€=]")
_AREA: Final = 5  # figures of an area's number: after fewer, a blank line ends the number
_CLOCK: Final = re.compile(r"\s?:\s?")


class Part(msgspec.Struct, frozen=True):
    """Figures that are written together.

    ``plus`` when a plus sign is before them, ``sounds`` when they are words that only sound like figures, ``inner``
    when they are behind a figure's point or comma.
    """

    digits: str
    start: int
    end: int
    plus: bool = False
    sounds: bool = False
    inner: bool = False


def stretches(text: str) -> Iterator[list[Part]]:
    """Parts of a normalised text that may belong to one number, in order; never an empty list."""
    stretch: list[Part] = []
    times, begun, fillers, before, plus = 1, 0, 0, 0, False
    for token in _TOKEN.finditer(text):
        word, gap = token[0], text[before : token.start()]
        before = token.end()
        if stretch and _apart(stretch[-1], gap, word):
            yield stretch
            stretch, times, fillers = [], 1, 0
        digits, next_times = _value(word, times)
        if digits or next_times > 1:
            begun = token.start() if times == 1 else begun
            if digits:
                plus = plus or (gap.rstrip(" (").endswith("+") and (not stretch or gap.startswith(" ")))
                inner = len(gap) == 1 and gap in ".," and text[token.start() - 2].isdigit()
                stretch.append(Part(digits, begun, token.end(), plus, word in _SOUNDS, inner))
            times, fillers, plus = next_times, 0, plus and not digits
        elif word in _FILLERS and fillers < _MOST_FILLERS:
            fillers, plus = fillers + 1, word == "plus"
        elif stretch:
            yield stretch
            stretch, times, fillers, plus = [], 1, 0, False
    if stretch:
        yield stretch


def _apart(last: Part, gap: str, word: str) -> bool:
    """Whether what comes after the part is no more of the same number: far away, a sum, or a time of the day."""
    clock = _CLOCK.fullmatch(gap) is not None and len(last.digits) + len(word) > 2  # noqa: PLR2004 -- one figure each
    return (
        len(gap) > _WIDEST or clock or _NO_PART.search(gap) is not None or ("\n\n" in gap and len(last.digits) < _AREA)
    )


def _value(word: str, times: int) -> tuple[str, int]:
    """The digits that a word stands for, the first so many times; and how often the next word's first counts."""
    if word.isdigit():
        return word[0] * times + word[1:], 1
    if not word.strip("o"):
        return "0" * (len(word) + times - 1), 1
    if word in _SOUNDS:
        return _SOUNDS[word] * times, 1
    has_figure = not word.isalpha() and any(one.isdigit() for one in word)
    if not has_figure and not _ALL_PIECES.fullmatch(word) and not _REPEATED.search(word):
        return "", 1  # as most words of a sentence
    if has_figure and all(one.isdigit() or one in _LOOKS for one in word):
        digits = "".join(_LOOKS.get(one, one) for one in word)
        return digits[0] * times + digits[1:], 1
    tries = (word, word.translate(_LEET)) if has_figure else (word,)
    for once in (*tries, *(_REPEATED.sub(r"\1", one) for one in tries)):
        if _ALL_PIECES.fullmatch(once):
            return _pieced(once, times)
        if once in _SOUNDS:
            return _SOUNDS[once] * times, 1
    return "", 1


def _pieced(word: str, times: int) -> tuple[str, int]:
    """The same for a word that is made of words for figures and nothing else."""
    digits = ""
    for piece in _PIECE.findall(word):
        if piece in _TIMES:
            times = _TIMES[piece]
        else:
            value = _WORDS.get(piece, piece)
            digits += value[0] * times + value[1:]
            times = 1
    return digits, times
