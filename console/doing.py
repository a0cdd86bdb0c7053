"""A wish from the command line, done at a desk: understood, decided, sent, and what became of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from console import handing
from console.acting import Acting
from console.desk import View
from console.domain import events
from console.domain.actions import Action, DecidePost, GiveRole, Refusal, TakeRole
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.connection import Link
from console.domain.opinions import Stand
from console.domain.pending import Deed, Pending, Stage
from console.domain.rules import Rule, called
from console.domain.settling import CONTESTED, explained
from console.domain.words import Decision, Role
from console.naming import ask_of, asks_of
from console.station import Station
from console.touching import advised, touching_of
from console.wishes import What, Wish, action_of, case_wish, confirmed_of

STANDS: Final = 0
REFUSED: Final = 3  # by the desk's own rules, by Slack, or lost to somebody else
KEPT: Final = 4  # Slack cannot be reached; it waits in the outbox

DONE_BEFORE: Final = "This was done before."
_DECIDED: Final = {
    Decision.PUBLISH: "published",
    Decision.EDIT: "edited and published",
    Decision.HOLD: "held",
    Decision.DECLINE: "declined",
    Decision.ESCALATE: "escalated",
}
UNREACHED: Final = 10.0  # seconds for which a Slack that cannot be reached is waited for
PATIENCE: Final = 60.0  # seconds for one that can, and does not take it (it may ask to wait that long)
_LOOK: Final = 0.1  # seconds; the connection tells nobody when it changes


def question_of(wish: Wish) -> dict[str, Any]:
    """The wish as a question at a desk's door."""
    return {"ask": "do", **msgspec.to_builtins(wish)}


async def answers(station: Station, question: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Do what a question asks for: first ``heard``, a sentence ``waits`` if need be, and at last what it ``became``."""
    try:
        wish = msgspec.convert(question, Wish)
    except msgspec.ValidationError:
        yield {"refused": "This console is another version and does not know that action."}
        return
    yield {"heard": wish.id}
    async for answer in do(station, wish):
        yield answer


async def do(station: Station, wish: Wish) -> AsyncIterator[dict[str, Any]]:
    """Do it at a desk, and tell what it became; before that what its words touch, and a sentence while it waits."""
    if wish.action is What.CONFIRM_ROLES:
        async for answer in _confirm_roles(station, wish):
            yield answer
        return
    touching = touching_of(station.desk.view(), wish, station.clock.now())
    if touching.stops and wish.strict:
        yield _became(wish, REFUSED, f"{touching.said} Without --strict it is sent all the same.")
        return
    if touching.said:
        yield {"touches": touching.said}
    async for answer in _done(station, wish):
        yield answer


async def _done(station: Station, wish: Wish) -> AsyncIterator[dict[str, Any]]:
    """Send it, and wait until it is read back."""
    acting = station.acting
    assert acting is not None  # noqa: S101 -- only a cache that is read beside its owner has no hands
    if (before := await _done_before(station, wish)) is not None:
        yield before
        return
    pending = acting.waits(wish.id) or await _submit(station, acting, wish)
    if isinstance(pending, Refusal):
        yield _became(wish, REFUSED, pending.why)
        return
    if not wish.wait:
        yield _became(
            wish, STANDS, "This is in the outbox, and goes out with the next command or window.", pending.event
        )
        return
    begun, unreached = time.monotonic(), 0.0
    while (now := acting.waits(wish.id)) is not None:
        if now.stage is Stage.STUCK and await acting.take_back(wish.id):
            yield _became(wish, REFUSED, now.why, pending.event)
            return
        link, moment = station.desk.connection.link, time.monotonic()
        if link in (Link.LIVE, Link.POLLING):
            unreached = 0.0
        elif link in (Link.OFFLINE, Link.REFUSED) and not unreached:
            unreached = moment
            yield {"waits": f"{_trouble(station)} This waits in the outbox."}
        patience_over = moment - begun > PATIENCE or (unreached and moment - unreached > UNREACHED)
        if patience_over or link is Link.REFUSED:
            why = now.why or (_trouble(station) if unreached else "Slack has not taken this yet.")
            yield _became(
                wish, KEPT, f"{why} This is kept in the outbox, and goes out when Slack takes it.", pending.event
            )
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK):
                await acting.moved()
    if isinstance(pending.event, CONTESTED):
        await station.read_again(pending.home)  # what was said before it may come after it
    why_not = acting.became(wish.id)
    said = why_not or _said(station.desk.view(), pending.event)
    yield _became(wish, REFUSED if why_not else STANDS, said, pending.event)


async def _done_before(station: Station, wish: Wish) -> dict[str, Any] | None:
    """What became of a wish that was handed on before and is read back; None for one that is not.

    Who waited for it may have been killed, and knows nothing.
    """
    if wish.action is What.ANSWER:
        asks = asks_of(station.desk.view(), wish.about)
        found = [ask for ask in asks if await station.holds(wish.id, ask.position)]
        return _became(wish, STANDS, f"{DONE_BEFORE} The answer stands in its thread.") if found else None
    if not await station.holds(wish.id):
        return None
    done = await station.log.done(station.desk.me, wish.id)
    home = station.homes.get(done.entry.position.channel) if done is not None else None
    if home is not None and done is not None and isinstance(done.entry.event, CONTESTED) and wish.wait:
        await station.read_again(home)  # what was said before it may come after it
        done = await station.log.done(station.desk.me, wish.id)
    if done is None or isinstance(done.entry.event, events.Said):
        return _became(wish, STANDS, DONE_BEFORE)
    event, view = done.entry.event, station.desk.view()
    chats = {row.chat: row for row in done.rows.values() if isinstance(row, Chat)}
    rules = {row.rule: row for row in done.rows.values() if isinstance(row, Rule)}
    known = replace(view, chats={**view.chats, **chats}, rules={**view.rules, **rules})
    zone, at = ZoneInfo(station.settings.window.zone), done.entry.position.at
    why_not = explained(known, event, by=station.desk.me, at=at, zone=zone, acted_at=done.entry.acted_at)
    return _became(wish, REFUSED if why_not else STANDS, why_not or f"{DONE_BEFORE} {_said(known, event)}", event)


async def _confirm_roles(station: Station, wish: Wish) -> AsyncIterator[dict[str, Any]]:
    """Confirm several roles in one wish: each is an action of its own, and all are sent before any is waited for."""
    actions = confirmed_of(station.desk.view(), wish, station.clock.now())
    if isinstance(actions, Refusal):
        yield _became(wish, REFUSED, actions.why)
        return
    parts = [_part(wish, action) for action in actions if isinstance(action, GiveRole | TakeRole)]
    ends: dict[str, dict[str, Any]] = {}
    for wait in (False, True) if wish.wait else (False,):
        for part in parts:
            if ends.get(part.id, {}).get("code", STANDS) == REFUSED:
                continue
            async for answer in do(station, replace(part, wait=wait)):
                if "became" in answer:
                    ends[part.id] = answer["became"]
                else:
                    yield answer
    worst = max(ends.values(), key=lambda end: (end["code"] == REFUSED, end["code"] == KEPT))
    fine = sum(end["code"] == STANDS for end in ends.values())
    count = f"{len(parts)} role" if len(parts) == 1 else f"{len(parts)} roles"
    if worst["code"] != STANDS:
        said = f"{fine} of {count} confirmed. {worst['said']}"
    elif wish.wait:
        said = f"{count} confirmed: {'it rests' if len(parts) == 1 else 'they rest'} on you now."
    else:
        said = f"{count} confirmed. This is in the outbox, and goes out with the next command or window."
    yield _became(wish, worst["code"], said)


def _part(wish: Wish, action: GiveRole | TakeRole) -> Wish:
    """One action of a wish that is several, under an id that is the same whenever the wish is handed on.

    It is a UUID of version 7 with the wish's own time; where those have chance it has a hash.
    """
    chance = sha256(f"{wish.id} {action.person} {action.role.value}".encode()).digest()
    value = int.from_bytes(UUID(wish.id).bytes[:6] + chance[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    what = What.GIVE_ROLE if isinstance(action, GiveRole) else What.TAKE_ROLE
    return Wish(what, str(UUID(int=value)), person=action.person, role=action.role)


async def _submit(station: Station, acting: Acting, wish: Wish) -> Pending | Refusal:
    view = station.desk.view()
    if wish.action is What.ANSWER:
        ask = ask_of(view, wish.about)
        return ask if isinstance(ask, Refusal) else await acting.answer(ask, wish.text, id=wish.id)
    now, zone = station.clock.now(), ZoneInfo(station.settings.window.zone)
    action: Action | Refusal
    match wish.action:
        case What.WRITE_HANDOVER:
            action = await handing.writing(station, wish.text, wish.shift, wish.to_shift)
        case What.SIGN_HANDOVER:
            action = await handing.signing(station, wish.text)
        case What.FLAG_CASE | What.UPDATE_CASE:
            action = case_wish(view, wish, now, zone)
        case _:
            action = action_of(view, wish, now, zone)
    if isinstance(action, DecidePost):
        action = replace(action, touched=advised(view, action, now))
    return action if isinstance(action, Refusal) else await acting.submit(action, id=wish.id)


def _trouble(station: Station) -> str:
    connection = station.desk.connection
    return connection.trouble if connection.link is Link.REFUSED else "Slack cannot be reached."


def _became(wish: Wish, code: int, said: str, event: Deed | None = None) -> dict[str, Any]:
    names = {STANDS: "stands" if wish.wait else "kept", REFUSED: "refused", KEPT: "kept"}
    return {
        "became": {
            "action": wish.action.value,
            "id": wish.id,
            "result": names[code],
            "said": said,
            "chat": getattr(event, "chat", None),
            "code": code,
        }
    }


# Telling


def _said(view: View, event: Deed) -> str:  # noqa: C901, PLR0912 -- one arm for each of the closed set
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
        case events.PostTaken() | events.PostReleased() | events.PostDecided():
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
        case events.RuleProposed(to, title):
            return f"{view.name(to)} is asked to publish “{title}”."
        case events.RuleProposalDeclined():
            return "The proposed rule will not be published."
        case events.CaseFlagged() | events.CaseUpdated() | events.CaseClosed():
            return _said_of_case(view, event)
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
        case events.RosterPublished(_, name):
            return f"{name} is planned."
        case _:
            return "The answer stands in its thread."


def _said_of_duty(event: events.DutyStarted | events.DutyPaused | events.DutyEnded) -> str:
    match event:
        case events.DutyStarted(_, duty):
            return f"You are on duty as {duty.value}."
        case events.DutyPaused(_, _, until):
            return f"You are on a break until {until:%H:%M} UTC."
        case events.DutyEnded(_, duty):  # pragma: no branch -- the type checker proves that nothing is left
            return f"You are off duty as {duty.value}."


def _said_of_post(view: View, event: events.PostTaken | events.PostReleased | events.PostDecided) -> str:
    whose = f"The post of {_author(view, event.post)}"
    match event:
        case events.PostTaken():
            return f"{whose} is with you now."
        case events.PostReleased():
            return f"{whose} waits again."
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
