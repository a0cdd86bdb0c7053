"""A window on the test's own loop, beside a practice workspace on the same one: to look at the screen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from console.app import App, Means
from console.clock import Clock
from console.practice.remote import clock_of
from console.settings import load
from console.ui.bridge import Application
from tests.journeys.stage import Desk, soon


@asynccontextmanager
async def app_of(qt: Application, desk: Desk, clock: Clock | None = None) -> AsyncIterator[App]:
    """The desk's window from its opening to its close; the window is gone afterwards. Several may be open."""
    wished = qt.wished = asyncio.Event()
    means = Means(load(desk.file), desk.environment, clock or await clock_of(desk.api_url))
    app = App(qt, means)
    running = asyncio.create_task(app.run(), name="the window")
    await asyncio.sleep(0)  # it waits for its own close now, and not for that of one that is opened later
    try:
        yield app
        assert not running.done() or running.result() is not None
    finally:
        wished.set()
        await running
        app.window.deleteLater()


async def live(app: App) -> None:
    """Wait until the desk is live, has read everything, and shows it."""
    await shown(app, "status", "Live")
    assert app.station is not None
    await app.station.caught_up.wait()
    await soon(lambda: not app._news_due)


async def shown(app: App, pane: str, words: str, seconds: float = 20.0) -> None:
    """Wait until words stand on the screen."""
    try:
        await soon(lambda: any(words in line for line in app.window.said()[pane]), seconds)
    except TimeoutError:
        raise AssertionError(f"{pane} shows {app.window.said()[pane]}") from None
