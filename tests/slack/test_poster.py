"""Every action becomes exactly one message, whatever the network does."""

import asyncio
import time
from pathlib import Path

from aiohttp import web

from console.domain import events
from console.domain.messages import Position
from console.domain.pending import Answer, Pending, Stage
from console.domain.words import Home
from console.practice.faults import (
    Calm,
    Error500,
    LoseAnswers,
    MetadataRefused,
    PullPlug,
    PutBack,
    RateLimited,
    ShortPages,
    Slow,
)
from console.practice.people import NOVAK
from console.practice.server import Practice
from console.slack.pace import Pace
from console.slack.wire import at_of, message_of
from tests.journeys.stage import soon
from tests.slack.desks import workspace
from tests.slack.posting import NOON, Elsewhere, Posting, ask_in, counted, homes_of, in_slack, pending, posting, raised
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


async def test_a_look_that_ends_because_slack_is_reached_again_is_taken_again_at_once(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path, pace=Pace()) as desk:
        practice.fault(Error500(p=1))
        await desk.put(pending(1))
        await desk.until(lambda: desk.stages()["0198-0001"] is Stage.UNKNOWN)
        practice.fault(Error500(on=False))
        practice.fault(Slow(latency=60))
        await soon(lambda: desk.client.unanswered_seconds > 0)
        practice.fault(Calm())
        began = time.monotonic()
        await desk.client.begin_anew()
        await desk.until_sent(1)
        assert time.monotonic() - began < 0.9  # a wait would be a second
