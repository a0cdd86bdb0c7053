"""The benchmark: measures a desk as it is really run, and puts each figure beside its target."""

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import browser
import parts
from beside import Beside
from figures import Figure, joined, median, ms, percentile, picture, table
from marking import marking
from parts import HERE, Part
from pressing import pressed
from printed import handed, leafed, looked, reviewed, screened

TOP = HERE.parent.parent
OUT = TOP / "build" / "bench"
FRESH = 24 * 3_600.0  # seconds: an older cache ends too long ago
SMALL, LARGE = 100_000, 1_000_000
LIVE = 60_000
MISSED = 20_000
SETTLING = 8.0  # seconds until a desk that has connected is at rest
PACES = (11, 100, 1_000)  # events a second
CORES = 2


class Bench:
    """Everything that is measured; ``rounds`` is how often the quick things are repeated."""

    def __init__(self, *, quick: bool, folder: Path) -> None:
        self.quick = quick
        self.rounds = 5 if quick else 11
        self.longer = 2 if quick else 3
        self._folder = folder
        self._beats: list[float] = []
        self.browser: list[Figure] = []  # the same figures, of a page of Chromium
        self.skipped: list[str] = []  # what is not here to be measured, and why

    # start

    def start(self) -> list[Figure]:
        """From the command to the first rows on the screen."""
        sizes = (SMALL,) if self.quick else (SMALL, LARGE)
        caches = {size: made(size) for size in sizes}
        spent: dict[int, list[float]] = {size: [] for size in (0, *sizes)}
        for number in range(self.rounds + 1):
            for size, times in spent.items():
                with parts.desk(caches[size]) if size else parts.bare() as part:
                    took = (part.hear("painted") - part.began) / 1e6
                if number:  # the first round only warms the disk's cache
                    times.append(took)
        against = median(ours / bare for ours, bare in zip(spent[SMALL], spent[0], strict=True))
        found = [
            Figure("a bare window, for comparison", median(spent[0]), "ms"),
            Figure("start to first rows, 100,000 messages", median(spent[SMALL]), "ms"),
            Figure("… against the bare window", against, "×", 2.2),
        ]
        if LARGE in spent:
            more = median(large / small for large, small in zip(spent[LARGE], spent[SMALL], strict=True))
            found += [
                Figure("start to first rows, 1,000,000 messages", median(spent[LARGE]), "ms"),
                Figure("… against the 100,000", more, "×", 1.15),
            ]
        return found

    # memory and processor

    def idle(self) -> list[Figure]:
        """The window open and connected, and nothing to do."""
        seconds = 10.0 if self.quick else 30.0
        shares, sizes, bare_sizes = [], [], []
        for number in range(1 if self.quick else 2):
            server, url = parts.workspace()
            cache = parts.copied(made(SMALL), self._folder / f"idle-{number}")
            with server, parts.bare() as bare, parts.desk(cache, url) as desk:
                self._connected(desk)
                time.sleep(SETTLING)
                before, began = desk.cpu(), time.monotonic()
                time.sleep(seconds)
                shares.append((desk.cpu() - before) / (time.monotonic() - began) * 100)
                sizes.append(desk.pss())
                bare_sizes.append(bare.pss())
        beside = f"{median(sizes) / median(bare_sizes):.1f} × a bare window's {median(bare_sizes):.0f} MB"
        return [
            Figure("processor, window open and connected, idle", median(shares), "% of a core", 0.5),
            Figure("memory (PSS), idle, 100,000 messages", median(sizes), "MB", 130, beside=beside),
        ]

    # live

    def intake(self) -> list[Figure]:
        """60,000 events as fast as they come, on top of 100,000 messages; then the memory."""
        paces, sizes, pushing, own = [], [], [], []
        for number in range(self.longer):
            server, url = parts.workspace()
            cache = parts.copied(made(SMALL), self._folder / f"intake-{number}")
            with server, parts.desk(cache, url) as desk:
                self._connected(desk)
                time.sleep(1)
                desk.say(do="beat")
                desk.say(do="await row", key=f"chat f7-{LIVE * 2 // 3}")
                before = desk.cpu()
                told = server.ask("flood", do="flood", count=LIVE + 1)  # the last one opens a chat
                shown = desk.hear("shown")
                own.append(desk.cpu() - before)
                paces.append((LIVE + 1) / ((shown - told["began"]) / 1e9))
                pushing.append((LIVE + 1) / told["seconds"])
                left = server.ask("unacknowledged", do="calls")
                if left:
                    raise parts.Silent(f"{left} events were shown and never acknowledged")
                self._rest(desk)
                desk.ask("complete", do="await complete", to=time.time())  # history has confirmed the flood
                time.sleep(SETTLING)
                sizes.append(desk.pss())
        beside = f"{median(own) / (LIVE + 1) * 1e6:.0f} µs of processor each; posted at {median(pushing):,.0f}/s"
        return [
            Figure("taken in: WebSocket to file, index and screen", median(paces), "events/s", 10_000, True, beside),
            Figure("memory (PSS) after 60,000 live", median(sizes), "MB", 180),
        ]

    def latency(self) -> list[Figure]:
        """From the moment of posting to the end of the paint that shows it, with 60,000 rows in the queue."""
        seconds = 10 if self.quick else 20
        server, url = parts.workspace()
        cache = parts.copied(made(SMALL), self._folder / "latency")
        late: dict[int, list[float]] = {pace: [] for pace in PACES}
        with server, parts.desk(cache, url) as desk:
            self._connected(desk)
            rows = LIVE * 3 // 2  # two of three open a chat
            desk.say(do="await row", key=f"chat f7-{LIVE}")
            server.say(do="flood", count=rows + 1)
            desk.hear("shown")
            server.hear("flood")
            server.ask("filled", do="fill")
            desk.ask("complete", do="await complete", to=time.time())  # history has confirmed the flood
            desk.say(do="look")
            time.sleep(2)
            for pace in PACES * (self.longer - 1):
                desk.say(do="beat")
                stamps = server.ask("live", do="live", count=pace * seconds, per_second=pace)
                time.sleep(0.5)
                shown = self._rest(desk)
                took = [(shown["chat " + chat] - at) / 1e6 for chat, at in stamps.items() if "chat " + chat in shown]
                if len(took) < len(stamps):
                    raise parts.Silent(f"{len(stamps) - len(took)} of {len(stamps)} chats were never painted")
                late[pace] += took
        targets = {11: 33, 100: 33, 1_000: 50}
        return [
            Figure(
                f"wire to painted, p99, {pace:,} events/s, 60,000 rows",
                percentile(late[pace], 99),
                "ms",
                targets[pace],
                beside=f"median {median(late[pace]):.1f}, worst {max(late[pace]):.0f} ms of {len(late[pace]):,}",
            )
            for pace in PACES
        ]

    def heartbeat(self) -> list[Figure]:
        """What was heard of the heart meanwhile; nothing when neither intake nor latency was measured."""
        if not self._beats:
            return []
        beside = f"{len(self._beats):,} beats, one every 10 ms"
        return [
            Figure("gap of the window's heartbeat, p99", percentile(self._beats, 99), "ms", 33, beside=beside),
            Figure("… the worst", max(self._beats), "ms", 100),
        ]

    # lists

    def rows(self) -> list[Figure]:
        """One row into 100,000, and a scrolled frame."""
        lists = self._run("lists.py", "100" if self.quick else "400")
        arrivals = [whole - painted for whole, painted in lists["arrivals"]]
        whole = median(whole for whole, _ in lists["arrivals"]) * 1e3
        beside = f"p95 {percentile(arrivals, 95) * 1e3:.2f} ms; with its paint {whole:.1f} ms"
        frame = percentile(lists["frames"], 95) * 1e3
        return [
            Figure("one row arrives in a list of 100,000", ms(arrivals), "ms", 2, beside=beside),
            Figure("a scrolled frame, p95", frame, "ms", 8, beside=f"median {ms(lists['frames']):.1f} ms"),
        ]

    # catching up

    def missed(self) -> list[Figure]:
        """20,000 messages while the plug was out, and what it takes to have them."""
        work, waited, calls, least = [], [], [], 0
        for number in range(self.longer):
            server, url = parts.workspace()
            cache = parts.copied(made(SMALL), self._folder / f"missed-{number}")
            with server, parts.desk(cache, url) as desk:
                self._connected(desk)
                time.sleep(SETTLING)
                told = server.ask("missed", do="pull", count=MISSED)
                least = 1 + sum(
                    max(1, -(-count // 999)) for name, count in told["channels"].items() if name != "general"
                )
                time.sleep(6)  # what was said must be settled before history confirms it
                desk.say(do="await complete", to=told["to"])
                before = desk.cpu()
                back = server.ask("at", do="put back")
                waited.append((desk.hear("complete") - back) / 1e9)
                work.append(desk.cpu() - before)
                asked = server.ask("calls", do="calls")
                calls.append(sum(asked.values()))
        beside = f"complete {median(waited):.1f} s after the plug was put back"
        over = (median(calls) / least - 1) * 100
        return [
            Figure("20,000 missed messages: own work", median(work), "s", 3, beside=beside),
            Figure(
                "… Slack calls over the least possible", over, "%", 10, beside=f"{median(calls):.0f}, least {least}"
            ),
        ]

    # search

    def search(self) -> list[Figure]:
        """Words in 100,000 messages, in the file alone and to the painted rows of their page; the record's pages."""
        told = self._run("searching.py", str(made(SMALL)), "200" if self.quick else "600")
        beside = f"median {ms(told['spent']):.1f} ms, {told['found']:.0f} found on average"
        p95 = percentile(told["spent"], 95) * 1e3
        alone = [Figure("search in 100,000, the 50 newest, p95", p95, "ms", 20, beside=beside)]
        window = self._run("looking.py", str(made(SMALL)), "200" if self.quick else "600")
        return [*alone, *looked(window), *leafed(window)]

    # acting

    def acting(self) -> list[Figure]:
        """From a wish to its row at the own desk, with 10,000 open chats."""
        told = self._run("acting.py", "100" if self.quick else "300")
        shown = [seconds for times in told.values() for seconds, _ in times]
        kept = [seconds for times in told.values() for _, seconds in times]
        each = "; ".join(f"{name} {ms([seconds for seconds, _ in times]):.1f}" for name, times in told.items())
        beside = f"medians: {each} ms; kept for good p99 {percentile(kept, 99) * 1e3:.0f} ms"
        p99 = percentile(shown, 99) * 1e3
        return [Figure("an action's row at the own desk, 10,000 open chats, p99", p99, "ms", 50, beside=beside)]

    # screening

    def screening(self) -> list[Figure]:
        """10,000 open texts held against 200 rules of 20 words after one changed, beside a plain alternation of re."""
        rounds = "3" if self.quick else "7"
        return screened(self._run("screening.py", rounds), self._run("rehearsing.py", rounds))

    # the handover

    def handover(self) -> list[Figure]:
        """The draft of a night of 12 hours and 20,000 messages, and the digest of 24 hours."""
        return handed(self._run("handover.py", "5" if self.quick else "15"))

    def board(self) -> list[Figure]:
        """The leads' board with 5,000 cases."""
        return reviewed(self._run("board.py", "40" if self.quick else "100"))

    def marks(self) -> list[Figure]:
        """The same in the real window, and from a rule's publishing at one desk to its marks at another."""
        caches = [parts.copied(made(SMALL), self._folder / f"marks-{number}") for number in range(2)]
        return marking(caches, 20 if self.quick else 40, self._connected)

    # a browser

    def chromium(self) -> list[Figure]:
        """A page of Chromium with the same night; its figures stand beside the desk's."""
        if not browser.installed():
            self.skipped.append(browser.ABSENT)
            return []
        page = Beside(quick=self.quick, folder=self._folder, count=SMALL, live=LIVE, paces=PACES)
        self.browser = page.measure()
        return []

    def keys(self) -> list[Figure]:
        """From a key to the end of the paint that shows it, at the own desk and at another, 10,000 open chats."""
        caches = [parts.copied(made(SMALL), self._folder / f"keys-{number}") for number in range(2)]
        return pressed(caches, 10 if self.quick else 40, self._connected)

    # The parts

    def _connected(self, desk: Part) -> None:
        """Wait until the desk is live and complete to this moment."""
        desk.hear("painted")
        desk.ask("complete", do="await complete", to=time.time() - 20)

    def _rest(self, desk: Part) -> dict[str, int]:
        """End the heartbeat, keep its gaps, and give back what was shown when."""
        told = desk.ask("rest", do="rest")
        beats = told["beats"]
        self._beats += [(after - before) / 1e6 for before, after in itertools.pairwise(beats)]
        shown: dict[str, int] = told["shown"]
        return shown

    def _run(self, name: str, *arguments: str) -> Any:
        command = [sys.executable, str(HERE / name), *arguments]
        return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def made(count: int) -> Path:
    """A cache of so many messages, made when there is none of today."""
    cache = parts.CACHES / str(count) / "cache.db"
    done = cache.with_name("renewed")
    if not done.exists() or time.time() - done.stat().st_mtime > FRESH:
        print(f"  making a cache of {count:,} messages …", flush=True)
        for old in cache.parent.glob("*"):
            old.unlink()
        cache.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, str(HERE / "past.py"), str(cache), str(count)], check=True, stdout=sys.stderr)
        done.touch()
    return cache


def machine(shown_on: str) -> str:
    """What this was measured on, in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {CORES} cores used of {os.cpu_count()}, {memory:.0f} GB, no GPU, "
        f"{shown_on}; Python {platform.python_version()}; load {load:.1f} before"
    )


def main() -> int:
    """Measure what is asked for; 1 when a target was not met."""
    parser = argparse.ArgumentParser(prog="packaging/bench", description="Measure the console on this machine.")
    names = (
        "start",
        "idle",
        "intake",
        "latency",
        "rows",
        "missed",
        "search",
        "acting",
        "keys",
        "screening",
        "handover",
        "board",
        "marks",
    )
    names = (*names, "chromium")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(names)}, memory")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and no cache of 1,000,000 messages")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - {*names, "memory"}
    if unknown:
        parser.error(f"there is no figure called {', '.join(sorted(unknown))}")
    wanted = [name for name in names if not chosen.names or name in chosen.names]
    if "memory" in chosen.names:  # it is read beside these
        wanted = [name for name in names if name in {*wanted, "idle", "intake"}]
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    figures: list[Figure] = []
    failed: list[str] = []
    began = time.monotonic()
    with parts.screen() as shown_on, tempfile.TemporaryDirectory(prefix="moderation-console-bench-") as folder:
        told = machine(shown_on)
        print(told, flush=True)
        bench = Bench(quick=chosen.quick, folder=Path(folder))
        for name in wanted:
            print(f"  {name} …", flush=True)
            work: Callable[[], list[Figure]] = getattr(bench, name)
            try:
                figures += work()
            except (parts.Silent, subprocess.CalledProcessError) as error:
                failed.append(f"{name} could not be measured: {error}")
        figures = joined([*figures, *bench.heartbeat()], bench.browser, "Chromium")
    date = datetime.now(UTC)
    print(f"\n{table(figures)}\n")
    for sentence in (*failed, *bench.skipped):
        print(sentence)
    OUT.mkdir(parents=True, exist_ok=True)
    values = {"at": date.isoformat(), "machine": told, "figures": [one.plain() for one in figures], "failed": failed}
    values["skipped"] = bench.skipped
    (OUT / "figures.json").write_text(json.dumps(values, indent=1), encoding="utf-8")
    picture(figures, f"Measured on {date:%d %B %Y}: {told.split(';')[0]}", OUT / "figures.png")
    print(f"{time.monotonic() - began:.0f} s. {OUT / 'figures.json'}, {OUT / 'figures.png'}")
    return 1 if failed or any(one.met is False for one in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
