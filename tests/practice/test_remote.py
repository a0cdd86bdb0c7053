"""A practice workspace as a desk sees it: its clock is followed, and asked for rarely."""

import asyncio
import json
from contextlib import aclosing

import aiohttp

from console.practice.remote import Practice as Seen
from console.practice.server import Practice


async def test_a_desks_clock_goes_with_the_workspaces_as_soon_as_its_speed_is_another() -> None:
    async with Practice(night=False) as practice, asyncio.timeout(10):
        clock = await Seen(practice.api_url).clock()
        assert clock is not None
        await Seen(practice.api_url).run_at(60)
        async with aclosing(Seen(practice.api_url).follow(clock)) as speeds:
            assert await anext(speeds) == 60
            later = asyncio.ensure_future(anext(speeds))
            await Seen(practice.api_url).run_at(30)
            assert await later == clock.speed == 30
        assert abs((clock.now() - practice.clock.now()).total_seconds()) < 60


async def test_the_clock_is_held_back_while_its_speed_is_the_known_one_and_given_when_the_workspace_closes() -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(10):
        async with Practice(night=False) as practice:
            url = f"{practice.base_url}/practice/clock"

            async def asked(unlike: str) -> float:
                async with session.get(url, params={"unlike": unlike}) as answer:
                    return float(json.loads(await answer.read())["speed"])

            assert await asked("2.0") == 1
            held = asyncio.create_task(asked("1.0"))
            done, _ = await asyncio.wait([held], timeout=0.6)
            assert not done
            practice.clock.run_at(3.0)
            assert await held == 3
            held = asyncio.create_task(asked("3.0"))
            done, _ = await asyncio.wait([held], timeout=0.1)
            assert not done
        assert await held == 3
