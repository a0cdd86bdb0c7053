"""The normalised text: what is read in it, and the way back to what was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.normal import normal, readings


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hello", "hello"),
        ("ÀÉÎ", "aei"),
        ("ａｂ１", "ab1"),
        ("𝐚𝓫ⓒ", "abc"),
        ("ᴀʙᴄ", "abc"),
        ("🅰🅱", "ab"),
        ("🄰🇧", "ab"),
        ("٣३❸", "333"),
        ("ﬁ", "fi"),
        ("a\u200bb\u00adc\u2060d", "abcd"),
        ("e\u0301", "e"),
        ("a\u00a0b\u3000c\u2800d", "a b c d"),
        ("a\u2028b", "a\nb"),
        ("\u3164a\u115f", "a"),
        ("lоsеr", "loser"),
        ("ѕсоре", "scope"),
        ("straße", "strasse"),
        ("k77ⓐexample", "k77@example"),
    ],
)
def test_what_looks_alike_is_read_alike(written: str, read: str) -> None:
    assert normal(written).text == read


def test_a_text_in_another_script_is_read_in_that_script() -> None:
    assert normal("Рот и нос").text == "рот и нос"


def test_a_word_that_mixes_scripts_is_read_as_a_latin_one_even_there() -> None:
    assert normal("это lоsеr, да").text == "это loser, да"


def test_a_rules_word_is_searched_in_its_own_script_too() -> None:
    assert readings("Рот") == {"рот", "pot"}
    assert readings("  Shut   Up ") == {"shut up"}


def test_the_way_back_leads_to_what_was_written() -> None:
    found = normal("x l\u0336o\u0336s\u200bt x")
    start = found.text.index("lost")
    assert found.original[slice(*found.span(start, start + 4))] == "l\u0336o\u0336s\u200bt"
    ligature = normal("a ﬁn é")
    assert ligature.original[slice(*ligature.span(3, 5))] == "ﬁn"


def test_a_mark_belongs_to_the_character_before_it() -> None:
    found = normal("ae\u0301")
    assert found.span(1, 2) == (1, 3)


@given(st.text())
def test_every_character_leads_back_into_the_text_in_order(text: str) -> None:
    found = normal(text)
    spans = [found.span(i, i + 1) for i in range(len(found.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_letters_stay_where_they_are(text: str) -> None:
    found = normal(text)
    assert found.text == text.lower()
    assert all(found.span(i, i + 1) == (i, i + 1) for i in range(len(text)))


def test_white_space_and_figures_become_plain_ones() -> None:
    written = "é" + "".join(one for one in map(chr, range(0x110000)) if one.isspace() or one.isdecimal())
    assert set(normal(written).text) == set("e \n0123456789")


@given(st.text())
def test_nothing_that_cannot_be_seen_is_left(text: str) -> None:
    left = normal(text).text if not text.isascii() else ""
    assert not [one for one in left if unicodedata.category(one) in {"Mn", "Me", "Mc", "Cf"}]
