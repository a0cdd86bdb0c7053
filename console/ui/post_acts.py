"""What can be done to the chosen post right now, under which name, and why something cannot."""

from typing import TYPE_CHECKING, Final

from console.desk import View
from console.domain import actions
from console.domain.asks import Ask
from console.domain.posting import OPENLY
from console.domain.posts import Post
from console.domain.words import Decision
from console.ui.acts import Act, May

if TYPE_CHECKING:
    from console.ui.post_rows import PostRow

DECISIONS: Final = {
    "publish_post": (Decision.PUBLISH, "Publish"),
    "edit_post": (Decision.EDIT, "Edit"),
    "hold_post": (Decision.HOLD, "Hold"),
    "decline_post": (Decision.DECLINE, "Decline"),
    "escalate_post": (Decision.ESCALATE, "Escalate"),
}
REVIEWS: Final = ("let_stand", "overturn")
ACTS: Final = frozenset(
    (
        *DECISIONS,
        *REVIEWS,
        "publish_clean",
        "take",
        "take_next",
        "release",
        "ask_team",
        "answer",
        "give_opinion",
        "touched_rule",
        "next_stop",
    )
)
NO_POST: Final = "No post is chosen."
OF_CHATS: Final = "This is done to chats."
OF_POSTS: Final = "This is done to posts."
NOT_SCREENED: Final = "The rules changed a moment ago, and this post is not held against them yet. Press it once more."
NO_STOP: Final = "No post touches a stop rule."
TOUCHES_NONE: Final = "The chosen post touches no rule."
NONE_CLEAN: Final = "No post of this thread can be published together with others: they touch a rule, or are not free."
NO_OPEN_ASK: Final = "No question waits for your answer."


def open_ask(post: Post, view: View) -> Ask | None:
    """The latest question about a post that somebody else asked, one that nobody has answered before all others."""
    asks = [ask for ask in view.asks.values() if ask.post == post.post and ask.by != view.me]
    return max(asks, key=lambda ask: (ask.answered_at is None, ask.position), default=None)


def acts_of(row: "PostRow | None", view: View | None, may: May, *, blind: bool = False) -> tuple[Act, ...]:
    """What stands on the bar of a post, the decisions first; nothing while no post is chosen."""
    if row is None or row.post is None or view is None:
        return ()
    post = row.post
    if blind:
        why = _why(may, actions.JudgePost(post.post, Decision.PUBLISH, over=post.submission))
        return (*_decisions(why, why), Act("ask_team", "Ask the team"))
    if post.over_at is not None:
        stands, overturned = (
            _why(may, actions.ReviewPost(post.post, stands=stands, reason="…")) for stands in (True, False)
        )
        return Act("let_stand", "It stands", "first", stands), Act("overturn", "Overturn", "grave", overturned)
    openly, held = (
        _why(may, actions.DecidePost(post.post, one, over=post.submission))
        for one in (Decision.PUBLISH, Decision.ESCALATE)
    )
    taking = _why(may, actions.TakePost(post.post))
    found = _decisions(openly, held)
    if open_ask(post, view) is not None:
        found.append(Act("answer", "Answer"))
    if post.opinion is not None:
        given = _why(may, actions.AnswerPost(post.post, agrees=False, reason="…"))
        found = [Act("give_opinion", "Second opinion", "first", given), *(one for one in found if one.why == "")]
    found.append(Act("release", "Give back") if row.mine else Act("take", "Take", "", taking))
    return (*found, Act("ask_team", "Ask the team"), Act("publish_clean", "Publish all clean"))


def _decisions(openly: str, held: str) -> list[Act]:
    """The five, each with why not: what lets others read the post may be refused where the rest is not."""
    return [
        Act(name, label, "first" * (name == "publish_post"), openly if decision in OPENLY else held)
        for name, (decision, label) in DECISIONS.items()
    ]


def _why(may: May, action: actions.Action) -> str:
    refusal = may(action)
    return "" if refusal is None else refusal.why
