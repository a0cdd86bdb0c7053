"""A desk in a process of its own, at which somebody does by chance what people do, until told to rest.

Arguments: the desk's settings, a seed, by how many seconds its clock is off, and ``act`` or ``rest``. It prints a JSON
line for each action that it keeps or takes back, and while it rests how far it is. It ends at the end of its input.
"""

import asyncio
import json
import os
import random
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from console import station as stations
from console.clock import Clock
from console.domain.actions import Refusal
from console.domain.events import LeaseRenewed
from console.domain.pending import Answer, Pending, Stage
from console.practice.remote import clock_of
from console.settings import load
from console.station import Station, open_vault
from tests.lives.working import wish

PEOPLE = ("U0OKAFOR01", "U0NOVAK001", "U0HALE0001", "U0OSEI0001", "U0BRANDT01")
EVERY = 0.4  # real seconds between two wishes


class Off:
    """The practice night's clock on a computer whose own is off."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock, self._off, self.speed = clock, timedelta(seconds=seconds), clock.speed

    def now(self) -> datetime:
        return self._clock.now() + self._off


def tell(**values: Any) -> None:
    """Write one line."""
    os.write(1, json.dumps(values).encode() + b"\n")


class Sitter:
    """Whoever sits there; ``acting`` until told otherwise."""

    def __init__(self, station: Station, chance: random.Random, *, acting: bool) -> None:
        self.station, self.acting, self.over = station, acting, asyncio.Event()
        self._chance = chance

    async def sit(self) -> None:
        """Act, or say how far the desk is."""
        assert self.station.acting is not None
        while not self.over.is_set():
            await asyncio.sleep(self._chance.expovariate(1 / EVERY) if self.acting else 0.1)
            if self.acting:
                await self._act()
                continue
            for one in self.station.acting.waiting:
                if one.stage is Stage.STUCK and isinstance(one.event, Answer):
                    await self._take_back(one.id)
            connection, waiting = self.station.desk.connection, self.station.acting.waiting
            complete = connection.complete_to.timestamp() if connection.complete_to else 0.0
            tell(waiting=len(waiting), complete=complete, why=[f"{one.stage}: {one.why}" for one in waiting])

    async def _act(self) -> None:
        hands, chance = self.station.acting, self._chance
        assert hands is not None
        view, done = self.station.desk.view(), None
        odds = chance.random()
        if odds < 0.1 and view.waiting:
            await self._take_back(chance.choice(view.waiting).id)
        elif odds < 0.16 and view.asks:
            done = await hands.answer(view.asks[chance.choice(sorted(view.asks))].position, "Here is what I would do.")
        elif odds < 0.2:
            await hands.renew()
        elif (action := wish(view, list(PEOPLE), chance)) is not None:
            done = await hands.submit(action, at_window=chance.random() < 0.5)
        if isinstance(done, Pending) and not isinstance(done.event, LeaseRenewed):
            tell(kept=done.id)
        elif isinstance(done, Refusal):
            tell(refused=True)

    async def _take_back(self, id: str) -> None:
        tell(gives_up=id)
        if await self.station.outbox.take_back(id):
            tell(taken_back=id)

    def hear(self, loop: asyncio.AbstractEventLoop) -> None:
        """Listen to whoever started this, on a thread."""
        for line in sys.stdin:
            if line.strip() == "rest":
                loop.call_soon_threadsafe(setattr, self, "acting", False)
        loop.call_soon_threadsafe(self.over.set)


async def main(file: Path, seed: str, off: float, *, acting: bool) -> None:
    settings = load(file)
    vault = await open_vault(settings, os.environ)
    try:
        station = Station(settings, Off(await clock_of(settings.slack.api_url), off), vault)
        await station.open()
        await station.desk.open_rest()
        connecting = asyncio.create_task(station.connect(*await stations.tokens(os.environ)))
        sitter = Sitter(station, random.Random(seed), acting=acting)
        threading.Thread(target=sitter.hear, args=(asyncio.get_running_loop(),), daemon=True).start()
        sitting = asyncio.create_task(sitter.sit())
        await asyncio.wait([connecting, sitting], return_when=asyncio.FIRST_COMPLETED)
        if connecting.done():
            connecting.result()
        sitting.result()
        connecting.cancel()
        await asyncio.wait([connecting])
    finally:
        vault.close()


if __name__ == "__main__":
    _, file_, seed_, off_, how_ = sys.argv
    asyncio.run(main(Path(file_), seed_, float(off_), acting=how_ == "act"))
    sys.stdout.flush()
    os._exit(0)  # the thread may still wait for a line
