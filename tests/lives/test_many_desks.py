"""Many desks, a bad network, kills, edits and deletions: all end with the same rows, and none shows too much."""

import os
from pathlib import Path

from tests.lives.play import played
from tests.lives.real import played_really

SEED = int(os.environ.get("CONSOLE_SEED", "1"))
NIGHTS = int(os.environ.get("CONSOLE_NIGHTS", "3"))  # the long form is packaging/soak desks


def test_whatever_happens_to_them_all_desks_agree_in_the_end() -> None:
    small = played(SEED, NIGHTS, "4")
    assert small.wrong == []
    assert small.good
    assert small.actions > 20 * NIGHTS
    large = played(SEED + 1, 1, "12")
    assert large.wrong == []
    assert large.good


def test_a_seed_is_the_same_night_whenever_it_is_played() -> None:
    once, again = played(SEED, 1, "3"), played(SEED, 1, "3")
    again.seconds = once.seconds
    assert once == again
    assert once.digests


def test_without_looking_first_the_same_nights_say_actions_twice() -> None:
    blind = played(5, 1, "4", "blind")
    assert any("in Slack twice" in one for one in blind.wrong)


def test_desks_in_real_processes_that_are_cut_and_killed_agree_in_the_end(tmp_path: Path) -> None:
    told = played_really(tmp_path, SEED, 1, seconds=4)
    assert told.wrong == []
    assert told.good
    assert told.kept
