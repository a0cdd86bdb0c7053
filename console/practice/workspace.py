"""The practice workspace itself: people, channels, messages, threads and reactions, as Slack holds them."""

import bisect
import copy
import functools
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

from console.clock import Clock
from console.domain.messages import micros
from console.domain.words import Home
from console.practice.people import EVERYBODY, PLATFORM, SEE_CASES, TEAM_ID, TEAM_NAME, Staff

Json: TypeAlias = dict[str, Any]

CREATED: Final = 1_790_000_000  # when the workspace was made; long before any practice night
THREAD_FIELDS: Final = ("thread_ts", "reply_count", "reply_users_count", "reply_users", "latest_reply", "is_locked")


def ts_text(at: int) -> str:
    """Slack's ``ts`` of so many microseconds after 1970."""
    return f"{at // 1_000_000}.{at % 1_000_000:06d}"


def ts_number(ts: str) -> int:
    """Microseconds after 1970 of a ``ts`` (also of a bare number of seconds); raises ValueError for none."""
    seconds, _, rest = ts.partition(".")
    return int(seconds or "0") * 1_000_000 + int(f"{rest[:6]:<06}")


@dataclass(slots=True)
class Channel:
    """A channel with its messages; ``top`` and each thread are sorted, so that any page is found by bisection."""

    id: str
    name: str
    private: bool
    members: set[str]
    topic: str = ""
    previous_names: list[str] = field(default_factory=list)
    updated: int = CREATED
    messages: dict[int, Json] = field(default_factory=dict)
    top: list[int] = field(default_factory=list)
    threads: dict[int, list[int]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Slack's ``channel_type``."""
        return "group" if self.private else "channel"

    def sees(self, person: str) -> bool:
        """Whether the person may know that the channel exists."""
        return not self.private or person in self.members

    def between(self, items: list[int], oldest: int, latest: int, *, inclusive: bool) -> tuple[int, int]:
        """The half-open range of indexes in ``items`` (``top`` or a thread) that stand between two moments."""
        if inclusive:
            return bisect.bisect_left(items, oldest), bisect.bisect_right(items, latest)
        return bisect.bisect_right(items, oldest), bisect.bisect_left(items, latest)


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the Events API words it; ``channel`` says who may see it, None: everybody."""

    event: Json
    channel: Channel | None


def _homes() -> list[Channel]:
    everybody = {person.id for person in EVERYBODY}
    topics = {
        Home.CHAT_QUEUE: "Who waits, and what was written for the forums",
        Home.SHIFT_LOG: "What the shift does",
        Home.MOD_UPDATES: "Posting rules, from the clinicians",
        Home.MOD_MAIN: "Shifts, tasks, handover",
        Home.CASES: "Members at risk",
        Home.ASKS: "Help during a hard chat",
    }
    channels = [
        Channel(
            f"C0HOME{number:04d}",
            home.value,
            private=home is Home.CASES,
            members=set(SEE_CASES) if home is Home.CASES else set(everybody),
            topic=topics[home],
        )
        for number, home in enumerate(Home, 1)
    ]
    return [*channels, Channel("C0GENERAL1", "general", private=False, members=set(everybody), topic="Everything else")]


class Workspace:
    """Everything Slack would hold, on the practice clock; each change is told to ``tell`` at once."""

    def __init__(self, clock: Clock, tell: Callable[[Told], None] = lambda _told: None) -> None:
        self.clock = clock
        self.tell = tell
        self.channels: dict[str, Channel] = {channel.id: channel for channel in _homes()}
        self.users: dict[str, Json] = {person.id: _user(person) for person in EVERYBODY}
        self._last = 0

    # Finding

    def named(self, name: str) -> Channel:
        """The channel of that name or id; raises LookupError."""
        if name in self.channels:
            return self.channels[name]
        for channel in self.channels.values():
            if channel.name == name.removeprefix("#"):
                return channel
        raise LookupError(f"There is no channel called {name}.")

    def stamp(self, at: datetime | None = None) -> int:
        """A new moment in microseconds: now (or ``at``), and after every one given before."""
        self._last = max(micros(at or self.clock.now()), self._last + 1)
        return self._last

    # Changing

    def post(
        self,
        channel: Channel,
        author: Staff,
        text: str,
        *,
        blocks: Iterable[Json] | None = None,
        metadata: Mapping[str, Any] | None = None,
        thread: int | None = None,
        by_app: bool = True,
        at: datetime | None = None,
    ) -> Json:
        """Add a message and return it; one that a token posted carries the app's ids, as in Slack."""
        number = self.stamp(at)
        ts = ts_text(number)
        message: Json = {"type": "message", "user": author.id, "ts": ts}
        if by_app:
            message |= _by_app(author)
        else:
            message["client_msg_id"] = _client_msg_id(number)
        message |= {"text": text, "team": TEAM_ID, "blocks": _with_ids(blocks) if blocks else _rich(text)}
        if metadata is not None:
            message["metadata"] = metadata
        if thread is None:
            channel.top.append(number)
        else:
            parent = channel.messages[thread]
            message |= {"thread_ts": ts_text(thread), "parent_user_id": parent["user"]}
            channel.threads.setdefault(thread, []).append(number)
        channel.messages[number] = message
        if thread is not None:
            self._count_replies(channel, thread)
        self.tell(Told(message | _where(channel, ts), channel))
        return message

    def edit(
        self,
        channel: Channel,
        number: int,
        *,
        text: str | None = None,
        blocks: list[Json] | None = None,
        metadata: Mapping[str, Any] | None = None,
        by: str | None = None,
    ) -> Json:
        """Change a message; what is not given stays, an empty ``metadata`` takes it away."""
        before = channel.messages[number]
        message = copy.copy(before)
        if text is not None:
            message["text"] = text
        if blocks is not None:
            message["blocks"] = _with_ids(blocks)
        if metadata is not None:
            message["metadata"] = metadata
            if not metadata:
                del message["metadata"]
        stamp = ts_text(self.stamp())
        message["edited"] = {"user": by or message["user"], "ts": stamp}
        channel.messages[number] = message
        self._changed(channel, message, before, stamp)
        return message

    def delete(self, channel: Channel, number: int) -> None:
        """Remove a message; one with replies leaves a tombstone, as in Slack."""
        before = channel.messages[number]
        stamp = ts_text(self.stamp())
        if channel.threads.get(number):
            kept = {name: before[name] for name in THREAD_FIELDS if name in before}
            message = {
                "type": "message",
                "subtype": "tombstone",
                "text": "This message was deleted.",
                "user": "USLACKBOT",
                "hidden": True,
                "ts": before["ts"],
            } | kept
            channel.messages[number] = message
            self._changed(channel, message, before, stamp)
            return
        del channel.messages[number]
        thread = ts_number(before["thread_ts"]) if "thread_ts" in before else number
        items = channel.top if thread == number else channel.threads[thread]
        del items[bisect.bisect_left(items, number)]
        if thread != number:
            self._count_replies(channel, thread)
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": before["ts"],
            "ts": stamp,
            "previous_message": before,
        }
        self.tell(Told(event | _where(channel, stamp), channel))

    def react(self, channel: Channel, number: int, person: str, name: str, *, add: bool) -> bool:
        """Add or remove a person's reaction; False when there was nothing to do."""
        message = channel.messages[number]
        reactions: list[Json] = copy.deepcopy(message.get("reactions", []))
        mine = next((reaction for reaction in reactions if reaction["name"] == name), None)
        if add == (mine is not None and person in mine["users"]):
            return False
        if mine is None:
            mine = {"name": name, "users": [], "count": 0}
            reactions.append(mine)
        (mine["users"].append if add else mine["users"].remove)(person)
        mine["count"] = len(mine["users"])
        channel.messages[number] = message | {"reactions": [reaction for reaction in reactions if reaction["count"]]}
        if not channel.messages[number]["reactions"]:
            del channel.messages[number]["reactions"]
        event = {
            "type": "reaction_added" if add else "reaction_removed",
            "user": person,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
            "item_user": message["user"],
            "event_ts": ts_text(self.stamp()),
        }
        self.tell(Told(event, channel))
        return True

    def join(self, channel: Channel, person: str, inviter: str | None = None) -> bool:
        """Make somebody a member; False when they already were."""
        if person in channel.members:
            return False
        channel.members.add(person)
        event: Json = {
            "type": "member_joined_channel",
            "user": person,
            "channel": channel.id,
            "channel_type": "G" if channel.private else "C",
            "team": TEAM_ID,
            "event_ts": ts_text(self.stamp()),
        }
        self.tell(Told(event | ({"inviter": inviter} if inviter else {}), channel))
        return True

    def leave(self, channel: Channel, person: str) -> None:
        """Take somebody out of a channel."""
        channel.members.discard(person)

    def change_user(self, person: str, **fields: bool | str) -> None:
        """Change what Slack says of a person, e.g. ``is_admin=False`` or ``deleted=True``."""
        now = self.stamp()
        self.users[person] = self.users[person] | fields | {"updated": now // 1_000_000}
        event = {"type": "user_change", "user": self.users[person], "cache_ts": now // 1_000_000}
        self.tell(Told(event, None))

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        now = self.stamp()
        channel.previous_names.insert(0, channel.name)
        channel.name = name
        channel.updated = now // 1_000_000
        about = {
            "id": channel.id,
            "is_channel": not channel.private,
            "is_mpim": False,
            "name": name,
            "name_normalized": name,
            "created": CREATED,
        }
        self.tell(Told({"type": "channel_rename", "channel": about, "event_ts": ts_text(now)}, channel))

    def _changed(self, channel: Channel, message: Json, before: Json, stamp: str) -> None:
        event = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "ts": stamp,
            "message": message,
            "previous_message": before,
        }
        self.tell(Told(event | _where(channel, stamp), channel))

    def _count_replies(self, channel: Channel, thread: int) -> None:
        """Set on the first message of a thread what Slack says of its replies."""
        parent = {key: value for key, value in channel.messages[thread].items() if key not in THREAD_FIELDS}
        replies = channel.threads[thread]
        if replies:
            users = list(dict.fromkeys(channel.messages[reply]["user"] for reply in replies))
            parent |= {
                "thread_ts": parent["ts"],
                "reply_count": len(replies),
                "reply_users_count": len(users),
                "latest_reply": ts_text(replies[-1]),
                "reply_users": users[:5],
                "is_locked": False,
            }
        channel.messages[thread] = parent


def _where(channel: Channel, ts: str) -> Json:
    return {"channel": channel.id, "event_ts": ts, "channel_type": channel.kind}


@functools.cache
def _by_app(author: Staff) -> Json:
    return {
        "bot_id": author.bot_id,
        "app_id": author.app_id,
        "bot_profile": {
            "id": author.bot_id,
            "deleted": False,
            "name": "Chat platform" if author is PLATFORM else "Moderation console",
            "updated": CREATED,
            "app_id": author.app_id,
            "icons": {
                "image_36": "https://practice.invalid/36.png",
                "image_48": "https://practice.invalid/48.png",
                "image_72": "https://practice.invalid/72.png",
            },
            "team_id": TEAM_ID,
        },
    }


def _client_msg_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"[:36]


def _with_ids(blocks: Iterable[Json]) -> list[Json]:
    """The blocks, each with a ``block_id``: Slack makes one up where there was none."""
    return [block if "block_id" in block else block | {"block_id": secrets.token_hex(3)[:5]} for block in blocks]


def _rich(text: str) -> list[Json]:
    """The blocks Slack makes of typed text."""
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": secrets.token_hex(3)[:5], "elements": [words]}]


def _user(person: Staff) -> Json:
    first, _, last = person.name.rpartition(" ")
    return {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.handle,
        "deleted": False,
        "color": "2f5a78",
        "real_name": person.name,
        "tz": "Europe/London",
        "tz_label": "Greenwich Mean Time",
        "tz_offset": 0,
        "profile": {
            "title": ", ".join(person.roles),
            "phone": "",
            "skype": "",
            "real_name": person.name,
            "real_name_normalized": person.name,
            "display_name": person.name,
            "display_name_normalized": person.name,
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": person.id.lower(),
            "first_name": first,
            "last_name": last,
            "team": TEAM_ID,
        }
        | ({"bot_id": person.bot_id, "api_app_id": person.app_id} if person.bot else {}),
        "is_admin": person.admin,
        "is_owner": person.owner,
        "is_primary_owner": person.owner,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": person.bot,
        "is_app_user": False,
        "updated": CREATED,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def team() -> Json:
    """What ``team.info`` says."""
    return {"id": TEAM_ID, "name": TEAM_NAME, "domain": "practice", "email_domain": "", "icon": {"image_default": True}}
