"""Who reads much of chats at A or B is prompted to rest, and only their own desk ever knows how much it was."""

import json
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.app import App
from console.domain.breaks import BreakState
from console.domain.chats import Chat
from console.practice.people import NOVAK
from console.practice.server import Practice
from console.store.vault import own_path
from console.ui.bridge import Application
from tests.journeys.inside import app_of, live, shown
from tests.journeys.stage import Desk, soon

Run = Callable[[Coroutine[Any, Any, None]], None]

_SHIFT = Qt.KeyboardModifier.ShiftModifier


async def ready(app: App) -> None:
    """Wait until the window has the keyboard and knows what was read before."""
    await live(app)
    app.window.activateWindow()
    await soon(app.window.isActiveWindow)
    await soon(lambda: about(app))


def at_a_or_b(app: App) -> list[Chat]:
    """The chats at A or B whose text can be read, in the queue's order."""
    chats = [row.chat for row in app.window.queue.rows if row.chat is not None]
    return [chat for chat in chats if chat.risk.high and (chat.topic or chat.excerpt)]


def unfold(app: App, chat: Chat) -> None:
    app.window.queue.follow(chat.chat)
    QTest.keyClick(app.window.queue.view, Qt.Key.Key_Space)


def about(app: App) -> str:
    return app.window.top.break_chip.accessibleDescription()


def state(app: App) -> BreakState:
    return app.window.breaks.standing.state


def test_what_is_read_is_counted_over_a_restart_and_a_break_is_put_off_and_taken(
    run: Run, qapp: Application, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def journey() -> None:
        async with Practice(limits=False) as practice:
            settings = "[window]\nbreak_after_minutes = 0\nbreak_after_texts = 2"
            desk = Desk(tmp_path, practice.api_url, NOVAK, settings=settings)
            async with app_of(qapp, desk) as app:
                await ready(app)
                await soon(lambda: len(at_a_or_b(app)) >= 2)
                first, second = at_a_or_b(app)[:2]
                await shown(app, "bar", "Break due after 2 more texts")
                unfold(app, first)
                await shown(app, "bar", "Break due after 1 more text")
                assert about(app).startswith("Read on this shift: 1 text of chats at A or B")
            async with app_of(qapp, desk) as app:
                await ready(app)
                assert about(app).startswith("Read on this shift: 1 text of chats at A or B")
                unfold(app, first)
                assert state(app) is BreakState.COMING  # the same text, a moment later
                focus = app.window.focusWidget()
                unfold(app, second)
                assert state(app) is BreakState.DUE
                await shown(app, "bar", "◷ Break due")
                assert app.window.focusWidget() is focus
                QTest.keyClick(app.window.queue.view, Qt.Key.Key_B, _SHIFT)
                await shown(app, "bar", "Break due in 15 min")
                QTest.keyClick(app.window.queue.view, Qt.Key.Key_B)
                await shown(app, "bar", "On a break until")
                assert app.station is not None
                told = json.dumps(await app.station.state())
            async with app_of(qapp, desk) as app:
                await ready(app)
                assert state(app) is BreakState.ON
                assert about(app).startswith("Read on this shift: 2 texts of chats at A or B")
            said = [
                message for channel in practice.workspace.channels.values() for message in channel.messages.values()
            ]
            for words in (told, json.dumps(said), caplog.text):
                assert "stint" not in words.lower()
                assert "texts of chats" not in words
            assert b"since_break" not in own_path(desk.cache).read_bytes()

    run(journey())
