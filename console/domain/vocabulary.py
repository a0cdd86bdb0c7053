"""All words of all rules, searched in one pass."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from ahocorasick_rs import AhoCorasick

from console.domain import spelling
from console.domain.normal import Normal, Span, readings

ANY_ENDING: Final = "*"
_LEAST: Final = 2  # letters of a word that is searched in hidden spellings, too


class Word(msgspec.Struct, frozen=True):
    """A word or phrase as it is searched, and whose it is; ``any_ending`` when what follows does not matter."""

    text: str
    any_ending: bool
    owners: frozenset[int]


class Vocabulary:
    """Words and phrases with their owners, ready to be found in texts.

    A word is found whole, in any case, and in hidden spellings; one that ends with ``*`` with any ending. Building
    takes some milliseconds for thousands of words, and may be done on any thread.
    """

    def __init__(self, words: Iterable[tuple[int, str]]) -> None:
        self._words = _gathered(words)
        plain: dict[str, list[Word]] = {}
        hidden: dict[str, list[Word]] = {}
        for word in self._words:
            for text in {word.text, word.text.replace(" ", "")}:  # a phrase is also found without its spaces
                plain.setdefault(text, []).append(word)
            if len(letters := spelling.squeezed(word.text)) >= _LEAST:
                hidden.setdefault(letters, []).append(word)
        self._plain, self._plain_words = AhoCorasick(list(plain)), list(plain.values())
        self._hidden, self._hidden_words = AhoCorasick(list(hidden)), list(hidden.values())

    def found(self, normal: Normal, hidden: Iterable[spelling.Spelt]) -> Mapping[int, set[Span]]:
        """Where in the original text each owner's words stand; owners of none are left out.

        ``hidden`` are the text's letters, if anything in it looks hidden.
        """
        found: dict[int, set[Span]] = {}
        text = normal.text
        for index, start, end in self._plain.find_matches_as_indexes(text, overlapping=True):
            for word in self._plain_words[index]:
                whole = _whole(text, start, end, any_ending=word.any_ending)
                if whole:
                    _note(found, word, normal.span(start, whole))
        for letters in hidden if self._words else ():
            for index, start, end in self._hidden.find_matches_as_indexes(letters.letters, overlapping=True):
                for word in self._hidden_words[index]:
                    span = spelling.fits(letters, start, end, word.text, any_ending=word.any_ending)
                    if span:
                        _note(found, word, normal.span(*span))
        return found


def _gathered(words: Iterable[tuple[int, str]]) -> list[Word]:
    """Each word once, as it is searched, with all its owners; what is empty is no word."""
    owners: dict[tuple[str, bool], set[int]] = {}
    for owner, written in words:
        any_ending = written.rstrip().endswith(ANY_ENDING)
        for text in readings(written.rstrip().removesuffix(ANY_ENDING)):
            if text:
                owners.setdefault((text, any_ending), set()).add(owner)
    return [Word(text, any_ending, frozenset(whose)) for (text, any_ending), whose in owners.items()]


def _whole(text: str, start: int, end: int, *, any_ending: bool) -> int:
    """Where the word ends if it is a whole one, else 0."""
    if start and text[start].isalnum() and text[start - 1].isalnum():
        return 0
    if any_ending:
        while end < len(text) and text[end].isalnum():
            end += 1
        return end
    return 0 if end < len(text) and text[end].isalnum() and text[end - 1].isalnum() else end


def _note(found: dict[int, set[Span]], word: Word, span: Span) -> None:
    for owner in word.owners:
        found.setdefault(owner, set()).add(span)
