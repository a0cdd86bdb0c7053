"""A rule is published at one desk, read and acknowledged with one key at another, and the first one sees it."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from console import commands, rulebook
from console.app import App
from console.practice.people import IYER, NOVAK
from console.practice.server import Practice
from console.settings import load
from console.ui.bridge import Application
from console.ui.rule_rows import Card
from tests.journeys.inside import app_of, live, shown
from tests.journeys.stage import Desk, soon
from tests.journeys.test_acting import keys, ready

Run = Callable[[Coroutine[Any, Any, None]], None]

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
