"""Plans of shifts: who publishes them, what they must be, and whom a new one concerns."""

import pytest
from msgspec.structs import replace

from console.domain import events
from console.domain.actions import PublishRoster
from console.domain.planning import Complaint, Draft, Line, changed, planned_from
from console.domain.settling import opposite, stands
from console.domain.words import Duty
from tests.builders import at
from tests.domain.knowing import Knowing

PLAN = PublishRoster("s1", " Night ", at(0), at(36_000), ("UC1:counsellor", ":moderator"), ())
HOURS = "The hours of a buddy are those of somebody's buddy, written as 22:00-02:00."
TWO = replace(PLAN, duties=("UC1:counsellor", "UC2:counsellor"), buddies=("UC2:UC1",))


def test_a_lead_publishes_a_plan_and_then_its_next_version() -> None:
    desk = Knowing()
    assert desk.does(PLAN, "ULEAD", 5) == events.RosterPublished(
        "s1", "Night", at(0), at(36_000), ("UC1:counsellor", ":moderator")
    )
    assert desk.why(PLAN, "ULEAD", 6) == "Nothing is changed in this plan."
    assert opposite(desk, TWO, by="ULEAD", at=at(7)) == replace(PLAN, name="Night")
    event = desk.does(TWO, "ULEAD", 7)
    assert (desk.shifts["s1"].version, dict(desk.shifts["s1"].buddies)) == (2, {"UC2": "UC1"})
    assert stands(desk, event, by="ULEAD", at=at(8))
    assert not stands(desk, event, by="UC1", at=at(8))
    assert not stands(desk, events.RosterPublished("s9", "", at(0), at(1), ()), by="ULEAD", at=at(8))
    assert opposite(desk, replace(PLAN, shift="s2"), by="ULEAD", at=at(9)) is None


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (replace(PLAN, shift=" "), "The id of the shift is empty."),
        (replace(PLAN, name=" "), "The name of the shift is empty."),
        (replace(PLAN, ends=at(0)), "A shift ends later than it starts."),
        (replace(PLAN, ends=at(86_401)), "A shift is at most 24 hours long."),
        (replace(PLAN, duties=("UC1:juggler",)), "“UC1:juggler” is no person with a duty."),
        (replace(PLAN, duties=("lead",)), "“lead” is no person with a duty."),
        (replace(PLAN, duties=("UC1:lead", "UC1:lead")), "Somebody is planned twice for the same duty."),
        (replace(TWO, buddies=("UC1:UC1",)), "A buddy is somebody else than the newcomer."),
        (replace(TWO, buddies=("UC1",)), "A buddy is somebody else than the newcomer."),
        (replace(TWO, buddy_hours=("UC1:22:00-02:00",)), HOURS),
        (replace(TWO, buddy_hours=("UC2:22:00",)), HOURS),
        (replace(TWO, buddy_hours=("UC2:22:00-22:00",)), HOURS),
        (replace(TWO, buddies=("UC2:UMOD",)), "T. Lund is not planned in this shift, and so nobody's buddy in it."),
        (
            replace(PLAN, duties=tuple(f"U{n}:host" for n in range(999))),
            "This is too long: 9,879 characters of at most 3,000.",
        ),
    ],
)
def test_what_is_no_plan_is_refused_in_words(plan: PublishRoster, why: str) -> None:
    assert Knowing().why(plan, "ULEAD", 5) == why


def test_nobody_else_plans_a_shift() -> None:
    assert Knowing().why(PLAN, "UC1", 5) == "Only a lead can plan shifts."


def test_a_place_that_nobody_fills_may_be_planned_more_than_once() -> None:
    desk = Knowing()
    desk.does(replace(PLAN, duties=(":moderator", ":moderator")), "ULEAD", 5)
    assert len(desk.shifts["s1"].plan) == 2


def test_a_new_plan_concerns_those_who_come_go_or_do_something_else() -> None:
    desk = Knowing()
    desk.does(PLAN, "ULEAD", 5)
    before = desk.shifts["s1"]
    assert changed(None, before) == {"UC1": ((), (Duty.COUNSELLOR,))}
    desk.does(replace(TWO, duties=("UC1:moderator", "UC2:counsellor")), "ULEAD", 6)
    after = desk.shifts["s1"]
    assert changed(before, after) == {
        "UC1": ((Duty.COUNSELLOR,), (Duty.MODERATOR,)),
        "UC2": ((), (Duty.COUNSELLOR,)),
    }
    assert changed(after, after) == {}
    assert set(changed(after, replace(after, ends=at(37_000)))) == {"UC1", "UC2"}


def test_the_hours_of_a_buddy_go_with_the_plan_and_wrong_ones_are_named() -> None:
    lines = (
        Line(1, "UC1", Duty.COUNSELLOR),
        Line(2, "UC2", Duty.COUNSELLOR, "UC1", "22:00-02:00"),
        Line(3, "UMOD", Duty.MODERATOR, "UC1", "from ten"),
        Line(4, "ULEAD", Duty.LEAD, "UC1"),
    )
    plan, complaints = planned_from(Draft("Night", at(0), at(36_000), lines), (), str, "s9")
    assert plan.buddies == ("UC2:UC1", "UMOD:UC1", "ULEAD:UC1")
    assert plan.buddy_hours == ("UC2:22:00-02:00",)
    assert complaints == (Complaint(3, "The hours of the buddy are left out: write 22:00-02:00."),)
    desk = Knowing()
    event = desk.does(plan, "ULEAD", 5)
    assert isinstance(event, events.RosterPublished)
    assert (event.buddy_hours, dict(desk.shifts["s9"].buddy_hours)) == (
        ("UC2:22:00-02:00",),
        {"UC2": "22:00-02:00"},
    )
