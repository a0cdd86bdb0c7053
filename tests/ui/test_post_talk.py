"""A second opinion on publishing what a stop rule touches: asked by the usual key, given before the reason is read."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.cases import Case
from console.domain.opinions import Given, Opinion, Publishing, Stand
from console.domain.words import Decision, Risk, Role
from console.ui.post_rows import words
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, desk
from tests.ui.desks import ME, ago
from tests.ui.test_post_reviewing import grant
from tests.ui.test_posts import CONTACT, PEOPLE, post
from tests.ui.windows import press

_SHIFT = Qt.KeyboardModifier.ShiftModifier
PHONE = post("phone", 10, "text me on 07700 900123")
WANTED = Publishing("q1", "U2", ago(3), "It is a helpline.", over="s-phone", rule="R14", version=1, of="of")
QUESTION = replace(PHONE, opinions=(WANTED,))


def opened(qtbot: QtBot, *posts: object, two: bool = True) -> tuple[DeskWindow, Heard]:
    window, heard = desk(qtbot)
    window.posts.look_again_at(0, two=two)
    window.show_view(desks.view(people=PEOPLE, posts={one.post: one for one in posts}, rules={"R14": CONTACT}))  # type: ignore[attr-defined]  # posts
    press(window, "0")
    qtbot.waitUntil(lambda: window._known.marks.screen is not None and not window.touches.busy)
    return window, heard


def rows(window: DeskWindow) -> list[str]:
    assert window.posts.pane is not None
    return [words(row, window._known) for row in window.posts.pane.rows]


def shown(window: DeskWindow) -> str:
    assert window.posts.pane is not None
    return window.posts.pane.detail.shown


@pytest.mark.parametrize(("two", "title"), [(True, "Ask for a second opinion"), (False, "Publish the post")])
def test_publishing_asks_another_person_where_the_service_wants_two(qtbot: QtBot, two: bool, title: str) -> None:
    window, heard = opened(qtbot, PHONE, two=two)
    press(window, "5")
    asking = asked(qtbot, window)
    assert asking.windowTitle().startswith(title)
    asking.field.setPlainText("It is a helpline.")
    asking.confirm()
    back(qtbot, window)
    wish = heard.wished[-1][0]
    assert (wish.two, wish.why, wish.touched) == (two, "It is a helpline.", ("R14",))


def test_whoever_is_asked_gives_their_own_reason_first(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, QUESTION)
    assert "second opinion wanted" in rows(window)[1]
    assert "Dr S. Iyer would publish it, although it touches rule 14." in shown(window)
    assert "Their reason is shown after you gave yours." in shown(window)
    assert "It is a helpline." not in shown(window)
    assert window.posts.pane is not None
    assert window.posts.pane.bar.acts[0].label == "Second opinion"
    press(window, Qt.Key.Key_O, _SHIFT)
    asking = asked(qtbot, window)
    asking.field.setPlainText("I rang it.")
    asking.confirm()
    assert asking.why.accessibleName() == "Choose whether you agree: one key each."
    press(asking.choices[0], "y")
    asking.confirm()
    back(qtbot, window)
    assert heard.wished[-1][0] == actions.AnswerPost("phone", agrees=True, reason="I rang it.")


def test_the_key_that_publishes_says_that_an_opinion_is_wanted(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, QUESTION)
    press(window, "5")
    assert window.banner.words == "Dr S. Iyer asks for a second opinion on publishing this post. Give yours first."
    assert heard.wished == []


def test_escalating_and_holding_wait_for_no_opinion(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, QUESTION)
    assert window.posts.pane is not None
    assert [act.label for act in window.posts.pane.bar.acts][:4] == ["Second opinion", "Hold", "Decline", "Escalate"]
    press(window, "9")
    asked(qtbot, window).confirm()
    back(qtbot, window)
    wish, flag = heard.wished[-1][0]
    assert (wish.decision, flag.post) == (Decision.ESCALATE, "phone")
    press(window, "7")
    asking = asked(qtbot, window)
    press(asking.choices[0], "1")
    asking.confirm()
    back(qtbot, window)
    last = heard.wished[-1][0]
    wish = last[0] if isinstance(last, tuple) else last
    assert wish.decision is Decision.HOLD


def test_who_asked_takes_it_back(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, replace(PHONE, opinions=(replace(WANTED, by=ME),)))
    assert "you asked for a second opinion" in rows(window)[1]
    assert "It is a helpline." in shown(window)
    press(window, Qt.Key.Key_O, _SHIFT)
    asked(qtbot, window).confirm()
    back(qtbot, window)
    assert heard.wished[-1][0] == actions.AnswerPost("phone", agrees=False)


def test_where_two_disagree_it_says_that_a_clinician_decides(qtbot: QtBot) -> None:
    no = Given("U4", ago(1), agrees=False, reason="It is private.")
    differ = replace(WANTED, stand=Stand.DISAGREED, given=(no,), decision=Decision.EDIT, text="text me")
    window, _ = opened(qtbot, replace(PHONE, opinions=(differ,)))
    assert "two disagree: a clinician decides" in rows(window)[1]
    assert "would publish it as edited" in shown(window)
    assert "It is private." not in shown(window)
    press(window, Qt.Key.Key_O, _SHIFT)
    assert "decide where two people disagree" in window.banner.words


def test_once_it_is_settled_everybody_reads_both(qtbot: QtBot) -> None:
    no = Given("U4", ago(1), agrees=False, reason="It is private.")
    window, _ = opened(qtbot, replace(PHONE, opinions=(replace(WANTED, stand=Stand.DECLINED, given=(no,)),)))
    for part in ("It is a helpline.", "T. Brandt does not agree: It is private."):
        assert part in shown(window)


def test_beside_a_post_about_which_nothing_is_asked_the_key_is_for_the_cases(qtbot: QtBot) -> None:
    window, _ = opened(qtbot, PHONE)
    opinion = Opinion("q1", "U2", ago(3), "All is well.", outcome="safe")
    case = Case("k1", "by-other", Risk.B, "U3", ago(9), owner="U3", opinions=(opinion,))
    assert window.wishes.view is not None
    window.show_view(replace(window.wishes.view, people=grant(Role.CLINICIAN), cases={"k1": case}, changed=None))
    press(window, Qt.Key.Key_O, _SHIFT)
    assert asked(qtbot, window).windowTitle() == "A second opinion about by-other"
