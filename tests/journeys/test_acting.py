"""A night is worked with the keyboard alone, through the real window: each key is one message in Slack."""

import asyncio
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
from tests.journeys.stage import LOOK, Desk, soon

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


async def drafts(app: App) -> list[tuple[str, str]]:
    """What was begun and is kept, as soon as something is."""
    assert app.station is not None
    async with asyncio.timeout(10):
        while not (kept := await app.station.drafts.all()):  # noqa: ASYNC110 - what is looked at tells nobody
            await asyncio.sleep(LOOK)
    return list(kept)


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
            await soon(lambda: (row := app.window.queue.chosen_chat) is not None and row.mine)
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


def test_words_that_were_begun_survive_the_end_of_the_window_and_a_closing_is_undone_without_a_trace(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with Practice(limits=False) as practice:
            desk = Desk(tmp_path, practice.api_url, NOVAK)
            async with app_of(qapp, desk) as app:
                await live(app)
                await ready(app)
                queue = app.window.queue.view
                keys(queue, "g")
                await soon(lambda: (row := app.window.queue.chosen_chat) is not None and row.mine)
                await ready(app)
                keys(queue, "n")
                asking = await asked(app)
                keys(asking.field, "Begun and not")
                await soon(lambda: not asking._later.isActive())
                (chat,) = (subject for _, subject in await drafts(app))
                asking.close()
            async with app_of(qapp, desk) as app:
                await live(app)
                await ready(app)
                assert chat in {one.chat for one in mine(app)}
                app.window.queue.follow(chat)
                queue = app.window.queue.view
                keys(queue, "n")
                asking = await asked(app)
                assert asking.field.toPlainText() == "Begun and not"
                asking.reject()
                await ready(app)

                keys(queue, "x")
                asking = await asked(app)
                keys(asking.choices[0], "h")
                QTest.keyClick(asking.field, Qt.Key.Key_Return, _CTRL)
                await soon(lambda: chat not in {one.chat for one in mine(app)})
                await soon(lambda: "Closed" in app.window.status.done.text)
                app.window.activateWindow()
                await soon(app.window.isActiveWindow)
                keys(queue, "z")
                await soon(lambda: chat in {one.chat for one in mine(app)})
                assert app.station is not None
                assert app.station.acting is not None
                assert app.station.acting.waiting == ()
                assert app.window.status.done.text == "Undone, nobody has seen it"

    run(journey())


def test_a_desk_in_use_renews_its_leases_by_itself(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False, speed=20) as practice,
            app_of(qapp, Desk(tmp_path, practice.api_url, NOVAK)) as app,
        ):
            await live(app)
            await ready(app)
            keys(app.window.queue.view, "g")
            await soon(lambda: bool(mine(app)))
            chat = mine(app)[0]
            first = chat.lease_until
            assert first is not None
            assert app.station is not None
            chats = app.station.desk.view().chats
            await soon(lambda: (chats[chat.chat].lease_until or first) > first, 40)

    run(journey())
