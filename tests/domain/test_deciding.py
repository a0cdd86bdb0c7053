"""What may be done, and why not: decide agrees with the fold, and refuses in calm sentences."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain import actions, events
from console.domain.actions import Action, ChatAction, Refusal
from console.domain.chats import OFFERED_FOR, RENEWED_FOR, TAKEN_FOR, Chat, Offer
from console.domain.deciding import (
    SENT_LIMIT,
    TEXT_LIMIT,
    USUAL_LIMIT,
    decide,
    held_by,
    limit_of,
    needs_second_look,
    next_chat,
    unread_that_blocks,
)
from console.domain.events import WireEvent
from console.domain.people import People
from console.domain.roster import Shift
from console.domain.words import AgeBand, ChatOutcome, Risk, Role
from console.slack.wire import blocks_of, metadata_of
from tests.builders import at
from tests.domain.knowing import Knowing, rule

# What decide allows takes effect, and what it refuses would have had none

DOERS = ("UC1", "UC2", "ULEAD", "UADMIN", "UHOST", "UMOD", "UNOBODY")
CHATS = ("waits", "held", "offered", "closed", "left", "unknown")

# Refused though the fold would let it through: the limit, rules, roster (and who could never accept), reason, length.
WIDER = re.compile(
    r"your limit is|^A limit is|^Read rule|not on this shift|No shift is planned|no role that allows taking"
    r"|needs a reason|too long|is empty"
)

chat = st.sampled_from(CHATS)
person = st.sampled_from(DOERS)
words = st.sampled_from(("", "a word"))
wishes: st.SearchStrategy[Action] = st.one_of(
    st.just(actions.TakeNext()),
    st.builds(actions.TakeChat, chat),
    st.builds(actions.TakeChat, chat),
    st.builds(actions.ReleaseChat, chat, words),
    st.builds(actions.PassChat, chat, person, words),
    st.builds(actions.PassChat, chat, person, words),
    st.builds(actions.ReturnPass, chat, words),
    st.builds(actions.CloseChat, chat, st.sampled_from(ChatOutcome), words),
    st.builds(actions.ReopenChat, chat, words),
    st.builds(actions.NoteChat, chat, words),
    st.builds(actions.SetRisk, chat, st.sampled_from(Risk), words),
    st.builds(actions.AskTeam, chat, words),
    st.just(actions.RenewLeases()),
    st.builds(actions.LiftLimit, person, st.integers(0, 5)),
    st.builds(actions.GiveRole, person, st.sampled_from(Role)),
    st.builds(actions.TakeRole, person, st.sampled_from(Role)),
)
happenings: st.SearchStrategy[tuple[str, WireEvent]] = st.one_of(
    st.tuples(st.just("UPLAT"), st.builds(events.ChatEnded, chat)),
    st.tuples(st.just("UPLAT"), st.builds(events.ChatUpdated, chat, st.sampled_from(Risk))),
    st.tuples(st.just("UDOC"), st.builds(rule, st.just("R1"))),
    st.tuples(person, st.builds(events.RuleAcknowledged, st.just("R1"), st.just(1), st.just("rule"))),
    st.tuples(st.just("UADMIN"), st.builds(events.RoleGiven, person, st.sampled_from(Role))),
)
acted = st.tuples(st.sampled_from(("UC1", "UC2", *DOERS)), wishes)
gaps = st.sampled_from((0.000001, 1, 1, 60, 119, 120, 299, 600))
steps = st.lists(st.tuples(gaps, st.one_of(acted, acted, acted, happenings)), min_size=5, max_size=20)


def in_the_middle_of_things(planned: bool) -> Knowing:
    """A desk that knows one chat of each kind; UC1 was the last to do something to each that is not waiting."""
    desk = Knowing()
    if planned:
        desk.planned("UC1:counsellor", "UC2:counsellor", "ULEAD:lead")
    for n, (name, risk) in enumerate(zip(CHATS[:-1], Risk, strict=True)):
        desk.opens(name, n, risk)
    desk.does(actions.TakeChat("closed"), "UC1", 5)
    desk.does(actions.CloseChat("closed", ChatOutcome.HELPED), "UC1", 6)
    desk.does(actions.TakeChat("left"), "UC1", 7)
    desk.happens(events.ChatEnded("left"), "UPLAT", 8)
    desk.does(actions.TakeChat("held"), "UC1", 9)
    desk.does(actions.TakeChat("offered"), "UC1", 10)
    desk.does(actions.PassChat("offered", "UC2"), "UC1", 11)
    return desk


@dataclass(frozen=True)
class Known:
    """The rows of a moment, kept."""

    people: People
    chats: dict[str, Chat]
    shifts: dict[str, Shift]
    asks: frozenset[str]


def known(desk: Knowing) -> Known:
    return Known(desk.people, desk.chats, desk.shifts, frozenset(desk.asks))


def had_its_effect(event: WireEvent, by: str, seconds: float, before: Known, after: Known) -> bool:
    """Whether what the event is for was not so before it, and is so right after."""
    now = at(seconds)
    match event:
        case events.LeaseRenewed(held):
            kept = [after.chats[name] for name in held]
            return bool(held) and all(
                one.holder_at(now) == by and one.lease_until == now + RENEWED_FOR[one.risk.high] for one in kept
            )
        case events.LimitLifted(who, shift, limit):
            usual = before.shifts[shift].limits.get(who, USUAL_LIMIT)
            return usual != limit and after.shifts[shift].limits.get(who) == limit
        case events.RoleGiven(who, role):
            return any(
                one.role is role and one.by == by and one.since.at == now for one in after.people.grants.get(who, ())
            )
        case events.RoleTaken(who, role):
            return role in before.people.roles_now(who) and role not in after.people.roles_now(who)
        case events.AskPosted(ask, _, name):
            return ask in after.asks - before.asks and name in after.chats
        case _:
            name = getattr(event, "chat")  # noqa: B009 -- all that is left names a chat
            return chat_moved(event, by, seconds, before.chats[name], after.chats[name])


def chat_moved(event: WireEvent, by: str, seconds: float, before: Chat, after: Chat) -> bool:
    now = at(seconds)
    match event:
        case events.ChatTaken():
            taken = after.holder_at(now) == by and after.lease_until == now + TAKEN_FOR[after.risk.high]
            return before.holder_at(now) != by and taken and after.offer is None
        case events.ChatReleased():
            freed = after.holder is None and after.since == now and not after.closed
            return before.holder_at(now) is not None and freed
        case events.ChatPassed(_, to, note):
            if to == before.holder_at(now):
                return before.offer_at(now) is not None and after.offer is None
            return after.offer_at(now) == Offer(by, to, now, note) and after.holder == before.holder
        case events.PassReturned():
            return before.offer_at(now) is not None and after.offer is None and after.holder == before.holder
        case events.ChatClosed(_, outcome):
            closed = (after.closed_by, after.closed_at, after.outcome) == (by, now, outcome)
            return before.closed_at is None and closed
        case events.ChatReopened():
            return before.closed and not after.closed and after.holder is None
        case events.ChatNoted():
            return len(after.notes) == len(before.notes) + 1
        case events.ChatRiskSet(_, risk):
            return before.risk is not risk and after.risk is risk
        case _:
            raise AssertionError(event)


def wished(desk: Knowing, action: Action, by: str, seconds: float) -> WireEvent | None:
    """The event that a refused action would have been; None where there is none to speak of."""
    match action:
        case actions.TakeNext():
            found = next_chat(desk, by, at(seconds))
            return None if found is None else events.ChatTaken(found.chat)
        case actions.RenewLeases():
            held = tuple(name for name, one in desk.chats.items() if one.holder_at(at(seconds)) == by)
            return events.LeaseRenewed(held)
        case actions.LiftLimit(who, limit):
            return events.LimitLifted(who, "s1", limit)
        case actions.GiveRole(who, role):
            return events.RoleGiven(who, role)
        case actions.TakeRole(who, role):
            return events.RoleTaken(who, role)
        case _:
            return wished_of_chat(action)


def wished_of_chat(action: ChatAction) -> WireEvent:
    match action:
        case actions.TakeChat(name):
            return events.ChatTaken(name)
        case actions.ReleaseChat(name):
            return events.ChatReleased(name)
        case actions.PassChat(name, to):
            return events.ChatPassed(name, to)
        case actions.ReturnPass(name):
            return events.PassReturned(name)
        case actions.CloseChat(name, outcome):
            return events.ChatClosed(name, outcome)
        case actions.ReopenChat(name):
            return events.ChatReopened(name)
        case actions.NoteChat(name, note):
            return events.ChatNoted(name, note)
        case actions.SetRisk(name, risk):
            return events.ChatRiskSet(name, risk)
        case actions.AskTeam(name, question):
            return events.AskPosted("another", question, name)


def calm(sentence: str) -> bool:
    return sentence[0].isupper() and sentence[-1] == "." and "!" not in sentence and "(" not in sentence


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, st.booleans())
def test_what_is_allowed_has_its_effect_and_what_is_refused_would_have_none(
    night: list[tuple[float, tuple[str, Action | WireEvent]]], planned: bool
) -> None:
    desk, seconds = in_the_middle_of_things(planned), 11.0
    for gap, (by, what) in night:
        seconds += gap
        if not isinstance(what, Action):
            desk.happens(what, by, seconds, id="rule" if isinstance(what, events.RulePublished) else None)
            continue
        before, listed = known(desk), desk.not_entitled()
        event = decide(desk, what, by=by, at=at(seconds), id=f"d{seconds}")
        if not isinstance(event, Refusal):
            desk.happens(event, by, seconds, id=f"d{seconds}")
            assert desk.not_entitled() == listed
            assert had_its_effect(event, by, seconds, before, known(desk))
            continue
        assert calm(event.why)
        if not WIDER.search(event.why) and (wish := wished(desk, what, by, seconds)) is not None:
            one = desk.happens(wish, by, seconds)
            after = known(desk)
            desk.takes_back(one)
            assert not (is_known(wish, before) and had_its_effect(wish, by, seconds, before, after)), event.why


def is_known(wish: WireEvent, before: Known) -> bool:
    """Whether the desk knows what the wish is about; of anything else it says just that."""
    if isinstance(wish, events.LimitLifted):
        return wish.shift in before.shifts
    return getattr(wish, "chat", "held") in before.chats


# Taking

T1 = actions.TakeChat("c1")


def desk_with(risk: Risk = Risk.C, **more: AgeBand) -> Knowing:
    desk = Knowing()
    desk.opens("c1", 0, risk, **more)
    return desk


def held(by: str = "UC1", risk: Risk = Risk.C) -> Knowing:
    desk = desk_with(risk)
    desk.does(T1, by, 10)
    return desk


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
    told = "You have no role that allows this. A lead, or an admin of the workspace, can give you one."
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
    for who in ("UHOST", "UPLAT", "UADMIN", "UNOBODY"):
        assert {desk_with().why(action, who, 10) for action in every} == {told}
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
    told = "You hold 3 chats, and your limit is 3. Close one or pass one on, or ask the lead."
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


# People


def test_limits_are_lifted_by_leads_for_the_shift_of_the_moment() -> None:
    desk = Knowing()
    assert desk.why(actions.LiftLimit("UC1", 5), "UC1", 20) == "Only a lead can lift a limit."
    assert desk.why(actions.LiftLimit("UC1", 5), "UADMIN", 20) == "Only a lead can lift a limit."
    assert desk.why(actions.LiftLimit("UC1", 5), "ULEAD", 20) == (
        "No shift is planned for now, so there is nothing to lift the limit for."
    )
    desk.planned()
    assert desk.why(actions.LiftLimit("UC1", 0), "ULEAD", 20) == "A limit is at least 1."
    assert desk.why(actions.LiftLimit("UC1", 3), "ULEAD", 20) == "The limit is already 3."
    assert desk.does(actions.LiftLimit("UC1", 5), "ULEAD", 20) == events.LimitLifted("UC1", "s1", 5)
    assert desk.why(actions.LiftLimit("UC1", 5), "ULEAD", 21) == "The limit is already 5."


def test_admins_give_and_take_every_role_and_leads_all_but_lead() -> None:
    desk = Knowing()
    for who in ("UADMIN", "ULEAD"):
        assert desk.says(actions.GiveRole("UX", Role.HOST), who, 5) == events.RoleGiven("UX", Role.HOST)
        assert desk.says(actions.TakeRole("UC1", Role.COUNSELLOR), who, 5) == events.RoleTaken("UC1", Role.COUNSELLOR)
    assert desk.says(actions.GiveRole("UC1", Role.LEAD), "UADMIN", 5) == events.RoleGiven("UC1", Role.LEAD)
    only = "Only an admin of the workspace can give and take the role lead."
    assert desk.why(actions.GiveRole("UC1", Role.LEAD), "ULEAD", 5) == only
    assert desk.why(actions.TakeRole("ULEAD", Role.LEAD), "ULEAD", 5) == only
    nobody = "Only an admin of the workspace or a lead can give and take roles."
    assert desk.why(actions.GiveRole("UX", Role.HOST), "UC1", 5) == nobody
    assert desk.why(actions.TakeRole("UX", Role.HOST), "UC1", 5) == nobody


def test_a_role_that_is_not_there_is_not_taken() -> None:
    desk = Knowing()
    assert desk.why(actions.TakeRole("UC1", Role.HOST), "UADMIN", 5) == "M. Hale does not have the role host."
    assert desk.why(actions.TakeRole("ULEAD", Role.HOST), "ULEAD", 5) == "You do not have the role host."


def test_giving_a_role_again_confirms_it() -> None:
    desk = Knowing()
    desk.happens(events.RoleGiven("UX", Role.HOST), "ULEAD", 1)
    desk.happens(events.RoleTaken("ULEAD", Role.LEAD), "UADMIN", 2)
    assert "UX" in desk.people.resting_on_nobody()
    desk.does(actions.GiveRole("UX", Role.HOST), "UADMIN", 3)
    assert desk.people.resting_on_nobody() == {}
