"""The commands of the roster: shown, held against a file, published from one, and one's own shifts as a calendar."""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from console import commands
from console.desk import View
from console.domain.actions import PublishRoster, Refusal
from console.domain.planning import as_published, as_shift, changed, decide, planned_from
from console.domain.roster import Shift
from console.domain.staffing import double_bookings, gaps_ahead, short_ahead
from console.domain.swapping import swap_words
from console.naming import person_of
from console.practice.remote import clock_of
from console.roster_file import NotARoster, own_calendar, read, usual_id
from console.settings import Settings
from console.station import Station, open_vault

FROM_CACHE = "This is the roster as this desk read it last."


async def show(settings: Settings, environment: Mapping[str, str]) -> int:
    """Print the shifts from now on with who does what, what is missing, and who is planned twice at once."""

    def told(view: View, now: datetime, zone: tzinfo) -> int:
        coming = [shift for shift in _in_order(view) if shift.ends > now]
        for shift in coming:
            click.echo(f"{_hours(shift, zone)}  {shift.name} ({shift.shift}, version {shift.version})")
            for place in shift.plan:
                buddy = shift.buddies.get(place.person)
                hours = f" {shift.buddy_hours[place.person]}" if place.person in shift.buddy_hours else ""
                besides = f", buddy {view.name(buddy)}{hours}" if buddy else ""
                click.echo(f"    {place.duty.value}: {view.name(place.person) if place.person else 'nobody'}{besides}")
        for shift, gap in gaps_ahead(coming, now):
            click.echo(f"Gap: {gap.duty.value}, {_span(gap.starts, gap.ends, zone)}, {shift.name}")
        _told_besides(view, coming, now)
        for person, one, other in double_bookings(coming):
            click.echo(f"Twice at once: {view.name(person)}, {one.name} and {other.name}, {_hours(other, zone)}")
        if not coming:
            click.echo("No shift is planned.")
        return commands.DONE

    return await _with_view(settings, environment, told)


def _told_besides(view: View, coming: list[Shift], now: datetime) -> None:
    """Print where too few are planned and how many are needed, what repeats, and what staff ask for."""
    for short in short_ahead(view.staffing, coming, now, view.zone):
        span = _span(short.starts, short.ends, view.zone)
        click.echo(f"Too few: {short.there} of {short.least} {short.duty.value}, {span}")
    for need in view.staffing.needs:
        click.echo(f"Needed: {need.least} {need.duty.value}, {need.starts:%H:%M}–{need.ends:%H:%M}")
    for routine in view.routines.values():
        if not routine.now_says.ended:
            click.echo(f"Again and again: {routine.now_says.title}, {routine.now_says.when} ({routine.routine})")
    for swap in view.swaps.values():
        if swap.outcome is None:
            click.echo(f"Asked for: {swap_words(view, swap)} ({swap.swap})")


async def export(settings: Settings, environment: Mapping[str, str]) -> int:
    """Print one's own shifts as a calendar (iCalendar); the exit code."""

    def told(view: View, now: datetime, _zone: tzinfo) -> int:
        sys.stdout.buffer.write(own_calendar(view.shifts.values(), view.me, view.name(view.me), now))
        sys.stdout.buffer.flush()
        return commands.DONE

    return await _with_view(settings, environment, told)


async def import_(
    settings: Settings,
    environment: Mapping[str, str],
    file: Path,
    *,
    publish: bool,
    days: int = 56,
    wait: bool = True,
    as_json: bool = False,
) -> int:
    """Tell what a file would change, and with ``publish`` publish that, as oneself; the exit code.

    Lines that cannot be used are named with the reason, and the others are kept; 3 when there were such lines.
    """
    wanted: list[PublishRoster] = []
    left_out = 0

    def told(view: View, now: datetime, zone: tzinfo) -> int:
        nonlocal left_out
        found = read(file, zone, now, days)
        complaints = list(found.complaints)
        for draft in found.drafts:
            plan, bad = planned_from(
                draft, view.shifts.values(), lambda name: person_of(view, name), usual_id(draft, zone)
            )
            complaints += bad
            wanted.extend(_compared(view, plan, zone))
        for one in sorted(complaints, key=lambda one: one.line):
            click.echo(f"Line {one.line}: {one.why}", err=True)
        left_out = len(complaints)
        return commands.DONE

    try:
        code = await _with_view(settings, environment, told)
    except NotARoster as error:
        click.echo(str(error), err=True)
        return commands.FAILED
    if code == commands.DONE and not (publish and wanted):
        count = "1 shift" if len(wanted) == 1 else f"{len(wanted)} shifts"
        click.echo(f"{count} would change. --publish publishes that, as you." if wanted else "Nothing differs.")
    elif code == commands.DONE:
        given = [commands.wish_of("publish-roster", wait=wait, roster=plan) for plan in wanted]
        code = max([await commands.do(settings, environment, wish, as_json=as_json) for wish in given])
    return max(code, 3 if left_out else commands.DONE)


def _compared(view: View, plan: PublishRoster, zone: tzinfo) -> list[PublishRoster]:
    """Tell a plan beside what the desk knows; it, when it differs and may be published."""
    before = view.shifts.get(plan.shift)
    after = as_shift(plan)
    if before is not None and as_published(before) == as_published(after):
        click.echo(f"{plan.shift}  as it is, version {before.version}")
        return []
    refusal = decide(view, plan, view.me)
    if isinstance(refusal, Refusal):
        click.echo(f"{plan.shift}: {refusal.why}", err=True)
        return []
    which = "new" if before is None else f"version {before.version + 1} in place of {before.version}"
    click.echo(f"{plan.shift}  {which}: {plan.name}, {_hours(after, zone)}")
    for person, (gone, new) in changed(before, after).items():
        signs = [*(f"-{duty.value}" for duty in gone), *(f"+{duty.value}" for duty in new)]
        click.echo(f"    {view.name(person)}: {', '.join(signs) or 'other hours'}")
    missing = sum(not place.person for place in after.plan)
    if missing:
        click.echo(f"    nobody yet: {missing}")
    return [plan]


def _in_order(view: View) -> list[Shift]:
    return sorted(view.shifts.values(), key=lambda one: (one.starts, one.shift))


def _hours(shift: Shift, zone: tzinfo) -> str:
    return _span(shift.starts, shift.ends, zone)


def _span(starts: datetime, ends: datetime, zone: tzinfo) -> str:
    here, there = starts.astimezone(zone), ends.astimezone(zone)
    return f"{here:%a %Y-%m-%d %H:%M}–{there:%H:%M}"


async def _with_view(
    settings: Settings, environment: Mapping[str, str], told: Callable[[View, datetime, tzinfo], int]
) -> int:
    """Tell something of the roster as the cache holds it, also beside an open window."""

    async def asked() -> int:
        if not settings.cache.path.exists():
            commands.warn(f"There is no cache at {settings.cache.path} yet.")
            return commands.FAILED
        vault = await open_vault(settings, environment, beside=True)
        try:
            station = Station(settings, await clock_of(settings.slack.api_url), vault, say=commands.warn)
            await station.open()
            await station.desk.open_rest()
            commands.warn(FROM_CACHE)
            return told(station.desk.view(), station.clock.now(), ZoneInfo(settings.window.zone))
        finally:
            vault.close()

    return await commands.without_faults(asked)
