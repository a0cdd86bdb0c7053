"""The posts at the desk: shown in place of the chats by one key, and decided by one key each."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Slot

from console.desk import View
from console.domain import actions
from console.domain.actions import DecidePost, Refusal
from console.domain.posts import PostState
from console.domain.subjects import Kind
from console.domain.words import Decision
from console.ui.acts import CHAT_ACTS, MARKS
from console.ui.asking import Asking
from console.ui.keys import Keymap
from console.ui.post_acts import (
    ACTS,
    DECISIONS,
    NO_POST,
    NO_STOP,
    NONE_CLEAN,
    NOT_SCREENED,
    OF_CHATS,
    OF_POSTS,
    REVIEWS,
    TOUCHES_NONE,
    acts_of,
)
from console.ui.post_blind import PostBlind
from console.ui.post_reviewing import PostReviewing
from console.ui.post_talk import PostTalk
from console.ui.queue_rows import Known
from console.ui.views import DESK
from console.ui.wishes import Draft

if TYPE_CHECKING:
    from console.domain.posts import Post
    from console.ui.asking import Question
    from console.ui.lists import ListView
    from console.ui.post_rows import PostRow
    from console.ui.posts_pane import PostDetail, PostsPane
    from console.ui.theme import Look
    from console.ui.window import DeskWindow


class PostWork(QObject):
    """Keeps the pane of the posts true, and turns keys into decisions; the pane is made when it is first shown."""

    def __init__(self, window: "DeskWindow", known: Known, keys: Keymap, zone: tzinfo) -> None:
        super().__init__(window)
        self._window, self._known, self._keys, self._zone = window, known, keys, zone
        self._view: View | None = None
        self._turn: datetime | None = None  # when a lease or a hold is over
        self.pane: PostsPane | None = None
        self._percent = 0
        self.reviewing = PostReviewing(window, known, keys)
        self.talk = PostTalk(window, self.reviewing, self._ask_first)
        self.blind = PostBlind(window, known, keys)
        self.blind.turned.connect(self._on_blind)
        self.blind.judged.connect(self._go_on)
        self._seen = ""  # the chosen row
        self._next = ""  # the post to stand on once the one before is decided
        self.keys: dict[str, Callable[[], object]] = {"posts": self.turn, "decide_blind": self.blind.turn}

    @property
    def shown(self) -> bool:
        """Whether the posts stand in place of the chats."""
        pane = self.pane
        return pane is not None and self._window.panes.lefts.currentWidget() is pane

    def instead(self) -> "tuple[ListView[PostRow], PostDetail] | None":
        """What the keyboard walks in place of the chats; None while those are shown."""
        pane = self.pane
        return (pane.view, pane.detail) if pane is not None and self.shown else None

    # What comes in

    def show(self, view: View, now: datetime) -> None:
        """Take in what changed of a desk."""
        self._view = view
        kinds = set(Kind) if view.changed is None else {subject.kind for subject in view.changed}
        if not kinds & {Kind.POST, Kind.CASE, Kind.ASK}:
            return
        self._count(view, now)
        self.reviewing.tell_back(view)
        if self.pane is None:
            return
        if view.changed is None or Kind.CASE in kinds:
            from console.ui.post_rows import key_of  # noqa: PLC0415 -- the pane is there

            known = {row.key for row in self.pane.rows}
            keys = [*view.posts, *(key.removeprefix(key_of("")) for key in known if key.startswith(key_of("")))]
        else:
            keys = [subject.key for subject in view.changed if subject.kind is Kind.POST]
        self.pane.show_posts(view, dict.fromkeys(keys))
        if self._next:
            self.pane.stand_on(self._next)
            self._next = ""
        if self.shown:
            self._show_chosen()

    def look_again_at(self, percent: int, *, two: bool = False) -> None:
        """Offer so many of a hundred routine decisions for a second look; ``two`` publish what a stop rule touches."""
        self._percent, self._known.marks.two = percent, two
        if self.pane is not None:
            self.pane.percent = percent
            self._show_all()

    def _show_all(self) -> None:
        if self.pane is not None and self._view is not None:
            self.pane.show_posts(self._view, list(self._view.posts))

    @Slot()
    def _on_blind(self) -> None:
        """The posts are decided blind from now on, or no longer: another list of them."""
        pane = self.pane or self._made()
        pane.beside = self.blind.beside
        self._window.touches.take_posts()
        self._show_all()
        if self.blind.beside is not None and not self.shown:
            self.turn()
        self._show_chosen()

    def _count(self, view: View, now: datetime) -> None:
        """See how many wait, and when a lease or a hold is over next."""
        still_open = [post for post in view.posts.values() if post.over_at is None]
        self._turn = min((turn for post in still_open if (turn := post.turns_at(now))), default=None)
        holds = [post.hold_at(now) for post in still_open if post.state_at(now) is PostState.HELD]
        for_me = sum(hold is not None and hold.for_ == view.me for hold in holds)
        waiting = sum(post.state_at(now) is PostState.WAITING for post in still_open)
        self._window.queue.show_posts_waiting(waiting + for_me)

    def tick(self, now: datetime) -> None:
        """A second went by: leases and holds end, ages grow."""
        self.blind.tick()
        view, pane = self._view, self.pane
        if view is not None and self._turn is not None and self._turn <= now:
            self._count(view, now)
            self._show_all()
        if pane is not None and self.shown:
            pane.refresh()
            pane.detail.tick()

    def wear(self, look: "Look") -> None:
        """Look otherwise."""
        if self.pane is not None:
            self.pane.wear(look)

    # Going there

    def turn(self) -> None:
        """From the chats to the posts, and back."""
        window = self._window
        window.views.go(DESK)
        window.panes.go(0)
        if self.shown:
            self.leave()
            window.queue.view.setFocus()
            return
        pane = self.pane or self._made()
        window.panes.lefts.setCurrentWidget(pane)
        pane.view.setFocus()
        if pane.view.chosen_row() is None:
            pane.view.step(1)
        self._show_chosen()

    def follow(self, post: str) -> None:
        """Go to a post."""
        if not self.shown:
            self.turn()
        self._window.views.go(DESK)
        self._window.panes.go(0)
        if self.pane is not None:
            self.pane.stand_on(post)
            self.pane.view.setFocus()

    def leave(self) -> None:
        """Show the chats again, wherever the keyboard is to go."""
        self._window.panes.lefts.setCurrentIndex(0)

    def _made(self) -> "PostsPane":
        from console.ui.posts_pane import PostsPane  # noqa: PLC0415 -- no start needs it

        window = self._window
        pane = self.pane = PostsPane(window.look, self._keys, self._known, self._zone)
        pane.percent = self._percent
        window.panes.lefts.addWidget(pane)
        pane.chosen.connect(self._show_chosen)
        pane.bar.act_wished.connect(window.act)
        window.touches.changed.connect(self._show_chosen)
        self._show_all()
        return pane

    # What keys do

    @property
    def row(self) -> "PostRow | None":
        """The post that the keyboard stands on."""
        return None if self.pane is None else self.pane.view.chosen_row()

    @property
    def _opinion_wanted(self) -> bool:
        row = self.row if self.shown else None
        return row is not None and row.post is not None and row.post.opinion is not None

    def act(self, name: str) -> bool:
        """Do what a key of that name means while the posts are shown; False where it is about something else.

        What would be done to a chat that nobody sees is refused.
        """
        window = self._window
        if window.views.page is not None or (name not in ACTS and name not in CHAT_ACTS | MARKS | {"flag_case"}):
            return False
        if name == "answer" and window.roster.isAncestorOf(window.focusWidget()):
            return False  # the question on whose line one stands
        if name == "give_opinion" and not self._opinion_wanted:
            return False  # about a case
        if not self.shown:
            if name not in ACTS - CHAT_ACTS - {"take_next", "touched_rule", "next_stop"}:
                return False
            window.say(self._elsewhere(OF_POSTS))
        elif name not in ACTS:
            window.say(self._elsewhere(OF_CHATS))
        elif self._view is not None and window.wishes.asking is None and not self.blind.refuse(name):
            self._do(name, self._view)
        return True

    def _elsewhere(self, said: str) -> str:
        key = self._keys.hint("posts")
        return said + (f" {key} goes there." if key else "")

    def _do(self, name: str, view: View) -> None:
        if name == "take_next":
            self._take_next()
            return
        if name == "next_stop":
            if self.pane is not None and not self.pane.next_stop():
                self._window.say(NO_STOP)
            return
        row = self.row
        post = None if row is None else row.post
        if row is None or post is None:
            self._window.say(NO_POST)
        elif name in DECISIONS:
            self._decide(post, DECISIONS[name][0], view)
        elif name in REVIEWS:
            self.talk.review(name, post, self._go_on)
        elif name == "publish_clean":
            self._publish_clean(post)
        elif name == "touched_rule":
            self._window.touches.go_to_rule(row.key, TOUCHES_NONE)
        elif name == "ask_team":
            self.talk.ask_team(post)
        elif name == "answer":
            self.talk.answer(post, view)
        elif name == "give_opinion":
            self.talk.opine(post, view)
        else:
            wish = actions.TakePost(post.post) if name == "take" else actions.ReleasePost(post.post)
            self._window.wishes.wish(wish)

    def _decide(self, post: "Post", decision: Decision, view: View) -> None:
        from console.ui import post_questions as asked  # noqa: PLC0415 -- no start needs it

        if not self._window.touches.screen_now(f"post {post.post}"):
            self._window.say(NOT_SCREENED)
            return
        marks, may = self._known.marks, self._window.wishes.may
        draft = Draft(f"{decision.value} post", post.post)
        if self.blind.beside is not None:
            if (question := self.blind.judge(post, decision, view)) is not None:
                self._ask_first(question, "", Draft("judge post", post.post))
            return
        wish = asked.wish_of(post, decision, marks)
        if decision is Decision.PUBLISH:
            refusal = may(wish)
            if refusal is None:
                self._wish(wish)
            elif may(replace(wish, why="…")) is None:
                self._ask_first(asked.why_published(post, wish, refusal, marks, may), "", draft)
            else:
                self._window.say(refusal.why)
            return
        refusal = may(asked.probe_of(post, decision))
        if refusal is not None:  # whoever else has it: nothing is asked that cannot be done
            self._window.say(refusal.why)
        elif decision is Decision.DECLINE:
            self._decline(post, view, draft)
        else:
            self._ask_first(*self._asked(post, decision, view), draft)

    def _asked(self, post: "Post", decision: Decision, view: View) -> tuple["Question", str]:
        """What is asked before a decision that needs words, and the words to begin with."""
        from console.ui import post_questions as asked  # noqa: PLC0415 -- no start needs it

        marks, may, now = self._known.marks, self._window.wishes.may, self._known.now
        if decision is Decision.EDIT:
            return asked.edited(post, marks, may), post.text
        if decision is Decision.HOLD:
            return asked.held(post, view, now, marks, may), ""
        return asked.escalated(post, view, marks, may), ""

    def _decline(self, post: "Post", view: View, draft: Draft) -> None:
        """Ask by which rule a post is declined, and in which words its author is told."""
        from console.ui import declining  # noqa: PLC0415 -- no start needs it

        wishes = self._window.wishes
        wordings = declining.wordings_of(post, view, self._known, wishes.may, wishes.draft(draft))
        asks = partial(declining.Declining, wordings=wordings)
        self._ask_first(wordings.question(), wordings.began, draft, asks)

    def _ask_first(self, question: "Question", begun: str, draft: Draft, asks: Callable[..., Asking] = Asking) -> None:
        """Ask before a post is decided; go on to the next one after that."""
        wishes = self._window.wishes
        if begun and not wishes.draft(draft):
            wishes.keep(draft, begun)
        wishes.ask(self._and_next(question, draft.subject), draft, self._window.look, asks)
        if wishes.asking is not None:
            wishes.asking.answered.connect(self._go_on)

    def _wish(self, wish: DecidePost) -> None:
        """Wish a decision, and go on to the next post."""
        take = self._taking_next(wish.post)
        if take is None:
            self._window.wishes.wish(wish)
        else:
            self._window.wishes.wish_all((wish, take))
        self._go_on()

    def _and_next(self, question: "Question", post: str) -> "Question":
        """The question, whose answer takes the next post where one had this one."""

        def made(chosen: Any, text: str) -> Any:
            found = question.made(chosen, text)
            take = None if isinstance(found, Refusal) else self._taking_next(post)
            return found if take is None else (*(found if isinstance(found, tuple) else (found,)), take)

        return replace(question, made=made)

    def _taking_next(self, post: str) -> actions.TakePost | None:
        """Taking the next post, where one had this one and it can be taken."""
        pane = self.pane
        row = None if pane is None else pane.rows.row_of(f"post {post}")
        following = pane.following() if pane is not None and row is not None and row.mine else ""
        take = actions.TakePost(following) if following else None
        return take if take is not None and self._window.wishes.may(take) is None else None

    @Slot()
    def _go_on(self, *_: object) -> None:
        """Stand on the next post as soon as the chosen one is decided."""
        self._next = "" if self.pane is None else self.pane.following()

    def _take_next(self) -> None:
        """Take the first post that nobody has."""
        pane, may = self.pane, self._window.wishes.may
        for row in pane.rows if pane is not None else ():
            if row.post is not None and not row.mine and may(actions.TakePost(row.post.post)) is None:
                self._next = row.post.post
                self._window.wishes.wish(actions.TakePost(row.post.post))
                return
        self._window.say("No post waits to be decided.")

    def _publish_clean(self, post: "Post") -> None:
        """Publish the posts of the chosen one's thread that touch no rule, are not held, and are of nobody at risk."""
        from console.ui import post_questions as asked  # noqa: PLC0415 -- no start needs it

        if self._window.touches.pending:
            self._window.say(NOT_SCREENED)
            return
        rows = [] if self.pane is None else [row for row in self.pane.rows if row.risk is None]
        found = [one for row in rows if (one := row.post) is not None and one.thread == post.thread]
        wanted = asked.all_clean(found, self._known.marks, self._window.wishes.may, self._known.now)
        if not wanted or post.thread is None:
            self._window.say(NONE_CLEAN)
        else:
            self._next = "" if self.pane is None else self.pane.following(frozenset(wish.post for wish in wanted))
            self._window.wishes.wish_all(wanted)

    # Showing

    @Slot()
    def _show_chosen(self) -> None:
        pane, row = self.pane, self.row
        if pane is None or not self.shown:
            return
        if self._seen and (row is None or row.key != self._seen):
            self._window.touches.looked_at(self._seen)
        self._seen = "" if row is None else row.key
        pane.refresh()
        pane.detail.show_post(row, self._view)
        pane.bar.show_acts(acts_of(row, self._view, self._window.wishes.may, blind=self.blind.beside is not None))
