"""A template is written at one real window, and a member is answered with it from another, one word changed."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.app import App
from console.domain.posts import PostState
from console.domain.templates import Template
from console.domain.words import Home
from console.practice.people import BRANDT, IYER
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.declining import Declining
from console.ui.template_sheet import TemplateSheet
from console.ui.templates_page import TemplatesPage
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, soon
from tests.journeys.test_acting import asked, keys, ready
from tests.journeys.test_posts import CONTACT, pane_of, state, submit

Run = Callable[[Coroutine[Any, Any, None]], None]
_CTRL = Qt.KeyboardModifier.ControlModifier
BODY = "Hello {alias}, we left your post in {place} out, because of our rule {rule}. Write again soon."
WRITTEN = (
    "Hello writer-p1, we left your post in the forum out, because of our rule “Contact details”. Write again today."
)


def templates(app: App) -> dict[str, Template]:
    return {} if app.station is None else dict(app.station.desk.view().templates)


async def page_of(app: App) -> TemplatesPage:
    QTest.keyClick(app.window.queue.view, Qt.Key.Key_F4)
    page = app.window.views.page
    assert isinstance(page, TemplatesPage)
    return page


async def sheet_of(page: TemplatesPage) -> TemplateSheet:
    await soon(lambda: page.sheet is not None and page.sheet.isActiveWindow())
    assert page.sheet is not None
    return page.sheet


async def written(app: App, page: TemplatesPage) -> None:
    """A new template, by keys alone."""
    QTest.keyClick(page.view, Qt.Key.Key_N, _CTRL)
    sheet = await sheet_of(page)
    keys(sheet.form.title, "Contact")
    keys(sheet.form.body, BODY)
    keys(sheet.form.rules, "14")
    assert "Offered first for rule 14 — Contact details." in sheet.read_back.accessibleName()
    QTest.keyClick(sheet, Qt.Key.Key_Return, _CTRL)
    await soon(lambda: page.sheet is None and "T1" in templates(app))
    await ready(app)


async def declined(app: App) -> None:
    """The post that touches the rule is declined with it, one word changed, and looked at before it goes."""
    pane = await pane_of(app, 1)
    await soon(lambda: "T1" in templates(app))
    keys(pane.view, "8")
    asking = await asked(app)
    assert isinstance(asking, Declining)
    assert asking.field.toPlainText() == WRITTEN.replace("today", "soon")
    for _ in "soon.":
        QTest.keyClick(asking.field, Qt.Key.Key_Backspace)
    keys(asking.field, "today.")
    QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    assert asking.looking
    assert asking.reading.words.accessibleName() == WRITTEN
    assert state(app, "p1") is PostState.WAITING
    QTest.keyClick(asking, Qt.Key.Key_Return, _CTRL)
    await soon(lambda: state(app, "p1") is PostState.DECLINED)
    await ready(app)  # it was held back, went out, and was read back


async def changed_and_undone(app: App, page: TemplatesPage) -> None:
    """A new version counts at once, and one key puts the words before it back; every version stays."""
    keys(page.view, "e")
    sheet = await sheet_of(page)
    keys(sheet.form.title, " numbers")
    QTest.keyClick(sheet, Qt.Key.Key_Return, _CTRL)
    await soon(lambda: templates(app)["T1"].latest.title == "Contact numbers")
    await ready(app)
    keys(page.view, "z")
    await soon(lambda: templates(app)["T1"].latest.title == "Contact")
    await ready(app)
    assert [one.number for one in templates(app)["T1"].versions] == [1, 2, 3]
    assert "Version 2" in page.told.accessibleName()


def sent(practice: Practice, channel: str, what: str) -> list[dict[str, Any]]:
    """What Slack holds of an event, as any other tool reads it."""
    found = practice.workspace.named(channel).messages.values()
    return [one["metadata"]["event_payload"] for one in found if one.get("metadata", {}).get("event_type") == what]


async def agreed(one: App, other: App) -> None:
    """Both desks hold the same, by their digests at one moment."""
    assert one.station is not None
    assert other.station is not None
    await soon(lambda: len({str(templates(app)) for app in (one, other)}) == 1)
    last = one.clock.now()
    stations = (one.station, other.station)
    await soon(lambda: all((at := each.desk.connection.complete_to) is not None and at > last for each in stations))
    digests = [await each.log.digest(each.homes, last) for each in stations]
    assert digests[0] == digests[1]


def test_a_template_is_written_and_a_member_is_answered_with_it_from_another_desk(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(night=False, roles=True, limits=False, speed=5) as practice,
            app_of(qapp, Desk(tmp_path / "iyer", practice.api_url, IYER)) as doctor,
        ):
            practice.workspace.named(Home.CASES.value).members |= {BRANDT.id}  # the same channels on both desks
            first = qapp.wished
            async with app_of(qapp, Desk(tmp_path / "brandt", practice.api_url, BRANDT)) as moderator:
                practice.post("mod-updates", IYER, CONTACT)
                submit(practice, "p1", "text me on 07700 900123")
                for app in (moderator, doctor):
                    await live(app)
                await ready(doctor)
                page = await page_of(doctor)
                await written(doctor, page)
                (carried,) = sent(practice, "mod-main", "mc_template_set")
                assert (carried["template"], carried["title"], carried["body"]) == ("T1", "Contact", BODY)
                await declined(moderator)
                (decided,) = sent(practice, "shift-log", "mc_post_decided")
                assert decided["message"] == WRITTEN
                assert (decided["template"], decided["template_version"]) == ("T1", 1)
                assert decided["template_of"] == carried["id"]
                await soon(lambda: templates(doctor)["T1"].uses == 1)
                await soon(lambda: "used once" in page.told.accessibleName())
                await ready(doctor)
                await changed_and_undone(doctor, page)
                await agreed(doctor, moderator)
            qapp.wished = first

    run(asyncio.wait_for(journey(), 120))
