"""Staffing: gaps ahead, the clinician on call, a queue without a counsellor, people planned twice at once."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from console.domain import events
from console.domain.actions import EndDuty, SetStaffing, StartDuty
from console.domain.roster import DutyState, Gap
from console.domain.settling import opposite, stands
from console.domain.staffing import (
    AHEAD,
    Need,
    Staffing,
    double_bookings,
    fold,
    gaps_ahead,
    need_of,
    on_call,
    short_ahead,
    shortages,
    unstaffed,
)
from console.domain.words import Duty, Role
from tests.builders import at, entry, team
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


# How many are needed


NIGHTLY = ("counsellor:22:00-08:00:2", "lead:22:00-08:00:1")


def needed(*duties: str, needs: tuple[str, ...] = NIGHTLY) -> Knowing:
    desk = night(*duties)
    desk.does(SetStaffing(needs), "ULEAD", 1)
    return desk


def short(desk: Knowing, hours: float = 0) -> list[tuple[str, float, float, int, int]]:
    """Duty, from and to in hours of the night, how many are there and needed."""
    found = short_ahead(desk.staffing, desk.shifts.values(), at(hours * HOUR), UTC)
    hour = timedelta(hours=1)
    return [
        (one.duty.value, (one.starts - at(0)) / hour, (one.ends - at(0)) / hour, one.there, one.least) for one in found
    ]


def test_too_few_are_seen_by_duty_and_hour() -> None:
    desk = needed("ULEAD:lead", "UC1:counsellor")
    assert short(desk) == [("counsellor", 0, 10, 1, 2)]
    desk.planned("UC2:counsellor", shift="s2", starts=4 * HOUR, ends=8 * HOUR)
    assert short(desk) == [("counsellor", 0, 4, 1, 2), ("counsellor", 8, 10, 1, 2)]
    assert short(desk, 5) == [("counsellor", 8, 10, 1, 2)]
    again = events.RosterPublished("s2", "Night", at(4 * HOUR), at(8 * HOUR), ("UC1:counsellor",))
    desk.happens(again, "ULEAD", 2)
    assert short(desk) == [("counsellor", 0, 10, 1, 2)], "one person is one, in however many shifts"


def test_an_hour_for_which_nothing_is_planned_lacks_all_of_them() -> None:
    assert short(needed(needs=("host:23:00-23:30:1",))) == [("host", 1, 1.5, 0, 1)]
    whole = short(needed(needs=("host:00:00-00:00:1",)))
    assert whole == [("host", 0, 2, 0, 1), ("host", 2, 12, 0, 1)], "each day is its own"


def test_who_goes_early_is_missing_from_then_on_and_a_gap_says_it_once() -> None:
    desk = needed("ULEAD:lead", "UC1:counsellor", "UC2:counsellor")
    assert short(desk) == []
    desk.does(StartDuty(), "UC1", 5)
    desk.does(EndDuty(), "UC1", 5 * HOUR)
    assert short(desk, 5) == [], "the roster's gap of a counsellor says so"
    assert [gap.duty for _, gap in gaps_ahead(desk.shifts.values(), at(5 * HOUR))] == [Duty.COUNSELLOR]
    found = shortages(desk.staffing.needs, desk.shifts.values(), at(4 * HOUR), at(10 * HOUR), UTC)
    assert [(one.starts, one.there) for one in found] == [(at(5 * HOUR), 1)]


def test_a_night_in_which_the_clocks_change_is_counted_by_the_wall() -> None:
    needs = tuple(filter(None, map(need_of, ("host:22:00-08:00:1",))))
    zone = ZoneInfo("Europe/London")
    for day, hours in ((datetime(2026, 10, 24, 21, tzinfo=UTC), 11), (datetime(2026, 3, 28, 22, tzinfo=UTC), 9)):
        (found,) = shortages(needs, (), day, day + timedelta(hours=20), zone)
        assert found.ends - found.starts == timedelta(hours=hours)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=5), st.integers(1, 3))
def test_too_few_are_told_where_a_count_finds_them(shifts: list[tuple[int, int]], least: int) -> None:
    desk = Knowing()
    for number, (starts, long) in enumerate(shifts):
        desk.planned(f"U{number}:host", shift=f"s{number}", starts=starts * HOUR, ends=(starts + long) * HOUR)
    needs = (Need(Duty.HOST, time(22), time(6), least),)
    found = shortages(needs, desk.shifts.values(), at(0), at(24 * HOUR), UTC)
    for half in range(48):
        moment = at(half * HOUR / 2)
        there = sum(one.covers(moment) for one in desk.shifts.values())
        said = [one for one in found if one.starts <= moment < one.ends]
        assert [(one.there, one.least) for one in said] == ([(there, least)] if half < 16 and there < least else [])


def test_only_a_lead_says_how_many_and_it_can_be_set_back() -> None:
    desk = needed()
    assert desk.why(SetStaffing(()), "UC1", 5) == "Only a lead can say how many are needed."
    assert desk.why(SetStaffing(NIGHTLY), "ULEAD", 5) == "Nothing is changed in what is needed."
    wrongs = ("host", "host:22:00-08:00:0", "host:22:00-08:00:x", "cook:22:00-08:00:1", "host:22:00-25:00:1")
    for wrong in (*wrongs, "host:22:00-08:00:201"):
        assert desk.why(SetStaffing((wrong,)), "ULEAD", 5).endswith("is no need: write counsellor:22:00-08:00:2.")
    fewer = SetStaffing(NIGHTLY[:1])
    assert opposite(desk, fewer, by="ULEAD", at=at(5)) == SetStaffing(NIGHTLY)
    event = desk.does(fewer, "ULEAD", 6)
    assert event == events.StaffingSet(NIGHTLY[:1])
    assert stands(desk, event, by="ULEAD", at=at(7))
    assert not stands(desk, events.StaffingSet(NIGHTLY), by="ULEAD", at=at(7))
    desk.happens(events.StaffingSet(()), "UC1", 8)
    assert len(desk.staffing.needs) == 1
    desk.happens(events.StaffingSet(("what a later console may say", "host:1:00-2:00:1")), "ULEAD", 9)
    assert [need.text for need in desk.staffing.needs] == ["host:01:00-02:00:1"]


def test_what_says_nothing_of_staffing_changes_nothing_in_it() -> None:
    known = Staffing()
    assert fold(known, entry(events.TaskDone("t1"), "UC1", 5), team(UC1=Role.COUNSELLOR)) is known
