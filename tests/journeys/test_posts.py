"""Posts through the real window: taken, decided each way, undone, written anew, and never decided by two desks."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console import commands
from console.app import App
from console.doing import REFUSED, STANDS
from console.domain.events import PostSubmitted, RulePublished
from console.domain.posts import Post, PostState, account
from console.domain.words import AgeBand, Audience, PostPlace, RuleKind, RuleLevel
from console.practice.people import BRANDT, IYER, OKAFOR, Staff
from console.practice.server import Practice
from console.settings import load
from console.store.kept import told_back
from console.ui.bridge import Application
from console.ui.declining import Declining
from console.ui.posts_pane import PostsPane
from console.ui.saying import SAID_FOR
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, soon
from tests.journeys.test_acting import asked, keys, ready

Run = Callable[[Coroutine[Any, Any, None]], None]
_CTRL = Qt.KeyboardModifier.ControlModifier
TEXTS = {
    "p1": "Three days in a row I slept.",
    "p2": "Does anybody at Oakfield High like mondays",
    "p3": "Is the art thread still open?",
    "p4": "text me on 07700 900123",
    "p5": "It got worse since the summer and I told nobody.",
    "p6": "What helped me was telling one person.",
}
CONTACT = RulePublished(
    "R14", "Contact details", "They stay out.", RuleLevel.STOP, (Audience.UNDER_18,), kinds=(RuleKind.PHONE,)
)


def submit(practice: Practice, name: str, text: str) -> None:
    event = PostSubmitted(name, f"writer-{name}", AgeBand.TEEN, PostPlace.FORUM, text, "t1")
    practice.post("chat-queue", "Chat platform", event)


def posts(app: App) -> dict[str, Post]:
    assert app.station is not None
    return dict(app.station.desk.view().posts)


def state(app: App, name: str) -> PostState:
    return posts(app)[name].state_at(app.window._clock.now())


async def pane_of(app: App, count: int) -> PostsPane:
    """The posts, shown by their key, once all of them are there and screened."""
    await live(app)
    await ready(app)
    await soon(lambda: len(posts(app)) == count)
    keys(app.window.queue.view, "0")
    pane = app.window.posts.pane
    assert pane is not None
    assert pane.view.hasFocus()
    await soon(lambda: app.window._known.marks.screen is not None and not app.window.touches.busy)
    return pane


def chosen(pane: PostsPane) -> str:
    row = pane.view.chosen_row()
    return "" if row is None or row.post is None else row.post.post


async def back(app: App) -> None:
    """The question is gone, and the window has the keyboard again."""
    await soon(lambda: app.window.wishes.asking is None)
    app.window.activateWindow()
    await soon(app.window.isActiveWindow)


async def confirm(app: App, *typed: str) -> None:
    asking = await asked(app)
    for text in typed:
        keys(asking, text) if len(text) == 1 else keys(asking.field, text)
    QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    if isinstance(asking, Declining):  # what its author is told is looked at once more
        QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    await back(app)


class Elsewhere:
    """Another person's desk, at the command line."""

    def __init__(self, folder: Path, practice: Practice, who: Staff = BRANDT) -> None:
        self._desk = Desk(folder, practice.api_url, who)

    async def overturns(self, name: str, reason: str) -> None:
        wish = commands.wish_of("review-post", wait=True, post=name, stands=False, text=reason)
        assert await commands.do(load(self._desk.file), self._desk.environment, wish, as_json=False) == STANDS

    async def publishes(self, name: str, code: int) -> None:
        wish = commands.wish_of("decide-post", wait=True, post=name, decision="publish")
        assert await commands.do(load(self._desk.file), self._desk.environment, wish, as_json=False) == code


async def taken_published_and_undone(app: App, pane: PostsPane, other: Elsewhere) -> None:
    """Taken it is nobody else's; one key publishes it and takes the next; undone in time, both are as before."""
    assert chosen(pane) == "p1"
    keys(pane.view, "t")
    await soon(lambda: state(app, "p1") is PostState.TAKEN)
    await ready(app)
    await other.publishes("p1", REFUSED)
    keys(pane.view, "5")
    await soon(lambda: state(app, "p1") is PostState.PUBLISHED and state(app, "p2") is PostState.TAKEN)
    assert chosen(pane) == "p2"
    await soon(lambda: app.window.outgoing._done is not None)
    keys(pane.view, "z")
    await soon(lambda: state(app, "p1") is PostState.TAKEN and state(app, "p2") is PostState.WAITING)
    await ready(app)
    pane.stand_on("p1")
    keys(pane.view, "5")
    await soon(lambda: chosen(pane) == "p2" and state(app, "p2") is PostState.TAKEN)


async def decided_with_words(app: App, pane: PostsPane) -> None:
    """Edited, held, declined and escalated, each by its key and what it asks."""
    keys(pane.view, "6")
    (await asked(app)).field.setPlainText("Does anybody like mondays")
    await confirm(app)
    await soon(lambda: state(app, "p2") is PostState.PUBLISHED)
    assert pane.stand_on("p3")
    keys(pane.view, "7")
    await confirm(app, "1")
    await soon(lambda: state(app, "p3") is PostState.HELD)
    assert pane.stand_on("p4")
    keys(pane.view, "5")
    asking = await asked(app)
    assert "Contact details" in asking._question.about  # publishing against a stop rule asks why
    asking.reject()
    await back(app)
    keys(pane.view, "8")
    await confirm(app)
    await soon(lambda: state(app, "p4") is PostState.DECLINED)
    assert pane.stand_on("p5")
    keys(pane.view, "9")
    await confirm(app, "Told nobody yet.")
    await soon(lambda: state(app, "p5") is PostState.ESCALATED)


def said_what_it_was_about(app: App) -> None:
    """Each decision names the text that was read, its rule with the version, and what its author was told."""
    decided = {name: post.decided for name, post in posts(app).items() if post.decided is not None}
    assert decided["p2"].text == "Does anybody like mondays"
    assert (decided["p4"].rule, decided["p4"].version) == ("R14", 1)
    assert "“Contact details”" in (decided["p4"].message or "")
    assert all(one.over == posts(app)[name].submission for name, one in decided.items())
    assert app.station is not None
    assert [case.post for case in app.station.desk.view().cases.values()] == ["p5"]


def test_every_decision_is_one_key_and_every_post_is_accounted_for(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with (
            Practice(night=False, roles=True, limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "iyer", practice.api_url, IYER)) as app,
        ):
            practice.post("mod-updates", IYER, CONTACT)
            for name, text in TEXTS.items():
                submit(practice, name, text)
            pane = await pane_of(app, len(TEXTS))
            other = Elsewhere(tmp_path / "brandt", practice)
            await taken_published_and_undone(app, pane, other)
            await decided_with_words(app, pane)
            keys(pane.view, "x")  # a key of chats does nothing to a chat that nobody sees
            assert app.window.wishes.asking is None
            await ready(app)  # everything went out, and was read back
            said_what_it_was_about(app)
            assert pane.stand_on("p6")  # taken with the decision before
            keys(pane.view, "l")
            await soon(lambda: state(app, "p6") is PostState.WAITING)
            await ready(app)
            await other.publishes("p6", STANDS)
            await soon(lambda: state(app, "p6") is PostState.PUBLISHED)
            submit(practice, "p4", "I took the number out")  # by its author: it waits again
            await soon(lambda: state(app, "p4") is PostState.WAITING)
            assert pane.stand_on("p4")
            await soon(lambda: "Its author changed it" in pane.detail.shown)
            found = account(posts(app).values(), app.window._clock.now())
            assert found == {
                PostState.PUBLISHED: 3,
                PostState.HELD: 1,
                PostState.ESCALATED: 1,
                PostState.WAITING: 1,
            }
            lead = Elsewhere(tmp_path / "okafor", practice, OKAFOR)
            await lead.overturns("p2", "A day of the week is fine.")
            # What a key was answered with just before is left to be read first.
            await soon(lambda: "A day of the week is fine." in app.window.banner.words, 2 * SAID_FOR)
            assert app.station is not None
            kept = await told_back(app.station.vault).get()
            assert kept == (posts(app)["p2"].earlier[-1].id,), "what was told is kept for the next opening"
            assert found.total() == len(TEXTS)  # submitted = published + held + declined + escalated + waiting

    run(asyncio.wait_for(journey(), 120))
