"""The wishes about cases: flag a member, change what is said of them, close it, and sign it over and for it."""

from datetime import datetime

import msgspec

from console.domain.words import AgeBand, Category, Intent, Risk


class FlagCase(msgspec.Struct, frozen=True):
    """Flag a member as at risk: who talks in that chat, who wrote that post, or whoever has that alias."""

    risk: Risk
    chat: str = ""
    alias: str = ""
    age_band: AgeBand | None = None
    intent: Intent | None = None
    category: Category | None = None
    summary: str = ""
    owner: str = ""
    next_check: datetime | None = None
    plan: str = ""
    if_then: str = ""
    post: str = ""


class UpdateCase(msgspec.Struct, frozen=True):
    """Change what a case says; what is empty stays as it is.

    Lowering the risk by two levels asks for a second opinion; ``why`` says what speaks for it. ``outside`` is who
    outside the service is waited for (empty: nobody any more; None: as it is).
    """

    case: str
    risk: Risk | None = None
    intent: Intent | None = None
    category: Category | None = None
    summary: str = ""
    owner: str = ""
    next_check: datetime | None = None
    plan: str = ""
    if_then: str = ""
    why: str = ""
    outside: str | None = None


class AssessCase(msgspec.Struct, frozen=True):
    """Say what was found out about a member's risk; what is empty was not asked. The fields are those of the event."""

    case: str
    acted: str = ""
    means: str = ""
    plan: str = ""
    when: str = ""
    alone: str = ""
    protective: str = ""
    informed: str = ""
    references: str = ""


class MergeCase(msgspec.Struct, frozen=True):
    """Say that a case is about the same member as another, and goes on there; both histories are kept."""

    case: str
    into: str


class CloseCase(msgspec.Struct, frozen=True):
    """Bring a case to its outcome; at A or B this asks for a second opinion, and ``note`` says what speaks for it."""

    case: str
    outcome: str
    note: str = ""


class SignOver(msgspec.Struct, frozen=True):
    """Sign one's case over to a shift; to the next one when none is named."""

    case: str
    shift: str = ""


class SignFor(msgspec.Struct, frozen=True):
    """Sign for a case that was signed over, and see to it from now on; what was read back is in one's own words."""

    case: str
    read_back: str
    shift: str = ""


class GiveOpinion(msgspec.Struct, frozen=True):
    """Answer the second opinion that is asked for about a case: with ``agrees`` what was wished is done hereby.

    Who asked for it takes it back with ``agrees`` false.
    """

    case: str
    agrees: bool
    reason: str = ""
