"""The commands without a window keep what they promise: what they print, and the code they end with."""

import asyncio
import json
import re
import stat
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from console import commands
from console.__main__ import main
from console.domain.events import ChatOpened
from console.domain.words import AgeBand, Risk
from console.keychain import CACHE_KEY_VARIABLE
from console.practice.people import HALE, OKAFOR, PLATFORM
from console.practice.server import Practice
from console.settings import load
from console.station import APP_TOKEN, USER_TOKEN
from console.store.log import Log
from console.store.vault import Vault, companions, own_path, rebuild
from tests.journeys.stage import KEY, Desk
from tests.test_keychain import in_a_session, needs_secret_service


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
    "": "me complete_to gaps digest live chats rules roster tasks asks outbox not_entitled unreadable",
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
        async with asyncio.timeout(15):
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


# wipe


async def wiped(desk: Desk) -> int:
    return await commands.wipe(load(desk.file), desk.environment)


async def used(desk: Desk) -> None:
    """Leave behind whatever a desk can leave behind."""
    assert await told(desk) == 0
    rebuild(desk.cache, bytes.fromhex(KEY), datetime.now(UTC))
    assert await told(desk) == 0
    own = own_path(desk.cache)
    for file in (desk.cache, own):
        file.with_name(f"{file.name}.before-second-tables").touch()
        file.with_name(f"{file.name}.aside-20260101T000000-000001").touch()
        for companion in companions(file):
            companion.touch()
    for end in (".log", ".log.1", ".window.ini", ".db.door"):
        desk.cache.with_suffix(end).touch()
    own.with_name(own.name + "-journal").touch()


async def test_wiping_leaves_nothing_of_the_desk(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    await used(desk)
    stranger = desk.folder / "cache.db.notes.txt"
    stranger.touch()
    assert len(list(desk.folder.iterdir())) > 18
    capsys.readouterr()
    assert await wiped(desk) == 0
    said = capsys.readouterr().out
    assert "The key is forgotten" in said
    assert "still where you set it" in said
    assert {file.name for file in desk.folder.iterdir()} == {"settings.toml", stranger.name}
    assert await wiped(desk) == 0


def test_wiping_asks_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", "http://127.0.0.1:9/api/")
    Vault(desk.cache, bytes.fromhex(KEY)).close()
    runner, arguments = CliRunner(env=desk.environment), ["--settings", str(desk.file), "wipe"]
    done = runner.invoke(main, arguments, input="n\n")
    assert done.exit_code == 1
    assert f"Forget the key and the cache at {desk.cache}?" in done.output
    assert desk.cache.exists()
    assert runner.invoke(main, arguments, input="y\n").exit_code == 0
    assert not desk.cache.exists()
    assert runner.invoke(main, [*arguments, "--yes"]).exit_code == 0


async def test_a_cache_that_is_open_is_not_wiped(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    vault = Vault(desk.cache, bytes.fromhex(KEY))
    assert await wiped(desk) == 1
    vault.close()
    assert "Close it first." in capsys.readouterr().err
    assert desk.cache.exists()


async def test_wiping_where_there_never_was_a_desk_is_no_trouble(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    never = desk.folder / "never"
    desk.file.write_text(f'[cache]\npath = "{never}/cache.db"', encoding="utf-8")
    assert await wiped(desk) == 0
    assert not never.exists()
    desk.cache.with_name("cache.db.lock").mkdir()  # what cannot be opened as a file
    desk.file.write_text(f'[cache]\npath = "{desk.cache}"', encoding="utf-8")
    assert await wiped(desk) == 1
    assert "may not write" in capsys.readouterr().err


# doctor


async def examined(
    desk: Desk, capsys: pytest.CaptureFixture[str], without: Sequence[str] = (), **environment: str
) -> tuple[int, list[str]]:
    given = {name: value for name, value in {**desk.environment, **environment}.items() if name not in without}
    capsys.readouterr()
    code = await commands.doctor(load(desk.file), given)
    return code, capsys.readouterr().out.splitlines()


async def test_the_doctor_finds_everything_fine(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = await examined(desk, capsys)
    assert code == 0, lines
    assert all(line.startswith("✓ ") for line in lines[:-1])
    assert lines[-1] == "Everything is fine."
    names = [line[2:].partition(":")[0] for line in lines[:-1]]
    assert names[:5] == ["keychain", "cache", "Slack", "rights", "clock"]
    assert "#cases" in names
    assert names[-1] == "live connection"


async def test_the_doctor_says_what_to_do(desk: Desk, night: Practice, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = await examined(desk, capsys, **{USER_TOKEN: "", APP_TOKEN: ""})
    assert code == 1
    assert "✗ Slack: This desk is not signed in. Run moderation-console sign-in." in lines
    assert lines[-1] == "1 to look at."
    desk = Desk(desk.folder, night.api_url, settings="retention_days = 120")
    code, lines = await examined(desk, capsys, MODERATION_CONSOLE_CACHE_KEY="7")
    assert code == 1
    assert any(line.startswith("✗ cache: ") and "64 hex digits" in line for line in lines)
    assert any(line.startswith("✗ retention: ") for line in lines)
    code, lines = await examined(desk, capsys, without=(USER_TOKEN,))
    assert code == 1
    assert any(line.startswith("✗ keychain: This computer has no keychain") for line in lines)


async def test_the_doctor_leaves_an_open_window_its_cache(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    vault = Vault(desk.cache, bytes.fromhex(KEY))
    code, lines = await examined(desk, capsys)
    vault.close()
    assert code == 0
    assert "✓ cache: a window has it open" in lines


# signing in


async def test_tokens_that_are_none_are_refused_before_anything_is_kept(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    for user, app, sentence in (
        ("xoxp-practice-NOBODY", "", "Slack does not accept"),
        (OKAFOR.app_token, "", "That is the app's token."),
        (OKAFOR.user_token, "xapp-practice-NOBODY", "The app token does not work"),
        (OKAFOR.user_token, OKAFOR.app_token, "This computer has no keychain"),
    ):
        assert await commands.sign_in(load(desk.file), user, app) == 1
        assert sentence in capsys.readouterr().err
    assert await commands.sign_out() == 1
    assert "has no keychain" in capsys.readouterr().err


@needs_secret_service
async def test_signing_in_signing_out_and_wiping_with_a_real_keychain(tmp_path: Path, night: Practice) -> None:
    night.say("general", HALE, "hello")
    file = tmp_path / "settings.toml"
    file.write_text(
        f'[slack]\napi_url = "{night.api_url}"\n[cache]\npath = "{tmp_path}/desk/cache.db"', encoding="utf-8"
    )
    body = f"""
    import json
    from click.testing import CliRunner
    from console.__main__ import main as console
    def go(*arguments, typed=None):
        done = CliRunner().invoke(console, ["--settings", {str(file)!r}, *arguments], input=typed)
        assert "xoxp" not in done.output.replace("(xoxp-…)", ""), "a token was shown"
        return done
    print(go("sign-in", typed="{OKAFOR.user_token}\\n {OKAFOR.app_token} \\n").output.splitlines()[-1])
    state = json.loads(go("state", "--json").output)
    print(state["live"], state["me"]["id"])
    print(go("doctor").output.splitlines()[-1])
    print(go("sign-in", typed="{OKAFOR.user_token}\\n\\n").exit_code)
    print(asyncio.run(Keychain().get("app-token")))
    print(go("sign-out").output.strip())
    print(asyncio.run(Keychain().get("user-token")))
    print(json.loads(go("state", "--json").output)["live"])
    import secretstorage
    collection = secretstorage.get_default_collection(secretstorage.dbus_init())
    collection.lock()
    done = go("wipe", "--yes")
    print(done.exit_code, "nothing was removed" in done.output)
    """
    told = await asyncio.to_thread(in_a_session, tmp_path, body)
    assert told.splitlines() == [
        f"Signed in to Practice service as {OKAFOR.handle} ({OKAFOR.id}).",
        f"True {OKAFOR.id}",
        "Everything is fine.",
        "0",
        "None",
        "Signed out. The tokens are no longer on this computer; the cache stays until you wipe it.",
        "None",
        "False",
        "1 True",
    ]
    assert (tmp_path / "desk" / "cache.db").exists()


@needs_secret_service
async def test_wiping_takes_the_key_out_of_the_keychain(tmp_path: Path, night: Practice) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        f'[slack]\napi_url = "{night.api_url}"\n[cache]\npath = "{tmp_path}/desk/cache.db"', encoding="utf-8"
    )
    body = f"""
    from click.testing import CliRunner
    from console.__main__ import main as console
    os.environ["{USER_TOKEN}"] = "{OKAFOR.user_token}"
    def go(*arguments):
        return CliRunner().invoke(console, ["--settings", {str(file)!r}, *arguments])
    print(go("state").exit_code, len(asyncio.run(Keychain().get(CACHE_KEY))))
    print(go("wipe", "--yes").exit_code, asyncio.run(Keychain().get(CACHE_KEY)))
    """
    told = await asyncio.to_thread(in_a_session, tmp_path, body)
    assert told.splitlines() == ["0 64", "0 None"]
    assert list((tmp_path / "desk").iterdir()) == []


async def test_a_cache_is_its_owners_alone(desk: Desk) -> None:
    assert await told(desk) == 0
    assert stat.S_IMODE(desk.folder.stat().st_mode) & 0o022 == 0
