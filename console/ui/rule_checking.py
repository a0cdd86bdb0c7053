"""A draft held against the rules in force: which of them it touches, and what of it each of them finds."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from console.domain.rules import RuleState
from console.domain.screening import Hit, Screen, read
from console.ui.marks import marked
from console.ui.rule_rows import Card, RulesNow, cards_of
from console.ui.text import Run, one_line

_NAMED: Final = 12  # places of a text that are told for one rule
_STAYS: Final = "What is marked touches a rule. It is neither sent nor kept."


class Checking:
    """Holds texts against the rules of a moment; none of them goes anywhere."""

    def __init__(self, rules: RulesNow) -> None:
        self._screen = Screen(rules.rules, rules.now)
        self._cards = {card.key: card for card in cards_of(rules)}

    def cards(self, text: str) -> list[Card]:
        """What of a text is found, marked in it, and each rule that it touches; nothing when it touches none."""
        hits = list(self._screen.touched(read(text), None))
        if not hits:
            return []
        marks = Card("pasted", "Your text", marked(text, hits), _STAYS, RuleState.UNSTRUCTURED)
        return [Card("section touched", "Touched by this text"), marks, *self._touched(text, hits)]

    def _touched(self, text: str, hits: Iterable[Hit]) -> Iterator[Card]:
        spans: dict[str, set[tuple[int, int]]] = {}
        for hit in hits:
            spans.setdefault(f"rule {hit.rule} {hit.version}", set()).update(hit.spans)
        for key, places in spans.items():
            told = [Run("Finds ")]
            for number, (start, end) in enumerate(sorted(places)[:_NAMED]):
                told += [Run(", ")] * bool(number) + [Run(f"“{one_line(text[start:end], 60)}”", bold=True)]
            yield replace(self._cards[key], key=f"touched {key}", to_read=False, of=0, readers="", changed=tuple(told))
