"""What happens to posts: submitted by members, taken and decided by staff."""

from dataclasses import dataclass

from console.domain.words import AgeBand, Decision, PostPlace


@dataclass(frozen=True, slots=True)
class PostSubmitted:
    """A member wrote a post that is to be decided before it is published."""

    post: str
    alias: str
    age_band: AgeBand
    place: PostPlace
    text: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class PostTaken:
    """A member of staff began to decide a post."""

    post: str


@dataclass(frozen=True, slots=True)
class PostDecided:
    """A post was decided."""

    post: str
    decision: Decision
    rule: str | None = None
    version: int | None = None
    of: str | None = None
    text: str | None = None
    note: str | None = None
