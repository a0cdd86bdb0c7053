"""Widgets live until their test is torn down."""

from functools import partial

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.window import DeskWindow


def keep(qtbot: QtBot, widget: QWidget) -> None:
    """Hold a widget until it is closed at the test's end.

    qtbot only holds it weakly: a shown one whose last reference goes while its first paint is still queued
    takes Qt 6.11.3's offscreen platform down with it.
    """
    qtbot.addWidget(widget, before_close_func=partial(_let_go, widget))


def _let_go(kept: QWidget, _same: QWidget) -> None:
    if isinstance(kept, DeskWindow):
        kept.put_away()
    kept.hide()
