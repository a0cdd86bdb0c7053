"""Handles: the names under which somebody is found elsewhere, as they are written and as they are hidden."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from console.domain.hints import finder
from console.domain.normal import Normal, Span

_SIGNS: Final = {"a": "[a4@]", "i": "[i1!|]", "o": "[o0]", "e": "[e3]"}
_SERVICES: Final = """
    instagram insta snapchat snap discord dizzcord tiktok whatsapp telegram youtube twitter facebook roblox fortnite
    minecraft playstation spotify pinterest bereal twitch wattpad tumblr reddit skype wechat steam xbox threads vsco
    kik psn messenger finsta bluesky mastodon
    """.split()  # noqa: SIM905 -- so many words read better as one text
_BRIEF: Final = ("sc", "ig", "tt", "tg", "yt", "gt", "fb", "dc")
_PAIRED: Final = ("ins ta", "tele gram", "tik tok", "snap chat", "you tube", "whats app")
_OTHERS: Final = ("disc", "line", "snapp", *_PAIRED, "👻", "📸")
_OWNER: Final = "username|user name|user|handle|account|gamertag|gamer tag|name|tag|code|id|channel"


def _written(service: str) -> str:
    """A service's name, with signs for letters, or its letters apart."""
    letters = [_SIGNS.get(one, one) for one in service]
    return "".join(letters) + "|" + r"[ .]".join(letters)


def _begun(service: str) -> Iterator[str]:
    """How a service's name may begin, in every way of writing it: with five letters together, or with three apart."""
    signs = [_SIGNS.get(one, one).strip("[]") for one in service]
    yield from map("".join, product(*signs[:5]))
    yield from map("".join, product(signs[0], " .", signs[1], " .", signs[2]))


_SERVICE: Final = "|".join((*map(_written, _SERVICES), *_BRIEF, *_OTHERS, "b.real"))
_BETWEEN: Final = (
    rf"(?:['’]?s\b)?(?:\s?(?:\b(?:{_OWNER}|is|ist|its|it's|as|at|under|called|me|i['’]?m)\b(?:['’]s\b)?"
    r"|@(?=\s)|[:;=→➡/\"“(\[.,\-👻👉📸>|~])){0,8}[^\S\n]{0,2}\n?[^\S\n]{0,2}"
)
_NAME: Final = r"@? ?(?:live:|u/)?(?:(?<!\w)[^\W_](?:\s[^\W_]){4,}(?!\w)|\w[\w.]*(?:-\w[\w.]*){0,3}(?:#\d{3,5})?)"
_AFTER_SERVICE: Final = re.compile(rf"(?<![^\W_])(?:{_SERVICE})(?![^\W_])({_BETWEEN})({_NAME})")
_BEFORE_SERVICE: Final = re.compile(
    rf"(?<![\w.@])((?:(?<!\w\s)[^\W_](?:\s[^\W_]){{4,}}|\w[\w.]*)(?:#\d{{3,5}})?)[^\S\n]{{1,3}}on[^\S\n]{{1,3}}(?:{_SERVICE}|everything)(?![^\W_])"
)
_OWN_NAME: Final = re.compile(
    rf"(?<![^\W_])(?:my|his|her|their|our|the)?\s?(?:user\s?name|user|account|gamer\s?tag|handle|@|at)"
    rf"((?:\s+on\s+\w+|\s+(?:t?here))?(?:\s?(?:\bis\b|\bcalled\b|['’]s\b|[:=]))*)\s+({_NAME})"
)
_ASKED: Final = re.compile(
    r"\b(?:add|follow|dm|message|msg|find|friend|search|hmu|hit me up)\b(?:\s+me\b)?([^.!?]{0,40}?)\s+(\w[\w.#]*)"
)
_JOINED: Final = re.compile(r"(?<![\w@/.])[^\W_][\w.]*_[\w.]*")  # no word of a sentence is written so
_BY_NAME: Final = re.compile(
    r"(?<![^\W_])(?:find|look|search|follow|add|dm|msg|message|signal|i use|i go by|i am|i['’]?m|known as|called)"
    r"(?![^\W_])[^.!?\n]{0,30}$"
)
_TAGGED: Final = re.compile(r"(?<![\w#])\w[\w.]*#\d{4}(?!\w)")
_AT: Final = re.compile(r"(?<![\w@.])@(\s?)([^\W_]?[\w.]*\w)(?:@\w[\w-]*(?:\.\w+)+)?")
_FORUM: Final = re.compile(r"(?<![\w/])u/\w[\w-]{2,}")
_STRONG: Final = re.compile(rf"[:;=→➡/\"“(\[\-👻👉📸>|~\n]|\b(?:{_OWNER})\b")
_SAYING: Final = re.compile(r"\b(?:is|ist|its|as|under|called|i['’]?m)\b|['’]s|^s\b")
_WISHED: Final = re.compile(r"\b(?:add|follow|find|friend|message|msg|dm|hmu|look|search)\b[^.!?]{0,16}\bon\s$")
_CALLED: Final = re.compile(
    r"(?<!\w)(?:look up|search|search for|search up|find|add|hmu|dm|follow|message|msg|as|called|under)\s$"
    r"|(?<!\w)(?:i['’]?m|i am|it['’]?s)\s$"
)
_GOES_ON: Final = re.compile(
    r"\s{0,3}(?:$|[^\w\s'’]|\n"
    r"|\s(?:on|and|if|pls|please|ok|btw|xx?|lol|come|add|so|but|or|be|for|hmu|everywhere|thats|that)\b)"
)
_BESIDE: Final = re.compile(rf"(?<![^\W_])(?:{_SERVICE}|on everything)(?![^\W_])")
_OWN_HINT: Final = re.compile(r"user|account|handle|gamer|my (?:@|at\b)")
_FIGURED: Final = re.compile(r"[^\W\d_]{3,}\d+|\d+[^\W\d_]{4,}|[^\W\d_]\d[^\W\d_]{2,}")
_FIGURE_BEHIND: Final = re.compile(r"[^\W\d_]\d")
_CAPITAL_INSIDE: Final = re.compile(r"[a-z][A-Z]")
# In a text with none of these there is no handle …
_hints: Final = finder(
    (
        *("@", "#", "u/", "_", "user", "account", "handle", "gamer", "my at", "real", "on everything"),
        *_OTHERS,
        *(begun for service in _SERVICES for begun in _begun(service)),
    )
)
# … unless one of these is named: services of two letters, sought by the last, which ends few other words.
_LAST: Final = "".join(sorted({brief[-1] for brief in _BRIEF}))
_BRIEFLY: Final = re.compile(rf"[{_LAST}](?![^\W_])(?<={'|'.join(_BRIEF)})(?<![^\W_]..)")
# Words of a sentence. After "snap is" and "insta:" most words are some of these, and the rest are names.
_ORDINARY: Final = frozenset(
    """
    about absolute absolutely account addicted addictive again all already also always amazing an and annoying another
    any anymore anything are at awful back banned basically be because been being best better between blocked boring
    both broken but called can cancelled changed closed comforting complete completely constant crashed dangerous
    deactivated deleted depressing different disabled disconnected down everybody everyone everything everywhere evil
    exhausting fake fine for forever from fun full getting gone good great hacked happening happiness hard hardly has
    have hidden horrible how i if important impossible in interesting is it its just killing like literally locked
    logged lonely lovely mad making me messages more mostly much my never new nice nobody nonsense not nothing
    notifications now off okay old on only open or our out over overwhelming people pictures playing please poisonous
    pointless pretty private probably public quiet really rubbish ruining sad scary school screenshots secret showing
    silent slow so some somebody someone something sometimes somewhere stressful strange streaming stuff stupid such
    suspended terrible that the their them then there therapy these they things this those through to together
    together too toxic unbearable under unfair until upsetting useless very was we weird what whatever when where
    which who why with without wonderful working worse worst worthless wrong yesterday you your homework football
    breakfast tomorrow tonight everyday nowhere elsewhere friendly family mention everyones channel home work mum dad
    """.split()  # noqa: SIM905 -- so many words read better as one text
)
_SENTENCE_ENDINGS: Final = tuple("ing ed ly ful less able ible ous tion ness ment n't ic".split())  # noqa: SIM905 -- so many words read better as one text
_GROUPS: Final = frozenset("mention everyone here channel home school work all me you the mum dad night moment".split())  # noqa: SIM905 -- so many words read better as one text
_UNUSUAL: Final = 7  # letters of a word that may be a name without a sign of one
_NO_WORD: Final = 14  # letters that hardly a word of a sentence has
_SHORTEST: Final = 3
_NEAR: Final = 48  # characters before a name in which it is said that it is one


def handles(normal: Normal) -> list[Span]:
    """Where handles stand in the normalised text."""
    if not _hints(normal.text) and not _BRIEFLY.search(normal.text):
        return []
    found: list[Span] = []
    for start, end in sorted(_candidates(normal), key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _candidates(normal: Normal) -> Iterator[Span]:
    """All that is a handle for some reason; few texts hold a reason to look closely."""
    text = normal.text
    if "@" in text or "#" in text or "u/" in text:
        yield from _marked(normal)
    if _BESIDE.search(text):
        yield from _said(normal, _AFTER_SERVICE)
        yield from _before(normal)
    if _OWN_HINT.search(text):
        yield from _said(normal, _OWN_NAME)
    if "_" in text:
        yield from _asked(normal)
        yield from _joined(normal)


def _marked(normal: Normal) -> Iterator[Span]:
    """Names that are marked as such: @name, name#1234, u/name."""
    for found in _AT.finditer(normal.text):
        apart, name = found[1], found[2]
        if len(name) < _SHORTEST or name in _GROUPS or name.isdigit():
            continue
        if not apart or _name_like(normal, *found.span(2)):
            yield found.span()
    for shape in (_TAGGED, _FORUM):
        for found in shape.finditer(normal.text):
            yield found.span()


def _said(normal: Normal, shape: re.Pattern[str]) -> Iterator[Span]:
    """Names that are said to be one: after a service, or after "username"."""
    text = normal.text
    for found in shape.finditer(text):
        between, span = found[1], _trimmed(text, *found.span(2))
        own = shape is _OWN_NAME and between.strip() != ""
        wished = _WISHED.search(text, 0, found.start()) is not None
        said = _SAYING.search(between) is not None or _STRONG.search(between) is not None
        if _is_name(normal, span, said=own or wished or said):
            yield span


def _before(normal: Normal) -> Iterator[Span]:
    """Names before a service: "… on insta"."""
    for found in _BEFORE_SERVICE.finditer(normal.text):
        span = _trimmed(normal.text, *found.span(1))
        called = _CALLED.search(normal.text, 0, found.start()) is not None
        apart = " " in normal.text[slice(*span)]
        if apart or _name_like(normal, *span) or (called and _unusual(normal.text[slice(*span)])):
            yield span


def _asked(normal: Normal) -> Iterator[Span]:
    """Names with an underscore, in a text that asks to be added."""
    for found in _ASKED.finditer(normal.text):
        span = _trimmed(normal.text, *found.span(2))
        if "_" in normal.text[slice(*span)] and _name_like(normal, *span):
            yield span


def _joined(normal: Normal) -> Iterator[Span]:
    """Names with an underscore where a service is named, or somebody says by what name they are to be found."""
    beside = _BESIDE.search(normal.text) is not None
    for found in _JOINED.finditer(normal.text):
        span = _trimmed(normal.text, *found.span())
        known = beside or _BY_NAME.search(normal.text, max(0, span[0] - _NEAR), span[0]) is not None
        if known and sum(map(str.isalnum, normal.text[slice(*span)])) >= _SHORTEST:
            yield span


def _trimmed(text: str, start: int, end: int) -> Span:
    """Without the full stop of the sentence around it."""
    return start, start + len(text[start:end].rstrip("."))


def _is_name(normal: Normal, span: Span, *, said: bool) -> bool:
    """Whether it is somebody's name; ``said`` that the text introduces it as one."""
    word = normal.text[slice(*span)].strip("@ ")
    if _name_like(normal, *span):
        return True
    if " " in word:  # letters apart
        return said
    return said and _unusual(word) and _GOES_ON.match(normal.text, span[1]) is not None


def _name_like(normal: Normal, start: int, end: int) -> bool:
    """Whether it is written as no word of a sentence is: with figures or signs in it, or a capital in the middle."""
    word = normal.text[start:end].strip("@ ")
    if len(word) < _SHORTEST or not any(one.isalpha() for one in word):
        return False
    written = normal.original[slice(*normal.span(start, end))]
    return (
        "_" in word
        or "#" in word
        or _hyphened(word)
        or ("." in word and not all(part in _ORDINARY for part in word.split(".")))
        or _FIGURED.search(word) is not None
        or _CAPITAL_INSIDE.search(written) is not None
    )


def _hyphened(word: str) -> bool:
    """Whether its strokes are those of no word: with a figure on a letter after them, or two and a figure."""
    after = word[word.find("-") :] if "-" in word else ""
    signed = _FIGURE_BEHIND.search(after) is not None
    return signed or (after.count("-") > 1 and any(map(str.isdigit, after)))


def _unusual(word: str) -> bool:
    if len(word) < _UNUSUAL or not word.isalpha() or word in _ORDINARY:
        return False
    return len(word) >= _NO_WORD or not word.endswith(_SENTENCE_ENDINGS)
