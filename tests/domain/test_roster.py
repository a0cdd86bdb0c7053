"""The shift roster: who is planned, who is there, where somebody is missing."""

import pytest

from console.domain import events
from console.domain.ledger import Folded
from console.domain.messages import Entry
from console.domain.roster import DutyState, Gap, Place, Presence, Shift, fold, next_shift, shift_at
from console.domain.subjects import Kind, Subject
from console.domain.words import Duty
from tests.builders import TEAM, at, entry, folded

S1 = Subject(Kind.SHIFT, "s1")
STARTS, ENDS = at(0), at(36_000)
LEAD, COUNSELLOR, MODERATOR = Duty.LEAD, Duty.COUNSELLOR, Duty.MODERATOR


def roster(*duties: str, seconds: float = -100, by: str = "ULEAD", buddies: tuple[str, ...] | None = None) -> Entry:
    event = events.RosterPublished("s1", "Night", STARTS, ENDS, duties, buddies)
    return entry(event, by, seconds, channel="C3MAIN")


def started(by: str, seconds: float, duty: Duty = COUNSELLOR) -> Entry:
    return entry(events.DutyStarted("s1", duty), by, seconds)


def paused(by: str, seconds: float, until: float, duty: Duty = COUNSELLOR) -> Entry:
    return entry(events.DutyPaused("s1", duty, at(until)), by, seconds)


def ended(by: str, seconds: float, duty: Duty = COUNSELLOR) -> Entry:
    return entry(events.DutyEnded("s1", duty), by, seconds)


def lifted(person: str, limit: int, seconds: float = 5, by: str = "ULEAD") -> Entry:
    return entry(events.LimitLifted(person, "s1", limit), by, seconds)


def shift(*entries: Entry) -> Shift:
    row = folded(S1, *entries).row
    assert isinstance(row, Shift)
    return row


def gaps(*entries: Entry) -> list[Gap]:
    return list(shift(*entries).gaps())


def test_a_lead_plans_a_shift_its_people_and_buddies() -> None:
    row = shift(roster("ULEAD:lead", "UC1:counsellor", ":moderator", buddies=("UC2:UC1",)))
    assert (row.shift, row.name, row.starts, row.ends) == ("s1", "Night", STARTS, ENDS)
    assert row.plan == (Place("ULEAD", LEAD), Place("UC1", COUNSELLOR), Place("", MODERATOR))
    assert dict(row.buddies) == {"UC2": "UC1"}
    assert (row.by, row.at, row.version) == ("ULEAD", at(-100), 1)
    assert row.duties == (
        Presence("ULEAD", LEAD, DutyState.PLANNED, STARTS),
        Presence("UC1", COUNSELLOR, DutyState.PLANNED, STARTS),
    )
    assert row.people == {"ULEAD", "UC1"}


def test_a_plan_leaves_out_what_is_no_duty_and_no_pair() -> None:
    row = shift(roster("UC1:juggler", "counsellor", "UC1:counsellor", buddies=("UC2", "UC2:", ":UC1", "")))
    assert row.plan == (Place("UC1", COUNSELLOR),)
    assert dict(row.buddies) == {}


@pytest.mark.parametrize("who", ["UC1", "UMOD", "UDOC", "UPLAT", "UADMIN"])
def test_nobody_else_plans_a_shift_or_lifts_a_limit(who: str) -> None:
    plan = roster("UC1:counsellor", by=who)
    assert folded(S1, plan) == Folded(None, plan.position, (plan.position,))
    lift = lifted("UC1", 9, by=who)
    assert folded(S1, roster(), lift).not_entitled == (lift.position,)
    assert dict(shift(roster(), lift).limits) == {}


def test_a_person_says_how_their_duty_stands() -> None:
    plan = roster("UC1:counsellor", "UC2:counsellor")
    on = Presence("UC1", COUNSELLOR, DutyState.ON, at(5))
    other = Presence("UC2", COUNSELLOR, DutyState.PLANNED, STARTS)
    assert shift(plan, started("UC1", 5)).duties == (on, other)
    row = shift(plan, started("UC1", 5), paused("UC1", 60, 900))
    assert row.duties == (Presence("UC1", COUNSELLOR, DutyState.PAUSED, at(60), at(900)), other)
    assert row.people == {"UC1", "UC2"}
    row = shift(plan, started("UC1", 5), paused("UC1", 60, 900), started("UC1", 800))
    assert row.duties == (Presence("UC1", COUNSELLOR, DutyState.ON, at(800), rested=(at(60), at(800))), other)
    again = shift(plan, started("UC1", 5), paused("UC1", 60, 900), started("UC1", 800), started("UC1", 820))
    assert again.duties[0].rested == row.duties[0].rested
    late = shift(plan, started("UC1", 5), paused("UC1", 60, 900), started("UC1", 950))
    assert late.duties[0].rested == (at(60), at(900))
    row = shift(plan, started("UC1", 5), ended("UC1", 60))
    assert row.duties == (Presence("UC1", COUNSELLOR, DutyState.ENDED, at(60)), other)
    assert row.people == {"UC2"}


def test_two_duties_of_a_person_stand_apart() -> None:
    row = shift(roster("UC1:counsellor", "UC1:moderator"), started("UC1", 5), ended("UC1", 9, MODERATOR))
    assert [(one.duty, one.state) for one in row.duties] == [
        (COUNSELLOR, DutyState.ON),
        (MODERATOR, DutyState.ENDED),
    ]
    assert row.people == {"UC1"}


def test_who_came_besides_the_plan_is_there_too_in_the_order_they_came() -> None:
    row = shift(roster("UC1:counsellor"), started("UC2", 5), started("UMOD", 6), paused("UC2", 9, 60))
    assert [one.person for one in row.duties] == ["UC1", "UC2", "UMOD"]
    assert row.people == {"UC1", "UC2", "UMOD"}


def test_what_is_said_of_an_unknown_shift_waits_for_its_plan() -> None:
    assert folded(S1, started("UC1", -200), lifted("UC1", 5, -150)).row is None
    row = shift(started("UC1", -200), lifted("UC1", 5, -150), roster("UC1:counsellor"))
    assert row.duties == (Presence("UC1", COUNSELLOR, DutyState.ON, at(-200)),)
    assert dict(row.limits) == {"UC1": 5}


def test_a_new_plan_keeps_what_people_said_and_the_lifted_limits() -> None:
    row = shift(roster("UC1:counsellor"), started("UC1", 5), lifted("UC1", 4), roster("UC2:counsellor", seconds=50))
    assert row.version == 2
    assert row.at == at(50)
    assert [(one.person, one.state) for one in row.duties] == [("UC2", DutyState.PLANNED), ("UC1", DutyState.ON)]
    assert dict(row.limits) == {"UC1": 4}
    assert shift(roster(), roster(seconds=5), roster(seconds=6)).version == 3


def test_the_last_lifting_of_a_limit_stands() -> None:
    assert dict(shift(roster(), lifted("UC1", 4), lifted("UC2", 5, 6), lifted("UC1", 6, 7)).limits) == {
        "UC1": 6,
        "UC2": 5,
    }


def test_an_event_of_another_kind_changes_nothing() -> None:
    assert fold(shift(roster()), entry(events.TaskDone("t1"), "UC1", 5), TEAM) == shift(roster())


# Gaps


def test_a_place_that_nobody_was_found_for_is_a_gap_of_the_whole_shift() -> None:
    assert gaps(roster(":moderator", "UC1:counsellor", ":lead")) == [
        Gap(LEAD, STARTS, ENDS),
        Gap(MODERATOR, STARTS, ENDS),
    ]


def test_who_goes_early_leaves_a_gap_for_the_rest_of_the_shift() -> None:
    plan = roster("UC1:counsellor", ":moderator")
    night = (plan, started("UC1", 5), ended("UC1", 7_200))
    assert gaps(*night) == [Gap(MODERATOR, STARTS, ENDS), Gap(COUNSELLOR, at(7_200), ENDS)]
    assert gaps(*night, started("UC1", 9_000)) == [Gap(MODERATOR, STARTS, ENDS)]
    assert gaps(plan, started("UC1", 5), paused("UC1", 60, 900)) == [Gap(MODERATOR, STARTS, ENDS)]


def test_who_says_before_the_shift_that_they_cannot_come_leaves_all_of_it() -> None:
    assert gaps(roster("UC1:counsellor"), ended("UC1", -50)) == [Gap(COUNSELLOR, STARTS, ENDS)]


def test_who_goes_at_the_end_leaves_no_gap() -> None:
    assert gaps(roster("UC1:counsellor"), ended("UC1", 36_000)) == []
    assert gaps(roster("UC1:counsellor"), ended("UC1", 35_999)) == [Gap(COUNSELLOR, at(35_999), ENDS)]


def test_who_comes_besides_the_plan_fills_the_earliest_gap_of_their_duty() -> None:
    plan = (roster(":counsellor", "UC1:counsellor", ":moderator"), ended("UC1", 500))
    assert gaps(*plan, started("UC2", 600)) == [Gap(MODERATOR, STARTS, ENDS), Gap(COUNSELLOR, at(500), ENDS)]
    assert gaps(*plan, started("UC2", 600), started("UX", 700), started("UY", 800)) == [Gap(MODERATOR, STARTS, ENDS)]


def test_who_came_besides_the_plan_and_goes_leaves_no_gap_of_their_own() -> None:
    assert gaps(roster("UC1:counsellor"), started("UC2", 5), ended("UC2", 60)) == []
    assert gaps(roster(":counsellor"), started("UC2", 5), ended("UC2", 60)) == [Gap(COUNSELLOR, STARTS, ENDS)]


# Which shift


def planned(name: str, starts: float, ends: float) -> Shift:
    return Shift(name, name, at(starts), at(ends), (), {}, "ULEAD", at(-100))


def test_a_moment_belongs_to_the_shift_that_covers_it() -> None:
    late, night = planned("late", -50, 0), planned("night", 0, 100)
    assert shift_at([night, late], at(-1)) == late
    assert shift_at([late, night], at(0)) == night
    assert shift_at([late, night], at(99)) == night
    assert shift_at([late, night], at(100)) is None
    assert shift_at([], at(0)) is None


def test_where_shifts_overlap_the_one_that_began_last_counts() -> None:
    night, forum = planned("night", 0, 100), planned("forum", 20, 60)
    assert shift_at([forum, night], at(30)) == forum
    assert shift_at([forum, night], at(60)) == night
    assert shift_at([planned("b", 0, 100), planned("a", 0, 100)], at(1)) == planned("b", 0, 100)


def test_the_next_shift_is_the_one_that_begins_next() -> None:
    night, early, day = planned("night", 0, 100), planned("early", 100, 200), planned("day", 150, 300)
    assert next_shift([day, early, night], at(50)) == early
    assert next_shift([day, early, night], at(100)) == day
    assert next_shift([day, early, night], at(150)) is None
    assert next_shift([planned("b", 9, 10), planned("a", 9, 10)], at(1)) == planned("a", 9, 10)
