"""A token that was revoked costs no restart: somebody signs in again, and the open window goes on."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from console import app as apps
from console import commands
from console.app import App, Means
from console.domain import events
from console.domain.actions import NoteChat
from console.domain.pending import Pending
from console.domain.words import AgeBand, Risk
from console.keychain import CACHE_KEY_VARIABLE
from console.practice.faults import RenewTokens, RevokeToken
from console.practice.people import NOVAK, OKAFOR, PLATFORM, renewed
from console.practice.remote import clock_of
from console.practice.server import Practice
from console.settings import load
from console.slack.letter import id_in
from console.station import KEPT_APP_TOKEN, KEPT_USER_TOKEN, USER_TOKEN
from console.ui.bridge import Application
from console.ui.signing import CHECKING, GIVEN
from tests.journeys.inside import live, shown
from tests.journeys.stage import KEY, Desk, soon
from tests.test_keychain import InMemory, in_memory

__all__ = ["in_memory"]  # a fixture of the keychain's own tests

Run = Callable[[Coroutine[Any, Any, None]], None]
Said = pytest.CaptureFixture[str]
Ways = Callable[[Desk, App], Coroutine[Any, Any, None]]


async def _by_the_command(desk: Desk, _app: App) -> None:
    assert await commands.sign_in(load(desk.file), renewed(NOVAK.user_token), renewed(NOVAK.app_token)) == 0


async def _at_the_window(_desk: Desk, app: App) -> None:
    """A wrong token first; the sheet says so and stays."""
    app.window._keyboard.does["sign_in"]()
    sheet = app.window.signing_in.sheet
    assert sheet is not None
    sheet.user.setText(NOVAK.user_token)  # the one that was revoked
    sheet.button.click()
    await soon(lambda: sheet.told.accessibleName() not in ("", CHECKING), 10)
    assert "revoked" in sheet.told.accessibleName()
    sheet.user.setText(f" {renewed(NOVAK.user_token)} ")
    sheet.app.setText(renewed(NOVAK.app_token))
    sheet.button.click()
    await soon(lambda: app.window.signing_in.sheet is None, 10)


async def _kept_by_somebody_else(_desk: Desk, _app: App) -> None:
    keep(renewed(NOVAK.user_token), renewed(NOVAK.app_token))


def keep(user_token: str, app_token: str) -> None:
    """What stands in the keychain from now on."""
    for name, token in ((KEPT_USER_TOKEN, user_token), (KEPT_APP_TOKEN, app_token)):
        InMemory.kept["moderation-console", name] = token


async def _begun(qt: Application, desk: Desk) -> tuple[App, "asyncio.Task[int]"]:
    """A window whose tokens are in the keychain."""
    qt.wished = asyncio.Event()
    app = App(qt, Means(load(desk.file), {CACHE_KEY_VARIABLE: KEY}, await clock_of(desk.api_url)))
    return app, asyncio.create_task(app.run(), name="the window")


def said(practice: Practice) -> list[str]:
    """The ids of all that was done at the queue."""
    return [id_in(raw) for raw in practice.workspace.named("shift-log").messages.values()]


def opened(name: str) -> events.ChatOpened:
    return events.ChatOpened(name, f"otter-{name}", AgeBand.ADULT, Risk.C)


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize("how", [(_by_the_command, 60.0), (_at_the_window, 60.0), (_kept_by_somebody_else, 0.5)])
def test_a_window_whose_token_was_revoked_goes_on_after_signing_in_and_what_was_done_meanwhile_goes_out_once(
    run: Run, qapp: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: tuple[Ways, float]
) -> None:
    again, within = how
    monkeypatch.setattr(apps, "TOKENS_AGAIN", within)

    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            practice.post("chat-queue", PLATFORM, opened("c1"))
            keep(NOVAK.user_token, NOVAK.app_token)
            desk = Desk(tmp_path, practice.api_url, NOVAK)
            app, running = await _begun(qapp, desk)
            await live(app)
            practice.fault(RevokeToken(person=NOVAK.id))
            await shown(app, "status", "This desk's token was revoked in Slack. Please sign in again.", 30)
            await shown(app, "status", "Ctrl+Shift+S: sign in again here.")
            await shown(app, "status", "after moderation-console sign-in this window goes on by itself")
            assert app.station is not None
            assert app.station.acting is not None
            noted = await app.station.acting.submit(NoteChat("c1", "meanwhile"))
            assert isinstance(noted, Pending)
            practice.post("chat-queue", PLATFORM, opened("c2"))
            practice.fault(RenewTokens(person=NOVAK.id))
            await asyncio.sleep(0)
            assert noted.id not in said(practice)
            await again(desk, app)
            await shown(app, "status", "Live", 10)
            outbox, queue = app.station.outbox, app.station.desk
            await soon(lambda: not outbox.waiting and "c2" in queue.view().chats, 10)
            practice.post("chat-queue", PLATFORM, opened("c3"))
            await soon(lambda: "c3" in queue.view().chats, 5)  # it is pushed
            assert said(practice).count(noted.id) == 1
            qapp.wish()
            assert await running == 0
            app.window.deleteLater()

    run(journey())


@pytest.mark.usefixtures("in_memory")
def test_what_somebody_did_goes_out_in_no_other_name_when_somebody_else_signs_in(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            practice.post("chat-queue", PLATFORM, opened("c1"))
            keep(NOVAK.user_token, NOVAK.app_token)
            desk = Desk(tmp_path, practice.api_url, NOVAK)
            app, running = await _begun(qapp, desk)
            await live(app)
            practice.fault(RevokeToken(person=NOVAK.id))
            await shown(app, "status", "Refused by Slack", 30)
            assert app.station is not None
            assert app.station.acting is not None
            noted = await app.station.acting.submit(NoteChat("c1", "meanwhile"))
            assert isinstance(noted, Pending)
            assert await commands.sign_in(load(desk.file), OKAFOR.user_token, OKAFOR.app_token) == 0
            await shown(app, "status", "What somebody else did at this desk has not gone out yet")
            assert app.window.said()["status"][0].startswith("Refused by Slack")
            assert noted.id not in said(practice)
            practice.fault(RenewTokens(person=NOVAK.id))
            await _by_the_command(desk, app)
            await shown(app, "status", "Live")
            outbox = app.station.outbox
            await soon(lambda: not outbox.waiting)
            (sent,) = practice.workspace.named("shift-log").messages.values()
            assert (sent["user"], id_in(sent)) == (NOVAK.id, noted.id)
            assert await commands.sign_in(load(desk.file), OKAFOR.user_token, OKAFOR.app_token) == 0
            station = app.station
            await soon(lambda: station.desk.me == OKAFOR.id)  # nothing of the other's waits now
            await shown(app, "status", "Live")
            qapp.wish()
            assert await running == 0
            app.window.deleteLater()

    run(journey())


@pytest.mark.usefixtures("in_memory")
def test_a_window_that_nobody_signed_in_for_goes_on_as_soon_as_somebody_does(
    run: Run, qapp: Application, tmp_path: Path, capsys: Said
) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            InMemory.kept.clear()
            desk = Desk(tmp_path, practice.api_url)
            app, running = await _begun(qapp, desk)
            await shown(app, "status", "This desk is not signed in.")
            assert await commands.sign_in(load(desk.file), OKAFOR.user_token, OKAFOR.app_token) == 0
            assert "The open window goes on with it." in capsys.readouterr().out
            await live(app)
            qapp.wish()
            assert await running == 0
            app.window.deleteLater()

    run(journey())


@pytest.mark.usefixtures("in_memory")
def test_a_window_with_tokens_from_its_environment_says_that_it_must_be_opened_again(
    run: Run, qapp: Application, tmp_path: Path, capsys: Said
) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True) as practice:
            desk = Desk(tmp_path, practice.api_url)
            qapp.wished = asyncio.Event()
            environment = {CACHE_KEY_VARIABLE: KEY, USER_TOKEN: OKAFOR.user_token}
            app = App(qapp, Means(load(desk.file), environment, await clock_of(desk.api_url)))
            running = asyncio.create_task(app.run(), name="the window")
            await shown(app, "status", "Asking")
            app.window._keyboard.does["sign_in"]()
            await shown(app, "status", GIVEN)
            assert app.window.signing_in.sheet is None
            practice.fault(RevokeToken(person=OKAFOR.id))
            await shown(app, "status", "open the window again.", 30)
            await shown(app, "status", "Refused by Slack", 30)
            practice.fault(RevokeToken(person=OKAFOR.id, on=False))
            assert await commands.sign_in(load(desk.file), OKAFOR.user_token, OKAFOR.app_token) == 0
            assert "Close it and open it again." in capsys.readouterr().out
            qapp.wish()
            assert await running == 0
            app.window.deleteLater()

    run(journey())
