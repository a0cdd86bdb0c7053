"""The practice workspace with nobody in a hurry: empty, everybody entitled, its calls counted, its clock the real one.

Wishes come in on the standard input, answers go out on the standard output, a JSON line each.
"""

import asyncio
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from console.clock import Clock
from console.domain.events import ChatClosed, ChatEnded, ChatNoted, ChatOpened, ChatTaken, WireEvent
from console.domain.words import AgeBand, ChatOutcome, Risk
from console.practice.faults import PullPlug, PutBack
from console.practice.flood import flood
from console.practice.limits import Limits, Tier
from console.practice.people import IYER, NOVAK, PLATFORM, Staff
from console.practice.server import Practice

ALIVE = 400  # chats of the live run that are open at the same time
BATCH = 50  # posted without letting the loop turn


class Counted(Limits):
    """Lets every call through and counts it."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, on=False)
        self.calls: Counter[str] = Counter()

    def ask(self, app: str, method: str, tier: Tier) -> int | None:
        self.calls[method] += 1
        return super().ask(app, method, tier)


class Wishes:
    """What the benchmark wants of the workspace."""

    def __init__(self, practice: Practice, limits: Counted) -> None:
        self._practice, self._limits = practice, limits
        self._opened = 0

    async def do(self, wish: dict[str, Any]) -> dict[str, Any]:
        match wish["do"]:
            case "flood":
                return await self._flood(wish["count"])
            case "live":
                return await self._live(wish["count"], wish["per_second"])
            case "open texts":
                return await self._open_texts(wish["texts"], wish["rules"], wish["words"])
            case "fill":
                return await self._fill()
            case "pull":
                self._practice.fault(PullPlug())
                return await self._missed(wish["count"])
            case "put back":
                self._limits.calls.clear()
                self._practice.fault(PutBack())
                return {"at": time.monotonic_ns()}
            case _:
                waiting = sum(len(app.waiting) for app in self._practice.sockets.apps.values())
                return {"calls": dict(self._limits.calls), "unacknowledged": waiting}

    async def _flood(self, count: int) -> dict[str, Any]:
        seconds = await flood(self._practice.workspace, self._practice.sockets, count, 0.0, 7)
        return {"flood": {"began": time.monotonic_ns() - int(seconds * 1e9), "seconds": seconds}}

    async def _open_texts(self, texts: int, rules: int, words: int) -> dict[str, Any]:
        """Chats with texts as people write them, the first at level A, and rules; the last finds something there."""
        from written import rules_of, texts_of  # noqa: PLC0415 -- it reads the labelled texts

        chance = random.Random(1)
        for number, text in enumerate(texts_of(chance, texts)):
            risk = Risk.A if number == 0 else Risk.E
            text = f"on the tram {text}" if number == 0 else text  # noqa: PLW2901 -- the one that is looked at
            band = list(AgeBand)[number % len(AgeBand)]
            opened = ChatOpened(f"text-{number}", f"text {number}", band, risk, "exam worry", text)
            self._practice.post("chat-queue", PLATFORM, opened)
            if number % BATCH == 0:
                await asyncio.sleep(0)
        for rule in rules_of(chance, rules, words, "tram"):
            self._practice.post("mod-updates", IYER, rule)
        return {"opened": time.monotonic_ns()}

    async def _fill(self) -> dict[str, Any]:
        """The first chats at level A of the live run."""
        for _ in range(ALIVE):
            self._open()
        return {"filled": ALIVE}

    def _open(self) -> str:
        chat, self._opened = f"live-{self._opened}", self._opened + 1
        self._practice.post("chat-queue", PLATFORM, ChatOpened(chat, chat, AgeBand.TEEN, Risk.A, "exam worry", "tired"))
        return chat

    async def _live(self, count: int, per_second: float) -> dict[str, Any]:
        """Chats at level A come, and the oldest of them end: where they come, the queue is always in motion."""
        stamps: dict[str, int] = {}
        began = time.monotonic()
        for number in range(count):
            if number % 2:
                self._practice.post("chat-queue", PLATFORM, ChatEnded(f"live-{self._opened - 1 - ALIVE}"))
            else:
                at = time.monotonic_ns()
                stamps[self._open()] = at
            await asyncio.sleep(max(0.0, began + (number + 1) / per_second - time.monotonic()))
        return {"live": stamps}

    async def _missed(self, count: int) -> dict[str, Any]:
        """Three of eight in the queue, the others in the shift's log; the newest moment, and how many stand where."""
        chance = random.Random(count)
        for number in range(count // 4):
            chat = f"missed-{number}"
            opened = ChatOpened(chat, f"missed {number}", AgeBand.TEEN, chance.choice(list(Risk)), "school", "a word")
            told: tuple[tuple[str, Staff, WireEvent], ...] = (
                ("chat-queue", PLATFORM, opened),
                ("shift-log", NOVAK, ChatTaken(chat)),
                ("shift-log", NOVAK, ChatNoted(chat, "will be looked at again")),
                ("chat-queue", PLATFORM, ChatEnded(chat)),
            )
            if number % 2:
                told = (*told[:3], ("shift-log", NOVAK, ChatClosed(chat, ChatOutcome.HELPED)))
            for channel, person, event in told:
                self._practice.post(channel, person, event)
            if number % BATCH == 0:
                await asyncio.sleep(0)
        new = {channel.name: len(channel.top) for channel in self._practice.workspace.channels.values()}
        return {"missed": {"to": time.time(), "channels": new}}


async def main() -> None:
    limits: Counted
    practice = Practice(start=datetime.now(UTC), night=False, roles=True)
    limits = practice.limits = Counted(practice.clock)
    wishes = Wishes(practice, limits)
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def hear() -> None:
        with os.fdopen(0, "rb") as stream:
            for line in stream:
                loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, b"")

    async with practice:
        threading.Thread(target=hear, daemon=True).start()
        print(json.dumps({"api_url": practice.api_url}), flush=True)
        while line := await lines.get():
            print(json.dumps(await wishes.do(json.loads(line))), flush=True)
    sys.stdout.flush()
    os._exit(0)  # the thread may still wait for a line


if __name__ == "__main__":
    asyncio.run(main())
