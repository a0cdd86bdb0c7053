"""Joins a window to what is kept: what is looked for there is found here, and an older answer never overtakes."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.domain.entries import Asked
from console.domain.messages import Position
from console.domain.searching import Sought
from console.station import Station
from console.ui.bridge import Tasks
from console.ui.recording import Hashes
from console.ui.window import DeskWindow

if TYPE_CHECKING:
    from console.recording import Chain


class Looking:
    """Answers what the pages and the box of a window ask of everything kept; idle while no station is open."""

    def __init__(self, window: DeskWindow, tasks: Tasks) -> None:
        self._window, self._tasks = window, tasks
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._chain: tuple[Station, Chain] | None = None
        self.station: Station | None = None
        self._record = window.finder.recording
        window.finder.searching.wished.connect(self._on_sought)
        self._record.wished.connect(self._on_asked)
        self._record.hashes_wished.connect(self._on_hashes)
        self._record.verify_wished.connect(self._on_verify)
        self._record.save_wished.connect(self._on_save)

    def _on_sought(self, who: str, sought: Sought) -> None:
        if self.station is not None:
            self._instead(f"search for the {who}", self._search(self.station, who, sought))

    async def _search(self, station: Station, who: str, sought: Sought) -> None:
        from console import searching  # noqa: PLC0415 -- after the first paint

        self._window.finder.searching.show(who, await searching.hits_of(station, sought))

    # The record

    def _on_asked(self, asked: Asked) -> None:
        if self.station is not None:
            self._instead("read the record", self._leaf(self.station, asked))

    async def _leaf(self, station: Station, asked: Asked) -> None:
        from console import leafing, recorded  # noqa: PLC0415 -- after the first paint

        found = await leafing.entries_of(station, asked)
        self._record.channels = {one: recorded.channel_name(one, station) for one in station.homes}
        self._record.show(found)

    def _on_hashes(self, positions: tuple[Position, ...]) -> None:
        if self.station is not None:
            self._instead("link the record", self._link(self.station, positions))

    async def _link(self, station: Station, positions: tuple[Position, ...]) -> None:
        from console import recording  # noqa: PLC0415 -- as above

        if self._chain is None or self._chain[0] is not station:
            self._chain = station, recording.Chain(station)
        chain = self._chain[1]
        try:
            await chain.go_on(lambda share: self._record.show_progress(f"hashes {share:.0%}"))
        finally:
            self._record.show_progress("")
        links = await chain.links(positions)
        hashes = {position: Hashes(*link) for position, link in links.items()}
        last = chain.last
        self._record.show_hashes(hashes, None if last is None else Hashes(*last), chain.cuts)

    def _on_verify(self, path: str) -> None:
        if self.station is not None:
            self._instead("verify a record", self._verify(self.station, Path(path)))

    async def _verify(self, station: Station, file: Path) -> None:
        from console import recording  # noqa: PLC0415 -- as above

        try:
            kept = await asyncio.to_thread(recording.read, file)
        except recording.Unusable as error:
            self._record.told.emit(str(error), "warn")
            return
        checked = await asyncio.to_thread(recording.whole, kept, file)
        said = checked.told
        if checked.holds:
            checked = await recording.compared(station, kept)
            said += checked.told
        self._record.told.emit(" ".join(said), "quiet" if checked.holds else "warn")

    def _on_save(self, path: str, asked: Asked | None) -> None:
        if self.station is not None:
            self._instead("save the record", self._save(self.station, Path(path), asked))

    async def _save(self, station: Station, file: Path, asked: Asked | None) -> None:
        from console import leafing, recording  # noqa: PLC0415 -- as above

        try:
            keys = None if asked is None else await leafing.keys_of(station, asked)
            number = await recording.save(
                station, file, keys, lambda share: self._record.show_progress(f"saving {share:.0%}")
            )
        except recording.Unusable as error:
            self._record.told.emit(str(error), "warn")
            return
        finally:
            self._record.show_progress("")
        said = f"{recording.count(number)} saved in {file}."
        self._record.told.emit(said, "quiet")

    def _instead(self, name: str, coro: Coroutine[Any, Any, None]) -> None:
        """Do something in place of what is still being done for the same: nobody waits for that any more."""
        before = self._running.get(name)
        if before is not None:
            before.cancel()
        self._running[name] = self._tasks.spawn(coro, name=name)
