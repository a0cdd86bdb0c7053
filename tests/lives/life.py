"""One night of many desks by chance: they act, are cut off, killed and edited; in the end all must agree."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from console.domain import events
from console.domain.actions import Refusal
from console.domain.events import WireEvent
from console.domain.pending import Answer, Pending, Stage
from console.domain.words import AgeBand, Duty, Home, Risk, Role
from console.practice.lines import line_of
from console.practice.people import ADMIN, PLATFORM, Staff
from console.slack.letter import id_in
from console.slack.table import HOMES
from console.slack.wire import blocks_of, metadata_of
from tests.lives import hourglass
from tests.lives.cloud import Cloud
from tests.lives.plan import Plan, Told
from tests.lives.seat import Seat, Wrong, wired
from tests.lives.verdict import account, disagree, shows_wrongly
from tests.lives.working import wish

START: Final = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
PATIENCE: Final = 3_600.0  # seconds of leaping time until everything must be settled
FRESH: Final = Staff("U0FRESH001", "F. Fresh")


class Night:
    """One night, from its first message until everybody agrees."""

    def __init__(self, plan: Plan, now: float) -> None:
        self.plan = plan
        self.chance = random.Random(f"{plan.seed} night")
        self.staff = tuple(Staff(f"U0DESK{n:04d}", f"P. Person{n}") for n in range(plan.desks))
        everybody = (*self.staff, ADMIN, PLATFORM, FRESH)
        self.cloud = Cloud(random.Random(f"{plan.seed} cloud"), START, everybody, now)
        self.seats = [
            Seat(self.cloud, person, random.Random(f"{plan.seed} {person.id}"), self._clock()) for person in self.staff
        ]
        self.told = Told(plan.seed, plan.desks)
        self._number = 0
        self._tasks: set[asyncio.Task[bool]] = set()

    def _clock(self) -> Wrong:
        off = self.chance.choice((0.0, 0.0, 1.5, -1.5, 30.0, -30.0, 240.0, -240.0))
        return Wrong(self.cloud, timedelta(seconds=off), self.chance.choice((0.0, 0.0, 1e-4, -1e-4)))

    async def live(self) -> Told:
        """Live it."""
        self._begin()
        self.cloud.heard = True
        for seat in self.seats:
            await seat.start()
        await self._until(lambda: all(seat.station.caught_up.is_set() for seat in self.seats), "the first round")
        for cable in self.cloud.cables.values():
            cable.sky = self.plan.sky
        end = asyncio.get_running_loop().time() + self.plan.seconds
        async with asyncio.TaskGroup() as tasks:
            for seat in self.seats:
                tasks.create_task(self._work(seat, end))
                tasks.create_task(self._suffer(seat, end))
                tasks.create_task(self._renew(seat, end))
            tasks.create_task(self._happen(end))
            tasks.create_task(self._watch(end))
        await self._settle()
        await self._compare()
        for seat in self.seats:
            await seat.end()
            seat.forget()
        return self._counted()

    # What was before, and what happens meanwhile

    def _begin(self) -> None:
        post = self._post
        post(ADMIN, events.RoleGiven(PLATFORM.id, Role.PLATFORM))
        for number, person in enumerate(self.staff):
            roles = [Role.LEAD] if number % 12 == 0 else []
            roles += [self.chance.choice((Role.COUNSELLOR, Role.COUNSELLOR, Role.MODERATOR))] if number % 9 != 8 else []
            for role in roles:
                post(ADMIN, events.RoleGiven(person.id, role))
        duties = tuple(f"{person.id}:{Duty.COUNSELLOR}" for person in self.staff[: len(self.staff) * 3 // 4 + 1])
        lead = self.staff[0]
        starts = START - timedelta(hours=1)
        post(lead, events.RosterPublished("s1", "Night", starts, starts + timedelta(hours=9), duties))
        for _ in range(max(3, len(self.staff) // 2)):
            self._open()

    def _post(self, who: Staff, event: WireEvent) -> None:
        self._number += 1
        metadata = metadata_of(event, f"platform-{self._number}", None)
        text = line_of(event)
        channel = self.cloud.workspace.named(HOMES[type(event)].value)
        self.cloud.workspace.post(channel, who, text, blocks=blocks_of(metadata, text), metadata=metadata)

    def _open(self) -> None:
        chance, name = self.chance, f"c{self._number}"
        age, risk = chance.choice(list(AgeBand)), chance.choice(list(Risk))
        self._post(PLATFORM, events.ChatOpened(name, f"otter-{name}", age, risk, "school", "a few words"))

    async def _happen(self, end: float) -> None:
        """The platform, people with a phone, and an admin."""
        loop, chance = asyncio.get_running_loop(), self.chance
        edits = self.plan.edits
        while (left := end - loop.time()) > 0:
            await asyncio.sleep(min(left, chance.expovariate(1 / 20)))
            odds = chance.random()
            if odds < 0.3:
                self._open()
            elif odds < 0.45:
                self._about_some_chat()
            elif odds < 0.55:
                self._reply()
            elif odds < 0.6:
                person = chance.choice(self.staff)
                admin = not self.cloud.workspace.users[person.id]["is_admin"]
                self.cloud.workspace.change_user(person.id, is_admin=admin)
            elif edits:
                edits -= 1
                self._edit()

    def _about_some_chat(self) -> None:
        chats = sorted({chat for seat in self.seats if seat.running for chat in seat.station.desk.view().chats})
        if chats:
            chat = self.chance.choice(chats)
            updated = events.ChatUpdated(chat, risk=self.chance.choice(list(Risk)))
            self._post(PLATFORM, self.chance.choice((updated, events.ChatEnded(chat))))

    def _reply(self) -> None:
        channel = self.cloud.workspace.named(Home.ASKS.value)
        asks = [number for number in channel.top if "metadata" in channel.messages[number]]
        if asks:
            who = self.chance.choice(self.staff)
            self.cloud.workspace.post(channel, who, "I know.", thread=self.chance.choice(asks), by_app=False)

    def _edit(self) -> None:
        """Somebody edits or deletes a message in Slack, of anybody, of any age."""
        workspace, chance = self.cloud.workspace, self.chance
        homes = (Home.SHIFT_LOG, Home.SHIFT_LOG, Home.CHAT_QUEUE, Home.ASKS, Home.MOD_MAIN)
        channel = workspace.named(chance.choice(homes))
        numbers = sorted(channel.messages)
        if not numbers:
            return
        number = chance.choice(numbers)
        raw = channel.messages[number]
        odds = chance.random()
        self.cloud.excused.add(id_in(raw))
        if odds < 0.5 and raw.get("subtype") != "tombstone":
            workspace.delete(channel, number)
        elif "metadata" in raw and odds < 0.8:
            id = raw["metadata"]["event_payload"]["id"]
            event = chance.choice((events.ChatTaken, events.ChatReleased))(f"c{chance.randrange(1, self._number + 1)}")
            metadata = metadata_of(event, id, None)
            workspace.edit(channel, number, text="edited", blocks=blocks_of(metadata, "edited"), metadata=metadata)
        elif "metadata" in raw:
            workspace.edit(channel, number, text="only words now", blocks=[], metadata={})

    # What each desk does and suffers

    async def _work(self, seat: Seat, end: float) -> None:
        loop, chance = asyncio.get_running_loop(), seat.chance
        while True:
            await asyncio.sleep(chance.expovariate(1 / self.plan.every))
            if loop.time() >= end:
                return
            if seat.running:
                await _unless_killed(seat, self._act(seat))

    async def _act(self, seat: Seat) -> None:
        chance, hands = seat.chance, seat.hands
        view = seat.station.desk.view()
        odds = chance.random()
        if odds < 0.06:
            (done,) = await hands.undo()  # nothing is done together here
        elif odds < 0.1 and view.asks:
            ask = view.asks[chance.choice(sorted(view.asks))]
            done = await hands.answer(ask.position, "Here is what I would do.")
        elif odds < 0.12 and view.waiting:
            await hands.take_back(chance.choice(view.waiting).id)
            return
        else:
            action = wish(view, [person.id for person in self.staff], chance)
            done = None if action is None else await hands.submit(action, at_window=chance.random() < 0.5)
        if isinstance(done, Pending):
            if not isinstance(done.event, events.LeaseRenewed):  # a later one makes it needless
                seat.kept.add(done.id)
            self.told.actions += 1
        elif isinstance(done, Refusal):
            self.told.refused += 1

    async def _renew(self, seat: Seat, end: float) -> None:
        """The window of somebody who is there renews (console/hands.py)."""
        if seat.chance.random() < 0.3:
            return
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(15)
            if seat.running:
                await _unless_killed(seat, seat.hands.renew())

    async def _suffer(self, seat: Seat, end: float) -> None:
        """Be cut off, and killed, now and then."""
        loop, chance, cable = asyncio.get_running_loop(), seat.chance, self.cloud.cables[seat.person.id]
        while loop.time() < end:
            await asyncio.sleep(chance.expovariate(1 / 60))
            if loop.time() >= end:
                return
            if chance.random() < self.plan.cuts:
                cable.cut(silently=chance.random() < 0.5)
                await asyncio.sleep(min(chance.expovariate(1 / 60), 0.9 * self.plan.seconds))
                cable.mend()
            elif chance.random() < self.plan.kills:
                await seat.end()
                await asyncio.sleep(chance.expovariate(1 / 20))
                await seat.start()
            elif chance.random() < 0.2 and cable.lines:
                cable.lines[-1].reason = "refresh_requested"
                cable.lines[-1].leaving.set()

    async def _watch(self, end: float) -> None:
        """Look at some screen now and then."""
        loop = asyncio.get_running_loop()
        while loop.time() < end:
            await asyncio.sleep(self.chance.expovariate(1 / 5))
            seat = self.chance.choice(self.seats)
            seat.look()
            if seat.running:
                self.told.wrong += shows_wrongly(seat, self.cloud)

    # The end

    async def _settle(self) -> None:
        """The sky clears; everything goes out and comes in."""
        self.cloud.clear()
        for seat in self.seats:
            if not seat.running:
                await seat.start()
        await self._until(self._out, "the outboxes")
        if self.plan.reread:
            self.cloud.repeats = self.plan.patient
            for seat in self.seats:
                await seat.end()
                await seat.start()
        # What is long over may be pushed once more, and is believed for a minute.
        await asyncio.sleep(0 if not self.plan.patient else 480 if self.plan.reread else 1_000)
        wanted = self.cloud.clock.now()
        await self._until(lambda: _complete_to(self.seats, wanted), "being complete to the end")
        await asyncio.sleep(30)  # threads that are due are read

    def _out(self) -> bool:
        for seat in self.seats:
            for one in seat.hands.waiting:
                if one.stage is Stage.STUCK and isinstance(one.event, Answer):
                    self._tasks.add(asyncio.create_task(seat.hands.take_back(one.id)))
        return not any(seat.hands.waiting for seat in self.seats)

    async def _until(self, condition: Callable[[], bool], what: str) -> None:
        limit = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            for seat in self.seats:
                seat.look()
            if asyncio.get_running_loop().time() > limit:
                left = {
                    seat.person.id: [(one.stage, one.why, type(one.event).__name__) for one in seat.hands.waiting]
                    for seat in self.seats
                    if seat.hands.waiting
                }
                standing = {seat.person.id: seat.station.desk.connection for seat in self.seats}
                raise AssertionError(f"seed {self.plan.seed}: {what} took over an hour: {left} {standing}")
            await asyncio.sleep(2)

    async def _compare(self) -> None:
        """Hold all desks against one that reads everything anew, and against what each says it did."""
        fresh = Seat(self.cloud, FRESH, random.Random(0), Wrong(self.cloud, timedelta(), 0.0))
        await fresh.start()
        everybody, now = [*self.seats, fresh], self.cloud.clock.now()
        await self._until(lambda: _complete_to(everybody, now), "reading everything anew")
        at = min(seat.station.desk.connection.complete_to or START for seat in everybody)
        self.told.digest, wrong = await disagree(self.seats, fresh, at)
        self.told.wrong += [*wrong, *account(self.seats, self.cloud)]
        await fresh.end()
        fresh.forget()

    def _counted(self) -> Told:
        told = self.told
        told.in_slack = len(self.cloud.posted)
        told.twice = sum(count > 1 for count in self.cloud.posted.values())
        told.taken_back = sum(len(seat.taken_back) for seat in self.seats)
        told.explained = sum(len(seat.told) for seat in self.seats)
        told.starts = sum(seat.starts for seat in self.seats)
        told.pushes, told.calls = self.cloud.pushes, self.cloud.calls
        return told


def _complete_to(seats: Sequence[Seat], at: datetime) -> bool:
    """Whether all have read everything up to a moment."""
    return all(
        seat.station.caught_up.is_set() and (seat.station.desk.connection.complete_to or START) >= at for seat in seats
    )


async def _unless_killed(seat: Seat, doing: Any) -> None:
    vault = seat.vault
    try:
        await doing
    except asyncio.CancelledError:
        if not vault.killed:
            raise


def lived(seed: int, desks: int | None = None, *, blind: bool = False) -> Told:
    """Live the night of a seed; ``blind`` desks send again without looking for what was lost."""
    plan = Plan.of(seed, desks)
    with hourglass.turned() as runner:
        night = Night(plan, runner.get_loop().time())
        with wired(night.cloud, seed, blind=blind):
            try:
                return runner.run(night.live())
            except Exception as error:  # noqa: BLE001 -- whatever it is, the seed is told with it
                night.told.wrong.append(f"{type(error).__name__}: {error}")
                return night.told
