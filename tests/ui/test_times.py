"""Moments and ages as people read them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.domain.local import typed
from console.ui.times import age, near, spoken, to_minute, to_second

NOW = datetime(2026, 11, 22, 2, 14, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "0:00"),
        (0, "0:00"),
        (42, "0:42"),
        (600, "10:00"),
        (3_599, "59:59"),
        (3_600, "1:00:00"),
        (86_399, "23:59:59"),
        (90_000, "1 d 1 h"),
    ],
)
def test_an_age_is_exact_to_the_second_within_a_day(seconds: int, shown: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW) == shown


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(seconds=-1), "under a minute"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=7), "7 min"),
        (timedelta(hours=5, minutes=46), "5 h 46 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(days=2, hours=3), "2 d 3 h"),
    ],
)
def test_a_length_is_said_in_words(length: timedelta, shown: str) -> None:
    assert spoken(length) == shown


def test_times_are_those_of_the_services_own_zone() -> None:
    zone = ZoneInfo("Europe/London")
    summer = datetime(2026, 7, 1, 22, 5, 9, tzinfo=UTC)
    assert to_minute(summer, zone) == "23:05"
    assert to_second(summer, zone) == "23:05:09"
    assert near(NOW - timedelta(hours=1), NOW, zone) == "01:14"
    assert near(NOW - timedelta(days=10), NOW, zone) == "12 Nov 02:14"


@pytest.mark.parametrize(
    ("text", "behind", "ahead"),
    [
        ("02:10", "2026-11-22 02:10", "2026-11-23 02:10"),
        (" 23:50 ", "2026-11-21 23:50", "2026-11-22 23:50"),
        ("12 Nov 01:50", "2026-11-12 01:50", "2027-11-12 01:50"),
        ("24 Dec 08:00", "2025-12-24 08:00", "2026-12-24 08:00"),
        ("24 Dec 2024, 08:00", "2024-12-24 08:00", "2024-12-24 08:00"),
        ("2026-11-22 06:00", "2026-11-22 06:00", "2026-11-22 06:00"),
        ("2026-11-22T06:00", "2026-11-22 06:00", "2026-11-22 06:00"),
        ("tomorrow", None, None),
        ("25:00", None, None),
        ("", None, None),
        ("31 Feb 10:00", None, None),
    ],
)
def test_a_moment_is_typed_as_it_is_written_and_the_nearest_one_is_meant(
    text: str, behind: str | None, ahead: str | None
) -> None:
    zone = ZoneInfo("Europe/London")
    for way, meant in ((False, behind), (True, ahead)):
        found = typed(text, NOW, zone, ahead=way)
        assert (found and f"{found:%Y-%m-%d %H:%M}") == meant
        assert found is None or found.tzinfo is zone
