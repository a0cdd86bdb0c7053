"""The record as people read it: what each entry was in a few words, what it is about, and what was written to it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from console.domain import events, searching
from console.domain.ledger import Row
from console.domain.messages import Entry, Message, Position
from console.domain.record import Line
from console.domain.rules import called
from console.domain.searching import Hit, Thing, hit_of, thing_of
from console.domain.subjects import Kind, Subject
from console.domain.words import Decision


class Sort(StrEnum):
    """What the record is sifted by besides things: an entry may be of several."""

    DECISION = "decision"
    NOTE = "note"
    READING = "reading"
    OVERRIDE = "override"
    DEED = "deed"  # all but that somebody still holds something


class Asked(msgspec.Struct, frozen=True):
    """What of the record is asked for: all of it, or what fits.

    ``kind`` is a sort or a thing; ``by`` a person's id; ``about`` an alias, a rule or a case's id as somebody typed it.
    It stands in ``since <= at < until``; ``before`` goes on where the page before ended.
    """

    words: str = ""
    kind: Sort | Thing | None = None
    by: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: Position | None = None


class Recorded(msgspec.Struct, frozen=True):
    """One entry of the record: its line, where it stands, what it was in words, and what was written to it.

    ``hit`` is the same as something found, with all of its text.
    """

    line: Line
    position: Position
    what: str
    note: str
    hit: Hit


class Entries(msgspec.Struct, frozen=True):
    """A page of the record, the newest first; ``next`` is where more begins (None: that is all)."""

    asked: Asked
    entries: tuple[Recorded, ...] = ()
    next: Position | None = None


_DECIDED: Final = {
    Decision.PUBLISH: "published",
    Decision.EDIT: "edited and published",
    Decision.HOLD: "held",
    Decision.DECLINE: "declined",
    Decision.ESCALATE: "escalated",
}
# Others are told by the event's name: what is new on the wire is told at once, if less well.
_WORDS: Final[Mapping[type, str]] = {
    events.ChatOpened: "began to wait",
    events.ChatUpdated: "told more",
    events.ChatEnded: "left",
    events.ChatTaken: "took",
    events.LeaseRenewed: "still holds",
    events.ChatReleased: "released",
    events.ChatReopened: "reopened",
    events.ChatPassed: "passed on",
    events.PassReturned: "gave back",
    events.ChatClosed: "closed",
    events.ChatNoted: "noted",
    events.PostSubmitted: "wrote a post",
    events.PostTaken: "took a post",
    events.PostReleased: "released a post",
    events.PostJudged: "decided a post blind",
    events.PostOpinionAsked: "asked for a second opinion",
    events.PostOpinionDeclined: "disagreed",
    events.TemplateSet: "wrote a template",
    events.TemplateWithdrawn: "withdrew a template",
    events.CaseFlagged: "flagged",
    events.CaseUpdated: "changed the case",
    events.CaseAssessed: "asked about risk",
    events.CaseMerged: "joined two cases",
    events.CaseClosed: "closed the case",
    events.CaseSignedOver: "signed over",
    events.CaseSignedFor: "signed for",
    events.CaseOpinionAsked: "asked for a second opinion",
    events.CaseOpinionDeclined: "disagreed",
    events.AskPosted: "asked the team",
    events.RulePublished: "published",
    events.RuleReplaced: "replaced",
    events.RuleWithdrawn: "withdrew",
    events.RosterPublished: "planned",
    events.HandoverWritten: "wrote the handover",
}
# What was written to an entry, the most telling first; what a member wrote is none of it.
_NOTES: Final = (
    *("override", "why", "despite", "reason", "note", "notes", "read_back", "outcome", "message", "question"),
    *("summary", "outside"),
)
_DECISIONS: Final = (
    *(events.PostDecided, events.PostReviewed, events.PostJudged, events.PostOpinionDeclined),
    *(events.CaseClosed, events.CaseOpinionDeclined),
)
_OVERRIDES: Final = ("override", "despite", "why")


def recorded(message: Message, line: Line, text: str, key: str, rows: Mapping[Subject, Row]) -> Recorded:
    """An entry as people read it; ``text``, ``key`` and ``rows`` are those of something found.

    What is not in the text is kept back, and its note too.
    """
    event: Any = message.content.event if isinstance(message.content, Entry) else None
    hit = hit_of(message, text, key, rows)
    note = note_of(event)
    return Recorded(line, message.position, what_of(event, line.event), note if note in text else "", hit)


def what_of(event: Any, name: str) -> str:
    """What somebody did, in a few words that are nobody's; by its ``name`` on the wire where there are none."""
    match event:
        case events.RuleAcknowledged(rule, version):
            return f"read {called(rule)} v{version}"
        case events.PostDecided(_, decision, rule, version):
            by = f" by {called(rule)}" + (f" v{version}" if version else "") if rule else ""
            return f"{_DECIDED[decision]} a post{by}"
        case events.PostReviewed(stands=stands):
            return "looked again: it stands" if stands else "overturned a decision"
        case events.ChatRiskSet(risk=risk):
            return f"set the level {risk.value}"
        case events.CaseUpdated(opinion=opinion) if opinion:
            return "agreed, and changed the case"
        case events.CaseClosed(opinion=opinion) if opinion:
            return "agreed, and closed the case"
        case events.HandoverSigned(override=override):
            return "overrode, and signed the handover" if override is not None else "signed the handover"
        case events.LimitLifted(limit=limit):
            return f"set a limit of {limit}"
        case events.RoleGiven(role=role):
            return f"gave the role {role.value}"
        case events.RoleTaken(role=role):
            return f"took the role {role.value}"
        case _:
            return _WORDS.get(type(event)) or name.replace("_", " ")


def note_of(event: Any) -> str:
    """What was written to it; empty where nothing was."""
    found = (getattr(event, name, None) for name in _NOTES)
    return next((one for one in found if isinstance(one, str) and one), "")


def is_of(message: Message, kind: Sort | Thing) -> bool:
    """Whether an entry is of a sort, or about such a thing."""
    event: Any = message.content.event if isinstance(message.content, Entry) else None
    match kind:
        case Sort.DECISION:
            gives = isinstance(event, events.CaseUpdated) and bool(event.opinion)
            return gives or isinstance(event, _DECISIONS)
        case Sort.NOTE:
            return isinstance(event, events.ChatNoted) or getattr(event, "note", None) is not None
        case Sort.READING:
            return isinstance(event, events.RuleAcknowledged)
        case Sort.DEED:
            return not isinstance(event, events.LeaseRenewed)
        case Sort.OVERRIDE:
            if isinstance(event, events.PostReviewed):
                return not event.stands
            asks = isinstance(event, events.CaseUpdated)  # what speaks for an opinion overrides nothing
            return not asks and any(getattr(event, name, None) is not None for name in _OVERRIDES)
        case _:
            return thing_of(message) is kind


def kinds_of(kind: Sort | Thing | None) -> tuple[Kind, ...]:
    """Of which kinds an entry may be; none where that narrows nothing."""
    if kind is Sort.READING:
        return (Kind.RULE,)
    return searching.kinds_of(kind) if isinstance(kind, Thing) else ()
