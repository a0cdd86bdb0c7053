"""What somebody looks for in everything kept, page by page; nothing is asked of Slack."""

from typing import Final

from console.domain.ledger import Row, Subject
from console.domain.messages import Message, Position
from console.domain.searching import (
    Hit,
    Hits,
    Sought,
    Thing,
    about,
    chats_of,
    enough,
    fitting,
    hit_of,
    kinds_of,
    thing_of,
    told,
)
from console.slack.wire import ts_of
from console.station import Station
from console.store.search import text_of
from console.store.seeking import Wanted

PAGE: Final = 40  # of an answer
_AT_FIRST: Final = 64  # candidates of the first look; the next ones look at more, since few of them fit
_THEN: Final = 1_000


async def hits_of(station: Station, sought: Sought) -> Hits:
    """One page of what is sought; beside the messages, people by their names."""
    if not enough(sought.words):
        return Hits(sought)
    found, end = await _messages(station, sought)
    rows = await _rows(station, found)
    hits = [hit_of(one, text_of(one), key_of(one.position), rows) for one in found]
    return Hits(sought, (*_people(station, sought), *hits), end)


def key_of(position: Position) -> str:
    """What tells a message from all others."""
    return f"{ts_of(position.at)} {position.channel}"


async def _messages(station: Station, sought: Sought) -> tuple[list[Message], Position | None]:
    """The next messages that fit, and before which one to go on."""
    wanted = Wanted(sought.words, sought.by, kinds=kinds_of(sought.thing), since=sought.since, until=sought.until)
    found: list[Message] = []
    before, most = sought.before, _AT_FIRST
    while True:
        messages, before = await station.log.seek(wanted, before, most)
        found += [one for one in messages if told(one) and sought.thing in (None, thing_of(one))]
        most = _THEN
        if len(found) > PAGE:
            return found[:PAGE], found[PAGE - 1].position
        if before is None:
            return found, None


async def _rows(station: Station, messages: list[Message]) -> dict[Subject, Row]:
    """What the messages are about, as it is now."""
    rows = dict(await station.log.rows({subject for message in messages for subject in about(message)}))
    chats = set(chats_of(rows.values())) - rows.keys()
    return rows | dict(await station.log.rows(chats)) if chats else rows


def _people(station: Station, sought: Sought) -> list[Hit]:
    """People are found on the first page alone, by their names."""
    if sought.before is not None or sought.thing not in (None, Thing.PERSON) or sought.by:
        return []
    names = station.desk.view().names
    return [Hit(f"person {id}", Thing.PERSON, id, called=names[id]) for id in fitting(sought.words, names)]
