"""Keys pressed in one window: how soon they show there, and how soon in another desk's."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import parts
from figures import Figure, median, percentile
from parts import Part

from console.practice.people import NOVAK

OPEN = 10_000  # chats
BREATH = 1.1  # seconds; Slack takes about a message a second in each channel


def pressed(caches: Sequence[Path], rounds: int, connected: Callable[[Part], None]) -> list[Figure]:
    """Take next and undo, in turn at two desks; ``connected`` waits until a desk is live."""
    own: dict[str, list[float]] = {"G": [], "Z": []}
    in_sight: list[float] = []
    other: list[float] = []
    server, url = parts.workspace()
    with server, parts.desk(caches[0], url) as one, parts.desk(caches[1], url, NOVAK) as two:
        for desk in (one, two):
            connected(desk)
            desk.say(do="await row", key=f"chat f7-{OPEN}")
        server.ask("flood", do="flood", count=OPEN * 3 // 2 + 1)
        for desk in (one, two):
            desk.hear("shown")
            desk.ask("complete", do="await complete", to=time.time())
        for _ in range(rounds):
            for key, times in own.items():
                for desk, beside in ((one, two), (two, one)):
                    for part in (beside, desk):
                        part.ask("settled", do="await settled", front=part is desk)
                        part.say(do="beat", follow="chat ")
                    at = desk.ask("pressed", do="press", key=key)
                    time.sleep(BREATH)
                    here, there = (part.ask("rest", do="rest") for part in (desk, beside))
                    (chat,) = here["shown"].keys()
                    times.append((here["shown"][chat] - at) / 1e6)
                    other.append((there["shown"][chat] - at) / 1e6)
                    in_sight += [(here["seen"][chat] - at) / 1e6] if key == "G" else []
    each = ", ".join(f"{name} {median(times):.1f}" for name, times in own.items())
    every = [took for times in own.values() for took in times]
    return [
        Figure(
            "a key to the own screen, 10,000 open chats, p99",
            percentile(every, 99),
            "ms",
            50,
            beside=f"medians: {each} ms; worst {max(every):.0f} ms of {len(every)}",
        ),
        Figure(
            "… take next to the taken chat in sight, p99",
            percentile(in_sight, 99),
            "ms",
            100,
            beside=f"median {median(in_sight):.1f}: it is kept for good before the list goes there",
        ),
        Figure(
            "a key to another desk's screen, p95",
            percentile(other, 95),
            "ms",
            1_000,
            beside=f"median {median(other):.0f}, worst {max(other):.0f} ms of {len(other)}",
        ),
    ]
