"""A member's risk is asked about by keys alone, what was answered is kept, and two cases of one member become one."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.cases import Assessment, Case, Did, Step
from console.domain.words import Risk
from console.ui.assess_sheet import PROMPTS, AssessSheet
from console.ui.case_asking import NO_OTHER
from console.ui.case_story import story_of
from console.ui.handing import NO_CASE
from console.ui.window import DeskWindow
from tests.ui.acting import Heard, back, desk
from tests.ui.desks import ME, NOW
from tests.ui.test_handover_page import MINUTE, case, with_cases
from tests.ui.windows import ZONE, press

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ASKED = Assessment("U3", NOW - MINUTE, "no", plan="yes", protective="a sister")


def board(qtbot: QtBot, *cases: Case) -> tuple[DeskWindow, Heard]:
    made, heard = desk(qtbot)
    made.show_view(with_cases(*cases))
    press(made, Qt.Key.Key_5, _CTRL)
    assert made.views.page is not None
    if cases:
        made.views.page.follow(cases[0].case)
    return made, heard


def opened(qtbot: QtBot, made: DeskWindow) -> AssessSheet:
    page = made.views.page
    assert page is not None
    press(page.parts[0], "e", _SHIFT)
    sheet = made.handing.asking.sheet
    assert sheet is not None
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def test_five_keys_answer_and_words_are_written_where_words_are_asked_for(qtbot: QtBot) -> None:
    made, heard = board(qtbot, case())
    sheet = opened(qtbot, made)
    assert sheet.next.accessibleName() == f"Next: {PROMPTS['acted']}"
    for key in "nuy":
        press(sheet, key)
    assert sheet.next.accessibleName() == f"Next: {PROMPTS['when']}"
    field = sheet.form.fields["when"]
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "any night")
    assert field.text() == "any night", "the letters Y, N and U are written here"
    assert sheet.next.accessibleName() == f"Next: {PROMPTS['alone']}"
    sheet.form.choices["alone"]["no"].setFocus()
    press(sheet, "n")
    assert sheet.next.accessibleName().startswith("All of it is answered")
    sheet.form.fields["protective"].setText("a sister")
    press(sheet, Qt.Key.Key_Return, _CTRL)
    ((wish, draft),) = heard.wished
    assert wish == actions.AssessCase("k1", "no", "unknown", "yes", "any night", "no", "a sister")
    assert draft == ("assess case", "k1")
    assert made.handing.asking.sheet is None


def test_what_was_answered_before_a_crash_is_there_again_and_what_is_empty_is_refused(qtbot: QtBot) -> None:
    made, heard = board(qtbot, case(assessments=(ASKED,)))
    sheet = opened(qtbot, made)
    press(sheet, Qt.Key.Key_Return, _CTRL)
    assert sheet.why.accessibleName() == "Nothing is answered yet."
    press(sheet, "y")
    qtbot.waitUntil(lambda: bool(heard.drafted) and '"acted":"yes"' in heard.drafted[-1][2])
    press(sheet, Qt.Key.Key_Escape)
    back(qtbot, made)
    again = opened(qtbot, made)
    assert again.form.wish.acted == "yes"
    assert again.next.accessibleName() == f"Next: {PROMPTS['means']}"
    press(again, Qt.Key.Key_Escape)
    back(qtbot, made)
    made.wishes.keep_drafts({})
    made.wishes._drafts["assess case", "k1"] = "[{"
    assert opened(qtbot, made).form.wish == actions.AssessCase("")


def test_a_case_goes_on_in_another_that_is_picked_and_those_of_the_same_alias_stand_first(qtbot: QtBot) -> None:
    other = replace(case("k2", owner="U3"), alias="tall-fern", risk=Risk.A)
    twin = replace(case("k3", owner=None), risk=Risk.C)
    made, heard = board(qtbot, case(), other, twin)
    press(made.views.page.parts[0], "m", _SHIFT)  # type: ignore[union-attr]  # opened
    picking = made.handing.asking.picking
    assert picking is not None
    assert [button.label for button in picking.buttons] == ["green-compass", "tall-fern"]
    qtbot.waitUntil(picking.isActiveWindow)
    press(picking, "1")
    assert [wish for wish, _ in heard.wished] == [actions.MergeCase("k1", "k3")]


def test_with_nothing_to_choose_it_is_said(qtbot: QtBot) -> None:
    made, heard = board(qtbot, case())
    page = made.views.page
    assert page is not None
    press(page.parts[0], "m", _SHIFT)
    assert made.banner.words == NO_OTHER
    made.handing.assess("k9")
    assert made.banner.words == NO_CASE
    closed = case(closed_at=NOW, closed_by=ME, outcome="safe")
    made.show_view(with_cases(closed))
    made.handing.assess("k1")
    assert made.banner.words == "This case is closed."
    assert heard.wished == []


def test_the_story_tells_what_was_asked_and_both_histories() -> None:
    step = Step(NOW - 9 * MINUTE, "U3", Did.FLAGGED, Risk.B, "U3")
    one = case(assessments=(ASKED,), merged=("k2",), story=(step,))
    other = case("k2", into="k1", closed_at=NOW, outcome="goes on", story=(step, replace(step, did=Did.MERGED)))
    view = with_cases(one, other)
    told = "".join(run.text for run in story_of(one, view, NOW, ZONE))
    assert "02:13 · M. Hale · acted: no · plan: yes · what holds them: a sister\n" in told
    assert "The other case of green-compass, flagged 01:14\n" in told
    assert told.count("flagged · M. Hale") == 2
    assert "two cases are one" in told
    assert "The other case" in "".join(run.text for run in story_of(other, view, NOW, ZONE))
