"""The posts: what members wrote for others to read, who decides it, and what was decided."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.cases import Case
from console.domain.chats import RENEWED_FOR, TAKEN_FOR
from console.domain.messages import Entry
from console.domain.opinions import Publishing, answered
from console.domain.people import DECIDERS, NOT_ENTITLED, NotEntitled, People
from console.domain.words import AgeBand, Decision, PostPlace, Role

# A post has no risk of its own: its leases are those of a chat at C to E (docs/wire.md, Lease).
_TAKEN_FOR: Final = TAKEN_FOR[False]
_RENEWED_FOR: Final = RENEWED_FOR[False]


class PostState(StrEnum):
    """Where a post stands at a moment; every post that was submitted stands at exactly one."""

    WAITING = "waiting"
    TAKEN = "taken"
    HELD = "held"
    PUBLISHED = "published"
    DECLINED = "declined"
    ESCALATED = "escalated"


_STATES: Final = {
    Decision.PUBLISH: PostState.PUBLISHED,
    Decision.EDIT: PostState.PUBLISHED,
    Decision.HOLD: PostState.HELD,
    Decision.DECLINE: PostState.DECLINED,
    Decision.ESCALATE: PostState.ESCALATED,
}


class Review(msgspec.Struct, frozen=True, gc=False):
    """What somebody said who looked again at a decision; of several the first stands."""

    by: str
    at: datetime
    stands: bool
    reason: str = ""


class Judged(msgspec.Struct, frozen=True, gc=False):
    """What somebody would decide of a post, said blind ``beside`` their buddy; ``over`` is the submission they read."""

    decision: Decision
    by: str
    at: datetime
    over: str
    beside: str
    rule: str | None = None
    version: int | None = None
    of: str | None = None
    note: str | None = None
    id: str = ""


class Decided(msgspec.Struct, frozen=True, gc=False):
    """What was decided of a post, by whom and when; ``over`` is the submission that it was about.

    ``id`` is that of its event, ``review`` what was said by whoever looked at it again.
    """

    decision: Decision
    by: str
    at: datetime
    over: str
    rule: str | None = None
    version: int | None = None
    of: str | None = None
    text: str | None = None
    note: str | None = None
    for_: str | None = None
    until: datetime | None = None
    message: str | None = None
    why: str | None = None
    id: str = ""
    review: Review | None = None
    template: str | None = None
    template_version: int | None = None
    template_of: str | None = None


class Post(msgspec.Struct, frozen=True, gc=False):
    """One post, as its author wrote it last; what a moment decides is computed, not kept.

    ``submission`` is the id of the event by which it was written so, ``before`` its text before that. ``decided`` is
    what stands: a hold stands until it is over or somebody decides anew, everything else until its author writes it
    anew. ``earlier`` is what was decided before, ``held_by`` are all who ever had it, ``judged``
    is what was said blind, ``opinions`` are the second opinions that were asked for.
    """

    post: str
    alias: str
    age_band: AgeBand
    place: PostPlace
    text: str
    thread: str | None
    submission: str
    submitted_at: datetime
    since: datetime
    before: str | None = None
    holder: str | None = None
    taken_at: datetime | None = None
    lease_until: datetime | None = None
    held_by: tuple[str, ...] = ()
    decided: Decided | None = None
    earlier: tuple[Decided, ...] = ()
    judged: tuple[Judged, ...] = ()
    opinions: tuple[Publishing, ...] = ()

    @property
    def opinion(self) -> Publishing | None:
        """The second opinion on publishing it that is wanted now."""
        if self.over_at is not None:
            return None
        return next((one for one in self.opinions if one.open and one.over == self.submission), None)

    @property
    def returned(self) -> Decided | None:
        """The decision that was overturned, and to whose maker the post came back; None once it is decided anew."""
        last = self.earlier[-1] if self.earlier and self.decided is None else None
        return last if last is not None and last.review is not None and not last.review.stands else None

    @property
    def over_at(self) -> datetime | None:
        """When it was decided for good; None while it is open. A post that is held is open."""
        done = self.decided
        return None if done is None or done.decision is Decision.HOLD else done.at

    def holder_at(self, now: datetime) -> str | None:
        """Who has it at the moment; nobody once the lease is over."""
        return None if self.lease_until is None or now >= self.lease_until else self.holder

    def hold_at(self, now: datetime) -> Decided | None:
        """The hold that stands at the moment."""
        done = self.decided
        if done is None or done.decision is not Decision.HOLD or (done.until is not None and now >= done.until):
            return None
        return done

    def state_at(self, now: datetime) -> PostState:
        """Where it stands at the moment."""
        if self.decided is not None and self.over_at is not None:
            return _STATES[self.decided.decision]
        if self.holder_at(now) is not None:
            return PostState.TAKEN
        return PostState.WAITING if self.hold_at(now) is None else PostState.HELD

    def turns_at(self, now: datetime) -> datetime | None:
        """When it will stand elsewhere although nobody does anything: its lease or its hold is over."""
        hold = self.hold_at(now)
        moments = (self.lease_until, None if hold is None else hold.until)
        return min((one for one in moments if one is not None and one > now), default=None)


def at_risk(posts: Iterable[Post], cases: Iterable[Case]) -> frozenset[str]:
    """The posts of members who are flagged: with an open case at A or B that names the post, or has their alias."""
    urgent = [case for case in cases if case.urgent]
    named, aliases = {case.post for case in urgent}, {case.alias for case in urgent}
    return frozenset(post.post for post in posts if post.post in named or post.alias in aliases)


def in_order(posts: Iterable[Post], at_risk: frozenset[str]) -> list[Post]:
    """The posts as they are to be decided: those at risk first, then the oldest."""
    return sorted(posts, key=lambda post: (post.post not in at_risk, post.since, post.post))


def account(posts: Iterable[Post], now: datetime) -> Counter[PostState]:
    """How many posts stand where at the moment; together they are all that were submitted."""
    return Counter(post.state_at(now) for post in posts)


def fold(post: Post | None, entry: Entry, people: People) -> Post | NotEntitled | None:
    """The post after one more event; events must come in order, the submission first.

    Submitted again it was written anew by its author: it is undecided again, and who has it keeps it. A decision needs
    that nobody else has the post; of two the first stands, and one over an older text changes nothing.
    """
    if not people.may(entry):
        return NOT_ENTITLED
    if post is None:
        return _submitted(entry)
    post = _lapsed(post, entry.position.at)
    match entry.event:
        case events.PostSubmitted() as new:
            return _rewritten(post, new, entry)
        case events.PostTaken() if post.over_at is None and post.holder is None:
            return _taken(post, entry)
        case events.PostReleased():
            return _released(post, entry, people)
        case events.LeaseRenewed() if entry.author not in post.held_by:
            return NOT_ENTITLED
        case events.LeaseRenewed() | events.AskPosted():
            return _worked(post, entry)
        case events.PostDecided() as new:
            return _decided(post, new, entry, people)
        case events.PostReviewed() as new:
            return _reviewed(post, new, entry)
        case _:
            return _said(post, entry, people)


def _said(post: Post, entry: Entry, people: People) -> Post | NotEntitled:
    """The post after what decides nothing: what somebody would do, and what others think of it."""
    match entry.event:
        case events.PostJudged() as new:
            return _judged(post, new, entry)
        case events.PostOpinionAsked() as new:
            return _asked(post, new, entry)
        case events.PostOpinionDeclined(_, opinion, reason):
            return _opinion(post, opinion, entry, people, agrees=False, reason=reason) or NOT_ENTITLED
        case _:
            return post


def _submitted(entry: Entry) -> Post | None:
    match entry.event:
        case events.PostSubmitted() as new:
            at = entry.position.at
            return Post(new.post, new.alias, new.age_band, new.place, new.text, new.thread, entry.id, at, at)
        case _:
            return None


def _rewritten(post: Post, new: events.PostSubmitted, entry: Entry) -> Post:
    return replace(
        post,
        alias=new.alias,
        age_band=new.age_band,
        place=new.place,
        text=new.text,
        thread=new.thread,
        submission=entry.id,
        since=entry.position.at,
        before=post.text,
        decided=None,
        earlier=_earlier(post),
    )


def _taken(post: Post, entry: Entry) -> Post:
    at = entry.position.at
    before = tuple(person for person in post.held_by if person != entry.author)
    return replace(post, holder=entry.author, taken_at=at, lease_until=at + _TAKEN_FOR, held_by=(*before, entry.author))


def _released(post: Post, entry: Entry, people: People) -> Post | NotEntitled:
    lead = people.has(entry.author, Role.LEAD, entry.position)
    if entry.author not in post.held_by and not lead:
        return NOT_ENTITLED
    return _freed(post) if post.holder == entry.author or lead else post


def _decided(post: Post, new: events.PostDecided, entry: Entry, people: People) -> Post:
    elsewhere = post.over_at is not None or post.holder not in (None, entry.author)
    if elsewhere or new.over not in (None, post.submission):
        return post
    if new.opinion is not None:
        post = _opinion(post, new.opinion, entry, people, agrees=True, reason=new.why) or post
    made = Decided(
        new.decision,
        entry.author,
        entry.position.at,
        post.submission,
        new.rule,
        new.version,
        new.of,
        new.text,
        new.note,
        new.for_,
        new.until,
        new.message,
        new.why,
        entry.id,
        None,
        new.template,
        new.template_version,
        new.template_of,
    )
    return replace(_freed(post), decided=made, earlier=_earlier(post))


def _reviewed(post: Post, new: events.PostReviewed, entry: Entry) -> Post | NotEntitled:
    """The post after somebody else looked at a decision again: one that is overturned leaves it undecided."""
    made = [*post.earlier, *((post.decided,) if post.decided is not None else ())]
    found = next((one for one in made if one.id == new.of), None)
    if found is None or found.review is not None:
        return post
    if found.by == entry.author:
        return NOT_ENTITLED
    seen = replace(found, review=Review(entry.author, entry.position.at, new.stands, new.reason or ""))
    if found is not post.decided:
        return replace(post, earlier=tuple(seen if one is found else one for one in post.earlier))
    if new.stands:
        return replace(post, decided=seen)
    freed = _freed(post)
    return replace(freed, decided=None, earlier=(*post.earlier, seen), since=entry.position.at)


def _judged(post: Post, new: events.PostJudged, entry: Entry) -> Post:
    """The post after somebody judged it blind: of each person the first time counts, of the text that stands."""
    by = entry.author
    twice = any((one.by, one.over) == (by, new.over) for one in post.judged)
    if twice or new.over != post.submission or new.beside == by:
        return post
    at = entry.position.at
    said = Judged(new.decision, by, at, new.over, new.beside, new.rule, new.version, new.of, new.note, entry.id)
    return replace(post, judged=(*post.judged, said))


def _asked(post: Post, new: events.PostOpinionAsked, entry: Entry) -> Post:
    """The post after somebody asked whether it may be published: it is free for whoever answers."""
    elsewhere = post.over_at is not None or post.holder not in (None, entry.author)
    if elsewhere or new.over != post.submission or post.opinion is not None:
        return post
    said = Publishing(
        entry.id,
        entry.author,
        entry.position.at,
        new.reason,
        decision=new.decision,
        over=new.over,
        text=new.text,
        rule=new.rule,
        version=new.version,
        of=new.of,
    )
    return replace(_freed(post), opinions=(*post.opinions, said))


def _opinion(post: Post, id: str, entry: Entry, people: People, *, agrees: bool, reason: str | None) -> Post | None:
    """The post after an answer to a question about it; None when it is not theirs to give."""
    found = next((one for one in post.opinions if one.opinion == id), None)
    if found is None:
        return post
    new = answered(found, entry, people, agrees=agrees, reason=reason, among=DECIDERS)
    if new is None:
        return None
    return replace(post, opinions=tuple(new if one is found else one for one in post.opinions))


def _earlier(post: Post) -> tuple[Decided, ...]:
    return post.earlier if post.decided is None else (*post.earlier, post.decided)


def _lapsed(post: Post, at: datetime) -> Post:
    """The post at a moment: a lease that is over leaves it with nobody."""
    return post if post.lease_until is None or at < post.lease_until else _freed(post)


def _freed(post: Post) -> Post:
    return replace(post, holder=None, taken_at=None, lease_until=None)


def _worked(post: Post, entry: Entry) -> Post:
    """Who has it did something: the lease runs on from here."""
    return replace(post, lease_until=entry.position.at + _RENEWED_FOR) if post.holder == entry.author else post
