"""Deciding posts blind at the window: a newcomer beside their buddy, each without seeing the other's first."""

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from console.desk import View
from console.domain.actions import JudgePost
from console.domain.blind import NO_BUDDY, buddy_of, to_judge
from console.domain.posts import Post
from console.domain.words import Decision
from console.ui.keys import Keymap
from console.ui.post_acts import DECISIONS
from console.ui.queue_rows import Known
from console.ui.text import one_line

if TYPE_CHECKING:
    from console.ui.asking import Question
    from console.ui.window import DeskWindow

OPEN_EYES: Final = "You decide with open eyes again."
ALLOWED: Final = frozenset(
    (*DECISIONS, "touched_rule", "next_stop", "ask_team")
)  # what is done while one decides blind


class Beside(NamedTuple):
    """Beside whom somebody decides blind, and since when what that one decided is shown as if it were open."""

    buddy: str
    since: datetime

    def wants(self, post: Post, me: str) -> bool:
        """Whether a post is one to judge."""
        return to_judge(post, me, self.buddy, self.since)


class PostBlind(QObject):
    """Whether posts are decided blind, and how; ``turned`` says that it is otherwise now, ``judged`` that one was."""

    turned = Signal()
    judged = Signal()

    def __init__(self, window: "DeskWindow", known: Known, keys: Keymap) -> None:
        super().__init__(window)
        self._window, self._known, self._keys = window, known, keys
        self.beside: Beside | None = None

    def turn(self) -> None:
        """Decide blind from now on, or with open eyes again."""
        if self.beside is not None:
            self._be(None, OPEN_EYES)
            return
        found = self._found()
        if found is None:
            self._window.say(NO_BUDDY)
            return
        name = one_line(self._known.name(found.buddy), 60)
        self._be(found, f"You decide blind beside {name}: it binds nobody, and neither of you sees the other's first.")

    def tick(self) -> None:
        """A second went by: a buddy's hours end."""
        if self.beside is not None and self._found() != self.beside:
            name = one_line(self._known.name(self.beside.buddy), 60)
            self._be(None, f"{name} is not your buddy any more. {OPEN_EYES}")

    def wants(self, post: Post) -> bool:
        """Whether a post is to be judged blind here, though somebody decided it."""
        return self.beside is not None and self.beside.wants(post, self._known.me)

    def _found(self) -> Beside | None:
        view = self._window.wishes.view
        if view is None:
            return None
        shift = view.shift(self._known.now)
        buddy = buddy_of(view.shifts.values(), view.me, self._known.now, view.zone)
        return None if shift is None or not buddy else Beside(buddy, shift.starts)

    def _be(self, beside: Beside | None, said: str) -> None:
        self.beside = beside
        self._window.say(said, "quiet")
        self.turned.emit()

    # Judging

    def refuse(self, name: str) -> bool:
        """Say that a key is for deciding with open eyes, where it is; False where it may go on."""
        if self.beside is None or name in ALLOWED:
            return False
        key = self._keys.hint("decide_blind")
        back = f" {key} ends that." if key else ""
        self._window.say(f"You decide blind beside {one_line(self._known.name(self.beside.buddy), 60)}.{back}")
        return True

    def judge(self, post: Post, decision: Decision, view: View) -> "Question | None":
        """Say what one would decide; the question to ask first, where there is one."""
        from console.ui import post_questions as questions  # noqa: PLC0415 -- no start needs it

        may, marks = self._window.wishes.may, self._known.marks
        wish = JudgePost(post.post, Decision.PUBLISH, over=post.submission)
        refusal = may(wish)
        if refusal is not None:
            self._window.say(refusal.why)
            return None
        if decision is Decision.PUBLISH:
            self._window.wishes.wish(wish)
            self.judged.emit()
            return None
        if decision is Decision.ESCALATE:
            return questions.escalated(post, view, marks, may, blind=True)
        return questions.judged(post, decision, questions.strict_of(view, self._known.now), marks, may)
