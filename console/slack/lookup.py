"""Looking in Slack for actions of which nobody knows whether they got there: by their own ids, to the end."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from console.clock import Clock
from console.domain.messages import EPOCH, Position
from console.domain.pending import Answer, Pending
from console.slack.client import Client
from console.slack.history import PAGE, SETTLING
from console.slack.letter import id_in
from console.slack.trouble import ODD, Later, Never
from console.slack.wire import at_of, ts_of

MARGIN: Final = timedelta(minutes=1)  # by so much the clocks of Slack's own machines surely differ less
UNKNOWN_TIME: Final = timedelta(days=1)  # so far back we look where nothing says when it was sent
# A message that Slack took stands in its history within SETTLING; a second more for what was still on its way when
# the desk gave up. The first look says that Slack is reached again: what waited in between on the way to it comes
# then, so nothing is counted from before. Neither Slack's clock (it is told in whole seconds) nor this computer's (it
# may be set anew) counts the seconds, but the monotonic one; asleep it stands still, and that is the safe side.
SETTLED_AFTER: Final = SETTLING + timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Found:
    """What one look brought: where the actions stand that are there, and when it was begun (monotonic).

    ``gone`` are replies that cannot be there: with its question, a thread is gone as a whole.
    """

    places: Mapping[str, Position]
    gone: frozenset[str]
    at: float


class Lookup:
    """Looks for one person's actions in a channel and in its threads."""

    def __init__(self, client: Client, me: str, clock: Clock) -> None:
        self._client = client
        self._me = me
        self._clock = clock
        self._first: dict[str, float] = {}

    async def look(self, channel: str, lost: Iterable[Pending]) -> Found:
        """Read from before the first sending to now. Raises Later or Never."""
        lost, began = tuple(lost), time.monotonic()
        top = [one for one in lost if not isinstance(one.event, Answer)]
        found = await self._events(channel, top) if top else {}
        gone: set[str] = set()
        for one in lost:
            if isinstance(one.event, Answer):
                try:
                    found |= await self._reply(one, one.event)
                except Never as never:
                    if never.code != "thread_not_found":
                        raise
                    gone.add(one.id)
        return Found(found, frozenset(gone), began)

    def settles(self, pending: Pending, found: Found) -> bool:
        """Whether a look that did not find the action proves that it is not there."""
        if pending.id in found.gone:
            return True
        return found.at >= self._first.setdefault(pending.id, found.at) + self._wait

    def again_at(self, ids: Iterable[str]) -> float:
        """From when on (monotonic) a look proves something of one of these, which were all looked for before."""
        return min((self._first[id] + self._wait for id in ids if id in self._first), default=0.0)

    @property
    def _wait(self) -> float:
        """Real seconds from the first look to one that proves something."""
        return SETTLED_AFTER.total_seconds() / (self._clock.speed or 1.0)

    def forget(self, id: str) -> None:
        """The action's fate is known; should it be lost again, everything is looked at anew."""
        self._first.pop(id, None)

    async def _events(self, channel: str, lost: list[Pending]) -> dict[str, Position]:
        return await self._read(
            "conversations.history", channel, {one.id for one in lost}, min(map(_since, lost)), {"channel": channel}
        )

    async def _reply(self, one: Pending, answer: Answer) -> dict[str, Position]:
        channel = answer.ask.channel
        asked = {"channel": channel, "ts": ts_of(answer.ask.at)}
        return await self._read("conversations.replies", channel, {one.id}, _since(one), asked)

    async def _read(
        self, method: str, channel: str, ids: set[str], since: datetime, asked: dict[str, Any]
    ) -> dict[str, Position]:
        found: dict[str, Position] = {}
        cursor, seen = "", set[str]()
        while True:
            answer = await self._client.ask(
                method,
                **asked,
                oldest=ts_of(since),
                inclusive=True,
                limit=PAGE,
                include_all_metadata=True,
                **({"cursor": cursor} if cursor else {}),
            )
            for raw in answer.items("messages"):
                id, stands = id_in(raw), at_of(raw.get("ts"))
                if id in ids and stands is not None and raw.get("user") == self._me:
                    found[id] = min(found.get(id, Position(stands, channel)), Position(stands, channel))
            cursor = answer.next_cursor
            if not cursor or found.keys() == ids:
                return found
            if cursor in seen:
                raise Later(30, ODD, "odd")  # pages that go round in a circle
            seen.add(cursor)


def _since(pending: Pending) -> datetime:
    if pending.sent_after is None:
        return max(EPOCH, pending.acted_at - UNKNOWN_TIME)
    return max(EPOCH, pending.sent_after - MARGIN)
