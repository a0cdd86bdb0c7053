"""How well screening finds what people marked by hand: the figures of docs/screening.md."""

from collections.abc import Iterable
from typing import NamedTuple

from console.domain.rules import Rule, Version
from console.domain.screening import HitKind, Screen, read
from console.domain.words import Audience, RuleKind, RuleLevel
from tests.builders import at
from tests.domain.labelled import WORDS, Labelled

Span = tuple[int, int]


class Score(NamedTuple):
    """How many marked spans there are and were found, how many hits there were and were right, and to the character."""

    marked: int
    found: int
    hits: int
    right: int
    exact: int
    missed: tuple[tuple[str, str], ...]  # the way of hiding, and the text
    wrong: tuple[tuple[str, str], ...]

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.found / self.marked

    @property
    def precision(self) -> float:
        """The share of what was found that is there."""
        return self.right / self.hits


def screen() -> Screen:
    """Rules for every kind, and for the words of the labelled texts."""
    everybody = (Audience.UNDER_18, Audience.ADULTS)
    rules = [
        Rule(f"R{i}", (Version(1, f"of-{i}", "UDOC", at(0), "", "", RuleLevel.STOP, everybody, words=words),))
        for i, words in enumerate(WORDS)
    ]
    kinds = Version(1, "of-kinds", "UDOC", at(0), "", "", RuleLevel.STOP, everybody, kinds=tuple(RuleKind))
    return Screen([*rules, Rule("R99", (kinds,))], at(1))


def scored(texts: Iterable[Labelled]) -> dict[HitKind, Score]:
    """The score of each kind."""
    rules = screen()
    counts = {kind: [0, 0, 0, 0, 0] for kind in HitKind}
    missed: dict[HitKind, list[tuple[str, str]]] = {kind: [] for kind in HitKind}
    wrong: dict[HitKind, list[tuple[str, str]]] = {kind: [] for kind in HitKind}
    for one in texts:
        touched = rules.touched(read(one.text), None)
        for kind in HitKind:
            spans = [span for hit in touched if hit.kind is kind for span in hit.spans]
            marks = one.spans if one.kind == kind else one.words if kind is HitKind.WORD else ()
            found = [mark for mark in marks if any(_same(mark, span) for span in spans)]
            good = [span for span in spans if any(_same(mark, span) for mark in marks)]
            add = (len(marks), len(found), len(spans), len(good), len(set(marks) & set(spans)))
            counts[kind] = [old + new for old, new in zip(counts[kind], add, strict=True)]
            missed[kind] += [(one.way, one.text)] if len(found) < len(marks) else []
            wrong[kind] += [(one.way, one.text)] if len(good) < len(spans) else []
    return {
        kind: Score(marked, there, hits, right, exact, tuple(missed[kind]), tuple(wrong[kind]))
        for kind, (marked, there, hits, right, exact) in counts.items()
    }


def _same(one: Span, other: Span) -> bool:
    """Whether two spans have more in common than not."""
    both = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * both > max(one[1], other[1]) - min(one[0], other[0])
