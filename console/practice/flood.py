"""A flood: thousands of chat events from the platform, as fast as asked, for benchmarks."""

import asyncio
import random
import time
import uuid
from collections.abc import Iterator
from typing import Any, Final

from console.domain.events import ChatOpened, ChatUpdated, WireEvent
from console.domain.words import AgeBand, Home, Risk
from console.practice.people import PLATFORM
from console.practice.socket import Sockets
from console.practice.workspace import Workspace
from console.slack.wire import blocks_of, metadata_of

HANDFUL: Final = 64  # posted without letting the loop turn
MOST_QUEUED: Final = 2_048  # frames that wait on one socket before the flood pauses
TOPICS: Final = ("exam worry", "cannot sleep", "argument at home", "friendships", "a new school", "feels low")


def events(count: int, seed: int) -> Iterator[WireEvent]:
    """So many events: two of three open a chat, the third says something new about one of them."""
    chance = random.Random(seed)
    risks, ages = list(Risk), list(AgeBand)
    opened = 0
    for number in range(count):
        if number % 3 == 2:  # noqa: PLR2004 - the third of three
            yield ChatUpdated(f"f{seed}-{chance.randrange(opened)}", chance.choice(risks), chance.choice(TOPICS))
        else:
            alias = f"flood-{opened}"
            risk = chance.choices(risks, (1, 6, 20, 40, 33))[0]
            topic = chance.choice(TOPICS)
            yield ChatOpened(f"f{seed}-{opened}", alias, chance.choice(ages), risk, topic, f"{topic}, {opened}")
            opened += 1


async def flood(workspace: Workspace, sockets: Sockets, count: int, per_second: float, seed: int) -> float:
    """Post the events and return how many real seconds the posting took; they are written before it begins."""
    chance = random.Random(seed)
    ready: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = []
    for number, event in enumerate(events(count, seed)):
        if isinstance(event, ChatOpened):
            text = f"{event.alias} is waiting, {event.risk}"
        else:
            text = "something new about a chat"
        metadata = metadata_of(event, str(uuid.UUID(int=chance.getrandbits(128), version=4)))
        ready.append((text, metadata, blocks_of(metadata, text)))
        if number % HANDFUL == 0:
            await asyncio.sleep(0)
    channel = workspace.named(Home.CHAT_QUEUE.value)
    started = time.monotonic()
    for number, (text, metadata, blocks) in enumerate(ready):
        workspace.post(channel, PLATFORM, text, blocks=blocks, metadata=metadata)
        if per_second:
            early = started + (number + 1) / per_second - time.monotonic()
            if early > 0:
                await asyncio.sleep(early)
        elif number % HANDFUL == 0:
            await asyncio.sleep(0)
            await _written(sockets)
    return time.monotonic() - started


async def _written(sockets: Sockets) -> None:
    """Wait while a socket has much to write."""
    for link in sockets.links():
        await link.written(MOST_QUEUED)
