"""How many are needed at least, as a lead types it: a line for each need, with where too few are planned beside it."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from console.desk import View
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.roster import Shift
from console.domain.staffing import Need, Short, need_of, shortages
from console.ui.roster_rows import DUTY_WORDS
from console.ui.text import Run
from console.ui.times import to_minute

ABOUT: Final = "A line for each: how many, as what, and between which times of day. It holds for every day."
EXAMPLE: Final = "2 counsellor 22:00–08:00"
AHEAD_AT_MOST: Final = timedelta(days=14)
_LINE: Final = re.compile(r"(\d+)\s+([a-z]+?)s?\s+(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})", re.IGNORECASE)
_NAMED: Final = 3


def written(needs: Sequence[Need]) -> str:
    """The needs as they are typed."""
    return "\n".join(f"{one.least} {one.duty.value} {one.starts:%H:%M}–{one.ends:%H:%M}" for one in needs)


def typed(text: str) -> actions.SetStaffing | Refusal:
    """The needs that somebody typed, or which line is none."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        fits = _LINE.fullmatch(line.strip())
        need = None if fits is None else need_of(f"{fits[2].casefold()}:{fits[3]}-{fits[4]}:{fits[1]}")
        if need is None:
            return Refusal(f"Line {number} is no need: write {EXAMPLE}.")
        found.append(need.text)
    return actions.SetStaffing(tuple(found))


def beside(text: str, view: View, now: datetime) -> Sequence[Run]:
    """Where too few would be planned, as far as shifts are planned at all."""
    wish = typed(text)
    if isinstance(wish, Refusal):
        return (Run(wish.why),)
    needs = [need for need in map(need_of, wish.needs) if need is not None]
    return (
        Run(short_words(shortages_of(needs, tuple(view.shifts.values()), view, now), view) or "Nobody is missing."),
    )


def shortages_of(needs: Sequence[Need], shifts: Sequence[Shift], view: View, now: datetime) -> tuple[Short, ...]:
    """Where too few are planned from now to the end of what is planned, two weeks at most."""
    last = min(max((shift.ends for shift in shifts), default=now), now + AHEAD_AT_MOST)
    return shortages(needs, shifts, now, last, view.zone)


def short_words(found: Sequence[Short], view: View) -> str:
    """Where too few are planned, the first few by name; empty where nobody is missing."""
    named = []
    for one in found[:_NAMED]:
        here = one.starts.astimezone(view.zone)
        hours = f"{here:%a} {here.day} {here:%b} {here:%H:%M}–{to_minute(one.ends, view.zone)}"
        named.append(f"{one.there} of {one.least} {DUTY_WORDS[one.duty].lower()} {hours}")
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"Too few: {'; '.join(named)}{more}." if named else ""
