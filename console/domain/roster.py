"""The shift roster: who is planned, who is there, and where somebody is missing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.words import Duty


class DutyState(StrEnum):
    """Where a person's duty stands."""

    PLANNED = "planned"
    ON = "on"
    PAUSED = "paused"
    ENDED = "ended"


class Place(msgspec.Struct, frozen=True):
    """One place in a shift's plan; nobody was found for it while ``person`` is empty."""

    person: str
    duty: Duty


class Presence(msgspec.Struct, frozen=True):
    """What a person said of their duty last; a pause says until when.

    ``rested`` is the pause before that, from when to when, as long as they are back from it.
    """

    person: str
    duty: Duty
    state: DutyState
    since: datetime
    until: datetime | None = None
    rested: tuple[datetime, datetime] | None = None


class Gap(msgspec.Struct, frozen=True):
    """A stretch of a shift in which a duty is done by nobody."""

    duty: Duty
    starts: datetime
    ends: datetime


class Shift(msgspec.Struct, frozen=True):
    """A planned stretch, its people, and what they said of their duties.

    ``version`` counts the plans, from 1; ``buddies`` says who helps which newcomer, ``buddy_hours`` at which times of
    day (``22:00-02:00``; all the time, where it says nothing); ``limits`` are the lifted limits of chats by person.
    """

    shift: str
    name: str
    starts: datetime
    ends: datetime
    plan: tuple[Place, ...]
    buddies: Mapping[str, str]
    by: str
    at: datetime
    version: int = 1
    presences: tuple[Presence, ...] = ()
    limits: Mapping[str, int] = msgspec.field(default_factory=dict)
    buddy_hours: Mapping[str, str] = msgspec.field(default_factory=dict)

    @property
    def duties(self) -> tuple[Presence, ...]:
        """Everybody planned, then everybody who came besides, with the state of their duty."""
        said = {(one.person, one.duty): one for one in self.presences}
        planned = {
            (place.person, place.duty): Presence(place.person, place.duty, DutyState.PLANNED, self.starts)
            for place in self.plan
            if place.person
        }
        return tuple({**planned, **said}.values())

    @property
    def people(self) -> frozenset[str]:
        """Everybody whose duty it is or was, and has not ended."""
        return frozenset(one.person for one in self.duties if one.state is not DutyState.ENDED)

    def presence_of(self, person: str) -> Presence | None:
        """What a person said last of any of their duties; None when they never came."""
        return max((one for one in self.presences if one.person == person), key=lambda one: one.since, default=None)

    def gaps(self) -> tuple[Gap, ...]:
        """Places nobody was found for, and the rest of the shift of those who went early.

        Whoever came besides the plan and is still there closes the earliest gap of their duty.
        """
        planned = {(place.person, place.duty) for place in self.plan}
        missing = [Gap(place.duty, self.starts, self.ends) for place in self.plan if not place.person]
        besides = []
        for one in self.presences:
            if (one.person, one.duty) not in planned:
                besides += [one.duty] if one.state is not DutyState.ENDED else []
            elif one.state is DutyState.ENDED and one.since < self.ends:
                missing.append(Gap(one.duty, max(one.since, self.starts), self.ends))
        found = []
        for gap in sorted(missing, key=lambda gap: (gap.starts, gap.duty)):
            if gap.duty in besides:
                besides.remove(gap.duty)
            else:
                found.append(gap)
        return tuple(found)

    def covers(self, now: datetime) -> bool:
        """Whether the moment is in this shift."""
        return self.starts <= now < self.ends


def fold(shift: Shift | None, entry: Entry, people: People) -> Shift | NotEntitled | None:
    """The shift after one more event; events must come in order, the first plan first.

    A new plan keeps what people said of their duties. Anybody may speak of their own duty, planned or not.
    """
    if not people.may(entry):
        return NOT_ENTITLED
    if isinstance(entry.event, events.RosterPublished):
        return _planned(shift, entry, entry.event)
    if shift is None:
        return None
    at = entry.position.at
    match entry.event:
        case events.DutyStarted(_, duty):
            rested = _rested(shift, entry.author, duty, at)
            return _said(shift, Presence(entry.author, duty, DutyState.ON, at, rested=rested))
        case events.DutyPaused(_, duty, until):
            return _said(shift, Presence(entry.author, duty, DutyState.PAUSED, at, until))
        case events.DutyEnded(_, duty):
            return _said(shift, Presence(entry.author, duty, DutyState.ENDED, at))
        case events.LimitLifted(person, _, limit):
            return replace(shift, limits={**shift.limits, person: limit})
        case _:
            return shift


def _planned(shift: Shift | None, entry: Entry, new: events.RosterPublished) -> Shift:
    known = {duty.value: duty for duty in Duty}
    plan = tuple(
        Place(person, known[duty])
        for person, colon, duty in (text.rpartition(":") for text in new.duties)
        if colon and duty in known
    )
    pairs = (text.partition(":") for text in new.buddies or ())
    buddies = {newcomer: buddy for newcomer, _, buddy in pairs if newcomer and buddy}
    hours = dict(text.split(":", 1) for text in new.buddy_hours or () if ":" in text)
    by, at = entry.author, entry.position.at
    fresh = Shift(new.shift, new.name, new.starts, new.ends, plan, buddies, by, at, buddy_hours=hours)
    if shift is None:
        return fresh
    return replace(fresh, version=shift.version + 1, presences=shift.presences, limits=shift.limits)


def _rested(shift: Shift, person: str, duty: Duty, at: datetime) -> tuple[datetime, datetime] | None:
    """The pause that somebody comes back from; one who says twice that they are back has rested all the same."""
    before = next((one for one in shift.presences if (one.person, one.duty) == (person, duty)), None)
    if before is None or before.state is DutyState.ENDED:
        return None
    if before.state is DutyState.ON or before.until is None:
        return before.rested
    return before.since, min(at, before.until)


def _said(shift: Shift, presence: Presence) -> Shift:
    said = {(one.person, one.duty): one for one in shift.presences}
    said[presence.person, presence.duty] = presence
    return replace(shift, presences=tuple(said.values()))


def shift_at(shifts: Iterable[Shift], now: datetime) -> Shift | None:
    """The shift that a moment belongs to; where two overlap, the one that began last."""
    covering = [shift for shift in shifts if shift.covers(now)]
    return max(covering, key=lambda shift: (shift.starts, shift.shift), default=None)


def next_shift(shifts: Iterable[Shift], now: datetime) -> Shift | None:
    """The shift that begins next."""
    coming = [shift for shift in shifts if shift.starts > now]
    return min(coming, key=lambda shift: (shift.starts, shift.shift), default=None)


def here(shifts: Iterable[Shift], person: str, now: datetime) -> Shift | None:
    """The shift of the moment in which a person said that they are here, if they did; a break is no absence."""
    covering = [shift for shift in shifts if shift.covers(now)]
    said = [(shift, shift.presence_of(person)) for shift in covering]
    there = [shift for shift, one in said if one is not None and one.state in (DutyState.ON, DutyState.PAUSED)]
    return max(there, key=lambda shift: (shift.starts, shift.shift), default=None)
