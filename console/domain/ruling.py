"""What may be done with a posting rule, what undoes it, and why Slack settled it otherwise, in words."""

import json
import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from console.domain import actions, events
from console.domain.actions import Action, PublishRule, Refusal, RuleAction
from console.domain.events import WireEvent
from console.domain.giving import name, no_clinician, no_role, sentence, who_was_first
from console.domain.rules import Rule, RuleState, Version, called
from console.domain.words import Audience, RuleKind
from console.domain.writing import SENT_LIMIT, TEXT_LIMIT, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

TITLE_LIMIT: Final = 160  # characters: one line of a card
WORD_LIMIT: Final = 100
UNDONE: Final = "Undone."
_ID: Final = re.compile(r"[A-Za-z][\w.-]{0,39}", re.ASCII)
_NUMBERED: Final = re.compile(r"R(\d{1,6})", re.ASCII)
_WHY_NONE: Final = {
    RuleState.WITHDRAWN: "is withdrawn",
    RuleState.EXPIRED: "is no longer in force",
    RuleState.REPLACED: "has a newer version: read that one",
}

RuleEvent: TypeAlias = events.RulePublished | events.RuleWithdrawn | events.RuleAcknowledged


def decide(rows: "Rows", action: RuleAction, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of an action on a rule, were it done by this person at this moment."""
    match action:
        case actions.AcknowledgeRule():
            return no_role(rows, by, at) or _acknowledge(rows, action, by, at)
        case actions.WithdrawRule():
            return no_clinician(rows, by, at) or _withdraw(rows, action)
        case actions.PublishRule():  # pragma: no branch -- the type checker proves that nothing is left
            return no_clinician(rows, by, at) or _publish(rows, plain(action), at)


# Reading


def _acknowledge(rows: "Rows", action: actions.AcknowledgeRule, by: str, at: datetime) -> WireEvent | Refusal:
    rule = rows.rules.get(action.rule)
    if rule is None:
        return _unknown(action.rule)
    version = rule.current(at) or rule.latest
    if action.of:
        version = next((one for one in rule.versions if one.of == action.of), version)
    why = _WHY_NONE.get(rule.state_of(version, at))
    if why is not None:
        return Refusal(f"{sentence(called(rule.rule))} {why}.")
    if by in version.acknowledged:
        return Refusal(f"You have read {called(rule.rule)} already, in version {version.number}.")
    return events.RuleAcknowledged(rule.rule, version.number, version.of)


# Withdrawing


def _withdraw(rows: "Rows", action: actions.WithdrawRule) -> WireEvent | Refusal:
    rule = rows.rules.get(action.rule)
    if rule is None:
        return _unknown(action.rule)
    if rule.withdrawn_at is not None:
        return Refusal(f"{sentence(called(rule.rule))} is withdrawn already.")
    if not action.reason.strip():
        return Refusal("Withdrawing a rule needs a reason: it is read by everybody who kept to it.")
    return short(action.reason) or events.RuleWithdrawn(rule.rule, action.reason.strip())


# Publishing


def next_rule(rules: Iterable[str]) -> str:
    """The next free number for a rule: ``R32``."""
    numbers = [int(found[1]) for found in map(_NUMBERED.fullmatch, rules) if found]
    return f"R{max(numbers, default=0) + 1}"


def plain(wish: PublishRule) -> PublishRule:
    """The rule as it will be published: no spaces around words, nothing twice, lists in their usual order."""
    return replace(
        wish,
        title=wish.title.strip(),
        body=wish.body.strip(),
        despite=wish.despite.strip(),
        rule=wish.rule.strip(),
        audience=tuple(one for one in Audience if one in wish.audience),
        kinds=tuple(one for one in RuleKind if one in wish.kinds),
        words=_clean(wish.words),
        holds=_clean(wish.holds),
        leaves=_clean(wish.leaves),
    )


def again(rule: str, version: Version) -> PublishRule:
    """A version of a rule as the wish that would publish it once more."""
    return PublishRule(
        version.title,
        version.body,
        version.level,
        version.audience,
        rule,
        version.from_,
        version.until,
        version.must_read,
        version.blocks_taking,
        version.words,
        version.kinds,
        version.holds,
        version.leaves,
        despite=version.despite,
    )


def same(wish: PublishRule, rule: str, version: Version) -> bool:
    """Whether a version already says all that is wished."""
    said = replace(plain(again(rule, version)), rule="", despite="")
    return replace(plain(wish), rule="", over="", despite="", proposal="") == said


def _clean(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (" ".join(word.split()) for word in words))))


def _publish(rows: "Rows", wish: PublishRule, at: datetime) -> WireEvent | Refusal:
    """The event of a rule that is published; ``wish`` is plain."""
    refusal = unfit(wish, at)
    if refusal is not None:
        return refusal
    known = rows.rules.get(wish.rule)
    if known is None:
        return _tried(rows, events.RulePublished, wish.rule or next_rule(rows.rules), wish, at)
    latest = known.latest
    if wish.over and wish.over != latest.of:
        return Refusal(
            f"{name(rows, latest.by)} has published version {latest.number} of {called(known.rule)} since you began. "
            "Look at what differs, then publish."
        )
    if known.withdrawn_at is None and same(wish, known.rule, latest):
        return Refusal(f"Nothing differs from version {latest.number} of {called(known.rule)}.")
    return _tried(rows, events.RuleReplaced, known.rule, wish, at)


def _tried(
    rows: "Rows", kind: type[events.RulePublished], rule: str, wish: PublishRule, at: datetime
) -> WireEvent | Refusal:
    """The event of a rule that is fit; one whose example fails needs a reason, and only such a one keeps it."""
    proposal = rows.proposals.get(wish.proposal)
    if wish.proposal and (proposal is None or proposal.outcome is not None):
        return Refusal("This proposal is settled already. Discard it, or write a rule of your own.")
    failing = failing_examples(wish, at)
    if failing and not wish.despite:
        count = "1 example fails" if failing == 1 else f"{failing} examples fail"
        return Refusal(f"{count}. Say why the rule is published all the same, or look at its words once more.")
    return short(wish.despite) or kind(
        rule,
        wish.title,
        wish.body,
        wish.level,
        wish.audience,
        wish.from_,
        wish.until,
        wish.must_read or None,
        wish.blocks_taking or None,
        wish.words or None,
        wish.kinds or None,
        wish.holds or None,
        wish.leaves or None,
        wish.despite if failing else None,
        wish.proposal or None,
    )


def failing_examples(wish: PublishRule, at: datetime) -> int:
    """How many of a rule's examples it does not do with what it must; ``wish`` is plain."""
    if not wish.holds and not wish.leaves:
        return 0
    from console.domain.examples import examples  # noqa: PLC0415 -- brings in all of screening: 30 ms at a start

    return sum(not one.fine for one in examples(wish, at))


def unfit(wish: PublishRule, at: datetime) -> Refusal | None:
    """Why nobody could publish a rule as it is, whatever else there is; ``wish`` is plain."""
    return _missing(wish) or _never(wish, at) or _too_long(wish)


def _missing(wish: PublishRule) -> Refusal | None:
    """What a rule lacks, or has for a name."""
    if wish.rule and not _ID.fullmatch(wish.rule):
        return Refusal("A rule is called R and a number, as R32: leave it out to get the next free one.")
    if not wish.title:
        return Refusal("The title is empty.")
    if not wish.body:
        return Refusal("The rule is empty: say what is to be done.")
    if not wish.audience:
        return Refusal("Say whom the rule is about: under 18s, adults, or both.")
    return None


def _never(wish: PublishRule, at: datetime) -> Refusal | None:
    """Why a rule would never be in force, or would find everything."""
    if wish.until is not None and wish.from_ is not None and wish.until <= wish.from_:
        return Refusal("“Until” is not after “from”: the rule would never be in force.")
    if wish.until is not None and wish.until <= at:
        return Refusal("“Until” is past already: the rule would never be in force.")
    if any(not word.strip("* ") for word in wish.words):
        return Refusal("A * alone would find every text. Write the beginning of a word before it.")
    return None


def _too_long(wish: PublishRule) -> Refusal | None:
    """Why a rule is too long: for those who read it, or for one message with all that it finds."""
    if "\n" in wish.title or len(wish.title) > TITLE_LIMIT:
        return Refusal(f"The title is one line of at most {TITLE_LIMIT} characters.")
    if len(wish.body) > TEXT_LIMIT:
        return Refusal(f"The rule is too long: {len(wish.body):,} characters of at most {TEXT_LIMIT:,}.")
    longest = max(wish.words, key=len, default="")
    if len(longest) > WORD_LIMIT:
        return Refusal(f"A word or phrase has at most {WORD_LIMIT} characters: “{longest[:30]}…” has {len(longest)}.")
    if len(json.dumps([wish.title, wish.body, wish.despite, *wish.words, *wish.holds, *wish.leaves])) > SENT_LIMIT:
        return Refusal("This is too long for one message in Slack: use fewer words and examples, or two rules.")
    return None


def _unknown(rule: str) -> Refusal:
    return Refusal(f"This desk knows no {called(rule)}.")


# Undoing


def opposite(rows: "Rows", action: RuleAction, at: datetime) -> Action | None:
    """What undoes an action on a rule; None where nothing does: what was read was read."""
    known = rows.rules.get(action.rule.strip())
    match action:
        case actions.PublishRule():
            withdrawn = actions.WithdrawRule(action.rule.strip() or next_rule(rows.rules), UNDONE)
            return withdrawn if known is None else _restored(known, at) or withdrawn
        case actions.WithdrawRule():
            return None if known is None else _restored(known, at)
        case actions.AcknowledgeRule():  # pragma: no branch -- the type checker proves that nothing is left
            return None


def _restored(rule: Rule, at: datetime) -> PublishRule | None:
    """What puts the words back that count now; what is withdrawn or over is not put back."""
    version = rule.latest
    if rule.state_of(version, at) in _WHY_NONE:
        return None
    back = replace(again(rule.rule, version), from_=None if version.begun(at) else version.from_)
    # Screening may find more by now than when it was published.
    return replace(back, despite=UNDONE) if not back.despite and failing_examples(back, at) else back


def stands(rows: "Rows", event: RuleEvent, by: str) -> bool:
    """Whether a rule is still as somebody left it."""
    rule = rows.rules.get(event.rule)
    match event:
        case events.RulePublished() if rule is not None:
            if len(rule.versions) > 1 and not isinstance(event, events.RuleReplaced):
                return False  # somebody else had the same number: what undoes it would withdraw theirs
            return rule.withdrawn_at is None and rule.latest.by == by and _says(rule.latest, event)
        case events.RuleWithdrawn() if rule is not None:
            return rule.withdrawn_at is not None and rule.withdrawn_by == by
        case _:
            return False


def _says(version: Version, event: events.RulePublished) -> bool:
    said = (event.title, event.body, event.level, event.audience, event.from_, event.until, event.words or ())
    return said == (
        version.title,
        version.body,
        version.level,
        version.audience,
        version.from_,
        version.until,
        version.words,
    )


# Explaining


def explained(rows: "Rows", event: RuleEvent, *, by: str, at: datetime, acted_at: datetime, zone: tzinfo) -> str | None:
    """Why an event on a rule that Slack holds at ``at`` did another thing than was wished at ``acted_at``."""
    rule = rows.rules.get(event.rule)
    before = [] if rule is None else [version for version in rule.versions if version.at < at]
    if rule is None or not before or isinstance(event, events.RuleAcknowledged):
        return None
    last = before[-1]
    if isinstance(event, events.RuleWithdrawn):
        first = next((one for one in rule.withdrawals if last.at < one.at < at), None)
        if first is not None:
            return f"{who_was_first(rows, first.by, first.at, by, zone)} withdrew {called(rule.rule)}, before you."
    who = who_was_first(rows, last.by, last.at, by, zone)
    if type(event) is events.RulePublished:
        return (
            f"{who} published another rule as {called(rule.rule)}, before you: yours counts now as version "
            f"{last.number + 1} of it, in place of theirs. Both cannot have one number."
        )
    if last.at <= acted_at:
        return None
    newer = f"{who} published version {last.number} of {called(rule.rule)}, before you"
    if isinstance(event, events.RuleWithdrawn):
        return f"{newer}: it is withdrawn with the rule."
    return f"{newer}. Yours is version {last.number + 1} and counts now: look at what differs."
