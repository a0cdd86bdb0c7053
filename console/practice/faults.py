"""What can go wrong with Slack on demand: a closed set of faults, as tests and the menu "Practice" ask for them.

Each is posted to ``/practice/fault`` as ``{"fault": NAME, …fields}``. ``on: false`` ends one, ``seconds``
(real ones) ends it by itself, and ``calm`` ends them all.
"""

from typing import Final, Literal, TypeAlias

import msgspec

Reason: TypeAlias = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


class Lasting(msgspec.Struct, frozen=True, tag_field="fault"):
    """A state that begins, or ends with ``on: false``, or ends by itself after ``seconds``."""

    on: bool = True
    seconds: float | None = None


class PullPlug(Lasting, frozen=True, tag="pull_plug"):
    """Every connection is cut and none is accepted until the plug is put back."""


class PutBack(msgspec.Struct, frozen=True, tag_field="fault", tag="put_back"):
    """The plug is in again."""


class Slow(Lasting, frozen=True, tag="slow"):
    """Every answer, and everything on the sockets, comes so many seconds late."""

    latency: float = 2.0


class RateLimited(Lasting, frozen=True, tag="rate_limited"):
    """Every method answers 429; ``Retry-After`` is what is left of ``seconds``."""


class Error500(Lasting, frozen=True, tag="error_500"):
    """Every method fails with a server error, with probability ``p``."""

    p: float = 1.0


class LoseAnswers(Lasting, frozen=True, tag="lose_answers"):
    """A write is done, but with probability ``p`` the connection is cut before its answer."""

    p: float = 0.5


class Repeat(Lasting, frozen=True, tag="repeat"):
    """Each payload is delivered twice under new envelope ids, and once more after ``late`` real seconds, if set."""

    late: float | None = None


class SilentSocket(Lasting, frozen=True, tag="silent_socket"):
    """Sockets stay open, but nothing comes through them, no pongs either."""


class BlockedWebSockets(Lasting, frozen=True, tag="blocked_websockets"):
    """Tickets are given out, but every handshake is refused, as many company networks do."""


class MetadataRefused(Lasting, frozen=True, tag="metadata_refused"):
    """A user token may not post metadata: ``metadata_must_be_sent_from_app``."""


class ShortPages(Lasting, frozen=True, tag="short_pages"):
    """Pages hold fewer items than asked for, at most ``most``, although there are more."""

    most: int = 7


class Refresh(msgspec.Struct, frozen=True, tag_field="fault", tag="refresh"):
    """Sockets are told to disconnect, those of one person or all; after ``warning`` they are cut 10 s later."""

    reason: Reason = "refresh_requested"
    person: str | None = None


class RevokeToken(Lasting, frozen=True, tag="revoke_token"):
    """A person's tokens are no longer valid."""

    person: str = ""


class RenewTokens(msgspec.Struct, frozen=True, tag_field="fault", tag="renew_tokens"):
    """A person's tokens are given out anew (``people.renewed``); the ones before are no longer valid."""

    person: str = ""


class DropScope(Lasting, frozen=True, tag="drop_scope"):
    """A person's app no longer has a scope."""

    person: str = ""
    scope: str = ""


class Calm(msgspec.Struct, frozen=True, tag_field="fault", tag="calm"):
    """Everything works again."""


Fault: TypeAlias = (
    PullPlug
    | PutBack
    | Slow
    | RateLimited
    | Error500
    | LoseAnswers
    | Repeat
    | SilentSocket
    | BlockedWebSockets
    | MetadataRefused
    | ShortPages
    | Refresh
    | RevokeToken
    | RenewTokens
    | DropScope
    | Calm
)

decode_fault: Final = msgspec.json.Decoder(Fault).decode


class Weather:
    """Which faults are on now; ``None`` and empty sets mean that nothing is wrong."""

    def __init__(self) -> None:
        self.plug_pulled = False
        self.latency = 0.0
        self.limited_until: float | None = None
        self.error_chance = 0.0
        self.lose_chance = 0.0
        self.repeat: Repeat | None = None
        self.silent = False
        self.blocked = False
        self.metadata_refused = False
        self.page_most: int | None = None
        self.revoked: set[str] = set()
        self.renewed: set[str] = set()
        self.dropped: set[tuple[str, str]] = set()

    def set(self, fault: Fault, now: float) -> None:  # noqa: C901, PLR0912 - one arm for each of the closed set
        """Begin or end a fault; ``now`` is the monotonic clock's. ``Refresh`` is the sockets' own affair."""
        match fault:
            case PullPlug():
                self.plug_pulled = fault.on
            case PutBack():
                self.plug_pulled = False
            case Slow():
                self.latency = fault.latency if fault.on else 0.0
            case RateLimited():
                self.limited_until = now + (30.0 if fault.seconds is None else fault.seconds) if fault.on else None
            case Error500():
                self.error_chance = fault.p if fault.on else 0.0
            case LoseAnswers():
                self.lose_chance = fault.p if fault.on else 0.0
            case Repeat():
                self.repeat = fault if fault.on else None
            case SilentSocket():
                self.silent = fault.on
            case BlockedWebSockets():
                self.blocked = fault.on
            case MetadataRefused():
                self.metadata_refused = fault.on
            case ShortPages():
                self.page_most = fault.most if fault.on else None
            case RevokeToken():
                (self.revoked.add if fault.on else self.revoked.discard)(fault.person)
            case RenewTokens():
                self.revoked.discard(fault.person)
                self.renewed.add(fault.person)
            case DropScope():
                (self.dropped.add if fault.on else self.dropped.discard)((fault.person, fault.scope))
            case Calm():
                self.__init__()  # type: ignore[misc]  # back to the first state is what calm means
            case Refresh():
                pass
