"""One case told again from its events: what each of them changed, who had what when, and who was told."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from console.domain import cases, chats, events, posts
from console.domain.blind import first_of
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.events import Event
from console.domain.messages import Entry
from console.domain.people import NotEntitled, People, Verdict
from console.domain.posts import Post
from console.domain.subjects import Kind, Subject

Row: TypeAlias = Case | Chat | Post

# What is told of a row; what its other fields say stands in the events themselves.
TOLD: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.CASE: (
        *("alias", "age_band", "chat", "post", "risk", "intent", "category", "summary", "owner", "next_check"),
        *("plan", "if_then", "outside", "outcome", "note", "closed_at", "closed_by", "into"),
    ),
    Kind.CHAT: (
        *("alias", "age_band", "returning", "risk", "topic", "excerpt", "holder", "ended_at", "outcome"),
        *("closed_at", "closed_by"),
    ),
    Kind.POST: ("alias", "age_band", "place", "text", "thread", "holder", "decision", "rule", "version"),
}


_FOLDS: Final[Mapping[Kind, Callable[[Any, Entry, People], Row | NotEntitled | None]]] = {
    Kind.CASE: cases.fold,
    Kind.CHAT: chats.fold,
    Kind.POST: posts.fold,
}


class Change(msgspec.Struct, frozen=True):
    """One field of a case, a chat or a post as an event found it and left it; None is nothing.

    Both are empty where something was said anew that is left out.
    """

    of: str
    field: str
    before: str | None
    after: str | None


class Span(msgspec.Struct, frozen=True):
    """Who had something from one moment to another; ``until`` is None while that has no end, ``who`` is nobody."""

    who: str | None
    since: datetime
    until: datetime | None


class Thing(msgspec.Struct, frozen=True):
    """A case, chat or post as its last event left it (``now``), and who had it when.

    ``id`` is its own, ``kind`` says what it is.
    """

    kind: str
    id: str
    now: dict[str, str | None]
    held: tuple[Span, ...]


class Informed(msgspec.Struct, frozen=True):
    """Somebody was told of the member: ``by`` whom, ``how``, and ``whom`` as far as that is a person or a shift.

    ``words`` are those that were used of it; empty where they are left out.
    """

    at: datetime
    by: str
    how: str
    whom: str
    words: str


class Retold(NamedTuple):
    """What an incident comes to; ``changes`` and ``refused`` are told by the entry's place in the order.

    ``linked`` is all that its cases belong to.
    """

    things: tuple[Thing, ...]
    changes: tuple[tuple[Change, ...], ...]
    refused: frozenset[int]
    informed: tuple[Informed, ...]
    linked: frozenset[Subject]


def linked_to(case: Case) -> tuple[Subject, ...]:
    """What belongs to a case: its chat, its post, the case in which it goes on and those that go on in it."""
    found = [Subject(Kind.CASE, one) for one in (*case.merged, case.into) if one]
    found += [Subject(Kind.CHAT, case.chat)] if case.chat else []
    found += [Subject(Kind.POST, case.post)] if case.post else []
    return tuple(found)


def unsettled(row: Case | Post) -> frozenset[str]:
    """The ids of events whose words nobody is to read yet: a second opinion, or a buddy's decision, comes before."""
    if isinstance(row, Case):
        return frozenset(one.opinion for one in row.opinions if one.open and row.closed_at is None)
    asked = {row.opinion.opinion} if row.opinion is not None else set()
    return frozenset(asked | {one.id for one in row.judged if first_of(row, one.beside, one.over) is None})


def retold(subjects: Iterable[Subject], about: Sequence[tuple[Entry, frozenset[Subject]]], people: People) -> Retold:
    """An incident from its entries, in order, each with what it touches of it."""
    things: list[Thing] = []
    changes: list[list[Change]] = [[] for _ in about]
    refused: set[int] = set()
    linked: set[Subject] = set()
    for subject in subjects:
        before: Row | None = None
        moments: list[tuple[datetime, Row]] = []
        said: set[str] = set()
        for number, at, row in _steps(subject, about, people):
            if isinstance(row, Verdict):
                refused.add(number)
                continue
            event, old = about[number][0].event, {} if before is None else _now(subject.kind, before, said)
            said.update(name for name in TOLD[subject.kind] if getattr(event, name, None) is not None)
            changes[number] += _changes(subject, old, _now(subject.kind, row, said), event)
            moments.append((at, row))
            before = row
        if before is not None:
            things.append(Thing(subject.kind, subject.key, _now(subject.kind, before, said), tuple(_held(moments))))
        linked.update(linked_to(before) if isinstance(before, Case) else ())
    told = tuple(one for entry, _ in about for one in _informed(entry))
    return Retold(tuple(things), tuple(map(tuple, changes)), frozenset(refused), told, frozenset(linked))


def _steps(
    subject: Subject, about: Sequence[tuple[Entry, frozenset[Subject]]], people: People
) -> Iterator[tuple[int, datetime, Row | NotEntitled]]:
    """The row after each entry that touches it, with the entry's number and the moment from which it is so.

    What came before it was known waits for that, as in the ledger.
    """
    row: Row | None = None
    early: list[int] = []
    for number, (entry, touches) in enumerate(about):
        if subject not in touches:
            continue
        known, at = row is not None, entry.position.at
        new = _FOLDS[subject.kind](row, entry, people)
        if new is None:
            early.append(number)
            continue
        yield number, at, new
        row = row if isinstance(new, Verdict) else new
        for waited in early if not known and row is not None else ():
            new = _FOLDS[subject.kind](row, about[waited][0], people)
            if new is not None:  # pragma: no branch -- of what is known there is always a row
                yield waited, at, new
                row = row if isinstance(new, Verdict) else new


def plain(value: Any) -> str | None:
    """A value of a field as it is written down; None for nothing."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _now(kind: Kind, row: Row, said: AbstractSet[str]) -> dict[str, str | None]:
    """What is told of a row; an empty text of which nothing was ever said is nothing."""
    decided = getattr(row, "decided", None)
    values: dict[str, Any] = {name: getattr(row, name, None) for name in TOLD[kind]}
    if kind is Kind.POST:
        values |= {name: getattr(decided, name, None) for name in ("decision", "rule", "version")}
    return {name: plain(value) if value != "" or name in said else None for name, value in values.items()}


def _changes(
    subject: Subject, old: Mapping[str, str | None], new: Mapping[str, str | None], event: Event
) -> Iterator[Change]:
    """What differs, and what was said anew of which nothing is told."""
    for field, after in new.items():
        before = old.get(field)
        if before != after or (after == "" and getattr(event, field, None) == ""):
            yield Change(f"{subject.kind} {subject.key}", field, before, after)


def _held(steps: Sequence[tuple[datetime, Row]]) -> Iterator[Span]:
    """Who had it, without a gap from its first event on; a lease that ran out leaves it with nobody."""
    spans: list[tuple[datetime, str | None]] = []

    def turn(at: datetime, who: str | None) -> None:
        if spans and spans[-1][0] == at:
            spans.pop()
        if not spans or spans[-1][1] != who:
            spans.append((at, who))

    for number, (at, row) in enumerate(steps, 1):
        until = steps[number][0] if number < len(steps) else None
        turn(at, _holder(row))
        lease = None if isinstance(row, Case) else row.lease_until
        if lease is not None and (until is None or lease < until):
            turn(lease, None)
    for number, (since, who) in enumerate(spans, 1):
        yield Span(who, since, spans[number][0] if number < len(spans) else None)


def _holder(row: Row) -> str | None:
    return (None if row.closed_at else row.owner) if isinstance(row, Case) else row.holder


def _informed(entry: Entry) -> Iterator[Informed]:
    """Who is told by an event: in the service, outside of it, and the member."""
    match entry.event:
        case events.CaseFlagged(owner=owner):
            yield _told(entry, "flagged to the leads and clinicians", owner)
        case events.CaseUpdated(owner=owner, outside=outside):
            if owner is not None:
                yield _told(entry, "given to", owner)
            if outside is not None:
                yield _told(entry, "outside the service is waited for", words=outside)
        case events.CaseAssessed(informed=informed) if informed is not None:
            yield _told(entry, "who was told", words=informed)
        case events.CaseOpinionAsked():
            yield _told(entry, "asked for a second opinion")
        case events.CaseSignedOver(_, shift):
            yield _told(entry, "signed over to the shift", shift)
        case events.CaseSignedFor(_, shift, read_back):
            yield _told(entry, "read back and signed for, in the shift", shift, read_back)
        case _:
            yield from _informed_of_link(entry)


def _informed_of_link(entry: Entry) -> Iterator[Informed]:
    match entry.event:
        case events.ChatPassed(_, to, note):
            yield _told(entry, "the chat passed to", to, note)
        case events.AskPosted(_, question):
            yield _told(entry, "the team was asked", words=question)
        case events.PostDecided(message=message) if message is not None:
            yield _told(entry, "the author of the post was told", words=message)
        case _:
            return


def _told(entry: Entry, how: str, whom: str | None = "", words: str | None = "") -> Informed:
    return Informed(entry.position.at, entry.author, how, whom or "", words or "")
