"""Questions to the team, and what came back."""

from datetime import timedelta

from console.domain import events
from console.domain.asks import Answer, Ask, FirstAnswers, first_answers, own_words, unanswered, with_quote
from console.domain.ledger import Folded
from console.domain.messages import Entry, Position
from console.domain.subjects import Kind, Subject, place_key, subjects_of
from console.domain.words import Home, Role
from tests.builders import at, entry, folded, team

PLACE = Position(at(5), "C5ASKS")
ASK = Subject(Kind.ASK, place_key(PLACE))


def asked(by: str = "UC1", chat: str | None = None, post: str | None = None) -> Entry:
    return entry(events.AskPosted("a1", "What now?", chat, post), by, 5, channel="C5ASKS")


def answered(seconds: float, by: str = "UDOC", thread: float | None = 5) -> Entry:
    said = events.Said(f"answer at {seconds}", Home.ASKS)
    return entry(said, by, seconds, channel="C5ASKS", id="", thread=thread)


def ask(*entries: Entry) -> Ask:
    row = folded(ASK, *entries).row
    assert isinstance(row, Ask)
    return row


def test_a_question_names_who_asked_and_what_about() -> None:
    row = ask(asked(chat="c1", post="p1"))
    assert row == Ask("a1", PLACE, "UC1", "What now?", "c1", "p1")
    assert row.at == at(5)


def test_the_words_of_a_member_can_be_kept_out_of_a_question() -> None:
    assert own_words(with_quote("What now?", "I slept badly")) == "What now? (with the member's text)"
    assert own_words("What now?") == "What now?"


def test_a_question_about_a_chat_or_a_post_touches_both() -> None:
    assert subjects_of(asked()) == (ASK,)
    assert subjects_of(asked(post="p1")) == (ASK, Subject(Kind.POST, "p1"))
    assert subjects_of(asked(chat="c1")) == (ASK, Subject(Kind.CHAT, "c1"))


def test_the_replies_in_its_thread_are_its_answers_whoever_writes_them() -> None:
    replies = (answered(6, "UNOBODY"), answered(9))
    assert [subjects_of(one) for one in replies] == [(ASK,), (ASK,)]
    assert ask(asked(), *replies).answers == (
        Answer("UNOBODY", at(6), "answer at 6"),
        Answer("UDOC", at(9), "answer at 9"),
    )


def test_a_message_beside_the_thread_answers_nothing() -> None:
    assert subjects_of(answered(6, thread=None)) == ()


def test_a_question_is_open_until_somebody_else_answers() -> None:
    assert ask(asked()).answered_at is None
    assert ask(asked(), answered(6, "UC1")).answered_at is None
    assert ask(asked(), answered(6, "UC1"), answered(7), answered(8)).answered_at == at(7)


def test_replies_without_a_question_are_kept_until_it_is_there() -> None:
    assert folded(ASK, answered(6)).row is None


def test_those_who_take_chats_ask_and_nobody_else() -> None:
    for role in Role:
        able = role in {Role.COUNSELLOR, Role.MODERATOR, Role.CLINICIAN, Role.LEAD}
        found = folded(ASK, asked("UX"), people=team(UX=role))
        assert (found.row is not None) is able
        assert found.not_entitled == (() if able else (PLACE,))
    assert folded(ASK, asked("UNOBODY"), answered(6)) == Folded(None, Position(at(6), "C5ASKS"), (PLACE,))


def test_the_question_stands_as_it_was_asked() -> None:
    again = entry(events.AskPosted("a2", "And now?"), "UC2", 9, channel="C5ASKS")
    assert folded(ASK, asked(), again).row == ask(asked())


def test_what_nobody_else_answered_is_unanswered_and_the_time_to_the_first_answer_is_kept() -> None:
    open_, done = ask(asked(), answered(7, "UC1")), ask(asked(), answered(9), answered(12))
    assert unanswered([done, open_]) == [open_]
    assert open_.answered_after is None
    assert done.answered_after == timedelta(seconds=4)


def waited(asked_at: float, *seconds: float) -> Ask:
    """A question with an answer after each of so many seconds."""
    answers = tuple(Answer("UDOC", at(asked_at + one), "yes") for one in seconds)
    return Ask(f"a{asked_at}", Position(at(asked_at), "C5ASKS"), "UC1", "What now?", answers=answers)


def test_half_of_a_shifts_first_answers_came_no_later_than_the_figure_says() -> None:
    asks = [waited(10, 30, 500), waited(20, 90), waited(30)]
    assert first_answers(asks, at(10)) == FirstAnswers(timedelta(seconds=60), 2, 3)
    assert first_answers([*asks, waited(40, 600)], at(10)) == FirstAnswers(timedelta(seconds=90), 3, 4)
    assert first_answers(asks, at(15)) == FirstAnswers(timedelta(seconds=90), 1, 2)


def test_there_is_no_figure_before_the_first_answer_of_a_shift() -> None:
    assert first_answers([], at(0)) is None
    assert first_answers([waited(10, 30), waited(20)], at(20)) is None
