"""The wishes: everything that a person at a desk can want to do, as frozen types in one closed set."""

from datetime import datetime
from typing import TypeAlias

import msgspec

from console.domain.actions.cases import AssessCase as AssessCase
from console.domain.actions.cases import CloseCase as CloseCase
from console.domain.actions.cases import FlagCase as FlagCase
from console.domain.actions.cases import GiveOpinion as GiveOpinion
from console.domain.actions.cases import MergeCase as MergeCase
from console.domain.actions.cases import SignFor as SignFor
from console.domain.actions.cases import SignOver as SignOver
from console.domain.actions.cases import UpdateCase as UpdateCase
from console.domain.actions.shifts import AgreeSwap as AgreeSwap
from console.domain.actions.shifts import AskSwap as AskSwap
from console.domain.actions.shifts import CarryTask as CarryTask
from console.domain.actions.shifts import DeclineSwap as DeclineSwap
from console.domain.actions.shifts import EndDuty as EndDuty
from console.domain.actions.shifts import FinishTask as FinishTask
from console.domain.actions.shifts import PauseDuty as PauseDuty
from console.domain.actions.shifts import PlanTask as PlanTask
from console.domain.actions.shifts import PublishRoster as PublishRoster
from console.domain.actions.shifts import ReopenTask as ReopenTask
from console.domain.actions.shifts import SetRoutine as SetRoutine
from console.domain.actions.shifts import SetStaffing as SetStaffing
from console.domain.actions.shifts import SignHandover as SignHandover
from console.domain.actions.shifts import StartDuty as StartDuty
from console.domain.actions.shifts import TakeTask as TakeTask
from console.domain.actions.shifts import WriteHandover as WriteHandover
from console.domain.words import (
    Audience,
    ChatOutcome,
    Decision,
    Risk,
    Role,
    RuleKind,
    RuleLevel,
)


class TakeNext(msgspec.Struct, frozen=True):
    """Take the chat that should be taken now."""


class TakeChat(msgspec.Struct, frozen=True):
    """Begin a waiting chat, or accept one that was passed on."""

    chat: str


class ReleaseChat(msgspec.Struct, frozen=True):
    """Give a chat back to the queue."""

    chat: str
    reason: str = ""


class PassChat(msgspec.Struct, frozen=True):
    """Offer a chat to a colleague on shift."""

    chat: str
    to: str
    note: str = ""


class ReturnPass(msgspec.Struct, frozen=True):
    """Give an offered chat back to who passed it."""

    chat: str
    reason: str = ""


class CloseChat(msgspec.Struct, frozen=True):
    """Bring a conversation to its end."""

    chat: str
    outcome: ChatOutcome
    note: str = ""


class ReopenChat(msgspec.Struct, frozen=True):
    """Put a closed chat back into the queue."""

    chat: str
    reason: str = ""


class NoteChat(msgspec.Struct, frozen=True):
    """Write something down about a chat."""

    chat: str
    note: str


class SetRisk(msgspec.Struct, frozen=True):
    """Judge the risk of a chat anew; lowering it needs a reason."""

    chat: str
    risk: Risk
    reason: str = ""


class RenewLeases(msgspec.Struct, frozen=True):
    """Keep the chats and posts one has: the desk is in use."""


class AskTeam(msgspec.Struct, frozen=True):
    """Ask the team about a chat; ``quoted`` says that what the member wrote goes with it."""

    chat: str
    question: str
    quoted: bool = False


class LiftLimit(msgspec.Struct, frozen=True):
    """Let a person hold more chats at a time, for the shift of the moment."""

    person: str
    limit: int


class GiveRole(msgspec.Struct, frozen=True):
    """Let a person do more."""

    person: str
    role: Role


class TakeRole(msgspec.Struct, frozen=True):
    """Let a person do less."""

    person: str
    role: Role


class PublishRule(msgspec.Struct, frozen=True):
    """Publish a posting rule: with the id of a known one its next version, without an id under the next free number.

    ``over`` is the id of the version that it was written over: it is refused when somebody published another since.
    ``despite`` is why it is published where one of its examples fails; without that it is refused. ``proposal`` is the
    id of the draft that was proposed.
    """

    title: str
    body: str
    level: RuleLevel
    audience: tuple[Audience, ...]
    rule: str = ""
    from_: datetime | None = None
    until: datetime | None = None
    must_read: bool = False
    blocks_taking: bool = False
    words: tuple[str, ...] = ()
    kinds: tuple[RuleKind, ...] = ()
    holds: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    over: str = ""
    despite: str = ""
    proposal: str = ""


class ProposeRule(msgspec.Struct, frozen=True):
    """Ask another clinician to publish a draft."""

    to: str
    draft: PublishRule


class DeclineProposal(msgspec.Struct, frozen=True):
    """Say that a draft that was proposed to one will not be published, or take back what one has proposed."""

    proposal: str
    reason: str = ""


class WithdrawRule(msgspec.Struct, frozen=True):
    """Take a posting rule back."""

    rule: str
    reason: str


class AcknowledgeRule(msgspec.Struct, frozen=True):
    """Say that one has read and understood a rule: the version with that id, else the one that counts now."""

    rule: str
    of: str = ""


class TakePost(msgspec.Struct, frozen=True):
    """Begin to decide a post."""

    post: str


class ReleasePost(msgspec.Struct, frozen=True):
    """Give a post back undecided."""

    post: str
    reason: str = ""


class AskAboutPost(msgspec.Struct, frozen=True):
    """Ask the team about a post."""

    post: str
    question: str


class ReviewPost(msgspec.Struct, frozen=True):
    """Look again at what was decided of a post: it stands, or it is overturned, which needs a reason.

    ``of`` is the id of the decision; empty for the one that stands.
    """

    post: str
    stands: bool
    reason: str = ""
    of: str = ""


class JudgePost(msgspec.Struct, frozen=True):
    """Say blind, beside one's buddy, what one would decide of a post; it decides nothing.

    ``over`` is the id of the submission that was read: it is refused when the author wrote it anew since.
    """

    post: str
    decision: Decision
    rule: str = ""
    note: str = ""
    over: str = ""


class AnswerPost(msgspec.Struct, frozen=True):
    """Give the second opinion on publishing a post; of one's own question, not agreeing takes it back."""

    post: str
    agrees: bool
    reason: str = ""


class DecidePost(msgspec.Struct, frozen=True):
    """Decide a post by a rule, or by none.

    ``text`` is it as edited; ``person`` and ``until`` say for whom and how long it is held; ``message`` is what its
    author is told. ``touched`` are the rules that the text to be published touches: one of level stop or must asks
    ``why``, and one of level stop a second person too, where it takes ``two``. ``over`` is the id of the submission
    that was read: it is refused when the author wrote it anew since. ``template`` is the one that the message began as,
    ``template_of`` the id of its version (empty: the latest).
    """

    post: str
    decision: Decision
    rule: str = ""
    text: str = ""
    note: str = ""
    person: str = ""
    until: datetime | None = None
    message: str = ""
    touched: tuple[str, ...] = ()
    why: str = ""
    over: str = ""
    two: bool = False
    template: str = ""
    template_of: str = ""


class SetTemplate(msgspec.Struct, frozen=True):
    """Write a template: with the id of a known one its next version, without an id under the next free number.

    ``over`` is the id of the version that it was written over: it is refused when somebody wrote another one since.
    """

    title: str
    body: str
    rules: tuple[str, ...] = ()
    template: str = ""
    over: str = ""


class WithdrawTemplate(msgspec.Struct, frozen=True):
    """Say that a template is no longer to be used."""

    template: str
    reason: str


ChatAction: TypeAlias = (
    TakeChat | ReleaseChat | PassChat | ReturnPass | CloseChat | ReopenChat | NoteChat | SetRisk | AskTeam
)
PostAction: TypeAlias = TakePost | ReleasePost | AskAboutPost | DecidePost | ReviewPost | JudgePost | AnswerPost
RuleAction: TypeAlias = PublishRule | WithdrawRule | AcknowledgeRule
TemplateAction: TypeAlias = SetTemplate | WithdrawTemplate
ProposalAction: TypeAlias = ProposeRule | DeclineProposal
CaseAction: TypeAlias = FlagCase | UpdateCase | AssessCase | MergeCase | CloseCase | GiveOpinion | SignOver | SignFor
HandoverAction: TypeAlias = WriteHandover | SignHandover
DutyAction: TypeAlias = StartDuty | PauseDuty | EndDuty
TaskAction: TypeAlias = PlanTask | TakeTask | FinishTask | ReopenTask | CarryTask
SwapAction: TypeAlias = AskSwap | AgreeSwap | DeclineSwap
ShiftAction: TypeAlias = DutyAction | TaskAction | PublishRoster | SetRoutine | SetStaffing | SwapAction
Action: TypeAlias = (
    ChatAction
    | PostAction
    | RuleAction
    | TemplateAction
    | ProposalAction
    | ShiftAction
    | CaseAction
    | HandoverAction
    | TakeNext
    | RenewLeases
    | LiftLimit
    | GiveRole
    | TakeRole
)


class Refusal(msgspec.Struct, frozen=True):
    """Why not, in words fit for the screen."""

    why: str
