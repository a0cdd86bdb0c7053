"""The script of a night while it is written: timed steps, each by one person, with ids drawn from the seed."""

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.domain.events import WireEvent
from console.domain.words import Home
from console.practice.people import Staff
from console.slack.wire import HOMES

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Step:
    """Something one person does at a moment: an event, or words written by hand (then ``what`` is a string).

    ``id`` is the event's own; ``thread`` is the id of the step whose message this one answers.
    """

    at: datetime
    channel: str
    author: Staff
    what: WireEvent | str
    id: str
    thread: str = ""


class Script:
    """Steps in the order in which they were thought of; ``chance`` is the night's only source of it.

    ``shift`` and ``early`` are the ids of the night's shift and of the one after it.
    """

    def __init__(self, seed: int, starts: datetime) -> None:
        self.starts = starts
        self.day = starts.astimezone(LONDON).date()
        self.shift, self.early = f"{self.day}-night", f"{self.day + timedelta(days=1)}-early"
        self.chance = random.Random(seed)
        self.steps: list[Step] = []
        self._ids = random.Random(f"{seed} script")

    def at(self, clock: str) -> datetime:
        """The moment of a clock time ``HH:MM[:SS]`` in London in this night, from noon to noon."""
        wanted = time.fromisoformat(clock)
        day = self.starts.astimezone(LONDON).date() + timedelta(days=wanted < time(12))
        return datetime.combine(day, wanted, LONDON).astimezone(UTC)

    def soon(self, least: float, most: float) -> timedelta:
        """A stretch of so many seconds, to the millisecond, as people are never exactly on time."""
        return timedelta(milliseconds=round(self.chance.uniform(least, most) * 1_000))

    def add(self, at: datetime, author: Staff, event: WireEvent) -> str:
        """Somebody posts an event in its home; returns its id."""
        return self._add(at, HOMES[type(event)].value, author, event, "")

    def say(self, at: datetime, channel: str | Home, author: Staff, text: str, *, thread: str = "") -> None:
        """Somebody writes by hand."""
        self._add(at, str(channel), author, text, thread)

    def _add(self, at: datetime, channel: str, author: Staff, what: WireEvent | str, thread: str) -> str:
        id = str(uuid.UUID(int=self._ids.getrandbits(128), version=4))
        self.steps.append(Step(at, channel, author, what, id, thread))
        return id
