"""Who may do more, and who less."""

import msgspec

from console.domain.words import Role


class RoleGiven(msgspec.Struct, frozen=True, gc=False):
    """A person may do more from here on."""

    person: str
    role: Role


class RoleTaken(msgspec.Struct, frozen=True, gc=False):
    """A person may do less from here on."""

    person: str
    role: Role
