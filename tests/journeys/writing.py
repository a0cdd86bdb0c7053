"""A desk's window whose person writes without a pause, in a process that may be killed at any letter.

Its argument is the settings file. It leaves a note half written, then writes a question until it is killed; it prints
how many letters of that stand in the field, after each.
"""

import asyncio
import os
import sys
from itertools import count, cycle
from pathlib import Path
from typing import Final

from console.app import App, Means
from console.practice.remote import clock_of
from console.settings import load
from console.ui.bridge import Application, loop_factory
from tests.journeys.inside import live
from tests.journeys.keyboard import Hands
from tests.journeys.stage import soon

NOTE: Final = "Breathing together, and then"
LETTERS: Final = "who knows a quiet place "
BETWEEN: Final = 0.02  # seconds between two letters: nobody writes as fast


async def write(qt: Application, file: Path) -> None:
    """Open the desk, and write until the end."""
    settings = load(file)
    app = App(qt, Means(settings, os.environ, await clock_of(settings.slack.api_url)))
    running = asyncio.create_task(app.run(), name="the window")
    await live(app)
    await soon(lambda: app.window.queue.waiting == 1)
    hands = Hands(app)
    await hands.press("1", "Home", "N")
    await hands.write(NOTE, "Esc")
    await hands.press("A")
    for number, letter in zip(count(1), cycle(LETTERS), strict=False):
        await hands.write(letter)
        print(number, flush=True)  # noqa: T201 -- this is what the parent waits for
        await asyncio.sleep(BETWEEN)
    await running


if __name__ == "__main__":
    qt = Application([])
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(write(qt, Path(sys.argv[1])))
