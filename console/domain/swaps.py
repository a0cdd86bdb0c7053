"""Changes of the roster that staff ask for: who would give which place to whom, and what became of it."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.words import Duty, Role


class SwapEnd(StrEnum):
    """What became of a change that was asked for."""

    CONSENTED = "consented"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class Swap(msgspec.Struct, frozen=True):
    """Somebody's wish that ``to`` has the place of ``person`` in a shift.

    ``swap`` is the id of its event; ``person`` is empty for a place that nobody has, ``to`` while anybody may take it.
    ``agreed_at`` is when the other one agreed, ``outcome`` None while a lead has not settled it.
    """

    swap: str
    by: str
    at: datetime
    shift: str
    duty: Duty
    person: str = ""
    to: str = ""
    for_shift: str = ""
    for_duty: Duty | None = None
    note: str = ""
    agreed_at: datetime | None = None
    outcome: SwapEnd | None = None
    settled_at: datetime | None = None
    settled_by: str = ""
    reason: str = ""

    @property
    def other(self) -> str:
        """The one besides who asked; empty where there is nobody, or nobody yet."""
        return self.to if self.by == self.person else self.person

    @property
    def to_agree(self) -> bool:
        """Whether somebody has to agree before a lead does."""
        return self.outcome is None and self.agreed_at is None and bool(self.person)

    @property
    def to_consent(self) -> bool:
        """Whether only a lead's word is missing."""
        return self.outcome is None and not self.to_agree

    def asks(self, person: str) -> bool:
        """Whether somebody is asked to agree to it."""
        return self.to_agree and person != self.by and person == (self.other or person)


def fold(swap: Swap | None, entry: Entry, people: People) -> Swap | NotEntitled | None:
    """The change after one more event; events must come in order. What settles it first stands."""
    if not people.may(entry):
        return NOT_ENTITLED
    match entry.event:
        case events.SwapAsked() as new if swap is None:
            return _asked(new, entry)
        case events.SwapAgreed() if swap is not None:
            if not swap.to_agree:
                return swap
            if not swap.asks(entry.author):
                return NOT_ENTITLED
            return replace(swap, to=swap.to or entry.author, agreed_at=entry.position.at)
        case events.SwapDeclined(_, reason) if swap is not None:
            lead = people.has(entry.author, Role.LEAD, entry.position)
            if not lead and entry.author not in (swap.by, swap.person, swap.to):
                return NOT_ENTITLED
            own = entry.author == swap.by
            return _settled(swap, entry, SwapEnd.TAKEN_BACK if own else SwapEnd.DECLINED, reason or "")
        case events.RosterPublished() if swap is not None:
            return _settled(swap, entry, SwapEnd.CONSENTED)
        case _:
            return swap


def _asked(new: events.SwapAsked, entry: Entry) -> Swap | NotEntitled:
    """A wish about somebody else's place to somebody else's gain is nobody's to ask for."""
    if entry.author not in (new.person, new.to):
        return NOT_ENTITLED
    return Swap(
        entry.id,
        entry.author,
        entry.position.at,
        new.shift,
        new.duty,
        new.person or "",
        new.to or "",
        new.for_shift or "",
        new.for_duty,
        new.note or "",
    )


def _settled(swap: Swap, entry: Entry, outcome: SwapEnd, reason: str = "") -> Swap:
    if swap.outcome is not None:
        return swap
    return replace(swap, outcome=outcome, settled_at=entry.position.at, settled_by=entry.author, reason=reason)
