"""The window with 100,000 chats: what one more row costs, and what one scrolled frame costs; prints JSON."""

import dataclasses
import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from console.clock import RealClock
from console.desk import View
from console.domain.chats import Chat
from console.domain.connection import Connection
from console.domain.ledger import Kind, Subject
from console.domain.people import People
from console.domain.words import AgeBand, Risk
from console.ui.bridge import Application
from console.ui.window import DeskWindow

ROWS = 100_000
now = datetime.now(UTC)
chance = random.Random(1)


def chat(number: int) -> Chat:
    """A chat that waits."""
    risk = chance.choices(list(Risk), (1, 6, 20, 40, 33))[0]
    at = now - timedelta(seconds=chance.uniform(0, 36_000))
    return Chat(f"c{number}", f"quiet-otter-{number}", AgeBand.TEEN, risk, "exam worry", "a few words", False, at, at)


rounds = int(sys.argv[1])
app = Application(sys.argv[:1])
window = DeskWindow("U1", RealClock(), ZoneInfo("Europe/London"))
chats = {one.chat: one for one in map(chat, range(ROWS))}
view = View("U1", Connection(), {}, People(), chats, {}, {}, {}, {}, {})
window.show()
window.show_view(view)
while len(window.queue.rows) < ROWS:
    app.processEvents()
app.processEvents()

arrivals, changes, frames = [], [], []
for number in range(rounds):
    one = chats[f"new-{number}"] = chat(ROWS + number)
    one = chats[f"new-{number}"] = dataclasses.replace(one, chat=f"new-{number}")
    for spent in (arrivals, changes):
        began = time.perf_counter()
        window.show_view(dataclasses.replace(view, changed=frozenset({Subject(Kind.CHAT, one.chat)})))
        app.sendPostedEvents()
        spent.append(time.perf_counter() - began)
        app.processEvents()
        chats[one.chat] = dataclasses.replace(one, topic="something else")
bar = window.queue.view.verticalScrollBar()
for number in range(rounds):
    began = time.perf_counter()
    bar.setValue(number * 1_237 % bar.maximum() if number % 4 == 0 else bar.value() + 60)
    window.queue.view.viewport().repaint()
    frames.append(time.perf_counter() - began)
    app.processEvents()
print(json.dumps({"arrivals": arrivals, "changes": changes, "frames": frames}))
