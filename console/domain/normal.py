"""The normalised text: what a reader sees in it, as plain small letters, with the way back to what was written."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec

Span: TypeAlias = tuple[int, int]  # a half open range

# Letters that look like Latin ones and are not taken apart by Unicode's own compatibility forms.
_SHAPES: Final = {
    "a": "ɑᴀαаɐ",
    "b": "ʙɓьвƅ",
    "c": "ᴄсϲↄ",
    "d": "ᴅԁɗđ",
    "e": "ᴇеɛєεҽə",
    "f": "ꜰƒғϝ",
    "g": "ɢɡցɠ",
    "h": "ʜһհнħ",
    "i": "ɪıіιɩӏ",
    "j": "ᴊјϳʝ",
    "k": "ᴋкκƙ",
    "l": "ʟłɭ",
    "m": "ᴍмɱ",
    "n": "ɴпηոɲŋ",
    "o": "ᴏоοσøօɔө",
    "p": "ᴘрρ",
    "q": "ǫԛɋ",
    "r": "ʀгяɍɾ",
    "s": "ꜱѕʂ",
    "t": "ᴛтτŧ",
    "u": "ᴜυцʋս",
    "v": "ᴠνѵ",
    "w": "ᴡшωѡԝա",
    "x": "хχ×",
    "y": "ʏуγүყ",
    "z": "ᴢʐƶ",
}
_LATIN: Final = {shape: letter for letter, shapes in _SHAPES.items() for shape in shapes}
# In a text that is really written in one of these scripts its letters are what they are.
_SCRIPTS: Final = {"CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN"}
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")  # letters for Unicode, nothing for the eye
_BLANK: Final = "\u2800"
_UNSEEN: Final = "MC"  # marks on other characters, and what controls, joins or means nothing
_TOKEN: Final = re.compile(r"[^\W_]+")
_SIGN_LETTERS: Final = ((0x1F130, "A"), (0x1F150, "A"), (0x1F170, "A"), (0x1F1E6, "A"))
_ALPHABET: Final = 26
_LONE_A: Final = re.compile("[ⓐⒶ🅐🅰](?<=[A-Za-z0-9 ].)(?=[A-Za-z0-9 ])")  # stands for the sign, not for the letter


class Normal(msgspec.Struct, frozen=True, weakref=True):
    """A text as it is searched: ``text`` of ``original``, small, without marks, accents and what cannot be seen.

    ``starts`` and ``ends`` say for each character of ``text`` where in ``original`` it came from; None while every
    character stands where it stood.
    """

    original: str
    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the stretch from ``start`` up to ``end`` of ``text`` stands in ``original``; it must not be empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


class _Folds(dict[int, str]):
    """What each character becomes, found out when it is first met; ``odd`` are those that do not become just one."""

    def __init__(self, *, shapes: bool) -> None:
        super().__init__()
        self._shapes = shapes
        self.odd: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self[code] = _folded(character, shapes=self._shapes)
        if len(folded) != 1:
            self.odd.add(character)
        return folded


def _folded(character: str, *, shapes: bool) -> str:
    """One character as it is searched: none for what cannot be seen, several for a ligature."""
    if character in _FILLERS:
        return ""
    if character.isspace() or character == _BLANK:
        return "\n" if character in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    for first, letter in _SIGN_LETTERS:  # letters in boxes and circles, and those that flags are made of
        if first <= ord(character) < first + _ALPHABET:
            return chr(ord(letter) + ord(character) - first).lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    kept = "".join(one for one in plain if unicodedata.category(one)[0] not in _UNSEEN)
    return "".join(_LATIN.get(one, one) if shapes or not _foreign(one) else one for one in kept)


def _foreign(character: str) -> bool:
    return unicodedata.name(character, "").partition(" ")[0] in _SCRIPTS


_ALIKE: Final = _Folds(shapes=True)
_AS_WRITTEN: Final = _Folds(shapes=False)
_FOREIGN: Final = re.compile("[\u0370-\u058f\u10a0-\u10ff\u1f00-\u1fff]")
_SEEN_LATIN: Final = re.compile("[a-z]")


def normal(text: str) -> Normal:
    """The text as it is searched."""
    if text.isascii():
        return Normal(text, text.lower())
    seen = _LONE_A.sub("@", text)
    if _FOREIGN.search(text) and _really_foreign(text):
        return _placed(text, [*_pieces(text)])
    if _all_alike(seen, folded := seen.translate(_ALIKE)):
        return Normal(text, folded)
    return _placed(text, [_ALIKE[ord(one)] for one in seen])


def _all_alike(text: str, folded: str) -> bool:
    """Whether each character became one: then all of them stand where they stood."""
    return len(folded) == len(text) and _ALIKE.odd.isdisjoint(text)


def _really_foreign(text: str) -> bool:
    """Whether there is a letter of another script that nobody takes for a Latin one."""
    return any(_foreign(one) for one in text.translate(_ALIKE))


def _pieces(text: str) -> list[str]:
    """The folds of a text of another script: only words that mix it with Latin letters are taken for Latin ones."""
    folds = [_AS_WRITTEN[ord(one)] for one in text]
    for token in _TOKEN.finditer(text):
        inside = range(token.start(), token.end())
        if _SEEN_LATIN.search("".join(folds[i] for i in inside)):
            for i in inside:
                folds[i] = _ALIKE[ord(text[i])]
    return folds


def _placed(text: str, folds: Sequence[str]) -> Normal:
    """The folds joined, with the places they came from; a mark belongs to the character before it."""
    starts: list[int] = []
    ends: list[int] = []
    for i, folded in enumerate(folds):
        for _ in folded:
            starts.append(i)
            ends.append(i + 1)
        if not folded and ends and ends[-1] == i and unicodedata.category(text[i]).startswith("M"):
            ends[-1] = i + 1
    return Normal(text, "".join(folds), starts, ends)


def readings(word: str) -> frozenset[str]:
    """How a rule's word may stand in a normalised text, with single spaces: as a Latin one, or in its own script."""
    alike = "".join([_ALIKE[ord(one)] for one in word])
    own = "".join([_AS_WRITTEN[ord(one)] for one in word])
    return frozenset(" ".join(reading.split()) for reading in (alike, own))
