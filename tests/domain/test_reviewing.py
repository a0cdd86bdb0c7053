"""Decisions on posts are looked at again: the same on every desk, by others; one that is overturned comes back."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from console.domain import actions, events
from console.domain.decisions import FEW, Decisions
from console.domain.events import WireEvent
from console.domain.posts import Decided, Post, PostState, Review
from console.domain.reviewing import offered, sampled, to_review
from console.domain.settling import opposite
from console.domain.words import AgeBand, Decision, PostPlace, Role
from tests.builders import at
from tests.domain.knowing import Knowing, rule

FINE = actions.ReviewPost("p1", stands=True)
OVERTURNED = actions.ReviewPost("p1", stands=False, reason=" a school is named ")


def decided(decision: Decision = Decision.PUBLISH, by: str = "UMOD", **more: object) -> Knowing:
    desk = Knowing()
    desk.happens(events.PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "Hello"), "UPLAT", 0, id="s1")
    desk.happens(rule("R3"), "UDOC", 1, id="r1")
    desk.does(actions.DecidePost("p1", decision, **more), by, 2)  # type: ignore[arg-type]  # a builder passes on
    return desk


def post(desk: Knowing) -> Post:
    return desk.posts["p1"]


def made(desk: Knowing) -> Decided:
    found = post(desk).decided
    assert found is not None
    return found


def test_a_decision_that_stands_is_left_as_it_is_with_who_said_so() -> None:
    desk = decided()
    assert desk.does(FINE, "ULEAD", 9) == events.PostReviewed("p1", "d2", stands=True)
    assert (made(desk).review, post(desk).state_at(at(10))) == (
        Review("ULEAD", at(9), stands=True),
        PostState.PUBLISHED,
    )
    assert post(desk).returned is None
    assert desk.why(OVERTURNED, "UDOC", 10) == "I. Brandt looked at this decision again already."
    assert desk.why(FINE, "ULEAD", 10) == "You looked at this decision again already."


def test_one_that_is_overturned_comes_back_to_who_made_it_with_the_reason() -> None:
    desk = decided(rule="R3")
    event = desk.does(OVERTURNED, "UDOC", 9)
    assert event == events.PostReviewed("p1", "d2", False, "a school is named", "R3", 1, "r1")
    row = post(desk)
    assert (row.state_at(at(10)), row.decided, row.since) == (PostState.WAITING, None, at(9))
    assert row.returned is not None
    assert (row.returned.by, row.returned.review) == (
        "UMOD",
        Review("UDOC", at(9), stands=False, reason="a school is named"),
    )
    desk.does(actions.DecidePost("p1", Decision.DECLINE, rule="R3", message="We keep schools out."), "UMOD", 11)
    assert post(desk).returned is None
    assert [one.decision for one in post(desk).earlier] == [Decision.PUBLISH]


def test_what_its_author_wrote_anew_since_is_not_undone_by_a_late_look() -> None:
    desk = decided()
    desk.happens(events.PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "Hi"), "UPLAT", 5, id="s2")
    desk.does(actions.DecidePost("p1", Decision.PUBLISH), "UMOD", 6)
    late = actions.ReviewPost("p1", stands=False, reason="a name", of="d2")
    desk.does(late, "ULEAD", 9)
    assert post(desk).state_at(at(10)) is PostState.PUBLISHED
    assert [one.review is not None for one in post(desk).earlier] == [True]
    assert post(desk).returned is None


def test_nobody_looks_at_their_own_decision_and_not_everybody_looks() -> None:
    desk = decided(by="UDOC")
    assert desk.why(FINE, "UDOC", 9) == "You decided this. Somebody else looks at it again."
    assert desk.why(FINE, "UMOD", 9) == "Only leads and clinicians look at decisions again."
    desk.happens(events.PostReviewed("p1", "d2", stands=False), "UDOC", 9)
    assert (post(desk).state_at(at(10)), desk.not_entitled()) == (PostState.PUBLISHED, 1)
    assert desk.why(actions.ReviewPost("p1", stands=False), "ULEAD", 9) == (
        "Say why it is overturned: whoever decided reads it."
    )
    assert desk.why(actions.ReviewPost("p1", stands=True, of="d9"), "ULEAD", 9) == "This desk knows no such decision."
    assert desk.why(actions.ReviewPost("p9", stands=True), "ULEAD", 9) == "This desk knows no such post."
    assert opposite(desk, FINE, by="ULEAD", at=at(9)) is None


def test_of_two_looks_the_first_stands_and_one_at_nothing_does_nothing() -> None:
    desk = decided()
    desk.happens(events.PostReviewed("p1", "d9", stands=False, reason="x"), "ULEAD", 8)
    assert made(desk).review is None
    desk.does(FINE, "ULEAD", 9)
    desk.happens(events.PostReviewed("p1", "d2", stands=False, reason="x"), "UDOC", 10)
    assert made(desk).review == Review("ULEAD", at(9), stands=True)
    desk.happens(events.PostReviewed("p1", "d2", stands=False), "UC1", 11)
    assert desk.not_entitled() == 1
    fresh = Knowing()
    assert isinstance(event := fresh.says(FINE, "ULEAD", 1), actions.Refusal), event


def test_an_open_post_has_nothing_to_be_looked_at() -> None:
    desk = Knowing()
    desk.happens(events.PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "Hello"), "UPLAT", 0)
    assert desk.why(FINE, "ULEAD", 1) == "This post is not decided."


# Which are offered


@given(st.integers(0, 100), st.integers())
def test_every_desk_offers_the_same_ones(percent: int, seed: int) -> None:
    ids = [str(uuid.UUID(int=(seed + n) % (1 << 128))) for n in range(50)]
    first = [one for one in ids if sampled(one, percent)]
    assert first == [one for one in ids if sampled(one, percent)]
    assert set(first) <= {one for one in ids if sampled(one, min(percent + 1, 100))}, "a larger share has them too"
    assert (percent, len(first)) != (0, 50)


def test_about_so_many_of_a_hundred_are_offered() -> None:
    ids = [str(uuid.UUID(int=n * 7_919)) for n in range(20_000)]
    for percent in (5, 20, 50):
        share = sum(sampled(one, percent) for one in ids) / len(ids) * 100
        assert abs(share - percent) < 1
    assert not any(sampled(one, 0) for one in ids)
    assert all(sampled(one, 100) for one in ids)


def test_only_routine_decisions_of_others_that_nobody_looked_at_are_offered() -> None:
    desk = decided()
    assert [one.post for one in to_review(desk.posts.values(), "ULEAD", 100)] == ["p1"]
    assert not offered(post(desk), "UMOD", 100), "one's own"
    assert not offered(post(desk), "ULEAD", 0)
    desk.does(FINE, "ULEAD", 9)
    assert not offered(post(desk), "UDOC", 100)
    assert not offered(post(decided(Decision.ESCALATE)), "ULEAD", 100)
    held = decided(Decision.HOLD, until=at(900))
    assert not offered(post(held), "ULEAD", 100)


# What it means for a rule


def test_a_rule_under_which_much_is_overturned_is_seen() -> None:
    desk = Knowing()
    desk.happens(events.RoleGiven("UC1", Role.MODERATOR), "UADMIN", -900)
    desk.happens(rule("R3"), "UDOC", 1, id="r1")
    events_: list[tuple[WireEvent, str]] = []
    for n in range(8):
        name = f"p{n}"
        written = events.PostSubmitted(name, "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "Hello")
        desk.happens(written, "UPLAT", 10 + n, id=f"s{n}")
        events_.append((events.PostDecided(name, Decision.DECLINE, "R3", 1, "r1"), f"e{n}"))
    for n, (event, id) in enumerate(events_):
        desk.happens(event, "UMOD", 30 + n, id=id)
    found = [desk.decisions["r1"].often_overturned]
    for n in range(FEW):
        look = events.PostReviewed(f"p{n}", f"e{n}", stands=False, reason="x", rule="R3", version=1, rule_of="r1")
        desk.happens(look, "ULEAD", 50 + n)
        desk.happens(look, "UDOC", 60 + n)  # said twice it is one
        found.append(desk.decisions["r1"].often_overturned)
    assert found == [False, False, False, True]
    row = desk.decisions["r1"]
    assert isinstance(row, Decisions)
    assert (row.count, row.overturned) == (8, ("e0", "e1", "e2"))
    fine = events.PostReviewed("p5", "e5", stands=True, rule="R3", version=1, rule_of="r1")
    desk.happens(fine, "ULEAD", 70)
    assert len(desk.decisions["r1"].overturned) == FEW
    early = events.PostReviewed("p9", "e9", stands=False, reason="x", rule="R9", version=1, rule_of="r9")
    desk.happens(early, "ULEAD", 71)
    assert "r9" not in desk.decisions
