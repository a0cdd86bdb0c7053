"""What can be done on one cell of the roster: a lead plans, everybody takes, gives and exchanges places."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from console.desk import View
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.making import freed, toggled, with_buddy
from console.domain.roster import Shift
from console.domain.swapping import consented, swap_words
from console.domain.words import Duty, Role
from console.ui.acts import May
from console.ui.picking import Pick
from console.ui.roster_rows import DUTY_WORDS
from console.ui.text import one_line

EXCHANGES: Final = 9  # that are offered on one cell; there are nine such keys
_KEYS: Final = {
    Duty.LEAD: "L",
    Duty.CLINICIAN: "K",
    Duty.COUNSELLOR: "C",
    Duty.MODERATOR: "M",
    Duty.HOST: "H",
    Duty.SUPPORT: "S",
}


class BuddyHours(NamedTuple):
    """The wish to say when somebody's buddy is there."""

    person: str
    shift: Shift


class Cell(NamedTuple):
    """A cell of the roster (``person`` is empty for nobody), on a desk at a moment."""

    view: View
    now: datetime
    person: str
    shift: Shift

    @property
    def duties(self) -> tuple[Duty, ...]:
        """What the person is planned for, or what nobody has yet."""
        return tuple(dict.fromkeys(one.duty for one in self.shift.plan if one.person == self.person))

    @property
    def lead(self) -> bool:
        """Whether a lead looks at it."""
        return Role.LEAD in self.view.people.roles_now(self.view.me)


def picks_of(cell: Cell, may: May) -> list[Pick]:
    """Everything that can be done on a cell, what was asked for about it first."""
    found = [*_asked(cell), *_asks(cell, may)]
    return [*found, *_plans(cell)] if cell.lead else found


def _asked(cell: Cell) -> Iterator[Pick]:
    """The changes that wait and are about this cell."""
    view, keys = cell.view, iter(("A", "E", "I", "O"))
    for swap in view.swaps.values():
        places = {(swap.shift, swap.person), (swap.shift, swap.to), (swap.for_shift, swap.to)}
        if swap.outcome is not None or (cell.shift.shift, cell.person) not in places:
            continue
        words = one_line(swap_words(view, swap, view.me), 200)
        if swap.asks(view.me):
            yield Pick(next(keys, ""), "Agree" if swap.to else "Take it", actions.AgreeSwap(swap.swap), words)
        if swap.to_consent and cell.lead:
            plans = consented(view, swap.swap, view.me, cell.now)
            why = plans.why if isinstance(plans, Refusal) else ""
            yield Pick(next(keys, ""), "Consent", plans, words, why)
        if swap.by == view.me or swap.asks(view.me) or cell.lead:
            yield Pick("", "Take it back" if swap.by == view.me else "Say no", swap, words)


def _asks(cell: Cell, may: May) -> Iterator[Pick]:
    """The changes that can be asked for here."""
    me, keys = cell.view.me, iter("TVY")
    digits = iter("" if cell.lead else "123456789")
    for duty in cell.duties:
        words = DUTY_WORDS[duty].lower()
        if cell.person == me:
            wish = actions.AskSwap(cell.shift.shift, duty, me)
            if may(wish) is None:
                yield Pick(next(keys, ""), f"Give away ({words})", wish, "to whoever takes it; a lead consents")
            continue
        wish = actions.AskSwap(cell.shift.shift, duty, cell.person, me)
        if may(wish) is None:
            about = "they agree, then a lead consents" if cell.person else "a lead consents"
            yield Pick(next(keys, ""), f"Take it ({words})", wish, about)
        yield from (
            Pick(next(digits, ""), f"For your {DUTY_WORDS[back].lower()} in {called}", swap, "an exchange")
            for called, back, swap in _exchanges(cell, duty, may)
        )


def _exchanges(cell: Cell, duty: Duty, may: May) -> list[tuple[str, Duty, actions.AskSwap]]:
    """What of one's own could be given for somebody's place."""
    view = cell.view
    if not cell.person:
        return []
    found = []
    for shift in sorted(view.shifts.values(), key=lambda one: (one.starts, one.shift)):
        here = shift.starts.astimezone(view.zone)
        for place in shift.plan:
            if place.person == view.me and shift.ends > cell.now:
                wish = actions.AskSwap(cell.shift.shift, duty, cell.person, view.me, shift.shift, place.duty)
                if may(wish) is None:
                    found.append((f"{one_line(shift.name, 30)} on {here.day} {here:%b}", place.duty, wish))
    return found[:EXCHANGES]


def _plans(cell: Cell) -> Iterator[Pick]:
    """What a lead plans here, as a draft."""
    person, shift, has = cell.person, cell.shift, cell.duties
    for duty, words in DUTY_WORDS.items():
        planned = "no longer" if person and duty in has else ""
        yield Pick(_KEYS[duty], words, toggled(shift, person, duty), planned)
    if has:
        yield Pick("X", "Nothing", freed(shift, person), "takes out what is planned")
    if not (has and person):
        return
    others = sorted({one.person for one in shift.plan} - {"", person}, key=cell.view.name)
    for n, other in enumerate(others, 1):
        about = "no longer" if shift.buddies.get(person) == other else "for a newcomer"
        key = str(n) if n <= EXCHANGES else ""
        yield Pick(key, f"Buddy {one_line(cell.view.name(other), 40)}", with_buddy(shift, person, other), about)
    if person in shift.buddies:
        said = shift.buddy_hours.get(person, "")
        yield Pick("B", "Hours of the buddy", BuddyHours(person, shift), said or "there all the time")
