"""Who is in the workspace, and which channel is which home."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from console.domain.messages import EPOCH, Person
from console.domain.words import Home
from console.slack.client import Client
from console.slack.jsontext import utf8
from console.slack.trouble import Never
from console.slack.wire import at_of

PAGE: Final = 999
_NAME_LIMIT: Final = 80


@dataclass(frozen=True, slots=True)
class Homes:
    """Which channel id is which home; a sentence for each home that should be readable and is not.

    ``unseen`` are private homes that this desk's person was not invited to: for most people that is as it
    should be (wire.md: the cases are for leads, clinicians and whoever they invite).
    """

    by_channel: Mapping[str, Home] = field(default_factory=dict)
    missing: Mapping[Home, str] = field(default_factory=dict)
    unseen: tuple[Home, ...] = ()


class Directory:
    """Asks Slack who people are and where the homes are; ``names`` are the homes' channel names in the settings."""

    def __init__(self, client: Client, names: Mapping[Home, str]) -> None:
        self._client = client
        self._names = {home: name.strip().lstrip("#") for home, name in names.items()}

    async def homes(self) -> Homes:
        """Resolve the homes, joining public ones where need be. Raises Later, or Never when nothing can be read."""
        mine = await self._named("users.conversations", types="public_channel,private_channel")
        found = {home: mine[name.lower()] for home, name in self._names.items() if name.lower() in mine}
        missing: dict[Home, str] = {}
        unseen: list[Home] = []
        rest = [home for home in self._names if home not in found]
        # The cases are private: who is not in them does not see them here either.
        public = await self._named("conversations.list", types="public_channel") if rest else {}
        for home in rest:
            name = self._names[home]
            channel = public.get(name.lower())
            if channel is None and home is Home.CASES:
                unseen.append(home)
            elif channel is None:
                missing[home] = (
                    f"#{name} cannot be read: there is no such channel, or it is private and nobody invited you."
                )
            elif why := await self._join(channel):
                missing[home] = f"#{name} cannot be read: {why}"
            else:
                found[home] = channel
        return Homes({channel: home for home, channel in found.items()}, missing, tuple(unseen))

    async def _named(self, method: str, **params: Any) -> dict[str, str]:
        """Channel ids by name, in small letters, of all pages of a list."""
        found: dict[str, str] = {}
        async for channel in self._all(method, "channels", exclude_archived=True, **params):
            name, id_ = channel.get("name"), channel.get("id")
            if isinstance(name, str) and isinstance(id_, str) and not channel.get("is_archived"):
                found.setdefault(name.lower(), id_)
        return found

    async def _join(self, channel: str) -> str:
        """Join a public channel; why not, or an empty sentence."""
        try:
            await self._client.ask("conversations.join", http_verb="POST", channel=channel)
        except Never as never:
            if never.refused:
                raise
            return never.why
        return ""

    async def people(self) -> Mapping[Person, datetime]:
        """Everybody in the workspace, those who left included, each with when Slack changed them last."""
        found = [(person_of(user), changed_at(user)) async for user in self._all("users.list", "members")]
        return {person: at for person, at in found if person is not None}

    async def _all(self, method: str, name: str, **params: Any) -> AsyncIterator[Mapping[str, Any]]:
        cursor, seen = "", set[str]()
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self._client.ask(method, limit=PAGE, **params, **more)
            for item in answer.items(name):
                yield item
            cursor = answer.next_cursor
            if not cursor or cursor in seen:
                return
            seen.add(cursor)


def person_of(user: object) -> Person | None:
    """A person from Slack's user; None for what is none."""
    if not isinstance(user, Mapping) or not isinstance(user.get("id"), str) or not user["id"]:
        return None
    profile = user.get("profile")
    given = profile if isinstance(profile, Mapping) else {}
    names = (given.get("display_name"), given.get("real_name"), user.get("real_name"), user.get("name"))
    name = next((found for found in names if isinstance(found, str) and found.strip()), user["id"])
    return Person(
        id=utf8(user["id"]),
        name=utf8(name.strip())[:_NAME_LIMIT],
        admin=any(user.get(right) is True for right in ("is_admin", "is_owner", "is_primary_owner")),
        bot=user.get("is_bot") is True,
        gone=user.get("deleted") is True,
    )


def changed_at(user: Mapping[str, Any]) -> datetime:
    """The second in which Slack changed a user last; the beginning of time where it does not say."""
    second = user.get("updated")
    return at_of(f"{second}.000000") or EPOCH if isinstance(second, int) else EPOCH
