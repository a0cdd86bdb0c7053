"""What was done is undone: without a trace while it is held back, by its opposite later, or not, and then said why."""

from datetime import timedelta

from console.acting import HELD_FOR, held_until
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.chats import ChatState
from console.domain.pending import Pending, Stage
from console.domain.words import Home
from tests.test_acting import NOTE, TAKE, two


async def test_at_the_window_a_note_is_held_back_and_undone_without_a_trace() -> None:
    slack, desk, _ = await two()
    note = await desk.does(NOTE, at_window=True)
    assert note.stage is Stage.HELD_BACK
    assert held_until(note, desk.clock.now()) == HELD_FOR.total_seconds()
    assert held_until(note, desk.clock.now() + timedelta(minutes=1)) == 0
    assert len(desk.chat().notes) == 1
    assert not await slack.takes(desk, Home.SHIFT_LOG)
    assert await desk.acting.undo() == (None,)
    assert desk.chat().notes == ()
    take = await desk.does(TAKE, at_window=True)
    assert take.stage is Stage.PENDING
    assert held_until(take, desk.clock.now()) == 0
    assert (await desk.does(NOTE)).stage is Stage.PENDING


async def test_what_is_in_slack_is_undone_by_its_opposite() -> None:
    slack, desk, _ = await two()
    await desk.does(TAKE)
    await slack.settles()
    (undone,) = await desk.acting.undo()
    assert isinstance(undone, Pending)
    assert type(undone.event).__name__ == "ChatReleased"
    await slack.settles()
    assert desk.chat().state_at(desk.clock.now()) is ChatState.WAITING
    assert await desk.acting.undo() == (Refusal("There is nothing to undo."),)


async def test_what_changed_hands_since_or_has_no_opposite_is_not_undone() -> None:
    slack, desk, other = await two()
    await desk.does(TAKE)
    await slack.settles()
    await desk.does(actions.PassChat("c1", "UC2"))
    await slack.settles()
    await other.does(TAKE)
    await slack.settles()
    assert await desk.acting.undo() == (Refusal("Something else happened since, so this cannot be undone."),)
    await desk.does(NOTE)
    await slack.settles()
    assert await desk.acting.undo() == (Refusal("This cannot be undone any more."),)


async def test_only_what_can_be_undone_is_offered_to_be() -> None:
    _, desk, _ = await two()
    take, note = await desk.does(TAKE), await desk.does(NOTE, at_window=True)
    asked = await desk.does(actions.AskTeam("c1", "What now?"))
    assert [desk.acting.can_undo(one.id) for one in (take, note, asked)] == [True, True, False]
    assert not desk.acting.can_undo("of another desk")


async def test_an_undoing_that_is_refused_says_why() -> None:
    slack, desk, _ = await two("c1", "c2", "c3", "c4")
    await desk.does(TAKE)
    await slack.settles()
    await desk.does(actions.ReleaseChat("c1"))
    for chat in ("c2", "c3", "c4"):
        await desk.does(actions.TakeChat(chat))
    await slack.settles()
    desk.acting._done = desk.acting._done[:2]
    (undone,) = await desk.acting.undo()
    assert isinstance(undone, Refusal)
    assert "your limit is 3" in undone.why
