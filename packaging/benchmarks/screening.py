"""Screening: many open texts held against many rules after one of them changed, and one text; prints JSON.

Beside it a plain alternation of ``re`` looks for the same words in the same texts, and for nothing else.
"""

import json
import random
import re
import sys
import threading
import time
from datetime import UTC, datetime

from written import texts_of, words_of

from console.domain.rules import Rule, Version
from console.domain.screening import Reading, Screen, read, sweep
from console.domain.words import AgeBand, Audience, RuleKind, RuleLevel

TEXTS, RULES, WORDS = 10_000, 200, 20
ROUNDS = int(sys.argv[1])
TURN = 0.0005  # seconds, as in the window (console/app.py)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
chance = random.Random(1)


def rule(number: int, changed: str) -> Rule:
    """A rule of so many words and phrases, perhaps for contact details too; ``changed`` is one of its words."""
    words = words_of(chance, WORDS - 1)
    kinds = tuple(RuleKind) if number % 20 == 0 else ()
    audience = (Audience.UNDER_18, Audience.ADULTS)
    version = Version(1, "", "", NOW, "", "", RuleLevel.STOP, audience, words=(*words, changed), kinds=kinds)
    return Rule(f"R{number}", (version,))


def swept(known: list[Rule], readings: list[Reading]) -> dict[str, float]:
    """A rule has changed: the screen is made on a thread of its own, and the texts are swept in slices.

    Gives seconds: the whole, the making, and the longest time in which a window could not have had its turn.
    """
    made: list[Screen] = []
    began = turn = time.perf_counter()
    thread = threading.Thread(target=lambda: made.append(Screen(known, NOW)))
    thread.start()
    longest = 0.0
    while thread.is_alive():
        time.sleep(0.001)  # the window's own turns meanwhile
        longest, turn = max(longest, time.perf_counter() - turn - 0.001), time.perf_counter()
    making = time.perf_counter() - began
    bands = list(AgeBand)
    turn = time.perf_counter()
    for _ in sweep(made[0], ((i, one, bands[i % len(bands)]) for i, one in enumerate(readings))):
        now = time.perf_counter()
        longest, turn = max(longest, now - turn), now
    return {"whole": time.perf_counter() - began, "making": making, "longest": longest}


def first_made(rules: list[Rule]) -> float:
    """Seconds of making a screen of rules of which no word was ever read."""
    began = time.perf_counter()
    Screen(rules, NOW)
    return time.perf_counter() - began


def main() -> None:
    """Measure so many rounds."""
    sys.setswitchinterval(TURN)
    written = texts_of(chance, TEXTS)
    sweeps, reading, alternation, one = [], [], [], []
    known = [rule(number, "unchanged") for number in range(RULES)]
    firsts = []
    for number in range(ROUNDS + 1):
        firsts.append(first_made([rule(number, "unchanged") for number in range(RULES)]))
        known[-1] = rule(RULES - 1, f"changed{number}")
        began = time.perf_counter()
        readings = [read(text) for text in written]
        first = time.perf_counter() - began
        took = swept(known, readings)
        screen = Screen(known, NOW)
        single = []
        for text in written[:2_000]:
            began = time.perf_counter()
            screen.touched(read(text), AgeBand.TEEN)
            single.append(time.perf_counter() - began)
        words = {word.rstrip("*") for rule in known for word in rule.latest.words}
        pattern = re.compile(
            rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b", re.IGNORECASE
        )
        began = time.perf_counter()
        for text in written[:1_000]:
            pattern.findall(text)
        looked = (time.perf_counter() - began) * TEXTS / 1_000
        if number:  # the first round only warms up
            sweeps.append(took)
            reading.append(first)
            alternation.append(looked)
            one += single
    length = sum(map(len, written)) / len(written)
    told = {
        "sweeps": sweeps,
        "reading": reading,
        "alternation": alternation,
        "one": one,
        "length": length,
        "firsts": firsts,
    }
    sys.stdout.write(json.dumps(told))


main()
