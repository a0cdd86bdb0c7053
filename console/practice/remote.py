"""A practice workspace seen from a desk: start its process, read its clock, ask for a fault."""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from console.clock import PracticeClock

_START_SECONDS: Final = 20.0
_ASK_SECONDS: Final = 2.0


class Staff(msgspec.Struct, frozen=True):
    """Somebody in the practice workspace, with the tokens of their desk (no secrets: they work only there)."""

    id: str
    name: str
    user_token: str
    app_token: str
    roles: list[str] = []


class _Clock(msgspec.Struct, frozen=True):
    now: datetime
    speed: float


class NotStarted(Exception):
    """The practice workspace did not start; the text says why."""


@dataclass(frozen=True)
class Practice:
    """A practice workspace at ``api_url`` (``http://127.0.0.1:PORT/api/``)."""

    api_url: str

    def _url(self, name: str) -> str:
        parts = urlsplit(self.api_url)
        return urlunsplit((parts.scheme, parts.netloc, f"/practice/{name}", "", ""))

    async def _ask(self, name: str, body: dict[str, Any] | None = None) -> bytes:
        import aiohttp  # noqa: PLC0415 -- 100 ms that a window's first paint need not wait for

        limit = aiohttp.ClientTimeout(total=_ASK_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.request("GET" if body is None else "POST", self._url(name), json=body) as answer,
        ):
            answer.raise_for_status()
            return await answer.read()

    async def clock(self) -> PracticeClock | None:
        """The workspace's clock as it stands now; None when no practice workspace answers there."""
        try:
            asked = time.monotonic()
            told = msgspec.json.decode(await self._ask("clock"), type=_Clock)
        except (OSError, TimeoutError, ValueError, ImportError):
            return None
        except Exception as error:
            if type(error).__module__.startswith("aiohttp"):
                return None
            raise
        return PracticeClock(told.now, (asked + time.monotonic()) / 2, told.speed)

    async def people(self) -> list[Staff]:
        """Everybody who has a desk there."""
        return msgspec.json.decode(await self._ask("people"), type=list[Staff])

    async def fault(self, name: str, **how: object) -> None:
        """Let something go wrong, or go right again (``put_back``, ``calm``); the names are in faults.py."""
        await self._ask("fault", {"fault": name, **how})

    async def run_at(self, speed: float) -> None:
        """Let the workspace's clock run at another speed."""
        await self._ask("speed", {"speed": speed})


@contextlib.asynccontextmanager
async def started(arguments: Sequence[str]) -> AsyncIterator[Practice]:
    """A practice workspace in a process of its own, for as long as the block runs.

    ``arguments`` go to ``python -m console.practice.server``. The process also ends when this one does,
    however it ends: it watches its standard input. Raises NotStarted.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "console.practice.server",
        "--with-parent",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        line = b""
        if process.stdout is not None:
            with contextlib.suppress(TimeoutError):
                line = await asyncio.wait_for(process.stdout.readline(), _START_SECONDS)
        try:
            api_url = str(json.loads(line)["api_url"])
        except (ValueError, KeyError, TypeError):
            raise NotStarted("The practice workspace did not start.") from None
        yield Practice(api_url)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _ASK_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
