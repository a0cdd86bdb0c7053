"""The processes that are measured: a desk, the workspace, a bare window, and the screen they are shown on."""

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from past import KEY

from console.practice.people import OKAFOR, Staff

HERE = Path(__file__).resolve().parent
CACHES = Path(tempfile.gettempdir()) / "moderation-console-bench"
BYTECODE = CACHES / "bytecode"
# A start as with the real Slack: the address is no practice workspace's, and nobody answers there.
NOWHERE = "https://slack.invalid/api/"
PATIENCE = 60.0  # seconds for any answer


class Silent(Exception):
    """A process did not answer in time, or ended."""


class Part:
    """A process that is asked and answers in JSON lines; ``began`` is when it was started (monotonic ns)."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] = {}) -> None:
        self.began = time.monotonic_ns()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**_installed(), **environment},
        )
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    @property
    def id(self) -> int:
        """The process's id."""
        return self._process.pid

    def say(self, **wish: Any) -> None:
        """Ask without waiting for an answer."""
        assert self._process.stdin is not None  # noqa: S101 -- it was opened with one
        self._process.stdin.write(json.dumps(wish).encode() + b"\n")
        self._process.stdin.flush()

    def hear(self, name: str, patience: float = PATIENCE) -> Any:
        """The value of that name in the next answer that has it; raises Silent."""
        assert self._process.stdout is not None  # noqa: S101 -- it was opened with one
        until = time.monotonic() + patience
        while True:
            while b"\n" in self._rest:
                line, self._rest = self._rest.split(b"\n", 1)
                found = json.loads(line)
                if name in found:
                    return found[name]
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, until - time.monotonic()))
            more = os.read(self._process.stdout.fileno(), 1 << 20) if ready else b""
            if not more:
                raise Silent(f"no answer with {name!r}")
            self._rest += more

    def ask(self, answer: str, **wish: Any) -> Any:
        """Ask, and wait for the answer of that name."""
        self.say(**wish)
        return self.hear(answer)

    def cpu(self) -> float:
        """Seconds that its threads have spent on a processor so far; threads that have ended are not counted."""
        spent = 0
        for task in Path(f"/proc/{self.id}/task").iterdir():
            with contextlib.suppress(OSError):
                spent += int((task / "schedstat").read_text(encoding="ascii").split()[0])
        return spent / 1e9

    def pss(self) -> float:
        """Proportional set size in MB (of 1,000,000 bytes)."""
        rollup = Path(f"/proc/{self.id}/smaps_rollup").read_text(encoding="ascii")
        kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return kilobytes * 1_024 / 1e6


def _installed() -> dict[str, str]:
    """The environment of a console that was installed: its bytecode is kept (here, beside the caches)."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return own | {"PYTHONPYCACHEPREFIX": str(BYTECODE)}


def bare() -> Part:
    """The yardstick."""
    return Part([sys.executable, str(HERE / "bare.py")])


def workspace() -> "tuple[Part, str]":
    """A practice workspace and its address."""
    part = Part([sys.executable, str(HERE / "workspace.py")])
    return part, part.hear("api_url")


def desk(cache: Path, api_url: str = NOWHERE, person: Staff = OKAFOR) -> Part:
    """A watched desk on a cache; without an address nobody answers it."""
    settings = cache.with_name("settings.toml")
    settings.write_text(
        f"[slack]\napi_url = {json.dumps(api_url)}\n[cache]\npath = {json.dumps(str(cache))}\nretention_days = 365\n",
        encoding="utf-8",
    )
    secrets = {
        "MODERATION_CONSOLE_CACHE_KEY": KEY,
        "MODERATION_CONSOLE_USER_TOKEN": person.user_token,
        "MODERATION_CONSOLE_APP_TOKEN": person.app_token,
    }
    return Part([sys.executable, str(HERE / "desk.py"), "--settings", str(settings), "run"], secrets)


def copied(cache: Path, folder: Path) -> Path:
    """A cache of one's own, to be written to; takes as long as its bytes take."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in cache.parent.glob("cache*"):
        if file.is_file():  # a desk leaves its door there
            shutil.copy(file, folder / file.name)
    return folder / cache.name


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A screen of one's own while the block runs; its kind in words."""
    if shutil.which("Xvfb") is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "offscreen (Xvfb is not installed here: apt-get install xvfb)"
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as xvfb:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                os.environ["DISPLAY"] = f":{told.readline().strip()}"
            os.environ["QT_QPA_PLATFORM"] = "xcb"
            yield "Xvfb, drawn in software"
        finally:
            xvfb.terminate()
