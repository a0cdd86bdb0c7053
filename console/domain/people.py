"""Who may do what, and since when: roles given and taken, resting on Slack's own admins."""

from collections.abc import Mapping
from enum import Enum
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry, Position
from console.domain.words import Role

TAKERS: Final = frozenset((Role.COUNSELLOR, Role.MODERATOR, Role.CLINICIAN, Role.LEAD))
ANY_ROLE: Final = frozenset(Role)
_PLATFORM: Final = frozenset((Role.PLATFORM,))
_LEAD: Final = frozenset((Role.LEAD,))
DECIDERS: Final = frozenset((Role.MODERATOR, Role.CLINICIAN))
REVIEWERS: Final = frozenset((Role.LEAD, Role.CLINICIAN))
_CLINICIAN: Final = frozenset((Role.CLINICIAN,))

# The roles that entitle to an event (docs/wire.md, "who"). What is not here rests on more than a role
# (being the holder, the one it was passed to, oneself) and is checked where it is folded.
ENTITLED: Final[Mapping[type, frozenset[Role]]] = {
    **dict.fromkeys((events.ChatOpened, events.ChatUpdated, events.ChatEnded, events.PostSubmitted), _PLATFORM),
    **dict.fromkeys(
        (
            events.ChatTaken,
            events.ChatReopened,
            events.ChatNoted,
            events.ChatRiskSet,
            events.AskPosted,
            events.CaseOpinionAsked,
        ),
        TAKERS,
    ),
    **dict.fromkeys(
        (
            events.LimitLifted,
            events.RosterPublished,
            events.RoutineSet,
            events.StaffingSet,
            events.HandoverWritten,
            events.HandoverSigned,
        ),
        _LEAD,
    ),
    **dict.fromkeys(
        (
            events.RuleAcknowledged,
            events.TaskDone,
            events.TaskUndone,
            events.TaskPlanned,
            events.SwapAsked,
            events.SwapAgreed,
            events.SwapDeclined,
            events.CaseFlagged,
            events.CaseUpdated,
            events.CaseAssessed,
            events.CaseMerged,
            events.CaseClosed,
        ),
        ANY_ROLE,
    ),
    **dict.fromkeys((events.PostTaken, events.PostDecided, events.PostJudged, events.PostOpinionAsked), DECIDERS),
    **dict.fromkeys((events.PostReviewed, events.TemplateSet, events.TemplateWithdrawn), REVIEWERS),
    **dict.fromkeys((events.RulePublished, events.RuleReplaced, events.RuleWithdrawn, events.RuleProposed), _CLINICIAN),
}


class Verdict(Enum):
    """What a fold says of an event that changes nothing because its author had no right to it."""

    NOT_ENTITLED = "not entitled"


NotEntitled: TypeAlias = Verdict
NOT_ENTITLED: Final = Verdict.NOT_ENTITLED


class Grant(msgspec.Struct, frozen=True):
    """One role of one person, from ``since`` up to ``until`` (None: still)."""

    role: Role
    by: str
    since: Position
    until: Position | None = None
    taken_by: str | None = None

    def counts(self, at: Position) -> bool:
        """Whether it holds just before ``at``: it counts for what comes after its event."""
        return self.since < at and (self.until is None or at <= self.until)


class Lapsed(msgspec.Struct, frozen=True):
    """A giving (or a taking) of a role that changes nothing: who did it had no right to it, or has it no longer."""

    person: str
    role: Role
    by: str
    at: Position
    given: bool = True


class Doubt(Enum):
    """Why an admin or a lead should look at a role."""

    RESTS = "rests"  # it counts, and who gave it is neither admin nor lead any more
    LAPSED = "lapsed"  # it does not count: who gave it has no right to that, or no longer
    BACK = "back"  # it counts again: who took it has no right to that, or no longer


class Doubtful(msgspec.Struct, frozen=True):
    """A role to look at, by whom it was given or taken, and when. Confirming does again what they did."""

    person: str
    role: Role
    by: str
    at: Position
    doubt: Doubt

    @property
    def oneself(self) -> bool:
        """Whether somebody gave it to themselves: that is never confirmed with others in one action."""
        return self.person == self.by


class People(msgspec.Struct, frozen=True):
    """Every role that counts, by person, and the admins as Slack says now (the root of trust).

    ``lapsed`` has, for each role of a person, what was done last without a right, unless somebody who had one did
    something since.
    """

    admins: frozenset[str] = frozenset()
    grants: Mapping[str, tuple[Grant, ...]] = msgspec.field(default_factory=dict)
    lapsed: tuple[Lapsed, ...] = ()

    def roles(self, person: str, at: Position) -> frozenset[Role]:
        """The person's roles just before ``at``; a role counts from its event on."""
        return frozenset(grant.role for grant in self.grants.get(person, ()) if grant.counts(at))

    def roles_now(self, person: str) -> frozenset[Role]:
        """The person's roles after everything that is known."""
        return frozenset(grant.role for grant in self.grants.get(person, ()) if grant.until is None)

    def may(self, entry: Entry) -> bool:
        """Whether the author's roles entitle them to the event; true where it rests on more than a role."""
        needed = ENTITLED.get(type(entry.event))
        return needed is None or any(
            grant.role in needed and grant.counts(entry.position) for grant in self.grants.get(entry.author, ())
        )

    def has(self, person: str, role: Role, at: Position) -> bool:
        """Whether the person had the role just before ``at``."""
        return role in self.roles(person, at)

    def resting_on_nobody(self) -> dict[str, tuple[Grant, ...]]:
        """Roles that still count though who gave them is no longer lead; an admin should confirm them.

        What a former admin gave counts no longer (Slack says who is admin *now*): it has lapsed.
        """
        found = {}
        for person, grants in self.grants.items():
            loose = tuple(grant for grant in grants if grant.until is None and not self._stands(grant.by))
            if loose:
                found[person] = loose
        return found

    def doubtful(self) -> tuple[Doubtful, ...]:
        """Every role that somebody should look at, by person and role."""
        found = {
            (person, grant.role): Doubtful(person, grant.role, grant.by, grant.since, Doubt.RESTS)
            for person, grants in self.resting_on_nobody().items()
            for grant in grants
        }
        for one in self.lapsed:
            if one.given != (one.role in self.roles_now(one.person)):
                doubt = Doubt.LAPSED if one.given else Doubt.BACK
                found[one.person, one.role] = Doubtful(one.person, one.role, one.by, one.at, doubt)
        return tuple(sorted(found.values(), key=lambda one: (one.person, list(Role).index(one.role))))

    def having(self, role: Role) -> tuple[str, ...]:
        """Everybody who has a role."""
        return tuple(sorted(person for person in self.grants if role in self.roles_now(person)))

    def _stands(self, person: str) -> bool:
        return person in self.admins or Role.LEAD in self.roles_now(person)


def fold(people: People, entry: Entry) -> People | NotEntitled:
    """The roles after one more event; events must come in order.

    A role that is given again rests from then on upon who gave it last: that is how one is confirmed.
    """
    match entry.event:
        case events.RoleGiven(person, role) | events.RoleTaken(person, role):
            pass
        case _:
            return people
    by_lead = role is not Role.LEAD and people.has(entry.author, Role.LEAD, entry.position)
    if entry.author not in people.admins and not by_lead:
        return NOT_ENTITLED
    grants = tuple(
        replace(grant, until=entry.position, taken_by=entry.author)
        if grant.role is role and grant.until is None
        else grant
        for grant in people.grants.get(person, ())
    )
    if isinstance(entry.event, events.RoleGiven):
        grants += (Grant(role, entry.author, entry.position),)
    return replace(people, grants={**people.grants, person: grants}, lapsed=_others(people.lapsed, person, role))


def without_right(people: People, entry: Entry) -> People:
    """The roles after an event that was not entitled: they are as they were, and it is remembered."""
    match entry.event:
        case events.RoleGiven(person, role) | events.RoleTaken(person, role):
            given = isinstance(entry.event, events.RoleGiven)
            lapsed = Lapsed(person, role, entry.author, entry.position, given)
            return replace(people, lapsed=(*_others(people.lapsed, person, role), lapsed))
        case _:
            return people


def _others(lapsed: tuple[Lapsed, ...], person: str, role: Role) -> tuple[Lapsed, ...]:
    return tuple(one for one in lapsed if (one.person, one.role) != (person, role))


def differing(old: People, new: People) -> dict[str, Position]:
    """Whose roles differ between two states, and from which position on; who gave them is no difference."""
    found: dict[str, Position] = {}
    if old is new:
        return found
    for person in old.grants.keys() | new.grants.keys():
        changes = _turns(old.grants.get(person, ())) ^ _turns(new.grants.get(person, ()))
        if changes:
            found[person] = min(position for position, _ in changes)
    return found


def _turns(grants: tuple[Grant, ...]) -> set[tuple[Position, Role]]:
    """Where a role begins or ends; a role that ends where it begins anew goes on."""
    turns: set[tuple[Position, Role]] = set()
    for grant in grants:
        turns ^= {(grant.since, grant.role)}
        if grant.until is not None:
            turns ^= {(grant.until, grant.role)}
    return turns
