"""A board of many cases is there at once, the rest comes while the window goes on, and nobody loses their place."""

import time

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain.board import Column
from console.domain.subjects import Kind, Subject
from console.domain.words import Risk
from console.ui.board_page import BoardPage
from console.ui.board_rows import CASE
from console.ui.window import DeskWindow
from tests.ui.test_board import board, called
from tests.ui.test_handover_page import as_lead, with_cases
from tests.ui.windows import press

MANY = 700
_ALT = Qt.KeyboardModifier.AltModifier


def many() -> View:
    cases = [called(f"k{n:04}", f"otter-{n}", Risk.C) for n in range(MANY)]
    return as_lead(with_cases(*cases))


def opened(qtbot: QtBot) -> tuple[DeskWindow, BoardPage]:
    return board(qtbot, many())


def filled(page: BoardPage) -> bool:
    return len(page.lanes[Column.HELD].rows) == MANY + 1


def test_the_first_cards_are_there_at_once_and_the_rest_follow(qtbot: QtBot) -> None:
    _, page = opened(qtbot)
    held = page.lanes[Column.HELD]
    assert 10 < len(held.rows) < 100
    assert page.heading.summary == f"{MANY}"
    assert next(iter(held.rows)).left == f"Being held · {MANY}"
    qtbot.waitUntil(lambda: filled(page))


def test_no_turn_of_the_loop_takes_long_while_it_fills(qtbot: QtBot) -> None:
    made, page = opened(qtbot)
    longest, began = 0.0, time.thread_time()
    while not filled(page):
        turn = time.thread_time()
        made.window().repaint()
        qtbot.wait(1)
        longest = max(longest, time.thread_time() - turn)
        assert time.thread_time() - began < 20
    assert longest < 0.5  # far above what it takes, and far below all of it on a slow machine


def test_whoever_goes_far_down_before_all_is_there_stands_on_their_case(qtbot: QtBot) -> None:
    _, page = opened(qtbot)
    page.follow("k0650")
    view = page.lanes[Column.HELD].view
    assert page.chosen == "k0650"
    assert filled(page)
    qtbot.waitUntil(lambda: not view.measuring)
    seen = view.visualRect(view.currentIndex())
    assert seen.top() >= 0
    assert seen.bottom() <= view.viewport().height()


def test_what_is_seen_stays_where_it_is_while_the_rest_is_measured(qtbot: QtBot) -> None:
    _, page = opened(qtbot)
    view = page.lanes[Column.HELD].view
    qtbot.waitUntil(lambda: filled(page))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    stood = view.rowAt(0), view.rowViewportPosition(view.rowAt(0))
    qtbot.waitUntil(lambda: not view.measuring)
    assert (view.rowAt(0), view.rowViewportPosition(view.rowAt(0))) == stood
    heights = {view.rowHeight(position) for position in range(1, len(page.lanes[Column.HELD].rows))}
    assert heights == {view.rowHeight(1)}  # cards of as many words are as high


def test_a_change_of_one_case_and_a_new_minute_take_no_card_away(qtbot: QtBot) -> None:
    made, page = opened(qtbot)
    qtbot.waitUntil(lambda: filled(page))
    page.follow("k0400")
    before = many()
    one = replace(before.cases["k0400"], outside="an ambulance")
    other = replace(before.cases["k0300"], category="a new word")
    changed = {**before.cases, "k0400": one, "k0300": other}
    news = frozenset({Subject(Kind.CASE, "k0400"), Subject(Kind.CASE, "k0300")})
    made.show_view(replace(before, cases=changed, changed=news))
    held = page.lanes[Column.HELD].rows
    assert len(held) >= MANY - 20
    assert any("a new word" in row.right for row in held)
    assert [row.key for row in page.lanes[Column.OUTSIDE].rows][1:] == [f"{CASE}k0400"]
    qtbot.waitUntil(lambda: len(held) == MANY)
    page._show()
    assert len(held) == MANY


def test_a_filter_and_the_table_have_all_cases_before_all_cards_are_made(qtbot: QtBot) -> None:
    _, page = opened(qtbot)
    page.search.setText("otter-69")
    assert page.heading.summary == f"11 of {MANY} shown"
    assert len(page.lanes[Column.HELD].rows) == 12
    page.search.clear()
    press(page.parts[0], "t", _ALT)
    assert page.table.rowCount() == MANY
    qtbot.wait(50)
    assert not filled(page)  # cards that nobody sees are not made
    press(page.grid, "t", _ALT)
    qtbot.waitUntil(lambda: filled(page))


def test_one_list_is_filled_where_there_is_no_room_for_columns(qtbot: QtBot) -> None:
    _, page = board(qtbot, many(), 1000, 700)
    qtbot.waitUntil(lambda: len(page.one.rows) == MANY + 1)
    assert all(len(lane.rows) == 0 for lane in page.lanes.values())
