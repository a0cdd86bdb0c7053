"""However often a desk is killed, what it had kept is in Slack once: nothing lost, nothing twice, no file damaged."""

import asyncio
from pathlib import Path

from tests.journeys.kills import kill


def test_desks_that_were_killed_24_times_lost_nothing_and_said_nothing_twice(tmp_path: Path) -> None:
    killed = asyncio.run(kill(tmp_path, kills=24, seed=1))  # packaging/soak kills does it a thousand times
    assert killed.good, killed
    assert sum(killed.kills.values()) == 24
    assert killed.kept > 10  # on a quiet machine about 70: where starting takes seconds a life comes less far


def test_without_looking_first_such_kills_say_things_twice(tmp_path: Path) -> None:
    said_twice = 0
    for seed in range(1, 6):  # on a machine that is busy a desk may never come to send between two kills
        killed = asyncio.run(kill(tmp_path / str(seed), kills=24, seed=seed, look_up=False))
        assert killed.good == (not killed.said_twice)
        said_twice += len(killed.said_twice)
        if said_twice:
            break
    assert said_twice > 0
