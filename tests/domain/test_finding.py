"""Words in a text: marked where they were found, and shown where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.finding import around, bare, places


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Cannot sleep, sleeps badly", "sleep", ["sleep", "sleeps"]),
        ("Cannot sleep, sleeps badly", "sleep cannot", ["Cannot", "sleep"]),
        ("Ich bin MÜDE", "mude", ["MÜDE"]),
        ("quiet-otter waits", "quiet-ott", ["quiet", "otter"]),
        ("under_score", "score", ["score"]),
        ("nothing", "", []),
        ("nothing", "!!", []),
        ("nothing", "something", []),
    ],
)
def test_words_are_marked_without_capitals_and_accents_and_the_last_also_unfinished(
    text: str, words: str, marked: list[str]
) -> None:
    assert [text[start:end] for start, end in places(text, words)] == marked


def test_a_word_is_looked_for_without_capitals_and_accents() -> None:
    assert [bare(word) for word in ("STRASSE", "Straße", "Café", "ﬁne")] == ["strasse", "strasse", "cafe", "fine"]


@given(st.text(), st.text())
def test_spans_are_in_the_text_one_after_the_other(text: str, words: str) -> None:
    before = 0
    for start, end in places(text, words):
        assert before <= start < end <= len(text)
        before = end


@given(st.text(st.sampled_from("ab ")), st.sampled_from(["a", "ab", "zz"]), st.integers(10, 40))
def test_a_stretch_is_short_enough_and_shows_the_first_span(text: str, words: str, length: int) -> None:
    spans = places(text, words)
    start, end = around(text, spans, length)
    assert 0 <= start <= end <= len(text)
    assert end - start <= length
    if spans and spans[0][1] - spans[0][0] < length // 2:
        assert start <= spans[0][0]
        assert spans[0][1] <= end


def test_a_stretch_is_cut_between_words() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"
    start, end = around(text, places(text, "seven"), 30)
    assert text[start:end] == "five six seven eight nine ten"
    assert around(text, (), 12) == (0, 7)
    assert around("x" * 50, (), 20) == (0, 20)
    assert around("x" * 50, ((40, 41),), 20) == (30, 50)
