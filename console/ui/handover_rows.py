"""The handover as lines: who is at risk, whether both desks agree, what is open, what changed, the night in figures."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

from console.desk import View
from console.domain.cases import Case
from console.domain.digest import shown
from console.domain.drafting import Draft
from console.domain.handovers import Handover
from console.domain.proof import Proof
from console.domain.rules import called
from console.ui.roster_rows import RosterLine
from console.ui.text import one_line
from console.ui.times import spoken, to_minute, to_second

CASE: Final = "case "  # what the key of a case's line begins with


def lines_of(
    view: View, draft: Draft, handover: Handover | None, *, to_shift: str, proof: Proof, zone: tzinfo
) -> list[RosterLine]:
    """The page's lines from top to bottom, the worst first."""
    shift = handover.to_shift if handover else to_shift
    return [
        _section("At risk — each needs two signatures", len(draft.cases)),
        *(_case(view, case, shift, zone) for case in draft.cases),
        *(_closed(case, zone) for case in draft.closed),
        _section("Both desks agree?"),
        _proof(view, handover, proof, zone),
        _section("Open work"),
        *_open(draft, zone),
        _section("Rules changed", len(draft.rules)),
        *_rules(view, draft, zone),
        _section("Night at a glance"),
        *_hours(draft, zone),
    ]


def _section(title: str, count: int | None = None) -> RosterLine:
    return RosterLine(f"section {title}", "section", title if count is None else f"{title} · {count}")


def _name(view: View, person: str | None) -> str:
    if person is None:
        return "nobody"
    return "you" if person == view.me else one_line(view.name(person), 60)


def _case(view: View, case: Case, shift: str, zone: tzinfo) -> RosterLine:
    check = to_minute(case.next_check, zone) if case.next_check else "not planned"
    age = f" · {case.age_band.value.replace('-', '–')}" if case.age_band else ""
    left = f"{case.risk.value} · {one_line(case.alias, 60)}{age} · with {_name(view, case.owner)} · next check {check}"
    parts = [("Summary: ", case.summary), ("To do: ", case.plan), ("If-then: ", case.if_then)]
    said = [f"{what}{one_line(words, 400)}" for what, words in parts if words]
    return RosterLine(f"{CASE}{case.case}", "card", left, "  ".join([*said, _signed(view, case, shift, zone)]))


def _signed(view: View, case: Case, shift: str, zone: tzinfo) -> str:
    over, for_ = case.over_to(shift), case.for_shift(shift)
    if over is None:
        return f"Not signed over: waits for {_name(view, case.owner)}."
    first = f"✓ Signed over by {_name(view, over.by)} {to_minute(over.at, zone)}."
    if for_ is None:
        return f"{first} Nobody has read it back and signed for it yet."
    return (
        f"{first} ✓ Signed for by {_name(view, for_.by)} {to_minute(for_.at, zone)}: “{one_line(for_.read_back, 400)}”"
    )


def _closed(case: Case, zone: tzinfo) -> RosterLine:
    at = to_minute(case.closed_at, zone) if case.closed_at else ""
    outcome = one_line(case.outcome or "", 80)
    return RosterLine(
        f"closed {case.case}", "line", f"{case.risk.value} · {one_line(case.alias, 60)}", f"closed {at} · {outcome}"
    )


def _proof(view: View, handover: Handover | None, proof: Proof, zone: tzinfo) -> RosterLine:
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
    return RosterLine("proof", "card", titles[proof.agrees], f"{who}{_differs(proof, zone)}{notes}")


def _differs(proof: Proof, zone: tzinfo) -> str:
    """Where they differ, in a sentence for each place."""
    found = []
    for one in proof.differs:
        if one.message is not None:
            found.append(f" Only here: the message of {to_second(one.message.at, zone)} in {one.channel}.")
        elif one.hour is not None:
            found.append(f" Something of the hour from {to_minute(one.hour, zone)} in {one.channel} differs.")
        else:
            found.append(f" Something before the last 24 hours in {one.channel} differs.")
    if not proof.admins:
        found.append(" They know other admins.")
    return "".join(found)


def _open(draft: Draft, zone: tzinfo) -> Iterator[RosterLine]:
    longest = max((draft.at - chat.waiting_since(draft.at) for chat in draft.waiting), default=None)
    risks = ", ".join(dict.fromkeys(chat.risk.value for chat in draft.waiting))
    waiting = f"{len(draft.waiting)} ({risks}) · longest {spoken(longest)}" if longest is not None else "0"
    yield RosterLine("waiting", "line", "Waiting chats", waiting)
    yield RosterLine("held", "line", "Held chats", str(len(draft.held)))
    oldest = f" · oldest {to_minute(draft.asks[0].at, zone)}" if draft.asks else ""
    yield RosterLine("asks", "line", "Questions without an answer", f"{len(draft.asks)}{oldest}")
    yield RosterLine("tasks", "line", "Tasks not done", str(len(draft.tasks)))
    for task in draft.tasks:
        due = to_minute(task.due, zone) if task.due else ""
        yield RosterLine(f"task {task.task}", "line", one_line(task.title, 120), due, "open")


def _rules(view: View, draft: Draft, zone: tzinfo) -> Iterator[RosterLine]:
    for one in draft.rules:
        manner = "withdrawn" if one.withdrawn else f"{to_minute(one.version.at, zone)}"
        left = f"{called(one.rule).capitalize()} v{one.version.number} · {one_line(one.version.title, 80)} · {manner}"
        names = ", ".join(_name(view, person) for person in one.unread[:3])
        more = f" and {len(one.unread) - 3} more" if len(one.unread) > 3 else ""  # noqa: PLR2004 -- as many as are named
        right = f"not read by {names}{more}" if names else "" if one.withdrawn else "read by all"
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
