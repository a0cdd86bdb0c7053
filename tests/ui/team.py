"""A night's people: admins, leads, those with a role and without, and roles that should be looked at."""

from typing import Any

from msgspec.structs import replace

from console.desk import View
from console.domain.messages import Person, Position
from console.domain.people import Grant, Lapsed, People
from console.domain.words import Role
from tests.ui import desks
from tests.ui.desks import ME, ago

DAY = 60 * 24
ADMINS = {"UA": "S. Marsh", "UB": "O. Keane"}
GONE, NEW, BOT, FORMER = "UG", "UN", "UP", "UF"
NAMES = {**desks.NAMES, **ADMINS, GONE: "V. Petrova", NEW: "H. Lund", BOT: "Chat platform", FORMER: "C. Duarte"}


def at(days: float) -> Position:
    """So many days ago, in the channel of the roles."""
    return Position(ago(days * DAY), "C3MAIN")


def grants() -> dict[str, tuple[Grant, ...]]:
    """Who has which role; U6 gave some, and is lead no longer."""

    def given(role: Role, days: float, by: str = "U1") -> Grant:
        return Grant(role, by, at(days))

    return {
        "U1": (given(Role.LEAD, 410, "UA"), given(Role.COUNSELLOR, 409, "UA")),
        "U2": (given(Role.CLINICIAN, 300, "UA"),),
        ME: (given(Role.COUNSELLOR, 40),),
        "U3": (
            Grant(Role.SUPPORT, "UA", at(200), at(90), "U1"),
            given(Role.COUNSELLOR, 90),
            given(Role.MODERATOR, 0.3),
        ),
        "U4": (given(Role.MODERATOR, 30, "U6"),),
        "U5": (given(Role.COUNSELLOR, 3),),
        "U6": (Grant(Role.LEAD, "UA", at(120), at(2), "UB"), given(Role.COUNSELLOR, 119, "UA")),
        "U7": (given(Role.HOST, 80, "U6"), given(Role.MODERATOR, 80, "U6")),
        "U8": (given(Role.COUNSELLOR, 12),),
        BOT: (given(Role.PLATFORM, 400, "UA"),),
        GONE: (given(Role.MODERATOR, 200),),
    }


def lapsed() -> tuple[Lapsed, ...]:
    """What was given by somebody who is no admin any more, and by somebody to themselves."""
    return (
        Lapsed("U9", Role.COUNSELLOR, FORMER, at(60)),
        Lapsed("U8", Role.COUNSELLOR, FORMER, at(1), given=False),
        Lapsed(NEW, Role.LEAD, NEW, at(0.2)),
    )


def people(**others: Any) -> People:
    """All of it, or other parts."""
    return replace(People(frozenset(ADMINS), grants(), lapsed()), **others)


def calm() -> People:
    """The same people, with nothing to look at."""
    kept = {who: tuple(one for one in has if one.by != "U6") for who, has in grants().items()}
    return People(frozenset(ADMINS), {who: has for who, has in kept.items() if has})


def view(me: str = ME, **others: Any) -> View:
    """The night, seen by somebody."""
    fields: dict[str, Any] = {"people": people(), "names": NAMES} | others
    found = desks.view(**fields)
    persons = {id: Person(id, name, id in ADMINS, id == BOT, id == GONE) for id, name in found.names.items()}
    return replace(found, me=me, persons=persons)
