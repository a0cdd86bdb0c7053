"""Every action becomes exactly one message, whatever the network does."""

import asyncio
import time
from datetime import timedelta
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from console.domain import events
from console.domain.messages import Position
from console.domain.pending import Answer, Pending, Stage
from console.domain.words import Home
from console.practice.faults import (
    Calm,
    DropScope,
    Error500,
    LoseAnswers,
    MetadataRefused,
    PullPlug,
    PutBack,
    RateLimited,
    RevokeToken,
    ShortPages,
)
from console.practice.people import NOVAK
from console.practice.server import Practice
from console.slack.client import Client
from console.slack.trouble import Later, Limited, Lost
from console.slack.wire import at_of, message_of
from tests.slack.desks import workspace
from tests.slack.posting import NOON, Posting, ask_in, counted, homes_of, in_slack, pending, posting, raised
from tests.slack.servers import server


async def test_an_action_is_one_message_with_both_carriers_and_no_previews(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        await desk.put(pending(1, events.ChatTaken("c1"), text="took quiet-otter (B)"))
        await desk.until_sent(1)
        sent = desk.one("0198-0001")
        channel = practice.workspace.named("shift-log")
        (raw,) = channel.messages.values()
        assert raw["text"] == "took quiet-otter (B)"
        assert raw["metadata"]["event_payload"] == {
            "v": 1, "id": "0198-0001", "acted_at": "2026-11-20T12:00:00Z", "chat": "c1",
        }  # fmt: skip
        assert raw["blocks"][0]["block_id"].startswith("mc1:1/1:")
        assert sent.position == Position(at_of(raw["ts"]) or NOON, channel.id)
        assert sent.attempts == 1
        message = message_of(raw, channel.id, homes_of(practice))
        assert message is not None
        assert (message.author, message.id) == (NOVAK.id, "0198-0001")


async def lose_and_find(practice: Practice, desk: Posting, id: str, action: Pending) -> None:
    """Do an action while answers are lost; let them through again once it was found, or was said three times."""
    practice.fault(LoseAnswers(p=1))
    await desk.put(action)
    await desk.until(lambda: desk.one(id).stage is Stage.SENT or desk.one(id).attempts > 2)
    practice.fault(Calm())
    await desk.until(lambda: desk.one(id).stage is Stage.SENT)


async def lost_thirty_times(path: Path, *, look_up: bool) -> list[int]:
    """How many messages each of 30 actions became when the answer to each sending is lost."""
    async with workspace() as practice, posting(practice, path, look_up=look_up) as desk:
        practice.limits.on = False
        for number in range(30):
            await lose_and_find(practice, desk, f"0198-{number:04}", pending(number))
        return [counted(practice)[f"0198-{number:04}"] for number in range(30)]


async def test_an_answer_lost_thirty_times_in_a_row_is_one_message_each(tmp_path: Path) -> None:
    assert await lost_thirty_times(tmp_path, look_up=True) == [1] * 30


async def test_without_looking_first_every_lost_answer_is_said_twice_or_more(tmp_path: Path) -> None:
    assert min(await lost_thirty_times(tmp_path, look_up=False)) > 1


async def test_a_reply_whose_answer_was_lost_is_found_in_its_thread(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        ask = ask_in(practice)
        practice.fault(LoseAnswers(p=1))
        await desk.put(pending(1, Answer(ask, "Stay with them."), text="Stay with them."))
        await desk.until_sent(1)
        (reply,) = practice.workspace.channels[ask.channel].threads.values()
        assert len(reply) == 1
        raw = practice.workspace.channels[ask.channel].messages[reply[0]]
        assert raw["text"] == "Stay with them."
        assert raw["blocks"][0]["block_id"] == "mc-reply:0198-0001"
        assert "metadata" not in raw
        assert desk.one("0198-0001").position == Position(at_of(raw["ts"]) or NOON, ask.channel)


async def test_what_never_got_there_goes_out_again_and_once(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        practice.fault(Error500(p=1))
        await desk.put(pending(1), pending(2, raised("c2")))
        await desk.until(lambda: Stage.UNKNOWN in desk.stages().values())
        practice.fault(Calm())
        await desk.until_sent(2)
        assert counted(practice) == {"0198-0001": 1, "0198-0002": 1}
        assert max(one.attempts for one in desk.outbox.waiting) == 2


async def test_looking_goes_through_all_pages(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        practice.limits.on = False
        practice.fault(ShortPages(most=1))
        practice.fault(LoseAnswers(p=1))
        taken = asyncio.Event()
        desk.client.answered = taken.set
        await desk.put(pending(1))
        await desk.until(lambda: desk.one("0198-0001").stage is Stage.UNKNOWN)
        for number in range(8):
            practice.say("shift-log", "M. Hale", f"line {number}")
        await desk.until_sent(1)
        assert counted(practice) == {"0198-0001": 1}


async def test_an_action_that_was_copied_by_somebody_else_is_not_ours(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        practice.fault(Error500(p=1))
        await desk.put(pending(1))
        await desk.until(lambda: desk.one("0198-0001").stage is Stage.UNKNOWN)
        practice.post("shift-log", "M. Hale", events.ChatNoted("c1", "note 1"), id="0198-0001")
        practice.fault(Calm())
        await desk.until_sent(1)
        assert desk.one("0198-0001").attempts == 2
        assert counted(practice) == {"0198-0001": 2}


async def test_order_is_kept_on_each_subject_and_urgent_actions_go_first(tmp_path: Path) -> None:
    async with workspace(speed=600) as practice:
        practice.fault(PullPlug())
        async with posting(practice, tmp_path) as desk:
            for number in range(1, 5):
                await desk.put(pending(number, events.ChatNoted("c1", "a note")))
            await desk.put(pending(5, events.ChatPassed("c2", "U0HALE0001")))
            await desk.put(pending(6, raised("c1")), pending(7, events.ChatReleased("c1")))
            await desk.put(pending(8, events.ChatTaken("c3")))
            practice.fault(PutBack())
            await desk.until_sent(8)
            order = [id for _, id in in_slack(practice)]
    first, rest = order[:1], order[1:]
    assert set(first) <= {f"0198-000{number}" for number in (1, 6, 8)}  # one was on its way when the others came
    notes = [id for id in rest if id in {"0198-0001", "0198-0002", "0198-0003", "0198-0004"}]
    assert notes == sorted(notes)
    assert order.index("0198-0006") < order.index("0198-0002")
    assert order.index("0198-0008") < order.index("0198-0002")
    assert order.index("0198-0007") > order.index("0198-0004")


async def test_a_question_about_a_chat_waits_until_its_take_is_in_slack(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        await desk.put(pending(1, events.ChatTaken("c1")), pending(2, events.AskPosted("a1", "How?", "c1")))
        await desk.until_sent(2)
        assert in_slack(practice) == [("shift-log", "0198-0001"), ("online-team-thread", "0198-0002")]


async def test_the_limits_of_one_channel_do_not_delay_another(tmp_path: Path) -> None:
    asked: list[str] = []

    async def limited(request: web.Request) -> web.Response:
        if request.path.endswith("auth.test"):
            return web.json_response({"ok": True})
        channel = (await request.json())["channel"]
        asked.append(channel)
        if channel == "CLOG" and asked.count("CLOG") == 1:
            headers = {"Retry-After": "3"}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        return web.json_response({"ok": True, "channel": channel, "ts": f"17000000{len(asked):02}.000100"})

    async with server(limited) as url, workspace() as practice:
        homes = {"CLOG": Home.SHIFT_LOG, "CMAIN": Home.MOD_MAIN}
        other = Elsewhere(practice, url)
        began = time.monotonic()
        async with posting(other, tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            await desk.put(pending(1), pending(2, events.TaskPlanned("t1", "s1", "Call back")))
            await desk.until(lambda: desk.stages()["0198-0002"] is Stage.SENT)
            assert time.monotonic() - began < 2.5
            assert desk.stages()["0198-0001"] is Stage.PENDING
            await desk.until_sent(2)
            assert time.monotonic() - began >= 3
            assert sorted(asked[:2]) == ["CLOG", "CMAIN"]
            assert asked[2:] == ["CLOG"]


class Elsewhere:
    """A practice workspace whose address is another server's."""

    def __init__(self, practice: Practice, api_url: str) -> None:
        self.api_url = api_url
        self.clock = practice.clock
        self.workspace = practice.workspace


async def test_about_one_message_a_second_goes_to_a_channel(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        waits: list[float] = []
        desk.client.waiting = waits.append
        for number in range(12):
            await desk.put(pending(number))
        await desk.until_sent(12)
        assert len(counted(practice)) == 12
        assert max(one.attempts for one in desk.outbox.waiting) == 1  # Slack never had to ask us to wait


async def test_refused_metadata_goes_in_blocks_alone_and_is_remembered(tmp_path: Path) -> None:
    async with workspace() as practice:
        practice.fault(MetadataRefused())
        async with posting(practice, tmp_path) as desk:
            await desk.put(pending(1))
            await desk.until_sent(1)
            assert desk.one("0198-0001").attempts == 2
            assert desk.outbox.metadata_refused
        practice.fault(Calm())
        async with posting(practice, tmp_path) as desk:
            await desk.put(pending(2))
            await desk.until_sent(2)
            assert desk.one("0198-0002").attempts == 1
        raws = practice.workspace.named("shift-log").messages.values()
        assert ["metadata" in raw for raw in raws] == [False, False]
        assert counted(practice) == {"0198-0001": 1, "0198-0002": 1}


async def test_blocks_alone_are_found_again_after_a_lost_answer(tmp_path: Path) -> None:
    async with workspace() as practice:
        practice.fault(MetadataRefused())
        practice.fault(LoseAnswers(p=1))
        async with posting(practice, tmp_path) as desk:
            await desk.put(pending(1))
            await desk.until(lambda: desk.one("0198-0001").attempts > 0)
            practice.fault(LoseAnswers(on=False))
            await desk.until_sent(1)
        assert counted(practice) == {"0198-0001": 1}


async def test_offline_everything_waits_and_goes_out_when_slack_is_there_again(tmp_path: Path) -> None:
    async with workspace() as practice:
        practice.fault(PullPlug())
        async with posting(practice, tmp_path) as desk:
            await desk.put(pending(1, events.ChatTaken("c1")), pending(2, events.RoleGiven("U1", NOVAK.roles[0])))
            desk.poster.nudge()
            assert in_slack(practice) == []
            assert set(desk.stages().values()) <= {Stage.PENDING, Stage.SENDING, Stage.UNKNOWN}
            practice.fault(PutBack())
            await desk.until_sent(2)
            assert set(counted(practice).values()) == {1}


async def test_what_slack_never_takes_is_stuck_with_the_reason_and_goes_when_it_is_tried_again(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        log = practice.workspace.named("shift-log")
        log.members.discard(NOVAK.id)
        await desk.put(pending(1, events.ChatTaken("c1")), pending(2, events.ChatReleased("c1")))
        await desk.put(pending(3, events.TaskPlanned("t1", "s1", "Call back")))
        await desk.until(lambda: desk.stages()["0198-0001"] is Stage.STUCK)
        assert desk.one("0198-0001").why == "Slack does not take this: this desk's person is not in the channel."
        await desk.until(lambda: desk.stages()["0198-0003"] is Stage.SENT)
        assert desk.stages()["0198-0002"] is Stage.PENDING
        log.members.add(NOVAK.id)
        assert await desk.outbox.try_again("0198-0001")
        desk.poster.nudge()
        await desk.until_sent(3)
        assert [id for name, id in in_slack(practice) if name == "shift-log"] == ["0198-0001", "0198-0002"]


async def test_what_slack_could_not_hold_is_stuck_before_anything_is_sent(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        ask = ask_in(practice)
        await desk.put(pending(1, events.ChatNoted("c1", "ф" * 3_000)), pending(2, Answer(ask, "x" * 200_000)))
        await desk.until(lambda: set(desk.stages().values()) == {Stage.STUCK})
        assert {one.why for one in desk.outbox.waiting} == {
            "This is too long for one message in Slack. Please shorten it."
        }
        assert desk.client.calls == 1  # whose desk it is


async def test_a_missing_right_is_named(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        practice.fault(DropScope(person=NOVAK.id, scope="chat:write"))
        await desk.put(pending(1))
        await desk.until(lambda: desk.stages()["0198-0001"] is Stage.STUCK)
        assert "chat:write" in desk.one("0198-0001").why


async def test_a_reply_to_a_question_that_was_deleted_is_stuck_even_after_a_lost_answer(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        ask = ask_in(practice)
        practice.fault(Error500(p=1))
        await desk.put(pending(1, Answer(ask, "Yes.")))
        await desk.until(lambda: desk.stages()["0198-0001"] is Stage.UNKNOWN)
        channel = practice.workspace.channels[ask.channel]
        practice.workspace.delete(channel, next(iter(channel.messages)))
        practice.fault(Calm())
        await desk.until(lambda: desk.stages()["0198-0001"] is Stage.STUCK)
        assert "the message was deleted" in desk.one("0198-0001").why


async def test_a_refused_token_lets_everything_wait_and_is_told_once(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        practice.fault(RevokeToken(person=NOVAK.id))
        await desk.put(pending(1), pending(2), pending(3, events.TaskPlanned("t1", "s1", "Call back")))
        await desk.until(lambda: sum(one.attempts for one in desk.outbox.waiting) > 2)
        assert len(desk.told) == 1
        practice.fault(Calm())
        await desk.until_sent(3)
        assert desk.told == ["This desk's token was revoked in Slack. Please sign in again.", ""]
        assert set(counted(practice).values()) == {1}


async def test_a_channel_this_desk_does_not_see_is_named_and_used_once_it_is_seen(tmp_path: Path) -> None:
    async with workspace() as practice:
        homes = homes_of(practice)
        cases = practice.workspace.named("cases")
        del homes[cases.id]
        cases.members.add(NOVAK.id)
        async with posting(practice, tmp_path, homes=homes) as desk:
            await desk.put(pending(1, events.CaseClosed("k1", "helped")))
            await desk.until(lambda: bool(desk.one("0198-0001").why))
            assert "cases" in desk.one("0198-0001").why
            homes[cases.id] = Home.CASES
            desk.poster.nudge()
            await desk.until_sent(1)
            assert desk.one("0198-0001").why == ""


async def test_what_is_unknown_is_never_called_failed_when_this_desk_may_no_longer_look(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        practice.fault(LoseAnswers(p=1))
        log = practice.workspace.named("shift-log")
        practice.fault(DropScope(person=NOVAK.id, scope="channels:history"))
        await desk.put(pending(1))
        await desk.until(lambda: "channels:history" in desk.one("0198-0001").why)
        assert desk.stages()["0198-0001"] is Stage.UNKNOWN
        assert len(log.messages) == 1
        practice.fault(Calm())
        await desk.until_sent(1)
        assert len(log.messages) == 1


async def test_a_reply_is_never_called_failed_either(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        ask = ask_in(practice)
        practice.fault(LoseAnswers(p=1))
        practice.fault(DropScope(person=NOVAK.id, scope="channels:history"))
        await desk.put(pending(1, Answer(ask, "Stay.")))
        await desk.until(lambda: "channels:history" in desk.one("0198-0001").why)
        assert desk.stages()["0198-0001"] is Stage.UNKNOWN
        practice.fault(Calm())
        await desk.until_sent(1)
        assert counted(practice) == {"0198-0001": 1}


async def test_a_token_that_is_refused_from_the_start_or_while_looking_is_told_and_heals(tmp_path: Path) -> None:
    async with workspace() as practice:
        practice.fault(RevokeToken(person=NOVAK.id))
        async with posting(practice, tmp_path) as desk:
            await desk.put(pending(1))
            await desk.until_told(1)
            assert desk.stages()["0198-0001"] is Stage.PENDING
            practice.fault(Calm())
            await desk.until_sent(1)
            practice.fault(Error500(p=1))
            await desk.put(pending(2))
            await desk.until(lambda: desk.stages()["0198-0002"] is Stage.UNKNOWN)
            practice.fault(RevokeToken(person=NOVAK.id))
            practice.fault(Error500(on=False))
            await desk.until_told(3)
            assert desk.stages()["0198-0002"] is Stage.UNKNOWN
            practice.fault(Calm())
            await desk.until_sent(2)
            assert [bool(why) for why in desk.told] == [True, False, True, False]
        assert counted(practice) == {"0198-0001": 1, "0198-0002": 1}


async def test_what_is_taken_back_is_either_surely_not_in_slack_or_was_not_taken_back(tmp_path: Path) -> None:
    async with workspace(speed=600) as practice, posting(practice, tmp_path) as desk:
        for number in range(10):
            id = f"0198-{number:04}"
            await desk.put(pending(number))
            for _ in range(number):
                await asyncio.sleep(0)
            taken = await desk.outbox.take_back(id)
            await desk.until(lambda: all(stage is Stage.SENT for stage in desk.stages().values()))
            assert counted(practice)[id] == (0 if taken else 1)


async def test_pages_that_go_round_in_a_circle_prove_nothing(tmp_path: Path) -> None:
    asked: list[str] = []
    often = asyncio.Event()

    async def circle(request: web.Request) -> web.Response:
        asked.append(request.path.rpartition("/")[2])
        if asked.count("conversations.history") > 3:
            often.set()
        if asked[-1] == "chat.postMessage":
            return web.Response(status=500)
        return web.json_response({"ok": True, "messages": [], "response_metadata": {"next_cursor": "again"}})

    async with workspace() as practice, server(circle) as url:
        homes = {"CLOG": Home.SHIFT_LOG}
        async with posting(Elsewhere(practice, url), tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            await desk.put(pending(1))
            await desk.until(lambda: desk.stages()["0198-0001"] is Stage.UNKNOWN)
            async with asyncio.timeout(10):
                await often.wait()
            assert asked.count("chat.postMessage") == 1
            assert desk.stages()["0198-0001"] is Stage.UNKNOWN


async def test_what_nobody_knows_the_sending_of_is_looked_for_a_day_back(tmp_path: Path) -> None:
    async with workspace() as practice:
        acted_at = practice.clock.now() + timedelta(hours=3)  # this computer's clock was wrong
        practice.post("shift-log", "A. Novak", events.ChatNoted("c1", "note 1"), id="0198-0001")
        async with posting(practice, tmp_path) as desk:
            await desk.put(pending(1, acted_at=acted_at, stage=Stage.UNKNOWN))
            await desk.until_sent(1)
        assert counted(practice) == {"0198-0001": 1}


async def test_what_slack_finds_too_long_is_told_in_our_words(tmp_path: Path) -> None:
    async def short(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error": "msg_too_long"})

    async with server(short) as url, workspace() as practice:
        homes = {"CLOG": Home.SHIFT_LOG}
        async with posting(Elsewhere(practice, url), tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            desk.client.slack_time = NOON
            await desk.put(pending(1))
            await desk.until(lambda: desk.stages()["0198-0001"] is Stage.STUCK)
            assert desk.one("0198-0001").why == "This is too long for one message in Slack. Please shorten it."


async def test_a_clock_that_stands_still_stops_nothing_but_what_waits_for_it(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        practice.limits.on = False
        practice.clock.run_at(0.0)
        for number in range(5):
            await desk.put(pending(number))
        await desk.until_sent(5)
        assert len(counted(practice)) == 5


async def test_what_is_held_back_goes_out_when_its_time_is_over_and_can_be_taken_back_before(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        now = practice.clock.now()
        note: dict[str, Any] = {"stage": Stage.HELD_BACK, "acted_at": now}
        later = now.replace(year=now.year + 1)
        await desk.put(pending(1, **note, hold_until=later), pending(2, **note, hold_until=now))
        await desk.until(lambda: desk.stages()["0198-0002"] is Stage.SENT)
        assert desk.stages()["0198-0001"] is Stage.HELD_BACK
        assert await desk.outbox.take_back("0198-0001")
        assert not await desk.outbox.take_back("0198-0002")
        assert list(counted(practice)) == ["0198-0002"]


async def test_rate_limits_and_server_errors_together_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    async with workspace(speed=600) as practice, posting(practice, tmp_path) as desk:
        practice.fault(LoseAnswers(p=0.3))
        practice.fault(RateLimited(seconds=1.0))
        for number in range(20):
            await desk.put(pending(number, raised(f"c{number % 3}")))
        await desk.until_sent(20)
        assert counted(practice) == {f"0198-{number:04}": 1 for number in range(20)}
        order = [id for _, id in in_slack(practice)]
        for chat in range(3):
            mine = [id for id in order if int(id[-4:]) % 3 == chat]
            assert mine == sorted(mine)


@pytest.mark.parametrize("answer", ['{"ok":true}', '{"ok":true,"ts":7}', "<html>", "[]"])
async def test_an_answer_that_does_not_say_where_is_looked_after(tmp_path: Path, answer: str) -> None:
    asked: list[str] = []

    async def odd(request: web.Request) -> web.Response:
        asked.append(request.path.rpartition("/")[2])
        if asked[-1] == "chat.postMessage":
            return web.Response(text=answer, content_type="application/json")
        date = formatdate(practice.clock.now().timestamp(), usegmt=True)
        return web.json_response({"ok": True, "messages": []}, headers={"Date": date})

    async with workspace() as practice, server(odd) as url:
        homes = {"CLOG": Home.SHIFT_LOG}
        async with posting(Elsewhere(practice, url), tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            await desk.put(pending(1))
            await desk.until(lambda: desk.one("0198-0001").attempts > 1)
            assert asked[:3] == ["auth.test", "chat.postMessage", "conversations.history"]


async def test_metadata_that_is_too_large_goes_in_blocks_alone_this_once(tmp_path: Path) -> None:
    bodies: list[dict[str, object]] = []

    async def strict(request: web.Request) -> web.Response:
        if not request.path.endswith("chat.postMessage"):
            return web.json_response({"ok": True})
        bodies.append(await request.json())
        if "metadata" in bodies[-1]:
            return web.json_response({"ok": False, "error": "metadata_too_large"})
        return web.json_response({"ok": True, "ts": "1700000000.000100"})

    async with server(strict) as url, workspace() as practice:
        homes = {"CLOG": Home.SHIFT_LOG}
        async with posting(Elsewhere(practice, url), tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            await desk.put(pending(1))
            await desk.until_sent(1)
            assert not desk.outbox.metadata_refused
    assert ["metadata" in body for body in bodies] == [True, False]
    assert bodies[0]["unfurl_links"] is bodies[0]["unfurl_media"] is False


async def odd_answer(_request: web.Request) -> web.Response:
    return web.Response()


async def test_nobody_at_the_address_is_surely_not_done(tmp_path: Path) -> None:
    async with server(odd_answer) as url:
        pass
    async with workspace() as practice:
        homes = {"CLOG": Home.SHIFT_LOG}
        async with posting(Elsewhere(practice, url), tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            desk.client.slack_time = NOON
            await desk.put(pending(1))
            await desk.until(lambda: desk.one("0198-0001").attempts > 1)
            assert desk.stages()["0198-0001"] in (Stage.PENDING, Stage.SENDING)
            assert desk.one("0198-0001").sent_after is None or desk.stages()["0198-0001"] is Stage.SENDING


async def test_a_client_that_is_asked_to_wait_says_so_and_does_not_try_again_by_itself() -> None:
    asked: list[None] = []

    async def limited(_request: web.Request) -> web.Response:
        asked.append(None)
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "3"})

    async with workspace() as practice, server(limited) as url, Client("xoxp-1", url, practice.clock) as client:
        with pytest.raises(Limited) as caught:
            await client.say("chat.postMessage", {"channel": "C1"})
    assert caught.value.seconds == 3
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [("[" * 50_000, "odd"), ('{"ok":false,"error":"fatal_error"}', "fatal_error"), ("{}", "odd")],
)
async def test_an_answer_nobody_understands_may_mean_that_it_was_done(text: str, kind: str) -> None:
    async def odd(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    async with workspace() as practice, server(odd) as url, Client("xoxp-1", url, practice.clock) as client:
        with pytest.raises(Lost) as caught:
            await client.say("chat.postMessage", {"channel": "C1"})
    assert caught.value.code == kind


async def test_a_certificate_nobody_trusts_means_that_nothing_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("https_proxy", raising=False)
    async with workspace() as practice:
        url = practice.api_url.replace("http:", "https:")
        async with Client("xoxp-1", url, practice.clock) as client:
            with pytest.raises(Later) as caught:
                await client.say("chat.postMessage", {"channel": "C1"})
    assert not isinstance(caught.value, Lost)
