"""Local time: what a wall clock shows, and what it means where the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.local import Meant, moment, stretch, typed

LONDON = ZoneInfo("Europe/London")
ZONES = [ZoneInfo(name) for name in ("Europe/London", "Australia/Lord_Howe", "America/New_York", "UTC", "Asia/Kolkata")]
AUTUMN, SPRING = date(2026, 10, 24), date(2026, 3, 28)  # the Saturdays before the clocks change


@pytest.mark.parametrize(
    ("day", "hours"), [(AUTUMN, 11), (SPRING, 9), (date(2026, 11, 21), 10), (date(2026, 7, 4), 10)]
)
def test_a_night_is_as_long_as_it_is(day: date, hours: int) -> None:
    starts, ends = stretch(day, time(22), time(8), LONDON)
    assert ends.at - starts.at == timedelta(hours=hours)
    assert [f"{one.at.astimezone(LONDON):%H:%M}" for one in (starts, ends)] == ["22:00", "08:00"]


def test_a_shift_within_a_day_ends_on_it() -> None:
    starts, ends = stretch(AUTUMN, time(8), time(16), LONDON)
    assert ends.at - starts.at == timedelta(hours=8)


def test_a_time_that_is_skipped_is_as_long_after_midnight() -> None:
    found = moment(date(2026, 3, 29), time(1, 30), LONDON)
    assert (found.meant, f"{found.at.astimezone(LONDON):%H:%M}") == (Meant.SKIPPED, "02:30")


def test_a_time_that_comes_twice_is_the_first_and_for_an_end_the_second() -> None:
    day = date(2026, 10, 25)
    first, second = moment(day, time(1, 30), LONDON), moment(day, time(1, 30), LONDON, second=True)
    assert (first.meant, second.meant) == (Meant.TWICE, Meant.TWICE)
    assert second.at - first.at == timedelta(hours=1)
    starts, ends = stretch(AUTUMN, time(22), time(1, 30), LONDON)
    assert (ends, ends.at - starts.at) == (second, timedelta(hours=4, minutes=30))
    assert stretch(day, time(1, 30), time(8), LONDON)[0] == first


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.times(), st.sampled_from(ZONES), st.booleans())
def test_what_the_wall_shows_once_is_shown_again_at_its_moment(
    day: date, clock: time, zone: ZoneInfo, second: bool
) -> None:
    found = moment(day, clock, zone, second=second)
    shown = found.at.astimezone(zone).replace(tzinfo=None)
    assert (shown == datetime.combine(day, clock)) == (found.meant is not Meant.SKIPPED)
    assert found.at.tzinfo is UTC


def test_of_a_typed_time_that_comes_twice_the_nearer_is_meant() -> None:
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 01:45, before the clocks go back to 01:00
    ahead, behind = (typed("01:30", between, LONDON, ahead=way) for way in (True, False))
    assert ahead is not None
    assert behind is not None
    assert (ahead - between.astimezone(LONDON), f"{ahead.astimezone(UTC):%H:%M}") != (timedelta(0), "")
    assert [ahead.astimezone(UTC), behind.astimezone(UTC)] == [
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ]
    assert typed("half past", between, LONDON, ahead=True) is None
