"""How often an app may ask: Slack's tiers per method and app, and about one message a second for each channel."""

import math
from collections import defaultdict, deque
from enum import IntEnum
from typing import Final

from console.clock import Clock
from console.domain.messages import micros

MINUTE: Final = 60_000_000
POST_BURST: Final = 4  # Slack lets a few messages through at once before it holds to one a second


class Tier(IntEnum):
    """Calls a minute of one method by one app; the value is what Slack promises at least."""

    ONE = 1
    TWO = 20
    THREE = 50
    FOUR = 100
    SPECIAL = 600


class Limits:
    """Counts calls on the practice clock; ``on`` may be set to False for benchmarks."""

    def __init__(self, clock: Clock, *, on: bool = True) -> None:
        self.on = on
        self._clock = clock
        self._calls: dict[tuple[str, str], deque[int]] = defaultdict(deque)
        self._posts: dict[tuple[str, str], tuple[float, int]] = {}

    def ask(self, app: str, method: str, tier: Tier) -> int | None:
        """Count one call; None when it may go through, else the real seconds (at least 1) to wait."""
        if not self.on:
            return None
        now = micros(self._clock.now())
        calls = self._calls[app, method]
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= tier:
            return self._real(calls[0] + MINUTE - now)
        calls.append(now)
        return None

    def ask_post(self, app: str, channel: str) -> int | None:
        """Count one message to a channel; None when it may go through, else the real seconds to wait."""
        if not self.on:
            return None
        now = micros(self._clock.now())
        left, before = self._posts.get((app, channel), (float(POST_BURST), now))
        left = min(float(POST_BURST), left + (now - before) / 1_000_000)
        if left < 1:
            self._posts[app, channel] = left, now
            return self._real(round((1 - left) * 1_000_000))
        self._posts[app, channel] = left - 1, now
        return None

    def _real(self, microseconds: int) -> int:
        # A clock that stands still would mean to wait for ever.
        return max(1, math.ceil(microseconds / 1_000_000 / (self._clock.speed or 1.0)))
