"""The same night in Debian's Chromium: a page with the rows in IndexedDB, served on loopback, for comparison."""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from parts import HERE, PATIENCE, Silent
from past import QUIET, Past, Scribe
from typing_extensions import override

from console.practice.people import OKAFOR

PROGRAM: Final = "chromium"
ABSENT: Final = "Chromium was not measured beside: it is not installed here (apt-get install chromium)."
HANDFUL: Final = 4_000  # messages that the page keeps in one transaction
WAITING: Final = 20.0  # seconds that a page waits for a wish before it asks again
LONG: Final = 300.0
FLAGS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1440,900",
)


def installed() -> bool:
    """Whether there is a Chromium here."""
    return shutil.which(PROGRAM) is not None


class Service:
    """Serves the page and a past of so many messages, takes wishes to a page, and hears what it tells."""

    def __init__(self, count: int) -> None:
        self._past = _handfuls(count)
        self.wishes: dict[str, queue.SimpleQueue[dict[str, Any]]] = {}
        self.told: dict[str, queue.SimpleQueue[dict[str, Any]]] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                self._answer(*service.answer(asked.path, _run(asked.query)))

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.told[_run(urlsplit(self.path).query)].put(said)
                self._answer(204, b"")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                with contextlib.suppress(ConnectionError):  # the page that asked was closed
                    self.end_headers()
                    self.wfile.write(body)

            @override
            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, run: str) -> tuple[int, bytes]:
        """The answer to a question of the page's."""
        if path == "/":
            return 200, (HERE / "page.html").read_bytes()
        if path == "/clock":
            return 200, str(time.monotonic_ns() / 1e6).encode()
        if path == "/wish":
            with contextlib.suppress(queue.Empty, KeyError):
                return 200, json.dumps(self.wishes[run].get(timeout=WAITING)).encode()
            return 204, b""
        if path.startswith("/past/"):
            return 200, next(self._past, b"")
        return 404, b""


class Browser:
    """A Chromium of its own with the page open; asked and heard as the other parts are."""

    def __init__(self, service: Service, profile: Path) -> None:
        self._run = str(len(service.wishes))
        self._wishes = service.wishes[self._run] = queue.SimpleQueue()
        self._told = service.told[self._run] = queue.SimpleQueue()
        rights = ["--no-sandbox"] if os.geteuid() == 0 else []  # root may not have one
        address = f"http://127.0.0.1:{service.port}/?run={self._run}"
        self.began = time.time() * 1e3  # the page's clock: milliseconds
        self._process = subprocess.Popen(
            [PROGRAM, *FLAGS, *rights, f"--user-data-dir={profile}", address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def say(self, **wish: Any) -> None:
        """Ask without waiting for an answer."""
        self._wishes.put(wish)

    def hear(self, name: str, patience: float = PATIENCE) -> Any:
        """The value of that name in the next answer that has it; raises Silent."""
        until = time.monotonic() + patience
        while True:
            try:
                told = self._told.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise Silent(f"the page gave no answer with {name!r}") from None
            if name in told:
                return told[name]

    def ask(self, answer: str, patience: float = PATIENCE, **wish: Any) -> Any:
        """Ask, and wait for the answer of that name."""
        self.say(**wish)
        return self.hear(answer, patience)

    def connect(self, api_url: str) -> None:
        """Let the page listen to a practice workspace as a desk does."""
        request = urllib.request.Request(  # noqa: S310 -- our own workspace
            f"{api_url}apps.connections.open", b"", {"Authorization": f"Bearer {OKAFOR.app_token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- the same
            self.ask("connected", do="connect", address=json.load(answer)["url"])

    def pss(self) -> float:
        """Proportional set size of all its processes in MB (of 1,000,000 bytes)."""
        kilobytes = 0
        for process in _family(self._process.pid):
            with contextlib.suppress(OSError):  # one of them has ended
                rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
                kilobytes += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return kilobytes * 1_024 / 1e6


def _run(query: str) -> str:
    return parse_qs(query).get("run", [""])[0]


def _family(first: int) -> set[int]:
    """A process and all that came from it."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    found = {first}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _handfuls(count: int) -> Iterator[bytes]:
    """The past in handfuls: Slack's messages, a line of JSON each."""
    scribe = Scribe()
    lines: list[bytes] = []
    for said in Past(count, datetime.now(UTC) - QUIET).said():
        lines += [message.raw.replace(b"\n", b" ") for message in scribe.messages(said)]
        if len(lines) >= HANDFUL:
            yield b"\n".join(lines)
            lines.clear()
    yield b"\n".join(lines)
