"""The console: wires a window to a desk; the only place that knows every part, and the order of start and stop."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from console import logs
from console.clock import Clock, RealClock
from console.door import Door, NobodyThere, ask
from console.keychain import KeychainFault
from console.practice.remote import Practice
from console.settings import Settings
from console.state import page_of
from console.station import Station, open_vault, tokens
from console.store.faults import Fault, InUse, Way
from console.store.vault import rebuild
from console.ui.bridge import Application, Tasks, loop_factory
from console.ui.keys import keymap
from console.ui.place import Place
from console.ui.theme import PALETTES, Look
from console.ui.window import DeskWindow

FRAME: Final = 0.016  # seconds; what comes in between two frames is shown together

# What a person can choose when the cache cannot be used, by the fault's way on.
WAYS: Final[Mapping[Way, tuple[str, ...]]] = {
    Way.REBUILD: ("Rebuild from Slack", "Close"),
    Way.GIVE_KEY: ("Try again", "Rebuild from Slack", "Close"),
    Way.UPDATE: ("Close",),
}
OTHERWISE: Final = ("Try again", "Close")

Companion = Callable[["App"], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Means:
    """What an app is opened with: settings, environment, clock, and what runs beside it (the practice night)."""

    settings: Settings
    environment: Mapping[str, str]
    clock: Clock
    beside: Companion | None = None
    practice: Practice | None = None
    title: str = ""


def open_window(settings: Settings, environment: Mapping[str, str]) -> int:
    """Open the console and stay until it is closed; the exit code."""
    return run(Means(settings, environment, RealClock()))


def run(means: Means) -> int:
    """Run one window until it is closed; the exit code."""
    os.environ.setdefault("QT_API", "pyside6")
    logs.begin(means.settings.cache.path.with_suffix(".log"))
    qt = Application(sys.argv[:1])
    qt.setApplicationName("Moderation console")
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(App(qt, means).run())


class App:
    """One window on one desk, from start to stop."""

    def __init__(self, qt: Application, means: Means) -> None:
        self.means = means
        self.settings = means.settings
        self.clock = means.clock
        self.station: Station | None = None
        window = self.settings.window
        self._qt = qt
        self._news_due = False
        self._way: asyncio.Future[str] | None = None
        keys = keymap(window.keys)
        self.window = DeskWindow(
            "",
            self.clock,
            ZoneInfo(window.zone),
            look=Look(PALETTES.get(window.theme, PALETTES["night"])).at(window.text_percent),
            keys=keys,
            place=Place(self.settings.cache.path.with_suffix(".window.ini")),
        )
        if means.title:
            self.window.setWindowTitle(means.title)
        self.window.close_wished.connect(qt.wish)
        self.window.way_taken.connect(self._on_way)
        self.tasks = Tasks(self.window.say)
        for complaint in keys.complaints:
            self.window.say(complaint)

    async def run(self) -> int:
        """Show the desk until it is closed; the exit code."""
        working = self.tasks.spawn(self._work(), name="the desk")
        closed = asyncio.ensure_future(self._qt.wished.wait())
        await asyncio.wait((working, closed), return_when=asyncio.FIRST_COMPLETED)
        code = 0
        if working.done() and not working.cancelled() and working.exception() is None:
            code = working.result()
        elif working.done():
            await closed  # what went wrong is on the screen; the person closes the window
        closed.cancel()
        self.window.put_away()
        await self.tasks.stop()
        return code

    async def _work(self) -> int:
        while True:
            try:
                return await self._open()
            except InUse:
                if await self._raise_other():
                    return 0
                way = await self._choose("The console is already open", str(InUse()), OTHERWISE)
            except Fault as fault:
                way = await self._choose("The cache cannot be used", str(fault), WAYS.get(fault.way, OTHERWISE))
            except KeychainFault as fault:
                way = await self._choose("The keychain cannot be used", str(fault), OTHERWISE)
            if way == "Close":
                return 1
            if way == "Rebuild from Slack":
                await self._rebuild()

    async def _open(self) -> int:
        """Open the cache, show it, and read Slack until cancelled or a fault comes."""
        vault = await open_vault(self.settings, self.means.environment)
        try:
            station = self.station = Station(self.settings, self.clock, vault, self._changed)
            await station.open()
            self.window.clear_fault()
            self._show()
            self.window.show()
            await asyncio.sleep(0)  # the first paint comes before everything else
            door = Door(self.settings.cache.path, self._answer)
            async with asyncio.TaskGroup() as parts:
                parts.create_task(station.desk.open_rest(), name="bring the rest of the desk")
                parts.create_task(self._connect(station), name="read Slack")
                parts.create_task(station.keep_clean(), name="keep the cache clean")
                if self.means.beside is not None:
                    parts.create_task(self.means.beside(self), name="what runs beside")
                with suppress(AttributeError, OSError):  # without Unix sockets others read the cache beside us
                    await door.open()
                try:
                    await asyncio.Event().wait()
                finally:
                    await door.close()
        except BaseExceptionGroup as group:
            raise _first_fault(group) from group
        finally:
            self.station = None
            vault.close()
        return 0

    async def _connect(self, station: Station) -> None:
        user_token, app_token = await tokens(self.means.environment)
        await station.connect(user_token, app_token)

    # Showing

    def _changed(self) -> None:
        """Something is new: show it with the next frame."""
        if not self._news_due and self.window.isVisible():
            self._news_due = True
            asyncio.get_running_loop().call_later(FRAME, self._show)

    def _show(self) -> None:
        self._news_due = False
        if self.station is not None:
            self.window.show_view(self.station.desk.news())

    async def _choose(self, title: str, sentence: str, ways: tuple[str, ...]) -> str:
        """What the person chooses on the page that tells of a fault."""
        self._way = asyncio.get_running_loop().create_future()
        self.window.show_fault(title, sentence, ways)
        self.window.show()
        return await self._way

    def _on_way(self, way: str) -> None:
        if self._way is not None and not self._way.done():
            self._way.set_result(way)

    async def _rebuild(self) -> None:
        """Put the cache aside; the next opening begins a new one."""
        from console.keychain import Keychain, cache_key, make_cache_key  # noqa: PLC0415 -- hardly ever needed

        key = await cache_key(Keychain(), self.means.environment) or await make_cache_key(Keychain())
        await asyncio.to_thread(rebuild, self.settings.cache.path, key, datetime.now(UTC))

    # The door

    async def _raise_other(self) -> bool:
        """Bring the window that has the cache open to the front; whether there was one."""
        try:
            async for _answer in ask(self.settings.cache.path, {"ask": "raise"}):
                return True
        except NobodyThere:
            pass
        return False

    async def _answer(self, question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """What another process of the same person asks."""
        match question:
            case {"ask": "raise"}:
                self.window.raise_up()
                yield {"raised": True}
            case {"ask": "state"}:
                async for answer in self._states(question):
                    yield answer
            case _:
                yield {"refused": "This console is another version and does not know that question."}

    async def _states(self, question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        before: dict[str, Any] | None = None
        while self.station is not None:
            state = await self.station.state()
            if question.get("page"):
                state = {"page": await self._page(self.station)}
            if state != before:
                yield state
            before = state
            if not question.get("follow"):
                return
            await asyncio.sleep(0.2)

    async def _page(self, station: Station) -> str:
        zone = ZoneInfo(self.settings.window.zone)
        return page_of(station.desk.view(), self.clock.now(), await station.digest(), zone)


def _first_fault(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The fault in a group, if there is one: a person can do something about that."""
    for error in group.exceptions:
        found = _first_fault(error) if isinstance(error, BaseExceptionGroup) else error
        if isinstance(found, Fault | KeychainFault):
            return found
    return group
