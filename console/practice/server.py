"""The practice workspace as a server on loopback: Slack's Web API, Socket Mode and the practice controls."""

import asyncio
import importlib
import random
import ssl
import time
import uuid
import weakref
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from email.utils import formatdate
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

import msgspec
from aiohttp import web

from console.clock import PracticeClock
from console.domain.events import RoleGiven, WireEvent
from console.practice.calls import ApiError, Call
from console.practice.controls import Controls
from console.practice.faults import Calm, Fault, Lasting, PullPlug, Refresh, Weather
from console.practice.limits import Limits
from console.practice.lines import line_of
from console.practice.methods import METHODS, Method
from console.practice.night import NIGHT
from console.practice.people import ADMIN, EVERYBODY, PEOPLE, SCOPES, Staff, find_person, is_renewed
from console.practice.player import Player
from console.practice.socket import Pace, Sockets
from console.practice.workspace import Json, Told, Workspace, ts_number
from console.slack.wire import blocks_of, metadata_of

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
_encode: Final = msgspec.json.Encoder().encode


class Practice:
    """A running practice workspace; ``async with`` starts and ends it.

    ``start`` is the moment at which its clock begins, ``day`` the one on which the night does. With ``night`` the
    scripted night is played, what came before ``start`` is already there, and nobody of ``desks`` acts by script any
    more. Without it the workspace has people and empty channels; ``roles`` then lets the admin give everybody theirs.
    With ``tls`` it answers over https, and only so.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        start: datetime | None = None,
        speed: float = 1.0,
        port: int = 0,
        night: bool = True,
        roles: bool = False,
        desks: tuple[str, ...] = ("A. Novak",),
        day: date = NIGHT,
        limits: bool = True,
        pace: Pace | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.desks = tuple(find_person(name) for name in desks)
        self.player = Player(seed, start, self.desks, day)
        self.clock = PracticeClock(self.player.start, time.monotonic(), speed)
        self.weather = Weather()
        self.sockets = Sockets(EVERYBODY, pace or Pace(), self.weather, lambda: int(self.clock.now().timestamp()))
        self.workspace = Workspace(self.clock, self._tell)
        self.limits = Limits(self.clock, on=limits)
        self.port = port
        self._tls = tls
        self._night = night
        self._roles = roles
        self._chance = random.Random(seed)
        self._ids = random.Random(f"{seed} ids")
        self._outside: weakref.WeakSet[asyncio.WriteTransport] = weakref.WeakSet()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: dict[type, asyncio.TimerHandle] = {}
        self._runner: web.AppRunner | None = None
        self.closing = asyncio.Event()  # who holds an answer back gives it up then

    @property
    def base_url(self) -> str:
        """Where the practice controls are: ``{base_url}/practice/…``."""
        return f"{'http' if self._tls is None else 'https'}://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """What a desk's ``[slack] api_url`` is set to."""
        return f"{self.base_url}/api/"

    async def __aenter__(self) -> Self:
        """Start to listen, and to play the night."""
        if self._night:
            self.player.fill(self)
        elif self._roles:
            for person in EVERYBODY:
                for role in person.roles:
                    self.post("mod-main", ADMIN, RoleGiven(person.id, role))
        app = web.Application(client_max_size=4 << 20, middlewares=[self._plug])
        app.on_response_prepare.append(self._date)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link/", self.sockets.accept)
        Controls(self).add_to(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self._tls).start()
        self.port = self._runner.addresses[0][1]
        if self._night:
            task = asyncio.create_task(self.player.play(self), name="play the practice night")
            self._tasks.add(task)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every connection and stop to listen."""
        self.closing.set()
        for task in self._tasks:
            task.cancel()
        for timer in self._timers.values():
            timer.cancel()
        for app in self.sockets.apps.values():
            app.stop()
        self._cut_all()
        if self._runner is not None:
            await self._runner.cleanup()
        for outcome in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    # What tests and the night do

    def post(
        self,
        channel: str,
        person: Staff | str,
        event: WireEvent,
        *,
        id: str | None = None,
        acted_at: datetime | None = None,
        text: str | None = None,
        at: datetime | None = None,
    ) -> str:
        """Post an event as a person and return its ``ts``; ``id`` is the action's own, made from the seed if absent."""
        text = line_of(event) if text is None else text
        metadata = metadata_of(event, id or self.new_id(), acted_at)
        blocks = blocks_of(metadata, text)
        where, who = self.workspace.named(channel), self._person(person)
        return str(self.workspace.post(where, who, text, blocks=blocks, metadata=metadata, at=at)["ts"])

    def say(
        self,
        channel: str,
        person: Staff | str,
        text: str,
        *,
        thread: str | None = None,
        at: datetime | None = None,
    ) -> str:
        """Write by hand, in a thread where its first ``ts`` is given; returns the new ``ts``."""
        where, who = self.workspace.named(channel), self._person(person)
        number = ts_number(thread) if thread is not None else None
        return str(self.workspace.post(where, who, text, thread=number, by_app=False, at=at)["ts"])

    def reply(self, channel: str, person: Staff | str, thread: str, text: str) -> str:
        """Answer in a thread; returns the new ``ts``."""
        return self.say(channel, person, text, thread=thread)

    def edit(self, channel: str, ts: str, *, text: str | None = None, event: WireEvent | None = None) -> None:
        """Change a message's text, or the event it carries (which keeps its id)."""
        where, number = self.workspace.named(channel), ts_number(ts)
        if event is None:
            self.workspace.edit(where, number, text=text)
            return
        said = line_of(event) if text is None else text
        metadata = metadata_of(event, where.messages[number]["metadata"]["event_payload"]["id"])
        self.workspace.edit(where, number, text=said, blocks=blocks_of(metadata, said), metadata=metadata)

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message."""
        self.workspace.delete(self.workspace.named(channel), ts_number(ts))

    def new_id(self) -> str:
        """The next action id; the same ones in the same order for the same seed."""
        return str(uuid.UUID(int=self._ids.getrandbits(128), version=4))

    def fault(self, fault: Fault) -> None:
        """Begin or end a fault."""
        now = time.monotonic()
        if isinstance(fault, Refresh):
            self.sockets.disconnect(fault.reason, fault.person)
            self.sockets.disabled = fault.reason == "link_disabled"
            return
        self.weather.set(fault, now)
        timer = self._timers.pop(type(fault), None)
        if timer is not None:
            timer.cancel()
        match fault:
            case Calm():
                self.sockets.disabled = False
                for timer in self._timers.values():
                    timer.cancel()
                self._timers.clear()
            case PullPlug(on=True):
                self._cut_all()
            case _:
                pass
        if isinstance(fault, Lasting) and fault.on and fault.seconds is not None:
            over = msgspec.structs.replace(fault, on=False)
            loop = asyncio.get_running_loop()
            self._timers[type(fault)] = loop.call_later(fault.seconds, self.weather.set, over, now)

    def _person(self, person: Staff | str) -> Staff:
        return person if isinstance(person, Staff) else find_person(person)

    def _cut_all(self) -> None:
        for transport in list(self._outside):
            with suppress(AttributeError):  # Python 3.11.2: a TLS transport that was closed twice has nothing to abort
                transport.abort()

    # What Slack does

    def _tell(self, told: Told) -> None:
        self.sockets.tell(told)
        if self._night and "metadata" in told.event:
            self.player.hear(told.event)

    async def _date(self, _request: web.BaseRequest, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(self.clock.now().timestamp(), usegmt=True)

    @web.middleware
    async def _plug(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Remember who is cut when the plug is pulled; while it is out, cut them now. The controls always work."""
        if not request.path.startswith("/practice/") and request.transport is not None:
            self._outside.add(request.transport)
            if self.weather.plug_pulled:
                request.transport.abort()
                return web.Response()  # never arrives
        return await handler(request)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        arguments = await _arguments(request)
        if self.weather.latency:
            await asyncio.sleep(self.weather.latency)
        if self._chance.random() < self.weather.error_chance:
            return web.Response(status=500, text="Internal Server Error")
        name = request.match_info["method"]
        method, scopes = METHODS.get(name), ""
        try:
            if method is None:
                raise ApiError("unknown_method", req_method=name)  # noqa: TRY301 - one place words every error
            person = self._who(request, arguments, method)
            scopes = self._scopes(person)
            wait = self._must_wait(person, name, method, arguments)
            if wait is not None:
                return web.json_response(
                    {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(wait)}
                )
            here = f"{request.scheme}://{request.host}"  # as the desk sees it: there may be a network between
            call = Call(person, arguments, self.workspace, self.sockets, self.weather, here)
            answer: Json = {"ok": True, **method.answer(call)}
        except ApiError as error:
            answer = error.answer
        if (
            method is not None
            and method.writes
            and self._chance.random() < self.weather.lose_chance
            and request.transport is not None
        ):
            request.transport.abort()
        return web.Response(
            body=_encode(answer),
            content_type="application/json",
            charset="utf-8",
            headers={"x-oauth-scopes": scopes},
        )

    def _who(self, request: web.Request, arguments: Mapping[str, Any], method: Method) -> Staff:
        """Whose token it is; raises ApiError as Slack words it."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or arguments.get("token")
        if not token:
            raise ApiError("not_authed")
        kind, _, whose = str(token).rpartition("-practice-")
        person = PEOPLE.get(whose.partition("-")[0])
        if person is None or kind not in ("xoxp", "xapp"):
            raise ApiError("invalid_auth")
        if person.id in self.weather.revoked or is_renewed(whose) is not (person.id in self.weather.renewed):
            raise ApiError("token_revoked")
        if (kind == "xapp") is not method.app_level:
            raise ApiError("not_allowed_token_type")
        for scope in method.scopes:
            if (person.id, scope) in self.weather.dropped:
                raise ApiError("missing_scope", needed=scope, provided=self._scopes(person))
        return person

    def _scopes(self, person: Staff) -> str:
        return ",".join(scope for scope in SCOPES if (person.id, scope) not in self.weather.dropped)

    def _must_wait(self, person: Staff, name: str, method: Method, arguments: Mapping[str, Any]) -> int | None:
        if self.weather.limited_until is not None:
            left = self.weather.limited_until - time.monotonic()
            if left > 0:
                return max(1, round(left))
            self.weather.limited_until = None
        if name == "chat.postMessage":
            return self.limits.ask_post(person.app_id, str(arguments.get("channel")))
        return self.limits.ask(person.app_id, name, method.tier)


async def _arguments(request: web.Request) -> dict[str, Any]:
    """The arguments of a call, from its URL and its form or JSON body."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = msgspec.json.decode(await request.read() or b"{}")
        except msgspec.DecodeError:
            return arguments
        return arguments | body if isinstance(body, dict) else arguments
    if request.method == "POST":
        arguments.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
    return arguments


if __name__ == "__main__":
    importlib.import_module("console.practice.process").main()  # it imports this module
