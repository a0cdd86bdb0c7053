"""Words that are drawn: wrapped, cut where there is no room, and never markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from console.ui.drawing import Chip, Line, Prose, advance
from console.ui.text import Run, runs
from console.ui.theme import Look
from tests.ui.hostile import TEXTS

pytestmark = pytest.mark.usefixtures("qapp")


def canvas() -> QImage:
    image = QImage(400, 300, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image


def test_prose_of_few_lines_is_cut_and_says_so() -> None:
    words = (Run("word " * 200),)
    whole, cut = Prose(Look(), words, 200), Prose(Look(), words, 200, lines=3)
    assert not whole.cut
    assert cut.cut
    assert cut.height == 3 * Prose(Look(), (Run("word"),), 200).height
    assert not Prose(Look(), (Run("word"),), 200, lines=1).cut
    assert Prose(Look(), (), 200).height >= 0


@pytest.mark.parametrize("hostile", TEXTS)
@pytest.mark.parametrize("lines", [0, 2])
def test_every_hostile_text_is_drawn_at_every_width(hostile: str, lines: int) -> None:
    image = canvas()
    painter = QPainter(image)
    for width in (-5, 1, 33, 380):
        Prose(Look(), runs(hostile, {}), width, lines=lines).paint(painter, 5, 5)
        Line(painter, Look(), QRect(0, 0, width, 20)).words(hostile[:400], lambda p: p.text)
    painter.end()


@given(st.text(max_size=80), st.integers(1, 300), st.integers(1, 4))
def test_any_text_breaks_into_at_most_so_many_lines(text: str, width: int, lines: int) -> None:
    one = Prose(Look(), (Run("x"),), width).height
    image = canvas()
    painter = QPainter(image)
    prose = Prose(Look(), runs(text, {}), width, lines=lines)
    prose.paint(painter, 0, 0)
    painter.end()
    assert prose.height <= lines * one * 4  # letters of other scripts stand higher


def test_a_line_gives_room_to_what_stands_at_its_right_and_shortens_chips() -> None:
    image = canvas()
    painter = QPainter(image)
    line = Line(painter, Look(), QRect(0, 0, 300, 22))
    line.right("22:10", lambda p: p.text)
    assert line.room < 300 - advance(Look(), "22:10")
    line.words("alias", lambda p: p.text, struck=True)
    line.chip(Chip("a chip that is much too long for the rest of this line", "warn"))
    assert line.room <= 0
    line.chip(Chip("no room"))
    painter.end()
