"""What is asked before a post is decided: the edited text, for whom it is held, what its author is told, how grave."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from console.desk import View
from console.domain import actions
from console.domain.actions import DecidePost, JudgePost, Refusal
from console.domain.cases import Case, still_open
from console.domain.people import DECIDERS
from console.domain.posting import OPENLY
from console.domain.posts import Post
from console.domain.rules import Version, called
from console.domain.words import Decision, Risk, RuleLevel
from console.ui.acts import May
from console.ui.asking import Choice, Question
from console.ui.marks import Marks, gravest_first
from console.ui.post_rows import key_of, runs_between
from console.ui.shapes import RISK_WORDS
from console.ui.text import Run, one_line

_HOURS: Final = (1, 4)
_MOST: Final = 9  # choices with a key of their own


def wish_of(post: Post, decision: Decision, marks: Marks) -> DecidePost:
    """A decision on a post as it was read, by the gravest rule that it touches."""
    touched = [rule for rule, _ in marks.touched(key_of(post.post))]
    rule = touched[0] if touched and decision is not Decision.PUBLISH else ""
    return DecidePost(post.post, decision, rule, touched=tuple(touched), over=post.submission, two=marks.two)


def probe_of(post: Post, decision: Decision) -> DecidePost:
    """What tells beforehand whether a decision is free: holding and escalating may be when publishing is not."""
    return DecidePost(post.post, Decision.PUBLISH if decision in OPENLY else Decision.ESCALATE, over=post.submission)


def clean(post: Post, marks: Marks) -> bool:
    """Whether a post touches no rule at all."""
    return not marks.touched(key_of(post.post))


def all_clean(posts: Iterable[Post], marks: Marks, may: May, now: datetime) -> list[DecidePost]:
    """Publishing those of some posts that touch no rule and are not held, the oldest first."""
    found = [post for post in posts if clean(post, marks) and post.hold_at(now) is None]
    wishes = [wish_of(post, Decision.PUBLISH, marks) for post in sorted(found, key=lambda post: post.since)]
    return [wish for wish in wishes if may(wish) is None]


def why_published(post: Post, wish: DecidePost, refusal: Refusal, marks: Marks, may: May) -> Question:
    """Ask why a post is published against a rule's advice."""

    def made(_chosen: Any, text: str) -> Any:
        rule = wish.touched[0]
        action = replace(wish, why=text, rule=rule)
        return may(action) or action

    alias = one_line(post.alias, 60)
    if marks.two and dict(marks.touched(key_of(post.post)))[wish.touched[0]].level is RuleLevel.STOP:
        about = f"{refusal.why} It takes two people: somebody else is asked, and reads your reason after giving theirs."
        title = f"Ask for a second opinion about the post of {alias}"
        return Question(title, about, "Why it may be published", "Ask", made, band=post.age_band)
    title = f"Publish the post of {alias} all the same"
    return Question(title, refusal.why, "Why it is published", "Publish", made, band=post.age_band)


def edited(post: Post, marks: Marks, may: May) -> Question:
    """Ask for the post as it is to be published; what is typed is screened."""

    def made(_chosen: Any, text: str) -> Any:
        touched = _touched_by(text, post, marks)
        wish = replace(wish_of(post, Decision.EDIT, marks), text=text, touched=touched)
        return may(wish) or wish

    def differing(text: str) -> Sequence[Run]:
        if text.strip() == post.text.strip():
            return [Run("Nothing differs yet.", italic=True)]
        return [Run("What differs: ", italic=True), *runs_between(post.text, text)]

    about = "Change as little as you can: they are the member's own words."
    title, words = f"Edit the post of {one_line(post.alias, 60)}", "The post as it is published"
    return Question(title, about, words, "Edit and publish", made, band=post.age_band, beside=differing)


def _touched_by(text: str, post: Post, marks: Marks) -> tuple[str, ...]:
    if marks.screen is None:
        return ()
    from console.domain.screening import read  # noqa: PLC0415 -- it is there, as there is a screen

    return tuple(rule for rule, _ in gravest_first(marks.screen.touched(read(text), post.age_band), marks.rules))


def held(post: Post, view: View, now: datetime, marks: Marks, may: May) -> Question:
    """Ask for whom a post is held, or until when."""
    shift = view.shift(now)
    moments = [(f"{hours} h", now + timedelta(hours=hours)) for hours in _HOURS]
    moments += [("Until the shift ends", shift.ends)] if shift is not None and shift.ends > now else []
    on = view.people.grants.keys() if shift is None else shift.people
    people = [one for one in sorted(on, key=view.name) if one != view.me and view.people.roles_now(one) & DECIDERS]
    options: list[tuple[str, tuple[str, datetime | None]]] = [(said, ("", until)) for said, until in moments]
    options += [(f"For {one_line(view.name(one), 30)}", (one, None)) for one in people]
    choices = tuple(Choice(str(n) if n <= _MOST else "", said, value) for n, (said, value) in enumerate(options, 1))

    def made(chosen: Any, text: str) -> Any:
        if chosen is None:
            return Refusal("Choose for whom it is held, or until when: one key each.")
        person, until = chosen
        wish = replace(wish_of(post, Decision.HOLD, marks), person=person, until=until, note=text)
        return may(wish) or wish

    about = "Nobody else is shown it as waiting until then."
    words = "What is to be known (may stay empty)"
    return Question(
        f"Hold the post of {one_line(post.alias, 60)}", about, words, "Hold", made, choices, band=post.age_band
    )


def judged(post: Post, decision: Decision, rules: Iterable[tuple[str, Version]], marks: Marks, may: May) -> Question:
    """Ask why somebody would decide a post so, and by which rule they would decline it."""
    touched = marks.touched(key_of(post.post))
    choices = offered(touched, rules) if decision is Decision.DECLINE else ()
    named = touched[0][0] if touched else ""

    def made(chosen: Any, text: str) -> Any:
        wish = JudgePost(post.post, decision, (chosen or "") if choices else named, text, post.submission)
        return may(wish) or wish

    title = f"You would {decision.value} the post of {one_line(post.alias, 60)}"
    about = "Nothing is done by it. Your buddy reads your words once they have decided, too."
    words = "Why (may stay empty)"
    return Question(title, about, words, "That is what I would do", made, choices, named or None, band=post.age_band)


def offered(touched: Sequence[tuple[str, Version]], rules: Iterable[tuple[str, Version]]) -> tuple[Choice, ...]:
    """The rules by which a post may be declined, those that it touches first, each with a key."""
    known = {rule for rule, _ in touched}
    found = [*touched, *(one for one in rules if one[0] not in known)][:_MOST]
    return tuple(
        Choice(str(n), f"{called(rule)} · {one_line(version.title, 34)}", rule)
        for n, (rule, version) in enumerate(found, 1)
    )


def escalated(post: Post, view: View, marks: Marks, may: May, *, blind: bool = False) -> Question:
    """Ask how grave it is, and flag who wrote it; that is done at once, also by whoever decides ``blind``.

    Whose case is open already is not flagged again: it would be two cases of one member.
    """
    decided = wish_of(post, Decision.ESCALATE, marks)
    wish = JudgePost(post.post, decided.decision, decided.rule, over=post.submission) if blind else decided
    known = next((case for case in still_open(view.cases.values()) if case.alias == post.alias), None)
    if known is not None:
        return _escalated_again(post, known, view, wish, may)

    def made(chosen: Any, text: str) -> Any:
        flag = actions.FlagCase(chosen or Risk.B, post=post.post, summary=text, owner=view.me)
        return may(wish) or may(flag) or (wish, flag)

    choices = tuple(Choice(risk.value, f"{risk.value} {RISK_WORDS[risk]}", risk) for risk in Risk)
    about = "Its author is flagged in #cases, and you see to them until somebody else does. The post stays unpublished."
    title = f"Escalate the post of {one_line(post.alias, 60)}"
    return Question(title, about, "What is to be known", "Escalate", made, choices, Risk.B, band=post.age_band)


def about(post: Post, may: May) -> Question:
    """Ask the team about a post."""

    def made(_chosen: Any, text: str) -> Any:
        action = actions.AskAboutPost(post.post, text)
        return may(action) or action

    told = "The question goes to the team's thread, never with the member's text."
    title = f"Ask the team about the post of {one_line(post.alias, 60)}"
    return Question(title, told, "Your question", "Ask", made, band=post.age_band)


def _escalated_again(post: Post, known: Case, view: View, wish: DecidePost | JudgePost, may: May) -> Question:
    def made(_chosen: Any, text: str) -> Any:
        action = replace(wish, note=text)
        return may(action) or action

    owner = f" and {one_line(view.name(known.owner), 60)} sees to them" if known.owner else ""
    about = f"Its author is flagged at {known.risk.value} already{owner}. The post stays unpublished."
    title = f"Escalate the post of {one_line(post.alias, 60)}"
    return Question(title, about, "What is to be known (may stay empty)", "Escalate", made, band=post.age_band)


def strict(rules: Iterable[tuple[str, Version]]) -> list[tuple[str, Version]]:
    """The rules by which a post may be declined, the strictest first."""
    levels = list(RuleLevel)
    return sorted(rules, key=lambda one: (levels.index(one[1].level), one[0]))


def strict_of(view: View, now: datetime) -> list[tuple[str, Version]]:
    """The rules in force at a moment, the strictest first."""
    return strict((one.rule, version) for one in view.rules.values() if (version := one.in_force(now)) is not None)


def overturned(post: Post, who: str, may: May) -> Question:
    """Why a decision is overturned; whoever made it reads that."""

    def made(_chosen: Any, text: str) -> Any:
        action = actions.ReviewPost(post.post, stands=False, reason=text)
        return may(action) or action

    about = f"{one_line(who, 60)} reads your reason, and decides it anew. What was published before stays where it is."
    title = f"Overturn what was decided of {one_line(post.alias, 60)}'s post"
    return Question(title, about, "Why, as you would say it to them", "Overturn it", made, band=post.age_band)
