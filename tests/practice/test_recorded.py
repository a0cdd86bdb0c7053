"""Every field that the practice workspace sends exists in Slack's own recorded JSON, with that type."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from console.domain.events import AskPosted, ChatOpened
from console.domain.words import AgeBand, Risk
from console.practice.people import HALE, NOVAK, OKAFOR, PLATFORM, WHITLOCK
from console.practice.server import Practice

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "slack-samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="Slack's recorded JSON is not beside this repository")

# What Slack sends today although not every recording has it, each with where it comes from.
ELSEWHERE = {
    "metadata": "message metadata (2022)",
    "app_id": "the app that posted a message",
    "event_context": "in every event callback, missing in some recordings",
    "channel_actions_ts": "in the recorded history of a channel, and null there",
    "reply_users": "in the recorded history of a channel, but in no recorded event",
}


def _sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def _strange(sent: Any, samples: list[Any], path: str = "") -> Iterator[str]:
    """What is in ``sent`` and in none of the samples, or of another type there."""
    if isinstance(sent, dict):
        for key, value in sent.items():
            if key in ELSEWHERE or key == "blocks":
                continue
            known = [sample[key] for sample in samples if isinstance(sample, dict) and key in sample]
            if not known:
                yield f"{path}.{key}"
            else:
                yield from _strange(value, known, f"{path}.{key}")
    elif isinstance(sent, list):
        parts = [part for sample in samples if isinstance(sample, list) for part in sample]
        for value in sent if parts else ():
            yield from _strange(value, parts, f"{path}[]")
    else:
        kinds = {_kind(sample) for sample in samples if sample is not None}
        if sent is not None and kinds and _kind(sent) not in kinds:
            yield f"{path}: {_kind(sent)}"


def _kind(value: object) -> str:
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


async def test_what_the_web_api_answers_was_seen_from_slack(quiet: Practice, novak: AsyncWebClient) -> None:
    okafor = AsyncWebClient(OKAFOR.user_token, base_url=quiet.api_url)
    channel = quiet.workspace.named("online-team-thread").id
    ask = quiet.post("online-team-thread", OKAFOR, AskPosted("a1", "who can help?"))
    quiet.reply("online-team-thread", HALE, ask, "i can")
    quiet.say("online-team-thread", HALE, "by hand")
    await novak.reactions_add(channel=channel, timestamp=ask, name="tea")
    await okafor.chat_update(channel=channel, ts=ask, text="who can help me?")
    history = [_sample("recorded/conversations_history_channel_public.json")]
    message = _sample("events/MessageChangedPayload.json")["event"]["message"]
    history[0]["messages"].append(message)
    history[0]["response_metadata"] = {"next_cursor": ""}
    whole = _sample("events/MessagePayload.json")["event"]
    history[0]["messages"].append(whole)
    public, private = _sample("recorded/conversations_info_channel_public.json"), _sample("api/conversations.info.json")
    for answer, samples in (
        (await novak.auth_test(), [_sample("api/auth.test.json")]),
        (await novak.apps_connections_open(app_token=NOVAK.app_token), [_sample("api/apps.connections.open.json")]),
        (await novak.conversations_list(limit=2), [_sample("api/conversations.list.json")]),
        (await novak.users_conversations(limit=2), [_sample("api/users.conversations.json")]),
        (await novak.conversations_info(channel=channel, include_num_members=True), [public, private]),
        (await novak.conversations_members(channel=channel), [_sample("api/conversations.members.json")]),
        (await novak.users_list(), [_sample("api/users.list.json"), _sample("api/users.info.json")]),
        (await novak.users_info(user=PLATFORM.id), [_sample("api/users.info.json")]),
        (
            await novak.usergroups_list(include_users=True),
            [_sample("recorded/usergroups_list.json"), _sample("api/usergroups.list.json")],
        ),
        (await novak.conversations_history(channel=channel, limit=1), history),
        (await novak.conversations_history(channel=channel, include_all_metadata=True), history),
        (await novak.conversations_replies(channel=channel, ts=ask), history),
    ):
        assert list(_strange(answer.data, samples)) == [], answer.api_url


async def test_the_events_were_seen_from_slack(quiet: Practice) -> None:
    samples = {
        None: "MessagePayload",
        "message_changed": "MessageChangedPayload",
        "message_deleted": "MessageDeletedPayload",
        "reaction_added": "ReactionAddedPayload",
        "reaction_removed": "ReactionRemovedPayload",
        "member_joined_channel": "MemberJoinedChannelPayload",
        "user_change": "UserChangePayload",
        "channel_rename": "ChannelRenamePayload",
    }
    workspace = quiet.workspace
    general = workspace.named("general")
    async with aiohttp.ClientSession() as session:
        ws = await session.ws_connect(quiet.sockets.open(NOVAK.id, quiet.base_url))
        await ws.receive()
        opened = ChatOpened("c1", "quiet-otter", AgeBand.YOUNG_TEEN, Risk.A)
        ts = quiet.post("chat-queue", PLATFORM, opened)
        quiet.reply("chat-queue", HALE, ts, "hello")
        quiet.edit("chat-queue", ts, event=opened)
        by_hand = quiet.say("general", HALE, "tea?")
        number = general.top[-1]
        workspace.react(general, number, NOVAK.id, "tea", add=True)
        workspace.react(general, number, NOVAK.id, "tea", add=False)
        quiet.edit("general", by_hand, text="coffee?")
        quiet.delete("general", by_hand)
        workspace.leave(general, WHITLOCK.id)
        workspace.join(general, WHITLOCK.id, inviter=HALE.id)
        workspace.change_user(HALE.id, is_admin=True)
        workspace.rename(general, "everything")
        seen = set()
        async with asyncio.timeout(5):
            for _ in range(11):
                payload = (await ws.receive_json())["payload"]
                event = payload["event"]
                kind = event.get("subtype") if event["type"] == "message" else event["type"]
                seen.add(kind)
                assert list(_strange(payload, [_sample(f"events/{samples[kind]}.json")])) == [], kind
    assert seen == set(samples)
