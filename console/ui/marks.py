"""Which posting rules a text touches, as it is shown: marks in the text, chips beside a name, and sentences."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final

import msgspec

from console.domain.reading import LEVELS
from console.domain.rules import Version, called
from console.domain.words import RuleLevel
from console.ui.drawing import Chip
from console.ui.text import LONGEST, Run, neutral, one_line

if TYPE_CHECKING:
    from console.domain.screening import Hit, Screen

    Hits = tuple[Hit, ...]

_SHORT: Final = 26  # characters of a title on a chip
_NAMED: Final = 4  # rules that are told one by one,
_QUOTED: Final = 6  # and places of a text
_TONES: Final = {RuleLevel.STOP: "bad", RuleLevel.MUST: "warn", RuleLevel.NOTE: "quiet"}


class Marks(msgspec.Struct):
    """What screening found in the open texts, by chat; nothing until a rule is in force and a text was screened.

    ``changes`` says which versions altered what a text touches since it was looked at (0: the rule is over),
    ``touching`` how many texts touch each rule, ``rules`` the versions that they were held against. ``two`` says that
    publishing what a stop rule touches takes a second person.
    """

    hits: "Mapping[str, Hits]" = msgspec.field(default_factory=dict)
    changes: Mapping[str, Mapping[str, int]] = msgspec.field(default_factory=dict)
    touching: Mapping[str, int] = msgspec.field(default_factory=dict)
    stopped: AbstractSet[str] = frozenset()
    rules: Mapping[str, Version] = msgspec.field(default_factory=dict)
    screen: "Screen | None" = None
    two: bool = False

    def touched(self, chat: str) -> tuple[tuple[str, Version], ...]:
        """The rules that a chat's text touches, the gravest first."""
        return gravest_first(self.hits.get(chat, ()), self.rules)

    def chips(self, chat: str) -> tuple[Chip, ...]:
        """What stands beside a chat's alias: what changed since it was looked at, and the gravest rule it touches."""
        changed, touched = self.changes.get(chat), self.touched(chat)
        found = [Chip(changed_by(changed), "warn")] if changed else []
        if touched:
            rule, version = touched[0]
            stop = "stop · " if version.level is RuleLevel.STOP else ""
            more = f" +{len(touched) - 1}" if len(touched) > 1 else ""
            found.append(Chip(f"{stop}{short_name(rule, version)}{more}", _TONES[version.level]))
        return tuple(found)

    def sentence(self, chat: str) -> str:
        """Which rules a chat's text touches, for the screen reader; empty when there is none."""
        named = [f"{called(rule)}: {one_line(version.title, 80)}" for rule, version in self.touched(chat)]
        return f"touches {', '.join(named)}" if named else ""

    def told(self, chat: str, key: str) -> Iterator[Run]:
        """What is told below a chat's text: each rule that it touches, and what that asks for."""
        changed, touched = self.changes.get(chat), self.touched(chat)
        if changed:
            said = changed_by(changed)
            yield Run(f"{said[0].upper()}{said[1:]} since somebody looked at it here.\n", italic=True)
        for number, (rule, version) in enumerate(touched[:_NAMED]):
            way = f" ({key} goes there)" if key and not number else ""
            yield Run(f" {called(rule)} v{version.number} ", marked=True)
            title, body = one_line(version.title, 80), one_line(version.body, 200)
            yield Run(f"  {version.level.value.capitalize()}: {title}. {body}{way}\n")
        if len(touched) > _NAMED:
            yield Run(f"and {len(touched) - _NAMED} more rules\n")


def gravest_first(hits: "Iterable[Hit]", rules: Mapping[str, Version]) -> tuple[tuple[str, Version], ...]:
    """The rules of some hits, each once, the gravest level first."""
    named = dict.fromkeys(hit.rule for hit in hits if hit.rule in rules)
    return tuple(sorted(((rule, rules[rule]) for rule in named), key=lambda pair: LEVELS[pair[1].level]))


def short_name(rule: str, version: Version) -> str:
    """A rule on a chip: its number and the beginning of its title, as in ``rule 14 contact details``."""
    title = one_line(version.title, _SHORT)
    if title[1:2].islower():
        title = title[0].lower() + title[1:]
    return f"{called(rule)} {title}"


def changed_by(changes: Mapping[str, int]) -> str:
    """By which rules something changed, in a few words."""
    parts = [
        f"{called(rule)} v{version}" if version else f"{called(rule)}, now over" for rule, version in changes.items()
    ]
    return f"changed by {parts[0]}" + (f" +{len(parts) - 1}" if len(parts) > 1 else "")


def spans_of(hits: "Iterable[Hit]") -> list[tuple[int, int]]:
    """All places of some hits, in order; those that overlap are one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for hit in hits for span in hit.spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(text: str, hits: "Iterable[Hit]", limit: int = LONGEST) -> tuple[Run, ...]:
    """A text as runs, harmless as always, with the places that rules find marked."""
    runs: list[Run] = []
    at, shown = 0, text[:limit]
    for start, end in spans_of(hits):
        runs += [Run(neutral(shown[at:start])), Run(neutral(shown[start:end]), marked=True)]
        at = min(end, len(shown))
    runs.append(Run(neutral(text[at:], max(0, limit - at))))
    return tuple(run for run in runs if run.text)


def quoted(text: str, hits: "Iterable[Hit]") -> str:
    """The places of a text that rules find, in words."""
    spans = spans_of(hits)
    told = ", ".join(f"“{one_line(text[start:end], 40)}”" for start, end in spans[:_QUOTED])
    return told + (f" and {len(spans) - _QUOTED} more" if len(spans) > _QUOTED else "")
