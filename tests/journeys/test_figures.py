"""Figures of this shift and of a day, counted from the encrypted file while the real window is open."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.practice.people import OKAFOR
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.measures_page import MeasuresPage
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, soon
from tests.journeys.test_acting import ready

Run = Callable[[Coroutine[Any, Any, None]], None]


def test_a_lead_reads_the_figures_of_the_night_and_saves_them(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "desk", practice.api_url, OKAFOR)) as app,
        ):
            await live(app)
            await ready(app)
            QTest.keyClick(app.window.queue.view, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
            page = app.window.views.page
            assert isinstance(page, MeasuresPage)
            await soon(lambda: len(page.rows) > 0)
            told = [line.words for line in page.rows]
            assert told[0].startswith("Chats · ")
            assert any(line.startswith("Decisions on posts · ") for line in told)
            assert "Who had to do with what" in told
            shift = int(told[0].split()[-1])
            QTest.keyClick(page.view, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
            await soon(lambda: next(iter(page.rows)).words != told[0] or page.heading.summary.startswith("19 Nov"))
            assert int(next(iter(page.rows)).words.split()[-1]) >= shift
            page.save(str(tmp_path / "figures.csv"))
            assert (
                (tmp_path / "figures.csv").read_text(encoding="utf-8").startswith("of,which,figure,value\nwaits,all,")
            )

    run(journey())
