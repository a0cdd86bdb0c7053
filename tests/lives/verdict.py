"""What must be so of many desks: while they work nobody shows what is not in Slack, and in the end all agree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from console.desk import View
from console.domain.chats import Chat
from console.domain.ledger import Row
from console.domain.messages import Entry
from console.domain.pending import about
from console.domain.people import People
from console.domain.subjects import PEOPLE, Kind, Subject
from tests.domain.leases import reckoned, twice
from tests.lives.cloud import Cloud
from tests.lives.seat import Seat


def shows_wrongly(seat: Seat, cloud: Cloud) -> Iterator[str]:
    """What a desk shows that another has not sent, or otherwise than its log without having done anything to it."""
    desk, me = seat.station.desk, seat.person.id
    view = desk.view()
    touched = {subject for one in view.waiting for subject in about(one)}
    # A question is named by where it stands, which its desk knows only roughly before it is there.
    odd = [subject for subject in desk._under if subject.kind is not Kind.ASK and subject not in touched]
    if odd:
        yield f"{me} shows {odd} otherwise than its log, and did nothing to it"
    for what, who, at in _said(view):
        if who != me and (who, at) not in cloud.ever:
            yield f"{me} shows a {what} of {who} at {at} that is not in Slack"


def _said(view: View) -> Iterator[tuple[str, str, datetime]]:
    """Everything on a screen that somebody did, with who and when."""
    for chat in view.chats.values():
        yield from (("note", note.by, note.at) for note in chat.notes)
        if chat.holder is not None and chat.taken_at is not None:
            yield "take", chat.holder, chat.taken_at
        if chat.offer is not None:
            yield "pass", chat.offer.by, chat.offer.at
        if chat.closed_by is not None and chat.closed_at is not None:
            yield "closing", chat.closed_by, chat.closed_at
    for ask in view.asks.values():
        yield "question", ask.by, ask.position.at
        yield from (("answer", answer.by, answer.at) for answer in ask.answers)


async def disagree(seats: Sequence[Seat], fresh: Seat, at: datetime) -> tuple[str, list[str]]:
    """The digest at a moment, and what differs between the desks and one that reads everything anew."""
    rows, odd = await fresh.rows(), await fresh.odd()
    digest = await fresh.station.log.digest(fresh.station.homes, at)
    found = list(_held_wrongly(await fresh.entries(), rows))
    for seat in seats:
        me, mine = seat.person.id, await seat.rows()
        if differing := _differing(mine, rows):
            found.append(f"{me} ends with other rows: {differing}")
        if await seat.station.log.digest(seat.station.homes, at) != digest:
            found.append(f"{me} ends with another digest")
        if await seat.odd() != odd:
            found.append(f"{me} ends with other events that change nothing")
        shown = seat.shown()
        if differing := {one for one in _differing(shown, mine) if one in shown}:
            found.append(f"{me} shows in the end what it does not hold: {differing}")
    return digest, found


def _differing(one: Mapping[Subject, Row], other: Mapping[Subject, Row]) -> set[Subject]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _held_wrongly(entries: Iterable[Entry], rows: Mapping[Subject, Row]) -> Iterator[str]:
    """Chats that two people held at the same time, or that are not held by whom wire.md says."""
    people = rows.get(PEOPLE)
    assert isinstance(people, People)
    entries = list(entries)
    last = entries[-1].position.at
    for chat, held in reckoned(entries, people).items():
        row = rows[Subject(Kind.CHAT, chat)]
        assert isinstance(row, Chat)
        if both := twice(held):
            yield f"{chat} was held by {both}"
        tenure, holder = held.tenure(last), row.holder_at(last)
        if (holder, row.lease_until if holder else None) != ((tenure.holder, tenure.until) if tenure else (None, None)):
            yield f"{chat} is held by {holder} until {row.lease_until}, and should be by {tenure}"


def account(seats: Iterable[Seat], cloud: Cloud) -> Iterator[str]:
    """Every action that was kept is in Slack exactly once, and nothing that was taken back is."""
    for seat in seats:
        if lost := [id for id in seat.kept - seat.given_up if id not in cloud.posted]:
            yield f"{seat.person.id} lost {len(lost)} actions"
        if back := [id for id in seat.taken_back if id in cloud.posted]:
            yield f"{seat.person.id} said that {len(back)} actions are undone, and they are in Slack"
    if twice := [id for id, count in cloud.posted.items() if count > 1 and id not in cloud.excused]:
        yield f"{len(twice)} actions are in Slack twice"
