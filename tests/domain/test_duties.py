"""Duties: begun, paused and ended by oneself, which one is meant, and what takes it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import actions, events
from console.domain.actions import Action, EndDuty, PauseDuty, StartDuty
from console.domain.duties import current, to_start
from console.domain.roster import DutyState, Presence
from console.domain.settling import opposite, stands
from console.domain.words import Duty, Role
from tests.builders import at
from tests.domain.knowing import T1, Knowing, held

COUNSELLOR, MODERATOR, LEAD = Duty.COUNSELLOR, Duty.MODERATOR, Duty.LEAD


def night(*duties: str) -> Knowing:
    desk = Knowing()
    desk.planned(*(duties or ("ULEAD:lead", "UC1:counsellor", "UMOD:moderator")))
    return desk


def mine(desk: Knowing, by: str, shift: str = "s1") -> list[tuple[Duty, DutyState]]:
    return [(one.duty, one.state) for one in desk.shifts[shift].duties if one.person == by]


def test_a_planned_duty_is_begun_paused_come_back_to_and_ended() -> None:
    desk = night()
    assert desk.does(StartDuty(), "UC1", 5) == events.DutyStarted("s1", COUNSELLOR)
    assert desk.why(StartDuty(), "UC1", 6) == "You are already on duty as counsellor."
    assert desk.does(PauseDuty(at(900)), "UC1", 7) == events.DutyPaused("s1", COUNSELLOR, at(900))
    assert desk.does(StartDuty(), "UC1", 800) == events.DutyStarted("s1", COUNSELLOR)
    assert desk.does(EndDuty(), "UC1", 900) == events.DutyEnded("s1", COUNSELLOR)
    assert mine(desk, "UC1") == [(COUNSELLOR, DutyState.ENDED)]
    assert desk.why(EndDuty(), "UC1", 901) == "You are not on duty."
    assert desk.why(PauseDuty(at(999), COUNSELLOR), "UC1", 901) == "You are not on duty as counsellor."


def test_a_duty_is_begun_within_the_hour_before_its_shift_and_not_after_it() -> None:
    desk = night()
    assert desk.why(StartDuty(), "UC1", -3_700) == "No shift is planned for now, so there is no duty to begin."
    assert desk.why(StartDuty(shift="s1"), "UC1", -3_700) == "This shift begins in more than an hour."
    assert desk.says(StartDuty(), "UC1", -3_600) == events.DutyStarted("s1", COUNSELLOR)
    assert desk.why(StartDuty(shift="s1"), "UC1", 36_000) == "This shift is over."


def test_who_is_not_planned_comes_as_what_their_role_is_for() -> None:
    desk = night()
    assert desk.says(StartDuty(), "UC2", 5) == events.DutyStarted("s1", COUNSELLOR)
    assert desk.why(StartDuty(MODERATOR), "UC2", 5) == (
        "You are not planned as moderator in this shift, and have no such role."
    )
    desk.happens(events.RoleGiven("UC2", Role.MODERATOR), "UADMIN", 6)
    assert desk.why(StartDuty(), "UC2", 7) == (
        "You are not planned in this shift. Say as what you come: counsellor or moderator."
    )
    assert desk.says(StartDuty(MODERATOR), "UC2", 7) == events.DutyStarted("s1", MODERATOR)
    assert desk.why(StartDuty(), "UPLAT", 7) == (
        "You are not planned in this shift. Say as what you come: you have no role for it."
    )
    assert desk.why(StartDuty(), "UX", 7).startswith("You have no role that allows this.")


def test_who_is_planned_for_something_else_may_still_come_as_what_they_are() -> None:
    desk = night("UC1:host")
    assert desk.says(StartDuty(), "UC1", 5) == events.DutyStarted("s1", Duty.HOST)
    assert desk.says(StartDuty(COUNSELLOR), "UC1", 5) == events.DutyStarted("s1", COUNSELLOR)


def test_of_two_shifts_that_overlap_the_one_that_is_meant_is_begun() -> None:
    desk = night()
    desk.planned("UC1:counsellor", shift="s2", starts=35_000, ends=60_000)
    assert desk.says(StartDuty(), "UC1", 34_000) == events.DutyStarted("s1", COUNSELLOR)
    desk.does(StartDuty(), "UC1", 34_000)
    assert desk.does(StartDuty(), "UC1", 34_500) == events.DutyStarted("s2", COUNSELLOR)
    assert desk.says(EndDuty(), "UC1", 36_500) == events.DutyEnded("s2", COUNSELLOR)
    assert desk.says(EndDuty(shift="s1"), "UC1", 36_500) == events.DutyEnded("s1", COUNSELLOR)
    assert desk.says(EndDuty(COUNSELLOR, "s1"), "UC1", 36_500) == events.DutyEnded("s1", COUNSELLOR)


def test_a_break_ends_later_than_now_and_within_four_hours() -> None:
    desk = night()
    desk.does(StartDuty(), "UC1", 5)
    assert desk.why(PauseDuty(at(6)), "UC1", 6) == "A break ends later than now."
    assert desk.why(PauseDuty(at(14_407)), "UC1", 6) == ("A break is at most 4 hours long. End your duty instead.")


def test_who_holds_chats_does_not_go_without_passing_them_on() -> None:
    desk = held()
    desk.planned("UC1:counsellor", "UC1:moderator")
    desk.does(StartDuty(COUNSELLOR), "UC1", 20)
    assert desk.why(EndDuty(), "UC1", 30) == "You still hold 1 chat: close it, or pass it on first."
    desk.opens("c2", 25)
    desk.does(actions.TakeChat("c2"), "UC1", 30)
    assert desk.why(EndDuty(), "UC1", 31) == "You still hold 2 chats: close them, or pass them on first."
    desk.does(StartDuty(MODERATOR), "UC1", 40)
    assert desk.says(EndDuty(MODERATOR), "UC1", 41) == events.DutyEnded("s1", MODERATOR)
    desk.does(actions.ReleaseChat("c1"), "UC1", 42)
    desk.does(actions.ReleaseChat("c2"), "UC1", 43)
    desk.does(EndDuty(MODERATOR), "UC1", 44)
    assert desk.says(EndDuty(), "UC1", 45) == events.DutyEnded("s1", COUNSELLOR)


def undone(desk: Knowing, action: Action, seconds: float) -> Action | None:
    """Do something and say what takes it back, after looking that it stands until then."""
    back = opposite(desk, action, by="UC1", at=at(seconds))
    event = desk.does(action, "UC1", seconds)
    assert stands(desk, event, by="UC1", at=at(seconds + 0.1))
    return back


def test_what_was_said_of_a_duty_is_taken_back() -> None:
    desk = night()
    assert undone(desk, StartDuty(), 5) == EndDuty(COUNSELLOR, "s1")
    assert undone(desk, PauseDuty(at(900)), 10) == StartDuty(COUNSELLOR, "s1")
    assert undone(desk, StartDuty(), 20) == PauseDuty(at(900), COUNSELLOR, "s1")
    assert undone(desk, EndDuty(), 30) == StartDuty(COUNSELLOR, "s1")
    assert undone(desk, StartDuty(COUNSELLOR), 40) == EndDuty(COUNSELLOR, "s1")
    desk.does(PauseDuty(at(60)), "UC1", 50)
    assert undone(desk, StartDuty(), 70) is None  # that break is over
    assert opposite(desk, StartDuty(), by="UC1", at=at(80)) is None  # it is refused


def test_what_was_said_otherwise_since_no_longer_stands() -> None:
    desk = night()
    first = desk.does(StartDuty(), "UC1", 5)
    pause = desk.does(PauseDuty(at(900)), "UC1", 10)
    assert not stands(desk, first, by="UC1", at=at(11))
    desk.does(PauseDuty(at(950)), "UC1", 12)
    assert not stands(desk, pause, by="UC1", at=at(13))
    end = desk.does(EndDuty(), "UC1", 14)
    desk.does(StartDuty(COUNSELLOR), "UC1", 15)
    assert not stands(desk, end, by="UC1", at=at(16))
    assert not stands(desk, events.DutyEnded("s9", COUNSELLOR), by="UC1", at=at(16))


def test_unplanned_undoing_of_a_start_is_an_end() -> None:
    desk = night("ULEAD:lead")
    assert undone(desk, StartDuty(), 5) == EndDuty(COUNSELLOR, "s1")


def test_what_can_be_begun_is_told_before_it_is() -> None:
    desk = night("UC1:counsellor", "UC1:moderator")
    found = to_start(desk, "UC1", at(5))
    assert found is not None
    assert found[1] == Presence("UC1", MODERATOR, DutyState.PLANNED, at(0))
    assert to_start(desk, "UC2", at(5)) is None
    assert current(desk, "UC1") is None


WISHES = st.lists(
    st.tuples(
        st.sampled_from([StartDuty(), StartDuty(COUNSELLOR), StartDuty(MODERATOR), EndDuty(), PauseDuty(at(5_000))]),
        st.sampled_from(["UC1", "UC2", "ULEAD"]),
    ),
    max_size=12,
)


@given(WISHES)
def test_what_is_not_refused_changes_only_ones_own_duty(wishes: list[tuple[Action, str]]) -> None:
    desk = night()
    for n, (action, by) in enumerate(wishes):
        before = [one for one in desk.shifts["s1"].presences if one.person != by]
        event = desk.says(action, by, 10 + n)
        if isinstance(event, actions.Refusal):
            assert event.why.endswith(".")
            continue
        desk.happens(event, by, 10 + n)
        assert [one for one in desk.shifts["s1"].presences if one.person != by] == before
        assert stands(desk, event, by=by, at=at(10 + n))


@pytest.mark.parametrize("by", ["UC1", "UC2"])
def test_nobody_else_has_their_chat_counted(by: str) -> None:
    desk = held("UC2")
    desk.planned("UC1:counsellor", "UC2:counsellor")
    desk.does(StartDuty(), by, 20)
    assert isinstance(desk.says(EndDuty(), by, 21), actions.Refusal) == (by == "UC2")
    assert T1.chat == "c1"
