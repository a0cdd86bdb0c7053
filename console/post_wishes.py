"""Wishes in words about posts: taken, given back, decided, judged blind, and what others say of them."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from console.desk import View
from console.domain import actions
from console.domain.actions import Action, DecidePost, Refusal
from console.naming import rule_of, typed_moment

if TYPE_CHECKING:
    from console.wishes import Wish


def take(_view: View, wish: "Wish", post: str) -> Action:
    """Begin to decide it."""
    del wish
    return actions.TakePost(post)


def release(_view: View, wish: "Wish", post: str) -> Action:
    """Give it back."""
    return actions.ReleasePost(post, wish.text)


def ask(_view: View, wish: "Wish", post: str) -> Action:
    """Ask the team about it."""
    return actions.AskAboutPost(post, wish.text)


def review(_view: View, wish: "Wish", post: str) -> Action:
    """Look again at what was decided."""
    return actions.ReviewPost(post, wish.stands, wish.text)


def judge(view: View, wish: "Wish", post: str) -> Action:
    """Say blind what one would decide."""
    return actions.JudgePost(post, wish.decision, rule_of(view, wish.rule) if wish.rule else "", wish.note)


def agree(_view: View, wish: "Wish", post: str) -> Action:
    """Give the second opinion that it may be published."""
    return actions.AnswerPost(post, agrees=True, reason=wish.text)


def disagree(_view: View, wish: "Wish", post: str) -> Action:
    """Give the second opinion that it may not, or take one's own question back."""
    return actions.AnswerPost(post, agrees=False, reason=wish.text)


def decide(view: View, wish: "Wish", post: str, *, person: str, now: datetime, zone: tzinfo) -> DecidePost | Refusal:
    """Decide it; ``person`` is for whom it is held."""
    until = typed_moment(wish.when, now, zone)
    if isinstance(until, Refusal):
        return until
    rule = rule_of(view, wish.rule) if wish.rule else ""
    told = (wish.text, wish.note, person, until, wish.message)
    return DecidePost(post, wish.decision, rule, *told, why=wish.why)
