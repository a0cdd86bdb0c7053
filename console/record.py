"""What was kept, told again: the commands ``search`` and ``record``. They read beside an open window, without Slack."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import click
import msgspec

from console import commands, recording, searching
from console.clock import RealClock
from console.domain.finding import around, places
from console.domain.messages import Entry, Message
from console.domain.record import BEGINNING, Linked, linked
from console.recorded import channel_name, event_of, harmless, lines_of, moment_of
from console.recording import written
from console.settings import Settings
from console.slack.wire import ts_of
from console.station import Station, open_vault

VERIFIED: Final = commands.DONE
DIFFERS: Final = 3
_SHOWN: Final = 160  # characters of a text around what was found

Told: TypeAlias = Callable[[Station], Awaitable[int]]


# search


class Found(msgspec.Struct, frozen=True):
    """One message that holds the words.

    ``spans`` say where in its ``text``, in code points, ends open; ``about`` is the id of its chat, post, case, rule,
    task or shift.
    """

    ts: str
    channel: str
    event: str | None
    person: str
    about: str | None
    text: str
    spans: tuple[tuple[int, int], ...]


async def search(settings: Settings, environment: Mapping[str, str], words: str, *, limit: int, as_json: bool) -> int:
    """Print the newest messages that hold all the words, a JSON line each or for people; the exit code."""

    async def told(station: Station) -> int:
        found = list(await station.log.search(words, limit))
        rows = await searching.rows_of(station, found)
        for message in found:
            text = searching.text_for(message, rows, station.desk.view())
            if not searching.shows(text, words, message):
                continue
            one = _found(message, text, words)
            click.echo(msgspec.json.encode(one).decode() if as_json else _shown(one, message, station))
        if not found and not as_json:
            commands.warn("Nothing that this desk keeps holds these words.")
        return commands.DONE

    return await beside(settings, environment, told)


def _found(message: Message, text: str, words: str) -> Found:
    return Found(
        ts_of(message.position.at),
        message.position.channel,
        event_of(message),
        message.author,
        _about(message),
        text,
        places(text, words),
    )


_SUBJECTS: Final = ("chat", "post", "case", "rule", "task", "shift")


def _about(message: Message) -> str | None:
    event: Any = message.content.event if isinstance(message.content, Entry) else None
    return next((found for name in _SUBJECTS if (found := getattr(event, name, None))), None)


def _shown(found: Found, message: Message, station: Station) -> str:
    view = station.desk.view()
    when = _moment(message.position.at)
    parts = (when, channel_name(found.channel, station), found.event, found.about, view.name(found.person))
    head = "  ".join(harmless(part) for part in parts if part)
    start, end = around(found.text, found.spans, _SHOWN)
    pieces, at = [], start
    for first, last in found.spans:
        if start <= first and last <= end:
            pieces += [harmless(found.text[at:first]), _marked(found.text[first:last])]
            at = last
    pieces.append(harmless(found.text[at:end]))
    before, after = "… " if start else "", " …" if end < len(found.text) else ""
    return f"{head}\n    {before}{''.join(pieces).strip()}{after}"


def _marked(text: str) -> str:
    return click.style(text, bold=True, underline=True) if sys.stdout.isatty() else f"«{text}»"


# record


async def record(settings: Settings, environment: Mapping[str, str], *, as_json: bool) -> int:
    """Print every event that this desk keeps, in the order of the log and as far as it is complete; the exit code."""

    async def told(station: Station) -> int:
        end = await complete_to(station)
        before = BEGINNING
        async with aclosing(lines_of(station, end)) as standing:
            async for line in standing:
                one = next(linked((line,), before))
                before = one.hash
                click.echo(written(one) if as_json else _told(one, station))
        return commands.DONE

    return await beside(settings, environment, told)


async def complete_to(station: Station) -> datetime | None:
    """How far the record goes; None when the desk was never complete, which is said."""
    end = station.desk.connection.complete_to
    if end is None:
        commands.warn("This desk never read Slack whole: what follows may lack something.")
    return end


def _told(one: Linked, station: Station) -> str:
    line = one.line
    who = station.desk.view().name(line.person)
    parts = (_moment(moment_of(line)), channel_name(line.channel, station), line.event, who, one.hash[:16])
    return "  ".join(map(harmless, parts))


# record verify


async def verify(settings: Settings, environment: Mapping[str, str], file: Path) -> int:
    """Check a record that was printed as JSON: its chain, and that this desk holds the same; the exit code."""
    try:
        kept = recording.read(file)
    except recording.Unusable as error:
        commands.warn(str(error))
        return commands.FAILED
    code = _say(recording.whole(kept, file))
    if code == DIFFERS:
        return code
    if not settings.cache.path.exists():
        click.echo("There is no cache on this computer to compare it with.")
        return VERIFIED

    async def told(station: Station) -> int:
        await complete_to(station)
        return _say(await recording.compared(station, kept))

    return await beside(settings, environment, told)


def _say(checked: recording.Checked) -> int:
    for sentence in checked.told:
        (click.echo if checked.holds else commands.warn)(sentence)
    return VERIFIED if checked.holds else DIFFERS


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")


async def beside(settings: Settings, environment: Mapping[str, str], told: Told) -> int:
    """Tell something of the cache, also while a window has it open; the exit code."""

    async def read() -> int:
        path = settings.cache.path
        if not path.exists():
            commands.warn(f"There is no cache at {path} yet.")
            return commands.FAILED
        vault = await open_vault(settings, environment, beside=True)
        try:
            station = Station(settings, RealClock(), vault)
            await station.open()
            return await told(station)
        finally:
            vault.close()

    return await commands.without_faults(read)
