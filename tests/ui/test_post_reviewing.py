"""Decisions offered for a second look stand below the posts, and one that is overturned is told to its maker."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.decisions import Decisions
from console.domain.people import People
from console.domain.posts import Decided, Post, Review
from console.domain.words import Decision, Role, RuleLevel
from console.ui.post_acts import NO_POST
from console.ui.post_rows import words
from console.ui.rule_rows import RulesNow, cards_of
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, desk
from tests.ui.desks import ME, ago, rule
from tests.ui.test_posts import PEOPLE, ROLES, post
from tests.ui.windows import ZONE, press

_CTRL = Qt.KeyboardModifier.ControlModifier
DONE = Decided(Decision.PUBLISH, "U4", ago(5), "s-done", "R14", 2, "of", "Hello, as edited", id="e1")
AGAIN = post("done", 9, decided=DONE)
OWN = post("own", 8, decided=replace(DONE, by=ME, id="e2"))
OPEN = post("open", 7)


def grant(role: Role) -> People:
    return replace(PEOPLE, grants={**PEOPLE.grants, ME: (replace(PEOPLE.grants[ME][0], role=role),)})


def opened(
    qtbot: QtBot, *posts: Post, role: Role = Role.CLINICIAN, percent: int = 100, **more: Any
) -> tuple[DeskWindow, Heard]:
    made, heard = desk(qtbot)
    made.posts.look_again_at(percent)
    made.posts.reviewing.open(())
    made.show_view(desks.view(people=grant(role), posts={one.post: one for one in posts}, **more))
    press(made, "0")
    return made, heard


def rows(made: DeskWindow) -> list[str]:
    assert made.posts.pane is not None
    return [words(row, made._known) for row in made.posts.pane.rows]


def stand(made: DeskWindow, name: str) -> None:
    assert made.posts.pane is not None
    assert made.posts.pane.stand_on(name)


def test_what_is_offered_stands_below_the_rest_for_those_who_may_look(qtbot: QtBot) -> None:
    made, _ = opened(qtbot, AGAIN, OWN, OPEN)
    told = rows(made)
    assert told[2] == "To look at again"
    assert told[3].startswith("by-done, 16–17, published")
    assert "T. Brandt published it by rule 14 · Hello, as edited" in told[3]
    assert len(told) == 4, "one's own is for others"
    assert made.posts.pane is not None
    assert made.posts.pane.heading.summary.endswith("1 to look at again")
    made, _ = opened(qtbot, AGAIN, OPEN, role=Role.MODERATOR)
    assert len(rows(made)) == 2
    made, _ = opened(qtbot, AGAIN, OPEN, percent=0)
    assert len(rows(made)) == 2
    made.posts.look_again_at(100)
    assert len(rows(made)) == 4


def test_one_key_lets_it_stand_and_another_overturns_it_with_a_reason(qtbot: QtBot) -> None:
    made, heard = opened(qtbot, AGAIN, OPEN)
    stand(made, "done")
    assert [act.label for act in made.posts.pane.bar.acts] == ["It stands", "Overturn"]  # type: ignore[union-attr]  # opened
    press(made.posts.pane, Qt.Key.Key_8, _CTRL)
    assert [wish for wish, _ in heard.wished] == [actions.ReviewPost("done", stands=True)]
    stand(made, "done")
    press(made.posts.pane, Qt.Key.Key_9, _CTRL)
    asking = asked(qtbot, made)
    asking.confirm()
    assert asking.why.accessibleName() == "Say why it is overturned: whoever decided reads it."
    asking.field.setPlainText("A school is named.")
    asking.confirm()
    back(qtbot, made)
    assert heard.wished[-1][0] == actions.ReviewPost("done", stands=False, reason="A school is named.")


def test_what_cannot_be_looked_at_again_says_why(qtbot: QtBot) -> None:
    made, heard = opened(qtbot, AGAIN, OPEN)
    stand(made, "open")
    for key in (Qt.Key.Key_8, Qt.Key.Key_9):
        press(made.posts.pane, key, _CTRL)
        assert made.banner.words == "This post is not decided."
    assert heard.wished == []
    made.wishes.may = lambda _action: None
    assert made.posts.reviewing.overturning(OPEN) is None
    assert made.banner.words == NO_POST


def test_who_decided_is_told_once_and_finds_it_first_with_the_reason(qtbot: QtBot) -> None:
    seen = Review("U2", ago(1), stands=False, reason="A school is named.")
    overturned = post("own", 1, earlier=(replace(DONE, by=ME, review=seen),))
    others = post("others", 20, earlier=(replace(DONE, review=seen),))
    made, _ = opened(qtbot, overturned, others, role=Role.MODERATOR)
    said = "Dr S. Iyer looked again at the post of by-own, and it is yours to decide anew: A school is named."
    assert made.banner.words.startswith(said)
    told = rows(made)
    assert told[1].startswith("by-own, 16–17, back to you, Dr S. Iyer looked at it again: A school is named.")
    assert "overturned" in told[2]
    stand(made, "own")
    pane = made.posts.pane
    assert pane is not None
    assert "Dr S. Iyer looked at it again and overturned it: A school is named." in pane.detail.shown
    made.saying._until = 0.0
    made._show_news()
    made.show_view(desks.view(people=grant(Role.MODERATOR), posts={"own": overturned}))
    assert "looked again" not in made.banner.words
    fine = post("fine", 1, decided=replace(DONE, review=replace(seen, stands=True, reason="")))
    made.show_view(desks.view(people=grant(Role.CLINICIAN), posts={"fine": fine}))
    assert ROLES


def test_what_was_told_before_the_desk_was_closed_is_not_told_again(qtbot: QtBot) -> None:
    seen = Review("U2", ago(1), stands=False, reason="A school is named.")
    first, second = (post(name, 1, earlier=(replace(DONE, id=name, by=ME, review=seen),)) for name in ("one", "two"))
    made, _ = desk(qtbot)
    kept: list[tuple[str, ...]] = []
    made.posts.reviewing.kept.connect(kept.append)
    made.show_view(desks.view(people=grant(Role.MODERATOR), posts={"one": first}))
    assert "looked again" not in made.banner.words, "it is not known yet what was told"
    made.posts.reviewing.open(("one",))
    assert "looked again" not in made.banner.words
    assert kept == []
    made.show_view(desks.view(people=grant(Role.MODERATOR), posts={"one": first, "two": second}))
    assert "looked again at the post of by-two" in made.banner.words
    assert kept == [("one", "two")]


def test_a_rule_under_which_much_is_overturned_says_so() -> None:
    one = rule("R14", "Contact details", "", RuleLevel.STOP)
    made = Decisions("R14", 8, (), ("e1", "e2", "e3"))
    now = RulesNow(ME, {}, desks.NOW, ZONE, (one,), (), frozenset(), decisions={one.latest.of: made})
    meta = next(card.meta for card in cards_of(now) if card.meta)
    assert "⚠ 3 of 8 decisions under it were overturned: write it anew?" in meta
    calm = replace(now, decisions={one.latest.of: replace(made, count=80)})
    assert "overturned" not in next(card.meta for card in cards_of(calm) if card.meta)
