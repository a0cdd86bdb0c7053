"""The player: posts the practice night into the workspace as its clock reaches each step."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from console.domain import events
from console.domain.events import WireEvent
from console.domain.words import Risk
from console.practice.chats import FIRST_LEASE, LATER_LEASE
from console.practice.lines import line_of
from console.practice.night import NIGHT, night, night_starts
from console.practice.people import Staff
from console.practice.script import Script, Step
from console.practice.workspace import Json

if TYPE_CHECKING:
    from console.practice.server import Practice

DEFAULT_START: Final = Script(0, night_starts()).at("02:14")
NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Chat:
    alias: str = ""
    high: bool = False
    holder: str = ""
    ends: datetime = NEVER  # of the holder's lease


class Held:
    """Who holds which chat, near enough for scripted staff to keep their hands off the chats of a person's desk."""

    def __init__(self) -> None:
        self._chats: dict[str, _Chat] = {}

    def hear(self, author: str, at: datetime, name: str, payload: Json) -> None:
        """Take note of an event that was posted, by whomever."""
        for chat in payload.get("chats", [payload.get("chat")]):
            if isinstance(chat, str):
                self._note(self._chats.setdefault(chat, _Chat()), author, at, name, payload)

    def _note(self, known: _Chat, author: str, at: datetime, name: str, payload: Json) -> None:
        match name:
            case "mc_chat_opened":
                known.alias, known.high = payload["alias"], Risk(payload["risk"]).high
            case "mc_chat_taken" if self._is_free(known, author, at):
                known.holder, known.ends = author, at + timedelta(seconds=FIRST_LEASE[known.high])
            case "mc_chat_passed" if author == known.holder:
                known.holder = payload["to"]  # who scripted the passing also scripts the taking
            case "mc_chat_released" | "mc_chat_closed" if author == known.holder:
                known.holder = ""
            case "mc_lease_renewed" | "mc_chat_noted" | "mc_chat_risk_set" if author == known.holder:
                known.ends = at + timedelta(seconds=LATER_LEASE[known.high])
            case _:
                pass

    def alias(self, chat: str) -> str:
        """The alias of a chat."""
        return self._chats.get(chat, _Chat()).alias or chat

    def fits(self, author: str, at: datetime, event: WireEvent) -> WireEvent | None:
        """The event as this author may post it now; None when it is no longer theirs to do."""
        match event:
            case events.ChatTaken():
                return event if self._is_free(self._chats.get(event.chat, _Chat()), author, at) else None
            case events.LeaseRenewed():
                mine = tuple(chat for chat in event.chats if self._holder(chat) == author)
                return events.LeaseRenewed(mine) if mine else None
            case (
                events.ChatReleased()
                | events.ChatPassed()
                | events.ChatClosed()
                | events.ChatNoted()
                | events.ChatRiskSet()
            ):
                return event if self._holder(event.chat) == author else None
            case _:
                return event

    def _holder(self, chat: str) -> str:
        return self._chats.get(chat, _Chat()).holder

    def _is_free(self, known: _Chat, author: str, at: datetime) -> bool:
        return known.holder in ("", author) or at > known.ends


class Player:
    """Plays the night from ``start`` on; nobody of ``desks`` acts by script after it."""

    def __init__(self, seed: int, start: datetime | None, desks: tuple[Staff, ...], day: date = NIGHT) -> None:
        self.start = start or DEFAULT_START + (night_starts(day) - night_starts())
        self._day = day
        self._done = asyncio.Event()
        self._seed = seed
        self._desks = desks
        self._steps: list[Step] = []
        self._at = 0
        self._held = Held()
        self._threads: dict[str, str] = {}
        self._hurried = asyncio.Event()

    def fill(self, practice: "Practice") -> None:
        """Post everything that comes before the start, as if it had been there all along."""
        self._steps = night(self._seed, self.start, self._desks, self._day)
        self._post_until(practice, self.start, back=True)

    async def play(self, practice: "Practice") -> None:
        """Post each step when it is due; late ones at once."""
        while self._at < len(self._steps):
            now = practice.clock.now()
            self._post_until(practice, now, back=False)
            if self._at == len(self._steps):
                break
            speed = practice.clock.speed
            left = (self._steps[self._at].at - now).total_seconds() / speed if speed else None
            self._hurried.clear()
            try:
                async with asyncio.timeout(left):
                    await self._hurried.wait()
            except TimeoutError:
                continue
        self._done.set()

    @property
    def done(self) -> bool:
        """Whether the whole night has been played."""
        return self._done.is_set()

    async def played(self) -> None:
        """Wait for the end of the night."""
        await self._done.wait()

    def hurry(self) -> None:
        """The clock's speed has changed."""
        self._hurried.set()

    def hear(self, message: Json) -> None:
        """A message was posted, by whomever: scripted staff see what people do at their desks."""
        metadata = message.get("metadata")
        if metadata:
            at = datetime.fromtimestamp(float(message["ts"]), UTC)
            self._held.hear(message["user"], at, metadata["event_type"], metadata["event_payload"])

    def _post_until(self, practice: "Practice", now: datetime, *, back: bool) -> None:
        while self._at < len(self._steps) and self._steps[self._at].at <= now:
            step = self._steps[self._at]
            self._at += 1
            self._post(practice, step, step.at if back else None)

    def _post(self, practice: "Practice", step: Step, at: datetime | None) -> None:
        if isinstance(step.what, str):
            thread = self._threads.get(step.thread)
            if thread is not None or not step.thread:
                practice.say(step.channel, step.author, step.what, thread=thread, at=at)
            return
        event = self._held.fits(step.author.id, at or practice.clock.now(), step.what)
        if event is not None:
            said = line_of(event, self._held.alias)
            ts = practice.post(step.channel, step.author, event, id=step.id, text=said, at=at)
            self._threads[step.id] = ts
