"""The templates as lines of a list, and one of them in full: wording, how it reads, what it touches, history."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

import msgspec

from console.desk import View
from console.domain import events
from console.domain.filling import PLACES, Values, called_rule, filled, parts_of
from console.domain.rules import Rule, Withdrawal
from console.domain.rules import Version as RuleVersion
from console.domain.rules import called as rule_called
from console.domain.templates import Template, Version, called, in_use
from console.domain.words import PostPlace, RuleLevel
from console.ui.marks import gravest_first, quoted
from console.ui.post_rows import runs_between
from console.ui.roster_rows import RosterLine
from console.ui.text import Run, neutral, one_line
from console.ui.times import near

if TYPE_CHECKING:
    from console.domain.screening import Screen

MADE_UP: Final = "sunny-kite"  # the alias of no member, in previews
ANY_RULE: Final = "the title of the rule"
_BODY: Final = 3_000


class TemplatesNow(msgspec.Struct, frozen=True):
    """A desk at a moment, with what screens texts there (None: no rule is in force)."""

    view: View
    now: datetime
    zone: tzinfo
    screen: "Screen | None" = None

    def name(self, person: str) -> str:
        """What somebody is called here."""
        return "you" if person == self.view.me else one_line(self.view.name(person), 60)

    def rule(self, rule: str) -> str:
        """A rule with its title, where it is known."""
        known = self.view.rules.get(rule)
        return rule_called(rule) + (f" — {one_line(known.latest.title, 80)}" if known is not None else "")


def lines_of(templates: TemplatesNow, words: str = "") -> list[RosterLine]:
    """Those in use, the most used first, and those that are withdrawn; ``words`` leaves out what has them not."""
    every = [one for one in templates.view.templates.values() if _has(templates, one, words)]
    over = [one for one in every if one.withdrawn is not None]
    sections = (("In use", in_use(every)), ("Withdrawn", sorted(over, key=lambda one: one.latest.title.casefold())))
    waiting = _waiting(templates.view)
    found: list[RosterLine] = []
    for title, some in sections:
        if some:
            found.append(RosterLine(f"section {title}", "section", f"{title} · {len(some)}"))
        found += (_line(templates, one, one.template in waiting) for one in some)
    return found


def _has(templates: TemplatesNow, one: Template, words: str) -> bool:
    latest = one.latest
    rules = " ".join(templates.rule(rule) for rule in latest.rules)
    text = f"{called(one.template)} {one.template} {latest.title} {latest.body} {rules}".casefold()
    return all(word in text for word in words.casefold().split())


def _waiting(view: View) -> frozenset[str]:
    """The templates that something was done to here which Slack does not have yet."""
    kinds = (events.TemplateSet, events.TemplateWithdrawn)
    return frozenset(one.event.template for one in view.waiting if isinstance(one.event, kinds))


def _line(templates: TemplatesNow, one: Template, waits: bool) -> RosterLine:
    latest = one.latest
    parts = [f"v{latest.number}", templates.name(latest.by), near(latest.at, templates.now, templates.zone)]
    parts += [uses(one.uses)] if one.uses else []
    stops = one.withdrawn is None and touches_stop(latest.body, templates.screen)
    parts += ["touches a stop rule"] if stops else []
    parts += ["↑ pending"] if waits else []
    gone = one.withdrawn is not None
    left = f"{one.template} · {one_line(latest.title, 80)}"
    return RosterLine(
        one.template,
        "line",
        left,
        " · ".join(parts),
        tone="soft" if gone else "warn" if stops else "text",
        struck=gone,
        said="withdrawn" if gone else "",
    )


def uses(count: int) -> str:
    """How often something was used, in words."""
    return "never used" if not count else "used once" if count == 1 else f"used {count:,} times"


def touches_stop(body: str, screen: "Screen | None") -> bool:
    """Whether a wording itself touches a rule at level stop."""
    return any(version.level is RuleLevel.STOP for _, version, _ in touched_by(body, screen))


def touched_by(body: str, screen: "Screen | None") -> list[tuple[str, RuleVersion, str]]:
    """The rules that a wording touches, the gravest first, each with what it finds."""
    if screen is None or not body.strip():
        return []
    from console.domain.screening import read  # noqa: PLC0415 -- it is there, as there is a screen

    hits = screen.touched(read(body), None)
    return [
        (rule, version, quoted(body, tuple(hit for hit in hits if hit.rule == rule)))
        for rule, version in gravest_first(hits, screen.in_force)
    ]


# One of them in full


def whole(templates: TemplatesNow, one: Template) -> Iterator[Run]:
    """All that there is to know of a template."""
    latest, gone = one.latest, one.withdrawn
    yield Run(f"{one_line(latest.title, 80)}\n", bold=True)
    when = near(latest.at, templates.now, templates.zone)
    yield Run(f"{called(one.template).capitalize()} v{latest.number} · {templates.name(latest.by)}, {when}")
    yield Run(f" · {uses(one.uses)}\n")
    if latest.rules:
        yield Run(f"Offered first for {', '.join(templates.rule(rule) for rule in latest.rules)}\n")
    if gone is not None:
        yield Run(
            f"Withdrawn by {templates.name(gone.by)}, {near(gone.at, templates.now, templates.zone)}: ", bold=True
        )
        yield Run(f"{one_line(gone.reason, 300) or 'without a reason'}. It is offered to nobody.\n")
    yield Run("\n")
    yield from wording(latest.body)
    yield Run(f"\n\nAs {MADE_UP} would read it\n", bold=True)
    yield Run(preview(latest.body, latest.rules, templates.view.rules))
    for rule, version, found in touched_by(latest.body, templates.screen):
        yield Run(
            f"\n\nTouches {rule_called(rule)} ({version.level.value}) — {one_line(version.title, 80)}: ", bold=True
        )
        yield Run(found)
    yield Run("\n\nHistory\n", bold=True)
    yield from story(templates, one)


def wording(body: str) -> Iterator[Run]:
    """A wording with its variables marked."""
    for part in parts_of(neutral(body, _BODY)):
        yield Run(part.text, bold=bool(part.name))


def preview(body: str, rules: Sequence[str], known: Mapping[str, Rule]) -> str:
    """A wording as a made-up member would read it, by the first of its rules that is known."""
    title = next((known[rule].latest.title for rule in rules if rule in known), ANY_RULE)
    return neutral(filled(body, Values(MADE_UP, called_rule(title), PLACES[PostPlace.FORUM])), _BODY)


def story(templates: TemplatesNow, one: Template) -> Iterator[Run]:
    """All that happened to a template, the latest first: every version word by word, and who withdrew it."""
    steps: list[Version | Withdrawal] = [*one.versions, *one.withdrawals]
    for step in sorted(steps, key=lambda each: each.at, reverse=True):
        when = near(step.at, templates.now, templates.zone)
        if isinstance(step, Withdrawal):
            yield Run(f"Withdrawn · {when} · {templates.name(step.by)}\n", bold=True)
            yield Run(f"{one_line(step.reason, 300) or 'Without a reason.'}\n\n")
            continue
        used = uses(one.uses_of(step))
        yield Run(f"Version {step.number} · {when} · {templates.name(step.by)} · {used}\n", bold=True)
        if step.number == 1:
            yield Run(f"{one_line(step.title, 80)}\n{neutral(step.body, _BODY)}\n\n")
        else:
            yield from differing(templates, one.versions[step.number - 2], step)
            yield Run("\n\n")


def differing(templates: TemplatesNow, before: Version, after: Version) -> Iterator[Run]:
    """What differs between two versions, word by word."""
    first = True
    rules = [", ".join(templates.rule(rule) for rule in one.rules) or "any rule" for one in (before, after)]
    for name, old, new in (
        ("Title", before.title, after.title),
        ("First for", rules[0], rules[1]),
        ("Wording", before.body, after.body),
    ):
        if old != new:
            yield Run(f"{'' if first else chr(10)}{name}: ")
            yield from runs_between(old, new)
            first = False
    if first:
        yield Run("Nothing differs: it was withdrawn before.")
