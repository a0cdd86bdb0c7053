"""Who is in the workspace, as Slack pushes and lists it: what is told of an earlier moment is no news."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from console.domain.messages import Person


class People:
    """Hands on whom Slack pushes, and the list that is read now and then; the newer of two copies stands."""

    def __init__(self, hand_on: Callable[[tuple[Person, ...]], None]) -> None:
        self._hand_on = hand_on
        self._due = asyncio.Event()
        self._changed_at: dict[str, datetime] = {}

    def told(self, people: Mapping[Person, datetime]) -> None:
        """Slack says who they are, each as changed last at a moment (whole seconds); it may be late with that."""
        news = {person: at for person, at in people.items() if at >= self._changed_at.get(person.id, at)}
        self._changed_at.update({person.id: at for person, at in news.items()})
        if news:
            self._hand_on(tuple(news))

    def is_due(self) -> None:
        """Nobody listened for a while: the list is to be read."""
        self._due.set()

    async def until_due(self, seconds: float) -> None:
        """Wait until the list is to be read, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._due.wait()
        self._due.clear()
