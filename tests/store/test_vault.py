"""The vault: what opens it, what it notices within two seconds, and what is rescued."""

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3
import sqlcipher3.dbapi2

from console.store import cipher, faults, schema, vault
from console.store.cipher import Connection, connect, fault_of
from console.store.faults import (
    ClockOff,
    Damaged,
    DiskFull,
    DiskTrouble,
    Fault,
    InUse,
    MissingKey,
    NewerFile,
    ReadOnly,
    WrongKey,
)
from console.store.lane import Lane
from console.store.lock import Lock
from console.store.seal import Seal
from console.store.vault import Vault, clock_fault, kept, own_path, rebuild, seal_path

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LIMIT_SECONDS = 2.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@contextmanager
def opened(path: Path, key: bytes | None = KEY, **more: bool) -> Iterator[Vault]:
    found = Vault(path, key, **more)
    try:
        yield found
    finally:
        found.close()


def filled(path: Path, rows: int = 150) -> None:
    """A cache with something on many pages, and two drafts."""
    with opened(path):
        pass
    for file in (path, own_path(path)):
        connection = connect(file, KEY)
        connection.execute("BEGIN")
        for n in range(rows):
            if file == path:
                values = (n, "UC1", "", 1, 1, bytes(16), os.urandom(700))
                connection.execute(
                    "INSERT INTO messages (id, author, action, kind, counts, print, raw) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    values,
                )
            else:
                connection.execute(
                    "INSERT OR REPLACE INTO drafts VALUES (?, 'rule', 'R1', ?, ?)", (f"d{n:03}", n, os.urandom(700))
                )
        connection.execute("COMMIT")
        connection.close()


@contextmanager
def within_two_seconds() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < LIMIT_SECONDS


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


def test_a_row_that_breaks_its_tables_promise_is_damage(path: Path) -> None:
    filled(path, 3)
    connection = connect(path, KEY)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'thread INTEGER', 'thread INTEGER NOT NULL')")
    connection.close()
    assert problem(path) == "Damaged"


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


def test_a_missing_key_is_named(path: Path) -> None:
    filled(path, 1)
    assert kept(path)
    with pytest.raises(MissingKey, match="not in this computer's keychain"):
        Vault(path, None)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_wrong_key_is_named_and_changes_nothing(path: Path, sealed: bool) -> None:
    filled(path, 5)
    if not sealed:
        seal_path(path).unlink()
        seal_path(own_path(path)).unlink()
    before = path.read_bytes()
    for beside in (False, True):
        with within_two_seconds(), pytest.raises(WrongKey, match="made with another one"):
            Vault(path, OTHER_KEY, beside=beside)
    assert path.read_bytes() == before
    with opened(path):
        assert Seal.read(seal_path(path)) is not None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"file": "a", "key_id": "b", "check": "c"}', b"\xff\x00"])
def test_a_damaged_seal_is_made_anew(path: Path, content: bytes) -> None:
    filled(path, 1)
    before = Seal.read(seal_path(path))
    seal_path(path).write_bytes(content)
    with opened(path):
        assert Seal.read(seal_path(path)) == before


def test_an_empty_or_missing_file_is_damage_and_not_a_new_cache(path: Path) -> None:
    for file in (path, own_path(path)):
        filled(path, 1)
        file.write_bytes(b"")
        for beside in (False, True) if file == path else (False,):
            with within_two_seconds(), pytest.raises(Damaged, match="rebuilt from Slack"):
                Vault(path, KEY, beside=beside)
        file.unlink()
        with pytest.raises(Damaged):
            Vault(path, KEY)
        rebuild(path, KEY, NOW)


def test_an_empty_database_or_another_one_behind_the_seal_is_damage(path: Path) -> None:
    filled(path, 1)
    for tables in (False, True):
        path.unlink()
        connection = connect(path, KEY)
        connection.execute("VACUUM")
        if tables:
            schema.bring_up(connection, path, schema.CACHE, "cache")
            connection.execute("INSERT INTO meta VALUES ('file', 'another')")
        connection.close()
        with pytest.raises(Damaged):
            Vault(path, KEY)


def test_a_start_that_was_cut_off_is_gone_on_with(path: Path) -> None:
    connection = connect(path, KEY)
    schema.bring_up(connection, path, schema.CACHE, "cache")
    connection.close()
    own_path(path).write_bytes(b"")
    with opened(path) as one:
        assert one.copies == ()
    assert Seal.read(seal_path(path)) is not None


async def looked_at(path: Path) -> None:
    with opened(path) as one:
        await one.check()


def problem(path: Path) -> str:
    """The name of the fault that opening and checking a cache finds."""
    try:
        asyncio.run(looked_at(path))
    except Fault as fault:
        return type(fault).__name__
    return "none"


def test_each_of_200_single_bits_is_noticed(tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    filled(whole)
    chance = random.Random(20261122)
    slowest = 0.0
    for n in range(200):
        path = tmp_path / f"bit{n}" / "whole.db"
        path.parent.mkdir()
        for file in (whole, own_path(whole), seal_path(whole), seal_path(own_path(whole))):
            shutil.copyfile(file, path.with_name(file.name))
        victim = path if n % 4 else own_path(path)
        content = bytearray(victim.read_bytes())
        bit = chance.randrange(len(content) * 8)
        content[bit // 8] ^= 1 << bit % 8
        victim.write_bytes(content)
        start = time.monotonic()
        assert problem(path) == "Damaged", f"bit {bit}"
        slowest = max(slowest, time.monotonic() - start)
        shutil.rmtree(path.parent)
    assert slowest < LIMIT_SECONDS


@pytest.mark.parametrize("left", [1, 100, 4_096, 8_192, 20_000, -4_096, -1])
def test_a_cut_file_is_noticed(path: Path, left: int) -> None:
    filled(path)
    os.truncate(path, left if left > 0 else path.stat().st_size + left)
    with within_two_seconds():
        assert problem(path) == "Damaged"


def test_a_whole_file_is_whole(path: Path) -> None:
    filled(path)
    assert problem(path) == "none"


def test_what_the_checks_of_sqlite_find_is_damage(path: Path) -> None:
    filled(path, 3)
    connection = connect(path, KEY)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET rootpage = 9999 WHERE name = 'messages_by_thread'")
    connection.close()
    assert problem(path) == "Damaged"


def test_damage_met_while_reading_is_named(path: Path) -> None:
    filled(path, 400)
    content = bytearray(path.read_bytes())
    for page in range(60, len(content) // 4_096):
        content[page * 4_096 + 50] ^= 1
    path.write_bytes(content)
    with opened(path) as one, within_two_seconds(), pytest.raises(Damaged):
        one.read_soon(lambda c: c.execute("SELECT sum(length(raw)) FROM messages").fetchall()).result(5)


async def test_a_full_disk_is_named_keeps_what_was_and_goes_on_when_there_is_room(path: Path) -> None:
    def fill(connection: Connection) -> None:
        connection.execute("INSERT INTO meta VALUES ('big', zeroblob(200000))")

    def limit(connection: Connection, pages: int) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with opened(path) as one:
        await one.write(lambda c: c.execute("INSERT INTO cursors VALUES ('C1', 7)").rowcount)
        await one.write(lambda c: limit(c, 1), atomic=False)
        with within_two_seconds(), pytest.raises(DiskFull, match="Make some room"):
            await one.write(fill)
        await one.write(lambda c: limit(c, 1_000_000), atomic=False)
        assert await one.read(lambda c: c.execute("SELECT * FROM cursors").fetchall()) == [("C1", 7)]
        await one.write(fill)


NO_TMPFS = "needs util-linux and the right to mount a small file system of its own"


def test_a_really_full_file_system_is_named(tmp_path: Path) -> None:
    code = """
        import asyncio, os, pathlib, time
        from console.store.vault import Vault
        from console.store.faults import DiskFull
        path = pathlib.Path("small/cache.db")
        vault = Vault(path, bytes(32))
        async def main():
            wrote = 0
            def fill(connection):
                connection.execute("INSERT INTO meta VALUES (?, randomblob(100000))", (f"n{wrote}",))
            start = time.monotonic()
            try:
                while wrote < 200:
                    start = time.monotonic()
                    await vault.write(fill)
                    wrote += 1
            except DiskFull:
                assert time.monotonic() - start < 2
            count = "SELECT count(*) FROM meta WHERE name LIKE 'n%' AND name <> 'not_entitled'"
            kept = await vault.read(lambda c: c.execute(count).fetchone()[0])
            assert 0 < wrote < 200 and kept == wrote, (wrote, kept)
            os.remove("small/ballast")
            await vault.write(fill)
            vault.close()
            print("named, kept and gone on")
        asyncio.run(main())
    """
    (tmp_path / "small").mkdir()
    (tmp_path / "body.py").write_text(textwrap.dedent(code))
    shell = (
        "mount -t tmpfs -o size=3m none small || exit 77; "
        f"head -c 1000000 /dev/zero > small/ballast; {sys.executable} body.py"
    )
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip(NO_TMPFS)
    told = subprocess.run(
        [unshare, "-rm", "sh", "-c", shell],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(vault.__file__).parents[2]), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if told.returncode == 77 or "unshare failed" in told.stderr:
        pytest.skip(NO_TMPFS)
    assert told.stdout == "named, kept and gone on\n", told.stderr


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user of this computer can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such rights there")
@pytest.mark.parametrize("first", [True, False])
def test_a_folder_that_may_not_be_written_is_named(open_folder: Path, first: bool) -> None:
    path = open_folder / "cache.db"
    if not first:
        filled(path, 1)
        path.with_name(path.name + ".lock").unlink()
    for file in open_folder.iterdir():
        file.chmod(0o444)
    open_folder.chmod(0o555)
    code = f"""
        import os, pathlib, time
        import sqlite_utils
        from console.store.vault import Vault
        from console.store.faults import Fault
        if os.getuid() == 0:  # who may write anywhere
            os.setgid(65534)
            os.setuid(65534)
        start = time.monotonic()
        try:
            Vault(pathlib.Path({str(path)!r}), {KEY!r})
        except Fault as fault:
            print(type(fault).__name__, time.monotonic() - start < 2)
    """
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=Path(vault.__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert told.stdout == "ReadOnly True\n", told.stderr


def test_a_newer_file_is_refused_in_words(path: Path) -> None:
    filled(path, 1)
    connection = connect(path, KEY)
    connection.execute(f"PRAGMA user_version = {len(schema.CACHE) + 1}")
    connection.close()
    for beside in (False, True):
        with within_two_seconds(), pytest.raises(NewerFile, match="newer version of the console"):
            Vault(path, KEY, beside=beside)


def test_an_older_file_is_not_read_beside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, 1)
    monkeypatch.setattr(schema, "CACHE", (*schema.CACHE, ("a second step", ("CREATE TABLE more (a)",))))
    with pytest.raises(Damaged):
        Vault(path, KEY, beside=True)


def test_an_older_file_is_copied_and_brought_up_step_by_step(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, 3)
    steps = (("a second step", ("CREATE TABLE more (a)",)), ("a third", ("INSERT INTO more VALUES (1)",)))
    monkeypatch.setitem(vault._STEPS, "cache", (*schema.CACHE, *steps))
    monkeypatch.setattr(schema, "CACHE", (*schema.CACHE, *steps))
    with opened(path) as one:
        assert [copy.name for copy in one.copies] == ["cache.db.before-a-second-step", "cache.db.before-a-third"]
        assert one.read_soon(lambda c: c.execute("SELECT a FROM more").fetchall()).result(5) == [(1,)]
    for copy in one.copies:
        connection = connect(copy, KEY, reading_only=True)
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (3,)
        connection.close()
    with opened(path) as again:
        assert again.copies == ()


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, 3)
    failing = ("a bad step", ("CREATE TABLE more (a)", "INSERT INTO nowhere VALUES (1)"))
    monkeypatch.setitem(vault._STEPS, "cache", (*schema.CACHE, failing))
    with pytest.raises(cipher.Error):
        Vault(path, KEY)
    monkeypatch.undo()
    with opened(path) as one:
        assert one.read_soon(lambda c: c.execute("SELECT count(*) FROM messages").fetchone()).result(5) == (3,)


def test_a_rebuild_keeps_the_old_file_aside_and_the_drafts(path: Path) -> None:
    filled(path, 20)
    aside = rebuild(path, KEY, NOW)
    assert aside is not None
    assert aside.name.startswith("cache.db.aside-20261122T020000")
    connection = connect(aside, KEY, reading_only=True)
    assert connection.execute("SELECT count(*) FROM messages").fetchone() == (20,)
    connection.close()
    assert drafts(path) == 20
    with opened(path) as one:
        assert one.read_soon(lambda c: c.execute("SELECT count(*) FROM messages").fetchone()).result(5) == (0,)
    assert rebuild(path.with_name("none.db"), KEY, NOW) is None


def drafts(path: Path) -> int:
    with opened(path):
        pass
    connection = connect(own_path(path), KEY)
    found = connection.execute("SELECT count(*) FROM drafts").fetchone()[0]
    connection.close()
    assert isinstance(found, int)
    return found


def test_drafts_are_rescued_from_a_damaged_file(path: Path) -> None:
    filled(path, 100)
    content = bytearray(own_path(path).read_bytes())
    content[-3_000] ^= 1
    own_path(path).write_bytes(content)
    rebuild(path, KEY, NOW)
    assert 80 < drafts(path) < 100
    assert list(path.parent.glob("cache-own.db.aside-*"))


def test_drafts_of_another_key_are_put_aside_whole(path: Path) -> None:
    filled(path, 10)
    rebuild(path, OTHER_KEY, NOW)
    (aside,) = (file for file in path.parent.glob("cache-own.db.aside-*") if not file.name.endswith(".seal"))
    connection = connect(aside, KEY)
    assert connection.execute("SELECT count(*) FROM drafts").fetchone() == (10,)
    connection.close()
    with opened(path, OTHER_KEY):
        pass


def test_a_clock_a_day_off_is_named() -> None:
    slack = NOW
    assert clock_fault(NOW + timedelta(minutes=4), slack) is None
    for off in (timedelta(days=1), timedelta(days=-1), timedelta(hours=1)):
        assert isinstance(clock_fault(NOW + off, slack), ClockOff)


def test_every_fault_has_a_sentence_and_a_way_on() -> None:
    kinds = [kind for kind in vars(faults).values() if isinstance(kind, type) and issubclass(kind, Fault)]
    assert len(kinds) == 10
    for kind in kinds:
        assert str(kind()).endswith(".")
        assert isinstance(kind.way, faults.Way)
    assert len({kind.sentence for kind in kinds}) == 10
    assert str(Fault("Something else.")) == "Something else."


def test_errors_of_the_world_have_names_and_bugs_have_not(tmp_path: Path) -> None:
    connection = connect(tmp_path / "a.db", KEY)
    with pytest.raises(cipher.Error) as bug:
        connection.execute("SELECT x")
    connection.close()
    assert fault_of(bug.value) is None
    assert fault_of(ValueError()) is None
    assert isinstance(fault_of(OSError(28, "full")), DiskFull)
    assert isinstance(fault_of(OSError(5, "trouble")), DiskTrouble)
    assert isinstance(fault_of(PermissionError(13, "no")), ReadOnly)
    damaged = Damaged()
    assert fault_of(damaged) is damaged


def test_a_file_somebody_holds_is_a_fault_within_two_seconds(path: Path) -> None:
    filled(path, 1)
    holder = connect(own_path(path), KEY)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with within_two_seconds(), pytest.raises(DiskTrouble):
        Vault(path, KEY)
    holder.execute("ROLLBACK")
    holder.close()
    with opened(path):
        pass


def test_a_path_through_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ReadOnly):
        Vault(tmp_path / "file" / "cache.db", KEY)
