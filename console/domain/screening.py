"""Screening: which rules a text touches, and where."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

import msgspec

from console.domain.contacts import contacts
from console.domain.normal import Normal, Span, normal
from console.domain.rules import Rule, Version
from console.domain.spelling import Spelt, spelt
from console.domain.vocabulary import Vocabulary
from console.domain.words import AgeBand, Audience, RuleKind

Key = TypeVar("Key", bound=Hashable)
AT_ONCE: Final = 5_000  # characters that take a few milliseconds
_UNDER_18: Final = frozenset({AgeBand.CHILD, AgeBand.YOUNG_TEEN, AgeBand.TEEN})


class HitKind(StrEnum):
    """What a rule found in a text."""

    WORD = "word"
    PHONE = "phone"
    LINK = "link"
    EMAIL = "email"
    HANDLE = "handle"


class Hit(msgspec.Struct, frozen=True):
    """That a text touches a rule: what of it, in which version, and where.

    ``spans`` are half open ranges of code points in the text as it was written, in order, none inside another.
    """

    rule: str
    version: int
    kind: HitKind
    spans: tuple[Span, ...]


class Reading(msgspec.Struct, frozen=True):
    """A text as it was read for screening: what does not depend on the rules, so that it is done once."""

    normal: Normal
    contacts: Mapping[RuleKind, tuple[Span, ...]]
    hidden: tuple[Spelt, ...] = ()


def read(text: str) -> Reading:
    """Read a text for screening."""
    found = normal(text)
    return Reading(found, contacts(found), spelt(found.text))


def audience_of(band: AgeBand) -> Audience:
    """The audience that a member of the age band belongs to."""
    return Audience.UNDER_18 if band in _UNDER_18 else Audience.ADULTS


class Screen:
    """The rules that are in force at a moment, ready to be held against texts.

    It is made anew when a rule changes, or when ``changes_at`` comes. Making it takes some milliseconds for hundreds of
    rules and may be done on another thread; it never changes, and any thread may ask it.
    """

    def __init__(self, rules: Iterable[Rule], now: datetime) -> None:
        known = sorted(rules, key=lambda rule: (len(rule.rule), rule.rule))  # R4 before R31
        in_force = [(rule.rule, version) for rule in known if (version := rule.in_force(now)) is not None]
        self._rules: tuple[tuple[str, Version], ...] = tuple(in_force)
        self.in_force: Mapping[str, Version] = dict(in_force)
        self._vocabulary = Vocabulary((i, word) for i, (_, version) in enumerate(self._rules) for word in version.words)
        self._with_kinds = frozenset(i for i, (_, version) in enumerate(self._rules) if version.kinds)
        self.changes_at = min((at for rule in known if (at := rule.changes_at(now)) is not None), default=None)

    def touched(self, reading: Reading, band: AgeBand | None) -> tuple[Hit, ...]:
        """The rules for that age band that the text touches, in the rules' order; without a band, those for anybody."""
        audience = None if band is None else audience_of(band)
        words = self._vocabulary.found(reading.normal, reading.hidden)
        hits: list[Hit] = []
        for i in sorted({*words, *(self._with_kinds if reading.contacts else ())}):
            rule, version = self._rules[i]
            if audience is not None and audience not in version.audience:
                continue
            if i in words:
                hits.append(Hit(rule, version.number, HitKind.WORD, _outermost(words[i])))
            hits += [
                Hit(rule, version.number, HitKind(kind), reading.contacts[kind])
                for kind in RuleKind
                if kind in version.kinds and kind in reading.contacts
            ]
        return tuple(hits)


def _outermost(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, without those that lie inside another."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def sweep(
    screen: Screen, texts: Iterable[tuple[Key, Reading, AgeBand | None]], at_once: int = AT_ONCE
) -> Iterator[Sequence[tuple[Key, tuple[Hit, ...]]]]:
    """Hold a screen against many texts, about so many characters at once: between two steps others have their turn."""
    step: list[tuple[Key, tuple[Hit, ...]]] = []
    length = 0
    for key, reading, band in texts:
        step.append((key, screen.touched(reading, band)))
        length += len(reading.normal.original)
        if length >= at_once:
            yield step
            step, length = [], 0
    if step:
        yield step
