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
from console.domain import events
from console.domain.actions import Action, DecidePost, GiveRole, Refusal, TakeRole
from console.domain.chats import Chat
from console.domain.connection import Link
from console.domain.pending import Deed, Pending, Stage
from console.domain.rules import Rule
from console.domain.settling import CONTESTED, explained
from console.domain.swapping import consented
from console.naming import ask_of, asks_of
from console.roster_wishes import swap_of
from console.station import Station
from console.telling import told
from console.touching import advised, touching_of
from console.wishes import What, Wish, action_of, case_wish, confirmed_of

STANDS: Final = 0
REFUSED: Final = 3  # by the desk's own rules, by Slack, or lost to somebody else
KEPT: Final = 4  # Slack cannot be reached; it waits in the outbox

DONE_BEFORE: Final = "This was done before."
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
    if wish.action is What.CONSENT_SWAP:
        async for answer in _consent(station, wish):
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
    said = why_not or told(station.desk.view(), pending.event)
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
    return _became(wish, REFUSED if why_not else STANDS, why_not or f"{DONE_BEFORE} {told(known, event)}", event)


async def _consent(station: Station, wish: Wish) -> AsyncIterator[dict[str, Any]]:
    """Publish the shifts as they are after a change that was asked for; the one that names it comes last."""
    if (before := await _done_before(station, wish)) is not None:
        yield before
        return
    view, now = station.desk.view(), station.clock.now()
    swap = swap_of(view, wish.swap)
    plans = swap if isinstance(swap, Refusal) else consented(view, swap.swap, view.me, now)
    if isinstance(plans, Refusal):
        yield _became(wish, REFUSED, plans.why)
        return
    for plan in plans:
        id = wish.id if plan.swap else _part_id(wish, plan.shift)
        answer: dict[str, Any] = {}
        async for answer in _done(station, Wish(What.PUBLISH_ROSTER, id, wish.wait, roster=plan)):
            if "became" not in answer or plan.swap:
                yield answer
        if answer["became"]["code"] == REFUSED and not plan.swap:
            yield _became(wish, REFUSED, answer["became"]["said"])
            return


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
    """One action of a wish that is several."""
    what = What.GIVE_ROLE if isinstance(action, GiveRole) else What.TAKE_ROLE
    id = _part_id(wish, f"{action.person} {action.role.value}")
    return Wish(what, id, person=action.person, role=action.role)


def _part_id(wish: Wish, part: str) -> str:
    """The id of a part of a wish, the same whenever the wish is handed on.

    It is a UUID of version 7 with the wish's own time; where those have chance it has a hash.
    """
    chance = sha256(f"{wish.id} {part}".encode()).digest()
    value = int.from_bytes(UUID(wish.id).bytes[:6] + chance[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(UUID(int=value))


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
        two = station.settings.review.two_for_stop
        action = replace(action, touched=advised(view, action, now), two=two)
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
