"""Decisions on posts that rest on a posting rule: what was decided under which of its versions."""

from datetime import datetime
from typing import Final

import msgspec

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.words import Decision

LISTED: Final = 200  # of one version, the latest; what is older is counted


class Decided(msgspec.Struct, frozen=True, gc=False):
    """One decision: of which post, what, by whom and when."""

    post: str
    decision: Decision
    by: str
    at: datetime


class Decisions(msgspec.Struct, frozen=True):
    """All decisions under one version of a rule: how many there were, and the latest of them in their order."""

    rule: str
    count: int = 0
    latest: tuple[Decided, ...] = ()


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
        case _:
            return decisions
