"""The handover as lines: who is at risk, whether both desks agree, what is open, what changed, the night in figures."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

import msgspec

from console.desk import View
from console.domain.cases import Case
from console.domain.digest import shown
from console.domain.drafting import Draft
from console.domain.handovers import Handover
from console.domain.proof import Proof
from console.domain.rules import called
from console.ui.caring import opinion_words
from console.ui.chart import ChartOf, Column
from console.ui.roster_rows import DUTY_WORDS, RosterLine, short_line
from console.ui.text import one_line
from console.ui.times import spoken, to_minute, to_second

CASE: Final = "case "  # what the key of a case's line begins with


class Page(msgspec.Struct, frozen=True):
    """All that the page shows: ``shift`` is the one that is handed over to, ``channels`` what people call each."""

    view: View
    draft: Draft
    handover: Handover | None
    shift: str
    proof: Proof
    channels: Mapping[str, str]
    zone: tzinfo


def risk_lines(page: Page) -> list[RosterLine]:
    """Who is at risk, and who was."""
    cases = (_case(page.view, case, page.shift, page.draft.at, page.zone) for case in page.draft.cases)
    closed = (_closed(page.view, case, page.zone) for case in page.draft.closed)
    return [_section("At risk — each needs two signatures", len(page.draft.cases)), *cases, *closed]


def proof_lines(page: Page) -> list[RosterLine]:
    """Whether both desks agree."""
    return [
        _section("Both desks agree?"),
        _proof(page.view, page.handover, page.proof, page.channels, page.zone),
    ]


def work_lines(page: Page) -> list[RosterLine]:
    """What else passes on: open work, rules that changed, and who will be missing."""
    draft, zone = page.draft, page.zone
    return [
        _section("Open work"),
        *_open(draft, zone),
        _section("Rules changed", len(draft.rules)),
        *_rules(page.view, draft, zone),
        _section("Somebody missing in the next 12 hours", len(draft.gaps) + len(draft.short)),
        *_gaps(draft, zone),
    ]


def night_lines(page: Page) -> list[RosterLine]:
    """The night in figures: as a chart, and as a table below it."""
    draft, zone = page.draft, page.zone
    chart = chart_of(draft, zone)
    return [
        _section("Night at a glance"),
        RosterLine("chart", "chart", f"{draft.chats} chats", chart.words, chart=chart),
        *_hours(draft, zone),
    ]


def chart_of(draft: Draft, zone: tzinfo) -> ChartOf:
    """Chats and the median wait of each hour."""
    columns = (
        Column(
            f"{hour.starts.astimezone(zone):%H}",
            hour.chats,
            None if hour.median is None else hour.median / timedelta(minutes=1),
        )
        for hour in draft.hours
    )
    return ChartOf(tuple(columns), "chats", "median wait (min)")


def _section(title: str, count: int | None = None) -> RosterLine:
    return RosterLine(f"section {title}", "section", title if count is None else f"{title} · {count}")


def _name(view: View, person: str | None) -> str:
    if person is None:
        return "nobody"
    return "you" if person == view.me else one_line(view.name(person), 60)


def _case(view: View, case: Case, shift: str, now: datetime, zone: tzinfo) -> RosterLine:
    check = to_minute(case.next_check, zone) if case.next_check else "not planned"
    check = f"⚠ {check} is past" if case.due(now) else check
    age = f" · {case.age_band.value.replace('-', '–')}" if case.age_band else ""
    lacking = " and ".join(what.split(" ", 1)[1] for what in case.lacks)
    left = f"{one_line(case.alias, 60)}{age} · with {_name(view, case.owner)} · next check {check}"
    parts = [("Summary: ", case.summary), ("To do: ", case.plan), ("If-then: ", case.if_then)]
    said = [f"{what}{one_line(words, 400)}" for what, words in parts if words]
    lacks = [f"⚠ It has no {lacking}."] if lacking else []
    opinion = filter(None, [opinion_words(view, case, zone)])
    words = "\n".join([*lacks, *opinion, *said, _signed(view, case, shift, zone)])
    return RosterLine(f"{CASE}{case.case}", "card", left, words, risk=case.risk)


def _signed(view: View, case: Case, shift: str, zone: tzinfo) -> str:
    over, for_ = case.over_to(shift), case.for_shift(shift)
    if over is None:
        return f"✗ Not signed over: waits for {_name(view, case.owner)}."
    first = f"✓ Signed over by {_name(view, over.by)} {to_minute(over.at, zone)}."
    if for_ is None:
        return f"{first} ✗ Nobody has read it back and signed for it yet."
    return (
        f"{first} ✓ Signed for by {_name(view, for_.by)} {to_minute(for_.at, zone)}: “{one_line(for_.read_back, 400)}”"
    )


def _closed(view: View, case: Case, zone: tzinfo) -> RosterLine:
    at = to_minute(case.closed_at, zone) if case.closed_at else ""
    told = [f"closed {at} · {one_line(case.outcome or '', 80)}", opinion_words(view, case, zone)]
    words = ". ".join(filter(None, told))
    return RosterLine(f"closed {case.case}", "line", one_line(case.alias, 60), words, risk=case.risk)


def _proof(
    view: View, handover: Handover | None, proof: Proof, channels: Mapping[str, str], zone: tzinfo
) -> RosterLine:
    if handover is None:
        return RosterLine("proof", "card", "No handover is written yet", "What this desk holds goes with it, as proof.")
    whole, state = to_second(handover.complete_to, zone), shown(handover.digest)
    who = f"{_name(view, handover.by)} wrote it, complete to {whole}, state {state}."
    notes = f" Notes: {one_line(handover.notes, 1_000)}" if handover.notes else ""
    signature = handover.signature
    if signature is not None:
        spite = f" In spite of what lacked: {one_line(signature.override, 400)}" if signature.override else ""
        notes += f" Signed by {_name(view, signature.by)} {to_minute(signature.at, zone)}.{spite}"
    titles: Mapping[bool | None, str] = {
        True: "✓ The desks agree",
        False: "✗ The desks differ",
        None: "… Proof is outstanding",
    }
    return RosterLine("proof", "card", titles[proof.agrees], f"{who}{_differs(proof, channels, zone)}{notes}")


def _differs(proof: Proof, channels: Mapping[str, str], zone: tzinfo) -> str:
    """Where they differ, and what reading again brought: a sentence for each place."""
    found = []
    for one in proof.differs:
        where = channels.get(one.channel, one.channel)
        if one.message is not None:
            found.append(f" Only here: the message of {to_second(one.message.at, zone)} in {where}.")
        elif one.hour is not None:
            found.append(f" Something of the hour from {to_minute(one.hour, zone)} in {where} differs.")
        else:
            found.append(f" Something before the last 24 hours in {where} differs.")
    for place in proof.brought:
        where = channels.get(place.channel, place.channel)
        found.append(f" The message of {to_second(place.at, zone)} in {where} was missing here and is here now.")
    if not proof.admins:
        found.append(" They know other admins.")
    return "".join(found)


def _open(draft: Draft, zone: tzinfo) -> Iterator[RosterLine]:
    longest = max((draft.at - chat.waiting_since(draft.at) for chat in draft.waiting), default=None)
    risks = ", ".join(dict.fromkeys(chat.risk.value for chat in draft.waiting))
    waiting = f"{len(draft.waiting)} ({risks}) · longest {spoken(longest)}" if longest is not None else "0"
    yield RosterLine("waiting", "line", "Waiting chats", waiting)
    yield RosterLine("held", "line", "Held chats", str(len(draft.held)))
    yield RosterLine("posts", "line", "Held posts", _oldest((post.since for post in draft.held_posts), zone))
    yield RosterLine("undecided", "line", "Undecided posts", _oldest((post.since for post in draft.undecided), zone))
    yield RosterLine("asks", "line", "Questions without an answer", _oldest((ask.at for ask in draft.asks), zone))
    yield RosterLine("tasks", "line", "Tasks not done", str(len(draft.tasks)))
    for task in draft.tasks:
        due = to_minute(task.due, zone) if task.due else ""
        yield RosterLine(f"task {task.task}", "line", one_line(task.title, 120), due, "open")


def _oldest(moments: Iterable[datetime], zone: tzinfo) -> str:
    """How many there are, and since when the oldest."""
    found = list(moments)
    return f"{len(found)} · oldest {to_minute(min(found), zone)}" if found else "0"


def _gaps(draft: Draft, zone: tzinfo) -> Iterator[RosterLine]:
    for shift, gap in draft.gaps:
        hours = f"{one_line(shift.name, 40)} · {to_minute(gap.starts, zone)}–{to_minute(gap.ends, zone)}"
        key = f"gap {shift.shift} {gap.duty} {gap.starts} {gap.ends}"
        yield RosterLine(key, "gap", DUTY_WORDS[gap.duty], hours, "gap", "bad")
    for short in draft.short:
        yield short_line(short, zone)


def _rules(view: View, draft: Draft, zone: tzinfo) -> Iterator[RosterLine]:
    for one in draft.rules:
        manner = "withdrawn" if one.withdrawn else f"{to_minute(one.version.at, zone)}"
        left = f"{called(one.rule).capitalize()} v{one.version.number} · {one_line(one.version.title, 80)} · {manner}"
        names = ", ".join(_name(view, person) for person in one.unread[:3])
        more = f" and {len(one.unread) - 3} more" if len(one.unread) > 3 else ""  # noqa: PLR2004 -- as many as are named
        right = f"not read by {names}{more}" if names else "" if one.withdrawn else "read by all"
        if one.before:
            made = "1 decision was" if one.before == 1 else f"{one.before} decisions were"
            right = " · ".join(filter(None, (right, f"{made} made under what it replaced")))
        yield RosterLine(f"rule {one.rule}", "line", left, right)


def _hours(draft: Draft, zone: tzinfo) -> Iterable[RosterLine]:
    for hour in draft.hours:
        chats = f"{hour.chats} chat{'' if hour.chats == 1 else 's'}"
        median = "" if hour.median is None else f"half waited at most {_minutes(hour.median)}"
        yield RosterLine(f"hour {hour.starts}", "line", f"{to_minute(hour.starts, zone)} · {chats}", median)


def _minutes(wait: timedelta) -> str:
    return f"{wait / timedelta(minutes=1):.1f} min"


def moment_line(at: datetime, zone: tzinfo) -> str:
    """Since when the draft looks back."""
    return f"drafted from what happened since {to_minute(at, zone)}"
