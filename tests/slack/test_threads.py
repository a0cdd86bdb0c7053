"""The asks' threads are read one after the other, and whoever waits for them is told when they were."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from console.domain.messages import Position
from console.slack.threads import Threads

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ASKS: Mapping[Position, datetime | None] = {Position(NOON + timedelta(minutes=n), "C1"): None for n in range(30)}


async def asks_open() -> Mapping[Position, datetime | None]:
    return ASKS


async def test_all_threads_have_been_read_at_last_however_often_a_new_connection_makes_them_due_again() -> None:
    threads = Threads()
    threads.all_due()
    drained = asyncio.create_task(threads.drained())
    await asyncio.sleep(0)
    for number in range(2 * len(ASKS)):
        if number % 12 == 0:  # a connection that falls silent again and again
            threads.all_due()
        threads.read(await threads.next(None, asks_open), None)
        await asyncio.sleep(0)
    async with asyncio.timeout(1):
        await drained


async def test_a_thread_that_could_not_be_read_is_waited_for() -> None:
    threads = Threads()
    first, second = list(ASKS)[:2]
    threads.due(first)
    threads.due(second)
    assert await threads.next(None, asks_open) == first
    drained = asyncio.create_task(threads.drained())
    await asyncio.sleep(0)
    threads.due(first)  # Slack did not answer
    assert await threads.next(None, asks_open) == second
    threads.read(second, None)
    await asyncio.sleep(0)
    assert not drained.done()
    assert await threads.next(None, asks_open) == first
    threads.over(first)  # it was deleted
    async with asyncio.timeout(1):
        await drained


async def test_nobody_waits_where_nothing_is_to_be_read() -> None:
    async with asyncio.timeout(1):
        await Threads().drained()
