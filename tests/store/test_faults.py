"""The world's faults: each is noticed within two seconds, has a name and a sentence, and leaves what was."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.store import cipher, faults, vault
from console.store.cipher import Connection, connect, fault_of
from console.store.faults import ClockOff, Damaged, DiskFull, DiskTrouble, Fault, ReadOnly
from console.store.vault import Vault, clock_fault, own_path, seal_path
from tests.store.vaults import LIMIT_SECONDS, NOW, filled, opened, problem, within_two_seconds
from tests.store.wired import KEY


def test_a_row_that_breaks_its_tables_promise_is_damage(path: Path) -> None:
    filled(path, 3)
    connection = connect(path, KEY)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'thread INTEGER', 'thread INTEGER NOT NULL')")
    connection.close()
    assert problem(path) == "Damaged"


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


def test_a_clock_a_day_off_is_named() -> None:
    slack = NOW
    assert clock_fault(NOW + timedelta(minutes=4), slack) is None
    for off in (timedelta(days=1), timedelta(days=-1), timedelta(hours=1)):
        assert isinstance(clock_fault(NOW + off, slack), ClockOff)


def test_every_fault_has_a_sentence_and_a_way_on() -> None:
    kinds = [kind for kind in vars(faults).values() if isinstance(kind, type) and issubclass(kind, Fault)]
    assert len(kinds) == 11
    for kind in kinds:
        assert str(kind()).endswith(".")
        assert isinstance(kind.way, faults.Way)
    assert len({kind.sentence for kind in kinds}) == 11
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
