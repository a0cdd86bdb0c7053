"""A rule published at one desk: how soon it is marked at another, and what that costs its window."""

import itertools
import random
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import parts
from figures import Figure, median, percentile
from parts import Part
from written import rules_of, texts_of

from console.practice.people import IYER

OPEN, RULES, WORDS = 10_000, 200, 20
TRIED = 500  # texts that the alternation is tried on
EVERY = 2  # milliseconds between two beats: a gap is as long as the window was kept, and these
BREATH = 1.3  # seconds; Slack takes about a message a second in each channel


def alternation() -> float:
    """Seconds that a plain alternation of ``re`` takes for the same words in as many texts, and nothing else."""
    chance = random.Random(1)
    texts = texts_of(chance, TRIED)
    words = {word.rstrip("*") for rule in rules_of(chance, RULES, WORDS, "tram") for word in rule.words or ()}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b", re.IGNORECASE)
    began = time.perf_counter()
    for text in texts:
        pattern.findall(text)
    return (time.perf_counter() - began) * OPEN / TRIED


def marking(caches: Sequence[Path], rounds: int, connected: Callable[[Part], None]) -> list[Figure]:
    """Publish versions of one of 200 rules at a clinician's desk, with 10,000 open texts; look at a counsellor's."""
    whole: list[float] = []
    marked: list[float] = []
    gaps: list[float] = []
    slices: list[float] = []
    server, url = parts.workspace()
    with server, parts.desk(caches[0], url, IYER) as clinician, parts.desk(caches[1], url) as other:
        for desk in (clinician, other):
            connected(desk)
        server.ask("opened", do="open texts", texts=OPEN, rules=RULES, words=WORDS)
        for desk in (clinician, other):
            desk.ask("complete", do="await complete", to=time.time())
            desk.ask("swept", do="await swept", version=1, of=RULES)
        for number in range(2, rounds + 2):
            clinician.ask("settled", do="await settled", front=True)
            time.sleep(BREATH)
            other.say(do="await swept", version=number, of=RULES)
            other.say(do="beat", every=EVERY)
            at = clinician.ask("published", do="publish", version=number)
            told = other.hear("swept")
            rest = other.ask("rest", do="rest")
            whole.append((told["all"] - told["heard"]) / 1e9)
            marked.append((told["marked"] - at) / 1e6)
            for (before, spent), (after, then) in itertools.pairwise(zip(rest["beats"], rest["worked"], strict=True)):
                if after >= told["heard"] and before <= told["all"]:
                    gaps.append((after - before) / 1e6)
                    slices.append((then - spent) / 1e6)
    beside = f"median {median(whole):.2f} s of {len(whole)}, from the rule's arrival to the last text; "
    beside += f"plain re, words only, {alternation():.1f} s at one stretch"
    return [
        Figure("10,000 open texts screened again in the window, worst", max(whole), "s", 1, beside=beside),
        Figure(
            "… gap of the window's heartbeat meanwhile, worst",
            max(gaps),
            "ms",
            16,
            beside=f"p99 {percentile(gaps, 99):.0f}, median {median(gaps):.1f} of {len(gaps):,}; one every {EVERY} ms",
        ),
        Figure("… processor of the window's thread between two beats, worst", max(slices), "ms", 16),
        Figure(
            "a rule published at one desk marked at another, p95",
            percentile(marked, 95),
            "ms",
            1_000,
            beside=f"median {median(marked):.0f}, worst {max(marked):.0f} ms of {len(marked)}",
        ),
    ]
