"""However the messages come in, the rows are those of one fold from nothing."""

import random
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from typing_extensions import override

from console.domain import events
from console.domain.chats import Chat
from console.domain.ledger import Folded
from console.domain.messages import Batch, Entry, Person, Position, Stretch
from console.domain.subjects import PEOPLE, Kind, Subject, subjects_of
from console.domain.words import Decision, Home, Role
from tests.builders import at, entry, message, opened
from tests.domain.nights import ADMIN, PEOPLE_IDS, from_nothing, log_of, nights
from tests.fakes import FakeLog


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nights(), st.randoms(use_true_random=False))
def test_any_order_any_split_and_any_repetition_give_the_same_rows(night: list[Entry], chance: random.Random) -> None:
    messages = [message(one) for one in night]
    arriving = messages + chance.sample(messages, k=len(messages) // 2)
    chance.shuffle(arriving)
    log = FakeLog()
    with_admin = chance.randrange(len(arriving) + 1)
    while arriving:
        size = chance.randint(1, 7)
        log.append(Batch(tuple(arriving[:size]), people=ADMIN if len(arriving) <= with_admin else ()))
        arriving = arriving[size:]
    log.append(Batch(people=ADMIN))
    assert log.rows == from_nothing(log)
    assert log.rows == log_of(messages).rows


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nights(), nights(), st.randoms(use_true_random=False))
def test_edits_deletions_and_coming_back_give_the_same_rows(
    night: list[Entry], other: list[Entry], chance: random.Random
) -> None:
    log = FakeLog()
    log.append(Batch(people=ADMIN))
    final = {one.position: message(one) for one in night}
    events_of_other = [one.event for one in other if not isinstance(one.event, events.Said)]
    for position, last in list(final.items()):
        fate = chance.random()
        first = last
        if fate < 0.4 and events_of_other and last.id and isinstance(last.content, Entry):
            first = message(replace(last.content, event=chance.choice(events_of_other)))
        log.append(Batch((first,)))
        if fate < 0.2:
            log.append(Batch(removed=(position,)))
            if fate < 0.1:
                del final[position]
    arriving = list(final.values())
    chance.shuffle(arriving)
    for one in arriving:
        log.append(Batch((one,)))
    assert log.rows == from_nothing(log)
    assert log.rows == log_of(list(final.values())).rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nights(), st.sets(st.sampled_from(PEOPLE_IDS)), st.sets(st.sampled_from(PEOPLE_IDS)))
def test_changed_admins_fold_again_all_that_rests_on_them(night: list[Entry], first: set[str], then: set[str]) -> None:
    def people(admins: set[str]) -> tuple[Person, ...]:
        return tuple(Person(one, one, admin=one in admins) for one in PEOPLE_IDS)

    log = FakeLog()
    log.append(Batch(people=people(first)))
    log.append(Batch(tuple(message(one) for one in night)))
    log.append(Batch(people=people(then)))
    assert log.rows == from_nothing(log)


def test_what_a_stretch_does_not_hold_was_deleted() -> None:
    log = log_of([message(opened("c1", 1)), message(opened("c2", 2)), message(opened("c3", 9))])
    kept = message(opened("c2", 2))
    log.append(Batch(stretches=(Stretch("C0QUEUE", at(0), at(5), (log.messages[kept.position],)),)))
    assert sorted(one.position.at for one in log.messages.values()) == [at(2), at(9)]


def test_a_row_that_nothing_touches_any_more_is_gone() -> None:
    one = message(opened())
    log = log_of([one])
    assert Subject(Kind.CHAT, "c1") in log.rows
    changes = log.append(Batch(removed=(one.position,)))
    assert changes.rows == {Subject(Kind.CHAT, "c1"): None}
    assert Subject(Kind.CHAT, "c1") not in log.rows


def test_what_is_said_of_a_post_before_it_is_known_is_remembered_without_a_row() -> None:
    taken = entry(events.PostTaken("p1"), "UC1", 5)
    decided = entry(events.PostDecided("p1", Decision.HOLD), "UMOD", 6)
    given = entry(events.RoleGiven("UMOD", Role.MODERATOR), "UADMIN", 4, channel="C3MAIN")
    log = log_of([message(one) for one in (given, taken, decided)])
    assert log.rows[Subject(Kind.POST, "p1")] == Folded(None, decided.position, (taken.position,))


def test_a_reply_outside_the_asks_touches_nothing() -> None:
    reply = entry(events.Said("hello", Home.MOD_UPDATES), "UDOC", 5, channel="C2UPD", id="", thread=1)
    assert subjects_of(reply) == ()


# Each way of coming in, once by name (the tests above find the rest)

C1 = Subject(Kind.CHAT, "c1")
STAFF = tuple(
    message(entry(events.RoleGiven(who, role), "UADMIN", n - 100, channel="C3MAIN"))
    for n, (who, role) in enumerate(
        (
            ("UPLAT", Role.PLATFORM),
            ("UC1", Role.COUNSELLOR),
            ("UC2", Role.COUNSELLOR),
            ("ULEAD", Role.LEAD),
            ("UDOC", Role.CLINICIAN),
        )
    )
)


class Watched(FakeLog):
    """A log that writes down which subjects were folded again from nothing."""

    again: list[Subject]

    @override
    def entries(self, subject: Subject) -> Sequence[Entry]:
        self.again.append(subject)
        return super().entries(subject)


def watched(*entries: Entry) -> Watched:
    log = Watched()
    log.again = []
    log.append(Batch((*STAFF, *(message(one) for one in entries)), people=ADMIN))
    log.again.clear()
    return log


def chat_of(log: FakeLog, name: str = "c1") -> Chat | None:
    row = log.rows[Subject(Kind.CHAT, name)].row
    assert row is None or isinstance(row, Chat)
    return row


def take(seconds: float, by: str = "UC1", name: str = "c1", id: str | None = None) -> Entry:
    return entry(events.ChatTaken(name), by, seconds, id=id)


def test_what_stands_last_in_its_subject_folds_nothing_again() -> None:
    log = watched(opened("c1", 1), take(2, name="unknown"), entry(events.PostTaken("p1"), "UC1", 3))
    log.append(Batch((message(take(5)), message(opened("c2", 6)), message(take(7, name="c2")))))
    log.append(Batch((message(take(7.5, name="unknown")), message(entry(events.PostTaken("p1"), "UC1", 7.6)))))
    log.append(Batch((message(entry(events.RoleGiven("UX", Role.HOST), "ULEAD", 8, channel="C3MAIN")),)))
    assert log.again == []
    assert log.rows == from_nothing(log)


def test_a_take_that_arrives_late_but_was_first_holds_the_chat() -> None:
    log = watched(opened("c1", 1), take(10))
    log.append(Batch((message(take(5, "UC2")),)))
    assert log.again == [C1]
    found = chat_of(log)
    assert found is not None
    assert (found.holder, found.taken_at) == ("UC2", at(5))
    assert log.rows[C1].last.at == at(10)


def test_an_opening_lets_what_waited_for_it_count() -> None:
    for seconds in (1, 9):  # before the take, and after it
        log = watched(take(5))
        assert chat_of(log) is None
        log.append(Batch((message(opened("c1", seconds)),)))
        found = chat_of(log)
        assert found is not None
        assert found.holder == "UC1"
        assert log.rows == from_nothing(log)


def test_an_opening_in_the_same_batch_lets_what_waited_for_it_count() -> None:
    log = watched()
    log.append(Batch((message(opened("c1", 9)), message(take(5)), message(take(4, "UC2")))))
    found = chat_of(log)
    assert found is not None
    assert found.holder == "UC2"
    assert log.rows == from_nothing(log)


def test_of_two_messages_at_the_same_moment_the_channel_decides() -> None:
    log = watched(opened("c1", 1), entry(events.ChatTaken("c1"), "UC2", 5, channel="C9"))
    log.append(Batch((message(entry(events.ChatTaken("c1"), "UC1", 5, channel="C1LOG")),)))
    found = chat_of(log)
    assert found is not None
    assert found.holder == "UC1"


def test_a_message_deleted_takes_its_event_with_it() -> None:
    first = take(5)
    log = watched(opened("c1", 1), first, take(6, "UC2"))
    log.append(Batch(removed=(first.position,)))
    found = chat_of(log)
    assert found is not None
    assert found.holder == "UC2"


def test_an_edited_message_counts_as_it_now_is() -> None:
    first = take(5)
    log = watched(opened("c1", 1), opened("c2", 2), first)
    changes = log.append(Batch((message(replace(first, event=events.ChatTaken("c2"))),)))
    one, two = chat_of(log), chat_of(log, "c2")
    assert one is not None
    assert two is not None
    assert (one.holder, two.holder) == (None, "UC1")
    assert set(changes.rows) == {C1, Subject(Kind.CHAT, "c2")}


def test_equal_author_and_id_are_one_event_at_the_earliest_place() -> None:
    first, again = take(5, id="same"), take(3, id="same")
    log = watched(opened("c1", 1), first, take(4, "UC2", id="same"))
    found = chat_of(log)
    assert found is not None
    assert found.holder == "UC2"
    log.append(Batch((message(again),)))
    found = chat_of(log)
    assert found is not None
    assert (found.holder, found.taken_at) == ("UC1", at(3))
    log.append(Batch(removed=(again.position,)))
    found = chat_of(log)
    assert found is not None
    assert found.holder == "UC2"
    assert log.rows == from_nothing(log)


def test_a_lead_whose_role_turns_out_to_be_taken_earlier_gave_nothing_since() -> None:
    given = entry(events.RoleGiven("UX", Role.COUNSELLOR), "ULEAD", 10, channel="C3MAIN")
    log = watched(opened("c1", 1), given, take(20, "UX"))
    found = chat_of(log)
    assert found is not None
    assert found.holder == "UX"
    log.append(Batch((message(entry(events.RoleTaken("ULEAD", Role.LEAD), "UADMIN", 9, channel="C3MAIN")),)))
    assert log.rows[C1].not_entitled == (at_log(20),)
    assert log.rows[PEOPLE].not_entitled == (given.position,)
    log.append(Batch((message(entry(events.RoleGiven("UX", Role.HOST), "ULEAD", 9.5, channel="C3MAIN")),)))
    assert log.rows == from_nothing(log)


def test_a_role_deleted_in_slack_takes_what_rests_on_it_with_it() -> None:
    log = watched(opened("c1", 1), take(5))
    log.append(Batch(removed=(STAFF[1].position,)))
    assert log.rows[C1].not_entitled == (at_log(5),)
    log.append(Batch(removed=(STAFF[0].position,)))
    assert chat_of(log) is None
    assert log.rows == from_nothing(log)


def at_log(seconds: float) -> Position:
    return Position(at(seconds), "C1LOG")


def test_a_batch_that_brings_nothing_changes_nothing() -> None:
    log = watched(opened("c1", 1), take(5))
    assert log.append(Batch()).rows == {}
    assert log.append(Batch(people=(Person("UC1", "A counsellor"),))).rows == {}
    assert FakeLog().append(Batch()).rows == {}


def test_what_nobody_was_entitled_to_before_the_opening_is_listed_once() -> None:
    wrong = entry(events.ChatNoted("c1", "a note"), "UNOBODY", 2)
    log = watched(wrong, take(3), opened("c1", 5))
    assert log.rows[C1].not_entitled == (wrong.position,)
    assert log.rows[C1].last.at == at(5)
