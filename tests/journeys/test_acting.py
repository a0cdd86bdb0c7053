"""A night is worked with the keyboard alone, through the real window: each key is one message in Slack."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from console.app import App
from console.domain.chats import Chat
from console.practice.people import NOVAK
from console.practice.server import Practice
from console.ui.asking import Asking
from console.ui.bridge import Application
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, soon

Run = Callable[[Coroutine[Any, Any, None]], None]

_CTRL = Qt.KeyboardModifier.ControlModifier


def keys(widget: QWidget, text: str) -> None:
    """Type where the keyboard is."""
    QTest.keyClicks(widget, text)


async def ready(app: App) -> None:
    """Wait until the window has the keyboard, and everything that was done is read back."""
    app.window.activateWindow()
    await soon(app.window.isActiveWindow)
    await soon(lambda: app.station is not None and app.station.acting is not None and not app.station.acting.waiting)
    await soon(lambda: not app._news_due)


async def asked(app: App) -> Asking:
    """The question that was opened, once it has the keyboard."""
    await soon(lambda: app.window.wishes.asking is not None and app.window.wishes.asking.isActiveWindow())
    asking = app.window.wishes.asking
    assert asking is not None
    return asking


def mine(app: App) -> list[Chat]:
    """The chats that the desk's person holds."""
    assert app.station is not None
    view = app.station.desk.view()
    return [chat for chat in view.chats.values() if chat.holder_at(app.clock.now()) == view.me]


def test_a_chat_is_taken_noted_asked_about_and_closed_by_keyboard_alone(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False, speed=3) as practice,
            app_of(qapp, Desk(tmp_path, practice.api_url, NOVAK)) as app,
        ):
            await live(app)
            await ready(app)
            queue = app.window.queue.view
            before = {chat.chat for chat in mine(app)}
            keys(queue, "g")
            await soon(lambda: len(mine(app)) == len(before) + 1)
            await ready(app)
            chosen = app.window.queue.chosen_chat
            assert chosen is not None
            assert chosen.mine
            assert chosen.chat is not None
            chat = chosen.chat.chat
            assert chat not in before

            keys(queue, "n")
            asking = await asked(app)
            keys(asking.field, "Breathing together")
            QTest.keyClick(asking.field, Qt.Key.Key_Return, _CTRL)
            await soon(lambda: "undo Z" in app.window.status.done.text)
            await ready(app)

            keys(queue, "a")
            asking = await asked(app)
            keys(asking.field, "Who has an idea")
            QTest.keyClick(asking.field, Qt.Key.Key_Return, _CTRL)
            await soon(lambda: "Asked the team about" in app.window.status.done.text)
            await ready(app)

            keys(queue, "x")
            asking = await asked(app)
            keys(asking.choices[0], "h")
            QTest.keyClick(asking.field, Qt.Key.Key_Return, _CTRL)
            await ready(app)
            assert app.station is not None
            view = app.station.desk.view()
            closed = view.chats[chat]
            assert closed.closed_by == view.me
            assert [note.text for note in closed.notes] == ["Breathing together"]
            assert [ask.question for ask in view.asks.values() if ask.chat == chat] == ["Who has an idea"]
            assert await app.station.drafts.all() == {}

    run(journey())
