"""The door of a running desk: other processes of the same person ask it, instead of opening its cache themselves."""

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import socket
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

# A Unix socket's path may have 104 bytes on macOS and 108 on Linux.
_LONGEST: Final = 100
_QUESTION: Final = 64 * 1024  # bytes; longer than any question
_ANSWER: Final = 64 * 1024 * 1024  # bytes; a whole desk is one line
_PATIENCE: Final = 5.0  # seconds until a desk that says nothing counts as not there

_log = logging.getLogger(__name__)

Answer = Callable[[dict[str, Any]], AsyncIterator[dict[str, Any]]]


class NobodyThere(Exception):
    """No desk is running on this cache."""


def path_of(cache: Path) -> Path:
    """Where the door of a cache is: beside it, or in the person's own runtime folder where that is too long."""
    beside = cache.with_name(cache.name + ".door")
    if len(os.fsencode(beside)) <= _LONGEST:
        return beside
    name = hashlib.sha256(os.fsencode(cache.absolute())).hexdigest()[:16]
    mine = Path(f"moderation-console-{os.getuid()}") / f"{name}.door"
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()):
        if folder and len(os.fsencode(folder / mine)) <= _LONGEST:
            return folder / mine
    return "/tmp" / mine  # noqa: S108 -- the folder in it is its owner's alone


class Door:
    """Lets the person's other processes ask; each question and each answer is one line of JSON.

    Only one process owns a cache, so whatever stands at the door's path was left by one that is gone.
    """

    def __init__(self, cache: Path, answer: Answer) -> None:
        self._path = path_of(cache)
        self._answer = answer
        self._server: asyncio.Server | None = None
        self._visits: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begin to listen; only this user may come in."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.unlink(missing_ok=True)
        heard = socket.socket(socket.AF_UNIX)
        try:
            heard.bind(os.fspath(self._path))
            # Nobody can knock between the two: it does not listen yet. A changed umask would be the whole process's,
            # and two doors that open at once would leave it changed.
            self._path.chmod(0o600)
            self._server = await asyncio.start_unix_server(self._visited, sock=heard, limit=_QUESTION)
        except BaseException:
            heard.close()
            raise

    async def close(self) -> None:
        """Stop listening and let go of everybody who is there."""
        if self._server is None:
            return
        self._server.close()
        self._path.unlink(missing_ok=True)
        for visit in tuple(self._visits):
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)
        await asyncio.sleep(0)  # their connections end in the loop's next turn
        await self._server.wait_closed()

    async def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        assert visit is not None  # noqa: S101 -- a coroutine runs in a task
        self._visits.add(visit)
        try:
            question = json.loads(await reader.readline())
            answers = self._answer(question)
            gone = asyncio.ensure_future(reader.read())
            try:
                await self._give(answers, writer, gone)
            finally:
                gone.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await gone
        except (ValueError, RecursionError, OSError):
            pass  # a visitor who asks nothing sensible, or went away, gets nothing
        except asyncio.CancelledError:
            writer.transport.abort()  # whoever does not read would keep the door open
        except Exception as error:  # noqa: BLE001 -- the desk goes on, whatever an answer met
            _log.warning("a visitor was not answered", extra={"kind": type(error).__name__})
        finally:
            self._visits.discard(visit)
            writer.close()

    async def _give(
        self, answers: AsyncIterator[dict[str, Any]], writer: asyncio.StreamWriter, gone: "asyncio.Future[bytes]"
    ) -> None:
        """Write each answer, until there are no more or the visitor is gone."""

        async def write_all() -> None:
            async for answer in answers:
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()

        writing = asyncio.ensure_future(write_all())
        try:
            await asyncio.wait((writing, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing


async def ask(cache: Path, question: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
    """Ask the desk that runs on a cache; its answers, one after the other. Whoever leaves early closes it.

    Raises NobodyThere when no desk runs on it, or one that is stopped.
    """
    path = path_of(cache)
    try:
        if path.lstat().st_uid != os.getuid():
            raise NobodyThere  # somebody else put it there
        reader, writer = await asyncio.open_unix_connection(path, limit=_ANSWER)
    except (AttributeError, OSError):  # Windows has no such doors
        raise NobodyThere from None
    try:
        writer.write(json.dumps(question).encode() + b"\n")
        await writer.drain()
        try:
            async with asyncio.timeout(_PATIENCE):
                line = await reader.readline()
        except TimeoutError:
            raise NobodyThere from None
        while line:
            yield json.loads(line)
            line = await reader.readline()
    except (ConnectionError, ValueError):
        return  # the desk closed, perhaps in the middle of an answer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
