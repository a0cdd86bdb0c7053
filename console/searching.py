"""What somebody looks for in everything kept, page by page; nothing is asked of Slack."""

from collections.abc import Callable, Mapping
from typing import Final

from console.desk import View
from console.domain.finding import places
from console.domain.ledger import Row
from console.domain.messages import Message, Position
from console.domain.sealed import sealed
from console.domain.searching import (
    Hit,
    Hits,
    Sought,
    Thing,
    about,
    chats_of,
    enough,
    fitting,
    flagging,
    hit_of,
    kinds_of,
    thing_of,
    told,
)
from console.domain.subjects import Subject
from console.slack.wire import ts_of
from console.station import Station
from console.store.search import text_of
from console.store.seeking import Wanted

PAGE: Final = 20  # of an answer: more than a window shows, and no letter waits for what nobody sees
_AT_FIRST: Final = 24  # candidates of the first look; the next ones look at more, since few of them fit
_AT_ONCE: Final = 1_000


async def hits_of(station: Station, sought: Sought) -> Hits:
    """One page of what is sought; beside the messages, people by their names."""
    if not enough(sought.words):
        return Hits(sought)
    wanted = Wanted(sought.words, sought.by, kinds=kinds_of(sought.thing), since=sought.since, until=sought.until)

    def fits(message: Message) -> bool:
        return told(message) and sought.thing in (None, thing_of(message))

    found, end = await page_of(station, wanted, sought.before, fits)
    rows = await rows_of(station, found)
    judged = flagging(station.desk.view().cases.values())
    texts = ((one, text_for(one, rows, station.desk.view())) for one in found)
    hits = [
        judged(hit_of(one, text, key_of(one.position), rows)) for one, text in texts if shows(text, sought.words, one)
    ]
    return Hits(sought, (*_people(station, sought), *hits), end)


def text_for(message: Message, rows: Mapping[Subject, Row], view: View) -> str:
    """What a message is found by, as far as whoever sits at the desk may read it."""
    return message.text if sealed(message, rows, view.me, view.people) else text_of(message)


def shows(text: str, words: str, message: Message) -> bool:
    """Whether a message is told as found: of one whose words are kept back, what is left has to hold them."""
    return text == text_of(message) or bool(places(text, words))


def key_of(position: Position) -> str:
    """What tells a message from all others."""
    return f"{ts_of(position.at)} {position.channel}"


async def page_of(
    station: Station, wanted: Wanted, before: Position | None, fits: Callable[[Message], bool], limit: int = PAGE
) -> tuple[list[Message], Position | None]:
    """The next messages that are wanted and fit, and before which one to go on; None where that is all."""
    found: list[Message] = []
    most = max(_AT_FIRST, limit + limit // 4)
    while True:
        messages, before = await station.log.seek(wanted, before, most)
        found += filter(fits, messages)
        most = min(2 * most, _AT_ONCE)
        if len(found) > limit:
            return found[:limit], found[limit - 1].position
        if before is None:
            return found, None


async def rows_of(station: Station, messages: list[Message]) -> dict[Subject, Row]:
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
