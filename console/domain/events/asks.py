"""What is asked of the team, and what people write by hand."""

import msgspec

from console.domain.words import Home


class AskPosted(msgspec.Struct, frozen=True, gc=False):
    """A member of staff asked the team."""

    ask: str
    question: str
    chat: str | None = None
    post: str | None = None


class Said(msgspec.Struct, frozen=True, gc=False):
    """A person wrote an ordinary message in a home channel; the one fact that is not on the wire."""

    text: str
    home: Home
