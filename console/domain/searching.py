"""Everything kept, as it is found again: what kind of thing it is, what it is called, how bad it is for whom."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.finding import bare, words_of
from console.domain.ledger import Row
from console.domain.messages import Entry, Message, Position
from console.domain.posts import Post
from console.domain.roster import Shift
from console.domain.rules import Rule, called
from console.domain.subjects import Kind, Subject, subjects_of
from console.domain.tasks import Task
from console.domain.templates import Template
from console.domain.words import Risk


class Thing(StrEnum):
    """What something found is, in the words of staff."""

    CHAT = "chat"
    POST = "post"
    RULE = "rule"
    CASE = "case"
    ASK = "question"
    NOTE = "note"
    TASK = "task"
    TEMPLATE = "template"
    SHIFT = "shift"
    PERSON = "person"
    MESSAGE = "message"


_THINGS: Final[Mapping[Kind, Thing]] = {
    Kind.PEOPLE: Thing.PERSON,
    Kind.CHAT: Thing.CHAT,
    Kind.RULE: Thing.RULE,
    Kind.PROPOSAL: Thing.RULE,
    Kind.NOTICE: Thing.RULE,
    Kind.TASK: Thing.TASK,
    Kind.ASK: Thing.ASK,
    Kind.POST: Thing.POST,
    Kind.CASE: Thing.CASE,
    Kind.DECISIONS: Thing.POST,
    Kind.TEMPLATE: Thing.TEMPLATE,
    **dict.fromkeys((Kind.SHIFT, Kind.ROUTINE, Kind.STAFFING, Kind.SWAP, Kind.HANDOVER), Thing.SHIFT),
}


class Sought(msgspec.Struct, frozen=True):
    """What somebody looks for: words, and what is left out; ``by`` is a person's id, ``thing`` None means all.

    It stands in ``since <= at < until``. ``before`` goes on where the page before ended.
    """

    words: str = ""
    thing: Thing | None = None
    by: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: Position | None = None


class Hit(msgspec.Struct, frozen=True):
    """One thing found: ``subject`` is what it is about, ``called`` how that is called.

    ``text`` is what Slack shows of it, in Slack's marks, ``more`` the words of its event that this does not show.
    ``risk`` is that of the chat or the flagged post whose words it may hold. A person has neither a moment nor a text.
    """

    key: str
    thing: Thing
    by: str
    at: datetime | None = None
    text: str = ""
    subject: Subject | None = None
    called: str = ""
    risk: Risk | None = None
    more: str = ""


class Hits(msgspec.Struct, frozen=True):
    """An answer to ``sought``: people first, then the newest; ``next`` is where more begins (None: that is all)."""

    sought: Sought
    hits: tuple[Hit, ...] = ()
    next: Position | None = None


def enough(words: str) -> bool:
    """Whether so few letters are looked for: one alone is in nearly everything."""
    asked = words_of(words)
    return any(len(word) > 1 or not word.isascii() for word in asked)


def kinds_of(thing: Thing | None) -> tuple[Kind, ...]:
    """Of which kinds a thing may be; none where that narrows nothing."""
    return tuple(kind for kind, one in _THINGS.items() if one is thing)


def thing_of(message: Message) -> Thing:
    """What a message tells of."""
    content = message.content
    if not isinstance(content, Entry):
        return Thing.MESSAGE
    if isinstance(content.event, events.ChatNoted):
        return Thing.NOTE
    subjects = subjects_of(content)
    return _THINGS[subjects[0].kind] if subjects else Thing.MESSAGE


def about(message: Message) -> tuple[Subject, ...]:
    """What a message is about, the first of it first."""
    return subjects_of(message.content) if isinstance(message.content, Entry) else ()


def told(message: Message) -> bool:
    """Whether it is told to whoever searches: that a desk is in use says nothing of anything."""
    return not (isinstance(message.content, Entry) and isinstance(message.content.event, events.LeaseRenewed))


def hit_of(message: Message, text: str, key: str, rows: Mapping[Subject, Row]) -> Hit:
    """A message as something found by that text; ``rows`` are what it is about, and the chats of questions."""
    subjects = about(message)
    first = subjects[0] if subjects else None
    row = rows.get(first) if first is not None else None
    return Hit(
        key,
        thing_of(message),
        message.author,
        message.position.at,
        message.text,
        first,
        "" if row is None else name_of(row, rows),
        _risk(message, subjects, rows),
        text.removeprefix(message.text).strip("\n"),
    )


def flagging(cases: Iterable[Case]) -> Callable[[Hit], Hit]:
    """Gives what is found of a post the risk at which it, or its author, is flagged; leaves all else as it is."""
    urgent = sorted((one for one in cases if one.urgent), key=lambda one: one.risk, reverse=True)
    posts, aliases = {one.post: one.risk for one in urgent}, {one.alias: one.risk for one in urgent}

    def judged(hit: Hit) -> Hit:
        if hit.subject is None or hit.subject.kind is not Kind.POST:
            return hit
        risks = (posts.get(hit.subject.key), aliases.get(hit.called))
        return replace(hit, risk=min((one for one in risks if one is not None), default=None))

    return judged


def chats_of(rows: Iterable[Row]) -> tuple[Subject, ...]:
    """The chats that questions among the rows are about."""
    return tuple(Subject(Kind.CHAT, row.chat) for row in rows if isinstance(row, Ask) and row.chat)


def name_of(row: Row, rows: Mapping[Subject, Row]) -> str:
    """What people call a thing; empty where it has no name."""
    match row:
        case Chat() | Post() | Case():
            return row.alias
        case Template():
            return f"{row.template} — {row.latest.title}"
        case Rule():
            return f"{called(row.rule)} — {row.latest.title}"
        case Task():
            return row.title
        case Shift():
            return row.name
        case Ask(chat=chat) if chat and (of := rows.get(Subject(Kind.CHAT, chat))) is not None:
            return name_of(of, rows)
        case _:
            return ""


def _risk(message: Message, subjects: Iterable[Subject], rows: Mapping[Subject, Row]) -> Risk | None:
    """The level of the chat that it is about: the worse one of what it says itself and of how that stands now."""
    found = [rows.get(subject) for subject in subjects]
    chats = [*found, *(rows.get(subject) for subject in chats_of(row for row in found if row is not None))]
    risks = [row.risk for row in chats if isinstance(row, Chat)]
    event = message.content.event if isinstance(message.content, Entry) else None
    if isinstance(event, events.ChatOpened | events.ChatUpdated | events.ChatRiskSet) and event.risk is not None:
        risks.append(event.risk)
    return min(risks, default=None)


def fitting(words: str, names: Mapping[str, str]) -> list[str]:
    """The ids of the people of whose names each word begins a part, by name."""
    asked = words_of(words)

    def fits(name: str) -> bool:
        parts = words_of(name)
        return all(any(part.startswith(word) for part in parts) for word in asked)

    return sorted((id for id, name in names.items() if asked and fits(name)), key=lambda one: bare(names[one]))
