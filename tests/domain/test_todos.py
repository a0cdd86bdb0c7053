"""What is done with tasks: planned, taken, done, not done after all, carried over; nothing is lost on the way."""

from hypothesis import given
from hypothesis import strategies as st

from console.domain import actions, events
from console.domain.actions import Action, CarryTask, FinishTask, PlanTask, ReopenTask, TakeTask
from console.domain.settling import opposite, stands
from console.domain.tasks import Task
from tests.builders import at
from tests.domain.knowing import Knowing

UNKNOWN = "This desk knows no such task."
DONE = "This task is already done."


def night(*, after: bool = True) -> Knowing:
    desk = Knowing()
    desk.planned("ULEAD:lead", "UC1:counsellor")
    if after:
        desk.planned("UC2:counsellor", shift="s2", starts=36_000, ends=60_000)
    return desk


def planned(person: str = "", due: float | None = 900, *, after: bool = True) -> Knowing:
    desk = night(after=after)
    desk.does(PlanTask("Check", None if due is None else at(due), person, "", "t1"), "ULEAD", 1)
    return desk


def task(desk: Knowing, name: str = "t1") -> Task:
    return desk.tasks[name]


def test_a_task_is_planned_for_the_shift_it_is_due_in_else_this_one_else_the_next() -> None:
    desk = night()
    shifts = [
        desk.says(PlanTask(" Check   the inbox "), "UC1", 5),
        desk.says(PlanTask("Check the inbox", at(40_000)), "UC1", 5),
        desk.says(PlanTask("Check the inbox", at(70_000)), "UC1", 5),
        desk.says(PlanTask("Check the inbox"), "UC1", -50),
        desk.says(PlanTask("Check the inbox", shift="s2", person="UC2"), "UC1", 5),
    ]
    assert shifts == [
        events.TaskPlanned("d5", "s1", "Check the inbox"),
        events.TaskPlanned("d5", "s2", "Check the inbox", at(40_000)),
        events.TaskPlanned("d5", "s1", "Check the inbox", at(70_000)),
        events.TaskPlanned("d-50", "s1", "Check the inbox"),
        events.TaskPlanned("d5", "s2", "Check the inbox", None, "UC2"),
    ]


def test_what_cannot_be_planned_is_refused_in_words() -> None:
    desk = night()
    assert desk.why(PlanTask(" "), "UC1", 5) == "The task is empty."
    assert desk.why(PlanTask("x" * 161), "UC1", 5) == "A task is one line: 161 characters of at most 160."
    assert desk.why(PlanTask("Check", person="UX"), "UC1", 5) == "UX has no role, so no task either."
    assert desk.why(PlanTask("Check", shift="s9"), "UC1", 5) == "This desk knows no such shift."
    assert desk.why(PlanTask("Check"), "UX", 5).startswith("You have no role")
    assert Knowing().why(PlanTask("Check"), "UC1", 5).startswith("No shift is planned for now or later")
    assert all(desk.why(one, "UC1", 5) == UNKNOWN for one in (TakeTask("x"), FinishTask("x"), CarryTask("x")))


def test_a_task_is_taken_and_not_from_whoever_is_there_for_it() -> None:
    desk = planned()
    assert desk.does(TakeTask("t1"), "UC1", 5) == events.TaskPlanned("t1", "s1", "Check", at(900), "UC1")
    assert desk.why(TakeTask("t1"), "UC1", 6) == "This task is already yours."
    assert isinstance(desk.says(TakeTask("t1"), "UC2", 6), events.TaskPlanned)  # M. Hale is not there
    desk.does(actions.StartDuty(), "UC1", 7)
    assert desk.why(TakeTask("t1"), "UC2", 8) == (
        "M. Hale sees to this, and is on duty. Only they or a lead can give it away."
    )
    assert isinstance(desk.says(TakeTask("t1"), "ULEAD", 8), events.TaskPlanned)
    desk.does(FinishTask("t1"), "UC1", 9)
    assert desk.why(TakeTask("t1"), "UC2", 10) == DONE
    assert task(desk).carried == ()


def test_a_task_is_done_and_undone_with_a_reason() -> None:
    desk = planned()
    assert desk.why(ReopenTask("t1", "why"), "UC1", 5) == "This task is not done yet."
    assert desk.does(FinishTask("t1", " by telephone "), "UC1", 5) == events.TaskDone("t1", "by telephone")
    assert desk.why(FinishTask("t1"), "UC2", 6) == DONE
    assert desk.why(ReopenTask("t1", " "), "UC2", 6) == "The reason is empty."
    assert desk.does(ReopenTask("t1", "nobody answered"), "UC2", 6) == events.TaskUndone("t1", "nobody answered")
    assert desk.says(FinishTask("t1", "x" * 3_001), "UC1", 7) == actions.Refusal(
        "This is too long: 3,001 characters of at most 3,000."
    )


def test_what_is_not_done_is_carried_over_and_one_sees_from_where() -> None:
    desk = planned("UC1")
    assert desk.does(CarryTask("t1"), "ULEAD", 5) == events.TaskPlanned("t1", "s2", "Check", at(900))
    assert (task(desk).shift, task(desk).carried) == ("s2", ("s1",))
    assert desk.why(CarryTask("t1"), "ULEAD", 6).startswith("No shift is planned after this one")
    desk.does(PlanTask("Check", at(900), "", "s1", "t1"), "ULEAD", 7)
    assert (task(desk).shift, task(desk).carried) == ("s1", ())
    desk.does(FinishTask("t1"), "UC1", 8)
    assert desk.why(CarryTask("t1"), "ULEAD", 9) == DONE


def test_who_is_planned_in_the_next_shift_too_keeps_what_is_carried_over() -> None:
    desk = planned("UC2")
    assert desk.says(CarryTask("t1"), "ULEAD", 5) == events.TaskPlanned("t1", "s2", "Check", at(900), "UC2")
    desk.happens(events.TaskPlanned("t2", "s9", "Lost"), "ULEAD", 6)
    assert desk.why(CarryTask("t2"), "ULEAD", 7).startswith("No shift is planned after this one")


def undone(desk: Knowing, action: Action, seconds: float, by: str = "UC1") -> Action | None:
    back = opposite(desk, action, by=by, at=at(seconds))
    event = desk.does(action, by, seconds)
    assert stands(desk, event, by=by, at=at(seconds))
    return back


def test_everything_but_a_first_plan_is_taken_back() -> None:
    desk = planned("UC2")
    before = PlanTask("Check", at(900), "UC2", "s1", "t1")
    assert opposite(desk, PlanTask("New"), by="UC1", at=at(5)) is None
    assert undone(desk, TakeTask("t1"), 5) == before
    desk.does(before, "UC1", 6)
    assert undone(desk, CarryTask("t1"), 7) == before
    assert undone(desk, FinishTask("t1", "by telephone"), 8) == ReopenTask("t1", "Undone.")
    assert undone(desk, ReopenTask("t1", "no"), 9, "UC2") == FinishTask("t1", "by telephone")


def test_what_somebody_else_did_since_no_longer_stands() -> None:
    desk = planned()
    taken = desk.does(TakeTask("t1"), "UC1", 5)
    desk.does(TakeTask("t1"), "UC2", 6)
    assert not stands(desk, taken, by="UC1", at=at(7))
    done = desk.does(FinishTask("t1"), "UC1", 8)
    assert not stands(desk, done, by="UC2", at=at(9))
    back = desk.does(ReopenTask("t1", "no"), "UC1", 10)
    desk.does(FinishTask("t1"), "UC2", 11)
    assert not stands(desk, back, by="UC1", at=at(12))
    assert not stands(desk, events.TaskDone("t9"), by="UC1", at=at(12))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *(CarryTask("t1"), TakeTask("t1"), FinishTask("t1"), ReopenTask("t1", "no")),
                PlanTask("Again", None, "", "s1", "t1"),
            ]
        ),
        st.sampled_from(["UC1", "UC2", "ULEAD"]),
    ),
    max_size=12,
)


@given(STEPS)
def test_nothing_that_is_done_with_a_task_makes_it_disappear(steps: list[tuple[Action, str]]) -> None:
    desk = planned()
    for n, (action, by) in enumerate(steps):
        event = desk.says(action, by, 10 + n)
        if not isinstance(event, actions.Refusal):
            desk.happens(event, by, 10 + n)
        row = task(desk)
        assert row.shift not in row.carried
        assert (row.done_at is None) == (row.done_by is None)
