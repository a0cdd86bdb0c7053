"""A chart is drawn whatever it is given, and says the same in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from console.ui.chart import Chart, ChartOf, Column, paint_chart
from console.ui.theme import PALETTES, Look
from tests.ui.keeping import keep

pytestmark = pytest.mark.usefixtures("qapp")
NIGHT = (Column("22", 12, 3.5), Column("23", 24), Column("00", 6, 7))
columns = st.builds(Column, st.text(max_size=30), st.floats(0, 1e6), st.none() | st.floats(0, 1e6))


def drawn(chart: ChartOf, look: Look, width: int = 300, height: int = 200) -> QImage:
    image = QImage(max(1, width), max(1, height), QImage.Format.Format_RGB32)
    image.fill(QColor(look.palette.ground))
    painter = QPainter(image)
    paint_chart(painter, look, QRect(0, 0, width, height), chart)
    painter.end()
    return image


def has(image: QImage, colour: str, left: int, right: int) -> bool:
    rgb = QColor(colour).rgb()
    return any(image.pixel(x, y) == rgb for x in range(left, right) for y in range(image.height()))


@given(st.lists(columns, max_size=30).map(tuple), st.integers(1, 600), st.sampled_from((100, 200)))
def test_any_figures_are_drawn_at_any_width(found: tuple[Column, ...], width: int, percent: int) -> None:
    drawn(ChartOf(found, "chats", "wait"), Look().at(percent), width)


@pytest.mark.parametrize("theme", PALETTES)
def test_each_bar_and_each_point_is_drawn_and_the_line_breaks_where_there_is_none(theme: str) -> None:
    look = Look(PALETTES[theme])
    image = drawn(ChartOf(NIGHT, "chats", "median wait (min)"), look)
    for left, right, line in (10, 90, True), (110, 190, False), (210, 290, True):
        assert has(image, look.palette.chosen_line, left, right)
        assert has(image, look.palette.warn, left, right) is line
    nothing = drawn(ChartOf((), "chats"), look)
    assert not has(nothing, look.palette.chosen_line, 0, 300)


def test_the_same_is_told_in_words_and_as_a_table(qtbot: QtBot) -> None:
    chart = ChartOf(NIGHT, "chats", "median wait (min)")
    assert chart.table == (("22", "12", "3.5"), ("23", "24", "–"), ("00", "6", "7"))
    made = Chart(Look(), "The night by the hour")
    keep(qtbot, made)
    made.show_chart(chart)
    assert made.accessibleDescription().startswith("bars: chats · line with dots: median wait (min). 22: 12 chats, ")
    made.show_chart(ChartOf(NIGHT, "posts"))
    assert made.accessibleDescription() == "bars: posts. 22: 12 posts; 23: 24 posts; 00: 6 posts."
    made.show_chart(ChartOf((), "posts"))
    assert made.accessibleDescription() == "bars: posts. There is nothing to show yet."
    made.wear(Look().at(200))
    assert made.sizeHint().height() == 400
    with qtbot.waitExposed(made):
        made.show()
