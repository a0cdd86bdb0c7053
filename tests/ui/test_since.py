"""Since you were last here: said calmly when a duty begins, and each line is one key from its detail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain.asks import Ask
from console.domain.handovers import Handover
from console.domain.messages import Position
from console.domain.roster import DutyState, Presence
from console.domain.since import Since, since
from console.domain.tasks import Task
from console.domain.words import Duty, Risk
from console.ui.since_page import SincePage
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import desk, people
from tests.ui.desks import ME, NOW, ago
from tests.ui.test_handover_page import case
from tests.ui.windows import press

HELD = ("c7", "c8", "c9")


def view(state: DutyState | None = DutyState.ON, **more: Any) -> View:
    """A night with something of everything, in which the desk's person has begun their duty, or not yet."""
    shown = desks.view(people=people())
    shift = shown.shift(NOW)
    assert shift is not None
    said = () if state is None else (Presence(ME, Duty.COUNSELLOR, state, ago(10)),)
    others = tuple(one for one in shift.presences if one.person != ME)
    written = Handover("h1", Position(ago(200), "C3MAIN"), "U1", "s0", "s1", ago(200), "7c", (), (), "Two <b>new</b>.")
    asks = {
        "a1": Ask("a1", Position(ago(3), "C5"), "U3", "Who knows the school?", chat="c7"),
        "a2": Ask("a2", Position(ago(2), "C5"), "U3", "Which page?", chat="c4"),
        "a3": Ask("a3", Position(ago(1), "C5"), "U3", "And this post?", post="p1"),
    }
    tasks = {"t1": Task("t1", shift.shift, "Ring the ward", ago(5), "U3", "U1", ago(60))}
    fields: dict[str, Any] = {
        "shifts": {**shown.shifts, shift.shift: replace(shift, presences=(*others, *said))},
        "cases": {"k1": case(), "k2": replace(case("k2", owner=None), risk=Risk.A)},
        "handovers": {"h1": written},
        "asks": asks,
        "tasks": tasks,
        **more,
    }
    return replace(shown, **fields)


def begun(qtbot: QtBot, shown: View, read: str = "") -> tuple[DeskWindow, list[str]]:
    """A window that is asked what is new and is told at once, and of which shift it was looked at."""
    made, _ = desk(qtbot)
    made.show_view(shown)
    catching = made.handing.since
    catching.wished.connect(lambda: catching.show(since(shown, ME, NOW)))
    looked: list[str] = []
    catching.read.connect(looked.append)
    catching.open(read)
    made.show_view(shown)
    return made, looked


def page_of(made: DeskWindow) -> SincePage:
    press(made.focusWidget(), Qt.Key.Key_F2)
    page = made.views.page
    assert isinstance(page, SincePage)
    return page


def test_when_a_duty_begins_it_is_said_how_much_is_new_and_the_keyboard_stays_where_it_is(qtbot: QtBot) -> None:
    made, looked = begun(qtbot, view())
    words = made.handing.since.banner.words
    assert words.startswith("Since you were last here: 2 open cases, ")
    assert words.endswith(
        "1 note of a lead, 3 held chats, 3 questions without an answer, 1 task not done. F2 shows it."
    )
    assert made.queue.view.hasFocus()
    page_of(made)
    assert made.handing.since.banner.words == ""
    assert len(looked) == 1
    made.show_view(view())
    assert len(looked) == 1


@pytest.mark.parametrize("state", [None, DutyState.ENDED])
def test_who_is_not_on_duty_is_told_nothing_and_can_look_all_the_same(qtbot: QtBot, state: DutyState | None) -> None:
    made, looked = begun(qtbot, view(state))
    assert made.handing.since.banner.words == ""
    assert len(page_of(made).rows) > 5
    assert looked == []


def test_what_was_looked_at_in_this_shift_is_not_said_again_after_a_restart(qtbot: QtBot) -> None:
    shift = view().shift(NOW)
    assert shift is not None
    made, _ = begun(qtbot, view(), read=shift.shift)
    assert made.handing.since.banner.words == ""


def test_the_lines_stand_the_worst_first_with_risk_as_shape_letter_and_word(qtbot: QtBot) -> None:
    made, _ = begun(qtbot, view())
    words = [line.words for line in page_of(made).rows]
    assert words[:3] == [
        "At risk · 2",
        "level A, Emergency, green-compass, has no owner",
        "level B, Very high, green-compass, with you · next check 02:44",
    ]
    sections = [one.partition(" · ")[0] for one in words if one.partition(" · ")[2].isdigit()]
    assert sections == [
        "At risk",
        "Rules",
        "Written by the leads",
        "Chats still held",
        "Questions without an answer",
        "Tasks not done",
    ]
    assert "Rule 31 v1 · Challenge videos: do not name or link, read it before you take a chat · 01:50" in words
    assert "“Two <b>new</b>.”, R. Okafor · 22:54" in words
    assert "about green-compass, M. Hale · 02:11" in words  # at B: its words stand at the chat
    assert "about blue-kettle: Which page?, M. Hale · 02:12" in words
    assert "Ring the ward, overdue · M. Hale · 02:09" in words


def _at_case(made: DeskWindow) -> bool:
    return made.views.current == "handover"


def _at_chat(made: DeskWindow) -> bool:
    row = made.queue.chosen_chat
    return made.views.current == "desk" and row is not None and row.chat is not None and row.chat.chat == "c7"


def _at_rules(made: DeskWindow) -> bool:
    return made.views.current == "desk" and made.rules.view.hasFocus()


def _at_roster(made: DeskWindow) -> bool:
    return made.views.current == "desk" and made.roster.view.hasFocus()


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("case k1", _at_case),
        ("handover h1", _at_case),
        ("chat c7", _at_chat),
        ("ask a1", _at_chat),
        ("ask a3", _at_roster),
        ("rule R31", _at_rules),
        ("task t1", _at_roster),
    ],
)
def test_return_or_its_key_goes_to_the_detail(qtbot: QtBot, line: str, there: Callable[[DeskWindow], bool]) -> None:
    made, _ = begun(qtbot, view())
    page = page_of(made)
    page.follow(line)
    press(page.view, "o")
    assert there(made)
    page_of(made).follow(line)
    press(page.view, Qt.Key.Key_Return)
    assert there(made)


def test_somebody_who_missed_nothing_reads_so(qtbot: QtBot) -> None:
    empty: dict[str, Any] = {one: {} for one in ("cases", "handovers", "asks", "tasks", "chats", "rules")}
    made, _ = begun(qtbot, view(**empty))
    assert made.handing.since.banner.words == ""
    page = page_of(made)
    assert len(page.rows) == 0
    assert page.view.accessibleDescription() == "Nothing has changed since you were last here."
    page._on_act("open_chat")
    page.find()
    assert not page.leave()
    assert made.views.current == "since"


def test_the_page_is_told_from_when_it_looks_back(qtbot: QtBot) -> None:
    made, _ = begun(qtbot, view())
    page = page_of(made)
    assert page.heading.summary.startswith("you were never here before · ")
    found = made.handing.since.found
    assert isinstance(found, Since)
    made.handing.since.show(replace(found, left=NOW - timedelta(hours=30)))
    assert page.heading.summary.startswith("from 20 Nov 20:14 · ")
    made.handing.since.tick(made._view, NOW) if made._view else None
    page.step(1)
    page.wear(made.look.at(200))
