"""The posting rules as cards: what is still to be read, what is in force, what was said by hand."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final

import msgspec

from console.domain.decisions import Decisions, version_key
from console.domain.proposals import Proposal
from console.domain.reading import order_of, read_before, readers
from console.domain.rules import Notice, Rule, RuleState, Version
from console.domain.subjects import place_key
from console.domain.words import Audience, RuleLevel
from console.ui.rule_changes import runs_between, spoken_runs
from console.ui.shapes import LEVEL_WORDS
from console.ui.text import Emoji, Run, neutral, one_line, runs
from console.ui.times import near

_LINK: Final = "(Message of "


class Card(msgspec.Struct, frozen=True):
    """One card, or the name of a section: ``state`` is empty for the latter.

    ``rule`` and ``id`` say which version it is (a message by hand has only an id). ``changed`` is what differs from the
    version that one had read, ``readers`` who has read it, for those who answer for that. ``read`` and ``of`` say how
    many on shift have (0 of 0 when that is not asked).
    """

    key: str
    title: str
    body: tuple[Run, ...] = ()
    meta: str = ""
    state: RuleState | None = None
    level: RuleLevel | None = None
    to_read: bool = False
    read: int = 0
    of: int = 0
    rule: str = ""
    id: str = ""
    changed: tuple[Run, ...] = ()
    readers: str = ""

    @property
    def heading(self) -> bool:
        """Whether it is the name of a section."""
        return self.state is None

    @property
    def words(self) -> str:
        """The card in plain words."""
        level = f"{LEVEL_WORDS[self.level]}: " if self.level else ""
        body = "".join(run.text for run in self.body)
        changed = spoken_runs(self.changed)
        *before, last = filter(None, (level + self.title, body, changed, self.meta, self.readers))
        return " ".join((*(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in before), last))


class RulesNow(msgspec.Struct, frozen=True):
    """All that the cards are made of at a moment; ``on_shift`` are the people whose reading is asked for.

    ``paused`` are those of them who are on a break, ``lead`` says whether this person answers for them. ``decisions``
    are those on posts, by the version that they rest on, ``touching`` says how many open texts touch each rule.
    """

    me: str
    names: Mapping[str, str]
    now: datetime
    zone: tzinfo
    rules: tuple[Rule, ...]
    notices: tuple[Notice, ...]
    on_shift: frozenset[str]
    emoji: Emoji = msgspec.field(default_factory=Emoji)
    paused: frozenset[str] = frozenset()
    lead: bool = False
    decisions: Mapping[str, Decisions] = msgspec.field(default_factory=dict)
    touching: Mapping[str, int] = msgspec.field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()

    def name(self, person: str) -> str:
        """What somebody is called here."""
        return "you" if person == self.me else one_line(self.names.get(person, person), 60)


def in_force(rules: Iterable[Rule], now: datetime) -> int:
    """How many rules bind at the moment."""
    return sum(rule.in_force(now) is not None for rule in rules)


def unread_sentence(rules: Iterable[Rule], on_shift: frozenset[str], now: datetime) -> str:
    """What is to be said of rules that people on shift have not read; nothing when all is read."""
    behind = [
        on_shift - version.acknowledged.keys()
        for rule in rules
        if (version := rule.in_force(now)) is not None and version.asks
    ]
    behind = [people for people in behind if people]
    if not behind:
        return ""
    people = len(frozenset().union(*behind))
    rules_ = "1 rule" if len(behind) == 1 else f"{len(behind)} rules"
    return f"{rules_} unread by {people} {'person' if people == 1 else 'people'}."


def cards_of(rules: RulesNow, search: str = "") -> list[Card]:
    """The pane's cards from top to bottom; a search also finds what is no longer in force."""
    wanted = search.casefold().split()
    binding: list[tuple[Rule, Version]] = []
    coming: list[tuple[Rule, Version]] = []
    over: list[tuple[Rule, Version]] = []
    for rule in rules.rules:
        if wanted and not _found(wanted, _searched(rule)):
            continue
        for version in rule.versions:
            match rule.state_of(version, rules.now):
                case RuleState.IN_FORCE:
                    binding.append((rule, version))
                case RuleState.SCHEDULED:
                    coming.append((rule, version))
                case RuleState.EXPIRED | RuleState.WITHDRAWN if version is rule.latest:
                    over.append((rule, version))
                case _:
                    pass
    binding.sort(key=order_of)
    must = [pair for pair in binding if pair[1].asked_of(rules.me)]
    rest = [pair for pair in binding if not pair[1].asked_of(rules.me)]
    notices = [notice for notice in rules.notices if _found(wanted, notice.text.casefold())]
    notices.sort(key=lambda notice: notice.at, reverse=True)
    return [
        *_section(rules, "To acknowledge", must),
        *_section(rules, "In force", rest),
        *_section(rules, "From later on", coming),
        *_notices(rules, notices),
        *_section(rules, "No longer in force", over if wanted else []),
    ]


def _searched(rule: Rule) -> str:
    texts = [rule.rule]
    for version in rule.versions:
        texts += [version.title, version.body, *version.words]
    return "\n".join(texts).casefold()


def _found(wanted: list[str], text: str) -> bool:
    return all(word in text for word in wanted)


def _section(rules: RulesNow, title: str, pairs: list[tuple[Rule, Version]]) -> Iterator[Card]:
    if pairs:
        yield Card(f"section {title}", title)
    for rule, version in pairs:
        yield _card(rules, rule, version)


def _overturned(rules: RulesNow, rule: Rule, version: Version) -> list[str]:
    """That decisions under it are overturned so often that it should be written anew."""
    keys = (version.of, version_key(rule.rule, version.number, None))
    found = [rules.decisions[key] for key in dict.fromkeys(keys) if key in rules.decisions]
    return [
        f"⚠ {len(one.overturned)} of {one.count} decisions under it were overturned: write it anew?"
        for one in found
        if one.often_overturned
    ]


def _card(rules: RulesNow, rule: Rule, version: Version) -> Card:
    state = rule.state_of(version, rules.now)
    asks = state is RuleState.IN_FORCE and version.asks
    waits = asks and version.asked_of(rules.me)
    read = len(rules.on_shift & version.acknowledged.keys())
    meta = [f"v{version.number}"]
    before = rule.versions[version.number - 2] if version.number > 1 else None
    if before is not None:
        meta.append(f"replaces v{before.number} ({near(before.at, rules.now, rules.zone)})")
    if state is RuleState.SCHEDULED or version.asked_of(rules.me):
        meta.append(f"from {near(version.starts, rules.now, rules.zone)}")
        meta.append(rules.name(version.by))
    if version.until is not None:
        word = "ended" if state is RuleState.EXPIRED else "until"
        meta.append(f"{word} {near(version.until, rules.now, rules.zone)}")
    if state is RuleState.WITHDRAWN:
        meta.append("withdrawn" + (f": {one_line(rule.reason, 120)}" if rule.reason else ""))
    meta.append(audience_words(version))
    meta += _overturned(rules, rule, version)
    if asks and rules.on_shift:
        meta.append(f"{read} of {len(rules.on_shift)} on shift have read it")
    touching = rules.touching.get(rule.rule, 0) if state is RuleState.IN_FORCE else 0
    if touching:
        meta.append(f"{touching:,} open {'text touches' if touching == 1 else 'texts touch'} it now")
    if version.blocks_taking and asks:
        meta.append("no new chat before it is read")
    return Card(
        f"rule {rule.rule} {version.number}",
        f"{called(rule.rule)} — {one_line(version.title, 160)}",
        (Run(neutral(version.body, 3_000)),) if version.body else (),
        " · ".join(meta),
        state,
        version.level,
        waits,
        read if asks else 0,
        len(rules.on_shift) if asks else 0,
        rule.rule,
        version.of,
        _since_read(rules, rule, version) if waits else (),
        _readers(rules, version) if asks and (rules.lead or version.by == rules.me) else "",
    )


def _since_read(rules: RulesNow, rule: Rule, version: Version) -> tuple[Run, ...]:
    """What differs from the version that one has read last; nothing when one has read none."""
    before = read_before(rule, version, rules.me)
    if before is None:
        return ()
    when = near(before.acknowledged[rules.me], rules.now, rules.zone)
    told = Run(f"Since version {before.number}, which you read {when}:\n", bold=True)
    return (told, *runs_between(rule.rule, before, version, rules.now, rules.zone))


def _readers(rules: RulesNow, version: Version) -> str:
    """Who on shift has read it and who has not, by name."""
    found = readers(version, rules.on_shift)
    unread = [rules.name(one) + (" (on a break)" if one in rules.paused else "") for one in found.unread]
    parts = ["Read by " + ", ".join(map(rules.name, found.read)) if found.read else "Read by nobody yet"]
    parts.append(f"not yet by {', '.join(sorted(unread))}" if unread else "everybody on shift has")
    return "; ".join(parts) + "."


def called(rule: str) -> str:
    """What a rule is called: ``Rule 31``."""
    number = rule.removeprefix("R")
    return f"Rule {number}" if number.isdecimal() else one_line(rule, 40)


def audience_words(version: Version) -> str:
    """Whom a version is about."""
    if set(version.audience) == {Audience.UNDER_18}:
        return "under 18s"
    return "adults" if set(version.audience) == {Audience.ADULTS} else "all ages"


def link_to(notice: Notice, zone: tzinfo) -> str:
    """The words by which a rule says that it was made of a message; they stand at the end of what it says."""
    there = notice.at.astimezone(zone)
    return f"{_LINK}{there.day} {there:%b %H:%M})"


def _notices(rules: RulesNow, notices: list[Notice]) -> Iterator[Card]:
    if notices:
        yield Card("section unstructured", "Unstructured")
    linked = [(rule, version.body) for rule in rules.rules for version in rule.versions if _LINK in version.body]
    for notice in notices:
        link = link_to(notice, rules.zone)
        made = [rule.rule for rule, body in linked if link in body]
        became = f"became {called(made[0]).lower()}" if made else "not a rule yet"
        yield Card(
            f"notice {notice.position.channel} {notice.at.isoformat()}",
            f"{rules.name(notice.by)} wrote".replace("you wrote", "You wrote"),
            runs(notice.text, rules.names, emoji=rules.emoji),
            f"{near(notice.at, rules.now, rules.zone)} · in #mod-updates, {became}",
            RuleState.UNSTRUCTURED,
            id=place_key(notice.position),
        )
