"""A rule that is to be read is asked for until it was, acknowledged with one key, and withdrawn with a reason."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain import actions
from console.domain.messages import EPOCH, Position
from console.domain.people import Grant, People
from console.domain.roster import DutyState, Presence
from console.domain.rules import Rule
from console.domain.words import Duty, Role, RuleKind, RuleLevel
from console.ui.rule_acts import NO_RULE, NOTHING_TO_READ, STOP_TO_READ
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import asked, desk, people
from tests.ui.desks import ME, NOW, StillClock, ago, keyed, rule
from tests.ui.windows import Watch, press

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def read(rules: dict[str, Rule], id: str, person: str = ME) -> dict[str, Rule]:
    """The rules after a person has read one."""
    known = rules[id]
    version = replace(known.latest, acknowledged={**known.latest.acknowledged, person: NOW})
    return {**rules, id: replace(known, versions=(*known.versions[:-1], version))}


def two() -> dict[str, Rule]:
    """The rules of the night, of which two are to be read: 31, and 14 in a version that replaces one that was read."""
    rules = keyed(desks.rules(), "rule")
    first, old, new = rules["R14"].versions
    old = replace(old, body="No phone numbers may be shown.", level=RuleLevel.MUST, acknowledged={ME: ago(60 * 24 * 9)})
    new = replace(new, body="No phone numbers are shown.", must_read=True, at=ago(40), kinds=(RuleKind.PHONE,))
    return {**rules, "R14": Rule("R14", (first, old, new))}


def titles(made: DeskWindow) -> list[str]:
    return [card.title for card in made.rules.rows]


def as_clinician() -> People:
    found = people()
    return replace(found, grants={**found.grants, ME: (Grant(Role.CLINICIAN, "U1", Position(EPOCH, "")),)})


# Reading


def test_the_rule_on_top_is_acknowledged_with_one_key_from_any_pane(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    for pane in (made.queue.view, made.detail, made.roster.view):
        pane.setFocus()
        press(pane, "u")
    assert heard.wished == [(actions.AcknowledgeRule("R31", "id-R31-1"), None)] * 3
    QTest.mouseClick(made.rules.bar.button("read_rule"), Qt.MouseButton.LeftButton)
    assert len(heard.wished) == 4
    made.show_view(desks.view(people=people(), rules=read(keyed(desks.rules(), "rule"), "R31")))
    assert "To acknowledge" not in titles(made)
    press(made.queue.view, "u")
    assert made.banner.words == NOTHING_TO_READ
    assert len(heard.wished) == 4
    assert not made.rules.bar.isVisible()


def test_of_several_the_one_on_which_one_stands_is_meant_else_the_first(qtbot: QtBot) -> None:
    watch = Watch()
    made, heard = desk(qtbot, watch=watch, rules=two())
    press(made.queue.view, "u")
    made.rules.view.setFocus()
    made.rules.view.choose(made.rules.rows.position_of("rule R14 3"))
    press(made.rules.view, "u")
    assert made.banner.words == "One after the other: read this one first."
    watch.at += 2
    press(made.rules.view, "u")
    watch.at += 2
    made.rules.view.choose(made.rules.rows.position_of("rule R22 5"))
    press(made.rules.view, "u")  # it was scrolled away: it is shown first
    press(made.rules.view, "u")
    assert [wish.rule for wish, _ in heard.wished] == ["R31", "R14", "R31"]


def test_many_rules_are_shown_in_a_turn_of_their_own_and_only_as_they_are_by_then(qtbot: QtBot) -> None:
    many = {f"R{n}": rule(f"R{n}", f"Title {n}", "Body", RuleLevel.NOTE) for n in range(100, 160)}
    made, _ = desk(qtbot, rules=many)
    before = titles(made)
    first = {**many, "R1": rule("R1", "Soon replaced", "Body", RuleLevel.STOP)}
    second = {**many, "R1": rule("R1", "What counts", "Body", RuleLevel.STOP)}
    made.show_view(desks.view(people=people(), rules=first))
    made.show_view(desks.view(people=people(), rules=second))
    assert titles(made) == before
    heard: list[str] = []
    made.rules.rows.shown.connect(lambda: heard.append(titles(made)[1]))
    qtbot.waitUntil(lambda: titles(made) != before)
    assert heard == ["Rule 1 — What counts"]


def test_what_differs_from_the_version_that_was_read_is_told_by_more_than_colour(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, rules=two())
    card = next(card for card in made.rules.rows if card.rule == "R14")
    assert [run.text for run in card.changed if run.struck] == ["may be", "must", "no"]
    assert [run.text for run in card.changed if run.added] == ["are", "stop", "yes", "phone"]
    assert "Since version 2, which you read 13 Nov 02:14:\nText: No phone numbers [gone: may be] [new: are] shown." in (
        card.words
    )
    assert "Kinds: [new: phone]" in card.words
    other = next(card for card in made.rules.rows if card.rule == "R31")
    assert other.changed == ()


def test_a_rule_that_is_not_seen_whole_is_shown_before_it_counts_as_read(qtbot: QtBot) -> None:
    long = rule("R1", "Long", "word " * 900, RuleLevel.STOP, must_read=True)
    made, heard = desk(qtbot, rules={"R1": long})
    presses = 0
    while not heard.wished:
        press(made.queue.view, "u")
        presses += 1
        assert presses < 20
        if not heard.wished:
            assert made.banner.words == "Read it to its end; then the same key says that you have."
    assert presses > 2
    assert made.rules.view.verticalScrollBar().value() > 0


def test_a_search_that_hides_what_is_to_be_read_is_left_for_it(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    made.rules.search.setText("school")
    assert len(made.rules.rows) == 2
    press(made.queue.view, "u")
    assert made.rules.search.text() == ""
    assert [wish.rule for wish, _ in heard.wished] == ["R31"]


def test_where_one_pane_is_shown_at_a_time_the_rules_come_first(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    made.resize(640, 480)
    qtbot.waitUntil(lambda: made.panes.folded)
    press(made.queue.view, "u")
    assert made.panes.current == 1
    assert made.rules.bar.parentWidget() is made.rules
    while not heard.wished:
        press(made.rules.view, "u")
    made.resize(1280, 720)
    qtbot.waitUntil(lambda: not made.panes.folded)


# Being reminded


@dataclass
class Night:
    """A window whose second goes by when it is told to."""

    made: DeskWindow
    clock: StillClock
    watch: Watch
    calls: list[str] = field(default_factory=list)

    def goes(self, seconds: float) -> str:
        """So many seconds go by; what the banner says then."""
        self.clock.forward(seconds)
        self.watch.at += seconds
        self.made.show_connection(desks.live(proof_at=self.watch.at))
        self.made._tick()
        return self.made.banner.words


def night(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, **others: Any) -> Night:
    clock, watch = StillClock(), Watch()
    made, _ = desk(qtbot, clock, watch, **others)
    found = Night(made, clock, watch)
    monkeypatch.setattr(made, "call", found.calls.append)
    return found


def view(**others: Any) -> View:
    return desks.view(people=people(), **others)


def test_what_must_be_read_is_asked_for_every_five_minutes_until_it_is(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = night(qtbot, monkeypatch, rules=two(), chats_={})
    found.made.queue.view.setFocus()
    words = "To be read: Rule 31 — Challenge videos: do not name or link, and 1 more. U says that you have."
    assert found.goes(0) == words
    assert found.made.queue.view.hasFocus()
    assert found.goes(21) == ""
    assert found.goes(270) == ""
    assert found.goes(10) == words
    found.made.show_view(view(rules=read(two(), "R31"), chats_={}))
    assert "Rule 14" in found.goes(301)
    found.made.show_view(view(rules=read(read(two(), "R31"), "R14"), chats_={}))
    found.goes(30)
    assert found.goes(301) == ""
    assert found.calls == []


def test_a_rule_that_is_new_is_asked_for_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    found = night(qtbot, monkeypatch, chats_={})
    assert "Rule 31" in found.goes(0)
    assert found.goes(30) == ""
    found.made.show_view(view(rules=two(), chats_={}))
    assert "1 more" in found.goes(1)


def test_a_break_is_disturbed_only_by_a_rule_that_stops_posts(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shift, early = desks.shifts()
    pause = Presence(ME, Duty.COUNSELLOR, DutyState.PAUSED, NOW, NOW + timedelta(minutes=20))
    paused = replace(shift, presences=(*(one for one in shift.presences if one.person != ME), pause))
    shifts = keyed([paused, early], "shift")
    soft = rule("R40", "Soft", "Note it.", RuleLevel.MUST, must_read=True)
    found = night(qtbot, monkeypatch, rules={"R40": soft}, shifts=shifts, chats_={})
    assert found.goes(0) == ""
    assert found.calls == []
    found.made.show_view(view(rules=two(), shifts=shifts, chats_={}))
    assert "Rule 31" in found.goes(1)
    assert found.calls == [STOP_TO_READ]


def test_the_next_shift_is_asked_when_its_duty_starts(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    night_shift, early = desks.shifts()
    off = replace(night_shift, plan=night_shift.plan[:2], presences=())
    mine = replace(early, presences=(Presence(ME, Duty.COUNSELLOR, DutyState.ON, NOW),))
    found = night(qtbot, monkeypatch, shifts=keyed([off, early], "shift"), chats_={})
    assert found.goes(0) == ""
    assert found.goes(400) == ""
    found.made.show_view(view(shifts=keyed([off, mine], "shift"), chats_={}))
    assert "Rule 31" in found.goes(1)


def test_who_has_no_role_and_a_copy_that_slack_has_not_confirmed_are_asked_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = night(qtbot, monkeypatch, chats_={})
    found.made.show_view(desks.view(people=People(), chats_={}))
    assert "To be read" not in found.goes(30)
    found.made.show_view(view(connection=desks.live(proof_at=0.0), chats_={}))
    found.clock.forward(400)
    found.made._tick()
    assert "To be read" not in found.made.banner.words


# Who has read it


def test_the_author_and_the_leads_see_who_has_read_it_and_who_has_not(qtbot: QtBot) -> None:
    led = replace(people(), grants={**people().grants, ME: (Grant(Role.LEAD, "U1", Position(EPOCH, "")),)})
    made, _ = desk(qtbot)
    assert all(card.readers == "" for card in made.rules.rows)
    made.show_view(desks.view(people=led))
    card = next(card for card in made.rules.rows if card.rule == "R31")
    assert card.readers == (
        "Read by R. Okafor, Dr S. Iyer, M. Hale, T. Brandt, L. Osei; not yet by K. Adeyemi, N. Farrow, you."
    )
    assert card.readers in card.words
    place = made.rules.rows.position_of(card.key)
    low = made.rules.view.rowHeight(place)
    made.rules.view.setFocus()
    made.rules.view.choose(place)
    press(made.rules.view, Qt.Key.Key_Space)
    assert made.rules.view.rowHeight(place) > low
    rules = keyed(desks.rules(), "rule")
    for person in (ME, "U8", "U9"):
        rules = read(rules, "R31", person)
    made.show_view(desks.view(people=led, rules=rules))
    card = next(card for card in made.rules.rows if card.rule == "R31")
    assert card.readers.endswith("; everybody on shift has.")
    nobody = {"R1": rule("R1", "T", "B", RuleLevel.MUST, must_read=True)}
    made.show_view(desks.view(people=led, rules=nobody))
    (card,) = (card for card in made.rules.rows if card.rule)
    assert card.readers.startswith("Read by nobody yet; not yet by ")
    assert "T. Brandt (on a break)" in card.readers


# Withdrawing


def test_a_rule_is_withdrawn_with_a_reason_by_a_clinician(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    made.show_view(desks.view(people=as_clinician()))
    press(made.queue.view, "W", _SHIFT)
    assert made.banner.words == NO_RULE
    made.rules.view.setFocus()
    made.rules.view.choose(made.rules.rows.position_of("rule R22 5"))
    assert [act.name for act in made.rules.bar.acts] == [
        "read_rule",
        "write_rule",
        "new_rule",
        "rule_history",
        "withdraw_rule",
    ]
    press(made.rules.view, "W", _SHIFT)
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Withdraw Rule 22"
    asking.confirm()
    assert "needs a reason" in asking.why.accessibleName()
    press(asking.field, "not needed any more")
    press(asking.field, Qt.Key.Key_Return, _CTRL)
    assert heard.wished == [(actions.WithdrawRule("R22", "not needed any more"), ("withdraw", "R22"))]


def test_who_may_not_withdraw_is_told_who_may(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    made.rules.view.setFocus()
    made.rules.view.choose(made.rules.rows.position_of("rule R22 5"))
    press(made.rules.view, "W", _SHIFT)
    assert made.banner.words == "Only a clinician can publish, replace or withdraw a posting rule: Dr S. Iyer."
    assert heard.wished == []
    made.finder.open()
    assert made.finder.why_not_now("withdraw_rule") == made.banner.words
    assert made.finder.why_not_now("read_rule") == ""
    box = made.finder.box
    assert box is not None
    box.reject()
