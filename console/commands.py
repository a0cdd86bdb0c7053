"""The commands that need no window: state, sign-in, sign-out, doctor, wipe."""

import asyncio
import glob
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from console import door
from console.clock import PracticeClock, RealClock
from console.domain.connection import Connection, Link
from console.keychain import CACHE_KEY, CACHE_KEY_VARIABLE, Keychain, KeychainFault, KeychainMissing
from console.practice.remote import Practice, clock_of
from console.settings import Settings
from console.state import page_of
from console.station import (
    APP_TOKEN,
    KEPT_APP_TOKEN,
    KEPT_USER_TOKEN,
    USER_TOKEN,
    Station,
    first_fault,
    open_vault,
    tokens,
)
from console.store.faults import Fault, InUse
from console.store.lock import Lock
from console.store.vault import companions, own_path

__all__ = ["APP_TOKEN", "USER_TOKEN", "doctor", "sign_in", "sign_out", "state", "wipe"]

DONE: Final = 0
FAILED: Final = 1
PATIENCE: Final = 60.0  # seconds that a first reading may take without a sign of progress
_SILENT: Final = 10.0  # seconds until a Slack that says nothing counts as out of reach


# state


async def state(
    settings: Settings, environment: Mapping[str, str], *, as_json: bool, follow: bool, offline: bool
) -> int:
    """Print the desk: from the window that has it open, or by catching up once; the exit code."""
    try:
        if not offline:
            question = {"ask": "state", "follow": follow, "page": not as_json}
            with suppress(door.NobodyThere):
                async for answer in door.ask(settings.cache.path, question):
                    click.echo(answer["page"] if not as_json else _line(answer))
                return DONE
        return await _state_alone(settings, environment, as_json=as_json, follow=follow, offline=offline)
    except (Fault, KeychainFault) as fault:
        click.echo(str(fault), err=True)
        return FAILED
    except BaseExceptionGroup as group:
        fault_in = first_fault(group)
        if fault_in is None:
            raise
        click.echo(str(fault_in), err=True)
        return FAILED


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


async def _state_alone(
    settings: Settings, environment: Mapping[str, str], *, as_json: bool, follow: bool, offline: bool
) -> int:
    if offline and not settings.cache.path.exists():
        click.echo(f"There is no cache at {settings.cache.path} yet.", err=True)
        return FAILED
    clock = RealClock() if offline else await clock_of(settings.slack.api_url)
    changed = asyncio.Event()
    vault = await open_vault(settings, environment, beside=offline)
    try:
        station = Station(settings, clock, vault, changed.set)
        await station.open()
        await station.desk.open_rest()
        if offline:
            station.desk.tell(_offline(station.desk.connection))
            return await _print(station, as_json=as_json)
        async with _connected(station, environment):
            await _first_answer(station)
            code = await _print(station, as_json=as_json)
            if follow and code == DONE:
                await _follow(station, changed, as_json=as_json)
        return code
    finally:
        vault.close()


async def _follow(station: Station, changed: asyncio.Event, *, as_json: bool) -> None:
    """Print the desk anew whenever it differs; until cancelled."""
    before = await _told(station, as_json=as_json)
    while True:
        changed.clear()
        await changed.wait()
        await asyncio.sleep(0.05)  # a handful of batches is one line
        now = await _told(station, as_json=as_json)
        if now != before:  # a sign of life alone changes nothing
            click.echo(now)
        before = now


async def _told(station: Station, *, as_json: bool) -> str:
    return _line(await station.state()) if as_json else await page(station)


def _offline(connection: Connection) -> Connection:
    return Connection(Link.OFFLINE, complete_to=connection.complete_to)


@asynccontextmanager
async def _connected(station: Station, environment: Mapping[str, str]) -> AsyncIterator[None]:
    """Read Slack while the block runs; it ends with the fault that ends the reading."""
    user_token, app_token = await tokens(environment)
    async with asyncio.TaskGroup() as parts:
        reading = parts.create_task(station.connect(user_token, app_token), name="read Slack")
        following = parts.create_task(_follow_clock(station), name="follow the practice clock")
        try:
            yield
        finally:
            reading.cancel()
            following.cancel()


async def _follow_clock(station: Station) -> None:
    if isinstance(station.clock, PracticeClock):
        async for _speed in Practice(station.settings.slack.api_url).follow(station.clock):
            pass


async def _first_answer(station: Station) -> None:
    """Wait until the desk has caught up, or it is clear that it cannot."""
    desk = station.desk
    loop = asyncio.get_running_loop()
    heard, since = desk.connection, loop.time()
    while not station.caught_up.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1):
                await station.caught_up.wait()
        if desk.connection.link in (Link.OFFLINE, Link.REFUSED):
            return
        if desk.connection != heard:
            heard, since = desk.connection, loop.time()
        if loop.time() - since > (PATIENCE if heard.progress else _SILENT):
            desk.tell(_offline(desk.connection))
            return


async def _print(station: Station, *, as_json: bool) -> int:
    desk = station.desk
    nothing = desk.connection.complete_to is None and not desk.view().rules and not desk.view().chats
    if nothing and desk.connection.link in (Link.OFFLINE, Link.REFUSED):
        why = desk.connection.trouble or "Slack cannot be reached."
        click.echo(f"{why} There is nothing in the cache yet either.", err=True)
        return FAILED
    click.echo(await _told(station, as_json=as_json))
    return DONE


async def page(station: Station) -> str:
    """The desk as a page of text."""
    zone = ZoneInfo(station.settings.window.zone)
    return page_of(station.desk.view(), station.clock.now(), await station.digest(), zone)


# sign-in and sign-out


async def sign_in(settings: Settings, user_token: str, app_token: str) -> int:
    """Check tokens with Slack and keep them in the keychain; the exit code."""
    from console.slack.signin import NotSignedIn, sign_in  # noqa: PLC0415 -- sign-out needs no network

    found = await sign_in(settings.slack.api_url, user_token, app_token, RealClock())
    if isinstance(found, NotSignedIn):
        click.echo(found.why, err=True)
        return FAILED
    chain = Keychain()
    try:
        await chain.keep(KEPT_USER_TOKEN, user_token)
        await (chain.keep(KEPT_APP_TOKEN, app_token) if app_token else chain.forget(KEPT_APP_TOKEN))
    except KeychainFault as fault:
        click.echo(str(fault), err=True)
        return FAILED
    click.echo(f"Signed in to {found.workspace} as {found.name} ({found.person}).")
    for lack in found.lacks:
        click.echo(lack)
    return DONE


async def sign_out() -> int:
    """Forget both tokens; the exit code."""
    chain = Keychain()
    try:
        await chain.forget(KEPT_USER_TOKEN)
        await chain.forget(KEPT_APP_TOKEN)
    except KeychainFault as fault:
        click.echo(str(fault), err=True)
        return FAILED
    click.echo("Signed out. The tokens are no longer on this computer; the cache stays until you wipe it.")
    return DONE


# wipe


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


# doctor


async def doctor(settings: Settings, environment: Mapping[str, str]) -> int:
    """Look at everything the console needs; a line each, and what to do. 1 when something is wrong."""
    wrong = 0
    async for name, trouble, fine in _examined(settings, environment):
        wrong += bool(trouble)
        click.echo(f"{'✗' if trouble else '✓'} {name}: {trouble or fine}")
    click.echo("Everything is fine." if not wrong else f"{wrong} to look at.")
    return FAILED if wrong else DONE


async def _examined(settings: Settings, environment: Mapping[str, str]) -> AsyncIterator[tuple[str, str, str]]:
    """Name, what is wrong and what to do (empty when nothing), and what is fine."""
    from console.slack.checkup import checkup  # noqa: PLC0415 -- the other commands need no network

    user_token = app_token = ""
    try:
        user_token, app_token = await tokens(environment)
        yield "keychain", "", "it answers" if USER_TOKEN not in environment else "not asked, the environment has tokens"
    except KeychainFault as fault:
        yield "keychain", str(fault), ""
    try:
        vault = await open_vault(settings, environment)
        try:
            await vault.check()
        finally:
            vault.close()
        yield "cache", "", f"{settings.cache.path} opens, and every page of it is whole"
    except InUse:
        yield "cache", "", "a window has it open"
    except (Fault, KeychainFault) as fault:
        yield "cache", str(fault), ""
    clock = await clock_of(settings.slack.api_url)
    async for finding in checkup(settings.slack.api_url, user_token, app_token, settings.homes, clock):
        yield finding
    if settings.cache.retention_days > timedelta(days=90).days:
        yield "retention", "Members' words are kept for more than 90 days. Set [cache] retention_days lower.", ""
