"""Routines: what is to be done again and again, and the tasks that this asks for in each shift.

Nobody has to write those tasks down: each desk works them out from the routines and the roster, and they are the same
on every desk. The first who takes, does or carries one over makes it a task of the log.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.local import moment, time_of_day
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.roster import Shift
from console.domain.tasks import Task

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDINALS: Final = ("first", "second", "third", "fourth", "last")
_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK: Final = timedelta(days=7)


class Said(msgspec.Struct, frozen=True):
    """What a routine says from a moment on; the fields are those of the event."""

    title: str
    times: tuple[str, ...]
    days: tuple[str, ...]
    name: str
    ended: bool
    by: str
    at: datetime

    @property
    def when(self) -> str:
        """When it is to be done, in words."""
        return when_words(self.times, self.days, self.name)


class Routine(msgspec.Struct, frozen=True):
    """What is to be done again and again; ``said`` is what it said from when on, the first first."""

    routine: str
    said: tuple[Said, ...]

    @property
    def now_says(self) -> Said:
        """What it says after everything that is known."""
        return self.said[-1]

    def said_at(self, at: datetime) -> Said | None:
        """What it said at a moment; None before it was first said, and after it ended."""
        found = next((one for one in reversed(self.said) if one.at <= at), None)
        return None if found is None or found.ended else found


def fold(routine: Routine | None, entry: Entry, people: People) -> Routine | NotEntitled | None:
    """The routine after one more event; events must come in order."""
    if not people.may(entry):
        return NOT_ENTITLED
    if not isinstance(entry.event, events.RoutineSet):
        return routine
    new, at = entry.event, entry.position.at
    said = Said(new.title, new.times, new.days or (), new.name or "", bool(new.ended), entry.author, at)
    if routine is None:
        return Routine(new.routine, (said,))
    return replace(routine, said=(*routine.said, said))


def asked_for(
    routines: Iterable[Routine], shifts: Iterable[Shift], tasks: Iterable[Task], zone: tzinfo
) -> dict[str, Task]:
    """The tasks that routines ask for in these shifts and that nobody wrote down yet, by id.

    Of shifts that overlap the one that begins first has it.
    """
    known = {task.task for task in tasks}
    in_order = sorted(shifts, key=lambda shift: (shift.starts, shift.shift))
    found: dict[str, Task] = {}
    for routine in routines:
        for shift in in_order:
            for due, said in _due_in(routine, shift, zone):
                task = f"{routine.routine}@{due:%Y%m%dT%H%M}"
                if task not in known and task not in found:
                    found[task] = Task(task, shift.shift, said.title, due, None, "", due)
    return found


def _due_in(routine: Routine, shift: Shift, zone: tzinfo) -> Iterator[tuple[datetime, Said]]:
    """When it is due in a shift, with what it said then."""
    begins = shift.starts.astimezone(zone).date()
    for said in routine.said:
        if said.ended or (said.name and said.name.casefold() != shift.name.casefold()):
            continue
        if said.days and not any(falls_on(day, begins) for day in said.days):
            continue
        for clock in filter(None, map(time_of_day, said.times)):
            due = _in_shift(shift, begins, clock, zone)
            if due is not None and routine.said_at(due) == said:
                yield due, said


def _in_shift(shift: Shift, begins: date, clock: time, zone: tzinfo) -> datetime | None:
    """The first moment of a shift at which a clock on the wall shows that time."""
    days = (begins, begins + timedelta(days=1))
    moments = (moment(day, clock, zone, second=second).at for day in days for second in (False, True))
    return next((at for at in moments if shift.covers(at)), None)


def falls_on(words: str, day: date) -> bool:
    """Whether a day is a ``mon``, or the ``first mon`` of its month; nothing falls on words that are neither."""
    ordinal, _, name = words.rpartition(" ")
    if name not in WEEKDAYS or WEEKDAYS[day.weekday()] != name:
        return False
    if ordinal == ORDINALS[-1]:
        return (day + _WEEK).month != day.month
    return not ordinal or (ordinal in ORDINALS and ORDINALS.index(ordinal) == (day.day - 1) // 7)


def day_words(text: str) -> str:
    """How the wire says a day that somebody wrote (``Monday``, ``first Mon``); empty for what is none."""
    ordinal, _, name = " ".join(text.casefold().split()).rpartition(" ")
    short = next((day for day, whole in zip(WEEKDAYS, _NAMES, strict=True) if name and _begins(whole, name)), "")
    if not short or (ordinal and ordinal not in ORDINALS):
        return ""
    return f"{ordinal} {short}".strip()


def _begins(whole: str, name: str) -> bool:
    return len(name) >= 3 and f"{whole.casefold()}s".startswith(name)  # noqa: PLR2004 -- the shortest that is one day's


def when_words(times: tuple[str, ...], days: tuple[str, ...], name: str) -> str:
    """When something is to be done, in words: ``at 00:00 and 03:00 in every Night``."""
    called = [_called(day) for day in days]
    at = f"at {_and(times)} in every {name or 'shift'}"
    return f"{at} that begins on a {_or(called)}" if called else at


def _called(day: str) -> str:
    ordinal, _, short = day.rpartition(" ")
    whole = _NAMES[WEEKDAYS.index(short)] if short in WEEKDAYS else short
    return f"{ordinal} {whole}".strip()


def _and(parts: Iterable[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def _or(parts: Iterable[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} or {last}" if most else last
