"""One thread with one connection, where work on a file waits its turn."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from console.store.cipher import Connection, fault_of

T = TypeVar("T")

CLOSE_SECONDS: Final = 10.0


class Lane:
    """Runs functions of a connection one after the other, off the event loop; errors of the world come as faults.

    With ``writing`` each function is one transaction: all of it is kept, or nothing. The thread is a daemon:
    a disk that hangs does not keep the console from ending.
    """

    def __init__(self, name: str, connection: Connection, *, writing: bool) -> None:
        self._connection = connection
        self._begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
        self._waiting: queue.SimpleQueue[tuple[Callable[[Connection], Any], Future[Any], bool] | None] = (
            queue.SimpleQueue()
        )
        self._closed = False
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(self, function: Callable[[Connection], T], *, atomic: bool = True) -> T:
        """What ``function`` gives back. When the one who waits is cancelled, work already begun is still done.

        Raises a Fault, or whatever else the function raises.
        """
        return await asyncio.wrap_future(self.begin(function, atomic=atomic))

    def begin(self, function: Callable[[Connection], T], *, atomic: bool = True) -> "Future[T]":
        """The same for one who waits without an event loop. ``atomic=False`` is for VACUUM and its like."""
        future: Future[T] = Future()
        with self._guard:
            if self._closed:
                raise RuntimeError("this file has been closed")
            self._waiting.put((function, future, atomic))
        return future

    def close(self) -> None:
        """Finish what waits, close the connection, end the thread."""
        with self._guard:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join(CLOSE_SECONDS)

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            function, future, atomic = work
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = self._atomic(function) if atomic else function(self._connection)
            except BaseException as error:  # noqa: BLE001 - it is told to the one who waits
                future.set_exception(fault_of(error) or error)
            else:
                future.set_result(result)
            del work, function, future  # or the thread keeps the last result alive while it waits
        self._connection.close()

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
