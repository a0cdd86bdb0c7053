"""The page of planning: a table of people and shifts, changed as a draft that is undone, kept, and published."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from console.domain.messages import EPOCH, Position
from console.domain.people import Grant
from console.domain.planning import as_shift
from console.domain.roster import Place, Shift
from console.domain.words import Duty, Role
from console.ui.planning_page import KEPT, NOTHING, PlanningPage
from console.ui.theme import PALETTES, Look
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, desk, people
from tests.ui.desks import ME
from tests.ui.windows import press

_CTRL = Qt.KeyboardModifier.ControlModifier


def shown(made: DeskWindow, *, lead: bool = True, shifts: Mapping[str, Shift] | None = None) -> None:
    team = people()
    if lead:
        team = replace(team, grants={**team.grants, ME: (Grant(Role.LEAD, "U9", Position(EPOCH, "")),)})
    known = desks.keyed(desks.shifts(), "shift") if shifts is None else shifts
    made.show_view(desks.view(people=team, shifts=known))


def planning(qtbot: QtBot, **others: Any) -> tuple[DeskWindow, PlanningPage, Heard]:
    made, heard = desk(qtbot)
    shown(made, **others)
    press(made, Qt.Key.Key_3, _CTRL)
    page = made.views.page
    assert isinstance(page, PlanningPage)
    return made, page, heard


def cell(page: PlanningPage, person: str, column: int) -> QModelIndex:
    row = 0 if not person else page.table.sheet.people.index(person) + 1
    return page.table.index(row, column)


def stand_on(page: PlanningPage, person: str, column: int) -> None:
    page.view.setFocus()
    page.view.setCurrentIndex(cell(page, person, column))


def pick(qtbot: QtBot, made: DeskWindow, page: PlanningPage, key: str) -> None:
    press(page.view, "w")
    picking = page.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    press(picking, key)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)


def test_people_stand_beside_shifts_with_what_they_are_planned_for(qtbot: QtBot) -> None:
    _, page, _ = planning(qtbot)
    heads = [page.table.headerData(n, Qt.Orientation.Horizontal) for n in range(page.table.columnCount())]
    assert heads == ["Sat 21 Nov\nNight shift\n22:00–08:00", "Sun 22 Nov\nEarly\n08:00–16:00"]
    assert page.table.words_of(cell(page, "U1", 0)) == "Lead"
    assert page.table.words_of(cell(page, "U5", 0)) == "Counsellor, buddy M. Hale"
    assert page.table.words_of(cell(page, "", 0)) == "1 moderator"
    assert page.missing.accessibleName() == "Nobody yet for 1 moderator: Night shift on 21 Nov."
    assert page.heading.summary == "1 with gaps"


def test_a_duty_is_planned_with_two_keys_as_a_draft_and_undone_step_by_step(qtbot: QtBot) -> None:
    made, page, heard = planning(qtbot)
    stand_on(page, "U8", 1)
    pick(qtbot, made, page, "m")
    assert page.table.words_of(cell(page, "U8", 1)) == "Moderator"
    pick(qtbot, made, page, "c")
    assert page.table.words_of(cell(page, "U8", 1)) == "Counsellor, Moderator"
    assert page.table.headerData(1, Qt.Orientation.Horizontal).startswith("Sun 22 Nov ✎ draft")
    assert page.heading.summary.startswith("1 changed")
    press(page.view, "z")
    assert page.table.words_of(cell(page, "U8", 1)) == "Moderator"
    press(page.view, "z")
    assert (page.table.words_of(cell(page, "U8", 1)), page.making.plans) == ("", ())
    assert heard.wished == []
    assert heard.undone == []


def test_a_draft_is_kept_as_it_is_made_and_there_again_after_a_crash(qtbot: QtBot) -> None:
    made, page, heard = planning(qtbot)
    stand_on(page, "U8", 1)
    pick(qtbot, made, page, "m")
    kind, subject, text = heard.drafted[-1]
    assert (kind, subject) == KEPT
    other, _ = desk(qtbot)
    other.wishes.keep_drafts({KEPT: text})
    shown(other)
    other.views.go("planning")
    again = other.views.page
    assert isinstance(again, PlanningPage)
    assert again.making.plans == page.making.plans
    broken, _ = desk(qtbot)
    broken.wishes.keep_drafts({KEPT: "[{"})
    shown(broken)
    broken.views.go("planning")


def test_what_is_published_goes_out_together_and_is_no_draft_any_more(qtbot: QtBot) -> None:
    made, page, heard = planning(qtbot)
    press(page.view, Qt.Key.Key_P, _CTRL)
    assert made.banner.words == NOTHING
    stand_on(page, "U8", 1)
    pick(qtbot, made, page, "m")
    press(page.view, Qt.Key.Key_P, _CTRL)
    ((wish, _),) = heard.wished
    assert [one.shift for one in wish] == ["s2"]
    night, _ = desks.shifts()
    shown(made, shifts=desks.keyed([night, replace(as_shift(wish[0]), by=ME)], "shift"))
    assert page.making.plans == ()
    assert not page.heading.summary.startswith("1 changed")


def test_a_person_planned_twice_at_once_is_marked_in_both_shifts(qtbot: QtBot) -> None:
    night, early = desks.shifts()
    early = replace(early, starts=night.ends.replace(hour=7), plan=(*early.plan, Place("U8", Duty.HOST)))
    _, page, _ = planning(qtbot, shifts=desks.keyed([night, early], "shift"))
    assert page.table.words_of(cell(page, "U8", 0)) == "⚠ Counsellor, twice at once (Early)"
    assert page.table.words_of(cell(page, "U8", 1)) == "⚠ Host, twice at once (Night shift)"
    assert page.heading.summary == "1 with gaps · 1 planned twice at once"


def test_what_somebody_is_planned_for_is_dragged_to_somebody_else(qtbot: QtBot) -> None:
    _, page, _ = planning(qtbot)
    data = page.table.mimeData([cell(page, "U1", 0)])
    onto = cell(page, "U8", 0)
    assert not page.table.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, onto)
    assert page.table.words_of(cell(page, "U8", 0)) == "Lead, Counsellor"
    assert page.table.words_of(cell(page, "U1", 0)) == ""
    assert not page.table.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, cell(page, "U8", 1))
    assert len(page.making.before) == 1
    assert page.table.mimeTypes() == data.formats()
    assert page.table.supportedDropActions() == Qt.DropAction.MoveAction


def test_a_buddy_is_given_to_a_newcomer_and_places_are_opened_and_taken_out(qtbot: QtBot) -> None:
    made, page, _ = planning(qtbot)
    stand_on(page, "U8", 0)
    pick(qtbot, made, page, "1")
    assert "U8" in page.making.over({})["s1"].buddies
    pick(qtbot, made, page, "x")
    assert page.table.words_of(cell(page, "U8", 0)) == ""
    stand_on(page, "", 1)
    pick(qtbot, made, page, "h")
    pick(qtbot, made, page, "h")
    assert page.table.words_of(cell(page, "", 1)) == "2 host"


def test_a_new_shift_is_like_the_chosen_one_a_day_later(qtbot: QtBot) -> None:
    made, page, _ = planning(qtbot)
    stand_on(page, "U1", 0)
    press(page.view, Qt.Key.Key_I, _CTRL)
    asking = asked(qtbot, made)
    assert asking.field.toPlainText() == "2026-11-22 22:00–08:00 Night shift"
    asking.field.setPlainText("tomorrow")
    asking.confirm()
    assert asking.why.accessibleName() == "Write it as 2026-11-22 22:00–08:00 Night."
    asking.field.setPlainText("2026-11-22 99:00–08:00 Night")
    asking.confirm()
    asking.field.setPlainText("2026-11-22 22:00–08:00 Night shift")
    asking.confirm()
    back(qtbot, made)
    assert [one.shift for one in page.making.plans] == ["2026-11-22-night-shift"]
    assert page.table.words_of(cell(page, "U1", 2)) == "Lead"


def test_who_is_no_lead_sees_the_roster_and_changes_nothing(qtbot: QtBot) -> None:
    made, page, heard = planning(qtbot, lead=False)
    why = {act.why for act in page.bar.acts if act.name not in ("undo", "plan_duty")}
    assert why == {"Only a lead can plan shifts."}
    for key in (Qt.Key.Key_P, Qt.Key.Key_I, Qt.Key.Key_U, Qt.Key.Key_J):
        press(page.view, key, _CTRL)
        assert made.banner.words == "Only a lead can plan shifts."
    stand_on(page, "U1", 0)
    press(page.view, "w")
    assert made.banner.words == "Only a lead can plan shifts."
    page._on_moved("s1", "U1", "U8")
    assert page.making.plans == ()
    assert heard.wished == []


def test_the_table_is_walked_by_keys_and_read_aloud(qtbot: QtBot) -> None:
    made, page, _ = planning(qtbot)
    stand_on(page, "", 0)
    press(page.view, "j")
    assert page.view.currentIndex().row() == 1
    page.follow("U8")
    said = page.table.data(page.view.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith(", Sat 21 Nov Night shift 22:00–08:00, Counsellor")
    interface = QAccessible.queryAccessibleInterface(page.view)
    assert interface.text(QAccessible.Text.Name) == "Roster: people and shifts"
    page.find()
    assert page.view.hasFocus()
    press(page.view, Qt.Key.Key_Escape)
    assert made.views.page is None
    assert page.view.indexAt(QPoint(-1, -1)).isValid() is False


def test_the_page_is_worn_in_every_theme_and_twice_as_large(qtbot: QtBot) -> None:
    made, page, _ = planning(qtbot)
    for palette in PALETTES.values():
        made.wear(Look(palette).at(200))
        assert page.view.font() == made.look.font()
    made.wear(Look())
