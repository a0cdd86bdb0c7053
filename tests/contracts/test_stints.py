"""The contract of stints: the one in memory and the one on an encrypted file keep the same."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from msgspec.structs import replace

from console.domain.breaks import Stint, begin_break, put_off, read
from console.store.cipher import Connection, connect
from console.store.kept import Kept
from console.store.kept import stints as stints_of
from console.store.vault import Vault, own_path
from tests.builders import at
from tests.fakes import FakeStints
from tests.packaging.scripts import TOP
from tests.store.vaults import opened as vault_at
from tests.store.wired import KEY

KeptStint: TypeAlias = FakeStints | Kept[Stint]
Opened: TypeAlias = Callable[[], AbstractAsyncContextManager[KeptStint]]

STINT = put_off(begin_break(read(Stint("U1", "s1", at(0), at(36_000)), "c1", 120, at(60)), at(90), at(120)), at(130))
KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from console.store.kept import stints as stints_of
from console.store.vault import Vault
from tests.contracts.test_stints import STINT
from tests.store.wired import KEY
async def read():
    await stints_of(Vault(Path(sys.argv[1]), KEY)).keep(STINT)
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(read())
"""


@asynccontextmanager
async def in_memory() -> AsyncIterator[KeptStint]:
    yield FakeStints()


@asynccontextmanager
async def on_file() -> AsyncIterator[KeptStint]:
    with TemporaryDirectory() as folder:
        vault = Vault(Path(folder) / "cache.db", KEY)
        try:
            yield stints_of(vault)
        finally:
            vault.close()


@pytest.fixture(params=[in_memory, on_file])
def opened(request: pytest.FixtureRequest) -> Opened:
    found: Opened = request.param
    return found


async def test_only_the_last_one_is_kept_and_whole(opened: Opened) -> None:
    async with opened() as stints:
        assert await stints.get() is None
        await stints.keep(STINT)
        assert await stints.get() == STINT
        other = replace(STINT, shift="s2", recent=(), ends=STINT.ends + timedelta(hours=8))
        await stints.keep(other)
        assert await stints.get() == other


def test_what_was_read_is_still_known_after_the_desk_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=TOP, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    with vault_at(path) as vault:
        assert asyncio.run(stints_of(vault).get()) == STINT


async def test_what_was_read_stands_in_one_place_of_the_desks_own_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    with vault_at(path) as vault:
        await stints_of(vault).keep(STINT)
        await stints_of(vault).keep(replace(STINT, shift="s2"))
    found = {}
    for file in (path, own_path(path)):
        connection = connect(file, KEY, reading_only=True)
        found[file.name] = connection.execute("SELECT count(*) FROM meta WHERE name = 'stint'").fetchone()[0]
        connection.close()
    assert found == {"cache.db": 0, "cache-own.db": 1}


async def test_what_was_read_last_is_kept_by_a_desk_that_closes_meanwhile(tmp_path: Path) -> None:
    with vault_at(tmp_path / "cache.db") as vault:
        keeping = asyncio.ensure_future(stints_of(vault).keep(STINT))
        keeping.cancel()
    with vault_at(tmp_path / "cache.db") as vault:
        assert await stints_of(vault).get() == STINT


async def test_what_another_version_kept_is_as_if_there_were_nothing(tmp_path: Path) -> None:
    def spoil(connection: Connection) -> None:
        connection.execute("INSERT INTO meta VALUES ('stint', ?)", (b"\x81\xa5other\x01",))

    with vault_at(tmp_path / "cache.db") as vault:
        await vault.write_own(spoil)
        stints = stints_of(vault)
        assert await stints.get() is None
        await stints.keep(STINT)
        assert await stints.get() == STINT
