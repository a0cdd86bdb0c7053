"""What may be done with a post: taken, given back, decided, asked about; and what became of it, in words."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from console.domain import actions, blind, events, publishing, reviewing, templates, templating
from console.domain.actions import Action, PostAction, Refusal
from console.domain.events import WireEvent
from console.domain.filling import not_filled, unfilled
from console.domain.giving import name, no_taker
from console.domain.people import DECIDERS
from console.domain.posts import Post, PostState
from console.domain.reading import LEVELS
from console.domain.rules import Version, called
from console.domain.words import Decision, Role, RuleLevel
from console.domain.writing import given, said, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

OPENLY: Final = (Decision.PUBLISH, Decision.EDIT)  # what lets others read it
LONGEST_HOLD: Final = timedelta(days=7)
_DONE: Final = {
    PostState.PUBLISHED: "published",
    PostState.DECLINED: "declined",
    PostState.ESCALATED: "escalated",
    PostState.HELD: "held",
}


def decide(rows: "Rows", action: PostAction, by: str, at: datetime, id: str) -> WireEvent | Refusal:
    """The event of an action on a post, were it done by this person at this moment."""
    post = rows.posts.get(action.post)
    if post is None:
        return Refusal("This desk knows no such post.")
    match action:
        case actions.AskAboutPost(_, question):
            refusal = no_taker(rows, by, at) or said(question, "question")
            return refusal or events.AskPosted(id, question.strip(), None, post.post)
        case actions.ReleasePost(_, reason):
            return _cannot_release(rows, post, by, at) or short(reason) or events.PostReleased(post.post, given(reason))
        case actions.TakePost():
            return _no_decider(rows, by) or _elsewhere(rows, post, by, at, taking=True) or events.PostTaken(post.post)
        case actions.ReviewPost():
            return reviewing.decide(rows, post, action, by, at)
        case actions.JudgePost():
            return blind.decide(rows, post, action, by, at)
        case actions.AnswerPost():
            return publishing.answer(rows, post, action, by, at)
        case actions.DecidePost():  # pragma: no branch -- the type checker proves that nothing is left
            return _decide(rows, post, action, by, at)


def held_by(rows: "Rows", person: str, at: datetime) -> list[Post]:
    """The posts that a person has at the moment, the longest first."""
    mine = (post for post in rows.posts.values() if post.over_at is None and post.holder_at(at) == person)
    return sorted(mine, key=lambda post: (post.since, post.post))


def against(rows: "Rows", touched: Iterable[str], at: datetime) -> list[tuple[str, Version]]:
    """Of the rules that a text touches those that advise against publishing it, the strictest first."""
    found = ((one, rule.in_force(at)) for one in touched if (rule := rows.rules.get(one)) is not None)
    advice = [(rule, one) for rule, one in found if one is not None and one.level is not RuleLevel.NOTE]
    return sorted(advice, key=lambda one: LEVELS[one[1].level])


def _decide(rows: "Rows", post: Post, wish: actions.DecidePost, by: str, at: datetime) -> WireEvent | Refusal:
    refusal = (
        _no_decider(rows, by)
        or _elsewhere(rows, post, by, at)
        or publishing.first(rows, post, wish, by)
        or _cannot_say(rows, post, wish, at)
    )
    if refusal is not None:
        return refusal
    advice = against(rows, wish.touched, at)
    if wish.two and wish.decision in OPENLY and advice and advice[0][1].level is RuleLevel.STOP:
        return publishing.ask(post, wish, *advice[0])
    version = None
    if wish.rule:
        rule = rows.rules.get(wish.rule)
        version = None if rule is None else rule.in_force(at)
        if version is None:
            return Refusal(f"{called(wish.rule).capitalize()} is not in force.")
    worded = _worded(rows, wish)
    if isinstance(worded, Refusal):
        return worded
    return events.PostDecided(
        post.post,
        wish.decision,
        wish.rule or None,
        version.number if version else None,
        version.of if version else None,
        wish.text.strip() if wish.decision is Decision.EDIT else None,
        given(wish.note),
        post.submission,
        given(wish.person) if wish.decision is Decision.HOLD else None,
        wish.until if wish.decision is Decision.HOLD else None,
        given(wish.message) if wish.decision is Decision.DECLINE else None,
        given(wish.why),
        template=wish.template if worded else None,
        template_version=worded.number if worded else None,
        template_of=worded.of if worded else None,
    )


def _worded(rows: "Rows", wish: actions.DecidePost) -> templates.Version | Refusal | None:
    """The version of a template as which a message began, or why it cannot go out with that; None without one."""
    if not wish.template or wish.decision is not Decision.DECLINE:
        return None
    return templating.used(rows, wish.template, wish.template_of)


def _cannot_say(rows: "Rows", post: Post, wish: actions.DecidePost, at: datetime) -> Refusal | None:
    """Why a decision cannot be said like that: something is missing, or stands in its way."""
    if wish.over and wish.over != post.submission:
        return Refusal("Its author wrote it anew while you read. Read it again.")
    if wish.decision is Decision.EDIT and wish.text.strip() in ("", post.text.strip()):
        return Refusal("Nothing is edited. Publish it as it is, or change a word.")
    if wish.decision is Decision.DECLINE and not wish.message.strip():
        return Refusal("Its author is told why it is declined. Write a message.")
    if wish.decision is Decision.DECLINE and not wish.rule:
        return Refusal("Say which rule it is declined by.")
    lacking = unfilled(wish.message, post.alias) if wish.decision is Decision.DECLINE else ()
    if lacking:
        return Refusal(not_filled(lacking))
    if wish.decision is Decision.HOLD:
        refusal = _cannot_hold(rows, wish, at)
        if refusal is not None:
            return refusal
    advice = against(rows, wish.touched, at) if wish.decision in OPENLY else []
    if advice and not wish.why.strip():
        rule, version = advice[0]
        about = f"{called(rule)} ({version.level.value}: {version.title})"
        return Refusal(f"This touches {about}. Say why it is published all the same.")
    return short(f"{wish.text}\n{wish.note}\n{wish.message}\n{wish.why}")


def _cannot_hold(rows: "Rows", wish: actions.DecidePost, at: datetime) -> Refusal | None:
    if wish.person and not rows.people.roles_now(wish.person) & DECIDERS:
        return Refusal(f"{name(rows, wish.person)} does not decide posts: nobody would see to it.")
    if wish.until is not None and not at < wish.until <= at + LONGEST_HOLD:
        return Refusal("A post is held until a moment within the next seven days.")
    if not wish.person and wish.until is None:
        return Refusal("Say for whom it is held, or until when.")
    return None


def _no_decider(rows: "Rows", by: str) -> Refusal | None:
    if rows.people.roles_now(by) & DECIDERS:
        return None
    return Refusal("Only moderators and clinicians decide posts.")


def _elsewhere(rows: "Rows", post: Post, by: str, at: datetime, *, taking: bool = False) -> Refusal | None:
    """Why a post is not a person's to take or decide: it is decided, or somebody has it, or it is held for them."""
    state, holder = post.state_at(at), post.holder_at(at)
    if post.decided is not None and post.over_at is not None:
        return Refusal(f"{name(rows, post.decided.by)} {_DONE[state]} this post already.")
    if holder is not None and (taking or holder != by):
        return Refusal("You have this post already." if holder == by else f"{name(rows, holder)} has this post.")
    hold = post.hold_at(at)
    if hold is not None and hold.for_ not in (None, by) and by != hold.by:
        return Refusal(f"This post is held for {name(rows, hold.for_ or '')}.")
    return None


def _cannot_release(rows: "Rows", post: Post, by: str, at: datetime) -> Refusal | None:
    holder = post.holder_at(at)
    if holder is None or post.over_at is not None:
        return Refusal("Nobody has this post.")
    if holder != by and Role.LEAD not in rows.people.roles_now(by):
        return Refusal(f"{name(rows, holder)} has this post. Only they and a lead can do that.")
    return None


# What became of it


def opposite(rows: "Rows", action: PostAction, by: str, at: datetime) -> Action | None:
    """What undoes an action on a post. A decision is undone as long as it is held back, and stands after that."""
    post = rows.posts.get(action.post)
    match action:
        case actions.TakePost():
            return actions.ReleasePost(action.post)
        case actions.ReleasePost() if post is not None and post.holder_at(at) == by:
            return actions.TakePost(action.post)
        case _:
            return None


def stands(rows: "Rows", event: events.PostTaken | events.PostReleased, by: str, at: datetime) -> bool:
    """Whether a post is still as somebody left it."""
    post = rows.posts.get(event.post)
    if post is None or post.over_at is not None:
        return False
    return post.holder_at(at) == (by if isinstance(event, events.PostTaken) else None)


def explained(
    rows: "Rows",
    event: events.PostTaken | events.PostDecided,
    *,
    by: str,
    at: datetime,
    zone: tzinfo,
) -> str | None:
    """Why an event about a post changed nothing; None when it did what was wished, or what followed hides it."""
    post = rows.posts.get(event.post)
    if post is None:
        return None
    made = [*post.earlier, *((post.decided,) if post.decided else ())]
    if isinstance(event, events.PostDecided):
        if any((one.by, one.at) == (by, at) for one in made):
            return None
        if event.over is not None and event.over != post.submission and post.since <= at:
            return f"Its author wrote this post anew at {_clock(post.since, zone)}, before you decided. Read it again."
    elif post.holder == by:
        return None
    first = next((one for one in reversed(made) if one.at < at and one.over == post.submission), None)
    if first is not None and first.decision is not Decision.HOLD:
        return f"{name(rows, first.by)} decided this post at {_clock(first.at, zone)}, before you."
    if post.holder not in (None, by) and post.taken_at is not None and post.taken_at <= at:
        return f"{name(rows, post.holder or '')} took this post at {_clock(post.taken_at, zone)}, before you."
    return None


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M:%S}"
