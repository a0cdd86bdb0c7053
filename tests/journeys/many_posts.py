"""Many posts decided one after the other by keys at a real window, and each of them accounted for in the end."""

import asyncio
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.app import App
from console.domain.events import PostSubmitted, RulePublished
from console.domain.posts import PostState, account
from console.domain.words import AgeBand, Audience, PostPlace, RuleKind, RuleLevel
from console.practice.people import IYER
from console.practice.server import Practice
from console.ui.bridge import Application, loop_factory
from console.ui.posts_pane import PostsPane
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, fresh, soon

SPEED: Final = 120.0  # Slack takes a message a second in each channel, and a decision is two
CONTACT = RulePublished(
    "R14", "Contact details", "They stay out.", RuleLevel.STOP, (Audience.UNDER_18,), kinds=(RuleKind.PHONE,)
)
_CTRL = Qt.KeyboardModifier.ControlModifier
_PLAIN: Final = "5"  # publish
_ASKED: Final = {"7": ("1",), "8": (), "9": ("Told nobody yet.",)}  # hold, decline, escalate: what each is answered


@dataclass(frozen=True)
class Decided:
    """What came of it."""

    submitted: int
    published: int
    held: int
    declined: int
    escalated: int
    waiting: int
    unaccounted: int
    at_another_desk: int
    median_ms: float
    p99_ms: float
    worst_ms: float
    real_seconds: float

    @property
    def good(self) -> bool:
        """Whether the promise was kept: all of them are accounted for, here and at a desk that reads everything."""
        return self.unaccounted == 0 and self.at_another_desk == self.submitted


def decide(folder: Path, *, posts: int, seed: int) -> Decided:
    """Decide so many posts in an application of our own; every fifth by words, the others with one key."""
    application = Application.instance() or Application([])
    assert isinstance(application, Application)
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(decided(application, folder, posts=posts, seed=seed))


async def decided(qapp: Application, folder: Path, *, posts: int, seed: int) -> Decided:
    """The same on a loop that runs already."""
    chance, began = random.Random(seed), time.monotonic()
    async with (
        Practice(night=False, roles=True, limits=False, speed=SPEED) as practice,
        app_of(qapp, Desk(folder / "iyer", practice.api_url, IYER)) as app,
    ):
        practice.post("mod-updates", IYER, CONTACT)
        for number in range(posts):
            text = f"text me on 0770090{number:04}" if number % 10 == 7 else f"I slept {number} hours and feel better."
            event = PostSubmitted(f"p{number}", f"writer-{number}", AgeBand.TEEN, PostPlace.FORUM, text, f"t{number}")
            practice.post("chat-queue", "Chat platform", event)
        await live(app)
        await soon(lambda: len(_posts(app)) == posts, 120)
        app.window.activateWindow()
        await soon(app.window.isActiveWindow)
        QTest.keyClicks(app.window.queue.view, "0")
        pane = app.window.posts.pane
        assert pane is not None
        await soon(lambda: app.window._known.marks.screen is not None and not app.window.touches.busy, 60)
        spent = [await _one(app, pane, chance) for _ in range(posts - 5)]  # the last few wait
        await soon(lambda: app.station is not None and not app.station.desk.view().waiting, 300)
        found = account(_posts(app).values(), practice.clock.now())
        beside = await asyncio.to_thread(fresh, folder / "fresh", practice, IYER)
        there = await asyncio.to_thread(beside.state)
    spent_ms = sorted(1e3 * one for one in spent if one is not None)
    return Decided(
        submitted=posts,
        published=found[PostState.PUBLISHED],
        held=found[PostState.HELD],
        declined=found[PostState.DECLINED],
        escalated=found[PostState.ESCALATED],
        waiting=found[PostState.WAITING] + found[PostState.TAKEN],
        unaccounted=posts - found.total(),
        at_another_desk=len(there["posts"]),
        median_ms=spent_ms[len(spent_ms) // 2],
        p99_ms=spent_ms[int(len(spent_ms) * 0.99)],
        worst_ms=spent_ms[-1],
        real_seconds=time.monotonic() - began,
    )


async def _one(app: App, pane: PostsPane, chance: random.Random) -> float | None:
    """Decide the post on which one stands; the seconds until the next one is shown, where one key was enough."""
    before = _chosen(pane)
    touched = "text me" in _posts(app)[before].text
    key = "8" if touched else chance.choice((_PLAIN, _PLAIN, _PLAIN, _PLAIN, "7", "9"))
    app.window.activateWindow()
    await soon(app.window.isActiveWindow)
    pressed = time.perf_counter()
    QTest.keyClicks(pane.view, key)
    if key == _PLAIN:
        async with asyncio.timeout(20):
            while _chosen(pane) == before:  # noqa: ASYNC110 -- a look every now and then would be what is measured
                await asyncio.sleep(0)
        pane.view.viewport().repaint()
        return time.perf_counter() - pressed
    await soon(lambda: app.window.wishes.asking is not None and app.window.wishes.asking.isActiveWindow())
    asking = app.window.wishes.asking
    assert asking is not None
    for words in _ASKED[key]:
        QTest.keyClicks(asking if len(words) == 1 else asking.field, words)
    for _ in range(2 if key == "8" else 1):  # what an author is told is looked at once more
        QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    await soon(lambda: app.window.wishes.asking is None and _chosen(pane) != before)
    return None


def _posts(app: App) -> dict[str, Any]:
    return dict(app.station.desk.view().posts) if app.station is not None else {}


def _chosen(pane: PostsPane) -> str:
    row = pane.view.chosen_row()
    return "" if row is None or row.post is None else row.post.post
