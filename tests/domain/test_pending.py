"""What waits in the outbox: what goes out next, what is shown meanwhile, what settles it."""

import itertools
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain import events
from console.domain.asks import Ask
from console.domain.chats import Chat, ChatState
from console.domain.events import Said
from console.domain.ledger import Row
from console.domain.messages import Batch, Position, Stretch
from console.domain.pending import (
    Answer,
    Deed,
    Pending,
    Stage,
    about,
    next_hold,
    next_to_send,
    over,
    settled,
    superseded,
)
from console.domain.people import People
from console.domain.rules import Rule
from console.domain.subjects import PEOPLE, Kind, Subject, place_key
from console.domain.words import Audience, ChatOutcome, Home, Risk, Role, RuleLevel
from tests.builders import CHANNELS, TEAM, at, entry, folded, message, opened

ME = "UC1"
CHANNEL_OF = {Home(name): channel for channel, name in CHANNELS.items()}
ASK = Position(at(5), "C5ASKS")


def done(number: int, event: Deed, *, home: Home = Home.SHIFT_LOG, seconds: float = 60, **more: Any) -> Pending:
    return Pending(f"p{number}", home, event, "a text", at(seconds), number, **more)


def note(number: int, chat: str = "c1", **more: Any) -> Pending:
    return done(number, events.ChatNoted(chat, "a note"), **more)


def take(number: int, chat: str = "c1", **more: Any) -> Pending:
    return done(number, events.ChatTaken(chat), **more)


def release(number: int, chat: str = "c1", **more: Any) -> Pending:
    return done(number, events.ChatReleased(chat), **more)


def risk(number: int, chat: str = "c1", **more: Any) -> Pending:
    return done(number, events.ChatRiskSet(chat, Risk.A), **more)


def renewal(number: int, *chats: str, **more: Any) -> Pending:
    return done(number, events.LeaseRenewed(chats), **more)


def ask(number: int, chat: str | None = "c1", **more: Any) -> Pending:
    return done(number, events.AskPosted("a1", "What now?", chat), home=Home.ASKS, **more)


def following(*waiting: Pending, home: Home = Home.SHIFT_LOG) -> str | None:
    found = next_to_send(waiting, home, at(61))
    return found.id if found else None


def order(*waiting: Pending) -> list[str]:
    """The order in which a home takes everything."""
    left, sent = list(waiting), []
    while (found := next_to_send(left, Home.SHIFT_LOG, at(61))) is not None:
        sent.append(found.id)
        left = [replace(one, stage=Stage.SENT) if one.id == found.id else one for one in left]
    return sent


# What goes out next


def test_what_was_done_first_goes_first() -> None:
    assert order(release(2, "c2"), release(1), release(3, "c3")) == ["p1", "p2", "p3"]
    assert following() is None


def test_urgent_actions_go_first_and_notes_last() -> None:
    assert order(note(1, "c1"), release(2, "c2"), take(3, "c3"), renewal(4, "c9")) == ["p3", "p2", "p4", "p1"]


def test_a_raised_risk_passes_notes_on_the_same_chat_and_nothing_else() -> None:
    assert order(note(1), note(2), risk(3)) == ["p3", "p1", "p2"]
    assert order(release(1), risk(2)) == ["p1", "p2"]
    assert order(note(1), release(2), risk(3)) == ["p1", "p2", "p3"]


def test_nothing_passes_what_was_done_before_on_the_same_subject() -> None:
    assert order(take(1), note(2), release(3), take(4)) == ["p1", "p2", "p3", "p4"]


@pytest.mark.parametrize("stage", [Stage.STUCK, Stage.UNKNOWN])
def test_what_is_stuck_or_unknown_blocks_its_own_subject_only(stage: Stage) -> None:
    assert order(take(1, stage=stage), release(2), release(3, "c2")) == ["p3"]
    assert order(note(1, stage=stage), risk(2), note(3)) == ["p2"]


def test_only_one_is_on_its_way_to_a_home_at_a_time() -> None:
    on_its_way = take(1, "c9", stage=Stage.SENDING)
    assert following(on_its_way, risk(2)) is None
    assert following(on_its_way, ask(2), home=Home.ASKS) == "p2"
    assert following(on_its_way, ask(2, "c9"), home=Home.ASKS) is None  # the same chat, though another home


def test_what_slack_took_blocks_nothing() -> None:
    assert following(take(1, stage=Stage.SENT), release(2)) == "p2"


def test_renewals_wait_for_takes_only_and_nothing_waits_for_them() -> None:
    assert order(take(1), renewal(2, "c1", "c2")) == ["p1", "p2"]
    assert order(note(1, stage=Stage.STUCK), renewal(2, "c1", "c2")) == ["p2"]
    assert order(take(1, stage=Stage.STUCK), renewal(2, "c1", "c2")) == ["p2"]
    assert following(renewal(1, "c1", stage=Stage.UNKNOWN), release(2)) == "p2"


def test_what_is_held_back_goes_when_its_time_is_over() -> None:
    held = note(1, stage=Stage.HELD_BACK, hold_until=at(70))
    assert next_to_send([held], Home.SHIFT_LOG, at(69)) is None
    assert next_to_send([held], Home.SHIFT_LOG, at(70)) == held
    assert next_hold([held, take(2)], Home.SHIFT_LOG, at(69)) == at(70)
    assert next_hold([held], Home.SHIFT_LOG, at(70)) is None
    assert next_hold([held], Home.ASKS, at(69)) is None
    assert note(1, stage=Stage.HELD_BACK).held_back(at(0)) is False


def test_a_clock_that_was_set_back_does_not_hold_anything_back_for_long() -> None:
    held = note(1, stage=Stage.HELD_BACK, hold_until=at(70))
    assert next_to_send([held], Home.SHIFT_LOG, at(-3_600)) == held


def test_what_waits_behind_something_held_back_ends_the_holding() -> None:
    held = note(1, stage=Stage.HELD_BACK, hold_until=at(70))
    closed = done(2, events.ChatClosed("c1", ChatOutcome.HELPED), stage=Stage.HELD_BACK, hold_until=at(71))
    assert order(held, closed) == []
    assert order(held, closed, done(3, events.ChatReopened("c1"))) == ["p1", "p2", "p3"]
    assert order(held, risk(2)) == ["p2"]


def test_what_goes_next_is_found_at_once_also_after_a_long_time_without_a_network() -> None:
    waiting = [note(number) if number % 2 else release(number) for number in range(5_000)]
    began = time.process_time()
    assert following(*waiting) == "p0"
    assert time.process_time() - began < 2  # to hold each against all before it takes 20 times as long


def test_a_later_renewal_makes_earlier_ones_needless() -> None:
    new = renewal(9, "c1", "c2")
    waiting = [renewal(1, "c1"), renewal(2, "c1", "c3"), renewal(3, "c2", stage=Stage.UNKNOWN), note(4), new]
    assert superseded(waiting, new) == ("p1",)
    assert superseded(waiting, note(5)) == ()


def test_an_action_says_what_it_is_about() -> None:
    assert about(take(1)) == (Subject(Kind.CHAT, "c1"),)
    assert about(done(1, Answer(ASK, "Yes."), home=Home.ASKS)) == (Subject(Kind.ASK, place_key(ASK)),)
    assert take(1).can_be_taken_back
    assert not take(1, stage=Stage.UNKNOWN).can_be_taken_back


_DONE = st.sampled_from([take, release, risk, note])


@given(st.lists(st.tuples(_DONE, st.sampled_from("abc")), max_size=12), st.data())
def test_everything_goes_out_once_and_the_order_on_each_chat_is_kept_but_for_notes(
    what: Sequence[tuple[Any, str]], data: st.DataObject
) -> None:
    waiting = [make(number, chat) for number, (make, chat) in enumerate(what)]
    waiting = data.draw(st.permutations(waiting))
    sent = order(*waiting)
    assert sorted(sent) == sorted(one.id for one in waiting)
    by_id = {one.id: one for one in waiting}
    for chat in "abc":
        numbers = [by_id[id].number for id in sent if about(by_id[id]) == (Subject(Kind.CHAT, chat),)]
        urgent = {one.number for one in waiting if isinstance(one.event, events.ChatTaken | events.ChatRiskSet)}
        for earlier, later in itertools.pairwise(numbers):
            assert earlier < later or earlier in urgent


# What is shown meanwhile


def shown(row: Row | None, *waiting: Pending, now: float = 61, people: People = TEAM) -> dict[Subject, Row]:
    return over(lambda _: row, waiting, me=ME, channels=CHANNEL_OF, people=people, now=at(now))


def chat_of(*entries: Any) -> Chat:
    row = folded(Subject(Kind.CHAT, "c1"), *entries).row
    assert isinstance(row, Chat)
    return row


def test_what_was_done_is_shown_by_the_very_same_fold() -> None:
    row = chat_of(opened())
    (found,) = shown(row, take(1), note(2)).values()
    assert isinstance(found, Chat)
    assert found.holder_at(at(61)) == ME
    assert [one.text for one in found.notes] == ["a note"]
    assert found == chat_of(
        opened(), entry(events.ChatTaken("c1"), ME, 61), entry(events.ChatNoted("c1", "a note"), ME, 61)
    )


def test_a_take_made_offline_holds_as_long_as_the_desk_is_offline() -> None:
    (found,) = shown(chat_of(opened()), take(1), now=7_200).values()
    assert isinstance(found, Chat)
    assert found.state_at(at(7_200)) is ChatState.HELD


def test_what_slack_took_stands_where_slack_keeps_it_before_what_waits() -> None:
    sent = take(2, stage=Stage.SENT, position=Position(at(62), "C1LOG"))
    (found,) = shown(chat_of(opened()), note(1), sent, now=65).values()
    assert isinstance(found, Chat)
    assert found.taken_at == at(62)


def test_what_is_stuck_is_not_shown_as_done() -> None:
    assert shown(chat_of(opened()), take(1, stage=Stage.STUCK)) == {}


def test_what_others_settled_first_changes_nothing() -> None:
    row = chat_of(opened(), entry(events.ChatTaken("c1"), "UC2", 10))
    (found,) = shown(row, take(1)).values()
    assert found == row


def test_what_one_may_not_do_or_what_nobody_knows_changes_nothing() -> None:
    row = chat_of(opened())
    assert shown(row, take(1), people=People()) == {Subject(Kind.CHAT, "c1"): row}
    assert shown(None, take(1)) == {}


def test_a_question_is_known_by_where_it_was_asked_until_slack_has_it() -> None:
    rows = over(lambda _: None, [ask(1)], me=ME, channels={}, people=TEAM, now=at(99))
    assert rows == {
        Subject(Kind.ASK, place_key(Position(at(60), "online-team-thread"))): Ask(
            "a1", Position(at(60), "online-team-thread"), ME, "What now?", "c1"
        )
    }
    held = chat_of(opened(), entry(events.ChatTaken("c1"), ME, 10))
    of_chat = over({Subject(Kind.CHAT, "c1"): held}.get, [ask(1)], me=ME, channels=CHANNEL_OF, people=TEAM, now=at(99))
    chat = of_chat[Subject(Kind.CHAT, "c1")]
    assert isinstance(chat, Chat)
    assert chat.lease_until == at(99) + timedelta(seconds=1_800)


def test_an_answer_is_shown_with_its_question() -> None:
    question = Ask("a1", ASK, "UC2", "What now?")
    (found,) = shown(question, done(1, Answer(ASK, "Stay."), home=Home.ASKS)).values()
    assert isinstance(found, Ask)
    assert [(one.by, one.text) for one in found.answers] == [(ME, "a text")]


def test_a_role_is_shown_at_once() -> None:
    given_role = done(1, events.RoleGiven("UC9", Role.SUPPORT), home=Home.MOD_MAIN)
    found = over({PEOPLE: TEAM}.get, [given_role], me="ULEAD", channels=CHANNEL_OF, people=TEAM, now=at(61))
    people = found[PEOPLE]
    assert isinstance(people, People)
    assert people.roles_now("UC9") == {Role.SUPPORT}


# What settles it


@pytest.mark.parametrize("stage", list(Stage))
def test_an_event_that_is_read_back_settles_its_action_whatever_was_thought_of_it(stage: Stage) -> None:
    back = message(entry(events.ChatTaken("c1"), ME, 70, id="p1"))
    waiting = [take(1, stage=stage), take(2, "c2")]
    assert settled(waiting, Batch(arrived=(back,)), ME) == {"p1"}
    assert settled(waiting, Batch(stretches=(Stretch("C1LOG", at(0), at(80), (back,)),)), ME) == {"p1"}


def test_the_same_id_of_somebody_else_settles_nothing() -> None:
    assert settled([take(1)], Batch(arrived=(message(entry(events.ChatTaken("c1"), "UC2", 70, id="p1")),)), ME) == set()


def test_a_reply_is_settled_by_where_it_stands() -> None:
    there = Position(at(70), "C5ASKS")
    answered = done(1, Answer(ASK, "Stay."), home=Home.ASKS, stage=Stage.SENT, position=there)
    back = message(entry(Said("a text", Home.ASKS), ME, 70, channel="C5ASKS", id="", thread=5))
    assert settled([answered], Batch(arrived=(back,)), ME) == {"p1"}
    assert settled([replace(answered, position=None)], Batch(arrived=(back,)), ME) == set()


def test_what_was_deleted_in_slack_before_it_was_read_back_is_settled() -> None:
    there = Position(at(70), "C1LOG")
    sent = take(1, stage=Stage.SENT, position=there)
    assert settled([sent], Batch(removed=(there,)), ME) == {"p1"}
    assert settled([sent], Batch(cursors={"C1LOG": at(70)}), ME) == {"p1"}
    assert settled([sent], Batch(cursors={"C1LOG": at(69)}), ME) == set()
    assert settled([sent], Batch(cursors={"C0QUEUE": at(99)}), ME) == set()
    assert settled([take(1, stage=Stage.UNKNOWN)], Batch(cursors={"C1LOG": at(99)}), ME) == set()
    answered = done(1, Answer(ASK, "Stay."), home=Home.ASKS, stage=Stage.SENT, position=Position(at(70), "C5ASKS"))
    assert settled([answered], Batch(cursors={"C5ASKS": at(100)}), ME) == set()
    assert settled([answered], Batch(cursors={"C5ASKS": at(130)}), ME) == {"p1"}


def test_a_rule_that_is_not_sent_yet_counts_at_this_desk_and_its_reading_waits_for_it() -> None:
    new = events.RulePublished("R1", "Links", "Only our own.", RuleLevel.STOP, (Audience.ADULTS,))
    doctor = {"me": "UDOC", "channels": CHANNEL_OF, "people": TEAM, "now": at(60)}
    published = done(1, new, home=Home.MOD_UPDATES)
    read = done(2, events.RuleAcknowledged("R1", 1, "p1"))
    subject = Subject(Kind.RULE, "R1")
    shown = over(lambda _: None, [published, read], **doctor)[subject]  # type: ignore[arg-type]
    assert isinstance(shown, Rule)
    assert list(shown.latest.acknowledged) == ["UDOC"]
    assert next_to_send([published, read], Home.SHIFT_LOG, at(60)) is None
    assert next_to_send([published, read], Home.MOD_UPDATES, at(60)) == published
    sent = replace(published, stage=Stage.SENT)
    assert next_to_send([sent, read], Home.SHIFT_LOG, at(60)) == read
    counsellor = {**doctor, "me": ME}
    assert over(lambda _: None, [published], **counsellor) == {}  # type: ignore[arg-type]
