"""Builders: short ways to say what happened, for tests."""

import hashlib
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from console.domain import events
from console.domain.events import Event
from console.domain.ledger import Folded, fold_subject
from console.domain.messages import Entry, Message, Position
from console.domain.people import Grant, People
from console.domain.subjects import Subject
from console.domain.words import AgeBand, Risk, Role

NIGHT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)

CHANNELS = {
    "C0QUEUE": "chat-queue",
    "C1LOG": "shift-log",
    "C2UPD": "mod-updates",
    "C3MAIN": "mod-main",
    "C4CASES": "cases",
    "C5ASKS": "online-team-thread",
}

_ids: Iterator[int] = itertools.count(1)


def at(seconds: float = 0) -> datetime:
    """The moment so many seconds into the night."""
    return NIGHT + timedelta(seconds=seconds)


def entry(
    event: Event,
    by: str = "UPLAT",
    seconds: float = 0,
    *,
    channel: str = "C1LOG",
    id: str | None = None,
    thread: float | None = None,
) -> Entry:
    """One fact, so many seconds into the night."""
    return Entry(
        Position(at(seconds), channel),
        by,
        f"id{next(_ids)}" if id is None else id,
        event,
        None,
        None if thread is None else at(thread),
    )


def team(**more: Role) -> People:
    """The people of a night: an admin, the platform, a lead, two counsellors, a moderator, a clinician, and more."""
    roles = {
        "UPLAT": Role.PLATFORM,
        "ULEAD": Role.LEAD,
        "UC1": Role.COUNSELLOR,
        "UC2": Role.COUNSELLOR,
        "UMOD": Role.MODERATOR,
        "UDOC": Role.CLINICIAN,
        **more,
    }
    long_ago = Position(at(-86_400), "C3MAIN")
    return People(frozenset(("UADMIN",)), {who: (Grant(role, "UADMIN", long_ago),) for who, role in roles.items()})


TEAM = team()


def folded(subject: Subject, *entries: Entry, people: People = TEAM) -> Folded:
    """A subject folded from nothing, whatever order its entries are named in."""
    found = fold_subject(subject, sorted(entries, key=lambda one: one.position), people)
    assert found is not None
    return found


def opened(chat: str = "c1", seconds: float = 0, risk: Risk = Risk.C, **others: object) -> Entry:
    """A member began to wait."""
    event = events.ChatOpened(chat, "quiet-otter", AgeBand.TEEN, risk, **others)  # type: ignore[arg-type]  # a builder passes on
    return entry(event, "UPLAT", seconds, channel="C0QUEUE")


def message(entry: Entry) -> Message:
    """The message that carries an entry, without going through the wire."""
    said = repr(entry).encode()
    digest = hashlib.sha256(said).digest()
    text = entry.event.text if isinstance(entry.event, events.Said) else ""
    return Message(
        entry.position,
        entry.author,
        entry.thread,
        text,
        entry,
        said,
        digest[:16],
        digest if entry.id else None,
        entry.id,
    )
