"""What happens to posting rules, and who has read them."""

from datetime import datetime

import msgspec

from console.domain.words import Audience, RuleKind, RuleLevel


class RulePublished(msgspec.Struct, frozen=True, gc=False):
    """A clinician made a posting rule; ``despite`` is why, where one of its examples fails.

    ``proposal`` is the id of the draft that somebody proposed, where it was one.
    """

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
    proposal: str | None = None


class RuleReplaced(RulePublished, frozen=True):
    """A clinician put a new version of a posting rule in place of the one before."""


class RuleWithdrawn(msgspec.Struct, frozen=True, gc=False):
    """A clinician took a posting rule back."""

    rule: str
    reason: str | None = None


class RuleProposed(msgspec.Struct, frozen=True, gc=False):
    """A clinician asked another one to publish a draft; ``over`` is the version that it was written over."""

    to: str
    title: str
    body: str
    level: RuleLevel
    audience: tuple[Audience, ...]
    rule: str | None = None
    from_: datetime | None = None
    until: datetime | None = None
    must_read: bool | None = None
    blocks_taking: bool | None = None
    words: tuple[str, ...] | None = None
    kinds: tuple[RuleKind, ...] | None = None
    holds: tuple[str, ...] | None = None
    leaves: tuple[str, ...] | None = None
    over: str | None = None
    despite: str | None = None


class RuleProposalDeclined(msgspec.Struct, frozen=True, gc=False):
    """A proposed draft will not be published: it was declined, or taken back by who proposed it."""

    proposal: str
    reason: str | None = None


class RuleAcknowledged(msgspec.Struct, frozen=True, gc=False):
    """A person read and understood a version of a posting rule; ``of`` says which."""

    rule: str
    version: int
    of: str
