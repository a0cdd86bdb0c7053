"""Looking again at decisions on posts: which are offered for it, and what may be said of one."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from console.domain import actions, events
from console.domain.actions import Refusal
from console.domain.events import WireEvent
from console.domain.giving import name
from console.domain.people import REVIEWERS
from console.domain.posts import Decided, Post
from console.domain.words import Decision
from console.domain.writing import given, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

ROUTINE: Final = frozenset((Decision.PUBLISH, Decision.EDIT, Decision.DECLINE))  # what is offered for a second look
_HUNDRED: Final = 100


def sampled(decision: str, percent: int) -> bool:
    """Whether a decision is one of those that are looked at again: by chance, and on every desk the same ones.

    The chance is that of its id, which nobody chooses: SHA-256 spreads ids evenly.
    """
    number = int.from_bytes(hashlib.sha256(f"review {decision}".encode()).digest()[:8], "big")
    return number % _HUNDRED < percent


def to_review(posts: Iterable[Post], me: str, percent: int) -> list[Post]:
    """The posts whose decision somebody may look at again, the oldest decision first; one's own are others' to see."""
    found = [post for post in posts if offered(post, me, percent)]
    return sorted(found, key=lambda post: (post.over_at, post.post))


def offered(post: Post, me: str, percent: int) -> bool:
    """Whether a post's decision is offered to somebody for a second look."""
    done = post.decided
    if done is None or done.decision not in ROUTINE or done.review is not None or done.by == me:
        return False
    return sampled(done.id, percent)


def decide(rows: "Rows", post: Post, action: actions.ReviewPost, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of what somebody says of a decision, or why they cannot say it."""
    del at  # what is said of a decision is not bound to a time
    if not rows.people.roles_now(by) & REVIEWERS:
        return Refusal("Only leads and clinicians look at decisions again.")
    made = [*post.earlier, *((post.decided,) if post.decided is not None else ())]
    found = next((one for one in made if one.id == action.of), None) if action.of else post.decided
    if found is None:
        return Refusal("This post is not decided." if not action.of else "This desk knows no such decision.")
    refusal = _cannot(rows, found, action, by)
    return refusal or events.PostReviewed(
        post.post, found.id, action.stands, given(action.reason), found.rule, found.version, found.of
    )


def _cannot(rows: "Rows", found: Decided, action: actions.ReviewPost, by: str) -> Refusal | None:
    if found.by == by:
        return Refusal("You decided this. Somebody else looks at it again.")
    if found.review is not None:
        who = "You" if found.review.by == by else name(rows, found.review.by)
        return Refusal(f"{who} looked at this decision again already.")
    if not action.stands and not action.reason.strip():
        return Refusal("Say why it is overturned: whoever decided reads it.")
    return short(action.reason)
