"""A cache is built again: the old file is put aside, and the drafts are rescued."""

import asyncio
from datetime import timedelta
from pathlib import Path

from console.domain.breaks import Stint
from console.store.cipher import connect
from console.store.kept import stints
from console.store.vault import Vault, own_path, rebuild
from tests.store.vaults import NOW, OTHER_KEY, filled, opened
from tests.store.wired import KEY


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


def test_what_was_read_on_the_shift_is_rescued_from_a_damaged_file(path: Path) -> None:
    filled(path, 100)
    stint = Stint("U1", "s1", NOW, NOW + timedelta(hours=8), texts=7)
    with opened(path) as vault:
        asyncio.run(kept(vault, stint))
    content = bytearray(own_path(path).read_bytes())
    content[-3_000] ^= 1
    own_path(path).write_bytes(content)
    rebuild(path, KEY, NOW)
    with opened(path) as vault:
        assert asyncio.run(stints(vault).get()) == stint


async def kept(vault: Vault, stint: Stint) -> None:
    await stints(vault).keep(stint)


def test_drafts_of_another_key_are_put_aside_whole(path: Path) -> None:
    filled(path, 10)
    rebuild(path, OTHER_KEY, NOW)
    (aside,) = (file for file in path.parent.glob("cache-own.db.aside-*") if not file.name.endswith(".seal"))
    connection = connect(aside, KEY)
    assert connection.execute("SELECT count(*) FROM drafts").fetchone() == (10,)
    connection.close()
    with opened(path, OTHER_KEY):
        pass
