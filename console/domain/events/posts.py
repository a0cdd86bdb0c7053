"""What happens to posts: submitted by members, taken and decided by staff."""

from datetime import datetime

import msgspec

from console.domain.words import AgeBand, Decision, PostPlace


class PostSubmitted(msgspec.Struct, frozen=True, gc=False):
    """A member wrote a post that is to be decided before it is published."""

    post: str
    alias: str
    age_band: AgeBand
    place: PostPlace
    text: str
    thread: str | None = None


class PostTaken(msgspec.Struct, frozen=True, gc=False):
    """A member of staff began to decide a post."""

    post: str


class PostReleased(msgspec.Struct, frozen=True, gc=False):
    """Who had a post gave it back undecided."""

    post: str
    reason: str | None = None


class PostReviewed(msgspec.Struct, frozen=True, gc=False):
    """Somebody looked again at a decision; ``of`` is the id of the event by which it was made.

    It ``stands``, or it is overturned, with the ``reason``: the post is undecided again. ``rule``, ``version`` and
    ``rule_of`` are those that it rested on.
    """

    post: str
    of: str
    stands: bool
    reason: str | None = None
    rule: str | None = None
    version: int | None = None
    rule_of: str | None = None


class PostJudged(msgspec.Struct, frozen=True, gc=False):
    """What a newcomer would decide of a post, blind ``beside`` their buddy; it decides nothing.

    ``over`` is the id of the submission that was read.
    """

    post: str
    decision: Decision
    over: str
    beside: str
    rule: str | None = None
    version: int | None = None
    of: str | None = None
    note: str | None = None


class PostOpinionAsked(msgspec.Struct, frozen=True, gc=False):
    """Somebody would publish a post that touches a stop rule, as it is or edited, and asks another person's opinion."""

    post: str
    over: str
    decision: Decision
    reason: str
    text: str | None = None
    rule: str | None = None
    version: int | None = None
    of: str | None = None


class PostOpinionDeclined(msgspec.Struct, frozen=True, gc=False):
    """Another person would not publish it; from who asked, it takes the question back."""

    post: str
    opinion: str
    reason: str | None = None


class PostDecided(msgspec.Struct, frozen=True, gc=False):
    """A post was decided.

    ``over`` is the id of the submission that was read; ``for_`` and ``until`` say for whom and how long it is held,
    ``message`` is what its author is told, ``why`` why it was decided so against a rule's advice,
    ``opinion`` is the id of the question that is agreed to hereby. ``template`` is the one that the message began as,
    in the version that ``template_of`` names (the id of its event).
    """

    post: str
    decision: Decision
    rule: str | None = None
    version: int | None = None
    of: str | None = None
    text: str | None = None
    note: str | None = None
    over: str | None = None
    for_: str | None = None
    until: datetime | None = None
    message: str | None = None
    why: str | None = None
    opinion: str | None = None
    template: str | None = None
    template_version: int | None = None
    template_of: str | None = None
