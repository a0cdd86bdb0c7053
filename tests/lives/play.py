"""Plays nights of many desks, in processes whose chance is the seed's alone: ``-m tests.lives.play SEED NIGHTS``."""

import asyncio
import dataclasses
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.lives.life import lived
from tests.lives.plan import Told

TOP = Path(__file__).parents[2]
PIECE = 10  # nights that one process plays


@dataclass
class Played:
    """What many nights came to."""

    nights: int = 0
    of_60_desks: int = 0
    desks: int = 0
    actions: int = 0
    refused: int = 0
    in_slack: int = 0
    taken_back: int = 0
    sent_twice_by_a_late_network_or_after_an_edit: int = 0
    explained: int = 0
    starts: int = 0
    pushes: int = 0
    seconds: float = 0.0
    digests: int = 0  # together, so that a night that is played again can be held against itself
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return bool(self.nights) and not self.wrong

    def add(self, told: Told) -> None:
        """One more night."""
        self.nights += 1
        self.of_60_desks += told.desks == 60
        for name in ("desks", "actions", "refused", "in_slack", "taken_back", "explained", "starts", "pushes"):
            setattr(self, name, getattr(self, name) + getattr(told, name))
        self.sent_twice_by_a_late_network_or_after_an_edit += told.twice
        self.digests ^= int(told.digest or "0", 16) % 10**9
        self.wrong += [f"packaging/soak desks --seed {told.seed} --nights 1: {one}" for one in told.wrong]


async def _played(seed: int, nights: int, *options: str) -> AsyncIterator[Told]:
    """Nights in a process of their own, as each is over."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.lives.play", str(seed), str(nights), *options),
        cwd=TOP,
        # The order in which Python walks through a set of strings is drawn anew for each process otherwise.
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    async for line in child.stdout:
        yield Told(**json.loads(line))
    assert await child.wait() == 0, f"the nights from seed {seed} on could not be played"


def played(seed: int, nights: int, *options: str, workers: int = 1) -> Played:
    """All the nights of so many seeds, those of each process one after the other."""

    async def play() -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(workers):
                tasks.create_task(work())

    async def work() -> None:
        while waiting:
            first = waiting.pop(0)
            async for told in _played(first, min(PIECE, seed + nights - first), *options):
                found.add(told)

    found, waiting, began = Played(), list(range(seed, seed + nights, PIECE)), time.monotonic()
    asyncio.run(play())
    found.seconds = time.monotonic() - began
    return found


if __name__ == "__main__":
    _, seed_, nights_, *rest = sys.argv
    for number in range(int(seed_), int(seed_) + int(nights_)):
        night = lived(number, *(int(one) for one in rest if one.isdigit()), blind="blind" in rest)
        print(json.dumps(dataclasses.asdict(night)), flush=True)  # noqa: T201 -- this is what the parent reads
