"""Planning shifts: who may, what a plan must be, and what differs between two plans of a shift."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.events import WireEvent
from console.domain.giving import name
from console.domain.local import time_of_day
from console.domain.roster import Place, Shift
from console.domain.words import Duty, Role
from console.domain.writing import said, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

LONGEST: Final = timedelta(hours=24)


class Line(msgspec.Struct, frozen=True):
    """One place of a plan as somebody wrote it: in which line, whom (an id or a name; empty: nobody yet), as what.

    ``buddy`` is who helps them (empty: nobody), ``buddy_hours`` at which times of day (empty: all the time).
    """

    line: int
    person: str
    duty: Duty
    buddy: str = ""
    buddy_hours: str = ""


class Draft(msgspec.Struct, frozen=True):
    """A shift as somebody wrote it down; ``shift`` is its id where they said it."""

    name: str
    starts: datetime
    ends: datetime
    lines: tuple[Line, ...]
    shift: str = ""


class Complaint(msgspec.Struct, frozen=True):
    """A line that cannot be used, and why."""

    line: int
    why: str


def planned_from(
    draft: Draft, shifts: Iterable[Shift], person_of: Callable[[str], str | Refusal], usual: str
) -> tuple[actions.PublishRoster, tuple[Complaint, ...]]:
    """The plan that a draft means, and the lines of it that are left out.

    It is the next version of the shift of that id, or of that name and start; else a new one with the ``usual`` id.
    """
    known = [
        one.shift
        for one in shifts
        if one.shift == draft.shift
        or (not draft.shift and (one.name.casefold(), one.starts) == (draft.name.casefold(), draft.starts))
    ]
    duties: list[str] = []
    buddies: dict[str, tuple[str, int]] = {}
    hours: dict[str, str] = {}
    complaints = []
    for line in draft.lines:
        found = [person_of(name) if name else "" for name in (line.person, line.buddy)]
        wrong = next((one.why for one in found if isinstance(one, Refusal)), "")
        person, buddy = (one if isinstance(one, str) else "" for one in found)
        if not wrong and person and f"{person}:{line.duty.value}" in duties:
            wrong = "The same person is planned as the same before."
        if wrong:
            complaints.append(Complaint(line.line, wrong))
            continue
        duties.append(f"{person}:{line.duty.value}")
        if person and buddy:
            buddies[person] = (buddy, line.line)
            if line.buddy_hours and hours_of(line.buddy_hours) is None:
                complaints.append(Complaint(line.line, "The hours of the buddy are left out: write 22:00-02:00."))
            elif line.buddy_hours:
                hours[person] = line.buddy_hours
    there = {duty.partition(":")[0] for duty in duties}
    for person, (buddy, at) in list(buddies.items()):
        if buddy not in there or buddy == person:
            complaints.append(Complaint(at, "The buddy is nobody else who is planned in this shift, and is left out."))
            del buddies[person]
    pairs = tuple(f"{person}:{buddy}" for person, (buddy, _) in buddies.items())
    shift = known[0] if known else draft.shift or usual
    told = tuple(f"{person}:{hours[person]}" for person in buddies if person in hours)
    plan = actions.PublishRoster(shift, draft.name, draft.starts, draft.ends, tuple(duties), pairs, told)
    return plan, tuple(complaints)


def decide(rows: "Rows", action: actions.PublishRoster, by: str) -> WireEvent | Refusal:
    """The event of a plan, or why it cannot be published."""
    if Role.LEAD not in rows.people.roles_now(by):
        return Refusal("Only a lead can plan shifts.")
    refusal = said(action.shift, "id of the shift") or said(action.name, "name of the shift") or _misshapen(action)
    if refusal is not None:
        return refusal
    planned = [duty.partition(":")[0] for duty in action.duties]
    for pair in action.buddies:
        for person in pair.split(":"):
            if person not in planned:
                return Refusal(f"{name(rows, person)} is not planned in this shift, and so nobody's buddy in it.")
    event = events.RosterPublished(
        action.shift,
        action.name.strip(),
        action.starts,
        action.ends,
        action.duties,
        action.buddies or None,
        action.buddy_hours or None,
        action.swap or None,
    )
    return Refusal("Nothing is changed in this plan.") if _same(rows.shifts.get(action.shift), event) else event


def _misshapen(action: actions.PublishRoster) -> Refusal | None:
    if action.ends <= action.starts:
        return Refusal("A shift ends later than it starts.")
    if action.ends - action.starts > LONGEST:
        return Refusal("A shift is at most 24 hours long.")
    known = {duty.value for duty in Duty}
    for text in action.duties:
        if text.rpartition(":")[2] not in known or ":" not in text:
            return Refusal(f"“{text}” is no person with a duty.")
    people = [text for text in action.duties if not text.startswith(":")]
    if len(set(people)) < len(people):
        return Refusal("Somebody is planned twice for the same duty.")
    if any(pair.count(":") != 1 or len(set(pair.split(":"))) == 1 for pair in action.buddies):
        return Refusal("A buddy is somebody else than the newcomer.")
    for text in action.buddy_hours:
        newcomer, _, hours = text.partition(":")
        if newcomer not in {pair.partition(":")[0] for pair in action.buddies} or hours_of(hours) is None:
            return Refusal("The hours of a buddy are those of somebody's buddy, written as 22:00-02:00.")
    return short(" ".join((*action.duties, *action.buddies, *action.buddy_hours)))


def hours_of(text: str) -> tuple[time, time] | None:
    """The times of day that ``22:00-02:00`` goes from and to; None for what does not."""
    first, dash, last = text.partition("-")
    starts, ends = time_of_day(first), time_of_day(last)
    return (starts, ends) if dash and starts is not None and ends is not None and starts != ends else None


def within(text: str, now: datetime, zone: tzinfo) -> bool:
    """Whether a moment is in times of day (``22:00-02:00``); always, where there are none."""
    hours = hours_of(text)
    if hours is None:
        return True
    (starts, ends), clock = hours, now.astimezone(zone).time()
    return starts <= clock < ends if starts < ends else clock >= starts or clock < ends


def _same(shift: Shift | None, event: events.RosterPublished) -> bool:
    return shift is not None and as_published(shift) == replace(event, swap=None)


def as_published(shift: Shift) -> events.RosterPublished:
    """The plan of a shift as it is published."""
    duties = tuple(f"{place.person}:{place.duty.value}" for place in shift.plan)
    buddies = tuple(f"{newcomer}:{buddy}" for newcomer, buddy in shift.buddies.items())
    hours = tuple(f"{newcomer}:{times}" for newcomer, times in shift.buddy_hours.items() if newcomer in shift.buddies)
    return events.RosterPublished(
        shift.shift, shift.name, shift.starts, shift.ends, duties, buddies or None, hours or None
    )


def plan_of(shift: Shift) -> actions.PublishRoster:
    """A shift as it would be published again."""
    event = as_published(shift)
    return actions.PublishRoster(
        event.shift,
        event.name,
        event.starts,
        event.ends,
        event.duties,
        event.buddies or (),
        event.buddy_hours or (),
    )


def as_shift(plan: actions.PublishRoster) -> Shift:
    """The shift that a plan makes, before anybody published it; what is no duty in it is left out."""
    known = {duty.value: duty for duty in Duty}
    places = (text.rpartition(":") for text in plan.duties)
    pairs = (pair.partition(":") for pair in plan.buddies)
    return Shift(
        plan.shift,
        plan.name.strip(),
        plan.starts,
        plan.ends,
        tuple(Place(person, known[duty]) for person, _, duty in places if duty in known),
        {newcomer: buddy for newcomer, _, buddy in pairs},
        "",
        plan.starts,
        buddy_hours=dict(text.split(":", 1) for text in plan.buddy_hours),
    )


def opposite(rows: "Rows", action: actions.PublishRoster) -> Action | None:
    """The plan before; None for a first one, which stays in the record."""
    shift = rows.shifts.get(action.shift)
    return None if shift is None else plan_of(shift)


def stands(rows: "Rows", event: events.RosterPublished, by: str) -> bool:
    """Whether a plan is still the one that somebody published."""
    shift = rows.shifts.get(event.shift)
    return shift is not None and shift.by == by and _same(shift, event)


def changed(before: Shift | None, after: Shift) -> dict[str, tuple[tuple[Duty, ...], tuple[Duty, ...]]]:
    """Whom a new plan concerns: by person, the duties that are no longer theirs, and those that are now.

    Everybody planned before and after is concerned when the hours differ.
    """
    had = _by_person(() if before is None else before.plan)
    has = _by_person(after.plan)
    moved = before is not None and (before.starts, before.ends) != (after.starts, after.ends)
    found = {}
    for person in sorted({*had, *has}):
        gone = tuple(sorted(had.get(person, set()) - has.get(person, set())))
        new = tuple(sorted(has.get(person, set()) - had.get(person, set())))
        if gone or new or moved:
            found[person] = (gone, new)
    return found


class Seen(msgspec.Struct, frozen=True):
    """What somebody knows of a shift: its version and hours, and what they were planned for in it."""

    version: int
    starts: datetime
    ends: datetime
    duties: tuple[Duty, ...] = ()


class SeenRoster(msgspec.Struct, frozen=True):
    """What a person knows of the shifts that are not over, by id."""

    person: str
    shifts: Mapping[str, Seen]


def seen_of(shifts: Iterable[Shift], person: str, now: datetime) -> SeenRoster:
    """What somebody knows who sees the roster as it is now."""
    return SeenRoster(
        person,
        {
            one.shift: Seen(
                one.version,
                one.starts,
                one.ends,
                tuple(sorted({place.duty for place in one.plan if place.person == person})),
            )
            for one in shifts
            if one.ends > now
        },
    )


def _by_person(plan: tuple[Place, ...]) -> dict[str, set[Duty]]:
    found: dict[str, set[Duty]] = {}
    for place in plan:
        if place.person:
            found.setdefault(place.person, set()).add(place.duty)
    return found
