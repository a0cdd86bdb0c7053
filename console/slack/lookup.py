"""Looking in Slack for actions of which nobody knows whether they got there: by their own ids, to the end."""

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
# A message that Slack took stands in its history within SETTLING; its clock is told in whole seconds. The first
# look after the loss says when that was, by Slack's own clock: this computer's may be wrong or set anew.
SETTLED_AFTER: Final = SETTLING + timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Found:
    """What one look brought: where the actions stand that are there, and Slack's time when it was taken.

    ``gone`` are replies that cannot be there: with its question, a thread is gone as a whole.
    """

    places: Mapping[str, Position]
    gone: frozenset[str]
    at: datetime


class Lookup:
    """Looks for one person's actions in a channel and in its threads."""

    def __init__(self, client: Client, me: str, clock: Clock) -> None:
        self._client = client
        self._me = me
        self._clock = clock
        self._first: dict[str, datetime] = {}

    async def look(self, channel: str, lost: Iterable[Pending]) -> Found:
        """Read from before the first sending to now. Raises Later or Never."""
        lost = tuple(lost)
        top = [one for one in lost if not isinstance(one.event, Answer)]
        found, at = await self._events(channel, top) if top else ({}, None)
        gone: set[str] = set()
        for one in lost:
            if isinstance(one.event, Answer):
                try:
                    more, read_at = await self._reply(one, one.event)
                except Never as never:
                    if never.code != "thread_not_found":
                        raise
                    gone.add(one.id)
                    continue
                found |= more
                at = read_at if at is None else min(at, read_at)
        return Found(found, frozenset(gone), at or self._clock.now())

    def settles(self, pending: Pending, found: Found) -> bool:
        """Whether a look that did not find the action proves that it is not there."""
        if pending.id in found.gone:
            return True
        first = self._first.setdefault(pending.id, found.at)
        return found.at >= first + SETTLED_AFTER

    def looked(self, ids: Iterable[str]) -> bool:
        """Whether all of these were looked for before, and only Slack's clock has to go on."""
        return all(id in self._first for id in ids)

    def forget(self, id: str) -> None:
        """The action's fate is known; should it be lost again, everything is looked at anew."""
        self._first.pop(id, None)

    async def _events(self, channel: str, lost: list[Pending]) -> tuple[dict[str, Position], datetime]:
        return await self._read(
            "conversations.history", channel, {one.id for one in lost}, min(map(_since, lost)), {"channel": channel}
        )

    async def _reply(self, one: Pending, answer: Answer) -> tuple[dict[str, Position], datetime]:
        channel = answer.ask.channel
        asked = {"channel": channel, "ts": ts_of(answer.ask.at)}
        return await self._read("conversations.replies", channel, {one.id}, _since(one), asked)

    async def _read(
        self, method: str, channel: str, ids: set[str], since: datetime, asked: dict[str, Any]
    ) -> tuple[dict[str, Position], datetime]:
        found: dict[str, Position] = {}
        at: datetime | None = None
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
            at = at or answer.asked_at or self._clock.now()
            for raw in answer.items("messages"):
                id, stands = id_in(raw), at_of(raw.get("ts"))
                if id in ids and stands is not None and raw.get("user") == self._me:
                    found[id] = min(found.get(id, Position(stands, channel)), Position(stands, channel))
            cursor = answer.next_cursor
            if not cursor or found.keys() == ids:
                return found, at
            if cursor in seen:
                raise Later(30, ODD, "odd")  # pages that go round in a circle
            seen.add(cursor)


def _since(pending: Pending) -> datetime:
    if pending.sent_after is None:
        return max(EPOCH, pending.acted_at - UNKNOWN_TIME)
    return max(EPOCH, pending.sent_after - MARGIN)
