"""A desk that was open once opens without Slack: the same rows, and plain words that they are old."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from console.app import App
from console.practice.remote import clock_of
from console.practice.server import Practice
from console.ui.bridge import Application
from tests.journeys.inside import app_of, live, shown
from tests.journeys.stage import Desk

Run = Callable[[Coroutine[Any, Any, None]], None]

SCREENED = "1 open text touches it now"  # said once what waits was held against the rules


def rows(app: App) -> dict[str, list[str]]:
    """What stands in each list, without what ticks."""
    window = app.window
    return {
        "queue": [row.chat.chat for row in window.queue.rows if row.chat],
        "rules": [card.words for card in window.rules.rows],
        "roster": [line.words for line in window.roster.rows if " min" not in line.words],
    }


def test_the_desk_opens_without_slack_and_says_that_it_is_old(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice() as practice:
            desk = Desk(tmp_path, practice.api_url)
            clock = await clock_of(practice.api_url)
            async with app_of(qapp, desk, clock) as app:
                await live(app)
                await shown(app, "rules", SCREENED)
                before = rows(app)
                assert app.station is not None
                digest = await app.station.digest()
        assert len(before["queue"]) >= 8
        async with app_of(qapp, desk, clock) as app:
            await shown(app, "status", "Offline")
            await shown(app, "rules", SCREENED)
            assert rows(app) == before
            assert app.station is not None
            assert await app.station.digest() == digest
            await shown(app, "status", "cannot be reached")

    run(journey())
