"""What a window says while the network or Slack fails: read off the window itself, at the product's own pace."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

pytest.importorskip("cryptography")  # comes with the keychain of Linux

from console.app import App
from console.domain.actions import NoteChat
from console.practice.faults import Refresh
from console.practice.people import NOVAK, PLATFORM
from console.practice.server import Practice
from console.ui.bridge import Application
from tests.journeys.between import Between
from tests.journeys.certificates import Certificates
from tests.journeys.inside import app_of, live, shown
from tests.journeys.network import DOMAIN, SHOWN_WITHIN, TRIALS, WELL_WITHIN, Scene, chat, resolved, trusting
from tests.journeys.stage import Desk, soon

Run = Callable[[Coroutine[Any, Any, None]], None]

# What stands in the status bar, and what the banner says.
SAYS: Final = {
    "cut": ("Offline", "Slack cannot be reached. The desk shows what it has and goes on trying."),
    "half-open": ("Connecting", "Nothing is heard from Slack at the moment."),
    "bad certificate": ("Offline", "This computer does not trust the certificate that Slack's address shows."),
    "429": ("", "Slack asks the desk to wait for"),
    "revoked token": ("Refused by Slack", "This desk's token was revoked in Slack. Please sign in again."),
}


@asynccontextmanager
async def _window(qt: Application, folder: Path, fault: str) -> AsyncIterator[tuple[App, Scene]]:
    """A window that is live, with a network between it and Slack."""
    trusted, name, secure = folder / "trusted.pem", f"window{DOMAIN}", TRIALS[fault].secure
    trusted.touch()
    certificates = Certificates(folder, name, trusted)
    practice = Practice(night=False, roles=True, start=datetime.now(UTC), tls=certificates.context if secure else None)
    with resolved(), trusting(trusted):
        async with practice, Between(practice.port) as between:
            practice.post("chat-queue", PLATFORM, chat("c1"))
            url = f"https://{name}" if secure else "http://127.0.0.1"
            async with app_of(qt, Desk(folder / "desk", f"{url}:{between.port}/api/", NOVAK), practice.clock) as app:
                await live(app)
                yield app, Scene(practice, between, certificates, name, hold=SHOWN_WITHIN)


@pytest.mark.parametrize("fault", SAYS)
def test_a_window_says_what_is_wrong_within_five_seconds_and_ten_after_it_that_all_is_well(
    run: Run, qapp: Application, tmp_path: Path, fault: str
) -> None:
    async def journey() -> None:
        link, sentence = SAYS[fault]
        async with _window(qapp, tmp_path, fault) as (app, scene):
            TRIALS[fault].begin(scene)
            assert app.station is not None
            assert app.station.acting is not None
            await app.station.acting.submit(NoteChat("c1", "as it begins"))

            def told() -> bool:
                status, _, banner = app.window.said()["status"]
                return status.startswith(link) and banner.startswith(sentence)

            try:
                await soon(told, SHOWN_WITHIN)
            except TimeoutError:
                raise AssertionError(f"status shows {app.window.said()['status']}") from None
            assert app.window.banner.isVisible()
            assert sentence in app.window.banner.accessibleName()
            scene.practice.post("chat-queue", PLATFORM, chat("later"))
            TRIALS[fault].end(scene)
            async with asyncio.timeout(WELL_WITHIN):
                await shown(app, "status", "Live", WELL_WITHIN)
                await soon(lambda: not app.window.banner.words and len(app.window.queue.rows) > 1, WELL_WITHIN)

    run(journey())


def test_a_revoked_token_shows_within_five_seconds_also_while_nothing_is_done(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with _window(qapp, tmp_path, "revoked token") as (app, scene):
            scene.practice.fault(Refresh())  # after a new connection all homes are read at once
            await asyncio.sleep(2)
            TRIALS["revoked token"].begin(scene)
            await shown(app, "status", "Refused by Slack", SHOWN_WITHIN)

    run(journey())
