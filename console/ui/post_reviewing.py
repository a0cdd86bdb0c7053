"""Looking again at decisions on posts at the window: asked why one is overturned, and told who decided it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from console.desk import View
from console.domain import actions
from console.domain.posts import Post
from console.ui.banner import News
from console.ui.keys import Keymap
from console.ui.post_acts import NO_POST
from console.ui.queue_rows import Known
from console.ui.text import one_line

if TYPE_CHECKING:
    from console.ui.asking import Question
    from console.ui.window import DeskWindow

_KEPT: Final = 500  # of how many decisions it is known that they were told


class PostReviewing(QObject):
    """Tells of overturned decisions; ``kept`` gives those that were told, to be there again at the next opening."""

    kept = Signal(object)

    def __init__(self, window: "DeskWindow", known: Known, keys: Keymap) -> None:
        super().__init__(window)
        self._window, self._known, self._keys = window, known, keys
        self._told: dict[str, None] | None = None  # in the order of telling; None until it is known

    def open(self, told: Iterable[str]) -> None:
        """Take in of which decisions this person was told here before."""
        self._told = dict.fromkeys(told)
        view = self._window.wishes.view
        if view is not None:
            self.tell_back(view)

    def tell_back(self, view: View) -> None:
        """Tell this person, once, that somebody overturned what they decided, and why."""
        if self._told is None:
            return
        before = len(self._told)
        for post in view.posts.values():
            back = post.returned
            if back is None or back.review is None or back.by != view.me or back.id in self._told:
                continue
            self._told[back.id] = None
            who, alias = one_line(view.name(back.review.by), 60), one_line(post.alias, 40)
            key = self._keys.hint("posts")
            way = f" {key} goes there." if key else ""
            reason = one_line(back.review.reason, 200)
            said = f"{who} looked again at the post of {alias}, and it is yours to decide anew: {reason}{way}"
            self._window.saying.tell(News(said))
        if len(self._told) != before:
            self.kept.emit(tuple(self._told)[-_KEPT:])

    def overturning(self, post: Post) -> "Question | None":
        """What is asked before a decision is overturned; says why it cannot be, where that is so."""
        from console.ui.post_questions import overturned  # noqa: PLC0415 -- no start needs it

        may = self._window.wishes.may
        refusal = may(actions.ReviewPost(post.post, stands=False, reason="…"))
        if refusal is not None or post.decided is None:
            self._window.say(NO_POST if refusal is None else refusal.why)
            return None
        return overturned(post, self._known.name(post.decided.by), may)
