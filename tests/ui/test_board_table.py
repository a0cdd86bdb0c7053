"""The board as a table: a row for each case, sorted by any column, by keys alone, and one stays where one stood."""

import random

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from console.domain.cases import Case
from console.domain.words import Risk
from console.ui.board_page import BoardPage
from console.ui.board_table import COLUMNS, CaseTable, Seen
from console.ui.window import DeskWindow
from tests.ui.desks import NOW
from tests.ui.test_board import board, called, night
from tests.ui.test_handover_page import MINUTE, as_lead, with_cases
from tests.ui.windows import ZONE, press

_ALT, _SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
HEADS = [column.head for column in COLUMNS]


def table(qtbot: QtBot) -> tuple[DeskWindow, BoardPage]:
    made, page = board(qtbot, night())
    page.follow("k3")
    press(page.parts[0], "t", _ALT)
    return made, page


def column(page: BoardPage, head: str) -> list[str]:
    at = HEADS.index(head)
    return [str(page.table.index(row, at).data()) for row in range(page.table.rowCount())]


def test_every_case_is_a_row_the_worst_first_and_one_stays_on_ones_case(qtbot: QtBot) -> None:
    _, page = table(qtbot)
    assert page.grid.isVisible()
    assert not any(lane.view.isVisible() for lane in (page.one, *page.lanes.values()))
    assert page.chosen == "k3"
    assert column(page, "Member")[0] == "north-tram"
    assert column(page, "Risk") == [
        "A, Emergency",
        "B, Very high",
        "B, Very high",
        "B, Very high",
        "C, High distress",
        "D, Moderate",
    ]
    assert column(page, "State")[-1] == "Closed"
    assert column(page, "Owner")[0] == "nobody"
    assert "⚠ 02:09, past" in column(page, "Next check")
    press(page.grid, "t", _ALT)
    assert page.chosen == "k3"
    assert not page.grid.isVisible()


def test_it_is_sorted_by_the_column_on_which_one_stands_and_the_other_way_round(qtbot: QtBot) -> None:
    _, page = table(qtbot)
    press(page.grid, Qt.Key.Key_Right)
    press(page.grid, "s", _ALT)
    assert column(page, "Member") == sorted(column(page, "Member"))
    assert page.chosen == "k3"
    press(page.grid, "s", _ALT)
    assert column(page, "Member") == sorted(column(page, "Member"), reverse=True)
    assert page.grid.horizontalHeader().sortIndicatorSection() == 1
    for _ in range(20):
        press(page.grid, Qt.Key.Key_Right)
    assert page.grid.currentIndex().column() == len(HEADS) - 1
    for _ in range(20):
        press(page.grid, Qt.Key.Key_Left)
    assert page.grid.currentIndex().column() == 0


def test_its_rows_are_walked_filtered_and_worked_by_the_boards_own_keys(qtbot: QtBot) -> None:
    made, page = table(qtbot)
    press(page.grid, "k")
    press(page.grid, "j")
    assert page.chosen == "k3"
    press(page.grid, "u", _ALT)
    assert column(page, "Member") == ["north-tram"]
    assert page.heading.summary == "1 of 6 shown · unowned"
    page.follow("k2")
    press(page.grid, "e")
    assert made.handing.sheet is not None
    made.handing.sheet.reject()
    assert page.leave()
    assert page.table.rowCount() == 6
    page.search.setText("ribbon")
    assert column(page, "Member") == ["mellow-ribbon"]
    press(page.grid, "s", _ALT)
    page.as_table.setChecked(False)
    page._sort_here()
    assert page.heading.summary == "1 of 6 shown"


def test_a_row_is_read_aloud_with_its_member_and_its_column(qtbot: QtBot) -> None:
    _, page = table(qtbot)
    index = page.table.index(0, HEADS.index("Category"))
    said = page.table.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "north-tram, Category: none"
    assert page.table.data(index, Qt.ItemDataRole.DecorationRole) is None
    assert page.table.headerData(0, Qt.Orientation.Vertical) == 1
    assert page.table.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole) is None
    assert QAccessible.queryAccessibleInterface(page.grid) is not None


def test_any_column_sorts_any_cases_and_what_is_alike_stands_worst_first(qtbot: QtBot) -> None:
    chance = random.Random(1)
    cases = [
        called(
            f"k{n}",
            chance.choice(("otter", "fern")),
            chance.choice(list(Risk)),
            owner=chance.choice((None, "U3")),
            next_check=chance.choice((None, NOW + n * MINUTE)),
            category=chance.choice((None, "self-harm")),
            closed_at=chance.choice((None, NOW)),
        )
        for n in range(60)
    ]
    seen = Seen(as_lead(with_cases(*cases)), NOW, ZONE)
    model = CaseTable()
    model.show(cases, seen)
    for at, one in enumerate(COLUMNS):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            model.sort(at, order)
            keys = [one.key(case, seen) for case in model.cases]
            assert keys == sorted(keys, reverse=order == Qt.SortOrder.DescendingOrder)
    model.sort(1)
    for before, after in zip(model.cases, model.cases[1:], strict=False):
        if before.alias == after.alias:
            assert _worst(before) <= _worst(after)
    model.show([replace(case, category="x") for case in model.cases], seen)
    assert model.index(0, HEADS.index("Category")).data() == "x"
    assert qtbot is not None


def _worst(case: Case) -> tuple[bool, Risk]:
    return case.closed_at is not None, case.risk
