"""A chat at A that nobody took: who is called, when, and how often."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from console.domain.alarm import SILENCE, Alarm, alarm_at, called_after
from console.domain.chats import Chat
from console.domain.messages import EPOCH, Position
from console.domain.people import Grant, People
from console.domain.queue import Queue
from console.domain.roster import DutyState, Place, Presence, Shift
from console.domain.words import AgeBand, Duty, Risk, Role

NOW = datetime(2026, 11, 22, 2, 14, tzinfo=UTC)
PLAN = (
    Place("lead", Duty.LEAD),
    Place("one", Duty.COUNSELLOR),
    Place("two", Duty.COUNSELLOR),
    Place("moderator", Duty.MODERATOR),
)
NOBODY = People()


def shift(*presences: Presence, plan: tuple[Place, ...] = PLAN) -> Shift:
    hours = timedelta(hours=5)
    return Shift("s", "Night", NOW - hours, NOW + hours, plan, {}, "lead", NOW - hours, presences=presences)


def said(person: str, duty: Duty, state: DutyState, until: datetime | None = None) -> Presence:
    return Presence(person, duty, state, NOW - timedelta(minutes=9), until)


def chat(seconds: float, risk: Risk = Risk.A, id: str = "c", **others: Any) -> Chat:
    at = NOW - timedelta(seconds=seconds)
    return Chat(id, "quiet-otter", AgeBand.TEEN, risk, None, None, returning=False, opened_at=at, since=at, **others)


def calls(person: str, *chats: Chat, on: Shift | None = None) -> list[int]:
    return list(alarm_at(Queue(chats), on or shift(), NOBODY, person, NOW).calls.values())


def test_who_is_there_for_chats_is_called_at_once_and_every_fifteen_seconds() -> None:
    assert [calls("one", chat(seconds)) for seconds in (0, 14.9, 15, 30, 300)] == [[1], [1], [2], [3], [21]]


def test_the_lead_is_called_once_at_sixty_seconds_and_everybody_once_at_five_minutes() -> None:
    assert [calls("lead", chat(seconds)) for seconds in (59.9, 60, 600)] == [[], [1], [1]]
    assert [calls("moderator", chat(seconds)) for seconds in (299.9, 300, 900)] == [[], [1], [1]]


def test_a_lead_who_is_there_for_chats_too_is_called_like_the_others_and_not_twice() -> None:
    on = shift(plan=(*PLAN, Place("lead", Duty.COUNSELLOR)))
    assert calls("lead", chat(60), on=on) == [5]


def test_who_is_not_on_duty_is_never_called() -> None:
    assert calls("stranger", chat(900)) == []
    assert calls("one", chat(900), on=shift(said("one", Duty.COUNSELLOR, DutyState.ENDED))) == []


def test_a_break_is_left_alone_until_everybody_is_called() -> None:
    on = shift(said("one", Duty.COUNSELLOR, DutyState.PAUSED, NOW + timedelta(minutes=5)))
    assert [calls("one", chat(seconds), on=on) for seconds in (60, 300)] == [[], [1]]
    over = shift(said("one", Duty.COUNSELLOR, DutyState.PAUSED, NOW))
    assert calls("one", chat(0), on=over) == [1]


def test_where_nobody_is_there_for_chats_the_next_are_called_at_once() -> None:
    gone = tuple(said(person, Duty.COUNSELLOR, DutyState.ENDED) for person in ("one", "two"))
    assert calls("lead", chat(20), on=shift(*gone)) == [2]
    without = shift(*gone, said("lead", Duty.LEAD, DutyState.ENDED))
    assert calls("moderator", chat(20), on=without) == [2]


def test_without_a_shift_everybody_who_may_take_a_chat_is_called() -> None:
    grants = {
        "one": (Grant(Role.COUNSELLOR, "lead", Position(EPOCH, "")),),
        "host": (Grant(Role.HOST, "lead", Position(EPOCH, "")),),
    }
    people = People(frozenset(), grants)
    assert alarm_at(Queue([chat(1)]), None, people, "one", NOW).waiting == 1
    assert alarm_at(Queue([chat(1)]), None, people, "host", NOW) == SILENCE


def test_only_chats_at_a_that_nobody_holds_alarm() -> None:
    held = chat(900, id="held", holder="two", lease_until=NOW + timedelta(seconds=1), held_by=("two",))
    closed = chat(900, id="closed", closed_at=NOW)
    assert calls("one", held, closed, chat(900, Risk.B)) == []
    back = chat(900, holder="two", lease_until=NOW - timedelta(seconds=15), held_by=("two",))
    assert calls("one", back) == [2]


def test_a_call_is_due_once_and_a_chat_that_came_back_calls_anew() -> None:
    first = alarm_at(Queue([chat(16)]), shift(), NOBODY, "one", NOW)
    assert first.calls_after(SILENCE)
    assert not first.calls_after(first)
    assert not SILENCE.calls_after(first)
    anew = Alarm({(NOW, "c"): 1})
    assert anew.calls_after(first)
    assert (first.waiting, first.since, SILENCE.since) == (1, NOW - timedelta(seconds=16), None)


@given(
    st.lists(st.sampled_from([one.person for one in PLAN]), unique=True),
    st.integers(0, 2_000),
)
def test_somebody_is_called_at_once_as_long_as_anybody_is_there(gone: list[str], seconds: int) -> None:
    duties = {one.person: one.duty for one in PLAN}
    on = shift(*(said(person, duties[person], DutyState.ENDED) for person in gone))
    called = [person for person in duties if called_after(on, NOBODY, person, NOW) == timedelta()]
    assert bool(called) == (len(gone) < len(PLAN))
    assert all(calls(person, chat(seconds), on=on) for person in called)
