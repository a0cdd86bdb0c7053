"""A desk that does so many actions and sends them, in a process that may be killed at any moment.

Arguments: the folder of the outbox, the address of the practice workspace, the number of the first action and of
the one after the last, and ``look`` or ``blind`` (without looking for what was lost). It prints the number of each
action once that is kept, and ``done`` once Slack took them all.
"""

import asyncio
import sys
from pathlib import Path

from console.domain import events
from console.domain.pending import Stage
from console.practice.people import NOVAK
from console.practice.remote import clock_of
from console.slack.client import Client
from console.slack.poster import Poster
from console.store.outbox import Outbox
from console.store.vault import Vault
from tests.slack.desks import QUICK
from tests.slack.posting import HOMES_HERE, KEY, pending


async def send(folder: Path, api_url: str, start: int, end: int, *, look_up: bool) -> None:
    """Do the actions, send what waits, and settle what Slack took."""
    clock = await clock_of(api_url)
    vault = Vault(folder / "cache.db", KEY)
    async with Client(NOVAK.user_token, api_url, clock) as client:
        outbox = Outbox(vault)
        poster = Poster(client, outbox, HOMES_HERE, NOVAK.id, pace=QUICK, look_up=look_up)
        news = asyncio.Event()
        outbox.changed = news.set
        await outbox.open()
        running = asyncio.create_task(poster.run())
        for number in range(start, end):
            event = events.TaskDone(f"t{number}") if number % 3 else events.TaskPlanned(f"t{number}", "s1", "A task")
            await outbox.put(pending(number, event, acted_at=clock.now()))
            poster.nudge()
            print(number, flush=True)  # noqa: T201 -- this is what the parent waits for
        while outbox.waiting:
            news.clear()
            await outbox.settle([one.id for one in outbox.waiting if one.stage is Stage.SENT])
            if outbox.waiting:
                await news.wait()
        running.cancel()
        await asyncio.wait([running])
    vault.close()
    print("done", flush=True)  # noqa: T201 -- the same


if __name__ == "__main__":
    _, folder_, url_, start_, end_, how_ = sys.argv
    asyncio.run(send(Path(folder_), url_, int(start_), int(end_), look_up=how_ == "look"))
