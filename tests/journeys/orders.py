"""The same night at two desks, one of them away for an hour, and messages edited and deleted meanwhile."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from console.practice.people import EVERYBODY, OKAFOR, WHITLOCK
from tests.journeys.stage import Desk, Workspace, chance, fresh, opened, pause, same, until

HOMES = ("chat-queue", "shift-log", "mod-updates", "mod-main", "online-team-thread", "cases")


@dataclass(frozen=True)
class Ordered:
    """What came of it."""

    hours_away: float
    edited: int
    deleted: int
    messages: int
    rows: int
    real_seconds: float
    errors: tuple[str, ...]
    said: str
    differing: tuple[str, ...]
    digests: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        return len(set(self.digests)) == 1 and not (self.errors or self.said or self.differing)


def feed(folder: Path, *, start: str, speed: float, seed: int, changes: int) -> Ordered:
    """Two desks on one night; the second is closed for an hour of it, in which ``changes`` messages change."""
    draw = chance(seed)
    began = time.monotonic()
    with Workspace("--seed", str(seed), start=start, speed=speed, desks=(OKAFOR.name, WHITLOCK.name)) as workspace:
        steady = Desk(folder / "steady", workspace.api_url, OKAFOR)
        late = Desk(folder / "late", workspace.api_url, WHITLOCK)
        workspace.fault("repeat", late=0.5)  # what Slack pushes, it pushes twice, and once more later
        with opened(steady) as window:
            with opened(late) as other:
                said = other.close()
            left = workspace.now()
            edited, deleted = _change(workspace, changes, draw)
            until(lambda: workspace.now() - left >= timedelta(hours=1), 60)
            away = (workspace.now() - left).total_seconds() / 3600
            with opened(late) as other:
                more = _change(workspace, changes, draw)
                workspace.run_at(max(speed, 600))
                until(lambda: workspace.night_done, 60, "the night did not end")
                over = workspace.now()
                pause(0.6)  # the last late repeats
                window.until_complete(over)
                other.until_complete(over)
                said += other.close()
            said += window.close()
        third = fresh(folder / "fresh", workspace)
        desks = [desk.kept(over) for desk in (steady, late, third)]
        return Ordered(
            away,
            edited + more[0],
            deleted + more[1],
            sum(workspace.ask("state")["messages"].values()),
            len(desks[0].rows),
            time.monotonic() - began,
            tuple(steady.errors() + late.errors()),
            said,
            tuple(same(desks[0], desks[1]) + same(desks[0], desks[2])),
            tuple(desk.digest for desk in desks),
        )


def _change(workspace: Workspace, count: int, draw: Any) -> tuple[int, int]:
    """Edit and delete messages of the last days, each by its author; how many of each.

    Older ones than the trailing window (72 h) are found by a desk that was away with its next reading of everything.
    """
    people = {person.id: person for person in EVERYBODY}
    edited = deleted = 0
    oldest = str((workspace.now() - timedelta(hours=70)).timestamp())
    channels = workspace.call("conversations.list", OKAFOR, types="public_channel,private_channel", limit=100)
    for channel in channels["channels"]:
        if channel["name"] not in HOMES:
            continue
        told = workspace.call("conversations.history", OKAFOR, channel=channel["id"], limit=200, oldest=oldest)
        # What was deleted with answers below it stands there still, as Slack's own.
        held = [message for message in told["messages"] if message["user"] in people]
        for message in draw.sample(held, min(count, len(held))):
            author = people[message["user"]]
            if draw.random() < 0.5:
                text = f"{message['text']} (corrected)"
                workspace.call("chat.update", author, channel=channel["id"], ts=message["ts"], text=text)
                edited += 1
            else:
                workspace.call("chat.delete", author, channel=channel["id"], ts=message["ts"])
                deleted += 1
    return edited, deleted
