"""What happens to posts: submitted by members, taken and decided by staff."""

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


class PostDecided(msgspec.Struct, frozen=True, gc=False):
    """A post was decided."""

    post: str
    decision: Decision
    rule: str | None = None
    version: int | None = None
    of: str | None = None
    text: str | None = None
    note: str | None = None
