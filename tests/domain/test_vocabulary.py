"""The words of rules: found whole, in every hidden spelling, and nowhere else."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.normal import Span, normal
from console.domain.spelling import spelt
from console.domain.vocabulary import Vocabulary


def looked(vocabulary: Vocabulary, text: str) -> Mapping[int, set[Span]]:
    seen = normal(text)
    return vocabulary.found(seen, spelt(seen.text))


def found(text: str, *words: str) -> list[str]:
    spans = looked(Vocabulary((0, word) for word in words), text).get(0, set())
    return [text[start:end] for start, end in sorted(spans)]


def test_a_word_is_found_whole_in_any_case() -> None:
    assert found("a Loser, LOSER! closer losers", "loser") == ["Loser", "LOSER"]


def test_a_star_takes_any_ending() -> None:
    assert found("idiot idiotic idiots idio", "idiot*") == ["idiot", "idiotic", "idiots"]
    assert found("1d1otic", "idiot*") == ["1d1otic"]


def test_a_word_is_found_with_its_letters_drawn_out_in_any_script() -> None:
    assert found("a looooser, losssser", "loser") == ["looooser", "losssser"]
    assert found("это нееет", "нет") == ["нееет"]


def test_a_phrase_is_found_with_one_space_with_more_and_with_none() -> None:
    assert found("shut up shut  up shut\nup shutup shut-up", "shut up") == [
        "shut up",
        "shut  up",
        "shut\nup",
        "shutup",
        "shut-up",
    ]
    assert found("Shut. Up it goes. we shut the door, up we went", "shut up") == []


def test_negations_are_not_guessed() -> None:
    assert found("I am not a loser", "loser") == ["loser"]


@pytest.mark.parametrize(
    "hidden",
    ["l0ser", "1o5er", "lo$er", "l o s e r", "l.o.s.e.r", "lo.ser", "lo-ser", "looooser", "l o s 3 r", "LOSERRRR"],
)
def test_a_hidden_spelling_is_found(hidden: str) -> None:
    assert found(f"you {hidden} there", "loser") == [hidden]


@pytest.mark.parametrize(
    "text", ["c l o s e r", "l o s e r s", "10531", "l os er", "cl o s e r", "lo. ser", "1 0 5 3 7"]
)
def test_what_only_holds_the_letters_is_none(text: str) -> None:
    assert found(text, "loser") == []


def test_figures_alone_spell_no_word() -> None:
    assert found("505 and 5 0 5 and s0s", "sos") == ["s0s"]


def test_a_word_that_is_drawn_out_keeps_its_own_double_letters() -> None:
    assert found("freeeee", "free") == ["freeeee"]
    assert found("pool poool pol", "pool") == ["pool", "poool"]
    assert found("pol poool", "pol") == ["pol", "poool"]


def test_letters_that_are_apart_may_follow_a_short_word() -> None:
    assert found("i am a l o s e r  u l o s e r", "loser") == ["l o s e r", "l o s e r"]


def test_a_short_word_is_not_cut_by_dots() -> None:
    assert found("a.t it o-k", "at", "ok") == []
    assert found("d.m. me, d.m me, dm. me", "dm me") == ["d.m. me", "d.m me"]


def test_each_owner_is_told_of_its_own_words() -> None:
    vocabulary = Vocabulary([(0, "one"), (1, "two"), (2, "one"), (2, "two")])
    assert looked(vocabulary, "one two") == {0: {(0, 3)}, 1: {(4, 7)}, 2: {(0, 3), (4, 7)}}
    assert looked(vocabulary, "three") == {}


def test_empty_words_find_nothing() -> None:
    assert found("* anything  at all", "", "*", "  ", "\u200b") == []


def test_a_word_of_signs_is_found_between_letters() -> None:
    assert found("c++ and a->b", "c++", "->") == ["c++", "->"]


def test_a_word_in_another_script_is_found() -> None:
    assert found("он дурак и всё", "дурак") == ["дурак"]


@given(st.text(alphabet="abc ", min_size=1), st.lists(st.text(alphabet="abc", min_size=1, max_size=3), max_size=5))
def test_in_plain_letters_a_word_is_found_exactly_where_it_stands_alone(text: str, words: list[str]) -> None:
    vocabulary = looked(Vocabulary(enumerate(words)), text)
    for i, word in enumerate(words):
        alone = {
            (at, at + len(word))
            for at in range(len(text))
            if text.startswith(word, at)
            and not text[at - 1 : at].isalpha()
            and not text[at + len(word) : at + len(word) + 1].isalpha()
        }
        assert alone <= vocabulary.get(i, set())
