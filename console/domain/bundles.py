"""The incident bundle of one case: everything that touched it, in one file that proves itself."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from console.domain.incidents import Change, Informed, Thing
from console.domain.record import Line, Linked, broken

VERSION: Final = 1


class Made(msgspec.Struct, frozen=True):
    """Who made a bundle and when, at a desk that was complete to that moment; None where it was never whole."""

    by: str
    at: datetime
    complete_to: datetime | None
    console: str


class Exhibit(msgspec.Struct, frozen=True):
    """One event of the incident with its proof.

    ``ts`` is Slack's, ``channel`` and ``person`` are ids, ``content`` is the event's hash in the digest, ``hash`` that
    of the chain of these entries, ``record`` that of its line in the whole record of the desk (empty for one later
    than the desk was complete). ``about`` names what it touches. ``whole`` says that ``payload`` is as Slack has it, so
    that ``content`` follows from it; words that are left out are empty. ``counts`` is no when its author had no right.
    """

    ts: str
    channel: str
    event: str
    person: str
    content: str
    hash: str
    record: str
    about: tuple[str, ...]
    payload: dict[str, Any]
    whole: bool
    counts: bool
    changes: tuple[Change, ...]

    @property
    def line(self) -> Line:
        """The event as the record names it."""
        return Line(self.ts, self.channel, self.event, self.person, self.content)


class Reply(msgspec.Struct, frozen=True):
    """An ordinary answer to a question of the incident, which nothing proves; ``ask`` is the question's ``ts``."""

    ts: str
    channel: str
    person: str
    ask: str
    text: str


class Bundle(msgspec.Struct, frozen=True):
    """One case with all that belongs to it; ``words`` says whether what is told of members is in it.

    ``zone`` is the service's, ``people`` and ``channels`` say what ids are called, ``page`` is the SHA-256 of the page
    that is made of it, and ``seal`` that of all of this while the seal is empty.
    """

    bundle: int
    case: str
    words: bool
    made: Made
    zone: str
    people: dict[str, str]
    channels: dict[str, str]
    things: tuple[Thing, ...]
    informed: tuple[Informed, ...]
    entries: tuple[Exhibit, ...]
    replies: tuple[Reply, ...]
    page: str = ""
    seal: str = ""


def text_of(bundle: Bundle) -> bytes:
    """The bundle as JSON, the same for the same bundle; nothing but ASCII, so that any text has a place in it."""
    return json.dumps(msgspec.to_builtins(bundle), indent=1).encode("ascii") + b"\n"


def sealed(bundle: Bundle, page: str) -> Bundle:
    """The bundle with the hash of its page and with its seal."""
    whole = replace(bundle, page=hashlib.sha256(page.encode()).hexdigest(), seal="")
    return replace(whole, seal=_seal(whole))


def _seal(bundle: Bundle) -> str:
    return hashlib.sha256(text_of(replace(bundle, seal=""))).hexdigest()


def bundle_in(text: bytes) -> Bundle | None:
    """The bundle that a text is; None for what is none of this version."""
    try:
        found = msgspec.convert(json.loads(text), Bundle, strict=True)
    except (ValueError, RecursionError, msgspec.ValidationError):
        return None
    return found if found.bundle == VERSION else None


def changed(bundle: Bundle, text: bytes) -> str:
    """Where a bundle was changed since it was made, in words; empty when it is as it was."""
    number = broken(chain(bundle.entries))
    if number is not None:
        return f"entry {number} does not follow from the entries before it. The file was changed there."
    if text_of(bundle) != text or bundle.seal != _seal(bundle):
        return "its seal does not fit. The file was changed."
    return ""


def chain(entries: Iterable[Exhibit]) -> list[Linked]:
    """The entries as a record of their own."""
    return [Linked(one.line, one.hash) for one in entries]
