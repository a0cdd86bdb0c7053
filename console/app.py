"""The console: wires a window to a desk; the only place that knows every part, and the order of start and stop."""

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from console import logs
from console.clock import Clock, PracticeClock
from console.domain.connection import Link
from console.hands import Hands
from console.keychain import CACHE_KEY_VARIABLE, KeychainFault, KeyUnusable
from console.practice.remote import Practice, clock_of
from console.settings import Settings
from console.signing import sign_in
from console.state import page_of
from console.station import USER_TOKEN, Station, first_fault, open_vault, tokens
from console.store.faults import Fault, InUse, Way
from console.store.vault import rebuild
from console.ui.bridge import SORRY, Application, Tasks, loop_factory, say_failure
from console.ui.keys import keymap
from console.ui.place import Place
from console.ui.theme import PALETTES, Look
from console.ui.window import DeskWindow

# How long a thread may keep the others waiting (Python's own is 5 ms): the window's comes often, and is never late.
TURN: Final = 0.0005  # seconds
# Python looks for garbage among what is young only. Looking through 100,000 rows would stop the window for as long as
# a person notices; that is done every ten minutes, and never twice for the same rows.
YOUNG: Final = (10_000, 10, 1_000_000)
OLD: Final = 600.0  # seconds
TOKENS_AGAIN: Final = 60.0  # seconds; while Slack refuses the tokens, the keychain is asked so often for others
FRAME: Final = 0.016  # seconds; what comes in between two frames is shown together

# What a person can choose when the cache cannot be used, by the fault's way on.
WAYS: Final[Mapping[Way, tuple[str, ...]]] = {
    Way.REBUILD: ("Rebuild from Slack", "Close"),
    Way.GIVE_KEY: ("Try again", "Rebuild from Slack", "Close"),
    Way.UPDATE: ("Close",),
}
OTHERWISE: Final = ("Try again", "Close")
_STDIN: Final = 0

Companion = Callable[["App"], Coroutine[Any, Any, None]]


class Means(msgspec.Struct, frozen=True):
    """What an app is opened with: settings, environment, clock, and what runs beside it (the practice night)."""

    settings: Settings
    environment: Mapping[str, str]
    clock: Clock
    beside: Companion | None = None
    title: str = ""


def open_window(settings: Settings, environment: Mapping[str, str], *, with_parent: bool = False) -> int:
    """Open the console and stay until it is closed; the exit code.

    With ``with_parent`` it also closes when its standard input ends, as it does when the process that began it is gone.
    """
    clock = asyncio.run(clock_of(settings.slack.api_url))
    return run(Means(settings, environment, clock), with_parent=with_parent)


def run(means: Means, *, with_parent: bool = False) -> int:
    """Run one window until it is closed, by its person or by the system; the exit code."""
    os.environ.setdefault("QT_API", "pyside6")
    logs.begin(means.settings.cache.path.with_suffix(".log"))
    qt = Application(sys.argv[:1])
    qt.setApplicationName("Moderation console")
    with asyncio.Runner(loop_factory=loop_factory) as runner, _told_by_the_system(runner.get_loop(), qt.wish):
        app = App(qt, means)
        app.hear_failures(runner.get_loop())
        if with_parent:
            end = (runner.get_loop(), qt.wish)
            threading.Thread(target=_read_to_end, args=end, name="hear the parent end", daemon=True).start()
        return runner.run(app.run())


@contextmanager
def _told_by_the_system(loop: asyncio.AbstractEventLoop, wish: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT close the window as its person would.

    Python's handlers wait for Python to run, and Qt's loop may sleep in C for a second: a byte wakes it.
    """
    ours, woken = socket.socketpair()
    ours.setblocking(False)
    woken.setblocking(False)
    before = {number: signal.signal(number, lambda *_: wish()) for number in (signal.SIGTERM, signal.SIGINT)}
    signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    with suppress(NotImplementedError):  # Windows' loop cannot; there the second's tick has to do
        loop.add_reader(ours, ours.recv, 64)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            loop.remove_reader(ours)
        signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
        ours.close()
        woken.close()


async def _tend_memory() -> None:
    """Look for garbage, so that it is never done in the middle of something; until cancelled."""
    gc.freeze()  # what a start brought stays
    gc.set_threshold(*YOUNG)
    gc.enable()
    while True:
        await asyncio.sleep(OLD)
        gc.collect()
        gc.freeze()


def _read_to_end(loop: asyncio.AbstractEventLoop, wish: Callable[[], None]) -> None:
    # Not sys.stdin: its lock, held by a daemon thread, aborts the interpreter when it ends.
    while os.read(_STDIN, 1):
        pass
    with suppress(RuntimeError):  # the loop has ended by itself
        loop.call_soon_threadsafe(wish)


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
        self._shown_at = -FRAME
        self._signed_in = asyncio.Event()
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
        self.window.signing_in.from_environment = USER_TOKEN in means.environment
        self.window.signing_in.given.connect(self._on_tokens)
        self.window.signing_in.refused.connect(self.window.say)
        self._hands = Hands(self.window, self.clock, self.tasks)
        for complaint in keys.complaints:
            self.window.say(complaint)
        if isinstance(self.clock, PracticeClock):
            self._practice = Practice(self.settings.slack.api_url)
            self._menu = self.window.offer_practice(self.clock.speed)
            self._menu.speed_wished.connect(self._run_at)
            self._menu.fault_wished.connect(self._let_happen)

    def hear_failures(self, loop: asyncio.AbstractEventLoop) -> None:
        """Whatever fails unheard, in a slot, a thread or the loop, is logged without its words, and said calmly."""

        def failed(where: str, error: BaseException) -> None:
            say_failure(where, error)
            loop.call_soon_threadsafe(self.window.say, SORRY)

        def in_slot(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
            failed("a slot", error)

        def in_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            failed("the loop", context.get("exception") or RuntimeError())

        sys.excepthook = in_slot
        loop.set_exception_handler(in_loop)

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
        way = ""
        while way != "Close":
            try:
                if way == "Rebuild from Slack":
                    await self._rebuild()
                return await self._open()
            except InUse:
                if await self._raise_other():
                    return 0
                way = await self._choose("The console is already open", str(InUse()), OTHERWISE)
            except Fault as fault:
                way = await self._choose("The cache cannot be used", str(fault), WAYS.get(fault.way, OTHERWISE))
            except KeychainFault as fault:
                given = CACHE_KEY_VARIABLE in self.means.environment
                ways = WAYS[Way.GIVE_KEY] if isinstance(fault, KeyUnusable) and not given else OTHERWISE
                way = await self._choose("The keychain cannot be used", str(fault), ways)
        return 1

    async def _open(self) -> int:
        """Open the cache, show it, and read Slack until cancelled or a fault comes."""
        vault = await open_vault(self.settings, self.means.environment)
        try:
            station = self.station = Station(self.settings, self.clock, vault, self._changed, self.window.say)
            await station.open()
            self.window.clear_fault()
            self._show()
            self.window.show()
            await asyncio.sleep(0)  # the first paint comes before everything else
            sys.setswitchinterval(TURN)
            from console.door import Door  # noqa: PLC0415 -- the first paint need not wait for it

            door = Door(self.settings.cache.path, self._answer)
            async with asyncio.TaskGroup() as parts:
                parts.create_task(_tend_memory(), name="tend the memory")
                parts.create_task(station.desk.open_rest(), name="bring the rest of the desk")
                parts.create_task(self._connect(station), name="read Slack")
                parts.create_task(self._hands.work(station), name="do what is wished")
                parts.create_task(station.keep_clean(), name="keep the cache clean")
                parts.create_task(station.keep_whole(), name="look whether the cache is whole")
                if isinstance(self.clock, PracticeClock):
                    parts.create_task(self._follow(self.clock), name="follow the practice clock")
                if self.means.beside is not None:
                    parts.create_task(self.means.beside(self), name="what runs beside")
                with suppress(AttributeError, OSError):  # without Unix sockets others read the cache beside us
                    await door.open()
                try:
                    await asyncio.Event().wait()
                finally:
                    await door.close()
        except BaseExceptionGroup as group:
            raise first_fault(group) or group from group
        finally:
            self.station = None
            vault.close()
        return 0

    async def _connect(self, station: Station) -> None:
        """Read Slack with the tokens that are kept; when somebody signs in anew, go on with theirs."""
        used = await tokens(self.means.environment)
        while True:
            async with asyncio.TaskGroup() as parts:
                connected = parts.create_task(station.connect(*used), name="read Slack with these tokens")
                used = await self._others(station, used)
                connected.cancel()

    async def _others(self, station: Station, used: tuple[str, str]) -> tuple[str, str]:
        """Other tokens than those: at once when somebody signed in, or else a minute later if Slack refuses these."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(TOKENS_AGAIN):
                    await self._signed_in.wait()
            if self._signed_in.is_set() or station.desk.connection.link is Link.REFUSED:
                self._signed_in.clear()
                with suppress(KeychainFault):  # the tokens at hand may be good again
                    if (found := await tokens(self.means.environment)) != used:
                        return found

    def _on_tokens(self, user_token: str, app_token: str) -> None:
        self.tasks.spawn(self._sign_in(user_token, app_token), name="sign in again")

    async def _sign_in(self, user_token: str, app_token: str) -> None:
        outcome = await sign_in(self.settings, user_token, app_token)
        if outcome.done:
            self._signed_in.set()
        self.window.signing_in.told(outcome.sentences, done=outcome.done)

    # A practice night

    async def _follow(self, clock: PracticeClock) -> None:
        async for speed in self._practice.follow(clock):
            self._menu.show_speed(speed)

    def _run_at(self, speed: float) -> None:
        self.tasks.spawn(self._practice.run_at(speed), name="change the practice night's speed")

    def _let_happen(self, fault: str, how: dict[str, object]) -> None:
        self.tasks.spawn(self._practice.fault(fault, **how), name="let something go wrong in the practice night")

    # Showing

    def _changed(self) -> None:
        """Something is new: show it with the next frame."""
        if not self._news_due and self.window.isVisible():
            self._news_due = True
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self._shown_at + FRAME), self._show)

    def _show(self) -> None:
        self._news_due = False
        self._shown_at = asyncio.get_running_loop().time()
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

        key = None
        with suppress(KeyUnusable):  # what stands in the keychain is no key; a new one takes its place
            key = await cache_key(Keychain(), self.means.environment)
        key = key or await make_cache_key(Keychain())
        await asyncio.to_thread(rebuild, self.settings.cache.path, key, datetime.now(UTC))

    # The door

    async def _raise_other(self) -> bool:
        """Bring the window that has the cache open to the front; whether there was one."""
        from console.door import NobodyThere, ask  # noqa: PLC0415 -- hardly ever needed

        try:
            async with aclosing(ask(self.settings.cache.path, {"ask": "raise"})) as answers:
                async for _answer in answers:
                    return True
        except NobodyThere:
            pass
        return False

    async def _answer(self, question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """What another process of the same person asks."""
        match question:
            case {"ask": "raise"}:
                self.window.raise_up()
                self._changed()  # what came in while it was put away
                yield {"raised": True}
            case {"ask": "sign in"} if USER_TOKEN not in self.means.environment:
                self._signed_in.set()
                yield {"heard": True}
            case {"ask": "state"}:
                async for answer in self._states(question):
                    yield answer
            case {"ask": "rules"} if self.station is not None:
                from console.rule_file import book_of  # noqa: PLC0415 -- asked for now and then

                yield msgspec.to_builtins(book_of(self.station.desk.view()))
            case {"ask": "handover"} if self.station is not None:
                from console import handing  # noqa: PLC0415 -- the same

                yield await handing.answer(self.station, question)
            case {"ask": "do"} if self.station is not None:
                from console import doing  # noqa: PLC0415 -- the same

                async for answer in doing.answers(self.station, question):
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
