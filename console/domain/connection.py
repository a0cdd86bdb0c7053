"""How the desk stands with Slack: what is connected, how far it is complete, what may be missing."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Link(StrEnum):
    """The state of the connection, as the status line tells it."""

    CONNECTING = "connecting"
    LIVE = "live"  # Slack pushes; about a second
    POLLING = "polling"  # we ask; about 15 seconds
    OFFLINE = "offline"  # Slack cannot be reached; we go on trying
    REFUSED = "refused"  # Slack refuses us; a person must look


class Progress(msgspec.Struct, frozen=True):
    """A long reading: how many channels of how many are done, how many messages came so far."""

    channel: str
    done: int
    of: int
    messages: int


class Connection(msgspec.Struct, frozen=True):
    """How the desk stands with Slack at one moment.

    ``complete_to`` is on Slack's clock and only ever what history has confirmed; ``gaps`` has a sentence
    for each stretch or channel that may be missing; ``proof_at`` is the moment (real time, monotonic
    seconds) of the last proof of life; ``trouble`` is a sentence for the screen, empty when all is well.
    """

    link: Link = Link.CONNECTING
    since: datetime | None = None
    complete_to: datetime | None = None
    gaps: tuple[str, ...] = ()
    proof_at: float = 0.0
    trouble: str = ""
    progress: Progress | None = None
