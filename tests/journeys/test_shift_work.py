"""Duty and tasks through the real window, and on another desk within a moment."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.events import RosterPublished
from console.practice.people import NOVAK, OKAFOR
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.planning_page import PlanningPage
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, Window, soon
from tests.journeys.test_acting import keys, ready

Run = Callable[[Coroutine[Any, Any, None]], None]
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def duty(state: dict[str, Any]) -> str | None:
    """How the duty of the one who sits at the window stands."""
    found = (state["roster"] or {}).get("duties") or []
    return next((one["state"] for one in found if one["person"] == NOVAK.id), None)


def test_a_duty_and_a_task_are_done_by_keys_and_the_lead_sees_them(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with (
            Practice(night=False, roles=True, limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "novak", practice.api_url, NOVAK)) as app,
        ):
            now = practice.clock.now().replace(minute=0, second=0, microsecond=0)
            duties = (f"{OKAFOR.id}:lead", f"{NOVAK.id}:counsellor")
            for n, name in enumerate(("Night", "Early")):
                hours = now + timedelta(hours=8 * n), now + timedelta(hours=8 * n + 8)
                practice.post("mod-main", OKAFOR, RosterPublished(f"s{n}", name, *hours, duties))
            await live(app)
            lead = Window(Desk(tmp_path / "lead", practice.api_url, OKAFOR))
            view = app.window.roster.view

            async def until(fits: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
                return await asyncio.to_thread(lead.until, fits)

            try:
                await until(lambda state: duty(state) == "planned")
                await soon(lambda: any("A. Novak" in line or "You" in line for line in app.window.said()["roster"]))
                await ready(app)
                keys(app.window.queue.view, "d")
                await until(lambda state: duty(state) == "on")
                QTest.keyClick(app.window.queue.view, Qt.Key.Key_D, _SHIFT)
                work = app.window.roster_acts.work
                await soon(lambda: work.picking is not None and work.picking.isActiveWindow())
                assert work.picking is not None
                keys(work.picking, "1")
                await until(lambda state: duty(state) == "paused")
                await ready(app)
                keys(app.window.queue.view, "3")
                keys(view, "y")
                await soon(lambda: app.window.wishes.asking is not None and app.window.wishes.asking.isActiveWindow())
                asking = app.window.wishes.asking
                assert asking is not None
                keys(asking.field, "Look at the inbox")
                QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
                state = await until(lambda state: state["tasks"])
                assert state["tasks"][0]["title"] == "Look at the inbox"
                task = state["tasks"][0]["task"]
                await ready(app)
                await soon(lambda: app.window.roster.rows.position_of(f"task {task}") >= 0)
                view.setFocus()
                view.choose(app.window.roster.rows.position_of(f"task {task}"))
                keys(view, "s")
                await until(lambda state: state["tasks"][0]["done_by"] == NOVAK.id)
                keys(view, "z")
                await until(lambda state: state["tasks"][0]["done_by"] is None)
                QTest.keyClick(view, Qt.Key.Key_Y, _SHIFT)
                await until(lambda state: state["tasks"][0]["shift"] == "s1")
                QTest.keyClick(view, Qt.Key.Key_D, _CTRL)
                await until(lambda state: duty(state) == "ended")
            finally:
                await asyncio.to_thread(lead.kill)

    run(journey())


def test_a_lead_plans_a_shift_by_keys_and_the_other_desk_sees_its_next_version(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(night=False, roles=True, limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "lead", practice.api_url, OKAFOR)) as app,
        ):
            now = practice.clock.now().replace(minute=0, second=0, microsecond=0)
            plan = RosterPublished("s0", "Night", now, now + timedelta(hours=8), (f"{OKAFOR.id}:lead", ":counsellor"))
            practice.post("mod-main", OKAFOR, plan)
            await live(app)
            other = Window(Desk(tmp_path / "novak", practice.api_url, NOVAK))
            try:
                await asyncio.to_thread(other.until, lambda state: (state["roster"] or {}).get("gaps"))
                await ready(app)
                QTest.keyClick(app.window.queue.view, Qt.Key.Key_3, _CTRL)
                page = app.window.views.page
                assert isinstance(page, PlanningPage)
                await soon(lambda: page.table.rowCount() > 0)
                page.follow(NOVAK.id)
                keys(page.view, "w")
                await soon(lambda: page.picking is not None and page.picking.isActiveWindow())
                assert page.picking is not None
                keys(page.picking, "c")
                await ready(app)
                QTest.keyClick(page.view, Qt.Key.Key_P, _CTRL)
                state = await asyncio.to_thread(other.until, lambda state: not state["roster"]["gaps"])
                assert {one["person"] for one in state["roster"]["duties"]} == {OKAFOR.id, NOVAK.id}
                await soon(lambda: page.making.plans == ())
            finally:
                await asyncio.to_thread(other.kill)

    run(journey())
