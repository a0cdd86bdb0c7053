"""A poster on a real outbox and a practice workspace: what the tests of the poster stand on."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.domain import events
from console.domain.messages import Position
from console.domain.pending import Answer, Deed, Pending, Stage
from console.domain.words import Home, Risk
from console.practice.people import NOVAK
from console.practice.server import Practice
from console.slack.client import Client
from console.slack.letter import id_in
from console.slack.poster import Poster
from console.slack.table import HOMES
from console.slack.trouble import Later, Never
from console.slack.wire import at_of
from console.store.outbox import Outbox
from console.store.vault import Vault
from tests.slack.desks import QUICK

KEY = bytes(range(32))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

HOMES_HERE = {f"C0HOME{number:04d}": home for number, home in enumerate(Home, 1)}  # the practice workspace's


def pending(number: int, event: Deed | None = None, **more: Any) -> Pending:
    """An action with the number as its id; a note without anything else."""
    what = event or events.ChatNoted(f"c{number}", f"note {number}")
    home = Home.ASKS if isinstance(what, Answer) else HOMES[type(what)]
    text = what.text if isinstance(what, Answer) else f"text {number}"
    return Pending(f"0198-{number:04}", home, what, **{"text": text, "acted_at": NOON, **more})


def raised(chat: str, risk: Risk = Risk.A) -> events.ChatRiskSet:
    """A risk that was raised."""
    return events.ChatRiskSet(chat, risk)


def homes_of(practice: Practice) -> dict[str, Home]:
    """The homes as Slack would name them."""
    found = {practice.workspace.named(home.value).id: home for home in Home}
    assert found == HOMES_HERE
    return found


def in_slack(practice: Practice) -> list[tuple[str, str]]:
    """Every action that Slack holds: its channel's name and its id, in Slack's order."""
    found = [
        (at_of(raw["ts"]), channel.name, id_in(raw))
        for channel in practice.workspace.channels.values()
        for raw in channel.messages.values()
        if id_in(raw).startswith("0198-")
    ]
    return [(name, id) for _, name, id in sorted(found, key=lambda one: str(one[0]))]


def counted(practice: Practice) -> Counter[str]:
    """How often each action is in Slack."""
    return Counter(id for _, id in in_slack(practice))


@dataclass
class Posting:
    """A running poster, its outbox and what it told."""

    poster: Poster
    outbox: Outbox
    client: Client
    homes: dict[str, Home]
    told: list[str] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, *actions: Pending) -> None:
        for one in actions:
            await self.outbox.put(one)
        self.poster.nudge()

    def stages(self) -> Mapping[str, Stage]:
        return {one.id: one.stage for one in self.outbox.waiting}

    def one(self, id: str) -> Pending:
        return next(one for one in self.outbox.waiting if one.id == id)

    def hear(self, why: str) -> None:
        self.told.append(why)
        self._news.set()

    def changed(self) -> None:
        self._news.set()

    async def until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something is so; each change of the outbox makes us look."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def until_told(self, count: int) -> None:
        """Wait until so many sentences were told."""
        async with asyncio.timeout(20):
            while len(self.told) < count:
                self._news.clear()
                await self._news.wait()

    async def until_sent(self, count: int) -> None:
        """Wait until Slack took so many."""
        await self.until(lambda: sum(one.stage is Stage.SENT for one in self.outbox.waiting) == count)


@asynccontextmanager
async def posting(
    practice: Practice, path: Path, *, homes: dict[str, Home] | None = None, **more: Any
) -> AsyncIterator[Posting]:
    """A poster at A. Novak's desk, on the outbox of a real file."""
    vault = Vault(path / "cache.db", KEY)
    try:
        outbox = Outbox(vault)
        await outbox.open()
        async with Client(NOVAK.user_token, practice.api_url, practice.clock) as client:
            with suppress(Later, Never):
                await client.ask("auth.test")  # as a desk does when it starts: whose it is
            channels = homes_of(practice) if homes is None else homes
            poster = Poster(client, outbox, channels, NOVAK.id, **{"pace": QUICK, **more})
            desk = Posting(poster, outbox, client, channels)
            client.failed = lambda trouble: desk.hear(trouble.why)
            outbox.changed = desk.changed
            running = asyncio.create_task(poster.run(), name="poster")
            try:
                yield desk
                if running.done():
                    running.result()
            finally:
                running.cancel()
                await asyncio.wait([running])
    finally:
        vault.close()


def ask_in(practice: Practice) -> Position:
    """A question that somebody else asked."""
    ts = practice.post("online-team-thread", "M. Hale", events.AskPosted("a1", "What now?"))
    at = at_of(ts)
    assert at is not None
    return Position(at, practice.workspace.named("online-team-thread").id)


class Elsewhere:
    """A practice workspace whose address is another server's."""

    def __init__(self, practice: Practice, api_url: str) -> None:
        self.api_url = api_url
        self.clock = practice.clock
        self.workspace = practice.workspace
