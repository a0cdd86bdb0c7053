"""Killed at random moments, with answers lost: no action is lost, none is said twice, and no file is damaged."""

import asyncio
import os
import random
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

from console.practice.faults import Calm, Error500, LoseAnswers
from console.practice.server import Practice
from console.store.vault import Vault
from tests.slack.desks import workspace
from tests.slack.posting import KEY, counted

TOP = Path(__file__).parents[2]
KILLS = int(os.environ.get("CONSOLE_KILLS", "5"))  # the short form; whoever has the time asks for a longer one
SEED = int(os.environ.get("CONSOLE_SEED", "1"))
ACTIONS = 12  # in each life
WEATHERS = (LoseAnswers(p=0.6), LoseAnswers(p=1.0), Error500(p=0.3), Calm())


async def live(
    practice: Practice, folder: Path, start: int, end: int, *, look_up: bool, chance: random.Random | None
) -> set[str]:
    """One life of a desk, killed at a random moment unless there is no chance; the ids of what it surely kept."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.slack.sender", str(folder), practice.api_url, str(start), str(end)),
        "look" if look_up else "blind",
        cwd=TOP,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    said: list[bytes] = []
    if chance is not None:
        said = [await child.stdout.readline() for _ in range(chance.randint(0, ACTIONS))]
        with suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), chance.random() * 0.1)
        with suppress(ProcessLookupError):
            child.kill()
    rest, _ = await child.communicate()
    words = (b"".join(said) + rest).decode().split()
    assert chance is not None or words[-1] == "done"
    return {f"0198-{int(word):04}" for word in words if word.isdigit()}


async def killed(folder: Path, *, kills: int, seed: int, look_up: bool = True) -> tuple[set[str], Counter[str]]:
    """Kill a desk so often, then let it send the rest; what it kept, and how often each action is in Slack."""
    chance = random.Random(seed)
    kept: set[str] = set()
    async with workspace() as practice:
        practice.limits.on = False
        for turn in range(kills):
            practice.fault(Calm())
            practice.fault(chance.choice(WEATHERS))
            start = turn * ACTIONS
            kept |= await live(practice, folder, start, start + ACTIONS, look_up=look_up, chance=chance)
        practice.fault(Calm())
        kept |= await live(practice, folder, 0, 0, look_up=look_up, chance=None)
        return kept, counted(practice)


async def test_however_often_a_desk_is_killed_no_action_is_lost_or_said_twice(tmp_path: Path) -> None:
    kept, found = await killed(tmp_path, kills=KILLS, seed=SEED)
    assert kept - found.keys() == set()
    assert [id for id, times in found.items() if times > 1] == []
    assert len(found) > KILLS
    vault = Vault(tmp_path / "cache.db", KEY)
    await vault.check()
    vault.close()


async def test_without_looking_first_the_same_kills_repeat_actions(tmp_path: Path) -> None:
    _, found = await killed(tmp_path, kills=KILLS, seed=SEED, look_up=False)
    assert max(found.values()) > 1
