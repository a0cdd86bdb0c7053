"""The keyboard reaches everything, and its keys can be changed."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.ui.keys import keymap
from console.ui.lists import ListView
from tests.ui.windows import press, shown, window


def test_every_pane_and_every_row_is_reached_by_keyboard(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    views: list[ListView[Any]] = [made.queue.view, made.rules.view, made.roster.view]
    for key, view in zip("123", views, strict=True):
        press(made, key)
        assert view.hasFocus()
        press(view, Qt.Key.Key_Home)
        reached = {view.currentIndex().row()}
        for _ in range(len(view.rows)):
            press(view, "j")
            reached.add(view.currentIndex().row())
        assert reached == {i for i, row in enumerate(view.rows) if not row.heading}
        press(view, "k")
        press(view, Qt.Key.Key_End)
        assert view.currentIndex().row() == max(reached)
        for back in (Qt.Key.Key_PageUp, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_Down):
            press(view, back)
            assert view.chosen_row() is not None
    for _ in range(4):
        press(made.focusWidget(), Qt.Key.Key_F6)
    assert made.roster.view.hasFocus()
    press(made.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert made.rules.view.hasFocus()
    press(made, "4")
    assert made.detail.hasFocus()


def test_typing_in_the_search_is_typing_and_escape_leaves_it(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    press(made, "/")
    assert made.rules.search.hasFocus()
    press(made.rules.search, "jk1?")
    assert made.rules.search.text() == "jk1?"
    press(made.rules.search, Qt.Key.Key_Escape)
    assert made.rules.search.text() == ""
    assert made.queue.view.hasFocus()


def test_space_shows_and_hides_the_text_of_the_chosen_chat(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    made.queue.view.choose(made.queue.rows.position_of("chat c2"))
    assert "can someone text me" not in made.detail.shown
    press(made.queue.view, Qt.Key.Key_Space)
    assert "can someone text me" in made.detail.shown
    press(made.queue.view, Qt.Key.Key_Space)
    assert "can someone text me" not in made.detail.shown


def test_the_sheet_shows_every_key(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    press(made, "?")
    sheet = made.findChild(QDialog)
    assert sheet is not None
    names = {child.accessibleName() for child in sheet.findChildren(QWidget)}
    assert {
        "Next row",
        "J",
        "Find a rule, check a draft, or find a person on their page",
        "/, Ctrl+F",
        "Close the desk",
    } <= names
    close = sheet.findChild(QPushButton)
    assert close is not None
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()


def test_a_key_can_be_changed_and_another_switched_off(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot, keys=keymap({"next_row": "N", "previous_row": ""})))
    made.queue.view.choose(3)
    press(made.queue.view, "n")
    assert made.queue.view.currentIndex().row() == 4
    press(made.queue.view, "k")
    assert made.queue.view.currentIndex().row() == 4
    assert made.status.hints.text.startswith("N move")


def test_what_a_pane_says_of_keys_is_so_when_they_were_changed_or_switched_off(qtbot: QtBot) -> None:
    made = window(qtbot, keys=keymap({"next_row": "F8", "previous_row": "", "show_text": "F7"}))
    assert made.detail.shown.strip() == "No chat is chosen. Choose one with F8."
    shown(qtbot, made)
    made.queue.view.choose(made.queue.rows.position_of("chat c2"))
    assert "The text is hidden. F7 shows it, and hides it again." in made.detail.shown
    assert "text hidden (F7)" in "".join(made.said()["queue"])
    made = window(qtbot, keys=keymap({"next_row": "", "previous_row": "", "show_text": ""}))
    assert made.detail.shown.strip() == "No chat is chosen."
    shown(qtbot, made)
    made.queue.view.choose(made.queue.rows.position_of("chat c2"))
    assert "The text is hidden.\n" in made.detail.shown
    assert "text hidden (" not in "".join(made.said()["queue"])


def test_settings_that_name_no_key_or_a_taken_one_are_told_and_change_nothing() -> None:
    keys = keymap({"next_row": "Nonsense+Key", "jump": "X", "rules": "K", "roster": "1"})
    assert keys.of("next_row") == ("J",)
    assert keys.of("previous_row") == ()
    assert keys.of("rules") == ("K",)
    assert len(keys.complaints) == 2
    assert keymap().complaints == ()


def test_text_size_and_theme_change_by_key_at_once(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    control = Qt.KeyboardModifier.ControlModifier
    high = made.queue.view.rowHeight(1)
    press(made, Qt.Key.Key_Equal, control)
    assert made.look.percent == 110
    assert made.queue.view.rowHeight(1) > high
    press(made, Qt.Key.Key_Minus, control)
    press(made, Qt.Key.Key_Equal, control)
    press(made, Qt.Key.Key_0, control)
    assert made.look.percent == 100
    for expected in ("light", "high contrast", "night"):
        press(made, Qt.Key.Key_T, control)
        assert made.look.palette.name == expected
        made.grab()


def test_the_keys_in_the_status_bar_are_those_that_do_something_in_the_view_that_is_shown(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    assert made.status.hints.text == "J/K move · Space text · / find · ? all keys"
    press(made, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert made.status.hints.text == "J/K move · Ctrl+1 to the desk · / find · ? all keys"
    press(made.focusWidget(), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert made.status.hints.text == "J/K move · Space text · / find · ? all keys"


def test_tab_walks_through_the_parts_of_the_desk_in_their_order(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    order = [made.queue.view, made.detail, made.rules.search, made.rules.view, made.roster.view]
    made.queue.view.setFocus()
    met = []
    for _ in range(60):
        if made.focusWidget() in order and made.focusWidget() not in met:
            met.append(made.focusWidget())
        press(made.focusWidget(), Qt.Key.Key_Tab)
    assert met == order
