"""What two looks, six seconds apart, do not find is not in Slack; no third look is needed, and no clock that is set."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from console.clock import PracticeClock
from console.slack.client import Answer
from console.slack.lookup import SETTLED_AFTER, Lookup
from tests.lives import hourglass
from tests.slack.posting import pending

START: Final = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
WAIT: Final = SETTLED_AFTER.total_seconds()


class Empty:
    """Slack, with nothing in it; it tells its clock in whole seconds."""

    def __init__(self, clock: PracticeClock) -> None:
        self._clock = clock

    async def ask(self, _method: str, **_params: Any) -> Answer:
        await asyncio.sleep(0.2)
        return Answer({"messages": []}, self._clock.now().replace(microsecond=0) - timedelta(seconds=0.2), None)


async def looked(speed: float) -> tuple[float, float]:
    """The seconds from the first look for an action, and for one that was lost later, to a look that settles it."""
    clock = PracticeClock(START, time.monotonic(), speed)
    client: Any = Empty(clock)
    lookup, one, other = Lookup(client, "U1", clock), pending(1), pending(2)
    await asyncio.sleep(0.9)
    first = await lookup.look("C1", [one])
    assert not lookup.settles(one, first)
    await asyncio.sleep(2 / speed)
    both = await lookup.look("C1", [one, other])
    assert not lookup.settles(one, both)
    assert not lookup.settles(other, both)
    await asyncio.sleep(lookup.again_at([one.id, other.id]) - time.monotonic())
    third = await lookup.look("C1", [one, other])
    assert lookup.settles(one, third)
    assert not lookup.settles(other, third)
    lookup.forget(one.id)
    await asyncio.sleep(lookup.again_at([other.id]) - time.monotonic())
    fourth = await lookup.look("C1", [other])
    assert lookup.settles(other, fourth)
    return third.at - first.at, fourth.at - both.at


def test_each_action_is_settled_by_its_own_second_look_and_waits_for_no_other() -> None:
    for seconds in hourglass.run(looked(1.0)):
        assert WAIT <= seconds < WAIT + 0.01


def test_on_a_quicker_clock_the_looks_are_as_much_closer() -> None:
    assert max(hourglass.run(looked(4.0))) < WAIT / 4 + 0.01


def test_nothing_to_look_for_is_no_wait() -> None:
    lookup: Any = Lookup(Empty(PracticeClock(START, 0.0)), "U1", PracticeClock(START, 0.0))  # type: ignore[arg-type]  # nobody is asked
    assert lookup.again_at([]) == 0.0
