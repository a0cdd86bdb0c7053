"""How moments and ages are written on the screen, in the service's own time zone."""

from datetime import datetime, timedelta, tzinfo

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def age(since: datetime, now: datetime) -> str:
    """How long it has been: ``0:42``, ``22:10``, ``3:05:00``, ``2 d 3 h``; never less than nothing."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}:{seconds % _MINUTE:02}"
    if seconds < _DAY:
        return f"{seconds // _HOUR}:{seconds % _HOUR // _MINUTE:02}:{seconds % _MINUTE:02}"
    return f"{seconds // _DAY} d {seconds % _DAY // _HOUR} h"


def spoken(length: timedelta) -> str:
    """A length in words, to the minute: ``under a minute``, ``7 min``, ``5 h 46 min``, ``2 d 3 h``."""
    minutes = max(0, int(length.total_seconds() // _MINUTE))
    if minutes < 1:
        return "under a minute"
    if minutes < _MINUTE:
        return f"{minutes} min"
    hours = minutes // _MINUTE
    if hours < 24:  # noqa: PLR2004 -- hours of a day
        return f"{hours} h {minutes % _MINUTE} min" if minutes % _MINUTE else f"{hours} h"
    return f"{hours // 24} d {hours % 24} h"


def to_minute(moment: datetime, zone: tzinfo) -> str:
    """``02:14``."""
    return f"{moment.astimezone(zone):%H:%M}"


def to_second(moment: datetime, zone: tzinfo) -> str:
    """``02:14:07``."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def near(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """The time alone within half a day of now (``01:50``), else the day with it (``12 Nov 01:50``)."""
    there = moment.astimezone(zone)
    if abs(moment - now) < timedelta(hours=12):
        return f"{there:%H:%M}"
    return f"{there.day} {there:%b %H:%M}"
