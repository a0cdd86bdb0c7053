"""Handovers: what a lead wrote down for the next shift, and who signed it."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry, Position
from console.domain.people import NOT_ENTITLED, NotEntitled, People


class Signature(msgspec.Struct, frozen=True):
    """The incoming lead's signature, with the state of their own desk; ``override`` is why in spite of what lacked."""

    by: str
    at: datetime
    complete_to: datetime
    digest: str
    override: str | None = None


class Handover(msgspec.Struct, frozen=True):
    """What was written down for a shift; ``handover`` is its event's id, ``sums`` and ``digest`` are as on the wire."""

    handover: str
    position: Position
    by: str
    shift: str
    to_shift: str
    complete_to: datetime
    digest: str
    sums: tuple[str, ...]
    cases: tuple[str, ...]
    notes: str | None = None
    signature: Signature | None = None

    @property
    def at(self) -> datetime:
        """When it was written."""
        return self.position.at


def standing(handovers: Iterable[Handover], shift: str) -> Handover | None:
    """The handover of a shift that counts: the latest that was written before one was signed, else the latest."""
    ours = sorted((one for one in handovers if one.shift == shift), key=lambda one: one.position)
    signed = min((one.signature.at for one in ours if one.signature), default=None)
    before = [one for one in ours if signed is None or one.at <= signed]
    return before[-1] if before else None


def fold(row: Handover | None, entry: Entry, people: People) -> Handover | NotEntitled | None:
    """The handover after one more event; events must come in order. The first signature stands."""
    if not people.may(entry):
        return NOT_ENTITLED
    match entry.event:
        case events.HandoverWritten() as new if row is None:
            return Handover(
                entry.id,
                entry.position,
                entry.author,
                new.shift,
                new.to_shift,
                new.complete_to,
                new.digest,
                new.sums,
                new.cases,
                new.notes,
            )
        case events.HandoverSigned() as new if row is not None and row.signature is None:
            signature = Signature(entry.author, entry.position.at, new.complete_to, new.digest, new.override)
            return replace(row, signature=signature)
        case _:
            return row
