"""What was done at this desk, in a few words: for the line that offers to undo it, and for the rows it touches."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from console.domain import events
from console.domain.actions import Action, Refusal
from console.domain.chats import Chat
from console.domain.pending import Answer, Pending, Stage
from console.domain.rules import called
from console.domain.templates import called as template_called
from console.domain.words import Decision
from console.ui.drawing import Chip
from console.ui.text import one_line

_WAY: Final[Mapping[Stage, Chip]] = {  # a sign and a word, never a colour alone
    Stage.HELD_BACK: Chip("◷ goes out soon"),
    Stage.PENDING: Chip("↑ pending"),
    Stage.SENDING: Chip("↑ pending"),
    Stage.UNKNOWN: Chip("↑ pending"),
    Stage.SENT: Chip("↑ pending"),
    Stage.STUCK: Chip("⚠ not sent", "bad"),
}
_DECIDED: Final = {
    Decision.PUBLISH: "Published a post",
    Decision.EDIT: "Edited and published a post",
    Decision.HOLD: "Held a post",
    Decision.DECLINE: "Declined a post",
    Decision.ESCALATE: "Escalated a post",
}


def chat_of(pending: Pending) -> str | None:
    """The one chat that an action is about."""
    return None if isinstance(pending.event, Answer) else getattr(pending.event, "chat", None)


def said_of(pending: Pending, chats: Mapping[str, Chat], name: Callable[[str], str]) -> str:  # noqa: C901, PLR0912 -- one arm for each of the closed set
    """What was done: ``Closed quiet-otter``. Never a word of what was written."""
    event = pending.event
    known = chats.get(chat_of(pending) or "")
    chat = one_line(known.alias, 40) if known is not None else "a chat"
    match event:
        case Answer():
            return "Answered a question"
        case events.ChatTaken():
            return f"Took {chat}"
        case events.ChatReleased():
            return f"Released {chat}"
        case events.ChatPassed(_, to):
            return f"Passed {chat} to {name(to)}"
        case events.PassReturned():
            return f"Gave {chat} back"
        case events.ChatClosed():
            return f"Closed {chat}"
        case events.ChatReopened():
            return f"Reopened {chat}"
        case events.ChatNoted():
            return f"Note on {chat}"
        case events.ChatRiskSet(_, risk):
            return f"{chat} is at {risk.value} now"
        case (
            events.PostTaken()
            | events.PostReleased()
            | events.PostDecided()
            | events.PostReviewed()
            | events.PostJudged()
            | events.PostOpinionAsked()
            | events.PostOpinionDeclined()
        ):
            return _said_of_post(event)
        case events.CaseFlagged(_, alias):
            return f"Flagged {one_line(alias, 40)}"
        case events.CaseAssessed():
            return "Asked about a member's risk"
        case events.CaseMerged():
            return "Two cases are one"
        case events.CaseOpinionAsked():
            return "Asked for a second opinion"
        case events.CaseOpinionDeclined():
            return "Gave an opinion"
        case events.AskPosted():
            return f"Asked the team about {chat}" if known is not None else "Asked the team"
        case events.LeaseRenewed():
            return "Kept the chats you hold"
        case events.RulePublished() | events.RuleWithdrawn() | events.RuleAcknowledged():
            return _said_of_rule(event)
        case events.TemplateSet(template):
            return f"Wrote {one_line(template_called(template), 60)}"
        case events.TemplateWithdrawn(template):
            return f"Withdrew {one_line(template_called(template), 60)}"
        case events.RuleProposed(to):
            return f"Proposed a rule to {name(to)}"
        case events.RuleProposalDeclined():
            return "Declined the proposed rule"
        case events.LimitLifted() | events.RoleGiven() | events.RoleTaken():
            return _said_of_person(event, name(event.person))
        case events.DutyStarted() | events.DutyPaused() | events.DutyEnded() | events.RosterPublished():
            return _said_of_shift(event)
        case events.TaskPlanned() | events.TaskDone() | events.TaskUndone():
            return _said_of_task(event)
        case _:
            return "Done"


def _said_of_post(
    event: events.PostTaken
    | events.PostReleased
    | events.PostReviewed
    | events.PostJudged
    | events.PostOpinionAsked
    | events.PostOpinionDeclined
    | events.PostDecided,
) -> str:
    match event:
        case events.PostTaken():
            return "Took a post"
        case events.PostReleased():
            return "Gave a post back"
        case events.PostReviewed(_, _, stands):
            return "The decision stands" if stands else "Overturned a decision"
        case events.PostJudged():
            return "Decided a post blind"
        case events.PostOpinionAsked():
            return "Asked for a second opinion"
        case events.PostOpinionDeclined():
            return "Gave an opinion"
        case events.PostDecided(_, decision):  # pragma: no branch -- the type checker proves that nothing is left
            return _DECIDED[decision]


def _said_of_shift(
    event: events.DutyStarted | events.DutyPaused | events.DutyEnded | events.RosterPublished,
) -> str:
    match event:
        case events.DutyStarted(_, duty):
            return f"On duty as {duty.value}"
        case events.DutyPaused():
            return "On a break"
        case events.DutyEnded():
            return "Off duty"
        case events.RosterPublished(_, name):  # pragma: no branch -- the type checker proves that nothing is left
            return f"Planned {one_line(name, 60)}"


def _said_of_task(event: events.TaskPlanned | events.TaskDone | events.TaskUndone) -> str:
    match event:
        case events.TaskPlanned(_, _, title):
            return f"To do: {one_line(title, 60)}"
        case events.TaskDone():
            return "A task is done"
        case events.TaskUndone():  # pragma: no branch -- the type checker proves that nothing is left
            return "A task is not done after all"


def _said_of_rule(event: events.RulePublished | events.RuleWithdrawn | events.RuleAcknowledged) -> str:
    rule = one_line(called(event.rule), 60)
    match event:
        case events.RuleReplaced():
            return f"Replaced {rule}"
        case events.RulePublished():
            return f"Published {rule}"
        case events.RuleWithdrawn():
            return f"Withdrew {rule}"
        case events.RuleAcknowledged():  # pragma: no branch -- the type checker proves that nothing is left
            return f"Read {rule}"


def _said_of_person(event: events.LimitLifted | events.RoleGiven | events.RoleTaken, name: str) -> str:
    who = name[:1].upper() + name[1:]
    match event:
        case events.LimitLifted(_, _, limit):
            return f"{who} may hold {limit} chats in this shift"
        case events.RoleGiven(_, role):
            return f"{who} may act as {role.value}"
        case events.RoleTaken(_, role):
            return f"{who} may act as {role.value} no longer"


def refused_of(
    refusals: Iterable[tuple[Action, Refusal]], chats: Mapping[str, Chat], name: Callable[[str], str]
) -> str:
    """What of several things could not be done: each reason once, after what it is about."""
    about: dict[str, list[str]] = {}
    for action, refusal in refusals:
        known = chats.get(getattr(action, "chat", ""))
        person = getattr(action, "person", "")
        other = "a post" if getattr(action, "post", "") else "a chat"
        what = one_line(known.alias, 40) if known is not None else name(person) if person else other
        about.setdefault(refusal.why, []).append(what)
    return " ".join(f"Not done for {', '.join(dict.fromkeys(whats))}: {why}" for why, whats in about.items())


def marks_of(waiting: Iterable[Pending]) -> dict[str, Chip]:
    """By chat, how far what was done to it has come; what is stuck before all else. Renewals are not told."""
    found: dict[str, Chip] = {}
    for one in waiting:
        chat = chat_of(one)
        if chat is not None and (one.stage is Stage.STUCK or found.get(chat) != _WAY[Stage.STUCK]):
            found[chat] = _WAY[one.stage]
    return found


def marks_of_people(waiting: Iterable[Pending]) -> dict[str, Chip]:
    """By person, how far a role that was given or taken here, or a limit, has come; what is stuck before all else."""
    found: dict[str, Chip] = {}
    for one in waiting:
        if isinstance(one.event, events.RoleGiven | events.RoleTaken | events.LimitLifted):
            person = one.event.person
            if one.stage is Stage.STUCK or found.get(person) != _WAY[Stage.STUCK]:
                found[person] = _WAY[one.stage]
    return found


def stuck_of(waiting: Iterable[Pending]) -> tuple[Pending, ...]:
    """What a person must look at, the oldest first."""
    return tuple(sorted((one for one in waiting if one.stage is Stage.STUCK), key=lambda one: one.number))
