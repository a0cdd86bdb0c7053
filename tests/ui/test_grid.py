"""Words in a table are cut to their cells exactly as Qt would cut them, and drawn by few steps."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QStringListModel, Qt
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from console.ui.grid import Fitting, WordGrid
from console.ui.theme import PALETTES, Look
from tests.ui.hostile import TEXTS


@pytest.mark.usefixtures("qapp")
@given(st.text(st.characters(max_codepoint=0x3FF), max_size=40), st.integers(0, 400), st.sampled_from([9, 14, 28]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_are_cut_as_qt_cuts_them(words: str, room: int, size: int) -> None:
    font = QFont()
    font.setPixelSize(size)
    fitting = Fitting(font)
    wanted = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
    assert fitting.fitted(words, room) == wanted
    assert fitting.fitted(words, room) == wanted  # and once more, known


def grid(qtbot: QtBot, model: QAbstractItemModel, said: list[str]) -> WordGrid:
    made = WordGrid(model, "Texts", Look(PALETTES["night"]), lambda row, _column: said[row])
    model.setParent(made)  # a view does not keep its model
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_drawn(qtbot: QtBot, text: str) -> None:
    made = grid(qtbot, QStringListModel(["x", "y"]), [text[:300], text[:300]])
    made.setCurrentIndex(made.model().index(0, 0))
    made.setFocus()
    assert not made.grab().isNull()


def test_a_table_with_nothing_in_it_is_drawn_too(qtbot: QtBot) -> None:
    made = grid(qtbot, QStringListModel([]), [])
    assert not made.grab().isNull()
    made.wear(Look(PALETTES["light"]).at(150))
    assert not made.grab().isNull()


@pytest.mark.usefixtures("qapp")
def test_known_cuts_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.ui.grid._CUT", 3)
    fitting = Fitting(QFont())
    for number in range(20):
        assert fitting.fitted(f"a long text with {number} words", 40)
        assert len(fitting._cut) <= 3
