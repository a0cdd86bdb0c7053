"""The outbox: what was done at this desk, kept before anything else happens to it, until it is read back from Slack."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar, get_args

import msgspec
from msgspec.structs import replace

from console.domain.events import WireEvent
from console.domain.messages import Position, micros, moment
from console.domain.pending import Answer, Pending, Stage
from console.domain.words import Home
from console.store.cipher import Connection
from console.store.vault import Vault

T = TypeVar("T")

_log = logging.getLogger(__name__)

_DEEDS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in (*get_args(WireEvent), Answer)}
_METADATA_REFUSED: Final = "metadata refused"
_COLUMNS: Final = "number, id, stage, why, attempts, sent_after, at, channel, body"
_CAN_BE_TAKEN_BACK: Final = (Stage.HELD_BACK, Stage.PENDING, Stage.STUCK)


class _Body(NamedTuple):
    """What of an action never changes, as it is kept."""

    kind: str
    event: Any
    home: Home
    text: str
    acted_at: datetime
    hold_until: datetime | None


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(_Body).decode


class Outbox:
    """The outbox of one vault; every change is in the file, for good, before it is seen in ``waiting``.

    ``changed`` is called after each change, on the loop's thread. Every call raises a Fault when the world does
    not let it. Who waits for a change and is cancelled leaves the change to be finished.
    """

    def __init__(self, vault: Vault, changed: Callable[[], None] = lambda: None) -> None:
        self.changed = changed
        self.waiting: tuple[Pending, ...] = ()
        self.metadata_refused = False
        self._vault = vault
        self._finishing: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Read what waits, and let it be known that what was on its way when the desk ended may be in Slack."""

        def read(connection: Connection) -> tuple[list[Any], bool]:
            connection.execute("UPDATE outbox SET stage = ? WHERE stage = ?", (Stage.UNKNOWN, Stage.SENDING))
            rows = connection.execute(f"SELECT {_COLUMNS} FROM outbox ORDER BY number").fetchall()  # noqa: S608 -- our own names
            refused = connection.execute("SELECT 1 FROM meta WHERE name = ?", (_METADATA_REFUSED,)).fetchone()
            return rows, refused is not None

        def known(found: tuple[list[Any], bool]) -> bool:
            rows, self.metadata_refused = found
            self.waiting = tuple(one for one in map(_pending, rows) if one is not None)
            return True

        await self._change(read, known)

    async def put(
        self, pending: Pending, *, instead_of: Iterable[str] = (), draft: tuple[str, str] | None = None
    ) -> Pending:
        """Keep an action and give back what is kept, with its number; one whose id is there already changes nothing.

        In the same transaction what it makes needless goes (``instead_of``, unless that is on its way), and the
        draft (kind and subject) that it came from.
        """
        needless = tuple(instead_of)

        def put(connection: Connection) -> tuple[Pending, frozenset[str]]:
            values = (pending.id, *_state(pending), _body(pending))
            there = connection.execute(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (pending.id,)).fetchone()  # noqa: S608 -- our own names
            if there is not None:
                return _pending(there) or pending, frozenset()
            connection.execute(
                "INSERT INTO outbox (id, stage, why, attempts, sent_after, at, channel, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            number = connection.execute("SELECT last_insert_rowid()").fetchone()[0]
            gone = frozenset(id for id in needless if _take_back(connection, id))
            if draft is not None:
                connection.execute("DELETE FROM drafts WHERE kind = ? AND subject = ?", draft)
            return replace(pending, number=number), gone

        def known(found: tuple[Pending, frozenset[str]]) -> bool:
            kept, gone = found
            if any(one.id == kept.id for one in self.waiting):
                return False
            self.waiting = (*(one for one in self.waiting if one.id not in gone), kept)
            return True

        kept, _ = await self._change(put, known)
        return kept

    async def change(self, pending: Pending, was: Stage) -> bool:
        """Write down how far an action has come; False when it is no longer there at that stage."""

        def change(connection: Connection) -> bool:
            done = connection.execute(
                "UPDATE outbox SET stage = ?, why = ?, attempts = ?, sent_after = ?, at = ?, channel = ? "
                "WHERE id = ? AND stage = ?",
                (*_state(pending), pending.id, was),
            )
            return bool(done.rowcount)

        def known(done: bool) -> bool:
            if done:
                self.waiting = tuple(pending if one.id == pending.id else one for one in self.waiting)
            return done

        return await self._change(change, known)

    async def take_back(self, id: str) -> bool:
        """Undo an action that is surely not in Slack; False when it may be there, or is gone."""
        return await self._change(lambda connection: _take_back(connection, id), lambda done: done and self._gone([id]))

    async def try_again(self, id: str) -> bool:
        """Let a stuck action go out again; False when it is not stuck."""
        for one in self.waiting:
            if one.id == id and one.stage is Stage.STUCK:
                return await self.change(replace(one, stage=Stage.PENDING, why=""), Stage.STUCK)
        return False

    async def settle(self, ids: Iterable[str]) -> None:
        """Forget actions: the log holds them now."""
        over = [one.id for one in self.waiting if one.id in set(ids)]

        def settle(connection: Connection) -> None:
            connection.executemany("DELETE FROM outbox WHERE id = ?", [(id,) for id in over])

        if over:
            await self._change(settle, lambda _: self._gone(over))

    async def refuse_metadata(self) -> None:
        """Remember that Slack takes no metadata from this desk's token."""

        def remember(connection: Connection) -> None:
            connection.execute("INSERT OR IGNORE INTO meta VALUES (?, 1)", (_METADATA_REFUSED,))

        def known(_: None) -> bool:
            self.metadata_refused = True
            return False

        await self._change(remember, known)

    def _gone(self, ids: Iterable[str]) -> bool:
        gone = frozenset(ids)
        self.waiting = tuple(one for one in self.waiting if one.id not in gone)
        return True

    async def _change(self, function: Callable[[Connection], T], known: Callable[[T], bool]) -> T:
        """Change the file, then what is known of it here; the two stay one, also when nobody waits any more."""

        async def whole() -> T:
            result = await self._vault.write_own(function)
            if known(result):
                self.changed()
            return result

        task = asyncio.create_task(whole(), name="write to the outbox")
        self._finishing.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._finishing.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.warning("The outbox could not be written.")  # who still waits is told the fault itself


def _take_back(connection: Connection, id: str) -> bool:
    done = connection.execute("DELETE FROM outbox WHERE id = ? AND stage IN (?, ?, ?)", (id, *_CAN_BE_TAKEN_BACK))
    return bool(done.rowcount)


def _state(pending: Pending) -> tuple[str, str, int, int | None, int | None, str | None]:
    """The columns that change on an action's way."""
    place = pending.position
    return (
        pending.stage.value,
        pending.why,
        pending.attempts,
        None if pending.sent_after is None else micros(pending.sent_after),
        None if place is None else micros(place.at),
        None if place is None else place.channel,
    )


def _body(pending: Pending) -> bytes:
    name = type(pending.event).__name__
    return _encode(_Body(name, pending.event, pending.home, pending.text, pending.acted_at, pending.hold_until))


def _pending(row: tuple[Any, ...]) -> Pending | None:
    """An action as it was kept; None for one that only a newer console understands: it stays in the file."""
    number, id, stage, why, attempts, sent_after, at, channel, body = row
    try:
        kept = _decode(body)
        event = msgspec.convert(kept.event, _DEEDS[kept.kind])
    except (msgspec.MsgspecError, KeyError):
        _log.warning("The outbox holds an action that this console cannot read.", extra={"count": 1})
        return None
    return Pending(
        id,
        kept.home,
        event,
        kept.text,
        kept.acted_at,
        number,
        Stage(stage),
        why,
        kept.hold_until,
        attempts,
        None if sent_after is None else moment(sent_after),
        None if at is None else Position(moment(at), channel),
    )
