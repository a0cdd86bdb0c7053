"""The window as its person meets it: faults with a way on, one desk a cache, and an end whatever is going on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from console import rulebook
from console.app import OTHERWISE, WAYS, App, Means
from console.domain.events import ChatOpened, RulePublished
from console.domain.words import AgeBand, Audience, Risk, RuleLevel
from console.door import ask
from console.keychain import CACHE_KEY_VARIABLE
from console.practice.faults import Slow
from console.practice.people import IYER, OKAFOR, PLATFORM
from console.practice.remote import clock_of
from console.practice.server import Practice
from console.settings import load
from console.station import USER_TOKEN
from console.store.cipher import Connection
from console.store.faults import Way
from console.store.vault import Vault
from console.ui.bridge import SORRY, Application
from console.ui.fault_page import FaultPage
from tests.journeys.inside import app_of, live, shown
from tests.journeys.stage import KEY, Desk, soon

Run = Callable[[Coroutine[Any, Any, None]], None]


@pytest.fixture(autouse=True)
def no_keychain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")


@asynccontextmanager
async def begun(qt: Application, desk: Desk, **environment: str) -> AsyncIterator[tuple[App, "asyncio.Task[int]"]]:
    """An app that may not come as far as a desk."""
    qt.wished = asyncio.Event()
    means = Means(load(desk.file), {**desk.environment, **environment}, await clock_of(desk.api_url))
    app = App(qt, means)
    running = asyncio.create_task(app.run(), name="the window")
    try:
        yield app, running
    finally:
        qt.wish()
        await asyncio.wait([running])
        app.window.deleteLater()


async def offered(app: App, ways: tuple[str, ...]) -> None:
    """Wait for the page of a fault with these ways on."""

    def buttons() -> tuple[str, ...]:
        pages = app.window.findChildren(FaultPage)
        return tuple(button.text() for button in pages[-1].findChildren(QPushButton)) if pages else ()

    await soon(lambda: buttons() == ways and app._way is not None and not app._way.done())


def test_a_damaged_cache_is_rebuilt_on_one_choice_and_the_old_one_kept(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with Practice() as practice:
            desk = Desk(tmp_path, practice.api_url)
            async with app_of(qapp, desk) as app:
                await live(app)
            desk.cache.write_bytes(b"")
            async with begun(qapp, desk) as (app, _):
                await offered(app, WAYS[Way.REBUILD])
                app.window.way_taken.emit("Rebuild from Slack")
                app.window.way_taken.emit("Rebuild from Slack")  # a second press does nothing more
                await live(app)
                assert app.window.queue.rows
            assert list(tmp_path.glob("cache.db.aside-*"))  # noqa: ASYNC240 - a folder of this test

    run(journey())


def test_a_key_that_does_not_open_the_cache_offers_to_try_again(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            desk = Desk(tmp_path, practice.api_url)
            Vault(desk.cache, bytes.fromhex(KEY)).close()
            async with begun(qapp, desk, **{CACHE_KEY_VARIABLE: "0c" * 32}) as (app, running):
                await offered(app, WAYS[Way.GIVE_KEY])
                app.window.way_taken.emit("Try again")
                await offered(app, WAYS[Way.GIVE_KEY])
                app.window.way_taken.emit("Close")
                assert await running == 1
            async with begun(qapp, desk, **{CACHE_KEY_VARIABLE: "none"}) as (app, running):
                await offered(app, OTHERWISE)
                app.window.way_taken.emit("Close")
                assert await running == 1

    run(journey())


def test_without_a_keychain_the_window_says_what_to_do(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        desk = Desk(tmp_path, "http://127.0.0.1:9/api/")
        given = {name: value for name, value in desk.environment.items() if name != CACHE_KEY_VARIABLE}
        qapp.wished = asyncio.Event()
        app = App(qapp, Means(load(desk.file), given, await clock_of(desk.api_url)))
        running = asyncio.create_task(app.run())
        await offered(app, OTHERWISE)
        qapp.wish()  # closing is possible from here as well
        assert await running == 0
        app.window.deleteLater()

    run(journey())


def test_a_cache_that_is_in_use_without_a_door_can_be_tried_again(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            desk = Desk(tmp_path, practice.api_url)
            owner = Vault(desk.cache, bytes.fromhex(KEY))
            async with begun(qapp, desk) as (app, _):
                await offered(app, OTHERWISE)
                owner.close()
                app.window.way_taken.emit("Try again")
                await live(app)

    run(journey())


def test_a_second_app_raises_the_first_and_ends_with_0(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            desk = Desk(tmp_path, practice.api_url)
            async with app_of(qapp, desk) as first:
                await live(first)
                first.window.hide()
                practice.post("chat-queue", PLATFORM, ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.A))
                assert first.station is not None
                chats = first.station.desk.view().chats
                await soon(lambda: chats)
                assert not first.window.queue.rows  # nothing is drawn while nobody looks
                second = App(qapp, first.means)
                assert await second.run() == 0
                second.window.deleteLater()
                assert first.window.isVisible()
                await soon(lambda: first.window.queue.rows)

    run(journey())


def test_the_door_answers_with_the_desk_as_it_is_shown(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            desk = Desk(tmp_path, practice.api_url)

            async def first(question: dict[str, Any]) -> dict[str, Any]:
                answers = ask(desk.cache, question)
                try:
                    return await anext(answers)
                finally:
                    await answers.aclose()

            async with app_of(qapp, desk) as app:
                await live(app)
                assert (await first({"ask": "state"}))["me"]["id"] == OKAFOR.id
                assert (await first({"ask": "state", "page": True}))["page"].startswith("R. Okafor")
                assert "another version" in (await first({"ask": "the way"}))["refused"]
                following = ask(desk.cache, {"ask": "state", "follow": True})
                assert (await anext(following))["chats"] == []
                practice.post("chat-queue", PLATFORM, ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.A))
                while not (told := await anext(following))["chats"]:
                    pass
                assert told["chats"][0]["chat"] == "c1"
                await following.aclose()

    run(journey())


def test_a_window_closes_while_slack_is_slow_and_when_asked_twice(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice() as practice:
            practice.fault(Slow(latency=30.0))
            desk = Desk(tmp_path, practice.api_url)
            async with begun(qapp, desk) as (app, running):
                await soon(app.window.isVisible)
                app.window.close()
                app.window.close()
                async with asyncio.timeout(3):
                    assert await running == 0
                assert not app.window.isVisible()
            Vault(desk.cache, bytes.fromhex(KEY)).close()

    run(journey())


def test_a_full_disk_is_told_and_the_desk_goes_on_when_there_is_room(
    run: Run, qapp: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.station._AGAIN", 0.1)

    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            desk = Desk(tmp_path, practice.api_url)

            def at_most(pages: int) -> Callable[[Connection], object]:
                return lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

            async with app_of(qapp, desk) as app:
                await live(app)
                assert app.station is not None
                await app.station.vault.write(at_most(1), atomic=False)
                for number in range(400):
                    event = ChatOpened(f"c{number}", "quiet-otter", AgeBand.TEEN, Risk.A, excerpt="x" * 500)
                    practice.post("chat-queue", PLATFORM, event)
                station = app.station
                await soon(lambda: "disk is full" in station.desk.connection.trouble)
                await station.vault.write(at_most(1_000_000), atomic=False)
                await soon(lambda: len(station.desk.view().chats) == 400)

    run(journey())


def test_a_bug_beside_the_desk_is_said_calmly_and_the_window_still_closes(
    run: Run, qapp: Application, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(_app: App) -> None:
        raise LookupError("what a member wrote")

    async def journey() -> None:
        async with Practice(night=False) as practice:
            desk = Desk(tmp_path, practice.api_url)
            qapp.wished = asyncio.Event()
            means = Means(load(desk.file), desk.environment, await clock_of(desk.api_url), beside=fails, title="A test")
            app = App(qapp, means)
            assert app.window.windowTitle() == "A test"
            running = asyncio.create_task(app.run())
            await shown(app, "status", SORRY)
            qapp.wish()
            assert await running == 0
            app.window.deleteLater()

    run(journey())
    assert "task failed" in caplog.text
    assert "member" not in caplog.text


def test_what_fails_unheard_is_logged_without_its_words(
    run: Run, qapp: Application, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.excepthook", lambda *_: None)  # put back afterwards

    async def journey() -> None:
        import sys  # noqa: PLC0415 - the one whose hook is set

        async with Practice(night=False) as practice:
            desk = Desk(tmp_path, practice.api_url, settings='[window.keys]\nnothing = "x"')
            async with app_of(qapp, desk) as app:
                loop = asyncio.get_running_loop()
                app.hear_failures(loop)
                sys.excepthook(ValueError, ValueError("what a member wrote"), None)
                loop.call_exception_handler({"message": "what a member wrote"})
                await shown(app, "status", SORRY)
                loop.set_exception_handler(None)

    run(journey())
    assert caplog.text.count("task failed") == 2
    assert "member" not in caplog.text


def test_the_practice_menu_changes_the_night(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice() as practice:
            desk = Desk(tmp_path, practice.api_url)
            async with app_of(qapp, desk) as app:
                await live(app)
                app._menu.speed_wished.emit(60.0)
                await soon(lambda: practice.clock.speed == 60.0)
                await soon(lambda: app.clock.speed == 60.0)
                app._menu.fault_wished.emit("pull_plug", {})
                await soon(lambda: practice.weather.plug_pulled)
                await shown(app, "status", "Offline")
                app._menu.fault_wished.emit("put_back", {})
                await shown(app, "status", "Live", 30)

    run(journey())


def test_a_desk_that_is_not_signed_in_says_so(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with (
            Practice(night=False) as practice,
            begun(qapp, Desk(tmp_path, practice.api_url), **{USER_TOKEN: ""}) as (app, _),
        ):
            await shown(app, "status", "This desk is not signed in.")

    run(journey())


def test_an_open_window_tells_its_rules(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            desk = Desk(tmp_path, practice.api_url)
            async with app_of(qapp, desk) as app:
                await live(app)
                rule = RulePublished("R1", "Links", "Only our own.", RuleLevel.NOTE, (Audience.ADULTS,))
                practice.post("mod-updates", IYER, rule)
                await shown(app, "rules", "Links")
                told = [answer async for answer in ask(desk.cache, {"ask": "rules"})]
                assert [(one["rules"]["R1"]["versions"][0]["title"], one["names"]) for one in told] == [
                    ("Links", {IYER.id: IYER.name})
                ]
                code = await rulebook.export(load(desk.file), desk.environment, every=False)
                assert code == 0

    run(journey())
