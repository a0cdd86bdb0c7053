"""A made-up past of a service: as many messages as asked, as Slack would hold them, in a cache made by the log itself.

Nine of ten messages belong to chats that are over: opened, updated, taken, renewed, noted, closed. The rest are
posts and decisions, questions with answers, plain talk, duties, tasks, rosters and rules. Some hundreds of chats are
open. It ends 73 hours ago, so that a desk which connects to an empty workspace finds none of it missing there.
"""

import asyncio
import hashlib
import heapq
import itertools
import json
import random
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.clock import RealClock
from console.domain import events as facts
from console.domain.events import WireEvent
from console.domain.messages import Batch, Message, Person
from console.domain.words import AgeBand, Audience, ChatOutcome, Decision, Duty, Home, PostPlace, Risk, Role, RuleLevel
from console.practice.lines import line_of
from console.practice.people import ADMIN, EVERYBODY, IYER, NIGHT_STAFF, NOVAK, OKAFOR, PLATFORM, TEAM_ID, Staff
from console.practice.texts import RULES
from console.practice.workspace import Channel, Workspace
from console.slack import wire
from console.store.log import Log
from console.store.renewal import reading_of
from console.store.vault import Vault

SPAN = timedelta(days=29)
QUIET = timedelta(hours=73)  # the trailing window that a desk reads again is 72 hours
OPEN_CHATS = 300
HANDFUL = 4_000  # messages in one batch
KEY = hashlib.sha256(b"moderation console benchmark").hexdigest()
COUNSELLORS = tuple(person for person in NIGHT_STAFF if Role.COUNSELLOR in person.roles)
WORDS = (  # noqa: SIM905 -- as a list it would take 200 lines
    "after again almost alone anything argued asked autumn awake bedroom before better bit brother bus calm camp "
    "change class club cold college cooking cousin cried dark day decided difficult dinner dog drawing early email "
    "evening everything exam family far fell felt fine first football forgot form friend friends game garden girl glad "
    "gone good grandad guitar half happened hard hears help history holiday home homework hope hour house hungry idea "
    "journey kind kitchen last late later laughed learning leave left lesson letter library listened little lives "
    "lonely long longer looked lost loud lunch many maths maybe meal message minutes missed moment money month morning "
    "moved mum music name neighbour never new news next nice night nobody nothing often once open other outside park "
    "parents phone picture place plan played please practice quiet reads ready rain remember rest returned revision "
    "river road room run sad said school sea second seemed sister sleep slept small snow somebody song soon sorry "
    "speaks spring start stayed still stop story street summer sunday swim talk tea teacher team tell test thanks "
    "thing think tired today together tomorrow tonight too town train tried trip trust understand upset usual village "
    "visit voice waiting walk wants warm week weekend went whole winter wish word work worried write year yesterday"
).split()


@dataclass(frozen=True, order=True)
class Said:
    """One message to be: when, where, whose; ``answers`` are what the team replied to it."""

    at: datetime
    number: int
    home: Home = field(compare=False)
    who: Staff = field(compare=False)
    event: WireEvent | None = field(compare=False, default=None)
    text: str = field(compare=False, default="")
    answers: int = field(compare=False, default=0)


class Past:
    """The messages in their order; the same for the same ``count``."""

    def __init__(self, count: int, end: datetime, span: timedelta = SPAN) -> None:
        self._count, self._span = count, span
        self._start, self.end = end - span, end
        self._chance = random.Random(count)
        self._numbers = itertools.count()
        self._coming: list[Said] = []

    def said(self) -> Iterator[Said]:
        """So many, and the latest are chats that nobody has helped yet."""
        self._begin()
        last = self._count - OPEN_CHATS
        gap = self._span / (self._count / 6.4)  # between two chats; each brings about so many messages
        at, chat, given = self._start + min(timedelta(hours=1), self._span / 24), 0, 0
        while given < last:  # an answer is a message too
            while self._coming and self._coming[0].at <= at:
                said = heapq.heappop(self._coming)
                yield said
                given += 1 + said.answers
                if given >= last:
                    break
            self._chat(f"past-{chat}", at)
            if chat % 3 == 0:
                self._post(f"post-{chat}", at)
            if chat % 12 == 0:
                self._ask(f"ask-{chat}", f"past-{chat}", at)
            if chat % 5 == 0:
                self._say(at, Home.MOD_MAIN, self._chance.choice(NIGHT_STAFF), text=self._sentence(12))
            chat, at = chat + 1, min(at + gap, self.end - timedelta(hours=1))
        self._coming.clear()
        for number in range(OPEN_CHATS):
            self._open(f"open-{number}", self.end - timedelta(seconds=3_600 - number * 10))
        while self._coming:
            yield heapq.heappop(self._coming)

    def _say(  # noqa: PLR0917 -- what is said, in the order of a message
        self, at: datetime, home: Home, who: Staff, event: WireEvent | None = None, text: str = "", answers: int = 0
    ) -> None:
        heapq.heappush(self._coming, Said(at, next(self._numbers), home, who, event, text, answers))

    def _sentence(self, words: int) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.randint(words // 2, words)))

    def _risk(self) -> Risk:
        return self._chance.choices(list(Risk), (1, 6, 20, 40, 33))[0]

    def _begin(self) -> None:
        """Roles, rules, rosters with their duties and tasks."""
        self._staff(self._start)
        self._shifts()

    def _staff(self, at: datetime) -> None:
        for person in EVERYBODY:
            for role in person.roles:
                self._say(at, Home.MOD_MAIN, ADMIN, facts.RoleGiven(person.id, role))
        for text in RULES[:25]:
            rule = facts.RulePublished(text.rule, text.title, text.body, RuleLevel(text.level), (Audience.UNDER_18,))
            self._say(at + timedelta(minutes=5), Home.MOD_UPDATES, IYER, rule)

    def _shifts(self) -> None:
        for day in range(self._span.days):
            for part in range(3):
                starts = self._start + timedelta(days=day, hours=8 * part)
                shift = f"shift-{day}-{part}"
                duties = tuple(f"{person.id}:{Duty.COUNSELLOR}" for person in COUNSELLORS)
                ends = starts + timedelta(hours=8)
                roster = facts.RosterPublished(shift, "Night", starts, ends, (f"{OKAFOR.id}:{Duty.LEAD}", *duties))
                self._say(starts, Home.MOD_MAIN, OKAFOR, roster)
                for person in COUNSELLORS:
                    self._say(starts, Home.SHIFT_LOG, person, facts.DutyStarted(shift, Duty.COUNSELLOR))
                    self._say(ends, Home.SHIFT_LOG, person, facts.DutyEnded(shift, Duty.COUNSELLOR))
                for number in range(3):
                    task = f"task-{shift}-{number}"
                    self._say(starts, Home.MOD_MAIN, OKAFOR, facts.TaskPlanned(task, shift, self._sentence(6)))
                    self._say(ends - timedelta(hours=1), Home.SHIFT_LOG, NOVAK, facts.TaskDone(task))

    def _chat(self, chat: str, at: datetime) -> None:
        """A chat from its beginning to its end."""
        chance, who, risk = self._chance, self._chance.choice(COUNSELLORS), self._risk()
        self._opened(chat, at, risk)
        if chance.random() < 0.3:
            self._say(at + timedelta(seconds=20), Home.CHAT_QUEUE, PLATFORM, facts.ChatUpdated(chat, topic="school"))
        at += timedelta(seconds=chance.uniform(30, 900))
        if chance.random() < 0.1:
            self._say(at, Home.CHAT_QUEUE, PLATFORM, facts.ChatEnded(chat))
            return
        self._say(at, Home.SHIFT_LOG, who, facts.ChatTaken(chat))
        for _ in range(chance.choice((1, 2, 2, 3))):
            at += timedelta(seconds=100)
            self._say(at, Home.SHIFT_LOG, who, facts.LeaseRenewed((chat,)))
        if chance.random() < 0.6:
            self._say(at + timedelta(seconds=30), Home.SHIFT_LOG, who, facts.ChatNoted(chat, self._sentence(16)))
        if chance.random() < 0.1:
            self._say(at + timedelta(seconds=40), Home.SHIFT_LOG, who, facts.ChatRiskSet(chat, self._risk()))
        outcome = chance.choice(list(ChatOutcome))
        self._say(at + timedelta(seconds=90), Home.SHIFT_LOG, who, facts.ChatClosed(chat, outcome, self._sentence(10)))

    def _opened(self, chat: str, at: datetime, risk: Risk) -> None:
        age, topic = self._chance.choice(list(AgeBand)), self._sentence(4)
        opened = facts.ChatOpened(chat, f"alias-{chat}", age, risk, topic, self._sentence(20))
        self._say(at, Home.CHAT_QUEUE, PLATFORM, opened)

    def _open(self, chat: str, at: datetime) -> None:
        self._opened(chat, at, self._risk())

    def _post(self, post: str, at: datetime) -> None:
        age = self._chance.choice(list(AgeBand))
        wrote = facts.PostSubmitted(post, f"alias-{post}", age, PostPlace.FORUM, self._sentence(30))
        self._say(at, Home.CHAT_QUEUE, PLATFORM, wrote)
        decided = facts.PostDecided(post, Decision.PUBLISH)
        self._say(at + timedelta(seconds=240), Home.SHIFT_LOG, next(p for p in NIGHT_STAFF if _moderates(p)), decided)

    def _ask(self, ask: str, chat: str, at: datetime) -> None:
        asked = facts.AskPosted(ask, self._sentence(14) + "?", chat)
        self._say(at + timedelta(seconds=1_000), Home.ASKS, self._chance.choice(COUNSELLORS), asked, answers=2)


def _moderates(person: Staff) -> bool:
    return Role.MODERATOR in person.roles


class Scribe:
    """Writes the messages down as Slack words them, and reads them as a desk does."""

    def __init__(self) -> None:
        self._workspace = Workspace(RealClock())
        self.homes = {channel.id: Home(channel.name) for channel in self._workspace.channels.values() if _home(channel)}
        self._chance = random.Random(1)

    def messages(self, said: Said) -> Iterator[Message]:
        """The message, then the answers to it."""
        channel, metadata, blocks, text = self._workspace.named(said.home.value), None, None, said.text
        if said.event is not None:
            text = line_of(said.event)
            id = str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
            metadata = wire.metadata_of(said.event, id)
            blocks = wire.blocks_of(metadata, text)
        raw = self._workspace.post(channel, said.who, text, blocks=blocks, metadata=metadata, at=said.at)
        yield self._read(raw, channel)
        if said.answers:
            number = channel.top[-1]
            for answer in range(said.answers):
                at, who = said.at + timedelta(seconds=30 * answer + 20), NIGHT_STAFF[answer]
                text = " ".join(self._chance.choices(WORDS, k=12))
                yield self._read(self._workspace.post(channel, who, text, thread=number, at=at), channel)
        for full in self._workspace.channels.values():
            full.messages.clear()
            full.top.clear()
            full.threads.clear()

    def _read(self, raw: dict[str, object], channel: Channel) -> Message:
        message = wire.message_of(raw, channel.id, self.homes)
        assert message is not None  # noqa: S101 -- the practice workspace writes what the wire reads
        return message


def _home(channel: Channel) -> bool:
    return channel.name in {home.value for home in Home}


async def keep(path: Path, past: Past) -> float:
    """Make a cache with these messages; the seconds that it took."""
    began = time.monotonic()
    scribe = Scribe()
    vault = Vault(path, bytes.fromhex(KEY))
    log = Log(vault, lambda raw, channel: wire.read(raw, channel, scribe.homes), wire.without_words)
    people = tuple(Person(one.id, one.name, one.admin or one.owner, one.bot) for one in EVERYBODY)
    await log.append(Batch(people=people))
    batch: list[Message] = []
    kept = 0
    for said in past.said():
        batch += scribe.messages(said)
        if len(batch) >= HANDFUL:
            await log.append(Batch(arrived=tuple(batch)))
            kept += len(batch)
            batch.clear()
    await log.append(Batch(arrived=tuple(batch), cursors=dict.fromkeys(scribe.homes, past.end)))
    homes = {channel: home.value for channel, home in scribe.homes.items()}
    for name, value in (("homes", json.dumps(homes)), ("me", OKAFOR.id), ("workspace", TEAM_ID)):
        await log.remember(name, value)
    await log.renew(reading_of(scribe.homes))  # as at every start but the first after an update
    vault.close()
    print(f"kept {kept + len(batch):,} messages", file=sys.stderr)
    return time.monotonic() - began


if __name__ == "__main__":
    print(f"{asyncio.run(keep(Path(sys.argv[1]), Past(int(sys.argv[2]), datetime.now(UTC) - QUIET))):.1f}")
