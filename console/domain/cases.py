"""Cases: members at risk, who sees to each, when they are looked at next, and who signed for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.words import AgeBand, Intent, Risk


class SignedOver(msgspec.Struct, frozen=True):
    """An owner's signature under a case that passes to a shift."""

    shift: str
    by: str
    at: datetime


class SignedFor(msgspec.Struct, frozen=True):
    """The signature of who sees to a case from then on, with what they read back in their own words."""

    shift: str
    by: str
    at: datetime
    read_back: str


class Case(msgspec.Struct, frozen=True):
    """A member who was flagged as at risk; open until ``closed_at``. ``by`` and ``at`` are the flag's.

    ``signed_over`` and ``signed_for`` have one signature for each shift at most, in order.
    """

    case: str
    alias: str
    risk: Risk
    by: str
    at: datetime
    age_band: AgeBand | None = None
    chat: str | None = None
    post: str | None = None
    intent: Intent | None = None
    category: str | None = None
    summary: str | None = None
    owner: str | None = None
    next_check: datetime | None = None
    plan: str | None = None
    if_then: str | None = None
    outcome: str | None = None
    note: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    signed_over: tuple[SignedOver, ...] = ()
    signed_for: tuple[SignedFor, ...] = ()

    @property
    def urgent(self) -> bool:
        """Whether it must have an owner and a next check, and two signatures at a handover: open, at A or B."""
        return self.closed_at is None and self.risk.high

    @property
    def lacks(self) -> tuple[str, ...]:
        """What an urgent case must have and does not, in words; empty for any other."""
        if not self.urgent:
            return ()
        lacking = ("an owner", self.owner), ("a next check", self.next_check)
        return tuple(what for what, there in lacking if not there)

    def due(self, now: datetime) -> bool:
        """Whether it should have been looked at by the moment."""
        return self.closed_at is None and self.next_check is not None and self.next_check <= now

    def over_to(self, shift: str) -> SignedOver | None:
        """The signature by which it was signed over to a shift."""
        return next((one for one in self.signed_over if one.shift == shift), None)

    def for_shift(self, shift: str) -> SignedFor | None:
        """The signature by which it was signed for in a shift."""
        return next((one for one in self.signed_for if one.shift == shift), None)


def at_risk(cases: Iterable[Case]) -> list[Case]:
    """The open cases at A or B, the highest risk first; of one risk those to be looked at next."""
    return sorted((case for case in cases if case.urgent), key=_worst_first)


def still_open(cases: Iterable[Case]) -> list[Case]:
    """Every open case, in the same order."""
    return sorted((case for case in cases if case.closed_at is None), key=_worst_first)


LEAD_AFTER: Final = timedelta(minutes=5)  # so long the owner has alone to see to what a case lacks


def calling(cases: Iterable[Case], me: str, now: datetime, *, lead: bool) -> list[Case]:
    """The cases that call for a person, the worst first: what lacks an owner or a next check, or is to be looked at.

    The owner is called at once, leads where there is none, and after five minutes else.
    """
    found = []
    for case in still_open(cases):
        since = case.at if case.lacks else case.next_check if case.due(now) else None
        if since is not None and (case.owner == me or (lead and (case.owner is None or now - since >= LEAD_AFTER))):
            found.append(case)
    return found


def _worst_first(case: Case) -> tuple[Risk, bool, datetime, str]:
    return case.risk, case.next_check is not None, case.next_check or case.at, case.case


def fold(case: Case | None, entry: Entry, people: People) -> Case | NotEntitled | None:
    """The case after one more event; events must come in order, the flag first.

    The first flag and the first closing stand; what is said of a closed case is kept, and leaves it closed.
    """
    if not people.may(entry):
        return NOT_ENTITLED
    if case is None:
        return _flagged(entry)
    match entry.event:
        case events.CaseUpdated() as new:
            return replace(
                case,
                risk=new.risk or case.risk,
                intent=new.intent or case.intent,
                category=_later(new.category, case.category),
                summary=_later(new.summary, case.summary),
                owner=_later(new.owner, case.owner),
                next_check=new.next_check or case.next_check,
                plan=_later(new.plan, case.plan),
                if_then=_later(new.if_then, case.if_then),
            )
        case events.CaseClosed(_, outcome, note) if case.closed_at is None:
            return replace(case, outcome=outcome, note=note, closed_at=entry.position.at, closed_by=entry.author)
        case events.CaseSignedOver(_, shift):
            return _over(case, shift, entry)
        case events.CaseSignedFor(_, shift, read_back):
            return _for(case, shift, read_back, entry, people)
        case _:
            return case


def _flagged(entry: Entry) -> Case | None:
    match entry.event:
        case events.CaseFlagged() as new:
            return Case(
                new.case,
                new.alias,
                new.risk,
                entry.author,
                entry.position.at,
                new.age_band,
                new.chat,
                new.post,
                new.intent,
                new.category,
                new.summary,
                new.owner,
                new.next_check,
                new.plan,
                new.if_then,
            )
        case _:
            return None


def _later(new: str | None, old: str | None) -> str | None:
    """What was said last; a purge leaves empty words, which say nothing more."""
    return old if new is None else new


def _over(case: Case, shift: str, entry: Entry) -> Case | NotEntitled:
    if case.owner != entry.author:
        return NOT_ENTITLED
    if case.over_to(shift) is not None:
        return case
    return replace(case, signed_over=(*case.signed_over, SignedOver(shift, entry.author, entry.position.at)))


def _for(case: Case, shift: str, read_back: str, entry: Entry, people: People) -> Case | NotEntitled:
    """The first other person who signs for what was signed over sees to it from then on."""
    over = case.over_to(shift)
    if over is None or over.by == entry.author or not people.roles(entry.author, entry.position):
        return NOT_ENTITLED
    if case.for_shift(shift) is not None:
        return case
    signed = SignedFor(shift, entry.author, entry.position.at, read_back)
    return replace(case, owner=entry.author, signed_for=(*case.signed_for, signed))
