"""Whoever leaves a chat untouched is warned before it goes back to the queue, and any key keeps it."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console import hands
from console.practice.people import NOVAK
from console.practice.server import Practice
from console.ui.bridge import Application
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, soon
from tests.journeys.test_acting import keys, mine, ready

Run = Callable[[Coroutine[Any, Any, None]], None]


def test_the_holder_is_warned_before_the_lease_is_over_and_a_key_renews_it(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False, speed=30) as practice,
            app_of(qapp, Desk(tmp_path, practice.api_url, NOVAK)) as app,
        ):
            await live(app)
            await ready(app)
            keys(app.window.queue.view, "g")
            await soon(lambda: bool(mine(app)))
            app.window._presence.last -= hands.IN_USE_FOR  # nobody is here any more
            said: list[str] = []

            def hear(words: str) -> None:
                said.append(words)

            app.window.call = hear
            await soon(lambda: any("within a minute; any key keeps" in one for one in said), 60)
            await soon(lambda: "any key keeps" in app.window.banner.words)
            assert all(chat.alias not in one for one in said for chat in mine(app))
            held = {chat.chat: chat.lease_until for chat in mine(app)}
            QTest.keyClick(app.window.queue.view, Qt.Key.Key_J)
            await soon(lambda: any(chat.lease_until != held.get(chat.chat) for chat in mine(app)), 20)
            assert held.keys() & {chat.chat for chat in mine(app)}

    run(journey())
