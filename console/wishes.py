"""A wish in words, as somebody types it at the command line, and the action that it means at a desk."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from console import post_wishes, roster_wishes, template_wishes
from console.desk import View
from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.giving import confirming, may_confirm, why_none
from console.domain.messages import EPOCH
from console.domain.words import AgeBand, Category, ChatOutcome, Decision, Duty, Intent, Risk, Role
from console.naming import case_of, chat_of, person_of, post_of, rule_of, shift_of, task_of, typed_moment


class What(StrEnum):
    """The actions of the command line, by their names there."""

    TAKE_NEXT = "take-next"
    TAKE_CHAT = "take-chat"
    RELEASE_CHAT = "release-chat"
    PASS_CHAT = "pass-chat"  # noqa: S105 -- an offer, and no word that opens anything
    RETURN_PASS = "return-pass"  # noqa: S105 -- the same
    CLOSE_CHAT = "close-chat"
    REOPEN_CHAT = "reopen-chat"
    NOTE_CHAT = "note-chat"
    SET_RISK = "set-risk"
    ASK = "ask"
    ANSWER = "answer"
    LIFT_LIMIT = "lift-limit"
    GIVE_ROLE = "give-role"
    TAKE_ROLE = "take-role"
    CONFIRM_ROLES = "confirm-roles"
    PUBLISH_RULE = "publish-rule"
    WITHDRAW_RULE = "withdraw-rule"
    ACKNOWLEDGE_RULE = "acknowledge-rule"
    PROPOSE_RULE = "propose-rule"
    DECLINE_PROPOSAL = "decline-proposal"
    RENEW = "renew"
    FLAG_CASE = "flag-case"
    UPDATE_CASE = "update-case"
    ASSESS_CASE = "assess-case"
    MERGE_CASE = "merge-case"
    CLOSE_CASE = "close-case"
    AGREE = "agree"
    DISAGREE = "disagree"
    SIGN_OVER = "sign-over"
    SIGN_FOR = "sign-for"
    START_DUTY = "start-duty"
    PAUSE_DUTY = "pause-duty"
    END_DUTY = "end-duty"
    PLAN_TASK = "plan-task"
    TAKE_TASK = "take-task"
    FINISH_TASK = "finish-task"
    REOPEN_TASK = "reopen-task"
    CARRY_TASK = "carry-task"
    WRITE_HANDOVER = "write-handover"
    SIGN_HANDOVER = "sign-handover"
    PUBLISH_ROSTER = "publish-roster"
    TAKE_POST = "take-post"
    RELEASE_POST = "release-post"
    DECIDE_POST = "decide-post"
    REVIEW_POST = "review-post"
    JUDGE_POST = "judge-post"
    AGREE_POST = "agree-post"
    DISAGREE_POST = "disagree-post"
    ASK_ABOUT_POST = "ask-about-post"
    SET_TEMPLATE = "set-template"
    WITHDRAW_TEMPLATE = "withdraw-template"
    SET_ROUTINE = "set-routine"
    SET_STAFFING = "set-staffing"
    TAKE_SHIFT = "take-shift"
    GIVE_SHIFT = "give-shift"
    AGREE_SWAP = "agree-swap"
    DECLINE_SWAP = "decline-swap"
    CONSENT_SWAP = "consent-swap"


class Flag(msgspec.Struct, frozen=True):
    """What somebody typed of a case: ``next_check`` a time of day or a moment (RFC 3339), ``owner`` an id or a name."""

    risk: Risk | None = None
    alias: str = ""
    age_band: AgeBand | None = None
    intent: Intent | None = None
    category: Category | None = None
    summary: str = ""
    owner: str = ""
    next_check: str = ""
    plan: str = ""
    if_then: str = ""
    post: str = ""


class Wish(msgspec.Struct, frozen=True):
    """What somebody typed; ``id`` is the action's own, so that a wish that is handed on twice is done once.

    ``chat`` is an id or an alias, ``person`` an id or a name, ``about`` a question's id, or the chat it is about;
    ``rule`` an id or its number, ``publish`` a whole rule; ``case`` an id or an alias, ``flag`` what a case is to say,
    ``assessment`` what was found out about the risk, ``into`` the id of the case in which it goes on.
    ``task`` is an id or a title, ``shift`` an id or a name; ``when`` is a local time, or a moment.
    ``post`` is an id or an alias; of a decision on it ``text`` is it as edited, ``person`` and ``when`` are for whom
    and until when it is held, ``message`` is what its author is told, ``why`` the reason against a rule's advice.
    ``routine`` is an id or a title, ``swap`` the id of a change of the roster or who asked for it; the place that is
    given in return is ``for_shift`` and ``for_duty``.
    ``template`` is an id, a number or a title; of one that is set ``message`` is the wording.
    ``strict`` says that words which touch a stop rule are not to be sent, ``quoted`` that what the member wrote goes
    with a question.
    """

    action: What
    id: str
    wait: bool = True
    chat: str = ""
    person: str = ""
    about: str = ""
    text: str = ""
    outcome: ChatOutcome = ChatOutcome.OTHER
    risk: Risk = Risk.E
    role: Role = Role.SUPPORT
    limit: int = 0
    rule: str = ""
    publish: actions.PublishRule | None = None
    case: str = ""
    flag: Flag | None = None
    shift: str = ""
    duty: Duty | None = None
    task: str = ""
    when: str = ""
    to_shift: str = ""
    roster: actions.PublishRoster | None = None
    post: str = ""
    decision: Decision = Decision.PUBLISH
    note: str = ""
    message: str = ""
    why: str = ""
    outside: str | None = None
    strict: bool = False
    quoted: bool = False
    routine: str = ""
    times: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    ended: bool = False
    needs: tuple[str, ...] = ()
    swap: str = ""
    for_shift: str = ""
    for_duty: Duty | None = None
    assessment: actions.AssessCase | None = None
    into: str = ""
    stands: bool = True
    template: str = ""
    rules: tuple[str, ...] = ()


def action_of(view: View, wish: Wish, now: datetime = EPOCH, zone: tzinfo = UTC) -> Action | Refusal:  # noqa: C901, PLR0912 -- one arm for each of the closed set
    """The action that a wish means, or why it cannot be told; times are the zone's, and the next after now."""
    chat = person = ""
    if wish.chat:
        found = chat_of(view, wish.chat, over=wish.action is What.REOPEN_CHAT)
        if isinstance(found, Refusal):
            return found
        chat = found
    if wish.person:
        found = person_of(view, wish.person)
        if isinstance(found, Refusal):
            return found
        person = found
    match wish.action:
        case What.TAKE_CHAT:
            return actions.TakeChat(chat)
        case What.RELEASE_CHAT:
            return actions.ReleaseChat(chat, wish.text)
        case What.PASS_CHAT:
            return actions.PassChat(chat, person, wish.text)
        case What.RETURN_PASS:
            return actions.ReturnPass(chat, wish.text)
        case What.CLOSE_CHAT:
            return actions.CloseChat(chat, wish.outcome, wish.text)
        case What.REOPEN_CHAT:
            return actions.ReopenChat(chat, wish.text)
        case What.NOTE_CHAT:
            return actions.NoteChat(chat, wish.text)
        case What.SET_RISK:
            return actions.SetRisk(chat, wish.risk, wish.text)
        case What.ASK:
            return actions.AskTeam(chat, wish.text, wish.quoted)
        case What.LIFT_LIMIT:
            return actions.LiftLimit(person, wish.limit)
        case What.GIVE_ROLE:
            return actions.GiveRole(person, wish.role)
        case What.TAKE_ROLE:
            return actions.TakeRole(person, wish.role)
        case What.RENEW:
            return actions.RenewLeases()
        case What.TAKE_NEXT:
            return actions.TakeNext()
        case What.PUBLISH_RULE:
            return wish.publish or Refusal("There is no rule to publish.")
        case What.PROPOSE_RULE:
            draft = wish.publish
            return Refusal("There is no rule to propose.") if draft is None else actions.ProposeRule(person, draft)
        case What.DECLINE_PROPOSAL:
            return actions.DeclineProposal(wish.about, wish.text)
        case What.WITHDRAW_RULE:
            return actions.WithdrawRule(rule_of(view, wish.rule), wish.text)
        case What.ACKNOWLEDGE_RULE:
            return actions.AcknowledgeRule(rule_of(view, wish.rule))
        case What.PUBLISH_ROSTER:
            return wish.roster or Refusal("There is no shift to publish.")
        case (
            What.TAKE_POST
            | What.RELEASE_POST
            | What.DECIDE_POST
            | What.ASK_ABOUT_POST
            | What.REVIEW_POST
            | What.JUDGE_POST
            | What.AGREE_POST
            | What.DISAGREE_POST
        ):
            return _about_post(view, wish, person, now, zone)
        case What.SET_TEMPLATE | What.WITHDRAW_TEMPLATE:
            return template_wishes.kept(view, wish, withdraw=wish.action is What.WITHDRAW_TEMPLATE)
        case What.START_DUTY | What.PAUSE_DUTY | What.END_DUTY:
            return _duty_of(view, wish, now, zone)
        case What.PLAN_TASK | What.TAKE_TASK | What.FINISH_TASK | What.REOPEN_TASK | What.CARRY_TASK:
            return _about_task(view, wish, person, now, zone)
        case What.SET_ROUTINE:
            return roster_wishes.routine(view, wish)
        case What.SET_STAFFING:
            return roster_wishes.staffing(wish)
        case What.TAKE_SHIFT | What.GIVE_SHIFT:
            return roster_wishes.place(view, wish, person, now, take=wish.action is What.TAKE_SHIFT)
        case What.AGREE_SWAP | What.DECLINE_SWAP:
            return roster_wishes.answer(view, wish, agree=wish.action is What.AGREE_SWAP)
        case What.ASSESS_CASE:
            asked = wish.assessment or actions.AssessCase("")
            return _about_case(view, wish, lambda case: replace(asked, case=case))
        case What.MERGE_CASE:
            return _about_case(view, wish, lambda case: actions.MergeCase(case, wish.into))
        case What.CLOSE_CASE:
            return _about_case(view, wish, lambda case: actions.CloseCase(case, wish.about, wish.text))
        case What.AGREE | What.DISAGREE:
            agrees = wish.action is What.AGREE
            return _about_case(view, wish, lambda case: actions.GiveOpinion(case, agrees, wish.text))
        case What.SIGN_OVER:
            return _about_case(view, wish, lambda case: actions.SignOver(case, wish.shift))
        case What.SIGN_FOR:
            return _about_case(view, wish, lambda case: actions.SignFor(case, wish.text, wish.shift))
        case (
            What.ANSWER
            | What.CONFIRM_ROLES
            | What.CONSENT_SWAP
            | What.FLAG_CASE
            | What.UPDATE_CASE
            | What.WRITE_HANDOVER
            | What.SIGN_HANDOVER
        ):  # pragma: no branch -- the type checker proves that nothing is left
            return Refusal("This is done otherwise.")


def _about_post(view: View, wish: Wish, person: str, now: datetime, zone: tzinfo) -> Action | Refusal:
    post = post_of(view, wish.post)
    if isinstance(post, Refusal):
        return post
    if wish.action is What.DECIDE_POST:
        decided = post_wishes.decide(view, wish, post, person=person, now=now, zone=zone)
        return decided if isinstance(decided, Refusal) else template_wishes.worded(view, decided, wish.template, now)
    return _OF_POSTS[wish.action](view, wish, post)


_OF_POSTS: Final[Mapping[What, Callable[[View, Wish, str], Action]]] = {
    What.TAKE_POST: post_wishes.take,
    What.RELEASE_POST: post_wishes.release,
    What.ASK_ABOUT_POST: post_wishes.ask,
    What.REVIEW_POST: post_wishes.review,
    What.JUDGE_POST: post_wishes.judge,
    What.AGREE_POST: post_wishes.agree,
    What.DISAGREE_POST: post_wishes.disagree,
}


def _duty_of(view: View, wish: Wish, now: datetime, zone: tzinfo) -> Action | Refusal:
    shift = shift_of(view, wish.shift, now)
    if isinstance(shift, Refusal):
        return shift
    if wish.action is What.START_DUTY:
        return actions.StartDuty(wish.duty, shift)
    if wish.action is What.END_DUTY:
        return actions.EndDuty(wish.duty, shift)
    until = typed_moment(wish.when, now, zone) or Refusal("Say until when.")
    return until if isinstance(until, Refusal) else actions.PauseDuty(until, wish.duty, shift)


def _about_task(view: View, wish: Wish, person: str, now: datetime, zone: tzinfo) -> Action | Refusal:
    if wish.action is What.PLAN_TASK:
        shift = shift_of(view, wish.shift, now)
        due = typed_moment(wish.when, now, zone)
        if isinstance(shift, Refusal):
            return shift
        return due if isinstance(due, Refusal) else actions.PlanTask(wish.text, due, person, shift)
    task = task_of(view, wish.task)
    if isinstance(task, Refusal):
        return task
    match wish.action:
        case What.TAKE_TASK:
            return actions.TakeTask(task)
        case What.FINISH_TASK:
            return actions.FinishTask(task, wish.text)
        case What.REOPEN_TASK:
            return actions.ReopenTask(task, wish.text)
        case _:
            return actions.CarryTask(task)


def confirmed_of(view: View, wish: Wish, at: datetime) -> tuple[Action, ...] | Refusal:
    """The actions by which every role that is in doubt is confirmed, or only those of the person that is named."""
    doubtful = view.people.doubtful()
    if wish.person:
        person = person_of(view, wish.person)
        if isinstance(person, Refusal):
            return person
        doubtful = tuple(one for one in doubtful if one.person == person)
    refusal = why_none(view, doubtful, view.me, at)
    if refusal is not None:
        return refusal
    return tuple(confirming(one) for one in may_confirm(view, doubtful, view.me))


def case_wish(view: View, wish: Wish, now: datetime, zone: tzinfo) -> Action | Refusal:
    """The action of a wish that flags or changes a case, or why it cannot be told."""
    flag = wish.flag or Flag()
    owner = person_of(view, flag.owner) if flag.owner else ""
    if isinstance(owner, Refusal):
        return owner
    next_check = typed_moment(flag.next_check, now, zone)
    if isinstance(next_check, Refusal):
        return next_check
    if wish.action is What.UPDATE_CASE:
        return _about_case(
            view,
            wish,
            lambda case: actions.UpdateCase(
                case,
                flag.risk,
                flag.intent,
                flag.category,
                flag.summary,
                owner,
                next_check,
                flag.plan,
                flag.if_then,
                wish.why,
                wish.outside,
            ),
        )
    chat = chat_of(view, wish.chat) if wish.chat else ""
    if isinstance(chat, Refusal):
        return chat
    post = post_of(view, flag.post) if flag.post else ""
    if isinstance(post, Refusal):
        return post
    known = view.chats.get(chat)
    risk = flag.risk or (known.risk if known else None)
    if risk is None:
        return Refusal("Say how high the risk is, from A to E.")
    return actions.FlagCase(
        risk,
        chat,
        flag.alias,
        flag.age_band,
        flag.intent,
        flag.category,
        flag.summary,
        owner,
        next_check,
        flag.plan,
        flag.if_then,
        post,
    )


def _about_case(view: View, wish: Wish, action: Callable[[str], Action]) -> Action | Refusal:
    """The action on the case of that id or alias; of several with that alias the one that is open."""
    found = case_of(view, wish.case)
    return found if isinstance(found, Refusal) else action(found)
