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
_CHUNKS: Final = (200, 16)  # values in one question; the statement is prepared once, and what is left empty costs too


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
    """The same for a question that ends in IN, for many values."""
    for places, chunk in chunks(values):
        yield from rows(connection, columns, f"{rest} {places}", (*before, *chunk))


def chunks(values: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Many values in handfuls, each with its places in a question; always as many, so that few are prepared."""
    asked = list(values)
    while asked:
        size = next((size for size in reversed(_CHUNKS) if len(asked) <= size), _CHUNKS[0])
        chunk, asked = asked[:size], asked[size:]
        yield _places(size), chunk + [None] * (size - len(chunk))


@cache
def _places(size: int) -> str:
    return "(" + ", ".join("?" * size) + ")"
