"""Whether anybody is there: a silence is noticed, looked into, and ended as soon as Slack answers again."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from console.slack.client import Client
from console.slack.pace import Pace
from console.slack.socket import Socket
from console.slack.standing import Standing
from console.slack.trouble import Later, Never

LOOK: Final = 0.5  # seconds between two looks at what is known here; they ask nobody
LONGEST: Final = 30.0  # seconds between two questions while answers come and nothing gets better by them


class Watch:
    """Asks Slack the smallest question while something is wrong, on a connection of its own.

    A connection may be open with nobody at its other end: then nothing fails, for a long time. As soon as Slack
    answers, ``again`` is called; what hangs on old connections, the live one (``socket``) too, begins anew.
    """

    def __init__(
        self, client: Client, standing: Standing, pace: Pace, again: Callable[[], None], socket: Socket | None
    ) -> None:
        self._client, self._standing, self._pace = client, standing, pace
        self._again, self._socket = again, socket
        self._ask_at = 0.0
        self._hung = False  # something hung since all was well: other connections may be as dead as that one
        self._vain = 0  # answers in a row after which something was wrong all the same
        self._well_at = 0.0  # when the last of them will have been so long ago that all is well

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            pause = min(LOOK, self._pace.quiet / 4)
            # Whoever waits for the end of a silence has waited long enough.
            await asyncio.sleep(min(pause, max(self._ask_at - time.monotonic(), pause / 10)) if self._hung else pause)
            silent = self._standing.silence_seconds > self._pace.quiet
            hangs = silent or self._client.unanswered_seconds > self._pace.quiet
            if silent or (hangs and not self._standing.live):
                self._standing.silent()
            self._hung |= hangs
            if not hangs and not self._standing.fails:
                self._hung = False
                # A new live connection is well for some seconds, whatever becomes of it. Each one lets everything be
                # read that may have been missed: too often, and Slack's limits let nothing else through.
                self._vain = self._vain if time.monotonic() < self._well_at else 0
            elif time.monotonic() >= self._ask_at:
                await self._look(silent=silent, hangs=hangs)

    async def _look(self, *, silent: bool, hangs: bool) -> None:
        wait, began = self._pace.reach, time.monotonic()
        try:
            await self._client.reach(self._pace.reach)
        except Later as later:
            if later.code == "offline":
                wait = self._pace.unreached
            if hangs:
                self._standing.unanswered(later.why)
        except Never:
            pass  # whoever asks for more meets it as well, and says so
        else:
            self._vain += 1
            self._well_at = time.monotonic() + LONGEST
            wait = min(LONGEST, wait * 2.0**self._vain) if self._vain > 1 else wait
            if self._hung:
                self._hung = False
                await self._client.begin_anew()
            if silent and self._socket is not None:
                self._socket.rebuild()
            self._again()
        self._ask_at = began + wait
