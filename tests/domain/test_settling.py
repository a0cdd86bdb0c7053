"""What became of an action: what undoes it, when that is safe, and why Slack settled it otherwise."""

from datetime import timedelta, timezone

import pytest

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.events import WireEvent
from console.domain.settling import UNDONE, explained, opposite, stands
from console.domain.words import ChatOutcome, Risk, Role
from tests.builders import at
from tests.domain.knowing import Knowing

ZONE = timezone(timedelta(hours=4))  # the night of the tests begins at 02:00:00 there
T1 = actions.TakeChat("c1")
HELPED = actions.CloseChat("c1", ChatOutcome.HELPED)


def waiting(risk: Risk = Risk.C) -> Knowing:
    desk = Knowing()
    desk.opens("c1", 0, risk)
    return desk


def held(by: str = "UC1") -> Knowing:
    desk = waiting()
    desk.does(T1, by, 10)
    return desk


def offered() -> Knowing:
    desk = held()
    desk.does(actions.PassChat("c1", "UC2", "please"), "UC1", 20)
    return desk


def back(desk: Knowing, action: Action, by: str = "UC1", seconds: float = 30) -> Action | None:
    return opposite(desk, action, by=by, at=at(seconds))


def so(desk: Knowing, event: WireEvent, by: str = "UC1", seconds: float = 40) -> bool:
    return stands(desk, event, by=by, at=at(seconds))


def there_and_back(desk: Knowing, action: Action, by: str) -> None:
    """It is done, still stands, and its opposite is allowed; after that it stands no more."""
    undo = back(desk, action, by)
    assert undo is not None
    event = desk.does(action, by, 31)
    assert so(desk, event, by)
    desk.does(undo, by, 41)
    assert not so(desk, event, by, 42)


# Undoing


def test_a_take_is_undone_by_a_release() -> None:
    desk = waiting()
    assert back(desk, T1) == actions.ReleaseChat("c1")
    assert back(desk, actions.TakeNext()) == actions.ReleaseChat("c1")
    there_and_back(desk, T1, "UC1")
    assert desk.chat.holder is None
    assert back(held(), T1, seconds=610) == actions.ReleaseChat("c1")
    assert back(Knowing(), actions.TakeNext()) is None
    assert back(Knowing(), T1) is None


def test_who_undoes_accepting_a_chat_offers_it_back_and_leaves_it_with_somebody() -> None:
    desk = offered()
    undo = back(desk, T1, "UC2")
    assert undo == actions.PassChat("c1", "UC1")
    desk.does(T1, "UC2", 31)
    desk.does(undo, "UC2", 32)
    assert desk.chat.holder_at(at(33)) == "UC2"
    desk.does(T1, "UC1", 33)


def test_a_release_is_undone_by_a_take_of_who_held_it() -> None:
    there_and_back(held(), actions.ReleaseChat("c1"), "UC1")
    assert back(held(), actions.ReleaseChat("c1"), "ULEAD") is None


@pytest.mark.parametrize("by", ["UC1", "ULEAD"])
def test_a_pass_is_taken_back(by: str) -> None:
    desk = held()
    assert back(desk, actions.PassChat("c1", "UC2"), by) == actions.PassChat("c1", "UC1")
    there_and_back(desk, actions.PassChat("c1", "UC2"), by)
    assert (desk.chat.holder, desk.chat.offer) == ("UC1", None)


def test_a_pass_in_place_of_another_is_undone_by_the_one_before() -> None:
    desk = offered()
    assert back(desk, actions.PassChat("c1", "UMOD")) == actions.PassChat("c1", "UC2", "please")
    there_and_back(desk, actions.PassChat("c1", "UMOD"), "UC1")
    held_longer = held()
    held_longer.does(actions.PassChat("c1", "UC2"), "UC1", 20)
    assert back(held_longer, actions.PassChat("c1", "UMOD")) == actions.PassChat("c1", "UC2")
    assert back(offered(), actions.PassChat("c1", "UC2")) == actions.PassChat("c1", "UC1")
    assert back(offered(), actions.PassChat("c1", "UMOD"), seconds=200) == actions.PassChat("c1", "UC1")


def test_a_risk_is_set_back() -> None:
    desk = waiting()
    assert back(desk, actions.SetRisk("c1", Risk.A)) == actions.SetRisk("c1", Risk.C, UNDONE)
    there_and_back(desk, actions.SetRisk("c1", Risk.A), "UMOD")
    assert desk.chat.risk is Risk.C
    assert back(desk, actions.SetRisk("c1", Risk.C)) is None


def test_a_closing_is_undone_by_a_reopening_unless_the_member_has_left() -> None:
    there_and_back(held(), HELPED, "UC1")
    desk = held()
    desk.happens(events.ChatEnded("c1"), "UPLAT", 20)
    assert back(desk, HELPED) is None
    assert not so(desk, desk.does(HELPED, "UC1", 31))


def test_roles_are_given_and_taken_back() -> None:
    there_and_back(Knowing(), actions.GiveRole("UX", Role.HOST), "ULEAD")
    there_and_back(Knowing(), actions.TakeRole("UC1", Role.COUNSELLOR), "ULEAD")
    assert back(Knowing(), actions.TakeRole("UC1", Role.HOST), "ULEAD") is None


def test_who_undoes_confirming_a_role_does_not_take_it() -> None:
    assert back(Knowing(), actions.GiveRole("UC1", Role.COUNSELLOR), "ULEAD") is None


def test_a_limit_is_set_back() -> None:
    desk = Knowing()
    desk.planned("UC1:counsellor", ends=1_000)
    assert back(desk, actions.LiftLimit("UC1", 3), "ULEAD") is None
    there_and_back(desk, actions.LiftLimit("UC1", 5), "ULEAD")
    desk.does(actions.LiftLimit("UC1", 5), "ULEAD", 50)
    lifted = events.LimitLifted("UC1", "s1", 5)
    assert so(desk, lifted, "ULEAD", 60)
    assert not so(desk, lifted, "ULEAD", 1_000)
    assert not so(desk, events.LimitLifted("UC1", "s0", 5), "ULEAD", 60)


@pytest.mark.parametrize(
    "action",
    [
        actions.RenewLeases(),
        actions.NoteChat("c1", "a note"),
        actions.AskTeam("c1", "What now?"),
        actions.ReturnPass("c1"),
        actions.ReopenChat("c1"),
        actions.PassChat("c1", "UC1"),
    ],
)
def test_nothing_undoes_what_was_said_or_given_back(action: Action) -> None:
    assert back(offered(), action) is None


def test_nothing_that_was_said_is_undone() -> None:
    assert not so(held(), events.ChatNoted("c1", "a note"))
    assert not so(Knowing(), events.ChatTaken("c1"))


def test_a_lead_who_undoes_a_take_late_does_not_release_the_chat_of_another() -> None:
    desk = held("ULEAD")
    taken = events.ChatTaken("c1")
    assert so(desk, taken, "ULEAD", 609)
    assert not so(desk, taken, "ULEAD", 610)
    desk.does(T1, "UC2", 611)
    assert not so(desk, taken, "ULEAD", 612)
    assert not isinstance(desk.says(actions.ReleaseChat("c1"), "ULEAD", 612), Refusal)


def test_a_pass_stands_no_more_once_it_was_answered_or_made_by_another() -> None:
    passed = events.ChatPassed("c1", "UC2")
    assert so(offered(), passed)
    assert not so(offered(), passed, "ULEAD")
    assert not so(offered(), passed, seconds=140)
    desk = offered()
    desk.does(T1, "UC2", 30)
    assert not so(desk, passed)


# Explaining


def told(desk: Knowing, event: WireEvent, by: str, seconds: float) -> str | None:
    """What is said of an event that lands at that moment."""
    desk.happens(event, by, seconds)
    return explained(desk, event, by=by, at=at(seconds), zone=ZONE)


def test_who_came_second_is_told_who_was_first_and_when() -> None:
    assert told(held(), events.ChatTaken("c1"), "UC2", 857) is None
    desk = waiting()
    desk.does(T1, "UC1", 847)
    assert told(desk, events.ChatTaken("c1"), "UC2", 848) == "M. Hale took this chat at 02:14:07, before you."
    assert told(desk, events.ChatTaken("c1"), "UC1", 849) is None


def test_who_held_it_once_and_came_second_now_is_told_too() -> None:
    desk = held()
    desk.does(T1, "UC2", 610)
    assert told(desk, events.ChatTaken("c1"), "UC1", 620) == "R. Osei took this chat at 02:10:10, before you."


def test_a_take_that_stood_and_was_passed_on_needs_no_words() -> None:
    desk = offered()
    desk.does(T1, "UC2", 30)
    assert explained(desk, events.ChatTaken("c1"), by="UC1", at=at(10), zone=ZONE) is None


def test_a_take_that_was_lost_is_told_though_the_chat_has_moved_on() -> None:
    words = "Somebody else had this chat when you took it. It has changed hands since."
    desk = held()
    desk.happens(events.ChatTaken("c1"), "UMOD", 20)
    desk.does(actions.ReleaseChat("c1"), "UC1", 30)
    assert explained(desk, events.ChatTaken("c1"), by="UMOD", at=at(20), zone=ZONE) == words
    desk.does(T1, "UC2", 40)
    assert explained(desk, events.ChatTaken("c1"), by="UMOD", at=at(20), zone=ZONE) == words


def test_what_came_after_the_end_is_told() -> None:
    desk = held()
    desk.does(HELPED, "UC1", 60)
    closed = "M. Hale closed this chat at 02:01:00, before you did this."
    assert told(desk, events.ChatTaken("c1"), "UC2", 70) == closed
    assert told(desk, events.ChatClosed("c1", ChatOutcome.LEFT), "ULEAD", 71) == closed
    assert told(desk, events.ChatReleased("c1"), "UC1", 72) == (
        "You closed this chat at 02:01:00, before you did this."
    )
    desk = held()
    desk.happens(events.ChatEnded("c1"), "UPLAT", 60)
    left = "The member left this chat at 02:01:00, before you did this."
    assert told(desk, events.ChatTaken("c1"), "UC2", 70) == left
    assert told(desk, events.ChatPassed("c1", "UC2"), "UC1", 71) == left
    assert told(desk, events.ChatClosed("c1", ChatOutcome.LEFT), "UC1", 72) is None


def test_what_came_after_the_lease_is_told() -> None:
    desk = held()
    queued = "This chat was back in the queue at 02:10:10, before you did this."
    assert told(desk, events.ChatClosed("c1", ChatOutcome.HELPED), "UC1", 620) == queued
    desk.does(T1, "UC2", 630)
    since = "R. Osei has had this chat since 02:10:30."
    assert told(desk, events.ChatReleased("c1"), "UC1", 640) == since
    assert told(desk, events.ChatPassed("c1", "UMOD"), "UC1", 641) == since
    assert explained(desk, events.ChatNoted("c1", "a note"), by="UC1", at=at(642), zone=ZONE) is None


def test_parting_with_a_chat_in_time_needs_no_words() -> None:
    assert told(held(), events.ChatReleased("c1"), "UC1", 20) is None
    assert told(held(), events.ChatPassed("c1", "UC2"), "UC1", 20) is None
    assert told(held(), events.ChatPassed("c1", "UC2"), "ULEAD", 20) is None
    assert told(held(), events.ChatClosed("c1", ChatOutcome.HELPED), "UC1", 20) is None
    desk = offered()
    desk.does(T1, "UC2", 30)
    assert explained(desk, events.ChatPassed("c1", "UC2"), by="UC1", at=at(20), zone=ZONE) is None


def test_a_role_that_was_gone_is_told() -> None:
    desk = waiting()
    desk.happens(events.RoleTaken("UC1", Role.COUNSELLOR), "UADMIN", 5)
    assert told(desk, events.ChatTaken("c1"), "UC1", 10) == (
        "You had no role that allows this at 02:00:10, so it changed nothing."
    )


def test_of_a_chat_that_is_not_known_nothing_is_said() -> None:
    desk = Knowing()
    assert told(desk, events.ChatTaken("c1"), "UC1", 10) is None
    assert told(desk, events.ChatReleased("c1"), "UC1", 11) is None


def test_people_without_a_name_are_told_by_their_id() -> None:
    desk = held("UDOC")
    assert told(desk, events.ChatTaken("c1"), "UC1", 20) == "UDOC took this chat at 02:00:10, before you."
