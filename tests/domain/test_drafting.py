"""The draft of a handover: what is open, what changed, and the night in figures."""

import time
from datetime import timedelta

from console.domain import actions, events
from console.domain.drafting import Draft, Hour, between, draft
from console.domain.words import AgeBand, Audience, Decision, PostPlace, Risk, RuleLevel
from tests.builders import at
from tests.domain.knowing import Knowing, rule

BOTH = frozenset(("UC1", "UC2"))


def drafted(desk: Knowing, since: float = 0, now: float = 9_000) -> Draft:
    return draft(desk, at(since), at(now), BOTH)


def test_what_is_open_passes_on_the_worst_first() -> None:
    desk = Knowing()
    for n, (name, risk) in enumerate({"mild": Risk.D, "bad": Risk.B, "worse": Risk.A, "over": Risk.A}.items()):
        desk.opens(name, 10 + n, risk)
    desk.does(actions.TakeChat("mild"), "UC1", 8_990)
    desk.does(actions.TakeChat("over"), "UC1", 20)
    desk.happens(events.ChatEnded("over"), "UPLAT", 30)
    desk.does(actions.AskTeam("mild", "And now?"), "UC1", 8_991)
    found = drafted(desk)
    assert [chat.chat for chat in found.waiting] == ["worse", "bad"]
    assert [chat.chat for chat in found.held] == ["mild"]
    assert [ask.question for ask in found.asks] == ["And now?"]


def test_tasks_that_are_not_done_by_now_pass_on() -> None:
    desk = Knowing()
    for n, (task, due) in enumerate({"late": at(60), "later": at(9_900), "some time": None, "done": at(50)}.items()):
        desk.happens(events.TaskPlanned(task, "s1", task, due), "ULEAD", 10 + n)
    desk.happens(events.TaskDone("done"), "UC1", 20)
    assert [task.task for task in drafted(desk).tasks] == ["some time", "late"]


def test_cases_at_risk_pass_on_and_those_closed_tonight_are_told() -> None:
    desk = Knowing()
    for n, risk in enumerate((Risk.C, Risk.B, Risk.A, Risk.A, Risk.C)):
        desk.does(actions.FlagCase(risk, alias=f"otter-{n}"), "UC1", 10 + n)
    desk.happens(events.CaseClosed("d13", "safe"), "UC1", 20)
    desk.does(actions.CloseCase("d14", "safe"), "UC1", 21)
    found = drafted(desk)
    assert [case.case for case in found.cases] == ["d12", "d11"]
    assert [case.case for case in found.closed] == ["d13"]
    assert drafted(desk, since=25).closed == ()


def test_rules_of_the_night_say_who_has_not_read_them() -> None:
    desk = Knowing()
    desk.happens(rule("R1"), "UDOC", 5, id="r1")
    desk.happens(rule("R2"), "UDOC", 6, id="r2")
    desk.happens(rule("R3", from_=at(9_900)), "UDOC", 7, id="r3")
    desk.happens(rule("R4"), "UDOC", -500, id="r4")
    desk.happens(events.RuleAcknowledged("R1", 1, "r1"), "UC1", 8)
    desk.happens(events.RuleWithdrawn("R2"), "UDOC", 9)
    changed = {one.rule: one for one in drafted(desk).rules}
    assert list(changed) == ["R1", "R2", "R3"]
    assert changed["R1"].unread == ("UC2",)
    assert (changed["R2"].withdrawn, changed["R2"].unread) == (True, ())
    assert changed["R3"].unread == ()
    assert [one.rule for one in drafted(desk, since=9).rules] == ["R2"]


def test_the_night_is_counted_by_the_hour_with_half_of_the_waits() -> None:
    desk = Knowing()
    for n, taken in enumerate((100, 300, 200, None)):
        desk.opens(f"c{n}", n)
        if taken is not None:
            desk.does(actions.TakeChat(f"c{n}"), "ULEAD" if n < 3 else "UC1", n + taken)
    desk.opens("last", 3_700)
    desk.opens("before", -900)
    desk.does(actions.TakeChat("last"), "UC1", 3_710)
    desk.does(actions.ReleaseChat("last"), "UC1", 3_720)
    desk.does(actions.TakeChat("last"), "UC2", 3_790)
    hours = drafted(desk, now=7_201).hours
    assert hours == (
        Hour(at(0), 4, timedelta(seconds=200)),
        Hour(at(3_600), 1, timedelta(seconds=10)),
        Hour(at(7_200), 0, None),
    )
    desk.does(actions.TakeChat("c3"), "UC2", 3_803)
    assert drafted(desk).hours[0].median == timedelta(seconds=250)


def test_a_night_of_5000_chats_is_drafted_within_a_second() -> None:
    desk = Knowing()
    desk.opens("c", 1)
    published = events.RulePublished("R1", "t", "b", RuleLevel.NOTE, (Audience.ADULTS,))
    desk.happens(published, "UDOC", 5)

    class Rows:
        people, rules, shifts, tasks, asks = desk.people, desk.rules, desk.shifts, {}, desk.asks  # type: ignore[var-annotated]  # empty
        cases, posts, decisions = desk.cases, desk.posts, desk.decisions
        staffing, zone = desk.staffing, desk.zone
        chats = {f"c{n}": desk.chats["c"] for n in range(5_000)}  # noqa: RUF012 -- made once, for this test

    begun = time.perf_counter()
    draft(Rows(), at(), at(43_200), BOTH)
    assert time.perf_counter() - begun < 1


def test_a_draft_between_two_shifts_is_of_the_time_and_the_people_of_both() -> None:
    desk = Knowing()
    desk.planned("UC1:counsellor", ends=9_000)
    desk.planned("UC2:counsellor", shift="s2", starts=9_000, ends=18_000)
    desk.happens(rule("R1"), "UDOC", 5, id="r1")
    found = between(desk, at(8_000), "s1", "s2")
    assert (found.since, found.rules[0].unread) == (at(0), ("UC1", "UC2"))
    alone = between(desk, at(8_000), "", "")
    assert (alone.since, alone.rules[0].unread) == (at(8_000) - timedelta(hours=12), ())


def test_decisions_under_a_version_that_was_replaced_are_counted_since_the_shift_began() -> None:
    desk = Knowing()
    desk.happens(rule("R1"), "UDOC", -50, id="r1")
    for n, seconds in enumerate((-20, 10, 20, 30)):
        post = events.PostSubmitted(f"p{n}", "north-tram", AgeBand.TEEN, PostPlace.FORUM, "words")
        desk.happens(post, "UPLAT", seconds - 5)
        decided = events.PostDecided(f"p{n}", Decision.DECLINE, "R1", 1, "r1" if n else None)
        desk.happens(decided, "UMOD", seconds)
    replaced = events.RuleReplaced("R1", "t", "b", RuleLevel.STOP, (Audience.UNDER_18,))
    desk.happens(replaced, "UDOC", 40, id="r2")
    assert [(one.version.number, one.before) for one in drafted(desk).rules] == [(2, 3)]
    assert [one.before for one in drafted(desk, since=15).rules] == [2]


def test_posts_that_nobody_decided_and_those_held_pass_on_the_oldest_first() -> None:
    desk = Knowing()
    for n in range(4):
        post = events.PostSubmitted(f"p{n}", "north-tram", AgeBand.TEEN, PostPlace.FORUM, "words")
        desk.happens(post, "UPLAT", 10 - n)
    desk.happens(events.PostDecided("p1", Decision.HOLD), "UMOD", 20)
    desk.happens(events.PostDecided("p2", Decision.PUBLISH), "UMOD", 21)
    found = drafted(desk)
    assert [one.post for one in found.undecided] == ["p3", "p0"]
    assert [one.post for one in found.held_posts] == ["p1"]


def test_where_somebody_will_be_missing_is_told_for_the_hours_ahead() -> None:
    desk = Knowing()
    desk.planned("UC1:counsellor", ":moderator", ends=9_900)
    desk.planned(":lead", shift="s2", starts=9_900, ends=18_000)
    found = drafted(desk)
    assert [(shift.shift, gap.duty.value, gap.starts) for shift, gap in found.gaps] == [
        ("s1", "moderator", at(9_000)),
        ("s2", "lead", at(9_900)),
    ]
    desk.opens("c1", 10)
    assert drafted(desk).chats == 1
