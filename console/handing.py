"""A handover at a desk: drafted, written with the desk's proof, compared with this desk, and signed."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from console.domain.actions import Action, Refusal, SignHandover, WriteHandover
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.drafting import Changed, Draft, between
from console.domain.handing import current, passing
from console.domain.handovers import Handover
from console.domain.proof import Difference, Proof, brought, compare, sums_of
from console.domain.words import Home
from console.station import Station

DAY: Final = timedelta(hours=24)  # so far the homes are read again before a signature (docs/wire.md, Complete to)


class Standing(msgspec.Struct, frozen=True):
    """Where the handover of a moment stands at this desk.

    ``handover`` is the one that counts, None while none is written; ``complete_to`` and ``digest`` are its own, or
    this desk's while there is none.
    """

    shift: str
    to_shift: str
    complete_to: datetime | None
    digest: str
    handover: Handover | None
    proof: Proof
    draft: Draft


async def standing_at(station: Station) -> Standing:
    """Where the handover of the moment stands, with the draft and the proof as far as they can be told now."""
    view, now = station.desk.view(), station.clock.now()
    handover = current(view, now)
    shift, to_shift = (handover.shift, handover.to_shift) if handover else passing(view, now)
    if handover is None:
        complete_to, digest, proof = view.connection.complete_to, await station.digest(), Proof()
    else:
        complete_to, digest, proof = handover.complete_to, handover.digest, await proof_of(station, handover)
    return Standing(shift, to_shift, complete_to, digest, handover, proof, between(view, now, shift, to_shift))


# The proof


async def proof_of(station: Station, handover: Handover) -> Proof:
    """Whether this desk and the other one hold the same at the handover's moment.

    The desk that reads compares its own state then; the one that wrote knows the digest under the signature.
    """
    if handover.by == station.desk.me:
        signature = handover.signature
        if signature is None or signature.complete_to != handover.complete_to:
            return Proof()
        return Proof(signature.digest == handover.digest)
    complete_to = station.desk.connection.complete_to
    if complete_to is None or complete_to < handover.complete_to:
        return Proof()
    return compare(handover.digest, handover.sums, await station.log.held(station.homes, handover.complete_to))


async def repaired(station: Station, handover: Handover) -> Proof:
    """The proof after the last 24 hours were read again; what was brought is named as a difference that there was.

    Waits until Slack has answered, at most some seconds for each home.
    """
    before = await station.log.held(station.homes, handover.complete_to)
    proof = await proof_of(station, handover)
    for home in Home:
        await station.read_again(home, since=handover.complete_to - DAY)
    after = await proof_of(station, handover)
    came = brought(proof, before, await station.log.held(station.homes, handover.complete_to))
    named = tuple(
        Difference(place.channel, place.at.replace(minute=0, second=0, microsecond=0), place) for place in came
    )
    return msgspec.structs.replace(after, differs=(*after.differs, *named))


# Acting


async def writing(station: Station, notes: str, shift: str = "", to_shift: str = "") -> WriteHandover | Refusal:
    """The wish to write a handover, with how far this desk is complete, its digest and its sums."""
    at = station.desk.connection.complete_to
    if at is None:
        return Refusal("This desk was never read whole, so it cannot vouch for its state.")
    held = await station.log.held(station.homes, at)
    return WriteHandover(at, held.digest, sums_of(held), notes, shift, to_shift)


async def signing(station: Station, override: str = "") -> SignHandover | Refusal:
    """The wish to sign the handover that stands, after the last 24 hours were read again if Slack can be reached."""
    handover = current(station.desk.view(), station.clock.now())
    if handover is None:
        return Refusal("No handover is written yet.")
    for home in Home:
        await station.read_again(home, since=handover.complete_to - DAY)
    proof = await proof_of(station, handover)
    complete_to = station.desk.connection.complete_to
    at = handover.complete_to if proof.agrees is not None or complete_to is None else complete_to
    held = await station.log.held(station.homes, at)
    return SignHandover(handover.handover, at, held.digest, proof.agrees, override)


async def proven(station: Station, wish: Action) -> Action | Refusal:
    """A wish from a window with what it lacks: a handover, or its signature, with the state of this desk."""
    match wish:
        case WriteHandover():
            return await writing(station, wish.notes, wish.shift, wish.to_shift)
        case SignHandover():
            return await signing(station, wish.override)
        case _:
            return wish


# As plain values


def plain(found: Standing, station: Station) -> dict[str, Any]:
    """A handover for programs (docs/do.md, handover show)."""
    names = {channel: f"#{station.settings.homes[home]}" for channel, home in station.homes.items()}
    draft, now = found.draft, found.draft.at
    return {
        "shift": found.shift or None,
        "to_shift": found.to_shift or None,
        "complete_to": _time(found.complete_to),
        "digest": found.digest,
        "agrees": found.proof.agrees,
        "differs": [_difference(one, names) for one in found.proof.differs],
        "cases": [_case(case, found.to_shift) for case in draft.cases],
        "open": [
            *({**_chat(chat), "state": "waiting", "holder": None} for chat in draft.waiting),
            *({**_chat(chat), "state": "held", "holder": chat.holder_at(now)} for chat in draft.held),
            *({"ask": ask.ask, "chat": ask.chat, "by": ask.by, "at": _time(ask.at)} for ask in draft.asks),
        ],
        "rules": [_rule(rule) for rule in draft.rules],
        "tasks": [
            {"task": task.task, "title": task.title, "due": _time(task.due), "person": task.person}
            for task in draft.tasks
        ],
    }


def _difference(one: Difference, names: dict[str, str]) -> dict[str, Any]:
    return {
        "channel": one.channel,
        "name": names.get(one.channel, one.channel),
        "hour": _time(one.hour),
        "message": _time(one.message.at) if one.message else None,
    }


def _case(case: Case, to_shift: str) -> dict[str, Any]:
    over, for_ = case.over_to(to_shift), case.for_shift(to_shift)
    return {
        "case": case.case,
        "risk": case.risk,
        "owner": case.owner,
        "next_check": _time(case.next_check),
        "signed_over": over.by if over else None,
        "signed_for": for_.by if for_ else None,
    }


def _chat(chat: Chat) -> dict[str, Any]:
    return {"chat": chat.chat, "alias": chat.alias, "risk": chat.risk}


def _rule(changed: Changed) -> dict[str, Any]:
    return {
        "rule": changed.rule,
        "version": changed.version.number,
        "title": changed.version.title,
        "at": _time(changed.version.at),
        "withdrawn": changed.withdrawn,
        "unread": list(changed.unread),
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
