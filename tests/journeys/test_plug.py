"""A desk whose plug is pulled again and again knows in the end what a desk knows that was never cut."""

from pathlib import Path

from tests.journeys.plug import pull


def test_a_desk_that_was_cut_eight_times_knows_what_an_uncut_one_knows(tmp_path: Path) -> None:
    pulled = pull(tmp_path, times=8, start="07:20", speed=120, seed=3, longest=0.6)
    assert pulled.good, pulled
