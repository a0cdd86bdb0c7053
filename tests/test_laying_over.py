"""What a desk shows of its own actions costs the same, however many chats there are and however many actions wait."""

from console.domain import actions
from console.domain.ledger import Row
from console.domain.subjects import Subject
from console.domain.words import Home
from tests.test_acting import two


async def test_what_is_shown_costs_the_same_however_many_chats_there_are() -> None:
    _, desk, _ = await two(*(f"c{n}" for n in range(300)))
    asked: list[Subject] = []
    confirmed = desk.desk.confirmed

    def counting(subject: Subject) -> Row | None:
        asked.append(subject)
        return confirmed(subject)

    desk.desk.confirmed = counting  # type: ignore[method-assign]  # to count who asks
    desk.desk.news()
    await desk.does(actions.NoteChat("c250", "a note"))
    assert {subject.key for subject in asked} == {"c250"}
    changed = desk.desk.news().changed
    assert changed is not None
    assert {subject.key for subject in changed} == {"c250"}


async def test_with_hundreds_of_actions_waiting_what_comes_changes_only_what_it_is_about() -> None:
    slack, desk, _ = await two(*(f"c{n}" for n in range(300)))
    for n in range(300):
        await desk.does(actions.NoteChat(f"c{n}", "a note"))
    desk.desk.news()
    await desk.does(actions.NoteChat("c250", "another"))
    changed = desk.desk.news().changed
    assert changed is not None
    assert {subject.key for subject in changed} == {"c250"}
    assert await slack.takes(desk, Home.SHIFT_LOG)
    await desk.hears()
    changed = desk.desk.news().changed
    assert changed is not None
    assert {subject.key for subject in changed} == {"c0"}
