"""Vaults with something in them, opened and closed again, and what checking one finds."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from console.store.cipher import connect
from console.store.faults import Fault
from console.store.vault import Vault, own_path
from tests.store.wired import KEY

OTHER_KEY = bytes(range(1, 33))
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LIMIT_SECONDS = 2.0


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
