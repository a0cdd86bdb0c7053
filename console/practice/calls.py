"""One call of a Web API method: who asks, with which arguments, and the errors it may end in."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from console.practice.faults import Weather
from console.practice.people import Staff
from console.practice.socket import Sockets
from console.practice.workspace import Channel, Json, Workspace, ts_number


class ApiError(Exception):
    """Slack's answer ``{"ok": false, "error": code}``, with what else belongs to it."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.answer: Json = {"ok": False, "error": code, **more}


@dataclass(frozen=True, slots=True)
class Call:
    """A call by a known person; ``arguments`` are strings from a form or URL, or JSON's own types."""

    person: Staff
    arguments: Mapping[str, Any]
    workspace: Workspace
    sockets: Sockets
    weather: Weather
    base: str

    def text(self, name: str) -> str:
        """An argument as a string, empty when absent."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """An argument as a truth value."""
        return self.text(name).lower() in ("true", "1")

    def page(self, default: int, most: int) -> int:
        """The argument ``limit``; an impossible one is refused."""
        text = self.text("limit")
        try:
            limit = int(text) if text else default
        except ValueError:
            raise ApiError("invalid_limit") from None
        if limit < 0 or limit > most:
            raise ApiError("invalid_limit")
        limit = limit or default
        return limit if self.weather.page_most is None else min(limit, self.weather.page_most)

    def moment(self, name: str, default: int, error: str) -> int:
        """An argument that is a ``ts``, in microseconds."""
        text = self.text(name)
        try:
            return ts_number(text) if text else default
        except ValueError:
            raise ApiError(error) from None

    def json(self, name: str, error: str) -> Any:
        """An argument that is JSON, or a string of it; None when absent."""
        value = self.arguments.get(name)
        if isinstance(value, str):
            try:
                return msgspec.json.decode(value) if value else None
            except msgspec.DecodeError:
                raise ApiError(error) from None
        return value

    def channel(self, *, member: bool = True) -> Channel:
        """The argument ``channel``; a private one that the person is not in does not exist."""
        channel = self.workspace.channels.get(self.text("channel"))
        if channel is None or not channel.sees(self.person.id):
            raise ApiError("channel_not_found")
        if member and self.person.id not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def cursor(self, kind: str) -> str | None:
        """What the argument ``cursor`` points at, None when absent."""
        text = self.text("cursor")
        if not text:
            return None
        try:
            found, _, value = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise ApiError("invalid_cursor") from None
        if found != kind:
            raise ApiError("invalid_cursor")
        return value

    def paged(self, name: str, items: Sequence[Any], default: int, most: int = 1_000) -> Json:
        """One page of a list that is paged by index."""
        value = self.cursor("index") or "0"
        if not value.isdigit():
            raise ApiError("invalid_cursor")
        start = int(value)
        end = start + self.page(default, most)
        return {name: items[start:end], **next_cursor("index", end if end < len(items) else None)}


def next_cursor(kind: str, value: int | None) -> Json:
    """``response_metadata`` of a page; the cursor is empty on the last one."""
    text = "" if value is None else base64.b64encode(f"{kind}:{value}".encode()).decode()
    return {"response_metadata": {"next_cursor": text}}
