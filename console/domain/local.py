"""Local time: what a time of day on a day means in a zone, also in the nights in which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

import msgspec

_FORMS: Final = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d %b %Y %H:%M", "%d %b %H:%M %Y")


class Meant(StrEnum):
    """How often a clock on the wall shows a time on a day."""

    ONCE = "once"
    SKIPPED = "skipped"  # the clocks go forward over it
    TWICE = "twice"  # the clocks go back over it


class Moment(msgspec.Struct, frozen=True):
    """What a local time means: the moment (UTC), and how often the wall clock shows it."""

    at: datetime
    meant: Meant


def moment(day: date, clock: time, zone: tzinfo, *, second: bool = False) -> Moment:
    """The moment at which a clock in the zone shows that time on that day.

    One that is skipped is as long after midnight as it would have been (01:30 in London in March is 02:30). Of one
    that comes twice it is the first, or the ``second`` on request.
    """
    wall = datetime.combine(day, clock.replace(tzinfo=None), zone)
    first, last = wall.replace(fold=0).astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if first == last:
        return Moment(first, Meant.ONCE)
    if first.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return Moment(first, Meant.SKIPPED)
    return Moment(last if second else first, Meant.TWICE)


def stretch(day: date, starts: time, ends: time, zone: tzinfo) -> tuple[Moment, Moment]:
    """A shift from one time to another, on the next day where the end is no later than the start.

    An end that comes twice is the second one: a shift is rather too long than that a member waits for nobody.
    """
    over = day if ends > starts else date.fromordinal(day.toordinal() + 1)
    return moment(day, starts, zone), moment(over, ends, zone, second=True)


def time_of_day(text: str) -> time | None:
    """The time that ``03:00`` is; None for what is none."""
    hours, colon, minutes = text.partition(":")
    if not (colon and len(minutes) == 2 and (hours + minutes).isascii() and (hours + minutes).isdigit()):  # noqa: PLR2004 -- two digits
        return None
    return time(int(hours), int(minutes)) if int(hours) < 24 and int(minutes) < 60 else None  # noqa: PLR2004 -- of a day


def typed(text: str, now: datetime, zone: tzinfo, *, ahead: bool) -> datetime | None:
    """The moment that somebody typed: ``02:14``, ``22 Nov 02:14`` or ``2026-11-22 02:14``; None when it is none.

    A time without a day, or a day without a year, is the next one with ``ahead``, else the last one that was.
    """
    here, words = now.astimezone(zone), " ".join(text.replace(",", " ").split())
    years = [here.year, here.year + (1 if ahead else -1)]
    days = [here, here + timedelta(days=1 if ahead else -1)]
    for given in (words, *(f"{words} {year}" for year in years), *(f"{day:%Y-%m-%d} {words}" for day in days)):
        for form in _FORMS:
            try:
                wall = datetime.strptime(given, form)  # noqa: DTZ007 -- the wall clock's; its zone is given below
            except ValueError:
                continue
            for second in (not ahead, ahead):  # of a time that comes twice the nearer one that fits
                found = moment(wall.date(), wall.time(), zone, second=second).at
                if given == words or (found > now) == ahead:
                    return found.astimezone(zone)
    return None
