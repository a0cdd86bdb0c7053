"""A roster in the making: what a lead changes of it step by step, laid over the one that counts."""

from collections.abc import Mapping
from datetime import timedelta, tzinfo

import msgspec
from msgspec.structs import replace

from console.domain.actions import PublishRoster
from console.domain.local import stretch
from console.domain.planning import as_shift, plan_of
from console.domain.roster import Shift
from console.domain.words import Duty

Plans = tuple[PublishRoster, ...]


class Making(msgspec.Struct, frozen=True):
    """The shifts that are changed and not published yet, and how they were before each step, the last step last."""

    plans: Plans = ()
    before: tuple[Plans, ...] = ()

    def put(self, plan: PublishRoster) -> "Making":
        """With a shift as it is now to be."""
        others = tuple(one for one in self.plans if one.shift != plan.shift)
        return Making((*others, plan), (*self.before, self.plans))

    def undone(self) -> "Making":
        """Without the last step."""
        return Making(self.before[-1], self.before[:-1]) if self.before else self

    def without(self, known: Mapping[str, Shift]) -> "Making":
        """Without what the roster that counts says already."""
        left = tuple(one for one in self.plans if one.shift not in known or plan_of(known[one.shift]) != one)
        return self if left == self.plans else replace(self, plans=left)

    def over(self, known: Mapping[str, Shift]) -> dict[str, Shift]:
        """The shifts as they would be, by id."""
        return {**known, **{one.shift: as_shift(one) for one in self.plans}}


def toggled(shift: Shift, person: str, duty: Duty) -> PublishRoster:
    """The shift with a person planned for a duty, or no longer; with nobody (empty) one more open place."""
    plan, place = plan_of(shift), f"{person}:{duty.value}"
    if not person:
        return replace(plan, duties=(*plan.duties, place))
    if place in plan.duties:
        return _kept(replace(plan, duties=tuple(one for one in plan.duties if one != place)))
    open_place = f":{duty.value}"  # whoever comes fills a place that is open
    duties = list(plan.duties)
    if open_place in duties:
        duties[duties.index(open_place)] = place
    else:
        duties.append(place)
    return replace(plan, duties=tuple(duties))


def freed(shift: Shift, person: str) -> PublishRoster:
    """The shift without a person; with nobody (empty) without its open places."""
    plan = plan_of(shift)
    return _kept(replace(plan, duties=tuple(one for one in plan.duties if one.rpartition(":")[0] != person)))


def given(shift: Shift, person: str, to: str) -> PublishRoster:
    """The shift with all that a person was planned for given to another, who has it only once."""
    plan, duties = plan_of(shift), list[str]()
    for one in plan.duties:
        who, _, duty = one.rpartition(":")
        place = f"{to}:{duty}" if who == person else one
        if place.startswith(":") or place not in duties:
            duties.append(place)
    return _kept(replace(plan, duties=tuple(duties)))


def with_buddy(shift: Shift, newcomer: str, buddy: str) -> PublishRoster:
    """The shift with somebody who helps a newcomer; the same again, and nobody helps them."""
    pairs = {**shift.buddies, newcomer: buddy}
    if shift.buddies.get(newcomer) == buddy:
        del pairs[newcomer]
    return _with_pairs(plan_of(shift), tuple(f"{one}:{other}" for one, other in pairs.items()))


def day_after(shift: Shift, zone: tzinfo) -> PublishRoster:
    """The same shift a day later by the wall clock, under no id yet."""
    here, there = shift.starts.astimezone(zone), shift.ends.astimezone(zone)
    starts, ends = stretch(here.date() + timedelta(days=1), here.time(), there.time(), zone)
    return replace(plan_of(shift), shift="", starts=starts.at, ends=ends.at)


def _kept(plan: PublishRoster) -> PublishRoster:
    """With the buddies that are still planned."""
    there = {one.rpartition(":")[0] for one in plan.duties}
    pairs = tuple(pair for pair in plan.buddies if set(pair.split(":")) <= there)
    return _with_pairs(plan, pairs)


def _with_pairs(plan: PublishRoster, pairs: tuple[str, ...]) -> PublishRoster:
    """With these buddies, and the hours of those who have one."""
    helped = {pair.partition(":")[0] for pair in pairs}
    hours = tuple(text for text in plan.buddy_hours if text.partition(":")[0] in helped)
    return replace(plan, buddies=pairs, buddy_hours=hours)


def with_buddy_hours(shift: Shift, newcomer: str, hours: str) -> PublishRoster:
    """The shift with the times of day (``22:00-02:00``) at which somebody's buddy is there; empty: all the time."""
    told = {**shift.buddy_hours, newcomer: hours}
    texts = tuple(f"{one}:{times}" for one, times in told.items() if times and one in shift.buddies)
    return replace(plan_of(shift), buddy_hours=texts)
