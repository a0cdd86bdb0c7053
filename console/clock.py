"""The service's clock: the real one, or the practice workspace's faster one."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec


class Clock(Protocol):
    """Tells the service's time; ages, leases, rules and shifts run on it."""

    @property
    def speed(self) -> float:
        """Seconds of the service per real second."""

    def now(self) -> datetime:
        """The moment (aware, UTC)."""


class RealClock:
    """The computer's own clock."""

    speed = 1.0

    def now(self) -> datetime:
        """The moment (aware, UTC)."""
        return datetime.now(UTC)


class PracticeClock(msgspec.Struct):
    """A clock that stood at ``start`` when the monotonic clock read ``at``, and runs ``speed`` times as fast."""

    start: datetime
    at: float
    speed: float = 1.0

    def now(self) -> datetime:
        """The moment (aware, UTC)."""
        return self.start + timedelta(seconds=(time.monotonic() - self.at) * self.speed)

    def run_at(self, speed: float) -> None:
        """Go on from this moment at another speed."""
        now = time.monotonic()
        self.start, self.at, self.speed = self.start + timedelta(seconds=(now - self.at) * self.speed), now, speed
