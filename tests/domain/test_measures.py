"""A stretch of time in figures: what is counted, what is not, and that nobody is ranked or told of to others."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from console.domain import actions, events
from console.domain.asks import FirstAnswers
from console.domain.measures import (
    Agreed,
    Flagged,
    Load,
    Made,
    Measures,
    Rows,
    Waits,
    measured,
    percentile,
    table,
    waits_of,
)
from console.domain.words import AgeBand, Category, Decision, Home, PostPlace, Risk, Role
from tests.builders import at
from tests.domain.knowing import NAMES, Knowing, rule

LONDON = ZoneInfo("Europe/London")
HOUR = 3_600


def night() -> Knowing:
    desk = Knowing()
    for n, (risk, taken) in enumerate(((Risk.A, 30), (Risk.C, 90), (Risk.C, None))):
        desk.opens(f"c{n}", n * HOUR + 10, risk)
        if taken is not None:
            desk.does(actions.TakeChat(f"c{n}"), "UC1", n * HOUR + 10 + taken)
            desk.does(actions.ReleaseChat(f"c{n}"), "UC1", n * HOUR + 20 + taken)
    desk.happens(events.PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "Hello"), "UPLAT", 1, id="s1")
    desk.happens(rule("R3"), "UDOC", 2, id="r1")
    desk.does(actions.DecidePost("p1", Decision.DECLINE, rule="R3", message="No."), "UMOD", 3)
    desk.does(actions.ReviewPost("p1", stands=False, reason="x"), "ULEAD", 4)
    desk.does(actions.DecidePost("p1", Decision.PUBLISH), "UMOD", 5)
    desk.does(actions.FlagCase(Risk.B, alias="tall-fern", category=Category.SUICIDE), "UC1", HOUR + 6)
    desk.does(actions.FlagCase(Risk.C, alias="grey-harbour"), "ULEAD", HOUR + 7)
    desk.does(actions.CloseCase(f"d{HOUR + 7}", "safe"), "ULEAD", HOUR + 8)
    asked = desk.happens(events.AskPosted("a1", "What now?"), "UC1", 50)
    reply = events.Said("Stay.", Home.ASKS)
    answer = asked.position.at
    one = desk.happens(reply, "UDOC", 80, id="")
    desk.takes_back(one)
    assert answer == at(50)
    return desk


def found(desk: Knowing, starts: float = 0, ends: float = 10 * HOUR) -> Measures:
    rows = Rows(
        tuple(desk.chats.values()), tuple(desk.posts.values()), tuple(desk.asks.values()), tuple(desk.cases.values())
    )
    return measured(rows, at(starts), at(ends), LONDON)


def test_waits_are_counted_from_the_opening_to_the_first_take() -> None:
    told = found(night())
    assert told.waits == Waits(3, 2, timedelta(seconds=30), timedelta(seconds=90))
    by_risk = dict(told.by_risk)
    assert by_risk[Risk.A] == Waits(1, 1, timedelta(seconds=30), timedelta(seconds=30))
    assert (by_risk[Risk.C].chats, by_risk[Risk.C].taken, by_risk[Risk.E]) == (2, 1, Waits())
    hours = {one.hour: one for one in told.hours}
    assert [hours[hour].waits.chats for hour in (22, 23, 0)] == [1, 1, 1]
    assert (hours[23].cases, len(told.hours)) == (2, 24)


def test_what_began_outside_the_stretch_is_not_counted() -> None:
    desk = night()
    assert found(desk, 11, 3_600).waits == Waits()
    assert found(desk, 10, 11).waits.chats == 1
    assert found(desk, 6, HOUR).decisions == ()
    assert found(desk, 0, HOUR).categories == ()


def test_decisions_are_counted_by_rule_and_outcome_with_what_was_overturned() -> None:
    assert found(night()).decisions == (Made("", Decision.PUBLISH, 1, 0), Made("R3", Decision.DECLINE, 1, 1))


def test_cases_are_counted_by_category_and_people_by_what_they_had_to_do_with() -> None:
    told = found(night())
    assert told.categories == (Flagged("", 1, 1), Flagged("suicide", 1, 0))
    assert told.loads == (Load("UC1", 2, 1, 0, 1), Load("ULEAD", 0, 0, 0, 1), Load("UMOD", 0, 0, 2, 0))


def test_a_question_counts_with_its_first_answer() -> None:
    assert found(night()).answers is None
    desk = night()
    said = events.Said("Stay.", Home.ASKS)
    from tests.builders import entry, message  # noqa: PLC0415 -- an answer stands in a thread, which no event does

    one = entry(said, "UDOC", 80, channel="C5ASKS", id="", thread=50)
    from console.domain.messages import Batch  # noqa: PLC0415 -- the same

    desk.log.append(Batch((message(one),)))
    assert found(desk).answers == FirstAnswers(timedelta(seconds=30), 1, 1)
    assert ("answers", "all", "median_seconds", "30") in table(found(desk), NAMES, people=frozenset())


def test_what_two_decided_blind_is_counted_by_rule_for_the_two_and_nobody_else() -> None:
    desk = night()
    desk.happens(events.RoleGiven("UC1", Role.MODERATOR), "UADMIN", -900)
    plan = events.RosterPublished("s1", "Night", at(0), at(HOUR), ("UC1:moderator", "UMOD:moderator"), ("UC1:UMOD",))
    desk.happens(plan, "ULEAD", -800)
    for n, (rule_, said) in enumerate((("R3", Decision.DECLINE), ("R3", Decision.PUBLISH), ("", Decision.PUBLISH))):
        name, seconds = f"b{n}", 100 + 10 * n
        written = events.PostSubmitted(name, "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "Hello")
        desk.happens(written, "UPLAT", seconds, id=f"w{n}")
        desk.does(actions.JudgePost(name, said, rule_ if said is Decision.DECLINE else ""), "UC1", seconds + 1)
        real = Decision.DECLINE if rule_ else Decision.PUBLISH
        desk.does(actions.DecidePost(name, real, rule_, message="No." if rule_ else ""), "UMOD", seconds + 2)
    told = found(desk)
    assert told.agreed == (Agreed("UC1", "UMOD", "", 1, 1), Agreed("UC1", "UMOD", "R3", 1, 2))
    assert found(desk, 0, 100).agreed == ()
    rows = table(told, NAMES, people=frozenset({"UMOD"}))
    assert ("blind", "M. Hale · T. Lund · R3", "alike", "1") in rows
    assert ("blind", "M. Hale · T. Lund · no rule", "of", "1") in rows
    assert not [row for row in table(told, NAMES, people=frozenset({"UC2"})) if row[0] == "blind"]


def test_the_table_says_all_of_it_and_names_only_whom_one_may_see() -> None:
    told = found(night())
    rows = table(told, NAMES, people=frozenset({"UC1"}))
    assert ("waits", "all", "median_seconds", "30") in rows
    assert ("waits", "E", "ninety_percent_seconds", "") in rows
    assert ("decisions", "R3 decline", "overturned", "1") in rows
    assert ("decisions", "no rule publish", "count", "1") in rows
    assert ("cases", "no category", "closed", "1") in rows
    assert ("hours", "23", "cases", "2") in rows
    assert [row for row in rows if row[0] == "people"] == [
        ("people", "M. Hale", "chats", "2"),
        ("people", "M. Hale", "high", "1"),
        ("people", "M. Hale", "posts", "0"),
        ("people", "M. Hale", "cases", "1"),
    ]
    names = [row[1] for row in table(told, NAMES, people=frozenset({"UMOD", "UC1", "ULEAD"})) if row[0] == "people"]
    assert list(dict.fromkeys(names)) == ["I. Brandt", "M. Hale", "T. Lund"], "by name: nobody is ranked"


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(seconds: list[int], percent: int) -> None:
    ordered = sorted(timedelta(seconds=one) for one in seconds)
    value = percentile(ordered, percent)
    assert value in ordered
    assert value is not None
    assert sum(one <= value for one in ordered) * 100 >= percent * len(ordered)
    below = [one for one in ordered if one < value]
    assert len(below) * 100 < percent * len(ordered)
    assert percentile([], percent) is None
    assert waits_of(()) == Waits()
