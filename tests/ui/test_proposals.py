"""A draft is proposed by keyboard to another clinician, who opens it with one key; its proposer hears of it."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.actions import DeclineProposal, ProposeRule, PublishRule
from console.domain.proposals import Outcome, Proposal
from console.domain.words import Audience, RuleKind, RuleLevel
from console.ui.picking import Picking
from console.ui.proposing import NO_OTHER
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import asked
from tests.ui.desks import ME, NOW, ago
from tests.ui.test_accessibility import named
from tests.ui.test_rule_acts import as_clinician
from tests.ui.test_rule_editor import Sitting, sitting
from tests.ui.windows import press

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_BOTH = Qt.KeyboardModifier.ControlModifier | _SHIFT
DRAFT = PublishRule(
    "Night bus videos",
    "Hold any post that links them.",
    RuleLevel.STOP,
    (Audience.UNDER_18,),
    until=ago(-600),
    must_read=True,
    words=("night bus",),
    kinds=(RuleKind.LINK,),
    holds=("the night bus",),
    leaves=("a bus",),
)


def proposal(by: str, to: str, **more: Any) -> Proposal:
    return replace(Proposal("i1", by, to, ago(9), DRAFT), **more)


def shown(qtbot: QtBot, one: Proposal) -> Sitting:
    return sitting(qtbot, proposals={one.proposal: one})


def on_card(made: DeskWindow) -> None:
    made.rules.view.setFocus()
    made.rules.view.choose(made.rules.rows.position_of("proposal i1"))


def titles(made: DeskWindow) -> list[str]:
    return [card.title for card in made.rules.rows]


def acts(made: DeskWindow) -> list[str]:
    return [act.label for act in made.rules.bar._acts]


def test_a_draft_is_proposed_by_keyboard_alone_and_is_kept_until_it_is(qtbot: QtBot) -> None:
    at = sitting(qtbot)
    editor = at.opens("n")
    press(editor.form.title, "Night bus videos")
    press(editor.form.title, Qt.Key.Key_Return, _BOTH)
    assert editor.why.accessibleName() == "The rule is empty: say what is to be done."
    editor.form.begins.setText("soon")
    editor.propose()
    assert editor.why.accessibleName().startswith("“From” is no moment")
    editor.form.begins.setText("")
    press(editor.form.body, "Hold any post that links them.")
    press(editor.form.body, Qt.Key.Key_Return, _BOTH)
    assert not editor.isVisible()
    picking = at.made.findChild(Picking)
    assert picking is not None
    named(picking)
    assert at.heard.wished == []
    assert at.heard.drafted[-1][:2] == ("rule", "new")
    qtbot.waitUntil(picking.isActiveWindow)
    press(picking, "1")
    wish, draft = at.heard.wished[-1]
    assert isinstance(wish, ProposeRule)
    assert (wish.to, wish.draft.title, draft) == ("U2", "Night bus videos", ("rule", "new"))


def test_without_another_clinician_there_is_nobody_to_propose_to(qtbot: QtBot) -> None:
    at = sitting(qtbot)
    people = as_clinician()
    only = replace(people, grants={ME: people.grants[ME]})
    at.made.show_view(desks.view(people=only))
    editor = at.opens("n")
    editor.propose()
    assert editor.why.accessibleName() == NO_OTHER
    editor.reject()


def test_it_stands_on_top_for_whom_it_is_and_one_key_opens_it_to_publish(qtbot: QtBot) -> None:
    at = shown(qtbot, proposal("U2", ME))
    assert titles(at.made)[:2] == ["Proposed to you", "Night bus videos"]
    card = list(at.made.rules.rows)[1]
    assert card.meta == "not a rule yet · a new rule · proposed 02:05 by Dr S. Iyer"
    on_card(at.made)
    assert acts(at.made)[-2:] == ["Decline", "New rule"]
    assert "Look at it to publish" in acts(at.made)
    editor = at.opens("e", "proposal i1")
    assert editor.form.words.toPlainText() == "night bus"
    assert editor.form.until.text() == "2026-11-22 12:14"
    editor.publish()
    wish, draft = at.heard.wished[-1]
    assert isinstance(wish, PublishRule)
    assert (wish.title, wish.proposal, wish.kinds, wish.holds) == (
        "Night bus videos",
        "i1",
        (RuleKind.LINK,),
        ("the night bus",),
    )
    assert draft == ("rule", "i1")


def test_it_is_declined_with_one_key_and_a_reason(qtbot: QtBot) -> None:
    at = shown(qtbot, proposal("U2", ME))
    on_card(at.made)
    press(at.made.rules.view, "w", _SHIFT)
    asking = asked(qtbot, at.made)
    press(asking.field, "too broad")
    press(asking.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert at.heard.wished[-1] == (DeclineProposal("i1", "too broad"), ("decline", "i1"))


def test_who_proposed_it_sees_that_it_waits_and_takes_it_back(qtbot: QtBot) -> None:
    at = shown(qtbot, proposal(ME, "U2"))
    card = list(at.made.rules.rows)[1]
    assert card.meta == "a new rule · proposed 02:05 to Dr S. Iyer · Dr S. Iyer has not answered yet"
    on_card(at.made)
    assert "Take it back" in acts(at.made)
    assert "Look at it to publish" not in acts(at.made)
    assert at.made.rule_acts.why_not("withdraw_rule") == ""
    press(at.made.rules.view, "w", _SHIFT)
    asking = asked(qtbot, at.made)
    press(asking.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert at.heard.wished[-1][0] == DeclineProposal("i1")


def test_who_proposed_it_is_told_what_became_of_it(qtbot: QtBot) -> None:
    mine = proposal(ME, "U2")
    settled = {"settled_at": NOW, "settled_by": "U2"}
    for more, said in (
        ({"outcome": Outcome.PUBLISHED, "rule": "R40"}, "Dr S. Iyer published it as rule 40"),
        ({"outcome": Outcome.DECLINED, "reason": "too broad"}, "Dr S. Iyer declined it: too broad"),
        ({"outcome": Outcome.DECLINED}, "Dr S. Iyer declined it"),
    ):
        at = shown(qtbot, mine)
        at.made.show_view(desks.view(people=as_clinician(), proposals={"i1": replace(mine, **settled, **more)}))
        assert at.made.banner.words == f"The rule that you proposed, “Night bus videos”: {said}."
        assert list(at.made.rules.rows)[1].meta.endswith(said)
        assert at.made.rule_acts.why_not("write_rule") != ""
        on_card(at.made)
        assert "Take it back" not in acts(at.made)
        at.made.close()


def test_what_one_took_back_oneself_is_not_told(qtbot: QtBot) -> None:
    mine = replace(proposal(ME, "U2"), draft=replace(DRAFT, rule="R22"))
    at = shown(qtbot, mine)
    back = replace(mine, outcome=Outcome.TAKEN_BACK, settled_at=NOW, settled_by=ME)
    at.made.show_view(desks.view(people=as_clinician(), proposals={"i1": back}))
    assert "proposed" not in at.made.banner.words
    assert list(at.made.rules.rows)[1].meta == (
        "the next version of rule 22 · proposed 02:05 to Dr S. Iyer · you took it back"
    )


def test_it_is_nothing_to_anybody_else(qtbot: QtBot) -> None:
    at = shown(qtbot, proposal("U1", "U2"))
    assert "Night bus videos" not in titles(at.made)
