"""The chats of a practice night: who waits, who takes them, how long, and how each comes to its end."""

import heapq
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from console.domain.events import (
    ChatClosed,
    ChatEnded,
    ChatNoted,
    ChatOpened,
    ChatPassed,
    ChatReleased,
    ChatReopened,
    ChatRiskSet,
    ChatTaken,
    ChatUpdated,
    LeaseRenewed,
)
from console.domain.words import AgeBand, ChatOutcome, Risk
from console.practice.aliases import FIRST, SECOND
from console.practice.people import PLATFORM, Staff
from console.practice.script import Script
from console.practice.texts import NOTES, TOPICS

MOST_HELD: Final = 3
# How the arrivals spread over the ten hours; between 01:45 and 02:20 only the set pieces arrive.
HOURS: Final = (13, 12, 11, 7, 4, 8, 7, 6, 5, 5)
QUIET_FROM, QUIET_TO = 13_500, 15_600  # seconds after 22:00
LATE, LAST = 31_000, 33_800  # nobody comes after the second
WAITS: Final = {Risk.A: (15, 50), Risk.B: (20, 150), Risk.C: (60, 400), Risk.D: (90, 700), Risk.E: (120, 900)}
FIRST_LEASE: Final = {True: 120, False: 600}  # seconds, by whether the risk is high: the wire's constants
LATER_LEASE: Final = {True: 300, False: 1_800}


@dataclass(slots=True)
class Plan:
    """One chat of the night; ``taker`` and ``takes_at`` are set where the script wants them so."""

    chat: str
    alias: str
    age_band: AgeBand
    risk: Risk
    topic: str
    excerpt: str
    opens: datetime
    keeps: timedelta
    returning: bool | None = None
    taker: Staff | None = None
    takes_at: datetime | None = None
    turn: str = ""  # released, passed, reopened, forgotten, given_up, left, raised, updated: what else happens to it


@dataclass(slots=True)
class _Held:
    plan: Plan
    holder: Staff
    high: bool
    ends: datetime
    forgotten: bool = False


@dataclass(slots=True)
class Chats:
    """Plays the plans through: staff take what waits when they are free, and keep their leases while they hold."""

    script: Script
    staff: Sequence[Staff]
    free: Callable[[Staff, datetime], bool]  # whether they can take a chat
    there: Callable[[Staff, datetime], bool]  # whether the script acts for them at all
    _held: dict[str, _Held] = field(default_factory=dict)
    _next: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _count: "itertools.count[int]" = field(default_factory=itertools.count)
    _renewal: dict[str, datetime] = field(default_factory=dict)

    def play(self, plans: Iterable[Plan]) -> None:
        """Write the steps of all these chats."""
        for plan in plans:
            self._when(plan.opens, lambda at, plan=plan: self._open(plan, at))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        while self._next:
            at, _, act = heapq.heappop(self._next)
            act(at)

    def _when(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self._next, (at, next(self._count), act))

    def _open(self, plan: Plan, at: datetime) -> None:
        opened = ChatOpened(plan.chat, plan.alias, plan.age_band, plan.risk, plan.topic, plan.excerpt, plan.returning)
        self.script.add(at, PLATFORM, opened)
        if plan.turn == "left":
            gone = at + self.script.soon(150, 400)
            self.script.add(gone, PLATFORM, ChatEnded(plan.chat, "closed the window"))
            return
        if plan.turn == "updated":
            news = ChatUpdated(plan.chat, topic=f"{plan.topic}; wrote again")
            self.script.add(at + self.script.soon(10, 40), PLATFORM, news)
        takes = plan.takes_at or at + self.script.soon(*WAITS[plan.risk])
        self._when(takes, lambda at: self._take(plan, at))

    def _take(self, plan: Plan, at: datetime, *, by: Staff | None = None) -> None:
        holder = by or plan.taker or self._whoever(at)
        if holder is None or not self.free(holder, at):
            plan.taker = None
            self._when(at + self.script.soon(30, 60), lambda at: self._take(plan, at))
            return
        self.script.add(at, holder, ChatTaken(plan.chat))
        high = plan.risk.high
        held = _Held(plan, holder, high, at + timedelta(seconds=FIRST_LEASE[high]), plan.turn == "forgotten")
        self._held[plan.chat] = held
        if held.forgotten:
            # Nobody sits at this desk: the lease runs out, and a colleague begins the chat anew.
            plan.turn, plan.taker = "", None
            self._when(held.ends + self.script.soon(60, 180), lambda at: self._take(plan, at))
            return
        self._plan_renewal(holder, at)
        self._turn(held, at)

    def _turn(self, held: _Held, at: datetime) -> None:
        """What becomes of a chat that was just taken."""
        plan, script, keeps = held.plan, self.script, held.plan.keeps
        turn, plan.turn, plan.taker = plan.turn, "", None
        if turn == "released":
            self._when(at + script.soon(60, 110), lambda at: self._release(held, at))
        elif turn == "passed":
            self._when(at + keeps / 2, lambda at: self._pass(held, at))
        else:
            if turn == "raised":
                self._when(at + script.soon(200, 400), lambda at: self._raise(held, at))
            if script.chance.random() < 0.2:  # noqa: PLR2004 - one chat in five gets a note
                self._when(at + keeps * 0.8, lambda at: self._note(held, at))
            self._when(at + keeps, lambda at: self._close(held, at, reopen=turn == "reopened"))

    def _whoever(self, at: datetime, *, not_: Staff | None = None) -> Staff | None:
        """The one with the fewest chats among those who are free."""
        loads = {person.id: 0 for person in self.staff}
        for held in self._held.values():
            loads[held.holder.id] = loads.get(held.holder.id, 0) + 1
        able = [
            person
            for person in self.staff
            if person is not not_ and self.free(person, at) and loads[person.id] < MOST_HELD
        ]
        least = min((loads[person.id] for person in able), default=0)
        able = [person for person in able if loads[person.id] == least]
        return self.script.chance.choice(able) if able else None

    # What holders do; each step only while they still hold the chat

    def _holds(self, held: _Held, at: datetime) -> bool:
        return self._held.get(held.plan.chat) is held and self.there(held.holder, at)

    def _release(self, held: _Held, at: datetime) -> None:
        if not self._holds(held, at):
            return self._desert(held, at)
        self.script.add(at, held.holder, ChatReleased(held.plan.chat, "needs somebody with more time"))
        del self._held[held.plan.chat]
        other = self._whoever(at, not_=held.holder)
        return self._when(at + self.script.soon(20, 60), lambda at: self._take(held.plan, at, by=other))

    def _pass(self, held: _Held, at: datetime) -> None:
        other = self._whoever(at, not_=held.holder)
        if other is None or not self._holds(held, at):
            return self._desert(held, at)
        self.script.add(at, held.holder, ChatPassed(held.plan.chat, other.id, "my break"))
        return self._when(at + self.script.soon(15, 60), lambda at: self._take(held.plan, at, by=other))

    def _raise(self, held: _Held, at: datetime) -> None:
        if self._holds(held, at):
            higher = list(Risk)[max(0, list(Risk).index(held.plan.risk) - 1)]
            self.script.add(at, held.holder, ChatRiskSet(held.plan.chat, higher, "what was said since"))
            held.plan.risk, held.high = higher, higher.high
            held.ends = at + timedelta(seconds=LATER_LEASE[held.high])
            self._plan_renewal(held.holder, at)

    def _note(self, held: _Held, at: datetime) -> None:
        if self._holds(held, at):
            self.script.add(at, held.holder, ChatNoted(held.plan.chat, self.script.chance.choice(NOTES)))

    def _close(self, held: _Held, at: datetime, *, reopen: bool) -> None:
        if not self._holds(held, at):
            return self._desert(held, at)
        del self._held[held.plan.chat]
        outcomes = (4, 3, 3, 1, 0) if held.high else (6, 4, 0, 2, 1)
        outcome = self.script.chance.choices(list(ChatOutcome), outcomes)[0]
        if outcome is ChatOutcome.LEFT:
            self.script.add(at - timedelta(seconds=5), PLATFORM, ChatEnded(held.plan.chat, "closed the window"))
        self.script.add(at, held.holder, ChatClosed(held.plan.chat, outcome))
        if reopen:
            back = at + self.script.soon(100, 200)
            self.script.add(back, held.holder, ChatReopened(held.plan.chat, "came back with a question"))
            self._when(back + self.script.soon(20, 90), lambda at: self._take(held.plan, at))
        return None

    def _desert(self, held: _Held, at: datetime) -> None:
        """The holder's desk is a person's now; if they let the chat go, a colleague takes it later."""
        if self._held.get(held.plan.chat) is held:
            del self._held[held.plan.chat]
            over = at + timedelta(seconds=LATER_LEASE[held.high]) + self.script.soon(60, 300)
            self._when(over, lambda at: self._take(held.plan, at))

    def _plan_renewal(self, holder: Staff, at: datetime) -> None:
        ends = [held.ends for held in self._held.values() if held.holder is holder and not held.forgotten]
        if not ends:
            return
        due = max(min(ends) - self.script.soon(30, 50), at + timedelta(seconds=2))
        if holder.id not in self._renewal or due < self._renewal[holder.id]:
            self._renewal[holder.id] = due
            self._when(due, lambda at: self._renew(holder, at))

    def _renew(self, holder: Staff, at: datetime) -> None:
        if self._renewal.get(holder.id) != at:
            return  # an earlier one was planned since
        del self._renewal[holder.id]
        mine = [held for held in self._held.values() if held.holder is holder and not held.forgotten]
        if not mine or not self.there(holder, at):
            return
        self.script.add(at, holder, LeaseRenewed(tuple(held.plan.chat for held in mine)))
        for held in mine:
            held.ends = at + timedelta(seconds=LATER_LEASE[held.high])
        self._plan_renewal(holder, at)


def planned(script: Script, count: int, taken: Iterable[str]) -> list[Plan]:
    """So many ordinary chats over the ten hours, with a plausible spread of risk, ages and turns."""
    chance = script.chance
    aliases = [f"{first}-{second}" for first in FIRST for second in SECOND if f"{first}-{second}" not in set(taken)]
    turns = ["released", "released", "passed", "passed", "reopened", "left", "left", "left", "left"]
    turns += ["raised"] * 4 + ["updated"] * 6
    turns += [""] * (count - len(turns))
    chance.shuffle(turns)
    opens: list[float] = []
    while len(opens) < count:
        hour = chance.choices(range(len(HOURS)), HOURS)[0]
        offset = hour * 3_600 + chance.uniform(0, 3_600)
        if not QUIET_FROM < offset < QUIET_TO and offset < LAST:
            opens.append(offset)
    plans = []
    names = chance.sample(aliases, count)
    for number, (offset, alias, given) in enumerate(zip(sorted(opens), names, turns, strict=True), 1):
        risk = chance.choices(list(Risk), (3, 10, 25, 37, 25))[0]
        # Only the set pieces wait at a quarter past two, and nobody begins anew at the end of the night.
        short = QUIET_FROM - 5_000 < offset < QUIET_FROM or offset > LATE
        turn = "" if short and given in ("released", "passed", "reopened") else given
        if turn == "left":
            risk = Risk.E
        topic, excerpt = chance.choice(TOPICS[risk])
        plans.append(
            Plan(
                chat=f"c{number + 100}",
                alias=alias,
                age_band=chance.choices(list(AgeBand), (10, 30, 28, 20, 12))[0],
                risk=risk,
                topic=topic,
                excerpt=excerpt,
                opens=script.starts + timedelta(milliseconds=round(offset * 1_000)),
                keeps=script.soon(12 * 60, 42 * 60),
                returning=True if chance.random() < 0.15 else None,  # noqa: PLR2004 - about one in seven
                turn=turn,
            )
        )
    return plans
