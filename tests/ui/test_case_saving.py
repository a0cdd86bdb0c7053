"""A case is saved by one key, from the board and from its history, with what is told of members only when chosen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.board import Column
from console.ui.board_page import BoardPage
from console.ui.case_saving import CaseSaving
from console.ui.case_story import CaseStory
from console.ui.window import DeskWindow
from tests.ui.test_board import board, night
from tests.ui.windows import press

_CTRL, _SHIFT, _ALT, _NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)


def chosen(qtbot: QtBot) -> tuple[DeskWindow, BoardPage, CaseSaving]:
    """The board, on the case of green-compass."""
    made, page = board(qtbot, night())
    page.follow("k1")
    return made, page, made.handing.saving


@pytest.mark.parametrize("words", [False, True])
def test_two_keys_and_a_place_save_the_chosen_case(qtbot: QtBot, tmp_path: Path, words: bool) -> None:
    made, page, saving = chosen(qtbot)
    wished: list[tuple[str, bool, str]] = []
    saving.wished.connect(lambda *wish: wished.append(wish))
    press(page.lanes[Column.HELD].view, Qt.Key.Key_O, _CTRL)
    picking = saving.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    assert picking.windowTitle() == "Save the case of green-compass"
    assert "not encrypted" in " ".join(
        label.accessibleName() for label in picking.findChildren(type(picking._abouts[0]))
    )
    press(picking, Qt.Key.Key_B, _SHIFT if words else _NONE)
    assert saving.files is not None
    offered = Path(saving.files.selectedFiles()[0]).name
    assert offered == ("case-green-compass-with-words.zip" if words else "case-green-compass.zip")
    saving.files.fileSelected.emit(str(tmp_path / offered))
    saving.files.reject()
    assert wished == [("k1", words, str(tmp_path / offered))]
    assert made.banner.words == "The case is being gathered."
    saving.progress(0.05)
    assert made.banner.words == "The case is being gathered."
    saving.progress(0.42)
    assert made.banner.words == "The case is being gathered, with its proof: 42% of the record is read."
    saving.progress(0.43)
    assert "42%" in made.banner.words


def test_the_history_of_a_case_saves_it_too(qtbot: QtBot) -> None:
    made, page, saving = chosen(qtbot)
    press(page.lanes[Column.HELD].view, "h")
    story = made.findChild(CaseStory)
    assert story is not None
    qtbot.waitUntil(story.isActiveWindow)
    press(story, Qt.Key.Key_O, _CTRL)
    assert not story.isVisible()
    assert saving.picking is not None
    saving.picking.reject()
    press(page.lanes[Column.HELD].view, "h")
    again = made.findChildren(CaseStory)[-1]
    again.save.click()
    assert saving.picking.windowTitle() == "Save the case of green-compass"
    saving.picking.reject()


def test_leaving_the_question_saves_nothing(qtbot: QtBot) -> None:
    _, page, saving = chosen(qtbot)
    page.acts["save_handover"]()
    assert saving.picking is not None
    press(saving.picking, Qt.Key.Key_Escape)
    assert saving.files is None


def test_without_a_case_it_says_so(qtbot: QtBot) -> None:
    made, page, saving = chosen(qtbot)
    press(page.parts[0], "t", _ALT)
    page.search.setText("nobody is called so")
    page.acts["save_handover"]()
    assert made.banner.words == "No case is chosen: choose one on the board first."
    made.handing.save("k9")
    assert made.banner.words.startswith("No case is chosen")
    assert saving.picking is None
