"""A roster in the making: steps and their undoing, places that are filled, and shifts over the clocks' change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given as drawn
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain.actions import PublishRoster
from console.domain.making import Making, day_after, freed, given, toggled, with_buddy, with_buddy_hours
from console.domain.planning import as_shift, plan_of
from console.domain.words import Duty
from tests.builders import at

PLAN = PublishRoster("s1", "Night", at(0), at(36_000), ("UC1:counsellor", ":moderator", ":moderator"), ())
NIGHT = as_shift(PLAN)
LONDON = ZoneInfo("Europe/London")


def test_a_plan_is_what_its_shift_says() -> None:
    assert plan_of(NIGHT) == PLAN
    assert as_shift(replace(PLAN, duties=("UC1:juggler",))).plan == ()


def test_who_is_planned_fills_an_open_place_and_leaves_it_again() -> None:
    filled = toggled(NIGHT, "UMOD", Duty.MODERATOR)
    assert filled.duties == ("UC1:counsellor", "UMOD:moderator", ":moderator")
    assert toggled(as_shift(filled), "UMOD", Duty.MODERATOR).duties == ("UC1:counsellor", ":moderator")
    assert toggled(NIGHT, "UC2", Duty.LEAD).duties[-1] == "UC2:lead"
    assert toggled(NIGHT, "", Duty.LEAD).duties[-1] == ":lead"
    assert freed(NIGHT, "").duties == ("UC1:counsellor",)
    assert freed(NIGHT, "UC1").duties == (":moderator", ":moderator")


def test_what_somebody_was_planned_for_is_given_to_another() -> None:
    assert given(NIGHT, "UC1", "UC2").duties[0] == "UC2:counsellor"
    assert given(NIGHT, "UC1", "").duties == (":counsellor", ":moderator", ":moderator")
    assert given(NIGHT, "", "UMOD").duties == ("UC1:counsellor", "UMOD:moderator")


def test_a_buddy_goes_when_either_of_both_does() -> None:
    both = as_shift(toggled(NIGHT, "UC2", Duty.COUNSELLOR))
    paired = as_shift(with_buddy(both, "UC2", "UC1"))
    assert dict(paired.buddies) == {"UC2": "UC1"}
    assert with_buddy(paired, "UC2", "UC1").buddies == ()
    assert freed(paired, "UC1").buddies == ()
    assert toggled(paired, "UC2", Duty.COUNSELLOR).buddies == ()
    assert toggled(paired, "UC2", Duty.HOST).buddies == ("UC2:UC1",)


def test_the_day_after_has_the_same_hours_on_the_wall() -> None:
    friday = replace(PLAN, starts=datetime(2026, 10, 23, 21, tzinfo=UTC), ends=datetime(2026, 10, 24, 7, tzinfo=UTC))
    after = day_after(as_shift(friday), LONDON)
    assert after.ends - after.starts == timedelta(hours=11)
    assert (after.shift, f"{after.ends.astimezone(LONDON):%d %H:%M}") == ("", "25 08:00")


def test_what_counts_already_is_no_draft_any_more() -> None:
    making = Making().put(toggled(NIGHT, "UC2", Duty.LEAD))
    assert making.over({"s1": NIGHT})["s1"].plan != NIGHT.plan
    assert making.without({"s1": NIGHT}) is making
    assert making.without({}) is making
    assert making.without({"s1": as_shift(making.plans[0])}).plans == ()
    assert Making().undone() == Making()


STEPS = st.lists(
    st.tuples(st.sampled_from(["", "UC1", "UC2", "UMOD"]), st.sampled_from(list(Duty)), st.integers(0, 2)), max_size=12
)


@drawn(STEPS)
def test_every_step_is_undone_one_by_one_and_nobody_is_planned_twice_for_a_duty(
    steps: list[tuple[str, Duty, int]],
) -> None:
    making, seen = Making(), [Making()]
    for person, duty, what in steps:
        shift = making.over({"s1": NIGHT})["s1"]
        plan = [toggled(shift, person, duty), freed(shift, person), given(shift, person, "UX")][what]
        making = making.put(plan)
        people = [one for one in plan.duties if not one.startswith(":")]
        assert len(set(people)) == len(people)
        assert {who for pair in plan.buddies for who in pair.split(":")} <= {one.split(":")[0] for one in people}
        seen.append(making)
    for before in reversed(seen[:-1]):
        making = making.undone()
        assert making.plans == before.plans


def test_the_hours_of_a_buddy_stay_as_long_as_the_buddy_does() -> None:
    both = as_shift(replace(PLAN, duties=("UC1:counsellor", "UMOD:moderator", "ULEAD:lead")))
    helped = as_shift(with_buddy(both, "UC1", "UMOD"))
    told = as_shift(with_buddy_hours(helped, "UC1", "22:00-02:00"))
    assert plan_of(told).buddy_hours == ("UC1:22:00-02:00",)
    assert with_buddy_hours(helped, "ULEAD", "22:00-02:00").buddy_hours == (), "nobody helps them"
    assert with_buddy_hours(told, "UC1", "").buddy_hours == ()
    assert with_buddy(told, "ULEAD", "UMOD").buddy_hours == ("UC1:22:00-02:00",)
    assert with_buddy(told, "UC1", "UMOD").buddy_hours == ()
    assert freed(told, "UMOD").buddy_hours == ()
