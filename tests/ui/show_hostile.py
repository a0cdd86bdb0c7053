"""Shows every hostile text in every place of the window; run under strace as a process of its own.

Its one argument is the size of text in per cent.
"""

import os
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QToolTip, QWidget

from console.desk import View
from console.domain.asks import Answer
from console.domain.chats import Note
from console.domain.connection import Progress
from console.ui.bridge import Application
from console.ui.keys import keymap
from console.ui.people_page import PeoplePage
from console.ui.theme import NIGHT, Look
from console.ui.window import DeskWindow
from tests.ui import desks, team
from tests.ui.hostile import TEXTS

BEGIN, END = Path("/hostile-texts-begin"), Path("/hostile-texts-end")
BENIGN = "Plain words, *bold* _slanted_ `code` <https://a.org/x|a link> :wave: مرحبا שלום हिन्दी 日本語 ไทย 👩‍👩‍👧‍👦 🏳️‍🌈"


def view_of(text: str) -> View:
    """A view with the text wherever somebody's words can stand."""
    chats = [
        replace(
            one,
            alias=text,
            topic=text,
            excerpt=text,
            notes=(Note("U3", desks.NOW, text),),
        )
        for one in desks.chats()
    ]
    rules = [
        replace(one, rule=one.rule + text, versions=tuple(replace(v, title=text, body=text) for v in one.versions))
        for one in desks.rules()
    ]
    notices = {f"n{i}": replace(one, text=text) for i, one in enumerate(desks.notices())}
    shifts = [replace(one, name=text) for one in desks.shifts()]
    tasks = [replace(one, title=text) for one in desks.tasks()]
    asks = [replace(one, question=text, answers=(Answer("U2", desks.NOW, text),)) for one in desks.asks()]
    connection = desks.live(gaps=(text, text), trouble=text)
    if len(text) % 2:
        connection = desks.live(complete_to=None, progress=Progress(text, 1, 2, 3))
    return desks.view(
        connection=connection,
        chats_=desks.keyed(chats, "chat"),
        rules=desks.keyed(rules, "rule"),
        notices=notices,
        shifts=desks.keyed(shifts, "shift"),
        tasks=desks.keyed(tasks, "task"),
        asks=desks.keyed(asks, "ask"),
        names=dict.fromkeys(team.NAMES, text),
        people=team.people(admins=frozenset((desks.ME,))),
    )


def show(app: Application, window: DeskWindow, text: str) -> None:
    """Show it everywhere, tooltips too, and draw it."""
    window.show_view(view_of(text))
    window.queue.view.choose(window.queue.rows.position_of("chat c7"))  # held, with notes and answers
    window.queue.unfold()
    window.rules.view.step(1)
    window.rules.unfold()
    window.rules.search.setText(text[:150])
    window.rules.search.clear()
    window.say(text)
    app.processEvents()
    for part in (1, 2, 0):
        window.panes.go(part)  # where one pane is shown at a time, each of them
        window.grab()
    show_people(window, text)
    app.processEvents()  # what was asked there is gone
    for widget in window.findChildren(QWidget):
        if widget.toolTip():
            QToolTip.showText(QPoint(10, 10), widget.toolTip(), widget)
            app.processEvents()
    window.show_fault(text, text, (text, "Close"))
    window.grab()
    window.clear_fault()
    app.processEvents()


def show_people(window: DeskWindow, text: str) -> None:
    """The same on the page of the people, and in what it asks."""
    page = window.views.page
    if not isinstance(page, PeoplePage):
        window.views.go("people")
        page = window.views.page
        assert isinstance(page, PeoplePage)
    page.search.setText(text[:150])
    page.search.clear()
    for person in ("U3", "U7"):
        page.follow(person)
        window.grab()
    for name in ("give_role", "confirm_all"):
        page.acts[name]()
        assert page.picking is not None
        page.picking.grab()
        page.picking.reject()
    window.views.go("desk")


def main() -> None:
    """Warm up with harmless text (fonts are opened then), and show the hostile ones between two marks."""
    app = Application(["hostile"])
    window = DeskWindow(
        desks.ME,
        desks.StillClock(),
        ZoneInfo("Europe/London"),
        monotonic=lambda: 1_000.0,
        keys=keymap({"jump": TEXTS[0]}),
        look=Look(NIGHT, int(sys.argv[1])),
    )
    window.resize(1280, 720)
    window.show()
    window._known.emoji.load()  # else a second's tick does, somewhere between the marks
    show(app, window, BENIGN)
    window.show_keys()
    for sheet in window.findChildren(QDialog):
        sheet.grab()
        sheet.close()
    BEGIN.exists()
    for text in TEXTS:
        show(app, window, text)
    END.exists()
    sys.stdout.write("shown\n")
    sys.stdout.flush()
    os._exit(0)  # what is looked at is over; nothing is to be cleaned up


if __name__ == "__main__":
    main()
