"""What somebody writes of a rule becomes that rule; its examples say what it would do."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from console.domain.actions import PublishRule, Refusal
from console.domain.examples import examples
from console.domain.words import Audience, RuleKind, RuleLevel
from console.ui.rule_writing import (
    Writing,
    advice,
    example_words,
    from_notice,
    kept,
    kept_writing,
    moments_of,
    replacing,
)
from tests.ui.desks import NAMES, NOW, ago, notices, rule

ZONE = ZoneInfo("Europe/London")
WISH = PublishRule("T", "B", RuleLevel.NOTE, (Audience.ADULTS,))


def test_what_is_written_becomes_a_rule_or_a_sentence_says_why_not() -> None:
    writing = Writing(
        "T", "B", RuleLevel.STOP, words="one\n two \n", holds="a\nb", begins="06:00", until="23 Nov 06:00"
    )
    wish = writing.wish(NOW, ZONE)
    assert isinstance(wish, PublishRule)
    assert (wish.words, wish.holds, wish.must_read) == (("one", " two "), ("a", "b"), True)
    assert moments_of(wish, NOW, ZONE) == "from 06:00, until 23 Nov 06:00"
    assert moments_of(WISH, NOW, ZONE) == "from now, until it is withdrawn"
    assert replace(writing, until="soon").wish(NOW, ZONE) == Refusal(
        "“Until” is no moment: type 06:00, 22 Nov 06:00 or 2026-11-22 06:00."
    )


def test_a_draft_is_kept_and_comes_back_and_one_that_is_none_is_nothing() -> None:
    writing = Writing("T", "B", kinds=(RuleKind.LINK,), rule="R1", over="id")
    assert kept_writing(kept(writing)) == writing
    assert kept_writing("") is None
    assert kept_writing("{") is None
    assert kept_writing('{"level": "loud"}') is None


def test_the_next_version_begins_with_the_words_of_the_latest() -> None:
    fields = {"words": ("one", "two"), "kinds": (RuleKind.LINK,), "holds": ("a",), "must_read": True}
    known = rule("R9", "T", "B", RuleLevel.STOP, versions=2, from_=ago(-60), until=ago(-120), **fields)
    writing = replacing(known, NOW, ZONE)
    assert (writing.rule, writing.over, writing.words) == ("R9", "id-R9-2", "one\ntwo")
    assert (writing.begins, writing.until) == ("2026-11-22 03:14", "2026-11-22 04:14")
    over = replacing(rule("R9", "T", "B", RuleLevel.STOP, from_=ago(60), until=ago(30)), NOW, ZONE)
    assert (over.begins, over.until) == ("", "")


def test_a_message_by_hand_begins_a_rule_in_plain_words() -> None:
    writing = from_notice(notices()[0], NAMES, ZONE)
    assert writing.title == "Two posts about the bus strike tonight, both fine"
    assert "@M. Hale knows more" in writing.body
    assert writing.body.endswith("\n(Message of 22 Nov 01:04)")
    assert writing.rule == ""


def test_a_long_rule_and_one_with_two_demands_are_said_to_be_so() -> None:
    assert advice(Writing(body="Hold it. Say why.")) == ""
    assert advice(Writing(body="x" * 401)).startswith("401 characters: ")
    assert advice(Writing(body="Hold it. Hold all.\nPublish the rest.")) == (
        "It asks for hold and publish: two rules may be easier to keep than one."
    )
    assert advice(Writing(body="Please hold it, and decline what comes after.")).startswith(
        "It asks for hold and decline"
    )
    assert advice(Writing(body="Hold it. Do  not publish names.")).startswith("It asks for hold and do not publish:")
    assert advice(Writing(body="Hold what they publish, and say why it was not published.")) == ""


def test_words_that_were_written_on_one_line_are_said_to_be_one_phrase() -> None:
    assert advice(Writing(words="maths\ntest")) == ""
    assert advice(Writing(words="a b\nmaths, test")) == (
        "“maths, test” is found as one phrase: write each word on a line of its own."
    )


def test_each_example_says_whether_the_rule_does_with_it_what_it_must() -> None:
    wish = replace(
        WISH,
        words=("text me",),
        kinds=(RuleKind.EMAIL,),
        holds=("text me", "ring me", " "),
        leaves=("text me soon", "a b"),
    )
    assert [example_words(one) for one in examples(wish, NOW)] == [
        "✓ holds “text me”",
        "✗ should hold “ring me”",
        "✗ should leave “text me soon”, finds “text me”",
        "✓ leaves “a b”",
    ]
