"""What a page of Chromium takes for the same night, for the last column of the table."""

import shutil
import time
from pathlib import Path

import parts
from browser import LONG, Browser, Service
from figures import Figure, median, percentile

SETTLING = 8.0  # seconds until a page is at rest


class Beside:
    """Measures the page as the desk is measured: after ``count`` messages, with ``live`` events on top."""

    def __init__(self, *, quick: bool, folder: Path, count: int, live: int, paces: tuple[int, ...]) -> None:
        self._rounds = 5 if quick else 11
        self._seconds = 10 if quick else 20
        self._folder, self._count, self._live, self._paces = folder, count, live, paces
        self._made = folder / "chromium"

    def measure(self) -> list[Figure]:
        """Its figures, under the names of the desk's."""
        with Service(self._count) as service:
            with Browser(service, self._made) as page:
                page.ask("filled", LONG, do="fill")
            return [*self._start(service), *self._idle(service), *self._intake(service), *self._latency(service)]

    def _start(self, service: Service) -> list[Figure]:
        """From the command to the first rows."""
        spent, bare = [], []
        for number in range(self._rounds + 1):
            with parts.bare() as window:
                yardstick = (window.hear("painted") - window.began) / 1e6
            with Browser(service, self._made) as page:
                took = page.hear("painted") - page.began
            if number:  # the first round only warms the disk's cache
                spent.append(took)
                bare.append(yardstick)
        against = median(ours / theirs for ours, theirs in zip(spent, bare, strict=True))
        return [
            Figure(f"start to first rows, {self._count:,} messages", median(spent), "ms"),
            Figure("… against the bare window", against, "×"),
        ]

    def _idle(self, service: Service) -> list[Figure]:
        server, url = parts.workspace()
        with server, self._page(service, "idle") as page:
            page.hear("painted")
            page.connect(url)
            time.sleep(SETTLING)
            return [Figure(f"memory (PSS), idle, {self._count:,} messages", page.pss(), "MB")]

    def _intake(self, service: Service) -> list[Figure]:
        server, url = parts.workspace()
        with server, self._page(service, "intake") as page:
            page.hear("painted")
            page.connect(url)
            page.say(do="await row", key=f"f7-{self._live * 2 // 3}")
            time.sleep(1)
            told = server.ask("flood", do="flood", count=self._live + 1)
            shown = page.hear("shown") + page.ask("rest", do="rest")["offset"]
            time.sleep(SETTLING)
            pace = (self._live + 1) / ((shown - told["began"] / 1e6) / 1e3)
            without = "without an index or encryption"
            return [
                Figure("taken in: WebSocket to file, index and screen", pace, "events/s", beside=without),
                Figure(f"memory (PSS) after {self._live:,} live", page.pss(), "MB"),
            ]

    def _latency(self, service: Service) -> list[Figure]:
        server, url = parts.workspace()
        rows = self._live * 3 // 2  # two of three open a chat
        found = []
        with server, self._page(service, "latency") as page:
            page.hear("painted")
            page.connect(url)
            page.say(do="await row", key=f"f7-{self._live}")
            server.say(do="flood", count=rows + 1)
            page.hear("shown")
            server.hear("flood")
            server.ask("filled", do="fill")
            page.say(do="look")
            time.sleep(2)
            for pace in self._paces:
                page.ask("beating", do="beat")
                stamps = server.ask("live", do="live", count=pace * self._seconds, per_second=pace)
                time.sleep(0.5)
                told = page.ask("rest", do="rest")
                late = [
                    told["shown"][chat] + told["offset"] - at / 1e6
                    for chat, at in stamps.items()
                    if chat in told["shown"]
                ]
                if len(late) < len(stamps):
                    raise parts.Silent(f"{len(stamps) - len(late)} of {len(stamps)} chats were never painted")
                what = f"wire to painted, p99, {pace:,} events/s, {self._live:,} rows"
                found.append(Figure(what, percentile(late, 99), "ms", beside=f"its median {median(late):.1f}"))
        return found

    def _page(self, service: Service, name: str) -> Browser:
        """A page on a copy of what was made."""
        profile = self._folder / f"chromium-{name}"
        shutil.copytree(self._made, profile, symlinks=True, ignore=shutil.ignore_patterns("Singleton*"))
        return Browser(service, profile)
