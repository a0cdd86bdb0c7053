"""The variables of a template: what is wrong with a wording's, and what they become for one member."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.filling import (
    PLACES,
    VARIABLES,
    Values,
    called_rule,
    filled,
    misfit,
    named,
    not_filled,
    parts_of,
    unfilled,
)
from console.domain.words import PostPlace

ALL = Values("sunny-kite", "“No names”", "the forum")
BODY = "Hello {alias}, in { place } we have {rule}."
# Dense in braces and names, so that every way to write them wrongly is drawn.
texts = st.lists(
    st.sampled_from(("{", "}", "alias", "rule", "place", "other", " ", "\n", "{alias}", "{rule}", "{place}", "ä")),
    max_size=12,
).map("".join)
words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)


def test_a_wording_is_filled_with_the_members_alias_the_rule_and_the_place() -> None:
    assert filled(BODY, ALL) == "Hello sunny-kite, in the forum we have “No names”."
    assert misfit(BODY) is None


def test_what_cannot_be_filled_stays_and_is_said() -> None:
    text = filled(BODY, Values("sunny-kite"))
    assert text == "Hello sunny-kite, in { place } we have {rule}."
    assert unfilled(text) == ("place", "rule")
    assert not_filled(("rule",)) == "{rule} is not filled yet. Choose the rule, or write it out."
    assert not_filled(("alias", "place")) == "{alias} and {place} are not filled yet. Write it out."


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Hello {name}", "There is no variable “{name}”. Variables are {alias}, {rule} and {place}."),
        ("Hello {Alias}", "There is no variable “{Alias}”. Variables are {alias}, {rule} and {place}."),
        ("Hello {}", "There is no variable “{}”. Variables are {alias}, {rule} and {place}."),
        ("Hello {alias", "A brace is not closed: “Hello {alias”. Variables are {alias}, {rule} and {place}."),
        ("a\nHello {alias\n}", "A brace is not closed: “Hello {alias”. Variables are {alias}, {rule} and {place}."),
        ("Hello alias}", "A brace closes nothing: “Hello alias}”. Variables are {alias}, {rule} and {place}."),
        ("{{alias}}", "A brace is not closed: “{{alias}}”. Variables are {alias}, {rule} and {place}."),
    ],
)
def test_a_variable_that_there_is_not_or_that_is_not_closed_is_refused_in_words(body: str, why: str) -> None:
    refusal = misfit(body)
    assert refusal is not None
    assert refusal.why == why


def test_a_rule_is_named_by_its_title_and_never_by_its_number() -> None:
    assert called_rule(" No  names ") == "“No names”"
    assert called_rule(" ") == ""


def test_every_place_has_plain_words_and_every_variable_is_told() -> None:
    assert set(PLACES) == set(PostPlace)
    assert set(VARIABLES) == set(Values._fields)
    assert all(f"{{{name}}}" in named() for name in VARIABLES)


@given(texts)
def test_the_pieces_of_a_wording_are_the_wording(body: str) -> None:
    assert "".join(part.text for part in parts_of(body)) == body


@given(texts, words, words, words)
def test_a_wording_that_is_fit_is_filled_wholly_and_once(body: str, alias: str, rule: str, place: str) -> None:
    if misfit(body) is not None:
        return
    values = Values(alias, rule, place)
    text = filled(body, values)
    plain = "".join(part.text for part in parts_of(body) if not part.name)
    assert "{" not in plain
    expected = "".join(
        part.text if not part.name else getattr(values, part.name) or part.text for part in parts_of(body)
    )
    assert text == expected


@given(texts)
def test_what_fills_a_wording_is_never_filled_itself(body: str) -> None:
    once = filled(body, Values("{rule}", "{place}", "{alias}"))
    swapped = {"alias": "{rule}", "rule": "{place}", "place": "{alias}"}
    assert once == "".join(swapped[part.name] if part.name else part.text for part in parts_of(body))


@given(texts)
def test_a_wording_without_variables_left_lacks_nothing(body: str) -> None:
    assert unfilled(filled(body, ALL)) == ()
    assert set(unfilled(body)) == {part.name for part in parts_of(body) if part.name}


def test_an_alias_that_looks_like_a_variable_is_that_alias() -> None:
    assert unfilled("Hello {rule}, thank you", "{rule}") == ()
    assert unfilled("Hello {rule}, thank {alias}", "{rule}") == ("alias",)
