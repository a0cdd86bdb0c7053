"""What happens to cases: members at risk, from the flag to the outcome."""

from datetime import datetime

import msgspec

from console.domain.words import AgeBand, Intent, Risk


class CaseFlagged(msgspec.Struct, frozen=True, gc=False):
    """A member was flagged as at risk."""

    case: str
    alias: str
    risk: Risk
    age_band: AgeBand | None = None
    chat: str | None = None
    post: str | None = None
    intent: Intent | None = None
    category: str | None = None
    summary: str | None = None
    owner: str | None = None
    next_check: datetime | None = None
    plan: str | None = None
    if_then: str | None = None


class CaseUpdated(msgspec.Struct, frozen=True, gc=False):
    """Something about a case changed; only what changed is set."""

    case: str
    risk: Risk | None = None
    intent: Intent | None = None
    category: str | None = None
    summary: str | None = None
    owner: str | None = None
    next_check: datetime | None = None
    plan: str | None = None
    if_then: str | None = None


class CaseClosed(msgspec.Struct, frozen=True, gc=False):
    """A case came to its outcome."""

    case: str
    outcome: str
    note: str | None = None


class CaseSignedOver(msgspec.Struct, frozen=True, gc=False):
    """The outgoing owner of a case signed it over to the next shift."""

    case: str
    shift: str


class CaseSignedFor(msgspec.Struct, frozen=True, gc=False):
    """The incoming owner of a case read it back and signed for it."""

    case: str
    shift: str
    read_back: str
