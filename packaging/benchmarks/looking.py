"""The pages of search and record over 100,000 messages, from the letter or the key to the painted rows; prints JSON."""

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from past import KEY, WORDS

from console.app import TURN
from console.clock import RealClock
from console.looking import Looking
from console.settings import load
from console.station import Station
from console.store.vault import Vault
from console.ui.bridge import Application, Tasks, loop_factory
from console.ui.record_page import RecordPage
from console.ui.search_page import SearchPage
from console.ui.window import DeskWindow


class Pages:
    """A window over a cache that nobody writes to."""

    def __init__(self, app: Application, vault: Vault, file: Path) -> None:
        self.app = app
        self.station = Station(load(file), RealClock(), vault)
        self.window = DeskWindow("", RealClock(), ZoneInfo("Europe/London"))
        self.tasks = Tasks(print)
        self.looking = Looking(self.window, self.tasks)

    async def open(self) -> None:
        """Show the desk."""
        await self.station.open()
        self.looking.station = self.station
        self.window.resize(1_440, 900)
        self.window.show()
        self.window.show_view(self.station.desk.view())
        self.app.processEvents()

    async def timed(self, act: Callable[[], object], there: asyncio.Event, view: Callable[[], object]) -> float:
        """Seconds of something, until its rows are there and painted."""
        there.clear()
        began = time.perf_counter()
        act()
        await there.wait()
        self.app.sendPostedEvents()
        view()
        return time.perf_counter() - began

    async def searched(self, rounds: int) -> tuple[list[float], float, list[float]]:
        """Words typed letter by letter from the second on.

        The seconds of each letter, how many rows there were, and the seconds of processor for each letter.
        """
        self.window.views.go("search")
        page = self.window.views.page
        if not isinstance(page, SearchPage):
            raise SystemExit("the search is not shown")
        there, wanted = asyncio.Event(), [""]
        self.window.finder.searching.shown.connect(
            lambda _who, found: there.set() if found.sought.words == wanted[0] else None
        )
        chance, spent, rows, worked = random.Random(1), list[float](), 0, list[float]()
        while len(spent) < rounds:
            words = chance.choice(WORDS)
            if chance.random() < 0.3:
                words = f"{chance.choice(WORDS)} {words}"
            for length in range(2, len(words) + 1):
                typed = words[:length]
                if typed.endswith(" "):
                    continue
                wanted[0], busy = typed, time.process_time()
                spent.append(
                    await self.timed(
                        lambda typed=typed: page.field.setText(typed),  # type: ignore[misc]  # a default of a lambda
                        there,
                        page.view.viewport().repaint,
                    )
                )
                worked.append(time.process_time() - busy)
                rows += len(page.rows)
        return spent, rows / len(spent), worked

    async def recorded(self, rounds: int) -> dict[str, object]:
        """The first page of the record, pages that are scrolled to, and the whole chain."""
        record, shown, linked = self.window.finder.recording, asyncio.Event(), asyncio.Event()
        record.shown.connect(lambda _found: shown.set())
        record.hashed.connect(linked.set)
        began = time.perf_counter()
        first = await self.timed(lambda: self.window.views.go("record"), shown, self.window.repaint)
        page = self.window.views.page
        if not isinstance(page, RecordPage):
            raise SystemExit("the record is not shown")
        beating = asyncio.create_task(self.beat(linked))
        await linked.wait()
        chain, spent = time.perf_counter() - began, list[float]()
        for _ in range(rounds):
            linked.clear()
            await asyncio.sleep(0.02)  # until what was brought before is laid out
            spent.append(await self.timed(page.grid.scrollToBottom, shown, page.grid.viewport().repaint))
            await linked.wait()
        entries = record.last.number if record.last else 0
        return {"first": first, "chain": chain, "entries": entries, "pages": spent, "longest": await beating}

    async def beat(self, end: asyncio.Event) -> float:
        """The longest that the window waited for its turn until something has happened, in seconds."""
        longest, at = 0.0, time.perf_counter()
        while not end.is_set():
            await asyncio.sleep(0.002)
            longest, at = max(longest, time.perf_counter() - at), time.perf_counter()
        return longest


async def main(app: Application, cache: Path, rounds: int) -> None:
    """Measure, and tell."""
    sys.setswitchinterval(TURN)
    file = cache.with_name("looking.toml")
    file.write_text(f"[cache]\npath = {json.dumps(str(cache))}\n", encoding="utf-8")
    vault = Vault(cache, bytes.fromhex(KEY), beside=True)
    pages = Pages(app, vault, file)
    await pages.open()
    spent, rows, worked = await pages.searched(rounds)
    told = {"searched": spent, "rows": rows, "worked": worked, **await pages.recorded(min(rounds // 4, 50))}
    await pages.tasks.stop()
    pages.window.put_away()
    vault.close()
    print(json.dumps(told))


if __name__ == "__main__":
    application = Application(sys.argv[:1])
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main(application, Path(sys.argv[1]), int(sys.argv[2])))
