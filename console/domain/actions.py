"""The wishes: everything that a person at a desk can want to do, as frozen types in one closed set."""

from dataclasses import dataclass
from typing import TypeAlias

from console.domain.words import ChatOutcome, Risk, Role


@dataclass(frozen=True, slots=True)
class TakeNext:
    """Take the chat that should be taken now."""


@dataclass(frozen=True, slots=True)
class TakeChat:
    """Begin a waiting chat, or accept one that was passed on."""

    chat: str


@dataclass(frozen=True, slots=True)
class ReleaseChat:
    """Give a chat back to the queue."""

    chat: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PassChat:
    """Offer a chat to a colleague on shift."""

    chat: str
    to: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnPass:
    """Give an offered chat back to who passed it."""

    chat: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CloseChat:
    """Bring a conversation to its end."""

    chat: str
    outcome: ChatOutcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReopenChat:
    """Put a closed chat back into the queue."""

    chat: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NoteChat:
    """Write something down about a chat."""

    chat: str
    note: str


@dataclass(frozen=True, slots=True)
class SetRisk:
    """Judge the risk of a chat anew; lowering it needs a reason."""

    chat: str
    risk: Risk
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RenewLeases:
    """Keep the chats one holds: the desk is in use."""


@dataclass(frozen=True, slots=True)
class AskTeam:
    """Ask the team about a chat."""

    chat: str
    question: str


@dataclass(frozen=True, slots=True)
class LiftLimit:
    """Let a person hold more chats at a time, for the shift of the moment."""

    person: str
    limit: int


@dataclass(frozen=True, slots=True)
class GiveRole:
    """Let a person do more."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class TakeRole:
    """Let a person do less."""

    person: str
    role: Role


ChatAction: TypeAlias = (
    TakeChat | ReleaseChat | PassChat | ReturnPass | CloseChat | ReopenChat | NoteChat | SetRisk | AskTeam
)
Action: TypeAlias = ChatAction | TakeNext | RenewLeases | LiftLimit | GiveRole | TakeRole


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in words fit for the screen."""

    why: str
