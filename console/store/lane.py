"""One thread with one connection, where work on a file waits its turn."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, NamedTuple, TypeVar

from console.store import memory
from console.store.cipher import Connection, fault_of

T = TypeVar("T")

CLOSE_SECONDS: Final = 10.0
REST_SECONDS: Final = 1.0  # without work, until what the work took of the memory goes back


class _Work(NamedTuple):
    """A function that waits its turn, and what is to be told of it."""

    function: Callable[[Connection], Any]
    future: Future[Any]
    atomic: bool
    failed: Callable[[], None] | None
    kept: Callable[[], None] | None


class Lane:
    """Runs functions of a connection one after the other, off the event loop; errors of the world come as faults.

    With ``writing`` each function is one transaction: all of it is kept, or nothing. The thread is a daemon:
    a disk that hangs does not keep the console from ending. After ``rest`` seconds without work it lets go of the
    pages that it holds, up to 16 MB.
    """

    def __init__(self, name: str, connection: Connection, *, writing: bool, rest: float = REST_SECONDS) -> None:
        self._connection = connection
        self._begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
        self._rest = rest
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._closed = False
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(
        self,
        function: Callable[[Connection], T],
        *,
        atomic: bool = True,
        failed: Callable[[], None] | None = None,
        kept: Callable[[], None] | None = None,
    ) -> T:
        """What ``function`` gives back. When the one who waits is cancelled, work already begun is still done.

        Raises a Fault, or whatever else the function raises; ``failed`` is called before that, on the thread, and
        ``kept`` once all of it is kept.
        """
        return await asyncio.wrap_future(self.begin(function, atomic=atomic, failed=failed, kept=kept))

    def begin(
        self,
        function: Callable[[Connection], T],
        *,
        atomic: bool = True,
        failed: Callable[[], None] | None = None,
        kept: Callable[[], None] | None = None,
    ) -> "Future[T]":
        """The same for one who waits without an event loop. ``atomic=False`` is for VACUUM and its like."""
        future: Future[T] = Future()
        with self._guard:
            if self._closed:
                raise RuntimeError("this file has been closed")
            self._waiting.put(_Work(function, future, atomic, failed, kept))
        return future

    def close(self) -> None:
        """Finish what waits, close the connection, end the thread."""
        with self._guard:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join(CLOSE_SECONDS)

    def _work(self) -> None:
        while (work := self._next()) is not None:
            if work.future.set_running_or_notify_cancel():
                self._do(work)
            del work  # or the thread keeps the last result alive while it waits
        self._connection.close()

    def _next(self) -> _Work | None:
        """What is to be done next, once there is something; None at the end."""
        try:
            return self._waiting.get(timeout=self._rest)
        except queue.Empty:
            self._connection.execute("PRAGMA shrink_memory")
            memory.give_back()
            return self._waiting.get()

    def _do(self, work: _Work) -> None:
        try:
            result = self._atomic(work.function) if work.atomic else work.function(self._connection)
        except BaseException as error:  # noqa: BLE001 - it is told to the one who waits
            if work.failed is not None:
                work.failed()
            work.future.set_exception(fault_of(error) or error)
        else:
            if work.kept is not None:
                work.kept()
            work.future.set_result(result)

    def _atomic(self, function: Callable[[Connection], T]) -> T:
        connection = self._connection
        connection.execute(self._begin)
        try:
            result = function(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk may have ended it already
                connection.execute("ROLLBACK")
            raise
        return result
