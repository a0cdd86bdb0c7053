"""Actions by their ids: found however many there are, whatever table they stand in, and after any update."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.store import actions, schema
from console.store.cipher import Connection, connect
from tests.store.vaults import opened
from tests.store.wired import KEY


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    found = connect(path, KEY)
    schema.bring_up(found, path, schema.CACHE, "cache")
    yield found
    found.close()


def counts(connection: Connection) -> list[int]:
    tables = ("actions_first", "actions_next", "actions")
    return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608 -- ours


@pytest.mark.parametrize("at_once", [1, 16, 255, 256, 257, 1_000, 20_000])
def test_an_action_is_found_however_many_came_together(connection: Connection, at_once: int) -> None:
    ids = [f"action {number}" for number in range(40 if at_once == 1 else 20_000)]
    connection.execute("BEGIN")
    for start in range(0, len(ids), at_once):
        some = range(start, min(start + at_once, len(ids)))
        actions.keep(connection, [(ids[number], number) for number in some])
        assert actions.holding(connection, [ids[some[-1]]]) == [some[-1]]
    connection.execute("COMMIT")
    assert sorted(actions.holding(connection, ids)) == list(range(len(ids)))
    assert sum(counts(connection)) == len(ids)
    first, following, _ = counts(connection)
    assert first <= 256 + at_once
    assert following <= 8_192 * 2 + at_once


def test_nothing_is_no_action(connection: Connection) -> None:
    actions.keep(connection, [])
    assert counts(connection) == [0, 0, 0]
    assert actions.holding(connection, []) == []


def test_a_forgotten_action_is_not_found_wherever_it_stood(connection: Connection) -> None:
    chance = random.Random(3)
    ids = [f"action {number}" for number in range(9_310)]
    for start in range(0, len(ids), 190):
        actions.keep(connection, [(ids[number], number) for number in range(start, start + 190)])
    assert all(counts(connection))
    gone = set(chance.sample(range(len(ids)), 4_000))
    actions.forget(connection, [(ids[number], number) for number in gone])
    assert sorted(actions.holding(connection, ids)) == sorted(set(range(len(ids))) - gone)


def test_an_older_cache_keeps_its_actions(path: Path) -> None:
    connection = connect(path, KEY)
    schema.bring_up(connection, path, schema.CACHE[:1], "cache")
    rows = [(number, "UC1", f"action {number}" if number % 3 else "", bytes(16), b"{}") for number in range(600)]
    connection.executemany("INSERT INTO messages VALUES (?, NULL, ?, ?, 0, 1, ?, NULL, ?)", rows)
    connection.execute("INSERT INTO meta VALUES ('file', 'an older one')")
    copies = schema.bring_up(connection, path, schema.CACHE, "cache")
    assert [copy.name for copy in copies] == ["cache.db.before-actions-by-their-hash"]
    ids = [f"action {number}" for number in range(600)]
    assert sorted(actions.holding(connection, ids)) == [number for number in range(600) if number % 3]
    connection.close()


def test_two_messages_may_hold_what_looks_alike(path: Path) -> None:
    alike = ("plumless", "buckeroo")  # of one CRC-32
    assert actions.named(alike[0])[0] == actions.named(alike[1])[0]
    with opened(path) as vault:

        def look(connection: Connection) -> list[list[tuple[int]]]:
            actions.keep(connection, [(alike[0], 1), (alike[1], 2)])
            for number, id in enumerate(alike, 1):
                connection.execute(
                    "INSERT INTO messages VALUES (?, NULL, 'UC1', ?, 0, 1, zeroblob(16), NULL, x'')", (number, id)
                )
            asked = f"SELECT id FROM messages WHERE {actions.HELD}"  # noqa: S608 -- our own words
            return [connection.execute(asked, actions.named(id)).fetchall() for id in alike]

        assert vault._lanes[1].begin(look).result(5) == [[(1,)], [(2,)]]
