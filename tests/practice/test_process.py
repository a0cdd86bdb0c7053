"""The practice workspace as a process of its own."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

READY_SECONDS = 20


class Running:
    """A practice process that said that it is ready."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "console.practice.server", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self.process.stdout is not None
        self.ready = json.loads(self.process.stdout.readline())

    def ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.ready['port']}{path}"
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=5) as answer:
            return json.load(answer)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def night() -> Iterator[Running]:
    running = Running("--speed", "60", "--with-parent", "--as", "M. Hale")
    yield running
    running.close()


def test_the_process_says_where_it_is_and_ends_when_asked(night: Running) -> None:
    assert night.ready["api_url"] == f"http://127.0.0.1:{night.ready['port']}/api/"
    clock = night.ask("/practice/clock")
    assert clock["speed"] == 60
    assert clock["now"].startswith("2026-11-20T02:1")
    assert night.ask("/practice/speed", {"speed": 120})["speed"] == 120
    people = {person["name"]: person for person in night.ask("/practice/people")}
    assert people["M. Hale"]["user_token"] == f"xoxp-practice-{people['M. Hale']['id']}"
    assert people["Dr S. Iyer"]["roles"] == ["clinician"]
    assert night.ask("/practice/state")["messages"]["chat-queue"] > 50
    night.process.send_signal(signal.SIGTERM)
    assert night.process.wait(timeout=5) == 0  # while its standard input is still open
    _, said = night.process.communicate()
    assert said == b""


def test_no_process_is_left_behind_when_its_parent_goes(night: Running) -> None:
    assert night.process.stdin is not None
    night.process.stdin.close()
    night.process.stdin = None
    assert night.process.wait(timeout=5) == 0


def test_a_flood_is_posted_as_fast_as_asked(night: Running) -> None:
    began = time.monotonic()
    done = night.ask("/practice/flood", {"count": 300, "per_second": 1_000})
    assert done["posted"] == 300
    assert 0.25 <= done["pushing"] <= time.monotonic() - began


def test_a_person_nobody_knows_is_refused_in_words() -> None:
    command = [sys.executable, "-m", "console.practice.server", "--as", "Nobody"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=READY_SECONDS, check=False)
    assert done.returncode == 1
    assert "Nobody in the practice workspace is called Nobody. There are: R. Okafor" in done.stderr


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/practice/fault", {"fault": "earthquake"}),
        ("/practice/speed", {}),
        ("/practice/limits", {"on": 3}),
        ("/practice/flood", []),
        ("/practice/person", {"person": "Nobody"}),
        ("/practice/channel", {"channel": "nowhere", "name": "x"}),
    ],
)
async def test_controls_refuse_what_they_cannot_read(quiet: Any, path: str, body: object) -> None:
    async with aiohttp.ClientSession() as session, session.post(quiet.base_url + path, json=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]


async def test_people_and_channels_change_by_the_controls(quiet: Any) -> None:
    async with aiohttp.ClientSession() as session:
        for path, body in (
            ("/practice/person", {"person": "S. Marsh", "is_admin": False}),
            ("/practice/channel", {"channel": "general", "name": "everything"}),
            ("/practice/limits", {"on": False}),
        ):
            async with session.post(quiet.base_url + path, json=body) as answer:
                assert answer.status == 200
    assert quiet.workspace.users["U0MARSH001"]["is_admin"] is False
    assert quiet.workspace.named("everything").previous_names == ["general"]
    assert quiet.limits.on is False
