"""What was just noted at one desk is found at another, by its first letters, in the real windows."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.app import App
from console.domain import actions
from console.domain.searching import Thing
from console.practice.people import NOVAK, OKAFOR
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.search_page import SearchPage
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, soon
from tests.journeys.test_acting import ready

Run = Callable[[Coroutine[Any, Any, None]], None]
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def page_of(app: App) -> SearchPage:
    QTest.keyClick(app.window.queue.view, Qt.Key.Key_F, CTRL_SHIFT)
    page = app.window.views.page
    assert isinstance(page, SearchPage)
    return page


def test_what_was_just_noted_at_one_desk_is_found_at_another(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "a", practice.api_url, NOVAK)) as one,
            app_of(qapp, Desk(tmp_path / "b", practice.api_url, OKAFOR)) as other,
        ):
            for app in (one, other):
                await live(app)
                await ready(app)
            assert one.station is not None
            view = one.station.desk.view()
            chat = next(chat for chat in view.chats.values() if not chat.closed and not chat.risk.high)
            note = actions.NoteChat(chat.chat, "Marigolds help, said the member")
            one.window.wishes.wished.emit(note, None)
            page = page_of(other)
            QTest.keyClicks(page.field, "marig")

            def found() -> bool:
                page._ask()
                return any(row.kind == Thing.NOTE.value for row in page.rows)

            await soon(found)
            row = next(row for row in page.rows if row.kind == Thing.NOTE.value)
            assert row.title == chat.alias
            assert [row.text[start:end] for start, end in row.spans] == ["Marigolds"]
            QTest.keyClick(page.field, Qt.Key.Key_Return)
            await soon(lambda: other.window.views.current == "desk")
            chosen = other.window.queue.chosen_chat
            assert chosen is not None
            assert chosen.chat is not None
            assert chosen.chat.chat == chat.chat

    run(journey())
