"""The controls of a practice workspace over HTTP, under ``/practice/``: its clock, its people, its faults, a flood."""

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec
from aiohttp import web

from console.practice.faults import decode_fault
from console.practice.flood import flood
from console.practice.people import EVERYBODY, find_person
from console.practice.remote import HELD_SECONDS

if TYPE_CHECKING:
    from console.practice.server import Practice

_LOOK: Final = 0.25  # seconds in which another speed is noticed
_encode: Final = msgspec.json.Encoder().encode


class Speed(msgspec.Struct):
    """How fast the clock is to run."""

    speed: float


class Switch(msgspec.Struct):
    """Something on or off."""

    on: bool


class Flood(msgspec.Struct):
    """So many chat events from the platform; ``per_second`` 0 is as fast as the sockets take them."""

    count: int
    per_second: float = 0.0
    seed: int = 1


class Change(msgspec.Struct):
    """What Slack is to say of a person from now on."""

    person: str
    is_admin: bool | msgspec.UnsetType = msgspec.UNSET
    is_owner: bool | msgspec.UnsetType = msgspec.UNSET
    deleted: bool | msgspec.UnsetType = msgspec.UNSET
    real_name: str | msgspec.UnsetType = msgspec.UNSET


class Rename(msgspec.Struct):
    """A channel's new name."""

    channel: str
    name: str


class Controls:
    """The routes; a body that cannot be read is answered with 400 and the reason."""

    def __init__(self, practice: "Practice") -> None:
        self._practice = practice

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the routes."""
        router.add_get("/practice/clock", self._clock)
        router.add_get("/practice/people", self._people)
        router.add_get("/practice/state", self._state)
        router.add_post("/practice/fault", self._fault)
        router.add_post("/practice/speed", self._speed)
        router.add_post("/practice/limits", self._limits)
        router.add_post("/practice/flood", self._flood)
        router.add_post("/practice/person", self._person)
        router.add_post("/practice/channel", self._channel)

    async def _clock(self, request: web.Request) -> web.Response:
        """The clock; with ``unlike`` once it runs at another speed than that, or after some seconds."""
        unlike, until = request.query.get("unlike"), time.monotonic() + HELD_SECONDS
        while unlike == str(self._practice.clock.speed) and time.monotonic() < until and await self._open_after(_LOOK):
            pass
        now = self._practice.clock.now().isoformat().replace("+00:00", "Z")
        return _answer({"now": now, "speed": self._practice.clock.speed})

    async def _open_after(self, seconds: float) -> bool:
        """Wait; whether the workspace is still open."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._practice.closing.wait()
        return not self._practice.closing.is_set()

    async def _people(self, _request: web.Request) -> web.Response:
        return _answer(
            [
                {
                    "id": person.id,
                    "name": person.name,
                    "user_token": person.user_token,
                    "app_token": person.app_token,
                    "roles": list(person.roles),
                }
                for person in EVERYBODY
            ]
        )

    async def _state(self, _request: web.Request) -> web.Response:
        practice = self._practice
        return _answer(
            {
                "messages": {channel.name: len(channel.messages) for channel in practice.workspace.channels.values()},
                "connections": {person: len(app.links) for person, app in practice.sockets.apps.items() if app.links},
                "unacknowledged": sum(len(app.waiting) for app in practice.sockets.apps.values()),
                "dropped": sum(app.dropped for app in practice.sockets.apps.values()),
                "night_done": practice.player.done,
            }
        )

    async def _fault(self, request: web.Request) -> web.Response:
        try:
            fault = decode_fault(await request.read())
        except msgspec.DecodeError as error:
            return _refused(error)
        self._practice.fault(fault)
        return _answer({"ok": True})

    async def _speed(self, request: web.Request) -> web.Response:
        try:
            speed = msgspec.json.decode(await request.read(), type=Speed).speed
        except msgspec.DecodeError as error:
            return _refused(error)
        self._practice.clock.run_at(min(max(speed, 0.0), 10_000.0))
        self._practice.player.hurry()
        return await self._clock(request)

    async def _limits(self, request: web.Request) -> web.Response:
        try:
            self._practice.limits.on = msgspec.json.decode(await request.read(), type=Switch).on
        except msgspec.DecodeError as error:
            return _refused(error)
        return _answer({"ok": True})

    async def _flood(self, request: web.Request) -> web.Response:
        try:
            wanted = msgspec.json.decode(await request.read(), type=Flood)
        except msgspec.DecodeError as error:
            return _refused(error)
        practice = self._practice
        started = time.monotonic()
        work = flood(practice.workspace, practice.sockets, wanted.count, wanted.per_second, wanted.seed)
        pushed = await asyncio.create_task(work, name="flood")
        return _answer({"ok": True, "posted": wanted.count, "seconds": time.monotonic() - started, "pushing": pushed})

    async def _person(self, request: web.Request) -> web.Response:
        try:
            change = msgspec.json.decode(await request.read(), type=Change)
            person = find_person(change.person)
        except (msgspec.DecodeError, LookupError) as error:
            return _refused(error)
        fields: dict[str, bool | str] = msgspec.to_builtins(change)
        del fields["person"]
        self._practice.workspace.change_user(person.id, **fields)
        return _answer({"ok": True})

    async def _channel(self, request: web.Request) -> web.Response:
        try:
            rename = msgspec.json.decode(await request.read(), type=Rename)
            channel = self._practice.workspace.named(rename.channel)
        except (msgspec.DecodeError, LookupError) as error:
            return _refused(error)
        self._practice.workspace.rename(channel, rename.name)
        return _answer({"ok": True})


def _answer(value: Any) -> web.Response:
    return web.Response(body=_encode(value), content_type="application/json")


def _refused(error: Exception) -> web.Response:
    return web.json_response({"ok": False, "error": str(error)}, status=400)
