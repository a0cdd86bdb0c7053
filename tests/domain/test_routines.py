"""Routines: what they ask for in which shift, the same on every desk, and what becomes of it when somebody does it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from console.domain import events
from console.domain.actions import CarryTask, FinishTask, ReopenTask, SetRoutine, TakeTask
from console.domain.local import time_of_day
from console.domain.roster import Shift
from console.domain.routines import Routine, Said, asked_for, day_words, falls_on, fold, when_words
from console.domain.settling import opposite, stands
from console.domain.words import Role
from tests.builders import at, entry, team
from tests.domain.knowing import Knowing

LONDON = ZoneInfo("Europe/London")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LOOK = SetRoutine("Look at the posts", ("00:00", "3:00", "06:30"), (), "Night")


def shift(starts: datetime, hours: float = 10, name: str = "Night", key: str = "s1") -> Shift:
    return Shift(key, name, starts, starts + timedelta(hours=hours), (), {}, "ULEAD", LONG_AGO)


def routine(*times: str, days: tuple[str, ...] = (), name: str = "", since: datetime = LONG_AGO) -> Routine:
    return Routine("w1", (Said("Look", times, days, name, ended=False, by="ULEAD", at=since),))


def due(one: Routine, *shifts: Shift) -> list[tuple[str, datetime]]:
    return [(task.shift, task.due) for task in asked_for([one], shifts, (), LONDON).values() if task.due]


def night(*, hours: float = 10) -> Knowing:
    desk = Knowing()
    desk.planned("ULEAD:lead", "UC1:counsellor", ends=hours * 3_600)
    desk.planned("UC2:counsellor", shift="s2", starts=hours * 3_600, ends=hours * 3_600 + 9_000)
    desk.does(LOOK, "ULEAD", 1)
    return desk


def test_each_night_has_its_tasks_and_other_shifts_have_none() -> None:
    night, evening = (
        shift(datetime(2026, 11, 22, 22, tzinfo=UTC)),
        shift(datetime(2026, 11, 22, 20, tzinfo=UTC), 8, "Evening", "s0"),
    )
    found = due(routine("00:00", "03:00", "12:00", name="night"), night, evening)
    assert found == [("s1", datetime(2026, 11, 23, 0, tzinfo=UTC)), ("s1", datetime(2026, 11, 23, 3, tzinfo=UTC))]
    both = due(routine("00:00"), night, evening)
    assert both == [("s0", datetime(2026, 11, 23, 0, tzinfo=UTC))], "of two that overlap the one that begins first"


def test_a_day_is_the_one_on_which_the_shift_begins() -> None:
    nights = [shift(datetime(2026, 12, day, 22, tzinfo=UTC), key=f"s{day}") for day in (6, 7, 8, 14, 28)]
    assert [name for name, _ in due(routine("03:00", days=("mon",)), *nights)] == ["s7", "s14", "s28"]
    assert [name for name, _ in due(routine("03:00", days=("first mon", "tue")), *nights)] == ["s7", "s8"]
    assert [name for name, _ in due(routine("03:00", days=("last mon",)), *nights)] == ["s28"]


def test_in_a_night_in_which_the_clocks_change_each_time_comes_once() -> None:
    longer = shift(datetime(2026, 10, 24, 21, tzinfo=UTC), 11)
    assert due(routine("01:30"), longer) == [("s1", datetime(2026, 10, 25, 0, 30, tzinfo=UTC))]
    shorter = shift(datetime(2026, 3, 28, 22, tzinfo=UTC), 9)
    assert due(routine("01:30"), shorter) == [("s1", datetime(2026, 3, 29, 1, 30, tzinfo=UTC))]


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 500), st.integers(1, 24))
def test_what_is_asked_for_is_in_its_shift_at_that_time(hour: int, minute: int, day: int, long: int) -> None:
    begins = datetime(2026, 1, 1, 22, tzinfo=UTC) + timedelta(days=day)
    one = shift(begins, long)
    found = due(routine(f"{hour:02}:{minute:02}"), one)
    assert len(found) <= 1
    for _, at_ in found:
        assert one.covers(at_)
        here = at_.astimezone(LONDON)
        assert (here.hour, here.minute) == (hour, minute) or here.utcoffset() != begins.astimezone(LONDON).utcoffset()
    if long == 24:
        assert found, "a day has every time"


def test_what_was_due_before_it_was_said_or_after_it_ended_is_not_asked_for() -> None:
    desk = night()
    names = [f"d1@{hour}" for hour in ("20261122T0000", "20261122T0300", "20261122T0630")]
    assert sorted(desk.tasks) == names
    known = desk.routines["d1"]
    later = Routine("w1", (Said("Look", ("00:00",), (), "", ended=False, by="ULEAD", at=at(3 * 3_600)),))
    assert asked_for([later], desk.shifts.values(), (), UTC) == {}
    desk.happens(events.RoutineSet("d1", "Look twice", ("03:00", "05:00")), "ULEAD", 3 * 3_600)
    assert {name: one.title for name, one in desk.tasks.items()} == {
        "d1@20261122T0000": "Look at the posts",
        "d1@20261122T0300": "Look twice",
        "d1@20261122T0500": "Look twice",
    }
    desk.happens(events.RoutineSet("d1", "Look twice", ("03:00",), ended=True), "ULEAD", 4 * 3_600)
    assert sorted(desk.tasks) == names[:1], "what was due stays, what would come does not"
    assert known.now_says.when == "at 00:00, 03:00 and 06:30 in every Night"
    assert desk.routines["d1"].said_at(at(0)) is None
    assert desk.routines["d1"].said_at(at(5 * 3_600)) is None


def test_somebody_else_than_a_lead_says_nothing_and_nothing_else_is_a_routine() -> None:
    desk = Knowing()
    one = desk.happens(events.RoutineSet("w1", "Look", ("03:00",)), "UC1", 5)
    assert desk.routines == {}
    assert desk.not_entitled() == 1
    desk.takes_back(one)
    desk.planned("UC1:counsellor")
    desk.happens(events.RoutineSet("w1", "Look", ("99:00", "03:00"), ("someday",)), "ULEAD", 5)
    assert desk.tasks == {}, "what a later console may say better does no harm here"


def test_a_task_that_a_routine_asks_for_is_done_in_one_message_and_undone_again() -> None:
    desk, name = night(), "d1@20261122T0300"
    assert desk.tasks[name].by == ""
    done = desk.does(FinishTask(name, "all quiet"), "UC1", 9)
    assert done == events.TaskDone(name, "all quiet", "s1", "Look at the posts", at(5 * 3_600))
    task = desk.tasks[name]
    assert (task.done_by, task.done_at, task.due, task.reason) == ("UC1", at(9), at(5 * 3_600), "all quiet")
    assert stands(desk, done, by="UC1", at=at(10))
    assert desk.why(FinishTask(name), "UC2", 10) == "This task is already done."
    desk.does(ReopenTask(name, "one was left"), "UC1", 11)
    assert desk.tasks[name].done_at is None
    assert desk.does(FinishTask(name), "UC1", 12) == events.TaskDone(name), "the log knows it by now"


def test_two_who_do_it_at_once_did_one_task_and_the_first_did_it() -> None:
    desk, name = night(), "d1@20261122T0300"
    event = desk.says(FinishTask(name), "UC1", 9)
    assert isinstance(event, events.TaskDone)
    desk.happens(event, "UC2", 8)
    desk.happens(event, "UC1", 9)
    assert (desk.tasks[name].done_by, len(desk.tasks)) == ("UC2", 3)


def test_it_is_taken_and_carried_over_visibly() -> None:
    desk, name = night(), "d1@20261122T0300"
    assert desk.does(TakeTask(name), "UC1", 9) == events.TaskPlanned(
        name, "s1", "Look at the posts", at(5 * 3_600), "UC1"
    )
    other = "d1@20261122T0630"
    event = desk.does(CarryTask(other), "UC1", 10)
    assert event == events.TaskPlanned(other, "s2", "Look at the posts", at(8.5 * 3_600), None, ("s1",))
    assert (desk.tasks[other].shift, desk.tasks[other].carried) == ("s2", ("s1",))
    desk.does(CarryTask(name), "UC1", 11)
    assert desk.tasks[name].carried == ("s1",)


def test_a_task_done_without_a_word_of_what_it_was_waits_until_that_is_known() -> None:
    desk = night()
    desk.happens(events.TaskDone("t9"), "UC1", 5)
    assert "t9" not in desk.tasks
    desk.happens(events.TaskPlanned("t9", "s1", "Call"), "UC2", 6)
    assert desk.tasks["t9"].done_by == "UC1"


# Saying it


def test_a_lead_says_it_says_it_anew_and_ends_it() -> None:
    desk = night()
    assert desk.says(LOOK, "ULEAD", 2) == events.RoutineSet(
        "d2", "Look at the posts", ("00:00", "03:00", "06:30"), None, "Night"
    )
    anew = SetRoutine("Look", ("03:00",), ("First monday", "Sat"), routine="d1")
    assert opposite(desk, anew, by="ULEAD", at=at(2)) == SetRoutine(
        "Look at the posts", ("00:00", "03:00", "06:30"), (), "Night", routine="d1"
    )
    assert opposite(desk, LOOK, by="ULEAD", at=at(2)) is None
    event = desk.does(anew, "ULEAD", 3)
    assert event == events.RoutineSet("d1", "Look", ("03:00",), ("first mon", "sat"))
    assert stands(desk, event, by="ULEAD", at=at(4))
    assert not stands(desk, event, by="UDOC", at=at(4))
    assert not stands(desk, events.RoutineSet("d9", "Look", ("03:00",)), by="ULEAD", at=at(4))
    assert desk.why(anew, "ULEAD", 4) == "Nothing is changed in this routine."
    over = SetRoutine("Look", ("03:00",), ended=True, routine="d1")
    assert desk.does(over, "ULEAD", 5) == events.RoutineSet("d1", "Look", ("03:00",), ended=True)
    assert desk.why(over, "ULEAD", 6) == "This routine is over already."
    assert desk.routines["d1"].said[-1].ended


def test_what_cannot_be_said_is_refused_in_words() -> None:
    desk = night()
    why = {
        desk.why(LOOK, "UC1", 2): "only a lead",
        desk.why(SetRoutine(" ", ("03:00",)), "ULEAD", 2): "no words",
        desk.why(SetRoutine("x" * 161, ("03:00",)), "ULEAD", 2): "too long",
        desk.why(SetRoutine("Look", ()), "ULEAD", 2): "no time",
        desk.why(SetRoutine("Look", ("25:00",)), "ULEAD", 2): "a wrong time",
        desk.why(SetRoutine("Look", tuple(f"{n // 60:02}:{n % 60:02}" for n in range(25))), "ULEAD", 2): "too many",
        desk.why(SetRoutine("Look", ("03:00",), ("someday",)), "ULEAD", 2): "a wrong day",
        desk.why(SetRoutine("Look", ("03:00",), routine="d9"), "ULEAD", 2): "not known",
        desk.why(SetRoutine("Look", ("03:00",), ended=True), "ULEAD", 2): "nothing to end",
        desk.why(SetRoutine("Look", ("03:00",), (), "n" * 3_001), "ULEAD", 2): "a long name",
    }
    assert list(why) == [
        "Only a lead can say what is to be done again and again.",
        "The routine is empty.",
        "A task is one line: 161 characters of at most 160.",
        "Say at what time, as in 00:00, 03:00, 06:30.",
        "“25:00” is no time: write 03:00.",
        "A routine has at most 24 times.",
        "“someday” is no day: write Monday, or first Monday.",
        "This desk knows no such routine.",
        "There is nothing to end.",
        "This is too long: 3,001 characters of at most 3,000.",
    ]


def test_days_and_times_are_read_as_people_write_them() -> None:
    assert [day_words(text) for text in ("Monday", "mondays", "MON", " first  Mon ", "last sunday")] == [
        "mon",
        "mon",
        "mon",
        "first mon",
        "last sun",
    ]
    assert [day_words(text) for text in ("", "mo", "m", "sixth mon", "mon first", "moonday")] == [""] * 6
    assert [str(time_of_day(text)) for text in ("3:00", "03:00", "23:59")] == ["03:00:00", "03:00:00", "23:59:00"]
    assert [time_of_day(text) for text in ("", "3", "3:0", "24:00", "23:60", "a:00", "٣:00")] == [None] * 7
    assert falls_on("second tue", date(2026, 12, 8))
    assert not falls_on("sixth tue", date(2026, 12, 8))
    assert (
        when_words(("03:00",), ("odd day", "fri"), "") == "at 03:00 in every shift that begins on a odd day or Friday"
    )


def test_what_says_nothing_of_routines_changes_nothing_in_one() -> None:
    one = routine("03:00")
    assert fold(one, entry(events.TaskDone("t1"), "UC1", 5), team(UC1=Role.COUNSELLOR)) is one
