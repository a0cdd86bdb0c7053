"""The examples of a rule: texts that it must hold and texts that it must leave, each held against it."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from console.domain.actions import PublishRule
from console.domain.rules import Rule, Version
from console.domain.screening import Hit, Screen, read


class Example(msgspec.Struct, frozen=True):
    """A text that the rule must hold or must leave; ``found`` are the parts of it that the rule finds."""

    text: str
    holds: bool
    found: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether the rule does with it what it must."""
        return bool(self.found) == self.holds


def screen_of(wish: PublishRule, at: datetime) -> Screen:
    """A rule alone, as if it were in force."""
    fields = (wish.title, wish.body, wish.level, wish.audience)
    version = Version(1, "", "", at, *fields, words=tuple(filter(str.strip, wish.words)), kinds=wish.kinds)
    return Screen([Rule("R0", (version,))], at)


def places_of(hits: Iterable[Hit]) -> list[tuple[int, int]]:
    """Where a text is touched, in order."""
    return sorted({span for hit in hits for span in hit.spans})


def examples(wish: PublishRule, at: datetime) -> tuple[Example, ...]:
    """The rule's examples, those that it must hold first."""
    screen = screen_of(wish, at)
    return tuple(
        Example(text, holds, tuple(text[start:end] for start, end in places_of(screen.touched(read(text), None))))
        for texts, holds in ((wish.holds, True), (wish.leaves, False))
        for text in filter(str.strip, texts)
    )
