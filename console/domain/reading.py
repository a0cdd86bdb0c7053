"""Who is to read which posting rule: what asks a person, when they are reminded, and who on a shift has read it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from console.domain.roster import DutyState, Shift, shift_at
from console.domain.rules import Rule, Version
from console.domain.words import RuleLevel

REMINDED_EVERY: Final = timedelta(minutes=5)
LEVELS: Final = {level: rank for rank, level in enumerate(RuleLevel)}


class Called(Enum):
    """What a person is reminded of at a moment."""

    NOTHING = "nothing"  # it is not their duty now
    STOPS = "stops"  # they are on a break
    ALL = "all"


class ToRead(NamedTuple):
    """A version in force that a person has still to read; ``before`` is the version that they read last."""

    rule: Rule
    version: Version
    before: Version | None


class Readers(NamedTuple):
    """Who of a shift has read a version, in the order in which they did, and who has not."""

    read: tuple[str, ...]
    unread: tuple[str, ...]


def to_read(rules: Iterable[Rule], person: str, now: datetime) -> tuple[ToRead, ...]:
    """What a person has still to acknowledge: the gravest level first, then the newest."""
    found = [
        ToRead(rule, version, read_before(rule, version, person))
        for rule in rules
        if (version := rule.in_force(now)) is not None and version.asked_of(person)
    ]
    return tuple(sorted(found, key=order_of))


def order_of(pair: tuple[Rule, Version] | ToRead) -> tuple[int, float, str]:
    """Where a version stands among others: the gravest level first, then the newest."""
    rule, version = pair[0], pair[1]
    return LEVELS[version.level], -version.at.timestamp(), rule.rule


def read_before(rule: Rule, version: Version, person: str) -> Version | None:
    """The latest version before this one that a person has read."""
    earlier = [one for one in rule.versions if one.number < version.number and person in one.acknowledged]
    return earlier[-1] if earlier else None


def called(shifts: Iterable[Shift], person: str, now: datetime) -> Called:
    """What a person is reminded of: all from the begin of their duty to its end, in a break only what stops posts.

    Whoever began a duty before its shift is called, too. Without a shift there is nobody whose duty it is not.
    """
    shifts = tuple(shifts)
    current = shift_at(shifts, now)
    if current is None and not any(shift.ends > now for shift in shifts):
        return Called.ALL
    states = set()
    for shift in shifts:
        for duty in shift.duties:
            begun = shift is current or (shift.starts > now and duty.state is not DutyState.PLANNED)
            if duty.person == person and begun and duty.state is not DutyState.ENDED:
                states.add(duty.state)
    if not states:
        return Called.NOTHING
    return Called.STOPS if states == {DutyState.PAUSED} else Called.ALL


def reminded_of(waiting: Iterable[ToRead], call: Called) -> tuple[ToRead, ...]:
    """Of what a person has still to read, that which they are reminded of."""
    if call is Called.NOTHING:
        return ()
    return tuple(one for one in waiting if call is Called.ALL or one.version.level is RuleLevel.STOP)


class Reminder(NamedTuple):
    """What somebody was reminded of last (the ids of versions), and when."""

    of: frozenset[str] = frozenset()
    at: datetime | None = None

    def due(self, waiting: Iterable[ToRead], now: datetime) -> bool:
        """Whether to remind now: of something new, or because five minutes went by. A clock set back starts anew."""
        found = {one.version.of for one in waiting}
        if not found:
            return False
        return not found <= self.of or self.at is None or not timedelta() <= now - self.at < REMINDED_EVERY


def readers(version: Version, people: Iterable[str]) -> Readers:
    """Who of these people has read a version, and who has not (by their ids)."""
    people = set(people)
    read = sorted(people & version.acknowledged.keys(), key=lambda one: (version.acknowledged[one], one))
    return Readers(tuple(read), tuple(sorted(people - version.acknowledged.keys())))
