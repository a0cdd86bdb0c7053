"""A newcomer decides posts blind at the window, and neither they nor their buddy see the other's decision first."""

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.cases import Case
from console.domain.posts import Decided, Judged, Post
from console.domain.roster import Place, Shift
from console.domain.words import Decision, Duty, Risk
from console.ui.post_blind import OPEN_EYES
from console.ui.post_rows import words
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, desk
from tests.ui.desks import ME, ago
from tests.ui.test_posts import CONTACT, PEOPLE, post
from tests.ui.windows import press

_ALT = Qt.KeyboardModifier.AltModifier
BUDDY = "U2"
OPEN = post("open", 7)
THEIRS = post("theirs", 8, holder=BUDDY, taken_at=ago(1), lease_until=ago(-9), held_by=(BUDDY,))
BY_THEM = Decided(Decision.DECLINE, BUDDY, ago(3), "s-done", "R14", 1, "of", message="No numbers, please", id="e1")
DONE = post("done", 9, decided=BY_THEM)
ELSEWHERE = post("elsewhere", 9, decided=replace(BY_THEM, by="U3", over="s-elsewhere"))


def shift(newcomer: str = ME, buddy: str = BUDDY) -> Shift:
    plan = (Place(newcomer, Duty.MODERATOR), Place(buddy, Duty.CLINICIAN), Place("U1", Duty.LEAD))
    return Shift("s1", "Night", ago(240), ago(-340), plan, {newcomer: buddy}, "U1", ago(900))


def opened(qtbot: QtBot, *posts: Post, newcomer: str = ME, buddy: str = BUDDY, **more: Any) -> tuple[DeskWindow, Heard]:
    window, heard = desk(qtbot)
    view = desks.view(
        people=PEOPLE,
        posts={one.post: one for one in posts},
        rules={"R14": CONTACT},
        shifts={"s1": shift(newcomer, buddy)},
        **more,
    )
    window.show_view(view)
    press(window, "0")
    qtbot.waitUntil(lambda: window._known.marks.screen is not None and not window.touches.busy)
    return window, heard


def rows(window: DeskWindow) -> list[str]:
    assert window.posts.pane is not None
    return [words(row, window._known) for row in window.posts.pane.rows]


def stand(window: DeskWindow, name: str) -> None:
    assert window.posts.pane is not None
    assert window.posts.pane.stand_on(name)


def shown(window: DeskWindow) -> str:
    assert window.posts.pane is not None
    return window.posts.pane.detail.shown


def judged(decision: Decision, by: str = ME, beside: str = BUDDY, name: str = "done", **more: Any) -> Judged:
    return Judged(decision, by, ago(2), f"s-{name}", beside, id=f"j-{name}-{by}", **more)


def test_what_the_buddy_has_or_decided_stands_there_as_if_it_were_open(qtbot: QtBot) -> None:
    window, _ = opened(qtbot, OPEN, THEIRS, DONE, ELSEWHERE)
    press(window, Qt.Key.Key_7, _ALT)
    assert window.banner.words == (
        "You decide blind beside Dr S. Iyer: it binds nobody, and neither of you sees the other's first."
    )
    told = rows(window)
    assert [line.split(",")[0] for line in told] == ["To decide", "by-done", "by-theirs", "by-open"]
    assert not [line for line in told if "Iyer" in line or "declined" in line]
    stand(window, "done")
    assert "No numbers" not in shown(window)
    assert "declined" not in shown(window)
    assert window.posts.pane is not None
    assert window.posts.pane.heading.summary == "blind beside Dr S. Iyer · 3 to decide"
    assert [act.label for act in window.posts.pane.bar.acts][:5] == ["Publish", "Edit", "Hold", "Decline", "Escalate"]
    press(window, Qt.Key.Key_7, _ALT)
    assert window.banner.words == OPEN_EYES
    assert len(rows(window)) == 4


def test_one_key_says_it_and_the_next_post_stands(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, OPEN, THEIRS)
    press(window, Qt.Key.Key_7, _ALT)
    stand(window, "theirs")
    press(window, "5")
    assert heard.wished == [(actions.JudgePost("theirs", Decision.PUBLISH, over="s-theirs"), None)]
    assert window.posts._next == "open"


@pytest.mark.parametrize(("key", "decision"), [("6", Decision.EDIT), ("7", Decision.HOLD)])
def test_what_they_would_do_is_said_with_a_reason(qtbot: QtBot, key: str, decision: Decision) -> None:
    window, heard = opened(qtbot, OPEN)
    press(window, Qt.Key.Key_7, _ALT)
    press(window, key)
    asking = asked(qtbot, window)
    asking.field.setPlainText("A school is named.")
    asking.confirm()
    back(qtbot, window)
    wish = actions.JudgePost("open", decision, note="A school is named.", over="s-open")
    assert heard.wished[-1][0] == wish


def test_declining_asks_by_which_rule(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, post("phone", 3, "text me on 07700 900123"))
    press(window, Qt.Key.Key_7, _ALT)
    press(window, "8")
    asking = asked(qtbot, window)
    asking.confirm()
    back(qtbot, window)
    assert heard.wished[-1][0] == actions.JudgePost("phone", Decision.DECLINE, "R14", over="s-phone")


def test_escalating_is_not_blind_a_case_is_flagged_at_once(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, OPEN)
    press(window, Qt.Key.Key_7, _ALT)
    press(window, "9")
    asking = asked(qtbot, window)
    asking.field.setPlainText("Says goodbye.")
    asking.confirm()
    back(qtbot, window)
    wish, flag = heard.wished[-1][0]
    assert wish == actions.JudgePost("open", Decision.ESCALATE, over="s-open")
    assert (flag.post, flag.risk, flag.summary, flag.owner) == ("open", Risk.B, "Says goodbye.", ME)


def test_who_is_flagged_already_is_not_flagged_again(qtbot: QtBot) -> None:
    case = Case("k1", "by-open", Risk.B, "U3", ago(1), owner="U3", post="open")
    window, heard = opened(qtbot, OPEN, cases={"k1": case})
    stand(window, "open")
    press(window, "9")
    asking = asked(qtbot, window)
    assert asking._question.about == (
        "Its author is flagged at B already and M. Hale sees to them. The post stays unpublished."
    )
    asking.confirm()
    back(qtbot, window)
    wish = heard.wished[-1][0]
    assert (wish.decision, wish.post) == (Decision.ESCALATE, "open"), "one wish, and no second case"


def test_taking_and_what_else_is_for_open_eyes_is_refused_in_words(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, OPEN)
    press(window, Qt.Key.Key_7, _ALT)
    stand(window, "open")
    for key in ("t", "l", "g"):
        press(window, key)
        assert window.banner.words == "You decide blind beside Dr S. Iyer. Alt+7 ends that."
    assert heard.wished == []


def test_without_a_buddy_nobody_decides_blind(qtbot: QtBot) -> None:
    window, _ = opened(qtbot, OPEN, newcomer="U3")
    press(window, Qt.Key.Key_7, _ALT)
    assert window.banner.words == "Nobody is your buddy now: a lead plans who is, and when."
    assert window.posts.blind.beside is None


def test_it_ends_with_the_buddys_time(qtbot: QtBot) -> None:
    window, _ = opened(qtbot, OPEN, DONE)
    press(window, Qt.Key.Key_7, _ALT)
    assert len(rows(window)) == 3
    assert window.wishes.view is not None
    window.show_view(replace(window.wishes.view, shifts={"s1": shift("U3")}, changed=None))
    window._tick()
    assert window.banner.words == f"Dr S. Iyer is not your buddy any more. {OPEN_EYES}"
    assert len(rows(window)) == 2


def test_a_buddy_sees_that_it_was_done_and_not_what(qtbot: QtBot) -> None:
    theirs = judged(Decision.DECLINE, "U3", ME, "open", rule="R14", note="a number")
    window, _ = opened(qtbot, replace(OPEN, judged=(theirs,)), newcomer="U3", buddy=ME)
    assert "M. Hale decided blind" in rows(window)[1]
    stand(window, "open")
    assert not [word for word in ("a number", "decline", "rule 14") if word in shown(window)]


def test_where_both_decided_differently_both_are_shown_side_by_side(qtbot: QtBot) -> None:
    differs = replace(DONE, judged=(judged(Decision.PUBLISH, note="I see no number"),))
    same = post("same", 5, decided=replace(BY_THEM, over="s-same"), judged=(
        judged(Decision.DECLINE, name="same", rule="R14"),
    ))  # fmt: skip
    window, _ = opened(qtbot, differs, same)
    told = rows(window)
    assert told[0] == "Decided blind, and differently"
    assert "you would publish · Dr S. Iyer declined by rule 14" in told[1]
    assert len(told) == 2
    assert window.posts.pane is not None
    assert window.posts.pane.heading.summary.startswith("blind: 1 of 2 alike")
    stand(window, "done")
    for part in ("blind, would publish it", "I see no number", "No numbers, please", "declined it"):
        assert part in shown(window)


def test_nobody_else_is_shown_what_two_decided_blind(qtbot: QtBot) -> None:
    theirs = replace(DONE, decided=replace(BY_THEM, by="U2"), judged=(judged(Decision.PUBLISH, "U3"),))
    window, _ = opened(qtbot, theirs, OPEN, newcomer="U3")
    assert [line.split(",")[0] for line in rows(window)] == ["To decide", "by-open"]
    assert window.posts.pane is not None
    assert "alike" not in window.posts.pane.heading.summary
