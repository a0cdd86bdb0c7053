"""Which messages hold an action, found by its id: what is new stands in small tables, so that little is written."""

from collections.abc import Iterable, Sequence
from typing import Final
from zlib import crc32

from console.store import many
from console.store.cipher import Connection

# Ids stand in no order, so that in one large index each new one changes a page of its own, which is encrypted as a
# whole: a third of what keeping an event took. Here it comes into a small table first, and goes on into the next
# together with many others. From where, where to, beyond how many, and how many neighbours at once (bits of a hash).
_STEPS: Final = (("actions_first", "actions_next", 256, 32), ("actions_next", "actions", 8_192, 29))
_TABLES: Final = ("actions_first", "actions_next", "actions")
HELD: Final = "id IN (SELECT message FROM actions_all WHERE hash = ?) AND action = ?"  # of a message; takes ``named``


def keep(connection: Connection, actions: Sequence[tuple[str, int]]) -> None:
    """Add actions, each with the number of its message."""
    rows = [(_hash(action), message) for action, message in actions]
    if not rows:
        return
    many_at_once = len(rows) > _STEPS[0][2]
    many.insert(connection, f"INSERT INTO {_TABLES[many_at_once]}", rows)
    for table, following, most, bits in _STEPS[many_at_once:]:
        if connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] <= most:  # noqa: S608 -- our own names
            return
        low = rows[0][0] >> bits << bits
        where = f"FROM {table} WHERE hash BETWEEN ? AND ?"
        stretch = (low, low + (1 << bits) - 1)
        connection.execute(f"INSERT INTO {following} SELECT hash, message {where}", stretch)
        connection.execute(f"DELETE {where}", stretch)


def forget(connection: Connection, actions: Iterable[tuple[str, int]]) -> None:
    """Take actions out, each with the number of its message."""
    rows = [(_hash(action), message) for action, message in actions]
    for table in _TABLES:
        connection.executemany(f"DELETE FROM {table} WHERE hash = ? AND message = ?", rows)  # noqa: S608 -- our own names


def holding(connection: Connection, actions: Iterable[str]) -> list[int]:
    """The numbers of the messages that may hold any of these actions: few hold another that looks alike."""
    hashes = {_hash(action) for action in actions}
    return [message for (message,) in many.rows_in(connection, "message", "FROM actions_all WHERE hash IN", hashes)]


def named(action: str) -> tuple[int, str]:
    """What ``HELD`` asks for."""
    return _hash(action), action


def teach(connection: Connection) -> None:
    """Let the connection's own statements use the hash, as ``crc32``."""
    connection.create_function("crc32", 1, _hash, deterministic=True)


def renew(connection: Connection) -> None:
    """Find all actions anew, in the messages."""
    teach(connection)
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own names
    connection.execute("INSERT INTO actions SELECT crc32(action), id FROM messages WHERE action <> '' ORDER BY 1, 2")


def _hash(action: str) -> int:
    return crc32(action.encode())
