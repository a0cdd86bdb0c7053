"""Several things done together: each is an action of its own, and one undoing takes them all back."""

from console.domain import actions
from console.domain.actions import Refusal
from console.domain.pending import Pending
from tests.handed import Handed, Slack
from tests.test_acting import two

ALL = ("c1", "c2", "c3")


async def three_held() -> tuple[Slack, Handed]:
    """Three chats are with M. Hale, and Slack knows."""
    slack, desk, _ = await two(*ALL)
    for chat in ALL:
        await desk.does(actions.TakeChat(chat))
    await slack.settles()
    return slack, desk


def holders(desk: Handed) -> list[str | None]:
    return [desk.chat(chat).holder for chat in ALL]


async def test_several_chats_are_released_each_as_an_action_of_its_own_and_taken_back_by_one_undoing() -> None:
    slack, desk = await three_held()
    before = len(slack.messages)
    done = await desk.acting.submit_all([actions.ReleaseChat(chat, "end of the shift") for chat in ALL])
    ids = [one.id for one in done if isinstance(one, Pending)]
    assert len(set(ids)) == 3
    assert holders(desk) == [None, None, None]
    await slack.settles()
    assert sorted(str(one.id) for one in slack.messages[before:]) == sorted(ids)
    undone = await desk.acting.undo()
    assert [type(one.event).__name__ for one in undone if isinstance(one, Pending)] == ["ChatTaken"] * 3
    await slack.settles()
    assert holders(desk) == ["UC1"] * 3
    assert isinstance((await desk.acting.undo())[0], Pending)  # the take of c3: undoing was no step
    await slack.settles()
    assert holders(desk) == ["UC1", "UC1", None]


async def test_what_has_not_gone_out_is_undone_together_without_a_trace() -> None:
    _, desk = await three_held()
    await desk.acting.submit_all([actions.ReleaseChat(chat) for chat in ALL])
    assert await desk.acting.undo() == (None, None, None)
    assert holders(desk) == ["UC1"] * 3
    assert desk.acting.waiting == ()


async def test_what_is_refused_of_several_leaves_the_others_done_and_undone_alone() -> None:
    slack, desk = await three_held()
    await desk.does(actions.ReleaseChat("c2"))
    await slack.settles()
    done = await desk.acting.submit_all([actions.PassChat(chat, "UC2") for chat in ALL])
    assert [isinstance(one, Pending) for one in done] == [True, False, True]
    assert done[1] == Refusal("This chat is back in the queue. Take it again first.")
    await slack.settles()
    assert [type(one).__name__ for one in await desk.acting.undo()] == ["Pending", "Pending"]
    await slack.settles()
    assert [desk.chat(chat).offer for chat in ALL] == [None, None, None]


async def test_of_several_only_what_still_stands_is_undone() -> None:
    slack, desk = await three_held()
    await desk.acting.submit_all([actions.ReleaseChat(chat) for chat in ALL])
    await slack.settles()
    await slack.desks[1].does(actions.TakeChat("c1"))
    await slack.settles()
    third, second, first = await desk.acting.undo()
    assert isinstance(third, Pending)
    assert isinstance(second, Pending)
    assert first == Refusal("Something else happened since, so this cannot be undone.")
    await slack.settles()
    assert holders(desk) == ["UC2", "UC1", "UC1"]


async def test_the_words_that_were_begun_go_with_the_last_of_several() -> None:
    _, desk = await three_held()
    heard: list[tuple[str, str] | None] = []
    put = desk.outbox.put

    async def watched(*given: object, draft: tuple[str, str] | None = None, **others: object) -> object:
        heard.append(draft)
        return await put(*given, draft=draft, **others)  # type: ignore[arg-type]

    desk.outbox.put = watched  # type: ignore[method-assign, assignment]
    await desk.acting.submit_all([actions.ReleaseChat(chat) for chat in ALL], draft=("release", "several"))
    assert heard == [None, None, ("release", "several")]
