"""What people read in plain Slack of what was done at a desk: one line for each event, in its author's voice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, TypeAlias

from console.domain import events
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.pending import Answer, Deed
from console.domain.roster import Shift
from console.domain.rules import Rule
from console.domain.tasks import Task
from console.domain.words import Decision


class Known(Protocol):
    """What names things by more than their ids; whatever is not there is called by its id."""

    @property
    def chats(self) -> Mapping[str, Chat]:
        """Chats by id."""

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Posting rules by id."""

    @property
    def shifts(self) -> Mapping[str, Shift]:
        """Shifts by id."""

    @property
    def tasks(self) -> Mapping[str, Task]:
        """Tasks by id."""

    @property
    def cases(self) -> Mapping[str, Case]:
        """Cases by id."""

    @property
    def names(self) -> Mapping[str, str]:
        """What people are called, by id."""


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
_OfShift: TypeAlias = (
    events.RosterPublished | events.LimitLifted | events.DutyStarted | events.DutyPaused | events.DutyEnded
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
_OfPost: TypeAlias = events.PostSubmitted | events.PostTaken | events.PostReleased | events.PostDecided
_OfCase: TypeAlias = (
    events.CaseFlagged | events.CaseUpdated | events.CaseClosed | events.CaseSignedOver | events.CaseSignedFor
)


def text_of(event: Deed, known: Known) -> str:
    """The text of the message that carries an event, in Slack's mrkdwn; everybody's words in it are escaped."""
    match event:
        case Answer(_, text):
            return escaped(text)
        case events.AskPosted():
            subject = _chat(event.chat, known) if event.chat else "a post" if event.post else ""
            return (f"asks about {subject}: " if subject else "asks: ") + escaped(event.question)
        case events.RoleGiven(person, role):
            return f"{_name(person, known)} may act as {role} from now on"
        case events.RoleTaken(person, role):
            return f"{_name(person, known)} no longer acts as {role}"
        case events.HandoverWritten(shift, to_shift):
            text = f"wrote the handover from {_shift(shift, known)} to {_shift(to_shift, known)}"
            return _with(text, event.notes)
        case events.HandoverSigned():
            return _with("signed the handover", event.override)
        case _:
            return _by_noun(event, known)


def _by_noun(
    event: _OfChat | _OfHands | _OfShift | _OfTask | _OfRule | _OfPost | _OfCase,
    known: Known,
) -> str:
    if isinstance(event, _OfHands):
        return _of_hands(event, known)
    if isinstance(event, _OfChat):
        return _of_chat(event, known)
    if isinstance(event, _OfShift):
        return _of_shift(event, known)
    if isinstance(event, _OfTask):
        return _of_task(event, known)
    if isinstance(event, _OfRule):
        return _of_rule(event, known)
    return _of_post(event) if isinstance(event, _OfPost) else _of_case(event, known)


def _of_hands(event: _OfHands, known: Known) -> str:
    match event:
        case events.ChatTaken(chat):
            return f"took {_chat(chat, known)}"
        case events.LeaseRenewed(chats):
            posts = len(event.posts or ())
            kept = [_chat(chat, known) for chat in chats] + (
                [f"{posts} posts" if posts > 1 else "a post"] if posts else []
            )
            return "still with " + ", ".join(kept)
        case events.ChatReleased(chat, reason):
            return _with(f"gave {_chat(chat, known)} back to the queue", reason)
        case events.ChatPassed(chat, to, note):
            return _with(f"offers {_chat(chat, known)} to {_name(to, known)}", note)
        case events.PassReturned(chat, reason):  # pragma: no branch - the type checker proves that nothing is left
            return _with(f"cannot take {_chat(chat, known)} now", reason)


def _of_chat(event: _OfChat, known: Known) -> str:
    match event:
        case events.ChatOpened():
            text = f"{escaped(event.alias)} ({event.age_band}) is waiting, {event.risk}"
            return _with(text, event.topic)
        case events.ChatUpdated(chat, risk, topic):
            text = f"there is news of {_chat(chat, known)}" + (f", now {risk}" if risk else "")
            return _with(text, topic)
        case events.ChatEnded(chat, reason):
            return _with(f"{_chat(chat, known)} is no longer there", reason)
        case events.ChatRiskSet(chat, risk, reason):
            return _with(f"set {_chat(chat, known)} to {risk}", reason)
        case events.ChatNoted(chat, note):
            return _with(f"noted on {_chat(chat, known)}", note)
        case events.ChatClosed(chat, outcome, note):
            return _with(f"closed {_chat(chat, known)} ({outcome})", note)
        case events.ChatReopened(chat, reason):  # pragma: no branch - the type checker proves that nothing is left
            return _with(f"put {_chat(chat, known)} back in the queue", reason)


def _of_shift(event: _OfShift, known: Known) -> str:
    match event:
        case events.RosterPublished():
            text = f"planned {escaped(event.name)}, {_date(event.starts)} to {_time(event.ends)}"
            return f"{text}: {len(event.duties)} duties"
        case events.LimitLifted(person, shift, limit):
            return f"{_name(person, known)} may hold {limit} chats in {_shift(shift, known)}"
        case events.DutyStarted(_, duty):
            return f"is on duty as {duty}"
        case events.DutyPaused(_, _, until):
            return f"is on a break until {_time(until)}"
        case events.DutyEnded():  # pragma: no branch - the type checker proves that nothing is left
            return "is off duty"


def _of_task(event: _OfTask, known: Known) -> str:
    match event:
        case events.TaskPlanned():
            text = f"to do: {escaped(event.title)}"
            text += f", by {_time(event.due)}" if event.due else ""
            return text + (f", {_name(event.person, known)}" if event.person else "")
        case events.TaskDone(task, reason):
            return _with(f"done: {_task(task, known)}", reason)
        case events.TaskUndone(task, reason):  # pragma: no branch - the type checker proves that nothing is left
            return _with(f"not done after all: {_task(task, known)}", reason)


def _of_rule(event: _OfRule, known: Known) -> str:
    match event:
        case events.RuleReplaced():
            return f"new version of {_published(event)}"
        case events.RulePublished():
            return f"new {_published(event)}"
        case events.RuleWithdrawn(rule, reason):
            return _with(f"rule {_number(rule)}{_title(rule, known)} is withdrawn", reason)
        case events.RuleProposed(to, title, body):
            return f"asks {_name(to, known)} to publish a rule: {escaped(title)}\n{escaped(body)}\n(not a rule yet)"
        case events.RuleProposalDeclined(_, reason):
            return _with("a proposed rule will not be published", reason)
        case events.RuleAcknowledged(rule, version):  # pragma: no branch - the type checker proves that nothing is left
            return f"read and understood rule {_number(rule)}, version {version}"


def _published(event: events.RulePublished) -> str:
    text = f"rule {_number(event.rule)}: {escaped(event.title)}\n{escaped(event.body)}"
    return f"{text}\n(although an example fails: {escaped(event.despite)})" if event.despite else text


def _of_post(event: _OfPost) -> str:
    match event:
        case events.PostSubmitted():
            return f"{escaped(event.alias)} ({event.age_band}) wrote a post for the {event.place}"
        case events.PostTaken():
            return "began to decide a post"
        case events.PostReleased(_, reason):
            return _with("gave a post back undecided", reason)
        case events.PostDecided(_, decision, rule):  # pragma: no branch - the type checker proves that nothing is left
            return _DECIDED[decision] + (f" (rule {_number(rule)})" if rule else "")


def _of_case(event: _OfCase, known: Known) -> str:
    match event:
        case events.CaseFlagged():
            text = f"flagged {escaped(event.alias)} as at risk ({event.risk})"
            text += f", {_name(event.owner, known)} sees to it" if event.owner else ""
            text += f", next check {_time(event.next_check)}" if event.next_check else ""
            return _with(text, event.summary)
        case events.CaseUpdated():
            text = f"case {_case(event.case, known)}" + (f", now {event.risk}" if event.risk else "")
            text += f", {_name(event.owner, known)} sees to it" if event.owner else ""
            text += f", next check {_time(event.next_check)}" if event.next_check else ""
            return _with(text, event.summary)
        case events.CaseClosed(case, outcome, note):
            return _with(f"closed case {_case(case, known)} ({escaped(outcome)})", note)
        case events.CaseSignedOver(case, shift):
            return f"signed case {_case(case, known)} over to {_shift(shift, known)}"
        case events.CaseSignedFor(
            case, _, read_back
        ):  # pragma: no branch - the type checker proves that nothing is left
            return _with(f"signed for case {_case(case, known)}", read_back)


_DECIDED: Mapping[Decision, str] = {
    Decision.PUBLISH: "published a post",
    Decision.EDIT: "edited and published a post",
    Decision.HOLD: "holds a post",
    Decision.DECLINE: "declined a post",
    Decision.ESCALATE: "escalated a post",
}


def escaped(text: str) -> str:
    """Words as Slack wants them: its three special characters replaced, so that nothing in them is a command."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _with(text: str, words: str | None) -> str:
    return f"{text}: {escaped(words)}" if words else text


def _chat(chat: str, known: Known) -> str:
    row = known.chats.get(chat)
    return escaped(chat) if row is None else f"{escaped(row.alias)} ({row.risk})"


def _name(person: str, known: Known) -> str:
    # A name and no mention: what is done at desks must not make everybody's phone ring.
    return escaped(known.names.get(person, person))


def _shift(shift: str, known: Known) -> str:
    row = known.shifts.get(shift)
    return escaped(shift if row is None else row.name)


def _task(task: str, known: Known) -> str:
    row = known.tasks.get(task)
    return escaped(task if row is None else row.title)


def _case(case: str, known: Known) -> str:
    row = known.cases.get(case)
    return escaped(case if row is None else row.alias)


def _number(rule: str) -> str:
    return escaped(rule.removeprefix("R"))


def _title(rule: str, known: Known) -> str:
    row = known.rules.get(rule)
    return "" if row is None else f" ({escaped(row.latest.title)})"


def _time(at: datetime) -> str:
    """A time of day that Slack shows in each reader's own zone."""
    return f"<!date^{int(at.timestamp())}^{{time}}|{at:%H:%M} UTC>"


def _date(at: datetime) -> str:
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at.day} {at:%B %H:%M} UTC>"
