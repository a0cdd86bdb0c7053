"""Several of one's own chats are chosen together by key or mouse, asked about once, and never known by their row."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.chats import Chat
from console.domain.words import Risk
from console.ui.marking import ONLY_OWN
from console.ui.parting import NOBODY_ELSE
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, choose, desk, people
from tests.ui.desks import ME, ago, chat, held
from tests.ui.windows import press

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def mine() -> dict[str, Chat]:
    """The night's chats, and two more that are with me."""
    more = (
        chat("d1", "soft-anchor", Risk.C, waits=30, **held(ME, 12, 20)),
        chat("d2", "low-ember", Risk.D, waits=50, **held(ME, 30, 20)),
    )
    return desks.keyed((*desks.chats(), *more), "chat")


def busy(qtbot: QtBot, **others: Any) -> tuple[DeskWindow, Heard]:
    """A window whose person holds c7 (B), d1 (C) and d2 (D), and stands on the first."""
    made, heard = desk(qtbot, chats_=mine(), **others)
    choose(made, "c7")
    return made, heard


def together(made: DeskWindow) -> list[str]:
    return [one.chat for one in made.queue.marking.chats]


def test_shift_and_the_arrows_choose_ones_own_chats_together_and_going_back_leaves_them_out(qtbot: QtBot) -> None:
    made, _ = busy(qtbot)
    view = made.queue.view
    press(view, Qt.Key.Key_Down, _SHIFT)
    assert together(made) == ["c7", "d1"]
    press(view, "J", _SHIFT)
    assert together(made) == ["c7", "d1", "d2"]
    press(view, Qt.Key.Key_Down, _SHIFT)  # below stands a chat of somebody else
    assert together(made) == ["c7", "d1", "d2"]
    assert made.queue.chosen_chat is not None
    assert made.queue.chosen_chat.key == "chat d2"
    press(view, Qt.Key.Key_Up, _SHIFT)
    press(view, "K", _SHIFT)
    assert together(made) == ["c7"]
    press(view, Qt.Key.Key_Escape)
    assert together(made) == []
    assert view.hasFocus()


def test_one_key_chooses_all_that_one_holds_and_another_leaves_one_out(qtbot: QtBot) -> None:
    made, _ = busy(qtbot)
    choose(made, "c1")
    press(made.queue.view, Qt.Key.Key_A, _CTRL)
    assert together(made) == ["c7", "d1", "d2"]
    choose(made, "d1")
    press(made.queue.view, "m")
    assert together(made) == ["c7", "d2"]
    press(made.queue.view, "m")
    assert together(made) == ["c7", "d1", "d2"]


def test_only_chats_that_one_holds_are_chosen_together(qtbot: QtBot) -> None:
    made, _ = busy(qtbot)
    for key, modifier in ((Qt.Key.Key_Down, _SHIFT), (Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier)):
        choose(made, "c1")
        made.say("")
        press(made.queue.view, key, modifier)
        assert made.banner.words == ONLY_OWN
        assert together(made) == []
    made.show_view(desks.view(people=people(), chats_={"c1": mine()["c1"]}))
    press(made.queue.view, Qt.Key.Key_A, _CTRL)
    assert made.banner.words == "You hold no chat."


def click(made: DeskWindow, name: str, modifier: Qt.KeyboardModifier) -> None:
    view = made.queue.view
    position = made.queue.rows.position_of(f"chat {name}")
    view.scrollTo(view.model().index(position, 0))
    place = QPoint(80, view.rowViewportPosition(position) + 20)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def test_the_mouse_chooses_with_ctrl_one_and_with_shift_all_between(qtbot: QtBot) -> None:
    made, _ = busy(qtbot)
    click(made, "d2", _CTRL)
    assert together(made) == ["d2"]
    click(made, "d2", _CTRL)
    click(made, "d2", _SHIFT)
    assert together(made) == ["c7", "d1", "d2"]
    assert made.queue.chosen_chat is not None
    assert made.queue.chosen_chat.key == "chat c7"
    click(made, "c8", _CTRL)
    assert made.banner.words == ONLY_OWN
    click(made, "c8", _SHIFT)
    assert together(made) == ["c7", "d1", "d2"]
    choose(made, "c1")
    press(made.queue.view, Qt.Key.Key_Escape)
    click(made, "d1", _SHIFT)
    assert together(made) == ["d1"]


def test_what_is_chosen_together_is_shown_by_a_sign_and_a_word_and_told(qtbot: QtBot) -> None:
    made, _ = busy(qtbot)
    press(made.queue.view, Qt.Key.Key_A, _CTRL)
    words = [line for line in made.said()["queue"] if "✓ together" in line]
    assert len(words) == 3
    assert made.queue.heading.summary.endswith("you hold 3 of 3 · 3 chosen together")
    made._show_acts()
    assert [act.label for act in made.bar.acts][:2] == ["Release 3", "Pass 3 on"]
    assert made.bar.button("release").accessibleName() == "Release 3, key L"


def test_what_is_chosen_together_is_known_by_chat_while_rows_move_and_what_is_mine_no_longer_leaves(
    qtbot: QtBot,
) -> None:
    made, _ = busy(qtbot)
    press(made.queue.view, Qt.Key.Key_A, _CTRL)
    chats = mine()
    chats["d2"] = replace(chats["d2"], risk=Risk.A)
    chats["c0"] = chat("c0", "new-comer", Risk.A, waits=1)
    made.show_view(desks.view(people=people(), chats_=chats))
    assert together(made) == ["d2", "c7", "d1"]
    chats["c7"] = replace(chats["c7"], holder="U3", held_by=(ME, "U3"))
    made.show_view(desks.view(people=people(), chats_=chats))
    assert together(made) == ["d2", "d1"]
    del chats["d1"], chats["d2"]
    made.show_view(desks.view(people=people(), chats_=chats))
    assert together(made) == []
    assert made.queue.known.together == frozenset()


def test_several_are_released_after_one_question_with_one_reason(qtbot: QtBot) -> None:
    made, heard = busy(qtbot)
    press(made.queue.view, Qt.Key.Key_A, _CTRL)
    choose(made, "c1")  # wherever the keyboard stands
    press(made.queue.view, "l")
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Release 3 chats"
    press(asking.field, "end of the shift")
    press(asking.field, Qt.Key.Key_Return, _CTRL)
    released = tuple(actions.ReleaseChat(one, "end of the shift") for one in ("c7", "d1", "d2"))
    assert heard.wished == [(released, ("release", "several"))]
    back(qtbot, made)


def test_several_are_passed_to_one_person_who_can_get_them_all(qtbot: QtBot) -> None:
    made, heard = busy(qtbot)
    press(made.queue.view, Qt.Key.Key_Down, _SHIFT)
    press(made.queue.view, "p")
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Pass 2 chats on"
    assert [choice.label for choice in asking.choices][:2] == ["Dr S. Iyer · no chats", "R. Okafor · no chats"]
    asking.confirm()
    assert asking.why.accessibleName() == "Choose to whom."
    press(asking.choices[0], "2")
    asking.confirm()
    assert heard.wished == [(tuple(actions.PassChat(one, "U1") for one in ("c7", "d1")), ("pass", "several"))]
    assert together(made) == []


def test_why_none_of_several_can_be_released_is_said_once_for_each_reason(qtbot: QtBot) -> None:
    made, heard = busy(qtbot)
    press(made.queue.view, Qt.Key.Key_A, _CTRL)
    press(made.queue.view, "l")
    asking = asked(qtbot, made)
    over = {key: replace(one, closed_at=ago(0)) if one.holder == ME else one for key, one in mine().items()}
    over["d1"] = replace(over["d1"], closed_at=None, ended_at=ago(0))
    made.show_view(desks.view(people=people(), chats_=over))
    asking.confirm()
    assert asking.why.accessibleName() == (
        "Not done for green-compass, low-ember: This chat is closed. "
        "Not done for soft-anchor: The member has left this chat."
    )
    assert heard.wished == []
    asking.reject()


def test_all_else_is_done_to_the_chat_the_keyboard_stands_on_alone(qtbot: QtBot) -> None:
    made, heard = busy(qtbot)
    press(made.queue.view, Qt.Key.Key_A, _CTRL)
    press(made.queue.view, "r")
    assert [wish for wish, _ in heard.wished] == [actions.SetRisk("c7", Risk.A)]
    assert together(made) == ["c7", "d1", "d2"]


def test_nothing_is_chosen_together_behind_a_page(qtbot: QtBot) -> None:
    made, _ = busy(qtbot)
    press(made.queue.view, Qt.Key.Key_2, _CTRL)
    page = made.views.page
    assert page is not None
    press(made.focusWidget(), Qt.Key.Key_A, _CTRL)
    assert together(made) == []
    assert made.finder.why_not_now("mark_all").startswith("This is done at the desk")
    made.views.go("desk")
    assert made.finder.why_not_now("mark_all") == ""
    assert made.finder.why_not_now("release") == ""


def test_nobody_to_pass_them_to_is_said_at_once(qtbot: QtBot) -> None:
    made, heard = busy(qtbot)
    alone = people()
    alone = replace(alone, grants={ME: alone.grants[ME]})
    made.show_view(desks.view(people=alone, chats_=mine()))
    press(made.queue.view, Qt.Key.Key_A, _CTRL)
    press(made.queue.view, "p")
    assert made.banner.words == NOBODY_ELSE
    assert made.wishes.asking is None
    assert heard.wished == []


def test_one_that_is_chosen_alone_is_called_by_its_name_and_judged_when_it_is_confirmed(qtbot: QtBot) -> None:
    made, heard = busy(qtbot)
    press(made.queue.view, "m")
    press(made.queue.view, "l")
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Release green-compass"
    chats = mine()
    chats["c7"] = replace(chats["c7"], closed_at=ago(0))
    made.show_view(desks.view(people=people(), chats_=chats))
    asking.confirm()
    assert asking.why.accessibleName() == "This chat is closed."
    assert heard.wished == []
    asking.reject()
