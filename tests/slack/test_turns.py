"""Turns: a home is read in its time, or at once when somebody calls."""

import asyncio

from console.slack.turns import Turns


async def test_a_turn_that_only_came_by_its_time_is_in_no_hurry_until_somebody_calls() -> None:
    turns = Turns()
    await turns.next(0)
    turns.begin()
    assert not turns.urgent
    turns.call()
    assert turns.urgent
    turns.end()
    await turns.next(60)
    turns.begin()
    assert turns.urgent
    turns.end()
    await turns.next(0)
    turns.begin()
    assert not turns.urgent


async def test_whoever_waits_for_a_reading_has_one_that_began_afterwards() -> None:
    turns = Turns()
    turns.begin()
    waiting = asyncio.ensure_future(turns.taken())
    await asyncio.sleep(0)
    turns.end()
    await asyncio.sleep(0)
    assert not waiting.done()
    turns.begin()
    assert turns.urgent
    turns.end()
    await waiting
