"""What may be done with a post, why not, what undoes it, and how a lost decision is explained."""

from datetime import UTC, timedelta

import pytest

from console.domain import actions, events
from console.domain.actions import Refusal
from console.domain.posting import against, held_by
from console.domain.posts import PostState
from console.domain.settling import explained, opposite, stands
from console.domain.words import AgeBand, Decision, PostPlace, Risk
from tests.builders import at
from tests.domain.knowing import Knowing, rule

TAKE = actions.TakePost("p1")


def knowing(text: str = "Hello", age: AgeBand = AgeBand.TEEN) -> Knowing:
    desk = Knowing()
    submits(desk, text, age=age)
    return desk


def submits(desk: Knowing, text: str, seconds: float = 0, id: str = "s1", age: AgeBand = AgeBand.TEEN) -> None:
    event = events.PostSubmitted("p1", "sunny-kite", age, PostPlace.FORUM, text)
    desk.happens(event, "UPLAT", seconds, id=id)


def decide(decision: Decision = Decision.PUBLISH, **more: object) -> actions.DecidePost:
    return actions.DecidePost("p1", decision, **more)  # type: ignore[arg-type]  # a builder passes on


def test_a_moderator_takes_a_post_and_nobody_else_does() -> None:
    desk = knowing()
    assert desk.why(TAKE, "UC1", 1) == "Only moderators and clinicians decide posts."
    desk.does(TAKE, "UMOD", 2)
    assert desk.why(TAKE, "UMOD", 3) == "You have this post already."
    assert desk.why(TAKE, "UDOC", 3) == "T. Lund has this post."
    assert desk.why(decide(), "UDOC", 3) == "T. Lund has this post."
    assert [post.post for post in held_by(desk, "UMOD", at(3))] == ["p1"]
    assert desk.why(actions.TakePost("p2"), "UMOD", 3) == "This desk knows no such post."


def test_a_post_is_given_back_by_who_has_it_and_by_a_lead() -> None:
    desk = knowing()
    back = actions.ReleasePost("p1")
    assert desk.why(back, "UMOD", 1) == "Nobody has this post."
    desk.does(TAKE, "UMOD", 2)
    assert desk.why(back, "UDOC", 3) == "T. Lund has this post. Only they and a lead can do that."
    desk.does(back, "ULEAD", 4)
    assert desk.posts["p1"].state_at(at(5)) is PostState.WAITING


def test_a_decision_carries_rule_version_and_what_was_read() -> None:
    desk = knowing()
    desk.happens(rule("R3"), "UDOC", 1, id="r1")
    event = desk.does(decide(Decision.DECLINE, rule="R3", message="We keep these out.", note="x"), "UMOD", 2)
    assert event == events.PostDecided(
        "p1", Decision.DECLINE, "R3", 1, "r1", None, "x", "s1", None, None, "We keep these out.", None
    )
    assert desk.why(decide(), "UDOC", 3) == "T. Lund declined this post already."


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (decide(rule="R9"), "Rule 9 is not in force."),
        (decide(over="s0"), "Its author wrote it anew while you read. Read it again."),
        (decide(Decision.EDIT, text=" Hello "), "Nothing is edited. Publish it as it is, or change a word."),
        (decide(Decision.EDIT), "Nothing is edited. Publish it as it is, or change a word."),
        (decide(Decision.DECLINE, rule="R3"), "Its author is told why it is declined. Write a message."),
        (decide(Decision.DECLINE, message="No."), "Say which rule it is declined by."),
        (decide(Decision.HOLD), "Say for whom it is held, or until when."),
        (decide(Decision.HOLD, person="UC1"), "M. Hale does not decide posts: nobody would see to it."),
        (decide(Decision.HOLD, until=at(-1)), "A post is held until a moment within the next seven days."),
        (
            decide(Decision.HOLD, until=at(0) + timedelta(days=8)),
            "A post is held until a moment within the next seven days.",
        ),
        (decide(note="x" * 3_001), "This is too long: 3,001 characters of at most 3,000."),
    ],
)
def test_a_decision_that_cannot_be_is_refused_in_words(wish: actions.DecidePost, why: str) -> None:
    assert knowing().why(wish, "UMOD", 5) == why


def test_publishing_against_a_stop_rule_asks_why() -> None:
    desk = knowing()
    desk.happens(rule("R3", "No methods"), "UDOC", 1)
    wish = decide(touched=("R3", "R8"))
    assert desk.why(wish, "UMOD", 2).startswith("This touches rule 3 (stop: No methods). Say why")
    assert [name for name, _ in against(desk, ("R3", "R8"), at(2))] == ["R3"]
    declined = desk.says(decide(Decision.DECLINE, rule="R3", message="No.", touched=("R3",)), "UMOD", 2)
    assert isinstance(declined, events.PostDecided)
    event = desk.does(decide(touched=("R3",), why="It is a quotation."), "UMOD", 3)
    assert isinstance(event, events.PostDecided)
    assert event.why == "It is a quotation."


def test_a_post_held_for_somebody_is_theirs_to_decide() -> None:
    desk = knowing()
    desk.does(decide(Decision.HOLD, person="UDOC", until=at(900)), "UMOD", 2)
    desk.happens(events.RoleGiven("UC2", next(iter(desk.people.roles_now("UMOD")))), "ULEAD", 3)
    assert desk.why(TAKE, "UC2", 4) == "This post is held for UDOC."
    assert not isinstance(desk.says(TAKE, "UMOD", 4), Refusal)  # who holds it may go on
    assert not isinstance(desk.says(TAKE, "UC2", 901), Refusal)  # the hold is over
    desk.does(decide(Decision.EDIT, text="Hello all"), "UDOC", 5)
    assert desk.posts["p1"].state_at(at(6)) is PostState.PUBLISHED


def test_the_team_is_asked_about_a_post() -> None:
    desk = knowing()
    event = desk.says(actions.AskAboutPost("p1", " May this stay? "), "UC1", 2)
    assert event == events.AskPosted("d2", "May this stay?", None, "p1")
    assert desk.why(actions.AskAboutPost("p1", " "), "UC1", 2) == "The question is empty."


def test_posts_are_kept_together_with_chats() -> None:
    desk = knowing()
    desk.opens()
    desk.does(TAKE, "UMOD", 2)
    assert desk.says(actions.RenewLeases(), "UMOD", 3) == events.LeaseRenewed((), ("p1",))
    desk.does(actions.TakeChat("c1"), "UMOD", 4)
    assert desk.says(actions.RenewLeases(), "UMOD", 5) == events.LeaseRenewed(("c1",), ("p1",))


def test_who_wrote_a_post_is_flagged_once() -> None:
    desk = knowing()
    assert desk.why(actions.FlagCase(Risk.B, post="p9"), "UMOD", 2) == "This desk knows no such post."
    event = desk.does(actions.FlagCase(Risk.B, post="p1"), "UMOD", 3)
    assert isinstance(event, events.CaseFlagged)
    assert (event.alias, event.age_band, event.post, event.chat) == ("sunny-kite", AgeBand.TEEN, "p1", None)
    again = desk.why(actions.FlagCase(Risk.B, post="p1"), "UMOD", 4)
    assert again == "sunny-kite is flagged already. Change that case instead."


def test_a_take_is_undone_by_giving_back_and_the_other_way_round() -> None:
    desk = knowing()
    assert opposite(desk, TAKE, by="UMOD", at=at(1)) == actions.ReleasePost("p1")
    assert opposite(desk, actions.ReleasePost("p1"), by="UMOD", at=at(1)) is None
    took = desk.does(TAKE, "UMOD", 2)
    assert stands(desk, took, by="UMOD", at=at(3))
    assert opposite(desk, actions.ReleasePost("p1"), by="UMOD", at=at(3)) == TAKE
    gave = desk.does(actions.ReleasePost("p1"), "UMOD", 4)
    assert stands(desk, gave, by="UMOD", at=at(5))
    assert not stands(desk, took, by="UMOD", at=at(5))
    assert opposite(desk, decide(), by="UMOD", at=at(5)) is None
    desk.does(decide(), "UMOD", 6)
    assert not stands(desk, gave, by="UMOD", at=at(7))


def why_lost(desk: Knowing, event: events.WireEvent, by: str, seconds: float) -> str | None:
    return explained(desk, event, by=by, at=at(seconds), zone=UTC)


def test_who_was_second_is_told_who_was_first() -> None:
    desk = knowing()
    published = events.PostDecided("p1", Decision.PUBLISH)
    desk.happens(events.PostTaken("p1"), "UDOC", 2)
    desk.happens(events.PostTaken("p1"), "UMOD", 3)
    desk.happens(published, "UMOD", 4)
    assert why_lost(desk, events.PostTaken("p1"), "UMOD", 3) == "UDOC took this post at 22:00:02, before you."
    assert why_lost(desk, published, "UMOD", 4) == "UDOC took this post at 22:00:02, before you."
    assert why_lost(desk, events.PostTaken("p1"), "UDOC", 2) is None
    desk.happens(published, "UDOC", 5)
    desk.happens(published, "UMOD", 6)
    assert why_lost(desk, published, "UDOC", 5) is None
    assert why_lost(desk, published, "UMOD", 6) == "UDOC decided this post at 22:00:05, before you."
    assert why_lost(desk, events.PostTaken("p1"), "UDOC", 2) is None
    assert why_lost(desk, events.PostTaken("p2"), "UDOC", 2) is None


def test_who_decided_an_older_text_is_told_to_read_it_again() -> None:
    desk = knowing()
    submits(desk, "Hello all", 3, "s2")
    late = events.PostDecided("p1", Decision.PUBLISH, over="s1")
    desk.happens(late, "UMOD", 4)
    said = why_lost(desk, late, "UMOD", 4)
    assert said == "Its author wrote this post anew at 22:00:03, before you decided. Read it again."
