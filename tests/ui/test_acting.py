"""Everything that can be done to a chat is one key away, said on its button, and refused calmly."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.asks import Ask, with_quote
from console.domain.messages import Position
from console.domain.pending import Answer
from console.domain.people import People
from console.domain.words import ChatOutcome, Risk
from console.ui.label import Text
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import asked, back, choose, desk, people
from tests.ui.desks import NOW, StillClock
from tests.ui.windows import Watch, press

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def acts(made: DeskWindow) -> dict[str, str]:
    """What stands on the bar, and why it cannot be done now."""
    return {act.name: act.why for act in made.bar.acts}


def test_take_next_is_wished_from_any_pane_with_one_key(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    for pane in (made.queue.view, made.detail, made.rules.view, made.roster.view):
        pane.setFocus()
        press(pane, "g")
    made.rules.search.setFocus()
    press(made.rules.search, Qt.Key.Key_G, _CTRL)
    assert heard.wished == [(actions.TakeNext(), None)] * 5
    press(made.rules.search, "g")
    assert made.rules.search.text() == "g"
    assert len(heard.wished) == 5


def test_taking_and_raising_are_wished_at_once(qtbot: QtBot) -> None:
    made, heard = desk(qtbot, rules={})
    choose(made, "c3")
    press(made.queue.view, "t")
    press(made.queue.view, "r")
    assert heard.wished == [
        (actions.TakeChat("c3"), None),
        (actions.SetRisk("c3", Risk.B), None),
    ]
    press(made.queue.view, "z")
    assert heard.undone == [True]


def test_a_button_that_would_be_refused_is_disabled_and_says_why(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c3")
    assert acts(made)["close_chat"] == "Nobody holds this chat. Take it first."
    button = made.bar.button("close_chat")
    assert not button.isEnabled()
    assert button.accessibleDescription() == "Nobody holds this chat. Take it first."
    assert "Take it first" in button.toolTip()
    assert made.bar.button("note").isEnabled()
    assert made.bar.button("note").accessibleName() == "Note, key N"
    press(made.queue.view, "x")
    assert made.banner.words == "Nobody holds this chat. Take it first."
    assert heard.wished == []


def test_a_click_on_a_button_wishes_the_same(qtbot: QtBot) -> None:
    made, heard = desk(qtbot, rules={})
    choose(made, "c3")
    QTest.mouseClick(made.bar.button("take"), Qt.MouseButton.LeftButton)
    made.bar.button("raise_risk").setFocus()
    press(made.bar.button("raise_risk"), Qt.Key.Key_Space)
    assert [wish for wish, _ in heard.wished] == [actions.TakeChat("c3"), actions.SetRisk("c3", Risk.B)]
    assert made.queue.known.unfolded == ""


def test_a_note_is_written_confirmed_and_its_draft_kept_meanwhile(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c7")
    press(made.queue.view, "n")
    asking = asked(qtbot, made)
    press(asking.field, "Breathing together")
    qtbot.waitUntil(lambda: heard.drafted == [("note", "c7", "Breathing together")])
    press(asking.field, Qt.Key.Key_Escape)
    back(qtbot, made)
    press(made.queue.view, "n")
    again = asked(qtbot, made)
    assert again.field.toPlainText() == "Breathing together"
    press(again.field, Qt.Key.Key_Return, _CTRL)
    assert heard.wished == [(actions.NoteChat("c7", "Breathing together"), ("note", "c7"))]
    made.wishes.drop_draft(("note", "c7"))
    back(qtbot, made)
    press(made.queue.view, "n")
    third = asked(qtbot, made)
    assert third.field.toPlainText() == ""
    third.reject()


def test_what_was_begun_before_a_crash_is_there_again(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    made.wishes.keep_drafts({("ask", "c7"): "Who knows this"})
    choose(made, "c7")
    press(made.queue.view, "a")
    asking = asked(qtbot, made)
    assert asking.field.toPlainText() == "Who knows this"
    asking.reject()


def test_what_a_member_wrote_goes_with_a_question_only_when_that_is_chosen(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c2")
    for alt_t in (False, True):
        press(made.queue.view, "a")
        asking = asked(qtbot, made)
        assert asking.field.hasFocus()
        press(asking.field, "Who knows this")
        if alt_t:
            press(asking.field, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
            assert asking.choices[1].isChecked()
        press(asking.field, Qt.Key.Key_Return, _CTRL)
        made.wishes.drop_draft(("ask", "c2"))
        back(qtbot, made)
    assert [wish for wish, _ in heard.wished] == [
        actions.AskTeam("c2", "Who knows this"),
        actions.AskTeam("c2", "Who knows this", quoted=True),
    ]


def test_the_words_of_a_member_in_a_question_stay_out_of_sight_with_the_chat(qtbot: QtBot) -> None:
    one = replace(desks.asks()[0], by="U2", question=with_quote("Who knows this?", "i cant talk here"))
    asks = [replace(one, chat="c2", answers=())]
    made, _ = desk(qtbot, asks=desks.keyed(asks, "ask"))
    choose(made, "c2")
    assert "Who knows this? (with the member's text)" in made.detail.shown
    for seen in (False, True):
        press(made.queue.view, "A", Qt.KeyboardModifier.ShiftModifier)
        asking = asked(qtbot, made)
        assert ("i cant talk here" in asking.findChildren(Text)[0].accessibleName()) is seen
        press(asking.field, Qt.Key.Key_Escape)
        back(qtbot, made)
        press(made.queue.view, Qt.Key.Key_Space)


def test_an_empty_note_is_refused_in_place_and_nothing_is_lost(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c7")
    press(made.queue.view, "n")
    asking = asked(qtbot, made)
    asking.confirm()
    assert asking.isVisible()
    assert asking.why.accessibleName() == "The note is empty."
    assert heard.wished == []
    asking.reject()


def test_a_chat_is_closed_with_one_key_for_its_outcome(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c7")
    press(made.queue.view, "x")
    asking = asked(qtbot, made)
    asking.confirm()
    assert "Choose how it ended" in asking.why.accessibleName()
    press(asking.choices[0], "s")
    assert asking.field.hasFocus()
    press(asking.field, "so it ended")
    press(asking.field, Qt.Key.Key_Return, _CTRL)
    assert heard.wished == [(actions.CloseChat("c7", ChatOutcome.SIGNPOSTED, "so it ended"), ("close", "c7"))]


def test_a_chat_is_passed_only_to_who_may_take_it_on_this_shift_the_least_busy_first(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c7")
    press(made.queue.view, "p")
    asking = asked(qtbot, made)
    assert [choice.label for choice in asking.choices] == [
        "Dr S. Iyer · no chats",
        "R. Okafor · no chats",
        "M. Hale · 1 chat",
        "N. Farrow · 1 chat",
    ]
    asking.confirm()
    assert asking.why.accessibleName() == "Choose to whom."
    press(asking.choices[0], "3")
    asking.confirm()
    assert heard.wished == [(actions.PassChat("c7", "U3"), ("pass", "c7"))]


def test_lowering_the_risk_needs_a_reason_and_at_night_a_second_look(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c7")
    press(made.queue.view, "r", _SHIFT)
    asking = asked(qtbot, made)
    assert asking.chosen is Risk.C
    asking.confirm()
    assert asking.why.accessibleName() == "Lowering the risk needs a reason."
    asking.field.setPlainText("Calmer, somebody is with them")
    asking.confirm()
    assert asking.why.accessibleName().startswith("Between 02:00 and 06:00 attention is at its lowest.")
    assert heard.wished == []
    asking.confirm()
    assert heard.wished == [(actions.SetRisk("c7", Risk.C, "Calmer, somebody is with them"), ("lower", "c7"))]


def test_by_day_lowering_is_confirmed_once(qtbot: QtBot) -> None:
    clock = StillClock()
    clock.forward(4 * 3_600)
    made, heard = desk(qtbot, clock)
    choose(made, "c4")
    press(made.queue.view, "r", _SHIFT)
    asking = asked(qtbot, made)
    asking.field.setPlainText("Only a question")
    asking.confirm()
    assert [wish for wish, _ in heard.wished] == [actions.SetRisk("c4", Risk.E, "Only a question")]


@pytest.mark.parametrize(
    ("chat", "key", "by"),
    [("c1", "r", 0), ("c5", "r", 1)],
)
def test_the_highest_and_the_lowest_level_are_said_to_be_that(qtbot: QtBot, chat: str, key: str, by: int) -> None:
    made, heard = desk(qtbot)
    choose(made, chat)
    press(made.queue.view, key, _SHIFT if by else Qt.KeyboardModifier.NoModifier)
    assert made.banner.words in ("The risk is already A, the highest.", "The risk is already E, the lowest.")
    assert heard.wished == []


def test_a_chat_offered_to_me_stands_on_top_and_is_accepted_or_given_back(qtbot: QtBot) -> None:
    made, heard = desk(qtbot, rules={})
    assert made.said()["queue"][1] == "Offered to you"
    choose(made, "c9")
    assert acts(made)["take"] == ""
    assert made.bar.button("take").label == "Accept"
    assert made.bar.button("release").label == "Give back"
    assert "offered to you by N. Farrow" in made.detail.shown
    press(made.queue.view, "t")
    press(made.queue.view, "l")
    asking = asked(qtbot, made)
    asking.confirm()
    assert [wish for wish, _ in heard.wished] == [actions.TakeChat("c9"), actions.ReturnPass("c9")]


def test_an_offer_that_ends_leaves_the_chat_with_its_holder(qtbot: QtBot) -> None:
    clock = StillClock()
    made, _ = desk(qtbot, clock)
    clock.forward(80)
    made._tick()
    assert "Offered to you" not in made.said()["queue"]
    assert any("grey-finch" in line and "held by N. Farrow" in line for line in made.said()["queue"])


def test_a_released_chat_may_go_without_a_reason(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c7")
    press(made.queue.view, "l")
    asking = asked(qtbot, made)
    asking.confirm()
    assert heard.wished == [(actions.ReleaseChat("c7", ""), ("release", "c7"))]


def test_the_question_of_the_chosen_chat_is_answered_with_one_key(qtbot: QtBot) -> None:
    ask = desks.asks()[0]
    other = type(ask)("a2", Position(NOW, "C5"), "U3", "Who has seen this before?", "c8")
    made, heard = desk(qtbot, asks=desks.keyed([ask, other], "ask"))
    choose(made, "c8")
    assert acts(made)["answer"] == ""
    press(made.queue.view, "a", _SHIFT)
    asking = asked(qtbot, made)
    asking.confirm()
    assert asking.why.accessibleName() == "The answer is empty."
    asking.field.setPlainText("I have, last week")
    asking.confirm()
    assert heard.wished == [(Answer(Position(NOW, "C5"), "I have, last week"), ("answer", "a2"))]
    back(qtbot, made)
    made.show_view(desks.view(people=people(), asks=desks.keyed([ask], "ask")))
    choose(made, "c3")
    press(made.queue.view, "a", _SHIFT)
    assert made.banner.words == "No question about this chat waits for your answer."


def test_answers_are_told_with_the_role_of_who_answered(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    choose(made, "c7")
    assert "Dr S. Iyer (clinician) 02:04" in made.detail.shown


def test_nothing_is_wished_while_a_fault_is_shown(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    made.show_fault("The copy is damaged", "It can be built again.", ("Close",))
    press(made, "g")
    assert heard.wished == []


def test_the_window_knows_how_long_nobody_used_it(qtbot: QtBot) -> None:
    watch = Watch()
    made, _ = desk(qtbot, watch=watch)
    watch.at += 400
    assert made.idle_seconds == 400
    QTest.keyClick(made.windowHandle(), Qt.Key.Key_J)
    assert made.idle_seconds == 0
    watch.at += 400
    QTest.mouseMove(made.windowHandle())
    qtbot.waitUntil(lambda: made.idle_seconds == 0)


def test_what_has_no_room_stands_behind_more(qtbot: QtBot) -> None:
    made, heard = desk(qtbot, rules={})
    made.wear(made.look.at(200))
    choose(made, "c3")
    hidden = [act.name for act in made.bar.acts if made.bar.button(act.name).isHidden()]
    assert hidden
    made.bar._fill_menu()
    entries = made.bar._menu.actions()
    assert len(entries) == len(hidden)
    entries[[*hidden].index("note")].trigger() if "note" in hidden else None
    if made.wishes.asking is not None:
        made.wishes.asking.reject()
    assert heard.wished == []


def test_clinicians_and_leads_see_what_nobody_answered_age_and_answer_the_oldest_with_one_key(qtbot: QtBot) -> None:
    asks = {
        "a2": Ask("a2", Position(desks.ago(6), "C5"), "U3", "Who knows this", "c8"),
        "a3": Ask("a3", Position(desks.ago(3), "C5"), "U8", "And this", "c7"),
        "a4": Ask("a4", Position(desks.ago(0.5), "C5"), "U8", "And that"),
    }
    made, _ = desk(qtbot, asks=asks)
    assert not [line for line in made.roster.rows if line.kind == "ask"]
    roles = people()
    made.show_view(desks.view(asks=asks, people=People(frozenset(), {**roles.grants, desks.ME: roles.grants["U2"]})))
    lines = [line for line in made.roster.rows if line.kind == "ask"]
    assert [(line.left, line.right, line.tone) for line in lines] == [
        ("red-bicycle (D)", "asked by M. Hale · 6 min · “Who knows this”", "bad"),
        ("green-compass (B)", "asked by N. Farrow · 3 min · question hidden", "warn"),
        ("a chat", "asked by N. Farrow · under a minute · “And that”", "text"),
    ]
    choose(made, "c3")
    press(made.queue.view, "A", _SHIFT)
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Answer about red-bicycle"
    asking.reject()
