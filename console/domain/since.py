"""What changed for one person since they were last here: since their own last sign-off, not since a shift began."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol

import msgspec

from console.domain import drafting
from console.domain.asks import Ask, unanswered
from console.domain.cases import Case, still_open
from console.domain.chats import Chat, ChatState
from console.domain.drafting import Changed
from console.domain.handovers import Handover
from console.domain.roster import DutyState, Shift, here
from console.domain.tasks import Task
from console.domain.words import RuleLevel

_LEVELS: Final = tuple(RuleLevel)  # the graver first
NEVER_HERE: Final = timedelta(hours=24)  # so far somebody looks back who was never here before


class Rows(drafting.Rows, Protocol):
    """What is looked back over."""

    @property
    def handovers(self) -> Mapping[str, Handover]:
        """What leads wrote down."""


class Since(msgspec.Struct, frozen=True):
    """What somebody is to know. ``left`` is when they went last, None when they were never here.

    ``rules`` are those to be read, and other changes; ``written`` is what leads wrote in handovers. Worst first.
    """

    me: str
    left: datetime | None
    at: datetime
    cases: tuple[Case, ...]
    rules: tuple[Changed, ...]
    written: tuple[Handover, ...]
    held: tuple[Chat, ...]
    asks: tuple[Ask, ...]
    tasks: tuple[Task, ...]

    @property
    def count(self) -> int:
        """How much there is to know."""
        return sum(map(len, (self.cases, self.rules, self.written, self.held, self.asks, self.tasks)))


def since(rows: Rows, me: str, at: datetime) -> Since:
    """What a person is to know at a moment who was away."""
    left = left_at(rows.shifts.values(), me, at)
    begun = left or at - NEVER_HERE
    held = (chat for chat in rows.chats.values() if chat.state_at(at) is ChatState.HELD)
    to_do = drafting.to_do(rows.tasks.values(), at)
    theirs = (task for task in rows.tasks.values() if task.done_at is None and task.person == me)
    tasks = {task.task: task for task in (*to_do, *theirs)}
    return Since(
        me,
        left,
        at,
        tuple(still_open(rows.cases.values())),
        tuple(_rules(rows, me, begun, at)),
        tuple(_written(rows.handovers.values(), me, begun)),
        tuple(sorted(held, key=lambda chat: (chat.risk, chat.opened_at, chat.chat))),
        tuple(unanswered(rows.asks.values())),
        tuple(sorted(tasks.values(), key=lambda task: (task.due is None, task.due or task.at, task.task))),
    )


def left_at(shifts: Iterable[Shift], me: str, at: datetime) -> datetime | None:
    """When a person signed off last before the shift they are in; the end of a shift for one who never said so."""
    known = tuple(shifts)
    now = here(known, me, at)
    gone = [_gone(shift, me, at) for shift in known if now is None or shift.shift != now.shift]
    return max((one for one in gone if one is not None), default=None)


def _gone(shift: Shift, me: str, at: datetime) -> datetime | None:
    """When a person went from a shift, if they were there and went by then."""
    last = shift.presence_of(me)
    if last is None:
        return None
    went = last.since if last.state is DutyState.ENDED else max(shift.ends, last.since)
    return went if went <= at else None


def _rules(rows: Rows, me: str, begun: datetime, at: datetime) -> list[Changed]:
    """What they have to read however old it is, first; then what else changed that they neither wrote nor read."""
    changed = {one.rule: one for one in drafting.changed(rows.rules.values(), begun, at, frozenset((me,)))}
    for rule in rows.rules.values():
        version = rule.in_force(at)
        if version is not None and version.asked_of(me):
            changed[rule.rule] = Changed(rule.rule, version, withdrawn=False, unread=(me,))
    news = [one for one in changed.values() if one.withdrawn or (me not in one.version.acknowledged and _new(one, me))]
    return sorted(news, key=lambda one: _rank(one, me))


def _rank(one: Changed, me: str) -> tuple[bool, bool, int, str]:
    version = one.version
    return not _asked(one, me), not version.blocks_taking, _LEVELS.index(version.level), one.rule


def _new(one: Changed, me: str) -> bool:
    return one.version.by != me or one.version.asked_of(me)


def _asked(one: Changed, me: str) -> bool:
    return not one.withdrawn and one.version.asked_of(me)


def _written(handovers: Iterable[Handover], me: str, begun: datetime) -> list[Handover]:
    """What others wrote since, the newest first; of one shift only what was written last."""
    latest: dict[str, Handover] = {}
    for one in sorted(handovers, key=lambda one: one.position):
        if one.notes and one.by != me and one.at >= begun:
            latest[one.shift] = one
    return sorted(latest.values(), key=lambda one: one.position, reverse=True)
