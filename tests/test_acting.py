"""What is done at a desk is on its screen at once, kept, settled by Slack, and told when that settled it otherwise."""

import asyncio
import os
import random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.acting import new_id
from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.events import AskPosted, ChatTaken, Said
from console.domain.ledger import Changes
from console.domain.messages import Batch, Position
from console.domain.pending import Answer, Pending, Stage
from console.domain.words import ChatOutcome, Home, Risk, Role
from console.store.faults import DiskFull
from tests.builders import at, entry, message
from tests.handed import Handed, Slack

TAKE = actions.TakeChat("c1")
NOTE = actions.NoteChat("c1", "a note")

PLACE = Position(at(9), "C5ASKS")
REPLY = entry(Said("Yes.", Home.ASKS), "UC1", 9, channel="C5ASKS", id="", thread=3)


async def two(*chats: str) -> tuple[Slack, Handed, Handed]:
    """M. Hale's desk and R. Osei's, on one workspace."""
    one, other = Handed("UC1"), Handed("UC2")
    slack = Slack(one, other)
    await slack.begins(*(chats or ("c1", "c2")))
    slack.passes(1)
    return slack, one, other


async def soon(task: "asyncio.Task[Pending | Refusal]") -> None:
    """Let a task come to where it waits."""
    await asyncio.sleep(0)
    assert not task.done()


async def test_what_is_decided_is_shown_while_the_disk_is_still_writing() -> None:
    _, desk, _ = await two()
    desk.outbox.disk.clear()
    taking = asyncio.create_task(desk.acting.submit(TAKE))
    await soon(taking)
    assert desk.chat().holder == "UC1"
    assert not desk.outbox.waiting
    assert [one.id for one in desk.desk.view().waiting] == [one.id for one in desk.acting.waiting] != []
    noting = asyncio.create_task(desk.acting.submit(NOTE))
    await soon(noting)
    assert [note.text for note in desk.chat().notes] == ["a note"]
    assert await desk.why(TAKE) == "You already have this chat."
    desk.outbox.disk.set()
    kept = [await taking, await noting]
    assert list(desk.outbox.waiting) == kept
    assert desk.chat().holder == "UC1"


async def test_what_is_being_written_down_comes_after_what_is_kept() -> None:
    _, desk, _ = await two()
    await desk.does(TAKE)
    desk.outbox.disk.clear()
    releasing = asyncio.create_task(desk.acting.submit(actions.ReleaseChat("c1")))
    await soon(releasing)
    assert desk.chat().holder is None
    desk.outbox.disk.set()
    await releasing
    assert desk.chat().holder is None


async def test_what_comes_back_is_never_shown_twice_meanwhile() -> None:
    slack, desk, _ = await two()
    await desk.does(NOTE)
    await desk.does(actions.SetRisk("c1", Risk.B))
    shown: list[int] = []
    desk.desk._changed = lambda: shown.append(len(desk.chat().notes))
    await slack.settles()
    assert set(shown) == {1}


async def test_what_cannot_be_kept_is_taken_off_the_screen_with_a_sentence() -> None:
    _, desk, _ = await two()
    before = desk.chat()
    desk.outbox.disk.clear()
    taking = asyncio.create_task(desk.acting.submit(TAKE))
    await soon(taking)
    assert desk.chat() != before
    desk.outbox.fault = DiskFull()
    desk.outbox.disk.set()
    refusal = await taking
    assert isinstance(refusal, Refusal)
    assert refusal.why == f"This was not done: it could not be kept on this computer. {DiskFull()}"
    assert desk.chat() == before
    assert desk.acting.waiting == ()
    desk.outbox.fault = None
    assert await desk.acting.undo() == (Refusal("There is nothing to undo."),)
    desk.outbox.fault = DiskFull()
    assert isinstance(await desk.acting.submit(actions.RenewLeases()), Refusal)
    assert isinstance(await desk.acting.answer(at_ask(), "Yes."), Refusal)


def at_ask() -> Position:
    return Position(at(3), "C5ASKS")


async def test_what_somebody_else_took_first_is_told_and_taken_off_the_screen() -> None:
    slack, one, other = await two()
    first, second = await one.does(TAKE), await other.does(TAKE)
    assert (one.chat().holder, other.chat().holder) == ("UC1", "UC2")
    await slack.settles()
    assert (one.chat().holder, other.chat().holder) == ("UC1", "UC1")
    assert other.told == ["M. Hale took this chat at 23:00:01, before you."]
    assert other.acting.became(second.id) == other.told[0]
    assert (one.told, one.acting.became(first.id)) == ([], "")
    assert one.acting.became("never") is None
    assert one.acting.waits(first.id) is None


async def test_who_was_first_is_told_also_when_that_is_read_after_the_own_action() -> None:
    slack, one, other = await two()
    await one.does(TAKE)
    second = await other.does(TAKE)
    for desk in (one, other):
        assert await slack.takes(desk, Home.SHIFT_LOG)
    await other.hears(1)
    assert (other.chat().holder, other.acting.became(second.id), other.told) == ("UC2", "", [])
    await other.hears()
    assert other.chat().holder == "UC1"
    assert other.told == ["M. Hale took this chat at 23:00:01, before you."]
    assert other.acting.became(second.id) == other.told[0]
    await other.acting.deliver(Batch(cursors={"C1LOG": at(60)}))
    assert len(other.told) == 1


async def test_what_was_read_past_without_a_gap_is_explained_no_more() -> None:
    slack, desk, _ = await two()
    await desk.does(TAKE)
    assert await slack.takes(desk, Home.SHIFT_LOG)
    await desk.hears()
    before = message(entry(ChatTaken("c1"), "UC2", 0.5, channel="C1LOG"))
    await desk.acting.deliver(Batch(cursors={"C1LOG": at(60)}))
    await desk.acting.deliver(Batch((before,)))
    assert desk.told == []


async def test_an_outcome_is_known_before_it_is_told_that_something_moved() -> None:
    slack, desk, _ = await two()
    pending = await desk.does(TAKE)
    known: list[str | None] = []

    async def listen() -> None:
        while desk.acting.waits(pending.id):
            await desk.acting.moved()
        known.append(desk.acting.became(pending.id))

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0)
    await slack.settles()
    await listening
    assert known == [""]


async def test_only_the_latest_outcomes_are_remembered() -> None:
    slack, desk, _ = await two()
    first = await desk.does(NOTE)
    for _ in range(55):
        await desk.does(NOTE)
    await slack.settles()
    assert desk.acting.became(first.id) is None
    assert len(desk.acting._became) == 50


async def test_an_answer_goes_to_its_question_and_is_settled_by_where_it_stands() -> None:
    _, desk, _ = await two()
    assert await desk.acting.answer(at_ask(), "  ") == Refusal("The answer is empty.")
    assert "too long" in str(await desk.acting.answer(at_ask(), "a" * 200_000))
    assert not desk.outbox.waiting
    pending = await desk.acting.answer(at_ask(), " Yes. ")
    assert isinstance(pending, Pending)
    assert pending.event == Answer(at_ask(), "Yes.")
    assert await desk.outbox.change(replace(pending, stage=Stage.SENT, position=PLACE), Stage.PENDING)
    await desk.acting.deliver(Batch(removed=(PLACE,)))
    assert desk.acting.waiting == ()
    assert desk.acting.became(pending.id) == ""


async def test_an_answer_that_slack_pushed_before_it_said_that_it_took_it_is_shown_once_and_settled() -> None:
    _, desk, _ = await two()
    asked = entry(AskPosted("a1", "What now?", "c1"), "UC2", 3, channel="C5ASKS")
    await desk.acting.deliver(Batch((message(asked),)))
    pending = await desk.acting.answer(at_ask(), "Yes.")
    assert isinstance(pending, Pending)
    sending = replace(pending, stage=Stage.SENDING)
    assert await desk.outbox.change(sending, Stage.PENDING)
    await desk.acting.deliver(Batch((message(REPLY),)))
    assert desk.acting.waiting
    assert await desk.outbox.change(replace(sending, stage=Stage.SENT, position=PLACE), Stage.SENDING)
    assert answers(desk) == ["Yes."]
    desk.outbox.fault = DiskFull()
    await asyncio.gather(*desk.acting._finishing)
    assert desk.acting.waiting
    desk.outbox.fault = None
    desk.outbox.changed()  # as after the next action
    await asyncio.gather(*desk.acting._finishing)
    assert desk.acting.waiting == ()
    assert answers(desk) == ["Yes."]
    assert desk.acting.became(pending.id) == ""


async def test_an_answer_that_slack_took_while_its_reply_was_being_kept_is_settled_as_well() -> None:
    _, desk, _ = await two()
    asked = entry(AskPosted("a1", "What now?", "c1"), "UC2", 3, channel="C5ASKS")
    await desk.acting.deliver(Batch((message(asked),)))
    pending = await desk.acting.answer(at_ask(), "Yes.")
    assert isinstance(pending, Pending)
    sending = replace(pending, stage=Stage.SENDING)
    assert await desk.outbox.change(sending, Stage.PENDING)
    kept, append = asyncio.Event(), desk.desk._log.append

    async def slowly(batch: Batch) -> Changes:
        await kept.wait()
        return await append(batch)

    desk.desk._log.append = slowly  # type: ignore[method-assign]  # a disk that takes its time
    delivering = asyncio.create_task(desk.acting.deliver(Batch((message(REPLY),))))
    await asyncio.sleep(0)
    assert await desk.outbox.change(replace(sending, stage=Stage.SENT, position=PLACE), Stage.SENDING)
    assert desk.acting.waiting
    kept.set()
    await delivering
    await asyncio.gather(*desk.acting._finishing)
    assert desk.acting.waiting == ()
    assert answers(desk) == ["Yes."]
    assert desk.acting.became(pending.id) == ""


def answers(desk: Handed) -> list[str]:
    """What the only question of a desk was answered."""
    (ask,) = desk.desk.view().asks.values()
    return [answer.text for answer in ask.answers]


async def test_what_is_stuck_is_told_once_and_can_be_taken_back() -> None:
    _, desk, _ = await two()
    pending = await desk.does(TAKE)
    nudged: list[int] = []
    desk.acting.nudge = lambda: nudged.append(1)
    await desk.outbox.change(replace(pending, stage=Stage.STUCK, why="Slack does not take this."), Stage.PENDING)
    assert desk.told == ["Not sent: Slack does not take this. It waits for you; try again, or take it back."]
    await desk.does(NOTE)
    assert len(desk.told) == 1
    assert len(nudged) == 2
    assert desk.chat().holder is None
    assert await desk.acting.take_back(pending.id)
    assert not await desk.acting.take_back(pending.id)


async def test_leases_are_renewed_when_the_first_of_them_is_near_its_end_and_one_message_is_enough() -> None:
    slack, desk, _ = await two()
    await desk.acting.renew()
    await desk.does(TAKE)
    await desk.acting.renew()
    assert len(desk.acting.waiting) == 1
    slack.passes(200)
    await desk.acting.renew()
    await desk.acting.submit(actions.RenewLeases())
    renewals = [one for one in desk.acting.waiting if type(one.event).__name__ == "LeaseRenewed"]
    assert len(renewals) == 1
    assert await desk.acting.undo() == (None,)  # of the take; a renewal is no step
    assert [type(one.event).__name__ for one in desk.acting.waiting] == ["LeaseRenewed"]


async def test_a_batch_that_cannot_be_kept_leaves_its_actions_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    slack, desk, _ = await two()
    await desk.does(TAKE)
    assert await slack.takes(desk, Home.SHIFT_LOG)

    async def full(_batch: Batch) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(desk.kept, "append", full)
        with pytest.raises(DiskFull):
            await desk.acting.deliver(Batch((slack.messages[0],)))
    assert len(desk.acting.waiting) == 1
    desk.desk.lay_over()
    assert desk.chat().holder == "UC1"
    await desk.hears()
    assert not desk.acting.waiting
    assert desk.chat().holder == "UC1"


async def test_the_same_wish_handed_on_twice_is_done_once() -> None:
    _, desk, _ = await two()
    first = await desk.acting.submit(NOTE, id="0198-1")
    assert await desk.acting.submit(NOTE, id="0198-1") == first
    assert len(desk.acting.waiting) == 1


def test_an_id_is_of_version_7_and_later_ones_come_later() -> None:
    ids = [UUID(new_id()) for _ in range(20)]
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
    assert len(set(ids)) == 20
    assert [one.int >> 80 for one in ids] == sorted(one.int >> 80 for one in ids)


# Whatever is done, at however many desks, in whatever order it arrives

CHATS = ("c1", "c2", "c3")
PEOPLE = ("UC1", "UC2", "ULEAD")
chats, people, texts = st.sampled_from(CHATS), st.sampled_from(PEOPLE), st.sampled_from(("one", "two", "three"))
wishes: st.SearchStrategy[Action] = st.one_of(
    st.just(actions.TakeNext()),
    st.builds(actions.TakeChat, chats),
    st.builds(actions.TakeChat, chats),
    st.builds(actions.ReleaseChat, chats),
    st.builds(actions.PassChat, chats, people),
    st.builds(actions.ReturnPass, chats),
    st.builds(actions.CloseChat, chats, st.sampled_from(ChatOutcome)),
    st.builds(actions.ReopenChat, chats),
    st.builds(actions.NoteChat, chats, texts),
    st.builds(actions.SetRisk, chats, st.sampled_from(Risk), st.just("judged anew")),
    st.builds(actions.AskTeam, chats, texts),
    st.just(actions.RenewLeases()),
    st.builds(actions.GiveRole, people, st.sampled_from((Role.CLINICIAN, Role.COUNSELLOR))),
)
number = st.integers(0, 7)
steps = st.one_of(
    st.tuples(st.just("act"), number, wishes),
    st.tuples(st.just("act"), number, wishes),
    st.tuples(st.just("send"), number, st.sampled_from((Home.SHIFT_LOG, Home.ASKS, Home.MOD_MAIN))),
    st.tuples(st.just("lose"), number, st.just(Home.SHIFT_LOG)),
    st.tuples(st.just("repeat"), number, st.none()),
    st.tuples(st.just("hear"), number, number),
    st.tuples(st.just("undo"), number, st.none()),
    st.tuples(st.just("time"), st.sampled_from((1, 90, 700)), st.none()),
)


@settings(max_examples=int(os.environ.get("CONSOLE_LIVES", "150")))  # whoever has the time asks for more
@given(st.integers(2, 3), st.lists(steps, min_size=5, max_size=30), st.randoms(use_true_random=False))
def test_whatever_is_done_all_desks_agree_in_the_end_and_none_shows_what_another_has_not_sent(
    count: int, life: list[tuple[str, int, object]], chance: random.Random
) -> None:
    asyncio.run(_lived(count, life, chance))


async def _lived(count: int, life: list[tuple[str, int, object]], chance: random.Random) -> None:
    desks = [Handed(me, late=late) for me, late in zip(PEOPLE, (0, -2, 3), strict=True)][:count]
    slack = Slack(*desks)
    await slack.begins(*CHATS)
    slack.passes(1)
    for what, which, more in life:
        desk = desks[which % count]
        match what, more:
            case "act", action:
                await desk.acting.submit(action)  # type: ignore[arg-type]  # an action goes with "act"
            case (("send" | "lose"), Home() as home):
                await slack.takes(desk, home, answers=what == "send")
            case "repeat", _:
                await slack.repeats(desk)
            case "hear", int() as index if desk.inbox:
                await desk.hears(index)
            case "undo", _:
                await desk.acting.undo()
            case "time", _:
                slack.passes(which)
            case _:
                pass
        _nobody_shows_what_another_has_not_sent(desks)
    await slack.settles(chance.randrange)
    kept = [desk.kept.log.rows for desk in desks]
    assert all(rows == kept[0] for rows in kept)
    for desk in desks:
        assert desk.acting.waiting == ()
        assert dict(desk.desk.view().chats) == desk.confirmed
        assert {ask.ask: ask for ask in desk.desk.view().asks.values()} == desk.asks
    ids = {(one.author, one.id) for one in slack.messages}
    assert len(desks[0].kept.log.counting()) == len(ids) + 4 + len(CHATS)


def _nobody_shows_what_another_has_not_sent(desks: list[Handed]) -> None:
    for desk in desks:
        for name, shown in desk.desk.view().chats.items():
            known = desk.confirmed[name]
            others = {person for person in shown.held_by if person != desk.me}
            assert others <= set(known.held_by)
            assert [note for note in shown.notes if note.by != desk.me] == [
                note for note in known.notes if note.by != desk.me
            ]
            now = desk.clock.now()
            if shown.holder_at(now) not in (None, desk.me):
                assert shown.holder in known.held_by
        assert {ask.by for ask in desk.desk.view().asks.values()} <= {desk.me} | {ask.by for ask in desk.asks.values()}
