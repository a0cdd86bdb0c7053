"""The labelled texts: what they say and which contact details and words are in them, as people marked them by hand.

The texts stand in ``screened/``: ``clean`` and ``near`` hold nothing to find, a line that begins with ``! `` neither;
``⟦ ⟧`` stand round what is to be found. ``phones``, ``links`` and ``emails`` are spellings, each put into two of the
sentences above them, by its own hash.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent / "screened"
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|n)")
_MARK: Final = re.compile("⟦(word:)?(.*?)⟧", re.DOTALL)
_KIND: Final = re.compile("⟦(phone|link|email|handle|word):")
_NOTHING: Final = ("clean", "near")
_SPELT: Final = {"phone": "phones", "link": "links", "email": "emails"}
_MARKED: Final = {"handle": "handles", "word": "words"}

# The words that the texts of words.txt are marked for.
WORDS: Final = (
    ("loser", "idiot*", "pathetic", "shut up", "freak"),
    ("casino", "free followers", "promo code", "betting", "giveaway*"),
    ("meet up", "private message", "send me a pic*", "dm me"),
    ("calories", "kilos", "diet tea*"),
    ("challenge video", "the challenge"),
)


class Labelled(NamedTuple):
    """A text, how what is in it is hidden, its kind and the spans to be found; ``tuned`` says in which half it is.

    ``words`` are the spans of words in a text that is there for another kind.
    """

    text: str
    way: str
    kind: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, int], ...]
    tuned: bool


def labelled() -> list[Labelled]:
    """All texts. A spelling stands in one half only, whatever sentences it is put into."""
    texts: list[Labelled] = []
    for name in _NOTHING:
        texts += [_labelled(line, way, "", line) for way, line in lines(name)]
    for kind, name in _MARKED.items():
        texts += [_labelled(line.removeprefix("! "), way, kind, line) for way, line in lines(name)]
    for kind, name in _SPELT.items():
        ways = list(lines(name))
        carriers = [line for way, line in ways if way == "carriers"]
        for way, spelling in ways:
            if way != "carriers":
                first = _hash(spelling) // 2 % len(carriers)
                for carrier in (carriers[first], carriers[(first + 7) % len(carriers)]):
                    texts.append(_labelled(carrier.replace("{}", f"⟦{spelling}⟧"), way, kind, spelling))
    return texts


def later(name: str = "later") -> list[Labelled]:
    """The texts that were written when all was done, as a file of them has them; a line has marks of one kind."""
    texts = []
    for way, line in lines(name):
        kind = found[1] if (found := _KIND.search(line)) else ""
        texts.append(_labelled(_KIND.sub("⟦", line), way, kind, line))
    return texts


def lines(name: str) -> Iterator[tuple[str, str]]:
    """Each line of a file with the heading it stands under."""
    way = ""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            way = line.removeprefix("# ")
        elif line:
            yield way, line


def _labelled(line: str, way: str, kind: str, of: str) -> Labelled:
    text, end = "", 0
    spans: list[tuple[int, int]] = []
    words: list[tuple[int, int]] = []
    line = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2] or "a", 16)), line)
    for mark in _MARK.finditer(line):
        text += line[end : mark.start()]
        (words if mark[1] else spans).append((len(text), len(text) + len(mark[2])))
        text += mark[2]
        end = mark.end()
    return Labelled(text + line[end:], way, kind, tuple(spans), tuple(words), _hash(of) % 2 == 0)


def _hash(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])
