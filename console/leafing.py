"""The record, page by page from the newest back, sifted by who, what, when, and what it is about."""

from typing import Final

from msgspec.structs import replace

from console.domain.entries import Asked, Entries, is_of, kinds_of, recorded
from console.domain.finding import bare
from console.domain.messages import Message
from console.domain.rules import called
from console.domain.searching import flagging
from console.domain.subjects import Kind, Subject
from console.recorded import line_of
from console.searching import key_of, page_of, rows_of, shows, text_for
from console.station import Station
from console.store.seeking import Wanted

PAGE: Final = 40  # of the record
_CASES: Final = (Kind.CASE, Kind.CHAT, Kind.POST, Kind.RULE)


async def entries_of(station: Station, asked: Asked) -> Entries:
    """One page of the record."""
    about = await _about(station, asked.about)
    wanted = Wanted(asked.words, asked.by, about, kinds_of(asked.kind), asked.since, asked.until, proven=True)

    def fits(message: Message) -> bool:
        return line_of(message) is not None and (asked.kind is None or is_of(message, asked.kind))

    found, end = await page_of(station, wanted, asked.before, fits, PAGE)
    rows = await rows_of(station, found)
    judged = flagging(station.desk.view().cases.values())
    view = station.desk.view()
    texts = ((one, text_for(one, rows, view)) for one in found)
    entries = (
        recorded(one, line, text, key_of(one.position), rows)
        for one, text in texts
        if (line := line_of(one)) is not None and (not asked.words or shows(text, asked.words, one))
    )
    return Entries(asked, tuple(replace(one, hit=judged(one.hit)) for one in entries), end)


async def keys_of(station: Station, asked: Asked) -> frozenset[tuple[str, str]]:
    """``ts`` and channel of everything that is asked for, however many pages that are."""
    keys: set[tuple[str, str]] = set()
    page: Entries | None = None
    while page is None or page.next is not None:
        page = await entries_of(station, replace(asked, before=None if page is None else page.next))
        keys.update((one.line.ts, one.line.channel) for one in page.entries)
    return frozenset(keys)


async def _about(station: Station, text: str) -> tuple[Subject, ...] | None:
    """The things that somebody typed the alias, the id or the rule's name of; None where nothing was typed."""
    words = text.strip()
    if not words:
        return None
    rules = station.desk.view().rules
    meant = [Subject(Kind.RULE, one) for one in rules if bare(words) in (bare(one), called(one), bare(one)[1:])]
    rows = await station.log.rows(Subject(kind, words) for kind in _CASES)
    found = (*meant, *rows, *await station.log.named(words), *await station.log.named(words.lower()))
    return tuple(dict.fromkeys(found))
