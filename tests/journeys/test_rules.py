"""A rule is published at one desk, read and acknowledged with one key at another, and the first one sees it."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console import commands, rulebook
from console.app import App
from console.domain.events import ChatOpened, RoleGiven, RulePublished
from console.domain.rules import RuleState
from console.domain.words import AgeBand, Audience, Risk, Role, RuleLevel
from console.practice.night import night_starts
from console.practice.people import ADMIN, HALE, IYER, NOVAK, PLATFORM
from console.practice.server import Practice
from console.settings import load
from console.ui.bridge import Application
from console.ui.picking import Picking
from console.ui.queue_rows import QueueRow
from console.ui.rule_rows import Card
from tests.journeys.inside import app_of, live, shown
from tests.journeys.stage import Desk, soon
from tests.journeys.test_acting import drafts, keys, ready

Run = Callable[[Coroutine[Any, Any, None]], None]

TEEN = AgeBand.TEEN
CTRL = Qt.KeyboardModifier.ControlModifier
TWO = night_starts() + timedelta(hours=4)
RULE = """
[[rule]]
title = "Night bus videos: do not link"
body = "Hold any post that links them. Say why."
level = "stop"
audience = ["under_18", "adults"]
must_read = true
words = ["night bus"]
"""


def card_of(app: App, title: str) -> Card | None:
    """The card of a rule, as a window shows it."""
    return next((card for card in app.window.rules.rows if title in card.title), None)


def test_a_rule_published_at_two_in_the_night_is_read_with_one_key_and_its_author_sees_that(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "clinician", practice.api_url, IYER)) as doctor,
        ):
            first = qapp.wished
            clinician = Desk(tmp_path / "clinician", practice.api_url, IYER)
            async with app_of(qapp, Desk(tmp_path / "counsellor", practice.api_url, NOVAK)) as counsellor:
                for app in (doctor, counsellor):
                    await live(app)
                file = tmp_path / "rule.toml"
                file.write_text(RULE, encoding="utf-8")
                wish = commands.wish_of("publish-rule", wait=True, publish=rulebook.rule_in(file))
                assert await commands.do(load(clinician.file), clinician.environment, wish, as_json=False) == 0

                await shown(counsellor, "rules", "Night bus videos")
                await soon(lambda: "To be read" in counsellor.window.banner.words)
                rows = list(counsellor.window.rules.rows)
                card = rows[1]
                assert rows[0].title == "To acknowledge"
                assert "Night bus videos" in card.title
                await soon(lambda: "not yet by" in (_readers(doctor)))
                assert "A. Novak" in _readers(doctor).partition("not yet by")[2]

                await ready(counsellor)
                keys(counsellor.window.queue.view, "u")
                await soon(lambda: "A. Novak" in _readers(doctor).partition("not yet by")[0])
                await ready(counsellor)
                read = card_of(counsellor, "Night bus videos")
                assert read is not None
                assert not read.to_read
                assert f"Read rule {card.rule.removeprefix('R')}" in counsellor.window.status.done.text
            qapp.wished = first

    def _readers(app: App) -> str:
        card = card_of(app, "Night bus videos")
        return "" if card is None else card.readers

    run(journey())


def test_a_rule_marks_the_waiting_text_at_another_desk_is_read_there_with_one_key_and_its_author_sees_that(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    """Two windows at two in the night, with the keyboard alone."""

    async def journey() -> None:
        async with (
            Practice(limits=False, start=TWO) as practice,
            app_of(qapp, Desk(tmp_path / "clinician", practice.api_url, IYER)) as doctor,
        ):
            first = qapp.wished
            async with app_of(qapp, Desk(tmp_path / "counsellor", practice.api_url, NOVAK)) as counsellor:
                for app in (doctor, counsellor):
                    await live(app)
                text = "is the n1ght bus one safe? i am on it"
                practice.post("chat-queue", PLATFORM, ChatOpened("bus", "tin-whistle", TEEN, Risk.A, None, text))
                for app in (doctor, counsellor):
                    await shown(app, "queue", "tin-whistle")
                await ready(doctor)
                QTest.keyClick(doctor.window.queue.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
                await soon(lambda: doctor.window.rule_acts.editor is not None)
                editor = doctor.window.rule_acts.editor
                assert editor is not None
                await soon(editor.isActiveWindow)
                keys(editor.form.title, "Night bus videos")
                keys(editor.form.body, "Hold any post that names them.")
                keys(editor.form.words, "night bus")
                QTest.keyClick(editor.form.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

                await soon(lambda: counsellor.window.queue.known.marks.hits.get("bus"))
                await soon(lambda: not counsellor.window.touches.busy)
                row = next(line for line in counsellor.window.said()["queue"] if "tin-whistle" in line)
                rule = counsellor.window.queue.known.marks.touched("bus")[0][0].removeprefix("R")
                assert f"touches rule {rule}: Night bus videos" in row
                assert f"changed by rule {rule} v1" in row
                assert text not in row
                await soon(lambda: "To be read" in counsellor.window.banner.words)
                await ready(counsellor)
                counsellor.window.follow("bus")
                keys(counsellor.window.queue.view, " ")
                assert "Found: “n1ght bus”" in counsellor.window.detail.shown
                keys(counsellor.window.queue.view, "v")
                assert counsellor.window.rules.view.hasFocus()
                keys(counsellor.window.rules.view, "u")
                await soon(lambda: "A. Novak" in _read_by(doctor))
                await ready(counsellor)
                card = card_of(counsellor, "Night bus videos")
                assert card is not None
                assert not card.to_read
                assert "1 open text touches it now" in card.meta
                keys(counsellor.window.rules.view, "1j")
                row = next(line for line in counsellor.window.said()["queue"] if "tin-whistle" in line)
                assert f"changed by rule {rule} v1" not in row
            qapp.wished = first

    def _read_by(app: App) -> str:
        card = card_of(app, "Night bus videos")
        return "" if card is None else card.readers.partition("not yet by")[0]

    run(journey())


def test_a_rule_is_written_in_the_window_and_its_draft_is_gone_once_slack_has_it(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path, practice.api_url, IYER)) as app,
        ):
            await live(app)
            await ready(app)
            QTest.keyClick(app.window.queue.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            await soon(lambda: app.window.rule_acts.editor is not None and app.window.rule_acts.editor.isActiveWindow())
            editor = app.window.rule_acts.editor
            assert editor is not None
            keys(editor.form.title, "Night bus videos")
            keys(editor.form.body, "Hold any post that links them.")
            assert app.station is not None
            await soon(lambda: not editor._later.isActive())
            assert ("rule", "new") in await drafts(app)
            QTest.keyClick(editor.form.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await soon(lambda: "Published rule" in app.window.status.done.text)
            await ready(app)
            assert card_of(app, "Night bus videos") is not None
            assert await app.station.drafts.all() == {}
            updates = practice.workspace.named("mod-updates").messages.values()
            assert sum("Night bus videos" in one["text"] for one in updates) == 1

            keys(app.window.queue.view, "z")  # undone: withdrawn, with that as the reason
            await soon(lambda: "Undone: Withdrew rule" in app.window.status.done.text)
            await ready(app)
            assert card_of(app, "Night bus videos") is None

    run(journey())


def test_a_draft_is_proposed_in_one_window_published_in_another_and_its_writer_is_told(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "writer", practice.api_url, HALE)) as writer,
        ):
            first = qapp.wished
            practice.post("mod-main", ADMIN, RoleGiven(HALE.id, Role.CLINICIAN))
            async with app_of(qapp, Desk(tmp_path / "doctor", practice.api_url, IYER)) as doctor:
                for app in (writer, doctor):
                    await live(app)
                    await ready(app)
                await soon(lambda: not writer.window.rule_acts.why_not("new_rule"))
                writer.window.activateWindow()
                await soon(writer.window.isActiveWindow)
                QTest.keyClick(writer.window.queue.view, Qt.Key.Key_N, CTRL)
                await soon(lambda: writer.window.rule_acts.editor is not None)
                written = writer.window.rule_acts.editor
                assert written is not None
                await soon(written.isActiveWindow)
                keys(written.form.title, "Night bus videos")
                keys(written.form.body, "Hold any post that links them.")
                QTest.keyClick(written.form.body, Qt.Key.Key_Return, CTRL | Qt.KeyboardModifier.ShiftModifier)
                await soon(lambda: writer.window.findChild(Picking) is not None)
                picking = writer.window.findChild(Picking)
                assert picking is not None
                await soon(picking.isActiveWindow)
                keys(picking, "1")
                await soon(lambda: "Proposed a rule" in writer.window.status.done.text)

                await shown(doctor, "rules", "Proposed to you")
                place = next(n for n, card in enumerate(doctor.window.rules.rows) if card.title == "Night bus videos")
                doctor.window.activateWindow()
                await soon(doctor.window.isActiveWindow)
                doctor.window.rules.view.setFocus()
                doctor.window.rules.view.choose(place)
                keys(doctor.window.rules.view, "e")
                await soon(lambda: doctor.window.rule_acts.editor is not None)
                looked_at = doctor.window.rule_acts.editor
                assert looked_at is not None
                await soon(looked_at.isActiveWindow)
                assert looked_at.form.body.toPlainText() == "Hold any post that links them."
                QTest.keyClick(looked_at.form.body, Qt.Key.Key_Return, CTRL)
                await soon(lambda: "published it as rule" in writer.window.banner.words)
                for app in (writer, doctor):  # many rules are shown in a turn of their own
                    await soon(lambda app=app: card_of(app, "— Night bus videos"))  # type: ignore[misc]  # of this app
                    card = card_of(app, "— Night bus videos")
                    assert card is not None
                    assert card.state is RuleState.IN_FORCE
            qapp.wished = first

    run(journey())


def chips_of(app: App, chat: str) -> list[str]:
    """What stands beside a chat's alias."""
    row = app.window.queue.rows.row_of(f"chat {chat}")
    assert isinstance(row, QueueRow)
    return [chip.text for chip in app.window.queue.known.chips(row)]


def test_what_a_rule_changed_is_still_marked_when_the_window_is_opened_again_and_so_is_what_changed_meanwhile(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    def published(practice: Practice, rule: str, *words: str) -> None:
        both = (Audience.UNDER_18, Audience.ADULTS)
        event = RulePublished(rule, f"About {rule}", "Say why.", RuleLevel.NOTE, both, words=words)
        practice.post("mod-updates", IYER, event)

    async def journey() -> None:
        async with Practice(limits=False) as practice:
            desk = Desk(tmp_path, practice.api_url, NOVAK)
            async with app_of(qapp, desk) as app:
                await live(app)
                for chat, text in (("bus", "on the night bus"), ("tram", "in the yellow tram"), ("ship", "on a ship")):
                    practice.post("chat-queue", PLATFORM, ChatOpened(chat, f"{chat}-alias", TEEN, Risk.D, None, text))
                    await shown(app, "queue", f"{chat}-alias")
                published(practice, "R101", "night bus", "ship")
                await soon(lambda: "changed by rule 101 v1" in chips_of(app, "bus"))
                app.window.follow("ship")
                app.window.follow("bus")  # the other one was looked at
                await soon(lambda: "changed by rule 101 v1" not in chips_of(app, "ship"))
            published(practice, "R102", "yellow tram")
            async with app_of(qapp, desk) as app:
                await shown(app, "queue", "changed by rule 101 v1")
                await live(app)
                await soon(lambda: "changed by rule 102 v1" in chips_of(app, "tram"))
                assert "changed by rule 101 v1" in chips_of(app, "bus")
                assert "changed by" not in " ".join(chips_of(app, "ship"))
                published(practice, "R103", "night bus")
                await soon(lambda: "changed by rule 101 v1 +1" in chips_of(app, "bus"))

    run(journey())
