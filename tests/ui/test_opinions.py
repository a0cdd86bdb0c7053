"""A second opinion at the window: asked for by closing, given before the first reason is read, told as it stands."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.messages import Position
from console.domain.opinions import Given, Stand
from console.domain.people import Grant
from console.domain.words import Risk, Role
from console.ui.handing import NO_QUESTION
from tests.ui.acting import asked, back
from tests.ui.desks import ME, NOW
from tests.ui.test_handover_page import MINUTE, as_lead, called_for, case, opened, opinion, said, wishes, with_cases
from tests.ui.windows import press

_SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_closing_and_judging_a_case_ask_what_it_takes_two_people_for(qtbot: QtBot) -> None:
    made, page, heard = opened(qtbot, with_cases(case()))
    page.follow("k1")
    press(page.view, Qt.Key.Key_X)
    asking = asked(qtbot, made)
    asking.confirm()
    assert asking.why.isVisible()  # nothing is chosen yet
    press(asking.choices[0], "s")
    asking.field.setPlainText("Slept well.")
    asking.confirm()
    assert wishes(heard)[-1] == actions.CloseCase("k1", "safe", "Slept well.")
    back(qtbot, made)
    press(page.view, Qt.Key.Key_R, _SHIFT)
    asking = asked(qtbot, made)
    asking.confirm()
    assert asking.why.isVisible()  # nothing is chosen yet
    press(asking.choices[0], "d")
    asking.field.setPlainText("Calm.")
    asking.confirm()
    assert wishes(heard)[-1] == actions.UpdateCase("k1", Risk.D, why="Calm.")


def test_who_is_asked_reads_the_first_reason_only_after_giving_their_own(qtbot: QtBot) -> None:
    view = as_lead(with_cases(case(opinions=(opinion(),))))
    made, page, heard = opened(qtbot, view)
    assert "UOTHER would close the case (safe), 02:13. Waits for a second opinion." in said(page)
    assert "A sister is there." not in said(page).replace("Summary: A sister is there.", "")
    assert "asks you about green-compass (B): close the case (safe)? Shift+O: give yours." in called_for(view)
    press(page.view, Qt.Key.Key_O, _SHIFT)
    asking = asked(qtbot, made)
    asking.confirm()
    assert asking.why.isVisible()  # nothing is chosen yet
    press(asking.choices[0], "n")
    asking.field.setPlainText("Too early.")
    asking.confirm()
    assert wishes(heard)[-1] == actions.GiveOpinion("k1", agrees=False, reason="Too early.")
    back(qtbot, made)
    mine = opinion("UOTHER", Given(ME, NOW, agrees=False, reason="Too early."), stand=Stand.DISAGREED)
    made.show_view(as_lead(with_cases(case(opinions=(mine,)))))
    assert "02:13: “A sister is there.” You did not agree, 02:14: “Too early.” A clinician decides." in said(page)
    page.follow("k1")
    refused: list[str] = []
    made.wishes.refused.connect(refused.append)
    press(page.view, Qt.Key.Key_O, _SHIFT)
    assert refused[-1] == "You gave your opinion already. A clinician decides now."


def test_who_asked_takes_the_question_back_and_without_one_nothing_is_asked(qtbot: QtBot) -> None:
    made, page, heard = opened(qtbot, as_lead(with_cases(case(opinions=(opinion(ME, outcome=None, risk=Risk.D),)))))
    assert "You would lower the risk to D, 02:13: “A sister is there.”" in said(page)
    page.follow("k1")
    press(page.view, Qt.Key.Key_O, _SHIFT)
    asking = asked(qtbot, made)
    asking.confirm()
    assert wishes(heard)[-1] == actions.GiveOpinion("k1", agrees=False)
    back(qtbot, made)
    refused: list[str] = []
    made.wishes.refused.connect(refused.append)
    made.show_view(as_lead(with_cases(case())))
    press(page.view, Qt.Key.Key_O, _SHIFT)
    assert refused[-1] == NO_QUESTION


def test_two_who_disagree_are_told_to_the_clinician_and_what_is_settled_stands_under_the_case(qtbot: QtBot) -> None:
    given = Given("UTHIRD", NOW, agrees=False, reason="Too early.")
    waits = with_cases(
        case(opinions=(opinion("UOTHER", given, stand=Stand.DISAGREED),)), case("k2", opinions=(opinion(),))
    )
    doctor = Grant(Role.CLINICIAN, "UADMIN", Position(NOW - 600 * MINUTE, "C3MAIN"))
    view = replace(waits, people=replace(waits.people, grants={**waits.people.grants, ME: (doctor,)}), shifts={})
    assert "disagree about green-compass (B): close the case (safe)? And 1 more. Shift+O" in called_for(view)
    both = opinion("UOTHER", replace(given, agrees=True), stand=Stand.AGREED)
    closed = case(opinions=(both,), closed_at=NOW, outcome="safe")
    _, page, _ = opened(qtbot, with_cases(closed))
    assert "closed 02:14 · safe. UOTHER would close the case (safe), 02:13: “A sister is there.”" in said(page)
    assert "agreed, 02:14: “Too early.”" in said(page)
    back = case(opinions=(opinion(stand=Stand.TAKEN_BACK),))
    _, page, _ = opened(qtbot, with_cases(back))
    assert "would close" not in said(page)
