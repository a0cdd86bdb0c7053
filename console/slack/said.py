"""What people read in plain Slack of what was done at a desk: one line for each event, in its author's voice."""

from collections.abc import Mapping
from typing import TypeAlias

from console.domain import events
from console.domain.cases import QUESTIONS
from console.domain.pending import Answer, Deed
from console.domain.words import Decision
from console.slack.mrkdwn import (
    Known,
    case_name,
    chat_name,
    escaped,
    name,
    number,
    rule_title,
    shift_name,
    task_name,
    time_of_day,
    with_words,
)
from console.slack.report import report_of
from console.slack.rostered import of_roster

_OfChat: TypeAlias = (
    events.ChatOpened
    | events.ChatUpdated
    | events.ChatEnded
    | events.ChatRiskSet
    | events.ChatNoted
    | events.ChatClosed
    | events.ChatReopened
)
_OfHands: TypeAlias = (
    events.ChatTaken | events.LeaseRenewed | events.ChatReleased | events.ChatPassed | events.PassReturned
)
_OfShift: TypeAlias = events.LimitLifted | events.DutyStarted | events.DutyPaused | events.DutyEnded
_OfRoster: TypeAlias = (
    events.RosterPublished
    | events.RoutineSet
    | events.StaffingSet
    | events.SwapAsked
    | events.SwapAgreed
    | events.SwapDeclined
)
_OfTask: TypeAlias = events.TaskPlanned | events.TaskDone | events.TaskUndone
_OfRule: TypeAlias = (
    events.RulePublished
    | events.RuleReplaced
    | events.RuleWithdrawn
    | events.RuleAcknowledged
    | events.RuleProposed
    | events.RuleProposalDeclined
)
_OfTemplate: TypeAlias = events.TemplateSet | events.TemplateWithdrawn
_OfPost: TypeAlias = (
    events.PostSubmitted
    | events.PostTaken
    | events.PostReleased
    | events.PostReviewed
    | events.PostJudged
    | events.PostOpinionAsked
    | events.PostOpinionDeclined
    | events.PostDecided
)
_OfCase: TypeAlias = (
    events.CaseFlagged
    | events.CaseUpdated
    | events.CaseAssessed
    | events.CaseMerged
    | events.CaseClosed
    | events.CaseSignedOver
    | events.CaseSignedFor
    | events.CaseOpinionAsked
    | events.CaseOpinionDeclined
)


def text_of(event: Deed, known: Known) -> str:
    """The text of the message that carries an event, in Slack's mrkdwn; everybody's words in it are escaped."""
    match event:
        case Answer(_, text):
            return escaped(text)
        case events.AskPosted():
            subject = chat_name(event.chat, known) if event.chat else "a post" if event.post else ""
            return (f"asks about {subject}: " if subject else "asks: ") + escaped(event.question)
        case events.RoleGiven(person, role):
            return f"{name(person, known)} may act as {role} from now on"
        case events.RoleTaken(person, role):
            return f"{name(person, known)} no longer acts as {role}"
        case events.HandoverWritten():
            return report_of(event, known)
        case events.HandoverSigned():
            return with_words("signed the handover", event.override)
        case _:
            return _by_noun(event, known)


def _by_noun(
    event: _OfChat | _OfHands | _OfRoster | _OfShift | _OfTask | _OfRule | _OfTemplate | _OfPost | _OfCase,
    known: Known,
) -> str:
    if isinstance(event, _OfHands):
        return _of_hands(event, known)
    if isinstance(event, _OfChat):
        return _of_chat(event, known)
    if isinstance(event, _OfRoster):
        return of_roster(event, known)
    if isinstance(event, _OfShift):
        return _of_shift(event, known)
    if isinstance(event, _OfTask):
        return _of_task(event, known)
    if isinstance(event, _OfRule):
        return _of_rule(event, known)
    if isinstance(event, _OfTemplate):
        return _of_template(event, known)
    return _of_post(event, known) if isinstance(event, _OfPost) else _of_case(event, known)


def _of_hands(event: _OfHands, known: Known) -> str:
    match event:
        case events.ChatTaken(chat):
            return f"took {chat_name(chat, known)}"
        case events.LeaseRenewed(chats):
            posts = len(event.posts or ())
            kept = [chat_name(chat, known) for chat in chats] + (
                [f"{posts} posts" if posts > 1 else "a post"] if posts else []
            )
            return "still with " + ", ".join(kept)
        case events.ChatReleased(chat, reason):
            return with_words(f"gave {chat_name(chat, known)} back to the queue", reason)
        case events.ChatPassed(chat, to, note):
            return with_words(f"offers {chat_name(chat, known)} to {name(to, known)}", note)
        case events.PassReturned(chat, reason):  # pragma: no branch - the type checker proves that nothing is left
            return with_words(f"cannot take {chat_name(chat, known)} now", reason)


def _of_chat(event: _OfChat, known: Known) -> str:
    match event:
        case events.ChatOpened():
            text = f"{escaped(event.alias)} ({event.age_band}) is waiting, {event.risk}"
            return with_words(text, event.topic)
        case events.ChatUpdated(chat, risk, topic):
            text = f"there is news of {chat_name(chat, known)}" + (f", now {risk}" if risk else "")
            return with_words(text, topic)
        case events.ChatEnded(chat, reason):
            return with_words(f"{chat_name(chat, known)} is no longer there", reason)
        case events.ChatRiskSet(chat, risk, reason):
            return with_words(f"set {chat_name(chat, known)} to {risk}", reason)
        case events.ChatNoted(chat, note):
            return with_words(f"noted on {chat_name(chat, known)}", note)
        case events.ChatClosed(chat, outcome, note):
            return with_words(f"closed {chat_name(chat, known)} ({outcome})", note)
        case events.ChatReopened(chat, reason):  # pragma: no branch - the type checker proves that nothing is left
            return with_words(f"put {chat_name(chat, known)} back in the queue", reason)


def _of_shift(event: _OfShift, known: Known) -> str:
    match event:
        case events.LimitLifted(person, shift, limit):
            return f"{name(person, known)} may hold {limit} chats in {shift_name(shift, known)}"
        case events.DutyStarted(_, duty):
            return f"is on duty as {duty}"
        case events.DutyPaused(_, _, until):
            return f"is on a break until {time_of_day(until)}"
        case events.DutyEnded():  # pragma: no branch - the type checker proves that nothing is left
            return "is off duty"


def _of_task(event: _OfTask, known: Known) -> str:
    match event:
        case events.TaskPlanned():
            text = f"to do: {escaped(event.title)}"
            text += f", by {time_of_day(event.due)}" if event.due else ""
            return text + (f", {name(event.person, known)}" if event.person else "")
        case events.TaskDone(task, reason):
            return with_words(f"done: {task_name(task, known)}", reason)
        case events.TaskUndone(task, reason):  # pragma: no branch - the type checker proves that nothing is left
            return with_words(f"not done after all: {task_name(task, known)}", reason)


def _of_rule(event: _OfRule, known: Known) -> str:
    match event:
        case events.RuleReplaced():
            return f"new version of {_published(event)}"
        case events.RulePublished():
            return f"new {_published(event)}"
        case events.RuleWithdrawn(rule, reason):
            return with_words(f"rule {number(rule)}{rule_title(rule, known)} is withdrawn", reason)
        case events.RuleProposed(to, title, body):
            return f"asks {name(to, known)} to publish a rule: {escaped(title)}\n{escaped(body)}\n(not a rule yet)"
        case events.RuleProposalDeclined(_, reason):
            return with_words("a proposed rule will not be published", reason)
        case events.RuleAcknowledged(rule, version):  # pragma: no branch - the type checker proves that nothing is left
            return f"read and understood rule {number(rule)}, version {version}"


def _published(event: events.RulePublished) -> str:
    text = f"rule {number(event.rule)}: {escaped(event.title)}\n{escaped(event.body)}"
    return f"{text}\n(although an example fails: {escaped(event.despite)})" if event.despite else text


def _of_template(event: _OfTemplate, known: Known) -> str:
    row = known.templates.get(event.template)
    called = f"template {escaped(event.template.removeprefix('T'))}"
    match event:
        case events.TemplateSet(_, title, body):
            version = 1 if row is None else row.latest.number + 1
            what = f"new {called}" if version == 1 else f"new version of {called}, now version {version}"
            return f"{what}: {escaped(title)}\n{escaped(body)}"
        case events.TemplateWithdrawn(_, reason):  # pragma: no branch - the type checker proves that nothing is left
            title = "" if row is None else f" ({escaped(row.latest.title)})"
            return with_words(f"{called}{title} is no longer to be used", reason)


def _of_post(event: _OfPost, known: Known) -> str:
    match event:
        case events.PostSubmitted():
            return f"{escaped(event.alias)} ({event.age_band}) wrote a post for the {event.place}"
        case events.PostTaken():
            return "began to decide a post"
        case events.PostReleased(_, reason):
            return with_words("gave a post back undecided", reason)
        case events.PostReviewed(_, _, stands, reason):
            said = "agrees with" if stands else "overturned"
            return with_words(f"looked at a decision again, and {said} it", reason)
        # What they would decide is not told: whoever is beside them decides first.
        case events.PostJudged(beside=beside):
            return f"decided a post blind, beside {name(beside, known)}"
        # No reason is told here: whoever answers gives their own first.
        case events.PostOpinionAsked(rule=rule):
            touches = f" although it touches rule {number(rule)}" if rule else ""
            return f"would publish a post{touches}, and asks for a second opinion"
        case events.PostOpinionDeclined():
            return "does not agree to publish a post"
        case events.PostDecided(_, decision, rule):  # pragma: no branch - the type checker proves that nothing is left
            said = _DECIDED[decision] + (f" (rule {number(rule)})" if rule else "")
            return said + (f", with template {escaped(event.template.removeprefix('T'))}" if event.template else "")


def _of_case(event: _OfCase, known: Known) -> str:
    match event:
        case events.CaseFlagged():
            text = f"flagged {escaped(event.alias)} as at risk ({event.risk})"
            text += f", {name(event.owner, known)} sees to it" if event.owner else ""
            text += f", next check {time_of_day(event.next_check)}" if event.next_check else ""
            return with_words(text, event.summary)
        case events.CaseUpdated():
            text = f"case {case_name(event.case, known)}" + (f", now {event.risk}" if event.risk else "")
            text += f", {name(event.owner, known)} sees to it" if event.owner else ""
            text += f", next check {time_of_day(event.next_check)}" if event.next_check else ""
            return with_words(text, event.summary)
        case events.CaseAssessed():
            return _assessed(event, known)
        case events.CaseMerged(case, into):
            return f"case {case_name(case, known)} goes on in case {case_name(into, known)}"
        case events.CaseClosed(case, outcome, note):
            return with_words(f"closed case {case_name(case, known)} ({escaped(outcome)})", note)
        case events.CaseSignedOver(case, shift):
            return f"signed case {case_name(case, known)} over to {shift_name(shift, known)}"
        case events.CaseSignedFor(case, _, read_back):
            return with_words(f"signed for case {case_name(case, known)}", read_back)
        # No reason is told here: whoever answers gives their own first.
        case events.CaseOpinionAsked(case, _, outcome, risk):
            wish = f"would close case {case_name(case, known)}" if outcome is not None else ""
            return (wish or f"would lower case {case_name(case, known)} to {risk}") + " and asks for a second opinion"
        case events.CaseOpinionDeclined(case):  # pragma: no branch - the type checker proves that nothing is left
            return f"does not agree about case {case_name(case, known)}"


def _assessed(event: events.CaseAssessed, known: Known) -> str:
    asked = {question: getattr(event, question) for question in QUESTIONS}
    told = "; ".join(f"{_ASKED[question]}: {escaped(answer)}" for question, answer in asked.items() if answer)
    return f"asked about the risk in case {case_name(event.case, known)}" + (f": {told}" if told else "")


_ASKED: Mapping[str, str] = {
    "acted": "has acted",
    "means": "has the means",
    "plan": "has a plan",
    "when": "when",
    "alone": "is alone",
    "protective": "what holds them",
    "informed": "who was told",
    "references": "more stands in",
}
_DECIDED: Mapping[Decision, str] = {
    Decision.PUBLISH: "published a post",
    Decision.EDIT: "edited and published a post",
    Decision.HOLD: "holds a post",
    Decision.DECLINE: "declined a post",
    Decision.ESCALATE: "escalated a post",
}
