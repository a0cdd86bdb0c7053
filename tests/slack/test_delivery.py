"""What came is kept in its order, and whoever only confirms waits while much of it is being kept."""

import asyncio

from console.domain.messages import Batch
from console.slack.delivery import LARGE, Delivery
from tests.store.wired import plain


async def flooded(messages: int, go: asyncio.Event) -> tuple[Delivery, asyncio.Task[None]]:
    """So many messages that came, and are kept from when it may go on."""

    async def keep(_batch: Batch) -> None:
        await go.wait()

    delivery = Delivery(keep, lambda _batch: None, 0.01)
    for number in range(messages):
        delivery.arrive(plain("marigold", number))
    return delivery, asyncio.create_task(delivery.run())


async def test_who_confirms_waits_for_a_flood_to_be_kept_and_not_for_what_is_usual() -> None:
    go = asyncio.Event()
    delivery, running = await flooded(LARGE, go)
    await delivery.calm(60)
    for number in range(LARGE):
        delivery.arrive(plain("tulip", LARGE + number))
    calm = asyncio.create_task(delivery.calm(60))
    done, _ = await asyncio.wait([calm], timeout=0.1)
    assert not done
    go.set()
    await asyncio.wait_for(calm, 10)
    running.cancel()


async def test_a_flood_that_does_not_end_is_waited_for_no_longer_than_was_said() -> None:
    delivery, running = await flooded(3 * LARGE, asyncio.Event())
    await asyncio.wait_for(delivery.calm(0.05), 10)
    running.cancel()
