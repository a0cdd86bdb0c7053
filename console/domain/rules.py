"""The posting rules: what may be posted, in which version, and who has read it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry, Position
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.words import Audience, Role, RuleKind, RuleLevel


class RuleState(StrEnum):
    """Where a version of a rule stands at a moment."""

    IN_FORCE = "in_force"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    UNSTRUCTURED = "unstructured"


class Version(msgspec.Struct, frozen=True):
    """One version of a posting rule, as it was published; ``of`` is the id of its event.

    ``acknowledged`` says who read it, and when; ``withdrawn`` that the rule was withdrawn while this
    version counted or was still to come. ``despite`` is why it was published although one of its examples failed.
    """

    number: int
    of: str
    by: str
    at: datetime
    title: str
    body: str
    level: RuleLevel
    audience: tuple[Audience, ...]
    from_: datetime | None = None
    until: datetime | None = None
    must_read: bool = False
    blocks_taking: bool = False
    words: tuple[str, ...] = ()
    kinds: tuple[RuleKind, ...] = ()
    holds: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    acknowledged: Mapping[str, datetime] = msgspec.field(default_factory=dict)
    withdrawn: bool = False
    despite: str = ""

    @property
    def starts(self) -> datetime:
        """From when it counts: never before it was published."""
        return self.at if self.from_ is None else max(self.at, self.from_)

    @property
    def asks(self) -> bool:
        """Whether everybody is to acknowledge it."""
        return self.must_read or self.blocks_taking

    def asked_of(self, person: str) -> bool:
        """Whether a person has still to acknowledge it."""
        return self.asks and person not in self.acknowledged

    def begun(self, now: datetime) -> bool:
        """Whether it counts already. What is published has begun, even by a computer's clock that runs late."""
        return self.from_ is None or self.from_ <= max(now, self.at)


class Withdrawal(msgspec.Struct, frozen=True):
    """That a rule was taken back, when, by whom and why."""

    at: datetime
    by: str
    reason: str | None = None


class Rule(msgspec.Struct, frozen=True):
    """A posting rule with all its versions, the latest last; there is always one.

    ``withdrawn_at`` is set while the rule as a whole is withdrawn; ``withdrawals`` are all that there were, in order.
    ``early`` are acknowledgements of versions that are not known: (of, person, when).
    """

    rule: str
    versions: tuple[Version, ...]
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    reason: str | None = None
    early: tuple[tuple[str, str, datetime], ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def latest(self) -> Version:
        """The version that was published last."""
        return self.versions[-1]

    def current(self, now: datetime) -> Version | None:
        """The version that has begun last: the one that counts unless it is over; None while none has begun."""
        return next((version for version in reversed(self.versions) if version.begun(now)), None)

    def in_force(self, now: datetime) -> Version | None:
        """The version that binds at the moment, if any."""
        version = self.current(now)
        return version if version and self.state_of(version, now) is RuleState.IN_FORCE else None

    def state_of(self, version: Version, now: datetime) -> RuleState:
        """Where one of the rule's versions stands at the moment."""
        current = self.current(now)
        if current is not None and version.number < current.number:
            return RuleState.REPLACED
        if version.withdrawn:
            return RuleState.WITHDRAWN
        if version.until is not None and version.until <= now:
            return RuleState.EXPIRED
        return RuleState.IN_FORCE if version.begun(now) else RuleState.SCHEDULED

    def changes_at(self, now: datetime) -> datetime | None:
        """The next moment at which a state changes by itself."""
        edges = [edge for version in self.versions for edge in (version.from_, version.until) if edge and edge > now]
        return min(edges, default=None)

    def as_of(self, at: datetime) -> "Rule | None":
        """The rule as it stood at a moment: what was published, withdrawn and read by then; None before all of it."""
        found: Rule | None = None
        steps: list[Version | Withdrawal] = [*self.versions, *self.withdrawals]
        for step in sorted(steps, key=lambda one: one.at):
            if step.at > at:
                break
            if isinstance(step, Withdrawal):
                found = found and _withdrawn(found, step)
                continue
            read = {person: when for person, when in step.acknowledged.items() if when <= at}
            version = replace(step, acknowledged=read, withdrawn=False)
            found = Rule(self.rule, (version,)) if found is None else _next(found, version)
        return found


def called(rule: str) -> str:
    """What a rule is called in a sentence: ``rule 31``."""
    number = rule.removeprefix("R")
    return f"rule {number}" if number.isdecimal() else f"rule “{rule[:40]}”"


def stands(rules: Iterable[Rule], now: datetime) -> frozenset[tuple[str, int, str]]:
    """Which versions that find something bind now: while these are the same, every text touches what it touched."""
    versions = ((rule.rule, rule.in_force(now)) for rule in rules)
    return frozenset(
        (rule, version.number, version.of)
        for rule, version in versions
        if version is not None and (version.words or version.kinds)
    )


class Notice(msgspec.Struct, frozen=True):
    """An unstructured message of a clinician in ``#mod-updates``: heard, but not yet a rule."""

    position: Position
    by: str
    text: str

    @property
    def at(self) -> datetime:
        """When it was written."""
        return self.position.at


def fold(rule: Rule | None, entry: Entry, people: People) -> Rule | NotEntitled | None:
    """The rule after one more event; events must come in order, the publishing first.

    A rule that is published again has a new version, as one that is replaced; both end a withdrawal, but
    what was withdrawn does not come back. A replacement in the future leaves the version before it in force.
    """
    if not people.may(entry):
        return NOT_ENTITLED
    match entry.event:
        case events.RulePublished() as new if rule is not None:  # a replacement is one, too
            return _next(rule, _version(rule.latest.number + 1, entry, new))
        case events.RulePublished() as new if not isinstance(new, events.RuleReplaced):
            return Rule(new.rule, (_version(1, entry, new),))
        case events.RuleWithdrawn(_, reason) if rule is not None and rule.withdrawn_at is None:
            return _withdrawn(rule, Withdrawal(entry.position.at, entry.author, reason))
        case events.RuleAcknowledged(_, _, of) if rule is not None:
            return _acknowledged(rule, of, entry.author, entry.position.at)
        case _:
            return rule


def fold_notice(notice: Notice | None, entry: Entry, people: People) -> Notice | None:
    """An ordinary message in ``#mod-updates``, if a clinician wrote it."""
    match entry.event:
        case events.Said(text) if people.has(entry.author, Role.CLINICIAN, entry.position):
            return Notice(entry.position, entry.author, text)
        case _:
            return notice


def _version(number: int, entry: Entry, new: events.RulePublished) -> Version:
    return Version(
        number,
        entry.id,
        entry.author,
        entry.position.at,
        new.title,
        new.body,
        new.level,
        new.audience,
        new.from_,
        new.until,
        bool(new.must_read),
        bool(new.blocks_taking),
        new.words or (),
        new.kinds or (),
        new.holds or (),
        new.leaves or (),
        despite=new.despite or "",
    )


def _next(rule: Rule, version: Version) -> Rule:
    waiting, versions = rule.early, (*rule.versions, version)
    rule = replace(rule, versions=versions, withdrawn_at=None, withdrawn_by=None, reason=None, early=())
    for of, person, at in waiting:
        rule = _acknowledged(rule, of, person, at)
    return rule


def _withdrawn(rule: Rule, new: Withdrawal) -> Rule:
    at = new.at
    versions = tuple(
        version if rule.state_of(version, at) is RuleState.REPLACED else replace(version, withdrawn=True)
        for version in rule.versions
    )
    return replace(
        rule,
        versions=versions,
        withdrawn_at=at,
        withdrawn_by=new.by,
        reason=new.reason,
        withdrawals=(*rule.withdrawals, new),
    )


def _acknowledged(rule: Rule, of: str, person: str, at: datetime) -> Rule:
    if all(version.of != of for version in rule.versions):
        return replace(rule, early=(*rule.early, (of, person, at)))
    return replace(
        rule,
        versions=tuple(
            replace(version, acknowledged={**version.acknowledged, person: at})
            if version.of == of and person not in version.acknowledged
            else version
            for version in rule.versions
        ),
    )
