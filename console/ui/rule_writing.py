"""A rule while somebody writes it: how it begins, what its examples say, what it becomes."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

import msgspec

from console.domain.actions import PublishRule, Refusal
from console.domain.examples import Example
from console.domain.local import typed
from console.domain.proposals import Proposal
from console.domain.rules import Notice, Rule
from console.domain.words import Audience, RuleKind, RuleLevel
from console.ui.rule_rows import link_to
from console.ui.text import one_line, plain
from console.ui.times import near

SHORT: Final = 400  # characters; a longer rule is not kept in mind
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_DECISIONS: Final = ("hold", "decline", "publish", "escalate", "remove", "edit")
_DEMAND: Final = re.compile(  # at the beginning of a sentence, or joined to one
    rf"(?:(?:^|(?<=[.!?])\s+|\n\s*)(?:please\s+)?|,?\s+(?:and|then)\s+)((?:(?:do\s+not|don['’]t|never)\s+)?(?:{'|'.join(_DECISIONS)}))\b",
    re.IGNORECASE,
)
_SEVERAL: Final = ","  # a phrase with one is seldom meant
_BOTH: Final = (Audience.UNDER_18, Audience.ADULTS)


class Writing(msgspec.Struct, frozen=True):
    """What stands in the editor: words, examples and moments as they are typed, a line for each of several.

    ``rule`` is the rule that is replaced (empty: a new one), ``over`` the id of the version that it was begun on;
    ``despite`` is why it is published where an example fails, ``proposal`` the id of the draft that it was.
    """

    title: str = ""
    body: str = ""
    level: RuleLevel = RuleLevel.MUST
    audience: tuple[Audience, ...] = _BOTH
    must_read: bool = True
    blocks_taking: bool = False
    begins: str = ""
    until: str = ""
    words: str = ""
    kinds: tuple[RuleKind, ...] = ()
    holds: str = ""
    leaves: str = ""
    rule: str = ""
    over: str = ""
    despite: str = ""
    proposal: str = ""

    def wish(self, now: datetime, zone: tzinfo) -> PublishRule | Refusal:
        """The rule that it becomes, or why a moment in it is none."""
        moments: list[datetime | None] = []
        for name, text in (("From", self.begins), ("Until", self.until)):
            at = typed(text, now, zone, ahead=True) if text.strip() else None
            if text.strip() and at is None:
                return Refusal(f"“{name}” is no moment: type 06:00, 22 Nov 06:00 or 2026-11-22 06:00.")
            moments.append(at)
        return PublishRule(
            self.title,
            self.body,
            self.level,
            self.audience,
            self.rule,
            moments[0],
            moments[1],
            self.must_read,
            self.blocks_taking,
            tuple(self.words.splitlines()),
            self.kinds,
            tuple(self.holds.splitlines()),
            tuple(self.leaves.splitlines()),
            self.over,
            self.despite,
            self.proposal,
        )


def kept(writing: Writing) -> str:
    """The text that a draft is kept as."""
    return msgspec.json.encode(writing).decode()


def kept_writing(draft: str) -> Writing | None:
    """What was kept; None when there is nothing, or another version of the console kept it."""
    try:
        return msgspec.json.decode(draft, type=Writing) if draft else None
    except msgspec.DecodeError:
        return None


def replacing(rule: Rule, now: datetime, zone: tzinfo) -> Writing:
    """The next version of a rule, as it begins: the words of the latest."""
    version = rule.latest
    coming = version.from_ is not None and version.from_ > now
    lasting = version.until is not None and version.until > now
    return Writing(
        version.title,
        version.body,
        version.level,
        version.audience,
        version.must_read,
        version.blocks_taking,
        f"{version.from_.astimezone(zone):%Y-%m-%d %H:%M}" if coming and version.from_ else "",
        f"{version.until.astimezone(zone):%Y-%m-%d %H:%M}" if lasting and version.until else "",
        "\n".join(version.words),
        version.kinds,
        "\n".join(version.holds),
        "\n".join(version.leaves),
        rule.rule,
        version.of,
    )


def proposed(proposal: Proposal, zone: tzinfo) -> Writing:
    """A draft that somebody proposed, as it begins for whoever is to publish it."""
    draft = proposal.draft
    return Writing(
        draft.title,
        draft.body,
        draft.level,
        draft.audience,
        draft.must_read,
        draft.blocks_taking,
        _typed(draft.from_, zone),
        _typed(draft.until, zone),
        "\n".join(draft.words),
        draft.kinds,
        "\n".join(draft.holds),
        "\n".join(draft.leaves),
        draft.rule,
        draft.over,
        draft.despite,
        proposal.proposal,
    )


def _typed(at: datetime | None, zone: tzinfo) -> str:
    """A moment as somebody would type it."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def from_notice(notice: Notice, names: Mapping[str, str], zone: tzinfo) -> Writing:
    """A rule as it begins from a message that was written by hand: its first sentence is the title.

    It ends with a link to the message, by which every desk says what became of that.
    """
    text = plain(notice.text, names).strip()
    first = _SENTENCE.split(text, maxsplit=1)[0]
    return Writing(one_line(first, 150).rstrip("."), f"{text}\n{link_to(notice, zone)}")


# What the editor says while one types


def advice(writing: Writing) -> str:
    """What would make the rule easier to keep; empty when nothing comes to mind."""
    found = []
    if len(writing.body.strip()) > SHORT:
        found.append(f"{len(writing.body.strip())} characters: a rule of more than {SHORT} is hard to keep in mind.")
    asked = dict.fromkeys(" ".join(one.casefold().split()) for one in _DEMAND.findall(writing.body))
    if len(asked) > 1:
        found.append(f"It asks for {' and '.join(asked)}: two rules may be easier to keep than one.")
    together = next((line.strip() for line in writing.words.splitlines() if _SEVERAL in line), "")
    if together:
        found.append(f"“{one_line(together, 60)}” is found as one phrase: write each word on a line of its own.")
    return " ".join(found)


def example_words(one: Example) -> str:
    """An example in a line: whether the rule does with it what it must."""
    text, found = one_line(one.text, 100), one_line(", ".join(one.found), 60)
    if one.fine:
        return f"✓ {'holds' if one.holds else 'leaves'} “{text}”"
    return f"✗ should hold “{text}”" if one.holds else f"✗ should leave “{text}”, finds “{found}”"


def moments_of(wish: PublishRule, now: datetime, zone: tzinfo) -> str:
    """From when to when it will count, in words."""
    begins = f"from {near(wish.from_, now, zone)}" if wish.from_ and wish.from_ > now else "from now"
    return f"{begins}, {f'until {near(wish.until, now, zone)}' if wish.until else 'until it is withdrawn'}"
