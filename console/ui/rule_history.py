"""The history of one rule: every version with what differs, who withdrew it, and the rule as it stood at any moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.domain.decisions import Decisions, version_key
from console.domain.local import typed
from console.domain.rules import Rule, RuleState, Version, Withdrawal
from console.domain.words import Decision
from console.ui.act_bar import KeyButton
from console.ui.label import Text
from console.ui.rule_changes import runs_between
from console.ui.rule_rows import RulesNow, audience_words, called
from console.ui.shapes import LEVEL_WORDS
from console.ui.sheet import Sheet, scrolled
from console.ui.text import Run, neutral, one_line
from console.ui.theme import Look
from console.ui.times import near

STATES: Final = {
    RuleState.IN_FORCE: "in force",
    RuleState.SCHEDULED: "from later on",
    RuleState.EXPIRED: "no longer in force",
    RuleState.WITHDRAWN: "withdrawn",
    RuleState.REPLACED: "replaced",
}
_DECIDED: Final = {
    Decision.PUBLISH: "published",
    Decision.EDIT: "edited and published",
    Decision.HOLD: "held",
    Decision.DECLINE: "declined",
    Decision.ESCALATE: "escalated",
}
NAMED: Final = 50  # decisions under one version that are told one by one
NO_MOMENT: Final = "This is no moment: type 02:14, 22 Nov 02:14 or 2026-11-22 02:14."
NOT_YET: Final = "The rule was not published then."


def story_of(rule: Rule, rules: RulesNow) -> tuple[Run, ...]:
    """All that happened to a rule, the latest first."""
    steps: list[Version | Withdrawal] = [*rule.versions, *rule.withdrawals]
    found: list[Run] = []
    for step in sorted(steps, key=lambda one: one.at, reverse=True):
        when, who = near(step.at, rules.now, rules.zone), rules.name(step.by)
        if isinstance(step, Withdrawal):
            found.append(Run(f"Withdrawn · {when} · {who}\n", bold=True))
            found.append(Run(f"{one_line(step.reason, 300) or 'Without a reason.'}\n\n"))
            continue
        state = STATES[rule.state_of(step, rules.now)]
        found.append(Run(f"Version {step.number} · {when} · {who} · {state}\n", bold=True))
        if step.number == 1:
            found += _whole(step, rules)
        else:
            found += runs_between(rule.rule, rule.versions[step.number - 2], step, rules.now, rules.zone)
            found += _despite(step)
        found += _decided(rule, step, rules)
        found.append(Run("\n\n"))
    return tuple(found)


def stood_at(rule: Rule, at: datetime, rules: RulesNow) -> tuple[Run, ...]:
    """A rule as it stood at a moment: what counted then, and who had read it."""
    then = rule.as_of(at)
    when = near(at, rules.now, rules.zone)
    if then is None:
        return (Run(NOT_YET),)
    version = then.current(at) or then.latest
    found = [Run(f"At {when}: version {version.number}, {STATES[then.state_of(version, at)]}\n", bold=True)]
    found += _whole(version, rules)
    read = sorted(version.acknowledged, key=lambda one: version.acknowledged[one])
    names = ", ".join(rules.name(one) for one in read) or "nobody"
    return (*found, Run(f"\n\nRead by then by {names}."))


def _whole(version: Version, rules: RulesNow) -> Iterator[Run]:
    """All that a version says."""
    yield Run(f"{one_line(version.title, 160)}\n")
    yield Run(neutral(version.body, 3_000) + "\n")
    parts = [LEVEL_WORDS[version.level], audience_words(version)]
    parts += ["must be read"] if version.must_read else []
    parts += ["no new chat before it is read"] if version.blocks_taking else []
    parts += [f"from {near(version.from_, rules.now, rules.zone)}"] if version.from_ else []
    parts += [f"until {near(version.until, rules.now, rules.zone)}"] if version.until else []
    finds = [*(f"“{one_line(word, 100)}”" for word in version.words), *version.kinds]
    parts += [f"finds {', '.join(finds)}"] if finds else []
    yield Run(" · ".join(parts))
    yield from _despite(version)


def _despite(version: Version) -> Iterator[Run]:
    """Why a version was published although one of its examples failed."""
    if version.despite:
        yield Run(f"\nPublished although an example fails: {one_line(version.despite, 300)}")


def _decided(rule: Rule, version: Version, rules: RulesNow) -> Iterator[Run]:
    """What was decided under a version; one by one under one that was replaced, as that may be looked at once more."""
    keys = dict.fromkeys((version.of, version_key(rule.rule, version.number, None)))
    found = [rules.decisions[key] for key in keys if key in rules.decisions]
    count = sum(one.count for one in found)
    if not count:
        return
    counted = "1 decision was" if count == 1 else f"{count:,} decisions were"
    yield Run(f"\n{counted} made under v{version.number}.", bold=True)
    if rule.state_of(version, rules.now) is RuleState.REPLACED:
        yield from _one_by_one(found, count, rules)


def _one_by_one(found: list[Decisions], count: int, rules: RulesNow) -> Iterator[Run]:
    made = sorted((one for each in found for one in each.latest), key=lambda one: one.at, reverse=True)[:NAMED]
    for one in made:
        when = near(one.at, rules.now, rules.zone)
        yield Run(f"\n{when} · {_DECIDED[one.decision]} · {rules.name(one.by)} · post {one_line(one.post, 60)}")
    if count > len(made):
        yield Run(f"\nand {count - len(made):,} before")


class RuleHistory(Sheet):
    """Shows what happened to a rule; a moment that is typed shows it as it stood then. Closes with Esc."""

    def __init__(self, parent: QWidget, look: Look, rule: Rule, rules: RulesNow) -> None:
        super().__init__(parent, look, f"{called(rule.rule)} — {one_line(rule.latest.title, 160)}")
        self._rule, self._rules = rule, rules
        px = look.px
        self.field = QLineEdit()
        self.field.setFont(look.font())
        self.field.setPlaceholderText("As it stood at… (02:14, or 22 Nov 02:14)")
        self.field.setAccessibleName("As it stood at")
        self.field.setMaxLength(40)
        self.field.textChanged.connect(self._show)
        self.column.addWidget(self.field)
        self.text = Text(look)
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, px(8), 0)
        within.addWidget(self.text)
        within.addStretch(1)
        self.column.addWidget(scrolled(inside, "History", by_keys=True), 1)
        leave = KeyButton(look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        self.column.addWidget(leave)
        self.resize(min(px(680), parent.width() - px(40)), min(px(620), parent.height() - px(20)))
        self._show()
        self.field.setFocus()

    @Slot()
    def _show(self) -> None:
        """Show the whole story, or the rule at the moment that is typed."""
        text = self.field.text().strip()
        if not text:
            self.text.show_runs(story_of(self._rule, self._rules))
            return
        at = typed(text, self._rules.now, self._rules.zone, ahead=False)
        self.text.show_runs((Run(NO_MOMENT),) if at is None else stood_at(self._rule, at, self._rules))
