"""Many rows in a few steps: what makes the writing thread fast beside a busy window."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

import msgspec

from console.store.cipher import Connection

# Each step of SQLite lets go of Python's lock, and to get it back beside a busy loop takes up to a switch interval:
# with a step for each row, 60,000 events waited for that 200,000 times, and the rows of an answer are steps as well.
# Few sizes, so that each is prepared once.
_SIZES: Final = (256, 64, 16, 4, 1)
_CHUNK: Final = 200  # values in one question; the statement is prepared once


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


def rows(connection: Connection, columns: str, rest: str, values: Sequence[Any] = ()) -> list[list[Any]]:
    """The rows of a question in one step; ``columns`` are numbers or texts (bytes as hex), ``rest`` follows them."""
    question = f"SELECT json_group_array(json_array({columns})) {rest}"
    found = connection.execute(question, values).fetchone()
    read: list[list[Any]] = msgspec.json.decode(found[0])
    return read


def rows_in(
    connection: Connection, columns: str, rest: str, values: Iterable[Any], before: Sequence[Any] = ()
) -> Iterator[list[Any]]:
    """The same for a question that ends in IN, for many values; always with as many places, so prepared once."""
    asked = list(values)
    places = "(" + ", ".join("?" * _CHUNK) + ")"
    for start in range(0, len(asked), _CHUNK):
        chunk = asked[start : start + _CHUNK]
        chunk.extend([None] * (_CHUNK - len(chunk)))
        yield from rows(connection, columns, f"{rest} {places}", (*before, *chunk))
