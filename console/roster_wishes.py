"""Wishes in words about what repeats, how many are needed, and changes of the roster."""

from datetime import datetime
from typing import TYPE_CHECKING

from console.desk import View
from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.repeating import ended, set_again
from console.domain.roster import Shift
from console.domain.routines import Routine
from console.domain.swaps import Swap
from console.domain.words import Duty
from console.naming import only, person_of, shift_of

if TYPE_CHECKING:
    from console.wishes import Wish


def routine(view: View, wish: "Wish") -> Action | Refusal:
    """What is to be done again and again: a new routine, or one of that id or title said anew, or ended."""
    if not wish.routine:
        if wish.ended:
            return Refusal("Say which routine ends: its id or its title.")
        return actions.SetRoutine(wish.text, wish.times, wish.days, wish.shift)
    known = routine_of(view, wish.routine)
    if isinstance(known, Refusal):
        return known
    if wish.ended:
        return ended(known)
    before = set_again(known)
    return actions.SetRoutine(
        wish.text or before.title,
        wish.times or before.times,
        wish.days or before.days,
        wish.shift or before.name,
        routine=known.routine,
    )


def routine_of(view: View, name: str) -> Routine | Refusal:
    """The routine of that id or title; of several with that title the one that goes on."""
    if name in view.routines:
        return view.routines[name]
    fits = [one for one in view.routines.values() if one.now_says.title.casefold() == name.strip().casefold()]
    fits = [one for one in fits if not one.now_says.ended] or fits
    if not fits:
        return Refusal(f"This desk knows no routine “{name}”.")
    return only(fits, f"Several routines are called {name}: name one by its id", lambda one: one.routine)


def staffing(wish: "Wish") -> Action:
    """How many are needed at least, all of it anew."""
    return actions.SetStaffing(wish.needs)


def place(view: View, wish: "Wish", person: str, now: datetime, *, take: bool) -> Action | Refusal:
    """Take a place of a shift, from somebody or one that nobody has; or give one's own, to somebody or to anybody."""
    shift = _shift(view, wish.shift, now)
    if isinstance(shift, Refusal):
        return shift
    giver, getter = (person, view.me) if take else (view.me, person)
    duty = wish.duty or _only_duty(shift, giver)
    if isinstance(duty, Refusal):
        return duty
    back = _shift(view, wish.for_shift, now) if wish.for_shift else None
    if isinstance(back, Refusal):
        return back
    for_duty = wish.for_duty or (_only_duty(back, getter) if back is not None else None)
    if isinstance(for_duty, Refusal):
        return for_duty
    for_shift = "" if back is None else back.shift
    return actions.AskSwap(shift.shift, duty, giver, getter, for_shift, for_duty, wish.text)


def _shift(view: View, name: str, now: datetime) -> Shift | Refusal:
    if not name:
        return Refusal("Say which shift: its id or its name.")
    found = shift_of(view, name, now)
    if isinstance(found, Refusal):
        return found
    return view.shifts.get(found) or Refusal(f"This desk knows no shift “{name}”.")


def _only_duty(shift: Shift, person: str) -> Duty | Refusal:
    """The duty that is meant where none is named: the only one that somebody has, or that nobody has."""
    fits = list(dict.fromkeys(one.duty for one in shift.plan if one.person == person))
    if len(fits) == 1:
        return fits[0]
    return Refusal(f"Say which duty in {shift.name} is meant.")


def swap_of(view: View, name: str) -> Swap | Refusal:
    """The change of the roster of that id, or the only open one that somebody of that name asked for."""
    if name in view.swaps:
        return view.swaps[name]
    person = person_of(view, name)
    fits = [one for one in view.swaps.values() if one.outcome is None and one.by == person]
    if not fits:
        return Refusal(f"This desk knows no open change of the roster “{name}”.")
    return only(fits, f"Several changes were asked for by {name}: name one by its id", lambda one: one.swap)


def answer(view: View, wish: "Wish", *, agree: bool) -> Action | Refusal:
    """The word of somebody about a change of the roster."""
    swap = swap_of(view, wish.swap)
    if isinstance(swap, Refusal):
        return swap
    return actions.AgreeSwap(swap.swap) if agree else actions.DeclineSwap(swap.swap, wish.text)
