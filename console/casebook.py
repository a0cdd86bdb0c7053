"""The commands over one case: its incident bundle is written, and a bundle (or a record) is checked."""

from collections.abc import Mapping
from pathlib import Path

import click
from msgspec.structs import replace

from console import bundling, commands, comparing, record
from console.domain.actions import Refusal
from console.domain.cases import Case
from console.domain.messages import EPOCH
from console.domain.subjects import Kind, Subject
from console.naming import case_of
from console.practice.remote import clock_of
from console.recorded import harmless
from console.settings import Settings
from console.station import Station


async def bundle(
    settings: Settings, environment: Mapping[str, str], name: str, file: Path, *, words: bool = False
) -> int:
    """Write the incident bundle of a case into a file that only its owner can read; the exit code."""

    async def told(station: Station) -> int:
        case = await _meant(station, name)
        if isinstance(case, Refusal):
            commands.warn(case.why)
            return commands.FAILED
        await record.complete_to(station)  # whose want is said
        clock = await clock_of(settings.slack.api_url)
        made = await bundling.bundle_of(station, case, words=words, at=clock.now())
        if isinstance(made, Refusal):
            commands.warn(made.why)
            return commands.FAILED
        why = bundling.written(file, bundling.file_of(made))
        if why:
            commands.warn(f"{file} cannot be written: {why}.")
            return commands.FAILED
        click.echo(bundling.saved(made, str(file)))
        return commands.DONE

    return await record.beside(settings, environment, told)


async def _meant(station: Station, name: str) -> str | Refusal:
    """The id of the case that is meant, also of one that was closed long ago."""
    if await station.log.row(Subject(Kind.CASE, name)) is not None:
        return name
    rows = (await station.log.rows_since(EPOCH, Kind.CASE)).values()
    cases = {row.case: row for row in rows if isinstance(row, Case)}
    return case_of(replace(station.desk.view(), cases=cases), name)


async def verify(settings: Settings, environment: Mapping[str, str], file: Path) -> int:
    """Check a bundle, by itself and against this desk, or a record that was printed as JSON; the exit code."""
    kept = _bytes_of(file)
    if not comparing.is_bundle(kept):  # nor is what cannot be read: it is told there
        return await record.verify(settings, environment, file)
    found = comparing.opened(kept)
    if found.bundle is None or found.why:
        commands.warn(f"{file}: {found.why}")
        return commands.FAILED if found.why == comparing.NOT_ONE else record.DIFFERS
    bundle = found.bundle
    click.echo(f"{file}: a whole bundle of the case {harmless(bundle.case)}. {comparing.made_at(bundle)}")
    if not settings.cache.path.exists():
        click.echo("There is no cache on this computer to compare it with.")
        return record.VERIFIED

    async def told(station: Station) -> int:
        await record.complete_to(station)
        held = await comparing.compared(station, bundle)
        if held.why:
            commands.warn(f"This desk differs: {held.why}")
            return record.DIFFERS
        for note in held.notes:
            click.echo(note)
        return record.VERIFIED

    return await record.beside(settings, environment, told)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
