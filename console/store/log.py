"""The log: every message of Slack's that this desk keeps, folded into rows, in one transaction a batch."""

import heapq
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

from msgspec.structs import replace

from console.domain.asks import Ask
from console.domain.chats import Chat
from console.domain.digest import digest
from console.domain.ledger import BEGINNING, Changes, Edge, Row
from console.domain.messages import Batch, Counts, Entry, Message, Person, Position, moment
from console.domain.pending import Pending
from console.domain.proof import Held
from console.domain.subjects import Kind, Subject
from console.domain.words import Home
from console.store import actions, deeds, folded, posts, purge, renewal, search, seeking, sums
from console.store.cipher import Connection
from console.store.deeds import Done
from console.store.intake import Content, Intake, Read, Reading, Strip, admins
from console.store.places import HOUR, Places, first, last
from console.store.purge import Purged
from console.store.seeking import Wanted
from console.store.vault import Vault


class Log:
    """The messages of one vault. ``read`` reads kept bytes, ``strip`` takes the words out of them.

    Every call raises a Fault when the world does not let it. Appending is idempotent; what it was given is
    kept as a whole or not at all.
    """

    def __init__(self, vault: Vault, read: Read, strip: Strip) -> None:
        self._vault = vault
        self._reading = Reading(read, strip)
        self._memory = folded.Memory()
        self._guard = threading.Lock()
        self._earliest: Position | None = None  # what came, changed or went since that was asked for

    # Writing

    async def append(self, batch: Batch) -> Changes:
        """Keep a batch and fold it, in one transaction."""
        intakes: list[Intake] = []

        def append(connection: Connection) -> Changes:
            intakes.append(Intake(connection, self._reading, self._memory))
            return intakes[0].keep(batch)

        def kept() -> None:
            self._touch(intakes[0].earliest)

        return await self._vault.write(append, failed=self._memory.forget, kept=kept)

    def _touch(self, position: Position | None) -> None:
        with self._guard:
            self._earliest = min(filter(None, (self._earliest, position)), default=None)

    def touched(self) -> Position | None:
        """From where on something came, changed or went since this was asked last; None where nothing did.

        For one who keeps sums of what was read: told only after it can be read, so that nothing is ever missed.
        """
        with self._guard:
            found, self._earliest = self._earliest, None
        return found

    async def purge(self, before: datetime) -> Purged:
        """Take away the words of all messages before the moment, for ever, and from everywhere.

        ``before`` should follow Slack's time, not this computer's clock. Other batches are kept meanwhile.
        """
        return await purge.purge(self._vault, self._reading, self._memory, before)

    async def renew(self, reading: str) -> bool:
        """Read and fold everything again if that was last done by other rules; whether there was anything to do.

        ``reading`` names the rules: the console's version and which channel is which home. This takes about
        0.2 ms a message, in one transaction; batches wait that long, and the rows shown meanwhile are the old ones.
        """
        if await self._vault.read(lambda connection: renewal.is_renewed(connection, reading)):
            return False
        await self._vault.write(
            lambda connection: renewal.renew(connection, self._reading, self._memory, reading),
            failed=self._memory.forget,
            kept=lambda: self._touch(BEGINNING),
        )
        return True

    # Rows

    async def open_rows(self, since: datetime) -> Mapping[Subject, Row]:
        """The rows that are open, or were over only after ``since``, without the chats."""
        return await self._vault.read(lambda connection: folded.open_rows(connection, since))

    async def rows_since(self, since: datetime, *kinds: Kind) -> Mapping[Subject, Row]:
        """The same of some kinds only: those that were over long ago are many, and few of them are asked for."""
        return await self._vault.read(lambda connection: folded.open_rows(connection, since, kinds))

    async def first_rows(self, kind: Kind, limit: int) -> tuple[Row, ...]:
        """The first open rows of a kind; costs the same however many there are."""
        return await self._vault.read(lambda connection: folded.first_rows(connection, kind, limit))

    async def open_chats(self, since: datetime, after: Edge | None, limit: int) -> tuple[tuple[Chat, ...], Edge | None]:
        """The next chats that are open, in the queue's order, then those over only after ``since``.

        With the edge to go on from; None when there are no more.
        """
        return await self._vault.read(lambda connection: folded.open_chats(connection, since, after, limit))

    async def row(self, subject: Subject) -> Row | None:
        """One row, open or not; None while nothing makes it known."""
        return await self._vault.read(lambda connection: folded.row(connection, subject))

    async def rows(self, subjects: Iterable[Subject]) -> Mapping[Subject, Row]:
        """Some rows, open or not; what nothing makes known is left out."""
        asked = tuple(subjects)

        def look(connection: Connection) -> dict[Subject, Row]:
            found = ((subject, folded.row(connection, subject)) for subject in asked)
            return {subject: row for subject, row in found if row is not None}

        return await self._vault.read(look)

    async def named(self, alias: str) -> tuple[Subject, ...]:
        """The chats, posts and cases of an alias; takes longer the more there are, some 100 ms for 30,000."""
        return tuple(await self._vault.read(lambda connection: folded.named(connection, alias)))

    async def asks_open(self) -> tuple[Ask, ...]:
        """The questions nobody else has answered yet, the oldest first."""
        rows = await self.first_rows(Kind.ASK, -1)
        return tuple(row for row in rows if isinstance(row, Ask))

    async def settled(self, author: str, waiting: Iterable[Pending]) -> frozenset[str]:
        """The ids of those actions of a person's that the log already holds: a desk that was cut off may not know."""
        asked = tuple(waiting)

        def look(connection: Connection) -> frozenset[str]:
            places = Places(connection)
            return frozenset(one.id for one in asked if _holds(connection, places, author, one))

        return await self._vault.read(look)

    async def done(self, author: str, id: str) -> Done | None:
        """A person's action, and what it is about as it stood right after it; None for one that is not here."""
        return await self._vault.read(lambda connection: deeds.done(connection, self._reading, author, id))

    async def replied(self, author: str, ask: Position, mark: str) -> bool:
        """Whether a person's reply that carries the mark stands after a question."""
        return await self._vault.read(lambda connection: deeds.replied(connection, author, ask, mark.encode()))

    async def people(self) -> tuple[Person, ...]:
        """Everybody in the workspace, as Slack said last."""

        def people(connection: Connection) -> tuple[Person, ...]:
            rows = connection.execute("SELECT id, name, admin, bot, gone FROM people ORDER BY id")
            return tuple(Person(id, name, bool(admin), bool(bot), bool(gone)) for id, name, admin, bot, gone in rows)

        return await self._vault.read(people)

    async def cursors(self) -> Mapping[str, datetime]:
        """How far each channel has been read without a gap."""

        def cursors(connection: Connection) -> dict[str, datetime]:
            return {channel: moment(at) for channel, at in connection.execute("SELECT channel, at FROM cursors")}

        return await self._vault.read(cursors)

    async def counts(self) -> Counts:
        """How many messages are kept that changed nothing."""

        def counts(connection: Connection) -> Counts:
            refused = connection.execute("SELECT value FROM meta WHERE name = 'not_entitled'").fetchone()[0]
            unreadable = connection.execute(
                "SELECT count(*) FROM messages WHERE kind >= 2 AND kind IN (?, ?)",
                (Content.UNREADABLE, Content.TOO_NEW),
            ).fetchone()[0]
            return Counts(refused, unreadable)

        return await self._vault.read(counts)

    # What a desk remembers of itself

    async def remember(self, name: str, value: str) -> None:
        """Keep a word under a name, in place of the one before."""
        await self._vault.write(
            lambda connection: connection.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (f"desk:{name}", value),
            )
        )

    async def remembered(self, name: str) -> str | None:
        """What was kept under the name."""

        def look(connection: Connection) -> str | None:
            found = connection.execute("SELECT value FROM meta WHERE name = ?", (f"desk:{name}",)).fetchone()
            return None if found is None else str(found[0])

        return await self._vault.read(look)

    async def posts(self, since: datetime) -> tuple[Entry, ...]:
        """What was submitted, taken and decided of posts from the moment on, in order; read a few at a time."""
        ids = await self._vault.read(lambda connection: posts.since(connection, since))
        found: list[Entry] = []
        for start in range(0, len(ids), posts.AT_ONCE):
            some = ids[start : start + posts.AT_ONCE]

            def look(connection: Connection, some: list[int] = some) -> list[Entry]:
                return posts.entries(connection, self._reading, some)

            found += await self._vault.read(look)
        return tuple(sorted(found, key=lambda entry: entry.position))

    # The digest

    async def sums(self, homes: Mapping[str, Home], at: datetime) -> Mapping[str, int]:
        """The digest's sums by channel id at a moment; its cost does not grow with history."""
        return await self._vault.read(lambda connection: sums.sums_at(connection, homes, at))

    async def hourly_sums(self, channel: str, start: datetime, end: datetime) -> Mapping[datetime, int]:
        """A channel's sums by the hours that begin in ``start <= hour < end``; hours without events are left out."""

        def hourly(connection: Connection) -> dict[datetime, int]:
            found = sums.hourly(connection, channel, start, end)
            return {moment(hour * HOUR): sum for hour, sum in found.items()}

        return await self._vault.read(hourly)

    async def digest(self, homes: Mapping[str, Home], at: datetime) -> str:
        """The digest at a moment, whole (64 hex digits), over the home channels that this desk reads."""
        return await self._vault.read(
            lambda connection: digest(sums.sums_at(connection, homes, at), admins(connection))
        )

    async def held(self, homes: Mapping[str, Home], at: datetime) -> Held:
        """What this desk holds at a moment, to be compared with another's (console/domain/proof.py)."""

        def held(connection: Connection) -> Held:
            return Held(
                at,
                sums.sums_at(connection, homes, at),
                sums.events_at(connection, homes, at),
                frozenset(admins(connection)),
            )

        return await self._vault.read(held)

    # Messages for people to look at

    async def search(self, words: str, limit: int = 50) -> tuple[Message, ...]:
        """The newest messages that hold all the words; the last word may be unfinished."""

        def look(connection: Connection) -> tuple[Message, ...]:
            return self._messages(connection, search.found(connection, words, limit))

        return await self._vault.read(look)

    async def seek(
        self, wanted: Wanted, before: Position | None = None, most: int = 100
    ) -> tuple[tuple[Message, ...], Position | None]:
        """The newest that is wanted (before a position), of ``most`` candidates, each with the sum that it came with.

        With the position to go on before; None where there is nothing more.
        """

        def look(connection: Connection) -> tuple[tuple[Message, ...], Position | None]:
            edge = seeking.look(connection, wanted, before, most)
            return self._with_sums(connection, edge.ids), edge.next

        return await self._vault.read(look)

    async def latest(self, limit: int, before: Position | None = None) -> tuple[Message, ...]:
        """The newest messages (before a position), the newest first: a page of the log window."""

        def look(connection: Connection) -> tuple[Message, ...]:
            return self._messages(connection, _latest(connection, limit, before))

        return await self._vault.read(look)

    async def earliest(self, limit: int, after: Position | None = None) -> tuple[Message, ...]:
        """The oldest messages (after a position) in the one order, each with the sum that it came with.

        A purge takes words from a message and leaves its sum, which then no longer follows from what is kept.
        """
        return await self._vault.read(
            lambda connection: self._with_sums(connection, _earliest(connection, limit, after))
        )

    async def touching(self, subjects: Iterable[Subject]) -> tuple[Message, ...]:
        """All messages that count and touch any of these, in the one order, each with the sum that it came with."""
        asked = tuple(subjects)

        def look(connection: Connection) -> tuple[Message, ...]:
            touching = "SELECT message FROM touches WHERE kind = ? AND key = ?"
            ids = {id for subject in asked for (id,) in connection.execute(touching, subject)}
            return self._with_sums(connection, sorted(ids, key=Places(connection).position))

        return await self._vault.read(look)

    async def to_look_at(self, limit: int = 200) -> tuple[Message, ...]:
        """Messages that mean to be events and changed nothing, the newest first."""

        def look(connection: Connection) -> tuple[Message, ...]:
            places = Places(connection)
            rows = connection.execute(
                "SELECT id FROM messages WHERE kind >= 2 UNION SELECT message FROM not_entitled"
            ).fetchall()
            newest = heapq.nlargest(limit, (id for (id,) in rows), key=places.position)
            return self._messages(connection, newest)

        return await self._vault.read(look)

    def _with_sums(self, connection: Connection, ids: list[int]) -> tuple[Message, ...]:
        """Messages with the sums that they came with: a purge leaves those, and takes words from what is kept."""
        places = Places(connection)
        kept = ((id, *connection.execute("SELECT sum, raw FROM messages WHERE id = ?", (id,)).fetchone()) for id in ids)
        found = ((self._reading.read(raw, places.channel(id)), sum) for id, sum, raw in kept)
        return tuple(replace(message, sum=sum) for message, sum in found if message is not None)

    def _messages(self, connection: Connection, ids: list[int]) -> tuple[Message, ...]:
        places = Places(connection)
        kept = (self._reading.read(search.raw_of(connection, id), places.channel(id)) for id in ids)
        return tuple(message for message in kept if message is not None)


def _holds(connection: Connection, places: Places, author: str, pending: Pending) -> bool:
    """Whether an action is in the log: an event by its author and id, a reply by where it stands."""
    place = pending.position
    if place is not None and places.number(place.channel) is not None:
        found = connection.execute("SELECT 1 FROM messages WHERE id = ?", (places.id(place),)).fetchone()
        if found is not None:
            return True
    asked = f"SELECT 1 FROM messages WHERE {actions.HELD} AND author = ?"  # noqa: S608 -- our own words
    return connection.execute(asked, (*actions.named(pending.id), author)).fetchone() is not None


def _earliest(connection: Connection, limit: int, after: Position | None) -> list[int]:
    places = Places(connection)
    streams = []
    for channel in places:
        number = places.give(channel)
        bottom = first(number) if after is None else places.edge(number, after) + 1 + (channel == after.channel)
        rows = connection.execute(
            "SELECT id FROM messages WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", (bottom, last(number), limit)
        )
        streams.append(map(_number, rows))
    # Read side by side: all channels' next ones would be six times as many as are wanted.
    return list(islice(heapq.merge(*streams, key=places.position), limit))


def _number(row: tuple[int]) -> int:
    return row[0]


def _latest(connection: Connection, limit: int, before: Position | None) -> list[int]:
    return seeking.latest(connection, Places(connection), Wanted(), before, limit)
