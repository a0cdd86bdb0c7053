"""A screen reader hears a name and a role for everything that the keyboard can reach."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from console.ui.people_page import PeoplePage
from tests.ui import team
from tests.ui.windows import shown, window


def tree(interface: QAccessibleInterface, depth: int = 0) -> Iterator[tuple[int, QAccessibleInterface]]:
    yield depth, interface
    if interface.role() in (QAccessible.Role.Table, QAccessible.Role.List):
        return  # its rows are looked at one by one
    for i in range(interface.childCount()):
        child = interface.child(i)
        if child is not None:
            yield from tree(child, depth + 1)


def named(root: QWidget) -> None:
    interface = QAccessible.queryAccessibleInterface(root)
    seen = 0
    for _, one in tree(interface):
        seen += 1
        state = one.state()
        if state.focusable and not state.invisible:
            assert one.text(QAccessible.Text.Name), one.role()
            assert one.role() != QAccessible.Role.NoRole
    assert seen > 5


def test_everything_that_can_have_the_keyboard_has_a_name_and_a_role(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    named(made)
    for widget in made.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            assert widget.accessibleName(), widget
    made.show_keys()
    sheet = made.findChild(QDialog)
    assert sheet is not None
    named(sheet)
    sheet.reject()
    made.show_view(team.view("UA"))
    made.views.go("people")
    made.activateWindow()
    named(made)
    made.act("give_role")
    assert isinstance(made.views.page, PeoplePage)
    assert made.views.page.picking is not None
    named(made.views.page.picking)
    made.views.page.picking.reject()
    made.show_fault("The copy is damaged", "It can be built again.", ("Build it again", "Close"))
    named(made)


def test_every_row_is_read_in_plain_words(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    for view, words in (
        (made.queue.view, "grey-finch, level C, triangle, High distress · worried about a friend, offered to you 0:40"),
        (made.rules.view, "Stop: Rule 31 — Challenge videos: do not name or link. Hold any post"),
        (made.roster.view, "R. Okafor, Lead, on duty"),
    ):
        interface = QAccessible.queryAccessibleInterface(view)
        assert interface.role() == QAccessible.Role.Table
        cells = (interface.child(i) for i in range(interface.childCount()))
        cell = [one for one in cells if one.role() == QAccessible.Role.Cell][1]
        assert cell.text(QAccessible.Text.Name).startswith(words)


def test_the_banner_tells_the_screen_reader_what_it_says(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    made.say("Something went wrong here.")
    assert made.banner.accessibleName() == "Something went wrong here."
