"""A draft held against the rules in force: which of them it touches, and what of it each of them finds."""

from collections.abc import Iterator

from msgspec.structs import replace

from console.domain.screening import Screen, read
from console.ui.rule_rows import Card, RulesNow, cards_of
from console.ui.text import Run, one_line

_NAMED = 12  # places of a text that are told for one rule


class Checking:
    """Holds texts against the rules of a moment; none of them goes anywhere."""

    def __init__(self, rules: RulesNow) -> None:
        self._screen = Screen(rules.rules, rules.now)
        self._cards = {card.key: card for card in cards_of(rules)}

    def cards(self, text: str) -> list[Card]:
        """The rules that a text touches, each with what it finds there; nothing when it touches none."""
        found = list(self._touched(text))
        return [Card("section touched", "Touched by this text"), *found] if found else []

    def _touched(self, text: str) -> Iterator[Card]:
        spans: dict[str, set[tuple[int, int]]] = {}
        for hit in self._screen.touched(read(text), None):
            spans.setdefault(f"rule {hit.rule} {hit.version}", set()).update(hit.spans)
        for key, places in spans.items():
            told = [Run("Finds ")]
            for number, (start, end) in enumerate(sorted(places)[:_NAMED]):
                told += [Run(", ")] * bool(number) + [Run(f"“{one_line(text[start:end], 60)}”", bold=True)]
            yield replace(self._cards[key], key=f"touched {key}", to_read=False, of=0, readers="", changed=tuple(told))
