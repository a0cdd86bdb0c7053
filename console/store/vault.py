"""The vault: two encrypted files of this desk, each with one writing thread, and nobody else's while it is open."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from console.domain.messages import micros
from console.store import schema
from console.store.cipher import Connection, Error, connect, fault_of
from console.store.faults import ClockOff, Damaged, Fault, MissingKey, NewerFile, WrongKey
from console.store.lane import Lane
from console.store.lock import Lock
from console.store.seal import Seal

T = TypeVar("T")

CLOCK_LIMIT: Final = timedelta(minutes=5)
CHECKPOINT_SECONDS: Final = 1.0
_PRAGMAS: Final = {
    # The cache can be rebuilt from Slack; what only this desk has survives a power cut right after it was written.
    "cache": ("journal_mode = WAL", "synchronous = NORMAL", "wal_autocheckpoint = 16000", "cache_size = -16000"),
    # With a rollback journal FULL would not do: its removal is not synced; and each commit would wait much longer.
    "own": ("journal_mode = WAL", "synchronous = FULL"),
}
_STEPS: Final = {"cache": schema.CACHE, "own": schema.OWN}


def own_path(path: Path) -> Path:
    """Where what only this desk has stands, beside the cache."""
    return path.with_name(f"{path.stem}-own{path.suffix}")


def seal_path(path: Path) -> Path:
    """Where the seal of a file stands."""
    return path.with_name(path.name + ".seal")


def companions(path: Path) -> tuple[Path, ...]:
    """The files that belong to an encrypted file, itself included."""
    return (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm"), seal_path(path))


def kept(path: Path) -> bool:
    """Whether there is a cache (or what is left of one) that its key must open."""
    return any(one.exists() for file in (path, own_path(path)) for one in (file, seal_path(file)))


def clock_fault(now: datetime, slack: datetime) -> ClockOff | None:
    """The fault when this computer's clock and a moment of Slack's differ by more than five minutes."""
    return ClockOff() if abs(now - slack) > CLOCK_LIMIT else None


class Vault:
    """An open cache. The constructor finds every fault that can be found at once, and raises it.

    ``key`` is None when the keychain has none any more. ``beside`` reads a cache that another process may
    own, and writes nothing. ``copies`` are those made before migrations.
    """

    def __init__(self, path: Path, key: bytes | None, *, beside: bool = False) -> None:
        if key is None:
            raise MissingKey
        self.path = path
        self.copies: tuple[Path, ...] = ()
        self._key = key
        self._lanes: list[Lane] = []
        self._checkpoint: Future[Any] = Future()
        self._checkpoint.set_result(None)
        self._checkpoint_at = 0.0
        self._open = contextlib.ExitStack()
        with _faults(), contextlib.ExitStack() as undo:
            if not beside:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                lock = Lock(path.with_name(path.name + ".lock"))
                undo.callback(lock.release)
                for kind, file in (("own", own_path(path)), ("cache", path)):
                    connection, copies = _opened(file, key, kind)
                    self.copies += copies
                    lane = Lane(f"{kind} writes", connection, writing=True)
                    undo.callback(lane.close)
                    self._lanes.append(lane)
                # Moving pages from the log into the file takes up to 0.3 s: on a thread of its own nobody waits for it.
                lane = Lane("cache checkpoints", connect(path, key), writing=False)
                undo.callback(lane.close)
                self._lanes.append(lane)
            lane = Lane("cache reads", _reading(path, key), writing=False)
            undo.callback(lane.close)
            self._lanes.append(lane)
            self._open = undo.pop_all()

    @property
    def writable(self) -> bool:
        """Whether this vault owns the cache."""
        return len(self._lanes) > 1

    async def write(
        self,
        function: Callable[[Connection], T],
        *,
        atomic: bool = True,
        failed: Callable[[], None] | None = None,
        kept: Callable[[], None] | None = None,
    ) -> T:
        """Run a function on the writing thread, in one transaction; its value. Raises a Fault.

        ``failed`` is called on that thread when nothing was kept, ``kept`` when all was, even where nobody waits any
        more; ``atomic=False`` is for VACUUM and its like.
        """
        result = await self._lane("cache writes").run(function, atomic=atomic, failed=failed, kept=kept)
        self._move_pages()
        return result

    async def write_alone(self, function: Callable[[Connection], T]) -> T:
        """Run a function on the writing thread, in no transaction, while no pages are moved: for VACUUM and its like.

        A checkpoint that meets another one gives up at once, and would leave what was deleted in the log.
        """
        await asyncio.wait([asyncio.wrap_future(self._checkpoint)])
        self._checkpoint = done = self._lane("cache writes").begin(function, atomic=False)
        return await asyncio.wrap_future(done)

    async def read(self, function: Callable[[Connection], T]) -> T:
        """Run a function on the reading thread, on one unchanging state of the cache; its value. Raises a Fault."""
        return await self._lanes[-1].run(function)

    def read_soon(self, function: Callable[[Connection], T]) -> "Future[T]":
        """The same for one who waits without an event loop."""
        return self._lanes[-1].begin(function)

    async def write_own(self, function: Callable[[Connection], T]) -> T:
        """The same as write, for what only this desk has (reads too); kept even if the power fails right after."""
        return await asyncio.wrap_future(self.write_own_soon(function))

    def write_own_soon(self, function: Callable[[Connection], T]) -> "Future[T]":
        """The same for one who may be gone before it is done: it is finished even if the vault is closed meanwhile."""
        return self._lane("own writes").begin(function)

    async def check(self) -> None:
        """Look at every page of both files; raises Damaged. Takes seconds for a big cache, on a thread of its own."""
        for file in (own_path(self.path), self.path):
            lane = Lane("check", connect(file, self._key, reading_only=True), writing=False)
            try:
                await lane.run(_check)
            finally:
                lane.close()

    def close(self) -> None:
        """Finish what waits, close the files, and let another process own the cache."""
        self._open.close()

    def _move_pages(self) -> None:
        """Begin to move what was written from the log into the file, unless that is under way or was just done.

        Its faults are not heard here: whatever is wrong with the disk, the next write meets it too.
        """
        if not self._checkpoint.done() or time.monotonic() < self._checkpoint_at + CHECKPOINT_SECONDS:
            return
        self._checkpoint_at = time.monotonic()
        self._checkpoint = self._lanes[2].begin(_move_pages, atomic=False)

    def _lane(self, name: str) -> Lane:
        if not self.writable:
            raise RuntimeError("this cache is only read beside the process that owns it")
        return self._lanes[0] if name == "own writes" else self._lanes[1]


def rebuild(path: Path, key: bytes, now: datetime) -> Path | None:
    """Put the cache aside so that the next Vault begins a new one; where the old one now stands.

    What only this desk has is rescued first: untouched if it is whole, row by row if it is damaged, put aside
    like the cache if this key does not open it. Raises InUse while a process owns the cache.
    """
    with _faults(), contextlib.ExitStack() as undo:
        undo.callback(Lock(path.with_name(path.name + ".lock")).release)
        _rescue(own_path(path), key, now)
        return _aside(path, now)


def _rescue(path: Path, key: bytes, now: datetime) -> None:
    if not any(one.exists() for one in (path, seal_path(path))):
        return
    try:
        connection, _ = _opened(path, key, "own")
        try:
            _check(connection)
        finally:
            connection.close()
    except (Fault, Error):
        old = _aside(path, now)
        if old is not None and old.exists():
            _salvage(old, path, key)


def _salvage(old: Path, path: Path, key: bytes) -> None:
    """Move into a new file what can still be read of a damaged one: drafts, the outbox's actions, what was counted."""
    fresh, _ = _opened(path, key, "own")
    try:
        for table, (columns, place) in schema.RESCUED.items():
            places = ", ".join("?" * len(columns.split(",")))
            for order in ("ASC", "DESC"):  # from both ends: only what stands on the damaged pages is lost
                for row in _readable(old, key, f"SELECT {columns} FROM {table} ORDER BY {place} {order}"):  # noqa: S608 -- our own names
                    fresh.execute(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})", row)  # noqa: S608 -- the same
    finally:
        fresh.close()


def _readable(path: Path, key: bytes, query: str) -> Iterator[tuple[object, ...]]:
    """The rows up to the first that cannot be read; a connection that met damage is of no use any more."""
    connection = connect(path, key, reading_only=True)
    try:
        with contextlib.suppress(Error):  # what cannot be read stays in the file put aside
            yield from connection.execute(query)
    finally:
        connection.close()


def _aside(path: Path, now: datetime) -> Path | None:
    """Rename a file and its companions; None when there was nothing to put aside."""
    tag = f".aside-{now:%Y%m%dT%H%M%S}-{micros(now) % 1_000_000:06d}"
    moved = False
    for file in companions(path):
        if file.exists():
            file.rename(file.with_name(path.name + tag + file.name.removeprefix(path.name)))
            moved = True
    return path.with_name(path.name + tag) if moved else None


def _opened(path: Path, key: bytes, kind: str) -> tuple[Connection, tuple[Path, ...]]:
    """A writing connection to a file, and the copies made before migrations."""
    seal = _seal(path, key)
    connection = connect(path, key)
    try:
        return connection, _prepared(connection, path, key, seal, kind)
    except BaseException:
        connection.close()
        raise


def _prepared(connection: Connection, path: Path, key: bytes, seal: Seal | None, kind: str) -> tuple[Path, ...]:
    """Look at a file's seal, key and tables, and bring these up to date."""
    sealed = seal_path(path).exists()
    if _version(connection, right_key=seal is not None) == 0 and sealed:
        raise Damaged  # an emptied file opens as a valid empty database
    for pragma in _PRAGMAS[kind]:
        connection.execute(f"PRAGMA {pragma}")
    copies = schema.bring_up(connection, path, _STEPS[kind], kind)
    found = connection.execute("SELECT value FROM meta WHERE name = 'file'").fetchone()
    if seal is None:
        seal = Seal.new(key, found[0] if found else "")
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('file', ?)", (seal.file,))
        seal.keep(seal_path(path))
    elif found is None or found[0] != seal.file:
        raise Damaged
    return copies


def _reading(path: Path, key: bytes) -> Connection:
    """A connection that cannot write."""
    seal = _seal(path, key)
    if not path.exists():
        raise Damaged
    connection = connect(path, key, reading_only=True)
    try:
        connection.execute("PRAGMA query_only = ON")
        _known(connection, right_key=seal is not None)
    except BaseException:
        connection.close()
        raise
    return connection


def _known(connection: Connection, *, right_key: bool) -> None:
    """Raises NewerFile or Damaged unless this console's tables are in the file."""
    version = _version(connection, right_key=right_key)
    if version > len(schema.CACHE):
        raise NewerFile
    if version < len(schema.CACHE):
        raise Damaged


def _seal(path: Path, key: bytes) -> Seal | None:
    """The seal of a file if it is whole and was made with this key; raises Damaged when its file is gone or empty."""
    if seal_path(path).exists() and not (path.exists() and path.stat().st_size):
        raise Damaged
    seal = Seal.read(seal_path(path))
    return seal if seal is not None and seal.fits(key) else None


def _version(connection: Connection, *, right_key: bool) -> int:
    """The version of the file's tables, 0 for an empty one; the first page is read here."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    except Error as error:
        if isinstance(fault_of(error), Damaged) and not right_key:
            raise WrongKey from error  # nothing says that the key is right, and a wrong one looks the same
        raise
    return version


def _move_pages(connection: Connection) -> object:
    return connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def _check(connection: Connection) -> None:
    """Raises Damaged when a page is not what was written."""
    if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
        raise Damaged
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise Damaged


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    """Errors of the database and of the system come out as faults."""
    try:
        yield
    except (Error, OSError) as error:
        raise fault_of(error) or error from error
