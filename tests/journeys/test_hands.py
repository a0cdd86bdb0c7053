"""What is wished at a window is done, or it is said why not: one thing, several, an answer, and all of it undone."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.pending import Answer
from console.hands import NOT_OPEN, Hands
from console.practice.people import NOVAK, OKAFOR
from console.practice.server import Practice
from console.ui.bridge import Application, Tasks
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, soon
from tests.ui.desks import StillClock
from tests.ui.windows import window

Run = Callable[[Coroutine[Any, Any, None]], None]


def test_before_the_desk_is_open_nothing_can_be_done_and_that_is_said(run: Run, qtbot: QtBot) -> None:
    made = window(qtbot)
    tasks = Tasks(made.say)
    hands = Hands(made, StillClock(), tasks)

    async def journey() -> None:
        for wish in (actions.TakeNext(), (actions.ReleaseChat("c1"), actions.ReleaseChat("c2"))):
            made.wishes.wished.emit(wish, None)
            await soon(lambda: made.banner.words == NOT_OPEN)
            made.banner.say(None)
        made.wishes.undo_wished.emit()
        made.wishes.drafted.emit("note", "c1", "Begun")
        made.outgoing.try_again_wished.emit("i1")
        made.outgoing.take_back_wished.emit("i1")
        await tasks.stop()
        assert made.banner.words == ""

    run(journey())
    assert made.wishes.may(actions.TakeNext()) == Refusal(NOT_OPEN)
    assert hands._station is None


def test_what_is_wished_is_done_or_told_why_not(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path, practice.api_url, NOVAK)) as app,
        ):
            await live(app)
            window, station = app.window, app.station
            assert station is not None
            assert station.acting is not None
            acting, desk = station.acting, station.desk

            def wish(*wishes: Action | Answer, draft: tuple[str, str] | None = None) -> None:
                window.wishes.wished.emit(wishes if len(wishes) > 1 else wishes[0], draft)

            def done() -> str:
                return window.status.done.text

            mine = [chat.chat for chat in desk.view().chats.values() if chat.holder_at(app.clock.now()) == desk.me]
            others = next(chat.chat for chat in desk.view().chats.values() if chat.holder not in (None, desk.me))
            first, second = mine[:2]

            window.wishes.drafted.emit("note", first, "Breathing")
            await soon(lambda: bool(desk.view().chats))
            wish(actions.NoteChat(first, "Breathing"), draft=("note", first))
            await soon(lambda: bool(done()))
            wish(actions.TakeChat(others))
            await soon(lambda: "has this chat" in window.banner.words)
            wish(actions.AskTeam(first, "Who has an idea?"))
            await soon(lambda: "Asked the team" in done())
            await soon(lambda: not acting.waiting)
            ask = next(one for one in desk.view().asks.values() if one.question == "Who has an idea?")
            wish(Answer(ask.position, "The page about sleep."))
            await soon(lambda: "Answered" in done())
            await soon(lambda: not acting.waiting)

            wish(actions.ReleaseChat(first), actions.ReleaseChat(second), actions.ReleaseChat(others), draft=("r", "s"))
            await soon(lambda: desk.view().chats[second].holder is None)
            await soon(lambda: window.banner.words != "" and bool(done()))
            window.wishes.undo_wished.emit()
            await soon(lambda: done().startswith("Undone"))

            await soon(lambda: not acting.waiting)
            window.outgoing.try_again_wished.emit("nothing of that name")
            window.outgoing.take_back_wished.emit("nothing of that name")
            await soon(lambda: "cannot be taken back" in window.banner.words)
            assert await station.drafts.all() == {}

    run(journey())


def test_a_handover_is_sent_from_the_window_with_what_its_desk_holds(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path, practice.api_url, OKAFOR)) as app,
        ):
            await live(app)
            window, station = app.window, app.station
            assert station is not None
            handovers, now = station.desk.view().handovers, app.clock.now()
            window.handing.proof_wished.emit()  # nothing is written yet, so nothing is compared
            window.wishes.wished.emit(actions.WriteHandover(now, "", (), "Two newcomers."), None)
            await soon(lambda: len(handovers) == 1)
            (written,) = handovers.values()
            assert (written.notes, len(written.digest)) == ("Two newcomers.", 64)
            assert len(written.sums) > len(station.homes)
            window.handing.proof_wished.emit()
            sign = actions.SignHandover(written.handover, now, "", None, "because")
            window.wishes.wished.emit(sign, None)
            await soon(lambda: window.banner.words == "You wrote this handover. The incoming lead signs it.")

    run(journey())
