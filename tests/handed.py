"""Desks with hands, in memory: a workspace takes what they do, and tells each of them in whatever order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Final

from msgspec.structs import replace

from console.acting import Acting
from console.desk import Desk
from console.domain.actions import Action, Refusal
from console.domain.asks import Ask
from console.domain.chats import Chat
from console.domain.events import ChatOpened, RoleGiven
from console.domain.ledger import Changes, Edge, Row
from console.domain.messages import Batch, Counts, Entry, Message, Person, Position
from console.domain.pending import Answer, Pending, Stage, next_to_send
from console.domain.subjects import Subject
from console.domain.words import AgeBand, Home, Risk, Role
from console.slack.letter import unsayable
from console.slack.table import HOMES
from tests.builders import at, entry, message
from tests.fakes import FakeLog, FakeOutbox

CHANNELS: Final = {
    "C0QUEUE": Home.CHAT_QUEUE,
    "C1LOG": Home.SHIFT_LOG,
    "C3MAIN": Home.MOD_MAIN,
    "C5ASKS": Home.ASKS,
}
STAFF: Final = {"UC1": "M. Hale", "UC2": "R. Osei", "ULEAD": "I. Brandt"}
ZONE: Final = timezone(timedelta(hours=1))


@dataclass
class Hand:
    """A clock that stands where it is put."""

    at: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        return self.at


@dataclass
class Kept:
    """The log in memory, asked as a desk asks it."""

    log: FakeLog = field(default_factory=FakeLog)

    async def append(self, batch: Batch) -> Changes:
        return self.log.append(batch)

    async def open_rows(self, since: datetime) -> Mapping[Subject, Row]:
        del since
        rows = {subject: one.row for subject, one in self.log.rows.items()}
        return {subject: row for subject, row in rows.items() if row is not None and not isinstance(row, Chat)}

    async def open_chats(self, since: datetime, after: Edge | None, limit: int) -> tuple[Sequence[Chat], Edge | None]:
        del since, after, limit
        return [one.row for one in self.log.rows.values() if isinstance(one.row, Chat)], None

    async def people(self) -> tuple[Person, ...]:
        return tuple(self.log.people.values())

    async def counts(self) -> Counts:
        return Counts()


class Handed:
    """One person's desk, with a log, an outbox and hands; ``told`` is what it said."""

    def __init__(self, me: str, *, late: float = 0) -> None:
        self.me, self.late = me, late
        self.kept, self.outbox, self.clock = Kept(), FakeOutbox(), Hand(at(late))
        self.told: list[str] = []
        self.inbox: list[Message] = []
        self.desk = Desk(self.kept, self.clock, me)
        self.acting = Acting(
            self.desk,
            self.outbox,
            CHANNELS,
            ZONE,
            home_of=lambda event: HOMES[type(event)],
            text_of=lambda event: event.text if isinstance(event, Answer) else type(event).__name__,
            say=self.told.append,
            unsayable=unsayable,
        )

    async def does(self, action: Action, *, at_window: bool = False) -> Pending:
        """What is done is allowed."""
        done = await self.acting.submit(action, at_window=at_window)
        assert isinstance(done, Pending), done
        return done

    async def why(self, action: Action) -> str:
        """What is asked for is refused."""
        refusal = await self.acting.submit(action)
        assert isinstance(refusal, Refusal), refusal
        return refusal.why

    async def hears(self, index: int = 0) -> None:
        """One of the messages on their way arrives."""
        await self.acting.deliver(Batch((self.inbox.pop(index % len(self.inbox)),)))

    def chat(self, name: str = "c1") -> Chat:
        return self.desk.view().chats[name]

    @property
    def confirmed(self) -> dict[str, Chat]:
        """The chats as this desk's log holds them."""
        return {one.row.chat: one.row for one in self.kept.log.rows.values() if isinstance(one.row, Chat)}

    @property
    def asks(self) -> dict[str, Ask]:
        return {one.row.ask: one.row for one in self.kept.log.rows.values() if isinstance(one.row, Ask)}


class Slack:
    """A workspace in memory: takes what desks send, each at a moment of its own, and tells everybody."""

    def __init__(self, *desks: Handed) -> None:
        self.desks, self.seconds = desks, 0.0
        self.messages: list[Message] = []

    async def begins(self, *chats: str) -> None:
        """Everybody has a role, and members wait."""
        facts: list[Entry] = [
            entry(RoleGiven("UPLAT", Role.PLATFORM), "UADMIN", -9_000, channel="C3MAIN"),
            *(
                entry(RoleGiven(who, role), "UADMIN", n - 8_000, channel="C3MAIN")
                for n, (who, role) in enumerate({"UC1": Role.COUNSELLOR, "UC2": Role.COUNSELLOR}.items())
            ),
            entry(RoleGiven("ULEAD", Role.LEAD), "UADMIN", -7_000, channel="C3MAIN"),
            *(
                entry(ChatOpened(chat, f"otter-{chat}", AgeBand.TEEN, Risk.C), "UPLAT", n - 100, channel="C0QUEUE")
                for n, chat in enumerate(chats)
            ),
        ]
        people = (Person("UADMIN", "S. Marsh", admin=True), *(Person(id, name) for id, name in STAFF.items()))
        for desk in self.desks:
            await desk.acting.deliver(Batch(tuple(message(fact) for fact in facts), people=people))

    def passes(self, seconds: float) -> None:
        """Time goes on, on every desk's own clock."""
        self.seconds += seconds
        for desk in self.desks:
            desk.clock.at = at(self.seconds + desk.late)

    async def takes(self, desk: Handed, home: Home, *, answers: bool = True) -> bool:
        """The next action of a desk for a home is sent; without an answer the desk does not know that it was."""
        one = next_to_send(desk.outbox.waiting, home, desk.clock.now())
        if one is None:
            return False
        sending = replace(one, stage=Stage.SENDING, attempts=one.attempts + 1)
        assert await desk.outbox.change(sending, one.stage)
        position = self.posts(desk.me, one)
        known = (
            replace(sending, stage=Stage.SENT, position=position) if answers else replace(sending, stage=Stage.UNKNOWN)
        )
        assert await desk.outbox.change(known, Stage.SENDING)
        return True

    async def repeats(self, desk: Handed) -> None:
        """A desk that does not know sends again."""
        for one in desk.outbox.waiting:
            if one.stage is Stage.UNKNOWN:
                self.posts(desk.me, one)

    def posts(self, author: str, one: Pending) -> Position:
        """A message stands in Slack, at a moment that no other has."""
        self.passes(0.001)
        channel = next(channel for channel, home in CHANNELS.items() if home is one.home)
        assert not isinstance(one.event, Answer)
        said = message(Entry(Position(at(self.seconds), channel), author, one.id, one.event, one.acted_at))
        self.messages.append(said)
        for desk in self.desks:
            desk.inbox.append(said)
        return said.position

    async def settles(self, choose: Callable[[int], int] = lambda _count: 0) -> None:
        """Everything that waits is sent, and everything that was sent arrives, in the order that is chosen."""
        while any(desk.inbox or desk.outbox.waiting for desk in self.desks):
            for desk in self.desks:
                for home in CHANNELS.values():
                    while await self.takes(desk, home):
                        pass
            for desk in self.desks:
                while desk.inbox:
                    await desk.hears(choose(len(desk.inbox)))
            self.passes(1)
