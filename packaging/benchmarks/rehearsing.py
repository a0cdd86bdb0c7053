"""A rehearsal: a draft held against the texts of a day as it is typed, while a window has its turns; prints JSON."""

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from console.domain.actions import PublishRule
from console.domain.rehearsal import SEEN, Text, rehearse
from console.domain.screening import Reading
from console.domain.words import AgeBand, Audience, Decision, RuleKind, RuleLevel
from tests.domain.labelled import labelled, lines

ROUNDS = int(sys.argv[1])
NOW = datetime(2026, 11, 25, tzinfo=UTC)
BANDS, DECISIONS = tuple(AgeBand), tuple(Decision)
chance = random.Random(1)
EVERYDAY = {way for way, _ in lines("clean")}
TYPED = "corridor challenge"


def day() -> list[Text]:
    """As many posts as a rehearsal looks at, each decided; some have near misses, some something to find."""
    nothing = [one for one in labelled() if not one.spans and not one.words]
    clean = [one.text for one in nothing if one.way in EVERYDAY]
    near = [one.text for one in nothing if one.way not in EVERYDAY]
    marked = [one.text for one in labelled() if one.spans]
    made = []
    for number in range(SEEN):
        parts = chance.choices(clean, k=chance.randint(1, 4))
        parts += chance.choices(near) if chance.random() < 0.2 else []
        parts += chance.choices(marked) if chance.random() < 0.08 else []
        text = " ".join(parts)
        at = NOW - timedelta(seconds=chance.uniform(0, 86_400))
        band, decision = BANDS[number % len(BANDS)], DECISIONS[number % len(DECISIONS)]
        made.append(Text(f"p{number}", "quiet-otter", band, text, at, None, decision, at))
    return made


def main() -> None:
    """A draft is typed letter by letter, so many times; the first look at the texts is told by itself."""
    firsts, looks, longest = [], [], 0.0
    for _ in range(ROUNDS):
        texts, readings = day(), dict[str, Reading]()
        for end in range(len(TYPED) + 1):
            words = (TYPED[:end], "casino", "promo code", "meet up*", "loser")
            audience = (Audience.UNDER_18, Audience.ADULTS)
            draft = PublishRule("T", "B", RuleLevel.STOP, audience, words=words, kinds=tuple(RuleKind))
            began = turn = time.perf_counter()
            for _step in rehearse(draft, texts, NOW, readings, time.perf_counter):
                now = time.perf_counter()
                longest, turn = max(longest, now - turn), now
            (looks if end else firsts).append(time.perf_counter() - began)
    sys.stdout.write(json.dumps({"texts": SEEN, "firsts": firsts, "looks": looks, "longest": longest}))


main()
