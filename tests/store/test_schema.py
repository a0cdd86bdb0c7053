"""The schema: an older file is brought up step by step, a newer one is refused."""

from pathlib import Path

import pytest

from console.store import cipher, schema, vault
from console.store.cipher import connect
from console.store.faults import Damaged, NewerFile
from console.store.vault import Vault
from tests.store.vaults import filled, opened, within_two_seconds
from tests.store.wired import KEY


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


@pytest.mark.parametrize("version", [0, 1])
def test_a_desk_killed_right_after_its_last_step_opens_again(path: Path, version: int) -> None:
    filled(path, 3)
    own = vault.own_path(path)
    connection = connect(own, KEY)
    connection.execute(f"PRAGMA user_version = {version}")
    if version == 0:  # on a first start the seal comes after the tables
        connection.execute("DELETE FROM meta WHERE name = 'file'")
        vault.seal_path(own).unlink()
    connection.close()
    with opened(path) as one:
        assert one.copies == ()
    connection = connect(own, KEY)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(schema.OWN),)
    connection.close()
