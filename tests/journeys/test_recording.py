"""Two desks show the same last hash, and what one saves is verified at the other, all of it in the real windows."""

import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from console.app import App
from console.domain.entries import Sort
from console.practice.people import IYER, OKAFOR
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.record_page import RecordPage
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, soon
from tests.journeys.test_acting import ready

Run = Callable[[Coroutine[Any, Any, None]], None]


def page_of(app: App) -> RecordPage:
    app.window.views.go("record")  # of two windows only one hears keys
    page = app.window.views.page
    assert isinstance(page, RecordPage)
    return page


def read(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


async def saved(page: RecordPage, file: Path, asked: Any) -> list[dict[str, str]]:
    page.outcome.hide()
    page._recording.save_wished.emit(str(file), asked)
    await soon(lambda: not page.outcome.isHidden())
    assert str(file) in page.outcome.accessibleName()
    return read(file)


async def verified(page: RecordPage, file: Path) -> str:
    page.leave()
    page._recording.verify_wished.emit(str(file))
    await soon(lambda: not page.outcome.isHidden())
    return page.outcome.accessibleName().replace(str(file), "FILE")


def test_two_desks_show_one_record_and_each_verifies_what_the_other_saved(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "a", practice.api_url, IYER)) as one,
            app_of(qapp, Desk(tmp_path / "b", practice.api_url, OKAFOR)) as other,
        ):
            for app in (one, other):
                await live(app)
                await ready(app)
            pages = [page_of(app) for app in (one, other)]

            def same() -> bool:
                numbers = [page._recording.last.number if page._recording.last else 0 for page in pages]
                for page, number in zip(pages, numbers, strict=True):
                    if number == min(numbers) and not page._later.isActive():
                        page._later.start()
                return pages[0]._recording.last == pages[1]._recording.last is not None

            await soon(same)
            await soon(lambda: all(len(page._recording.hashes) > 30 for page in pages))
            file = tmp_path / "record.jsonl"
            lines = await saved(pages[0], file, None)
            assert pages[0]._recording.last is not None
            told = await verified(pages[1], file)
            assert told.startswith(f"✓ FILE: {len(lines)} entries, and each follows from the one before it.")
            assert "This desk holds the same" in told
            shown = {one.line.ts: pages[1]._recording.hashes.get(one.position) for one in pages[1].table.entries}
            assert {ts: found.hash for ts, found in shown.items() if found} == {
                one["ts"]: one["hash"] for one in lines if shown.get(one["ts"])
            }

            pages[0].sifting.only(Sort.READING)
            await soon(lambda: all(one.what.startswith("read ") for one in pages[0].table.entries))
            readings = await saved(pages[0], file, pages[0].asked)
            assert {one["event"] for one in readings} == {"rule_acknowledged"}
            assert all(one["before"] for one in readings)
            assert "an extract of" in await verified(pages[1], file)
            file.write_text(file.read_text(encoding="utf-8").replace('"person":"', '"person":"X', 1), encoding="utf-8")
            assert (await verified(pages[1], file)).startswith("⚠ FILE: line 1 does not follow")
            file.write_text("no record", encoding="utf-8")
            assert (await verified(pages[1], file)).startswith("⚠ FILE: line 1 is none of a record")
            pages[1]._recording.save_wished.emit(str(tmp_path / "no" / "such"), None)
            await soon(lambda: "could not be saved" in pages[1].outcome.accessibleName())
            assert not (one.window.banner.words + other.window.banner.words).startswith("Something went wrong")

    run(journey())


def test_the_record_is_sifted_by_person_alias_rule_and_period(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "a", practice.api_url, OKAFOR)) as app,
        ):
            await live(app)
            await ready(app)
            page = page_of(app)
            await soon(lambda: bool(page.table.entries))

            async def about(text: str) -> set[str]:
                before = page.table.entries
                page.follow(text)
                await soon(lambda: page.table.entries != before)
                return {one.hit.called for one in page.table.entries}

            assert app.station is not None
            alias = next(iter(app.station.desk.view().chats.values())).alias
            page.sifting.only(Sort.DEED)  # who is still with several chats is told by the first of them
            assert await about(alias) == {alias}
            assert all(name.startswith("rule 31 ") for name in await about("31"))
            assert await about("no such alias") == set()
            page.leave()
            page.sifting.only_by(IYER.id)
            await soon(lambda: {one.line.person for one in page.table.entries} == {IYER.id})
            page.leave()
            page.search.setText("sleep")
            await soon(lambda: 0 < len(page.table.entries) < 20)
            page.sifting.only(Sort.NOTE)
            await soon(lambda: {one.what for one in page.table.entries} == {"noted"})

    run(journey())
