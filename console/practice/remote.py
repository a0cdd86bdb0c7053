"""A practice workspace seen from a desk: start its process, read its clock, ask for a fault."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from console.clock import Clock, PracticeClock, RealClock

if TYPE_CHECKING:
    import aiohttp

HELD_SECONDS: Final = 20.0  # that the workspace holds back its clock while nothing changes
_END_SECONDS: Final = 5.0
_ASK_SECONDS: Final = 2.0
_FOLLOW_SECONDS: Final = 1.0  # between two questions, unless the speed has just changed


class _Clock(msgspec.Struct, frozen=True):
    now: datetime
    speed: float


class NotStarted(Exception):
    """The practice workspace did not start; the text says why."""


class Practice(msgspec.Struct, frozen=True):
    """A practice workspace at ``api_url`` (``http://127.0.0.1:PORT/api/``)."""

    api_url: str

    def _url(self, name: str) -> str:
        parts = urlsplit(self.api_url)
        return urlunsplit((parts.scheme, parts.netloc, f"/practice/{name}", "", ""))

    async def _ask(
        self, name: str, body: dict[str, Any] | None = None, session: "aiohttp.ClientSession | None" = None
    ) -> bytes:
        async with contextlib.AsyncExitStack() as opened:
            here = await opened.enter_async_context(_session()) if session is None else session
            asking = here.request("GET" if body is None else "POST", self._url(name), json=body)
            answer = await opened.enter_async_context(asking)
            answer.raise_for_status()
            told: bytes = await answer.read()
            return told

    async def clock(self) -> PracticeClock | None:
        """The workspace's clock as it stands now; None when no practice workspace answers there."""
        return await self._clock("clock")

    async def _clock(self, name: str, session: "aiohttp.ClientSession | None" = None) -> PracticeClock | None:
        try:
            told = msgspec.json.decode(await self._ask(name, session=session), type=_Clock)
        except (OSError, TimeoutError, ValueError, ImportError):
            return None
        except Exception as error:
            if type(error).__module__.startswith("aiohttp"):
                return None
            raise
        return PracticeClock(told.now, time.monotonic(), told.speed)

    async def follow(self, clock: PracticeClock) -> AsyncGenerator[float]:
        """Keep a desk's clock with the workspace's, whoever changes its speed; gives the speed at each look.

        The workspace answers once the speed is another one, so a desk at rest asks a few times a minute only.
        """
        async with _session(HELD_SECONDS + _ASK_SECONDS) as session:  # one connection for all the looks
            while True:
                asked, before = time.monotonic(), clock.speed
                told = await self._clock(f"clock?unlike={before}", session)
                if told is not None:
                    clock.start, clock.at, clock.speed = told.start, told.at, told.speed
                    yield told.speed
                if told is None or told.speed == before:
                    await asyncio.sleep(asked + _FOLLOW_SECONDS - time.monotonic())

    async def fault(self, name: str, **how: object) -> None:
        """Let something go wrong, or go right again (``put_back``, ``calm``); the names are in faults.py."""
        await self._ask("fault", {"fault": name, **how})

    async def run_at(self, speed: float) -> None:
        """Let the workspace's clock run at another speed."""
        await self._ask("speed", {"speed": speed})


def _session(seconds: float = _ASK_SECONDS) -> "aiohttp.ClientSession":
    import aiohttp  # noqa: PLC0415 -- 100 ms that a window's first paint need not wait for

    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds))


async def clock_of(api_url: str) -> Clock:
    """The clock of the service at an address: a practice workspace on this computer hands out its own."""
    host = urlsplit(api_url).hostname or ""
    if host in {"localhost", "::1"} or host.startswith("127."):
        return await Practice(api_url).clock() or RealClock()
    return RealClock()


@contextlib.contextmanager
def started(arguments: Sequence[str]) -> Iterator[Practice]:
    """A practice workspace in a process of its own, for as long as the block runs.

    ``arguments`` go to ``python -m console.practice.server``. The process also ends when this one does,
    however it ends: it watches its standard input. Raises NotStarted.
    """
    command = [sys.executable, "-m", "console.practice.server", "--with-parent", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 -- our own
        try:
            yield Practice(_address(process))
        finally:
            process.terminate()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: "subprocess.Popen[bytes]") -> str:
    line = process.stdout.readline() if process.stdout else b""
    try:
        return str(json.loads(line)["api_url"])
    except (ValueError, KeyError, TypeError):
        raise NotStarted("The practice workspace did not start.") from None
