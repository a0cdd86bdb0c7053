"""The page of the people: who has which role since when and by whom, and how roles are given, taken and confirmed."""

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.deciding import decide
from console.domain.people import Lapsed, People
from console.domain.subjects import Kind, Subject
from console.domain.words import Role
from console.ui.people_page import NO_ROLE, NOBODY_CHOSEN, PeoplePage
from console.ui.picking import Picking
from console.ui.theme import PALETTES, Look
from console.ui.window import DeskWindow
from tests.ui import desks, team
from tests.ui.desks import ME, NOW
from tests.ui.team import ADMINS, FORMER, GONE, NEW, at
from tests.ui.windows import press, shown, window

ADMIN, LEAD = "UA", "U1"
NOTHING_IN_DOUBT = "There is no role to confirm."
GAVE_ONESELF = "A role that somebody gave themselves is not confirmed in passing: give it to them, if it is right."
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def page(qtbot: QtBot, me: str = ADMIN, **others: Any) -> tuple[DeskWindow, PeoplePage, list[Action]]:
    """A window with the page open, seen by somebody; what is wished there."""
    made = shown(qtbot, window(qtbot))
    heard: list[Action] = []

    def may(action: Action) -> Refusal | None:
        view = made.wishes.view
        assert view is not None
        found = decide(view, action, by=view.me, at=NOW, id="new")
        return found if isinstance(found, Refusal) else None

    made.wishes.may = may
    made.wishes.wished.connect(lambda wish, _draft: heard.extend(wish if isinstance(wish, tuple) else (wish,)))
    made.show_view(team.view(me, **others))
    press(made, Qt.Key.Key_2, _CTRL)
    found = made.views.page
    assert isinstance(found, PeoplePage)
    return made, found, heard


def asked(qtbot: QtBot, of: PeoplePage) -> Picking:
    """What was asked on the page, once the keyboard is there."""
    picking = of.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    return picking


# What is shown


def test_the_sheet_tells_everything_of_the_chosen_person(qtbot: QtBot) -> None:
    _, found, _ = page(qtbot)
    found.follow("U3")
    said = found.sheet.shown
    assert said.startswith("M. Hale\nholds 1 of 3 chats\nCounsellor  since 24 Aug 03:14, given by R. Okafor")
    assert "Before\nSupport  6 May 03:14 to 24 Aug 03:14, given by you, taken by R. Okafor" in said
    found.follow(ADMIN)
    assert "admin of the workspace" in found.sheet.shown
    assert "Admin  as Slack says now" in found.sheet.shown
    found.follow(GONE)
    assert "has left Slack" in found.sheet.shown
    found.follow("U9")
    assert "⚠ Counsellor does not count: given by C. Duarte (23 Sep 03:14), who is neither admin nor lead now." in (
        found.sheet.shown
    )
    assert "No role\nSees the whole desk and changes nothing on it." in found.sheet.shown
    found.follow("U8")
    assert "⚠ Counsellor counts again: taken by C. Duarte (21 Nov 02:14)" in found.sheet.shown
    found.follow("U7")
    assert "⚠ Host counts, and rests on J. Whitlock (3 Sep 03:14), who is neither admin nor lead now." in (
        found.sheet.shown
    )
    found.search.setText("nobody is called that")
    assert found.sheet.shown == "Nobody is chosen. Choose somebody with J and K."
    assert found.view.accessibleDescription().startswith("Nobody here has these words")


def test_what_somebody_gave_without_the_right_to_is_told_apart(qtbot: QtBot) -> None:
    odd = (
        Lapsed("U9", Role.LEAD, LEAD, at(1)),
        Lapsed("U9", Role.HOST, LEAD, at(500)),
        Lapsed(NEW, Role.HOST, NEW, at(1)),
    )
    _, found, _ = page(qtbot, NEW, people=team.people(lapsed=odd))
    found.follow("U9")
    assert "given by R. Okafor (21 Nov 02:14), and only an admin may do that." in found.sheet.shown
    assert "given by R. Okafor (10 Jul 2025), who had no right to at that time." in found.sheet.shown
    found.follow(NEW)
    assert "you gave it to yourself (21 Nov 02:14), without a right to do so." in found.sheet.shown


# What is done


def test_a_role_is_given_and_taken_by_keyboard_alone_at_once(qtbot: QtBot) -> None:
    made, found, heard = page(qtbot)
    press(made.focusWidget(), "/")
    press(found.search, "hale")
    press(found.search, Qt.Key.Key_Return)
    assert (found.view.hasFocus(), found.chosen) == (True, "U3")
    press(found.view, "g", _SHIFT)
    picking = asked(qtbot, found)
    assert picking.windowTitle() == "Give M. Hale a role"
    press(picking, "h")
    assert found.picking is None
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    press(found.view, "t", _SHIFT)
    picking = asked(qtbot, found)
    assert [button.label for button in picking.buttons] == ["Counsellor", "Moderator"]
    QTest.mouseClick(picking.buttons[1], Qt.MouseButton.LeftButton)
    assert heard == [actions.GiveRole("U3", Role.HOST), actions.TakeRole("U3", Role.MODERATOR)]


def test_a_lead_sees_why_one_role_is_not_theirs_to_give(qtbot: QtBot) -> None:
    made, found, heard = page(qtbot, LEAD)
    found.follow("U3")
    press(found.view, "g", _SHIFT)
    picking = asked(qtbot, found)
    assert not picking.buttons[0].isEnabled()
    only = "Only an admin of the workspace can give and take the role lead: O. Keane and S. Marsh."
    assert picking.buttons[0].accessibleDescription() == only
    assert picking.buttons[1].accessibleDescription() == "M. Hale already has the role counsellor, and it rests on you."
    assert picking.buttons[3].hasFocus()
    press(picking, "l")
    press(picking, Qt.Key.Key_Escape)
    assert heard == []
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    found.follow("UB")
    press(found.view, "t", _SHIFT)
    assert made.banner.words == NO_ROLE


@pytest.mark.parametrize("key", ["g", "t", "c"])
def test_who_may_only_look_is_told_so_and_who_can_change_it(qtbot: QtBot, key: str) -> None:
    made, found, heard = page(qtbot, ME)
    found.follow("U4")
    press(found.view, key, _SHIFT)
    told = "Only an admin of the workspace or a lead can give and take roles: "
    assert made.banner.words == told + "lead R. Okafor, admin O. Keane or admin S. Marsh."
    assert all(act.why for act in found.bar.acts)
    assert heard == []
    assert found.picking is None
    assert made.views.page is found


def test_what_is_in_doubt_about_a_person_is_confirmed_with_one_key(qtbot: QtBot) -> None:
    made, found, heard = page(qtbot)
    for person in ("U7", "U9", "U8"):
        found.follow(person)
        press(found.view, "c")
    assert heard == [
        actions.GiveRole("U7", Role.MODERATOR),
        actions.GiveRole("U7", Role.HOST),
        actions.GiveRole("U9", Role.COUNSELLOR),
        actions.TakeRole("U8", Role.COUNSELLOR),
    ]
    found.follow("U3")
    press(found.view, "c")
    assert made.banner.words == NOTHING_IN_DOUBT
    assert len(heard) == 4


def test_everything_in_doubt_is_shown_and_confirmed_in_one_action(qtbot: QtBot) -> None:
    made, found, heard = page(qtbot)
    assert found.heading.summary == "16 people · 6 to look at"
    QTest.mouseClick(found.bar.button("confirm_all"), Qt.MouseButton.LeftButton)
    picking = asked(qtbot, found)
    about = [words for child in picking.findChildren(QWidget) if "T. Brandt: " in (words := child.accessibleName())]
    assert "T. Brandt: Moderator counts, and rests on J. Whitlock (23 Oct 03:14)" in about[0]
    press(picking.buttons[0], Qt.Key.Key_Return)
    assert len(heard) == 5
    assert not any(getattr(wish, "person", None) == NEW for wish in heard)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_view(team.view(ADMIN, people=team.calm()))
    press(found.view, "c", _SHIFT)
    assert made.banner.words == NOTHING_IN_DOUBT
    assert not [act for act in found.bar.acts if act.name.startswith("confirm")]


def test_what_somebody_gave_themselves_is_never_confirmed_in_passing(qtbot: QtBot) -> None:
    made, found, heard = page(qtbot, people=team.people(lapsed=(Lapsed(NEW, Role.LEAD, NEW, at(1)),), grants={}))
    found.follow(NEW)
    for modifier in (Qt.KeyboardModifier.NoModifier, _SHIFT):
        press(found.view, "c", modifier)
        assert made.banner.words == GAVE_ONESELF
    assert heard == []


def test_a_lead_confirms_what_is_theirs_to_give(qtbot: QtBot) -> None:
    odd = (Lapsed("U9", Role.LEAD, FORMER, at(1)), Lapsed("U9", Role.HOST, FORMER, at(1)))
    _, found, heard = page(qtbot, LEAD, people=team.people(lapsed=odd))
    found.follow("U9")
    press(found.view, "c")
    assert heard == [actions.GiveRole("U9", Role.HOST)]


def test_a_lead_lifts_a_limit_on_the_page_too(qtbot: QtBot) -> None:
    made, found, heard = page(qtbot, LEAD)
    found.follow("U3")
    press(found.view, "+")
    press(found.view, "-")
    assert heard == [actions.LiftLimit("U3", 4), actions.LiftLimit("U3", 2)]
    assert [act.label for act in found.bar.acts][-3:] == ["Lift limit to 4", "Lower to 2", "Confirm all 5"]
    assert made.queue.heading.summary.endswith("you hold 0 of 3")


def test_the_keys_of_roles_open_the_page_on_whoever_is_chosen_on_the_roster(qtbot: QtBot) -> None:
    made, found, heard = page(qtbot)
    press(found.view, "3")
    made.roster.view.choose(made.roster.rows.position_of("person U3 counsellor"))
    press(made.roster.view, "g", _SHIFT)
    assert found.chosen == "U3"
    picking = asked(qtbot, found)
    picking.reject()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    press(found.view, "1")
    press(made.queue.view, "c", _SHIFT)
    assert made.views.page is found
    assert (found.picking, heard) == (None, [])


def test_the_page_follows_the_desk_and_keeps_its_place(qtbot: QtBot) -> None:
    made, found, _ = page(qtbot)
    found.follow("U3")
    tab = next(one for one in made.top._tabs if one.title == "People")
    assert tab.count == 6
    changed = frozenset((Subject(Kind.PEOPLE, ""),))
    made.show_view(replace(team.view(ADMIN, people=team.calm()), changed=changed))
    assert (found.chosen, tab.count) == ("U3", 0)
    assert not any(row.name.startswith("To look at") for row in found.rows)
    held = {**desks.keyed(desks.chats(), "chat"), "c3": desks.chat("c3", **desks.held("U3", 1))}
    only_chats = frozenset((Subject(Kind.CHAT, "c3"),))
    made.show_view(replace(team.view(ADMIN, people=team.calm(), chats_=held), changed=only_chats))
    qtbot.waitUntil(lambda: "2/3" in [row.load for row in found.rows if row.person == "U3"])


def test_escape_empties_the_search_and_then_leaves_the_page(qtbot: QtBot) -> None:
    made, found, _ = page(qtbot)
    press(found.view, "/")
    press(found.search, "iyer")
    press(found.search, Qt.Key.Key_Escape)
    assert (found.search.text(), found.view.hasFocus(), made.views.page) == ("", True, found)
    press(found.view, Qt.Key.Key_Escape)
    assert made.views.page is None


def test_before_anything_was_read_the_page_says_so_and_does_nothing(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    made.wishes.view = None
    made.views._seen = None
    made.views.go("people")
    found = made.views.page
    assert isinstance(found, PeoplePage)
    for name in ("give_role", "take_role", "confirm_role", "confirm_all"):
        found.acts[name]()
    assert found.picking is None
    found.show_view(replace(desks.empty(), names={}), NOW)
    assert found.view.accessibleDescription() == "Not read from Slack yet."
    found.acts["give_role"]()
    assert made.banner.words == NOBODY_CHOSEN


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize(("percent", "width"), [(100, 1280), (200, 1280), (150, 900)])
def test_the_page_is_drawn_in_every_look(qtbot: QtBot, theme: str, percent: int, width: int) -> None:
    made, found, _ = page(qtbot)
    made.resize(width, 720)
    made.wear(Look(PALETTES[theme], percent))
    found.follow("U7")
    found.acts["give_role"]()
    picking = asked(qtbot, found)
    assert made.grab().width() == width
    assert picking.grab().height() <= 720
    picking.reject()


# Without a role


def test_somebody_without_a_role_is_told_at_the_desk_what_they_cannot_do_and_who_can_change_it(qtbot: QtBot) -> None:
    made, _, _ = page(qtbot, NEW)
    made.views.go("desk")
    made._tick()
    assert made.banner.words == (
        "You have no role yet: you see the whole desk, and cannot take chats, write notes, ask the team or mark rules "
        "as read. Lead R. Okafor, admin O. Keane or admin S. Marsh can give you one."
    )
    made.show_view(team.view(NEW, connection=desks.live(trouble="Slack asks us to wait 30 s.")))
    assert made.banner.words == "Slack asks us to wait 30 s."
    for who in (ME, ADMIN):
        made.show_view(team.view(who))
        assert made.banner.words == ""
    made.show_view(team.view(NEW, people=People()))
    assert made.banner.words == ""
    alone = {ME: team.grants()[ME]}
    made.show_view(team.view(NEW, people=People(frozenset(), alone)))
    assert made.banner.words.endswith("A lead, or an admin of the workspace, can give you one.")


def test_an_admin_on_the_first_day_is_told_that_nobody_has_a_role_and_what_to_do(qtbot: QtBot) -> None:
    made, _, _ = page(qtbot, people=People(frozenset(ADMINS)))
    assert made.banner.words.startswith("Nobody has a role yet, so nobody can act. As an admin of the workspace")
    made.show_view(team.view(ADMIN, people=People(frozenset(ADMINS)), connection=desks.live(complete_to=None)))
    assert made.banner.words == ""
