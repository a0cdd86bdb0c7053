"""Decisions on posts that rest on a posting rule: what was decided under which of its versions."""

from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.words import Decision

FEW: Final = 3  # decisions that were overturned; fewer are no pattern
OFTEN: Final = 0.3  # of all decisions under a version (the service's own measure)
LISTED: Final = 200  # of one version, the latest; what is older is counted


class Decided(msgspec.Struct, frozen=True, gc=False):
    """One decision: of which post, what, by whom and when."""

    post: str
    decision: Decision
    by: str
    at: datetime


class Decisions(msgspec.Struct, frozen=True):
    """All decisions under one version of a rule: how many there were, and the latest of them in their order.

    ``overturned`` are the ids of those that were overturned, the latest ones.
    """

    rule: str
    count: int = 0
    latest: tuple[Decided, ...] = ()
    overturned: tuple[str, ...] = ()

    @property
    def often_overturned(self) -> bool:
        """Whether so many were overturned that the rule should be looked at."""
        return len(self.overturned) >= FEW and len(self.overturned) >= OFTEN * self.count


def version_key(rule: str, version: int | None, of: str | None) -> str:
    """What the decisions under a version are found by; empty where an event does not say which version it was."""
    return of or (f"{rule} v{version}" if version is not None else "")


def fold(decisions: Decisions | None, entry: Entry, people: People) -> Decisions | NotEntitled | None:
    """The decisions after one more event; events must come in order."""
    if not people.may(entry):
        return NOT_ENTITLED
    match entry.event:
        case events.PostDecided(post, decision, rule) if rule:
            made = Decided(post, decision, entry.author, entry.position.at)
            before = decisions or Decisions(rule)
            return Decisions(before.rule, before.count + 1, (*before.latest[1 - LISTED :], made))
        case events.PostReviewed(_, of, stands=False) if decisions is not None and of not in decisions.overturned:
            return replace(decisions, overturned=(*decisions.overturned[1 - LISTED :], of))
        case _:
            return decisions
