"""The posts in the window: in their order, beside no chat, and decided only where it may be."""

from datetime import timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from console.domain import actions, pending
from console.domain.asks import Answer, Ask
from console.domain.cases import Case
from console.domain.messages import EPOCH, Position
from console.domain.people import Grant, People
from console.domain.posts import Decided, Post
from console.domain.words import AgeBand, Decision, PostPlace, Risk, Role, RuleKind, RuleLevel
from console.ui.label import Text
from console.ui.post_rows import words
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, desk
from tests.ui.desks import ME, NOW, ago, rule
from tests.ui.windows import press

ROLES = {ME: Role.MODERATOR, "U1": Role.LEAD, "U2": Role.CLINICIAN}
PEOPLE = People(frozenset(), {who: (Grant(role, "U1", Position(EPOCH, "")),) for who, role in ROLES.items()})
CONTACT = rule("R14", "Contact details", "", RuleLevel.STOP, kinds=(RuleKind.PHONE,))


def post(name: str, minutes: float, text: str = "Hello", **more: Any) -> Post:
    fields = {"thread": "t1", "alias": f"by-{name}", **more}
    return Post(
        name, age_band=AgeBand.TEEN, place=PostPlace.FORUM, text=text, submission=f"s-{name}",
        submitted_at=ago(minutes), since=ago(minutes), **fields,
    )  # fmt: skip


def held(name: str, minutes: float, *, whom: str | None = None, hours: float = 1) -> Post:
    hold = Decided(Decision.HOLD, "U2", ago(1), f"s-{name}", for_=whom, until=NOW + timedelta(hours=hours))
    return post(name, minutes, decided=hold)


POSTS = (
    post("new", 2),
    post("old", 20, before="Hello all"),
    post("risky", 1),
    post("phone", 10, "text me on 07700 900123"),
    post("theirs", 30, holder="U2", taken_at=ago(1), lease_until=NOW + timedelta(minutes=9), held_by=("U2",)),
    held("held", 40),
)


@pytest.fixture
def made(qtbot: QtBot) -> tuple[DeskWindow, Heard]:
    window, heard = desk(qtbot)
    case = Case("k1", "by-risky", Risk.B, "U2", ago(5), owner="U2", next_check=NOW + timedelta(hours=1))
    window.show_view(
        desks.view(people=PEOPLE, posts={one.post: one for one in POSTS}, cases={"k1": case}, rules={"R14": CONTACT})
    )
    press(window, "0")
    qtbot.waitUntil(lambda: window._known.marks.screen is not None and not window.touches.busy)
    return window, heard


def rows(window: DeskWindow) -> list[str]:
    assert window.posts.pane is not None
    return [row.title if row.post is None else row.post.post for row in window.posts.pane.rows]


def test_posts_stand_in_their_order_and_say_what_they_touch(made: tuple[DeskWindow, Heard]) -> None:
    window, _ = made
    assert rows(window) == [
        "To decide", "risky", "old", "phone", "new", "Being decided", "theirs", "Held", "held",
    ]  # fmt: skip
    pane = window.posts.pane
    assert pane is not None
    assert "4 to decide · 1 with others · 1 held · 1 touches a stop rule" in pane.heading.summary
    assert pane.stand_on("phone")
    assert "Contact details" in pane.detail.shown
    assert pane.stand_on("old")
    assert "Its author changed it" in pane.detail.shown


def test_a_clean_post_is_published_by_one_key_and_the_next_one_stands(made: tuple[DeskWindow, Heard]) -> None:
    window, heard = made
    pane = window.posts.pane
    assert pane is not None
    pane.stand_on("old")
    press(window, "5")
    wish = actions.DecidePost("old", Decision.PUBLISH, over="s-old")
    assert heard.wished == [(wish, None)]


def test_what_touches_a_stop_rule_asks_why_before_it_is_published(made: tuple[DeskWindow, Heard]) -> None:
    window, heard = made
    pane = window.posts.pane
    assert pane is not None
    pane.stand_on("phone")
    press(window, "5")
    asking = window.wishes.asking
    assert asking is not None
    asking.field.setPlainText("It is a helpline.")
    asking.confirm()
    wish, _ = heard.wished[-1]
    assert (wish.rule, wish.touched, wish.why) == ("R14", ("R14",), "It is a helpline.")


def test_a_batch_leaves_out_what_touches_a_rule_is_held_or_of_somebody_at_risk(made: tuple[DeskWindow, Heard]) -> None:
    window, heard = made
    pane = window.posts.pane
    assert pane is not None
    pane.stand_on("old")
    window.act("publish_clean")
    wishes, _ = heard.wished[-1]
    assert {wish.post for wish in wishes} == {"old", "new"}


def test_what_others_have_is_refused_in_words_and_no_chat_is_touched(made: tuple[DeskWindow, Heard]) -> None:
    window, heard = made
    pane = window.posts.pane
    assert pane is not None
    pane.stand_on("theirs")
    for key in ("5", "6", "7", "8", "9"):
        press(window, key)
    for key in ("x", "r", "p", "n"):  # what is done to chats
        press(window, key)
    assert (heard.wished, window.wishes.asking) == ([], None)
    assert "done to chats" in window.banner.words


def test_the_keys_of_posts_do_nothing_among_the_chats(made: tuple[DeskWindow, Heard]) -> None:
    window, heard = made
    press(window, "0")
    press(window, "5")
    assert heard.wished == []
    assert not window.posts.shown


def test_the_next_post_is_taken_with_the_decision_where_one_had_the_one_before(qtbot: QtBot) -> None:
    window, heard = desk(qtbot)
    theirs = post("third", 3, holder="U2", taken_at=ago(1), lease_until=ago(-9), held_by=("U2",))
    mine = post("first", 9, holder=ME, taken_at=ago(1), lease_until=ago(-9), held_by=(ME,))
    posts = [mine, post("second", 5), theirs]
    window.show_view(desks.view(people=PEOPLE, posts={one.post: one for one in posts}, rules={"R14": CONTACT}))
    press(window, "0")
    qtbot.waitUntil(lambda: window._known.marks.screen is not None and not window.touches.busy)
    press(window, "8")
    asking = window.wishes.asking
    assert asking is not None
    asking.choices[0].click()
    asking.confirm()
    assert heard.wished == []  # what its author is told is looked at once more
    asking.confirm()
    (decided, taken), _ = heard.wished[-1]
    assert (decided.decision, decided.rule) == (Decision.DECLINE, "R14")
    assert taken == actions.TakePost("second")


def test_an_edited_text_shows_what_differs_and_is_screened(made: tuple[DeskWindow, Heard]) -> None:
    window, heard = made
    pane = window.posts.pane
    assert pane is not None
    pane.stand_on("old")
    press(window, "6")
    asking = window.wishes.asking
    assert asking is not None
    assert asking.field.toPlainText() == "Hello"
    asking.field.setPlainText("Hello 07700 900123")
    assert any("What differs" in text.accessibleName() for text in asking.findChildren(Text))
    asking.confirm()
    assert heard.wished == []
    assert "Contact details" in asking.why.accessibleName()


def test_what_is_done_to_the_rules_of_a_post_goes_by_the_keys_of_chats(made: tuple[DeskWindow, Heard]) -> None:
    window, _ = made
    pane = window.posts.pane
    assert pane is not None
    pane.stand_on("new")
    press(window, "f")
    row = pane.view.chosen_row()
    assert row is not None
    assert row.key == "post phone"
    press(window, "v")
    assert window.rules.view.hasFocus()


def test_a_chat_that_is_gone_to_is_shown_also_from_the_posts(made: tuple[DeskWindow, Heard]) -> None:
    window, _ = made
    window.follow("c3")
    assert not window.posts.shown


def test_a_hold_for_oneself_and_one_that_is_over_stand_with_what_is_to_be_decided(qtbot: QtBot) -> None:
    window, _ = desk(qtbot)
    posts = [held("mine", 5, whom=ME), held("over", 9, hours=-0.01), held("theirs", 7, whom="U1")]
    window.show_view(desks.view(people=PEOPLE, posts={one.post: one for one in posts}))
    assert "2 posts to decide" in window.queue.heading.summary
    press(window, "0")
    assert rows(window) == ["To decide", "over", "mine", "Held", "theirs"]
    pane = window.posts.pane
    assert pane is not None
    said = [words(row, window._known) for row in pane.rows]
    assert "held, due again" in said[1]
    assert "held for you" in said[2]
    assert "held for R. Okafor" in said[4]


def test_a_hold_that_ends_comes_back_by_itself(qtbot: QtBot) -> None:
    window, _ = desk(qtbot)
    window.show_view(desks.view(people=PEOPLE, posts={"p": held("p", 5, hours=0.01)}))
    press(window, "0")
    assert rows(window) == ["Held", "p"]
    clock = window._clock
    assert isinstance(clock, desks.StillClock)
    clock.forward(60)
    window._tick()
    assert rows(window) == ["To decide", "p"]


def test_a_question_about_a_post_is_asked_and_answered_beside_it(qtbot: QtBot) -> None:
    window, heard = desk(qtbot)
    mine = Ask("a1", Position(ago(8), "C3"), ME, "Is the school enough?", post="old", answers=(
        Answer("U2", ago(5), "Yes, take it out."),))  # fmt: skip
    theirs = Ask("a2", Position(ago(7), "C3"), "U1", "Who knows the author?", post="old")
    asks = {"a1": mine, "a2": theirs}
    window.show_view(desks.view(people=PEOPLE, posts={one.post: one for one in POSTS}, asks=asks))
    press(window, "0")
    pane = window.posts.pane
    assert pane is not None
    pane.stand_on("old")
    assert "Dr S. Iyer (clinician)" in pane.detail.shown
    window.act("answer")
    asking = window.wishes.asking
    assert asking is not None
    assert asking.windowTitle() == "Answer about by-old"
    asking.field.setPlainText("I do.")
    asking.confirm()
    assert heard.wished[-1][0] == pending.Answer(theirs.position, "I do.")
    press(window, "0")
    window.posts.follow("risky")
    row = pane.view.chosen_row()
    assert row is not None
    assert (window.posts.shown, row.key) == (True, "post risky")
