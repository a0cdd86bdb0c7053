"""A desk that knows things: what happened so far, folded, and what somebody may do next."""

from collections.abc import Mapping
from datetime import UTC, tzinfo

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.deciding import decide
from console.domain.decisions import Decisions
from console.domain.events import Event, WireEvent
from console.domain.handovers import Handover
from console.domain.messages import Batch, Entry, Person
from console.domain.people import People
from console.domain.posts import Post
from console.domain.proposals import Proposal
from console.domain.roster import Shift
from console.domain.routines import Routine, asked_for
from console.domain.rules import Rule
from console.domain.staffing import Staffing
from console.domain.subjects import PEOPLE, STAFFING, Kind, Subject
from console.domain.swaps import Swap
from console.domain.tasks import Task
from console.domain.templates import Template
from console.domain.words import AgeBand, Audience, Risk, Role, RuleLevel
from tests.builders import at, entry, message
from tests.fakes import FakeLog

STAFF = {
    "UPLAT": Role.PLATFORM,
    "ULEAD": Role.LEAD,
    "UC1": Role.COUNSELLOR,
    "UC2": Role.COUNSELLOR,
    "UMOD": Role.MODERATOR,
    "UDOC": Role.CLINICIAN,
    "UHOST": Role.HOST,
}
T1 = actions.TakeChat("c1")
NAMES = {"UC1": "M. Hale", "UC2": "R. Osei", "ULEAD": "I. Brandt", "UMOD": "T. Lund", "UHOST": "K. Abe"}


class Knowing:
    """Rows by the real fold; every fact lands right after the one before, each at a moment of its own."""

    names: Mapping[str, str] = NAMES
    zone: tzinfo = UTC

    def __init__(self) -> None:
        self.log = FakeLog()
        given = (
            message(entry(events.RoleGiven(who, role), "UADMIN", n - 1_000, channel="C3MAIN"))
            for n, (who, role) in enumerate(STAFF.items())
        )
        self.log.append(Batch(tuple(given), people=(Person("UADMIN", "The admin", admin=True),)))

    def happens(self, event: Event, by: str, seconds: float, id: str | None = None) -> Entry:
        """Something happened, so many seconds into the night."""
        one = entry(event, by, seconds, channel=_home(event), id=id)
        self.log.append(Batch((message(one),)))
        return one

    def takes_back(self, one: Entry) -> None:
        """It never happened."""
        self.log.append(Batch(removed=(one.position,)))

    def opens(self, chat: str = "c1", seconds: float = 0, risk: Risk = Risk.C, age: AgeBand = AgeBand.TEEN) -> None:
        self.happens(events.ChatOpened(chat, "quiet-otter", age, risk), "UPLAT", seconds)

    def planned(self, *duties: str, shift: str = "s1", starts: float = 0, ends: float = 36_000) -> None:
        # Each shift at a moment of its own: Slack has one message at a position.
        plan = events.RosterPublished(shift, "Night", at(starts), at(ends), duties)
        self.happens(plan, "ULEAD", -10 - len(self.shifts))

    def says(self, action: Action, by: str, seconds: float) -> WireEvent | Refusal:
        return decide(self, action, by=by, at=at(seconds), id=f"d{seconds}")

    def does(self, action: Action, by: str, seconds: float) -> WireEvent:
        """What is done is allowed, and lands at that very moment."""
        event = self.says(action, by, seconds)
        assert not isinstance(event, Refusal), event.why
        self.happens(event, by, seconds, id=f"d{seconds}")
        return event

    def why(self, action: Action, by: str, seconds: float) -> str:
        refusal = self.says(action, by, seconds)
        assert isinstance(refusal, Refusal), refusal
        return refusal.why

    def not_entitled(self) -> int:
        return sum(len(folded.not_entitled) for folded in self.log.rows.values())

    @property
    def people(self) -> People:
        row = self.log.rows[PEOPLE].row
        assert isinstance(row, People)
        return row

    @property
    def chats(self) -> dict[str, Chat]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Chat)}

    @property
    def rules(self) -> dict[str, Rule]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Rule)}

    @property
    def posts(self) -> dict[str, Post]:
        return {one.post: one for row in self.log.rows.values() if isinstance(one := row.row, Post)}

    @property
    def proposals(self) -> dict[str, Proposal]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Proposal)}

    @property
    def shifts(self) -> dict[str, Shift]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Shift)}

    @property
    def tasks(self) -> dict[str, Task]:
        written = {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Task)}
        asked = asked_for(self.routines.values(), self.shifts.values(), written.values(), self.zone)
        return {**asked, **written}

    @property
    def routines(self) -> dict[str, Routine]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Routine)}

    @property
    def staffing(self) -> Staffing:
        found = self.log.rows.get(STAFFING)
        return found.row if found is not None and isinstance(found.row, Staffing) else Staffing()

    @property
    def swaps(self) -> dict[str, Swap]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Swap)}

    @property
    def templates(self) -> dict[str, Template]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Template)}

    @property
    def asks(self) -> dict[str, Ask]:
        return {one.row.ask: one.row for one in self.log.rows.values() if isinstance(one.row, Ask)}

    @property
    def cases(self) -> dict[str, Case]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Case)}

    @property
    def handovers(self) -> dict[str, Handover]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Handover)}

    @property
    def decisions(self) -> dict[str, Decisions]:
        return {name.key: one.row for name, one in self.log.rows.items() if isinstance(one.row, Decisions)}

    @property
    def chat(self) -> Chat:
        row = self.log.rows[Subject(Kind.CHAT, "c1")].row
        assert isinstance(row, Chat)
        return row


def rule(name: str = "R31", title: str = "No methods", **more: object) -> events.RulePublished:
    fields: dict[str, object] = {"blocks_taking": True, **more}
    return events.RulePublished(name, title, "body", RuleLevel.STOP, (Audience.UNDER_18,), **fields)  # type: ignore[arg-type]  # a builder passes on


def desk_with(risk: Risk = Risk.C, **more: AgeBand) -> Knowing:
    """A desk that knows of one chat, which waits."""
    desk = Knowing()
    desk.opens("c1", 0, risk, **more)
    return desk


def held(by: str = "UC1", risk: Risk = Risk.C) -> Knowing:
    """A desk that knows of one chat, which somebody holds."""
    desk = desk_with(risk)
    desk.does(T1, by, 10)
    return desk


def _home(event: Event) -> str:
    match event:
        case events.ChatOpened() | events.ChatUpdated() | events.ChatEnded():
            return "C0QUEUE"
        case events.RoleGiven() | events.RoleTaken() | events.RosterPublished() | events.TaskPlanned():
            return "C3MAIN"
        case events.RulePublished() | events.RuleWithdrawn() | events.RuleProposed() | events.RuleProposalDeclined():
            return "C2UPD"
        case events.RoutineSet() | events.StaffingSet():
            return "C3MAIN"
        case events.TemplateSet() | events.TemplateWithdrawn():
            return "C3MAIN"
        case events.SwapAsked() | events.SwapAgreed() | events.SwapDeclined():
            return "C3MAIN"
        case events.HandoverWritten() | events.HandoverSigned():
            return "C3MAIN"
        case events.AskPosted():
            return "C5ASKS"
        case _ if type(event).__name__.startswith("Case"):
            return "C4CASES"
        case _:
            return "C1LOG"
