"""Desks that are killed again and again, at whatever moment, while Slack loses answers and refuses at random."""

import asyncio
import random
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from console.domain import events
from console.domain.words import AgeBand, Risk
from console.practice.faults import Calm, Error500, Fault, LoseAnswers, PullPlug, RateLimited
from console.practice.people import ABARA, HALE, MOREAU, NOVAK, PLATFORM, Staff
from console.practice.server import Practice
from console.slack.letter import id_in
from console.store.cipher import Error, connect
from console.store.faults import Damaged
from console.store.vault import _check, own_path
from tests.journeys.mortal import CHATS
from tests.journeys.stage import KEY, Desk

TOP = Path(__file__).parents[2]
ACTIONS = 4  # in each life, if nobody asks for more
PATIENCE = 60.0  # seconds for what is left in the end, whatever it is
GROWS = 8  # one life of so many begins with a migration
LONGEST = 5.0  # seconds; of one life, on a machine that starts one within a second
CHECKS = 25  # after one life of so many both files are looked through
# The service's clock runs 30 times as fast, so that what waits for six seconds (before something lost is sent again)
# waits for a fifth of one; a life lasts about a second.
SPEED = 30.0
TOGETHER = (NOVAK, HALE, ABARA, MOREAU)
WEATHERS: tuple[Fault, ...] = (
    LoseAnswers(p=0.6),
    LoseAnswers(p=1.0),
    Error500(p=0.3),
    Error500(p=1.0),
    RateLimited(seconds=0.5),
    PullPlug(),
    Calm(),
    Calm(),
)


@dataclass
class Killed:
    """What came of it; the actions are those that a desk had reported as kept before it was killed."""

    kills: dict[str, int] = field(default_factory=dict)  # how often in each part of a life
    real_seconds: float = 0.0
    kept: int = 0
    left_in_the_end: int = 0  # actions that had piled up at all desks when the killing was over
    drained_after: float = 0.0  # seconds
    lost: tuple[str, ...] = ()
    said_twice: tuple[str, ...] = ()
    damaged: list[str] = field(default_factory=list)
    ended_by_themselves: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        return not (self.lost or self.said_twice or self.damaged or self.ended_by_themselves)


class Mortal:
    """One person's desk with its many lives."""

    def __init__(
        self, desk: Desk, place: int, killed: Killed, draw: random.Random, *, actions: int, look_up: bool
    ) -> None:
        self.kept: set[str] = set()
        self._actions = actions
        self._desk, self._next, self._killed, self._draw = desk, place * 1_000_00, killed, draw
        self._how = "look" if look_up else "blind"
        self._versions = 0
        self._start_seconds = 1.0

    async def die(self, lives: int) -> None:
        """Live and be killed so many times."""
        for life in range(1, lives + 1):
            migrates = life % GROWS == 0
            self._versions += migrates
            end = await self._live(self._moment(migrates=migrates))
            part = "migrating" if migrates and end == "opening" else end
            self._killed.kills[part] = self._killed.kills.get(part, 0) + 1
            if life % CHECKS == 0:
                await self._check()

    async def end_well(self) -> None:
        """Live once more, until everything is in Slack and was read back."""
        if (end := await self._live(None)) != "done":
            self._killed.ended_by_themselves.append(f"the last life of {self._desk.person.name} came to: {end}")
        await self._check()

    async def _live(self, moment: tuple[int, float] | None) -> str:
        """One life, to its end or to such a moment; how far it came."""
        killed = moment is not None
        numbers = range(self._next, self._next + self._actions * killed)
        self._next = numbers.stop
        began = time.monotonic()
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.journeys.mortal", str(self._desk.file), str(numbers.start)),
            *(str(numbers.stop), str(self._versions), self._how, "on" if killed else "end"),
            cwd=TOP,
            env=self._desk.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert child.stdout is not None
        said: list[str] = []
        if moment is not None:
            words, seconds = moment
            with suppress(TimeoutError):  # in bad weather a first life may not come so far
                async with asyncio.timeout(max(LONGEST, 5 * self._start_seconds)):
                    for _ in range(words):
                        if not (line := await child.stdout.readline()):
                            break
                        said.append(line.decode().strip())
                        if said[-1] == "opening":
                            self._start_seconds = time.monotonic() - began
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await child.wait()
            with suppress(ProcessLookupError):
                child.kill()
        rest, trouble = await child.communicate()
        said += rest.decode().split()
        self.kept |= {f"0198-{int(word):06}" for word in said if word.isdigit()}
        if child.returncode not in (0, -9) or (killed and child.returncode == 0):
            self._killed.ended_by_themselves.append(trouble.decode()[-2_000:])
        return "done" if "done" in said else "at work" if "open" in said else said[-1] if said else "starting"

    def _moment(self, *, migrates: bool) -> tuple[int, float]:
        """When it is killed: after so many words were said, and so many seconds more."""
        match 1 if migrates else self._draw.randrange(8):
            case 0:
                return 0, self._draw.uniform(0, self._start_seconds)
            case 1 | 2:
                return 1, self._draw.uniform(0, 0.08)
            case 3:
                return 2, self._draw.uniform(0, 0.5)
            case _:
                return 2 + self._draw.randint(1, self._actions), self._draw.uniform(0, 0.3)

    def waiting(self) -> int:
        """How many actions wait in its file; none where it was killed before there was one."""
        own = own_path(self._desk.cache)
        if not own.exists():
            return 0
        connection = connect(own, bytes.fromhex(KEY), reading_only=True)
        try:
            begun = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchone()
            return int(connection.execute("SELECT COUNT(*) FROM outbox").fetchone()[0]) if begun else 0
        finally:
            connection.close()

    async def _check(self) -> None:
        """Look at every page of both files, whatever tables a later version made in them."""
        for file in (self._desk.cache, own_path(self._desk.cache)):
            connection = connect(file, bytes.fromhex(KEY), reading_only=True)
            try:
                await asyncio.to_thread(_check, connection)
            except (Damaged, Error):
                self._killed.damaged.append(f"{file.name} of {self._desk.person.name}")
            finally:
                connection.close()


async def kill(folder: Path, *, kills: int, seed: int, actions: int = ACTIONS, look_up: bool = True) -> Killed:
    """Kill four desks so often altogether, then let each send the rest; each life does so many actions."""
    draw, killed, began = random.Random(seed), Killed(), time.monotonic()
    async with Practice(night=False, roles=True, speed=SPEED, seed=seed) as practice:
        for number in range(CHATS):
            practice.post(
                "chat-queue", PLATFORM, events.ChatOpened(f"c{number}", f"otter-{number}", AgeBand.ADULT, Risk.C)
            )
        mortals = [
            Mortal(
                _desk(folder, practice, person),
                place,
                killed,
                random.Random(f"{seed} {place}"),
                actions=actions,
                look_up=look_up,
            )
            for place, person in enumerate(TOGETHER, 1)
        ]
        shares = [(kills + place) // len(mortals) for place in range(len(mortals))]
        weather = asyncio.create_task(_change(practice, draw), name="the weather")
        await asyncio.gather(*(mortal.die(lives) for mortal, lives in zip(mortals, shares, strict=True)))
        weather.cancel()
        practice.fault(Calm())
        left = [mortal.waiting() for mortal in mortals]
        killed.left_in_the_end, killed.drained_after = sum(left), time.monotonic()
        # Slack takes one message a second to a channel from each desk: what piled up takes its time.
        async with asyncio.timeout(PATIENCE + 5 * max(left) / SPEED):
            await asyncio.gather(*(mortal.end_well() for mortal in mortals))
        killed.drained_after = time.monotonic() - killed.drained_after
        found = Counter(
            id
            for channel in practice.workspace.channels.values()
            for raw in channel.messages.values()
            if (id := id_in(raw)).startswith("0198-")
        )
    kept = {id for mortal in mortals for id in mortal.kept}
    killed.kept, killed.real_seconds = len(kept), time.monotonic() - began
    killed.lost = tuple(sorted(kept - found.keys()))
    killed.said_twice = tuple(id for id, times in sorted(found.items()) if times > 1)
    return killed


def _desk(folder: Path, practice: Practice, person: Staff) -> Desk:
    return Desk(folder / person.id, practice.api_url, person)


async def _change(practice: Practice, draw: random.Random) -> None:
    """Let the weather change, as long as anybody is killed."""
    while True:
        practice.fault(Calm())
        practice.fault(draw.choice(WEATHERS))
        await asyncio.sleep(draw.uniform(0.05, 0.8))
