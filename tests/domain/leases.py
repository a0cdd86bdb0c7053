"""Who held a chat and how long, reckoned from the log as docs/wire.md words it, and not as the fold does it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import People
from console.domain.words import Risk, Role

WORK = (events.ChatNoted, events.ChatRiskSet, events.AskPosted, events.LeaseRenewed, events.ChatPassed)


@dataclass
class Tenure:
    """One stretch in which somebody held a chat."""

    holder: str
    since: datetime
    until: datetime


@dataclass
class Held:
    """A chat as far as holding it goes; ``tenures`` are over or the present one, in order."""

    risk: Risk
    over: bool = False
    offer: tuple[str, datetime] | None = None  # to whom, and until when
    tenures: list[Tenure] = field(default_factory=list)

    def tenure(self, at: datetime) -> Tenure | None:
        """The one that runs at the moment."""
        last = self.tenures[-1] if self.tenures else None
        return last if last is not None and at < last.until and not self.over else None

    def ends(self, at: datetime) -> None:
        """Whoever holds it does so no longer."""
        if (tenure := self.tenure(at)) is not None:
            tenure.until = at
        self.offer = None


def reckoned(entries: Iterable[Entry], people: People) -> dict[str, Held]:
    """Every chat that is known; ``entries`` are all that count, in their order, repeats left out."""
    about: dict[str, list[Entry]] = {}
    for one in entries:
        chats = one.event.chats if isinstance(one.event, events.LeaseRenewed) else (getattr(one.event, "chat", None),)
        for chat in dict.fromkeys(chats):
            if chat is not None and people.may(one):
                about.setdefault(chat, []).append(one)
    found: dict[str, Held] = {}
    for chat, here in about.items():
        opening = next((one for one in here if isinstance(one.event, events.ChatOpened)), None)
        if opening is not None and isinstance(opening.event, events.ChatOpened):
            found[chat] = held = Held(opening.event.risk)
            for one in here:  # what came before the chat was known waited for it
                if one is not opening:
                    _happened(held, one, lead=people.has(one.author, Role.LEAD, one.position))
    return found


def _happened(held: Held, one: Entry, *, lead: bool) -> None:
    at, who = one.position.at, one.author
    if held.tenure(at) is None:
        held.offer = None
    match one.event:
        case events.ChatUpdated(_, risk):
            held.risk = risk or held.risk
        case events.ChatRiskSet(_, risk):
            held.risk = risk
        case events.ChatTaken() if not held.over:
            _taken(held, who, at)
        case events.ChatReopened() if held.over:
            held.over, held.offer = False, None
        case events.PassReturned() if held.offer is not None and held.offer[0] == who:
            held.offer = None
        case _:
            _parted(held, one, lead=lead)
    tenure = held.tenure(at)
    if isinstance(one.event, WORK) and tenure is not None and tenure.holder == who:
        tenure.until = at + timedelta(seconds=300 if held.risk in "AB" else 1_800)


def _taken(held: Held, who: str, at: datetime) -> None:
    tenure = held.tenure(at)
    if tenure is None or (held.offer is not None and held.offer[0] == who and at < held.offer[1]):
        held.ends(at)
        held.tenures.append(Tenure(who, at, at + timedelta(seconds=120 if held.risk in "AB" else 600)))


def _parted(held: Held, one: Entry, *, lead: bool) -> None:
    at, tenure = one.position.at, held.tenure(one.position.at)
    may = lead or (tenure is not None and tenure.holder == one.author)
    match one.event:
        case events.ChatEnded():
            held.ends(at)
            held.over = True
        case events.ChatClosed() if may:
            held.ends(at)
            held.over = True
        case events.ChatReleased() if may:
            held.ends(at)
        case events.ChatPassed(_, to) if may and tenure is not None:
            held.offer = None if to == tenure.holder else (to, at + timedelta(seconds=120))
        case _:
            pass


def twice(held: Held) -> str:
    """Who held a chat while somebody else did; empty when nobody."""
    for before, after in zip(held.tenures, held.tenures[1:], strict=False):
        if before.until > after.since:
            return f"{before.holder} and {after.holder} at {after.since}"
    return ""
