"""What happened to a rule can be read from its begin, and the rule as it stood at any moment."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.decisions import Decided, Decisions
from console.domain.rules import Rule, Withdrawal
from console.domain.words import Decision, RuleKind, RuleLevel
from console.ui.label import Text
from console.ui.rule_acts import NO_RULE
from console.ui.rule_changes import spoken_runs
from console.ui.rule_history import NO_MOMENT, NOT_YET, RuleHistory, stood_at, story_of
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import desk
from tests.ui.desks import ME, ago, keyed, rule
from tests.ui.test_accessibility import named
from tests.ui.test_rules import now
from tests.ui.windows import press


def changed() -> Rule:
    """A rule with a version of ten days ago, withdrawn since, and another that was published 40 minutes ago."""
    first, second = rule("R14", "Contact details", "No numbers.", RuleLevel.MUST, versions=2).versions
    first = replace(first, acknowledged={ME: ago(60 * 24 * 8)}, withdrawn=True)
    second = replace(
        second,
        at=ago(40),
        body="No numbers, no handles.",
        must_read=True,
        blocks_taking=True,
        words=("ring me",),
        despite="for this night",
        kinds=(RuleKind.PHONE,),
        from_=ago(30),
        until=ago(-600),
    )
    gone = Withdrawal(ago(60 * 24), "U1", "not needed")
    return Rule("R14", (first, second), withdrawals=(gone, Withdrawal(ago(60 * 20), "U2")))


def test_the_story_of_a_rule_begins_with_what_is_latest() -> None:
    story = spoken_runs(story_of(changed(), now()))
    assert [line for line in story.splitlines() if " · " in line and not line.startswith(("Must", "Stop"))] == [
        "Version 2 · 01:34 · Dr S. Iyer · in force",
        "Withdrawn · 21 Nov 06:14 · Dr S. Iyer",
        "Withdrawn · 21 Nov 02:14 · R. Okafor",
        "Version 1 · 11 Nov 02:14 · Dr S. Iyer · replaced",
    ]
    assert "Text: No [gone: numbers.] [new: numbers, no handles.]" in story
    assert "not needed" in story
    assert "\nPublished although an example fails: for this night\n" in story
    assert "Without a reason." in story
    assert "No numbers.\nMust · all ages" in story


def test_a_rule_is_shown_as_it_stood_at_a_moment() -> None:
    found, at_two = changed(), now()
    assert spoken_runs(stood_at(found, ago(60 * 24 * 20), at_two)) == NOT_YET
    before = spoken_runs(stood_at(found, ago(60 * 24 * 5), at_two))
    assert before.startswith("At 17 Nov 02:14: version 1, in force\nContact details\nNo numbers.\n")
    assert before.endswith("Read by then by you.")
    assert "version 1, withdrawn" in spoken_runs(stood_at(found, ago(60 * 22), at_two))
    latest = spoken_runs(stood_at(found, ago(1), at_two))
    assert (
        "must be read · no new chat before it is read · from 01:44 · until 12:14 · finds “ring me”, phone\n" in latest
    )
    assert "\nPublished although an example fails: for this night\n" in latest
    assert latest.endswith("Read by then by nobody.")


def test_decisions_under_a_version_are_counted_and_those_under_a_replaced_one_told_one_by_one() -> None:
    rule, decided = changed(), [Decided(f"p{n}", Decision.HOLD, "U4", ago(60 - n)) for n in range(52)]
    first = Decisions("R14", 60, tuple(decided[1:]))
    by_number = Decisions("R14", 1, (Decided("p99", Decision.EDIT, ME, ago(50)),))
    last = Decisions("R14", 1, tuple(decided[:1]))
    decisions = {rule.versions[0].of: first, "R14 v1": by_number, rule.latest.of: last}
    story = spoken_runs(story_of(rule, now(decisions=decisions)))
    assert "\n1 decision was made under v2.\n\n" in story
    told = story[story.index("61 decisions were made under v1.") :].splitlines()
    assert told[1] == "02:05 · held · T. Brandt · post p51"
    assert "01:24 · edited and published · you · post p99" in told
    assert told[51] == "and 11 before"


def opened(made: DeskWindow) -> RuleHistory:
    history = made.findChild(RuleHistory)
    assert history is not None
    return history


def test_the_history_of_the_chosen_rule_is_one_key_away(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, rules=keyed([*desks.rules()[:1], changed()], "rule"))
    press(made.queue.view, "h")
    assert made.banner.words == NO_RULE
    assert made.finder.why_not_now("rule_history") == NO_RULE
    made.rules.view.setFocus()
    made.rules.view.choose(made.rules.rows.position_of("rule R14 2"))
    assert made.finder.why_not_now("rule_history") == ""
    press(made.rules.view, "h")
    history = opened(made)
    qtbot.waitUntil(history.isActiveWindow)
    named(history)
    assert isinstance(history.text, Text)
    assert history.text.accessibleName().startswith("Version 2 · 01:34")
    press(history.field, "21 Nov 03:00")
    assert history.text.accessibleName().startswith("At 21 Nov 03:00: version 1, withdrawn")
    press(history.field, "x")
    assert history.text.accessibleName() == NO_MOMENT
    press(history.field, Qt.Key.Key_Escape)
    assert not history.isVisible()
