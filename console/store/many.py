"""Many rows in a few steps: what makes the writing thread fast beside a busy window."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from console.store.cipher import Connection

# Each step of SQLite lets go of Python's lock, and to get it back beside a busy loop takes up to a switch interval:
# with a step for each row, 60,000 events waited for that 200,000 times. Few sizes, so that each is prepared once.
_SIZES: Final = (64, 16, 4, 1)


def insert(connection: Connection, into: str, rows: Iterable[Sequence[Any]], then: str = "") -> None:
    """Insert rows; ``into`` is the statement up to VALUES, ``then`` what follows them (ON CONFLICT …)."""
    left = list(rows)
    if not left:
        return
    width = len(left[0])
    start = 0
    for size in _SIZES:
        while len(left) - start >= size:
            values = [value for row in left[start : start + size] for value in row]
            connection.execute(_statement(into, width, size, then), values)
            start += size


@cache
def _statement(into: str, width: int, size: int, then: str) -> str:
    row = "(" + ", ".join("?" * width) + ")"
    return f"{into} VALUES {', '.join([row] * size)} {then}"
