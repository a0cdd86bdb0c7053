"""Where history and the live connection meet: nothing is lost between them, and the newer of two copies stands."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from console.domain.events import AskPosted
from console.domain.messages import Entry, Message, Position, Stretch
from console.domain.words import Home
from console.slack.delivery import Delivery
from console.slack.frames import Answered, Came, Changed, Frame, Gone, Held, Moved, news_of
from console.slack.history import TICK, Part
from console.slack.people import People
from console.slack.repeats import Known, Repeats


class Joining:
    """Takes pages and frames, in whatever order they come, and hands on what is news.

    ``asked`` is called with the place of an ask in whose thread there may be something new, and the moment
    of its latest answer as far as Slack said; ``moved`` when channels changed, ``held`` when Slack holds
    events back.
    """

    def __init__(
        self,
        delivery: Delivery,
        *,
        doubt_seconds: float,
        asked: Callable[[Position, datetime | None], None],
        answered: Callable[[Position], None],
        moved: Callable[[], None],
        held: Callable[[], None],
    ) -> None:
        self.homes: Mapping[str, Home] = {}
        self.cursors: dict[str, datetime] = {}
        self.people = People(delivery.people)
        self._delivery = delivery
        self._doubt_seconds = doubt_seconds
        self._asked, self._answered, self._moved, self._held = asked, answered, moved, held
        self._repeats = Repeats()
        self._unlisted: dict[str, dict[datetime, float]] = {}  # pushed, and not yet seen in history
        self._late: dict[str, datetime] = {}
        self._late_read: dict[str, datetime] = {}

    async def push(self, frame: Frame) -> None:
        """Take what Slack pushed."""
        if self._repeats.is_repeat(frame.event_id):
            return
        match news_of(frame, self.homes):
            case None:
                return
            case Came(message, as_of, changed):
                if self._repeats.is_news(message.position, Known(as_of, message if changed else None)):
                    self._delivery.arrive(message)
                    self._await_listing(message, as_of, changed=changed)
            case Gone(position, as_of):
                if self._repeats.is_news(position, Known(as_of, gone=True)):
                    self._delivery.remove(position)
                    self._unlisted.get(position.channel, {}).pop(position.at, None)
            case Answered(position):
                self._answered(position)
            case Changed(person, as_of):
                self.people.told({person: as_of})
            case Moved():
                self._moved()
            case Held():
                self._held()
        await self._delivery.room()

    def _await_listing(self, message: Message, as_of: datetime, *, changed: bool) -> None:
        """What is new must show in history; what Slack pushes late may be long gone, and is looked up."""
        position = message.position
        late = as_of <= self.cursors.get(position.channel, as_of - TICK)
        if message.thread is not None:
            if late:
                self._answered(Position(message.thread, position.channel))
            return
        if late or not changed:
            self._unlisted.setdefault(position.channel, {})[position.at] = time.monotonic()
        if late:
            # History has confirmed this stretch as it is without that: it is read again from there.
            before = self._late.get(position.channel, position.at)
            self._late[position.channel] = min(before, position.at - TICK)

    def start(self, channel: str, cursor: datetime) -> datetime:
        """From where a channel is to be read so that it is complete."""
        self._late_read[channel] = late = self._late.get(channel, cursor)
        return min(cursor, late)

    async def page(self, channel: str, part: Part) -> datetime:
        """Take a page; gives back up to where it makes the channel complete once it has come down to its start."""
        await self._delivery.room()
        stretch, horizon = part.stretch, part.horizon
        # What is too young for the stretch and came before comes again in the next one.
        young = [found for found in part.fresh if not self._repeats.knows(found.position)]
        fresh = [message for found in young if (message := self._newest(found, horizon)) is not None]
        if stretch is not None:
            within = [message for found in stretch.messages if (message := self._newest(found, horizon)) is not None]
            end = self._believed(channel, stretch, {message.position.at for message in stretch.messages})
            if end < stretch.end:
                fresh += [message for message in within if message.position.at > end]
                within = [message for message in within if message.position.at <= end]
                horizon = min(horizon, end)
            self._delivery.stretch(replace(stretch, end=end, messages=tuple(within)), tuple(fresh))
        else:
            for message in fresh:
                self._delivery.arrive(message)
        return horizon

    def complete(self, channel: str, at: datetime) -> None:
        """A channel was read without a gap up to this moment."""
        if self._late.get(channel) == self._late_read.get(channel):
            self._late.pop(channel, None)
            # What is still doubted is read again until it is listed, or counts as deleted.
            before = self.cursors.get(channel, at)
            if doubted := [one for one in self._unlisted.get(channel, ()) if one <= before]:
                self._late[channel] = min(doubted) - TICK
        if at > self.cursors.get(channel, at - TICK):
            self.cursors[channel] = at
        self._delivery.cursor(channel, self.cursors[channel])

    def _newest(self, message: Message, horizon: datetime) -> Message | None:
        # In the ask's own copy Slack says when it was answered last.
        if isinstance(message.content, Entry) and isinstance(message.content.event, AskPosted):
            self._asked(message.position, message.latest_reply)
        return self._repeats.newest(message, horizon)

    def _believed(self, channel: str, stretch: Stretch, listed: set[datetime]) -> datetime:
        """Up to where history's page is believed: what was just pushed and is not in it may only be late."""
        unlisted = self._unlisted.get(channel)
        if not unlisted or stretch.thread is not None:
            return stretch.end
        young = time.monotonic() - self._doubt_seconds
        for at in [at for at, heard in unlisted.items() if at in listed or heard < young]:
            del unlisted[at]
        if not unlisted:
            del self._unlisted[channel]  # emptied, it would stay as large as it ever was
            return stretch.end
        doubtful = [at for at in unlisted if stretch.start < at <= stretch.end]
        return max(stretch.start, min(doubtful) - TICK) if doubtful else stretch.end
