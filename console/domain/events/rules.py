"""What happens to posting rules, and who has read them."""

from dataclasses import dataclass
from datetime import datetime

from console.domain.words import Audience, RuleKind, RuleLevel


@dataclass(frozen=True, slots=True)
class RulePublished:
    """A clinician made a posting rule."""

    rule: str
    title: str
    body: str
    level: RuleLevel
    audience: tuple[Audience, ...]
    from_: datetime | None = None
    until: datetime | None = None
    must_read: bool | None = None
    blocks_taking: bool | None = None
    words: tuple[str, ...] | None = None
    kinds: tuple[RuleKind, ...] | None = None
    holds: tuple[str, ...] | None = None
    leaves: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RuleReplaced(RulePublished):
    """A clinician put a new version of a posting rule in place of the one before."""


@dataclass(frozen=True, slots=True)
class RuleWithdrawn:
    """A clinician took a posting rule back."""

    rule: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RuleAcknowledged:
    """A person read and understood a version of a posting rule; ``of`` says which."""

    rule: str
    version: int
    of: str
