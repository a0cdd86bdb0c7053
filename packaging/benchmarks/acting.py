"""Actions at a desk with 10,000 open chats: until their rows are shown, and until they are kept; prints JSON."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from past import KEY

from console.acting import Acting
from console.clock import RealClock
from console.desk import Desk
from console.domain import actions
from console.domain.actions import Action
from console.domain.chats import Chat
from console.domain.ledger import Changes, Edge, Row
from console.domain.messages import EPOCH, Batch, Counts, Person, Position
from console.domain.pending import Pending
from console.domain.people import Grant, People
from console.domain.subjects import PEOPLE, Subject
from console.domain.words import AgeBand, Home, Risk, Role
from console.slack.said import text_of
from console.slack.table import HOMES
from console.store.outbox import Outbox
from console.store.vault import Vault

ME = "U1"
OPEN = 10_000


class Shelf:
    """A log that holds so many open chats."""

    def __init__(self, now: datetime) -> None:
        began = now - timedelta(hours=1)
        self.chats = [
            Chat(f"c{n}", f"otter-{n}", AgeBand.TEEN, tuple(Risk)[n % 5], None, None, False, began, began)
            for n in range(OPEN)
        ]

    async def append(self, _batch: Batch) -> Changes:
        return Changes({})

    async def open_rows(self, _since: datetime) -> Mapping[Subject, Row]:
        return {PEOPLE: People(frozenset(), {ME: (Grant(Role.COUNSELLOR, "U0", Position(EPOCH, "")),)})}

    async def open_chats(
        self, _since: datetime, _after: Edge | None, _limit: int
    ) -> tuple[Sequence[Chat], Edge | None]:
        return self.chats, None

    async def people(self) -> tuple[Person, ...]:
        return (Person(ME, "A. Novak"),)

    async def counts(self) -> Counts:
        return Counts()


async def main(rounds: int) -> None:
    """Note, take and take next, so many times each; then each is taken back."""
    clock = RealClock()
    told: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(Path(folder) / "cache.db", bytes.fromhex(KEY))
        outbox = Outbox(vault)
        await outbox.open()
        desk = Desk(Shelf(clock.now()), clock, ME)
        await desk.open()
        acting = Acting(
            desk,
            outbox,
            {"C1": Home.SHIFT_LOG},
            UTC,
            home_of=lambda event: HOMES[type(event)],
            text_of=lambda event: text_of(event, desk.view()),
            say=print,
        )
        for n in range(rounds):
            wishes: dict[str, Action] = {
                "note": actions.NoteChat(f"c{n * 7}", "Is calmer now, wants to go on tomorrow."),
                "take": actions.TakeChat(f"c{n * 11}"),
                "take next": actions.TakeNext(),
            }
            for name, wish in wishes.items():
                desk.news()
                began = time.perf_counter()
                doing = asyncio.create_task(acting.submit(wish))
                await asyncio.sleep(0)  # it comes as far as to the disk
                news = desk.news()
                shown = time.perf_counter() - began
                kept = await doing
                whole = time.perf_counter() - began
                if not news.changed or not news.waiting or not isinstance(kept, Pending):
                    raise SystemExit(f"{name} was not shown at once: {kept}")
                told.setdefault(name, []).append((shown, whole))
                await acting.take_back(kept.id)
        vault.close()
    print(json.dumps(told))


asyncio.run(main(int(sys.argv[1])))
