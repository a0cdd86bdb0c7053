"""A clinician writes a rule by keyboard: what it would do is said beside it, and no word of a draft is lost."""

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.domain.actions import PublishRule
from console.domain.rules import Rule
from console.domain.words import Audience, RuleKind, RuleLevel
from console.ui.rule_acts import NOTHING_TO_WRITE
from console.ui.rule_editor import RuleEditor
from console.ui.rule_writing import kept_writing
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, desk
from tests.ui.desks import ME, NOW, keyed, rule
from tests.ui.test_accessibility import named
from tests.ui.test_rule_acts import as_clinician
from tests.ui.windows import press

_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier


@dataclass
class Sitting:
    """A clinician at a window."""

    qtbot: QtBot
    made: DeskWindow
    heard: Heard

    def opens(self, key: str, card: str = "") -> RuleEditor:
        """The editor that a key opens, once it has the keyboard."""
        self.made.activateWindow()
        self.qtbot.waitUntil(self.made.isActiveWindow)
        view = self.made.rules.view
        view.setFocus()
        if card:
            view.choose(next(i for i, row in enumerate(self.made.rules.rows) if row.key.startswith(card)))
        press(view, Qt.Key.Key_N, _CTRL) if key == "n" else press(view, key)
        editor = self.made.rule_acts.editor
        assert editor is not None
        self.qtbot.waitUntil(editor.isActiveWindow)
        return editor

    def drafts(self, count: int) -> list[tuple[str, str, str]]:
        self.qtbot.waitUntil(lambda: len(self.heard.drafted) >= count)
        return self.heard.drafted


def sitting(qtbot: QtBot, **others: Any) -> Sitting:
    made, heard = desk(qtbot)
    made.show_view(desks.view(people=as_clinician(), **others))
    return Sitting(qtbot, made, heard)


def wished(heard: Heard) -> PublishRule:
    wish, _ = heard.wished[-1]
    assert isinstance(wish, PublishRule)
    return wish


def test_a_new_rule_is_written_and_published_by_keyboard_alone(qtbot: QtBot) -> None:
    at = sitting(qtbot)
    editor = at.opens("n")
    assert editor.windowTitle() == "New posting rule"
    named(editor)
    form = editor.form
    press(form.title, "Night bus videos")
    press(form.title, Qt.Key.Key_Tab)
    press(form.body, "Hold any post that links them.")
    for key in (Qt.Key.Key_S, Qt.Key.Key_B, Qt.Key.Key_A, Qt.Key.Key_L):
        press(form.body, key, _ALT)
    form.until.setText("23 Nov 06:00")
    form.words.setPlainText("night bus\nnight bus")
    press(form.words, Qt.Key.Key_Return, _CTRL)
    assert not editor.isVisible()
    wish, draft = at.heard.wished[-1]
    assert draft == ("rule", "new")
    assert (wish.title, wish.level, wish.audience) == ("Night bus videos", RuleLevel.STOP, (Audience.UNDER_18,))
    assert (wish.must_read, wish.blocks_taking, wish.kinds, wish.rule) == (True, True, (RuleKind.LINK,), "")
    assert f"{wish.until:%d %H:%M}" == "23 06:00"
    qtbot.waitUntil(lambda: at.made.rule_acts.editor is None)


def test_why_a_rule_cannot_be_published_is_said_in_place(qtbot: QtBot) -> None:
    at = sitting(qtbot)
    editor = at.opens("n")
    QTest.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    assert editor.why.accessibleName() == "The title is empty."
    editor.form.begins.setText("soon")
    assert editor.why.isHidden()
    editor.publish()
    assert editor.why.accessibleName().startswith("“From” is no moment")
    assert at.heard.wished == []
    editor.reject()


def test_what_is_written_survives_leaving_and_a_crash_until_it_is_thrown_away(qtbot: QtBot) -> None:
    at = sitting(qtbot)
    editor = at.opens("n")
    press(editor.form.title, "Begun")
    kind, subject, text = at.drafts(1)[-1]
    assert (kind, subject) == ("rule", "new")
    assert (kept_writing(text) or editor.form.writing).title == "Begun"
    press(editor.form.title, " and left")
    press(editor.form.title, Qt.Key.Key_Escape)
    again = at.opens("n")
    assert again.form.title.text() == "Begun and left"
    QTest.mouseClick(again.discard, Qt.MouseButton.LeftButton)
    assert at.heard.drafted[-1] == ("rule", "new", "")
    fresh = at.opens("n")
    assert fresh.form.title.text() == ""
    fresh.reject()
    at.made.wishes.keep_drafts({("rule", "R22"): text})
    crashed = at.opens("e", "rule R22")
    assert crashed.form.title.text() == "Begun"
    crashed.reject()


def test_replacing_shows_what_differs_and_publishing_over_somebody_elses_version_is_asked_again(qtbot: QtBot) -> None:
    rules = keyed(desks.rules(), "rule")
    at = sitting(qtbot, rules=rules)
    editor = at.opens("e", "rule R22")
    assert editor.windowTitle() == "Rule 22: version 6"
    editor.form.body.setPlainText("Hold. Publish an edited version only after a lead agrees.")
    editor._settle()
    assert "clinician" in editor.differs.accessibleName()
    assert "hold and publish" in editor.advice.accessibleName()
    told = editor.told.accessibleName()
    assert told.startswith("● 8 people on shift, 1 on a break. It counts from now, until it is withdrawn.")
    assert "Dr S. Iyer" in told
    known = rules["R22"]
    theirs = replace(known.latest, number=6, of="theirs", by="U2", body="Theirs.", at=NOW)
    rules["R22"] = Rule("R22", (*known.versions, theirs))
    editor.publish()
    assert editor.why.accessibleName().startswith("Dr S. Iyer has published version 6 of rule 22 since you began.")
    assert "Theirs." in editor.differs.accessibleName()
    editor.publish()
    assert (wished(at.heard).rule, wished(at.heard).over) == ("R22", "theirs")


def test_an_example_that_fails_is_said_and_publishing_it_needs_a_reason_that_stays_with_the_rule(qtbot: QtBot) -> None:
    at = sitting(qtbot)
    editor = at.opens("n")
    form = editor.form
    form.title.setText("T")
    form.body.setPlainText("Hold it.")
    form.words.setPlainText("tonight")
    form.holds.setPlainText("see you tonight")
    form.leaves.setPlainText("tonight")
    at.drafts(1)
    assert editor.failing.accessibleName().strip() == "✗ should leave “tonight”, finds “tonight”"
    assert editor.examples.accessibleName().strip() == "✓ holds “see you tonight”"
    assert (editor.fails.isVisible(), editor.fails.text) == (True, "✗ 1 example fails")
    qtbot.waitUntil(lambda: "1 chat would be marked" in editor.rehearsal.words)
    assert "B paper-lantern, chat 02:11, match\ntext hidden" in editor.rehearsal.words
    editor.publish()
    assert editor.why.accessibleName().startswith("1 example fails.")
    assert form.despite.hasFocus()
    form.leaves.setPlainText("tonight\nthis tonight")
    editor.publish()
    assert editor.why.accessibleName().startswith("2 examples fail.")
    assert at.heard.wished == []
    press(form.despite, "for this night")
    editor.publish()
    assert wished(at.heard).leaves == ("tonight", "this tonight")
    assert wished(at.heard).despite == "for this night"


def test_a_rehearsal_names_a_dozen_and_counts_the_others(qtbot: QtBot) -> None:
    many = {f"c{n}": desks.chat(f"c{n}", f"alias-{n}", excerpt="tonight") for n in range(14)}
    at = sitting(qtbot, chats_=many)
    editor = at.opens("n")
    editor.form.words.setPlainText("tonight")
    qtbot.waitUntil(lambda: "14 chats would be marked" in editor.rehearsal.words)
    assert "and 2 more" in editor.rehearsal.words
    editor.form.words.setPlainText("nothing")
    qtbot.waitUntil(lambda: "No chats would be marked" in editor.rehearsal.words)
    assert "alias-1" not in editor.rehearsal.words
    editor.reject()


def test_a_message_by_hand_becomes_a_rule_with_one_key(qtbot: QtBot) -> None:
    at = sitting(qtbot, shifts={})
    editor = at.opens("e", "notice")
    assert editor.form.title.text() == "Two posts about the bus strike tonight, both fine"
    assert "Nobody is planned for now" in editor.told.accessibleName()
    editor.publish()
    wish, draft = at.heard.wished[-1]
    assert wish.title == "Two posts about the bus strike tonight, both fine"
    assert draft[0] == "rule"
    assert draft[1].startswith("C2/")


def test_without_a_rule_or_a_message_and_without_the_right_nothing_opens(qtbot: QtBot) -> None:
    at = sitting(qtbot, rules={"R1": rule("R1", "T", "B", RuleLevel.NOTE)})
    press(at.made.queue.view, "e")
    assert at.made.banner.words == NOTHING_TO_WRITE
    assert at.made.finder.why_not_now("new_rule") == ""
    at.made.show_view(desks.view(people=replace(as_clinician(), grants={ME: ()})))
    press(at.made.queue.view, Qt.Key.Key_N, _CTRL)
    assert at.made.banner.words.startswith("Only a clinician can publish")
    assert at.made.rule_acts.editor is None


def test_one_editor_at_a_time(qtbot: QtBot) -> None:
    at = sitting(qtbot)
    editor = at.opens("n")
    at.made.act("new_rule")
    at.made.act("write_rule")
    assert at.made.rule_acts.editor is editor
    editor.reject()
