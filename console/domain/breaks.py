"""Breaks: how much a person has read of chats at A or B on their shift, and when a break from it is due."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain.roster import DutyState, Shift

AGAIN_AFTER: Final = timedelta(minutes=10)  # a text that is shown again within this is still the same reading
PUT_OFF_FOR: Final = timedelta(minutes=15)
LASTS: Final = timedelta(minutes=15)  # a break that nobody ends
LEAST: Final = timedelta(minutes=5)  # less than this is no break
_NOON: Final = 12


class BreakAfter(msgspec.Struct, frozen=True):
    """After how many minutes, and after how many texts of chats at A or B, a break is due; 0 means never by that."""

    minutes: int = 120
    texts: int = 20


class Read(msgspec.Struct, frozen=True):
    """One text that was read: of which chat, how long, and when."""

    chat: str
    characters: int
    at: datetime


class Stint(msgspec.Struct, frozen=True):
    """What one desk knows of its person's part of a shift: what they read, and when they rested.

    ``shift`` is empty where they are on none; then it is one night, up to noon. ``starts`` is since when they are
    there as far as the desk knows, ``ends`` when all this is forgotten. ``texts`` and ``characters`` are of the whole
    shift, ``since_break`` are the texts since the last break (``set_aside`` those before one that goes on).
    ``break_from`` and ``break_to`` are the last break's; without ``break_to`` it is over.
    """

    person: str
    shift: str
    starts: datetime
    ends: datetime
    texts: int = 0
    characters: int = 0
    since_break: int = 0
    set_aside: int = 0
    recent: tuple[Read, ...] = ()
    read_at: datetime | None = None
    rested_at: datetime | None = None
    break_from: datetime | None = None
    break_to: datetime | None = None
    put_off_to: datetime | None = None

    @property
    def fresh_since(self) -> datetime:
        """Since when they are at it: the end of the last break, else when they came."""
        return max(self.starts, self.rested_at or self.starts)


class BreakState(StrEnum):
    """How somebody stands with their break."""

    NONE = "none"
    COMING = "coming"
    DUE = "due"
    ON = "on a break"


class Standing(msgspec.Struct, frozen=True):
    """How somebody stands with their break at a moment.

    ``at`` is when a coming one is due (None while only the texts decide), or until when one lasts.
    """

    state: BreakState
    at: datetime | None = None


def stint_at(kept: Stint | None, shifts: Iterable[Shift], person: str, now: datetime, zone: tzinfo) -> Stint:
    """The person's stint at a moment: the one that is kept, or a new one when that is over or another's.

    A shift that the roster tells of late takes over what was read in it before.
    """
    shift = _shift_of(shifts, person, now)
    if kept is not None and (kept.person != person or kept.ends <= now):
        kept = None
    if shift is None:
        stint = kept or Stint(person, "", now, _next_noon(now, zone))
    elif kept is not None and (kept.shift == shift.shift or (not kept.shift and shift.starts <= kept.starts)):
        starts = kept.starts if kept.shift else min(kept.starts, _came(shift, person, now))
        stint = replace(kept, shift=shift.shift, starts=starts, ends=shift.ends)
    else:
        stint = Stint(person, shift.shift, _came(shift, person, now), shift.ends)
    if shift is not None:
        stint = _as_said(stint, shift)
    return end_break(stint, now) if stint.break_to is not None and stint.break_to <= now else stint


def read(stint: Stint, chat: str, characters: int, now: datetime) -> Stint:
    """After the text of a chat at A or B was read; the same text within a short time counts once."""
    recent = tuple(one for one in stint.recent if now - one.at < AGAIN_AFTER)
    if any((one.chat, one.characters) == (chat, characters) for one in recent):
        return stint
    return replace(
        stint,
        texts=stint.texts + 1,
        characters=stint.characters + characters,
        since_break=stint.since_break + 1,
        recent=(*recent, Read(chat, characters, now)),
        read_at=now,
    )


def begin_break(stint: Stint, since: datetime, until: datetime) -> Stint:
    """A break began; one that goes on already is made longer."""
    if stint.break_to is not None:
        return replace(stint, break_from=since, break_to=max(stint.break_to, until))
    return replace(stint, break_from=since, break_to=until, set_aside=stint.since_break, since_break=0)


def end_break(stint: Stint, at: datetime) -> Stint:
    """The break is over, at the latest when it was to be; one of less than five minutes was none."""
    if stint.break_to is None or stint.break_from is None:
        return stint
    over = min(at, stint.break_to)
    if over - stint.break_from < LEAST:
        return replace(stint, break_to=None, since_break=stint.since_break + stint.set_aside, set_aside=0)
    return replace(stint, break_to=None, set_aside=0, rested_at=over, put_off_to=None)


def put_off(stint: Stint, now: datetime) -> Stint:
    """The break that is due waits a quarter of an hour."""
    return replace(stint, put_off_to=now + PUT_OFF_FOR)


def due_at(stint: Stint, after: BreakAfter) -> datetime | None:
    """When a break is due, or since when; None as long as nothing says when."""
    found = []
    if after.minutes:
        found.append(stint.fresh_since + timedelta(minutes=after.minutes))
    if after.texts and stint.since_break >= after.texts and stint.read_at is not None:
        found.append(stint.read_at)
    if not found:
        return None
    return min(found) if stint.put_off_to is None else max(min(found), stint.put_off_to)


def standing(stint: Stint, after: BreakAfter, now: datetime) -> Standing:
    """How somebody stands with their break; who is on no shift and has read nothing is told of none."""
    if stint.break_to is not None and now < stint.break_to:
        return Standing(BreakState.ON, stint.break_to)
    if not (after.minutes or after.texts) or not (stint.shift or stint.texts):
        return Standing(BreakState.NONE)
    due = due_at(stint, after)
    return Standing(BreakState.DUE if due is not None and due <= now else BreakState.COMING, due)


def _shift_of(shifts: Iterable[Shift], person: str, now: datetime) -> Shift | None:
    """The shift a person is on; of several the one that began first, so that a short one between counts on."""
    on = (shift for shift in shifts if shift.covers(now) and person in shift.people)
    return min(on, key=lambda shift: (shift.starts, shift.shift), default=None)


def _came(shift: Shift, person: str, now: datetime) -> datetime:
    """Since when a person is there: as they said, else since now, for nobody knows."""
    there = (DutyState.ON, DutyState.PAUSED)
    said = [one.since for one in shift.duties if one.person == person and one.state in there]
    return max(shift.starts, min([*said, now]))


def _as_said(stint: Stint, shift: Shift) -> Stint:
    """With the pauses of their duty that the person told everybody: those are breaks too."""
    for one in shift.duties:
        if one.person == stint.person and one.rested is not None and stint.break_to is None:
            since, until = one.rested  # perhaps this desk was closed all the while
            if stint.break_from is None or since > stint.break_from:
                stint = end_break(begin_break(stint, since, until), until)
        new = stint.break_from is None or one.since > stint.break_from
        if one.person != stint.person or not new:
            continue
        if one.state is DutyState.PAUSED and one.until is not None and one.until > one.since:
            stint = begin_break(stint, one.since, one.until)
        elif one.state is DutyState.ON:
            stint = end_break(stint, one.since)
    return stint


def _next_noon(now: datetime, zone: tzinfo) -> datetime:
    """When the night is over that a moment belongs to: it goes from noon to noon."""
    local = now.astimezone(zone)
    noon = local.replace(hour=_NOON, minute=0, second=0, microsecond=0)
    return (noon if local < noon else noon + timedelta(days=1)).astimezone(UTC)
