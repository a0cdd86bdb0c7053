"""Taking a chat: who may, how many, what is read first, and which comes next."""

from console.domain import actions, events
from console.domain.actions import Action
from console.domain.deciding import held_by, next_chat, unread_that_blocks
from console.domain.giving import limit_of
from console.domain.words import AgeBand, ChatOutcome, Risk, Role
from tests.builders import at
from tests.domain.knowing import T1, Knowing, desk_with, held, rule


def test_a_chat_is_never_taken_from_its_holder() -> None:
    assert held().why(T1, "UC2", 20) == "M. Hale already has this chat."
    assert held().why(T1, "ULEAD", 20) == "M. Hale already has this chat."
    assert held().why(T1, "UC1", 20) == "You already have this chat."
    assert held("UDOC").why(T1, "UC1", 20) == "UDOC already has this chat."


def test_a_chat_whose_lease_is_over_is_taken_by_anybody() -> None:
    assert held().does(T1, "UC2", 610) == events.ChatTaken("c1")
    assert held().does(T1, "UC1", 610) == events.ChatTaken("c1")


def test_what_is_over_is_not_taken() -> None:
    desk = held()
    desk.does(actions.CloseChat("c1", ChatOutcome.HELPED), "UC1", 20)
    assert desk.why(T1, "UC2", 30) == "This chat is closed."
    desk = desk_with()
    desk.happens(events.ChatEnded("c1"), "UPLAT", 5)
    assert desk.why(T1, "UC2", 30) == "The member has left this chat."


def test_a_person_without_a_role_is_told_who_can_change_it() -> None:
    told = "You have no role that allows this. Lead I. Brandt or admin UADMIN can give you one."
    admin = "You have no role that allows this. As an admin of the workspace you can give yourself one."
    every: list[Action] = [
        T1,
        actions.TakeNext(),
        actions.NoteChat("c1", "a note"),
        actions.SetRisk("c1", Risk.A),
        actions.AskTeam("c1", "What now?"),
        actions.ReleaseChat("c1"),
        actions.PassChat("c1", "UC2"),
        actions.CloseChat("c1", ChatOutcome.LEFT),
        actions.ReopenChat("c1"),
    ]
    for who in ("UHOST", "UPLAT", "UNOBODY"):
        assert {desk_with().why(action, who, 10) for action in every} == {told}
    assert {desk_with().why(action, "UADMIN", 10) for action in every} == {admin}
    assert Knowing().why(actions.TakeNext(), "UHOST", 10) == told


def test_a_role_counts_as_soon_as_it_is_known_though_the_own_clock_runs_late() -> None:
    desk = desk_with()
    desk.happens(events.RoleGiven("UX", Role.COUNSELLOR), "ULEAD", 100)
    assert desk.says(T1, "UX", 99) == events.ChatTaken("c1")
    desk.happens(events.RoleTaken("UX", Role.COUNSELLOR), "ULEAD", 200)
    assert desk.why(T1, "UX", 199).startswith("You have no role")


def test_nobody_takes_more_chats_than_their_limit() -> None:
    desk = Knowing()
    for n in range(5):
        desk.opens(f"c{n}", n)
    for n in range(3):
        desk.does(actions.TakeNext(), "UC1", 10 + n)
    told = "You hold 3 chats, and your limit is 3. Close one, pass one on, or ask lead I. Brandt for more."
    assert desk.why(actions.TakeNext(), "UC1", 20) == told
    assert desk.says(actions.TakeNext(), "UC1", 612) == events.ChatTaken("c3")
    desk.planned("UC1:counsellor")
    desk.does(actions.LiftLimit("UC1", 4), "ULEAD", 21)
    assert (limit_of(desk, "UC1", at(22)), limit_of(desk, "UC2", at(22)), limit_of(desk, "UC1", at(36_000))) == (
        4,
        3,
        3,
    )
    desk.does(actions.TakeNext(), "UC1", 22)
    desk.does(actions.LiftLimit("UC1", 1), "ULEAD", 23)
    assert desk.why(actions.TakeChat("c4"), "UC1", 24).startswith("You hold 4 chats, and your limit is 1.")
    desk.does(actions.LiftLimit("UC2", 1), "ULEAD", 25)
    desk.does(actions.TakeChat("c4"), "UC2", 26)
    desk.opens("c5", 27)
    assert desk.why(actions.TakeChat("c5"), "UC2", 28).startswith("You hold 1 chat, and your limit is 1.")


def test_a_rule_that_blocks_taking_is_read_first() -> None:
    desk = desk_with()
    desk.opens("c2", 1, age=AgeBand.ADULT)
    desk.happens(rule("R30", blocks_taking=False), "UDOC", 2)
    first = desk.happens(rule(), "UDOC", 3)
    desk.happens(rule("R32", "Later", from_=at(5_000)), "UDOC", 4)
    assert desk.why(T1, "UC1", 10) == "Read rule 31 first: “No methods”."
    assert desk.says(actions.TakeChat("c2"), "UC1", 10) == events.ChatTaken("c2")
    found = unread_that_blocks(desk, AgeBand.CHILD, "UC1", at(10))
    assert found is not None
    assert found.rule == "R31"
    desk.happens(events.RuleAcknowledged("R31", 1, first.id), "UC1", 11)
    assert unread_that_blocks(desk, AgeBand.CHILD, "UC1", at(12)) is None
    assert desk.why(T1, "UC2", 12) == "Read rule 31 first: “No methods”."
    assert desk.does(T1, "UC1", 12) == events.ChatTaken("c1")


def test_the_version_to_be_read_is_the_one_in_force_and_not_one_to_come() -> None:
    desk = desk_with()
    desk.happens(rule(), "UDOC", 3)
    tomorrow = rule(title="Tomorrow", from_=at(80_000))
    desk.happens(tomorrow, "UDOC", 4)  # published again: a replacement is one, too
    assert desk.why(T1, "UC1", 10) == "Read rule 31 first: “No methods”."


def test_the_chat_to_take_next_is_the_highest_risk_then_an_offer_then_the_longest_wait() -> None:
    desk = Knowing()
    assert desk.why(actions.TakeNext(), "UC1", 0) == "Nobody is waiting."
    desk.opens("late", 3)
    desk.opens("early", 2)
    desk.opens("offered", 4)
    desk.does(actions.TakeChat("offered"), "UC2", 5)
    assert next_chat(desk, "UC1", at(6)) == desk.chats["early"]
    desk.does(actions.PassChat("offered", "UC1"), "UC2", 7)
    assert next_chat(desk, "UC1", at(8)) == desk.chats["offered"]
    assert next_chat(desk, "UMOD", at(8)) == desk.chats["early"]
    desk.opens("worst", 9, Risk.A)
    assert desk.does(actions.TakeNext(), "UC1", 10) == events.ChatTaken("worst")
    assert desk.does(actions.TakeNext(), "UC1", 11) == events.ChatTaken("offered")


def test_all_chats_of_a_desk_are_renewed_in_one_message_the_highest_risk_first() -> None:
    desk = held()
    desk.opens("c2", 11, Risk.A)
    desk.does(actions.TakeChat("c2"), "UC1", 12)
    desk.opens("c3", 13, Risk.A)
    desk.does(actions.TakeChat("c3"), "UC2", 14)
    assert [one.chat for one in held_by(desk, "UC1", at(20))] == ["c2", "c1"]
    assert desk.does(actions.RenewLeases(), "UC1", 20) == events.LeaseRenewed(("c2", "c1"))
    assert desk.why(actions.RenewLeases(), "UMOD", 20) == "You hold no chat."
