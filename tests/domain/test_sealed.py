"""What was said before a second opinion, or blind, is kept back from whoever is to say theirs first."""

import pytest
from msgspec.structs import replace

from console.domain import actions, events
from console.domain.actions import AnswerPost, DecidePost, GiveOpinion, JudgePost
from console.domain.entries import recorded
from console.domain.incidents import unsettled
from console.domain.messages import Entry, Message, TooNew
from console.domain.record import Line
from console.domain.sealed import sealed
from console.domain.searching import _THINGS
from console.domain.subjects import Kind, subjects_of
from console.domain.words import AgeBand, Decision, Home, PostPlace, Risk, Role
from tests.builders import at, message
from tests.domain.knowing import Knowing, rule

SECRET = "the aunt rang back"


def desk() -> Knowing:
    """UC1 is new and has UMOD as buddy; a post waits that touches a stop rule, and a case is open at B."""
    found = Knowing()
    found.happens(events.RoleGiven("UC1", Role.MODERATOR), "UADMIN", -900)
    plan = events.RosterPublished(
        "s1", "Night", at(-800), at(36_000), ("UC1:moderator", "UMOD:moderator"), ("UC1:UMOD",)
    )
    found.happens(plan, "ULEAD", -800)
    found.happens(rule("R3"), "UDOC", -700, id="r1")
    written = events.PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "Hello")
    found.happens(written, "UPLAT", 0, id="w1")
    found.does(actions.FlagCase(Risk.B, alias="tall-fern"), "ULEAD", 1)
    return found


def said(found: Knowing, action: actions.Action, by: str, seconds: float) -> Message:
    """What is done, as it is kept."""
    event = found.says(action, by, seconds)
    assert not isinstance(event, actions.Refusal), event.why
    return message(found.happens(event, by, seconds, id=f"d{seconds}"))


def kept_from(found: Knowing, one: Message) -> list[str]:
    assert isinstance(one.content, Entry)
    rows = {subject: found.log.rows[subject].row for subject in subjects_of(one.content)}
    known = {subject: row for subject, row in rows.items() if row is not None}
    return [who for who in ("ULEAD", "UC1", "UMOD", "UDOC") if sealed(one, known, who, found.people)]


def test_the_reason_of_a_question_about_a_case_is_read_after_ones_own() -> None:
    found = desk()
    asked = said(found, actions.CloseCase("d1", "safe", SECRET), "ULEAD", 5)
    assert kept_from(found, asked) == ["UC1", "UMOD", "UDOC"]
    no = said(found, GiveOpinion("d1", agrees=False, reason=SECRET), "UMOD", 6)
    assert kept_from(found, asked) == ["UC1", "UDOC"]
    assert kept_from(found, no) == ["UC1", "UDOC"]
    said(found, GiveOpinion("d1", agrees=True, reason="fine"), "UDOC", 7)
    assert kept_from(found, asked) == kept_from(found, no) == []


def test_so_it_is_of_a_question_about_a_post() -> None:
    found = desk()
    wish = DecidePost("p1", Decision.PUBLISH, touched=("R3",), why=SECRET, two=True)
    asked = said(found, wish, "UMOD", 5)
    assert kept_from(found, asked) == ["ULEAD", "UC1", "UDOC"]
    assert unsettled(found.posts["p1"]) == {"d5"}
    no = said(found, AnswerPost("p1", agrees=False, reason=SECRET), "UC1", 6)
    assert kept_from(found, no) == ["ULEAD", "UDOC"]
    said(found, AnswerPost("p1", agrees=False, reason="no"), "UDOC", 7)
    assert kept_from(found, asked) == kept_from(found, no) == []
    assert unsettled(found.posts["p1"]) == frozenset()


def test_what_was_said_blind_is_for_the_two_and_leads_and_only_once_both_have_decided() -> None:
    found = desk()
    judged = said(found, JudgePost("p1", Decision.DECLINE, "R3", SECRET), "UC1", 5)
    assert kept_from(found, judged) == ["ULEAD", "UMOD", "UDOC"]
    assert unsettled(found.posts["p1"]) == {"d5"}
    said(found, DecidePost("p1", Decision.PUBLISH), "UMOD", 6)
    assert kept_from(found, judged) == ["UDOC"]
    assert unsettled(found.posts["p1"]) == frozenset()


def test_nothing_else_is_kept_back_and_what_nobody_knows_has_no_secret_but_a_blind_one() -> None:
    found = desk()
    noted = said(found, DecidePost("p1", Decision.HOLD, until=at(900), note=SECRET), "UMOD", 5)
    assert kept_from(found, noted) == []
    by_hand = message(found.happens(events.Said(SECRET, Home.MOD_MAIN), "UMOD", 6, id=""))
    assert not sealed(by_hand, {}, "ULEAD", found.people)
    plain = replace(by_hand, content=TooNew("mc_new", 2))
    assert not sealed(plain, {}, "ULEAD", found.people)
    strange = message(found.happens(events.PostOpinionDeclined("p9", "q9", SECRET), "UMOD", 7))
    assert not sealed(strange, {}, "ULEAD", found.people)
    blind = message(found.happens(events.PostJudged("p9", Decision.HOLD, "w9", "UMOD"), "UC1", 8))
    assert sealed(blind, {}, "ULEAD", found.people)


def test_the_record_tells_that_it_was_and_not_the_words() -> None:
    found = desk()
    asked = said(found, actions.CloseCase("d1", "safe", SECRET), "ULEAD", 5)
    line = Line("1.0", "C4CASES", "case_opinion_asked", "ULEAD", "0" * 64)
    for text, note in ((asked.text, ""), (f"{asked.text}\n{SECRET}", SECRET)):
        entry = recorded(asked, line, text, "key", {})
        assert (entry.what, entry.note) == ("asked for a second opinion", note)
        assert (SECRET in entry.hit.more) is bool(note)


@pytest.mark.parametrize("kind", Kind)
def test_whatever_there_is_a_row_of_is_some_thing(kind: Kind) -> None:
    assert _THINGS[kind]
