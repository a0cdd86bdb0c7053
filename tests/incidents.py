"""A case of a made-up night with a chat, a post, a question and a second case, as messages and at a desk."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from console import bundling
from console.clock import RealClock
from console.desk import View
from console.domain import events
from console.domain.actions import Refusal
from console.domain.bundles import VERSION, Bundle, Made
from console.domain.connection import Connection
from console.domain.events import Event
from console.domain.messages import Batch, Entry, Message, Person
from console.domain.people import People
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Decision, Intent, PostPlace, Risk
from console.settings import load
from console.slack.table import HOMES
from console.station import Station, open_vault
from tests.builders import CHANNELS, TEAM, at, entry
from tests.journeys.stage import Desk
from tests.store.wired import ADMIN, plain, wired

SECRET: Final = "a-word-about-somebody"
K1, K2 = Subject(Kind.CASE, "k1"), Subject(Kind.CASE, "k2")
ABOUT: Final = (K1, K2, Subject(Kind.CHAT, "c1"), Subject(Kind.POST, "p1"))
_IDS: Final = {home: channel for channel, home in CHANNELS.items()}


def said(event: Event, by: str, seconds: float, id: str | None = None) -> Entry:
    """An event in its home."""
    return entry(event, by, seconds, channel=_IDS[HOMES[type(event)].value], id=id or f"i{seconds}")


def story() -> tuple[Entry, ...]:
    """What touched the case k1: all of it, with the same word about a member wherever there may be one."""
    flag = events.CaseFlagged(
        "k1", "quiet-otter", Risk.B, AgeBand.TEEN, "c1", "p1", Intent.HAS_ACTED, "suicide", SECRET
    )
    other = events.CaseFlagged("k2", "quiet-otter", Risk.C, summary=SECRET)
    return (
        said(events.ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.B, SECRET, SECRET), "UPLAT", 0),
        said(events.ChatTaken("c1"), "UC1", 10),
        said(events.LeaseRenewed(("c1",)), "UC1", 60),
        said(events.LeaseRenewed(("c1",)), "UC1", 90),
        said(events.PostSubmitted("p1", "quiet-otter", AgeBand.TEEN, PostPlace.FORUM, SECRET), "UPLAT", 95),
        said(events.AskPosted("a1", SECRET, "c1"), "UC1", 100),
        said(flag, "UC1", 110, id="k1"),  # a case is called by the id of its flag
        said(events.CaseUpdated("k1", owner="UDOC", plan=SECRET, outside=SECRET), "ULEAD", 120),
        said(events.CaseUpdated("k1", plan=f"{SECRET} again"), "UDOC", 130),
        said(events.CaseUpdated("k1", risk=Risk.A), "UNOBODY", 140),
        said(events.CaseAssessed("k1", acted="yes", informed=SECRET), "UDOC", 150),
        said(events.ChatPassed("c1", "UC2", SECRET), "UC1", 160),
        said(events.PostDecided("p1", Decision.DECLINE, note=SECRET, message=SECRET), "UMOD", 170),
        said(other, "UC2", 180),
        said(events.CaseMerged("k2", "k1"), "ULEAD", 190),
        said(events.CaseSignedOver("k1", "s2"), "UDOC", 200),
        said(events.CaseSignedFor("k1", "s2", SECRET), "UC2", 210),
        said(events.CaseOpinionAsked("k1", SECRET, outcome=SECRET), "UC2", 900, id="q1"),
    )


def closing() -> tuple[Entry, ...]:
    """A second person agrees, and the case is closed."""
    return (said(events.CaseClosed("k1", SECRET, SECRET, opinion="q1"), "UDOC", 950),)


def roles() -> Iterable[Entry]:
    """Who may do what in it."""
    for number, (person, grants) in enumerate(TEAM.grants.items()):
        for grant in grants:
            yield said(events.RoleGiven(person, grant.role), "UADMIN", number - 9_000)


def messages(*more: Entry) -> tuple[Message, ...]:
    """All of it as Slack holds it, with an answer to the question."""
    return (*map(wired, (*roles(), *story(), *more)), plain(SECRET, 105, by="UDOC", channel="C5ASKS", thread=100))


def bundle(
    told: Sequence[Message], *, words: bool, people: People = TEAM, names: Mapping[str, str] | None = None
) -> Bundle:
    """A bundle of what messages say of it, without a desk."""
    found = bundling.gathered(told, frozenset(ABOUT), words=words)
    made = Made("UC1", at(1_000), at(990), "0.1.0")
    empty = Bundle(VERSION, "k1", words, made, "Europe/London", {}, {}, (), (), (), ())
    view = View("UC1", Connection(), names or {"UC1": "A. Novak"}, people, {}, {}, {}, {}, {}, {})
    return bundling.told_of(empty, ABOUT, found, {}, view)


@asynccontextmanager
async def station(folder: Path, *more: Entry, complete_to: float | None = 990) -> AsyncIterator[Station]:
    """A desk that holds all of it."""
    desk = Desk(folder, "http://127.0.0.1:9/api/")
    settings = load(desk.file)
    vault = await open_vault(settings, desk.environment)
    try:
        made = Station(settings, RealClock(), vault)
        await made.log.remember("homes", json.dumps(CHANNELS))
        await made.log.remember("me", "UC1")
        await made.open()
        people = (ADMIN, Person("UC1", "A. Novak"), Person("UDOC", "N. Iyer"))
        cursors = {} if complete_to is None else dict.fromkeys(CHANNELS, at(complete_to))
        await made.log.append(Batch(messages(*more), people=people, cursors=cursors))
        await made.open()
        yield made
    finally:
        vault.close()


async def saved(of: Station, *, words: bool = False, case: str = "k1", now: datetime | None = None) -> Bundle:
    """The bundle of a case at a desk."""
    made = await bundling.bundle_of(of, case, words=words, at=now or at(1_000))
    assert not isinstance(made, Refusal), made
    return made
