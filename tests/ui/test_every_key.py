"""Every action has one key, and its key is told: on its button, on the sheet of all keys, and in the one box."""

import ast
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from console import ui
from console.ui.act_bar import ActBar, KeyButton
from console.ui.findings import ACTION
from console.ui.keys import KEYS, keymap
from console.ui.window import DeskWindow
from tests.ui.acting import desk
from tests.ui.windows import press

TABLE = {key.name: key for key in KEYS}
NAMES = TABLE.keys()
SOURCES = sorted(Path(ui.__file__).parent.glob("*.py"))


def on_buttons(made: DeskWindow) -> dict[str, str]:
    """What each button of a bar says of its key, by the name of what it does."""
    bars = made.findChildren(ActBar)
    return {act.name: bar.button(act.name).accessibleName() for bar in bars for act in bar.acts}


def on_sheet(made: DeskWindow) -> set[str]:
    """All that the sheet of all keys says."""
    made.show_keys()
    sheet = made.findChild(QDialog)
    assert sheet is not None
    words = {child.accessibleName() for child in sheet.findChildren(QWidget)}
    sheet.close()
    return words


def in_box(qtbot: QtBot, made: DeskWindow) -> dict[str, str]:
    """What the one box offers to do, and the key it tells for it."""
    made.finder.open()
    box = made.finder.box
    assert box is not None
    qtbot.waitUntil(box.isActiveWindow)
    found = {row.name: row.hint for row in box.rows if row.kind == ACTION}
    box.reject()
    return found


def test_every_action_has_its_key_on_its_button_or_on_the_sheet_and_in_the_box(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    keys = keymap()
    made.queue.follow("c7")
    made._show_acts()
    buttons, sheet, box = on_buttons(made), on_sheet(made), in_box(qtbot, made)
    untold = []
    for name in made._keyboard.does:
        on_button = buttons.get(name, "").endswith(f", key {keys.hint(name)}")
        told = name in TABLE and TABLE[name].does in sheet and any(keys.hint(name) in words for words in sheet)
        in_both = told and (name == "find" or box.get(name) == keys.hint(name))
        if not keys.hint(name) or not (on_button or in_both):
            untold.append(name)
    assert untold == []
    assert {key.does for key in KEYS} <= sheet
    assert box.keys() == NAMES - {"find"}


def test_whatever_is_in_the_table_of_keys_does_something_and_has_a_usual_key(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    assert made._keyboard.does.keys() == NAMES
    assert [key.name for key in KEYS if not keymap().hint(key.name)] == []


def test_no_key_of_the_window_is_one_that_the_table_does_not_tell(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    press(made, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)  # the pages have keys too
    told = {QKeySequence(one) for name in NAMES for one in keymap().of(name)}
    made_keys = [one.key() for one in made.findChildren(QShortcut)]
    assert made_keys
    assert [key.toString() for key in made_keys if key not in told] == []


def acts_made(source: Path) -> Iterator[str]:
    """The names of all that a module ever puts on a bar, as far as they stand in its source."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Act":
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_whatever_stands_on_a_bar_has_a_key_of_its_own(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    named = {name for source in SOURCES for name in acts_made(source)}
    assert {"take", "release", "answer", "open_chat", "give_role", "confirm_all"} <= named
    assert named <= NAMES
    for chat in ("c1", "c7", "c9"):
        made.queue.follow(chat)
        made._show_acts()
        for name, said in on_buttons(made).items():
            assert said.endswith(f", key {keymap().hint(name)}")


def test_the_strip_of_what_is_stuck_shows_its_keys_too(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    hints = {one.accessibleName() for one in made.findChildren(KeyButton)}
    assert {"Try again, key Ctrl+R", "Take back, key Ctrl+B"} <= hints
