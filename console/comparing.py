"""An incident bundle held against itself and against a desk: what was changed in it, and what it leaves out."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from typing import Final, NamedTuple

from console.bundling import DATA, PAGE, Gathered, archive, belonging, count, gathered, record_hashes, replies_to
from console.domain.bundles import Bundle, Exhibit, bundle_in, changed
from console.domain.incidents import TOLD, retold
from console.domain.messages import Entry
from console.domain.subjects import Kind, Subject, subjects_of
from console.recorded import difference_in, first_difference, harmless, line_of, moment_of
from console.slack.exhibits import is_of, message_again, payload_in, purged, wordless
from console.slack.wire import at_of
from console.station import Station

_ZIP: Final = b"PK\x03\x04"
_JSON: Final = b'{\n "bundle"'
_BROKEN: Final = (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
NOT_ONE: Final = "this is no incident bundle that this console can read."


class Sealed(NamedTuple):
    """A bundle as a file holds it, and why it is not as it was made; ``bundle`` is None where it cannot be read."""

    bundle: Bundle | None
    why: str


class Compared(NamedTuple):
    """What holding a bundle against a desk came to: why they differ, or what is the same and what was left out."""

    why: str = ""
    notes: tuple[str, ...] = ()


def is_bundle(kept: bytes) -> bool:
    """Whether these are the bytes of a bundle, or of what was one."""
    return kept.startswith((_ZIP, _JSON))


def opened(kept: bytes) -> Sealed:
    """The bundle in a file's bytes, which are its data alone, or the archive with the page."""
    if not kept.startswith(_ZIP):
        return _unsealed(kept)
    try:
        with zipfile.ZipFile(io.BytesIO(kept)) as file:
            # No bundle is compressed; what is might be more than there is room for.
            stored = all(one.compress_type == zipfile.ZIP_STORED for one in file.infolist())
            ours = stored and file.namelist() == [PAGE, DATA]
            page, data = _read(file) if ours else (b"", b"")
    except _BROKEN:
        ours, page, data = False, b"", b""
    if not ours:
        return Sealed(None, NOT_ONE)
    if not data:
        return Sealed(None, "its two files are not whole. The file was changed.")
    found = _unsealed(data)
    if found.bundle is None or found.why:
        return found
    if hashlib.sha256(page).hexdigest() != found.bundle.page:
        return Sealed(found.bundle, f"{PAGE} in it is not the page that was made. The file was changed.")
    if archive(page, data) != kept:
        return Sealed(found.bundle, "something around its two files was changed.")
    return found


def _read(file: zipfile.ZipFile) -> tuple[bytes, bytes]:
    """Its page and its data; empty where they are not as they were put into it."""
    try:
        return file.read(PAGE), file.read(DATA)
    except _BROKEN:
        return b"", b""


def _unsealed(data: bytes) -> Sealed:
    bundle = bundle_in(data)
    if bundle is None or any(_again(one) is None for one in bundle.entries):
        return Sealed(None, NOT_ONE)
    about = {(thing.kind, thing.id) for thing in bundle.things}
    if not bundle.entries or (Kind.CASE, bundle.case) not in about or any(kind not in TOLD for kind, _ in about):
        return Sealed(None, NOT_ONE)
    return Sealed(bundle, changed(bundle, data) or _unproven(bundle))


def _unproven(bundle: Bundle) -> str:
    """The first event of which the words are not those that its hash proves, in words."""
    for number, one in enumerate(bundle.entries, 1):
        if one.whole and _sum(one) != one.content:
            return f"entry {number} says something else than its hash proves. The file was changed there."
        if not one.whole and one.payload != purged(one.event, one.payload):
            return f"entry {number} has words that nothing proves. The file was changed there."
        if not bundle.words and one.payload != wordless(one.event, one.payload):
            return f"entry {number} has words although it says that there are none. The file was changed there."
    return ""


def _again(one: Exhibit) -> Entry | None:
    found = message_again(one.ts, one.channel, one.person, one.event, one.payload)
    return found.content if found is not None and isinstance(found.content, Entry) else None


def _sum(one: Exhibit) -> str:
    found = message_again(one.ts, one.channel, one.person, one.event, one.payload)
    return found.sum.hex() if found is not None and found.sum is not None else ""


# Against a desk


async def compared(station: Station, bundle: Bundle) -> Compared:
    """Hold a bundle that is whole against what this desk holds of the case, as far as both go."""
    subjects = tuple(Subject(Kind(thing.kind), thing.id) for thing in bundle.things)
    if not (await belonging(station, bundle.case))[0]:
        return Compared("This desk knows no such case.")
    end, last = station.desk.connection.complete_to, max(map(moment_of, (one.line for one in bundle.entries)))
    until = last if end is None else min(end, last)
    theirs = [one for one in bundle.entries if moment_of(one.line) <= until]
    messages = [one for one in await station.log.touching(subjects) if one.position.at <= until]
    difference = first_difference(
        [one.line for one in theirs], [line for one in messages if (line := line_of(one)) is not None]
    )
    if difference is not None:
        return Compared(difference_in(difference, station))
    ours = gathered(messages, frozenset(subjects), words=True)
    kept = [payload_in(message) for message in messages if line_of(message) is not None]
    for one, payload in zip(theirs, kept, strict=True):
        # What is whole is proven by its hash, which is the same here.
        bare = wordless(one.event, payload), purged(one.event, payload)
        if not one.whole and not any(is_of(one.payload, known) for known in bare):
            return Compared(harmless(f"{one.event} at {one.ts} says something else in the file."))
    why = await _not_following(station, bundle, subjects) or await _replies_differ(station, bundle, ours)
    return Compared(why) if why else Compared("", tuple(await _notes(station, bundle, len(theirs))))


async def _not_following(station: Station, bundle: Bundle, subjects: tuple[Subject, ...]) -> str:
    """Why what a bundle tells does not follow from its own events, by the rights that people have; empty if it does."""
    entries = [entry for one in bundle.entries if (entry := _again(one)) is not None]
    known = frozenset(subjects)
    told = retold(subjects, [(one, known & set(subjects_of(one))) for one in entries], station.desk.view().people)
    for missing in told.linked - known:
        if await station.log.row(missing) is not None:
            return "the file lacks something that the case is linked to."
    if known - told.linked != {Subject(Kind.CASE, bundle.case)} - told.linked:
        return "the file has something that the case is not linked to."
    for number, (one, entry) in enumerate(zip(bundle.entries, entries, strict=True)):
        about = tuple(f"{found.kind} {found.key}" for found in subjects_of(entry) if found in known)
        if (one.about, one.changes, one.counts) != (about, told.changes[number], number not in told.refused):
            return f"what the file tells of entry {number + 1} does not follow from its events."
    same = (bundle.things, bundle.informed) == (told.things, told.informed)
    return "" if same else "what the file tells of the case does not follow from its events."


async def _replies_differ(station: Station, bundle: Bundle, ours: Gathered) -> str:
    """Whether this desk holds other answers to the questions; what they say is proven by nothing."""
    end = station.desk.connection.complete_to
    held = {(one.ts, one.channel, one.person, one.ask) for one in await replies_to(station, ours.about)}
    for one in bundle.replies:
        at = at_of(one.ts)
        late = at is not None and end is not None and at > end
        if not late and (one.ts, one.channel, one.person, one.ask) not in held:
            return "the file has an answer of the team that this desk does not hold."
    return ""


async def _notes(station: Station, bundle: Bundle, number: int) -> Iterable[str]:
    notes = [f"This desk holds the same: {count(number)} compared."]
    if number < len(bundle.entries):
        notes.append(f"{count(len(bundle.entries) - number)} later than this desk is complete, and not compared.")
    lines = [one.line for one in bundle.entries]
    hashes = await record_hashes(station, lines, station.desk.connection.complete_to)
    both = [(one.record, hashes[one.ts, one.channel]) for one in bundle.entries if (one.ts, one.channel) in hashes]
    told = [theirs == ours for theirs, ours in both if theirs]
    if not all(told):
        notes.append(
            f"The record around them is another one at this desk for {count(told.count(False))}: "
            "it reaches back otherwise, or something beside the case was changed."
        )
    names = station.desk.view().names
    if any(names.get(person, name) != name for person, name in bundle.people.items()):
        notes.append("Somebody in it is called otherwise at this desk; the ids are the same.")
    return notes


def made_at(bundle: Bundle) -> str:
    """Who made a bundle, when and how, in words; nothing proves that."""
    name = harmless(bundle.people.get(bundle.made.by, bundle.made.by))
    words = "with" if bundle.words else "without"
    return f"Made by {name} on {bundle.made.at:%Y-%m-%d %H:%M}Z, {words} what is told of members."
