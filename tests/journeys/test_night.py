"""A night in front of the window leaves no gap and no error, and the desk knows what Slack knows."""

from pathlib import Path

from tests.journeys.night import play


def test_a_night_with_the_window_open_ends_without_a_gap_an_error_or_a_difference(tmp_path: Path) -> None:
    night = play(tmp_path, start="07:30", speed=360, seed=1, seconds=30)
    assert night.good, night
    assert night.night_hours > 0.4
    assert night.rows > 100
