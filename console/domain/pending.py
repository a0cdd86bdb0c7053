"""What was done at this desk and is not in the log yet: what goes out next, is shown meanwhile, and settles it."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.events import Said, WireEvent
from console.domain.ledger import BEGINNING, Row, fold_over
from console.domain.messages import Batch, Entry, Message, Position
from console.domain.people import People
from console.domain.subjects import Kind, Subject, subjects_of
from console.domain.words import Home

CLOCK_SLACK: Final = timedelta(seconds=10)  # a clock that was set back further holds nothing back any more
THREAD_SLACK: Final = timedelta(minutes=1)  # so long a desk may take to read a thread in which it answered


class Stage(StrEnum):
    """How far an action has come on its way to Slack."""

    HELD_BACK = "held back"  # it can still be undone without a trace
    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"  # no answer came: it may be in Slack, and is looked for there
    SENT = "sent"  # Slack took it; the log has not read it back yet
    STUCK = "stuck"  # it is not in Slack, and a person must look


class Answer(msgspec.Struct, frozen=True):
    """An ordinary reply to a question, in its thread."""

    ask: Position
    text: str


Deed: TypeAlias = WireEvent | Answer


class Pending(msgspec.Struct, frozen=True):
    """One action in the outbox.

    ``id`` is the action's own, ``number`` its place in the order of all actions at this desk (the outbox
    gives it). ``text`` is what people read in plain Slack. ``acted_at`` and ``hold_until`` are on the service's
    clock; ``why`` is a sentence for the screen, empty when all is well. ``sent_after`` is a moment on Slack's own
    clock before the first attempt that may have reached it; ``position`` is where Slack keeps it.
    """

    id: str
    home: Home
    event: Deed
    text: str
    acted_at: datetime
    number: int = 0
    stage: Stage = Stage.PENDING
    why: str = ""
    hold_until: datetime | None = None
    attempts: int = 0
    sent_after: datetime | None = None
    position: Position | None = None

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it is surely not in Slack."""
        return self.stage in (Stage.HELD_BACK, Stage.PENDING, Stage.STUCK)

    def held_back(self, now: datetime) -> bool:
        """Whether it still waits so that it can be undone; a clock that was set back does not prolong that."""
        if self.stage is not Stage.HELD_BACK or self.hold_until is None:
            return False
        return self.acted_at - CLOCK_SLACK <= now < self.hold_until


# What may go out next


class _Weight(Enum):
    """How actions on the same subject pass each other."""

    URGENT = 0
    USUAL = 1
    NOTE = 2
    RENEWAL = 3


_URGENT: Final = (events.ChatTaken, events.ChatRiskSet, events.CaseFlagged, events.AskPosted, events.PostTaken)
_RANKS: Final = {_Weight.URGENT: 0, _Weight.USUAL: 1, _Weight.RENEWAL: 1, _Weight.NOTE: 2}


def _weight(pending: Pending) -> _Weight:
    match pending.event:
        case events.ChatNoted():
            return _Weight.NOTE
        case events.LeaseRenewed():
            return _Weight.RENEWAL
        case event if isinstance(event, _URGENT):
            return _Weight.URGENT
        case _:
            return _Weight.USUAL


def goes_out(pending: Pending) -> bool:
    """Whether Slack surely, or perhaps, does not have it yet."""
    return pending.stage is not Stage.SENT


def about(pending: Pending, channels: Mapping[Home, str] = MappingProxyType({})) -> tuple[Subject, ...]:
    """The subjects of an action: its order is kept in each of them."""
    return subjects_of(_named(pending, "", channels))


def next_to_send(waiting: Iterable[Pending], home: Home, now: datetime) -> Pending | None:
    """What may go out to a home now; None while something is on its way there, or nothing may.

    Urgent actions go first and notes last. On one subject nothing passes what was done before and is not in
    Slack yet, with three exceptions: urgent actions pass notes, renewals of leases wait for takes only, and nothing
    waits for a renewal. What waits behind something held back ends the holding: it must not be late for that.
    """
    behind: dict[tuple[Subject, _Weight], list[str]] = {}  # who has to wait there, and for what that is held back
    free: list[Pending] = []
    hurried: set[str] = set()
    for pending in sorted(waiting, key=lambda one: one.number):
        if pending.stage is Stage.SENT:
            continue
        if pending.stage is Stage.SENDING and pending.home is home:
            return None
        subjects, weight = about(pending), _weight(pending)
        in_the_way = [behind[subject, weight] for subject in subjects if (subject, weight) in behind]
        if pending.stage is Stage.PENDING:
            hurried.update(*in_the_way)
        if pending.home is home and not in_the_way and pending.stage in (Stage.PENDING, Stage.HELD_BACK):
            free.append(pending)
        held = [pending.id] if pending.stage is Stage.HELD_BACK else []
        for place in itertools.product(subjects, _waiting_for(pending, weight)):
            behind.setdefault(place, []).extend(held)
    may = (one for one in free if one.id in hurried or not one.held_back(now))
    return min(may, key=lambda one: (_RANKS[_weight(one)], one.number), default=None)


def _waiting_for(earlier: Pending, weight: _Weight) -> tuple[_Weight, ...]:
    """Which actions on the same subject may not go out before an earlier one."""
    match weight:
        case _Weight.RENEWAL:
            return ()
        case _Weight.NOTE:
            return (_Weight.USUAL, _Weight.NOTE)
        case _ if isinstance(earlier.event, events.ChatTaken | events.PostTaken) and earlier.stage is not Stage.STUCK:
            return tuple(_Weight)
        case _:
            return (_Weight.URGENT, _Weight.USUAL, _Weight.NOTE)


def next_hold(waiting: Iterable[Pending], home: Home, now: datetime) -> datetime | None:
    """When the next of what is held back for a home is to go out."""
    return min(
        (one.hold_until for one in waiting if one.home is home and one.hold_until and one.held_back(now)), default=None
    )


def superseded(waiting: Iterable[Pending], by: Pending) -> tuple[str, ...]:
    """The ids of renewals that a later one makes needless: they have not gone out, and it covers what they keep."""
    if not isinstance(by.event, events.LeaseRenewed):
        return ()
    chats, posts = set(by.event.chats), set(by.event.posts or ())
    return tuple(
        one.id
        for one in waiting
        if one.id != by.id
        and one.can_be_taken_back
        and isinstance(one.event, events.LeaseRenewed)
        and chats.issuperset(one.event.chats)
        and posts.issuperset(one.event.posts or ())
    )


# What is shown meanwhile


def over(
    rows: Callable[[Subject], Row | None],
    waiting: Iterable[Pending],
    *,
    me: str,
    channels: Mapping[Home, str],
    people: People,
    now: datetime,
    only: Subject | None = None,
) -> dict[Subject, Row]:
    """The rows that actions at this desk change, with those folded over the confirmed ones by the same fold.

    ``rows`` gives a confirmed row, ``channels`` the channel of each home. What has not gone out counts from
    ``now``, as it would if it went out; so a take made offline holds as long as the desk is offline. What is stuck is
    left out: it is not in Slack, and will not be unless a person sees to it. ``only`` asks for one subject's row.
    """
    entries: dict[Subject, list[Entry]] = {}
    shown = [one for one in waiting if one.stage is not Stage.STUCK]
    for pending in sorted(shown, key=lambda one: (one.position is None, one.position or BEGINNING, one.number)):
        named = _named(pending, me, channels)
        later = named if pending.position else replace(named, position=Position(now, named.position.channel))
        for subject in subjects_of(named) if only is None else (only,):
            # A question is known by where it stands: it keeps the moment at which it was asked.
            own = subject.kind is Kind.ASK and isinstance(pending.event, events.AskPosted)
            entries.setdefault(subject, []).append(named if own else later)
    found: dict[Subject, Row] = {}
    for subject, added in entries.items():
        row = fold_over(subject, rows(subject), added, people)
        if row is not None:
            found[subject] = row
    return found


def _named(pending: Pending, me: str, channels: Mapping[Home, str]) -> Entry:
    """The entry that an action will be: where Slack keeps it, or else where and when it was done."""
    if isinstance(pending.event, Answer):
        channel = pending.event.ask.channel
        event: events.Event = Said(pending.text, pending.home)
        thread: datetime | None = pending.event.ask.at
    else:
        channel, event, thread = channels.get(pending.home, pending.home.value), pending.event, None
    position = pending.position or Position(pending.acted_at, channel)
    return Entry(position, me, "" if thread else pending.id, event, pending.acted_at, thread)


# What settles it


def settled(waiting: Iterable[Pending], batch: Batch, me: str) -> frozenset[str]:
    """The ids of what a batch brings back from Slack.

    An event is known by its author and its id, a reply by where it stands. What Slack took, and what a channel
    that was read past it without a gap does not hold (any more), was deleted there: it is settled too.
    """
    ids: set[str] = set()
    places = set(batch.removed)
    for message in _messages(batch):
        places.add(message.position)
        if message.author == me and message.id:
            ids.add(message.id)
    return frozenset(
        one.id for one in waiting if one.id in ids or one.position in places or _read_past(one, batch.cursors)
    )


def _messages(batch: Batch) -> Iterable[Message]:
    yield from batch.arrived
    for stretch in batch.stretches:
        yield from stretch.messages


def _read_past(pending: Pending, cursors: Mapping[str, datetime]) -> bool:
    if pending.stage is not Stage.SENT or pending.position is None:
        return False
    cursor = cursors.get(pending.position.channel)
    # A cursor says nothing of threads; they are read soon after.
    slack = THREAD_SLACK if isinstance(pending.event, Answer) else timedelta(0)
    return cursor is not None and cursor >= pending.position.at + slack
