"""Joins a window to the desk's acting: what is wished there is done here, and what became of it is told there."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from console.clock import Clock
from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.altered import Altered
from console.domain.breaks import BreakAfter, Stint
from console.domain.connection import Link
from console.domain.deciding import decide
from console.domain.handing import current
from console.domain.pending import Answer, Pending
from console.domain.planning import SeenRoster
from console.looking import Looking
from console.station import Station
from console.store.kept import altered, seen_roster, told_back
from console.ui.bridge import Tasks
from console.ui.window import DeskWindow

RENEWED_EVERY: Final = 15.0  # seconds of the service's clock
IN_USE_FOR: Final = 300.0  # real seconds after a key or the mouse
ENDING_1: Final = "1 chat that you hold goes back to the queue within a minute; any key keeps it"
ENDING: Final = "{} chats that you hold go back to the queue within a minute; any key keeps them"
_LOOKED: Final = "looked since"  # under this name: the shift in which somebody looked at what is new to them
NOT_OPEN: Final = "The desk is not open yet."


class Hands:
    """The hands of whoever sits at a window; idle while no station is open."""

    def __init__(self, window: DeskWindow, clock: Clock, tasks: Tasks) -> None:
        self._window, self._clock, self._tasks = window, clock, tasks
        self._station: Station | None = None
        self._turn = asyncio.Lock()  # what is wished is kept in its order, however long the disk takes
        self._looking = Looking(window, tasks)
        wishes, outgoing = window.wishes, window.outgoing
        wishes.may = self._may
        wishes.wished.connect(self._on_wished)
        wishes.undo_wished.connect(self._on_undo)
        wishes.drafted.connect(self._on_drafted)
        window.handing.proof_wished.connect(self._on_proof_wished)
        window.handing.repair_wished.connect(self._on_repair_wished)
        window.handing.since.wished.connect(self._on_since_wished)
        window.handing.since.read.connect(self._on_since_read)
        window.handing.measuring.wished.connect(self._on_figures_wished)
        window.handing.saving.wished.connect(self._on_case_wished)
        window.breaks.kept.connect(self._on_stint)
        window.touches.kept.connect(self._on_altered)
        window.roster_acts.news.kept.connect(self._on_roster_seen)
        window.posts.reviewing.kept.connect(self._on_told_back)
        window.rule_acts.posts_wished.connect(self._on_posts_wished)
        outgoing.try_again_wished.connect(self._on_try_again)
        outgoing.take_back_wished.connect(self._on_take_back)

    async def work(self, station: Station) -> None:
        """Be the hands of a station, and renew its leases while the window is in use; until cancelled.

        While nobody uses it the leases run out, and whoever sits there is warned before.
        """
        self._station = self._looking.station = station
        prompt, review = station.settings.window, station.settings.review
        warned: frozenset[tuple[str, datetime]] = frozenset()
        try:
            self._window.wishes.keep_drafts(await station.drafts.all())
            after = BreakAfter(prompt.break_after_minutes, prompt.break_after_texts)
            self._window.breaks.open(await station.stints.get(), after)
            self._window.handing.since.open(await station.log.remembered(_LOOKED) or "")
            self._window.posts.look_again_at(review.percent, two=review.two_for_stop)
            self._window.posts.reviewing.open(await told_back(station.vault).get() or ())
            self._window.touches.open(await altered(station.vault).get())
            self._window.roster_acts.news.open(await seen_roster(station.vault).get())
            while True:
                await asyncio.sleep(RENEWED_EVERY / self._clock.speed)
                if station.acting is None:
                    continue
                if self._window.idle_seconds < IN_USE_FOR:
                    await station.acting.renew()
                    continue
                ending = station.acting.ending()
                if ending - warned:
                    words = ENDING_1 if len(ending) == 1 else ENDING.format(len(ending))
                    self._window.say(f"{words}.")
                    self._window.call(words)  # they may not be looking here
                warned = ending
        finally:
            self._window.breaks.close()
            self._station = self._looking.station = None

    def _may(self, action: Action) -> Refusal | None:
        """Why something may not be done right now."""
        station = self._station
        if station is None or station.acting is None:
            return Refusal(NOT_OPEN)
        found = decide(station.desk.view(), action, by=station.desk.me, at=self._clock.now(), id="")
        return found if isinstance(found, Refusal) else None

    def _on_wished(self, wish: Action | Answer | tuple[Action, ...], draft: tuple[str, str] | None) -> None:
        doing = self._do_all(wish, draft) if isinstance(wish, tuple) else self._do(wish, draft)
        self._tasks.spawn(doing, name="do what was wished")

    async def _do(self, wish: Action | Answer, draft: tuple[str, str] | None) -> None:
        station = self._station
        if station is None or station.acting is None:
            self._window.say(NOT_OPEN)
            return
        done: Pending | Refusal
        if isinstance(wish, Answer):
            async with self._turn:
                done = await station.acting.answer(wish.ask, wish.text, draft=draft)
        else:
            from console import handing  # noqa: PLC0415 -- after the first paint

            proven = await handing.proven(station, wish)
            async with self._turn:
                done = (
                    proven
                    if isinstance(proven, Refusal)
                    else await station.acting.submit(proven, at_window=True, draft=draft)
                )
        if isinstance(done, Refusal):
            self._window.say(done.why)
            return
        if draft is not None:
            self._window.wishes.drop_draft(draft)
        self._window.outgoing.show_done(done, undo=station.acting.can_undo(done.id))
        if isinstance(wish, actions.TakeNext) and isinstance(done.event, events.ChatTaken):
            self._window.follow(done.event.chat)

    async def _do_all(self, wanted: tuple[Action, ...], draft: tuple[str, str] | None) -> None:
        """Do several things; what was refused is told once for each reason."""
        station, outgoing = self._station, self._window.outgoing
        if station is None or station.acting is None:
            self._window.say(NOT_OPEN)
            return
        async with self._turn:
            found = await station.acting.submit_all(wanted, at_window=True, draft=draft)
        done = [one for one in found if isinstance(one, Pending)]
        done.sort(key=lambda one: isinstance(one.event, events.PostTaken))  # the one before is what is told
        refused = [(wish, one) for wish, one in zip(wanted, found, strict=True) if isinstance(one, Refusal)]
        if refused:
            self._window.say(outgoing.refused(refused))
        if done and draft is not None:
            self._window.wishes.drop_draft(draft)
            await station.drafts.drop(*draft)  # the last one may have been refused
        if done:
            outgoing.show_done(*done, undo=any(station.acting.can_undo(one.id) for one in done))

    def _on_undo(self) -> None:
        self._tasks.spawn(self._undo(), name="undo")

    async def _undo(self) -> None:
        if self._station is None or self._station.acting is None:
            return
        async with self._turn:
            found = await self._station.acting.undo()
        refused = Counter(one.why for one in found if isinstance(one, Refusal))
        done = [one for one in found if isinstance(one, Pending)]
        if refused:
            of = f"Of {len(found)} things " if len(found) > 1 else ""
            self._window.say(" ".join(f"{of}{count}: {why}" if of else why for why, count in refused.items()))
        if done:
            self._window.outgoing.show_undone(f"Undone: {self._window.outgoing.said(*done)}")
        elif None in found:
            self._window.outgoing.show_undone("Undone, nobody has seen it")

    def _on_drafted(self, kind: str, subject: str, text: str) -> None:
        if self._station is not None:
            keeping = self._station.drafts.keep(kind, subject, text, self._clock.now())
            self._tasks.spawn(keeping, name="keep a draft")

    def _on_posts_wished(self, since: datetime) -> None:
        if self._station is not None:
            self._tasks.spawn(self._read_posts(self._station, since), name="read the posts of a day")

    async def _read_posts(self, station: Station, since: datetime) -> None:
        self._window.rule_acts.show_posts(await station.log.posts(since))

    def _on_proof_wished(self) -> None:
        self._tasks.spawn(self._prove(), name="compare the two desks")

    def _on_repair_wished(self) -> None:
        self._tasks.spawn(self._prove(repair=True), name="read again what differs")

    async def _prove(self, *, repair: bool = False) -> None:
        from console import handing  # noqa: PLC0415 -- after the first paint

        station, page = self._station, self._window.handing
        handover = None if station is None else current(station.desk.view(), self._clock.now())
        if station is None or handover is None:
            return
        page.channels = handing.names_of(station)
        if repair and station.desk.connection.link in (Link.OFFLINE, Link.REFUSED):
            self._window.say("Slack cannot be reached now, so nothing can be read again. What differs stays shown.")
            return
        if repair:
            self._window.say("What differs is being read again from Slack.", "quiet")
        proof = await (handing.repaired if repair else handing.proof_of)(station, handover)
        page.show_proof(handover.handover, proof)
        if repair:
            self._window.say(*handing.told(proof))

    def _on_figures_wished(self, starts: datetime, ends: datetime) -> None:
        self._tasks.spawn(self._count(starts, ends), name="count a stretch of time")

    async def _count(self, starts: datetime, ends: datetime) -> None:
        from console import gathering  # noqa: PLC0415 -- now and then

        station = self._station
        if station is not None:
            zone = ZoneInfo(station.settings.window.zone)
            found = await gathering.measures_of(station, starts, ends, zone)
            self._window.handing.measuring.show(found, gathering.csv_of(found, station.desk.view()))

    def _on_case_wished(self, case: str, words: bool, path: str) -> None:
        self._tasks.spawn(self._save_case(case, path, words=words), name="save a case")

    async def _save_case(self, case: str, path: str, *, words: bool) -> None:
        from console import bundling  # noqa: PLC0415 -- now and then

        station = self._station
        if station is None:
            self._window.say(NOT_OPEN)
            return
        at, progress = self._clock.now(), self._window.handing.saving.progress
        made = await bundling.bundle_of(station, case, words=words, at=at, progress=progress)
        if isinstance(made, Refusal):
            self._window.say(made.why)
            return
        why = await asyncio.to_thread(lambda: bundling.written(Path(path), bundling.file_of(made)))
        if why:
            self._window.say(f"The case could not be saved: {why}.")
            return
        waiting = station.acting is not None and bool(station.acting.waiting)
        self._window.say(bundling.saved(made, path, waiting=waiting), "quiet")

    def _on_since_wished(self) -> None:
        self._tasks.spawn(self._look_back(), name="look what is new to this person")

    async def _look_back(self) -> None:
        from console import since  # noqa: PLC0415 -- once a shift

        if self._station is not None:
            self._window.handing.since.show(await since.since_of(self._station))

    def _on_since_read(self, shift: str) -> None:
        if self._station is not None:
            keeping = self._station.log.remember(_LOOKED, shift)
            self._tasks.spawn(_heard(keeping), name="keep that it was looked at")

    def _on_stint(self, stint: Stint) -> None:
        if self._station is not None:
            keeping = self._station.stints.keep(stint)  # begun now: the window may be closed in this very moment
            self._tasks.spawn(_heard(keeping), name="keep how much was read")

    def _on_altered(self, known: Altered) -> None:
        if self._station is not None:
            self._tasks.spawn(_heard(altered(self._station.vault).keep(known)), name="keep what rules altered")

    def _on_roster_seen(self, seen: SeenRoster) -> None:
        if self._station is not None:
            self._tasks.spawn(_heard(seen_roster(self._station.vault).keep(seen)), name="keep which roster was seen")

    def _on_told_back(self, told: tuple[str, ...]) -> None:
        if self._station is not None:
            self._tasks.spawn(_heard(told_back(self._station.vault).keep(told)), name="keep what was told")

    def _on_try_again(self, id: str) -> None:
        if self._station is not None:
            self._tasks.spawn(self._station.outbox.try_again(id), name="try again")

    def _on_take_back(self, id: str) -> None:
        if self._station is not None:
            self._tasks.spawn(self._take_back(self._station, id), name="take back")

    async def _take_back(self, station: Station, id: str) -> None:
        if not await station.outbox.take_back(id):
            self._window.say("It may be in Slack by now, so it cannot be taken back.")


async def _heard(done: Awaitable[None]) -> None:
    """Whatever becomes of it is heard by the task's owner."""
    await done
