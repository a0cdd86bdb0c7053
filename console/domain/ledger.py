"""The one fold: from entries to rows, incrementally, with the same result as a fold from nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

import msgspec
from msgspec.structs import replace

from console.domain import (
    asks,
    cases,
    chats,
    decisions,
    handovers,
    people,
    posts,
    proposals,
    roster,
    routines,
    rules,
    staffing,
    swaps,
    tasks,
    templates,
)
from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.decisions import Decisions
from console.domain.handovers import Handover
from console.domain.messages import EPOCH, Entry, Person, Position
from console.domain.people import NotEntitled, People, Verdict
from console.domain.posts import Post
from console.domain.proposals import Proposal
from console.domain.roster import Shift
from console.domain.routines import Routine
from console.domain.rules import Notice, Rule
from console.domain.staffing import Staffing
from console.domain.subjects import PEOPLE, Kind, Subject, subjects_of
from console.domain.swaps import Swap
from console.domain.tasks import Task
from console.domain.templates import Template

Row: TypeAlias = (
    People
    | Chat
    | Rule
    | Notice
    | Shift
    | Task
    | Ask
    | Post
    | Case
    | Handover
    | Decisions
    | Proposal
    | Routine
    | Staffing
    | Swap
    | Template
)

ROWS: Final[Mapping[Kind, type[Row]]] = {
    Kind.PEOPLE: People,
    Kind.CHAT: Chat,
    Kind.RULE: Rule,
    Kind.NOTICE: Notice,
    Kind.SHIFT: Shift,
    Kind.TASK: Task,
    Kind.ASK: Ask,
    Kind.POST: Post,
    Kind.CASE: Case,
    Kind.HANDOVER: Handover,
    Kind.DECISIONS: Decisions,
    Kind.PROPOSAL: Proposal,
    Kind.ROUTINE: Routine,
    Kind.STAFFING: Staffing,
    Kind.SWAP: Swap,
    Kind.TEMPLATE: Template,
}

BEGINNING: Final = Position(EPOCH, "")
FOLD: Final = 15  # counts up when the same entries give other rows: what is kept is then folded again


_Fold: TypeAlias = Callable[[Any, Entry, People], Row | NotEntitled | None]
_FOLDS: Final[Mapping[Kind, _Fold]] = {
    Kind.PEOPLE: lambda row, entry, _roles: people.fold(row, entry),
    Kind.CHAT: chats.fold,
    Kind.RULE: rules.fold,
    Kind.NOTICE: rules.fold_notice,
    Kind.SHIFT: roster.fold,
    Kind.TASK: tasks.fold,
    Kind.ASK: asks.fold,
    Kind.POST: posts.fold,
    Kind.CASE: cases.fold,
    Kind.HANDOVER: handovers.fold,
    Kind.DECISIONS: decisions.fold,
    Kind.PROPOSAL: proposals.fold,
    Kind.ROUTINE: routines.fold,
    Kind.STAFFING: staffing.fold,
    Kind.SWAP: swaps.fold,
    Kind.TEMPLATE: templates.fold,
}


class Folded(msgspec.Struct, frozen=True, gc=False):
    """A subject's row with what the fold needs to go on from it.

    ``row`` is None while the subject is not known (its entries wait for it); ``last`` is the position
    of the last entry; ``not_entitled`` are the positions of those that changed nothing for want of a right.
    """

    row: Row | None
    last: Position
    not_entitled: tuple[Position, ...] = ()


class Changes(msgspec.Struct, frozen=True):
    """What a batch changed: rows by subject (None: no longer known), and people as Slack names them."""

    rows: Mapping[Subject, Row | None]
    people: tuple[Person, ...] = ()


class Edge(NamedTuple):
    """Where a page of rows ended; opaque to all but the log that gave it."""

    open: bool
    rank: int
    at: int
    id: int


class Past(Protocol):
    """What is already kept; asked while a batch is folded, after its entries were written."""

    def folded(self, subject: Subject) -> Folded | None:
        """The subject as it was folded last."""

    def entries(self, subject: Subject) -> Sequence[Entry]:
        """All entries that count and touch the subject, in order."""

    def subjects_by(self, person: str, after: Position) -> Iterable[Subject]:
        """What the person's entries from ``after`` on touch."""


def fold_subject(subject: Subject, entries: Iterable[Entry], roles: People) -> Folded | None:
    """A subject from nothing; None when nothing touches it. ``entries`` are all that do, in order.

    What comes before the subject is known waits, and is folded right after the entry that makes it known.
    For the people themselves only the admins of ``roles`` are used.
    """
    if subject == PEOPLE:
        return _fold_people(entries, roles.admins)
    folded: Folded | None = None
    waiting: list[Entry] = []
    for entry in entries:
        known = folded is not None and folded.row is not None
        folded = _step(subject, folded, entry, roles)
        if known:
            continue
        if folded.row is None:
            waiting.append(entry)
        else:
            folded = _caught_up(subject, folded, waiting, roles)
    return folded


def _caught_up(subject: Subject, folded: Folded, waiting: Iterable[Entry], roles: People) -> Folded:
    last = folded.last
    folded = replace(folded, not_entitled=())
    for early in waiting:
        folded = _step(subject, folded, early, roles)
    return replace(folded, last=last)


def _fold_people(entries: Iterable[Entry], admins: frozenset[str]) -> Folded:
    folded = Folded(People(admins), BEGINNING)
    for entry in entries:
        folded = _step(PEOPLE, folded, entry, People())
    return folded


def _step(subject: Subject, folded: Folded | None, entry: Entry, roles: People) -> Folded:
    """The subject after one more entry, which must be the last in the order so far."""
    row = folded.row if folded else None
    refused = folded.not_entitled if folded else ()
    new = _FOLDS[subject.kind](row, entry, roles)
    if isinstance(new, Verdict):
        kept = people.without_right(row, entry) if isinstance(row, People) else row
        return Folded(kept, entry.position, (*refused, entry.position))
    return Folded(new, entry.position, refused)


def fold_over(subject: Subject, row: Row | None, entries: Iterable[Entry], roles: People) -> Row | None:
    """A row with entries folded over it that are not in the log yet; what would change nothing there does nothing."""
    for entry in entries:
        new = _FOLDS[subject.kind](row, entry, roles)
        if not isinstance(new, Verdict):
            row = new
    return row


def fold_batch(
    past: Past, came: Iterable[Entry], gone: Iterable[Entry], admins: frozenset[str]
) -> dict[Subject, Folded | None]:
    """The subjects that a batch changes, folded; None for one that nothing touches any more.

    ``came`` are the entries that count from now on, ``gone`` those that no longer do (deleted, edited,
    or found to be repeats); ``admins`` are the workspace's admins and owners now. An entry that stands
    last in its subject costs one step; any other lets its subject be folded again from the log.
    """
    fresh = [(entry, subjects_of(entry)) for entry in sorted(came, key=lambda entry: entry.position)]
    stale = {subject for entry in gone for subject in subjects_of(entry)}
    before = past.folded(PEOPLE)
    folded = _people_after(past, before, [entry for entry, about in fresh if PEOPLE in about], PEOPLE in stale, admins)
    changed: dict[Subject, Folded | None] = {PEOPLE: folded} if folded != before else {}
    old, roles = _roles(before, frozenset()), _roles(folded, admins)
    for person, since in people.differing(old, roles).items():
        stale.update(past.subjects_by(person, since))
    stale.discard(PEOPLE)

    for entry, about in fresh:
        for subject in about:
            if subject in stale or subject == PEOPLE:
                continue
            known = changed[subject] if subject in changed else past.folded(subject)
            step = _step(subject, known, entry, roles)
            catches_up = known is not None and known.row is None and step.row is not None
            if known is not None and (entry.position <= known.last or catches_up):
                stale.add(subject)
            else:
                changed[subject] = step
    for subject in stale:
        changed[subject] = fold_subject(subject, past.entries(subject), roles)
    return changed


def _people_after(
    past: Past, before: Folded | None, came: Sequence[Entry], stale: bool, admins: frozenset[str]
) -> Folded | None:
    """The people after a batch's role events; from nothing when one is late or gone, or an admin changed."""
    late = before is not None and any(entry.position <= before.last for entry in came)
    if stale or late or _roles(before, frozenset()).admins != admins:
        return _fold_people(past.entries(PEOPLE), admins)
    folded = before
    for entry in came:
        folded = _step(PEOPLE, folded or Folded(People(admins), BEGINNING), entry, People())
    return folded


def _roles(folded: Folded | None, admins: frozenset[str]) -> People:
    return folded.row if folded is not None and isinstance(folded.row, People) else People(admins)
