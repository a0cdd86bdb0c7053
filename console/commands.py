"""The commands that need no window: state, do, sign-in, sign-out, doctor, wipe."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import click
import msgspec

from console import doing, door, signing
from console.acting import new_id
from console.clock import PracticeClock, RealClock
from console.domain.connection import Connection, Link
from console.domain.pending import Stage
from console.keychain import Keychain, KeychainFault
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
from console.store.purge import last_report
from console.store.vault import Vault
from console.wiping import wipe
from console.wishes import Wish

__all__ = ["APP_TOKEN", "USER_TOKEN", "do", "doctor", "sign_in", "sign_out", "state", "wipe", "wish_of"]

DONE: Final = 0
FAILED: Final = 1
PATIENCE: Final = 60.0  # seconds that a first reading may take without a sign of progress
_SILENT: Final = 10.0  # seconds until a Slack that says nothing counts as out of reach
_SENDING: Final = 12.0  # seconds in which what waits is sent before the desk is told; it may be held back for 10
_BUSY: Final = 15.0  # seconds until another command on the same cache has surely ended
_BUSY_AGAIN: Final = 0.2
_RESTART: Final = "The open window has its tokens from its environment. Close it and open it again."


# state


async def state(
    settings: Settings, environment: Mapping[str, str], *, as_json: bool, follow: bool, offline: bool
) -> int:
    """Print the desk: from the window that has it open, or by catching up once; the exit code."""

    async def asked() -> int:
        if not offline:
            question = {"ask": "state", "follow": follow, "page": not as_json}
            with suppress(door.NobodyThere):
                async for answer in door.ask(settings.cache.path, question):
                    click.echo(answer["page"] if not as_json else _line(answer))
                return DONE
        return await _state_alone(settings, environment, as_json=as_json, follow=follow, offline=offline)

    return await without_faults(asked)


async def without_faults(work: Callable[[], Awaitable[int]]) -> int:
    """Do it; a fault of the world is told in its sentence. The exit code."""
    try:
        return await work()
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
        station = Station(settings, clock, vault, changed.set, say=warn)
        await station.open()
        await station.desk.open_rest()
        if offline:
            station.desk.tell(_offline(station.desk.connection))
            return await _print(station, as_json=as_json)
        async with connected(station, environment):
            await first_answer(station)
            await _sent(station)
            code = await _print(station, as_json=as_json)
            if follow and code == DONE:
                await _follow(station, changed, as_json=as_json)
        return code
    finally:
        vault.close()


async def _sent(station: Station) -> None:
    """Wait until what waited in the outbox is in Slack and read back, some seconds at most."""
    acting, over = station.acting, time.monotonic() + _SENDING
    while acting is not None and time.monotonic() < over:
        link = station.desk.connection.link
        settled = {Stage.STUCK} if link is Link.LIVE else {Stage.STUCK, Stage.SENT}  # to ask again takes longer
        if link in (Link.OFFLINE, Link.REFUSED) or {one.stage for one in acting.waiting} <= settled:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1):
                await acting.moved()


def warn(sentence: str) -> None:
    """Tell a person something beside the answer."""
    click.echo(sentence, err=True)


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
async def connected(station: Station, environment: Mapping[str, str]) -> AsyncIterator[None]:
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


async def first_answer(station: Station) -> None:
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


# do


def wish_of(action: str, *, wait: bool, **given: Any) -> Wish:
    """What somebody typed, as a wish; ``given`` are its fields as they were typed."""
    return msgspec.convert({"action": action, "id": new_id(), "wait": wait, **given}, Wish)


async def do(settings: Settings, environment: Mapping[str, str], wish: Wish, *, as_json: bool) -> int:
    """Do something, at the window that has the cache open or alone, and print what it became; the exit code.

    A window that closes in the middle, and another command that has the cache, are no reason to do it twice or
    not at all: the wish goes on under the same id.
    """

    def heard(answer: Mapping[str, Any]) -> int | None:
        match answer:
            case {"refused": sentence}:
                warn(sentence)
                return FAILED
            case {"waits": sentence} | {"touches": sentence}:
                warn(sentence)
            case {"became": became}:
                code: int = became["code"]
                click.echo(_line(became) if as_json else became["said"], err=code != DONE and not as_json)
                return code
            case _:
                pass
        return None

    async def asked() -> int:
        give_up = time.monotonic() + _BUSY
        while True:
            with suppress(door.NobodyThere):
                async with aclosing(door.ask(settings.cache.path, doing.question_of(wish))) as answers:
                    async for answer in answers:
                        if (code := heard(answer)) is not None:
                            return code
            try:
                return await _do_alone(settings, environment, wish, heard)
            except InUse:
                if time.monotonic() > give_up:
                    raise
            await asyncio.sleep(_BUSY_AGAIN)

    return await without_faults(asked)


async def _do_alone(
    settings: Settings, environment: Mapping[str, str], wish: Wish, heard: Callable[[Mapping[str, Any]], int | None]
) -> int:
    async def done() -> int:
        async for answer in doing.do(station, wish):
            if (code := heard(answer)) is not None:
                return code
        raise AssertionError  # a wish always becomes something

    vault = await open_vault(settings, environment)
    try:
        station = Station(settings, await clock_of(settings.slack.api_url), vault)
        await station.open()
        await station.desk.open_rest()
        if not wish.wait and station.desk.me:
            return await done()
        async with connected(station, environment):
            await first_answer(station)
            if station.desk.connection.complete_to is None:
                warn(f"{station.desk.connection.trouble or 'Slack cannot be reached.'} This desk never read it whole.")
                return FAILED
            return await done()
    finally:
        vault.close()


# sign-in and sign-out


async def sign_in(settings: Settings, user_token: str, app_token: str) -> int:
    """Check tokens with Slack and keep them in the keychain; the exit code."""
    outcome = await signing.sign_in(settings, user_token, app_token)
    for sentence in outcome.sentences:
        click.echo(sentence, err=not outcome.done)
    if not outcome.done:
        return FAILED
    with suppress(door.NobodyThere):
        async for answer in door.ask(settings.cache.path, {"ask": "sign in"}):
            click.echo("The open window goes on with it." if answer.get("heard") else _RESTART)
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


# doctor


async def doctor(settings: Settings, environment: Mapping[str, str]) -> int:
    """Look at everything the console needs; a line each, and what to do. 1 when something is wrong."""
    wrong = 0
    async for name, trouble, fine in _examined(settings, environment):
        wrong += bool(trouble)
        click.echo(f"{'✗' if trouble else '✓'} {name}: {trouble or fine}")
    click.echo("Everything is fine." if not wrong else f"{wrong} to look at.")
    return FAILED if wrong else DONE


async def _purged_last(vault: Vault) -> str:
    report = await vault.read(last_report)
    return f"; removed last, as their time was over: {report}" if report else ""


async def _purged_beside(settings: Settings, environment: Mapping[str, str]) -> str:
    """The same of a cache that a window has open; nothing while it cannot be read."""
    with suppress(Fault, KeychainFault):
        vault = await open_vault(settings, environment, beside=True)
        try:
            return await _purged_last(vault)
        finally:
            vault.close()
    return ""


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
            report = await _purged_last(vault)
        finally:
            vault.close()
        yield "cache", "", f"{settings.cache.path} opens, and every page of it is whole{report}"
    except InUse:
        yield "cache", "", f"a window has it open{await _purged_beside(settings, environment)}"
    except (Fault, KeychainFault) as fault:
        yield "cache", str(fault), ""
    clock = await clock_of(settings.slack.api_url)
    async for finding in checkup(settings.slack.api_url, user_token, app_token, settings.homes, clock):
        yield finding
    if settings.cache.retention_days > timedelta(days=90).days:
        yield "retention", "Members' words are kept for more than 90 days. Set [cache] retention_days lower.", ""
