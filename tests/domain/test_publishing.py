"""Publishing what a stop rule touches takes two people, where the service says so."""

import pytest

from console.domain import actions, events
from console.domain.actions import AnswerPost, DecidePost
from console.domain.opinions import Given, Publishing, Stand
from console.domain.posts import Post, PostState
from console.domain.settling import opposite
from console.domain.words import AgeBand, Decision, PostPlace, Role
from tests.builders import at
from tests.domain.knowing import Knowing, rule

WISH = DecidePost("p1", Decision.PUBLISH, touched=("R3",), why=" a helpline ", two=True)
YES = AnswerPost("p1", agrees=True, reason=" it is one ")
NO = AnswerPost("p1", agrees=False, reason="it is not")


def submitted(found: Knowing, seconds: float, id: str, text: str = "Call 0800") -> None:
    written = events.PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, text)
    found.happens(written, "UPLAT", seconds, id=id)


def desk() -> Knowing:
    """A post that touches a stop rule waits; UMOD and UC1 are moderators, UDOC and UC2 clinicians."""
    found = Knowing()
    found.happens(events.RoleGiven("UC1", Role.MODERATOR), "UADMIN", -900)
    found.happens(events.RoleGiven("UC2", Role.CLINICIAN), "UADMIN", -899)
    found.happens(rule("R3"), "UDOC", -700, id="r1")
    submitted(found, 0, "s1")
    return found


def asked() -> Knowing:
    found = desk()
    found.does(actions.TakePost("p1"), "UMOD", 1)
    found.does(WISH, "UMOD", 2)
    return found


def post(found: Knowing) -> Post:
    return found.posts["p1"]


def question(found: Knowing) -> Publishing:
    wanted = post(found).opinion
    assert wanted is not None
    return wanted


def test_it_becomes_a_question_and_the_post_is_free_for_whoever_answers() -> None:
    found = desk()
    found.does(actions.TakePost("p1"), "UMOD", 1)
    event = found.does(WISH, "UMOD", 2)
    assert event == events.PostOpinionAsked("p1", "s1", Decision.PUBLISH, "a helpline", None, "R3", 1, "r1")
    assert (post(found).state_at(at(3)), post(found).holder) == (PostState.WAITING, None)
    wanted = question(found)
    assert (wanted.by, wanted.stand, wanted.over) == ("UMOD", Stand.WAITS, "s1")
    assert [wanted.reason_for(who) for who in ("UMOD", "UC1")] == ["a helpline", None]
    assert found.why(WISH, "UMOD", 3) == "You asked for a second opinion already. It can be taken back."
    assert opposite(found, WISH, by="UMOD", at=at(3)) is None
    assert opposite(found, YES, by="UC1", at=at(3)) is None


def test_another_person_agrees_by_publishing_it() -> None:
    found = asked()
    event = found.does(YES, "UC1", 5)
    assert event == events.PostDecided("p1", Decision.PUBLISH, "R3", 1, "r1", over="s1", why="it is one", opinion="d2")
    row = post(found)
    assert (row.state_at(at(6)), row.opinion) == (PostState.PUBLISHED, None)
    assert row.opinions[0].stand is Stand.AGREED
    assert row.opinions[0].given == (Given("UC1", at(5), agrees=True, reason="it is one"),)
    assert row.opinions[0].reason_for("UC1") == "a helpline"
    assert found.why(YES, "UDOC", 7) == "Nobody asks for a second opinion about this post."


def test_one_that_was_edited_is_published_as_the_first_one_wrote_it() -> None:
    found = desk()
    wish = DecidePost("p1", Decision.EDIT, text=" Call them ", touched=("R3",), why="fine", two=True)
    found.does(wish, "UMOD", 2)
    found.does(YES, "UC1", 5)
    made = post(found).decided
    assert made is not None
    assert (made.decision, made.text) == (Decision.EDIT, "Call them")


def test_where_two_disagree_a_clinician_decides_who_had_no_say() -> None:
    found = asked()
    found.does(NO, "UDOC", 4)
    assert question(found).stand is Stand.DISAGREED
    assert found.why(NO, "UDOC", 5) == "You gave your opinion already. A clinician decides now."
    assert "decide where two people disagree" in found.why(YES, "UC1", 5)
    found.does(YES, "UC2", 6)
    assert post(found).state_at(at(7)) is PostState.PUBLISHED


def test_a_clinician_who_does_not_agree_either_leaves_it_unpublished_and_may_decline_it() -> None:
    found = asked()
    found.does(NO, "UC1", 4)
    decline = DecidePost("p1", Decision.DECLINE, "R3", message="We keep numbers out.")
    assert found.why(decline, "UC1", 5).startswith("T. Lund asks for a second opinion")
    found.does(decline, "UDOC", 6)
    assert post(found).state_at(at(7)) is PostState.DECLINED
    again = asked()
    again.does(NO, "UC1", 4)
    again.does(NO, "UDOC", 5)
    assert post(again).opinion is None
    assert post(again).opinions[0].stand is Stand.DECLINED
    assert post(again).state_at(at(7)) is PostState.WAITING


def test_who_asked_takes_it_back_or_declines_it_and_nobody_agrees_with_themselves() -> None:
    found = asked()
    assert found.why(YES, "UMOD", 3) == "You asked for it yourself: the second opinion is somebody else's."
    found.does(AnswerPost("p1", agrees=False), "UMOD", 4)
    assert post(found).opinion is None
    assert post(found).opinions[0].stand is Stand.TAKEN_BACK
    again = asked()
    again.does(DecidePost("p1", Decision.DECLINE, "R3", message="No."), "UMOD", 4)
    assert post(again).opinion is None


@pytest.mark.parametrize("decision", [Decision.PUBLISH, Decision.EDIT, Decision.DECLINE])
def test_nobody_passes_over_the_question(decision: Decision) -> None:
    found = asked()
    wish = DecidePost("p1", decision, "R3", text="Call", message="No.", why="fine", touched=("R3",))
    said = "T. Lund asks for a second opinion on publishing this post. Give yours first."
    assert found.why(wish, "UC1", 4) == said


def test_holding_and_escalating_do_not_wait_for_anybody() -> None:
    found = asked()
    found.does(DecidePost("p1", Decision.HOLD, until=at(900)), "UC1", 4)
    assert question(found).stand is Stand.WAITS, "a hold settles nothing"
    found.does(DecidePost("p1", Decision.ESCALATE), "UC1", 5)
    assert post(found).opinion is None


def test_what_touches_no_stop_rule_takes_one_person() -> None:
    found = desk()
    event = found.does(DecidePost("p1", Decision.PUBLISH, two=True), "UMOD", 2)
    assert isinstance(event, events.PostDecided)
    alone = desk()
    event = alone.does(DecidePost("p1", Decision.PUBLISH, touched=("R3",), why="fine"), "UMOD", 2)
    assert isinstance(event, events.PostDecided), "where the service does not ask for two"


def test_a_question_about_a_text_that_is_gone_is_no_question() -> None:
    found = asked()
    submitted(found, 5, "s2", "Hi")
    assert post(found).opinion is None
    late = events.PostOpinionAsked("p1", "s1", Decision.PUBLISH, "x")
    found.happens(late, "UC1", 6)
    assert len(post(found).opinions) == 1
    found.does(WISH, "UC1", 7)
    assert question(found).by == "UC1"
    found.happens(events.PostOpinionAsked("p1", "s2", Decision.PUBLISH, "x"), "UDOC", 8)
    assert question(found).by == "UC1", "one at a time"


def test_what_names_no_question_or_is_nobodys_to_say_changes_nothing() -> None:
    found = asked()
    found.happens(events.PostOpinionDeclined("p1", "d9", "x"), "UC1", 4)
    assert question(found).stand is Stand.WAITS
    found.happens(events.RoleTaken("UC1", Role.MODERATOR), "UADMIN", 5)
    found.happens(events.PostOpinionDeclined("p1", "d2", "x"), "UC1", 6)
    assert (question(found).stand, found.not_entitled()) == (Stand.WAITS, 1)
    assert found.why(NO, "UC1", 7) == "Only moderators and clinicians decide posts."
    odd = events.PostDecided("p1", Decision.PUBLISH, over="s1", opinion="d2", why="x")
    found.happens(odd, "UMOD", 8)
    assert post(found).state_at(at(9)) is PostState.PUBLISHED, "the fold does not forbid"
    assert post(found).opinions[0].given == ()


def test_somebody_elses_post_is_answered_once_they_gave_it_back() -> None:
    found = asked()
    found.does(actions.TakePost("p1"), "UDOC", 3)
    assert found.why(YES, "UC1", 4).endswith("has this post.")
    assert found.why(AnswerPost("p1", agrees=True), "UDOC", 4)
    found.does(YES, "UDOC", 5)
    assert post(found).state_at(at(6)) is PostState.PUBLISHED
