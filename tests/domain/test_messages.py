"""Moments and positions: exact, and in one order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.domain.connection import Connection, Link
from console.domain.messages import EPOCH, Batch, Counts, Position, micros, moment
from tests.builders import at


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_kept_to_the_microsecond(when: datetime) -> None:
    assert moment(micros(when)) == when


def test_moments_are_counted_from_1970() -> None:
    assert micros(EPOCH) == 0
    assert micros(EPOCH + timedelta(seconds=1, microseconds=2)) == 1_000_002


def test_positions_are_in_order_of_time_then_of_channel() -> None:
    later, second, first = Position(at(2), "C1"), Position(at(1), "C2"), Position(at(1), "C1")
    assert sorted((later, second, first)) == [first, second, later]


def test_nothing_is_promised_before_anything_came() -> None:
    assert Connection() == Connection(Link.CONNECTING, None, None, (), 0.0, "", None)
    assert Counts() == Counts(not_entitled=0, unreadable=0)
    assert (Batch().arrived, Batch().removed, Batch().stretches, Batch().people) == ((), (), (), ())
    assert dict(Batch().cursors) == {}
