"""A rule is held against its own examples: what it must hold, and what it must leave."""

from msgspec.structs import replace

from console.domain.actions import PublishRule
from console.domain.examples import examples
from console.domain.words import Audience, RuleKind, RuleLevel
from tests.builders import at

WISH = PublishRule("T", "B", RuleLevel.NOTE, (Audience.ADULTS,))


def test_each_example_says_what_is_found_in_it_and_whether_that_is_right() -> None:
    wish = replace(
        WISH,
        words=("text me", " "),
        kinds=(RuleKind.EMAIL,),
        holds=("text me", "ring me", " "),
        leaves=("text me soon", "a b"),
    )
    found = examples(wish, at(0))
    assert [(one.text, one.holds, one.found, one.fine) for one in found] == [
        ("text me", True, ("text me",), True),
        ("ring me", True, (), False),
        ("text me soon", False, ("text me",), False),
        ("a b", False, (), True),
    ]
    assert examples(WISH, at(0)) == ()
    assert [one.fine for one in examples(replace(WISH, holds=("a",), leaves=("b",)), at(0))] == [False, True]
