"""The menu of a practice night: how fast it runs, and what goes wrong with Slack on demand."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton

from console.ui.theme import Look

SPEEDS: Final = (1, 10, 30, 60, 120)


class Fault(msgspec.Struct, frozen=True):
    """One thing that can go wrong: its name, in words, how, and whether it stays until it is switched off."""

    name: str
    words: str
    how: Mapping[str, object] = msgspec.field(default_factory=dict)
    stays: bool = False


FAULTS: Final = (
    Fault("pull_plug", "Pull the plug", stays=True),
    Fault("slow", "Slow network", {"latency": 2.0}, stays=True),
    Fault("rate_limited", "Slack is rate limiting, for 20 s", {"seconds": 20.0}),
    Fault("refresh", "Slack refreshes the connection"),
    Fault("repeat", "Slack repeats itself", stays=True),
    Fault("silent_socket", "Open but silent connection", stays=True),
    Fault("blocked_websockets", "WebSockets are blocked", stays=True),
)


class PracticeMenu(QPushButton):
    """A button with the menu. ``speed_wished`` gives seconds of the night in a real second.

    ``fault_wished`` gives a fault's name and how it is to be: with ``on`` where it stays until switched off.
    """

    speed_wished = Signal(float)
    fault_wished = Signal(str, dict)

    def __init__(self, look: Look, speed: float) -> None:
        super().__init__("Practice")
        self.setAccessibleName("Practice: speed of the night, and faults of Slack")
        self.setShortcut(QKeySequence("F9"))
        self.setToolTip("A practice night: nothing here is real (F9)")
        self._menu = QMenu(self)
        self._speeds = QActionGroup(self)
        for one in SPEEDS:
            self._add_speed(one, chosen=one == speed)
        self._menu.addSeparator()
        self._staying: list[QAction] = []
        for fault in FAULTS:
            self._add_fault(fault)
        self._menu.addSeparator()
        self._menu.addAction("Everything works again").triggered.connect(self._calm)
        self.setMenu(self._menu)
        self.wear(look)

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        for widget in (self, self._menu):
            widget.setFont(look.font(13))

    def show_speed(self, speed: float) -> None:
        """Tick the speed at which the night runs, whoever changed it."""
        for action in self._speeds.actions():
            action.setChecked(action.data() == speed)

    def _add_speed(self, speed: int, *, chosen: bool) -> None:
        words = "As fast as a real night" if speed == 1 else f"{speed} times as fast"
        action = self._menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.setData(float(speed))
        action.triggered.connect(partial(self.speed_wished.emit, float(speed)))
        self._speeds.addAction(action)

    def _add_fault(self, fault: Fault) -> None:
        action = self._menu.addAction(fault.words)
        action.setCheckable(fault.stays)
        if fault.stays:
            self._staying.append(action)
        action.triggered.connect(partial(self._wish, fault))

    def _wish(self, fault: Fault, on: bool) -> None:
        self.fault_wished.emit(fault.name, {**fault.how, "on": on} if fault.stays else dict(fault.how))

    def _calm(self) -> None:
        for action in self._staying:
            action.setChecked(False)
        self.fault_wished.emit("calm", {})
