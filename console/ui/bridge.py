"""Where Qt meets asyncio: the one loop, the tasks that slots begin, questions by awaiting, and the way out."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from typing import Any

os.environ.setdefault("QT_API", "pyside6")  # qasync asks it when it is imported

import console.ui.features  # noqa: F401 -- before anything else of Qt

# isort: split

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication, QDialog
from typing_extensions import override

_log = logging.getLogger(__name__)
SORRY = "Something went wrong here. It was written down, the desk goes on."


def loop_factory() -> asyncio.AbstractEventLoop:
    """A loop that turns Qt's events and asyncio's; for ``asyncio.Runner``. A QApplication must exist."""
    from qasync import QEventLoop  # noqa: PLC0415 -- costs 20 ms that the first paint need not wait for

    app = QApplication.instance()
    loop: asyncio.AbstractEventLoop = QEventLoop(app, already_running=False)
    return loop


class Tasks:
    """Owns the tasks that slots begin; each has a name, and ``failed`` hears a calm sentence when one fails.

    The log gets the task's name, the kind of the failure and where it happened, never its words.
    """

    def __init__(self, failed: Callable[[str], None]) -> None:
        self._failed = failed
        self._running: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        """How many are running."""
        return len(self._running)

    def spawn(self, coro: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Begin a task on the running loop."""
        task = asyncio.get_running_loop().create_task(coro, name=name)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def stop(self) -> None:
        """Cancel what is running and wait until it ended."""
        while self._running:
            for task in tuple(self._running):
                task.cancel()
            await asyncio.wait(tuple(self._running))
            await asyncio.sleep(0)  # the done callbacks run in the loop's next turn

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            say_failure(task.get_name(), error)
            self._failed(SORRY)


def say_failure(name: str, error: BaseException) -> None:
    """Log a failure without anybody's words: what was being done, the kind of error, and where."""
    where = "?"
    trace = error.__traceback__
    while trace is not None:
        where = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    _log.error("task failed", extra={"task": name, "kind": type(error).__name__, "where": where})


class _Answer(QObject):
    """Turns a dialog's end into a future's result; lives as long as the dialog."""

    def __init__(self, dialog: QDialog, future: "asyncio.Future[bool]") -> None:
        super().__init__(dialog)
        self._future = future
        dialog.finished.connect(self._finished)

    @Slot(int)
    def _finished(self, result: int) -> None:
        if not self._future.done():
            self._future.set_result(result == QDialog.DialogCode.Accepted)


async def ask(dialog: QDialog) -> bool:
    """Open a dialog over its window and wait for its end: True when it was accepted.

    The dialog is closed and forgotten when the asker is cancelled; no second loop is ever begun.
    """
    answer = _Answer(dialog, asyncio.get_running_loop().create_future())
    dialog.open()
    try:
        return await answer._future  # noqa: SLF001 -- one class in two halves
    finally:
        dialog.close()
        dialog.deleteLater()


class Application(QApplication):
    """Qt's application in Fusion; the wish to end, however it comes, only sets ``wished``.

    Whoever waits for it cancels, drains and then hides the window. (An event filter on the application
    would do too, but Qt then asks Python about every event of every widget.)
    """

    def __init__(self, argv: list[str]) -> None:
        # As an argument: setStyle gives back the style, and PySide makes its 566 names for that (5 ms at a start).
        super().__init__([*argv, "-style", "Fusion"])
        self.wished = asyncio.Event()
        self.setQuitOnLastWindowClosed(False)

    @Slot()
    def wish(self) -> None:
        """Begin the end."""
        self.wished.set()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            event.ignore()
            self.wished.set()
            return True
        return super().event(event)
