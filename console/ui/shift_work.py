"""One's duty and the shift's tasks at the desk: one key each, from anywhere, or as buttons below the roster."""

import re
from collections.abc import Callable
from datetime import timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject

from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.local import typed
from console.domain.tasks import Task
from console.ui.acts import Act
from console.ui.asking import Question
from console.ui.queue_rows import Known
from console.ui.roster_rows import RosterLine
from console.ui.text import one_line
from console.ui.times import to_minute
from console.ui.wishes import Draft

if TYPE_CHECKING:
    from console.ui.picking import Picking
    from console.ui.window import DeskWindow

NO_TASK: Final = "No task is chosen: choose one on the roster first."
_BREAKS: Final = (("1", 15), ("2", 30), ("3", 45), ("4", 60))  # the key, and for how many minutes
_TIME: Final = re.compile(r"\s*(\d{1,2}:\d{2})\s+(.*)", re.DOTALL)
_PLAN_ABOUT: Final = (
    "In one line. Begin with a time, as in 03:00, where it is due then. It goes to the shift it is due in."
)


class ShiftWork(QObject):
    """The keys of duty and tasks; ``acts`` are what they do. ``why_not`` says why one would do nothing."""

    def __init__(self, window: "DeskWindow", known: Known, zone: tzinfo) -> None:
        super().__init__(window)
        self._window, self._known, self._zone = window, known, zone
        self.picking: Picking | None = None
        wish = window.wishes.wish
        self.acts: dict[str, Callable[[], object]] = {
            "start_duty": lambda: wish(actions.StartDuty()),
            "pause_duty": self._pause,
            "end_duty": lambda: wish(actions.EndDuty()),
            "plan_task": self._plan,
            "take_task": lambda: self._with_task(lambda task: wish(actions.TakeTask(task.task))),
            "finish_task": lambda: self._with_task(lambda task: wish(actions.FinishTask(task.task))),
            "reopen_task": lambda: self._with_task(self._reopen),
            "carry_task": lambda: self._with_task(lambda task: wish(actions.CarryTask(task.task))),
        }
        window.roster.offer(self._acts_of)

    @property
    def chosen(self) -> Task | None:
        """The task on whose line one stands."""
        line, view = self._window.roster.view.chosen_row(), self._window.wishes.view
        return None if line is None or view is None else view.tasks.get(line.task)

    def why_not(self, name: str) -> str:
        """Why a key does nothing now; empty when it does something."""
        if name in ("take_task", "finish_task", "reopen_task", "carry_task") and self.chosen is None:
            return NO_TASK
        refusal = self._window.wishes.may(self._tried(name))
        return "" if refusal is None else refusal.why

    def _tried(self, name: str) -> Action:
        """An action to be judged in place of the one whose words or time are not chosen yet."""
        task = "" if self.chosen is None else self.chosen.task
        tried: dict[str, Action] = {
            "start_duty": actions.StartDuty(),
            "pause_duty": actions.PauseDuty(self._known.now + timedelta(minutes=1)),
            "end_duty": actions.EndDuty(),
            "plan_task": actions.PlanTask("…"),
            "take_task": actions.TakeTask(task),
            "finish_task": actions.FinishTask(task),
            "reopen_task": actions.ReopenTask(task, "…"),
            "carry_task": actions.CarryTask(task),
        }
        return tried[name]

    def _acts_of(self, line: RosterLine) -> tuple[Act, ...]:
        if line.task and self.chosen is not None:
            if self.chosen.done_at is not None:
                return (Act("reopen_task", "Not done after all", "", self.why_not("reopen_task")),)
            return (
                Act("finish_task", "Done", "first", self.why_not("finish_task")),
                Act("take_task", "I see to it", "", self.why_not("take_task")),
                Act("carry_task", "To the next shift", "", self.why_not("carry_task")),
            )
        if line.person and line.person == self._known.me:
            starts = Act("start_duty", "Start duty", "first", self.why_not("start_duty"))
            pauses = Act("pause_duty", "Pause", "", self.why_not("pause_duty"))
            ends = Act("end_duty", "End duty", "", self.why_not("end_duty"))
            return (starts, ends) if pauses.why else (pauses, ends) if starts.why else (starts, pauses, ends)
        return ()

    # Asked first

    def _pause(self) -> None:
        """Ask until when: one key for each of the usual lengths."""
        from console.ui.picking import Pick, Picking  # noqa: PLC0415 -- opened now and then

        why = self.why_not("pause_duty")
        if why:
            self._window.wishes.refused.emit(why)
            return
        now = self._known.now
        picks = [
            Pick(key, f"Until {to_minute(now + timedelta(minutes=long), self._zone)}", long, f"{long} minutes")
            for key, long in _BREAKS
        ]
        about = "Everybody sees it on the roster. The key that starts a duty brings you back."
        self.picking = Picking(self._window, self._window.look, "Pause your duty", about, picks)
        self.picking.picked.connect(self._on_paused)
        self.picking.finished.connect(self._on_finished)
        self.picking.open()
        self._window.wishes.opened.emit(self.picking)

    def _on_paused(self, minutes: int) -> None:
        self._window.wishes.wish(actions.PauseDuty(self._known.now + timedelta(minutes=minutes)))

    def _on_finished(self) -> None:
        self.picking = None

    def _plan(self) -> None:
        """Ask what is to be done; at a chat or a message the words begin with it."""
        self.plan(self._about())

    def plan(self, about: str) -> None:
        """Ask what is to be done; the words begin with what it is about."""
        wishes = self._window.wishes
        why = self.why_not("plan_task")
        if why:
            wishes.refused.emit(why)
            return
        draft = Draft("task", about)
        if about and not wishes.draft(draft):
            wishes.keep(draft, about)
        question = Question("A task for the shift", _PLAN_ABOUT, "What is to be done", "Plan", self._planned)
        wishes.ask(question, draft, self._window.look)

    def _about(self) -> str:
        """What a task begins with: the chosen chat's name, or the first words of the chosen message or rule."""
        window = self._window
        focus = window.focusWidget()
        if window.rules.isAncestorOf(focus):
            card = window.rules.view.chosen_row()
            return "" if card is None else f"{one_line(card.title, 80)}: "
        if window.roster.isAncestorOf(focus):
            return ""
        row = window.queue.chosen_chat
        return "" if row is None or row.chat is None else f"{one_line(row.chat.alias, 40)}: "

    def _planned(self, _chosen: Any, text: str) -> Action | Refusal:
        due, found = None, _TIME.fullmatch(text)
        if found is not None:
            due = typed(found[1], self._known.now, self._zone, ahead=True)
        words = text if due is None or found is None else found[2]
        wanted = actions.PlanTask(words, due)
        return self._window.wishes.may(wanted) or wanted

    def _with_task(self, does: Callable[[Task], object]) -> None:
        task = self.chosen
        if task is None:
            self._window.wishes.refused.emit(NO_TASK)
        else:
            does(task)

    def _reopen(self, task: Task) -> None:
        why = self.why_not("reopen_task")
        if why:
            self._window.wishes.refused.emit(why)
            return
        about = f"{one_line(task.title, 160)}. Everybody sees that it is to be done again."
        made = partial(self._reopened, task.task)
        question = Question("Not done after all", about, "Why", "Not done", made)
        self._window.wishes.ask(question, Draft("reopen task", task.task), self._window.look)

    def _reopened(self, task: str, _chosen: Any, text: str) -> Action | Refusal:
        wanted = actions.ReopenTask(task, text)
        return self._window.wishes.may(wanted) or wanted
