"""The roster as lines: who is on now, where somebody is missing, the shift's tasks, and who comes next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

import msgspec

from console.domain.asks import Ask, FirstAnswers
from console.domain.giving import USUAL_LIMIT
from console.domain.planning import hours_of, within
from console.domain.roster import DutyState, Presence, Shift
from console.domain.staffing import Short, gaps_ahead, on_call, unstaffed
from console.domain.swaps import Swap
from console.domain.tasks import Task
from console.domain.words import Duty, Risk
from console.ui.shapes import RISK_WORDS
from console.ui.text import one_line
from console.ui.times import age, near, spoken, to_minute

if TYPE_CHECKING:
    from console.ui.chart import ChartOf

DUTY_WORDS: Final = {
    Duty.LEAD: "Lead",
    Duty.CLINICIAN: "Clinician",
    Duty.COUNSELLOR: "Counsellor",
    Duty.MODERATOR: "Moderator",
    Duty.HOST: "Host",
    Duty.SUPPORT: "Support",
}
LONG, VERY_LONG = timedelta(minutes=2), timedelta(minutes=5)  # without an answer
_RANK: Final = {duty: rank for rank, duty in enumerate(DUTY_WORDS)}
_THERE: Final = {DutyState.ON: 0, DutyState.PAUSED: 1, DutyState.PLANNED: 2, DutyState.ENDED: 3}
_SIGNS: Final = {
    DutyState.ON: "on",
    DutyState.PAUSED: "break",
    DutyState.PLANNED: "off",
    DutyState.ENDED: "off",
}


class RosterLine(msgspec.Struct, frozen=True):
    """One line of some kind.

    ``kind`` is ``section``, ``ask``, ``swap``, ``figure``, ``person``, ``gap``, ``task``, ``next``, ``card`` or
    ``chart``.

    ``sign`` is drawn before it (``on``, ``break``, ``off``, ``gap``, ``done``, ``open``); ``said`` is what the
    screen reader says for sign and manner; ``person``, ``ask``, ``swap`` and ``task`` say whose line it is, of which
    question, change or task it tells. ``risk`` is drawn before it as its shape with its letter.
    """

    key: str
    kind: str
    left: str
    right: str = ""
    sign: str = ""
    tone: str = "text"
    struck: bool = False
    said: str = ""
    person: str = ""
    ask: str = ""
    task: str = ""
    swap: str = ""
    risk: Risk | None = None
    chart: "ChartOf | None" = None

    @property
    def heading(self) -> bool:
        """Whether it is the name of a section."""
        return self.kind == "section"

    @property
    def words(self) -> str:
        """The line in plain words."""
        level = f"level {self.risk.value}, {RISK_WORDS[self.risk]}" if self.risk else ""
        return ", ".join(part for part in (level, self.left, self.right, self.said) if part)


class RosterNow(msgspec.Struct, frozen=True):
    """All that the roster is made of at a moment; ``holdings`` counts the chats each person holds."""

    me: str
    names: Mapping[str, str]
    now: datetime
    zone: tzinfo
    shift: Shift | None
    next: Shift | None
    tasks: tuple[Task, ...]
    holdings: Mapping[str, int]
    open_high: int  # chats at A or B that are open
    unread: str  # a sentence about rules that somebody on shift has not read, or nothing
    asks: tuple[tuple[str, Ask], ...] = ()  # unanswered, and this person's; empty where it is folded
    first_answers: FirstAnswers | None = None  # of this shift's questions, where they are this person's to see
    shifts: tuple[Shift, ...] = ()
    swaps: tuple[tuple[Swap, str], ...] = ()  # that wait for this person's word, or that they asked for; in words
    short: tuple[Short, ...] = ()  # where fewer are there, or planned, than are needed, in the next hours
    lead: bool = False  # whether the desk's person leads: a queue that nobody is there for is theirs to see

    def name(self, person: str) -> str:
        """What somebody is called here."""
        return "You" if person == self.me else one_line(self.names.get(person, person), 60)


def lines_of(roster: RosterNow) -> list[RosterLine]:
    """The pane's lines from top to bottom."""
    found = [*_unstaffed(roster), *_asks(roster)]
    if roster.shift is not None:
        found += _on_now(roster, roster.shift)
    found += (short_line(short, roster.zone, roster.now) for short in roster.short)
    found += _tasks(roster)
    if roster.next is not None:
        found += _next(roster, roster.next)
    found += _swaps(roster)
    if roster.shift is not None:
        # From the minute that the clock shows: at 02:14 it is 5 h 46 min to 08:00, whatever the second.
        minute = roster.now.replace(second=0, microsecond=0)
        left = max(roster.shift.ends - minute, minute - minute)
        found.append(RosterLine("handover", "card", f"Handover in {spoken(left)}", _before_handover(roster)))
    return found


def _unstaffed(roster: RosterNow) -> Iterator[RosterLine]:
    """A queue that nobody is there for; only the lead is told, and only where a roster is known."""
    if roster.lead and roster.shifts and unstaffed(roster.shifts, roster.now):
        yield RosterLine("unstaffed", "gap", "Queue unstaffed", "no counsellor on duty", "gap", "bad")


def _asks(roster: RosterNow) -> Iterator[RosterLine]:
    """What waits for an answer, the oldest first; how long is said in words, and ever more clearly."""
    figure = roster.first_answers
    if roster.asks or figure:
        left = f"Without an answer · {len(roster.asks)}" if roster.asks else "Questions to the team"
        yield RosterLine("asks", "section", left)
    for alias, ask in roster.asks:
        waits = roster.now - ask.at
        tone = "bad" if waits >= VERY_LONG else "warn" if waits >= LONG else "text"
        right = f"asked by {roster.name(ask.by).replace('You', 'you')} · {spoken(waits)}"
        said = "waits for an answer very long" if tone == "bad" else "waits for an answer"
        sign = "gap" if tone == "bad" else "off"
        question = f"“{one_line(ask.question, 160)}”" if ask.question else "question hidden"
        right = f"{right} · {question}"
        yield RosterLine(f"ask {ask.ask}", "ask", one_line(alias, 60), right, sign, tone, said=said, ask=ask.ask)
    if figure:
        half = age(roster.now, roster.now + figure.median)
        right = f"half within {half} · {figure.answered} of {figure.asked}"
        yield RosterLine("first answers", "figure", "First answers", right, tone="soft", said="in this shift")


def _swaps(roster: RosterNow) -> Iterator[RosterLine]:
    """Changes of the roster that somebody asked for, the oldest first."""
    if roster.swaps:
        yield RosterLine("swaps", "section", f"Changes of the roster · {len(roster.swaps)}")
    for swap, words in roster.swaps:
        note = f"“{one_line(swap.note, 160)}”" if swap.note else ""
        yours = swap.by == roster.me
        said = "you asked for it" if yours else "waits for your word"
        tone = "soft" if yours else "text"
        yield RosterLine(
            f"swap {swap.swap}", "swap", one_line(words, 300), note, "off", tone, said=said, swap=swap.swap
        )


def on_duty(shift: Shift) -> tuple[int, int]:
    """How many are on duty or on a break, and how many places there are."""
    there = sum(one.state in (DutyState.ON, DutyState.PAUSED) for one in shift.duties)
    return there, len(shift.duties) + sum(not place.person for place in shift.plan)


def _on_now(roster: RosterNow, shift: Shift) -> Iterator[RosterLine]:
    yield RosterLine("on now", "section", "On now")
    people = sorted(
        shift.duties, key=lambda one: (_RANK[one.duty], _THERE[one.state], roster.name(one.person).casefold())
    )
    for one in people:
        if one.state is not DutyState.ENDED:
            yield _person(roster, shift, one)
    if any(place.duty is Duty.CLINICIAN for place in shift.plan):
        yield _on_call(roster, shift)
    seen: Counter[str] = Counter()
    for gap in shift.gaps():
        if gap.ends > roster.now:
            key = f"gap {gap.duty.value} {gap.starts.isoformat()}"
            seen[key] += 1
            stretch = f"{to_minute(max(gap.starts, shift.starts), roster.zone)}–{to_minute(gap.ends, roster.zone)}"
            yield RosterLine(f"{key} {seen[key]}", "gap", f"Gap: {DUTY_WORDS[gap.duty].lower()}", stretch, "gap", "bad")


def short_line(short: Short, zone: tzinfo, now: datetime | None = None) -> RosterLine:
    """Where fewer are there, or planned, than are needed; of one that has begun the rest."""
    key = f"short {short.duty.value} {short.starts.isoformat()} {short.least}"
    few = f"Too few: {DUTY_WORDS[short.duty].lower()}"
    ahead = now is not None and short.starts > now
    hours = f"{short.there} of {short.least} · {to_minute(short.starts, zone)}–{to_minute(short.ends, zone)}"
    return RosterLine(key, "gap", few, hours, "gap", "warn" if ahead else "bad", said="fewer than are needed")


def _on_call(roster: RosterNow, shift: Shift) -> RosterLine:
    found = on_call((shift,), roster.now)
    if found is None:
        return RosterLine("on call", "figure", "Clinician on call", "nobody", "gap", "bad", said="nobody is there")
    there = {DutyState.PAUSED: ", on a break", DutyState.PLANNED: ", not here yet"}.get(found.state, "")
    return RosterLine("on call", "figure", "Clinician on call", f"{roster.name(found.person)}{there}", tone="soft")


def _person(roster: RosterNow, shift: Shift, one: Presence) -> RosterLine:
    right = [DUTY_WORDS[one.duty]]
    said = {"on": "on duty", "break": "on a break", "off": "not on duty"}[_SIGNS[one.state]]
    held = roster.holdings.get(one.person, 0)
    if one.state is DutyState.PLANNED:
        right.append("not here yet" if shift.covers(roster.now) else "planned")
    elif one.state is DutyState.PAUSED:
        back = f"break to {to_minute(one.until, roster.zone)}" if one.until else "break"
        late = one.until is not None and one.until < roster.now
        right.append(f"{back}, not back yet" if late else back)
    elif held or one.duty is Duty.COUNSELLOR or one.person in shift.limits:
        limit = shift.limits.get(one.person, USUAL_LIMIT)
        right.append(f"{held}/{limit}")
        said += f", holds {held} of {limit} chats"
    buddy = shift.buddies.get(one.person)
    if buddy:
        right.append(f"new, buddy {roster.name(buddy)}{_buddy_hours(roster, shift, one.person, buddy)}")
    key = f"person {one.person} {one.duty.value}"
    tone = "text" if one.state in (DutyState.ON, DutyState.PAUSED) else "soft"
    name, sign = roster.name(one.person), _SIGNS[one.state]
    return RosterLine(key, "person", name, " · ".join(right), sign, tone, said=said, person=one.person)


def _buddy_hours(roster: RosterNow, shift: Shift, newcomer: str, buddy: str) -> str:
    """When somebody's buddy is there, where that is not all the time, and whether they are while they should be."""
    text = shift.buddy_hours.get(newcomer, "")
    hours = hours_of(text)
    if hours is None:
        return _buddy_there(shift, buddy)
    starts, ends = hours
    due = within(text, roster.now, roster.zone)
    return f" {starts:%H:%M}–{ends:%H:%M}{_buddy_there(shift, buddy) if due else ''}"


def _buddy_there(shift: Shift, buddy: str) -> str:
    """Whether somebody can count on their buddy at the moment."""
    states = {one.state for one in shift.duties if one.person == buddy}
    if states & {DutyState.ON, DutyState.PAUSED}:
        return ""
    return " (not here yet)" if DutyState.PLANNED in states else " (not here)"


def _tasks(roster: RosterNow) -> Iterator[RosterLine]:
    tasks = sorted(roster.tasks, key=lambda task: (task.due is None, task.due or task.at, task.task))
    if not tasks:
        return
    done = sum(task.done_at is not None for task in tasks)
    yield RosterLine("tasks", "section", f"Shift tasks · {done} of {len(tasks)}")
    for task in tasks:
        due = f"{near(task.due, roster.now, roster.zone)} " if task.due else ""
        late = task.overdue(roster.now)
        finished = task.done_at is not None
        right = []
        if late and task.due is not None:
            right.append(f"overdue {spoken(roster.now - task.due)}")
        if task.person and not finished:
            right.append(roster.name(task.person).replace("You", "you"))
        if task.carried:
            right.append(f"carried over from {_names_of(roster, task.carried)}")
        if task.reason and not finished:
            right.append(f"not done: {one_line(task.reason, 80)}")
        yield RosterLine(
            f"task {task.task}",
            "task",
            due + one_line(task.title, 160),
            " · ".join(right),
            "done" if finished else "open",
            "soft" if finished else "warn" if late else "text",
            struck=finished,
            said="done" if finished else "not done",
            task=task.task,
        )


def _names_of(roster: RosterNow, shifts: tuple[str, ...]) -> str:
    names = {shift.shift: one_line(shift.name, 40) for shift in roster.shifts}
    return ", ".join(names.get(shift, "an earlier shift") for shift in shifts)


def _next(roster: RosterNow, shift: Shift) -> Iterator[RosterLine]:
    hours = f"{to_minute(shift.starts, roster.zone)}–{to_minute(shift.ends, roster.zone)}"
    yield RosterLine("next", "section", f"Next · {one_line(shift.name, 60)} {hours}")
    filled = [place for place in shift.plan if place.person]
    for place in filled:
        if place.duty is Duty.LEAD:
            yield RosterLine(f"next {place.person}", "next", roster.name(place.person), "Lead")
    counts: Counter[Duty] = Counter(place.duty for place in filled if place.duty is not Duty.LEAD)
    missing = sum(not place.person for place in shift.plan)
    crew = ", ".join(_counted(counts[duty], DUTY_WORDS[duty].lower()) for duty in DUTY_WORDS if counts[duty])
    full = "full" if not missing else _counted(missing, "place") + " to fill"
    yield RosterLine("next crew", "next", crew or "nobody yet", full, tone="warn" if missing else "text")
    seen: Counter[str] = Counter()
    for other, gap in gaps_ahead(roster.shifts, roster.now):
        if roster.shift is None or other.shift != roster.shift.shift:
            key = f"ahead {other.shift} {gap.duty.value}"
            seen[key] += 1
            stretch = f"{to_minute(gap.starts, roster.zone)}–{to_minute(gap.ends, roster.zone)}"
            left = f"Gap ahead: {DUTY_WORDS[gap.duty].lower()}"
            yield RosterLine(f"{key} {seen[key]}", "gap", left, stretch, "gap", "bad")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 or noun == "support" else f"{number} {noun}s"


def _before_handover(roster: RosterNow) -> str:
    parts: list[str] = []
    if roster.open_high:
        parts.append(f"{_counted(roster.open_high, 'chat')} at A or B {'is' if roster.open_high == 1 else 'are'} open.")
    todo = sum(task.done_at is None for task in roster.tasks)
    if todo:
        parts.append(f"{_counted(todo, 'task')} to do.")
    if roster.unread:
        parts.append(roster.unread)
    return " ".join(parts) or "Nothing is left open."


def of_shift(tasks: Iterable[Task], shift: Shift | None) -> tuple[Task, ...]:
    """The tasks of one shift."""
    return tuple(task for task in tasks if shift is not None and task.shift == shift.shift)
