"""The chat queue: who waits, who is being helped, and by whom."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.words import AgeBand, ChatOutcome, Risk, Role

# docs/wire.md, Lease: after the take, and after each renewal or work event; risk A and B have the short ones.
TAKEN_FOR: Final = {True: timedelta(seconds=120), False: timedelta(seconds=600)}
RENEWED_FOR: Final = {True: timedelta(seconds=300), False: timedelta(seconds=1_800)}
OFFERED_FOR: Final = timedelta(seconds=120)


class ChatState(StrEnum):
    """Where a chat stands at a moment."""

    WAITING = "waiting"
    HELD = "held"
    CLOSED = "closed"


class Note(msgspec.Struct, frozen=True, gc=False):
    """What somebody wrote down about a chat."""

    by: str
    at: datetime
    text: str


class Offer(msgspec.Struct, frozen=True, gc=False):
    """A chat passed to a colleague who has not answered yet; it ends after 120 s."""

    by: str
    to: str
    at: datetime
    note: str | None = None


class Chat(msgspec.Struct, frozen=True, gc=False):
    """One conversation with a member, as far as the log goes; what a moment decides is computed, not kept.

    ``holder`` held it at the last event and does so until ``lease_until`` (None when nobody holds it); in a
    chat that has ended it is who held it then, and may still close it with an outcome. ``since`` is the
    moment from which it waits when nobody holds it. ``held_by`` are all who ever held it, the latest last,
    and ``offered_to`` all it was ever passed to: what they post too late changes nothing, but is no want
    of a right.
    """

    chat: str
    alias: str
    age_band: AgeBand
    risk: Risk
    topic: str | None
    excerpt: str | None
    returning: bool
    opened_at: datetime
    since: datetime
    holder: str | None = None
    taken_at: datetime | None = None
    lease_until: datetime | None = None
    offer: Offer | None = None
    notes: tuple[Note, ...] = ()
    held_by: tuple[str, ...] = ()
    offered_to: tuple[str, ...] = ()
    ended_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    outcome: ChatOutcome | None = None
    first_taken_at: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether the conversation is over: closed by staff, or the member is no longer there."""
        return self.closed_at is not None or self.ended_at is not None

    def holder_at(self, now: datetime) -> str | None:
        """Who holds the chat at the moment; nobody once the lease is over."""
        if self.lease_until is None or now >= self.lease_until:
            return None
        return self.holder

    def state_at(self, now: datetime) -> ChatState:
        """Where the chat stands at the moment."""
        if self.closed:
            return ChatState.CLOSED
        return ChatState.WAITING if self.holder_at(now) is None else ChatState.HELD

    def waiting_since(self, now: datetime) -> datetime:
        """Since when the member waits: since opening, release or the end of the lease."""
        if self.lease_until is not None and now >= self.lease_until:
            return self.lease_until
        return self.since

    def offer_at(self, now: datetime) -> Offer | None:
        """The offer to a colleague that still stands at the moment."""
        if self.offer is None or self.holder_at(now) is None or now >= self.offer.at + OFFERED_FOR:
            return None
        return self.offer

    @property
    def over_at(self) -> datetime | None:
        """When the chat goes back to the queue unless its holder does something."""
        return self.lease_until


def fold(chat: Chat | None, entry: Entry, people: People) -> Chat | NotEntitled | None:
    """The chat after one more event; events must come in order, the opening first.

    What no longer fits (a second take, work after the lease) changes nothing. Work of the holder that moves
    the lease is what all desks see: a note, a risk, a pass, a question; a case may be hidden from some.
    """
    if not people.may(entry):
        return NOT_ENTITLED
    if chat is None:
        return _opened(entry)
    chat = _lapsed(chat, entry.position.at)
    match entry.event:
        case events.ChatOpened() | events.ChatUpdated() | events.ChatEnded():
            return _told(chat, entry)
        case events.ChatTaken():
            return _taken(chat, entry)
        case events.ChatReopened() if chat.closed:
            waiting = replace(chat, closed_at=None, closed_by=None, outcome=None, ended_at=None)
            return _freed(waiting, since=entry.position.at)
        case events.ChatNoted(_, note):
            return _worked(_noted(chat, entry, note), entry)
        case events.ChatRiskSet(_, risk):
            return _worked(replace(chat, risk=risk), entry)
        case events.AskPosted():
            return _worked(chat, entry)
        case events.LeaseRenewed():
            return _worked(chat, entry) if entry.author in chat.held_by else NOT_ENTITLED
        case events.PassReturned():
            return _returned(chat, entry)
        case events.ChatReleased() | events.ChatPassed() | events.ChatClosed():
            return _parted(chat, entry, people)
        case _:
            return chat


def _opened(entry: Entry) -> Chat | None:
    match entry.event:
        case events.ChatOpened() as new:
            at = entry.position.at
            return Chat(
                new.chat, new.alias, new.age_band, new.risk, new.topic, new.excerpt, bool(new.returning), at, at
            )
        case _:
            return None


def _told(chat: Chat, entry: Entry) -> Chat:
    """What the platform says of a chat that is known; the first opening stands."""
    match entry.event:
        case events.ChatUpdated() as new:
            return replace(
                chat,
                risk=new.risk or chat.risk,
                topic=chat.topic if new.topic is None else new.topic,
                excerpt=chat.excerpt if new.excerpt is None else new.excerpt,
            )
        case events.ChatEnded():
            ended_at = entry.position.at if chat.ended_at is None else chat.ended_at
            return replace(chat, ended_at=ended_at, lease_until=None, offer=None)
        case _:
            return chat


def _returned(chat: Chat, entry: Entry) -> Chat | NotEntitled:
    if entry.author not in chat.offered_to:
        return NOT_ENTITLED
    return replace(chat, offer=None) if chat.offer is not None and chat.offer.to == entry.author else chat


def _parted(chat: Chat, entry: Entry, people: People) -> Chat | NotEntitled:
    """What ends with the chat in other hands: for its holder and for leads.

    A lead may close a chat that waits; to pass or to release one, somebody must hold it.
    """
    lead = people.has(entry.author, Role.LEAD, entry.position)
    if entry.author not in chat.held_by and not lead:
        return NOT_ENTITLED
    if chat.holder != entry.author and not lead:
        return chat
    held = chat.holder is not None and not chat.closed
    match entry.event:
        case events.ChatReleased() if held:
            return _freed(chat, since=entry.position.at)
        case events.ChatPassed(_, to, note) if held:
            return _worked(_offered(chat, Offer(entry.author, to, entry.position.at, note)), entry)
        case events.ChatClosed(_, outcome, note) if chat.closed_at is None:
            closed = replace(
                _freed(chat, since=chat.since), closed_at=entry.position.at, closed_by=entry.author, outcome=outcome
            )
            return _noted(closed, entry, note) if note else closed
        case _:
            return chat


def _offered(chat: Chat, offer: Offer) -> Chat:
    """The chat with a new offer in place of any before; one to its own holder is none."""
    if offer.to == chat.holder:
        return replace(chat, offer=None)
    before = tuple(person for person in chat.offered_to if person != offer.to)
    return replace(chat, offer=offer, offered_to=(*before, offer.to))


def _taken(chat: Chat, entry: Entry) -> Chat:
    at = entry.position.at
    if chat.closed:
        return chat
    offer = chat.offer_at(at)
    if chat.holder is not None and (offer is None or offer.to != entry.author):
        return chat  # the first to take it holds it
    before = tuple(person for person in chat.held_by if person != entry.author)
    return replace(
        chat,
        holder=entry.author,
        taken_at=at,
        first_taken_at=chat.first_taken_at or at,
        lease_until=at + TAKEN_FOR[chat.risk.high],
        offer=None,
        held_by=(*before, entry.author),
    )


def _lapsed(chat: Chat, at: datetime) -> Chat:
    """The chat at a moment: a lease that is over leaves nobody holding it."""
    if chat.lease_until is None or at < chat.lease_until:
        return chat
    return _freed(chat, since=chat.lease_until)


def _freed(chat: Chat, since: datetime) -> Chat:
    return replace(chat, holder=None, since=since, lease_until=None, taken_at=None, offer=None)


def _noted(chat: Chat, entry: Entry, text: str) -> Chat:
    return replace(chat, notes=(*chat.notes, Note(entry.author, entry.position.at, text)))


def _worked(chat: Chat, entry: Entry) -> Chat:
    """The holder did something: the lease runs on from here, by the risk as it is now."""
    if chat.holder != entry.author or chat.closed:
        return chat
    return replace(chat, lease_until=entry.position.at + RENEWED_FOR[chat.risk.high])
