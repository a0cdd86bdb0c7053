"""Staffing: where somebody will be missing, who is on call, and whether anybody is there for the queue."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from console.domain.roster import DutyState, Gap, Presence, Shift, shift_at
from console.domain.words import Duty

AHEAD: Final = timedelta(hours=12)  # how far gaps are looked for
_CALL: Final = {DutyState.ON: 0, DutyState.PAUSED: 1, DutyState.PLANNED: 2}


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
