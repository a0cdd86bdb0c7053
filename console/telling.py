"""What an action at a desk came to, in one sentence for whoever typed it."""

from typing import Final

from console.desk import View
from console.domain import events
from console.domain.cases import Case
from console.domain.opinions import Stand
from console.domain.pending import Deed
from console.domain.routines import when_words
from console.domain.rules import called
from console.domain.templates import called as template_called
from console.domain.words import Decision, Role

_DECIDED: Final = {
    Decision.PUBLISH: "published",
    Decision.EDIT: "edited and published",
    Decision.HOLD: "held",
    Decision.DECLINE: "declined",
    Decision.ESCALATE: "escalated",
}


def told(view: View, event: Deed) -> str:  # noqa: C901, PLR0912 -- one arm for each of the closed set
    """What happened, in one sentence."""
    match event:
        case events.ChatTaken(chat):
            return f"{_alias(view, chat)} is with you now."
        case events.ChatReleased(chat) | events.ChatReopened(chat):
            return f"{_alias(view, chat)} is back in the queue."
        case events.ChatPassed(chat, to):
            return f"{_alias(view, chat)} is offered to {view.name(to)}."
        case events.PassReturned(chat):
            return f"{_alias(view, chat)} stays with who passed it."
        case events.ChatClosed(chat, outcome):
            return f"{_alias(view, chat)} is closed ({outcome.value})."
        case events.ChatNoted(chat):
            return f"The note stands at {_alias(view, chat)}."
        case events.ChatRiskSet(chat, risk):
            return f"{_alias(view, chat)} is at {risk.value} now."
        case (
            events.PostTaken()
            | events.PostReleased()
            | events.PostDecided()
            | events.PostReviewed()
            | events.PostJudged()
            | events.PostOpinionAsked()
            | events.PostOpinionDeclined()
        ):
            return _said_of_post(view, event)
        case events.AskPosted(post=post) if post:
            return f"The team is asked about the post of {_author(view, post)}."
        case events.AskPosted(chat=chat):
            return f"The team is asked about {_alias(view, chat or '')}."
        case events.LeaseRenewed(chats, posts):
            kept = [_alias(view, chat) for chat in chats]
            kept += [f"the post of {_author(view, post)}" for post in posts or ()]
            return f"You keep {', '.join(kept)}."
        case events.RulePublished() | events.RuleWithdrawn() | events.RuleAcknowledged():
            return _said_of_rule(event)
        case events.TemplateSet(template, title):
            return f"{template_called(template).capitalize()} stands on every desk: {title}."
        case events.TemplateWithdrawn(template):
            return f"{template_called(template).capitalize()} is withdrawn."
        case events.RuleProposed(to, title):
            return f"{view.name(to)} is asked to publish “{title}”."
        case events.RuleProposalDeclined():
            return "The proposed rule will not be published."
        case events.CaseFlagged() | events.CaseUpdated() | events.CaseClosed():
            return _said_of_case(view, event)
        case events.CaseAssessed(case):
            return f"What was asked about {_called(view, case)} stands in the case."
        case events.CaseMerged(case, into):
            return f"The case of {_called(view, case)} goes on in {_case_words(view, into)}."
        case events.CaseOpinionAsked(case):
            return f"The case of {_called(view, case)} stays as it is: somebody else is asked for a second opinion."
        case events.CaseOpinionDeclined():
            return _said_of_opinion(view, event)
        case events.CaseSignedOver(case, shift):
            return f"{_called(view, case)} is signed over to {_shift(view, shift)}."
        case events.CaseSignedFor(case, shift):
            return f"You signed for {_called(view, case)} in {_shift(view, shift)}: it is yours now."
        case events.HandoverWritten(shift, to_shift):
            return f"The handover from {_shift(view, shift)} to {_shift(view, to_shift)} is written."
        case events.HandoverSigned():
            return "The handover is signed: the shift is closed."
        case events.LimitLifted(person, _, limit):
            return f"{view.name(person)} may hold {limit} chats at a time in this shift."
        case events.RoleGiven(person, role) if _goes_on(view, person, role):
            return f"{view.name(person)} goes on as {role.value}: the role rests on you now."
        case events.RoleGiven(person, role):
            return f"{view.name(person)} may act as {role.value} from now on."
        case events.RoleTaken(person, role):
            return f"{view.name(person)} no longer acts as {role.value}."
        case events.DutyStarted() | events.DutyPaused() | events.DutyEnded():
            return _said_of_duty(event)
        case events.TaskPlanned(_, shift, title):
            return f"“{title}” is to be done in {view.shifts[shift].name if shift in view.shifts else shift}."
        case events.TaskDone(task) | events.TaskUndone(task):
            title = view.tasks[task].title if task in view.tasks else task
            return f"“{title}” is {'done' if isinstance(event, events.TaskDone) else 'not done after all'}."
        case (
            events.RosterPublished()
            | events.RoutineSet()
            | events.StaffingSet()
            | events.SwapAsked()
            | events.SwapAgreed()
            | events.SwapDeclined()
        ):
            return _told_of_roster(event)
        case _:
            return "The answer stands in its thread."


def _told_of_roster(
    event: events.RosterPublished
    | events.RoutineSet
    | events.StaffingSet
    | events.SwapAsked
    | events.SwapAgreed
    | events.SwapDeclined,
) -> str:
    match event:
        case events.RosterPublished(_, name):
            return f"{name} is planned."
        case events.RoutineSet(_, title, ended=True):
            return f"“{title}” is no longer to be done again and again."
        case events.RoutineSet(_, title, times, days, name):
            return f"“{title}” is to be done {when_words(times, days or (), name or '')}."
        case events.StaffingSet(needs):
            return f"{len(needs)} needs stand." if len(needs) != 1 else "1 need stands."
        case events.SwapAsked(person=person, to=to):
            other = "" if person is None else "whoever takes it, then " if to is None else "the other, then "
            return f"It is asked for, and waits for {other}a lead."
        case events.SwapAgreed():
            return "You agreed. It waits for a lead."
        case events.SwapDeclined():  # pragma: no branch -- the type checker proves that nothing is left
            return "The roster stays as it is."


def _said_of_duty(event: events.DutyStarted | events.DutyPaused | events.DutyEnded) -> str:
    match event:
        case events.DutyStarted(_, duty):
            return f"You are on duty as {duty.value}."
        case events.DutyPaused(_, _, until):
            return f"You are on a break until {until:%H:%M} UTC."
        case events.DutyEnded(_, duty):  # pragma: no branch -- the type checker proves that nothing is left
            return f"You are off duty as {duty.value}."


def _said_of_post(
    view: View,
    event: events.PostTaken
    | events.PostReleased
    | events.PostReviewed
    | events.PostJudged
    | events.PostOpinionAsked
    | events.PostOpinionDeclined
    | events.PostDecided,
) -> str:
    whose = f"The post of {_author(view, event.post)}"
    match event:
        case events.PostTaken():
            return f"{whose} is with you now."
        case events.PostReleased():
            return f"{whose} waits again."
        case events.PostReviewed(_, _, stands):
            return (
                f"What was decided of it stands: {whose[0].lower()}{whose[1:]}." if stands else f"{whose} waits again."
            )
        case events.PostJudged(beside=beside):
            return f"What you would decide is kept: {view.name(beside)} decides {whose[0].lower()}{whose[1:]}."
        case events.PostOpinionAsked():
            return f"{whose} is not published yet: somebody else is asked for a second opinion."
        case events.PostOpinionDeclined():
            return f"{whose} is not published: a clinician decides, or whoever asked took it back."
        case events.PostDecided(_, decision):  # pragma: no branch -- the type checker proves that nothing is left
            return f"{whose} is {_DECIDED[decision]}."


def _author(view: View, post: str) -> str:
    row = view.posts.get(post)
    return row.alias if row else post


def _said_of_rule(event: events.RulePublished | events.RuleWithdrawn | events.RuleAcknowledged) -> str:
    rule = called(event.rule)
    match event:
        case events.RuleReplaced():
            return f"A new version of {rule} stands on every desk."
        case events.RulePublished():
            return f"{rule.capitalize()} stands on every desk."
        case events.RuleWithdrawn():
            return f"{rule.capitalize()} is withdrawn."
        case events.RuleAcknowledged(_, version):  # pragma: no branch -- the type checker proves that nothing is left
            return f"You have read {rule}, version {version}."


def _said_of_case(view: View, event: events.CaseFlagged | events.CaseUpdated | events.CaseClosed) -> str:
    called, row = _called(view, event.case), view.cases.get(event.case)
    lacking = "".join(f" It has no {what.split(' ', 1)[1]} yet." for what in row.lacks) if row else ""
    match event:
        case events.CaseUpdated(opinion=opinion) | events.CaseClosed(opinion=opinion) if row and opinion:
            done = "closed" if isinstance(event, events.CaseClosed) else f"at {row.risk.value} now"
            return f"The case of {called} is {done}: you both agree.{_first_reason(view, row, opinion)}"
        case events.CaseFlagged(risk=risk):
            return f"{called} is flagged at {risk.value}.{lacking}"
        case events.CaseUpdated():
            return f"The case of {called} says so now.{lacking}"
        case events.CaseClosed(_, outcome):  # pragma: no branch -- the type checker proves that nothing is left
            return f"The case of {called} is closed ({outcome})."


def _said_of_opinion(view: View, event: events.CaseOpinionDeclined) -> str:
    called, row = _called(view, event.case), view.cases.get(event.case)
    known = row.opinion_called(event.opinion) if row else None
    if row is None or known is None or known.stand is Stand.TAKEN_BACK:
        return f"The case of {called} stays as it is."
    then = "A clinician decides now." if known.stand is Stand.DISAGREED else "It stays as it is."
    return f"You do not agree about the case of {called}. {then}{_first_reason(view, row, event.opinion)}"


def _first_reason(view: View, case: Case, opinion: str) -> str:
    """What the first person gave as a reason, now that the second one has given theirs."""
    known = case.opinion_called(opinion)
    reason = known.reason_for(view.me) if known else None
    return f" {view.name(known.by)} had said: {reason}" if known and reason else ""


def _case_words(view: View, case: str) -> str:
    row = view.cases.get(case)
    return f"the one flagged at {row.at:%Y-%m-%d %H:%M} UTC" if row else case


def _called(view: View, case: str) -> str:
    row = view.cases.get(case)
    return row.alias if row else case


def _shift(view: View, shift: str) -> str:
    row = view.shifts.get(shift)
    return row.name if row else shift


def _goes_on(view: View, person: str, role: Role) -> bool:
    """Whether somebody had the role already when it was given last."""
    grants = [grant for grant in view.people.grants.get(person, ()) if grant.role is role]
    return len(grants) > 1 and grants[-2].until == grants[-1].since


def _alias(view: View, chat: str) -> str:
    row = view.chats.get(chat)
    return row.alias if row else chat
