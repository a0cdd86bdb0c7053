"""The tray: the desk goes on while its window is put away, and what is shown there is nobody's words."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from console.ui.tray import Tray
from console.ui.window import DeskWindow
from tests.ui.windows import shown, window


def sign_of(made: DeskWindow) -> QSystemTrayIcon:
    sign = made.findChild(QSystemTrayIcon)
    assert sign is not None
    return sign


def action(sign: QSystemTrayIcon, words: str) -> QAction:
    menu = sign.contextMenu()
    assert isinstance(menu, QMenu)
    return next(one for one in menu.actions() if one.text() == words)


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that has a tray; offscreen there is none."""
    monkeypatch.setattr(Tray, "available", staticmethod(lambda: True))


@pytest.mark.usefixtures("tray")
def test_a_window_put_into_the_tray_comes_back_by_a_click_or_its_menu(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    made.minimise()
    assert not made.isVisible()
    sign = sign_of(made)
    assert not sign.icon().isNull()
    sign.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert not made.isVisible()
    sign.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert made.isVisible()
    made.minimise()
    action(sign, "Show the desk").trigger()
    assert made.isVisible()
    assert sign_of(made) is sign


@pytest.mark.usefixtures("tray")
def test_the_desk_is_closed_from_the_tray_and_the_sign_goes_with_it(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    made.minimise()
    sign = sign_of(made)
    with qtbot.waitSignal(made.close_wished):
        action(sign, "Close the desk").trigger()
    made.put_away()
    assert not sign.isVisible()


@pytest.mark.usefixtures("tray")
def test_whoever_does_not_look_is_called_by_the_system(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    made.minimise()
    qtbot.waitUntil(lambda: not made.isActiveWindow())
    made.call("1 chat at A is waiting")
    assert sign_of(made).toolTip() == "Moderation console"
