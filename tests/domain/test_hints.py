"""Hints: found in one pass, each once where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from console.domain.hints import finder


def test_hints_are_found_in_order_and_the_first_given_of_several() -> None:
    found = finder(("user name", "user", "ser", "@"))
    assert found("@user, user name") == ["@", "user", "user name"]
    assert found("nobody") == []


@given(st.lists(st.text("ab😊", min_size=1, max_size=3), min_size=1), st.text("abc😊"))
def test_something_is_found_whenever_a_hint_stands_in_the_text(hints: list[str], text: str) -> None:
    assert bool(finder(hints)(text)) is any(hint in text for hint in hints)
