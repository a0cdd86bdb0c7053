"""A newcomer and a buddy decide the same post without seeing the other's; the buddy's counts."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import actions, events
from console.domain.actions import DecidePost, JudgePost
from console.domain.blind import Pair, buddy_of, hidden, judged_by, pairs, to_judge, waiting_beside
from console.domain.planning import within
from console.domain.posts import Judged, Post, PostState
from console.domain.settling import opposite
from console.domain.words import AgeBand, Decision, PostPlace, Role
from tests.builders import at
from tests.domain.knowing import Knowing, rule

WOULD = JudgePost("p1", Decision.PUBLISH)


def desk(hours: tuple[str, ...] | None = None) -> Knowing:
    """UC1 is new and has UMOD as buddy; a post waits."""
    found = Knowing()
    found.happens(events.RoleGiven("UC1", Role.MODERATOR), "UADMIN", -900)
    duties = ("UC1:moderator", "UMOD:moderator", "ULEAD:lead")
    plan = events.RosterPublished("s1", "Night", at(-800), at(36_000), duties, ("UC1:UMOD",), hours)
    found.happens(plan, "ULEAD", -800)
    found.happens(rule("R3"), "UDOC", -700, id="r1")
    submitted(found, 0)
    return found


def submitted(found: Knowing, seconds: float, id: str = "s1", text: str = "Hello") -> None:
    event = events.PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, text)
    found.happens(event, "UPLAT", seconds, id=id)


def post(found: Knowing) -> Post:
    return found.posts["p1"]


def pair(found: Knowing) -> Pair:
    (only,) = pairs(found.posts.values())
    return only


def test_what_a_newcomer_would_decide_binds_nobody() -> None:
    found = desk()
    event = found.does(JudgePost("p1", Decision.DECLINE, "R3", " a school "), "UC1", 5)
    assert event == events.PostJudged("p1", Decision.DECLINE, "s1", "UMOD", "R3", 1, "r1", "a school")
    row = post(found)
    assert (row.state_at(at(6)), row.decided, row.holder) == (PostState.WAITING, None, None)
    assert row.judged == (Judged(Decision.DECLINE, "UC1", at(5), "s1", "UMOD", "R3", 1, "r1", "a school", id="d5"),)
    assert judged_by(row, "UC1") == row.judged[0]
    assert waiting_beside(row, "UMOD") == ("UC1",)
    assert waiting_beside(row, "UDOC") == ()
    assert list(pairs(found.posts.values())) == []
    assert opposite(found, WOULD, by="UC1", at=at(6)) is None


def test_both_are_a_pair_once_the_buddy_has_decided_whoever_was_first() -> None:
    first = desk()
    first.does(WOULD, "UC1", 5)
    first.does(DecidePost("p1", Decision.PUBLISH), "UMOD", 9)
    second = desk()
    second.does(DecidePost("p1", Decision.PUBLISH), "UMOD", 5)
    second.does(WOULD, "UC1", 9)
    for found in (first, second):
        assert pair(found).alike
        assert pair(found).rule == ""
        assert waiting_beside(post(found), "UMOD") == ()
        assert post(found).state_at(at(10)) is PostState.PUBLISHED
        seen = [who for who in ("UC1", "UMOD", "ULEAD", "UDOC") if pair(found).seen_by(who, found.people)]
        assert seen == ["UC1", "UMOD", "ULEAD"]


@pytest.mark.parametrize(
    ("judged", "decided", "rule_of_both"),
    [
        (JudgePost("p1", Decision.PUBLISH), DecidePost("p1", Decision.DECLINE, "R3", message="No"), "R3"),
        (JudgePost("p1", Decision.DECLINE, "R3"), DecidePost("p1", Decision.PUBLISH), "R3"),
        (JudgePost("p1", Decision.DECLINE, "R4"), DecidePost("p1", Decision.DECLINE, "R3", message="No"), "R3"),
    ],
)
def test_they_differ_by_decision_or_by_rule(judged: JudgePost, decided: DecidePost, rule_of_both: str) -> None:
    found = desk()
    found.happens(rule("R4"), "UDOC", -690, id="r4")
    found.does(judged, "UC1", 5)
    found.does(decided, "UMOD", 9)
    assert (pair(found).alike, pair(found).rule) == (False, rule_of_both)


def test_of_what_a_buddy_decides_the_first_is_the_blind_one() -> None:
    found = desk()
    found.does(WOULD, "UC1", 5)
    found.does(DecidePost("p1", Decision.HOLD, until=at(900)), "UMOD", 9)
    found.does(DecidePost("p1", Decision.PUBLISH), "UMOD", 12)
    assert pair(found).decided.decision is Decision.HOLD


def test_a_post_that_somebody_else_decides_makes_no_pair() -> None:
    found = desk()
    found.does(WOULD, "UC1", 5)
    found.does(DecidePost("p1", Decision.PUBLISH), "UDOC", 9)
    assert list(pairs(found.posts.values())) == []


def test_each_judges_a_text_once_and_anew_when_its_author_wrote_anew() -> None:
    found = desk()
    found.does(WOULD, "UC1", 5)
    assert found.why(WOULD, "UC1", 6) == "You decided this blind already. It is T. Lund's now."
    again = events.PostJudged("p1", Decision.DECLINE, "s1", "UMOD")
    found.happens(again, "UC1", 7)
    assert [one.decision for one in post(found).judged] == [Decision.PUBLISH]
    submitted(found, 8, "s2", "Hi")
    assert found.why(JudgePost("p1", Decision.PUBLISH, over="s1"), "UC1", 9).startswith("Its author wrote it anew")
    found.happens(events.PostJudged("p1", Decision.HOLD, "s1", "UMOD"), "UDOC", 9)
    assert len(post(found).judged) == 1, "of a text that is gone"
    found.does(WOULD, "UC1", 10)
    found.does(DecidePost("p1", Decision.PUBLISH), "UMOD", 11)
    assert [one.over for one in post(found).judged] == ["s1", "s2"]
    assert pair(found).judged.over == "s2"


def test_nobody_is_their_own_buddy() -> None:
    found = desk()
    found.happens(events.PostJudged("p1", Decision.HOLD, "s1", "UMOD"), "UMOD", 5)
    assert post(found).judged == ()


def test_who_may_not_judge_is_told_why() -> None:
    found = desk()
    assert found.why(WOULD, "UC2", 5) == "Only moderators and clinicians decide posts."
    assert found.why(WOULD, "UMOD", 5) == "Nobody is your buddy now: a lead plans who is, and when."
    assert found.why(JudgePost("p1", Decision.DECLINE), "UC1", 5) == "Say which rule you would decline it by."
    assert found.why(JudgePost("p1", Decision.DECLINE, "R9"), "UC1", 5) == "Rule 9 is not in force."
    assert found.why(JudgePost("p1", Decision.DECLINE, "R3", "x" * 50_000), "UC1", 5)
    assert found.why(actions.JudgePost("p9", Decision.HOLD), "UC1", 5) == "This desk knows no such post."
    found.happens(events.RoleTaken("UMOD", Role.MODERATOR), "UADMIN", 6)
    assert found.why(WOULD, "UC1", 7) == "T. Lund is your buddy, and does not decide posts."


def test_what_was_decided_with_open_eyes_is_not_judged_blind() -> None:
    found = desk()
    found.does(DecidePost("p1", Decision.PUBLISH), "UC1", 5)
    assert found.why(WOULD, "UC1", 6) == "You decided this post already, and not blind."
    assert not to_judge(post(found), "UC1", "UMOD", at(-800))


def test_a_newcomer_is_shown_what_is_open_and_what_the_buddy_decided_and_no_decision() -> None:
    found = desk()
    assert to_judge(post(found), "UC1", "UMOD", at(-800))
    found.does(actions.TakePost("p1"), "UMOD", 2)
    assert to_judge(post(found), "UC1", "UMOD", at(-800))
    assert hidden(post(found)).holder is None
    found.does(DecidePost("p1", Decision.HOLD, until=at(900)), "UMOD", 3)
    found.does(DecidePost("p1", Decision.PUBLISH), "UMOD", 4)
    row = post(found)
    assert to_judge(row, "UC1", "UMOD", at(-800))
    assert not to_judge(row, "UC1", "UDOC", at(-800)), "somebody else's is none of the two's"
    assert not to_judge(row, "UC1", "UMOD", at(5)), "before this shift"
    seen = hidden(row)
    assert (seen.state_at(at(5)), seen.decided, seen.earlier) == (PostState.WAITING, None, ())
    found.does(WOULD, "UC1", 5)
    assert not to_judge(post(found), "UC1", "UMOD", at(-800))


def test_what_was_decided_of_an_older_text_is_no_secret() -> None:
    found = desk()
    found.does(DecidePost("p1", Decision.DECLINE, "R3", message="No"), "UMOD", 3)
    submitted(found, 8, "s2", "Hi")
    assert [one.decision for one in hidden(post(found)).earlier] == [Decision.DECLINE]


def test_a_buddy_is_one_at_the_planned_hours_of_the_shift() -> None:
    found = desk(("UC1:22:00-02:00",))
    shifts = found.shifts.values()
    evening = at(1_800)  # 22:30
    assert buddy_of(shifts, "UC1", evening, UTC) == "UMOD"
    assert buddy_of(shifts, "UC1", evening.replace(hour=3, day=evening.day + 1), UTC) == ""
    assert buddy_of(shifts, "UMOD", evening, UTC) == ""
    assert buddy_of((), "UC1", evening, UTC) == ""


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 23), st.integers(0, 23))
def test_a_moment_is_in_hours_or_in_the_other_ones(now: datetime, first: int, last: int) -> None:
    assert within("", now, UTC)
    if first != last:
        there = within(f"{first:02}:00-{last:02}:00", now, UTC)
        assert there is not within(f"{last:02}:00-{first:02}:00", now, UTC)
