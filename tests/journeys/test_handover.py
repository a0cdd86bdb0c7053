"""A shift is handed over between two desks that prove that they hold the same state."""

import asyncio
import bisect
import contextlib
import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.doing import REFUSED, STANDS
from console.domain.events import ChatNoted
from console.domain.messages import moment
from console.practice.night import EARLY, SHIFT
from console.practice.people import HALE, NOVAK, OKAFOR, WHITLOCK
from console.practice.server import Practice
from console.practice.workspace import Channel, ts_number
from console.ui.bridge import Application
from console.ui.handover_page import HandoverPage
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, Workspace, soon
from tests.journeys.test_acting import ready

Run = Callable[[Coroutine[Any, Any, None]], None]
_CTRL = Qt.KeyboardModifier.ControlModifier
KEYS = ["shift", "to_shift", "complete_to", "digest", "agrees", "differs", "cases", "open", "rules", "tasks"]
KEYS += ["gaps", "short", "hours"]
SINCE = ["since", "cases", "rules", "written", "held", "asks", "tasks"]
OF_CASE = ["case", "risk", "owner", "next_check", "signed_over", "signed_for"]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace(speed=1, start="02:40") as found:
        found.ask("limits", {"on": False})
        yield found


def shown(desk: Desk) -> dict[str, Any]:
    told = desk.tell("handover", "show", "--json")
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def done(desk: Desk, *arguments: str) -> tuple[int, str]:
    told = desk.tell("do", *arguments)
    return told.returncode, (told.stdout + told.stderr).strip().splitlines()[-1]


def test_a_night_is_handed_over_with_two_signatures_for_each_case_and_both_desks_agree(
    workspace: Workspace, tmp_path: Path
) -> None:
    okafor, whitlock, hale = (
        Desk(tmp_path / person.id, workspace.api_url, person) for person in (OKAFOR, WHITLOCK, HALE)
    )
    since = json.loads(okafor.tell("handover", "since", "--json").stdout)
    assert list(since) == SINCE
    assert [one["case"] for one in since["cases"]] == ["k1"]
    assert okafor.tell("handover", "since").stdout.startswith("SINCE  ")
    before = shown(okafor)
    assert list(before) == KEYS
    assert (before["shift"], before["to_shift"], before["agrees"]) == (SHIFT, EARLY, None)
    assert list(before["cases"][0]) == OF_CASE
    assert (before["cases"][0]["case"], before["cases"][0]["owner"]) == ("k1", HALE.id)
    assert done(okafor, "write-handover", "--notes", "Two newcomers.") == (
        STANDS,
        "The handover from Night shift to Early is written.",
    )
    assert shown(okafor)["agrees"] is None  # nobody signed yet
    read = shown(whitlock)
    assert (read["agrees"], read["differs"]) == (True, [])
    code, why = done(whitlock, "sign-handover")
    assert code == REFUSED
    assert why.startswith("The shift cannot be closed: copper-willow is not signed over by M. Hale. ")
    assert done(hale, "sign-over", "k1") == (STANDS, "copper-willow is signed over to Early.")
    assert done(whitlock, "sign-for", "k1", "--read-back", "ring at six")[0] == STANDS
    assert done(whitlock, "sign-handover") == (STANDS, "The handover is signed: the shift is closed.")
    signed = shown(okafor)
    assert signed["agrees"] is True
    assert (signed["cases"][0]["signed_over"], signed["cases"][0]["signed_for"]) == (HALE.id, WHITLOCK.id)
    assert "both desks agree" in okafor.tell("handover", "show").stdout


def test_a_message_withheld_from_one_desk_is_named_and_one_key_brings_it(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with contextlib.AsyncExitStack() as opened:
            practice = await opened.enter_async_context(Practice(limits=False, speed=10))
            withheld = hidden(practice, ChatNoted("c-withheld", "Breathing"))
            # No reading of the desk that is opened begins so far back but its first, which is over before it is live.
            await soon(lambda: practice.clock.now() > moment(withheld.number) + timedelta(seconds=30))
            app = await opened.enter_async_context(app_of(qapp, Desk(tmp_path, practice.api_url, WHITLOCK)))
            await live(app)
            withheld.show()
            okafor = Desk(tmp_path / "okafor", practice.api_url, OKAFOR)
            assert (await asyncio.to_thread(done, okafor, "write-handover"))[0] == STANDS
            await ready(app)
            QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_4, _CTRL)
            page = app.window.views.page
            assert isinstance(page, HandoverPage)

            def says(words: str) -> bool:
                return any(words in line.words for line in (*page.rows, *page.side_rows))

            await soon(lambda: says("✗ The desks differ"))
            assert says("in #shift-log differs.")
            QTest.keyClick(page.view, Qt.Key.Key_L, _CTRL)
            # The page compares by itself too, and may find that they agree before the reading is over.
            await soon(lambda: says("in #shift-log was missing here and is here now."))
            assert says("✓ The desks agree")
            brought = "1 message that this desk lacked is here now. Both desks agree."
            await soon(lambda: brought in app.window.banner.words)

    run(journey())


@dataclass(frozen=True)
class Hidden:
    """A message that Slack holds and shows nobody, until it is to ``show``."""

    channel: Channel
    number: int
    message: dict[str, Any]

    def show(self) -> None:
        """Be where it always was; nobody is told."""
        self.channel.messages[self.number] = self.message
        bisect.insort(self.channel.top, self.number)


def hidden(practice: Practice, event: ChatNoted) -> Hidden:
    """Post an event of which neither the live connection nor the history tells."""
    workspace = practice.workspace
    tell, workspace.tell = workspace.tell, lambda _told: None
    number = ts_number(practice.post("shift-log", NOVAK, event))
    workspace.tell = tell
    channel = workspace.named("shift-log")
    channel.top.remove(number)
    return Hidden(channel, number, channel.messages.pop(number))
