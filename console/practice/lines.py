"""What an event says to people who read plain Slack: one short line for each."""

from collections.abc import Callable

from console.domain import events
from console.domain.events import WireEvent
from console.practice.people import PEOPLE


def line_of(event: WireEvent, alias: Callable[[str], str] = str) -> str:  # noqa: C901, PLR0912 - one arm for each event that has words of its own
    """The line; ``alias`` gives the alias of a chat."""
    match event:
        case events.ChatOpened():
            return f"{event.alias} ({event.age_band}) is waiting, {event.risk}: {event.topic or 'no topic'}"
        case events.ChatUpdated():
            return f"{alias(event.chat)}: {event.risk or ''} {event.topic or ''}".replace("  ", " ").strip()
        case events.ChatEnded():
            return f"{alias(event.chat)} is no longer there"
        case events.PostSubmitted():
            return f"{event.alias} ({event.age_band}) wrote a post for the {event.place}"
        case events.ChatTaken():
            return f"took {alias(event.chat)}"
        case events.LeaseRenewed():
            return "still with " + ", ".join(alias(chat) for chat in event.chats)
        case events.ChatReleased():
            return f"gave {alias(event.chat)} back to the queue"
        case events.ChatReopened():
            return f"put {alias(event.chat)} back in the queue"
        case events.ChatPassed():
            return f"offers {alias(event.chat)} to {_name(event.to)}"
        case events.PassReturned():
            return f"cannot take {alias(event.chat)} now"
        case events.ChatClosed():
            return f"closed {alias(event.chat)}: {event.outcome}"
        case events.ChatNoted():
            return f"noted on {alias(event.chat)}: {event.note}"
        case events.ChatRiskSet():
            return f"set {alias(event.chat)} to {event.risk}"
        case events.RuleAcknowledged():
            return f"read and understood rule {event.rule.removeprefix('R')}, version {event.version}"
        case events.DutyStarted():
            return f"is on duty as {event.duty}"
        case events.DutyPaused():
            return f"is on a break until {event.until:%H:%M}"
        case events.DutyEnded():
            return "is off duty"
        case events.TaskDone():
            return f"done: {event.task}"
        case events.TaskUndone():
            return f"not done after all: {event.task}"
        case events.RuleReplaced():
            return f"New version of rule {event.rule.removeprefix('R')}: {event.title}. {event.body}"
        case events.RulePublished():
            return f"New rule {event.rule.removeprefix('R')}: {event.title}. {event.body}"
        case events.RuleWithdrawn():
            return f"Rule {event.rule.removeprefix('R')} is withdrawn"
        case events.RuleProposed():
            return f"Asks {_name(event.to)} to publish a rule: {event.title}. {event.body}"
        case events.RuleProposalDeclined():
            return "A proposed rule will not be published"
        case events.RoleGiven():
            return f"{_name(event.person)} may act as {event.role}"
        case events.RoleTaken():
            return f"{_name(event.person)} no longer acts as {event.role}"
        case events.RosterPublished():
            return f"Roster: {event.name}, {len(event.duties)} duties"
        case events.TaskPlanned():
            return f"To do: {event.title}"
        case events.RoutineSet():
            return f"To do again and again: {event.title}, at {', '.join(event.times)}"
        case events.TemplateSet():
            return f"New template {event.template.removeprefix('T')}: {event.title}\n{event.body}"
        case events.CaseFlagged():
            return f"Case: {event.alias}, {event.risk}"
        case events.CaseOpinionAsked():
            return f"A second opinion is asked for: {event.case}"
        case events.AskPosted():
            return event.question
        case _:
            named = type(event).__name__
            first = event.__struct_fields__[0]
            return f"{named}: {getattr(event, first)}"


def _name(person: str) -> str:
    return PEOPLE[person].name if person in PEOPLE else person
