"""Two hands on a keyboard: key events to whatever window has the keyboard, and nothing else."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.app import App
from tests.journeys.stage import soon

CONFIRM: Final = "Ctrl+Return"


class Hands:
    """Somebody who has no mouse, at an app's window; what they see is for the test to look at."""

    def __init__(self, app: App) -> None:
        self._app = app

    @property
    def top(self) -> QWidget:
        """The window in front: a question, the box, the sheet, else the desk."""
        return QApplication.activeModalWidget() or self._app.window

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each as it is written: ``Shift+A``."""
        for one in keys:
            stroke = QKeySequence(one)[0]  # type: ignore[index]  # it is, and the stubs do not know
            await self._front()
            handle = self.top.windowHandle()
            await _between_tasks(partial(QTest.keyClick, handle, stroke.key(), stroke.keyboardModifiers()))

    async def write(self, text: str, *then: str) -> None:
        """Type words where the keyboard is, then press keys."""
        await self._front()
        if text:
            field = QApplication.focusWidget()
            assert field is not None
            await _between_tasks(partial(QTest.keyClicks, field, text))
        await self.press(*then)

    async def answer(self, text: str, choice: str = "") -> None:
        """Write into the question that was opened, after choosing what it offers, and confirm."""
        await soon(lambda: self.top is not self._app.window)
        if choice:
            await self.press(choice)
        await self.write(text, CONFIRM)
        await soon(lambda: self.top is self._app.window)

    async def _front(self) -> None:
        top = self.top
        top.activateWindow()  # what a real screen does by itself
        await soon(top.isActiveWindow)


async def _between_tasks(press: Callable[[], object]) -> None:
    """Press while no task runs, as on a real keyboard: a key at a window lets the loop turn, and tasks do not nest."""
    pressed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def now() -> None:
        press()
        pressed.set_result(None)

    asyncio.get_running_loop().call_soon(now)
    await pressed
