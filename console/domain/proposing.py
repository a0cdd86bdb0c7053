"""What may be done with a draft of a rule that is for another clinician: propose it, decline it, take it back."""

from datetime import datetime
from typing import TYPE_CHECKING

from console.domain import actions, events
from console.domain.actions import ProposalAction, PublishRule, Refusal
from console.domain.events import WireEvent
from console.domain.giving import name, no_clinician
from console.domain.ruling import plain, unfit
from console.domain.words import Role
from console.domain.writing import given, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows


def decide(rows: "Rows", action: ProposalAction, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of an action on a proposal, were it done by this person at this moment."""
    match action:
        case actions.ProposeRule(to, draft):
            return no_clinician(rows, by, at) or _propose(rows, to, plain(draft), by, at)
        case actions.DeclineProposal():  # pragma: no branch -- the type checker proves that nothing is left
            return _decline(rows, action, by)


def _propose(rows: "Rows", to: str, draft: PublishRule, by: str, at: datetime) -> WireEvent | Refusal:
    if to == by:
        return Refusal("You are a clinician: publish it yourself, or propose it to another one.")
    if Role.CLINICIAN not in rows.people.roles_now(to):
        return Refusal(f"{name(rows, to)} is no clinician: only a clinician can publish a posting rule.")
    return unfit(draft, at) or events.RuleProposed(
        to,
        draft.title,
        draft.body,
        draft.level,
        draft.audience,
        draft.rule or None,
        draft.from_,
        draft.until,
        draft.must_read or None,
        draft.blocks_taking or None,
        draft.words or None,
        draft.kinds or None,
        draft.holds or None,
        draft.leaves or None,
        draft.over or None,
        draft.despite or None,
    )


def _decline(rows: "Rows", action: actions.DeclineProposal, by: str) -> WireEvent | Refusal:
    known = rows.proposals.get(action.proposal)
    if known is None:
        return Refusal("This desk knows no such proposal.")
    if known.outcome is not None:
        return Refusal("This proposal is settled already.")
    if by not in (known.by, known.to):
        return Refusal(f"It was proposed to {name(rows, known.to)}: only they can decline it.")
    return short(action.reason) or events.RuleProposalDeclined(known.proposal, given(action.reason))
