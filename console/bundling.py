"""The incident bundle of a case: gathered at a desk, put into one file, and held against a desk again."""

import asyncio
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from console.desk import View
from console.domain.actions import Refusal
from console.domain.asks import Ask
from console.domain.bundles import VERSION, Bundle, Exhibit, Made, Reply, sealed, text_of
from console.domain.cases import Case
from console.domain.events import (
    AskPosted,
    CaseOpinionAsked,
    CaseOpinionDeclined,
    PostJudged,
    PostOpinionAsked,
    PostOpinionDeclined,
)
from console.domain.incidents import Retold, linked_to, retold, unsettled
from console.domain.messages import Entry, Message
from console.domain.posts import Post
from console.domain.record import Line, linked
from console.domain.subjects import Kind, Subject, place_key, subjects_of
from console.recorded import channel_name, line_of, lines_of, moment_of
from console.slack.exhibits import message_again, payload_in, with_masks, wordless
from console.slack.wire import ts_of
from console.station import Station
from console.ui.incident_sheet import page_of

PAGE: Final = "incident.html"
DATA: Final = "incident.json"
NO_CASE: Final = "This desk knows no such case."
_AT_ONCE: Final = 400  # messages of the record read in one go: a window beside goes on drawing
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the moment of a file in an archive; the bundle says itself when it was made
_OWN: Final = 0o600

Progress: TypeAlias = Callable[[float], None]


class Gathered(NamedTuple):
    """Events of an incident with what each touches of it, as they are told."""

    lines: list[Line]
    payloads: list[dict[str, Any]]
    whole: list[bool]
    about: list[tuple[Entry, frozenset[Subject]]]


# Making one


async def bundle_of(
    station: Station, case: str, *, words: bool, at: datetime, progress: Progress = lambda _share: None
) -> Bundle | Refusal:
    """The bundle of a case as this desk holds it, or why there is none; ``progress`` hears which share is done."""
    subjects, hidden = await belonging(station, case)
    if not subjects:
        return Refusal(NO_CASE)
    messages = await station.log.touching(subjects)
    found = await asyncio.to_thread(gathered, messages, frozenset(subjects), words=words, hidden=hidden)
    end = station.desk.connection.complete_to
    hashes = await record_hashes(station, found.lines, end, progress)
    replies = await replies_to(station, found.about)
    view = station.desk.view()
    channels = sorted({line.channel for line in found.lines})
    bundle = Bundle(
        VERSION,
        case,
        words,
        Made(station.desk.me, at, end, version("moderation-console")),
        station.settings.window.zone,
        {},
        {channel: channel_name(channel, station) for channel in channels},
        (),
        (),
        (),
        tuple(one if words else replace(one, text="") for one in replies),
    )
    # On a thread: a window goes on drawing.
    return await asyncio.to_thread(told_of, bundle, subjects, found, hashes, view)


def told_of(
    bundle: Bundle,
    subjects: Sequence[Subject],
    found: Gathered,
    hashes: Mapping[tuple[str, str], str],
    view: View,
) -> Bundle:
    """The bundle with all that its entries come to, its page, and its seal."""
    told = retold(subjects, found.about, view.people)
    whole = replace(bundle, things=told.things, informed=told.informed, entries=exhibits(found, told, hashes))
    called = {person: view.names[person] for person in sorted(named_in(whole)) if person in view.names}
    whole = replace(whole, people=called)
    return sealed(whole, page_of(whole))


async def belonging(station: Station, case: str) -> tuple[tuple[Subject, ...], frozenset[str]]:
    """A case and all that it is linked to, and which second opinions nobody is to read yet; nothing for no case."""
    found: dict[Subject, None] = {}
    hidden: set[str] = set()
    to_look_at = [Subject(Kind.CASE, case)]
    while to_look_at:
        subject = to_look_at.pop(0)
        row = await station.log.row(subject) if subject not in found else None
        if row is None:
            continue
        found[subject] = None
        if isinstance(row, Case | Post):
            hidden |= unsettled(row)
        if isinstance(row, Case):
            to_look_at += linked_to(row)
    return tuple(found), frozenset(hidden)


def gathered(
    messages: Iterable[Message], subjects: frozenset[Subject], *, words: bool, hidden: frozenset[str] = frozenset()
) -> Gathered:
    """What messages say of an incident; without words, and where nobody is to read them yet, as a purge leaves it.

    The ids of events of which words are left out are masked.
    """
    kept: list[tuple[Line, dict[str, Any], Message]] = []
    for message in messages:
        line = line_of(message)
        if line is None or not isinstance(message.content, Entry):
            continue
        payload = payload_in(message)
        kept.append(
            (line, wordless(line.event, payload) if not words or _hidden(message.content, hidden) else payload, message)
        )
    masks = frozenset(message.id for line, payload, message in kept if _again(line, payload).sum != message.sum)
    found = Gathered([], [], [], [])
    for line, unmasked, message in kept:
        payload = with_masks(unmasked, masks)
        again = _again(line, payload)
        found.lines.append(line)
        found.payloads.append(payload)
        found.whole.append(again.sum == message.sum)
        if isinstance(again.content, Entry):
            found.about.append((again.content, subjects & set(subjects_of(again.content))))
    return found


def _again(line: Line, payload: Mapping[str, Any]) -> Message:
    """The message that a payload is; what was an event is one without its words."""
    found = message_again(line.ts, line.channel, line.person, line.event, payload)
    if found is None:
        raise ValueError(line.event)
    return found


def _hidden(entry: Entry, hidden: frozenset[str]) -> bool:
    match entry.event:
        case CaseOpinionAsked() | PostOpinionAsked() | PostJudged():
            return entry.id in hidden
        case CaseOpinionDeclined(opinion=opinion) | PostOpinionDeclined(opinion=opinion):
            return opinion in hidden
        case _:
            return False


async def record_hashes(
    station: Station, wanted: Sequence[Line], end: datetime | None, progress: Progress = lambda _share: None
) -> Mapping[tuple[str, str], str]:
    """The hashes that lines have in the whole record of this desk, by ``ts`` and channel, as far as it is complete."""
    open_ones = {(line.ts, line.channel) for line in wanted}
    found: dict[tuple[str, str], str] = {}
    first, last, before, told = None, moment_of(wanted[-1]) if wanted else None, "", 0.0
    async with aclosing(lines_of(station, end, at_once=_AT_ONCE)) as lines:
        async for line in lines:
            one = next(linked((line,), before) if before else linked((line,)))
            before, at = one.hash, moment_of(line)
            first = first or at
            if (key := (line.ts, line.channel)) in open_ones:
                found[key] = one.hash
            if last is None or at > last or len(found) == len(open_ones):
                break
            share = (at - first) / (last - first) if last > first else 1.0
            if share >= told + 0.01:
                progress(told := share)
    return found


def exhibits(found: Gathered, told: Retold, hashes: Mapping[tuple[str, str], str]) -> tuple[Exhibit, ...]:
    """The entries of a bundle with their proof."""
    made = []
    for number, one in enumerate(linked(found.lines)):
        line, (entry, touches) = one.line, found.about[number]
        about = tuple(f"{subject.kind} {subject.key}" for subject in subjects_of(entry) if subject in touches)
        record = hashes.get((line.ts, line.channel), "")
        rest = about, found.payloads[number], found.whole[number], number not in told.refused, told.changes[number]
        made.append(Exhibit(*line, one.hash, record, *rest))
    return tuple(made)


async def replies_to(station: Station, about: Iterable[tuple[Entry, frozenset[Subject]]]) -> tuple[Reply, ...]:
    """The ordinary answers to the questions among these entries, in order."""
    found: list[Reply] = []
    for entry, _ in about:
        if isinstance(entry.event, AskPosted):
            ask = await station.log.row(Subject(Kind.ASK, place_key(entry.position)))
            where, asked = entry.position.channel, ts_of(entry.position.at)
            answers = ask.answers if isinstance(ask, Ask) else ()
            found += [Reply(ts_of(one.at), where, one.by, asked, one.text) for one in answers]
    return tuple(sorted(found, key=lambda one: (one.ts.zfill(20), one.channel)))


def named_in(bundle: Bundle) -> frozenset[str]:
    """What may be the id of a person in a bundle."""
    found = {bundle.made.by, *(one.person for one in bundle.entries), *(one.person for one in bundle.replies)}
    found |= {span.who for thing in bundle.things for span in thing.held if span.who}
    found |= {value for thing in bundle.things for value in thing.now.values() if value}
    found |= {
        value for one in bundle.entries for change in one.changes for value in (change.before, change.after) if value
    }
    return frozenset(found | {one.whom for one in bundle.informed})


# One file


def file_of(bundle: Bundle) -> bytes:
    """The page and the data in one archive, the same for the same bundle."""
    return archive(page_of(bundle).encode(), text_of(bundle))


def archive(page: bytes, data: bytes) -> bytes:
    """Both files as a ZIP; nothing is compressed, so that every console makes the same of them."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as file:
        for name, content in ((PAGE, page), (DATA, data)):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = 3  # as Unix writes it, also elsewhere
            entry.external_attr = _OWN << 16
            file.writestr(entry, content)
    return held.getvalue()


def saved(bundle: Bundle, where: str, *, waiting: bool = False) -> str:
    """What became of it, in a sentence; ``waiting`` says that something done at this desk is not in Slack yet."""
    words, entries = "with" if bundle.words else "without", count(len(bundle.entries))
    rest = " What is still on its way to Slack is not in it." if waiting else ""
    return f"The case is saved in {where}, {words} what is told of members: {entries} with their proof.{rest}"


def count(number: int) -> str:
    """So many entries, in words."""
    return "1 entry" if number == 1 else f"{number:,} entries"


def written(path: Path, kept: bytes) -> str:
    """Write a file that only its owner can read, whole or not at all; why that cannot be, empty when it is there."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN), "wb") as file:
            file.write(kept)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        return error.strerror or "the file cannot be written"
    return ""
