"""What may be done with a chat, a role and a limit, and why not: a refusal is a calm sentence."""

import re
from collections.abc import Callable
from datetime import timedelta, timezone
from typing import TypeAlias

import pytest

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.chats import OFFERED_FOR
from console.domain.deciding import needs_second_look
from console.domain.events import WireEvent
from console.domain.words import AgeBand, ChatOutcome, Risk
from console.domain.writing import SENT_LIMIT, TEXT_LIMIT
from console.slack.wire import blocks_of, metadata_of
from tests.builders import at
from tests.domain.knowing import T1, desk_with, held

# What is for the holder and for leads

FOR_HOLDERS: list[Action] = [
    actions.ReleaseChat("c1"),
    actions.PassChat("c1", "UMOD"),
    actions.CloseChat("c1", ChatOutcome.HELPED),
]


@pytest.mark.parametrize("action", FOR_HOLDERS)
def test_only_the_holder_and_a_lead_part_with_a_chat(action: Action) -> None:
    told = "M. Hale has this chat. Only they and a lead can do that."
    assert held().why(action, "UC2", 20) == told
    assert held().why(action, "UADMIN", 20) == told
    assert not isinstance(held().says(action, "UC1", 20), Refusal)
    assert not isinstance(held().says(action, "ULEAD", 20), Refusal)


@pytest.mark.parametrize("action", FOR_HOLDERS[1:])
def test_who_held_a_chat_takes_it_again_first(action: Action) -> None:
    assert held().why(action, "UC1", 610) == "This chat is back in the queue. Take it again first."
    assert desk_with().why(action, "UC1", 20) == "Nobody holds this chat. Take it first."


def test_a_chat_that_waits_is_released_by_nobody_and_closed_by_a_lead() -> None:
    assert desk_with().why(actions.ReleaseChat("c1"), "ULEAD", 20) == "Nobody holds this chat: it waits in the queue."
    assert held().why(actions.ReleaseChat("c1"), "UC1", 610) == "Nobody holds this chat: it waits in the queue."
    event = desk_with().does(actions.CloseChat("c1", ChatOutcome.OTHER, " why "), "ULEAD", 20)
    assert event == events.ChatClosed("c1", ChatOutcome.OTHER, "why")


def test_what_is_closed_is_not_parted_with_again() -> None:
    desk = held()
    desk.does(actions.CloseChat("c1", ChatOutcome.HELPED), "UC1", 20)
    assert [desk.why(action, "UC1", 30) for action in FOR_HOLDERS] == [
        "This chat is closed.",
        "This chat is closed.",
        "This chat is already closed.",
    ]


def test_who_was_with_a_member_that_left_still_closes_the_chat() -> None:
    desk = held()
    desk.happens(events.ChatEnded("c1"), "UPLAT", 20)
    told = "The member has left. Only M. Hale, who was with them, and a lead can close this chat."
    closing = FOR_HOLDERS[2]
    assert desk.why(closing, "UC2", 5_000) == told
    assert desk.why(FOR_HOLDERS[0], "UC1", 30) == "The member has left this chat."
    assert not isinstance(desk.says(closing, "ULEAD", 5_000), Refusal)
    desk.does(closing, "UC1", 5_000)
    alone = desk_with()
    alone.happens(events.ChatEnded("c1"), "UPLAT", 20)
    assert alone.why(closing, "UC2", 30) == (
        "The member has left, and nobody was with them. Only a lead can close this chat."
    )


# Passing


def test_a_chat_is_passed_to_colleagues_who_could_take_it_and_are_on_shift() -> None:
    desk = held()
    assert desk.why(actions.PassChat("c1", "UHOST"), "UC1", 20) == "K. Abe has no role that allows taking a chat."
    assert desk.says(actions.PassChat("c1", "UMOD"), "UC1", 20) == events.ChatPassed("c1", "UMOD")
    desk.planned("UC1:counsellor", "UC2:counsellor")
    assert desk.why(actions.PassChat("c1", "UMOD"), "UC1", 20) == "T. Lund is not on this shift."
    assert desk.why(actions.PassChat("c1", "ULEAD"), "ULEAD", 20) == "You are not on this shift."
    assert desk.does(actions.PassChat("c1", "UC2", " please "), "UC1", 20) == events.ChatPassed("c1", "UC2", "please")


def test_who_a_chat_is_offered_to_takes_it_or_gives_it_back() -> None:
    desk = held()
    back = actions.ReturnPass("c1", " busy ")
    assert desk.why(back, "UC2", 15) == "This chat is not offered to you, or no longer."
    desk.does(actions.PassChat("c1", "UC2"), "UC1", 20)
    assert desk.why(back, "UMOD", 21) == "This chat is not offered to you, or no longer."
    late = 20 + OFFERED_FOR.total_seconds()
    assert desk.why(back, "UC2", late) == "This chat is not offered to you, or no longer."
    assert desk.why(T1, "UC2", late) == "M. Hale already has this chat."
    assert desk.says(T1, "UC2", 30) == events.ChatTaken("c1")
    assert desk.does(back, "UC2", 30) == events.PassReturned("c1", "busy")
    assert desk.why(T1, "UC2", 31) == "M. Hale already has this chat."


def test_passing_a_chat_to_its_holder_takes_the_offer_back_and_nothing_else() -> None:
    desk = held()
    desk.planned("UC2:counsellor")
    mine = actions.PassChat("c1", "UC1")
    assert desk.why(mine, "UC1", 15) == "You already have this chat."
    assert desk.why(mine, "ULEAD", 15) == "M. Hale already has this chat."
    desk.does(actions.PassChat("c1", "UC2"), "UC1", 20)
    assert desk.says(mine, "ULEAD", 21) == events.ChatPassed("c1", "UC1")
    desk.does(mine, "UC1", 21)
    assert desk.chat.offer is None
    assert desk.why(mine, "UC1", 22) == "You already have this chat."


# Work on any chat


def test_notes_and_questions_are_for_any_chat_and_never_empty() -> None:
    desk = held()
    assert desk.does(actions.NoteChat("c1", " a note\n"), "UC2", 20) == events.ChatNoted("c1", "a note")
    assert desk.does(actions.AskTeam("c1", " What now? "), "UC1", 21) == events.AskPosted("d21", "What now?", "c1")
    assert desk.why(actions.NoteChat("c1", " "), "UC1", 22) == "The note is empty."
    assert desk.why(actions.AskTeam("c1", ""), "UC1", 22) == "The question is empty."
    assert desk.why(actions.NoteChat("c9", "a note"), "UC1", 22) == "This desk knows no such chat."


def test_what_a_member_wrote_goes_with_a_question_only_when_that_is_chosen() -> None:
    desk = held()
    desk.happens(events.ChatOpened("c3", "still-river", AgeBand.TEEN, Risk.C, excerpt="I slept badly"), "UPLAT", 20)
    bare, quoted = actions.AskTeam("c3", "What now?"), actions.AskTeam("c3", "What now?", quoted=True)
    assert desk.does(bare, "UC1", 21) == events.AskPosted("d21", "What now?", "c3")
    words = "What now?\n\nThe member wrote: “I slept badly”"
    assert desk.does(quoted, "UC1", 22) == events.AskPosted("d22", words, "c3")
    none = actions.AskTeam("c1", "What now?", quoted=True)
    assert desk.why(none, "UC1", 23) == "There is no text of the member in this chat."


def test_only_what_is_over_is_reopened() -> None:
    desk = held()
    assert desk.why(actions.ReopenChat("c1"), "UC1", 20) == "This chat is not closed."
    desk.happens(events.ChatEnded("c1"), "UPLAT", 21)
    assert desk.does(actions.ReopenChat("c1", "came back"), "UC2", 22) == events.ChatReopened("c1", "came back")


def test_raising_the_risk_takes_no_words_and_lowering_it_a_reason() -> None:
    desk = desk_with()
    assert desk.does(actions.SetRisk("c1", Risk.A), "UMOD", 5) == events.ChatRiskSet("c1", Risk.A)
    assert desk.why(actions.SetRisk("c1", Risk.A), "UMOD", 6) == "The risk is already A."
    assert desk.why(actions.SetRisk("c1", Risk.B, " "), "UMOD", 6) == "Lowering the risk needs a reason."
    assert desk.does(actions.SetRisk("c1", Risk.B, "calmer"), "UMOD", 6) == events.ChatRiskSet("c1", Risk.B, "calmer")


def test_a_lower_risk_is_looked_at_twice_between_two_and_six_in_the_night() -> None:
    one, zone = desk_with().chat, timezone(timedelta(hours=1))  # the night begins at 23:00 there
    hours = [hour for hour in range(24) if needs_second_look(one, Risk.D, at(hour * 3_600), zone)]
    assert [(23 + hour) % 24 for hour in hours] == [2, 3, 4, 5]
    assert not needs_second_look(one, Risk.B, at(4 * 3_600), zone)
    assert not needs_second_look(one, Risk.C, at(4 * 3_600), zone)


# Length

Saying: TypeAlias = Callable[[str], Action]
SAYINGS: dict[str, Saying] = {
    "note": lambda text: actions.NoteChat("c1", text),
    "question": lambda text: actions.AskTeam("c1", text),
    "reason of a risk": lambda text: actions.SetRisk("c1", Risk.D, text),
    "reason of a release": lambda text: actions.ReleaseChat("c1", text),
    "note of a pass": lambda text: actions.PassChat("c1", "UMOD", text),
    "note of a closing": lambda text: actions.CloseChat("c1", ChatOutcome.HELPED, text),
}
TOO_LONG = "This is too long: 3,001 characters of at most 3,000."


@pytest.mark.parametrize("saying", SAYINGS.values(), ids=SAYINGS)
def test_no_words_are_longer_than_people_read(saying: Saying) -> None:
    assert held().why(saying("x" * (TEXT_LIMIT + 1)), "UC1", 20) == TOO_LONG
    assert not isinstance(held().says(saying("x" * TEXT_LIMIT), "UC1", 20), Refusal)


def test_reasons_of_a_return_and_of_a_reopening_are_as_short() -> None:
    desk = held()
    desk.does(actions.PassChat("c1", "UC2"), "UC1", 15)
    assert desk.why(actions.ReturnPass("c1", "x" * 3_001), "UC2", 20) == TOO_LONG
    desk.does(actions.CloseChat("c1", ChatOutcome.HELPED), "UC1", 25)
    assert desk.why(actions.ReopenChat("c1", "x" * 3_001), "UC2", 30) == TOO_LONG


@pytest.mark.parametrize("letter", ["x", "é", "字", "🦦", '"', "\n", "\x01"])
def test_what_may_be_said_fits_into_one_message(letter: str) -> None:
    desk = desk_with()
    fitting: list[tuple[int, WireEvent]] = []
    for length in range(100, TEXT_LIMIT + 1, 100):
        event = desk.says(actions.NoteChat("c1", "a" + letter * (length - 2) + "z"), "UC1", 20)
        if isinstance(event, Refusal):
            assert re.fullmatch(r"This is too long for one message.* to about [\d,]+00 characters\.", event.why)
        else:
            fitting.append((length, event))
    longest, event = fitting[-1]
    assert longest >= SENT_LIMIT // 12 // 100 * 100
    assert len(blocks_of(metadata_of(event, "0" * 36, at(20)), "a line")) <= 50
