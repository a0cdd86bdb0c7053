"""A member is flagged, and what is said of a case is changed, on one sheet and by keys alone."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.screening import Screen
from console.domain.words import Category, Intent, Risk, RuleLevel
from console.ui.case_sheet import CaseSheet
from console.ui.case_writing import CaseWriting, kept, kept_writing
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import back, desk
from tests.ui.desks import ME, NOW
from tests.ui.test_handover_page import MINUTE, case, opened, wishes, with_cases
from tests.ui.windows import ZONE, press

_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def sheet_of(qtbot: QtBot, made: DeskWindow) -> CaseSheet:
    sheet = made.handing.sheet
    assert sheet is not None
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def test_a_chat_is_flagged_by_keys_alone_with_all_that_is_to_be_known(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    made.queue.follow("c1")
    press(made.queue.view, Qt.Key.Key_F, _SHIFT)
    sheet = sheet_of(qtbot, made)
    form = sheet.form
    assert form.owner.text() == desks.NAMES[ME]  # until somebody else is named
    assert form.summary.hasFocus()
    press(form.summary, "A sister is there.")
    press(form.summary, Qt.Key.Key_B, _ALT)
    press(form.summary, Qt.Key.Key_H, _ALT)
    form.owner.clear()
    press(form.owner, "iyer")
    press(form.next_check, "08:30")
    press(form.plan, "Ring at nine.")
    press(form.if_then, "If nobody answers, then the clinician decides.")
    form.category.setFocus()
    press(form.category, "sui")
    assert form.category.text() == "suicide"  # the rest was offered
    assert not form.why.isVisible()
    press(form.plan, Qt.Key.Key_Return, _CTRL)
    wish, draft = heard.wished[-1]
    assert isinstance(wish, actions.FlagCase)
    assert (wish.chat, wish.risk, wish.intent, wish.category) == ("c1", Risk.B, Intent.HAS_ACTED, Category.SUICIDE)
    assert (wish.summary, wish.plan) == ("A sister is there.", "Ring at nine.")
    assert wish.if_then.startswith("If nobody")
    assert (wish.owner, draft) == ("U2", ("case", "c1"))
    assert wish.next_check is not None
    assert f"{wish.next_check.astimezone(ZONE):%H:%M}" == "08:30"
    assert made.handing.sheet is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (CaseWriting(), "Choose how high the risk is, from A to E."),
        (CaseWriting(Risk.B, category="harm"), "“harm” is no category. It is one of: self-harm."),
        (CaseWriting(Risk.B, category="xyz"), "“xyz” is no category. It is one of: bullying,"),
        (CaseWriting(Risk.B, owner="nobody"), "Nobody with a role is called “nobody”: write the whole name."),
        (CaseWriting(Risk.B, owner="."), "Several people are called “.”: write the whole name."),
        (CaseWriting(Risk.B, next_check="soon"), "“soon” is no time: write 08:30, or 23 Nov 08:30."),
        (CaseWriting(Risk.B, summary="x" * 3_001), "This is too long: 3,001 characters of at most 3,000."),
    ],
)
def test_what_cannot_be_meant_is_said_and_the_sheet_stays(qtbot: QtBot, written: CaseWriting, why: str) -> None:
    made, heard = desk(qtbot)
    made.wishes.keep_drafts({("case", "c1"): kept(written)})
    made.queue.follow("c1")
    press(made.queue.view, Qt.Key.Key_F, _SHIFT)
    sheet = sheet_of(qtbot, made)
    sheet.confirm()
    assert sheet.why.accessibleName().startswith(why)
    assert heard.wished == []
    press(sheet.form.summary, "a")
    assert not sheet.why.isVisible()


def test_what_was_begun_is_there_the_next_time(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    made.queue.follow("c1")
    made.handing.flag()
    sheet = sheet_of(qtbot, made)
    made.handing.flag()
    assert made.handing.sheet is sheet  # one at a time
    press(sheet.form.plan, "Ring")
    press(sheet.form.plan, Qt.Key.Key_Escape)
    assert heard.drafted[-1][:2] == ("case", "c1")
    back(qtbot, made)
    made.handing.flag()
    assert sheet_of(qtbot, made).form.plan.toPlainText() == "Ring"
    assert kept_writing("not what was kept") is None
    assert kept_writing(msgspec.json.encode({"risk": "Z"}).decode()) is None


def test_of_a_case_only_what_differs_is_said_again(qtbot: QtBot) -> None:
    known = case(intent=Intent.PREVIOUS_ATTEMPT, category="bullying", plan="Ring.", if_then="If so, then so.")
    made, page, heard = opened(qtbot, with_cases(known))
    page.follow("k1")
    press(page.view, Qt.Key.Key_E)
    sheet = sheet_of(qtbot, made)
    assert sheet.form.writing == CaseWriting(
        Risk.B,
        Intent.PREVIOUS_ATTEMPT,
        "bullying",
        "A sister is there.",
        desks.NAMES[ME],
        "02:44",
        "Ring.",
        "If so, then so.",
    )
    assert sheet.form.why.isVisible()
    sheet.confirm()
    assert sheet.why.accessibleName() == "Nothing differs from what the case says."
    sheet.form.owner.setText("Dr S. Iyer")
    press(sheet.form.summary, Qt.Key.Key_D, _ALT)
    sheet.form.why.setText("Slept well.")
    sheet.confirm()
    assert sheet.why.accessibleName().startswith("Lowering by two levels waits for a second opinion.")
    press(sheet.form.summary, Qt.Key.Key_A, _ALT)
    sheet.confirm()
    assert wishes(heard)[-1] == actions.UpdateCase("k1", Risk.A, owner="U2", why="Slept well.")
    back(qtbot, made)
    made.show_view(with_cases(case(closed_at=NOW, outcome="safe")))
    refused: list[str] = []
    made.wishes.refused.connect(refused.append)
    made.handing.change("k1")
    made.handing.change("k9")
    assert refused == ["This case is closed.", "No case is chosen: choose one on the handover first."]


def test_what_touches_a_stop_rule_is_marked_and_asked_about_once(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    rule = desks.rule("R31", "Numbers", "None.", RuleLevel.STOP, at=NOW - MINUTE, words=("night bus",))
    made.queue.known.marks.screen = Screen([rule], NOW)
    made.queue.follow("c1")
    made.handing.flag()
    sheet = sheet_of(qtbot, made)
    sheet.form.plan.setPlainText("They are on the n1ght bus.")
    sheet.confirm()
    assert "This touches what stops posts: rule 31 — Numbers." in sheet.why.accessibleName()
    assert heard.wished == []
    sheet.confirm()
    assert wishes(heard)[-1].plan == "They are on the n1ght bus."  # type: ignore[attr-defined]  # it is a flag


def test_the_sheet_fits_a_low_window_with_large_text(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    made.resize(1280, 720)
    made.wear(made.look.at(200))
    made.queue.follow("c1")
    made.handing.flag()
    sheet = sheet_of(qtbot, made)
    assert sheet.height() <= made.height()
    assert sheet.button.isVisible()
    assert not sheet.form.summary.visibleRegion().isEmpty()  # where the keyboard is
    press(sheet.form.if_then, Qt.Key.Key_Escape)
    assert made.handing.sheet is None
