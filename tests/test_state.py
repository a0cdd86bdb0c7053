"""What ``state`` prints, and the code it ends with: live, from the cache, followed, and when there is nothing."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from console import commands
from console.domain.events import ChatOpened
from console.domain.words import AgeBand, Risk
from console.keychain import CACHE_KEY_VARIABLE
from console.practice.people import OKAFOR, PLATFORM
from console.practice.server import Practice
from console.settings import load
from console.station import USER_TOKEN
from console.store.log import Log
from console.store.vault import Vault
from tests.journeys.stage import KEY, Desk


@pytest.fixture
async def night() -> AsyncIterator[Practice]:
    async with Practice() as practice:
        yield practice


@pytest.fixture
def desk(tmp_path: Path, night: Practice) -> Desk:
    return Desk(tmp_path / "desk", night.api_url)


@pytest.fixture(autouse=True)
def no_keychain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")


async def told(
    desk: Desk, *, json_: bool = True, offline: bool = False, token: str | None = None, key: str = KEY
) -> int:
    """Run ``state``; its exit code."""
    given = {**desk.environment, CACHE_KEY_VARIABLE: key}
    given |= {} if token is None else {USER_TOKEN: token}
    return await commands.state(load(desk.file), given, as_json=json_, follow=False, offline=offline)


KEYS = {
    "": "me complete_to gaps digest live chats rules roster tasks asks posts outbox not_entitled unreadable",
    "me": "id name roles",
    "chats": "chat alias age_band risk topic state holder waiting_since pending",
    "rules": "rule version title level state acknowledged_by not_acknowledged_by",
    "roster": "shift name starts ends duties gaps next",
}


async def test_state_json_has_exactly_the_promised_keys(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert await told(desk) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    state = json.loads(out)
    assert list(state) == KEYS[""].split()
    assert list(state["me"]) == KEYS["me"].split()
    assert list(state["roster"]) == KEYS["roster"].split()
    for name in ("chats", "rules"):
        assert {tuple(one) for one in state[name]} == {tuple(KEYS[name].split())}
    assert {tuple(one) for one in state["roster"]["duties"]} == {("person", "duty", "state")}
    assert state["me"] == {"id": OKAFOR.id, "name": OKAFOR.name, "roles": ["counsellor", "lead"]}
    assert re.fullmatch(r"[0-9a-f]{64}", state["digest"])
    assert state["live"] is True
    assert state["outbox"] == []
    assert [type(state[name]) for name in ("gaps", "not_entitled", "unreadable")] == [int, int, int]
    assert datetime.fromisoformat(state["complete_to"]).tzinfo is not None
    assert {one["state"] for one in state["rules"]} <= {
        "in_force",
        "scheduled",
        "expired",
        "withdrawn",
        "replaced",
        "unstructured",
    }
    assert {one["rule"] is None for one in state["rules"] if one["state"] == "unstructured"} == {True}
    order = [("waiting", "held", "closed").index(one["state"]) for one in state["chats"]]
    assert order == sorted(order)
    waiting = [(one["risk"], one["waiting_since"]) for one in state["chats"] if one["state"] == "waiting"]
    assert waiting == sorted(waiting)
    assert {one["holder"] for one in state["chats"] if one["state"] == "waiting"} == {None}
    assert state["digest"] == (await asyncio.to_thread(desk.kept)).digest


def test_the_document_lists_the_promised_keys() -> None:
    document = (Path(commands.__file__).parents[1] / "docs" / "state.md").read_text(encoding="utf-8")
    rows = [line for line in document.splitlines() if line.startswith("| `")]
    listed = {
        word.rpartition(".")[2].removesuffix("[]") for row in rows for word in re.findall(r"`([a-z_.\[\]]+)`", row)
    }
    assert not {key for keys in KEYS.values() for key in keys.split()} - listed


async def test_the_page_is_for_people(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert await told(desk, json_=False) == 0
    page = capsys.readouterr().out
    assert page.startswith("R. Okafor (counsellor, lead)\nlive · complete to 02:1")
    assert re.search(r"CHAT QUEUE  \d+ waiting, \d+ held\n  A quiet-otter +13-15 +\d+:\d\d  waiting", page)
    assert "POSTING RULES  " in page
    assert "gap: moderator" in page
    assert OKAFOR.id not in page


async def test_slack_gone_prints_the_cached_desk_and_ends_with_0(
    desk: Desk, night: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await told(desk) == 0
    before = json.loads(capsys.readouterr().out)
    await night.__aexit__(None, None, None)
    for offline in (False, True):
        assert await told(desk, offline=offline) == 0
        after = json.loads(capsys.readouterr().out)
        assert after["live"] is False
        there = {one["chat"] for one in before["chats"] if one["state"] != "closed"}
        assert there <= {one["chat"] for one in after["chats"]}  # the real clock may have forgotten closed ones
        assert after["me"] == before["me"]
        assert after["digest"] == before["digest"]
    assert await told(desk, json_=False) == 0
    assert "\noffline · complete to 02:1" in capsys.readouterr().out
    await night.__aenter__()  # the fixture ends it


async def test_neither_slack_nor_a_cache_ends_with_1_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path / "desk", "http://127.0.0.1:9/api/")
    assert await told(desk, offline=True) == 1
    assert capsys.readouterr().err == f"There is no cache at {desk.cache} yet.\n"
    for offline in (False, True):
        assert await told(desk, offline=offline) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.endswith("There is nothing in the cache yet either.\n")


async def test_a_token_that_slack_refuses_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert await told(desk, token="xoxp-practice-NOBODY") == 1
    assert "Slack does not accept this desk's token." in capsys.readouterr().err
    assert await told(desk, token="") == 1
    assert "This desk is not signed in." in capsys.readouterr().err
    assert await told(desk) == 0
    capsys.readouterr()
    assert await told(desk, token="") == 0
    assert json.loads(capsys.readouterr().out)["live"] is False


async def test_a_slack_that_takes_the_question_and_says_nothing_is_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    visits = set()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.add(writer)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    monkeypatch.setattr(commands, "_SILENT", 0.2)
    monkeypatch.setattr("console.practice.remote._ASK_SECONDS", 0.1)
    desk = Desk(tmp_path / "desk", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/")
    assert await told(desk) == 1
    assert "Slack cannot be reached" in capsys.readouterr().err
    server.close()
    for writer in visits:
        writer.transport.abort()
    await server.wait_closed()


async def test_a_cache_that_cannot_be_used_is_told_in_words(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert await told(desk) == 0
    capsys.readouterr()
    assert await told(desk, key="0c" * 32) == 1
    assert "does not open the cache" in capsys.readouterr().err
    assert await told(desk, key="7") == 1
    assert "exactly 64 hex digits" in capsys.readouterr().err


async def test_a_service_may_move_to_other_channels_and_back(
    desk: Desk, night: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    chats = []
    for settings in ("", '[channels]\nchat-queue = "general"', ""):
        desk = Desk(desk.folder, night.api_url, settings=settings)
        assert await told(desk) == 0
        state = json.loads(capsys.readouterr().out)
        assert state["gaps"] == 0
        chats.append({one["chat"] for one in state["chats"]})
    assert chats[0] == chats[2]
    assert len(chats[0]) > 8
    assert chats[1] == set()


async def test_another_workspace_is_not_mixed_into_a_cache(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    vault = Vault(desk.cache, bytes.fromhex(KEY))
    await Log(vault, lambda *_: None, lambda raw: raw).remember("workspace", "T0ANOTHER")
    vault.close()
    assert await told(desk) == 1
    assert "another Slack workspace" in capsys.readouterr().err


async def test_following_prints_a_line_for_each_change_and_none_without(
    desk: Desk, night: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load(desk.file)
    following = asyncio.create_task(
        commands.state(settings, desk.environment, as_json=True, follow=True, offline=False)
    )
    lines: list[dict[str, Any]] = []

    async def until_there(chat: str) -> None:
        async with asyncio.timeout(30):
            while not any(one["chat"] == chat for line in lines[-1:] for one in line["chats"]):
                await asyncio.sleep(0.02)
                lines.extend(json.loads(line) for line in capsys.readouterr().out.splitlines())

    await until_there("c1")
    night.post("chat-queue", PLATFORM, ChatOpened("new-1", "quiet-otter", AgeBand.TEEN, Risk.A))
    await until_there("new-1")
    night.post("chat-queue", PLATFORM, ChatOpened("new-2", "quiet-otter", AgeBand.TEEN, Risk.A))
    await until_there("new-2")
    assert all(one != other for one, other in pairwise(lines))
    following.cancel()
    await asyncio.wait([following])
    Vault(desk.cache, bytes.fromhex(KEY)).close()  # nobody owns it any more
