"""The plug pulled and put back at random moments, and the desk held against one that was never cut."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.stage import Desk, Window, Workspace, chance, fresh, pause, same, until


@dataclass(frozen=True)
class Pulled:
    """What came of it."""

    times: int
    real_seconds: float
    night_minutes: float
    messages: int
    rows: int
    seconds_to_heal: float
    errors: tuple[str, ...]
    said: str
    differing: tuple[str, ...]
    digests: tuple[str, str]

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        one, other = self.digests
        return one == other and not (self.errors or self.said or self.differing)


def pull(folder: Path, *, times: int, start: str, speed: float, seed: int, longest: float) -> Pulled:
    """Pull the plug so many times, each for at most ``longest`` seconds, while the night goes on to its end."""
    draw = chance(seed)
    with Workspace("--seed", str(seed), start=start, speed=speed) as workspace:
        desk = Desk(folder / "cut", workspace.api_url)
        with Window(desk) as window:
            window.state()
            began, first = time.monotonic(), workspace.now()
            for _ in range(times):
                pause(draw.uniform(0, longest))
                workspace.fault("pull_plug")
                pause(draw.uniform(0, longest))
                workspace.fault("put_back")
            workspace.run_at(max(speed, 600))
            until(lambda: workspace.night_done, 60, "the night did not end")
            over, healing = workspace.now(), time.monotonic()
            window.until_complete(over, 60)
            healed = time.monotonic() - healing
            said = window.close()
        other = fresh(folder / "fresh", workspace)
        mine, theirs = desk.kept(over), other.kept(over)
        return Pulled(
            times,
            time.monotonic() - began,
            (over - first).total_seconds() / 60,
            sum(workspace.ask("state")["messages"].values()),
            len(mine.rows),
            healed,
            tuple(desk.errors()),
            said,
            tuple(same(mine, theirs)),
            (mine.digest, theirs.digest),
        )
