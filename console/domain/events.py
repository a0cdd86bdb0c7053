"""The facts: everything that can have happened, as frozen types in one closed set.

Field names and meanings are those of docs/wire.md; a name that Python keeps for itself
carries a trailing underscore (``from_``). Times are aware and in UTC, people are ids.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from console.domain.words import (
    AgeBand,
    Audience,
    ChatOutcome,
    Decision,
    Duty,
    Home,
    Intent,
    PostPlace,
    Risk,
    Role,
    RuleKind,
    RuleLevel,
)


@dataclass(frozen=True, slots=True)
class ChatOpened:
    """A member began to wait for a conversation."""

    chat: str
    alias: str
    age_band: AgeBand
    risk: Risk
    topic: str | None = None
    excerpt: str | None = None
    returning: bool | None = None


@dataclass(frozen=True, slots=True)
class ChatUpdated:
    """The platform learned something new about a chat; only what changed is set."""

    chat: str
    risk: Risk | None = None
    topic: str | None = None
    excerpt: str | None = None


@dataclass(frozen=True, slots=True)
class ChatEnded:
    """The member is no longer there."""

    chat: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PostSubmitted:
    """A member wrote a post that is to be decided before it is published."""

    post: str
    alias: str
    age_band: AgeBand
    place: PostPlace
    text: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class ChatTaken:
    """A member of staff began a waiting chat, or accepted one passed to them."""

    chat: str


@dataclass(frozen=True, slots=True)
class LeaseRenewed:
    """A holder's desk is in use: the leases of these chats run on."""

    chats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChatReleased:
    """A chat went back to the queue."""

    chat: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChatReopened:
    """A closed chat went back to the queue."""

    chat: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChatPassed:
    """A chat was offered to a colleague, who takes it or gives it back."""

    chat: str
    to: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PassReturned:
    """The colleague a chat was offered to gave the offer back."""

    chat: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChatClosed:
    """A conversation was brought to its end."""

    chat: str
    outcome: ChatOutcome
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ChatNoted:
    """Somebody wrote down something about a chat."""

    chat: str
    note: str


@dataclass(frozen=True, slots=True)
class ChatRiskSet:
    """Staff judged the risk of a chat anew."""

    chat: str
    risk: Risk
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LimitLifted:
    """A lead allowed a person more chats at a time, for one shift."""

    person: str
    shift: str
    limit: int


@dataclass(frozen=True, slots=True)
class RuleAcknowledged:
    """A person read and understood a version of a posting rule; ``of`` says which."""

    rule: str
    version: int
    of: str


@dataclass(frozen=True, slots=True)
class DutyStarted:
    """A person began, or came back to, their duty."""

    shift: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class DutyPaused:
    """A person is on a break."""

    shift: str
    duty: Duty
    until: datetime


@dataclass(frozen=True, slots=True)
class DutyEnded:
    """A person's duty is over."""

    shift: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A shift task was done."""

    task: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TaskUndone:
    """A shift task turned out not to be done."""

    task: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PostTaken:
    """A member of staff began to decide a post."""

    post: str


@dataclass(frozen=True, slots=True)
class PostDecided:
    """A post was decided."""

    post: str
    decision: Decision
    rule: str | None = None
    version: int | None = None
    of: str | None = None
    text: str | None = None
    note: str | None = None


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
class RoleGiven:
    """A person may do more from here on."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class RoleTaken:
    """A person may do less from here on."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class RosterPublished:
    """A shift was planned, or planned anew.

    ``duties`` are ``person:duty``, an empty person means that nobody was found yet;
    ``buddies`` are ``newcomer:buddy``.
    """

    shift: str
    name: str
    starts: datetime
    ends: datetime
    duties: tuple[str, ...]
    buddies: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TaskPlanned:
    """A to-do of a shift was written down, or written anew."""

    task: str
    shift: str
    title: str
    due: datetime | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverWritten:
    """A lead wrote down what passes to the next shift."""

    shift: str
    to_shift: str
    complete_to: datetime
    digest: str
    sums: tuple[str, ...]
    cases: tuple[str, ...]
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverSigned:
    """The incoming lead signed a handover."""

    handover: str
    complete_to: datetime
    digest: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFlagged:
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


@dataclass(frozen=True, slots=True)
class CaseUpdated:
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


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """A case came to its outcome."""

    case: str
    outcome: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CaseSignedOver:
    """The outgoing owner of a case signed it over to the next shift."""

    case: str
    shift: str


@dataclass(frozen=True, slots=True)
class CaseSignedFor:
    """The incoming owner of a case read it back and signed for it."""

    case: str
    shift: str
    read_back: str


@dataclass(frozen=True, slots=True)
class AskPosted:
    """A member of staff asked the team."""

    ask: str
    question: str
    chat: str | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A person wrote an ordinary message in a home channel; the one fact that is not on the wire."""

    text: str
    home: Home


WireEvent: TypeAlias = (
    ChatOpened
    | ChatUpdated
    | ChatEnded
    | PostSubmitted
    | ChatTaken
    | LeaseRenewed
    | ChatReleased
    | ChatReopened
    | ChatPassed
    | PassReturned
    | ChatClosed
    | ChatNoted
    | ChatRiskSet
    | LimitLifted
    | RuleAcknowledged
    | DutyStarted
    | DutyPaused
    | DutyEnded
    | TaskDone
    | TaskUndone
    | PostTaken
    | PostDecided
    | RulePublished
    | RuleReplaced
    | RuleWithdrawn
    | RoleGiven
    | RoleTaken
    | RosterPublished
    | TaskPlanned
    | HandoverWritten
    | HandoverSigned
    | CaseFlagged
    | CaseUpdated
    | CaseClosed
    | CaseSignedOver
    | CaseSignedFor
    | AskPosted
)
Event: TypeAlias = WireEvent | Said
