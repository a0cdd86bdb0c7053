"""What may be done with routines: say what is to be done again and again, say it anew, end it."""

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.events import WireEvent
from console.domain.local import time_of_day
from console.domain.routines import ORDINALS, Routine, day_words
from console.domain.todos import TITLE_LIMIT
from console.domain.words import Role
from console.domain.writing import said, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

TIMES_AT_MOST: Final = 24


def decide(rows: "Rows", action: actions.SetRoutine, by: str, id: str) -> WireEvent | Refusal:
    """The event of a routine, or why it cannot be; ``id`` names a new one."""
    if Role.LEAD not in rows.people.roles_now(by):
        return Refusal("Only a lead can say what is to be done again and again.")
    known = rows.routines.get(action.routine)
    if action.routine and known is None:
        return Refusal("This desk knows no such routine.")
    if action.ended and (known is None or known.now_says.ended):
        return Refusal("This routine is over already." if known else "There is nothing to end.")
    title, times = " ".join(action.title.split()), tuple(sorted(set(map(_plain, action.times))))
    days = tuple(dict.fromkeys(map(day_words, action.days)))
    refusal = said(title, "routine") or _misshapen(action, title, times, days) or short(action.name)
    if refusal is not None:
        return refusal
    name = " ".join(action.name.split())
    event = events.RoutineSet(action.routine or id, title, times, days or None, name or None, action.ended or None)
    if known is not None and as_said(known) == event:
        return Refusal("Nothing is changed in this routine.")
    return event


def _plain(text: str) -> str:
    """``3:00`` as ``03:00``; what is no time stays as it is."""
    clock = time_of_day(text.strip())
    return text.strip() if clock is None else f"{clock:%H:%M}"


def _misshapen(action: actions.SetRoutine, title: str, times: tuple[str, ...], days: tuple[str, ...]) -> Refusal | None:
    if len(title) > TITLE_LIMIT:
        return Refusal(f"A task is one line: {len(title)} characters of at most {TITLE_LIMIT}.")
    if not times:
        return Refusal("Say at what time, as in 00:00, 03:00, 06:30.")
    wrong = next((text for text in times if time_of_day(text) is None), None)
    if wrong is not None:
        return Refusal(f"“{wrong[:40]}” is no time: write 03:00.")
    if len(times) > TIMES_AT_MOST:
        return Refusal(f"A routine has at most {TIMES_AT_MOST} times.")
    if "" in days:
        odd = next(text for text in action.days if not day_words(text))
        return Refusal(f"“{odd.strip()[:40]}” is no day: write Monday, or {ORDINALS[0]} Monday.")
    return None


def as_said(routine: Routine) -> events.RoutineSet:
    """A routine as it would be said again."""
    now = routine.now_says
    return events.RoutineSet(
        routine.routine, now.title, now.times, now.days or None, now.name or None, now.ended or None
    )


def set_again(routine: Routine) -> actions.SetRoutine:
    """The wish that says a routine as it is."""
    now = routine.now_says
    return actions.SetRoutine(now.title, now.times, now.days, now.name, now.ended, routine.routine)


def opposite(rows: "Rows", action: actions.SetRoutine) -> Action | None:
    """What was said before; None for a first one: its id is not known before it is said."""
    known = rows.routines.get(action.routine)
    return None if known is None else set_again(known)


def stands(rows: "Rows", event: events.RoutineSet, by: str) -> bool:
    """Whether a routine still says what somebody said."""
    known = rows.routines.get(event.routine)
    return known is not None and known.now_says.by == by and as_said(known) == event


def ended(routine: Routine) -> actions.SetRoutine:
    """The wish that ends a routine."""
    return replace(set_again(routine), ended=True)
