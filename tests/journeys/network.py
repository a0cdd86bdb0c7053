"""Each fault of a network or of Slack: what the screen says of it and how soon, and how soon all is well again.

Everything is real and at the product's own pace: a desk without a window, its files, HTTP and WebSockets on loopback.
"""

import asyncio
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from console.domain import events
from console.domain.actions import NoteChat
from console.domain.connection import Connection, Link
from console.domain.pending import Pending
from console.domain.words import AgeBand, Risk
from console.practice.faults import Calm, Error500, RateLimited, RevokeToken, SilentSocket
from console.practice.people import NOVAK, PLATFORM
from console.practice.server import Practice
from console.settings import load
from console.slack.letter import id_in
from console.slack.trouble import CERTIFICATE, ILL, OFFLINE, REFUSED
from console.station import Station
from console.store.vault import Vault
from tests.journeys.between import Between
from tests.journeys.certificates import Certificates
from tests.journeys.stage import KEY, LOOK, Desk

DOMAIN: Final = ".practice.test"  # names under it are this computer, as long as they are known
SHOWN_WITHIN: Final = 5.0  # seconds
WELL_WITHIN: Final = 10.0
_unknown: set[str] = set()


@dataclass
class Scene:
    """What a fault can happen to."""

    practice: Practice
    between: Between
    certificates: Certificates
    name: str
    hold: float


@dataclass(frozen=True)
class Trial:
    """One fault: how it begins and ends, and when the screen says the right thing of it."""

    begin: Callable[[Scene], None]
    end: Callable[[Scene], None]
    right: Callable[[Connection], bool]
    secure: bool = False
    shown_within: float = SHOWN_WITHIN
    well_within: float = WELL_WITHIN


@dataclass(frozen=True)
class Tried:
    """What came of one fault; seconds until the screen was right, and until all was well after its end."""

    fault: str
    held_seconds: float
    shown_seconds: float
    well_seconds: float
    times_said: tuple[int, ...]

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        once = set(self.times_said) == {1}
        trial = TRIALS[self.fault]
        return once and self.shown_seconds <= trial.shown_within and self.well_seconds <= trial.well_within


def _live(connection: Connection) -> bool:
    return connection.link is Link.LIVE and not connection.trouble


def _no_longer_live(connection: Connection) -> bool:
    return connection.link in (Link.CONNECTING, Link.POLLING, Link.OFFLINE)


def _says(sentence: str, *links: Link) -> Callable[[Connection], bool]:
    return lambda found: sentence in found.trouble and (not links or found.link in links)


def _set(**how: Any) -> Callable[[Scene], None]:
    def begin(scene: Scene) -> None:
        for name, value in how.items():
            setattr(scene.between, name, value)
        if scene.between.closed:
            scene.between.cut()

    return begin


def _forget_name(scene: Scene) -> None:
    _unknown.add(scene.name)
    _set(closed=True)(scene)  # what it stood for is remembered for some seconds


def _know_name(scene: Scene) -> None:
    _unknown.discard(scene.name)
    _set(closed=False)(scene)


def _show_bad_certificate(scene: Scene) -> None:
    scene.certificates.show(good=False)
    scene.between.cut()


TRIALS: Final[dict[str, Trial]] = {
    "latency": Trial(_set(latency=0.6), _set(latency=0.0), _live),
    "loss": Trial(_set(loss=0.05), _set(loss=0.0), _live),
    "cut": Trial(_set(closed=True), _set(closed=False), _says(OFFLINE, Link.OFFLINE)),
    "half-open": Trial(_set(dead=True), _set(dead=False), _no_longer_live),
    "silent": Trial(
        lambda scene: scene.practice.fault(SilentSocket()),
        lambda scene: scene.practice.fault(Calm()),
        _no_longer_live,
        shown_within=60,  # Slack answers all the while: nothing is late but what is pushed
        well_within=60,
    ),
    "no name": Trial(_forget_name, _know_name, _says(OFFLINE, Link.OFFLINE), secure=True),
    "bad certificate": Trial(
        _show_bad_certificate,
        lambda scene: scene.certificates.show(good=True),
        _says(CERTIFICATE, Link.OFFLINE),
        secure=True,
    ),
    "429": Trial(
        lambda scene: scene.practice.fault(RateLimited(seconds=scene.hold)),
        lambda scene: scene.practice.fault(Calm()),
        _says("Slack asks the desk to wait for"),
    ),
    "5xx": Trial(
        lambda scene: scene.practice.fault(Error500()), lambda scene: scene.practice.fault(Calm()), _says(ILL)
    ),
    "revoked token": Trial(
        lambda scene: scene.practice.fault(RevokeToken(person=NOVAK.id)),
        lambda scene: scene.practice.fault(Calm()),
        _says(REFUSED["token_revoked"], Link.REFUSED),
    ),
}


@dataclass(frozen=True)
class Network:
    """What came of all faults, some times each."""

    tried: tuple[Tried, ...]

    @property
    def good(self) -> bool:
        """Whether the promises were kept."""
        return all(one.good for one in self.tried)

    @property
    def worst(self) -> dict[str, str]:
        """The worst of each fault, in words."""
        return {
            fault: f"shown after {max(one.shown_seconds for one in here):.1f} s, "
            f"well after {max(one.well_seconds for one in here):.1f} s, "
            f"{sum(map(len, (one.times_said for one in here)))} actions, "
            f"{sum(times != 1 for one in here for times in one.times_said)} of them not said once"
            for fault in TRIALS
            if (here := [one for one in self.tried if one.fault == fault])
        }


def try_often(folder: Path, *, times: int, hold: float, seed: int) -> Network:
    """Every fault so many times, at random moments of a desk's rounds; each lasts ``hold`` seconds."""
    return Network(tuple(asyncio.run(try_all(folder, [*TRIALS] * times, hold=hold, seed=seed))))


async def try_all(folder: Path, faults: Iterable[str], *, hold: float, seed: int) -> list[Tried]:
    """Let each of the faults happen to a desk of its own, all at the same time."""
    trusted = folder / "trusted.pem"
    trusted.touch()
    with resolved(), trusting(trusted):
        tried = (
            _try(folder / f"{place}", fault, hold, trusted, random.Random(f"{seed} {place} {fault}"))
            for place, fault in enumerate(faults)
        )
        return list(await asyncio.gather(*tried))


async def _try(folder: Path, fault: str, hold: float, trusted: Path, draw: random.Random) -> Tried:
    trial = TRIALS[fault]
    async with _scene(folder, trial, hold, trusted) as (scene, station):
        await asyncio.sleep(draw.uniform(0, 3))  # wherever the desk is in its rounds
        began = time.monotonic()
        trial.begin(scene)
        ids = [await _note(station, "at once")]
        shown = await _until(lambda: trial.right(station.desk.connection), 60)
        ids.append(await _note(station, "while it lasts"))
        scene.practice.post("chat-queue", PLATFORM, chat("later"))
        await asyncio.sleep(max(0.0, began + hold - time.monotonic()))
        if trial.right is _live:
            assert trial.right(station.desk.connection), (fault, station.desk.connection)
        held = time.monotonic() - began
        trial.end(scene)
        ids.append(await _note(station, "afterwards"))
        desk = station.desk
        well = await _until(
            lambda: _live(desk.connection) and not station.outbox.waiting and "later" in desk.view().chats, 60
        )
        said = [id_in(raw) for raw in scene.practice.workspace.named("shift-log").messages.values()]
        return Tried(fault, held, shown, well, tuple(said.count(id) for id in ids))


@asynccontextmanager
async def _scene(folder: Path, trial: Trial, hold: float, trusted: Path) -> AsyncIterator[tuple[Scene, Station]]:
    name = f"desk{folder.name}{DOMAIN}"
    certificates = Certificates(folder, name, trusted)
    tls = certificates.context if trial.secure else None
    practice = Practice(night=False, roles=True, start=datetime.now(UTC), tls=tls)
    async with practice, Between(practice.port) as between:
        practice.post("chat-queue", PLATFORM, chat("c1"))
        url = f"https://{name}" if trial.secure else "http://127.0.0.1"
        desk = Desk(folder, f"{url}:{between.port}/api/", NOVAK)
        vault = Vault(desk.cache, bytes.fromhex(KEY))
        try:
            station = Station(load(desk.file), practice.clock, vault)
            await station.open()
            connected = asyncio.create_task(station.connect(NOVAK.user_token, NOVAK.app_token), name="read Slack")
            try:
                await _until(lambda: _live(station.desk.connection) and "c1" in station.desk.view().chats, 30)
                assert _live(station.desk.connection), station.desk.connection
                yield Scene(practice, between, certificates, name, hold), station
                assert not connected.done()
            finally:
                connected.cancel()
                await asyncio.wait([connected])
        finally:
            vault.close()


async def _note(station: Station, words: str) -> str:
    assert station.acting is not None
    kept = await station.acting.submit(NoteChat("c1", words))
    assert isinstance(kept, Pending)
    return kept.id


async def _until(condition: Callable[[], bool], most: float) -> float:
    """The seconds until something was so; infinity when it did not come to that."""
    began = time.monotonic()
    with suppress(TimeoutError):
        async with asyncio.timeout(most):
            while not condition():  # noqa: ASYNC110 - what is looked at tells nobody
                await asyncio.sleep(LOOK)
            return time.monotonic() - began
    return float("inf")


def chat(name: str) -> events.ChatOpened:
    return events.ChatOpened(name, "quiet-otter", AgeBand.ADULT, Risk.C)


@contextmanager
def resolved() -> Iterator[None]:
    """Let the name be known, as long as it is: this stands where the system asks its name servers."""
    real = socket.getaddrinfo

    def asked(host: Any, *rest: Any, **more: Any) -> Any:
        if host in _unknown:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real("127.0.0.1" if str(host).endswith(DOMAIN) else host, *rest, **more)

    socket.getaddrinfo = asked
    try:
        yield
    finally:
        socket.getaddrinfo = real


@contextmanager
def trusting(file: Path) -> Iterator[None]:
    """Let this process trust the authorities of a file, and no others."""
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(file)
    try:
        yield
    finally:
        del os.environ["SSL_CERT_FILE"]
        if before is not None:
            os.environ["SSL_CERT_FILE"] = before
