"""A newcomer and a buddy decide 40 posts blind; of one comes a case for three desks, and one record tells it all."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.app import App
from console.doing import STANDS
from console.domain.blind import Pair, pairs
from console.domain.cases import Case
from console.domain.events import PostSubmitted, RoleGiven, RosterPublished, RulePublished
from console.domain.messages import EPOCH
from console.domain.posts import Post, PostState, account
from console.domain.words import AgeBand, Audience, PostPlace, Risk, Role, RuleKind, RuleLevel
from console.practice.people import ADMIN, HALE, IYER, OKAFOR, WHITLOCK
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.declining import Declining
from console.ui.posts_pane import PostsPane
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, moment_of, soon, until
from tests.journeys.test_acting import asked, keys, ready
from tests.journeys.test_handover import done
from tests.journeys.test_handover import shown as told_of

Run = Callable[[Coroutine[Any, Any, None]], None]
_ALT, _CTRL, _SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
POSTS, GRAVE = 40, "p13"
NUMBERS = ("p7", "p17", "p27", "p37")  # what touches the stop rule; the newcomer would publish the last of them
CONTACT = RulePublished(
    "R14", "Contact details", "They stay out.", RuleLevel.STOP, (Audience.UNDER_18,), kinds=(RuleKind.PHONE,)
)


def text_of(name: str) -> str:
    if name in NUMBERS:
        return f"text me on 0770090{int(name[1:]):04}"
    return "I do not want to wake up." if name == GRAVE else f"I slept {name[1:]} hours and feel better."


def begin(practice: Practice) -> None:
    """A shift with a newcomer and a buddy, one after it, a rule, and the posts."""
    now = practice.clock.now()
    practice.post("mod-main", ADMIN, RoleGiven(HALE.id, Role.MODERATOR))
    duties = (f"{OKAFOR.id}:lead", f"{HALE.id}:moderator", f"{IYER.id}:clinician")
    ends = now + timedelta(hours=6)
    night = RosterPublished("night", "Night", now - timedelta(hours=1), ends, duties, (f"{HALE.id}:{IYER.id}",))
    practice.post("mod-main", OKAFOR, night)
    early = RosterPublished("early", "Early", ends, ends + timedelta(hours=8), (f"{WHITLOCK.id}:lead",))
    practice.post("mod-main", OKAFOR, early)
    practice.post("mod-updates", IYER, CONTACT)
    for number in range(POSTS):
        name = f"p{number}"
        event = PostSubmitted(name, f"writer-{name}", AgeBand.TEEN, PostPlace.FORUM, text_of(name))
        practice.post("chat-queue", "Chat platform", event)


def posts(app: App) -> dict[str, Post]:
    assert app.station is not None
    return dict(app.station.desk.view().posts)


def case(app: App) -> Case:
    assert app.station is not None
    (only,) = app.station.desk.view().cases.values()
    return only


async def pane_of(app: App) -> PostsPane:
    """The posts, shown by their key, once all of them are there and screened."""
    await live(app)
    await soon(lambda: len(posts(app)) == POSTS)
    await front(app)
    keys(app.window.queue.view, "0")
    pane = app.window.posts.pane
    assert pane is not None
    await screened(app)
    return pane


async def screened(app: App) -> None:
    await soon(lambda: app.window._known.marks.screen is not None and not app.window.touches.busy)


async def front(app: App) -> None:
    app.window.activateWindow()
    await soon(app.window.isActiveWindow)


async def presses(app: App, pane: PostsPane, name: str, key: str, *typed: str) -> None:
    """Stand on a post and press a key; where something is asked, type the answer and confirm it."""
    await front(app)
    await soon(lambda: pane.stand_on(name))
    keys(pane.view, key)
    if key == "5":
        return
    asking = await asked(app)
    for text in typed:
        keys(asking, text) if len(text) == 1 else keys(asking.field, text)
    for _ in range(2 if isinstance(asking, Declining) else 1):  # what an author is told is looked at once more
        QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    await soon(lambda: app.window.wishes.asking is None)


async def judges(newcomer: App, pane: PostsPane, names: list[str]) -> None:
    """The newcomer says what they would decide, and sees no decision of the buddy's."""
    assert newcomer.window.posts.blind.beside is not None
    for name in names:
        assert pane.stand_on(name)
        assert "Dr S. Iyer" not in pane.detail.shown
        if name == GRAVE:
            await presses(newcomer, pane, name, "9", "A", "Does not want to wake up.")
        elif name in NUMBERS and name != NUMBERS[-1]:
            await presses(newcomer, pane, name, "8")
        else:
            await presses(newcomer, pane, name, "5")
        await soon(lambda gone=name: pane.rows.position_of(f"post {gone}") < 0)  # type: ignore[misc]  # the name as it is now


async def decides(buddy: App, pane: PostsPane, names: list[str]) -> None:
    """The buddy decides as ever, and sees that the newcomer did, and not what."""
    for name in names:
        assert pane.stand_on(name)
        assert "would" not in pane.detail.shown
        if name == GRAVE:
            await presses(buddy, pane, name, "9")
        elif name in NUMBERS:
            await presses(buddy, pane, name, "8")
        else:
            await presses(buddy, pane, name, "5")
        await soon(lambda gone=name: posts(buddy)[gone].over_at is not None)  # type: ignore[misc]  # the name as it is now


def both(app: App) -> list[Pair]:
    return list(pairs(posts(app).values()))


def compared(app: App, pane: PostsPane) -> None:
    """The two of them see how often they agreed, and where they differ with both reasons."""
    assert pane.heading.summary.split(" · ")[0].endswith(f"{POSTS - 1} of {POSTS} alike")
    assert [row.post.post for row in pane.rows if row.post is not None] == [NUMBERS[-1]]
    assert pane.stand_on(NUMBERS[-1])
    assert "blind, would publish it" in pane.detail.shown
    assert "declined it" in pane.detail.shown
    by_rule = [pair.alike for pair in both(app) if pair.rule == "R14"]
    assert (len(by_rule), sum(by_rule)) == (len(NUMBERS), len(NUMBERS) - 1)


async def did(desk: Desk, *arguments: str) -> str:
    """What a command at somebody's desk said; it did what it was to do."""
    code, said = await asyncio.to_thread(done, desk, *arguments)
    assert code == STANDS, said
    return said


async def opines(buddy: App, words: str) -> None:
    """The buddy gives the second opinion at the window."""
    await front(buddy)
    QTest.keyClick(buddy.window.queue.view, Qt.Key.Key_O, _SHIFT)
    asking = await asked(buddy)
    keys(asking.choices[0], "y")
    keys(asking.field, words)
    QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    await soon(lambda: buddy.window.wishes.asking is None)


async def recorded(desks: list[Desk], at: datetime) -> None:
    """Each desk prints the record, all the same one, and each verifies what another printed."""
    for desk in desks:
        await asyncio.to_thread(until, lambda here=desk: (moment_of(here.state()) or EPOCH) > at)
    printed = [await asyncio.to_thread(desk.tell, "record", "--json") for desk in desks]
    assert {one.returncode for one in printed} == {0}
    ends = {one.stdout.splitlines()[-1] for one in printed}
    assert len(ends) == 1, "the last hash is that of all of it"
    for desk, one in zip(desks, (*printed[1:], printed[0]), strict=True):
        file = desk.folder / "record.jsonl"
        file.write_text(one.stdout, encoding="utf-8")
        checked = await asyncio.to_thread(desk.tell, "record", "verify", str(file))
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_forty_posts_are_decided_blind_and_the_case_that_comes_of_one_is_on_one_record_at_every_desk(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with contextlib.AsyncExitStack() as opened:
            practice = await opened.enter_async_context(Practice(night=False, roles=True, limits=False, speed=60))
            begin(practice)
            hale, iyer, okafor, whitlock = (
                Desk(tmp_path / one.id, practice.api_url, one) for one in (HALE, IYER, OKAFOR, WHITLOCK)
            )
            newcomer = await opened.enter_async_context(app_of(qapp, hale))
            buddy = await opened.enter_async_context(app_of(qapp, iyer))
            theirs, own = await pane_of(newcomer), await pane_of(buddy)
            names = [f"p{number}" for number in range(POSTS)]
            await decides(buddy, own, names[: POSTS // 4])  # neither has to be first
            await soon(lambda: account(posts(newcomer).values(), practice.clock.now())[PostState.WAITING] == 30)
            await front(newcomer)
            QTest.keyClick(theirs.view, Qt.Key.Key_7, _ALT)
            await screened(newcomer)
            await judges(newcomer, theirs, names)
            await soon(lambda: len(posts(buddy)[GRAVE].judged) == 1 and case(buddy).risk is Risk.A)
            await decides(buddy, own, names[POSTS // 4 :])
            for app in (newcomer, buddy):
                await ready(app)
                await soon(lambda seen=app: len(both(seen)) == POSTS)  # type: ignore[misc]  # the app as it is now
            compared(newcomer, theirs)
            compared(buddy, own)
            found = account(posts(buddy).values(), practice.clock.now())
            assert found == {PostState.PUBLISHED: 35, PostState.DECLINED: 4, PostState.ESCALATED: 1}
            assert posts(buddy)[GRAVE].decided is not None

            named = case(newcomer).case
            check = f"{practice.clock.now() + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"
            await did(hale, "update-case", named, "--next-check", check, "--plan", "Ring back.")
            await did(okafor, "write-handover", "--notes", "One at A.")
            await did(hale, "sign-over", named)
            await did(whitlock, "sign-for", named, "--read-back", "Ring back, then the team.")
            await did(whitlock, "sign-handover")
            there = await asyncio.to_thread(until, lambda: _agreeing(okafor))
            assert there["differs"] == []
            await did(whitlock, "close-case", named, "--outcome", "safe with family", "--note", "Spoke to them.")
            await soon(lambda: case(buddy).opinion is not None)
            await opines(buddy, "I spoke to them, too.")
            await soon(lambda: case(buddy).closed_at is not None)
            await ready(buddy)
            await soon(lambda: case(newcomer).closed_at is not None)
            story = [step.by for step in case(buddy).story]
            assert {HALE.id, IYER.id, WHITLOCK.id} <= set(story)
            await recorded([hale, iyer, okafor, whitlock], practice.clock.now())

    run(asyncio.wait_for(journey(), 200))


def _agreeing(desk: Desk) -> dict[str, Any] | None:
    told = told_of(desk)
    return told if told["agrees"] else None
