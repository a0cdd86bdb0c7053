"""However often a desk is killed, what it had kept is in Slack once: nothing lost, nothing twice, no file damaged."""

import asyncio
from pathlib import Path

from tests.journeys.kills import kill


def test_desks_that_were_killed_24_times_lost_nothing_and_said_nothing_twice(tmp_path: Path) -> None:
    killed = asyncio.run(kill(tmp_path, kills=24, seed=1))  # packaging/soak kills does it a thousand times
    assert killed.good, killed
    assert sum(killed.kills.values()) == 24
    assert killed.kept > 50


def test_without_looking_first_the_same_kills_say_things_twice(tmp_path: Path) -> None:
    killed = asyncio.run(kill(tmp_path, kills=24, seed=1, look_up=False))
    assert len(killed.said_twice) > 0
    assert not killed.good
