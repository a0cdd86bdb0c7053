"""The window with 100,000 chats: what one more row costs, and what one scrolled frame costs; prints JSON."""

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from PySide6.QtGui import QPaintEvent

from console.clock import RealClock
from console.desk import View
from console.domain.chats import Chat
from console.domain.connection import Connection
from console.domain.people import People
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Risk
from console.ui.bridge import Application
from console.ui.lists import ListView
from console.ui.window import DeskWindow

ROWS = 100_000
painting: list[float] = []  # seconds of each paint of a list
paint = ListView.paintEvent


def timed(view: ListView[Any], event: QPaintEvent) -> None:
    """Paint a list and note how long that took."""
    began = time.perf_counter()
    paint(view, event)
    painting.append(time.perf_counter() - began)


class Queue:
    """A window with so many chats in its queue."""

    def __init__(self) -> None:
        self._chance = random.Random(1)
        self._now = datetime.now(UTC)
        self._chats = {f"c{number}": self._chat(f"c{number}") for number in range(ROWS)}
        self._view = View("U1", Connection(), {}, People(), self._chats, {}, {}, {}, {}, {})
        self.app = Application(sys.argv[:1])
        self.window = DeskWindow("U1", RealClock(), ZoneInfo("Europe/London"))
        self.window.show()
        self.window.show_view(self._view)
        while len(self.window.queue.rows) < ROWS:
            self.app.processEvents()
        self.app.processEvents()

    def _chat(self, name: str) -> Chat:
        """A chat that waits."""
        risk = self._chance.choices(list(Risk), (1, 6, 20, 40, 33))[0]
        at = self._now - timedelta(seconds=self._chance.uniform(0, 36_000))
        return Chat(name, f"quiet-otter-{name}", AgeBand.TEEN, risk, "exam worry", "a few words", False, at, at)

    def arrive(self, name: str) -> tuple[float, float]:
        """One more chat; the seconds until the list has it in its place, and of those for painting."""
        return self._show(self._chat(name))

    def change(self, name: str) -> tuple[float, float]:
        """Another topic; the same."""
        return self._show(msgspec.structs.replace(self._chats[name], topic="something else"))

    def _show(self, chat: Chat) -> tuple[float, float]:
        self._chats[chat.chat] = chat
        painting.clear()
        began = time.perf_counter()
        self.window.show_view(msgspec.structs.replace(self._view, changed=frozenset({Subject(Kind.CHAT, chat.chat)})))
        self.app.sendPostedEvents()
        spent = time.perf_counter() - began
        painted = sum(painting)
        self.app.processEvents()
        return spent, painted

    def scroll(self, number: int) -> float:
        """Scroll a little, every fourth time far; the seconds until it is painted."""
        bar = self.window.queue.view.verticalScrollBar()
        began = time.perf_counter()
        bar.setValue(number * 1_237 % bar.maximum() if number % 4 == 0 else bar.value() + 60)
        self.window.queue.view.viewport().repaint()
        spent = time.perf_counter() - began
        self.app.processEvents()
        return spent


def main(rounds: int) -> None:
    """Measure, and tell."""
    ListView.paintEvent = timed  # type: ignore[method-assign, assignment]  # only here
    queue = Queue()
    told = {
        "arrivals": [queue.arrive(f"new-{number}") for number in range(rounds)],
        "changes": [queue.change(f"new-{number}") for number in range(rounds)],
        "frames": [queue.scroll(number) for number in range(rounds)],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
