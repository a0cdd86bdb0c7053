"""Roles are given, taken and confirmed in the window, count on every desk, and who has none is told in words."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.app import App
from console.doing import REFUSED, STANDS
from console.domain.events import ChatOpened, RoleGiven, RoleTaken, RosterPublished
from console.domain.words import AgeBand, Risk, Role
from console.practice.people import ADMIN, HALE, NEWCOMER, NOVAK, OKAFOR, OWNER, PETROVA, PLATFORM
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.people_page import PeoplePage
from tests.journeys.inside import app_of, live, shown
from tests.journeys.stage import Desk, Window, soon
from tests.journeys.test_acting import keys, ready

Run = Callable[[Coroutine[Any, Any, None]], None]

HOURS = timedelta(hours=4)
MOMENT = 5.0  # seconds; how long it takes is the bench's to tell
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


async def opened_page(app: App) -> PeoplePage:
    """The page of the people, opened by its key."""
    await ready(app)
    QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_2, _CTRL)
    page = app.window.views.page
    assert isinstance(page, PeoplePage)
    await soon(page.view.hasFocus)
    return page


async def found(app: App, page: PeoplePage, words: str) -> None:
    """Find a person by typing, and stand on them."""
    await ready(app)
    keys(app.window, "/")
    keys(page.search, words)
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    await soon(lambda: bool(page.chosen))


async def picked(app: App, page: PeoplePage, key: str) -> None:
    """Choose what is asked, as soon as it has the keyboard."""
    await soon(lambda: page.picking is not None and page.picking.isActiveWindow())
    assert page.picking is not None
    keys(page.picking, key)
    await ready(app)


def quiet() -> Practice:
    """A workspace with its people and their roles, and nothing going on."""
    return Practice(night=False, roles=True, limits=False)


def test_an_admin_gives_a_role_by_keyboard_and_the_other_desk_acts_within_a_moment(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with quiet() as practice, app_of(qapp, Desk(tmp_path / "admin", practice.api_url, ADMIN)) as app:
            practice.post("chat-queue", PLATFORM, ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.C))
            await live(app)
            other = Desk(tmp_path / "lund", practice.api_url, NEWCOMER)
            window = Window(other)
            try:
                state = await asyncio.to_thread(window.until, lambda state: state["live"] and state["chats"])
                assert state["me"]["roles"] == []
                told = await asyncio.to_thread(other.tell, "do", "take-next")
                assert told.returncode == REFUSED
                assert told.stderr.startswith("You have no role that allows this. Lead ")

                page = await opened_page(app)
                await found(app, page, "lund")
                QTest.keyClick(page.view, Qt.Key.Key_G, _SHIFT)
                await picked(app, page, "c")
                assert "H. Lund may act as counsellor · undo Z" in app.window.status.done.text
                await asyncio.to_thread(window.until, lambda state: state["me"]["roles"] == ["counsellor"], MOMENT)
                told = await asyncio.to_thread(other.tell, "do", "take-next")
                assert (told.returncode, told.stdout) == (STANDS, "quiet-otter is with you now.\n")

                keys(page.view, "z")
                await asyncio.to_thread(window.until, lambda state: state["me"]["roles"] == [], MOMENT)
                await soon(lambda: page.rows.row_at(page.view.currentIndex().row()) is not None)
                await soon(lambda: "No role" in page.sheet.shown)
            finally:
                await asyncio.to_thread(window.kill)

    run(journey())


def test_what_rests_on_a_former_admin_and_a_former_lead_is_confirmed_again_in_one_action(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with quiet() as practice:
            owner = Desk(tmp_path, practice.api_url, OWNER)
            practice.workspace.change_user(PETROVA.id, is_admin=True)
            practice.post("mod-main", PETROVA, RoleGiven(NEWCOMER.id, Role.COUNSELLOR))
            practice.post("mod-main", ADMIN, RoleGiven(HALE.id, Role.LEAD))
            practice.post("mod-main", HALE, RoleGiven(NOVAK.id, Role.HOST))
            async with app_of(qapp, owner) as app:
                await live(app)
                assert app.station is not None
                desk = app.station.desk
                await soon(lambda: desk.view().people.roles_now(NEWCOMER.id) == {Role.COUNSELLOR})

                practice.workspace.change_user(PETROVA.id, is_admin=False)
                practice.post("mod-main", ADMIN, RoleTaken(HALE.id, Role.LEAD))
                await soon(lambda: not desk.view().people.roles_now(NEWCOMER.id))
                page = await opened_page(app)
                await soon(lambda: page.heading.summary.endswith("2 to look at"))
                said = "\n".join(row.words for row in page.rows)
                assert "H. Lund, ✗ counsellor lapsed, Counsellor given by V. Petrova does not count" in said
                assert "Host rests on M. Hale, who is neither admin nor lead now" in said

                QTest.keyClick(page.view, Qt.Key.Key_C, _SHIFT)
                await picked(app, page, "c")
                await soon(lambda: "to look at" not in page.heading.summary)
                people = desk.view().people
                assert people.doubtful() == ()
                assert people.roles_now(NEWCOMER.id) == {Role.COUNSELLOR}
                by = [grant.by for who in (NEWCOMER, NOVAK) for grant in people.grants[who.id] if grant.until is None]
                assert by.count(OWNER.id) == 2
                await ready(app)
                QTest.keyClick(page.view, Qt.Key.Key_Z)  # both at once: what counted before anyhow, is not taken
                await soon(lambda: not desk.view().people.roles_now(NEWCOMER.id))
                await soon(lambda: app.window.banner.words == "Of 2 things 1: This cannot be undone any more.")
                assert Role.HOST in desk.view().people.roles_now(NOVAK.id)
                await ready(app)

                told = await asyncio.to_thread(owner.tell, "do", "confirm-roles")
                assert (told.returncode, told.stderr) == (REFUSED, "There is no role to confirm.\n")
                practice.post("mod-main", PETROVA, RoleGiven(HALE.id, Role.SUPPORT))
                await soon(lambda: "1 to look at" in page.heading.summary)
                told = await asyncio.to_thread(owner.tell, "do", "confirm-roles", "Hale")
                assert (told.returncode, told.stdout) == (STANDS, "1 role confirmed: it rests on you now.\n")
                await soon(lambda: "to look at" not in page.heading.summary)

    run(journey())


def test_a_person_without_a_role_is_told_in_the_window_and_on_the_command_line(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    told = (
        "You have no role yet: you see the whole desk, and cannot take chats, write notes, ask the team or mark rules"
    )

    async def journey() -> None:
        async with quiet() as practice:
            practice.post("chat-queue", PLATFORM, ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.C))
            desk = Desk(tmp_path, practice.api_url, NEWCOMER)
            async with app_of(qapp, desk) as app:
                await live(app)
                await shown(app, "status", told)
                assert "Lead J. Whitlock, lead R. Okafor" in app.window.banner.words
                await soon(lambda: app.window.queue.waiting == 1)
                await ready(app)
                app.window.queue.follow("c1")
                await soon(lambda: bool(app.window.bar.acts))
                keys(app.window.queue.view, "t")
                assert app.window.banner.words.startswith("You have no role that allows this. Lead ")
                assert not app.window.bar.button("take").isEnabled()
                page = await opened_page(app)
                await found(app, page, "hale")
                QTest.keyClick(page.view, Qt.Key.Key_G, _SHIFT)
                assert page.picking is None
                assert app.window.banner.words.startswith("Only an admin of the workspace or a lead can give and take")
            said = await asyncio.to_thread(desk.tell, "state")
            assert told in said.stdout

    run(journey())


def test_a_lead_lifts_a_limit_on_the_roster_with_one_key_and_the_desk_shows_it(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with quiet() as practice, app_of(qapp, Desk(tmp_path, practice.api_url, OKAFOR)) as app:
            now = practice.clock.now()
            duties = tuple(f"{one.id}:{duty}" for one, duty in ((OKAFOR, "lead"), (HALE, "counsellor")))
            practice.post("mod-main", OKAFOR, RosterPublished("s1", "Night", now - HOURS, now + HOURS, duties))
            await live(app)
            roster = app.window.roster
            line = f"person {HALE.id} counsellor"
            await soon(lambda: roster.rows.position_of(line) >= 0)
            await ready(app)
            keys(app.window.queue.view, "3")
            roster.view.choose(roster.rows.position_of(line))
            keys(roster.view, "+")
            assert app.station is not None
            shifts = app.station.desk.view().shifts
            await soon(lambda: shifts["s1"].limits == {HALE.id: 4})
            await ready(app)
            assert "M. Hale may hold 4 chats in this shift" in app.window.status.done.text
            keys(roster.view, "z")
            await soon(lambda: shifts["s1"].limits == {HALE.id: 3})

    run(journey())
