"""What happens to chats: opened by the platform, taken, passed and closed by staff."""

import msgspec

from console.domain.words import AgeBand, ChatOutcome, Risk


class ChatOpened(msgspec.Struct, frozen=True, gc=False):
    """A member began to wait for a conversation."""

    chat: str
    alias: str
    age_band: AgeBand
    risk: Risk
    topic: str | None = None
    excerpt: str | None = None
    returning: bool | None = None


class ChatUpdated(msgspec.Struct, frozen=True, gc=False):
    """The platform learned something new about a chat; only what changed is set."""

    chat: str
    risk: Risk | None = None
    topic: str | None = None
    excerpt: str | None = None


class ChatEnded(msgspec.Struct, frozen=True, gc=False):
    """The member is no longer there."""

    chat: str
    reason: str | None = None


class ChatTaken(msgspec.Struct, frozen=True, gc=False):
    """A member of staff began a waiting chat, or accepted one passed to them."""

    chat: str


class LeaseRenewed(msgspec.Struct, frozen=True, gc=False):
    """A holder's desk is in use: the leases of these chats and posts run on."""

    chats: tuple[str, ...]
    posts: tuple[str, ...] | None = None


class ChatReleased(msgspec.Struct, frozen=True, gc=False):
    """A chat went back to the queue."""

    chat: str
    reason: str | None = None


class ChatReopened(msgspec.Struct, frozen=True, gc=False):
    """A closed chat went back to the queue."""

    chat: str
    reason: str | None = None


class ChatPassed(msgspec.Struct, frozen=True, gc=False):
    """A chat was offered to a colleague, who takes it or gives it back."""

    chat: str
    to: str
    note: str | None = None


class PassReturned(msgspec.Struct, frozen=True, gc=False):
    """The colleague a chat was offered to gave the offer back."""

    chat: str
    reason: str | None = None


class ChatClosed(msgspec.Struct, frozen=True, gc=False):
    """A conversation was brought to its end."""

    chat: str
    outcome: ChatOutcome
    note: str | None = None


class ChatNoted(msgspec.Struct, frozen=True, gc=False):
    """Somebody wrote down something about a chat."""

    chat: str
    note: str


class ChatRiskSet(msgspec.Struct, frozen=True, gc=False):
    """Staff judged the risk of a chat anew."""

    chat: str
    risk: Risk
    reason: str | None = None
