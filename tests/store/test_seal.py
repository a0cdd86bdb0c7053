"""The key and the seal: what opens a cache, and what is no new cache but a damaged one."""

from pathlib import Path

import pytest

from console.store import schema
from console.store.cipher import connect
from console.store.faults import Damaged, MissingKey, WrongKey
from console.store.seal import Seal
from console.store.vault import Vault, kept, own_path, rebuild, seal_path
from tests.store.vaults import NOW, OTHER_KEY, filled, opened, within_two_seconds
from tests.store.wired import KEY


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
