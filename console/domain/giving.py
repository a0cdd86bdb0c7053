"""Who gives what: roles and limits, who may give them, and whom to turn to, in words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.events import WireEvent
from console.domain.people import TAKERS, Doubt, Doubtful
from console.domain.roster import shift_at
from console.domain.words import Role

if TYPE_CHECKING:
    from console.domain.deciding import Rows

USUAL_LIMIT: Final = 3  # chats that one person holds at a time
_SOMEBODY: Final = "a lead, or an admin of the workspace,"
_NAMED: Final = 3  # people whom a sentence names; more would not be read


def limit_of(rows: "Rows", person: str, at: datetime) -> int:
    """How many chats a person may hold at the moment."""
    shift = shift_at(rows.shifts.values(), at)
    return shift.limits.get(person, USUAL_LIMIT) if shift else USUAL_LIMIT


def lift(rows: "Rows", action: actions.LiftLimit, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of a lifted limit, or why it cannot be lifted."""
    person, limit = action.person, action.limit
    if Role.LEAD not in rows.people.roles_now(by):
        leads = _listed([name(rows, one) for one in _having(rows, Role.LEAD, at)])
        return Refusal(f"Only a lead can lift a limit{leads and ': '}{leads}.")
    shift = shift_at(rows.shifts.values(), at)
    if shift is None:
        return Refusal("No shift is planned for now, so there is nothing to lift the limit for.")
    if not rows.people.roles_now(person) & TAKERS:
        return Refusal(f"{name(rows, person)} has no role that allows taking a chat.")
    if limit < 1:
        return Refusal("A limit is at least 1.")
    if limit == limit_of(rows, person, at):
        return Refusal(f"The limit is already {limit}.")
    return events.LimitLifted(person, shift.shift, limit)


def who_lifts(rows: "Rows", person: str, at: datetime) -> str:
    """Whom somebody turns to when their limit is reached, by name: ``or ask lead R. Okafor for more``."""
    leads = _having(rows, Role.LEAD, at)
    if person in leads:
        return "or lift it, you are lead"
    named = _listed([f"lead {name(rows, one)}" for one in leads], "or")
    return f"or ask {named or 'the lead'} for more"


def give(rows: "Rows", person: str, role: Role, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of a role that is given, also once more by somebody else: it then rests on them."""
    refusal = _no_giver(rows, role, by, at)
    if refusal is not None:
        return refusal
    for grant in rows.people.grants.get(person, ()):
        if (grant.role, grant.by, grant.until) == (role, by, None):
            has = "You already have" if person == by else f"{name(rows, person)} already has"
            return Refusal(f"{has} the role {role.value}, and it rests on you.")
    return events.RoleGiven(person, role)


def take(rows: "Rows", person: str, role: Role, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of a role that is taken away."""
    refusal = _no_giver(rows, role, by, at)
    if refusal is not None:
        return refusal
    if role not in rows.people.roles_now(person):
        does_not = "You do not" if person == by else f"{name(rows, person)} does not"
        return Refusal(f"{does_not} have the role {role.value}.")
    return events.RoleTaken(person, role)


def confirming(doubtful: Doubtful) -> Action:
    """The action that does again what somebody did without a right to it, or with one they no longer have."""
    if doubtful.doubt is Doubt.BACK:
        return actions.TakeRole(doubtful.person, doubtful.role)
    return actions.GiveRole(doubtful.person, doubtful.role)


def no_taker(rows: "Rows", by: str, at: datetime) -> Refusal | None:
    """Why a person may not work on chats, and who can change that."""
    return None if rows.people.roles_now(by) & TAKERS else _lacking(rows, by, at)


def no_role(rows: "Rows", by: str, at: datetime) -> Refusal | None:
    """Why a person may not do what any role allows, and who can change that."""
    return None if rows.people.roles_now(by) else _lacking(rows, by, at)


def no_clinician(
    rows: "Rows", by: str, at: datetime, do: str = "publish, replace or withdraw a posting rule"
) -> Refusal | None:
    """Why a person may not do what only clinicians do, such as changing the posting rules, and who may, by name."""
    if Role.CLINICIAN in rows.people.roles_now(by):
        return None
    who = _listed([name(rows, one) for one in _having(rows, Role.CLINICIAN, at)], "or")
    return Refusal(f"Only a clinician can {do}{who and ': '}{who}.")


def _lacking(rows: "Rows", by: str, at: datetime) -> Refusal:
    if by in rows.people.admins:
        return Refusal("You have no role that allows this. As an admin of the workspace you can give yourself one.")
    who = who_gives(rows, at, to=by) or _SOMEBODY
    return Refusal(f"You have no role that allows this. {who[0].upper()}{who[1:]} can give you one.")


def without_role(rows: "Rows", person: str, at: datetime) -> str:
    """What somebody without a role is told wherever they look; empty for everybody else, and before anybody is known.

    Only for a desk that was read whole: before that, nobody seems to have a role.
    """
    admin = person in rows.people.admins
    if admin and not rows.people.grants:
        return "Nobody has a role yet, so nobody can act. As an admin of the workspace you give the first ones."
    if admin or rows.people.roles_now(person) or not (rows.people.grants or rows.people.admins):
        return ""
    who = who_gives(rows, at, to=person) or _SOMEBODY
    return (
        "You have no role yet: you see the whole desk, and cannot take chats, write notes, ask the team or mark rules "
        f"as read. {who[0].upper()}{who[1:]} can give you one."
    )


def may_confirm(rows: "Rows", doubtful: Iterable[Doubtful], by: str) -> tuple[Doubtful, ...]:
    """What of it somebody may confirm together with others: what is theirs to give, and nobody gave themselves."""
    admin, lead = by in rows.people.admins, Role.LEAD in rows.people.roles_now(by)
    return tuple(one for one in doubtful if not one.oneself and (admin or (lead and one.role is not Role.LEAD)))


def why_none(rows: "Rows", doubtful: Sequence[Doubtful], by: str, at: datetime) -> Refusal | None:
    """Why nothing of it can be confirmed; None when something can."""
    if not doubtful:
        return Refusal("There is no role to confirm.")
    if may_confirm(rows, doubtful, by):
        return None
    own = Refusal("A role that somebody gave themselves is not confirmed in passing: give it to them, if it is right.")
    return _no_giver(rows, doubtful[0].role, by, at) or own


def who_gives(rows: "Rows", at: datetime, *, to: str = "") -> str:
    """Who can give roles to somebody, by name: the leads of the shift, the other leads, the admins; nobody themselves.

    Empty while nobody is known who could.
    """
    leads = _having(rows, Role.LEAD, at)
    found = [f"lead {name(rows, one)}" for one in leads if one != to]
    admins = _by_name(rows, rows.people.admins.difference(leads))
    return _listed([*found, *(f"admin {name(rows, one)}" for one in admins if one != to)], "or")


def name(rows: "Rows", person: str) -> str:
    """What a person is called; their id while Slack has not said."""
    return rows.names.get(person, person)


def _no_giver(rows: "Rows", role: Role, by: str, at: datetime) -> Refusal | None:
    if by in rows.people.admins:
        return None
    if Role.LEAD not in rows.people.roles_now(by):
        who = who_gives(rows, at)
        return Refusal(f"Only an admin of the workspace or a lead can give and take roles{who and ': '}{who}.")
    if role is Role.LEAD:
        admins = _listed([name(rows, one) for one in _by_name(rows, rows.people.admins)])
        return Refusal(f"Only an admin of the workspace can give and take the role lead{admins and ': '}{admins}.")
    return None


def _having(rows: "Rows", role: Role, at: datetime) -> list[str]:
    """Everybody who has a role, those of the shift first."""
    shift = shift_at(rows.shifts.values(), at)
    on = frozenset() if shift is None else shift.people
    return sorted(rows.people.having(role), key=lambda one: (one not in on, name(rows, one)))


def _by_name(rows: "Rows", people: Iterable[str]) -> list[str]:
    return sorted(people, key=lambda one: name(rows, one))


def _listed(words: list[str], joint: str = "and") -> str:
    """``A, B and C``, or ``A, B, C and 2 more``."""
    if len(words) > _NAMED:
        words = [*words[:_NAMED], f"{len(words) - _NAMED} more"]
    return f" {joint} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def who_was_first(rows: "Rows", who: str, at: datetime, me: str, zone: tzinfo) -> str:
    """Who did something before somebody, and when: the beginning of a sentence."""
    return f"At {at.astimezone(zone):%H:%M:%S} {'you' if who == me else name(rows, who)}"


def sentence(words: str) -> str:
    """Words as a sentence begins."""
    return words[:1].upper() + words[1:]
