"""Running one command to its end: with the settings that were named, and closed properly when it is told to end."""

import signal
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from console.settings import Settings


def settings_of() -> "Settings":
    """The settings that the command line names; a file that cannot be used ends the command with its sentence."""
    from console import settings as settings_file  # noqa: PLC0415 -- a --version or --help need not wait for it

    try:
        return settings_file.load(click.get_current_context().obj)
    except settings_file.Unusable as error:
        raise click.ClickException(str(error)) from None


def run_to_end(work: Callable[["Settings"], Awaitable[int]]) -> None:
    """Run one command; what it gives back is the exit code."""
    import asyncio  # noqa: PLC0415 -- as above; and a window looks for no garbage any more when it is imported

    settings = settings_of()

    async def whole() -> int:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None  # noqa: S101 -- a coroutine runs in one

        # Told to end, a command closes what it opened, as it does when it is interrupted: in a turn of the loop of
        # its own, since a signal may come in the middle of anything.
        def end(*_: object) -> None:
            loop.call_soon_threadsafe(task.cancel)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        return await work(settings)

    try:
        code = asyncio.run(whole())
    except (asyncio.CancelledError, KeyboardInterrupt):
        code = 130  # as shells count an interrupted command
    sys.exit(code)
