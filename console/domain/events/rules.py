"""What happens to posting rules, and who has read them."""

from datetime import datetime

import msgspec

from console.domain.words import Audience, RuleKind, RuleLevel


class RulePublished(msgspec.Struct, frozen=True, gc=False):
    """A clinician made a posting rule; ``despite`` is why, where one of its examples fails."""

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
    despite: str | None = None


class RuleReplaced(RulePublished, frozen=True):
    """A clinician put a new version of a posting rule in place of the one before."""


class RuleWithdrawn(msgspec.Struct, frozen=True, gc=False):
    """A clinician took a posting rule back."""

    rule: str
    reason: str | None = None


class RuleAcknowledged(msgspec.Struct, frozen=True, gc=False):
    """A person read and understood a version of a posting rule; ``of`` says which."""

    rule: str
    version: int
    of: str
