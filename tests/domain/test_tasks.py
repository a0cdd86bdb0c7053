"""The shift's tasks: what is to be done, and what was."""

from console.domain import events
from console.domain.ledger import Folded
from console.domain.messages import Entry
from console.domain.subjects import Kind, Subject
from console.domain.tasks import Task
from console.domain.words import Role
from tests.builders import at, entry, folded, team

T1 = Subject(Kind.TASK, "t1")


def planned(seconds: float, title: str = "Check", due: float | None = 900, by: str = "ULEAD") -> Entry:
    event = events.TaskPlanned("t1", "s1", title, None if due is None else at(due), "UC1")
    return entry(event, by, seconds, channel="C3MAIN")


def done(seconds: float, by: str = "UC1", reason: str | None = None) -> Entry:
    return entry(events.TaskDone("t1", reason), by, seconds)


def undone(seconds: float, by: str = "UC2", reason: str | None = "nobody answered") -> Entry:
    return entry(events.TaskUndone("t1", reason), by, seconds)


def task(*entries: Entry) -> Task:
    row = folded(T1, *entries).row
    assert isinstance(row, Task)
    return row


def test_a_planned_task_is_to_be_done() -> None:
    assert task(planned(5)) == Task("t1", "s1", "Check", at(900), "UC1", "ULEAD", at(5))


def test_the_first_to_do_a_task_did_it() -> None:
    row = task(planned(5), done(10, reason="by telephone"), done(20, "UC2"))
    assert (row.done_at, row.done_by, row.reason) == (at(10), "UC1", "by telephone")


def test_an_undone_task_is_to_be_done_again() -> None:
    row = task(planned(5), done(10), undone(20))
    assert (row.done_at, row.done_by, row.reason) == (None, None, "nobody answered")
    assert task(planned(5), done(10), undone(20), done(30, "UC2")).done_by == "UC2"


def test_undoing_what_was_not_done_changes_nothing() -> None:
    assert task(planned(5), undone(20)) == task(planned(5))


def test_a_task_written_anew_stays_done() -> None:
    row = task(planned(5), done(10, reason="twice"), planned(20, "Check again", None, "UC2"))
    assert row == Task("t1", "s1", "Check again", None, "UC1", "UC2", at(20), at(10), "UC1", "twice")


def test_what_is_done_before_it_was_planned_waits_for_the_plan() -> None:
    assert folded(T1, done(1)).row is None
    assert folded(T1, undone(1)).row is None
    assert task(done(1), planned(5)).done_at == at(1)


def test_any_role_plans_does_and_undoes_tasks_and_nobody_else() -> None:
    for role in Role:
        night = (planned(5, by="UX"), done(6, "UX"), undone(7, "UX"))
        assert folded(T1, *night, people=team(UX=role)).not_entitled == ()
    wrong = (planned(5, by="UNOBODY"), done(6, "UNOBODY"), undone(7, "UNOBODY"))
    positions = tuple(one.position for one in wrong)
    assert folded(T1, *wrong) == Folded(None, positions[-1], positions)
    first = planned(1)
    assert folded(T1, first, *wrong).row == task(first)


def test_a_task_is_overdue_from_its_moment_on_until_it_is_done() -> None:
    assert not task(planned(5)).overdue(at(899))
    assert task(planned(5)).overdue(at(900))
    assert not task(planned(5), done(10)).overdue(at(900))
    assert not task(planned(5, due=None)).overdue(at(900))
