"""The command ``figures``: a stretch of time in figures, for people, as CSV, or for programs."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import click
import msgspec

from console import commands
from console.domain.local import typed
from console.domain.measures import table
from console.gathering import HEAD, csv_of, measures_of, seen_by
from console.practice.remote import clock_of
from console.settings import Settings
from console.station import Station, open_vault

_WRITE: Final = "Write a day as 2026-11-22, or a moment as 2026-11-22 22:00; the first is the earlier one."
USUAL: Final = timedelta(hours=24)


async def show(
    settings: Settings, environment: Mapping[str, str], *, since: str, until: str, as_csv: bool, as_json: bool
) -> int:
    """Print the figures of a stretch (the last 24 hours where none is named); the exit code."""

    async def asked() -> int:
        if not settings.cache.path.exists():
            commands.warn(f"There is no cache at {settings.cache.path} yet.")
            return commands.FAILED
        vault = await open_vault(settings, environment, beside=True)
        try:
            station = Station(settings, await clock_of(settings.slack.api_url), vault, say=commands.warn)
            await station.open()
            zone, now = ZoneInfo(settings.window.zone), station.clock.now()
            ends = _moment(until, now, zone) if until else now
            starts = _moment(since, now, zone) if since else (ends or now) - USUAL
            if starts is None or ends is None or starts >= ends:
                commands.warn(
                    "Write a day as 2026-11-22, or a moment as 2026-11-22 22:00; the first is the earlier one."
                )
                return commands.FAILED
            found, view = await measures_of(station, starts, ends, zone), station.desk.view()
            rows = table(found, view.names, people=seen_by(view, found))
            if as_json:
                plain = [dict(zip(HEAD, row, strict=True)) for row in rows]
                click.echo(msgspec.json.encode(plain).decode())
            elif as_csv:
                click.echo(csv_of(found, view), nl=False)
            else:
                commands.warn(f"{_told(starts, zone)} to {_told(ends, zone)}, as this desk read it last.")
                for of, which, figure, value in rows:
                    if value not in ("", "0"):
                        click.echo(f"{of:10} {which:24} {figure.replace('_', ' '):24} {value}")
            return commands.DONE
        finally:
            vault.close()

    return await commands.without_faults(asked)


def _moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """A day, from its beginning, or a moment of the service's zone."""
    return typed(text, now, zone, ahead=False) or typed(f"{text} 00:00", now, zone, ahead=False)


def _told(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
