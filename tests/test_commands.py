"""The commands that wipe, examine and sign in keep what they promise, and end with the right code."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from console import commands
from console.__main__ import main
from console.clock import RealClock
from console.practice.people import HALE, OKAFOR
from console.practice.server import Practice
from console.settings import load
from console.station import APP_TOKEN, USER_TOKEN, Station, tokens
from console.store.vault import Vault, companions, own_path, rebuild
from tests.journeys.stage import KEY, Desk
from tests.test_keychain import InMemory, in_a_session, in_memory, needs_secret_service

__all__ = ["in_memory"]  # a fixture of the keychain's own tests


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


async def told(desk: Desk) -> int:
    """Run ``state``; its exit code."""
    return await commands.state(load(desk.file), desk.environment, as_json=True, follow=False, offline=False)


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


async def test_the_doctor_tells_what_was_removed_last_also_beside_a_window(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await told(desk) == 0
    aside = desk.cache.with_name(desk.cache.name + ".aside-long-ago")
    aside.touch()
    os.utime(aside, (0, 0))
    vault = Vault(desk.cache, bytes.fromhex(KEY))
    station = Station(load(desk.file), RealClock(), vault)
    assert (await station.log.purge(datetime(2020, 1, 1, tzinfo=UTC))).files == 1
    code, lines = await examined(desk, capsys)
    vault.close()
    report = "; removed last, as their time was over: 1 file that was put aside"
    assert code == 0
    assert f"✓ cache: a window has it open{report}" in lines
    code, lines = await examined(desk, capsys)
    assert code == 0
    assert f"✓ cache: {desk.cache} opens, and every page of it is whole{report}" in lines


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


async def test_tokens_are_kept_by_signing_in_and_the_key_is_forgotten_by_wiping(
    desk: Desk, in_memory: None, capsys: pytest.CaptureFixture[str]
) -> None:
    del in_memory
    settings = load(desk.file)
    InMemory.kept.clear()
    assert await commands.sign_in(settings, OKAFOR.user_token, OKAFOR.app_token) == 0
    assert f"({OKAFOR.id})" in capsys.readouterr().out
    assert await tokens({}) == (OKAFOR.user_token, OKAFOR.app_token)
    assert await commands.state(settings, {}, as_json=True, follow=False, offline=False) == 0
    assert await commands.doctor(settings, {}) == 0
    assert "keychain: it answers" in capsys.readouterr().out
    assert await commands.sign_out() == 0
    assert await tokens({}) == ("", "")
    assert await commands.wipe(settings, {}) == 0
    assert not InMemory.kept
    assert not settings.cache.path.exists()


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
