"""A question above the roster is answered, and its chat gone to, with one key on its line."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.domain.asks import Answer as Answered
from console.domain.asks import Ask
from console.domain.chats import Chat
from console.domain.messages import Position
from console.domain.pending import Answer
from console.domain.people import People
from console.ui.answering import DECIDED, NO_QUESTION, NOT_OPEN, OWN
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, choose, desk, people
from tests.ui.desks import ME, ago
from tests.ui.windows import press

_SHIFT = Qt.KeyboardModifier.ShiftModifier


def where(minutes: float) -> Position:
    return Position(ago(minutes), "C5")


ASKS = {
    "a2": Ask("a2", where(6), "U3", "Who knows this", "c8"),
    "a3": Ask("a3", where(4), "U8", "May this stand?", None, "p1"),
    "a4": Ask("a4", where(3), ME, "And this", "c7"),
    "a5": Ask("a5", where(2), "U8", "And that", "c77"),
    "a6": Ask("a6", where(30), "U8", "First", "c3", None, (Answered("U2", ago(29), "Yes"),)),
}


def answering(qtbot: QtBot, *, chats: dict[str, Chat] | None = None) -> tuple[DeskWindow, Heard]:
    """The desk of a clinician on shift, before whom four questions stand."""
    made, heard = desk(qtbot, asks=ASKS)
    roles = people()
    clinician = People(frozenset(), {**roles.grants, ME: roles.grants["U2"]})
    made.show_view(desks.view(asks=ASKS, people=clinician, chats_=chats))
    press(made, "3")
    return made, heard


def stand_on(made: DeskWindow, ask: str) -> None:
    made.roster.view.choose(made.roster.rows.position_of(f"ask {ask}"))


def test_the_chosen_question_is_answered_with_one_key_whatever_chat_is_chosen(qtbot: QtBot) -> None:
    made, heard = answering(qtbot)
    choose(made, "c1")
    stand_on(made, "a2")
    assert [(act.label, act.why) for act in made.roster.bar.acts] == [("Answer", ""), ("Go to the chat", "")]
    assert made.roster.bar.button("answer").accessibleName() == "Answer, key Shift+A"
    press(made.roster.view, "A", _SHIFT)
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Answer about red-bicycle"
    asking.field.setPlainText("I do")
    asking.confirm()
    assert heard.wished == [(Answer(where(6), "I do"), ("answer", "a2"))]
    back(qtbot, made)


def test_a_question_about_a_post_is_answered_as_well(qtbot: QtBot) -> None:
    made, heard = answering(qtbot)
    stand_on(made, "a3")
    QTest.mouseClick(made.roster.bar.button("answer"), Qt.MouseButton.LeftButton)
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Answer about a post"
    asking.field.setPlainText("No, it is a method")
    asking.confirm()
    assert heard.wished == [(Answer(where(4), "No, it is a method"), ("answer", "a3"))]
    back(qtbot, made)
    press(made.roster.view, "o")
    assert made.banner.words == DECIDED  # this desk no longer has it


def test_the_chat_of_the_chosen_question_is_gone_to_with_one_key_or_return(qtbot: QtBot) -> None:
    made, _ = answering(qtbot)
    for key in (Qt.Key.Key_O, Qt.Key.Key_Return):
        choose(made, "c1")
        press(made, "3")
        stand_on(made, "a2")
        press(made.roster.view, key)
        assert made.queue.view.hasFocus()
        assert made.queue.chosen_chat is not None
        assert made.queue.chosen_chat.key == "chat c8"
    press(made, "3")
    stand_on(made, "a5")
    assert made.roster.bar.acts[1].why == NOT_OPEN
    press(made.roster.view, "o")
    assert made.banner.words == NOT_OPEN
    closed = desks.keyed(desks.chats(), "chat")
    closed["c8"] = replace(closed["c8"], closed_at=ago(0))
    made.show_view(desks.view(asks=ASKS, people=made.queue.known.people, chats_=closed))
    stand_on(made, "a2")
    assert made.finder.why_not_now("open_chat") == NOT_OPEN


def test_ones_own_question_is_left_to_others(qtbot: QtBot) -> None:
    made, heard = answering(qtbot)
    stand_on(made, "a4")
    assert not made.roster.bar.button("answer").isEnabled()
    press(made.roster.view, "A", _SHIFT)
    assert made.banner.words == OWN
    assert made.wishes.asking is None
    assert heard.wished == []


def test_on_another_line_the_keys_mean_the_chosen_chat(qtbot: QtBot) -> None:
    made, _ = answering(qtbot)
    made.roster.view.choose(made.roster.rows.position_of("person U1 lead"))
    assert made.roster.bar.acts == ()
    press(made.roster.view, "o")
    assert made.banner.words == NO_QUESTION
    press(made.roster.view, Qt.Key.Key_Return)
    assert made.roster.view.hasFocus()
    choose(made, "c8")
    press(made.roster.view, "A", _SHIFT)
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Answer about red-bicycle"
    asking.reject()
    back(qtbot, made)
    stand_on(made, "a3")
    made.queue.view.setFocus()
    choose(made, "c8")
    press(made.queue.view, "A", _SHIFT)  # the line of the roster is not what the keyboard stands on
    again = asked(qtbot, made)
    assert again.windowTitle() == "Answer about red-bicycle"
    again.reject()


def test_how_soon_this_shift_was_answered_stands_below_what_waits(qtbot: QtBot) -> None:
    made, _ = answering(qtbot)
    line = made.roster.rows.row_at(made.roster.rows.position_of("first answers"))
    assert line is not None
    assert line.words == "First answers, half within 1:00 · 1 of 5, in this shift"
    made.show_view(desks.view(asks={"a6": ASKS["a6"]}, people=made.queue.known.people))
    assert [row.left for row in made.roster.rows][:2] == ["Questions to the team", "First answers"]
