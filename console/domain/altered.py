"""What changed rules altered in open texts since somebody looked at them at this desk: as it outlives a window."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from console.domain.rules import Rule

Standing = tuple[str, int, str]  # a rule, its version's number, and that version's id


class Altered(msgspec.Struct, frozen=True):
    """Which versions the texts were held against last, and which of these altered what since it was looked at.

    ``changes`` are, by text and by rule, the version that did; 0 for a rule that no longer is in force.
    """

    standing: frozenset[Standing] = frozenset()
    changes: Mapping[str, Mapping[str, int]] = msgspec.field(default_factory=dict)


def as_they_stood(rules: Iterable[Rule], standing: Iterable[Standing]) -> Iterator[Rule]:
    """The rules with nothing but those versions, as binding as they were then."""
    ids = {of for _, _, of in standing}
    for rule in rules:
        for version in rule.versions:
            if version.of in ids:
                yield replace(rule, versions=(replace(version, from_=None, until=None, withdrawn=False),))


def since_when(rules: Iterable[Rule], now: datetime) -> dict[str, datetime]:
    """Since when each rule stands as it does now; those that never began are left out."""
    return {rule.rule: at for rule in rules if (at := _since(rule, now)) is not None}


def _since(rule: Rule, now: datetime) -> datetime | None:
    current = rule.current(now)
    if current is None:
        return None
    ends = [rule.withdrawn_at if current.withdrawn else None, current.until]
    return min((end for end in ends if end is not None and end <= now), default=current.starts)
