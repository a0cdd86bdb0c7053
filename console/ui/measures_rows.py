"""A stretch of time in figures, as lines: charts, the same as tables below them, and what people had to do with."""

from collections.abc import Iterator
from datetime import timedelta, tzinfo

from console.desk import View
from console.domain.measures import Measures, Waits
from console.domain.rules import called
from console.domain.words import Role
from console.ui.chart import ChartOf, Column
from console.ui.post_rows import DECIDED
from console.ui.roster_rows import RosterLine
from console.ui.text import one_line

_MINUTE = timedelta(minutes=1)


def lines_of(found: Measures, view: View, _zone: tzinfo) -> list[RosterLine]:
    """All of it from top to bottom."""
    return [
        *_chats(found),
        *_answers(found),
        *_decisions(found),
        *_blind(found, view),
        *_cases(found),
        *_people(found, view),
    ]


def _section(title: str) -> RosterLine:
    return RosterLine(f"section {title}", "section", title)


def _line(key: str, left: str, right: str = "") -> RosterLine:
    return RosterLine(key, "line", left, right)


def _chats(found: Measures) -> Iterator[RosterLine]:
    yield _section(f"Chats · {found.waits.chats}")
    yield _line("waits all", "All", _waits(found.waits))
    for risk, waits in found.by_risk:
        if waits.chats:
            yield RosterLine(f"waits {risk.value}", "line", _count(waits.chats, "chat"), _waits(waits), risk=risk)
    columns = tuple(
        Column(f"{one.hour:02}", one.waits.chats, None if one.waits.median is None else one.waits.median / _MINUTE)
        for one in found.hours
    )
    chart = ChartOf(columns, "chats", "median wait (min)")
    yield RosterLine("chart chats", "chart", f"{found.waits.chats} chats by the hour", chart.words, chart=chart)
    for one in found.hours:
        if one.waits.chats:
            yield _line(f"hour {one.hour}", f"{one.hour:02}:00 · {_count(one.waits.chats, 'chat')}", _waits(one.waits))


def _waits(waits: Waits) -> str:
    if waits.median is None or waits.most is None:
        return f"{waits.chats} · nobody took one" if waits.chats else "none"
    within = f"half within {_time(waits.median)}, nine of ten within {_time(waits.most)}"
    return f"{within} · {waits.taken} of {waits.chats} taken"


def _time(wait: timedelta) -> str:
    return f"{wait.total_seconds():.0f} s" if wait < _MINUTE else f"{wait / _MINUTE:.1f} min"


def _answers(found: Measures) -> Iterator[RosterLine]:
    answers = found.answers
    if answers is not None:
        yield _section("Questions to the team")
        right = f"half within {_time(answers.median)} · {answers.answered} of {answers.asked} answered"
        yield _line("answers", "First answers", right)


def _decisions(found: Measures) -> Iterator[RosterLine]:
    if found.decisions:
        yield _section(f"Decisions on posts · {sum(one.count for one in found.decisions)}")
    for one in found.decisions:
        rule = called(one.rule).capitalize() if one.rule else "No rule"
        over = f" · {one.overturned} overturned" if one.overturned else ""
        yield _line(f"made {one.rule} {one.decision}", f"{rule} · {DECIDED[one.decision]}", f"{one.count}{over}")


def _blind(found: Measures, view: View) -> Iterator[RosterLine]:
    """Who decided blind beside whom, and how often alike; for the two, and for leads."""
    lead = Role.LEAD in view.people.roles_now(view.me)
    shown = [one for one in found.agreed if lead or view.me in (one.newcomer, one.buddy)]
    if shown:
        alike, of = sum(one.alike for one in shown), sum(one.of for one in shown)
        yield _section(f"Decided blind · {alike} of {of} alike")
    for one in shown:
        both = " beside ".join(one_line(view.name(person), 40) for person in (one.newcomer, one.buddy))
        rule = called(one.rule) if one.rule else "no rule"
        yield _line(
            f"blind {one.newcomer} {one.buddy} {one.rule}", f"{both} · {rule}", f"{one.alike} of {one.of} alike"
        )


def _cases(found: Measures) -> Iterator[RosterLine]:
    flagged = sum(one.flagged for one in found.categories)
    if not flagged:
        return
    yield _section(f"Cases · {flagged}")
    for one in found.categories:
        right = f"{one.flagged} flagged · {one.closed} closed"
        yield _line(f"category {one.category}", one_line(one.category or "no category", 60), right)
    chart = ChartOf(tuple(Column(f"{one.hour:02}", one.cases) for one in found.hours), "cases flagged")
    yield RosterLine("chart cases", "chart", f"{flagged} cases by the hour", chart.words, chart=chart)
    for hour in found.hours:
        if hour.cases:
            yield _line(f"cases {hour.hour}", f"{hour.hour:02}:00", _count(hour.cases, "case"))


def _people(found: Measures, view: View) -> Iterator[RosterLine]:
    """By name, and not by how much: nobody is ranked. A lead sees all, everybody else themselves."""
    lead = Role.LEAD in view.people.roles_now(view.me)
    shown = [one for one in found.loads if lead or one.person == view.me]
    if shown:
        yield _section("Who had to do with what" if lead else "What you had to do with")
    for one in sorted(shown, key=lambda one: view.name(one.person).casefold()):
        high = f", {one.high} at A or B" if one.high else ""
        right = f"{_count(one.chats, 'chat')}{high} · {_count(one.posts, 'post')} · {_count(one.cases, 'case')}"
        name = "You" if one.person == view.me else one_line(view.name(one.person), 60)
        yield _line(f"person {one.person}", name, right)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
