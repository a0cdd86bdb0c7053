"""A handover as people read it in plain Slack: a few lines of what passes on, nothing that cases tell of members."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from console.domain import drafting, events
from console.domain.cases import Case
from console.domain.digest import shown
from console.domain.drafting import Draft
from console.slack.mrkdwn import Known, escaped, name, number, shift_name, time_of_day

_MANY: Final = 12  # of a kind are named; the rest are counted


def report_of(event: events.HandoverWritten, known: Known) -> str:
    """What a handover says, in Slack's mrkdwn: cases by alias and owner alone, as the next shift needs them."""
    draft = drafting.between(known, event.complete_to, event.shift, event.to_shift)
    first = f"wrote the handover from {shift_name(event.shift, known)} to {shift_name(event.to_shift, known)}"
    lines = [
        f"{first}, complete to {time_of_day(event.complete_to)}, state {escaped(shown(event.digest))}",
        *_cases(draft, known),
        *_open(draft),
        *_listed("To do", [escaped(task.title) + _by(task.due) for task in draft.tasks]),
        *_listed("Rules changed", list(_rules(draft))),
        *_listed("Somebody missing", list(_gaps(draft))),
        f"*Chats since {time_of_day(draft.since)}:* {draft.chats}",
    ]
    return "\n".join([*lines, f"*Notes:* {escaped(event.notes)}"] if event.notes else lines)


def _cases(draft: Draft, known: Known) -> Iterator[str]:
    if not draft.cases:
        yield "*At risk:* nobody"
        return
    yield f"*At risk: {len(draft.cases)}*"
    for case in draft.cases[:_MANY]:
        yield f"• {_case(case, known)}"
    if len(draft.cases) > _MANY:
        yield f"• and {len(draft.cases) - _MANY} more"


def _case(case: Case, known: Known) -> str:
    owner = name(case.owner, known) if case.owner else "nobody"
    check = time_of_day(case.next_check) if case.next_check else "not planned"
    return f"{escaped(case.alias)} ({case.risk}) with {owner}, next check {check}"


def _open(draft: Draft) -> Iterator[str]:
    counts = (
        ("chat", "waiting", draft.waiting),
        ("chat", "held", draft.held),
        ("question", "without an answer", draft.asks),
        ("post", "undecided", draft.undecided),
        ("post", "held", draft.held_posts),
    )
    told = [f"{len(all_)} {noun}{'s' * (len(all_) != 1)} {what}" for noun, what, all_ in counts if all_]
    yield f"*Open:* {', '.join(told) or 'nothing'}"


def _rules(draft: Draft) -> Iterator[str]:
    for one in draft.rules:
        if one.withdrawn:
            yield f"rule {number(one.rule)} is withdrawn"
            continue
        left = len(one.unread)
        unread = f", {left} of both shifts {'has' if left == 1 else 'have'} not read it" if left else ""
        yield f"rule {number(one.rule)} v{one.version.number}: {escaped(one.version.title)}{unread}"


def _gaps(draft: Draft) -> Iterator[str]:
    for shift, gap in draft.gaps:
        yield f"{gap.duty} {time_of_day(gap.starts)}–{time_of_day(gap.ends)} in {escaped(shift.name)}"
    for short in draft.short:
        span = f"{time_of_day(short.starts)}–{time_of_day(short.ends)}"
        yield f"{short.there} of {short.least} {short.duty} {span}"


def _listed(what: str, found: list[str]) -> Iterator[str]:
    """One line with all of a kind, nothing where there is none."""
    more = [f"and {len(found) - _MANY} more"] if len(found) > _MANY else []
    if found:
        yield f"*{what}:* {'; '.join(found[:_MANY] + more)}"


def _by(due: datetime | None) -> str:
    return f" (by {time_of_day(due)})" if due else ""
