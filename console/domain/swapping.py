"""What may be done with changes of the roster: ask for one, agree, decline, and what a lead publishes to consent."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from msgspec.structs import replace

from console.domain import actions, events
from console.domain.actions import PublishRoster, Refusal, SwapAction
from console.domain.events import WireEvent
from console.domain.giving import name, no_role
from console.domain.planning import plan_of
from console.domain.roster import Shift
from console.domain.swaps import Swap, SwapEnd
from console.domain.words import Duty, Role
from console.domain.writing import given, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

_UNKNOWN = "This desk knows no such change of the roster."


def decide(rows: "Rows", action: SwapAction, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of what somebody does about a change of the roster, or why they cannot."""
    refusal = no_role(rows, by, at)
    if refusal is not None:
        return refusal
    if isinstance(action, actions.AskSwap):
        return _ask(rows, action, by, at)
    swap = rows.swaps.get(action.swap)
    if swap is None:
        return Refusal(_UNKNOWN)
    if swap.outcome is not None:
        return Refusal(settled_words(rows, swap, by))
    if isinstance(action, actions.AgreeSwap):
        return _agree(rows, swap, by, at)
    if by not in (swap.by, swap.person, swap.to) and Role.LEAD not in rows.people.roles_now(by):
        return Refusal("Only those it is about and a lead can decline this.")
    return short(action.reason) or events.SwapDeclined(swap.swap, given(action.reason))


def _ask(rows: "Rows", action: actions.AskSwap, by: str, at: datetime) -> WireEvent | Refusal:
    if by not in (action.person, action.to):
        return Refusal("Only a lead can change the places of others: ask for your own, or for theirs.")
    if action.person == action.to:
        return Refusal("Nothing would change.")
    swap = Swap("", by, at, action.shift, action.duty, action.person, action.to, action.for_shift, action.for_duty)
    refusal = _cannot(rows, swap, at) or short(action.note)
    if refusal is not None:
        return refusal
    same = (swap.shift, swap.duty, swap.person, swap.to, swap.for_shift, swap.for_duty)
    for one in rows.swaps.values():
        if one.outcome is None and (one.shift, one.duty, one.person, one.to, one.for_shift, one.for_duty) == same:
            return Refusal("This is asked for already, and waits.")
    return events.SwapAsked(
        swap.shift,
        swap.duty,
        swap.person or None,
        swap.to or None,
        swap.for_shift or None,
        swap.for_duty,
        given(action.note),
    )


def _cannot(rows: "Rows", swap: Swap, at: datetime) -> Refusal | None:
    """Why the roster as it is does not allow a change."""
    refusal = _cannot_have(rows, (swap.shift, swap.duty), swap.person, swap.to, at)
    if refusal is not None or not swap.for_shift:
        return refusal
    if swap.for_duty is None or not swap.to:
        return Refusal("Say with whom, and for which duty.")
    return _cannot_have(rows, (swap.for_shift, swap.for_duty), swap.to, swap.person, at)


def _cannot_have(rows: "Rows", place: tuple[str, Duty], person: str, to: str, at: datetime) -> Refusal | None:
    """Why somebody cannot have a place (of which shift, and as what) that is another's, or nobody's."""
    shift, duty = rows.shifts.get(place[0]), place[1]
    if shift is None:
        return Refusal("This desk knows no such shift.")
    if shift.ends <= at:
        return Refusal("This shift is over.")
    places = {(one.person, one.duty) for one in shift.plan}
    if (person, duty) not in places:
        who = f"{name(rows, person)} is not planned" if person else "Nobody is missing"
        return Refusal(f"{who} as {duty.value} in {shift.name}.")
    if not to:
        return None
    if (to, duty) in places:
        return Refusal(f"{name(rows, to)} is planned as {duty.value} in {shift.name} already.")
    if duty.value not in {role.value for role in rows.people.roles_now(to)}:
        return Refusal(f"{name(rows, to)} may not act as {duty.value}.")
    return None


def _agree(rows: "Rows", swap: Swap, by: str, at: datetime) -> WireEvent | Refusal:
    if not swap.to_agree:
        return Refusal("This waits for a lead.")
    if not swap.asks(by):
        asked = name(rows, swap.other) if swap.other else "somebody else"
        return Refusal(f"You asked for this: it is for {asked} to agree." if by == swap.by else "You are not asked.")
    return _cannot(rows, replace(swap, to=swap.to or by), at) or events.SwapAgreed(swap.swap)


def waiting_for(rows: "Rows", person: str, at: datetime) -> tuple[Swap, ...]:
    """The changes that wait for somebody's word, or that they asked for, of shifts that are not over, the oldest first.

    What was offered to anybody waits for those who can have it.
    """
    found = []
    for swap in rows.swaps.values():
        shift = rows.shifts.get(swap.shift)
        if swap.outcome is not None or shift is None or shift.ends <= at:
            continue
        asked = swap.asks(person) and (bool(swap.to) or _cannot(rows, replace(swap, to=person), at) is None)
        if asked or swap.by == person or (swap.to_consent and Role.LEAD in rows.people.roles_now(person)):
            found.append(swap)
    return tuple(sorted(found, key=lambda one: (one.at, one.swap)))


def consented(rows: "Rows", swap: str, by: str, at: datetime) -> tuple[PublishRoster, ...] | Refusal:
    """What a lead publishes to consent to a change: the shifts as they are then, the one that names it last."""
    known = rows.swaps.get(swap)
    if known is None:
        return Refusal(_UNKNOWN)
    if Role.LEAD not in rows.people.roles_now(by):
        return Refusal("Only a lead can consent to this.")
    if known.outcome is not None:
        return Refusal(settled_words(rows, known, by))
    if known.to_agree:
        return Refusal(f"{name(rows, known.other)} has not agreed yet." if known.other else "Nobody took this yet.")
    refusal = _cannot(rows, known, at)
    if refusal is not None:
        return refusal
    plan = _with_place(rows.shifts[known.shift], known.person, known.to, known.duty)
    if not known.for_shift or known.for_duty is None:
        return (replace(plan, swap=swap),)
    if known.for_shift == known.shift:  # two duties of one shift
        both = tuple(
            f"{known.person}:{known.for_duty.value}" if one == f"{known.to}:{known.for_duty.value}" else one
            for one in plan.duties
        )
        return (replace(plan, duties=both, swap=swap),)
    back = _with_place(rows.shifts[known.for_shift], known.to, known.person, known.for_duty)
    return back, replace(plan, swap=swap)


def _with_place(shift: Shift, person: str, to: str, duty: Duty) -> PublishRoster:
    """A shift in which somebody has another's place; the buddies are those who are still in it."""
    plan = plan_of(shift)
    duties = list(plan.duties)
    duties[duties.index(f"{person}:{duty.value}")] = f"{to}:{duty.value}"
    there = {one.rpartition(":")[0] for one in duties}
    pairs = tuple(pair for pair in plan.buddies if set(pair.split(":")) <= there)
    helped = {pair.partition(":")[0] for pair in pairs}
    hours = tuple(text for text in plan.buddy_hours if text.partition(":")[0] in helped)
    return replace(plan, duties=tuple(duties), buddies=pairs, buddy_hours=hours)


def swap_words(rows: "Rows", swap: Swap, me: str = "") -> str:
    """Who would do what for whom, and whose word is missing."""

    def called(person: str, you: str = "You") -> str:
        return you if person == me else name(rows, person)

    place = f"{_shift_words(rows, swap.shift)} as {swap.duty.value}"
    if not swap.person:
        text = f"{called(swap.to)} would take {place}"
    elif not swap.to:
        text = f"{called(swap.person)} would give {place} away"
    else:
        text = f"{called(swap.to)} would take {place} from {called(swap.person, 'you')}"
    if swap.for_shift and swap.for_duty:
        text += f", for {_shift_words(rows, swap.for_shift)} as {swap.for_duty.value}"
    if not swap.to_agree:
        return f"{text}; a lead has to consent"
    asked = called(swap.other, "you") if swap.other else "somebody"
    return f"{text}; {asked} {'have' if swap.other == me else 'has'} to agree"


def _shift_words(rows: "Rows", key: str) -> str:
    shift = rows.shifts.get(key)
    if shift is None:
        return key
    here = shift.starts.astimezone(rows.zone)
    return f"{shift.name} on {here.day} {here:%b}"


def settled_words(rows: "Rows", swap: Swap, me: str) -> str:
    """What became of a change, in a sentence."""
    who = "You" if swap.settled_by == me else name(rows, swap.settled_by)
    match swap.outcome:
        case SwapEnd.CONSENTED:
            return f"{who} consented to this already."
        case SwapEnd.TAKEN_BACK:
            return f"{who} took this back."
        case SwapEnd.DECLINED:
            return f"{who} declined this{f': {swap.reason}' if swap.reason else '.'}"
        case None:  # pragma: no branch -- the type checker proves that nothing is left
            return "This waits."


def explained(rows: "Rows", event: events.SwapAgreed | events.SwapDeclined, *, by: str, zone: tzinfo) -> str | None:
    """Why an answer that Slack now holds changed nothing; None when it counts, or its change is not known."""
    swap = rows.swaps.get(event.swap)
    if swap is None:
        return None
    if isinstance(event, events.SwapAgreed) and swap.agreed_at is not None and by != swap.by:
        if by in (swap.to, swap.person):
            return None
        return f"{name(rows, swap.to)} took this at {swap.agreed_at.astimezone(zone):%H:%M:%S}, before you."
    if swap.settled_at is None or swap.settled_by == by:
        return None
    return settled_words(rows, swap, by)
