"""Addresses as they are said: the dots, signs and strokes that a text spells out, put back."""

import re
from typing import Final

from console.domain.normal import Normal

# What is put back, with how sure it is: a dot or sign that was said in a word, and one that has spaces beside it.
SAID_DOT, SPACED_DOT, SAID_AT, SPACED_AT = "\ue000", "\ue001", "\ue002", "\ue003"
DOTS: Final = f".{SAID_DOT}{SPACED_DOT}"
ATS: Final = f"@{SAID_AT}{SPACED_AT}"

_POINTS: Final = ".。·•●∙‧"
_ENDING: Final = r"(?=(?:c[o0]m|[o0]rg|net|gg|co|uk|io|xyz|c\so\sm|o\sr\sg|n\se\st|c\so|u\sk)\b)"
# After a full stop and a space these may begin a sentence, unless nothing follows.
_LAST: Final = r"(?=(?:(?:c[o0]m|co|xyz|c\so\sm)\b|(?:[o0]rg|net|io|gg|uk|o\sr\sg|n\se\st)(?!\w|\s\w)))"
_RULES: Final = (
    (rf"\s{{0,3}}[\[({{<]\s{{0,3}}(?:d[o0]t|punkt|punto|point|[{_POINTS}])\s{{0,3}}[\])}}>]\s{{0,3}}", "."),
    (r"\s{0,3}[\[({<]\s{0,3}(?:at|a|@)\s{0,3}[\])}>]\s{0,3}", "@"),
    (
        r"[^\S\n]{1,3}(?:d[o0]tt?|punkt|punto|point)[^\S\n]{1,3}|[-_.]dot[-_.]|\s{0,3}dot(?=(?:c[o0]m|[o0]rg|net)\b)",
        SAID_DOT,
    ),
    (
        r"\s{1,3}(?:a{1,3}t{1,3}|arroba)\s{1,3}|[-_.]at[-_.]|(?<=\w)at(?=(?:gmail|hotmail|outlook|yahoo)dot)",
        SAID_AT,
    ),
    (
        rf"\s{{1,3}}[{_POINTS}]\s{{0,3}}{_ENDING}|[{_POINTS}]\s{{1,3}}{_LAST}",
        SPACED_DOT,
    ),
    (r"(?<=\w)[,*;^|~](?=(?:com|org|net|co\.uk)\b)|(?<=w w w)\s\.\s?", SPACED_DOT),
    (
        r"(?<=discord)\s{1,3}(?=gg\s?/)|(?<=discord)\s\.\s(?=gg\s?/)|(?<=\bt)\s\.\s(?=me\s?/)|(?<=www)\s\.\s?",
        SPACED_DOT,
    ),
    (r"\s{1,3}@{1,3}\s{0,3}|(?<=\w)@{1,3}\s{1,3}", SPACED_AT),
    (r"\s{1,3}underscore\s{1,3}", "_"),
    (r"\s{1,3}(?:dash|hyphen)\s{1,3}", "-"),
    (r"\s{1,3}colon\s{1,3}slash\s{1,3}slash\s{1,3}|\s?:\s{1,3}//\s?|\s:\s?//\s?|://\s", "://"),
    (r"\s{1,3}slash\s{1,3}|\s?[\[({<]\s?slash\s?[\])}>]\s?|(?<=\w)\s/\s?(?=\w)", "/"),
    (rf"[{_POINTS[1:]}]", "."),
    (r"(?<=\b[^\W_])\s(?=[^\W_]\b)", ""),  # letters apart
)
_SAID: Final = re.compile(  # at most letters none of them begins: it is not tried there
    rf"(?=[\s\[({{<\-_da,*;^|~@:/{_POINTS}])(?:{'|'.join(f'({pattern})' for pattern, _ in _RULES)})"
)
_MAYBE: Final = re.compile(
    rf"d[o0]t|punkt|punto|point|arroba|slash|[\[({{<{_POINTS[1:]}]|\s[.@:/]|[@:]\s|\.\s{_ENDING}|[,*;^|~](?:com|org|net|co)\b"
    r"|\b[^\W_]\s[^\W_]\b|\ba+t+\b|[-_]at[-_]|gg\s?/"
)


def undisguised(text: str) -> Normal:
    """A normalised text with what is said put back as signs, and letters that stand apart joined."""
    if not _MAYBE.search(text):
        return Normal(text, text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    before = 0
    for found in _SAID.finditer(text):
        start, end = found.span()
        sign = _RULES[(found.lastindex or 1) - 1][1]
        pieces += (text[before:start], sign)
        starts += (*range(before, start), *[start] * len(sign))
        ends += (*range(before + 1, start + 1), *[end] * len(sign))
        before = end
    pieces.append(text[before:])
    starts += range(before, len(text))
    ends += range(before + 1, len(text) + 1)
    return Normal(text, "".join(pieces), starts, ends)
