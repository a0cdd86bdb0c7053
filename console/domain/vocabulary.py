"""All words of all rules, searched in one pass."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import msgspec
from ahocorasick_rs import AhoCorasick

from console.domain import spelling
from console.domain.normal import Normal, Span, readings

ANY_ENDING: Final = "*"
_LEAST: Final = 2  # letters of a word that is searched in hidden spellings, too
_KEPT: Final = 20_000  # written words whose forms are kept: when one rule changes, the others' words are read already


class Form(msgspec.Struct, frozen=True, gc=False):
    """One form in which a written word is searched; ``any_ending`` when what follows does not matter.

    ``letters`` are those by which it is searched in hidden spellings, empty when it is not.
    """

    text: str
    any_ending: bool
    letters: str


class Vocabulary:
    """Words and phrases with their owners, ready to be found in texts.

    A word is found whole, in any case, and in hidden spellings; one that ends with ``*`` with any ending. Building
    takes some milliseconds for thousands of words, and may be done on any thread.
    """

    def __init__(self, words: Iterable[tuple[int, str]]) -> None:
        self._plain, self._hidden = _Patterns(), _Patterns()
        for owner, word in words:
            for form in _forms(word):
                self._plain.add(form.text, form, owner)
                if " " in form.text:  # a phrase is also found without its spaces
                    self._plain.add(form.text.replace(" ", ""), form, owner)
                if form.letters:
                    self._hidden.add(form.letters, form, owner)
        self._in_plain, self._in_hidden = self._plain.automaton(), self._hidden.automaton()

    def found(self, normal: Normal, hidden: Iterable[spelling.Spelt]) -> Mapping[int, set[Span]]:
        """Where in the original text each owner's words stand; owners of none are left out.

        ``hidden`` are the text's letters, if anything in it looks hidden.
        """
        found: dict[int, set[Span]] = {}
        text, plain = normal.text, self._plain
        for index, start, end in self._in_plain.find_matches_as_indexes(text, overlapping=True):
            whole = _whole(text, start, end, any_ending=plain.forms[index].any_ending)
            if whole:
                found.setdefault(plain.owners[index], set()).add(normal.span(start, whole))
        for letters in hidden if self._hidden.texts else ():
            for index, start, end in self._in_hidden.find_matches_as_indexes(letters.letters, overlapping=True):
                form = self._hidden.forms[index]
                span = spelling.fits(letters, start, end, form.text, any_ending=form.any_ending)
                if span:
                    found.setdefault(self._hidden.owners[index], set()).add(normal.span(*span))
        return found


class _Patterns:
    """What is searched, each with the form it stands for and whose it is; a text of several owners stands there often.

    Three flat lists: a container for each of thousands of words would set off a look for garbage while they are made.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.forms: list[Form] = []
        self.owners: list[int] = []

    def add(self, text: str, form: Form, owner: int) -> None:
        """Take one more."""
        self.texts.append(text)
        self.forms.append(form)
        self.owners.append(owner)

    def automaton(self) -> AhoCorasick:
        """What finds all of them in one pass."""
        return AhoCorasick(self.texts)


@lru_cache(_KEPT)
def _forms(written: str) -> tuple[Form, ...]:
    """The forms in which a word is searched; what is empty is no word."""
    any_ending = written.rstrip().endswith(ANY_ENDING)
    texts = (text for text in readings(written.rstrip().removesuffix(ANY_ENDING)) if text)
    return tuple(Form(text, any_ending, _letters(text)) for text in texts)


def _letters(text: str) -> str:
    found = spelling.squeezed(text)
    return found if len(found) >= _LEAST else ""


def _whole(text: str, start: int, end: int, *, any_ending: bool) -> int:
    """Where the word ends if it is a whole one, else 0."""
    if start and text[start].isalnum() and text[start - 1].isalnum():
        return 0
    if any_ending:
        while end < len(text) and text[end].isalnum():
            end += 1
        return end
    return 0 if end < len(text) and text[end].isalnum() and text[end - 1].isalnum() else end
