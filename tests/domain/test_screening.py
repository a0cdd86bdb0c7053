"""Screening: which rules a text touches, and where."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.rules import Rule, Version
from console.domain.screening import Hit, HitKind, Screen, read, sweep
from console.domain.words import AgeBand, Audience, RuleKind, RuleLevel
from tests.builders import at
from tests.domain.labelled import labelled

BOTH = (Audience.UNDER_18, Audience.ADULTS)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u200e\u200f\u0336"
CLEAN = [one.text for one in labelled() if not one.kind and not one.words]


def rule(
    name: str,
    *words: str,
    kinds: Sequence[RuleKind] = (),
    audience: Sequence[Audience] = BOTH,
    begins: datetime | None = None,
    until: datetime | None = None,
    number: int = 1,
) -> Rule:
    version = Version(
        number,
        f"of-{name}",
        "UDOC",
        at(0),
        "title",
        "body",
        RuleLevel.STOP,
        tuple(audience),
        begins,
        until,
        words=words,
        kinds=tuple(kinds),
    )
    return Rule(name, (version,))


def touched(text: str, *rules: Rule, band: AgeBand | None = None, seconds: float = 1) -> tuple[Hit, ...]:
    return Screen(rules, at(seconds)).touched(read(text), band)


def test_a_text_touches_the_rules_whose_words_and_kinds_are_in_it() -> None:
    text = "you loser, text me on 07700 900123 or see example.com"
    hits = touched(text, rule("R2", "loser"), rule("R14", "text me", kinds=[RuleKind.PHONE, RuleKind.LINK]), rule("R3"))
    told = [(hit.rule, hit.version, hit.kind, [text[start:end] for start, end in hit.spans]) for hit in hits]
    assert told == [
        ("R2", 1, HitKind.WORD, ["loser"]),
        ("R14", 1, HitKind.WORD, ["text me"]),
        ("R14", 1, HitKind.PHONE, ["07700 900123"]),
        ("R14", 1, HitKind.LINK, ["example.com"]),
    ]


def test_a_text_without_anything_has_no_hits() -> None:
    kinds = rule("R1", kinds=list(RuleKind))
    assert touched("", kinds) == ()
    assert touched("I slept and it was fine", kinds, rule("R2", "loser")) == ()


def test_only_rules_in_force_count() -> None:
    soon, over = rule("R1", "loser", begins=at(60)), rule("R2", "loser", until=at(30))
    assert [hit.rule for hit in touched("loser", soon, over, seconds=10)] == ["R2"]
    assert touched("loser", soon, over, seconds=40) == ()
    assert [hit.rule for hit in touched("loser", soon, over, seconds=70)] == ["R1"]


def test_a_screen_says_when_it_must_be_made_anew() -> None:
    soon, over = rule("R1", begins=at(60)), rule("R2", until=at(30))
    assert Screen([soon, over], at(10)).changes_at == at(30)
    assert Screen([soon, over], at(40)).changes_at == at(60)
    assert Screen([soon, over], at(70)).changes_at is None


@pytest.mark.parametrize(
    ("band", "rules"), [("16-17", "R1 R3"), ("10-12", "R1 R3"), ("18-24", "R2 R3"), ("25+", "R2 R3")]
)
def test_only_rules_for_the_age_band_count(band: str, rules: str) -> None:
    young, grown = rule("R1", "loser", audience=[Audience.UNDER_18]), rule("R2", "loser", audience=[Audience.ADULTS])
    hits = touched("loser", young, grown, rule("R3", "loser"), band=AgeBand(band))
    assert [hit.rule for hit in hits] == rules.split()


def test_without_an_age_band_every_rule_counts() -> None:
    young, grown = rule("R1", "loser", audience=[Audience.UNDER_18]), rule("R2", "loser", audience=[Audience.ADULTS])
    assert [hit.rule for hit in touched("loser", young, grown)] == ["R1", "R2"]


def test_the_version_in_force_is_told() -> None:
    assert [hit.version for hit in touched("loser", rule("R1", "loser", number=4))] == [4]


def test_spans_of_one_rule_lie_in_order_and_none_inside_another() -> None:
    (hit,) = touched("send me a picture, send me", rule("R1", "send me", "send me a pic*", "me a"))
    assert hit.spans == ((0, 17), (19, 26))


def test_helplines_are_no_phone_numbers() -> None:
    text = "ring 116 123, 0800 1111, 0800 068 4141 or 999; mine is 07700 900123"
    (hit,) = touched(text, rule("R1", kinds=[RuleKind.PHONE]))
    assert [text[start:end] for start, end in hit.spans] == ["07700 900123"]


def test_what_is_found_in_an_address_is_no_number_or_handle_of_its_own() -> None:
    text = "https://example.org/@wren_77/07700900123 and wren_77@example.com"
    assert [hit.kind for hit in touched(text, rule("R1", kinds=list(RuleKind)))] == [HitKind.LINK, HitKind.EMAIL]


RULES = (rule("R1", "loser", "shut up"), rule("R2", kinds=list(RuleKind)), rule("R10", "idiot*"), rule("R3", "loser"))


@given(st.permutations(RULES), st.sampled_from([one.text for one in labelled()]))
def test_the_order_of_rules_does_not_matter(rules: list[Rule], text: str) -> None:
    assert touched(text, *rules) == touched(text, *RULES)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(INVISIBLE)), max_size=8))
def test_invisible_characters_do_not_hide_a_word(inserted: list[tuple[int, str]]) -> None:
    hidden = "loser"
    for place, one in inserted:
        hidden = hidden[:place] + one + hidden[place:]
    (hit,) = touched(f"x {hidden} x", rule("R1", "loser"))
    ((start, end),) = hit.spans
    assert read(f"x {hidden} x"[start:end]).normal.text == "loser"


@given(st.text() | st.sampled_from([one.text for one in labelled()]).flatmap(lambda text: st.just(text + "\u0301")))
def test_spans_lie_inside_the_text_on_the_borders_of_characters(text: str) -> None:
    for hit in touched(text, *RULES):
        assert list(hit.spans) == sorted(hit.spans)
        assert all(0 <= start < end <= len(text) for start, end in hit.spans)


@given(st.lists(st.sampled_from([one.text for one in labelled()]), max_size=20), st.integers(1, 200))
def test_slices_give_what_the_whole_gives(texts: list[str], at_once: int) -> None:
    screen = Screen(RULES, at(1))
    whole = [(i, screen.touched(read(text), None)) for i, text in enumerate(texts)]
    steps = list(sweep(screen, ((i, read(text), None) for i, text in enumerate(texts)), at_once))
    assert [one for step in steps for one in step] == whole
    assert all(sum(len(texts[i]) for i, _ in step[:-1]) < at_once for step in steps)


# Without those that are touched although they are clean: what is found in them stands elsewhere in a longer text.
UNTOUCHED = [one for one in CLEAN if not touched(one, *RULES)]


@given(st.sampled_from(UNTOUCHED), st.sampled_from(UNTOUCHED))
def test_two_clean_texts_after_each_other_stay_clean(one: str, other: str) -> None:
    assert touched(f"{one}\n\n{other}", *RULES) == ()
