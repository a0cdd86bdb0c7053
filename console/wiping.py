"""Forgetting a desk: the key of its cache first, then the cache and everything that was ever written beside it."""

import glob
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from console import door
from console.keychain import CACHE_KEY, CACHE_KEY_VARIABLE, Keychain, KeychainFault, KeychainMissing
from console.settings import Settings
from console.store.faults import Fault, InUse
from console.store.lock import Lock
from console.store.vault import companions, own_path

DONE: Final = 0
FAILED: Final = 1


async def wipe(settings: Settings, environment: Mapping[str, str]) -> int:
    """Forget the cache's key, then the cache and everything beside it; the exit code.

    A key in the environment is whoever's who set it; what was made with it is removed all the same.
    """
    path = settings.cache.path
    try:
        gone = await _forget(path)
    except InUse:
        click.echo("The console is open on this cache. Close it first.", err=True)
        return FAILED
    except Fault as fault:
        click.echo(str(fault), err=True)
        return FAILED
    except KeychainFault as fault:
        click.echo(f"The key could not be taken out of the keychain, and nothing was removed. {fault}", err=True)
        return FAILED
    click.echo(f"The key is forgotten, and {gone} files of the cache are removed. What is in Slack is untouched.")
    if CACHE_KEY_VARIABLE in environment:
        click.echo(f"The key in {CACHE_KEY_VARIABLE} is still where you set it.")
    return DONE


async def _forget(path: Path) -> int:
    """How many files were removed. The key goes first: without it the files are noise, wherever copies of them are."""
    lock = Lock(path.with_name(path.name + ".lock")) if path.parent.exists() else None
    try:
        with suppress(KeychainMissing):  # then there is no key in it either
            await Keychain().forget(CACHE_KEY)
        return sum(_remove(file) for file in sorted(_belongings(path)))
    finally:
        if lock is not None:
            lock.release()


def _belongings(path: Path) -> set[Path]:
    """Everything that was ever written beside a cache, copies before migrations and old files put aside included."""
    own = own_path(path)
    files = {*companions(path), *companions(own), door.path_of(path)}
    files |= {file.with_name(file.name + end) for file in (path, own) for end in (".lock", "-journal")}
    files |= {path.with_suffix(end) for end in (".log", ".log.1", ".window.ini")}
    for file in (path, own):
        for kind in ("aside", "before"):
            files.update(path.parent.glob(f"{glob.escape(file.name)}.{kind}-*"))
    return files


def _remove(file: Path) -> bool:
    there = file.exists()
    file.unlink(missing_ok=True)
    return there
