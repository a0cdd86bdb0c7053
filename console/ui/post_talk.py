"""What is said of a post besides deciding it: asked of the team, answered, looked at again, a second opinion."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from console.desk import View
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.opinions import Publishing, Stand
from console.domain.posts import Post
from console.domain.words import Decision
from console.ui.acts import May
from console.ui.asking import Choice, Question
from console.ui.post_acts import NO_OPEN_ASK, open_ask
from console.ui.text import one_line
from console.ui.wishes import Draft

if TYPE_CHECKING:
    from console.ui.post_reviewing import PostReviewing
    from console.ui.window import DeskWindow


class PostTalk:
    """Asks what is to be said of a post; ``ask`` asks a question after which one goes on to the next post."""

    def __init__(
        self, window: "DeskWindow", reviewing: "PostReviewing", ask: Callable[[Question, str, Draft], None]
    ) -> None:
        self._window, self._reviewing, self._ask = window, reviewing, ask

    def review(self, name: str, post: Post, go_on: Callable[[], None]) -> None:
        """Say that a decision stands, or ask why it is overturned; then on to the next."""
        if name == "let_stand":
            self._window.wishes.wish(actions.ReviewPost(post.post, stands=True))
            go_on()
            return
        question = self._reviewing.overturning(post)
        if question is not None:
            self._ask(question, "", Draft("overturn post", post.post))

    def ask_team(self, post: Post) -> None:
        """Ask the team about it."""
        from console.ui.post_questions import about  # noqa: PLC0415 -- no start needs it

        wishes = self._window.wishes
        wishes.ask(about(post, wishes.may), Draft("ask", f"post {post.post}"), self._window.look)

    def answer(self, post: Post, view: View) -> None:
        """Answer the question about it; where there is none, the one that has waited longest."""
        wishes = self._window.wishes
        ask = open_ask(post, view) or wishes.oldest_ask
        if ask is None:
            self._window.say(NO_OPEN_ASK)
        else:
            wishes.answer(ask, self._window.look)

    def opine(self, post: Post, view: View) -> None:
        """Give the second opinion that is wanted about it, or take one's own question back."""
        known, may = post.opinion, self._window.wishes.may
        refusal = may(actions.AnswerPost(post.post, agrees=False, reason="…"))
        if refusal is not None:
            self._window.say(refusal.why)
        elif known is not None:
            self._ask(opining(view, post, known, may), "", Draft("opinion post", post.post))


def opining(view: View, post: Post, known: Publishing, may: May) -> Question:
    """A second opinion on publishing a post; who asked for it is asked whether they take it back."""
    alias = one_line(post.alias, 60)

    def made(agrees: bool | None, text: str) -> Any:
        if agrees is None and known.by != view.me:
            return Refusal("Choose whether you agree: one key each.")
        action = actions.AnswerPost(post.post, bool(agrees), text)
        return may(action) or action

    if known.by == view.me:
        title = f"Take the question about the post of {alias} back"
        about = "You asked whether it may be published. It waits as before then."
        return Question(title, about, "Why (may stay empty)", "Take it back", made, band=post.age_band)
    return Question(
        f"A second opinion about the post of {alias}",
        f"{wished(known, view)} Give your own reason; you read theirs after that. If you agree, it is published.",
        "Your reason",
        "Give it",
        made,
        (Choice("Y", "I agree", True), Choice("N", "I do not agree", False)),
        band=post.age_band,
    )


def wished(known: Publishing, view: View) -> str:
    """What a question is about, in a sentence."""
    edited = " as edited" if known.decision is Decision.EDIT else ""
    rule = f", although it touches rule {known.rule.removeprefix('R')}" if known.rule else ""
    first = f"{one_line(view.name(known.by), 60)} would publish it{edited}{rule}."
    return f"{first} Somebody does not agree: a clinician decides." if known.stand is Stand.DISAGREED else first
