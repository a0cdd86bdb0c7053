"""Planning shifts: who may, what a plan must be, and what differs between two plans of a shift."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.events import WireEvent
from console.domain.giving import name
from console.domain.roster import Place, Shift
from console.domain.words import Duty, Role
from console.domain.writing import said, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

LONGEST: Final = timedelta(hours=24)


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
        action.shift, action.name.strip(), action.starts, action.ends, action.duties, action.buddies or None
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
    return short(" ".join((*action.duties, *action.buddies)))


def _same(shift: Shift | None, event: events.RosterPublished) -> bool:
    return shift is not None and as_published(shift) == event


def as_published(shift: Shift) -> events.RosterPublished:
    """The plan of a shift as it is published."""
    duties = tuple(f"{place.person}:{place.duty.value}" for place in shift.plan)
    buddies = tuple(f"{newcomer}:{buddy}" for newcomer, buddy in shift.buddies.items())
    return events.RosterPublished(shift.shift, shift.name, shift.starts, shift.ends, duties, buddies or None)


def opposite(rows: "Rows", action: actions.PublishRoster) -> Action | None:
    """The plan before; None for a first one, which stays in the record."""
    shift = rows.shifts.get(action.shift)
    if shift is None:
        return None
    before = as_published(shift)
    return actions.PublishRoster(
        before.shift, before.name, before.starts, before.ends, before.duties, before.buddies or ()
    )


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


def _by_person(plan: tuple[Place, ...]) -> dict[str, set[Duty]]:
    found: dict[str, set[Duty]] = {}
    for place in plan:
        if place.person:
            found.setdefault(place.person, set()).add(place.duty)
    return found
