"""A handover at a desk: drafted, written with the desk's proof, compared with this desk, and signed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from console import since
from console.domain.actions import Action, Refusal, SignHandover, WriteHandover
from console.domain.cases import Case
from console.domain.drafting import Draft, between
from console.domain.handing import current, passing
from console.domain.handovers import Handover
from console.domain.messages import EPOCH
from console.domain.proof import Difference, Proof, brought, compare, stretches, sums_of
from console.domain.words import Home
from console.since import time_of
from console.station import Station

DAY: Final = timedelta(hours=24)  # so far the homes are read again before a signature (docs/wire.md, Complete to)
_PATIENCE: Final = 60.0  # seconds for a home that somebody wished to be read again


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

    The desk that reads compares its own state then; the one that wrote knows the digest under the signature, and
    agrees as well when it came to hold the same since.
    """
    if handover.by == station.desk.me:
        signature = handover.signature
        if signature is None or signature.complete_to != handover.complete_to:
            return Proof()
        held = await station.log.held(station.homes, handover.complete_to)
        return Proof(signature.digest in (handover.digest, held.digest))
    complete_to = station.desk.connection.complete_to
    if complete_to is None or complete_to < handover.complete_to:
        return Proof()
    return compare(handover.digest, handover.sums, await station.log.held(station.homes, handover.complete_to))


async def repaired(station: Station, handover: Handover) -> Proof:
    """The proof after what differs was read again, or the last 24 hours where no place is named.

    Waits until Slack has answered, at most a minute for each home.
    """
    at = handover.complete_to
    before, proof = await station.log.held(station.homes, at), await proof_of(station, handover)
    named: Mapping[str, datetime | None] = stretches(proof, at)
    for channel, begun in (named or dict.fromkeys(station.homes, at - DAY)).items():
        if channel in station.homes:
            await station.read_again(station.homes[channel], begun or EPOCH, _PATIENCE)
    after = await proof_of(station, handover)
    return msgspec.structs.replace(after, brought=brought(proof, before, await station.log.held(station.homes, at)))


def told(proof: Proof) -> tuple[str, str]:
    """What came of reading again, in a sentence, and its tone."""
    came = len(proof.brought)
    brought = f"{came} message{'s' * (came != 1)} that this desk lacked {'are' if came != 1 else 'is'} here now. "
    match proof.agrees:
        case True:
            return f"{brought if came else ''}Both desks agree.", "quiet"
        case False if came or all(one.message is None for one in proof.differs):
            return f"{brought if came else 'Nothing new came. '}The desks still differ.", "warn"
        case False:
            return "This desk lacks nothing: it is the other one that has to read again.", "warn"
        case None:
            return "Proof is still outstanding: this desk is not complete up to the handover's moment.", "warn"


def names_of(station: Station) -> dict[str, str]:
    """What people call each home, by its channel's id."""
    return {channel: f"#{station.settings.homes[home]}" for channel, home in station.homes.items()}


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


async def answer(station: Station, question: Mapping[str, Any]) -> dict[str, Any]:
    """What the command is told that shows a handover, or what changed for somebody since they were last here."""
    if question.get("since"):
        return since.plain(await since.since_of(station))
    return plain(await standing_at(station), station)


def plain(found: Standing, station: Station) -> dict[str, Any]:
    """A handover for programs (docs/do.md, handover show)."""
    names = names_of(station)
    draft, now = found.draft, found.draft.at
    return {
        "shift": found.shift or None,
        "to_shift": found.to_shift or None,
        "complete_to": time_of(found.complete_to),
        "digest": found.digest,
        "agrees": found.proof.agrees,
        "differs": [_difference(one, names) for one in found.proof.differs],
        "cases": [_case(case, found.to_shift) for case in draft.cases],
        "open": [
            *({**since.chat(chat), "state": "waiting", "holder": None} for chat in draft.waiting),
            *({**since.chat(chat), "state": "held", "holder": chat.holder_at(now)} for chat in draft.held),
            *(since.ask(ask) for ask in draft.asks),
            *({"post": post.post, "alias": post.alias, "state": "held"} for post in draft.held_posts),
            *({"post": post.post, "alias": post.alias, "state": "waiting"} for post in draft.undecided),
        ],
        "rules": [since.rule(one) for one in draft.rules],
        "tasks": [since.task(one) for one in draft.tasks],
        "gaps": [
            {"shift": shift.shift, "duty": gap.duty, "starts": time_of(gap.starts), "ends": time_of(gap.ends)}
            for shift, gap in draft.gaps
        ],
        "short": [
            {
                "duty": short.duty,
                "starts": time_of(short.starts),
                "ends": time_of(short.ends),
                "there": short.there,
                "least": short.least,
            }
            for short in draft.short
        ],
        "hours": [
            {
                "starts": time_of(one.starts),
                "chats": one.chats,
                "median_seconds": None if one.median is None else one.median.total_seconds(),
            }
            for one in draft.hours
        ],
    }


def _difference(one: Difference, names: dict[str, str]) -> dict[str, Any]:
    return {
        "channel": one.channel,
        "name": names.get(one.channel, one.channel),
        "hour": time_of(one.hour),
        "message": time_of(one.message.at) if one.message else None,
    }


def _case(case: Case, to_shift: str) -> dict[str, Any]:
    over, for_ = case.over_to(to_shift), case.for_shift(to_shift)
    return {
        "case": case.case,
        "risk": case.risk,
        "owner": case.owner,
        "next_check": time_of(case.next_check),
        "signed_over": over.by if over else None,
        "signed_for": for_.by if for_ else None,
    }
