"""What Slack does not take waits or is stuck, with its reason; nothing that may be there is called failed."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from console.domain import events
from console.domain.pending import Answer, Stage
from console.domain.words import Home
from console.practice.faults import (
    Calm,
    DropScope,
    Error500,
    LoseAnswers,
    PullPlug,
    PutBack,
    RevokeToken,
)
from console.practice.people import NOVAK
from tests.slack.desks import workspace
from tests.slack.posting import NOON, Elsewhere, ask_in, counted, homes_of, in_slack, pending, posting
from tests.slack.servers import server


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


async def test_a_refused_token_lets_everything_wait_and_is_told(tmp_path: Path) -> None:
    async with workspace() as practice, posting(practice, tmp_path) as desk:
        practice.fault(RevokeToken(person=NOVAK.id))
        await desk.put(pending(1), pending(2), pending(3, events.TaskPlanned("t1", "s1", "Call back")))
        await desk.until(lambda: sum(one.attempts for one in desk.outbox.waiting) > 2)
        practice.fault(Calm())
        await desk.until_sent(3)
        assert set(desk.told) == {"This desk's token was revoked in Slack. Please sign in again."}
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
            await desk.until(lambda: desk.told[-1].startswith("This desk's token"))
            assert desk.stages()["0198-0002"] is Stage.UNKNOWN
            practice.fault(Calm())
            await desk.until_sent(2)
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
