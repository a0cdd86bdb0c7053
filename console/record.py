"""What was kept, told again: the commands ``search`` and ``record``. They read beside an open window, without Slack."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import click
import msgspec

from console import commands
from console.clock import RealClock
from console.domain.finding import around, places
from console.domain.messages import Entry, Message
from console.domain.record import Line, Linked, broken, linked
from console.recorded import channel_name, difference_in, event_of, first_difference, harmless, lines_of, moment_of
from console.settings import Settings
from console.slack.wire import at_of, ts_of
from console.station import Station, open_vault
from console.store.search import text_of

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
        found = await station.log.search(words, limit)
        for message in found:
            one = _found(message, words)
            click.echo(msgspec.json.encode(one).decode() if as_json else _shown(one, message, station))
        if not found and not as_json:
            commands.warn("Nothing that this desk keeps holds these words.")
        return commands.DONE

    return await beside(settings, environment, told)


def _found(message: Message, words: str) -> Found:
    text = text_of(message)
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


class Written(msgspec.Struct, frozen=True):
    """One event of the record as a JSON line."""

    ts: str
    channel: str
    event: str
    person: str
    content: str
    hash: str


async def record(settings: Settings, environment: Mapping[str, str], *, as_json: bool) -> int:
    """Print every event that this desk keeps, in the order of the log and as far as it is complete; the exit code."""

    async def told(station: Station) -> int:
        end = await complete_to(station)
        before = ""
        async with aclosing(lines_of(station, end)) as lines:
            async for line in lines:
                one = next(linked((line,), before) if before else linked((line,)))
                before = one.hash
                click.echo(_line_of(one) if as_json else _told(one, station))
        return commands.DONE

    return await beside(settings, environment, told)


async def complete_to(station: Station) -> datetime | None:
    """How far the record goes; None when the desk was never complete, which is said."""
    end = station.desk.connection.complete_to
    if end is None:
        commands.warn("This desk never read Slack whole: what follows may lack something.")
    return end


def _line_of(one: Linked) -> str:
    return msgspec.json.encode(Written(*one.line, one.hash)).decode()


def _told(one: Linked, station: Station) -> str:
    line = one.line
    who = station.desk.view().name(line.person)
    parts = (_moment(moment_of(line)), channel_name(line.channel, station), line.event, who, one.hash[:16])
    return "  ".join(map(harmless, parts))


# record verify


class Unusable(Exception):
    """A file that is no record; the text is a sentence that says why."""


async def verify(settings: Settings, environment: Mapping[str, str], file: Path) -> int:
    """Check a record that was printed as JSON: its chain, and that this desk holds the same; the exit code."""
    try:
        kept = _read(file)
    except Unusable as error:
        commands.warn(str(error))
        return commands.FAILED
    number = broken(kept)
    if number is not None:
        commands.warn(f"{file}: line {number} does not follow from the lines before it. The file was changed there.")
        return DIFFERS
    click.echo(f"{file}: {_count(len(kept))}, and each follows from the one before it.")
    if not settings.cache.path.exists():
        click.echo("There is no cache on this computer to compare it with.")
        return VERIFIED

    async def told(station: Station) -> int:
        return await _compared(station, kept)

    return await beside(settings, environment, told)


def _read(file: Path) -> list[Linked]:
    """The lines of a file. Raises Unusable."""
    kept: list[Linked] = []
    try:
        for number, raw in enumerate(file.read_bytes().splitlines(), 1):
            one = msgspec.json.decode(raw, type=Written)
            if at_of(one.ts) is None:
                raise Unusable(f"{file}: line {number} has no moment of Slack's.")
            kept.append(Linked(Line(one.ts, one.channel, one.event, one.person, one.content), one.hash))
    except OSError as error:
        raise Unusable(f"{file} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unusable(f"{file}: line {len(kept) + 1} is none of a record.") from None
    if not kept:
        raise Unusable(f"{file} is empty.")
    return kept


async def _compared(station: Station, kept: list[Linked]) -> int:
    """Hold a record against this desk's, as far as both go; only the channels that both have are compared."""
    end = await complete_to(station)
    channels = {one.line.channel for one in kept}
    theirs = [one.line for one in kept if end is None or moment_of(one.line) <= end]
    ours, missing, last = [], 0, moment_of(kept[-1].line)
    async with aclosing(lines_of(station, end)) as lines:
        async for line in lines:
            if moment_of(line) > last:
                break
            if line.channel in channels:
                ours.append(line)
            else:
                missing += 1
    difference = first_difference(theirs, ours)
    if difference is not None:
        commands.warn(f"This desk differs: {difference_in(difference, station)}")
        return DIFFERS
    click.echo(f"This desk holds the same: {_count(len(theirs))} compared.")
    if len(theirs) < len(kept):
        click.echo(f"{_count(len(kept) - len(theirs))} later than this desk is complete, and not compared.")
    if missing:
        click.echo(f"{_count(missing)} of channels that the file does not have, and not compared.")
    return VERIFIED


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")


def _count(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


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
