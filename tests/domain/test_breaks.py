"""Breaks: what is read is counted once and for one shift, and a break is due after so much of it, or so long."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain.breaks import (
    AGAIN_AFTER,
    LASTS,
    LEAST,
    PUT_OFF_FOR,
    BreakAfter,
    BreakState,
    Standing,
    Stint,
    begin_break,
    due_at,
    end_break,
    put_off,
    read,
    standing,
    stint_at,
)
from console.domain.roster import DutyState, Place, Presence, Shift
from console.domain.words import Duty

ME, OTHER = "U1", "U2"
ZONE = ZoneInfo("Europe/London")
START = datetime(2026, 11, 21, 22, tzinfo=UTC)
END = START + timedelta(hours=10)
MINUTE = timedelta(minutes=1)
AFTER = BreakAfter(minutes=120, texts=3)


def at(minutes: float) -> datetime:
    """So many minutes into the shift."""
    return START + minutes * MINUTE


def shift(*presences: Presence, id: str = "s1", starts: float = 0, ends: float = 600, person: str = ME) -> Shift:
    plan = (Place(person, Duty.COUNSELLOR),)
    return Shift(id, "Night", at(starts), at(ends), plan, {}, OTHER, at(-100), presences=presences)


def said(state: DutyState, since: float, until: float | None = None, duty: Duty = Duty.COUNSELLOR) -> Presence:
    return Presence(ME, duty, state, at(since), None if until is None else at(until))


def now_on(kept: Stint | None, minutes: float, *shifts: Shift) -> Stint:
    return stint_at(kept, shifts, ME, at(minutes), ZONE)


def stint(**others: Any) -> Stint:
    return replace(Stint(ME, "s1", at(0), END), **others)


def reading(stint: Stint, *minutes: float) -> Stint:
    """Another text at each of these moments."""
    for number, one in enumerate(minutes):
        stint = read(stint, f"c{number}-{one}", 100, at(one))
    return stint


def test_a_text_is_counted_with_its_characters() -> None:
    done = read(read(stint(), "c1", 120, at(5)), "c2", 30, at(6))
    assert (done.texts, done.characters, done.since_break) == (2, 150, 2)


def test_the_same_text_within_a_short_time_counts_once_and_later_again() -> None:
    once = read(stint(), "c1", 120, at(5))
    assert read(once, "c1", 120, at(5) + AGAIN_AFTER - MINUTE) == once
    again = read(once, "c1", 120, at(5) + AGAIN_AFTER)
    assert again.texts == 2
    assert len(again.recent) == 1


def test_a_text_that_was_written_anew_is_another_text() -> None:
    assert read(read(stint(), "c1", 120, at(5)), "c1", 180, at(6)).texts == 2


def test_a_break_is_due_after_so_many_minutes_since_the_person_came() -> None:
    assert due_at(stint(starts=at(30)), AFTER) == at(150)
    assert due_at(stint(rested_at=at(100)), AFTER) == at(220)
    assert due_at(stint(), BreakAfter(0, 3)) is None
    assert standing(stint(), AFTER, at(119)) == Standing(BreakState.COMING, at(120))
    assert standing(stint(), AFTER, at(120)) == Standing(BreakState.DUE, at(120))


def test_a_break_is_due_after_so_many_texts() -> None:
    two = reading(stint(), 1, 2)
    assert standing(two, AFTER, at(3)).state is BreakState.COMING
    assert standing(two, BreakAfter(0, 3), at(3)) == Standing(BreakState.COMING)
    three = reading(two, 3)
    assert standing(three, AFTER, at(3)) == Standing(BreakState.DUE, at(3))
    assert standing(three, BreakAfter(120, 0), at(3)) == Standing(BreakState.COMING, at(120))


def test_a_break_is_never_due_with_both_switched_off_and_can_be_taken_all_the_same() -> None:
    never = BreakAfter(0, 0)
    many = reading(stint(), *range(50))
    assert standing(many, never, at(599)) == Standing(BreakState.NONE)
    assert standing(begin_break(many, at(60), at(75)), never, at(61)) == Standing(BreakState.ON, at(75))


def test_who_is_on_no_shift_is_told_of_a_break_only_once_they_read_something() -> None:
    night = now_on(None, 0)
    assert night.shift == ""
    assert standing(night, AFTER, at(300)) == Standing(BreakState.NONE)
    assert standing(reading(night, 1), AFTER, at(1)).state is BreakState.COMING


def test_a_break_that_is_put_off_is_due_a_quarter_of_an_hour_later() -> None:
    due = reading(stint(), 1, 2, 3)
    later = put_off(due, at(10))
    assert standing(later, AFTER, at(24)) == Standing(BreakState.COMING, at(10) + PUT_OFF_FOR)
    assert standing(later, AFTER, at(25)).state is BreakState.DUE


def test_a_break_begins_the_count_anew_and_keeps_that_of_the_shift() -> None:
    resting = begin_break(put_off(reading(stint(), 1, 2, 3), at(4)), at(10), at(10) + LASTS)
    assert standing(resting, AFTER, at(12)) == Standing(BreakState.ON, at(25))
    back = end_break(resting, at(20))
    assert (back.texts, back.since_break, back.rested_at) == (3, 0, at(20))
    assert standing(back, AFTER, at(20)) == Standing(BreakState.COMING, at(140))
    assert end_break(back, at(30)) == back


def test_what_is_read_on_a_break_counts_for_the_next_one() -> None:
    back = end_break(reading(begin_break(reading(stint(), 1), at(10), at(25)), 12), at(20))
    assert (back.texts, back.since_break) == (2, 1)


def test_a_break_of_a_few_minutes_is_none() -> None:
    due = reading(stint(), 1, 2, 3)
    back = end_break(begin_break(due, at(10), at(25)), at(10) + LEAST - MINUTE)
    assert back.rested_at is None
    assert standing(back, AFTER, at(15)) == standing(due, AFTER, at(15))


def test_a_break_that_nobody_ends_is_over_by_itself() -> None:
    resting = begin_break(stint(), at(10), at(25))
    assert now_on(resting, 24, shift()).break_to == at(25)
    over = now_on(resting, 200, shift())
    assert (over.break_to, over.rested_at) == (None, at(25))


def test_the_count_is_forgotten_when_the_shift_is_over() -> None:
    kept = reading(now_on(None, 0, shift()), 1, 2)
    assert now_on(kept, 599, shift()).texts == 2
    early = shift(id="s2", starts=600, ends=1_000)
    after = now_on(kept, 600, shift(), early)
    assert (after.shift, after.texts, after.starts, after.ends) == ("s2", 0, at(600), at(1_000))
    assert now_on(kept, 600, shift()).texts == 0


def test_without_a_shift_the_count_is_of_one_night_which_ends_at_noon() -> None:
    night = now_on(None, 0)
    assert night.ends == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert now_on(reading(night, 1), 839).texts == 1
    next_night = now_on(reading(night, 1), 840)
    assert (next_night.texts, next_night.ends) == (0, datetime(2026, 11, 23, 12, tzinfo=UTC))


def test_a_night_ends_at_noon_where_the_service_is_also_when_the_clocks_change() -> None:
    summer = datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert stint_at(None, (), ME, summer, ZONE).ends == datetime(2026, 10, 25, 12, tzinfo=UTC)


def test_a_shift_without_the_person_is_not_theirs() -> None:
    assert now_on(None, 5, shift(person=OTHER)).shift == ""


def test_a_short_shift_within_a_long_one_counts_on() -> None:
    forum = shift(id="s2", starts=100, ends=190)
    kept = reading(now_on(None, 90, shift(), forum), 90)
    assert now_on(kept, 150, shift(), forum) == kept


def test_who_moves_to_another_shift_begins_anew() -> None:
    kept = reading(now_on(None, 10, shift()), 10)
    moved = now_on(kept, 20, shift(person=OTHER), shift(id="s2"))
    assert (moved.shift, moved.texts) == ("s2", 0)


def test_a_roster_that_is_read_late_or_not_at_all_loses_no_count() -> None:
    before = reading(now_on(None, 30), 31, 32)
    known = now_on(before, 40, shift(said(DutyState.ON, 2)))
    assert (known.shift, known.texts, known.starts, known.ends) == ("s1", 2, at(2), END)
    assert now_on(known, 50) == known


def test_what_was_read_before_the_shift_is_not_of_the_shift() -> None:
    before = reading(now_on(None, -60), -59)
    assert now_on(before, 0, shift()).texts == 0


def test_another_person_at_the_desk_begins_anew() -> None:
    kept = reading(stint(person=OTHER), 1)
    assert now_on(kept, 5, shift()).texts == 0


def test_a_new_plan_of_the_shift_moves_its_end() -> None:
    kept = reading(now_on(None, 0, shift()), 1)
    longer = now_on(kept, 590, shift(ends=700))
    assert (longer.ends, longer.texts) == (at(700), 1)


def test_who_came_when_they_said_so_and_else_when_the_desk_opened() -> None:
    assert now_on(None, 60, shift(said(DutyState.ON, 4), said(DutyState.ON, 30, duty=Duty.SUPPORT))).starts == at(4)
    assert now_on(None, 60, shift(said(DutyState.ON, -7))).starts == at(0)
    assert now_on(None, 60, shift()).starts == at(60)


def test_a_pause_of_the_duty_is_a_break() -> None:
    kept = reading(now_on(None, 0, shift(said(DutyState.ON, 0))), 1)
    resting = now_on(kept, 101, shift(said(DutyState.PAUSED, 100, 120)))
    assert standing(resting, AFTER, at(101)) == Standing(BreakState.ON, at(120))
    assert now_on(resting, 130, shift(said(DutyState.PAUSED, 100, 120))).rested_at == at(120)
    assert now_on(resting, 131, shift(said(DutyState.ON, 112))).rested_at == at(112)
    assert now_on(None, 130, shift(said(DutyState.PAUSED, 100, 120))).rested_at == at(120)


def test_a_pause_that_began_and_ended_while_the_desk_was_closed_is_a_break() -> None:
    kept = reading(now_on(None, 0, shift(said(DutyState.ON, 0))), 1)
    back = replace(said(DutyState.ON, 120), rested=(at(100), at(120)))
    rested = now_on(kept, 130, shift(back))
    assert (rested.rested_at, rested.since_break, rested.texts) == (at(120), 0, 1)
    assert now_on(reading(rested, 140), 141, shift(back)).since_break == 1  # and it is one only once
    seen = now_on(now_on(kept, 101, shift(said(DutyState.PAUSED, 100, 120))), 130, shift(back))
    assert seen.rested_at == at(120)
    short = replace(said(DutyState.ON, 103), rested=(at(100), at(103)))
    assert now_on(kept, 130, shift(short)).rested_at is None
    theirs = replace(Presence(OTHER, Duty.LEAD, DutyState.ON, at(120)), rested=(at(100), at(120)))
    assert now_on(kept, 130, shift(said(DutyState.ON, 0), theirs)).rested_at is None


def test_a_pause_during_a_break_makes_it_longer_and_who_comes_back_stays() -> None:
    resting = begin_break(now_on(None, 0, shift(said(DutyState.ON, 0))), at(100), at(115))
    paused = shift(said(DutyState.PAUSED, 101, 130))
    longer = now_on(resting, 102, paused)
    assert longer.break_to == at(130)
    back = end_break(longer, at(110))
    assert now_on(back, 111, paused) == back


def test_a_pause_without_an_end_or_one_that_ends_before_it_begins_is_none() -> None:
    kept = now_on(None, 0, shift(said(DutyState.ON, 0)))
    for pause in (said(DutyState.PAUSED, 100), said(DutyState.PAUSED, 100, 90), said(DutyState.ENDED, 100)):
        assert now_on(kept, 101, shift(pause)).break_from is None
    theirs = Presence(OTHER, Duty.LEAD, DutyState.PAUSED, at(100), at(120))
    assert now_on(kept, 101, shift(said(DutyState.ON, 0), theirs)).break_from is None


Step: TypeAlias = Callable[[Stint, datetime], Stint]
moments = st.integers(0, 700)
presences = st.lists(
    st.builds(
        said,
        st.sampled_from(DutyState),
        moments,
        st.none() | moments,
        st.sampled_from((Duty.COUNSELLOR, Duty.SUPPORT)),
    ),
    max_size=2,
)
rosters = st.lists(
    st.builds(
        lambda said, name, starts, lasts, person: shift(
            *said, id=name, starts=starts, ends=starts + lasts, person=person
        ),
        presences,
        st.sampled_from(("s1", "s2")),
        st.integers(-100, 600),
        st.integers(1, 600),
        st.sampled_from((ME, OTHER)),
    ),
    max_size=3,
)
steps = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(("read", "begin", "end", "put off", "wait")),
        st.sampled_from(("c1", "c2", "c3", "c4")),
        st.integers(1, 4),
    ),
    max_size=40,
)


def lived(shifts: Sequence[Shift], life: list[tuple[int, str, str, int]]) -> list[tuple[datetime, Stint]]:
    """The stint after each step."""
    now, kept, found = START, None, list[tuple[datetime, Stint]]()
    for wait, what, chat, characters in life:
        now += wait * MINUTE
        kept = stint_at(kept, shifts, ME, now, ZONE)
        match what:
            case "read":
                kept = read(kept, chat, characters, now)
            case "begin":
                kept = begin_break(kept, now, now + LASTS)
            case "end":
                kept = end_break(kept, now)
            case "put off":
                kept = put_off(kept, now)
            case _:
                pass
        found.append((now, kept))
    return found


@given(rosters, steps)
def test_whatever_happens_a_stint_is_whole(shifts: list[Shift], life: list[tuple[int, str, str, int]]) -> None:
    for now, one in lived(shifts, life):
        assert one.person == ME
        assert now < one.ends
        assert one.since_break + one.set_aside <= one.texts <= one.characters <= 4 * one.texts
        assert (one.set_aside == 0) or (one.break_to is not None)
        settled = stint_at(one, shifts, ME, now, ZONE)
        assert stint_at(settled, shifts, ME, now, ZONE) == settled
        told = standing(one, AFTER, now)
        assert (told.state is BreakState.ON) == (one.break_to is not None and now < one.break_to)
        if told.state is BreakState.DUE:
            assert told.at is not None
            assert told.at <= now
            assert standing(put_off(one, now), AFTER, now) == Standing(BreakState.COMING, now + PUT_OFF_FOR)
            rested = end_break(begin_break(one, now, now + LASTS), now + LASTS)
            assert standing(rested, AFTER, now + LASTS).state is not BreakState.DUE


@given(rosters, steps)
def test_the_count_of_a_shift_never_falls(shifts: list[Shift], life: list[tuple[int, str, str, int]]) -> None:
    before: Stint | None = None
    for now, one in lived(shifts, life):
        if before is not None and (before.shift in ("", one.shift)) and now < before.ends and before.texts > one.texts:
            assert (before.shift, one.shift != "") == ("", True)  # only what was read before the shift is left behind
        before = one
