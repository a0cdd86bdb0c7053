"""Reading what was said: pages of a channel or a thread, newest first, as stretches in which nothing is missing."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from console.domain.messages import EPOCH, Message, Stretch
from console.domain.words import Home
from console.slack.client import Answer, Client
from console.slack.trouble import ODD, Later
from console.slack.wire import message_of, ts_of

HANDFUL: Final = 64  # messages read without letting the loop turn
PAGE: Final = 999  # the most that Slack gives at once
SETTLING: Final = timedelta(seconds=5)  # wire.md, Complete to: so long Slack may take to show what was said
WHOLE: Final = frozenset({Home.MOD_MAIN, Home.MOD_UPDATES, Home.CASES})
TICK: Final = timedelta(microseconds=1)


def beginning(home: Home, now: datetime, retention_days: int) -> datetime:
    """How far back a first start reads (wire.md, How far back)."""
    return EPOCH if home in WHOLE else max(EPOCH, now - timedelta(days=retention_days))


@dataclass(frozen=True, slots=True)
class Part:
    """One page: a stretch of which nothing is missing, and messages too young to say that of them.

    ``horizon`` is up to where the whole reading is complete, once it has come down to its start.
    ``last`` says that this page reaches the start.
    """

    stretch: Stretch | None
    fresh: tuple[Message, ...]
    lower: datetime
    horizon: datetime
    last: bool


class History:
    """Reads channels and threads of Slack's."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def read(
        self, channel: str, homes: Mapping[str, Home], start: datetime, end: datetime | None = None
    ) -> AsyncGenerator[Part, None]:
        """The pages of what stands in ``start < at <= end`` (till now without ``end``), newest first.

        Raises Later or Never.
        """
        upper: datetime | None = None
        horizon = start
        cursor, seen = "", set[str]()
        while True:
            more: dict[str, Any] = {"latest": ts_of(end)} if end is not None else {}
            more |= {"cursor": cursor} if cursor else {}
            answer = await self._client.ask(
                "conversations.history",
                channel=channel,
                oldest=ts_of(start + TICK),
                inclusive=True,
                limit=PAGE,
                include_all_metadata=True,
                **more,
            )
            messages = await _messages(answer, channel, homes)
            if upper is None:
                upper = horizon = max(start, _horizon(answer, messages, end))
            cursor = answer.next_cursor
            last = not cursor
            lower = start if last else max(start, min((m.position.at for m in messages), default=upper + TICK) - TICK)
            within = tuple(m for m in messages if lower < m.position.at <= upper)
            fresh = tuple(m for m in messages if not lower < m.position.at <= upper)
            stretch = Stretch(channel, lower, upper, within) if lower < upper else None
            yield Part(stretch, fresh, lower, horizon, last)
            if last:
                return
            if cursor in seen:
                raise Later(30, ODD, "odd")  # pages that go round in a circle
            seen.add(cursor)
            upper = min(upper, lower)

    async def replies(self, channel: str, homes: Mapping[str, Home], parent: datetime) -> Part:
        """All answers in a thread. Raises Later or Never (``thread_not_found`` when its message is gone)."""
        found: dict[datetime, Message] = {}
        horizon: datetime | None = None
        cursor, seen = "", set[str]()
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self._client.ask(
                "conversations.replies",
                channel=channel,
                ts=ts_of(parent),
                limit=PAGE,
                include_all_metadata=True,
                **more,
            )
            messages = await _messages(answer, channel, homes)
            if horizon is None:
                horizon = max(parent, _horizon(answer, messages, None))
            found.update({m.position.at: m for m in messages if m.thread == parent and m.position.at > parent})
            cursor = answer.next_cursor
            if not cursor or cursor in seen:
                break
            seen.add(cursor)
        within = tuple(m for at, m in found.items() if at <= horizon)
        fresh = tuple(m for at, m in found.items() if at > horizon)
        stretch = Stretch(channel, parent, horizon, within, thread=parent) if parent < horizon else None
        return Part(stretch, fresh, parent, horizon, last=True)


async def _messages(answer: Answer, channel: str, homes: Mapping[str, Home]) -> list[Message]:
    found = []
    for number, raw in enumerate(answer.items("messages")):
        message = message_of(raw, channel, homes)
        if message is not None:
            found.append(message)
        if number % HANDFUL == 0:
            await asyncio.sleep(0)  # a page at once would stop the window for longer than a person notices
    return found


def _horizon(answer: Answer, messages: list[Message], end: datetime | None) -> datetime:
    """Up to which moment the answer surely holds everything."""
    asked_at = answer.asked_at
    if asked_at is None:  # Slack did not tell the time; its newest message does
        asked_at = max((message.position.at for message in messages), default=EPOCH + SETTLING)
    settled = asked_at - SETTLING
    return settled if end is None else min(settled, end)
