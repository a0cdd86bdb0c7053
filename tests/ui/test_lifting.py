"""The limit of chats: always shown with what is held, and lifted for a shift by a lead with one key."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.domain import actions, events
from console.domain.messages import EPOCH, Position
from console.domain.pending import Pending
from console.domain.people import Grant
from console.domain.words import Home, Role
from console.ui.deeds import said_of
from console.ui.lifting import NOBODY_CHOSEN
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import desk, people
from tests.ui.desks import ME, NOW
from tests.ui.windows import press


def as_lead(made: DeskWindow, **limits: int) -> None:
    """Be lead of the night, in which some limits were lifted."""
    team = people()
    team = replace(team, grants={**team.grants, ME: (Grant(Role.LEAD, "U9", Position(EPOCH, "")),)})
    night, early = desks.shifts()
    made.show_view(desks.view(people=team, shifts=desks.keyed([replace(night, limits=limits), early], "shift")))


def stand_on(made: DeskWindow, person: str, duty: str = "counsellor") -> None:
    """Stand on a person's line of the roster."""
    made.roster.view.setFocus()
    made.roster.view.choose(made.roster.rows.position_of(f"person {person} {duty}"))


def test_what_one_holds_is_shown_with_the_limit(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    assert made.queue.heading.summary.endswith("you hold 1 of 3")
    as_lead(made, **{ME: 5, "U3": 4})
    assert made.queue.heading.summary.endswith("you hold 1 of 5")
    assert any("M. Hale, Counsellor · 1/4, on duty, holds 1 of 4 chats" in line for line in made.said()["roster"])


def test_who_may_hold_no_chat_is_told_no_limit(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    chats = {key: one for key, one in desks.keyed(desks.chats(), "chat").items() if one.holder != ME}
    made.show_view(desks.view(people=replace(people(), grants={}), chats_=chats))
    assert made.queue.heading.summary.endswith("you hold none")


def test_a_lead_lifts_and_lowers_the_limit_of_who_is_chosen_with_one_key(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    as_lead(made, U3=4)
    stand_on(made, "U3")
    assert [(act.name, act.label, act.why) for act in made.roster.bar.acts] == [
        ("lift_limit", "Lift limit to 5", ""),
        ("lower_limit", "Lower to 3", ""),
    ]
    press(made.roster.view, "+")
    press(made.roster.view, "-")
    QTest.mouseClick(made.roster.bar.button("lift_limit"), Qt.MouseButton.LeftButton)
    assert [wish for wish, _ in heard.wished] == [
        actions.LiftLimit("U3", 5),
        actions.LiftLimit("U3", 3),
        actions.LiftLimit("U3", 5),
    ]
    as_lead(made, U3=5)
    assert made.roster.bar.acts[0].label == "Lift limit to 6"


def test_the_lowest_limit_is_one_and_the_button_says_so(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    as_lead(made, U3=1)
    stand_on(made, "U3")
    button = made.roster.bar.button("lower_limit")
    assert button.accessibleDescription() == "A limit is at least 1."
    assert not button.isEnabled()


def test_who_is_no_lead_sees_no_button_and_is_told_who_can(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    stand_on(made, "U3")
    assert made.roster.bar.acts == ()
    press(made.roster.view, "+")
    assert made.banner.words == "Only a lead can lift a limit: R. Okafor."
    assert heard.wished == []


def test_on_a_line_that_is_nobodys_it_is_said_that_nobody_is_chosen(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    as_lead(made)
    made.roster.view.setFocus()
    made.roster.view.choose(made.roster.rows.position_of("handover"))
    assert made.roster.bar.acts == ()
    press(made.roster.view, "+")
    assert made.banner.words == NOBODY_CHOSEN
    assert heard.wished == []


def test_what_was_done_for_a_person_is_told_with_their_name() -> None:
    said = [
        said_of(Pending("i", Home.MOD_MAIN, event, "", NOW), {}, {"U3": "M. Hale", ME: "you"}.__getitem__)
        for event in (
            events.LimitLifted("U3", "s1", 5),
            events.RoleGiven(ME, Role.HOST),
            events.RoleTaken("U3", Role.HOST),
        )
    ]
    assert said == [
        "M. Hale may hold 5 chats in this shift",
        "You may act as host",
        "M. Hale may act as host no longer",
    ]
