"""The practice workspace as a process: its command line, its one line when ready, and its clean end."""

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import click

from console.practice.night import NIGHT, night_starts
from console.practice.script import Script
from console.practice.server import Practice
from console.practice.socket import Pace

STDIN: Final = 0


def moment_of(text: str, day: date = NIGHT) -> datetime:
    """The moment of ``HH:MM`` in the practice night of a day, in UTC; raises ValueError."""
    return Script(0, night_starts(day)).at(text)


async def serve(practice: Practice, *, with_parent: bool) -> None:
    """Run until the process is told to end; with ``with_parent`` also until its standard input closes."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end(*_: object) -> None:
        loop.call_soon_threadsafe(over.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)  # loop.add_signal_handler does not exist on Windows
    async with practice:
        if with_parent:
            threading.Thread(target=_read_to_end, args=(end,), name="hear the parent end", daemon=True).start()
        click.echo(json.dumps({"api_url": practice.api_url, "port": practice.port}))
        sys.stdout.flush()
        await over.wait()


def _read_to_end(end: Callable[[], None]) -> None:
    # Not sys.stdin: its lock, held by a daemon thread, aborts the interpreter when it ends.
    while os.read(STDIN, 1):
        pass
    end()


@click.command()
@click.option("--port", default=0, help="0 takes any free port.")
@click.option("--seed", default=1, help="Another seed is another night.")
@click.option("--speed", default=1.0, help="Seconds of the night in a real second.")
@click.option("--start", default="02:14", help="When the clock begins, HH:MM; what came before is already there.")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), default=f"{NIGHT}", help="On which the night begins.")
@click.option("--as", "desks", multiple=True, default=("A. Novak",), help="Whose desk is left to a person.")
@click.option("--night/--no-night", default=True, help="Whether the scripted night is played.")
@click.option("--roles", is_flag=True, help="Without a night: give everybody their roles.")
@click.option("--limits/--no-limits", default=True, help="Whether calls are limited by Slack's tiers.")
@click.option("--connection-seconds", default=18_060.0, help="How long a socket lives before it is refreshed.")
@click.option("--with-parent", is_flag=True, help="End when standard input closes.")
def main(  # noqa: PLR0917 - click gives each option by its name
    port: int,
    seed: int,
    speed: float,
    start: str,
    on: datetime,
    desks: tuple[str, ...],
    night: bool,
    roles: bool,
    limits: bool,
    connection_seconds: float,
    with_parent: bool,
) -> None:
    """Run a practice workspace on loopback; prints one JSON line when it is ready."""
    try:
        practice = Practice(
            seed=seed,
            start=moment_of(start, on.date()),
            day=on.date(),
            speed=speed,
            port=port,
            night=night,
            roles=roles,
            desks=desks,
            limits=limits,
            pace=Pace(connection=connection_seconds),
        )
    except (LookupError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    asyncio.run(serve(practice, with_parent=with_parent))
