"""A vault without files or threads: the same tables and transactions in memory, and a disk that takes its time."""

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import TypeVar

import sqlcipher3.dbapi2

from console.store import schema
from console.store.cipher import Connection
from console.store.vault import Vault

T = TypeVar("T")


def _connected() -> Connection:
    return sqlcipher3.dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)


@cache
def _empty(kind: str) -> Connection:
    """The tables of today with nothing in them."""
    connection = _connected()
    schema.bring_up(connection, Path(), schema.CACHE if kind == "cache" else schema.OWN, kind)
    connection.execute("INSERT INTO meta VALUES ('file', 'in memory')")
    return connection


class Shelf:
    """What a desk's two files hold, for as long as the computer runs; each start opens a ``Memory`` on it."""

    def __init__(self) -> None:
        self.files: dict[str, Connection] = {}
        for kind in ("own", "cache"):
            self.files[kind] = _connected()
            _empty(kind).backup(self.files[kind])

    def close(self) -> None:
        """Forget everything."""
        for file in self.files.values():
            file.close()


class Memory(Vault):
    """A vault on a shelf, opened by one process: what that one has not written when it is killed is never written."""

    def __init__(self, shelf: Shelf, chance: random.Random, *, slowest: float = 0.02) -> None:
        self.path, self.copies = Path("memory"), ()
        self._shelf, self._chance, self._slowest = shelf, chance, slowest
        self._turns = {kind: asyncio.Lock() for kind in shelf.files}
        self.killed = False

    @property
    def writable(self) -> bool:
        return True

    async def write(
        self,
        function: Callable[[Connection], T],
        *,
        atomic: bool = True,
        failed: Callable[[], None] | None = None,
        kept: Callable[[], None] | None = None,
    ) -> T:
        del failed  # nothing fails here
        result = await self._written("cache", function, atomic=atomic)
        if kept is not None:
            kept()
        return result

    async def write_alone(self, function: Callable[[Connection], T]) -> T:
        return await self._written("cache", function, atomic=False)

    async def write_own(self, function: Callable[[Connection], T]) -> T:
        return await self._written("own", function, atomic=True)

    async def read(self, function: Callable[[Connection], T]) -> T:
        await asyncio.sleep(0)
        self._living()
        return function(self._shelf.files["cache"])

    def read_soon(self, function: Callable[[Connection], T]) -> "Future[T]":
        done: Future[T] = Future()
        done.set_result(function(self._shelf.files["cache"]))
        return done

    async def check(self) -> None:
        """Memory is whole."""

    def close(self) -> None:
        """The process ends: what it had begun to write is lost."""
        self.killed = True

    async def _written(self, kind: str, function: Callable[[Connection], T], *, atomic: bool) -> T:
        async with self._turns[kind]:
            await asyncio.sleep(self._chance.random() * self._slowest)
            self._living()
            connection = self._shelf.files[kind]
            if not atomic:
                return function(connection)
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = function(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            return result

    def _living(self) -> None:
        if self.killed:
            raise asyncio.CancelledError
