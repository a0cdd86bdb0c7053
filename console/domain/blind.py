"""Deciding blind: a newcomer says what they would decide beside their buddy, and neither sees the other's first.

What the newcomer says binds nobody (``post_judged``); the buddy's decision counts. A pair is both, over the same text.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from console.domain import actions, events
from console.domain.actions import Refusal
from console.domain.events import WireEvent
from console.domain.giving import name
from console.domain.people import DECIDERS, People
from console.domain.planning import within
from console.domain.posts import Decided, Judged, Post
from console.domain.roster import Shift, shift_at
from console.domain.rules import called
from console.domain.words import Decision, Role
from console.domain.writing import given, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

NO_BUDDY: Final = "Nobody is your buddy now: a lead plans who is, and when."


class Pair(NamedTuple):
    """What two people decided of the same text without seeing the other's; ``post`` is the post as it is now."""

    post: Post
    judged: Judged
    decided: Decided

    @property
    def alike(self) -> bool:
        """Whether both decided the same, and by the same rule."""
        return self.judged.decision is self.decided.decision and self.judged.rule == self.decided.rule

    @property
    def rule(self) -> str:
        """The rule by which agreement is counted: that of the buddy's decision, else the newcomer's; empty: none."""
        return self.decided.rule or self.judged.rule or ""

    def seen_by(self, person: str, people: People) -> bool:
        """Whether it is shown to somebody: to the two, and to leads."""
        return person in (self.judged.by, self.decided.by) or Role.LEAD in people.roles_now(person)


def pairs(posts: Iterable[Post]) -> Iterator[Pair]:
    """The pairs of some posts. Of several decisions of the buddy the first counts: after it, both were to be seen."""
    for post in posts:
        for judged in post.judged:
            found = first_of(post, judged.beside, judged.over)
            if found is not None:
                yield Pair(post, judged, found)


def first_of(post: Post, person: str, over: str) -> Decided | None:
    """What somebody decided first of a text of the post."""
    made = (*post.earlier, *((post.decided,) if post.decided is not None else ()))
    return next((one for one in made if one.by == person and one.over == over), None)


def buddy_of(shifts: Iterable[Shift], person: str, now: datetime, zone: tzinfo) -> str:
    """Who is somebody's buddy at a moment of the present shift; empty when nobody is."""
    shift = shift_at(shifts, now)
    buddy = "" if shift is None else shift.buddies.get(person, "")
    return buddy if shift is not None and buddy and within(shift.buddy_hours.get(person, ""), now, zone) else ""


def judged_by(post: Post, person: str) -> Judged | None:
    """What somebody said blind of the post as it is written now."""
    return next((one for one in post.judged if one.by == person and one.over == post.submission), None)


def to_judge(post: Post, person: str, beside: str, since: datetime) -> bool:
    """Whether a post is one that a newcomer is to judge: open, or decided by their buddy since a moment."""
    if judged_by(post, person) is not None or first_of(post, person, post.submission) is not None:
        return False
    if post.over_at is None:
        return True
    return post.decided is not None and post.decided.by == beside and post.over_at >= since


def hidden(post: Post) -> Post:
    """The post as it was before anybody took it or decided this text of it: what who is to judge it sees."""
    earlier = tuple(one for one in post.earlier if one.over != post.submission)
    return replace(post, holder=None, taken_at=None, lease_until=None, decided=None, earlier=earlier)


def waiting_beside(post: Post, buddy: str) -> tuple[str, ...]:
    """Who judged the post as it is written now beside a buddy who has not decided it yet."""
    if first_of(post, buddy, post.submission) is not None:
        return ()
    return tuple(one.by for one in post.judged if one.beside == buddy and one.over == post.submission)


def decide(rows: "Rows", post: Post, wish: actions.JudgePost, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of what a newcomer would decide, or why they cannot say it."""
    beside = buddy_of(rows.shifts.values(), by, at, rows.zone)
    refusal = _cannot(rows, post, wish, by, beside)
    if refusal is not None:
        return refusal
    version = None
    if wish.rule:
        rule = rows.rules.get(wish.rule)
        version = None if rule is None else rule.in_force(at)
        if version is None:
            return Refusal(f"{called(wish.rule).capitalize()} is not in force.")
    return events.PostJudged(
        post.post,
        wish.decision,
        post.submission,
        beside,
        wish.rule or None,
        version.number if version else None,
        version.of if version else None,
        given(wish.note),
    )


def _cannot(rows: "Rows", post: Post, wish: actions.JudgePost, by: str, beside: str) -> Refusal | None:
    if not rows.people.roles_now(by) & DECIDERS:
        return Refusal("Only moderators and clinicians decide posts.")
    if not beside:
        return Refusal(NO_BUDDY)
    if not rows.people.roles_now(beside) & DECIDERS:
        return Refusal(f"{name(rows, beside)} is your buddy, and does not decide posts.")
    if wish.over and wish.over != post.submission:
        return Refusal("Its author wrote it anew while you read. Read it again.")
    if judged_by(post, by) is not None:
        return Refusal(f"You decided this blind already. It is {name(rows, beside)}'s now.")
    if first_of(post, by, post.submission) is not None:
        return Refusal("You decided this post already, and not blind.")
    if wish.decision is Decision.DECLINE and not wish.rule:
        return Refusal("Say which rule you would decline it by.")
    return short(wish.note)
