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
    """Something about a case changed; only what changed is set.

    ``opinion`` is the id of the second opinion that was asked for and is given hereby, ``why`` what speaks for it,
    ``outside`` who outside the service is waited for (empty: nobody any more).
    """

    case: str
    risk: Risk | None = None
    intent: Intent | None = None
    category: str | None = None
    summary: str | None = None
    owner: str | None = None
    next_check: datetime | None = None
    plan: str | None = None
    if_then: str | None = None
    opinion: str | None = None
    why: str | None = None
    outside: str | None = None


class CaseAssessed(msgspec.Struct, frozen=True, gc=False):
    """What was found out about a member's risk, question by question; what was not asked is absent.

    ``acted``, ``means``, ``plan`` and ``alone`` are ``yes``, ``no`` or ``unknown``: whether they have acted already,
    can lay hands on what they would use, have a plan, are alone. ``when`` is when they would, ``protective`` what holds
    them, ``informed`` who was told, ``references`` where more stands.
    """

    case: str
    acted: str | None = None
    means: str | None = None
    plan: str | None = None
    when: str | None = None
    alone: str | None = None
    protective: str | None = None
    informed: str | None = None
    references: str | None = None


class CaseMerged(msgspec.Struct, frozen=True, gc=False):
    """Two cases are of one member: this one goes on in the other; ``risk`` is the higher of both."""

    case: str
    into: str
    risk: Risk | None = None


class CaseClosed(msgspec.Struct, frozen=True, gc=False):
    """A case came to its outcome; ``opinion`` is the id of the second opinion that is given hereby."""

    case: str
    outcome: str
    note: str | None = None
    opinion: str | None = None


class CaseOpinionAsked(msgspec.Struct, frozen=True, gc=False):
    """Somebody would close a case, with this outcome, or lower it to this risk, and asks for a second opinion."""

    case: str
    reason: str
    outcome: str | None = None
    risk: Risk | None = None


class CaseOpinionDeclined(msgspec.Struct, frozen=True, gc=False):
    """Another person disagrees, or who asked takes it back; ``opinion`` is the id of the question."""

    case: str
    opinion: str
    reason: str | None = None


class CaseSignedOver(msgspec.Struct, frozen=True, gc=False):
    """The outgoing owner of a case signed it over to the next shift."""

    case: str
    shift: str


class CaseSignedFor(msgspec.Struct, frozen=True, gc=False):
    """The incoming owner of a case read it back and signed for it."""

    case: str
    shift: str
    read_back: str
