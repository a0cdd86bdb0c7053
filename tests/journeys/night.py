"""The whole night with the window open: played, watched, and held against a desk that reads it all at the end."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.stage import Desk, Window, Workspace, fresh, same, until


@dataclass(frozen=True)
class Night:
    """What came of a night."""

    real_seconds: float
    night_hours: float
    messages: int
    chats: int
    rows: int
    gaps: int
    not_entitled: int
    unreadable: int
    errors: tuple[str, ...]
    said: str
    differing: tuple[str, ...]
    digests: tuple[str, str]
    memory_mb: float

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        one, other = self.digests
        return one == other and not (self.gaps or self.errors or self.said or self.differing or self.unreadable)


def play(folder: Path, *, start: str, speed: float, seed: int, seconds: float) -> Night:
    """Play the night from ``start`` to its end in front of a window; ``seconds`` is the most it may take."""
    with Workspace("--seed", str(seed), start=start, speed=speed) as workspace:
        desk = Desk(folder / "open", workspace.api_url)
        began, first = time.monotonic(), workspace.now()
        with Window(desk) as window:
            window.state()
            until(lambda: workspace.night_done, seconds, "the night did not end")
            over = workspace.now()
            state = window.until_complete(over)
            memory = _memory_mb(window.process.pid)
            said = window.close()
        other = fresh(folder / "fresh", workspace)
        mine, theirs = desk.kept(over), other.kept(over)
        return Night(
            time.monotonic() - began,
            (over - first).total_seconds() / 3600,
            sum(workspace.ask("state")["messages"].values()),
            len(mine.chats),
            len(mine.rows),
            state["gaps"],
            state["not_entitled"],
            state["unreadable"],
            tuple(desk.errors()),
            said,
            tuple(same(mine, theirs)),
            (mine.digest, theirs.digest),
            memory,
        )


def _memory_mb(process: int) -> float:
    """The process's share of the memory (PSS); 0 where the system does not tell."""
    rollup = Path(f"/proc/{process}/smaps_rollup")
    if not rollup.exists():
        return 0.0
    found = [line for line in rollup.read_text(encoding="ascii").splitlines() if line.startswith("Pss:")]
    return int(found[0].split()[1]) / 1024
