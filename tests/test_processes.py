"""The console's processes begin and end cleanly, whoever ends them and whatever they are waiting for."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from console import door
from console.practice.people import NOVAK
from tests.journeys.stage import Desk, Window, Workspace, environment, opened, until

ENDS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")


def test_a_start_imports_nothing_that_only_comes_after_the_first_paint() -> None:
    code = "import sys, console.__main__, console.app; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    later = ("aiohttp", "slack_sdk", "keyring", "sqlite_utils", "phonenumbers", "ahocorasick_rs", "importlib.metadata")
    own = ("domain.screening", "domain.drafting", "practice.server", "doing", "door", "handing", "touching", "verbs")
    assert not {*later, "platformdirs", *(f"console.{name}" for name in own)} & set(told)


def test_a_window_is_opened_without_the_command_line_and_no_source_is_read_for_it() -> None:
    code = """
import linecache, os, sys, console.app
ours = os.path.dirname(console.__file__) + os.sep  # the folder around it may be called anything
def opened(settings, _environment):
    print("click" in sys.modules, settings.cache.path, any(name.startswith(ours) for name in linecache.cache))
    return 7
console.app.open_window = opened
from console.start import main
main()
"""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "settings.toml"
        settings.write_text('[cache]\npath = "/nowhere/cache.db"\n', encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", code, "--settings", str(settings), "run"],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (7, "False /nowhere/cache.db False\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--settings", "/nowhere.toml", "run"], 1, "There is no settings file"),
        (["run", "--no-such"], 2, "No such option"),
        (["--help"], 0, "shift roster side by side"),
    ],
)
def test_everything_else_goes_to_the_command_line(words: list[str], code: int, said: str) -> None:
    command = [sys.executable, "-c", "from console.start import main; main()", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == code
    assert said in done.stdout


@pytest.fixture(scope="module")
def night() -> Iterator[Workspace]:
    with Workspace(speed=10) as workspace:
        yield workspace


@pytest.fixture
def desk(tmp_path: Path, night: Workspace) -> Desk:
    return Desk(tmp_path / "desk", night.api_url)


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/"


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short path, so that doors stand beside their caches."""
    with tempfile.TemporaryDirectory(prefix="mc-") as folder:
        yield Path(folder)


def session(leader: int) -> list[int]:
    """The processes of a session that are still alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return found


@ENDS
def test_a_window_that_is_told_to_end_closes_as_its_person_would(desk: Desk, number: int) -> None:
    with opened(desk) as window:
        began = time.monotonic()
        assert window.close(number) == ""
        assert time.monotonic() - began < 5
    assert not door.path_of(desk.cache).exists()
    assert not desk.cache.with_name("cache.db-wal").exists()  # the file was closed
    assert desk.cache.with_name("cache.window.ini").exists()
    assert desk.errors() == []


@ENDS
def test_a_window_that_is_told_twice_ends_once(desk: Desk, number: int) -> None:
    with opened(desk) as window:
        window.process.send_signal(number)
        assert window.close(number) == ""


def test_a_window_ends_while_slack_says_nothing(tmp_path: Path, silent: str) -> None:
    desk = Desk(tmp_path / "desk", silent)
    with Window(desk) as window:
        assert window.state()["live"] is False
        began = time.monotonic()
        assert window.close() == ""
        assert time.monotonic() - began < 5


def test_a_window_ends_while_slack_is_slow(desk: Desk, night: Workspace) -> None:
    night.fault("slow", latency=5.0)
    try:
        with Window(desk) as window:
            window.state()
            began = time.monotonic()
            assert window.close() == ""
            assert time.monotonic() - began < 4
    finally:
        night.fault("calm")


def test_a_window_ends_when_its_parent_does(desk: Desk) -> None:
    process = subprocess.Popen(
        desk.command("run", "--with-parent"), env=desk.environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until(door.path_of(desk.cache).exists)
    _, said = process.communicate(timeout=10)  # closes its standard input
    assert process.returncode == 0
    assert said == b""


def test_a_second_window_raises_the_first_and_ends_with_0(desk: Desk) -> None:
    with opened(desk) as window:
        second = desk.tell("run")
        assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
        assert window.process.poll() is None
        window.close()  # Qt says that it cannot raise anything without a screen


def test_state_beside_an_open_window_asks_it(desk: Desk) -> None:
    with opened(desk) as window:
        assert desk.state()["live"] is True
        page = desk.tell("state")
        assert page.returncode == 0
        assert page.stdout.startswith("R. Okafor (counsellor, lead)\nlive · ")
        offline = desk.tell("state", "--json", "--offline")
        assert json.loads(offline.stdout)["live"] is False
        assert len(json.loads(offline.stdout)["chats"]) > 5
        assert desk.tell("wipe", "--yes").returncode == 1
        assert desk.cache.exists()
        assert window.close() == ""


def test_following_beside_a_window_ends_when_the_window_closes(desk: Desk) -> None:
    with opened(desk) as window:
        follower = subprocess.Popen(
            desk.command("state", "--json", "--follow"),
            env=desk.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert follower.stdout is not None
        lines = [json.loads(follower.stdout.readline()) for _ in range(3)]  # the night goes on
        assert lines[0] != lines[1] != lines[2]
        assert window.close() == ""
        _, said = follower.communicate(timeout=10)
        assert (follower.returncode, said) == (0, b"")


@ENDS
def test_a_command_that_is_interrupted_lets_go_of_the_cache(desk: Desk, number: int) -> None:
    follower = subprocess.Popen(
        desk.command("state", "--follow"), env=desk.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert follower.stdout is not None
    assert follower.stdout.readline()
    follower.send_signal(number)
    _, said = follower.communicate(timeout=10)
    assert (follower.returncode, said) == (130, b"")
    assert not desk.cache.with_name("cache.db-wal").exists()


# The practice night


def practice(*options: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "console", "practice", *options],
        env=environment(HOME=str(folder), XDG_CONFIG_HOME=str(folder), TMPDIR=str(folder)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def test_without_a_display_the_night_tells_what_each_pane_shows(short: Path) -> None:
    picture = short / "desk.png"
    process = practice("--offscreen", "--seconds", "2", "--speed", "60", "--picture", str(picture), folder=short)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    for heading in ("CHAT QUEUE", "POSTING RULES", "SHIFT ROSTER", "STATUS", f"Picture of the window: {picture}"):
        assert f"\n{heading}\n" in out
    assert "  Live\n" in out
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert list(short.glob("moderation-console-*[a-z]*")) == []  # its number is the folder of doors


def test_a_picture_that_cannot_be_written_is_told(short: Path) -> None:
    nowhere = short / "nowhere" / "desk.png"
    process = practice("--offscreen", "--seconds", "0.5", "--picture", str(nowhere), folder=short)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"The picture could not be written to {nowhere}." in err


def test_a_person_nobody_knows_is_told_and_nothing_begins(short: Path) -> None:
    process = practice("--as", "Nobody", folder=short)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err.startswith("Nobody in the practice workspace is called Nobody. There are: R. Okafor")


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_night_leaves_no_process_however_it_ends(short: Path, number: int) -> None:
    process = practice("--offscreen", "--seconds", "60", "--desks", "2", "--as", NOVAK.name, folder=short)
    try:
        until(lambda: len(session(process.pid)) == 3)
        until(lambda: len(list(short.rglob("*.door"))) == 2, what="the two desks do not open")
        process.send_signal(number)
        process.communicate(timeout=15)
        until(lambda: not session(process.pid), 10, "a process was left")
    finally:
        for left in session(process.pid):
            os.kill(left, signal.SIGKILL)
    if number != signal.SIGKILL:
        assert process.returncode == 0
        assert list(short.glob("moderation-console-*[a-z]*")) == []  # its number is the folder of doors


def test_a_stopped_window_keeps_nobody_waiting(desk: Desk) -> None:
    """The one who asks is told that the cache is in use, within seconds."""
    with opened(desk) as window:
        window.process.send_signal(signal.SIGSTOP)
        waking = threading.Timer(30, window.process.send_signal, (signal.SIGCONT,))
        waking.start()
        try:
            asked = desk.tell("state")
        finally:
            waking.cancel()
            window.process.send_signal(signal.SIGCONT)
        assert asked.returncode == 1
        assert "already open" in asked.stderr
        assert window.close() == ""


def test_the_version_is_told() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "console", "--version"], env=environment(), capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith("moderation-console, version ")
