"""The facts: everything that can have happened, as frozen types in one closed set.

Field names and meanings are those of docs/wire.md; a name that Python keeps for itself
carries a trailing underscore (``from_``). Times are aware and in UTC, people are ids.
"""

from typing import TypeAlias

from console.domain.events.asks import AskPosted, Said
from console.domain.events.cases import (
    CaseAssessed,
    CaseClosed,
    CaseFlagged,
    CaseMerged,
    CaseOpinionAsked,
    CaseOpinionDeclined,
    CaseSignedFor,
    CaseSignedOver,
    CaseUpdated,
)
from console.domain.events.chats import (
    ChatClosed,
    ChatEnded,
    ChatNoted,
    ChatOpened,
    ChatPassed,
    ChatReleased,
    ChatReopened,
    ChatRiskSet,
    ChatTaken,
    ChatUpdated,
    LeaseRenewed,
    PassReturned,
)
from console.domain.events.people import RoleGiven, RoleTaken
from console.domain.events.posts import (
    PostDecided,
    PostJudged,
    PostOpinionAsked,
    PostOpinionDeclined,
    PostReleased,
    PostReviewed,
    PostSubmitted,
    PostTaken,
)
from console.domain.events.rules import (
    RuleAcknowledged,
    RuleProposalDeclined,
    RuleProposed,
    RulePublished,
    RuleReplaced,
    RuleWithdrawn,
)
from console.domain.events.shifts import (
    DutyEnded,
    DutyPaused,
    DutyStarted,
    HandoverSigned,
    HandoverWritten,
    LimitLifted,
    RosterPublished,
    RoutineSet,
    StaffingSet,
    SwapAgreed,
    SwapAsked,
    SwapDeclined,
    TaskDone,
    TaskPlanned,
    TaskUndone,
)
from console.domain.events.templates import TemplateSet, TemplateWithdrawn

__all__ = [
    "AskPosted",
    "CaseAssessed",
    "CaseClosed",
    "CaseFlagged",
    "CaseMerged",
    "CaseOpinionAsked",
    "CaseOpinionDeclined",
    "CaseSignedFor",
    "CaseSignedOver",
    "CaseUpdated",
    "ChatClosed",
    "ChatEnded",
    "ChatNoted",
    "ChatOpened",
    "ChatPassed",
    "ChatReleased",
    "ChatReopened",
    "ChatRiskSet",
    "ChatTaken",
    "ChatUpdated",
    "DutyEnded",
    "DutyPaused",
    "DutyStarted",
    "Event",
    "HandoverSigned",
    "HandoverWritten",
    "LeaseRenewed",
    "LimitLifted",
    "PassReturned",
    "PostDecided",
    "PostJudged",
    "PostOpinionAsked",
    "PostOpinionDeclined",
    "PostReleased",
    "PostReviewed",
    "PostSubmitted",
    "PostTaken",
    "RoleGiven",
    "RoleTaken",
    "RosterPublished",
    "RoutineSet",
    "RuleAcknowledged",
    "RuleProposalDeclined",
    "RuleProposed",
    "RulePublished",
    "RuleReplaced",
    "RuleWithdrawn",
    "Said",
    "StaffingSet",
    "SwapAgreed",
    "SwapAsked",
    "SwapDeclined",
    "TaskDone",
    "TaskPlanned",
    "TaskUndone",
    "TemplateSet",
    "TemplateWithdrawn",
    "WireEvent",
]

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
    | PostReleased
    | PostDecided
    | PostReviewed
    | PostJudged
    | PostOpinionAsked
    | PostOpinionDeclined
    | RulePublished
    | RuleReplaced
    | RuleWithdrawn
    | RuleProposed
    | RuleProposalDeclined
    | RoleGiven
    | RoleTaken
    | RosterPublished
    | TaskPlanned
    | RoutineSet
    | TemplateSet
    | TemplateWithdrawn
    | StaffingSet
    | SwapAsked
    | SwapAgreed
    | SwapDeclined
    | HandoverWritten
    | HandoverSigned
    | CaseFlagged
    | CaseUpdated
    | CaseAssessed
    | CaseMerged
    | CaseClosed
    | CaseSignedOver
    | CaseSignedFor
    | CaseOpinionAsked
    | CaseOpinionDeclined
    | AskPosted
)
Event: TypeAlias = WireEvent | Said
