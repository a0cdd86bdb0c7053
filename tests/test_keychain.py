"""The keychain: a real Secret Service in a session of its own, and the faults that people meet."""

import asyncio
import os
import shutil
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordSetError
from typing_extensions import override

from console import keychain
from console.keychain import (
    CACHE_KEY_VARIABLE,
    Keychain,
    KeychainFault,
    KeychainMissing,
    KeychainRefused,
    KeyUnusable,
    cache_key,
    make_cache_key,
)

needs_secret_service = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus-run-session and gnome-keyring-daemon",
)

UNLOCK = "printf 'practice\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null"


def in_a_session(tmp_path: Path, body: str, *, before: str = UNLOCK) -> str:
    """What the Python code ``body`` prints in a private session with a keychain of its own."""
    script = "import asyncio, os, sys\nfrom console.keychain import *\n" + textwrap.dedent(body)
    (tmp_path / "body.py").write_text(script, encoding="utf-8")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    shell = f"{before}; exec {sys.executable} {tmp_path / 'body.py'}"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime)}
    environment["PYTHONPATH"] = str(Path(keychain.__file__).parents[1])
    environment |= {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    told = subprocess.run(
        [shutil.which("dbus-run-session") or "", "--", "sh", "-c", shell],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


class InMemory(KeyringBackend):
    """A keychain in memory; that the console really speaks with one is shown below."""

    priority = 1.0
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > 1_280:
            raise PasswordSetError("too long for this one")
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keychain, "BACKENDS", {"linux": (("tests.test_keychain", "InMemory"),)})


@pytest.mark.usefixtures("in_memory")
async def test_secrets_have_one_entry_each() -> None:
    one = Keychain("a service of these tests")
    assert await cache_key(one, {}) is None
    key = await make_cache_key(one)
    await one.keep("user-token", "two")
    assert await cache_key(one, {}) == key
    await one.forget("user-token")
    await one.forget("user-token")
    assert await one.get("user-token") is None
    with pytest.raises(KeychainRefused, match="refused to keep or give"):
        await one.keep("user-token", "x" * 2_000)
    await one.keep("cache-key", "0a")
    with pytest.raises(KeyUnusable, match="rebuilt from Slack"):
        await cache_key(one, {})


@needs_secret_service
def test_a_secret_is_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    told = in_a_session(
        tmp_path,
        """
        async def main():
            keychain = Keychain()
            print(await keychain.get("user-token"))
            await keychain.keep("user-token", "one")
            await keychain.keep("user-token", "two")
            await keychain.keep("app-token", "three")
            print(await keychain.get("user-token"), await keychain.get("app-token"))
            await keychain.forget("user-token")
            await keychain.forget("user-token")
            print(await keychain.get("user-token"), await keychain.get("app-token"))
        asyncio.run(main())
        """,
    )
    assert told.split() == ["None", "two", "three", "None", "three"]


@needs_secret_service
def test_the_cache_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    told = in_a_session(
        tmp_path,
        """
        async def main():
            assert await cache_key(Keychain(), {}) is None
            key = await make_cache_key(Keychain())
            assert len(key) == 32
            assert await cache_key(Keychain(), {}) == key
            await Keychain().keep(CACHE_KEY, "not hex")
            try:
                await cache_key(Keychain(), {})
            except KeyUnusable as fault:
                print(fault)
        asyncio.run(main())
        """,
    )
    assert told == "The cache's key in the keychain is damaged. The cache can be rebuilt from Slack.\n"


@needs_secret_service
def test_a_locked_keychain_is_called_locked(tmp_path: Path) -> None:
    told = in_a_session(
        tmp_path,
        """
        import secretstorage
        async def main():
            await Keychain().keep("user-token", "one")
            secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
            try:
                await Keychain().get("user-token")
            except KeychainLocked as fault:
                print(fault)
        asyncio.run(main())
        """,
    )
    assert told == "The keychain of this computer is locked. Unlock it, then try again.\n"


@needs_secret_service
def test_a_keychain_that_never_answers_is_given_up_and_the_console_still_ends(tmp_path: Path) -> None:
    told = in_a_session(
        tmp_path,
        """
        import signal
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection
        async def main():
            await Keychain().keep("user-token", "one")
            bus = open_dbus_connection()
            name = message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets")
            daemon = bus.send_and_get_reply(name).body[0]
            os.kill(daemon, signal.SIGSTOP)
            try:
                await Keychain(limit_seconds=0.3).get("user-token")
            except KeychainSilent as fault:
                print(fault)
            bus.close()
            return daemon
        daemon = asyncio.run(main())
        os.kill(daemon, signal.SIGKILL)
        """,
    )
    assert told.startswith("The keychain of this computer does not answer.")


@pytest.fixture
def no_session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")


@pytest.mark.usefixtures("no_session")
def test_a_computer_without_a_keychain_is_told_what_to_do_and_no_plain_file_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    before = set(tmp_path.rglob("*"))
    with pytest.raises(KeychainMissing, match="MODERATION_CONSOLE_CACHE_KEY to 64 hex digits"):
        asyncio.run(Keychain().keep("user-token", "one"))
    assert set(tmp_path.rglob("*")) == before


async def test_a_keychain_that_is_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def silent(_platform: str) -> KeyringBackend:
        go.wait(5)
        return InMemory()  # type: ignore[no-untyped-call]  # keyring leaves its constructor untyped

    monkeypatch.setattr(keychain, "_backend", silent)
    with pytest.raises(keychain.KeychainSilent):
        await Keychain(limit_seconds=0.01).get("user-token")
    go.set()


@pytest.mark.usefixtures("no_session")
async def test_an_unknown_system_is_asked_like_linux() -> None:
    with pytest.raises(KeychainMissing):
        await Keychain(platform="plan9").get("user-token")


async def test_the_environment_gives_the_cache_key_without_a_keychain() -> None:
    assert await cache_key(Keychain(), {CACHE_KEY_VARIABLE: "0a" * 32 + "\n"}) == b"\x0a" * 32


@pytest.mark.parametrize("digits", ["", "0a", "0a" * 33, "zz" * 32])
async def test_a_cache_key_that_is_none_is_refused_in_words(digits: str) -> None:
    with pytest.raises(KeyUnusable, match="exactly 64 hex digits"):
        await cache_key(Keychain(), {CACHE_KEY_VARIABLE: digits})


def test_only_system_keychains_are_on_the_list() -> None:
    asked = {module for backends in keychain.BACKENDS.values() for module, _ in backends}
    assert all(module.startswith("keyring.backends.") for module in asked)
    assert not any("alt" in module or "file" in module for module in asked)


def test_every_error_of_a_keychain_has_a_name_and_a_sentence() -> None:
    from keyring import errors  # noqa: PLC0415 - as late as the console imports it

    kinds = {
        errors.KeyringLocked("x"): keychain.KeychainLocked,
        errors.InitError("x"): KeychainMissing,
        errors.NoKeyringError("x"): KeychainMissing,
        errors.PasswordSetError("x"): keychain.KeychainRefused,
        OSError("x"): keychain.KeychainRefused,
    }
    for error, kind in kinds.items():
        fault = keychain._fault_of(error)
        assert type(fault) is kind
        assert fault.__cause__ is error
        assert str(fault).endswith(".")
    known = KeychainFault()
    assert keychain._fault_of(known) is known
    assert str(known) == "The keychain of this computer cannot be used."
