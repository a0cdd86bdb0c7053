"""The player: posts the scripted night into the workspace as its clock reaches each step."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from console.practice.people import Staff

if TYPE_CHECKING:
    from console.practice.server import Practice

DEFAULT_START: Final = datetime(2026, 11, 20, 2, 14, tzinfo=UTC)


class Player:
    """Plays the night from ``start`` on; nobody of ``desks`` acts by script after it."""

    def __init__(self, seed: int, start: datetime | None, desks: tuple[Staff, ...]) -> None:
        self.start = start or DEFAULT_START
        self.done = False
        self._seed = seed
        self._desks = desks
        self._hurried = asyncio.Event()

    def fill(self, practice: "Practice") -> None:
        """Post everything that comes before the start."""

    async def play(self, practice: "Practice") -> None:
        """Post each step when it is due; late ones at once."""
        self.done = True

    def hurry(self) -> None:
        """The clock's speed has changed."""
        self._hurried.set()
