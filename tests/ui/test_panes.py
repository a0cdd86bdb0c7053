"""The panes: side by side where there is room, else one at a time, and never less than can be worked with."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.domain.connection import Link
from console.domain.events import ChatTaken
from console.domain.pending import Pending, Stage
from console.domain.words import Home
from console.ui.fault_page import FaultPage
from console.ui.label import Text
from console.ui.place import Place
from console.ui.tabs import Tab
from console.ui.theme import NIGHT, PALETTES, Look
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.desks import ME, NOW, StillClock
from tests.ui.keeping import keep
from tests.ui.windows import ZONE, Watch, press, shown, window

LARGE = Look(NIGHT, 200)
OLD = desks.live(link=Link.OFFLINE, since=desks.ago(3), proof_at=820.0, trouble="The Wi-Fi is gone.")
STUCK = (Pending("i1", Home.SHIFT_LOG, ChatTaken("c3"), "", NOW, 1, Stage.STUCK, why="Slack refused it."),)


def place(made: DeskWindow, part: QWidget) -> QRect:
    """Where a part stands in the window."""
    return QRect(part.mapTo(made, part.rect().topLeft()), part.size())


def seen(made: DeskWindow) -> list[str]:
    """Which of the panes can be seen."""
    panes: dict[str, QWidget] = {"queue": made.queue.view, "rules": made.rules.view, "roster": made.roster.view}
    return [name for name, view in panes.items() if made.rect().contains(place(made, view))]


def shows(made: DeskWindow, name: str) -> bool:
    """Whether that pane is the one that is seen."""
    return seen(made) == [name]


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_four_chats_are_seen_under_both_banners_at_any_text_size(qtbot: QtBot, name: str, percent: int) -> None:
    made = shown(qtbot, window(qtbot, look=Look(PALETTES[name], percent)))
    made.show_view(desks.view(connection=OLD))
    made.queue.view.choose(made.queue.rows.position_of("chat c1"))
    made.grab()
    assert made.bell.banner.isVisible()
    assert made.banner.isVisible()
    rows = made.queue.view.viewport().height() / made.queue.view.rowHeight(made.queue.view.currentIndex().row())
    assert rows > (3.9 if percent == 200 else 4)
    for part in (made.top, made.banners, made.status, made.detail, made.bar, made.queue.view):
        assert made.rect().contains(place(made, part)), part.accessibleName()
    assert made.detail.viewport().height() > made.look.px(60)
    assert not place(made, made.detail).intersects(place(made, made.bar))
    for banner in (made.bell.banner, made.banner):
        assert banner.heightForWidth(banner.width()) <= banner.height()
        assert not banner._prose(banner.width()).cut


def test_two_banners_share_one_line_of_a_low_window_in_fewer_words(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot, look=LARGE))
    made.show_view(desks.view(connection=OLD))
    alarm, news = made.bell.banner, made.banner
    assert place(made, alarm).top() == place(made, news).top()
    assert place(made, alarm).right() < place(made, news).left()
    assert alarm.height() == news.height() < 2 * made.look.px(30)
    made.grab()
    assert "nothing heard from Slack for 3 min" in news.toolTip()
    assert "nothing heard from Slack for 3 min" in news.accessibleName()
    made.show_view(desks.view())
    assert place(made, alarm).width() == made.width()
    assert not news.isVisible()
    made.wear(Look(NIGHT, 100))
    made.show_view(desks.view(connection=OLD))
    assert place(made, alarm).bottom() < place(made, news).top()


def test_also_with_something_stuck_the_chosen_chat_is_seen_whole(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot, look=LARGE))
    made.queue.view.choose(made.queue.rows.position_of("chat c2"))
    made.show_view(desks.view(connection=OLD, waiting=STUCK))
    qtbot.waitUntil(lambda: made.rect().contains(place(made, made.queue.view)))
    row = made.queue.view.visualRect(made.queue.view.currentIndex())
    assert made.queue.view.viewport().rect().contains(row)
    assert place(made, made.outgoing.try_again).bottom() < place(made, made.outgoing).bottom()


def test_without_room_for_three_the_pane_with_the_keyboard_is_shown(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    assert seen(made) == ["queue", "rules", "roster"]
    assert not made.panes.strip.isVisible()
    made.wear(LARGE)
    assert made.panes.folded
    qtbot.waitUntil(lambda: seen(made) == ["queue"])
    for key, name in (("2", "rules"), ("3", "roster"), ("4", "queue"), ("/", "rules")):
        press(made, key)
        assert seen(made) == [name]
        lit = [tab.title for tab in made.panes.strip.tabs if tab.isChecked()]
        assert [lit[0].split()[-1]] == seen(made)
    press(made.focusWidget(), Qt.Key.Key_Escape)
    assert seen(made) == ["queue"]
    made.wear(Look(NIGHT, 100))
    qtbot.waitUntil(lambda: seen(made) == ["queue", "rules", "roster"])
    assert not made.panes.strip.isVisible()


def test_a_tab_opens_its_pane_and_says_what_is_to_be_seen_to(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot, look=LARGE))
    queue, rules, _ = made.panes.strip.tabs
    assert queue.accessibleName() == "Pane: Chat queue, 6 to see to, key 1"
    assert rules.accessibleName() == "Pane: Posting rules, 1 to see to, key 2"
    assert made.panes.strip.summary.text.endswith("you hold 1 of 3") or "you hold" in made.panes.strip.summary.text
    assert made.panes.strip.summary.width() >= made.panes.strip.summary.sizeHint().width()
    QTest.mouseClick(rules, Qt.MouseButton.LeftButton)
    assert seen(made) == ["rules"]
    assert made.rules.view.hasFocus()
    assert rules.isChecked()
    assert not queue.isChecked()
    QTest.mouseClick(rules, Qt.MouseButton.LeftButton)
    assert rules.isChecked()
    assert "1 to acknowledge" in made.panes.strip.summary.text


def test_nothing_is_done_to_a_chat_that_is_not_on_the_screen(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot, look=LARGE))
    press(made, "2")
    press(made, "t")
    assert made.banner.words == "The chosen chat is not on the screen. 1 shows it."
    made.follow("c3")
    assert seen(made) == ["queue"]
    assert made.queue.view.hasFocus()
    press(made, "t")
    assert "not on the screen" not in made.banner.words or made.wishes.view is not None


def test_the_splitters_of_three_panes_are_remembered_from_one_that_was_folded(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    made = shown(qtbot, window(qtbot, place=Place(file)))
    made.panes.across.setSizes([700, 300, 280])
    apart = made.panes.across.sizes()
    made.wear(LARGE)
    assert made.panes.folded
    made.wear(Look(NIGHT, 100))
    assert made.panes.across.sizes() == apart
    made.wear(LARGE)
    made.put_away()
    again = DeskWindow(ME, StillClock(), ZONE, place=Place(file), monotonic=Watch())
    keep(qtbot, again)
    again.show_view(desks.view())
    again.show()
    again.wear(Look(NIGHT, 100))
    again.resize(1280, 720)
    first, second, third = again.panes.across.sizes()
    assert first > 1.8 * second > 1.8 * third
    assert again.panes.left.orientation() == Qt.Orientation.Vertical


def test_a_fault_of_many_words_is_read_whole_at_twice_the_size(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot, look=LARGE))
    made.show_fault("The keychain cannot be used", "Words that say what to do. " * 9, ("Try again", "Close"))
    made.grab()
    (words,) = made.views.findChildren(FaultPage)[0].findChildren(Text)
    assert words.height() == words.heightForWidth(words.width())
    buttons = [one for one in made.views.findChildren(QPushButton) if one.accessibleName() in ("Try again", "Close")]
    assert len(buttons) == 2
    assert all(place(made, words).bottom() < place(made, one).top() for one in buttons)
    corner = place(made, made.views).topLeft()
    assert made.grab().toImage().pixelColor(corner.x() + 9, corner.y() + 9) == made.look.colour(lambda p: p.ground)


def test_the_upper_bar_of_a_low_window_is_one_line_whatever_it_has_to_tell(qtbot: QtBot) -> None:
    made = window(qtbot, look=LARGE)
    made.offer_practice(1.0)
    made.top.show_break("Break due since 8 min", "Break due", "", "warn")
    shown(qtbot, made)
    for connection in (desks.live(), OLD):
        made.show_connection(connection)
        assert made.top.height() < made.look.px(48)
        assert "complete to 02:14:07" in made.top.complete.text
        qtbot.waitUntil(lambda: made.top.complete.width() >= made.top.complete.sizeHint().width())
    made.show_connection(desks.live(gaps=("#cases cannot be read",)))
    assert made.top.complete.text == "complete to 02:14:07 · 1 gap"


def test_what_was_found_is_shown_in_its_pane(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot, look=LARGE))
    for words, name in (("contact details", "rules"), ("m. hale", "roster"), ("north-tram", "queue")):
        press(made.focusWidget(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: made.finder.box is not None and made.finder.box.isActiveWindow())
        assert made.finder.box is not None
        press(made.finder.box.field, words)
        press(made.finder.box.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: made.finder.box is None)
        made.activateWindow()  # off screen nobody gives the keyboard back to the window
        qtbot.waitUntil(partial(shows, made, name))


def test_a_bar_with_room_for_one_view_names_the_one_that_is_open(qtbot: QtBot) -> None:
    made = window(qtbot, look=LARGE)
    made.offer_practice(1.0)
    made.top.show_break("Break due since 8 min", "Break due", "", "warn")
    shown(qtbot, made)
    made.show_connection(desks.live())
    for view in ("desk", "handover", "people", "desk"):
        made.views.go(view)
        named = [tab.title for tab in made.top.findChildren(Tab) if tab.isVisible()]
        assert [one.lower() for one in named] == [view]
