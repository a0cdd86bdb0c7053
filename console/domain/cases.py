"""Cases: members at risk, who sees to each, when they are looked at next, and who signed for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry
from console.domain.opinions import Opinion, Stand, answered, asked
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


class Did(StrEnum):
    """What somebody did with a case."""

    FLAGGED = "flagged"
    CHANGED = "changed"
    ASSESSED = "assessed"
    MERGED = "merged"
    ASKED = "asked"
    DECLINED = "declined"
    CLOSED = "closed"
    SIGNED_OVER = "signed_over"
    SIGNED_FOR = "signed_for"


class Step(msgspec.Struct, frozen=True):
    """One thing that was done with a case, without anybody's words: how high the risk was and who had it after that."""

    at: datetime
    by: str
    did: Did
    risk: Risk
    owner: str | None = None
    next_check: datetime | None = None


QUESTIONS: Final = ("acted", "means", "plan", "when", "alone", "protective", "informed", "references")


class Assessment(msgspec.Struct, frozen=True):
    """What somebody found out about a member's risk; what was not asked is empty. The fields are those of the event."""

    by: str
    at: datetime
    acted: str = ""
    means: str = ""
    plan: str = ""
    when: str = ""
    alone: str = ""
    protective: str = ""
    informed: str = ""
    references: str = ""


class Case(msgspec.Struct, frozen=True):
    """A member who was flagged as at risk; open until ``closed_at``. ``by`` and ``at`` are the flag's.

    ``signed_over`` and ``signed_for`` have one signature for each shift at most, in order; ``opinions`` are the second
    opinions that were asked for, ``outside`` is who outside the service is waited for.
    ``story`` is all that was done with it, in order. ``into`` is the case of the same member in which it goes on, and
    ``merged`` are those that go on in this one.
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
    opinions: tuple[Opinion, ...] = ()
    outside: str = ""
    story: tuple[Step, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    into: str = ""
    merged: tuple[str, ...] = ()

    @property
    def known(self) -> Assessment | None:
        """What is known of the risk: of each question the last answer; None while nothing was asked."""
        if not self.assessments:
            return None
        last = self.assessments[-1]
        said = {
            name: next((found for one in reversed(self.assessments) if (found := getattr(one, name))), "")
            for name in QUESTIONS
        }
        return Assessment(last.by, last.at, **said)

    @property
    def opinion(self) -> Opinion | None:
        """The second opinion that is wanted now."""
        return next((one for one in self.opinions if one.open), None) if self.closed_at is None else None

    def opinion_called(self, id: str) -> Opinion | None:
        """The second opinion of that id."""
        return next((one for one in self.opinions if one.opinion == id), None)

    @property
    def closed_alone(self) -> bool:
        """Whether one person alone closed it at A or B; a desk of ours asks a second one first."""
        together = any(one.stand is Stand.AGREED and one.outcome for one in self.opinions)
        return self.closed_at is not None and self.risk.high and not (together or self.into)

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


MERGED: Final = "goes on in another case"  # the outcome of a case of which there are two
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


_DID: Final = {
    events.CaseFlagged: Did.FLAGGED,
    events.CaseUpdated: Did.CHANGED,
    events.CaseAssessed: Did.ASSESSED,
    events.CaseMerged: Did.MERGED,
    events.CaseOpinionAsked: Did.ASKED,
    events.CaseOpinionDeclined: Did.DECLINED,
    events.CaseClosed: Did.CLOSED,
    events.CaseSignedOver: Did.SIGNED_OVER,
    events.CaseSignedFor: Did.SIGNED_FOR,
}


def fold(case: Case | None, entry: Entry, people: People) -> Case | NotEntitled | None:
    """The case after one more event; events must come in order, the flag first.

    The first flag and the first closing stand; what is said of a closed case is kept, and leaves it closed.
    """
    new = _folded(case, entry, people)
    if new is None or new is NOT_ENTITLED or new is case:
        return new
    did = _DID[type(entry.event)]
    step = Step(entry.position.at, entry.author, did, new.risk, new.owner, new.next_check)
    return replace(new, story=(*new.story, step))


def _folded(case: Case | None, entry: Entry, people: People) -> Case | NotEntitled | None:
    if not people.may(entry):
        return NOT_ENTITLED
    if case is None:
        return _flagged(entry)
    match entry.event:
        case events.CaseUpdated() as new:
            return replace(
                _agreed(case, new.opinion, new.why, entry, people),
                risk=new.risk or case.risk,
                intent=new.intent or case.intent,
                category=_later(new.category, case.category),
                summary=_later(new.summary, case.summary),
                owner=_later(new.owner, case.owner),
                next_check=new.next_check or case.next_check,
                plan=_later(new.plan, case.plan),
                if_then=_later(new.if_then, case.if_then),
                outside=case.outside if new.outside is None else new.outside,
            )
        case events.CaseAssessed():
            return _assessed(case, entry, entry.event)
        case events.CaseMerged() as new:
            return _merged(case, entry, new)
        case events.CaseClosed(_, outcome, note, opinion) if case.closed_at is None:
            case = _agreed(case, opinion, note, entry, people)
            return replace(case, outcome=outcome, note=note, closed_at=entry.position.at, closed_by=entry.author)
        case events.CaseOpinionAsked() as new:
            return case if case.opinion else replace(case, opinions=(*case.opinions, asked(new, entry)))
        case events.CaseOpinionDeclined(_, opinion, reason):
            return _answered(case, opinion, entry, people, agrees=False, reason=reason) or NOT_ENTITLED
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


def _assessed(case: Case, entry: Entry, new: events.CaseAssessed) -> Case:
    """The case with one more assessment; one that says nothing (any more) changes nothing."""
    said = {name: getattr(new, name) or "" for name in QUESTIONS}
    if not any(said.values()):
        return case
    found = Assessment(entry.author, entry.position.at, **said)
    return replace(case, assessments=(*case.assessments, found))


def _merged(case: Case, entry: Entry, new: events.CaseMerged) -> Case:
    """The case that goes on in another is closed by that; the other one takes the higher risk. Only once."""
    if new.case == new.into or case.closed_at is not None:
        return case
    if case.case == new.case:
        at = entry.position.at
        return replace(case, into=new.into, outcome=MERGED, closed_at=at, closed_by=entry.author)
    if new.case in case.merged:
        return case
    risk = case.risk if new.risk is None else min(case.risk, new.risk)
    return replace(case, merged=(*case.merged, new.case), risk=risk)


def _agreed(case: Case, opinion: str | None, reason: str | None, entry: Entry, people: People) -> Case:
    """The case with an agreement that came with what it was about; without it as it was, whoever did that."""
    return _answered(case, opinion, entry, people, agrees=True, reason=reason) or case


def _answered(
    case: Case, opinion: str | None, entry: Entry, people: People, *, agrees: bool, reason: str | None
) -> Case | None:
    """The case with an answer to one of its questions; None when it is not theirs to answer."""
    found = case.opinion_called(opinion) if opinion else None
    new = None if found is None else answered(found, entry, people, agrees=agrees, reason=reason)
    if new is None:
        return None
    return replace(case, opinions=tuple(new if one is found else one for one in case.opinions))


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
