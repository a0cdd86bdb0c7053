"""Staffing: how many are needed, where somebody will be missing, who is on call, and whether the queue has anybody."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.events import WireEvent
from console.domain.local import stretch, time_of_day
from console.domain.messages import EPOCH, Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.roster import DutyState, Gap, Presence, Shift, shift_at
from console.domain.words import Duty, Role

if TYPE_CHECKING:
    from console.domain.deciding import Rows

AHEAD: Final = timedelta(hours=12)  # how far gaps are looked for
MOST: Final = 200  # of one duty at a time; more is a slip of the hand
_CALL: Final = {DutyState.ON: 0, DutyState.PAUSED: 1, DutyState.PLANNED: 2}
_DAY: Final = timedelta(days=1)


class Need(msgspec.Struct, frozen=True):
    """How many of a duty are needed at least between two times of day; the same time twice is the whole day."""

    duty: Duty
    starts: time
    ends: time
    least: int

    @property
    def text(self) -> str:
        """As the wire says it."""
        return f"{self.duty.value}:{self.starts:%H:%M}-{self.ends:%H:%M}:{self.least}"


class Staffing(msgspec.Struct, frozen=True):
    """How many are needed at least, as a lead said last; ``by`` is empty while nobody said anything."""

    needs: tuple[Need, ...] = ()
    by: str = ""
    at: datetime = EPOCH


class Short(msgspec.Struct, frozen=True):
    """A stretch in which fewer are planned for a duty, or there, than are needed."""

    duty: Duty
    starts: datetime
    ends: datetime
    there: int
    least: int


def fold(staffing: Staffing | None, entry: Entry, people: People) -> Staffing | NotEntitled | None:
    """The staffing after one more event; events must come in order. What is no need in it is left out."""
    if not people.may(entry):
        return NOT_ENTITLED
    if not isinstance(entry.event, events.StaffingSet):
        return staffing
    needs = tuple(filter(None, map(need_of, entry.event.needs)))
    return Staffing(needs, entry.author, entry.position.at)


def need_of(text: str) -> Need | None:
    """The need that ``counsellor:22:00-08:00:2`` is; None for what is none."""
    word, _, rest = text.partition(":")
    hours, colon, number = rest.rpartition(":")
    first, _, last = hours.partition("-")
    starts, ends = time_of_day(first), time_of_day(last)
    duty = next((duty for duty in Duty if duty.value == word), None)
    least = int(number) if colon and number.isascii() and number.isdigit() else 0
    if duty is None or starts is None or ends is None or not 0 < least <= MOST:
        return None
    return Need(duty, starts, ends, least)


def decide(rows: "Rows", action: actions.SetStaffing, by: str) -> WireEvent | Refusal:
    """The event of what is needed, or why it cannot be said."""
    if Role.LEAD not in rows.people.roles_now(by):
        return Refusal("Only a lead can say how many are needed.")
    found = []
    for text in action.needs:
        need = need_of(text)
        if need is None:
            return Refusal(f"“{text[:60]}” is no need: write counsellor:22:00-08:00:2.")
        found.append(need)
    needs = tuple(dict.fromkeys(need.text for need in found))
    if needs == as_set(rows.staffing):
        return Refusal("Nothing is changed in what is needed.")
    return events.StaffingSet(needs)


def as_set(staffing: Staffing) -> tuple[str, ...]:
    """The needs as they would be said again."""
    return tuple(need.text for need in staffing.needs)


def opposite(rows: "Rows") -> Action | None:
    """What was needed before."""
    return actions.SetStaffing(as_set(rows.staffing))


def stands(rows: "Rows", event: events.StaffingSet, by: str) -> bool:
    """Whether what is needed is still what somebody said."""
    return rows.staffing.by == by and as_set(rows.staffing) == event.needs


def shortages(
    needs: Iterable[Need], shifts: Iterable[Shift], starts: datetime, ends: datetime, zone: tzinfo
) -> tuple[Short, ...]:
    """Where fewer are planned, or there, than needed between two moments; the earliest first."""
    known = tuple(shifts)
    found = (short for need in needs for short in _short_of(need, known, starts, ends, zone))
    return tuple(sorted(found, key=lambda one: (one.starts, one.duty, one.ends)))


def _short_of(need: Need, shifts: tuple[Shift, ...], starts: datetime, ends: datetime, zone: tzinfo) -> Iterator[Short]:
    there = [
        (one.person, shift.starts, min(one.since, shift.ends) if one.state is DutyState.ENDED else shift.ends)
        for shift in shifts
        for one in shift.duties
        if one.duty is need.duty
    ]
    day = starts.astimezone(zone).date() - _DAY
    while day <= ends.astimezone(zone).date():
        begins, over = (one.at for one in stretch(day, need.starts, need.ends, zone))
        yield from _below(need, there, max(begins, starts), min(over, ends))
        day += _DAY


def _below(
    need: Need, there: list[tuple[str, datetime, datetime]], starts: datetime, ends: datetime
) -> Iterator[Short]:
    """The parts of a stretch in which too few are there; parts that follow each other alike are one."""
    edges = {at for _, come, gone in there for at in (come, gone) if starts < at < ends}
    last: Short | None = None
    for begins, over in pairwise(sorted({starts, ends, *edges}) if starts < ends else ()):
        count = len({person for person, come, gone in there if come <= begins < gone})
        if last is not None and (count != last.there):
            yield last
            last = None
        if count < need.least:
            last = Short(need.duty, last.starts if last else begins, over, count, need.least)
    if last is not None:
        yield last


def short_ahead(
    staffing: Staffing, shifts: Iterable[Shift], now: datetime, zone: tzinfo = UTC, within: timedelta = AHEAD
) -> tuple[Short, ...]:
    """Where too few are planned from now on, without what a gap of the roster says already."""
    known = tuple(shifts)
    gaps = [gap for _, gap in gaps_ahead(known, now, within)]
    return tuple(
        short
        for short in shortages(staffing.needs, known, now, now + within, zone)
        if not any(gap.duty is short.duty and gap.starts <= short.starts and short.ends <= gap.ends for gap in gaps)
    )


def gaps_ahead(shifts: Iterable[Shift], now: datetime, within: timedelta = AHEAD) -> tuple[tuple[Shift, Gap], ...]:
    """The gaps from now on, each with its shift, as far as they reach into that time; the nearest first."""
    found = []
    for shift in shifts:
        for gap in shift.gaps():
            starts, ends = max(gap.starts, now), min(gap.ends, now + within)
            if starts < ends:
                found.append((shift, Gap(gap.duty, starts, ends)))
    return tuple(sorted(found, key=lambda pair: (pair[1].starts, pair[0].shift, pair[1].duty)))


def on_call(shifts: Iterable[Shift], now: datetime) -> Presence | None:
    """The clinician of the moment: one who is there, else on a break, else planned; None when there is none."""
    shift = shift_at(shifts, now)
    duties = () if shift is None else shift.duties
    found = [one for one in duties if one.duty is Duty.CLINICIAN and one.state in _CALL]
    return min(found, key=lambda one: (_CALL[one.state], one.since, one.person), default=None)


def unstaffed(shifts: Iterable[Shift], now: datetime) -> bool:
    """Whether no counsellor is on duty, in any shift: nobody is there for the queue. A break is no absence."""
    here = (DutyState.ON, DutyState.PAUSED)
    return not any(
        one.duty is Duty.COUNSELLOR and one.state in here
        for shift in shifts
        if shift.covers(now)
        for one in shift.duties
    )


def double_bookings(shifts: Iterable[Shift]) -> tuple[tuple[str, Shift, Shift], ...]:
    """Who is planned in two shifts that overlap, with both, the earlier one first."""
    return tuple(
        sorted(
            _doubled(sorted(shifts, key=lambda one: (one.starts, one.shift))), key=lambda one: (one[1].starts, one[0])
        )
    )


def _doubled(shifts: list[Shift]) -> Iterator[tuple[str, Shift, Shift]]:
    for one, other in combinations(shifts, 2):
        if other.starts < one.ends:
            both = {place.person for place in one.plan} & {place.person for place in other.plan}
            yield from ((person, one, other) for person in both - {""})
