"""On the roster's table places are taken, given and exchanged, and a lead says what repeats and how many are needed."""

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.messages import EPOCH, Position
from console.domain.people import Grant
from console.domain.roster import Place, Shift
from console.domain.routines import Routine, Said
from console.domain.staffing import Staffing, need_of
from console.domain.swaps import Swap
from console.domain.words import Duty, Role
from console.ui import planning_needs
from console.ui.pages import waiting
from console.ui.planning_page import PlanningPage
from console.ui.routine_sheet import RoutineSheet
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, desk, people
from tests.ui.desks import ME
from tests.ui.windows import ZONE, press

_CTRL = Qt.KeyboardModifier.ControlModifier
C = Duty.COUNSELLOR
ROUTINE = Routine(
    "r1", (Said("Look at the posts", ("00:00", "03:00"), (), "Night shift", ended=False, by="U1", at=desks.ago(999)),)
)
NEEDS = Staffing(tuple(filter(None, map(need_of, ("counsellor:22:00-08:00:2", "host:22:00-08:00:1")))), "U1")


def roster() -> dict[str, Shift]:
    night, early = desks.shifts()
    return desks.keyed([night, replace(early, plan=(*early.plan, Place("", C), Place("U8", C)))], "shift")


def shown(made: DeskWindow, *, lead: bool, **others: Any) -> None:
    team = people()
    if lead:
        grants = tuple(Grant(role, "U9", Position(EPOCH, "")) for role in (Role.LEAD, Role.COUNSELLOR))
        team = replace(team, grants={**team.grants, ME: grants})
    made.show_view(desks.view(**{"people": team, "shifts": roster(), "zone": ZONE, **others}))


def planning(qtbot: QtBot, *, lead: bool = False, **others: Any) -> tuple[DeskWindow, PlanningPage, Heard]:
    made, heard = desk(qtbot)
    shown(made, lead=lead, **others)
    press(made, Qt.Key.Key_3, _CTRL)
    page = made.views.page
    assert isinstance(page, PlanningPage)
    return made, page, heard


def opened(qtbot: QtBot, page: PlanningPage, person: str, column: int) -> list[str]:
    """What can be picked on a cell."""
    row = 0 if not person else page.table.sheet.people.index(person) + 1
    window = page.widget.window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.view.setFocus()
    page.view.setCurrentIndex(page.table.index(row, column))
    press(page.view, "w")
    picking = page.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    return [button.label for button in picking.buttons]


def wished(heard: Heard) -> list[Any]:
    return [wish for wish, _ in heard.wished]


def test_ones_own_place_is_given_away_with_a_key(qtbot: QtBot) -> None:
    _, page, heard = planning(qtbot)
    assert opened(qtbot, page, ME, 0) == ["Give away (counsellor)"]
    press(page.picking, "t")
    assert wished(heard) == [actions.AskSwap("s1", C, ME)]


def test_a_place_that_nobody_has_is_asked_for(qtbot: QtBot) -> None:
    _, page, heard = planning(qtbot)
    assert opened(qtbot, page, "", 1) == ["Take it (counsellor)"]
    press(page.picking, "t")
    assert wished(heard) == [actions.AskSwap("s2", C, "", ME)]


def test_a_colleagues_place_is_asked_for_or_exchanged_for_ones_own(qtbot: QtBot) -> None:
    _, page, heard = planning(qtbot)
    assert opened(qtbot, page, "U8", 1) == ["Take it (counsellor)"], "they are in the night already"
    press(page.picking, Qt.Key.Key_Escape)
    night, early = roster().values()
    apart = replace(night, plan=tuple(place for place in night.plan if place.person != "U8"))
    _, page, heard = planning(qtbot, shifts=desks.keyed([apart, early], "shift"))
    assert opened(qtbot, page, "U8", 1)[1:] == ["For your counsellor in Night shift on 21 Nov"]
    press(page.picking, "1")
    assert wished(heard) == [actions.AskSwap("s2", C, "U8", ME, "s1", C)]


def test_what_is_asked_of_one_is_agreed_to_on_the_cell_or_declined_with_a_reason(qtbot: QtBot) -> None:
    swap = Swap("w1", "U8", desks.ago(9), "s2", C, "U8", ME)
    made, page, heard = planning(qtbot, swaps={"w1": swap})
    assert page.table.words_of(page.view.model().index(page.table.sheet.people.index("U8") + 1, 1)) == (
        "Counsellor ⇄ asked for"
    )
    assert page.heading.summary.endswith("1 asked for")
    assert made.wishes.view is not None
    assert waiting(made.wishes.view) == 1
    assert opened(qtbot, page, "U8", 1)[:2] == ["Agree", "Say no"]
    press(page.picking, "a")
    assert wished(heard) == [actions.AgreeSwap("w1")]
    opened(qtbot, page, "U8", 1)
    assert page.picking is not None
    page.picking.buttons[1].click()
    asking = asked(qtbot, made)
    asking.field.setPlainText("I am away")
    asking.confirm()
    back(qtbot, made)
    assert wished(heard)[-1] == actions.DeclineSwap("w1", "I am away")


def test_a_lead_consents_with_a_key_and_both_shifts_go_out_together(qtbot: QtBot) -> None:
    swap = Swap("w1", "U3", desks.ago(9), "s1", C, "U3", "", agreed_at=desks.ago(5))
    swap = replace(swap, to="UX0")
    made, page, heard = planning(qtbot, lead=True, swaps={"w1": swap})
    labels = opened(qtbot, page, "U3", 0)
    assert labels[:2] == ["Consent", "Say no"]
    assert not page.picking.buttons[0].isEnabled(), "C. Number0 may not act as counsellor"  # type: ignore[union-attr]  # opened
    press(page.picking, Qt.Key.Key_Escape)
    back(qtbot, made)
    shown(made, lead=True, swaps={"w1": replace(swap, shift="s2", person="U8", to="U3")})
    opened(qtbot, page, "U8", 1)
    press(page.picking, "a")
    ((plan,),) = wished(heard)
    assert (plan.shift, plan.swap) == ("s2", "w1")
    assert "U3:counsellor" in plan.duties


def test_a_buddys_hours_are_a_step_of_the_draft(qtbot: QtBot) -> None:
    made, page, _ = planning(qtbot, lead=True)
    assert opened(qtbot, page, "U5", 0)[-1] == "Hours of the buddy"
    press(page.picking, "b")
    asking = asked(qtbot, made)
    asking.field.setPlainText("from ten")
    asking.confirm()
    assert asking.why.accessibleName() == "Write it as 22:00-02:00."
    asking.field.setPlainText("22:00–02:00")
    asking.confirm()
    back(qtbot, made)
    (plan,) = page.making.plans
    assert plan.buddy_hours == ("U5:22:00-02:00",)
    row = page.table.sheet.people.index("U5") + 1
    assert page.table.words_of(page.table.index(row, 0)) == "Counsellor, buddy M. Hale 22:00-02:00"


# What repeats


def sheet(qtbot: QtBot, page: PlanningPage, key: str) -> RoutineSheet:
    press(page.view, Qt.Key.Key_U, _CTRL)
    picking = page.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    press(picking, key)
    found = page.sheet
    assert found is not None
    qtbot.waitUntil(found.isActiveWindow)
    return found


def test_a_routine_is_written_and_read_back_as_it_is_typed(qtbot: QtBot) -> None:
    made, page, heard = planning(qtbot, lead=True)
    found = sheet(qtbot, page, "n")
    assert found.read_back.accessibleName() == "Nothing is due yet: say at what times."
    found.confirm()
    assert found.why.accessibleName() == "The routine is empty."
    found.form.title.setText("Look at the posts")
    found.form.times.setText("00:00, 03:00 and 6:30")
    found.form.name.setText("Night shift")
    assert found.read_back.accessibleName() == (
        "To do at 00:00, 03:00 and 6:30 in every Night shift. Next: 03:00, 06:30."
    )
    found.form.days.setText("someday")
    press(found, Qt.Key.Key_Return, _CTRL)
    assert found.why.accessibleName() == "“someday” is no day: write Monday, or first Monday."
    found.form.days.setText("first Sunday; Monday")
    assert found.read_back.accessibleName().endswith("In no shift that is planned so far.")
    press(found, Qt.Key.Key_Return, _CTRL)
    assert page.sheet is None
    (wish,) = wished(heard)
    assert (wish.title, wish.times, wish.days) == (
        "Look at the posts",
        ("00:00", "03:00", "6:30"),
        ("first Sunday", "Monday"),
    )
    assert made.isVisible()


def test_a_routine_is_changed_and_ended(qtbot: QtBot) -> None:
    made, page, heard = planning(qtbot, lead=True, routines={"r1": ROUTINE})
    found = sheet(qtbot, page, "1")
    assert (found.form.title.text(), found.form.times.text()) == ("Look at the posts", "00:00, 03:00")
    press(found, Qt.Key.Key_Escape)
    assert page.sheet is None
    back(qtbot, made)
    found = sheet(qtbot, page, "1")
    press(found, "e", Qt.KeyboardModifier.AltModifier)
    (wish,) = wished(heard)
    assert (wish.routine, wish.ended) == ("r1", True)
    over = replace(ROUTINE, said=(*ROUTINE.said, replace(ROUTINE.now_says, ended=True)))
    back(qtbot, made)
    shown(made, lead=True, routines={"r1": over})
    press(page.view, Qt.Key.Key_U, _CTRL)
    assert page.picking is not None
    assert [button.label for button in page.picking.buttons] == ["A new one"]


# How many are needed


def test_too_few_are_told_above_the_table_and_needs_are_typed_a_line_each(qtbot: QtBot) -> None:
    made, page, heard = planning(qtbot, lead=True, staffing=NEEDS)
    assert "Too few: 0 of 1 host Sun 22 Nov 02:14–08:00." in page.missing.accessibleName()
    assert "1 times too few" in page.heading.summary
    press(page.view, Qt.Key.Key_J, _CTRL)
    asking = asked(qtbot, made)
    assert asking.field.toPlainText() == "2 counsellor 22:00–08:00\n1 host 22:00–08:00"
    asking.field.setPlainText("2 counsellors")
    asking.confirm()
    assert asking.why.accessibleName() == "Line 1 is no need: write 2 counsellor 22:00–08:00."
    asking.field.setPlainText("3 Counsellors 22:00-08:00\n\n1 lead 00:00 – 00:00")
    asking.confirm()
    back(qtbot, made)
    assert wished(heard) == [actions.SetStaffing(("counsellor:22:00-08:00:3", "lead:00:00-00:00:1"))]


@pytest.mark.parametrize("text", ["", "no need", "5 counsellor 22:00–08:00"])
def test_what_is_missing_is_told_beside_the_needs(text: str) -> None:
    view = desks.view(shifts=roster(), zone=ZONE)
    (run,) = planning_needs.beside(text, view, desks.NOW)
    assert (
        run.text
        == {
            "": "Nobody is missing.",
            "no need": "Line 1 is no need: write 2 counsellor 22:00–08:00.",
            "5 counsellor 22:00–08:00": "Nobody is missing.",
        }[text]
    )


def test_only_the_first_few_stretches_are_named() -> None:
    view = desks.view(shifts=roster(), zone=ZONE)
    many = "\n".join(f"9 {duty} 22:00–08:00" for duty in ("lead", "host", "support", "moderator"))
    (run,) = planning_needs.beside(many, view, desks.NOW)
    assert run.text.endswith("; and 1 more.")
