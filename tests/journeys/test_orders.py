"""Two desks that heard the same night in different orders show the same, and their digests say so."""

from pathlib import Path

from tests.journeys.orders import feed


def test_a_desk_that_comes_back_after_an_hour_of_edits_and_deletions_shows_what_the_other_shows(tmp_path: Path) -> None:
    ordered = feed(tmp_path, start="06:30", speed=1200, seed=5, changes=3)
    assert ordered.good, ordered
    assert ordered.hours_away >= 1
    assert ordered.edited
    assert ordered.deleted
