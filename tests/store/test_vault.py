"""The vault: what was written is there again, one process owns it, and others may read beside it."""

import asyncio
import queue
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3
import sqlcipher3.dbapi2

from console.store import cipher, memory, vault
from console.store.cipher import Connection, connect
from console.store.faults import Damaged, InUse, ReadOnly
from console.store.lane import Lane
from console.store.lock import Lock
from console.store.vault import Vault, kept, own_path, rebuild, seal_path
from tests.store.vaults import NOW, filled, opened, within_two_seconds
from tests.store.wired import KEY


def test_sqlite_utils_works_on_the_encrypted_library(path: Path) -> None:
    import sqlite_utils.utils  # noqa: PLC0415 - as late as the console imports it

    assert sys.modules["pysqlite3"] is sqlcipher3
    assert vars(sqlite_utils.utils)["sqlite3"] is sqlcipher3
    assert vars(sqlite_utils.utils)["dbapi2"] is sqlcipher3.dbapi2
    with opened(path):
        pass
    connection = connect(path, KEY)
    assert "messages" in cipher.tables(connection).table_names()
    assert "sqlcipher" in str(type(connection))
    connection.close()


def test_nothing_in_the_files_is_readable_without_the_key(path: Path) -> None:
    filled(path)
    for file in (path, own_path(path)):
        content = file.read_bytes()
        assert not content.startswith(b"SQLite format 3")
        assert b"CREATE TABLE" not in content
        assert KEY not in content
    assert KEY.hex() not in seal_path(path).read_text()


async def test_what_was_written_is_there_when_opened_again(path: Path) -> None:
    def write(connection: Connection) -> None:
        connection.execute("INSERT INTO cursors VALUES ('C1', 7)")

    def write_own(connection: Connection) -> None:
        connection.execute("INSERT INTO drafts VALUES ('d1', 'rule', 'R1', 7, x'00')")

    with opened(path) as one:
        await one.write(write)
        await one.write_own(write_own)
    with opened(path) as again:
        assert await again.read(lambda c: c.execute("SELECT * FROM cursors").fetchall()) == [("C1", 7)]
        assert await again.write_own(lambda c: c.execute("SELECT id FROM drafts").fetchall()) == [("d1",)]
        assert again.read_soon(lambda c: c.execute("SELECT count(*) FROM cursors").fetchone()).result(5) == (1,)
        assert again.writable


async def test_the_cache_is_quick_and_what_only_this_desk_has_is_safe(path: Path) -> None:
    def pragmas(connection: Connection) -> tuple[Any, ...]:
        asked = ("journal_mode", "synchronous", "cipher_memory_security")
        return tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked)

    with opened(path) as one:
        assert await one.write(pragmas, atomic=False) == ("wal", 1, "0")
        assert await one.write_own(pragmas) == ("wal", 2, "0")


async def test_what_is_written_moves_into_the_file_while_nobody_waits(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(path) as one:
        await one.write(lambda c: c.execute("INSERT INTO cursors VALUES ('C1', 7)").rowcount)
        assert one._checkpoint is not None
        first = await asyncio.wrap_future(one._checkpoint)
        assert isinstance(first, tuple)
        await one.write(lambda c: c.execute("INSERT INTO cursors VALUES ('C2', 7)").rowcount)
        assert one._checkpoint.result() is first  # not so soon again
        monkeypatch.setattr(vault, "CHECKPOINT_SECONDS", 0)
        await one.write(lambda c: c.execute("INSERT INTO cursors VALUES ('C3', 7)").rowcount)
        moved = await asyncio.wrap_future(one._checkpoint)
        assert isinstance(moved, tuple)
        assert moved[0] == 0
        assert moved[1] == moved[2]  # all that is in the log


async def test_a_failed_write_leaves_nothing_behind_and_tells_the_writer(path: Path) -> None:
    heard = []

    def fail(connection: Connection) -> None:
        connection.execute("INSERT INTO cursors VALUES ('C1', 7)")
        raise KeyError("a bug")

    with opened(path) as one:
        with pytest.raises(KeyError):
            await one.write(fail, failed=lambda: heard.append(True))
        assert heard == [True]
        assert await one.read(lambda c: c.execute("SELECT count(*) FROM cursors").fetchone()) == (0,)


async def test_the_reading_thread_cannot_write(path: Path) -> None:
    with opened(path) as one, pytest.raises(ReadOnly):
        await one.read(lambda c: c.execute("INSERT INTO cursors VALUES ('C1', 7)"))


def test_a_lane_and_a_lock_can_be_closed_twice(path: Path) -> None:
    lane = Lane("a lane", connect(path, KEY), writing=False)
    lock = Lock(path.with_name("a.lock"))
    for _ in range(2):
        lane.close()
        lock.release()
    Lock(path.with_name("a.lock")).release()
    (path.parent / "folder.lock").mkdir()
    with pytest.raises(ReadOnly):
        Lock(path.parent / "folder.lock")


class Resting:
    """A connection that only hears what is asked of it."""

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[str] = queue.SimpleQueue()

    def execute(self, statement: str) -> None:
        self.heard.put(statement)

    def close(self) -> None:
        self.heard.put("close")


def test_a_lane_that_rests_lets_go_of_its_pages_once_and_works_on() -> None:
    connection = Resting()
    lane = Lane("a lane", connection, writing=False, rest=0.01)
    assert connection.heard.get(timeout=5) == "PRAGMA shrink_memory"
    lane.begin(lambda one: one.execute("work"), atomic=False).result(5)
    assert connection.heard.get(timeout=5) == "work"
    assert connection.heard.get(timeout=5) == "PRAGMA shrink_memory"
    lane.close()
    assert connection.heard.get(timeout=5) == "close"


def test_memory_is_given_back_and_not_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory._Last, "at", -memory.PAUSE)
    memory.give_back()
    given = memory._Last.at
    assert given >= 0
    memory.give_back()
    assert memory._Last.at == given


async def test_a_closed_vault_says_so(path: Path) -> None:
    one = Vault(path, KEY)
    one.close()
    one.close()
    with pytest.raises(RuntimeError, match="closed"):
        await one.read(lambda _: None)


async def test_work_nobody_waits_for_any_more_is_not_begun(path: Path) -> None:
    go = threading.Event()
    done: list[int] = []
    with opened(path) as one:
        first = one.read_soon(lambda _: go.wait(5))
        second = one.read_soon(lambda _: done.append(2))
        assert second.cancel()
        go.set()
        assert first.result(5)
    assert done == []


def test_one_process_owns_a_cache_and_others_may_read_beside_it(path: Path) -> None:
    filled(path, 3)
    count: Callable[[Connection], Any] = lambda c: c.execute("SELECT count(*) FROM messages").fetchone()[0]  # noqa: E731
    with opened(path):
        with within_two_seconds(), pytest.raises(InUse, match="already open"):
            Vault(path, KEY)
        with pytest.raises(InUse):
            rebuild(path, KEY, NOW)
        with opened(path, beside=True) as beside:
            assert beside.read_soon(count).result(5) == 3
            assert not beside.writable
    with opened(path, beside=True) as beside:
        assert beside.read_soon(count).result(5) == 3


async def test_reading_beside_writes_nothing(path: Path) -> None:
    filled(path, 1)
    with opened(path, beside=True) as beside:
        with pytest.raises(RuntimeError, match="only read"):
            await beside.write(lambda _: None)
        with pytest.raises(RuntimeError, match="only read"):
            await beside.write_own(lambda _: None)


def test_there_is_nothing_to_read_beside_before_the_first_start(path: Path) -> None:
    assert not kept(path)
    with pytest.raises(Damaged):
        Vault(path, KEY, beside=True)
    assert not kept(path)


def test_another_process_is_noticed(path: Path) -> None:
    filled(path, 1)
    code = f"""
        import pathlib, sys
        from console.store.vault import Vault
        vault = Vault(pathlib.Path({str(path)!r}), {KEY!r})
        print("open", flush=True)
        sys.stdin.read()
    """
    held = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(vault.__file__).parents[2],
    )
    with held:
        assert held.stdout is not None
        assert held.stdout.readline() == "open\n"
        with within_two_seconds(), pytest.raises(InUse):
            Vault(path, KEY)
        held.kill()
        held.wait(10)
        assert held.stdin is not None
    with opened(path):
        pass  # whoever is gone owns nothing
