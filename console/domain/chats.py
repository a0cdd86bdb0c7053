"""The chat queue: who waits, who is being helped, and by whom."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote down about a chat."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A chat passed to a colleague who has not answered yet; it ends after 120 s."""

    by: str
    to: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation with a member, as far as the log goes; what a moment decides is computed, not kept.

    ``holder`` held it at the last event and does so until ``lease_until``; ``since`` is the moment from
    which it waits when nobody holds it; ``held_by`` are all who ever held it, the latest last.
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
    ended_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    outcome: ChatOutcome | None = None

    @property
    def closed(self) -> bool:
        """Whether the conversation is over: closed by staff, or the member is no longer there."""
        return self.closed_at is not None or self.ended_at is not None

    def holder_at(self, now: datetime) -> str | None:
        """Who holds the chat at the moment; nobody once the lease is over."""
        if self.closed or self.lease_until is None or now >= self.lease_until:
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
        return None if self.closed or self.holder is None else self.lease_until


def fold(chat: Chat | None, entry: Entry, people: People) -> Chat | NotEntitled | None:
    """The chat after one more event; events must come in order, the opening first.

    What no longer fits (a second take, work after the lease) changes nothing.
    """
    if not people.may(entry):
        return NOT_ENTITLED
    if chat is None:
        return _opened(entry)
    chat = _lapsed(chat, entry.position.at)
    match entry.event:
        case events.ChatUpdated() as new:
            return replace(
                chat,
                risk=new.risk or chat.risk,
                topic=chat.topic if new.topic is None else new.topic,
                excerpt=chat.excerpt if new.excerpt is None else new.excerpt,
            )
        case events.ChatEnded():
            return chat if chat.closed else replace(_freed(chat, entry), ended_at=entry.position.at)
        case events.ChatTaken():
            return _taken(chat, entry)
        case events.ChatReopened():
            reopened = replace(chat, closed_at=None, closed_by=None, outcome=None, ended_at=None)
            return replace(reopened, since=entry.position.at) if chat.closed else chat
        case events.ChatNoted(_, note):
            noted = replace(chat, notes=(*chat.notes, Note(entry.author, entry.position.at, note)))
            return _worked(noted, entry)
        case events.ChatRiskSet(_, risk):
            return _worked(replace(chat, risk=risk), entry)
        case events.AskPosted():
            return _worked(chat, entry)
        case events.PassReturned():
            if chat.offer is None or chat.offer.to != entry.author:
                return NOT_ENTITLED if chat.offer else chat
            return replace(chat, offer=None)
        case _:
            return _held(chat, entry, people)


def _opened(entry: Entry) -> Chat | None:
    match entry.event:
        case events.ChatOpened() as new:
            at = entry.position.at
            return Chat(
                new.chat, new.alias, new.age_band, new.risk, new.topic, new.excerpt, bool(new.returning), at, at
            )
        case _:
            return None


def _held(chat: Chat, entry: Entry, people: People) -> Chat | NotEntitled:
    """What only the holder may do, or the holder and a lead."""
    lead = people.has(entry.author, Role.LEAD, entry.position)
    renews = isinstance(entry.event, events.LeaseRenewed)
    if entry.author not in chat.held_by and (renews or not lead):
        return NOT_ENTITLED
    holds = chat.holder == entry.author
    match entry.event:
        case events.LeaseRenewed():
            return _worked(chat, entry)
        case events.ChatReleased() if chat.holder and (holds or lead):
            return replace(_freed(chat, entry), since=entry.position.at)
        case events.ChatPassed(_, to, note) if chat.holder and (holds or lead):
            offered = replace(chat, offer=Offer(entry.author, to, entry.position.at, note))
            return _worked(offered, entry)
        case events.ChatClosed() as closing if chat.closed_at is None and (holds or lead or chat.ended_at):
            return _closed(chat, entry, closing)
        case _:
            return chat


def _closed(chat: Chat, entry: Entry, closing: events.ChatClosed) -> Chat:
    notes = chat.notes
    if closing.note:
        notes = (*notes, Note(entry.author, entry.position.at, closing.note))
    return replace(
        _freed(chat, entry),
        closed_at=entry.position.at,
        closed_by=entry.author,
        outcome=closing.outcome,
        notes=notes,
    )


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
        lease_until=at + TAKEN_FOR[chat.risk.high],
        offer=None,
        held_by=(*before, entry.author),
    )


def _lapsed(chat: Chat, at: datetime) -> Chat:
    """The chat at a moment: a lease that is over leaves nobody holding it."""
    if chat.closed or chat.holder is None or chat.lease_until is None or at < chat.lease_until:
        return chat
    return replace(chat, holder=None, since=chat.lease_until, lease_until=None, taken_at=None, offer=None)


def _freed(chat: Chat, _entry: Entry) -> Chat:
    return replace(chat, holder=None, lease_until=None, taken_at=None, offer=None)


def _worked(chat: Chat, entry: Entry) -> Chat:
    """The holder did something: the lease runs on from here, by the risk as it is now."""
    if chat.holder != entry.author or chat.closed:
        return chat
    return replace(chat, lease_until=entry.position.at + RENEWED_FOR[chat.risk.high])
