"""Drafts of posting rules that one clinician proposed to another: to whom, and what became of them."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.actions import PublishRule
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People


class Outcome(StrEnum):
    """What became of a proposal."""

    PUBLISHED = "published"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class Proposal(msgspec.Struct, frozen=True):
    """A draft that ``by`` asks ``to`` to publish; ``proposal`` is the id of its event.

    ``outcome`` is None while it waits; ``rule`` is the rule that it was published as, ``reason`` why it was declined.
    """

    proposal: str
    by: str
    to: str
    at: datetime
    draft: PublishRule
    outcome: Outcome | None = None
    settled_at: datetime | None = None
    settled_by: str = ""
    rule: str = ""
    reason: str = ""


def fold(proposal: Proposal | None, entry: Entry, people: People) -> Proposal | NotEntitled | None:
    """The proposal after one more event; events must come in order. What settles it first stands."""
    if not people.may(entry):
        return NOT_ENTITLED
    match entry.event:
        case events.RuleProposed() as new if proposal is None:
            return Proposal(entry.id, entry.author, new.to, entry.position.at, _draft(new))
        case events.RulePublished(rule) if proposal is not None and proposal.outcome is None:
            return _settled(proposal, entry, Outcome.PUBLISHED, rule=rule)
        case events.RuleProposalDeclined(_, reason) if proposal is not None:
            if entry.author not in (proposal.by, proposal.to):
                return NOT_ENTITLED
            if proposal.outcome is not None:
                return proposal
            outcome = Outcome.TAKEN_BACK if entry.author == proposal.by else Outcome.DECLINED
            return _settled(proposal, entry, outcome, reason=reason or "")
        case _:
            return proposal


def _settled(proposal: Proposal, entry: Entry, outcome: Outcome, *, rule: str = "", reason: str = "") -> Proposal:
    return replace(
        proposal,
        outcome=outcome,
        settled_at=entry.position.at,
        settled_by=entry.author,
        rule=rule,
        reason=reason,
    )


def _draft(new: events.RuleProposed) -> PublishRule:
    return PublishRule(
        new.title,
        new.body,
        new.level,
        new.audience,
        new.rule or "",
        new.from_,
        new.until,
        bool(new.must_read),
        bool(new.blocks_taking),
        new.words or (),
        new.kinds or (),
        new.holds or (),
        new.leaves or (),
        new.over or "",
        new.despite or "",
    )
