"""Every desk decides leases from the log alone, and as docs/wire.md words them: never two holders at once."""

import random
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain.chats import RENEWED_FOR, TAKEN_FOR, Chat
from console.domain.messages import Batch, Entry
from console.domain.people import People
from console.domain.subjects import PEOPLE, Kind
from tests.builders import message
from tests.domain.leases import reckoned, twice
from tests.domain.nights import ADMIN, nights
from tests.fakes import FakeLog


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nights(), st.randoms(use_true_random=False), st.lists(st.integers(0, 20_000), min_size=1, max_size=6))
def test_in_whatever_order_the_log_arrives_a_chat_is_held_by_whom_and_as_long_as_the_wire_says(
    night: list[Entry], chance: random.Random, later: list[int]
) -> None:
    log = FakeLog()
    log.append(Batch(people=ADMIN))
    arriving = [message(one) for one in night]
    chance.shuffle(arriving)
    for one in arriving:
        log.append(Batch((one,)))
    people = log.rows[PEOPLE].row
    assert isinstance(people, People)
    entries = log.counting()
    known = {
        subject.key: folded.row
        for subject, folded in log.rows.items()
        if subject.kind is Kind.CHAT and isinstance(folded.row, Chat)
    }
    truth = reckoned(entries, people)
    assert known.keys() == truth.keys()
    for name, row in known.items():
        held = truth[name]
        assert not twice(held)
        last = entries[-1].position.at
        for seconds in later:
            now = last + timedelta(seconds=seconds)
            tenure = held.tenure(now)
            assert row.holder_at(now) == (tenure.holder if tenure else None)
            assert row.closed == held.over
        tenure = held.tenure(last)
        assert (row.lease_until if row.holder_at(last) else None) == (tenure.until if tenure else None)


def test_the_moments_are_those_of_the_wire() -> None:
    assert {high: lasts.total_seconds() for high, lasts in TAKEN_FOR.items()} == {True: 120, False: 600}
    assert {high: lasts.total_seconds() for high, lasts in RENEWED_FOR.items()} == {True: 300, False: 1_800}
