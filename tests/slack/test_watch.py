"""A silence is looked into, but what no look can mend is not looked at so often that nothing else gets through."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from console.clock import PracticeClock
from console.slack.pace import Pace
from console.slack.socket import Push
from console.slack.standing import Standing
from console.slack.watch import LONGEST, Watch
from tests.lives import hourglass

START: Final = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


@dataclass
class Mute:
    """A live connection that opens at once, says hello, and nothing more; Slack answers every question."""

    standing: Standing
    rebuilt_at: list[float] = field(default_factory=list)
    unanswered_seconds = 0.0

    def rebuild(self) -> None:
        self.rebuilt_at.append(time.monotonic())
        self.hello()

    def hello(self) -> None:
        self.standing.pushes(Push.OPEN)
        self.standing.alive()

    async def reach(self, _seconds: float) -> None: ...

    async def begin_anew(self) -> None: ...


def rebuilt(seconds: float) -> list[float]:
    """When a live connection that falls silent again and again was built anew."""

    async def watched() -> list[float]:
        standing = Standing(PracticeClock(START, time.monotonic()), lambda _told: None, Pace())
        mute: Any = Mute(standing)
        mute.hello()
        began = time.monotonic()
        watching = asyncio.create_task(Watch(mute, standing, Pace(), lambda: None, mute).run())
        await asyncio.sleep(seconds)
        watching.cancel()
        return [at - began for at in mute.rebuilt_at]

    return hourglass.run(watched())


def test_a_live_connection_that_fell_silent_is_built_anew_at_once() -> None:
    assert rebuilt(10)[0] < 5


def test_one_that_falls_silent_again_and_again_is_built_anew_more_and_more_seldom() -> None:
    times = rebuilt(600)
    waits = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert waits[0] < 10
    assert min(waits[5:]) >= LONGEST
    assert len(times) < 600 / LONGEST + 5
