"""Nights of desks in real processes on one practice workspace: cut, killed, put to sleep, with clocks that differ."""

import asyncio
import json
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from console.domain import events
from console.domain.words import AgeBand, ChatOutcome, Home, Risk
from console.practice import faults
from console.practice.people import ABARA, BRANDT, FARROW, HALE, IYER, MOREAU, NOVAK, OKAFOR, OSEI, PLATFORM, Staff
from console.practice.server import Practice
from console.practice.socket import Pace
from console.practice.workspace import Told
from console.slack.letter import id_in
from tests.journeys.stage import Desk, Kept, same
from tests.lives.gate import Gate

SPEED: Final = 20.0
TOP: Final = Path(__file__).parents[2]
STAFF: Final = (OKAFOR, NOVAK, HALE, OSEI, BRANDT, ABARA, MOREAU, IYER)
SKIES: Final[tuple[faults.Fault, ...]] = (
    faults.LoseAnswers(p=0.5),
    faults.Error500(p=0.3),
    faults.RateLimited(seconds=1.0),
    faults.Slow(latency=0.5),
    faults.Repeat(late=1.0),
    faults.ShortPages(most=7),
    faults.Refresh(),
    faults.Calm(),
    faults.Calm(),
)


@dataclass
class Really:
    """What nights in real processes came to."""

    nights: int = 0
    desks: int = 0
    kept: int = 0
    refused: int = 0
    in_slack: int = 0
    sent_twice_after_an_edit: int = 0
    cuts: int = 0
    kills: int = 0
    sleeps: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return bool(self.nights) and not self.wrong


class Seat:
    """A desk's process, as often as it is started, behind a gate of its own."""

    def __init__(self, folder: Path, person: Staff, gate: Gate, seed: str, off: float) -> None:
        self.desk = Desk(folder / person.id, f"http://127.0.0.1:{gate.port}/api/", person)
        self.person, self.gate, self._seed, self._off = person, gate, seed, off
        self.kept: set[str] = set()
        self.given_up: set[str] = set()
        self.taken_back: set[str] = set()
        self.refused = self.starts = 0
        self.says: dict[str, Any] = {}

    async def start(self, how: str) -> None:
        """Start the process."""
        self.starts += 1
        self.says = {}
        command = (str(self.desk.file), f"{self._seed} {self.starts}", str(self._off), how)
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.lives.sitter", *command),
            cwd=TOP,
            env=self.desk.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._hearing = asyncio.create_task(self._hear())

    async def _hear(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            if not line.endswith(b"\n"):
                return  # killed in the middle of a word
            match json.loads(line):
                case {"kept": id}:
                    self.kept.add(id)
                case {"gives_up": id}:
                    self.given_up.add(id)
                case {"taken_back": id}:
                    self.taken_back.add(id)
                case {"refused": _}:
                    self.refused += 1
                case told:
                    self.says = told

    def send(self, number: signal.Signals) -> None:
        """Send the process a signal."""
        self._process.send_signal(number)

    async def kill(self) -> None:
        """End the process at once."""
        self.send(signal.SIGKILL)
        await self._process.wait()
        await self._hearing

    async def end(self) -> None:
        """Let it end by itself."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        code = await self._process.wait()
        await self._hearing
        assert code == 0, f"{self.person.id} ended with {code}"

    def rest(self) -> None:
        """Nothing more is done there."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"rest\n")


class Night:
    """One night."""

    def __init__(self, folder: Path, seed: int, told: Really) -> None:
        self._folder, self._seed, self._told = folder, seed, told
        self._chance = random.Random(seed)
        self._posted: Counter[str] = Counter()
        self._excused: set[str] = set()
        self._number = 0
        self._at = 0.0  # up to when all must have read everything

    async def live(self, seconds: float) -> None:
        """Live it, and hold all desks against each other and one that reads everything anew."""
        staff = STAFF[: self._chance.randint(2, 8)]
        async with AsyncExitStack() as stack:
            practice = Practice(
                seed=self._seed, night=False, roles=True, speed=SPEED, pace=Pace(retries=(0.0, 1.0, 2.0))
            )
            self._practice = await stack.enter_async_context(practice)
            practice.workspace.named(Home.CASES.value).members |= {person.id for person in (*staff, FARROW)}
            self._count()
            for _ in range(6):
                self._open()
            seats = [await self._seat(stack, person) for person in staff]
            ws, opened = {seat.person.id: f"ws://127.0.0.1:{seat.gate.port}" for seat in seats}, practice.sockets.open
            practice.sockets.open = lambda person, base: opened(person, ws.get(person, base))  # type: ignore[method-assign]  # by its gate
            for seat in seats:
                await seat.start("act")
            async with asyncio.TaskGroup() as tasks:
                until = time.monotonic() + seconds
                tasks.create_task(self._happen(until))
                for seat in seats:
                    tasks.create_task(self._suffer(seat, until, random.Random(f"{self._seed} {seat.person.id}")))
            await self._settle(seats)
            fresh = await self._seat(stack, FARROW)
            await fresh.start("rest")
            await self._until([fresh], lambda seat: self._is_complete(seat, self._at))
            await fresh.end()
            await self._judge(seats, fresh)
        self._told.nights += 1
        self._told.desks += len(staff)

    async def _seat(self, stack: AsyncExitStack, person: Staff) -> Seat:
        gate = await stack.enter_async_context(Gate(self._practice.port))
        return Seat(self._folder, person, gate, f"{self._seed}", self._chance.choice((0, 0, 2, -2, 30, -30, 240, -240)))

    def _count(self) -> None:
        tell = self._practice.workspace.tell

        def counted(told: Told) -> None:
            if told.event.get("type") == "message" and "subtype" not in told.event and (id := id_in(told.event)):
                self._posted[id] += 1
            tell(told)

        self._practice.workspace.tell = counted

    def _open(self) -> None:
        self._number += 1
        chat, risk = f"c{self._number}", self._chance.choice(list(Risk))
        self._practice.post("chat-queue", PLATFORM, events.ChatOpened(chat, f"otter-{chat}", AgeBand.TEEN, risk))

    async def _happen(self, until: float) -> None:
        """The weather, the platform, and people who edit and delete in Slack."""
        chance, practice = self._chance, self._practice
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(0.1, 0.8))
            match chance.choice(("weather", "chat", "edit", "end")):
                case "weather":
                    practice.fault(faults.Calm())
                    practice.fault(chance.choice(SKIES))
                case "chat":
                    self._open()
                case "end":
                    ended = events.ChatEnded(f"c{chance.randint(1, self._number)}")
                    practice.post("chat-queue", PLATFORM, ended)
                case _:
                    self._edit()
        practice.fault(faults.Calm())

    def _edit(self) -> None:
        channel = self._practice.workspace.named(self._chance.choice(("shift-log", "chat-queue", "online-team-thread")))
        if channel.top:
            number = self._chance.choice(channel.top)
            raw = channel.messages[number]
            self._excused.add(id_in(raw))
            if self._chance.random() < 0.5:
                self._practice.delete(channel.name, raw["ts"])
            elif "metadata" in raw:
                event = events.ChatClosed(f"c{self._chance.randint(1, self._number)}", ChatOutcome.HELPED)
                self._practice.edit(channel.name, raw["ts"], event=event)

    async def _suffer(self, seat: Seat, until: float, chance: random.Random) -> None:
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(0.5, 3))
            match chance.choice(("cut", "silence", "sleep", "kill", "none", "none")):
                case "cut":
                    seat.gate.shut()
                    await asyncio.sleep(chance.uniform(0.1, 2))
                    seat.gate.mend()
                    self._told.cuts += 1
                case "silence":
                    seat.gate.silence()
                    await asyncio.sleep(chance.uniform(0.1, 3))
                    seat.gate.mend()
                    self._told.cuts += 1
                case "sleep":
                    seat.send(signal.SIGSTOP)
                    await asyncio.sleep(chance.uniform(0.1, 2))
                    seat.send(signal.SIGCONT)
                    self._told.sleeps += 1
                case "kill":
                    await seat.kill()
                    await seat.start("act")
                    self._told.kills += 1
                case _:
                    pass

    async def _settle(self, seats: list[Seat]) -> None:
        for seat in seats:
            seat.rest()
        await self._until(seats, lambda seat: seat.says.get("waiting") == 0)
        # Everybody goes home and comes back: what was edited while nobody listened is read with the trailing window.
        for seat in seats:
            await seat.end()
            await seat.start("rest")
        self._at = self._practice.clock.now().timestamp()
        await self._until(seats, lambda seat: self._is_complete(seat, self._at))
        await asyncio.sleep(1.0)  # the last late pushes, and threads that are due
        self._at = self._practice.clock.now().timestamp()
        await self._until(seats, lambda seat: self._is_complete(seat, self._at))
        for seat in seats:
            await seat.end()

    def _is_complete(self, seat: Seat, at: float) -> bool:
        return seat.says.get("waiting") == 0 and float(seat.says.get("complete", 0)) >= at

    async def _until(self, seats: list[Seat], so: Callable[[Seat], bool], seconds: float = 90) -> None:
        limit = time.monotonic() + seconds
        while not all(so(seat) for seat in seats):
            assert time.monotonic() < limit, f"seed {self._seed}: {[(seat.person.id, seat.says) for seat in seats]}"
            await asyncio.sleep(0.05)

    async def _judge(self, seats: list[Seat], fresh: Seat) -> None:
        wrong, told, at = self._told.wrong, self._told, datetime.fromtimestamp(self._at, UTC)
        again = f"packaging/soak desks --real --seed {self._seed} --nights 1"
        truth: Kept = await asyncio.to_thread(fresh.desk.kept, at)
        for seat in seats:
            kept: Kept = await asyncio.to_thread(seat.desk.kept, at)
            if differing := same(kept, truth):
                wrong.append(f"{again}: {seat.person.id} ends with other rows: {differing}")
            if kept.digest != truth.digest:
                wrong.append(f"{again}: {seat.person.id} ends with another digest")
            if lost := [id for id in seat.kept - seat.given_up if id not in self._posted]:
                wrong.append(f"{again}: {seat.person.id} lost {len(lost)} actions")
            if back := [id for id in seat.taken_back if id in self._posted]:
                wrong.append(f"{again}: {seat.person.id} took back {len(back)} actions that are in Slack")
            told.kept += len(seat.kept)
            told.refused += seat.refused
        twice = [id for id, count in self._posted.items() if count > 1]
        if bad := [id for id in twice if id not in self._excused]:
            wrong.append(f"{again}: {len(bad)} actions are in Slack twice")
        told.in_slack += len(self._posted)
        told.sent_twice_after_an_edit += len(twice)


def played_really(folder: Path, seed: int, nights: int, seconds: float = 8.0) -> Really:
    """Nights in real processes, one after the other."""
    told, began = Really(), time.monotonic()
    for number in range(seed, seed + nights):
        asyncio.run(Night(folder / f"night-{number}", number, told).live(seconds))
    told.seconds = time.monotonic() - began
    return told
