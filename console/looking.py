"""Joins a window to what is kept: what is looked for there is found here, and an older answer never overtakes."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from console.domain.searching import Sought
from console.station import Station
from console.ui.bridge import Tasks
from console.ui.window import DeskWindow


class Looking:
    """Answers what the pages and the box of a window ask of everything kept; idle while no station is open."""

    def __init__(self, window: DeskWindow, tasks: Tasks) -> None:
        self._window, self._tasks = window, tasks
        self._running: dict[str, asyncio.Task[Any]] = {}
        self.station: Station | None = None
        window.finder.searching.wished.connect(self._on_sought)

    def _on_sought(self, who: str, sought: Sought) -> None:
        if self.station is not None:
            self._instead(f"search for the {who}", self._search(self.station, who, sought))

    async def _search(self, station: Station, who: str, sought: Sought) -> None:
        from console import searching  # noqa: PLC0415 -- after the first paint

        self._window.finder.searching.show(who, await searching.hits_of(station, sought))

    def _instead(self, name: str, coro: Coroutine[Any, Any, None]) -> None:
        """Do something in place of what is still being done for the same: nobody waits for that any more."""
        before = self._running.get(name)
        if before is not None:
            before.cancel()
        self._running[name] = self._tasks.spawn(coro, name=name)
