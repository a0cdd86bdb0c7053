"""The tables of the two encrypted files, and how an older file becomes a present one."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.store import actions
from console.store.cipher import Connection, tables
from console.store.faults import NewerFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database, Migrations

# A message's number is its channel's number and its microsecond, so that each channel is one stretch of the table,
# in order, and a position is found without an index. 2**58 microseconds reach past the year 9999.
CHANNEL_SHIFT: Final = 58
CHANNELS_AT_MOST: Final = 32

_CACHE_1: Final = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    # `sum` is the digest over the whole channel; wire.md, Digest.
    "CREATE TABLE channels (number INTEGER PRIMARY KEY, channel TEXT NOT NULL UNIQUE, sum BLOB NOT NULL)",
    # `counts` is 0 for repeats and for what is no entry. `raw` stands last: the columns before it are read alone.
    """CREATE TABLE messages (
        id INTEGER PRIMARY KEY, thread INTEGER, author TEXT NOT NULL, action TEXT NOT NULL, kind INTEGER NOT NULL,
        counts INTEGER NOT NULL, print BLOB NOT NULL, sum BLOB, raw BLOB NOT NULL)""",
    "CREATE INDEX messages_by_action ON messages (action, author) WHERE action <> ''",
    "CREATE INDEX messages_by_thread ON messages (thread) WHERE thread IS NOT NULL",
    "CREATE INDEX messages_to_look_at ON messages (kind, id) WHERE kind >= 2",
    "CREATE TABLE touches (kind TEXT, key TEXT, message INTEGER, PRIMARY KEY (kind, key, message)) WITHOUT ROWID",
    # Open rows are found by their rank (the queue's order) and moment without reading those that are over.
    """CREATE TABLE folded (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, open INTEGER NOT NULL, rank INTEGER NOT NULL,
        at INTEGER NOT NULL, record BLOB NOT NULL, UNIQUE (kind, key))""",
    "CREATE INDEX folded_open ON folded (kind, rank, at) WHERE open = 1",
    "CREATE INDEX folded_over ON folded (kind, at) WHERE open = 0",
    "CREATE TABLE not_entitled (message INTEGER, kind TEXT, key TEXT, PRIMARY KEY (message, kind, key)) WITHOUT ROWID",
    "CREATE INDEX not_entitled_by_subject ON not_entitled (kind, key)",
    # How many messages that are: asked for after each batch, so not counted anew.
    "INSERT INTO meta VALUES ('not_entitled', 0)",
    """CREATE TRIGGER not_entitled_more AFTER INSERT ON not_entitled BEGIN
        UPDATE meta SET value = value + 1 WHERE name = 'not_entitled' AND NOT EXISTS (
            SELECT 1 FROM not_entitled WHERE message = NEW.message AND (kind, key) <> (NEW.kind, NEW.key)); END""",
    """CREATE TRIGGER not_entitled_less AFTER DELETE ON not_entitled BEGIN
        UPDATE meta SET value = value - 1 WHERE name = 'not_entitled' AND NOT EXISTS (
            SELECT 1 FROM not_entitled WHERE message = OLD.message); END""",
    "CREATE TABLE sums (channel INTEGER, hour INTEGER, sum BLOB NOT NULL, PRIMARY KEY (channel, hour)) WITHOUT ROWID",
    "CREATE TABLE cursors (channel TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE people (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, admin INTEGER NOT NULL, bot INTEGER NOT NULL, gone INTEGER NOT NULL
        ) WITHOUT ROWID""",
    # The texts themselves are in `raw` only. Positions are kept: words half typed are found three times as fast.
    """CREATE VIRTUAL TABLE words USING fts5 (
        text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2')""",
    "INSERT INTO words (words, rank) VALUES ('automerge', 8)",
)

# Which message holds an action, by the action's hash; console/store/actions.py says why in three tables.
_CACHE_2: Final = (
    "DROP INDEX messages_by_action",
    "CREATE TABLE actions_first (hash INTEGER, message INTEGER, PRIMARY KEY (hash, message)) WITHOUT ROWID",
    "CREATE TABLE actions_next (hash INTEGER, message INTEGER, PRIMARY KEY (hash, message)) WITHOUT ROWID",
    "CREATE TABLE actions (hash INTEGER, message INTEGER, PRIMARY KEY (hash, message)) WITHOUT ROWID",
    """CREATE VIEW actions_all AS SELECT hash, message FROM actions_first UNION ALL
        SELECT hash, message FROM actions_next UNION ALL SELECT hash, message FROM actions""",
    "INSERT INTO actions SELECT crc32(action), id FROM messages WHERE action <> '' ORDER BY 1, 2",
)

_OWN_1: Final = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    """CREATE TABLE drafts (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL)""",
)

# `number` is the order of all actions at this desk, and is never given twice. `body` is the action itself; what
# stands before it changes on its way to Slack. `sent_after` and `at` are microseconds of Slack's clock.
_OWN_2: Final = (
    """CREATE TABLE outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, stage TEXT NOT NULL, why TEXT NOT NULL,
        attempts INTEGER NOT NULL, sent_after INTEGER, at INTEGER, channel TEXT, body BLOB NOT NULL)""",
)

# One line for each migration, the oldest first; a line is never changed once it was released.
CACHE: Final = (("first tables", _CACHE_1), ("actions by their hash", _CACHE_2))
OWN: Final = (("first tables", _OWN_1), ("the outbox", _OWN_2))

# What of this desk's own file is saved from a damaged one: the columns, and the order in which they stand there.
RESCUED: Final = {
    "outbox": ("number, id, stage, why, attempts, sent_after, at, channel, body", "rowid"),
    "drafts": ("id, kind, subject, at, body", "rowid"),
    "meta": ("name, value", "name"),  # a new file keeps its own name: what is there already is not replaced
}


def bring_up(
    connection: Connection, path: Path, steps: tuple[tuple[str, tuple[str, ...]], ...], name: str
) -> tuple[Path, ...]:
    """Bring the file's tables up to date; gives back the copies made, one before each step.

    A new file needs no copy. Raises NewerFile when a newer console wrote it.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(steps):
        raise NewerFile
    if version == len(steps):
        return ()
    actions.teach(connection)
    database = tables(connection)
    migrations = _migrations(name, steps)
    copies: list[Path] = []
    older = version > 0
    pending = [migration.name for migration in migrations.pending(database)]
    # A desk that was killed between its last step and the version below has none left to take.
    for step, following in zip(pending, [*pending[1:], None], strict=False):
        if older:
            copies.append(_copied(connection, path, step))
        migrations.apply(database, stop_before=following)
    connection.execute(f"PRAGMA user_version = {len(steps)}")
    return tuple(copies)


def _migrations(name: str, steps: tuple[tuple[str, tuple[str, ...]], ...]) -> "Migrations":
    from sqlite_utils import Migrations  # noqa: PLC0415 - see cipher.tables

    migrations = Migrations(name)
    for step, statements in steps:
        migrations(name=step)(_applying(statements))
    return migrations


def _applying(statements: tuple[str, ...]) -> "Callable[[Database], None]":
    def apply(database: "Database") -> None:
        for statement in statements:
            database.execute(statement)

    return apply


def _copied(connection: Connection, path: Path, step: str) -> Path:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = path.with_name(f"{path.name}.before-{step.replace(' ', '-')}")
    shutil.copyfile(path, copy)
    return copy
