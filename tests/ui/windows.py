"""Windows to try things on: shown, on a clock that stands still, and keys to press in them."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.keys import Keymap
from console.ui.place import Place
from console.ui.theme import Look
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.desks import ME, StillClock
from tests.ui.keeping import keep

ZONE = ZoneInfo("Europe/London")
_NONE = Qt.KeyboardModifier.NoModifier


def press(widget: QWidget | None, key: str | Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
    """Press a key, or type letters, where the keyboard is."""
    assert widget is not None
    if isinstance(key, str):
        QTest.keyClicks(widget, key, modifier)
    else:
        QTest.keyClick(widget, key, modifier)


class Watch:
    """Real seconds that stand where they are put."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def window(
    qtbot: QtBot,
    *,
    clock: StillClock | None = None,
    watch: Watch | None = None,
    keys: Keymap | None = None,
    place: Place | None = None,
    look: Look | None = None,
) -> DeskWindow:
    made = DeskWindow(ME, clock or StillClock(), ZONE, monotonic=watch or Watch(), keys=keys, place=place, look=look)
    keep(qtbot, made)
    made.resize(1280, 720)
    return made


def shown(qtbot: QtBot, made: DeskWindow) -> DeskWindow:
    made.show_view(desks.view())
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
