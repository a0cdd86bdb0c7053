"""Slack's text becomes runs; nothing hidden, remote or executable survives."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui import text
from console.ui.text import Run, host_of, neutral, one_line, plain, runs, tip
from tests.ui.hostile import TEXTS

NAMES = {"U1": "Dr S. Iyer", "U2": "<b>M.</b> Hale"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*bold* word", (Run("bold", bold=True), Run(" word"))),
        ("_slanted_", (Run("slanted", italic=True),)),
        ("*_both_*", (Run("both", bold=True, italic=True),)),
        ("~gone~", (Run("gone", struck=True),)),
        ("2 * 3 * 4", (Run("2 * 3 * 4"),)),
        ("snake_case_name", (Run("snake_case_name"),)),
        ("*not\nclosed*", (Run("*not\nclosed*"),)),
        ("`a *b* <c>`", (Run("a *b* <c>", code=True),)),
        ("```\none\ntwo\n```", (Run("one\ntwo", code=True),)),
        ("a `lone mark", (Run("a `lone mark"),)),
        ("hello <@U1>", (Run("hello "), Run("@Dr S. Iyer", name=True))),
        ("<@U9>", (Run("@somebody", name=True),)),
        ("<@U9|ann>", (Run("@ann", name=True),)),
        ("<#C1|mod-main>", (Run("#mod-main", name=True),)),
        ("<!here> look", (Run("@here", name=True), Run(" look"))),
        ("<!subteam^S1|@nights>", (Run("@nights", name=True),)),
        ("a &lt; b &amp; c &gt; d", (Run("a < b & c > d"),)),
        ("&amp;lt;", (Run("&lt;"),)),
        ("<https://www.nhs.uk/help>", (Run("www.nhs.uk/help", link=True),)),
        ("<https://www.nhs.uk/>", (Run("www.nhs.uk", link=True),)),
        ("<https://a.org/x|read this>", (Run("read this", link=True), Run(" [a.org]", code=True))),
        ("<https://a.uk@evil.org/|https://a.uk>", (Run("https://a.uk", link=True), Run(" [evil.org]", code=True))),
        ("<file:///etc/x|rules>", (Run("rules"), Run(" (not a web link)", italic=True))),
        ("<javascript:x>", (Run("javascript:x"),)),
        (":wave: hi", (Run("\U0001f44b hi"),)),
        (":nothing_of_this_name: 10:30:00", (Run(":nothing_of_this_name: 10:30:00"),)),
        ("", ()),
    ],
)
def test_slacks_marks_become_a_manner(written: str, shown: tuple[Run, ...]) -> None:
    assert runs(written, NAMES) == shown


@pytest.mark.parametrize("hostile", TEXTS)
def test_no_hostile_text_takes_long_or_keeps_a_hidden_character(hostile: str) -> None:
    start = time.perf_counter()
    shown = plain(hostile, NAMES)
    assert time.perf_counter() - start < 5  # what grows with the square of the length takes minutes
    assert len(shown) <= text.LONGEST + 60
    assert not text._HIDDEN.search(shown)
    assert not text._HIDDEN.search(one_line(hostile))
    assert "\n" not in one_line(hostile)
    assert len(one_line(hostile)) <= 301


@given(st.text(max_size=300))
def test_any_text_is_shown_and_made_harmless_twice_is_the_same(anything: str) -> None:
    once = neutral(anything)
    assert neutral(once) == once
    assert isinstance(plain(anything, NAMES), str)


@given(st.text(alphabet="*_~`<>@:| \nab", max_size=60))
def test_no_mix_of_marks_breaks_the_reading(mix: str) -> None:
    assert all(run.text for run in runs(mix, {}))


def test_a_long_text_says_that_there_is_more() -> None:
    assert neutral("a" * 5_000).endswith("read the rest in Slack)")
    assert plain("a" * 5_000, {}).endswith("read the rest in Slack)")
    assert one_line("a" * 5_000).endswith("…")


def test_a_look_alike_host_is_shown_in_plain_letters() -> None:
    assert host_of("https://аррӏе.com/") == "xn--80ak6aa92e.com"
    assert host_of("http://[broken/") is None
    assert host_of("https://" + "ü" * 80 + ".org") is None
    assert host_of("ftp://a.org") is None
    assert host_of("https:///x") is None


def test_a_tooltip_shows_markup_as_it_is_written() -> None:
    assert "&lt;img" in tip("<img src=x>")
    assert "<img" not in tip("<img src=x>")
