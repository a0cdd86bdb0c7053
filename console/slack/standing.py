"""What may be said of the connection: whether it lives, up to where the desk is complete, what may be missing."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from console.clock import Clock
from console.domain.connection import Connection, Link, Progress
from console.domain.words import Home
from console.slack.pace import Pace
from console.slack.socket import Push
from console.slack.trouble import SILENT, Later, Limited, Never, Trouble

# These stand where a channel's id stands, for the two other things that must be readable.
PEOPLE: Final = "people"
HOMES: Final = "homes"


class Standing:
    """Puts together what the parts of the feed learn, and tells it when it changed."""

    def __init__(self, clock: Clock, tell: Callable[[Connection], None], pace: Pace) -> None:
        self._clock, self._tell, self._pace = clock, tell, pace
        self._told = Connection(since=clock.now())
        self._push = Push.OPENING
        self._push_why = ""
        self._asked: bool | None = None  # whether Slack answered last time
        self._why = ""  # it did not
        self._refused = ""
        self._missing: Mapping[Home, str] = {}
        self._unread: dict[str, str] = {}
        self._confirmed: dict[str, datetime | None] = {}
        self._progress: Progress | None = None
        self._waiting_till = 0.0
        self._proof_at = 0.0
        self._silent = False

    @property
    def live(self) -> bool:
        """Whether Slack pushes."""
        return self._push is Push.OPEN

    @property
    def down(self) -> bool:
        """Whether the live connection cannot be opened."""
        return self._push is Push.DOWN

    @property
    def silence_seconds(self) -> float:
        """How long ago the last sign of life of the live connection was; 0 while there is none."""
        return time.monotonic() - self._proof_at if self.live else 0.0

    @property
    def is_refused(self) -> bool:
        """Whether Slack does not let this desk in."""
        return bool(self._refused)

    @property
    def fails(self) -> bool:
        """Whether Slack did not answer last time, or did not let this desk in."""
        return self._asked is False or bool(self._refused)

    def alive(self) -> None:
        """Slack gave a sign of life."""
        self._proof_at = time.monotonic()
        if self._silent or self._proof_at - self._told.proof_at >= self._pace.proof:
            self._silent = False
            self._say()

    def pushes(self, push: Push, why: str = "") -> None:
        """How it stands with the live connection, and why a person might look."""
        self._push, self._push_why = push, why
        self._say()

    def silent(self) -> None:
        """Nothing is heard from Slack, for longer than it should take; the next sign of life ends that."""
        if not self._silent:
            self._silent = True
            self._say()

    def answered(self) -> None:
        """Slack answered a question."""
        self._asked, self._why, self._refused = True, "", ""
        self._say()

    def unanswered(self, why: str) -> None:
        """Slack did not answer a question."""
        self._asked, self._why = False, why
        self._say()

    def refused(self, why: str) -> None:
        """Slack does not let this desk in."""
        self._refused = why
        self._say()

    def failed(self, trouble: Trouble) -> None:
        """Whoever writes met a trouble that concerns all that is asked of Slack."""
        match trouble:
            case Limited(seconds=seconds):
                self.waits(seconds)
            case Later():
                self.unanswered(trouble.why)
            case Never(refused=True):
                self.refused(trouble.why)
            case _:
                pass  # that one wish is refused, and nothing else

    def waits(self, seconds: float) -> None:
        """Slack asked to wait."""
        self._waiting_till = time.monotonic() + seconds
        self._say()

    def homes(self, channels: Mapping[str, datetime | None], missing: Mapping[Home, str]) -> None:
        """The channels that are read, each with up to where it is complete, and the homes that cannot be."""
        self._confirmed = {channel: self._confirmed.get(channel, at) for channel, at in channels.items()}
        self._unread = {
            channel: why for channel, why in self._unread.items() if channel in channels or channel == PEOPLE
        }
        self._missing = missing
        self._say()

    def confirmed(self, channels: Mapping[str, datetime]) -> None:
        """Channels were read, and what was read is kept, up to these moments."""
        for channel, at in channels.items():
            before = self._confirmed.get(channel)
            if channel in self._confirmed and (before is None or at > before):
                self._confirmed[channel] = at
        self._say()

    def unread(self, channel: str, why: str) -> None:
        """A channel cannot be read (or can again, with an empty sentence)."""
        if why:
            self._unread[channel] = why
        else:
            self._unread.pop(channel, None)
        self._say()

    def reads(self, progress: Progress | None) -> None:
        """A long reading goes on, or is over."""
        self._progress = progress
        self._say()

    def _link(self) -> Link:
        if self._refused:
            return Link.REFUSED
        if self._push is Push.OPEN and not self._silent:
            return Link.LIVE
        if self._asked is False:
            return Link.OFFLINE
        if self._asked is None or self._silent or self._push is Push.OPENING:
            return Link.CONNECTING
        return Link.POLLING

    def _trouble(self) -> str:
        if self._refused or self._why:
            return self._refused or self._why
        if self._silent:
            return SILENT
        seconds = self._waiting_till - time.monotonic()
        if seconds > 1:
            return f"Slack asks the desk to wait for {seconds:.0f} seconds. It goes on by itself."
        return self._push_why

    def _say(self) -> None:
        link = self._link()
        moments = list(self._confirmed.values())
        known = [at for at in moments if at is not None]
        now = Connection(
            link=link,
            since=self._told.since if link is self._told.link else self._clock.now(),
            # A channel that was never read to its end leaves the whole without an end.
            complete_to=min(known) if known and len(known) == len(moments) else None,
            gaps=(*self._missing.values(), *self._unread.values()),
            proof_at=self._proof_at,
            trouble=self._trouble(),
            progress=self._progress,
        )
        quiet = self._proof_at - self._told.proof_at < self._pace.proof
        if quiet and replace(now, proof_at=self._told.proof_at) == self._told:
            return
        self._told = now
        self._tell(now)
