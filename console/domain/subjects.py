"""Subjects: what there is a row of, and which of them an entry touches."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from console.domain import events
from console.domain.decisions import version_key
from console.domain.messages import Entry, Position, micros
from console.domain.words import Home


class Kind(StrEnum):
    """What a subject is."""

    PEOPLE = "people"
    CHAT = "chat"
    RULE = "rule"
    NOTICE = "notice"
    SHIFT = "shift"
    TASK = "task"
    ASK = "ask"
    POST = "post"
    CASE = "case"
    HANDOVER = "handover"
    DECISIONS = "decisions"
    PROPOSAL = "proposal"
    ROUTINE = "routine"
    STAFFING = "staffing"
    SWAP = "swap"
    TEMPLATE = "template"


class Subject(NamedTuple):
    """What an entry is about; one row each."""

    kind: Kind
    key: str


PEOPLE: Final = Subject(Kind.PEOPLE, "")
STAFFING: Final = Subject(Kind.STAFFING, "")


def place_key(position: Position) -> str:
    """The key of a subject that is named by where its message stands."""
    return f"{position.channel}/{micros(position.at)}"


def subjects_of(entry: Entry) -> tuple[Subject, ...]:
    """What an entry touches; empty for one that no row depends on."""
    alone = _ALONE.get(type(entry.event))
    return _others_of(entry) if alone is None else (Subject(alone[0], getattr(entry.event, alone[1])),)


def _others_of(entry: Entry) -> tuple[Subject, ...]:
    """The same where it is not told by the kind of the event alone."""
    match entry.event:
        case events.Said(_, home):
            return _said_subjects(entry, home)
        case events.AskPosted(chat=chat, post=post):
            about = [Subject(Kind.ASK, place_key(entry.position))]
            about += [Subject(Kind.CHAT, chat)] if chat else []
            about += [Subject(Kind.POST, post)] if post else []
            return tuple(about)
        case events.LeaseRenewed(held, taken):
            about = [Subject(Kind.CHAT, chat) for chat in dict.fromkeys(held)]
            return (*about, *(Subject(Kind.POST, post) for post in dict.fromkeys(taken or ())))
        case events.RoleGiven() | events.RoleTaken():
            return (PEOPLE,)
        case events.PostDecided(post, _, rule, version, of, template=template):
            key = version_key(rule, version, of) if rule else ""
            about = [Subject(Kind.POST, post)] + ([Subject(Kind.DECISIONS, key)] if key else [])
            return (*about, Subject(Kind.TEMPLATE, template)) if template else tuple(about)
        case events.PostReviewed(post, rule=rule, version=version, rule_of=of) if rule and (
            key := version_key(rule, version, of)
        ):
            return (Subject(Kind.POST, post), Subject(Kind.DECISIONS, key))
        case events.RulePublished(rule, proposal=proposal) if proposal:
            return (Subject(Kind.RULE, rule), Subject(Kind.PROPOSAL, proposal))
        case events.RosterPublished(shift, swap=swap) if swap:
            return (Subject(Kind.SHIFT, shift), Subject(Kind.SWAP, swap))
        case events.CaseMerged(case, into):
            return tuple(Subject(Kind.CASE, one) for one in dict.fromkeys((case, into)))
        case events.StaffingSet():
            return (STAFFING,)
        case events.RuleProposed() | events.SwapAsked() | events.HandoverWritten():
            return (Subject(_BY_ID[type(entry.event)], entry.id),)
        case _:
            kind, name = _NAMED[type(entry.event)]
            return (Subject(kind, getattr(entry.event, name)),)


def _said_subjects(entry: Entry, home: Home) -> tuple[Subject, ...]:
    if home is Home.MOD_UPDATES and entry.thread is None:
        return (Subject(Kind.NOTICE, place_key(entry.position)),)
    if home is Home.ASKS and entry.thread is not None:
        return (Subject(Kind.ASK, place_key(Position(entry.thread, entry.position.channel))),)
    return ()


_BY_ID: Final[Mapping[type, Kind]] = {  # what is called by the id of its first event
    events.RuleProposed: Kind.PROPOSAL,
    events.SwapAsked: Kind.SWAP,
    events.HandoverWritten: Kind.HANDOVER,
}
_NAMED: Final[Mapping[type, tuple[Kind, str]]] = {
    **dict.fromkeys(
        (
            events.ChatOpened,
            events.ChatUpdated,
            events.ChatEnded,
            events.ChatTaken,
            events.ChatReleased,
            events.ChatReopened,
            events.ChatPassed,
            events.PassReturned,
            events.ChatClosed,
            events.ChatNoted,
            events.ChatRiskSet,
        ),
        (Kind.CHAT, "chat"),
    ),
    **dict.fromkeys(
        (
            *(events.PostSubmitted, events.PostTaken, events.PostReleased, events.PostReviewed, events.PostJudged),
            *(events.PostOpinionAsked, events.PostOpinionDeclined),
        ),
        (Kind.POST, "post"),
    ),
    **dict.fromkeys(
        (events.RulePublished, events.RuleReplaced, events.RuleWithdrawn, events.RuleAcknowledged),
        (Kind.RULE, "rule"),
    ),
    **dict.fromkeys(
        (events.LimitLifted, events.DutyStarted, events.DutyPaused, events.DutyEnded, events.RosterPublished),
        (Kind.SHIFT, "shift"),
    ),
    **dict.fromkeys((events.TaskPlanned, events.TaskDone, events.TaskUndone), (Kind.TASK, "task")),
    **dict.fromkeys(
        (
            events.CaseFlagged,
            events.CaseUpdated,
            events.CaseAssessed,
            events.CaseClosed,
            events.CaseSignedOver,
            events.CaseSignedFor,
            events.CaseOpinionAsked,
            events.CaseOpinionDeclined,
        ),
        (Kind.CASE, "case"),
    ),
    events.HandoverSigned: (Kind.HANDOVER, "handover"),
    events.RuleProposalDeclined: (Kind.PROPOSAL, "proposal"),
    events.RoutineSet: (Kind.ROUTINE, "routine"),
    **dict.fromkeys((events.TemplateSet, events.TemplateWithdrawn), (Kind.TEMPLATE, "template")),
    **dict.fromkeys((events.SwapAgreed, events.SwapDeclined), (Kind.SWAP, "swap")),
}

_ALONE: Final = {  # what never touches anything else: asked for three times for each event, so found at once
    kind: named
    for kind, named in _NAMED.items()
    if kind not in (events.PostDecided, events.PostReviewed, events.RulePublished, events.RosterPublished)
}
