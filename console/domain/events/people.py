"""Who may do more, and who less."""

from dataclasses import dataclass

from console.domain.words import Role


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A person may do more from here on."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class RoleTaken:
    """A person may do less from here on."""

    person: str
    role: Role
