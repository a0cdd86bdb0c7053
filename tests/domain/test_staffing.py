"""Staffing: gaps ahead, the clinician on call, a queue without a counsellor, people planned twice at once."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.domain import events
from console.domain.roster import DutyState, Gap
from console.domain.staffing import AHEAD, double_bookings, gaps_ahead, on_call, unstaffed
from console.domain.words import Duty
from tests.builders import at
from tests.domain.knowing import Knowing

HOUR = 3_600


def night(*duties: str) -> Knowing:
    desk = Knowing()
    desk.planned(*duties)
    return desk


def test_gaps_are_told_as_far_as_twelve_hours_ahead_the_nearest_first() -> None:
    desk = night("ULEAD:lead", ":moderator")
    desk.planned(":counsellor", shift="s2", starts=10 * HOUR, ends=18 * HOUR)
    found = gaps_ahead(desk.shifts.values(), at(HOUR))
    assert [(shift.shift, gap) for shift, gap in found] == [
        ("s1", Gap(Duty.MODERATOR, at(HOUR), at(10 * HOUR))),
        ("s2", Gap(Duty.COUNSELLOR, at(10 * HOUR), at(13 * HOUR))),
    ]
    assert [shift.shift for shift, _ in gaps_ahead(desk.shifts.values(), at(10 * HOUR))] == ["s2"]
    assert gaps_ahead(desk.shifts.values(), at(18 * HOUR)) == ()


@given(st.integers(-40, 40))
def test_no_gap_is_told_outside_its_time(hours: int) -> None:
    desk = night(":moderator", ":counsellor")
    now = at(hours * HOUR)
    for shift, gap in gaps_ahead(desk.shifts.values(), now):
        assert now <= gap.starts < gap.ends <= min(shift.ends, now + AHEAD)


def test_the_clinician_on_call_is_one_who_is_there_before_one_who_is_planned() -> None:
    desk = night("UDOC:clinician", "UC1:clinician")
    shifts = desk.shifts
    assert on_call({}.values(), at(5)) is None
    found = on_call(shifts.values(), at(5))
    assert found is not None
    assert (found.person, found.state) == ("UC1", DutyState.PLANNED)
    desk.happens(events.DutyStarted("s1", Duty.CLINICIAN), "UDOC", 10)
    found = on_call(desk.shifts.values(), at(11))
    assert found is not None
    assert (found.person, found.state) == ("UDOC", DutyState.ON)
    for n, who in enumerate(("UDOC", "UC1")):
        desk.happens(events.DutyEnded("s1", Duty.CLINICIAN), who, 20 + n)
    assert on_call(desk.shifts.values(), at(30)) is None


def test_a_queue_is_unstaffed_until_a_counsellor_is_on_duty() -> None:
    desk = night("UC1:counsellor", "UMOD:moderator")
    assert unstaffed(desk.shifts.values(), at(5))
    desk.happens(events.DutyStarted("s1", Duty.MODERATOR), "UMOD", 6)
    assert unstaffed(desk.shifts.values(), at(7))
    desk.happens(events.DutyStarted("s1", Duty.COUNSELLOR), "UC1", 8)
    assert not unstaffed(desk.shifts.values(), at(9))
    desk.happens(events.DutyPaused("s1", Duty.COUNSELLOR, at(900)), "UC1", 10)
    assert not unstaffed(desk.shifts.values(), at(11))
    desk.happens(events.DutyEnded("s1", Duty.COUNSELLOR), "UC1", 12)
    assert unstaffed(desk.shifts.values(), at(13))


def test_who_is_planned_in_two_shifts_at_once_is_named_with_both() -> None:
    desk = night("UC1:counsellor", "ULEAD:lead", ":moderator")
    desk.planned("UC1:counsellor", ":moderator", shift="s2", starts=9 * HOUR, ends=17 * HOUR)
    desk.planned("UC1:counsellor", "ULEAD:lead", shift="s3", starts=17 * HOUR, ends=20 * HOUR)
    found = [(who, one.shift, other.shift) for who, one, other in double_bookings(desk.shifts.values())]
    assert found == [("UC1", "s1", "s2")]
    assert timedelta(hours=12) == AHEAD
