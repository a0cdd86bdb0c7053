"""Links and e-mail addresses, as they are written and as they are hidden."""

import re
from collections.abc import Iterator
from typing import Final

from console.domain.disguise import ATS, DOTS, SAID_AT, SAID_DOT, SPACED_AT, SPACED_DOT, undisguised
from console.domain.hints import finder
from console.domain.normal import Normal, Span

# How addresses end. The sure ones are no words of a sentence; the doubtful ones count with a path or "www" only.
_SURE: Final = frozenset(
    """
    com org net uk edu gov io dev xyz club blog info biz online site website shop app chat gg tv eu example c0m 0rg co
    games cloud social
    """.split()  # noqa: SIM905 -- so many words read better as one text
)
_DOUBTFUL: Final = frozenset(
    """
    me to is it in no be at am us my do so id la md sh as st vc ws pw de es se fr nl ie pl ca ch au nz br ru cn ly gle
    ee ai cc fm page link live space world wiki test onion store tech mobi
    """.split()  # noqa: SIM905 -- so many words read better as one text
)
_MAIL: Final = frozenset(
    "gmail googlemail hotmail outlook yahoo icloud proton protonmail aol live ymail g-mail".split()  # noqa: SIM905 -- so many words read better as one text
)
_FILES: Final = frozenset(("asp.net", "ado.net", "vb.net"))  # no pages but what programmers work with
# Before "dot com" they make no address ("a dot com company"), and before "at …" no name ("look at …").
_ORDINARY: Final = frozenset(
    """
    a an the this that these his her my our their your its is are was be been of for on in to some any no every dot it
    me us you them him she he they we and or but so not all here there look looking page video blog site it's more up
    out found stuff info work works home live lives school good bad am i angry stared write someone everyone mum dad
    """.split()  # noqa: SIM905 -- so many words read better as one text
)
_ABOUT: Final = frozenset("about on for of the a an my some with and".split())  # "I write about grief at …"  # noqa: SIM905 -- so many words read better as one text
_NAME: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_SCHEME: Final = re.compile(
    r"(?:https?://|(?<![^\W_])(?:h(?:tt|xx|\*\*|tx|xt)ps?|ftp)\s?(?::\s?/{1,2}|//)\s?)[^\s<>\"”]+"
)
_PAGE: Final = re.compile(
    rf"(?<![\w@.\-])({_NAME}(?:[{DOTS}]{_NAME})+)(:\d{{2,5}})?([/?#][^\s<>\"”]*)?(?![@{ATS[1:]}])"
)
_BOX: Final = re.compile(
    rf"(?<![\w@{SPACED_AT}])(\w(?:[\w.+%'\-{DOTS}]{{0,61}}\w)?)([{ATS}]+)([^\W_][\w-]*(?:[{DOTS}]+{_NAME})*)"
)
_UNDOTTED: Final = re.compile(r"(?<!\w)www\s[\w-]{2,60}\s(?:com|org|net)\b")
_DOT: Final = re.compile(rf"[{DOTS}]+")
_SOFT: Final = re.compile(rf"[{DOTS[1:]}]")
# What an address is known by: a sign with what is round it, or a word. Letters are many in a text and signs are few: a
# pattern that begins with a sign is searched fast.
_ENDING: Final = rf"(?:{'|'.join(sorted(_SURE))}|co|c o|o r|n e)\b"
_LINK_SIGN: Final = re.compile(
    rf"[.。·•●∙‧,*;^|~\])}}>_\-/](?:(?<!/)\s?{_ENDING}"
    r"|(?<=\.)\s?\w{2,4}\s?/|(?<=\d\.)\d+\.\d|(?<=//)|(?<=: /)|(?<=gg/)|(?<=gg\s/))"
)
_LINK_WORD: Final = re.compile(rf"colon|www|w w w|(?:d[o0]tt?\s?|(?:punkt|punto|point)\s){_ENDING}")
_BOX_SIGN: Final = re.compile(r"[@\[({<_\-](?:(?<=@)|\s?at|(?<=[\[({<])\s?a\s?[\])}>])")
_words: Final = finder(("colon", "www", "w w w", "dot", "d0t", "punkt", "punto", "point", "arroba", *sorted(_MAIL)))
_MAIL_WORD: Final = re.compile("|".join(sorted(_MAIL)))
_SAID_AT: Final = re.compile(rf"\ba{{1,3}}t{{1,3}}\b|at(?:{'|'.join(sorted(_MAIL))})")
_CUE: Final = re.compile(r"(?:e-?mail|mail|contact|reach|write|send|address)\W[^.!?]{0,24}$")
_TRAILING: Final = ".,;:!?'\"”’)]}>*…"
_PARTS_OF_NUMBER, _LARGEST = 4, 255


def addresses(text: str) -> tuple[list[Span], list[Span]]:
    """Where links, and where e-mail addresses stand in a normalised text; no stretch is both."""
    words = bool(_words(text))
    link = _LINK_SIGN.search(text) is not None or (words and _LINK_WORD.search(text) is not None)
    box = _BOX_SIGN.search(text) is not None or (words and "arroba" in text)
    if not box and (link or (words and _MAIL_WORD.search(text))):
        box = _SAID_AT.search(text) is not None
    if not link and not box:
        return [], []
    said = undisguised(text)
    boxes = list(_boxes(said)) if box else []
    pages = [span for span in _pages(said) if not _inside(span, boxes)] if link else []
    return [said.span(*span) for span in pages], [said.span(*span) for span in boxes]


def _inside(span: Span, others: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


# Links


def _pages(said: Normal) -> Iterator[Span]:
    text, last = said.text, 0
    for found in _SCHEME.finditer(text):
        last = found.start() + len(found[0].rstrip(_TRAILING))
        yield found.start(), last
    for found in _UNDOTTED.finditer(text):
        yield found.span()
    schemes = [found.span() for found in _SCHEME.finditer(text)]
    for found in _PAGE.finditer(text):
        if _inside(found.span(), schemes):
            continue
        end = _page_end(found)
        if end:
            yield found.start(), end


def _page_end(found: re.Match[str]) -> int:
    """Where the address of a page ends; 0 when this is none."""
    host, port, path = found[1], found[2] or "", found[3] or ""
    names = _DOT.split(host)
    if all(name.isdigit() for name in names):
        number = len(names) == _PARTS_OF_NUMBER and all(int(name) <= _LARGEST for name in names if len(name) <= 3)  # noqa: PLR2004
        return found.end() - _trailing(path) if number and (port or any(map(str.isalpha, path))) else 0
    if path or port:
        known = names[-1] in _SURE or names[-1] in _DOUBTFUL
        return found.end() - _trailing(path) if known and not _common(host, names) else 0
    while len(names) > 1 and not _ends(names):
        names.pop()  # "example.com.Thanks"
    if len(names) < 2:  # noqa: PLR2004 -- a name and an ending
        return 0
    host = _first(host, len(names))
    return found.start() + len(host) if not _common(host, names) else 0


def _ends(names: list[str]) -> bool:
    return names[-1] in _SURE or (names[0].startswith("www") and names[-1] in _DOUBTFUL)


def _first(host: str, count: int) -> str:
    """The first so many names of a host, with what stands between them."""
    for i, dot in enumerate(_DOT.finditer(host), 1):
        if i == count:
            return host[: dot.start()]
    return host


def _common(host: str, names: list[str]) -> bool:
    """Whether it only looks like an address: a file of programmers, or a sentence about dots."""
    before = names[-3] if names[-1] == "uk" and names[-2] == "co" and len(names) > 2 else names[-2]  # noqa: PLR2004
    return host in _FILES or (_SOFT.search(host) is not None and before in _ORDINARY)


def _trailing(path: str) -> int:
    """How many characters at the end of a path belong to the sentence around it."""
    return len(path) - len(path.rstrip(_TRAILING))


# E-mail addresses


def _boxes(said: Normal) -> Iterator[Span]:
    text, begin = said.text, 0
    while found := _BOX.search(text, begin):
        begin = found.start(3)  # what is no host may be a name itself: "mail him at …"
        local, at, host = found[1], found[2], found[3]
        names = _DOT.split(host)
        doubtful = frozenset() if _SOFT.search(host) else _DOUBTFUL
        while len(names) > 1 and names[-1] not in _SURE and names[-1] not in doubtful:
            names.pop()
        known = names[-1] in _MAIL if len(names) == 1 else True
        if not known:
            continue
        if SAID_AT in at and not _named(text[: found.start()], local, host, names):
            continue
        begin = found.start(3) + len(_first(host, len(names)))
        yield found.start(), begin


def _named(before: str, local: str, host: str, names: list[str]) -> bool:
    """Whether "NAME at HOST", said in words, is an address and no sentence about a page."""
    if local[local.rfind(SAID_DOT) + 1 :] in _ORDINARY:
        return False
    if SPACED_DOT in host and not _CUE.search(before):  # "… at once. Net result"
        return False
    if any(not one.isalpha() for one in local) or names[0] in _MAIL or not before.strip():
        return True
    if before.rsplit(maxsplit=1)[-1] in _ABOUT:
        return False
    return _SOFT.search(host) is not None or _CUE.search(before) is not None
