"""What may be done with the tasks of a shift: planned, taken, done, not done after all, carried over."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from console.domain import actions, events
from console.domain.actions import Action, Refusal, TaskAction
from console.domain.events import WireEvent
from console.domain.giving import name, no_role
from console.domain.roster import DutyState, Shift, next_shift, shift_at
from console.domain.tasks import Task
from console.domain.words import Role
from console.domain.writing import given, said, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

TITLE_LIMIT: Final = 160  # characters: a task is one line on every desk
_UNDONE: Final = "Undone."  # the reason of a task that is set back; that needs one
_UNKNOWN: Final = "This desk knows no such task."
_DONE: Final = "This task is already done."


def decide(rows: "Rows", action: TaskAction, by: str, at: datetime, id: str) -> WireEvent | Refusal:
    """The event of what is done with a task, or why it cannot be; ``id`` names a new one."""
    refusal = no_role(rows, by, at)
    if refusal is not None:
        return refusal
    if isinstance(action, actions.PlanTask):
        return _plan(rows, action, at, id)
    task = rows.tasks.get(action.task)
    if task is None:
        return Refusal(_UNKNOWN)
    match action:
        case actions.TakeTask():
            return _take(rows, task, by, at)
        case actions.FinishTask(_, reason):
            if task.done_at is not None:
                return Refusal(_DONE)
            return short(reason) or _done(task, reason)
        case actions.ReopenTask(_, reason):
            if task.done_at is None:
                return Refusal("This task is not done yet.")
            return said(reason, "reason") or events.TaskUndone(task.task, given(reason))
        case _:
            return _carry(rows, task)


def _plan(rows: "Rows", action: actions.PlanTask, at: datetime, id: str) -> WireEvent | Refusal:
    title = " ".join(action.title.split())
    refusal = said(title, "task")
    if refusal is not None:
        return refusal
    if len(title) > TITLE_LIMIT:
        return Refusal(f"A task is one line: {len(title)} characters of at most {TITLE_LIMIT}.")
    if action.person and not rows.people.roles_now(action.person):
        return Refusal(f"{name(rows, action.person)} has no role, so no task either.")
    shift = _shift_for(rows, action, at)
    if isinstance(shift, Refusal):
        return shift
    return events.TaskPlanned(action.task or id, shift.shift, title, action.due, action.person or None)


def _shift_for(rows: "Rows", action: actions.PlanTask, at: datetime) -> Shift | Refusal:
    """The shift of a task: the one named, the one it is due in, the one now, the next."""
    shifts = rows.shifts.values()
    if action.shift:
        return rows.shifts.get(action.shift) or Refusal("This desk knows no such shift.")
    due = None if action.due is None else shift_at(shifts, action.due)
    found = due or shift_at(shifts, at) or next_shift(shifts, at)
    return found or Refusal("No shift is planned for now or later, so there is none to do this in.")


def _done(task: Task, reason: str) -> WireEvent:
    """That it is done; of one that nobody wrote down also what it was, since no event says it."""
    if task.by:
        return events.TaskDone(task.task, given(reason))
    return events.TaskDone(task.task, given(reason), task.shift, task.title, task.due)


def _take(rows: "Rows", task: Task, by: str, at: datetime) -> WireEvent | Refusal:
    if task.done_at is not None:
        return Refusal(_DONE)
    if task.person == by:
        return Refusal("This task is already yours.")
    if task.person and Role.LEAD not in rows.people.roles_now(by) and _there(rows, task.person, at):
        return Refusal(f"{name(rows, task.person)} sees to this, and is on duty. Only they or a lead can give it away.")
    return events.TaskPlanned(task.task, task.shift, task.title, task.due, by)


def _there(rows: "Rows", person: str, at: datetime) -> bool:
    shift = shift_at(rows.shifts.values(), at)
    here = (DutyState.ON, DutyState.PAUSED)
    return shift is not None and any(one.person == person and one.state in here for one in shift.duties)


def _carry(rows: "Rows", task: Task) -> WireEvent | Refusal:
    if task.done_at is not None:
        return Refusal(_DONE)
    own = rows.shifts.get(task.shift)
    after = None if own is None else next_shift(rows.shifts.values(), own.starts)
    if after is None:
        return Refusal("No shift is planned after this one, so there is none to carry it to.")
    person = task.person if task.person in after.people else None
    carried = None if task.by else (task.shift,)
    return events.TaskPlanned(task.task, after.shift, task.title, task.due, person, carried)


def opposite(rows: "Rows", action: TaskAction) -> Action | None:
    """What takes it back; None where nothing does: a task that was planned stays in the record."""
    task = rows.tasks.get(action.task)
    if task is None:
        return None
    match action:
        case actions.FinishTask():
            return actions.ReopenTask(task.task, _UNDONE)
        case actions.ReopenTask():
            return actions.FinishTask(task.task, task.reason or "")
        case _:
            return actions.PlanTask(task.title, task.due, task.person or "", task.shift, task.task)


def stands(rows: "Rows", event: events.TaskPlanned | events.TaskDone | events.TaskUndone, by: str) -> bool:
    """Whether a task is still as somebody left it."""
    task = rows.tasks.get(event.task)
    if task is None:
        return False
    match event:
        case events.TaskDone():
            return task.done_by == by
        case events.TaskUndone():
            return task.done_at is None
        case events.TaskPlanned():  # pragma: no branch -- the type checker proves that nothing is left
            now = (task.shift, task.title, task.due, task.person, task.by)
            return now == (event.shift, event.title, event.due, event.person, by)
