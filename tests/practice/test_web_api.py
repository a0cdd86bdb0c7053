"""The Web API as slack_sdk's own client sees it."""

from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from console.domain.events import ChatOpened, ChatTaken
from console.domain.words import AgeBand, Risk
from console.practice.faults import Calm, DropScope, MetadataRefused, RenewTokens, RevokeToken, ShortPages
from console.practice.people import ADMIN, HALE, NOVAK, OKAFOR, PLATFORM, renewed
from console.practice.server import Practice
from console.practice.workspace import ts_number

OPENED = ChatOpened("c1", "quiet-otter", AgeBand.YOUNG_TEEN, Risk.A, "exam worry")


def _channel(practice: Practice, name: str) -> str:
    return practice.workspace.named(name).id


async def _refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_token_says_whose_it_is_and_what_it_may(novak: AsyncWebClient) -> None:
    answer = await novak.auth_test()
    assert answer["user_id"] == NOVAK.id
    assert "metadata.message:read" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_wrong_token_is_refused_as_slack_words_it(quiet: Practice) -> None:
    for token, error in (
        ("", "not_authed"),
        ("xoxp-other", "invalid_auth"),
        (NOVAK.app_token, "not_allowed_token_type"),
    ):
        assert await _refused(AsyncWebClient(token, base_url=quiet.api_url).auth_test()) == error
    client = AsyncWebClient(NOVAK.user_token, base_url=quiet.api_url)
    assert await _refused(client.apps_connections_open(app_token=NOVAK.user_token)) == "not_allowed_token_type"
    quiet.fault(RevokeToken(person=NOVAK.id))
    assert await _refused(client.auth_test()) == "token_revoked"
    again = AsyncWebClient(renewed(NOVAK.user_token), base_url=quiet.api_url)
    assert await _refused(again.auth_test()) == "token_revoked"
    quiet.fault(RenewTokens(person=NOVAK.id))
    assert (await again.auth_test())["user_id"] == NOVAK.id
    assert await _refused(client.auth_test()) == "token_revoked"
    quiet.fault(Calm())
    quiet.fault(DropScope(person=NOVAK.id, scope="users:read"))
    with pytest.raises(SlackApiError) as caught:
        await client.users_list()
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "users:read")


@pytest.mark.parametrize("how", ["query", "form", "json"])
async def test_arguments_may_come_in_the_url_a_form_or_json(quiet: Practice, how: str) -> None:
    arguments = {"token": NOVAK.user_token, "channel": _channel(quiet, "mod-main")}
    options: dict[str, Any] = {
        "query": {"params": arguments},
        "form": {"data": arguments},
        "json": {"json": arguments},
    }[how]
    method = "GET" if how == "query" else "POST"
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{quiet.api_url}conversations.info", **options) as answer,
    ):
        assert (await answer.json())["channel"]["name"] == "mod-main"


async def test_each_answer_carries_the_time_of_the_practice_clock() -> None:
    async with (
        Practice(night=False, speed=0.0) as practice,
        aiohttp.ClientSession() as session,
        session.get(f"{practice.api_url}auth.test") as answer,
    ):
        assert parsedate_to_datetime(answer.headers["Date"]) == practice.clock.now()


async def test_an_unknown_method_is_named(novak: AsyncWebClient) -> None:
    assert await _refused(novak.api_call("chat.shout")) == "unknown_method"


# Channels and people


async def test_the_private_channel_does_not_exist_for_others(quiet: Practice, novak: AsyncWebClient) -> None:
    types = "public_channel,private_channel"
    seen = {
        channel["name"]
        async for page in await novak.conversations_list(types=types, limit=3)
        for channel in page["channels"]
    }
    assert {"chat-queue", "shift-log", "mod-updates", "mod-main", "online-team-thread"} <= seen
    assert "cases" not in seen
    assert await _refused(novak.conversations_history(channel=_channel(quiet, "cases"))) == "channel_not_found"
    okafor = AsyncWebClient(OKAFOR.user_token, base_url=quiet.api_url)
    mine = await okafor.users_conversations(types="private_channel")
    assert [channel["name"] for channel in mine["channels"]] == ["cases"]


async def test_who_left_a_channel_reads_it_again_after_joining(quiet: Practice, novak: AsyncWebClient) -> None:
    channel = quiet.workspace.named("general")
    quiet.workspace.leave(channel, NOVAK.id)
    assert await _refused(novak.conversations_history(channel=channel.id)) == "not_in_channel"
    await novak.conversations_join(channel=channel.id)
    assert (await novak.conversations_join(channel=channel.id))["warning"] == "already_in_channel"
    assert (await novak.conversations_history(channel=channel.id))["messages"] == []
    members = await novak.conversations_members(channel=channel.id, limit=1_000)
    assert NOVAK.id in members["members"]


async def test_slack_says_who_is_an_admin(quiet: Practice, novak: AsyncWebClient) -> None:
    pages = [page.data async for page in await novak.users_list(limit=5)]
    users = {user["id"]: user for page in pages for user in page["members"]}
    assert len(pages) == 5
    assert [id for id, user in users.items() if user["is_admin"] and not user["is_owner"]] == [ADMIN.id]
    quiet.workspace.change_user(ADMIN.id, is_admin=False)
    assert (await novak.users_info(user=ADMIN.id))["user"]["is_admin"] is False
    assert await _refused(novak.users_info(user="U404")) == "user_not_found"


async def test_the_small_questions_are_answered(novak: AsyncWebClient) -> None:
    assert (await novak.team_info())["team"]["id"] == "T0PRACTICE"
    assert (await novak.bots_info(bot=HALE.bot_id))["bot"]["user_id"] == HALE.id
    assert await _refused(novak.bots_info(bot="B404")) == "bot_not_found"
    assert len((await novak.usergroups_list(include_users=True))["usergroups"][0]["users"]) == 10


# History


async def test_pages_go_from_the_newest_back_and_leave_nothing_out(quiet: Practice, novak: AsyncWebClient) -> None:
    written = [quiet.say("mod-main", OKAFOR, f"{number}") for number in range(25)]
    channel = _channel(quiet, "mod-main")
    pages = [page.data async for page in await novak.conversations_history(channel=channel, limit=10)]
    assert [len(page["messages"]) for page in pages] == [10, 10, 5]
    assert [message["ts"] for page in pages for message in page["messages"]] == written[::-1]
    assert [page["has_more"] for page in pages] == [True, True, False]


async def test_messages_that_come_while_one_pages_move_nothing(quiet: Practice, novak: AsyncWebClient) -> None:
    written = [quiet.say("mod-main", OKAFOR, f"{number}") for number in range(6)]
    channel = _channel(quiet, "mod-main")
    first = await novak.conversations_history(channel=channel, limit=3)
    quiet.say("mod-main", OKAFOR, "later")
    quiet.delete("mod-main", written[4])
    cursor = first["response_metadata"]["next_cursor"]
    second = await novak.conversations_history(channel=channel, limit=3, cursor=cursor)
    assert [message["ts"] for message in second["messages"]] == written[2::-1]


async def test_the_bounds_of_history_are_left_out_unless_asked_for(quiet: Practice, novak: AsyncWebClient) -> None:
    written = [quiet.say("mod-main", OKAFOR, f"{number}") for number in range(5)]
    channel, oldest, latest = _channel(quiet, "mod-main"), written[1], written[3]
    inside = await novak.conversations_history(channel=channel, oldest=oldest, latest=latest)
    assert [message["ts"] for message in inside["messages"]] == [written[2]]
    both = await novak.conversations_history(channel=channel, inclusive=True, oldest=oldest, latest=latest)
    assert [message["ts"] for message in both["messages"]] == written[3:0:-1]


async def test_impossible_pages_are_refused(quiet: Practice, novak: AsyncWebClient) -> None:
    channel = _channel(quiet, "mod-main")
    assert (await novak.conversations_history(channel=channel, limit=999))["ok"]
    assert await _refused(novak.conversations_history(channel=channel, limit=1_000)) == "invalid_limit"
    assert await _refused(novak.conversations_history(channel=channel, cursor="zzz")) == "invalid_cursor"
    assert await _refused(novak.conversations_history(channel=channel, oldest="soon")) == "invalid_ts_oldest"


async def test_pages_may_be_shorter_than_asked_for(quiet: Practice, novak: AsyncWebClient) -> None:
    quiet.fault(ShortPages(most=2))
    for number in range(5):
        quiet.say("mod-main", OKAFOR, f"{number}")
    pages = [page.data async for page in await novak.conversations_history(channel=_channel(quiet, "mod-main"))]
    assert [len(page["messages"]) for page in pages] == [2, 2, 1]


async def test_metadata_is_shown_to_who_asks_for_it_only(quiet: Practice, novak: AsyncWebClient) -> None:
    quiet.post("chat-queue", PLATFORM, OPENED)
    channel = _channel(quiet, "chat-queue")
    plain = (await novak.conversations_history(channel=channel))["messages"][0]
    assert "metadata" not in plain
    assert plain["blocks"][0]["block_id"].startswith("mc1:1/")
    whole = (await novak.conversations_history(channel=channel, include_all_metadata=True))["messages"][0]
    assert whole["metadata"]["event_payload"]["alias"] == "quiet-otter"


async def test_a_thread_is_read_from_its_first_message_on(quiet: Practice, novak: AsyncWebClient) -> None:
    ask = quiet.say("online-team-thread", OKAFOR, "who can help?")
    answers = [quiet.reply("online-team-thread", HALE, ask, f"{number}") for number in range(5)]
    channel = _channel(quiet, "online-team-thread")
    history = (await novak.conversations_history(channel=channel))["messages"]
    assert [message["ts"] for message in history] == [ask]
    assert (history[0]["reply_count"], history[0]["latest_reply"]) == (5, answers[-1])
    pages = [page.data async for page in await novak.conversations_replies(channel=channel, ts=ask, limit=2)]
    assert [message["ts"] for page in pages for message in page["messages"]] == [ask, *answers]
    late = await novak.conversations_replies(channel=channel, ts=ask, oldest=answers[3])
    assert [message["ts"] for message in late["messages"]] == [ask, answers[4]]
    quiet.delete("online-team-thread", answers[4])
    history = (await novak.conversations_history(channel=channel))["messages"]
    assert (history[0]["reply_count"], history[0]["latest_reply"]) == (4, answers[3])
    assert await _refused(novak.conversations_replies(channel=channel, ts="1.000001")) == "thread_not_found"


async def test_a_deleted_question_leaves_a_tombstone_over_its_answers(quiet: Practice, novak: AsyncWebClient) -> None:
    ask = quiet.say("online-team-thread", OKAFOR, "who can help?")
    quiet.reply("online-team-thread", HALE, ask, "i can")
    quiet.delete("online-team-thread", ask)
    history = await novak.conversations_history(channel=_channel(quiet, "online-team-thread"))
    assert history["messages"][0]["subtype"] == "tombstone"


# Saying


async def test_what_a_desk_posts_is_read_back_with_both_carriers(quiet: Practice, novak: AsyncWebClient) -> None:
    channel = _channel(quiet, "shift-log")
    metadata = {"event_type": "mc_chat_taken", "event_payload": {"v": 1, "id": "a", "chat": "c1"}}
    blocks = [{"type": "section", "block_id": "mc1:1/1:{}", "text": {"type": "mrkdwn", "text": "took it"}}]
    posted = await novak.chat_postMessage(channel=channel, text="took it", metadata=metadata, blocks=blocks)
    read = (await novak.conversations_history(channel=channel, include_all_metadata=True))["messages"][0]
    assert read["metadata"] == metadata
    assert read["blocks"] == blocks
    assert (read["ts"], read["user"], read["bot_id"], read["app_id"]) == (
        posted["ts"],
        NOVAK.id,
        NOVAK.bot_id,
        NOVAK.app_id,
    )


async def test_a_user_token_may_be_refused_metadata(quiet: Practice, novak: AsyncWebClient) -> None:
    quiet.fault(MetadataRefused())
    metadata = {"event_type": "mc_x", "event_payload": {}}
    call = novak.chat_postMessage(channel=_channel(quiet, "shift-log"), text="x", metadata=metadata)
    assert await _refused(call) == "metadata_must_be_sent_from_app"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "channel": "C404"}, "channel_not_found"),
        ({"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "divider", "block_id": "x" * 256}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "divider", "block_id": "x"}] * 2}, "invalid_blocks"),
        (
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}]},
            "invalid_blocks",
        ),
        ({"text": "x", "metadata": {"event_type": "mc_x"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "mc_x", "event_payload": {"a": None}}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "mc_x", "event_payload": {"a": [["b"]]}}}, "invalid_metadata_schema"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
async def test_what_slack_would_refuse_is_refused(
    quiet: Practice, novak: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    arguments = {"channel": _channel(quiet, "shift-log"), **arguments}
    assert await _refused(novak.api_call("chat.postMessage", json=arguments)) == error


async def test_metadata_with_a_dot_in_its_name_is_dropped_without_a_word(
    quiet: Practice, novak: AsyncWebClient
) -> None:
    metadata = {"event_type": "mc.x", "event_payload": {"a": 1}}
    posted = await novak.chat_postMessage(channel=_channel(quiet, "shift-log"), text="x", metadata=metadata)
    assert "metadata" not in posted["message"]


async def test_special_characters_are_escaped_once(quiet: Practice, novak: AsyncWebClient) -> None:
    posted = await novak.chat_postMessage(channel=_channel(quiet, "mod-main"), text="a & b < c &amp; <@U1>")
    assert posted["message"]["text"] == "a &amp; b &lt; c &amp; <@U1>"


async def test_people_change_and_delete_their_own_messages_only(quiet: Practice, novak: AsyncWebClient) -> None:
    channel = _channel(quiet, "shift-log")
    mine, theirs = quiet.post("shift-log", NOVAK, ChatTaken("c1")), quiet.post("shift-log", HALE, ChatTaken("c2"))
    changed = await novak.chat_update(channel=channel, ts=mine, text="took the wrong one")
    assert changed["message"]["edited"]["user"] == NOVAK.id
    assert changed["message"]["metadata"]["event_type"] == "mc_chat_taken"
    assert await _refused(novak.chat_update(channel=channel, ts=theirs, text="x")) == "cant_update_message"
    assert await _refused(novak.chat_delete(channel=channel, ts=theirs)) == "cant_delete_message"
    admin = AsyncWebClient(ADMIN.user_token, base_url=quiet.api_url)
    await admin.chat_delete(channel=channel, ts=theirs)
    await novak.chat_delete(channel=channel, ts=mine)
    assert await _refused(novak.chat_delete(channel=channel, ts=mine)) == "message_not_found"
    assert (await novak.conversations_history(channel=channel))["messages"] == []


async def test_reactions_are_added_once_and_removed_once(quiet: Practice, novak: AsyncWebClient) -> None:
    ts, channel = quiet.say("mod-main", HALE, "tea?"), _channel(quiet, "mod-main")
    about: dict[str, Any] = {"channel": channel, "timestamp": ts, "name": "tea"}
    await novak.reactions_add(**about)
    assert await _refused(novak.reactions_add(**about)) == "already_reacted"
    message = (await novak.conversations_history(channel=channel))["messages"][0]
    assert message["reactions"] == [{"name": "tea", "users": [NOVAK.id], "count": 1}]
    await novak.reactions_remove(**about)
    assert await _refused(novak.reactions_remove(**about)) == "no_reaction"
    assert "reactions" not in (await novak.conversations_history(channel=channel))["messages"][0]


async def test_every_ts_is_later_than_the_one_before_on_a_clock_that_stands_still() -> None:
    async with Practice(night=False, speed=0.0) as practice:
        written = [practice.say("mod-main" if number % 2 else "shift-log", HALE, "x") for number in range(100)]
    assert [ts_number(ts) for ts in written] == sorted({ts_number(ts) for ts in written})


async def test_a_reply_to_a_reply_goes_to_the_same_thread(quiet: Practice, novak: AsyncWebClient) -> None:
    channel, ask = _channel(quiet, "online-team-thread"), quiet.say("online-team-thread", OKAFOR, "who can help?")
    first = await novak.chat_postMessage(channel=channel, text="i can", thread_ts=ask)
    second = await novak.chat_postMessage(channel=channel, text="now", thread_ts=first["ts"])
    assert second["message"]["thread_ts"] == ask
    assert second["message"]["parent_user_id"] == OKAFOR.id


async def test_a_change_needs_something_to_change(quiet: Practice, novak: AsyncWebClient) -> None:
    channel, ts = _channel(quiet, "shift-log"), quiet.post("shift-log", NOVAK, ChatTaken("c1"))
    assert await _refused(novak.api_call("chat.update", json={"channel": channel, "ts": ts})) == "no_text"
    blocks: list[dict[str, Any]] = [{"type": "divider"}]
    changed = await novak.chat_update(channel=channel, ts=ts, text="x", blocks=blocks, metadata={})
    assert "metadata" not in changed["message"]
    assert changed["message"]["blocks"][0]["block_id"]
    await novak.chat_delete(channel=channel, ts=ts)
    assert await _refused(novak.reactions_add(channel=channel, timestamp=ts, name="tea")) == "message_not_found"


async def test_a_token_without_the_scope_sees_no_metadata(quiet: Practice, novak: AsyncWebClient) -> None:
    quiet.post("chat-queue", PLATFORM, OPENED)
    quiet.fault(DropScope(person=NOVAK.id, scope="metadata.message:read"))
    history = await novak.conversations_history(channel=_channel(quiet, "chat-queue"), include_all_metadata=True)
    assert "metadata" not in history["messages"][0]
    assert "metadata.message:read" not in (await novak.auth_test()).headers["x-oauth-scopes"]
