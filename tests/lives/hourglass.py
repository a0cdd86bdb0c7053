"""An event loop whose time stands still while anything can be done, and then leaps: nobody waits, and nothing differs.

What waits in the console asks the loop or ``time.monotonic``; while the block runs both give the leaping time. No
thread and no socket takes part, so that the same seed gives the same run, to the last step.
"""

import asyncio
import selectors
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from typing_extensions import override

T = TypeVar("T")
BEGAN = 1_000.0  # seconds; the monotonic clock of a computer that was just switched on


class Stopped(Exception):
    """Everybody waits for somebody else."""


class _Leaping(selectors.SelectSelector):
    """Looks at no socket: where others would wait, it lets the time leap."""

    now = BEGAN

    @override
    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stopped
        self.now += max(timeout, 0.0)
        return []


class Hourglass(asyncio.SelectorEventLoop):
    """The loop; its time begins anew with each."""

    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    @override
    def time(self) -> float:
        return self._leaping.now


@contextmanager
def turned() -> Iterator[asyncio.Runner]:
    """A runner whose coroutines live in leaping time; ``time.monotonic`` gives it too."""
    glass, real = Hourglass(), time.monotonic
    with asyncio.Runner(loop_factory=lambda: glass) as runner:
        time.monotonic = glass.time
        try:
            yield runner
        finally:
            time.monotonic = real


def run(life: Coroutine[Any, Any, T]) -> T:
    """Live a life to its end, at once."""
    with turned() as runner:
        return runner.run(life)
