"""The desk and the pages beside it: one is shown, each has a key and a tab, and the desk goes on behind a page."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain import actions
from console.ui.keys import keymap
from console.ui.tabs import Tab
from console.ui.theme import LIGHT, Look
from console.ui.views import Views
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import desk
from tests.ui.desks import NOW
from tests.ui.keeping import keep
from tests.ui.windows import press

_CTRL = Qt.KeyboardModifier.ControlModifier


class Sheet:
    """A page with a field and a button, which tells what it was given."""

    def __init__(self, look: Look) -> None:
        self.heard: list[str] = [f"made at {look.percent}"]
        self.widget = QWidget()
        self.field, self.button = QLineEdit(), QPushButton("Button")
        layout = QVBoxLayout(self.widget)
        for part in (self.field, self.button):
            part.setAccessibleName("Part")
            layout.addWidget(part)

    @property
    def parts(self) -> Sequence[QWidget]:
        return self.field, self.button

    @property
    def acts(self) -> dict[str, Callable[[], object]]:
        return {"note": lambda: self.heard.append("note")}

    def show_view(self, view: View, now: datetime) -> None:
        self.heard.append(f"{len(view.chats)} chats at {now:%H:%M}")

    def step(self, by: int) -> None:
        self.heard.append(f"step {by}")

    def follow(self, key: str) -> None:
        self.heard.append(f"follow {key}")

    def find(self) -> None:
        self.heard.append("find")

    def leave(self) -> bool:
        begun = bool(self.field.text())
        self.field.clear()
        return begun

    def wear(self, look: Look) -> None:
        self.heard.append(f"wears {look.palette.name}")


def offered(qtbot: QtBot, desk_pane: QWidget) -> tuple[Views, Tab, list[Sheet]]:
    """Views with one page besides the desk; the pages that were made."""
    made: list[Sheet] = []

    def make(look: Look) -> Sheet:
        made.append(Sheet(look))
        return made[-1]

    views = Views(desk_pane, Look(), keymap())
    tab = views.offer("sheet", "Sheet", make)
    keep(qtbot, views)
    with qtbot.waitExposed(views):
        views.show()
    views.activateWindow()
    qtbot.waitUntil(views.isActiveWindow)
    return views, tab, made


def test_a_page_is_made_when_it_is_opened_first_and_shown_as_the_desk_is_then(qtbot: QtBot) -> None:
    pane = QPushButton("Desk")
    views, tab, made = offered(qtbot, pane)
    pane.setFocus()
    views.show_view(desks.view(), NOW)
    assert (made, views.page, views.act("note")) == ([], None, False)
    turned: list[str] = []
    views.turned.connect(lambda: turned.append(views.current))
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    (page,) = made
    assert views.page is page
    assert page.heard == ["made at 100", "9 chats at 02:14"]
    assert page.field.hasFocus()
    assert (tab.isChecked(), views.desk_tab.isChecked()) == (True, False)
    assert views.act("note")
    assert not views.act("take_next")
    views.wear(Look(LIGHT))
    views.go("sheet")
    assert page.heard[2:] == ["note", "wears light"]
    views.go("desk")
    assert pane.hasFocus()
    views.show_view(desks.view(), NOW)
    assert len(page.heard) == 4
    assert turned == ["sheet", "desk"]
    assert len(made) == 1


def test_nothing_is_turned_while_something_stands_instead_of_the_views(qtbot: QtBot) -> None:
    views, tab, made = offered(qtbot, QPushButton("Desk"))
    views.go("sheet")
    fault = QWidget()
    way = QPushButton("Try again", fault)
    views.stand_in(fault)
    assert way.hasFocus()
    QTest.mouseClick(views.desk_tab, Qt.MouseButton.LeftButton)
    assert (views.current, tab.isChecked(), views.desk_tab.isChecked()) == ("sheet", True, False)
    assert views.currentWidget() is fault
    views.stand_back()
    views.stand_back()
    assert views.currentWidget() is made[0].widget


def test_a_tab_says_its_key_and_how_much_there_is_to_see_to(qtbot: QtBot) -> None:
    tab = Tab(Look(), "People", "Ctrl+2")
    keep(qtbot, tab)
    wide = tab.sizeHint().width()
    tab.show_key(shown=False)
    assert tab.sizeHint().width() < wide
    tab.say_count(3)
    assert (tab.title, tab.count) == ("People", 3)
    assert tab.accessibleName() == "View: People, 3 to see to, key Ctrl+2"
    tab.show_key(shown=True)
    assert tab.sizeHint().width() > wide
    tab.wear(Look(percent=200))
    tab.setChecked(True)
    assert tab.grab().width() > 0


def opened(made: DeskWindow) -> Sheet:
    """A page of a whole window's, opened."""
    sheet = Sheet(made.look)
    made.views.offer("sheet", "Sheet", lambda _look: sheet)
    made.views.go("sheet")
    return sheet


def test_the_windows_keys_do_on_a_page_what_they_do_on_the_desk(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    sheet = opened(made)
    qtbot.waitUntil(sheet.field.hasFocus)
    press(sheet.field, Qt.Key.Key_F6)
    assert sheet.button.hasFocus()
    press(sheet.button, Qt.Key.Key_F6)
    press(sheet.field, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    for key in ("j", "k", "/", "n", Qt.Key.Key_Space):
        press(sheet.button, key)
    assert sheet.heard[-4:] == ["step 1", "step -1", "find", "note"]
    sheet.field.setText("begun")
    press(sheet.button, Qt.Key.Key_Escape)
    assert sheet.button.isVisible()
    press(sheet.button, Qt.Key.Key_Escape)
    assert not sheet.button.isVisible()
    press(made.focusWidget(), "j")
    assert len(sheet.heard) == 6
    assert heard.wished == []


def test_from_a_page_the_next_chat_is_taken_and_no_chat_is_touched_that_nobody_sees(qtbot: QtBot) -> None:
    made, heard = desk(qtbot, rules={})
    sheet = opened(made)
    qtbot.waitUntil(sheet.field.hasFocus)
    press(sheet.button, "x")
    assert made.wishes.asking is None
    assert made.banner.words == "This is done at the desk: Ctrl+1 goes there."
    press(sheet.button, "g")
    assert heard.wished == [(actions.TakeNext(), None)]
    made.follow("c1")
    assert made.views.current == "desk"


def test_every_pane_of_the_desk_is_one_key_away_from_a_page(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    sheet = opened(made)
    qtbot.waitUntil(sheet.field.hasFocus)
    press(sheet.button, "3")
    assert made.roster.view.hasFocus()
    made.views.go("sheet")
    press(sheet.button, Qt.Key.Key_1, _CTRL)
    assert made.roster.view.hasFocus()
    assert made.views.current == "desk"
