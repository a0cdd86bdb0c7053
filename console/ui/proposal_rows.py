"""Proposed drafts as cards on top of the rules: what is proposed to one, and what became of what one proposed."""

from collections.abc import Iterator
from typing import Final

from console.desk import View
from console.domain.proposals import Outcome, Proposal
from console.domain.rules import RuleState, called
from console.ui.rule_rows import Card, RulesNow
from console.ui.text import Run, neutral, one_line
from console.ui.times import near

BEGINS: Final = "proposal "  # of the keys of their cards


def cards_of_proposals(rules: RulesNow) -> Iterator[Card]:
    """What waits for this person, then what they proposed: waiting, or settled in the last day."""
    to_me = [one for one in rules.proposals if one.to == rules.me and one.outcome is None]
    mine = [one for one in rules.proposals if one.by == rules.me]
    for title, some in (("Proposed to you", to_me), ("You proposed", mine)):
        if some:
            yield Card(f"section {title}", title)
        for one in sorted(some, key=lambda one: one.at, reverse=True):
            yield _card(rules, one)


def _card(rules: RulesNow, one: Proposal) -> Card:
    draft = one.draft
    what = f"the next version of {called(draft.rule)}" if draft.rule else "a new rule"
    when = near(one.at, rules.now, rules.zone)
    meta = f"not a rule yet · {what} · proposed {when} by {rules.name(one.by)}"
    if one.by == rules.me:
        state = became(one, rules.name(one.settled_by)) if one.outcome else f"{rules.name(one.to)} has not answered yet"
        meta = f"{what} · proposed {when} to {rules.name(one.to)} · {state}"
    return Card(
        f"{BEGINS}{one.proposal}",
        one_line(draft.title, 160),
        (Run(neutral(draft.body, 3_000)),),
        meta,
        RuleState.UNSTRUCTURED,
        draft.level,
        id=one.proposal,
    )


def became(one: Proposal, who: str) -> str:
    """What became of a proposal, by whom."""
    match one.outcome:
        case Outcome.PUBLISHED:
            return f"{who} published it as {called(one.rule)}"
        case Outcome.DECLINED:
            return f"{who} declined it" + (f": {one_line(one.reason, 200)}" if one.reason else "")
        case _:
            return f"{who} took it back"


def settled_sentence(one: Proposal, view: View) -> str:
    """What somebody who proposed a draft is told when another one settled it."""
    said = became(one, one_line(view.name(one.settled_by), 60))
    return f"The rule that you proposed, “{one_line(one.draft.title, 120)}”: {said}."
