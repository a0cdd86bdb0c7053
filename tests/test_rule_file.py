"""Rules as a file: what is written reads back as the same, and what is wrong is told with its line and key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain.actions import PublishRule
from console.domain.rules import Rule, Version
from console.domain.ruling import again
from console.domain.words import Audience, RuleKind, RuleLevel
from console.rule_file import Book, NotARule, rules_of, written
from tests.builders import at

GOOD = """
[[rule]]
title = "Links"
body = "Only our own."
level = "must"
audience = "adults"

[[rule]]
rule = "R31"
title = "Challenge videos"
body = \"\"\"
Hold any post
that names the challenge.\"\"\"
level = "stop"
audience = ["under_18", "adults"]
from = 2026-11-22T01:50:00+01:00
until = "2026-11-30T00:00:00Z"
must_read = true
blocks_taking = false
words = ["corridor challenge", "#corridor"]
kinds = ["link"]
holds = ["anyone done it"]
leaves = "a long corridor"
despite = "until there is a better word"
"""


def test_a_file_of_rules_is_read_with_the_wires_names() -> None:
    links, videos = rules_of(GOOD)
    assert links == PublishRule("Links", "Only our own.", RuleLevel.MUST, (Audience.ADULTS,))
    assert (videos.rule, videos.body) == ("R31", "Hold any post\nthat names the challenge.")
    assert (videos.from_, videos.must_read, videos.blocks_taking) == (at(10_200), True, False)
    assert (videos.kinds, videos.leaves) == ((RuleKind.LINK,), ("a long corridor",))
    assert videos.despite == "until there is a better word"


def line(text: str) -> str:
    """A file with one rule, which has one line more."""
    return f'[[rule]]\ntitle = "T"\nbody = "B"\nlevel = "note"\naudience = ["adults"]\n{text}\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is no rule in it: each begins with a line [[rule]]."),
        ('title = "T"', "“title” is no rule: each rule begins with a line [[rule]]."),
        ('[rule]\ntitle = "T"', "Each rule begins with a line [[rule]], in two pairs of brackets."),
        ("rule = [1]", "Each rule begins with a line [[rule]], in two pairs of brackets."),
        ("[[rule]]\ntitle = ", "At its end: Invalid value."),
        ("[[rule]]\ntitle = x", "Line 2, column 9: Invalid value."),
        ("[[rule]]\ntitle = 'T'\n\n[[rule]]", "Line 1: this rule has no body."),
        (line("word = ['x']"), "Line 6, word: there is no such key; “words” is meant?"),
        (line("zebra = 1"), "Line 6, zebra: there is no such key."),
        (line("words = [1]"), 'Line 6, words: a list of texts is needed: ["one", "another"].'),
        (line("kinds = ['letter']"), "Line 6, kinds: “letter” is none of phone, link, email, handle."),
        (line("must_read = 'yes'"), "Line 6, must_read: true or false is needed."),
        (line("rule = 31"), "Line 6, rule: a text is needed, in quotes."),
        (line("from = 'tomorrow'"), "Line 6, from: a time is needed, as 2026-11-22T06:00:00Z."),
        (line("from = 6"), "Line 6, from: a time is needed, as 2026-11-22T06:00:00Z."),
        (line("until = 2026-11-22"), "Line 6, until: a day, a time and a zone are needed, as 2026-11-22T06:00:00Z."),
        (
            line("until = 2026-11-22T06:00:00"),
            "Line 6, until: a day, a time and a zone are needed, as 2026-11-22T06:00:00Z.",
        ),
        (line("until = 0001-01-01T00:00:00+23:00"), "Line 6, until: this is outside of all calendars."),
        (line("").replace('"note"', '"loud"'), "Line 4, level: “loud” is none of stop, must, note."),
        (f"{line('')}{line('word = 1')}", "Line 12, word: there is no such key; “words” is meant?"),
        (f"{line('').replace('note', 'x')}{line('')}", "Line 4, level: “x” is none of stop, must, note."),
        ('rule = [{word = "x"}]', "Line 1, word: there is no such key; “words” is meant?"),
        (f"{line('words.x = 1')}{line('')}", 'Line 1, words: a list of texts is needed: ["one", "another"].'),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_key(text: str, why: str) -> None:
    with pytest.raises(NotARule) as told:
        rules_of(text)
    assert str(told.value) == why


words = st.text(st.characters(codec="utf-8"), max_size=30)
several = st.lists(words, max_size=3).map(tuple)
moments = st.none() | st.integers(-10_000, 10_000).map(lambda seconds: at(seconds / 8))
versions = st.builds(
    Version,
    st.just(2),
    st.just("id"),
    words,
    st.just(at(0)),
    words,
    words,
    st.sampled_from(RuleLevel),
    st.lists(st.sampled_from(Audience), unique=True).map(tuple),
    moments,
    moments,
    st.booleans(),
    st.booleans(),
    several,
    st.lists(st.sampled_from(RuleKind), unique=True).map(tuple),
    several,
    several,
)


@given(st.lists(versions, min_size=1, max_size=3))
def test_what_is_written_reads_back_as_the_same(found: list[Version]) -> None:
    rules = [Rule(f"R{n}", (version,)) for n, version in enumerate(found)]
    text = written(Book({rule.rule: rule for rule in rules}, {}), rules)
    assert list(rules_of(text)) == [again(rule.rule, rule.latest) for rule in rules]


def test_a_file_says_in_its_comments_which_version_and_by_whom() -> None:
    (version,) = (Version(3, "id", "UDOC", at(0), "T", "B", RuleLevel.NOTE, (Audience.ADULTS,)),)
    rule = replace(Rule("R1", (version,)), withdrawn_at=at(60))
    assert written(Book({}, {"UDOC": "Dr S.\nIyer"}), [rule]).splitlines()[:3] == [
        "# version 3, Dr S. Iyer, 2026-11-21T22:00:00Z",
        "# withdrawn 2026-11-21T22:01:00Z",
        "[[rule]]",
    ]
