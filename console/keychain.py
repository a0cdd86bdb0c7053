"""Secrets in the operating system's keychain, and what is said when it does not answer."""

import asyncio
import importlib
import os
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE: Final = "moderation-console"
CACHE_KEY: Final = "cache-key"
CACHE_KEY_VARIABLE: Final = "MODERATION_CONSOLE_CACHE_KEY"
KEY_BYTES: Final = 32
LIMIT_SECONDS: Final = 10.0

# Only these are asked, and directly: keyring's own search would also find plug-ins that write plain files.
BACKENDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
}


class KeychainFault(Exception):
    """The keychain cannot be used; ``str()`` is a sentence for the screen that says what to do."""

    sentence = "The keychain of this computer cannot be used."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class KeychainMissing(KeychainFault):
    """There is no keychain that may be used."""

    sentence = (
        "This computer has no keychain to keep the console's keys in. Sign in to a desktop session with a keychain "
        f"(on Linux: gnome-keyring or KWallet), or, on a server, set {CACHE_KEY_VARIABLE} to 64 hex digits."
    )


class KeychainLocked(KeychainFault):
    """The keychain is locked, and nobody unlocked it."""

    sentence = "The keychain of this computer is locked. Unlock it, then try again."


class KeychainSilent(KeychainFault):
    """The keychain did not answer within the limit; it may be asking for a password behind another window."""

    sentence = (
        "The keychain of this computer does not answer. It may be waiting for its password in another window; "
        "unlock it, then try again."
    )


class KeychainRefused(KeychainFault):
    """The keychain answered, and said no."""

    sentence = "The keychain of this computer refused to keep or give a secret. Open it and look, then try again."


class KeyUnusable(KeychainFault):
    """What stands where the cache's key should be is none."""

    sentence = f"{CACHE_KEY_VARIABLE} is not a key. It must be exactly 64 hex digits."


class Keychain(msgspec.Struct, frozen=True):
    """The secrets of one service name in the keychain, one entry each.

    Every call runs in a thread of its own, which a locked keychain may block for ever; after
    ``limit_seconds`` the caller gets KeychainSilent, and the thread does not keep the console from ending.
    """

    service: str = SERVICE
    limit_seconds: float = LIMIT_SECONDS
    platform: str = sys.platform

    async def get(self, name: str) -> str | None:
        """The secret of this name; None when there is none. Raises a KeychainFault."""
        return await self._ask(lambda backend: backend.get_password(self.service, name))

    async def keep(self, name: str, secret: str) -> None:
        """Keep a secret under this name, in place of the one before. Raises a KeychainFault."""
        await self._ask(lambda backend: backend.set_password(self.service, name, secret))

    async def forget(self, name: str) -> None:
        """Forget the secret of this name, if there is one. Raises a KeychainFault."""

        def forget(backend: "KeyringBackend") -> None:
            if backend.get_password(self.service, name) is not None:
                backend.delete_password(self.service, name)

        await self._ask(forget)

    async def _ask(self, question: "Callable[[KeyringBackend], T]") -> T:
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()  # from here on a late answer is taken quietly, whoever still waits

        def ask() -> None:
            try:
                given = question(_backend(self.platform))
            except BaseException as error:  # noqa: BLE001 - whatever a backend raises is told to the one who waits
                answer.set_exception(_fault_of(error))
            else:
                answer.set_result(given)

        threading.Thread(target=ask, name="keychain", daemon=True).start()
        try:
            # Not wait_for: on Python 3.11 it can swallow a cancellation.
            async with asyncio.timeout(self.limit_seconds):
                return await asyncio.wrap_future(answer)
        except TimeoutError:
            raise KeychainSilent from None


def _backend(platform: str) -> "KeyringBackend":
    """The first keychain of the allow-list that is there; importing it takes time, so in the asking thread."""
    for module, name in BACKENDS.get(platform, BACKENDS["linux"]):
        kind: type[KeyringBackend] = getattr(importlib.import_module(module), name)
        if kind.viable:
            return kind()
    raise KeychainMissing


def _fault_of(error: BaseException) -> BaseException:
    """What a backend's error means; the original text stays in the chain, it may name the entry."""
    errors = importlib.import_module("keyring.errors")
    if isinstance(error, KeychainFault):
        return error
    fault: KeychainFault
    if isinstance(error, errors.KeyringLocked):
        fault = KeychainLocked()
    elif isinstance(error, errors.NoKeyringError | errors.InitError):
        fault = KeychainMissing()
    else:
        fault = KeychainRefused()
    fault.__cause__ = error
    return fault


async def cache_key(keychain: Keychain, environment: Mapping[str, str]) -> bytes | None:
    """The 32 bytes that open the cache: from the environment, else from the keychain; None when there are none yet.

    Raises a KeychainFault.
    """
    if CACHE_KEY_VARIABLE in environment:
        return _key_of(environment[CACHE_KEY_VARIABLE], KeyUnusable())
    kept = await keychain.get(CACHE_KEY)
    if kept is None:
        return None
    return _key_of(
        kept, KeyUnusable("The cache's key in the keychain is damaged. The cache can be rebuilt from Slack.")
    )


async def make_cache_key(keychain: Keychain) -> bytes:
    """A new key for the cache, random and already kept in the keychain. Raises a KeychainFault."""
    key = os.urandom(KEY_BYTES)
    await keychain.keep(CACHE_KEY, key.hex())
    return key


def _key_of(digits: str, fault: KeychainFault) -> bytes:
    try:
        key = bytes.fromhex(digits.strip())
    except ValueError:
        raise fault from None
    if len(key) != KEY_BYTES:
        raise fault
    return key
