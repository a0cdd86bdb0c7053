"""Publishing what a stop rule touches, where that takes two people: who asks, who answers, and what it comes to."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from console.domain import actions, events
from console.domain.actions import Refusal
from console.domain.events import WireEvent
from console.domain.giving import name, no_clinician
from console.domain.opinions import Publishing, Stand, may_answer
from console.domain.people import DECIDERS
from console.domain.posts import Post
from console.domain.rules import Version
from console.domain.words import Decision
from console.domain.writing import given, said

if TYPE_CHECKING:
    from console.domain.deciding import Rows

# What may be done alone while a second opinion is wanted: it keeps the post from others, and settles nothing.
_ALONE: Final = (Decision.HOLD, Decision.ESCALATE)


def first(rows: "Rows", post: Post, wish: actions.DecidePost, by: str) -> Refusal | None:
    """Why a post is not decided like that while a second opinion on it is wanted: that is to be given first."""
    known = post.opinion
    if known is None or wish.decision in _ALONE:
        return None
    if known.by == by:
        if wish.decision is Decision.DECLINE:
            return None
        return Refusal("You asked for a second opinion already. It can be taken back.")
    settles = known.stand is Stand.DISAGREED and may_answer(known, by, rows.people.roles_now(by), DECIDERS)
    if settles and wish.decision is Decision.DECLINE:
        return None
    return Refusal(f"{name(rows, known.by)} asks for a second opinion on publishing this post. Give yours first.")


def ask(post: Post, wish: actions.DecidePost, rule: str, version: Version) -> WireEvent:
    """The question whether a post may be published although it touches a stop rule."""
    edited = wish.text.strip() if wish.decision is Decision.EDIT else None
    why = wish.why.strip()
    return events.PostOpinionAsked(
        post.post, post.submission, wish.decision, why, edited, rule, version.number, version.of
    )


def answer(rows: "Rows", post: Post, action: actions.AnswerPost, by: str, at: datetime) -> WireEvent | Refusal:
    """The event of an answer: what was wished itself, or that it is declined or taken back."""
    known = post.opinion
    if known is None:
        return Refusal("Nobody asks for a second opinion about this post.")
    if by == known.by and not action.agrees:
        return events.PostOpinionDeclined(post.post, known.opinion, given(action.reason))
    refusal = _may_answer(rows, known, by, at) or _held(rows, post, by, at) or said(action.reason, "reason")
    if refusal is not None:
        return refusal
    reason = action.reason.strip()
    if not action.agrees:
        return events.PostOpinionDeclined(post.post, known.opinion, reason)
    return events.PostDecided(
        post.post,
        known.decision,
        known.rule,
        known.version,
        known.of,
        known.text,
        over=post.submission,
        why=reason,
        opinion=known.opinion,
    )


def _may_answer(rows: "Rows", known: Publishing, by: str, at: datetime) -> Refusal | None:
    if by == known.by:
        return Refusal("You asked for it yourself: the second opinion is somebody else's.")
    if any(one.by == by for one in known.given):
        return Refusal("You gave your opinion already. A clinician decides now.")
    if may_answer(known, by, rows.people.roles_now(by), DECIDERS):
        return None
    if known.stand is Stand.DISAGREED:
        return no_clinician(rows, by, at, "decide where two people disagree")
    return Refusal("Only moderators and clinicians decide posts.")


def _held(rows: "Rows", post: Post, by: str, at: datetime) -> Refusal | None:
    holder = post.holder_at(at)
    return None if holder in (None, by) else Refusal(f"{name(rows, holder or '')} has this post.")
