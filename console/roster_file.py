"""Rosters as files: CSV and iCalendar read into drafts of shifts, and one's own shifts written as a calendar."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

import msgspec

from console.domain.local import Meant, moment
from console.domain.planning import Complaint, Draft, Line
from console.domain.roster import Shift
from console.domain.words import Duty

COLUMNS: Final = ("name", "starts", "ends", "person", "duty")
OPTIONAL: Final = ("shift", "buddy", "buddy_hours")
_DUTIES: Final = {duty.value: duty for duty in Duty}
_IN_BRACKETS: Final = re.compile(r"(.*)\((\w+)\)\s*")
_LARGEST: Final = 5_000_000  # bytes; a roster of a year has a tenth of it
_MANY: Final = 20_000  # events after which a calendar is no roster


class NotARoster(Exception):
    """A file cannot be read as a roster at all; the text is a sentence that says why."""


class Written(msgspec.Struct, frozen=True):
    """What a file says: the shifts, by their starts, and the lines that are left out."""

    drafts: tuple[Draft, ...]
    complaints: tuple[Complaint, ...]


class _Row(msgspec.Struct, frozen=True):
    """One place of one shift, before those of a shift are put together."""

    shift: str
    name: str
    starts: datetime
    ends: datetime
    place: Line


class _Bad(Exception):
    """Why a line cannot be used."""


def read(file: Path, zone: tzinfo, now: datetime, days: int = 56) -> Written:
    """The roster in a file; what is written without a time zone is the service's. Raises NotARoster.

    Of a calendar with recurring events only the days from today on are read.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise NotARoster(f"{file} cannot be read: {error.strerror}.") from None
    if len(data) > _LARGEST:
        raise NotARoster(f"{file} is too large for a roster.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotARoster(f"{file} is not written in UTF-8.") from None
    if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        return _calendar(text, zone, now, days)
    return _together(*_table(text, zone))


def _table(text: str, zone: tzinfo) -> tuple[list[_Row], list[Complaint]]:
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(text.splitlines(), delimiter=separator, strict=True)
    try:
        header = [name.strip().casefold() for name in reader.fieldnames or ()]
    except csv.Error as error:
        raise NotARoster(f"The first line is no row of a table: {error}.") from None
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        raise NotARoster(f"The first line names no column {', '.join(lacking)}.")
    reader.fieldnames = header
    rows, complaints = [], []
    while True:
        try:
            cells = next(reader, None)
            if cells is None:
                break
            rows.append(_row({name: (value or "").strip() for name, value in cells.items() if name}, reader, zone))
        except csv.Error as error:
            complaints.append(Complaint(reader.reader.line_num, f"This is no row of a table: {error}."))
        except _Bad as error:
            complaints.append(Complaint(reader.line_num, str(error)))
    return rows, complaints


def _row(cells: dict[str, str], reader: "csv.DictReader[str]", zone: tzinfo) -> _Row:
    if not cells["name"]:
        raise _Bad("It names no shift.")
    duty = _duty(cells["duty"])
    starts, ends = _time(cells["starts"], zone, end=False), _time(cells["ends"], zone, end=True)
    _checked(starts, ends)
    place = Line(reader.line_num, cells["person"], duty, cells.get("buddy", ""), cells.get("buddy_hours", ""))
    return _Row(cells.get("shift", ""), cells["name"], starts, ends, place)


def _duty(word: str) -> Duty:
    found = _DUTIES.get(word.strip().casefold())
    if found is None:
        raise _Bad(f"“{word}” is no duty; these are: {', '.join(_DUTIES)}.")
    return found


def _time(text: str, zone: tzinfo, *, end: bool) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _Bad(f"“{text}” is no time. One is written 2026-11-22 22:00.") from None
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    return _local(found, zone, end=end)


def _local(wall: datetime, zone: tzinfo, *, end: bool) -> datetime:
    found = moment(wall.date(), wall.time(), zone, second=end)
    if found.meant is Meant.SKIPPED:
        raise _Bad(f"There is no {wall:%H:%M} on {wall.day} {wall:%B %Y}: the clocks go forward over it.")
    return found.at


def _checked(starts: datetime, ends: datetime) -> None:
    if ends <= starts:
        raise _Bad("It ends no later than it starts.")
    if ends - starts > timedelta(hours=24):
        raise _Bad("It is longer than 24 hours.")


def _together(rows: Iterable[_Row], complaints: Iterable[Complaint]) -> Written:
    """The shifts of all places; two rows are of one shift when they name it alike, with the same hours."""
    found: dict[tuple[datetime, datetime, str, str], list[Line]] = {}
    for row in rows:
        found.setdefault((row.starts, row.ends, row.name, row.shift), []).append(row.place)
    drafts = (
        Draft(name, starts, ends, tuple(lines), shift) for (starts, ends, name, shift), lines in sorted(found.items())
    )
    return Written(tuple(drafts), tuple(sorted(complaints, key=lambda one: one.line)))


# Calendars


def _calendar(text: str, zone: tzinfo, now: datetime, days: int) -> Written:
    import icalendar  # noqa: PLC0415 -- reading a calendar is rare, and the other commands need not wait for it
    import recurring_ical_events  # noqa: PLC0415 -- the same

    try:
        calendar = icalendar.Calendar.from_ical(text)
        assert isinstance(calendar, icalendar.Calendar)  # noqa: S101 -- several in one file give a list elsewhere
    except (ValueError, KeyError, IndexError, AssertionError):
        raise NotARoster("This is no calendar that can be read.") from None
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    where: dict[str, int] = {}
    for event, line in zip(calendar.walk("VEVENT"), lines, strict=False):
        where.setdefault(str(event.get("UID", "")), line)
    rows: list[_Row] = []
    complaints: dict[tuple[int, str], Complaint] = {}
    here = now.astimezone(zone).date()
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    seen = {str(event.get("UID", "")) for event in calendar.walk("VEVENT")}
    read_well = set()
    for number, event in enumerate(query.between(here, here + timedelta(days=days)), 1):
        uid = str(event.get("UID", ""))
        read_well.add(uid)
        if number > _MANY:
            raise NotARoster(f"This calendar has more than {_MANY:,} events in {days} days.")
        try:
            rows += _of_event(event, where.get(uid, 0), zone)
        except _Bad as error:
            complaints[where.get(uid, 0), str(error)] = Complaint(where.get(uid, 0), str(error))
    for uid in sorted(seen - read_well):
        line = where.get(uid, 0)
        complaints[line, ""] = Complaint(line, f"It takes place at no time in the {days} days from today.")
    return _together(rows, complaints.values())


def _of_event(event: Any, line: int, zone: tzinfo) -> Iterator[_Row]:
    starts, ends = event.get("DTSTART"), event.get("DTEND")
    if starts is None or ends is None or not all(isinstance(one.dt, datetime) for one in (starts, ends)):
        raise _Bad("It has no hours.")
    begins, over = (
        one.astimezone(UTC) if one.tzinfo is not None else _local(one, zone, end=end)
        for one, end in ((starts.dt, False), (ends.dt, True))
    )
    _checked(begins, over)
    summary = str(event.get("SUMMARY", "")).strip()
    in_brackets = _IN_BRACKETS.fullmatch(summary)
    name = (in_brackets[1] if in_brackets else summary).strip()
    if not name:
        raise _Bad("It names no shift: its summary is empty.")
    categories = [str(one) for one in getattr(event.get("CATEGORIES"), "cats", ())]
    duty = _duty(next((one for one in categories if one.casefold() in _DUTIES), in_brackets[2] if in_brackets else ""))
    who = event.get("ATTENDEE", [])
    people = [_named(one) for one in (who if isinstance(who, list) else [who])] or [""]
    for person in people:
        yield _Row("", name, begins, over, Line(line, person, duty))


def _named(attendee: Any) -> str:
    """The name of somebody who takes part, else what stands before the @ of their address."""
    name = str(attendee.params.get("CN", "")).strip()
    return name or str(attendee).partition(":")[2].partition("@")[0]


def own_calendar(shifts: Iterable[Shift], person: str, name: str, now: datetime) -> bytes:
    """The shifts of one person as a calendar, one event for each duty."""
    import icalendar  # noqa: PLC0415 -- as above

    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//moderation-console//roster//EN")
    calendar.add("VERSION", "2.0")
    for shift in sorted(shifts, key=lambda one: (one.starts, one.shift)):
        for place in shift.plan:
            if place.person != person:
                continue
            event = icalendar.Event()
            event.add("UID", f"{shift.shift}-{place.duty.value}-{person}@moderation-console")
            event.add("SEQUENCE", shift.version - 1)
            event.add("DTSTAMP", now.astimezone(UTC))
            event.add("DTSTART", shift.starts.astimezone(UTC))
            event.add("DTEND", shift.ends.astimezone(UTC))
            event.add("SUMMARY", f"{shift.name} ({place.duty.value})")
            event.add("CATEGORIES", [place.duty.value])
            attendee = icalendar.vCalAddress(f"mailto:{person}@moderation-console.invalid")
            attendee.params["CN"] = name
            event.add("ATTENDEE", attendee, encode=False)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def usual_id(draft: Draft, zone: tzinfo) -> str:
    """The id of a shift that has none: its day and its name, ``2026-11-22-night``."""
    day: date = draft.starts.astimezone(zone).date()
    word = re.sub(r"[^a-z0-9]+", "-", draft.name.casefold()).strip("-")
    return f"{day.isoformat()}-{word or 'shift'}"
