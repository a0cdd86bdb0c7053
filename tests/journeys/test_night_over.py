"""A night at 120 times its speed, in which the clocks go back and the network is cut, is handed over by two windows."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.app import App
from console.doing import STANDS
from console.domain.events import RoutineSet
from console.practice.faults import PullPlug, PutBack
from console.practice.people import HALE, OKAFOR, WHITLOCK
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.handover_page import HandoverPage
from tests.journeys.inside import app_of, live, shown
from tests.journeys.stage import Desk, Window, soon, until
from tests.journeys.test_acting import asked, keys, ready
from tests.journeys.test_handover import done
from tests.journeys.test_handover import shown as told_of

Run = Callable[[Coroutine[Any, Any, None]], None]
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)  # when the clocks in London go back from 02:00 to 01:00


def test_two_windows_hand_the_night_of_the_clocks_over_and_agree(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with contextlib.AsyncExitStack() as opened:
            people = (OKAFOR, WHITLOCK, HALE)
            practice = await opened.enter_async_context(
                Practice(
                    day=date(2026, 10, 24),
                    start=BACK - timedelta(minutes=50),
                    speed=120,
                    limits=False,
                    desks=tuple(person.name for person in people),
                )
            )
            okafor, whitlock, hale = (Desk(tmp_path / one.id, practice.api_url, one) for one in people)
            app = await opened.enter_async_context(app_of(qapp, whitlock))
            outgoing = opened.enter_context(Window(okafor))
            await live(app)
            await asyncio.to_thread(outgoing.until, lambda state: state["live"] and state["complete_to"])

            practice.post("mod-main", OKAFOR, RoutineSet("w1", "Look at the posts", ("01:45",)))
            flag = ("--alias", "north-gate", "--risk", "B", "--owner", "hale", "--next-check", "07:00")
            assert (await asyncio.to_thread(done, okafor, "flag-case", *flag))[0] == STANDS
            assert (await asyncio.to_thread(done, hale, "sign-over", "k1"))[0] == STANDS
            await _the_clocks_go_back(practice, app, outgoing)
            notes = ("write-handover", "--notes", "Two at B.")
            assert (await asyncio.to_thread(done, okafor, *notes))[0] == STANDS
            await _signed_for_without_a_network(practice, app)
            await _closed_with_a_reason(app)
            there = await asyncio.to_thread(until, lambda: _agreeing(okafor), 40)
            assert there["differs"] == []
            signed = {case["case"]: (case["signed_over"], case["signed_for"]) for case in there["cases"]}
            assert signed.pop("k1") == (HALE.id, WHITLOCK.id)
            assert set(signed.values()) == {(None, None)}

    run(journey())


async def _the_clocks_go_back(practice: Practice, app: App, outgoing: Window) -> None:
    """The shift is an hour longer, and what is due at a time that the clock shows twice is due once."""
    await soon(lambda: practice.clock.now() > BACK + timedelta(minutes=5), 40)
    await soon(lambda: app.window.said()["bar"][-1].startswith("01:"))
    assert app.window.said()["bar"][0] == "Night shift 22:00–08:00"
    state = await asyncio.to_thread(outgoing.state)
    starts, ends = (datetime.fromisoformat(state["roster"][name]) for name in ("starts", "ends"))
    assert ends - starts == timedelta(hours=11)
    due = [
        one["due"]
        for one in state["tasks"]
        if one["title"] == "Look at the posts" and one["due"] < state["complete_to"]
    ]
    assert due == ["2026-10-25T00:45:00Z"]


async def _signed_for_without_a_network(practice: Practice, app: App) -> None:
    """Both desks agree; then the plug is pulled, and a signature waits until it is put back."""
    await ready(app)
    QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_4, _CTRL)
    await soon(lambda: says(app, "✓ The desks agree"))
    practice.fault(PullPlug())
    page = page_of(app)
    page.follow("k1")
    QTest.keyClick(page.view, Qt.Key.Key_Q, _SHIFT)
    asking = await asked(app)
    keys(asking.field, "Ring at six, then the morning team.")
    QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    await shown(app, "status", "1 waiting to send")
    practice.fault(PutBack())
    await ready(app)


async def _closed_with_a_reason(app: App) -> None:
    """One case at B is signed over by nobody, and the shift is closed all the same."""
    QTest.keyClick(page_of(app).view, Qt.Key.Key_S, _CTRL)
    asking = await asked(app)
    assert asking.windowTitle() == "Close the shift all the same"
    keys(asking.field, "M. Hale has gone home ill.")
    QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    await ready(app)
    await soon(lambda: says(app, "✓ The desks agree"))


def page_of(app: App) -> HandoverPage:
    """The page of the handover, which is shown."""
    page = app.window.views.page
    assert isinstance(page, HandoverPage)
    return page


def says(app: App, words: str) -> bool:
    """Whether that stands on the page."""
    page = page_of(app)
    return any(words in line.words for line in (*page.rows, *page.side_rows))


def _agreeing(desk: Desk) -> dict[str, Any] | None:
    """What the desk says of the handover, once it says that both agree."""
    told = told_of(desk)
    return told if told["agrees"] else None
