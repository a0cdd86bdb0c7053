"""Who is alarmed by chats at A that nobody took: first who is there for chats, then the lead, then everybody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec

from console.domain.people import TAKERS, People
from console.domain.queue import Queue
from console.domain.roster import DutyState, Shift
from console.domain.words import Duty, Risk

AGAIN: Final = timedelta(seconds=15)
LEAD_AFTER: Final = timedelta(seconds=60)
ALL_AFTER: Final = timedelta(minutes=5)


class Alarm(msgspec.Struct, frozen=True):
    """What alarms a person at a moment: by since when it waits, and its id, how often each chat has called so far.

    Who is there for chats is called every 15 s; the lead once at 60 s, everybody else on the shift once at 5 min.
    """

    calls: Mapping[tuple[datetime, str], int] = msgspec.field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many chats alarm."""
        return len(self.calls)

    @property
    def since(self) -> datetime | None:
        """Since when the one waits that waits longest."""
        return min(self.calls)[0] if self.calls else None

    def calls_after(self, before: "Alarm") -> bool:
        """Whether it is time to call, when the person was last called as ``before`` says."""
        return any(count > before.calls.get(place, 0) for place, count in self.calls.items())


SILENCE: Final = Alarm()


def alarm_at(chats: Queue, shift: Shift | None, people: People, person: str, now: datetime) -> Alarm:
    """What alarms a person at this moment; nothing for who is not on duty, and never a chat that somebody holds."""
    after = called_after(shift, people, person, now)
    if after is None:
        return SILENCE
    waiting = chats.waiting(Risk.A, now)
    if after:
        return Alarm({place: 1 for place in waiting if now - place[0] >= after})
    return Alarm({place: 1 + (now - place[0]) // AGAIN for place in waiting if place[0] <= now})


def called_after(shift: Shift | None, people: People, person: str, now: datetime) -> timedelta | None:
    """After how much waiting a person is called first (none: at once, and again and again); None for never.

    Somebody is always called at once: where nobody is there for chats, the lead is, and without a lead everybody.
    Without a shift it is everybody who may take a chat.
    """
    if shift is None:
        return timedelta() if people.roles_now(person) & TAKERS else None
    if person not in shift.people:
        return None
    circles = (_there_for(shift, Duty.COUNSELLOR, now), _there_for(shift, Duty.LEAD, now), shift.people)
    delays = (timedelta(), LEAD_AFTER, ALL_AFTER)
    first = next(place for place, circle in enumerate(circles) if circle)
    place = next(place for place, circle in enumerate(circles) if person in circle)
    return timedelta() if place <= first else delays[place]


def _there_for(shift: Shift, duty: Duty, now: datetime) -> frozenset[str]:
    """Who does a duty now: planned or there, not gone, and not on a break."""
    return frozenset(
        one.person
        for one in shift.duties
        if one.duty is duty
        and one.state is not DutyState.ENDED
        and not (one.state is DutyState.PAUSED and (one.until is None or now < one.until))
    )
