"""The shift's tasks: what is to be done, by when, by whom, and what was done."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People


class Task(msgspec.Struct, frozen=True):
    """A to-do of a shift; done while ``done_at`` is set. ``reason`` came with the last doing or undoing.

    ``carried`` are the shifts that it was planned for before and not done in, the first first. ``by`` is empty while
    only a routine asks for it: nobody wrote it down yet.
    """

    task: str
    shift: str
    title: str
    due: datetime | None
    person: str | None
    by: str
    at: datetime
    done_at: datetime | None = None
    done_by: str | None = None
    reason: str | None = None
    carried: tuple[str, ...] = ()

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been done by the moment and was not."""
        return self.done_at is None and self.due is not None and self.due <= now


def fold(task: Task | None, entry: Entry, people: People) -> Task | NotEntitled | None:
    """The task after one more event; events must come in order, the first planning first.

    A task written anew stays done; the first to do it did it.
    """
    if not people.may(entry):
        return NOT_ENTITLED
    match entry.event:
        case events.TaskPlanned() as new:
            planned = Task(new.task, new.shift, new.title, new.due, new.person, entry.author, entry.position.at)
            if task is None:
                return replace(planned, carried=new.carried or ())
            carried = _carried(task, new.shift)
            return replace(planned, done_at=task.done_at, done_by=task.done_by, reason=task.reason, carried=carried)
        case events.TaskDone(shift=shift, title=title) as done if task is None and shift and title:
            return _asked_for(done, shift, title, entry)
        case events.TaskDone(_, reason) if task is not None and task.done_at is None:
            return replace(task, done_at=entry.position.at, done_by=entry.author, reason=reason)
        case events.TaskUndone(_, reason) if task is not None and task.done_at is not None:
            return replace(task, done_at=None, done_by=None, reason=reason)
        case _:
            return task


def _asked_for(done: events.TaskDone, shift: str, title: str, entry: Entry) -> Task:
    """A task that a routine asked for, and that was done before anybody wrote it down."""
    at = entry.position.at
    return Task(done.task, shift, title, done.due, None, entry.author, at, at, entry.author, done.reason)


def _carried(task: Task, shift: str) -> tuple[str, ...]:
    """The shifts before; what is given back to one of them was never carried on from it."""
    before = (*task.carried, task.shift)
    return before[: before.index(shift)] if shift in before else before
