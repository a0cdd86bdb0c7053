"""The stage of the journeys: a practice workspace and windows as real processes, and what stands in a desk's file."""

import asyncio
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from console import door
from console.clock import RealClock
from console.domain.chats import Chat
from console.domain.ledger import Row
from console.domain.messages import EPOCH
from console.domain.subjects import Kind, Subject
from console.keychain import CACHE_KEY_VARIABLE
from console.practice.people import OKAFOR, Staff
from console.practice.server import Practice
from console.settings import load
from console.station import APP_TOKEN, USER_TOKEN, Station
from console.store.vault import Vault

T = TypeVar("T")

KEY: Final = "0b" * 32
LOOK: Final = 0.05  # seconds between two looks at what another process does
READY: Final = 30.0


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of ours: nothing of the person's own, no display."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MODERATION_CONSOLE_")}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1", **more}


def until(condition: Callable[[], T | None], seconds: float = READY, what: str = "") -> T:
    """Look until something is so, and give what was found."""
    limit = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < limit, what or f"not within {seconds:.0f} s"
        time.sleep(LOOK)


class Workspace:
    """A practice workspace in a process of its own."""

    def __init__(self, *options: str, speed: float = 120, start: str = "02:14", desks: Sequence[str] = ()) -> None:
        command = [sys.executable, "-m", "console.practice.server", "--with-parent", *options]
        command += ["--speed", str(speed), "--start", start]
        for name in desks or (OKAFOR.name,):
            command += ["--as", name]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
        assert self.process.stdout is not None
        ready = json.loads(self.process.stdout.readline())
        self.api_url: str = ready["api_url"]
        self._base = f"http://127.0.0.1:{ready['port']}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, name: str, body: object = None) -> Any:
        """Ask the workspace's controls."""
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self._base}/practice/{name}", data, timeout=10) as answer:  # noqa: S310 - our own
            return json.load(answer)

    def fault(self, name: str, **how: object) -> None:
        """Let something go wrong."""
        self.ask("fault", {"fault": name, **how})

    def run_at(self, speed: float) -> None:
        """Let the clock run at another speed."""
        self.ask("speed", {"speed": speed})

    def now(self) -> datetime:
        """The moment on the workspace's clock."""
        return datetime.fromisoformat(self.ask("clock")["now"])

    @property
    def night_done(self) -> bool:
        """Whether the script has been played to its end."""
        return bool(self.ask("state")["night_done"])

    def call(self, method: str, person: Staff, **arguments: object) -> Any:
        """One call of the Web API, as a person; raises AssertionError when Slack says no."""
        form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.api_url}{method}",
            urllib.parse.urlencode(form).encode(),
            {"Authorization": f"Bearer {person.user_token}"},
        )
        told: dict[str, Any] = {}
        while not told:
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
                    told = json.load(answer)
            except urllib.error.HTTPError as refused:
                assert refused.code == 429, refused  # noqa: PT017 - another code is no part of the journey
                time.sleep(float(refused.headers["Retry-After"]) / 100)
        assert told["ok"], told
        return told

    def close(self) -> None:
        """End the process, whatever state it is in."""
        self.process.kill()
        self.process.communicate()


@dataclass
class Desk:
    """One person's desk on a workspace: its folder, its settings, and its processes."""

    folder: Path
    api_url: str
    person: Staff = OKAFOR
    pushed: bool = True
    settings: str = ""
    cache: Path = field(init=False)
    file: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cache = self.folder / "cache.db"
        self.file = self.folder / "settings.toml"
        lines = (
            f"[slack]\napi_url = {json.dumps(self.api_url)}",
            f"[cache]\npath = {json.dumps(str(self.cache))}",
            self.settings,
        )
        self.file.write_text("\n".join(lines), encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """What the desk's processes are given."""
        app_token = self.person.app_token if self.pushed else ""
        tokens = {USER_TOKEN: self.person.user_token, APP_TOKEN: app_token, CACHE_KEY_VARIABLE: KEY}
        return environment(HOME=str(self.folder), XDG_CONFIG_HOME=str(self.folder), **tokens)

    def command(self, *arguments: str) -> list[str]:
        """The command line of one of the desk's processes."""
        return [sys.executable, "-m", "console", "--settings", str(self.file), *arguments]

    def tell(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*arguments),
            env={**self.environment, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    def state(self) -> dict[str, Any]:
        """What ``state --json`` says; from the window while one is open."""
        told = self.tell("state", "--json")
        assert told.returncode == 0, told.stderr
        found: dict[str, Any] = json.loads(told.stdout)
        return found

    def errors(self) -> list[str]:
        """What the log file says at the levels at which somebody should look."""
        lines = self.cache.with_suffix(".log").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if json.loads(line)["level"] not in ("INFO", "DEBUG")]

    def kept(self, at: datetime | None = None) -> "Kept":
        """What stands in the desk's file, read beside whoever has it open; the digest at a moment."""
        return asyncio.run(self._kept(at))

    async def _kept(self, at: datetime | None) -> "Kept":
        vault = Vault(self.cache, bytes.fromhex(KEY), beside=True)
        try:
            station = Station(load(self.file), RealClock(), vault)
            await station.open()
            chats, _ = await station.log.open_chats(EPOCH, None, 1_000_000)
            rows = {**await station.log.open_rows(EPOCH), **{Subject(Kind.CHAT, chat.chat): chat for chat in chats}}
            complete_to = station.desk.connection.complete_to
            moment = at or complete_to
            assert moment is not None, "nothing was read yet"
            return Kept(await station.log.digest(station.homes, moment), rows, complete_to)
        finally:
            vault.close()


@dataclass(frozen=True)
class Kept:
    """What stands in a desk's file."""

    digest: str
    rows: Mapping[Subject, Row]
    complete_to: datetime | None

    @property
    def chats(self) -> dict[str, Chat]:
        """The chats by id."""
        return {subject.key: row for subject, row in self.rows.items() if isinstance(row, Chat)}


class Window:
    """A desk's window, without a screen, in a process of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.process = subprocess.Popen(
            desk.command("run"),
            env=desk.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any] | None:
        """The first answer at the desk's door; None while it is not open."""

        async def first() -> dict[str, Any] | None:
            async with aclosing(door.ask(self.desk.cache, dict(question))) as answers:
                try:
                    return await anext(answers, None)
                except door.NobodyThere:
                    return None

        return asyncio.run(first())

    def state(self) -> dict[str, Any]:
        """The desk that the window shows, as soon as there is one."""
        return until(self._state, what="the window does not open its door")

    def _state(self) -> dict[str, Any] | None:
        assert self.process.poll() is None, self.process.communicate()[1]
        return self.ask({"ask": "state"})

    def until(self, condition: Callable[[dict[str, Any]], object], seconds: float = READY) -> dict[str, Any]:
        """Wait until the desk is so; what it says then."""

        def fits() -> dict[str, Any] | None:
            state = self._state()
            return state if state is not None and condition(state) else None

        return until(fits, seconds, "the desk did not come to it")

    def until_complete(self, at: datetime, seconds: float = READY) -> dict[str, Any]:
        """Wait until the desk is complete up to a moment, without a gap."""
        return self.until(
            lambda state: state["live"] and not state["gaps"] and (moment_of(state) or EPOCH) >= at, seconds
        )

    def close(self, number: int = signal.SIGTERM) -> str:
        """Close the window as the system does; what it said to whoever looked at its terminal."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=15)
        assert self.process.returncode == 0, said
        return said

    def kill(self) -> None:
        """End the process at once, wherever it is."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def moment_of(state: Mapping[str, Any]) -> datetime | None:
    """How far a desk is complete."""
    told = state["complete_to"]
    return None if told is None else datetime.fromisoformat(told)


def fresh(folder: Path, workspace: "Workspace | Practice", person: Staff = OKAFOR) -> Desk:
    """A desk that reads everything now, and was never cut: what the others are held against."""
    desk = Desk(folder, workspace.api_url, person, pushed=False)
    state = desk.state()
    assert state["live"], state
    assert state["gaps"] == 0
    return desk


def same(one: Kept, other: Kept) -> list[str]:
    """The subjects on which two desks differ."""
    keys = one.rows.keys() | other.rows.keys()
    return sorted(f"{key.kind} {key.key}" for key in keys if one.rows.get(key) != other.rows.get(key))


@contextmanager
def opened(desk: Desk) -> Iterator[Window]:
    """A window that has caught up."""
    with Window(desk) as window:
        window.until(lambda state: state["live"] and state["complete_to"])
        yield window


def pause(seconds: float) -> None:
    """Let a part of the journey last: the world goes on meanwhile."""
    select.select([], [], [], seconds)


def chance(seed: int) -> random.Random:
    """The journey's own chance."""
    return random.Random(seed)


async def soon(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """The same as ``until`` for a journey on the window's own loop."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is looked at tells nobody
            await asyncio.sleep(LOOK)
