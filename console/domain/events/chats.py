"""What happens to chats: opened by the platform, taken, passed and closed by staff."""

from dataclasses import dataclass

from console.domain.words import AgeBand, ChatOutcome, Risk


@dataclass(frozen=True, slots=True)
class ChatOpened:
    """A member began to wait for a conversation."""

    chat: str
    alias: str
    age_band: AgeBand
    risk: Risk
    topic: str | None = None
    excerpt: str | None = None
    returning: bool | None = None


@dataclass(frozen=True, slots=True)
class ChatUpdated:
    """The platform learned something new about a chat; only what changed is set."""

    chat: str
    risk: Risk | None = None
    topic: str | None = None
    excerpt: str | None = None


@dataclass(frozen=True, slots=True)
class ChatEnded:
    """The member is no longer there."""

    chat: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChatTaken:
    """A member of staff began a waiting chat, or accepted one passed to them."""

    chat: str


@dataclass(frozen=True, slots=True)
class LeaseRenewed:
    """A holder's desk is in use: the leases of these chats run on."""

    chats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChatReleased:
    """A chat went back to the queue."""

    chat: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChatReopened:
    """A closed chat went back to the queue."""

    chat: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChatPassed:
    """A chat was offered to a colleague, who takes it or gives it back."""

    chat: str
    to: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PassReturned:
    """The colleague a chat was offered to gave the offer back."""

    chat: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChatClosed:
    """A conversation was brought to its end."""

    chat: str
    outcome: ChatOutcome
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ChatNoted:
    """Somebody wrote down something about a chat."""

    chat: str
    note: str


@dataclass(frozen=True, slots=True)
class ChatRiskSet:
    """Staff judged the risk of a chat anew."""

    chat: str
    risk: Risk
    reason: str | None = None
