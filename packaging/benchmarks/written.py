"""What is screened in measurements: texts as they wait, and rules with many words."""

import random
from collections.abc import Iterator

from console.domain.events import RulePublished
from console.domain.words import Audience, RuleKind, RuleLevel
from tests.domain.labelled import labelled, lines

SYLLABLES = "ba ne ri to lu ka se mi do fa ge pi ro tu la ven dor mak lis tan ber gon".split()  # noqa: SIM905 -- reads better so
EVERYDAY = {way for way, _ in lines("clean")}


def texts_of(chance: random.Random, count: int) -> list[str]:
    """Texts as they wait: one to four sentences each, a few with a contact detail or a word of a rule."""
    clean = [one.text for one in labelled() if not one.spans and one.way in EVERYDAY]
    near = [one.text for one in labelled() if not one.spans and one.way not in EVERYDAY]
    marked = [one.text for one in labelled() if one.spans]
    made = []
    for _ in range(count):
        parts = chance.choices(clean, k=chance.randint(1, 4))
        if chance.random() < 0.2:
            parts.append(chance.choice(near))
        if chance.random() < 0.08:
            parts.append(chance.choice(marked))
        made.append(" ".join(parts))
    return made


def words_of(chance: random.Random, count: int) -> tuple[str, ...]:
    """So many words and phrases."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)]
    words[0] = f"{words[0]} {words[1]}"
    words[2] += "*"
    return tuple(words)


def rules_of(chance: random.Random, count: int, words: int, found: str) -> Iterator[RulePublished]:
    """So many rules, one in twenty for contact details too; the last one has the number 1000 and that word."""
    for number in range(count):
        last = number == count - 1
        finds = (found, *words_of(chance, words - 1)) if last else words_of(chance, words)
        kinds = tuple(RuleKind) if number % 20 == 0 else ()
        name = "R1000" if last else f"R{100 + number}"
        both = (Audience.UNDER_18, Audience.ADULTS)
        body = "Hold the post, and say why."
        yield RulePublished(name, f"Rule of {number}", body, RuleLevel.MUST, both, words=finds, kinds=kinds)
