"""What is asked of the team, and what people write by hand."""

from dataclasses import dataclass

from console.domain.words import Home


@dataclass(frozen=True, slots=True)
class AskPosted:
    """A member of staff asked the team."""

    ask: str
    question: str
    chat: str | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A person wrote an ordinary message in a home channel; the one fact that is not on the wire."""

    text: str
    home: Home
