"""The methods of Slack's Web API that a desk calls, each with its tier, its scope and its real errors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from console.practice.calls import ApiError, Call, next_cursor
from console.practice.limits import Tier
from console.practice.people import PEOPLE, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from console.practice.saying import SAYING
from console.practice.workspace import CREATED, Channel, Json, team

FAR: Final = 10**17  # microseconds; later than any message
HISTORY_MOST: Final = 999
REPLIES_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Method:
    """How a method is answered; ``writes`` says that its answer may be lost after the deed."""

    answer: Callable[[Call], Json]
    tier: Tier
    scopes: tuple[str, ...] = ()
    app_level: bool = False
    writes: bool = False


def _auth_test(call: Call) -> Json:
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": call.person.handle,
        "team_id": TEAM_ID,
        "user_id": call.person.id,
        "is_enterprise_install": False,
    }


def _open(call: Call) -> Json:
    return {"url": call.sockets.open(call.person.id, call.base.replace("http", "ws", 1))}


# Channels


def _about(channel: Channel, call: Call) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "created": CREATED,
        "is_archived": False,
        "is_general": channel.name == "general",
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": TEAM_ID,
        "updated": channel.updated * 1_000,
        "creator": "U0MARSH001",
        "is_ext_shared": False,
        "shared_team_ids": [TEAM_ID],
        "pending_connected_team_ids": [],
        "is_member": call.person.id in channel.members,
        "topic": {"value": channel.topic, "creator": "U0MARSH001", "last_set": CREATED},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": channel.previous_names,
    }


def _listed(call: Call, *, member: bool) -> Json:
    types = (call.text("types") or "public_channel").replace(" ", "").split(",")
    if not set(types) <= {"public_channel", "private_channel", "mpim", "im"}:
        raise ApiError("invalid_types")
    wanted = [
        channel
        for channel in call.workspace.channels.values()
        if channel.sees(call.person.id)
        and ("private_channel" if channel.private else "public_channel") in types
        and (not member or call.person.id in channel.members)
    ]
    page = call.paged("channels", wanted, 100)
    page["channels"] = [_about(channel, call) for channel in page["channels"]]
    if not member:
        page["channels"] = [about | {"num_members": _members(call, about["id"])} for about in page["channels"]]
    else:
        for about in page["channels"]:
            del about["is_member"]  # Slack's users.conversations does not say it
    return page


def _members(call: Call, channel: str) -> int:
    return len(call.workspace.channels[channel].members)


def _conversations_info(call: Call) -> Json:
    channel = call.channel(member=False)
    about = _about(channel, call)
    if call.flag("include_num_members"):
        about["num_members"] = len(channel.members)
    return {"channel": about}


def _conversations_members(call: Call) -> Json:
    return call.paged("members", sorted(call.channel(member=False).members), 100)


def _conversations_join(call: Call) -> Json:
    channel = call.channel(member=False)
    if channel.private:
        raise ApiError("method_not_supported_for_channel_type")
    if not call.workspace.join(channel, call.person.id):
        return {"channel": _about(channel, call), "warning": "already_in_channel"}
    return {"channel": _about(channel, call)}


def _history(call: Call) -> Json:
    channel = call.channel()
    limit = call.page(100, HISTORY_MOST)
    oldest = call.moment("oldest", 0, "invalid_ts_oldest")
    latest = call.moment("latest", FAR, "invalid_ts_latest")
    start, end = channel.between(channel.top, oldest, latest, inclusive=call.flag("inclusive"))
    cursor = _position(call, "next_ts")
    if cursor is not None:
        # The cursor is the newest message not served yet.
        end = min(end, channel.between(channel.top, 0, cursor, inclusive=True)[1])
    first = max(start, end - limit)
    more = first > start
    page = [_shown(call, channel.messages[number]) for number in reversed(channel.top[first:end])]
    answer: Json = {"messages": page, "has_more": more, "pin_count": 0}
    if more:
        answer |= next_cursor("next_ts", channel.top[first - 1])
    return answer | {"channel_actions_ts": None, "channel_actions_count": 0}


def _replies(call: Call) -> Json:
    channel = call.channel()
    limit = call.page(REPLIES_MOST, REPLIES_MOST)
    thread = call.moment("ts", 0, "thread_not_found")
    parent = channel.messages.get(thread)
    if parent is None:
        raise ApiError("thread_not_found")
    oldest = call.moment("oldest", 0, "invalid_ts_oldest")
    latest = call.moment("latest", FAR, "invalid_ts_latest")
    replies = channel.threads.get(thread, [])
    start, end = channel.between(replies, oldest, latest, inclusive=call.flag("inclusive"))
    cursor = _position(call, "next_ts")
    shown = [parent] if cursor is None else []
    if cursor is not None:
        start = max(start, channel.between(replies, cursor, FAR, inclusive=True)[0])
    last = min(end, start + max(limit - len(shown), 1))
    shown += [channel.messages[number] for number in replies[start:last]]
    answer: Json = {"messages": [_shown(call, message) for message in shown], "has_more": last < end}
    return answer | (next_cursor("next_ts", replies[last]) if last < end else {})


def _position(call: Call, kind: str) -> int | None:
    value = call.cursor(kind)
    if value is None:
        return None
    if not value.isdigit():
        raise ApiError("invalid_cursor")
    return int(value)


def _shown(call: Call, message: Json) -> Json:
    """A message as history shows it: metadata only for who asks and has the scope."""
    if "metadata" not in message:
        return message
    allowed = (call.person.id, "metadata.message:read") not in call.weather.dropped
    if allowed and call.flag("include_all_metadata"):
        return message
    return {key: value for key, value in message.items() if key != "metadata"}


# People


def _users_list(call: Call) -> Json:
    users = list(call.workspace.users.values())
    return call.paged("members", users, len(users)) | {"cache_ts": call.workspace.stamp() // 1_000_000}


def _users_info(call: Call) -> Json:
    user = call.workspace.users.get(call.text("user"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": user}


def _bots_info(call: Call) -> Json:
    for person in PEOPLE.values():
        if person.bot_id == call.text("bot"):
            return {
                "bot": {
                    "id": person.bot_id,
                    "deleted": False,
                    "name": "Moderation console",
                    "updated": CREATED,
                    "app_id": person.app_id,
                    "user_id": person.id,
                    "icons": {},
                }
            }
    raise ApiError("bot_not_found")


def _usergroups(call: Call) -> Json:
    group: Json = {
        "id": "S0ONSHIFT1",
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "is_subteam": True,
        "name": "On shift",
        "description": "Whoever is on shift",
        "handle": "on-shift",
        "is_external": False,
        "date_create": CREATED,
        "date_update": CREATED,
        "date_delete": 0,
        "auto_type": None,
        "created_by": "U0MARSH001",
        "updated_by": "U0MARSH001",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "user_count": 10,
    }
    if call.flag("include_users"):
        group["users"] = [person.id for person in PEOPLE.values() if person.roles and not person.bot][:10]
    return {"usergroups": [group]}


def _team_info(_call: Call) -> Json:
    return {"team": team()}


def _reactions(call: Call, *, add: bool) -> Json:
    channel = call.channel()
    number = call.moment("timestamp", 0, "bad_timestamp")
    if number not in channel.messages:
        raise ApiError("message_not_found")
    name = call.text("name").strip(":")
    if not name:
        raise ApiError("invalid_name")
    if not call.workspace.react(channel, number, call.person.id, name, add=add):
        raise ApiError("already_reacted" if add else "no_reaction")
    return {}


_READ: Final = ("channels:history",)
_SEE: Final = ("channels:read",)

METHODS: Final[dict[str, Method]] = {
    "auth.test": Method(_auth_test, Tier.SPECIAL),
    "apps.connections.open": Method(_open, Tier.THREE, app_level=True),
    "conversations.list": Method(lambda call: _listed(call, member=False), Tier.TWO, _SEE),
    "conversations.info": Method(_conversations_info, Tier.THREE, _SEE),
    "conversations.history": Method(_history, Tier.THREE, _READ),
    "conversations.replies": Method(_replies, Tier.THREE, _READ),
    "conversations.members": Method(_conversations_members, Tier.FOUR, _SEE),
    "conversations.join": Method(_conversations_join, Tier.THREE, ("channels:write",), writes=True),
    "users.conversations": Method(lambda call: _listed(call, member=True), Tier.THREE, _SEE),
    "users.list": Method(_users_list, Tier.TWO, ("users:read",)),
    "users.info": Method(_users_info, Tier.FOUR, ("users:read",)),
    "reactions.add": Method(lambda call: _reactions(call, add=True), Tier.THREE, ("reactions:write",), writes=True),
    "reactions.remove": Method(lambda call: _reactions(call, add=False), Tier.TWO, ("reactions:write",), writes=True),
    "usergroups.list": Method(_usergroups, Tier.TWO, ("usergroups:read",)),
    "bots.info": Method(_bots_info, Tier.THREE, ("users:read",)),
    "team.info": Method(_team_info, Tier.THREE, ("team:read",)),
    **{name: Method(answer, tier, ("chat:write",), writes=True) for name, (answer, tier) in SAYING.items()},
}
