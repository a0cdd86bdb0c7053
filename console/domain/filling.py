"""The variables of a template: which there are, what is wrong with a wording's, and what they become for one member."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from console.domain.actions import Refusal
from console.domain.words import PostPlace

VARIABLES: Final = {  # each with what it becomes, in words
    "alias": "the member's alias",
    "rule": "the rule by which it is decided, by its title",
    "place": "where they wrote, in plain words",
}
PLACES: Final = {
    PostPlace.FORUM: "the forum",
    PostPlace.ARTICLE: "the articles",
    PostPlace.LIVE: "the live forum",
}
_BRACED: Final = re.compile(r"\{([^{}\n]*)\}|[{}]")
_SHOWN: Final = 30  # characters of a name that is no variable


class Values(NamedTuple):
    """What the variables become; one that is empty cannot be filled yet."""

    alias: str = ""
    rule: str = ""
    place: str = ""


class Part(NamedTuple):
    """A piece of a wording: plain words, or a variable by its ``name`` and its braces as ``text``."""

    text: str
    name: str = ""


def parts_of(body: str) -> Iterator[Part]:
    """A wording in its pieces, in order; what is in braces and is no variable is plain words."""
    begun = 0
    for found in _BRACED.finditer(body):
        name = (found[1] or "").strip()
        if name in VARIABLES:
            if found.start() > begun:
                yield Part(body[begun : found.start()])
            yield Part(found[0], name)
            begun = found.end()
    if begun < len(body):
        yield Part(body[begun:])


def misfit(body: str) -> Refusal | None:
    """Why a wording cannot be a template's: a brace without its other one, or a variable that there is not."""
    for found in _BRACED.finditer(body):
        if found[1] is None:
            before = body[max(0, found.start() - 12) : found.start()].rpartition("\n")[2]
            near = body[found.start() : found.start() + 12].partition("\n")[0]
            missing = "is not closed" if found[0] == "{" else "closes nothing"
            return Refusal(f"A brace {missing}: “{before}{near}”. Variables are {named()}.")
        if found[1].strip() not in VARIABLES:
            return Refusal(f"There is no variable “{{{found[1][:_SHOWN]}}}”. Variables are {named()}.")
    return None


def named() -> str:
    """The variables as somebody types them: ``{alias}, {rule} and {place}``."""
    *most, last = (f"{{{name}}}" for name in VARIABLES)
    return f"{', '.join(most)} and {last}"


def filled(body: str, values: Values) -> str:
    """A wording for one member; what cannot be filled stays as it is. What fills it is never filled itself."""
    return "".join(getattr(values, part.name) or part.text if part.name else part.text for part in parts_of(body))


def unfilled(text: str, known: str = "") -> tuple[str, ...]:
    """The variables that still stand in a text, each once; one that is in ``known`` (the alias) is that."""
    rest = text.replace(known, "") if known else text
    return tuple(dict.fromkeys(part.name for part in parts_of(rest) if part.name))


def not_filled(names: tuple[str, ...]) -> str:
    """What is to be said of variables that still stand in a text."""
    *most, last = (f"{{{name}}}" for name in names)
    those = f"{', '.join(most)} and {last} are" if most else f"{last} is"
    chosen = " Choose the rule, or write it out." if "rule" in names else " Write it out."
    return f"{those} not filled yet.{chosen}"


def called_rule(title: str) -> str:
    """A rule as a member reads of it: its title in quotes, and never its number."""
    return f"“{' '.join(title.split())}”" if title.strip() else ""
