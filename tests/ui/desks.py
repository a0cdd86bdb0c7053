"""Desks to look at: a plausible night, as the window is given it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from console.desk import View
from console.domain.asks import Answer, Ask
from console.domain.chats import Chat, Note, Offer
from console.domain.connection import Connection, Link
from console.domain.messages import Counts, Position
from console.domain.people import People
from console.domain.roster import DutyState, Place, Presence, Shift
from console.domain.rules import Notice, Rule, Version
from console.domain.subjects import Subject
from console.domain.tasks import Task
from console.domain.words import AgeBand, Audience, Duty, Risk, RuleLevel

NOW = datetime(2026, 11, 22, 2, 14, 7, tzinfo=UTC)
ME = "U0ME"
NAMES = {
    ME: "A. Castellan",
    "U1": "R. Okafor",
    "U2": "Dr S. Iyer",
    "U3": "M. Hale",
    "U4": "T. Brandt",
    "U5": "L. Osei",
    "U6": "J. Whitlock",
    "U7": "P. Lindqvist",
    "U8": "N. Farrow",
    "U9": "K. Adeyemi",
}


@dataclass
class StillClock:
    """A clock that stands where it is put."""

    at: datetime = NOW
    speed: float = 1.0

    def now(self) -> datetime:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def ago(minutes: float = 0, seconds: float = 0) -> datetime:
    return NOW - timedelta(minutes=minutes, seconds=seconds)


def chat(
    id: str = "c1",
    alias: str = "quiet-otter",
    risk: Risk = Risk.C,
    band: AgeBand = AgeBand.TEEN,
    waits: float = 5,
    **others: Any,
) -> Chat:
    """A chat that waits since so many minutes, unless it is held."""
    fields = {"topic": None, "excerpt": None, "returning": False} | others
    at = fields.pop("opened_at", ago(waits))
    return Chat(id, alias, band, risk, opened_at=at, since=at, **fields)


def held(by: str, minutes: float, left: float = 4) -> dict[str, Any]:
    return {"holder": by, "taken_at": ago(minutes), "lease_until": ago(-left), "held_by": (by,)}


def rule(id: str, title: str, body: str, level: RuleLevel, *, versions: int = 1, **others: Any) -> Rule:
    """A rule whose last version was published so and so many hours ago."""
    at = others.pop("at", ago(60 * 24 * 10))
    fields = {"audience": (Audience.UNDER_18, Audience.ADULTS)} | others
    made = [
        Version(n, f"id-{id}-{n}", "U2", at - timedelta(days=versions - n), title, body, level, **fields)
        for n in range(1, versions + 1)
    ]
    return Rule(id, tuple(made))


def chats() -> list[Chat]:
    return [
        chat("c1", "quiet-otter", Risk.A, AgeBand.YOUNG_TEEN, 0.7, topic="says they have already acted", excerpt="…"),
        chat(
            "c2",
            "paper-lantern",
            Risk.B,
            AgeBand.TEEN,
            3.08,
            topic="thoughts with intent",
            returning=True,
            excerpt="can someone text me instead i cant talk here tonight",
        ),
        chat(
            "c3",
            "north-tram",
            Risk.C,
            AgeBand.YOUNG_ADULT,
            7.2,
            topic="argument at home, nobody to call",
            excerpt="we had a big argument and now i dont know who i can ring",
        ),
        chat("c4", "blue-kettle", Risk.D, AgeBand.CHILD, 5.7, topic="exam worry, cannot sleep"),
        chat("c5", "slow-harbour", Risk.E, AgeBand.ADULT, 1.34, topic="asks about appointments"),
        chat("c6", "tall-window", Risk.D, AgeBand.TEEN, 2.1, topic="moving schools", held_by=("U3",)),
        chat("c7", "green-compass", Risk.B, AgeBand.TEEN, 40, topic="next check 02:30", **held(ME, 22.17, 0.7)),
        chat(
            "c8",
            "red-bicycle",
            Risk.D,
            AgeBand.YOUNG_TEEN,
            20,
            topic="friendships",
            notes=(Note("U3", ago(5), "Talked about who to sit with on Monday."),),
            **held("U3", 14.03, 20),
        ),
        chat(
            "c9",
            "grey-finch",
            Risk.C,
            AgeBand.ADULT,
            31,
            topic="worried about a friend",
            offer=Offer("U8", ME, ago(0, 40)),
            **held("U8", 26, 9),
        ),
    ]


def rules() -> list[Rule]:
    read = dict.fromkeys(["U1", "U2", "U3", "U4", "U5"], ago(5))
    return [
        rule(
            "R31",
            "Challenge videos: do not name or link",
            "Hold any post that names the challenge. Message the author with reply “Unsafe trend”.",
            RuleLevel.STOP,
            at=ago(24),
            must_read=True,
            blocks_taking=True,
            acknowledged=read,
        ),
        rule(
            "R14",
            "Contact details",
            "No phone numbers, handles or addresses may be shown or exchanged. Say why, and offer the chat instead.",
            RuleLevel.STOP,
            versions=3,
        ),
        rule(
            "R22",
            "Method detail",
            "Hold. Publish an edited version only after a clinician agrees.",
            RuleLevel.MUST,
            versions=5,
            audience=(Audience.UNDER_18,),
        ),
        rule(
            "R9",
            "Naming a school",
            "Remove the name, publish the rest, tell the author.",
            RuleLevel.NOTE,
            audience=(Audience.UNDER_18,),
        ),
        rule(
            "R27",
            "Exam results week",
            "Signpost the results-day page.",
            RuleLevel.NOTE,
            versions=2,
            until=ago(-60 * 24 * 8),
        ),
        rule(
            "R33", "Holiday opening hours", "Name the changed hours.", RuleLevel.NOTE, at=ago(90), from_=ago(-60 * 30)
        ),
    ]


def notices() -> list[Notice]:
    return [
        Notice(
            Position(ago(70), "C2"),
            "U2",
            "Two posts about the *bus strike* tonight, both fine. "
            "See <https://www.example.org/travel|the travel page>, <@U3> knows more :bus:",
        )
    ]


def shifts() -> list[Shift]:
    night = Shift(
        "s1",
        "Night shift",
        datetime(2026, 11, 21, 22, tzinfo=UTC),
        datetime(2026, 11, 22, 8, tzinfo=UTC),
        (
            Place("U1", Duty.LEAD),
            Place("U2", Duty.CLINICIAN),
            Place(ME, Duty.COUNSELLOR),
            Place("U3", Duty.COUNSELLOR),
            Place("U8", Duty.COUNSELLOR),
            Place("U5", Duty.COUNSELLOR),
            Place("U9", Duty.COUNSELLOR),
            Place("U4", Duty.MODERATOR),
            Place("", Duty.MODERATOR),
        ),
        {"U5": "U3"},
        "U1",
        ago(600),
        presences=(
            *(
                Presence(person, duty, DutyState.ON, ago(250))
                for person, duty in (
                    ("U1", Duty.LEAD),
                    ("U2", Duty.CLINICIAN),
                    (ME, Duty.COUNSELLOR),
                    ("U3", Duty.COUNSELLOR),
                    ("U8", Duty.COUNSELLOR),
                    ("U5", Duty.COUNSELLOR),
                )
            ),
            Presence("U4", Duty.MODERATOR, DutyState.PAUSED, ago(9), ago(-6)),
        ),
    )
    early = Shift(
        "s2",
        "Early",
        datetime(2026, 11, 22, 8, tzinfo=UTC),
        datetime(2026, 11, 22, 16, tzinfo=UTC),
        (
            Place("U6", Duty.LEAD),
            *(Place(f"UX{i}", Duty.COUNSELLOR) for i in range(5)),
            *(Place(f"UY{i}", Duty.MODERATOR) for i in range(2)),
        ),
        {},
        "U1",
        ago(600),
    )
    return [night, early]


def tasks() -> list[Task]:
    def task(id: str, hour: int, minute: int, title: str, person: str | None = None, *, done: bool = False) -> Task:
        day = 21 if hour > 12 else 22
        due = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
        return Task(id, "s1", title, due, person, "U1", ago(300), ago(60) if done else None, "U3" if done else None)

    return [
        task("t1", 22, 0, "Safeguarding inbox", done=True),
        task("t2", 0, 0, "Check on held posts", done=True),
        task("t3", 2, 0, "Reply to the forum report", "U4"),
        task("t4", 2, 30, "Call back green-compass", ME),
        task("t5", 3, 0, "Safeguarding inbox"),
        task("t6", 6, 30, "Draft handover", "U1"),
    ]


def asks() -> list[Ask]:
    return [
        Ask(
            "a1",
            Position(ago(12), "C5"),
            ME,
            "They will not say where they are. What did you say the last time?",
            "c7",
            None,
            (Answer("U2", ago(10), "Ask about *one* thing they can see. I am <!here> if it turns."),),
        )
    ]


def live(**others: Any) -> Connection:
    fields: dict[str, Any] = {"link": Link.LIVE, "since": ago(200), "complete_to": NOW, "proof_at": 1000.0} | others
    return Connection(**fields)


def keyed(rows: Iterable[Any], key: str) -> dict[str, Any]:
    return {getattr(row, key): row for row in rows}


def view(
    *,
    connection: Connection | None = None,
    chats_: Mapping[str, Chat] | None = None,
    changed: frozenset[Subject] | None = None,
    names: Mapping[str, str] | None = None,
    **others: Any,
) -> View:
    """The whole night, or what is given of it."""
    fields: dict[str, Any] = {
        "people": People(),
        "rules": keyed(rules(), "rule"),
        "notices": {"n1": notices()[0]},
        "shifts": keyed(shifts(), "shift"),
        "tasks": keyed(tasks(), "task"),
        "asks": keyed(asks(), "ask"),
        "counts": Counts(),
    } | others
    shown = {**NAMES, **{f"UX{i}": f"C. Number{i}" for i in range(5)}} if names is None else names
    return View(
        ME,
        connection or live(),
        shown,
        chats=keyed(chats(), "chat") if chats_ is None else chats_,
        changed=changed,
        **fields,
    )


def empty(connection: Connection | None = None) -> View:
    """A desk that has read nothing yet."""
    return view(connection=connection or Connection(), chats_={}, rules={}, notices={}, shifts={}, tasks={}, asks={})
