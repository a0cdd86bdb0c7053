"""Slack behind a bad network: a practice workspace whose answers, pushes and deeds are late, lost or doubled."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate
from typing import Any, Final

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError

from console.clock import PracticeClock
from console.practice.calls import ApiError, Call
from console.practice.faults import Weather
from console.practice.limits import Limits
from console.practice.methods import METHODS
from console.practice.people import SCOPES, Staff
from console.practice.socket import Pace, Sockets
from console.practice.workspace import Json, Told, Workspace, ts_number
from console.slack.client import Client
from console.slack.frames import Frame, frame_of
from console.slack.letter import id_in
from console.slack.pace import Pace as Patience
from console.slack.wire import at_of

RETRIES: Final = (60.0, 300.0)  # seconds after which Slack pushes once more what was not acknowledged
SILENT: Final = 7.5  # seconds until aiohttp notices that no pong comes
LATEST: Final = 20.0  # seconds that a deed may come after its desk gave up
_encode: Final = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Sky:
    """How bad it is, as chances of each call or push; ``slow`` is the mean of one way, in seconds."""

    slow: float = 0.05
    lost: float = 0.0  # done, and its answer never came
    late: float = 0.0  # done only after the desk gave up
    ill: float = 0.0  # 500, done or not
    dropped: float = 0.0  # a push that gets lost on its way
    doubled: float = 0.0  # a push that comes again
    lagging: float = 0.0  # a history that does not yet show the latest seconds


@dataclass
class Cable:
    """What lies between one desk and Slack; ``out`` while nothing gets through."""

    person: Staff
    sky: Sky = Sky()
    out: bool = False
    lines: list["Line"] = field(default_factory=list)

    def cut(self, *, silently: bool) -> None:
        """Nothing gets through; a connection may not notice at once."""
        self.out = True
        for line in self.lines:
            asyncio.get_running_loop().call_later(SILENT if silently else 0.0, line.is_over)
        self.lines = []

    def mend(self) -> None:
        """Everything gets through again."""
        self.out = False


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as slack_sdk hands it over."""

    data: Any
    headers: Mapping[str, Any]
    status_code: int = 200

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.data.get(name, otherwise)


class Cloud:
    """Slack, and the cables to it; ``posted`` counts each action's messages, ``ever`` is all that was ever said."""

    def __init__(self, chance: random.Random, start: datetime, staff: tuple[Staff, ...], now: float) -> None:
        self.chance = chance
        self.clock = PracticeClock(start, now)
        self.workspace = Workspace(self.clock, self._tell)
        self.cables = {person.id: Cable(person) for person in staff}
        self.posted: Counter[str] = Counter()
        self.ever: set[tuple[str, datetime]] = set()
        # What was done after its desk gave up, or was edited or deleted before that looked for it, may be there twice.
        self.excused: set[str] = set()
        self.calls = self.pushes = 0
        self.heard = False  # Slack keeps nothing for an app that never connected
        self.repeats = True
        self._limits = Limits(self.clock)
        self._weather = Weather()
        self._sockets = Sockets((), Pace(), self._weather, lambda: 0)
        self._under_way: set[asyncio.Task[None]] = set()
        for person in staff:
            self._admit(person)

    def _admit(self, person: Staff) -> None:
        for channel in self.workspace.channels.values():
            channel.members.add(person.id)
        if person.id not in self.workspace.users:
            like = next(iter(self.workspace.users.values()))
            profile = like["profile"] | {"display_name": person.name, "real_name": person.name}
            rights = {"is_admin": person.admin, "is_owner": person.owner, "is_primary_owner": person.owner}
            named = {"id": person.id, "name": person.handle, "real_name": person.name, "profile": profile}
            self.workspace.users[person.id] = like | rights | named

    def clear(self) -> None:
        """The sky is blue, and every cable whole."""
        for cable in self.cables.values():
            cable.sky = Sky()
            cable.mend()

    # Asking

    async def ask(self, cable: Cable, name: str, arguments: dict[str, Any]) -> Answered:
        """What slack_sdk would give or raise; what is under way goes on when nobody waits for it any more."""
        if cable.out:
            await asyncio.sleep(self.delay(cable))
            raise aiohttp.ConnectionTimeoutError
        answer: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._carry(cable, name, arguments, answer))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await answer

    async def _carry(
        self, cable: Cable, name: str, arguments: dict[str, Any], answer: "asyncio.Future[Answered]"
    ) -> None:
        sky, chance = cable.sky, self.chance.random
        writes = name == "chat.postMessage"
        await asyncio.sleep(self.delay(cable))
        if self._cut(cable):
            _tell(answer, aiohttp.ServerDisconnectedError())
            return
        if writes and chance() < sky.late:
            _tell(answer, TimeoutError())
            await asyncio.sleep(chance() * LATEST)
            self.excused.add(id_in(arguments))
            self._do(cable, name, arguments)
            return
        if chance() < sky.ill:
            _tell(answer, _ill())
            return
        if writes and answer.done():  # its desk was killed meanwhile
            self.excused.add(id_in(arguments))
        done = self._do(cable, name, arguments)
        if writes and chance() < sky.lost:
            _tell(answer, aiohttp.ServerDisconnectedError())
            return
        await asyncio.sleep(self.delay(cable))
        _tell(answer, aiohttp.ServerDisconnectedError() if self._cut(cable) else _ill() if chance() < sky.ill else done)

    def _do(self, cable: Cable, name: str, arguments: dict[str, Any]) -> Answered | SlackApiError:
        self.calls += 1
        headers = {"Date": formatdate(self.clock.now().timestamp(), usegmt=True), "x-oauth-scopes": ",".join(SCOPES)}
        if name == "apps.connections.open":
            return Answered({"ok": True, "url": "wss://slack.invalid/"}, headers)
        method = METHODS[name]
        person = cable.person
        wait = (
            self._limits.ask_post(person.app_id, arguments["channel"])
            if name == "chat.postMessage"
            else self._limits.ask(person.app_id, name, method.tier)
        )
        if wait is not None:
            return _refused({"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)}, 429)
        call = Call(person, arguments, self.workspace, self._sockets, self._weather, "")
        try:
            found: Json = {"ok": True, **method.answer(call)}
        except ApiError as error:
            return _refused(error.answer, headers, 200)
        if name.startswith("conversations.") and self.chance.random() < cable.sky.lagging:
            young = ts_number(str(self.clock.now().timestamp())) - int(self.chance.random() * 4_500_000)
            found["messages"] = [one for one in found.get("messages", ()) if ts_number(one["ts"]) <= young]
        return Answered(found, headers)

    def _cut(self, cable: Cable) -> bool:
        """Whether the cable is cut now: it may be so since the last look."""
        return cable.out

    def delay(self, cable: Cable) -> float:
        """The seconds of one way."""
        return min(self.chance.expovariate(1 / cable.sky.slow), 25.0)

    # Pushing

    def _tell(self, told: Told) -> None:
        event = told.event
        if event.get("type") == "message" and "subtype" not in event:
            at = at_of(event["ts"])
            assert at is not None
            self.ever.add((event["user"], at))
            if id := id_in(event):
                self.posted[id] += 1
        if not self.heard:
            return
        frame = frame_of(_encode({"type": "events_api", "envelope_id": "e", "payload": _payload(event, self)}).decode())
        assert frame is not None
        for cable in self.cables.values():
            if told.channel is None or cable.person.id in told.channel.members:
                self._push(cable, frame, 0)

    def _push(self, cable: Cable, frame: Frame, attempt: int) -> None:
        if attempt and not self.repeats:
            return
        asyncio.get_running_loop().call_later(self.delay(cable), self._arrive, cable, frame, attempt)

    def _arrive(self, cable: Cable, frame: Frame, attempt: int) -> None:
        gone = cable.out or not cable.lines or self.chance.random() < cable.sky.dropped
        if not gone:
            self.pushes += 1
            cable.lines[-1].frames.put_nowait(frame)
        if (gone or self.chance.random() < cable.sky.doubled) and attempt < len(RETRIES) and self.repeats:
            asyncio.get_running_loop().call_later(RETRIES[attempt], self._push, cable, frame, attempt + 1)


def _payload(event: Json, cloud: Cloud) -> Json:
    return {"type": "event_callback", "event_id": f"Ev{cloud.workspace.stamp()}", "event": event}


def _tell(answer: "asyncio.Future[Answered]", told: Answered | Exception) -> None:
    """Let who asked know, if there still is somebody."""
    if answer.done():
        return
    if isinstance(told, Exception):
        answer.set_exception(told)
    else:
        answer.set_result(told)


def _refused(data: Json, headers: Mapping[str, Any], status: int) -> SlackApiError:
    return SlackApiError("refused", Answered(data, headers, status))  # type: ignore[no-untyped-call]  # slack_sdk's


def _ill() -> SlackApiError:
    return _refused({}, {}, 500)


class Web:
    """Stands in for slack_sdk's web client."""

    def __init__(self, cloud: Cloud, token: str) -> None:
        self.cloud, self.cable = cloud, cloud.cables[token.rpartition("-")[2]]
        self.ssl = self.proxy = None
        self.token, self.base_url = token, ""

    async def api_call(self, name: str, *, http_verb: str = "POST", params: Any = None, json: Any = None) -> Answered:
        del http_verb
        return await self.cloud.ask(self.cable, name, {**(params or {}), **(json or {})})


class Line:
    """Stands in for one live connection (console/slack/socket.py)."""

    def __init__(self, client: Client, _token: str, take: Callable[[Frame], Awaitable[None]], pace: Patience) -> None:
        web: Any = client.web
        self.wss_uri, self.hello, self.reason = "", False, ""
        self.leaving, self.over = asyncio.Event(), asyncio.Event()
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()
        self._cloud: Cloud = web.cloud
        self._cable: Cable = web.cable
        self._alive, self._take = client.answered, take
        self._beat = pace.beat
        self._tasks: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        await asyncio.sleep(0.1)
        if self._cable.out:
            raise aiohttp.ClientConnectionError

    async def greeted(self) -> None:
        await asyncio.sleep(0.1)
        if self._cable.out:
            raise ConnectionError
        self.hello = True
        self._cable.lines.append(self)
        self._alive()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._ping())]

    async def _ping(self) -> None:
        """A sign of life now and then, as slow as everything is."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._beat)
            loop.call_later(2 * self._cloud.delay(self._cable), self._pong)

    def _pong(self) -> None:
        if self in self._cable.lines and not self._cable.out:
            self._alive()

    async def _read(self) -> None:
        while True:
            frame = await self.frames.get()
            await self._take(frame)
            self._alive()

    def is_over(self) -> None:
        """The connection is lost."""
        self.over.set()
        self.leaving.set()

    async def end(self) -> None:
        self.is_over()
        if self in self._cable.lines:
            self._cable.lines.remove(self)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
