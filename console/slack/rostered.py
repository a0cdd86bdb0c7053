"""What people read in plain Slack of the roster: plans, routines, what is needed, and changes that were asked for."""

from console.domain import events
from console.domain.routines import when_words
from console.domain.staffing import need_of
from console.slack.mrkdwn import Known, day_and_time, escaped, name, shift_name, time_of_day, with_words


def of_roster(
    event: events.RosterPublished
    | events.RoutineSet
    | events.StaffingSet
    | events.SwapAsked
    | events.SwapAgreed
    | events.SwapDeclined,
    known: Known,
) -> str:
    """The line of such an event, in its author's voice."""
    match event:
        case events.RosterPublished():
            text = f"planned {escaped(event.name)}, {day_and_time(event.starts)} to {time_of_day(event.ends)}"
            return f"{text}: {len(event.duties)} duties"
        case events.RoutineSet(_, title, ended=True):
            return f"no longer to do again and again: {escaped(title)}"
        case events.RoutineSet(_, title, times, days, shift):
            return f"to do {escaped(when_words(times, days or (), shift or ''))}: {escaped(title)}"
        case events.StaffingSet(needs):
            told = [
                f"{need.least} {need.duty} {need.starts:%H:%M}–{need.ends:%H:%M}"
                for need in map(need_of, needs)
                if need
            ]
            return "needed at least: " + (", ".join(told) or "nobody")
        case events.SwapAsked():
            return _of_swap(event, known)
        case events.SwapAgreed():
            return "agrees to a change of the roster; a lead has to consent"
        case events.SwapDeclined(_, reason):  # pragma: no branch - the type checker proves that nothing is left
            return with_words("a change of the roster will not be made", reason)


def _of_swap(event: events.SwapAsked, known: Known) -> str:
    place = f"{shift_name(event.shift, known)} as {event.duty}"
    if event.person is None:
        text = f"would take {place}, where nobody is planned"
    elif event.to is None:
        text = f"gives {place} away: who takes it?"
    else:
        text = f"asks that {name(event.to, known)} takes {place} from {name(event.person, known)}"
    if event.for_shift and event.for_duty:
        text += f", in return for {shift_name(event.for_shift, known)} as {event.for_duty}"
    return with_words(text, event.note)
