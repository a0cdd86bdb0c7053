"""The running desk, without Qt: messages in, rows out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final, Protocol

import msgspec
from msgspec.structs import replace

from console.clock import Clock
from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.connection import Connection
from console.domain.decisions import Decisions
from console.domain.handovers import Handover
from console.domain.ledger import Changes, Edge, Row
from console.domain.messages import Batch, Counts, Person
from console.domain.pending import Pending, Stage
from console.domain.people import People
from console.domain.posts import Post
from console.domain.proposals import Proposal
from console.domain.queue import Queue
from console.domain.roster import Shift, next_shift, shift_at
from console.domain.routines import Routine, asked_for
from console.domain.rules import Notice, Rule
from console.domain.staffing import Staffing
from console.domain.subjects import PEOPLE, STAFFING, Kind, Subject
from console.domain.swaps import Swap
from console.domain.tasks import Task
from console.domain.templates import Template

FIRST_PAGE: Final = 120  # more chats than any window shows
PAGE: Final = 1_000  # chats; a few milliseconds
_ASKING: Final = frozenset((Kind.ROUTINE, Kind.SHIFT, Kind.TASK))  # what the tasks that routines ask for follow from
REMEMBERED: Final = timedelta(hours=24)  # how long what is over stays at hand


class Log(Protocol):
    """Where messages are kept and folded (console/store/log.py)."""

    async def append(self, batch: Batch) -> Changes:
        """Keep a batch and fold it, in one transaction."""

    async def open_rows(self, since: datetime) -> Mapping[Subject, Row]:
        """The rows that are open, or were over only after ``since``, without the chats."""

    async def open_chats(self, since: datetime, after: Edge | None, limit: int) -> tuple[Sequence[Chat], Edge | None]:
        """The next chats that are open, in the queue's order, then those over only after ``since``.

        With the edge to go on from; None when there are no more.
        """

    async def people(self) -> tuple[Person, ...]:
        """Everybody in the workspace, as Slack said last."""

    async def counts(self) -> Counts:
        """What was kept and changes nothing."""


class View(msgspec.Struct, frozen=True):
    """What the desk shows. The mappings are the desk's own, live and not to be changed.

    ``changed`` are the subjects that differ from the news before; None means that all may.
    ``names`` are people's names by id; ``waiting`` is what was done here and is not read back from Slack yet,
    already folded over the rows. ``persons`` is everybody in the workspace by id, as Slack said last; ``zone`` is the
    service's, in which times of day are meant.
    """

    me: str
    connection: Connection
    names: Mapping[str, str]
    people: People
    chats: Mapping[str, Chat]
    rules: Mapping[str, Rule]
    notices: Mapping[str, Notice]
    shifts: Mapping[str, Shift]
    tasks: Mapping[str, Task]
    asks: Mapping[str, Ask]
    counts: Counts = msgspec.field(default_factory=Counts)
    waiting: tuple[Pending, ...] = ()
    changed: frozenset[Subject] | None = None
    persons: Mapping[str, Person] = msgspec.field(default_factory=dict)
    cases: Mapping[str, Case] = msgspec.field(default_factory=dict)
    handovers: Mapping[str, Handover] = msgspec.field(default_factory=dict)
    decisions: Mapping[str, Decisions] = msgspec.field(default_factory=dict)
    proposals: Mapping[str, Proposal] = msgspec.field(default_factory=dict)
    posts: Mapping[str, Post] = msgspec.field(default_factory=dict)
    routines: Mapping[str, Routine] = msgspec.field(default_factory=dict)
    staffing: Staffing = msgspec.field(default_factory=Staffing)
    swaps: Mapping[str, Swap] = msgspec.field(default_factory=dict)
    templates: Mapping[str, Template] = msgspec.field(default_factory=dict)
    zone: tzinfo = UTC

    def shift(self, now: datetime) -> Shift | None:
        """The shift of the moment."""
        return shift_at(self.shifts.values(), now)

    def next_shift(self, now: datetime) -> Shift | None:
        """The shift after it."""
        return next_shift(self.shifts.values(), now)

    @property
    def pending(self) -> int:
        """How much of what was done here Slack does not have yet."""
        return sum(one.stage is not Stage.SENT for one in self.waiting)

    def name(self, person: str) -> str:
        """What a person is called; their id while Slack has not said."""
        return self.names.get(person, person)


class Desk:
    """One person's desk on a log: keeps the open rows at hand and says what changed.

    ``changed`` is called after each batch, on the loop's thread; whoever shows the desk asks for ``news()``.
    """

    def __init__(
        self, log: Log, clock: Clock, me: str, changed: Callable[[], None] = lambda: None, zone: tzinfo = UTC
    ) -> None:
        self.me = me
        self._zone = zone
        self.clock = clock
        self.connection = self._told = Connection()
        self._warning = ""
        self._log = log
        self._changed = changed
        self._rows: dict[Kind, dict[str, Any]] = {kind: {} for kind in Kind}  # the ledger gives each kind its own rows
        self._rows[Kind.CHAT] = Queue()
        self._asked_for: dict[str, Task] | None = None  # what routines ask for; None: to be found again
        self._names: dict[str, str] = {}
        self._persons: dict[str, Person] = {}
        self._under: dict[Subject, Row | None] = {}  # the confirmed rows of those that pending actions change
        self.overlay: Callable[[], Mapping[Subject, Row]] = dict
        self.waiting: Callable[[], tuple[Pending, ...]] = tuple
        self._counts = Counts()
        self._since_news: set[Subject] | None = None
        self._since = clock.now()
        self._edge: Edge | None = None
        self._opening = False
        self._newer: set[Subject] = set()

    def belongs_to(self, person: str) -> None:
        """Slack said whose desk this is."""
        if person != self.me:
            self.me = person
            self._since_news = None
            self._changed()

    async def open(self) -> None:
        """Bring the first page of the open rows from the cache; history is not folded again.

        What the desk shows stays until the cache has answered, and what comes in meanwhile is newer.
        """
        self._since = self.clock.now() - REMEMBERED
        self._newer.clear()
        self._opening = True
        rows = await self._log.open_rows(self._since)
        chats, self._edge = await self._log.open_chats(self._since, None, FIRST_PAGE)
        self._counts = await self._log.counts()
        people = await self._log.people()
        self._opening = False
        for subject in list(self._under):
            self._put(subject, self._under.pop(subject))
        for kind, old in self._rows.items():
            for key in [key for key in old if Subject(kind, key) not in self._newer]:
                del old[key]
        self._take_older({**rows, **_by_subject(chats)}, people)
        self._since_news = None
        self._changed()

    async def open_rest(self) -> None:
        """Bring the other open rows, page by page, while the desk is already shown."""
        while self._edge is not None:
            await self._more(PAGE)
            self._changed()
        self._newer.clear()

    async def _more(self, limit: int) -> None:
        chats, self._edge = await self._log.open_chats(self._since, self._edge, limit)
        self._take_older(_by_subject(chats), ())

    async def deliver(self, batch: Batch) -> None:
        """Keep a batch from Slack and show what it changed."""
        changes = await self._log.append(batch)
        if self._opening or self._edge is not None:
            self._newer.update(changes.rows)
        self._take(changes.rows, changes.people)
        if changes.rows or changes.people:
            self._changed()  # what is counted waits for the disk, and what changed does not
        counts = await self._log.counts()
        if counts != self._counts:
            self._counts = counts
            self._changed()

    def show_purged(self, rows: Mapping[Subject, Row | None]) -> None:
        """Show rows that lost their words."""
        here = {subject: row for subject, row in rows.items() if subject.key in self._rows[subject.kind]}
        self._take(here, ())
        self._changed()

    def forget_old(self) -> None:
        """Let go of what has been over for a day, so that a desk that runs for weeks stays as small as a new one."""
        since = self.clock.now() - REMEMBERED
        old: dict[Subject, Row | None] = {
            Subject(kind, key): None
            for kind, rows in self._rows.items()
            for key, row in rows.items()
            if (over := _over_at(row)) is not None and over < since
        }
        self._take(old, ())
        self._changed()

    def tell(self, connection: Connection) -> None:
        """Show how the desk stands with Slack."""
        self._told = connection
        self.connection = replace(connection, trouble=connection.trouble or self._warning)
        self._changed()

    def warn(self, sentence: str) -> None:
        """Show a trouble of this computer while Slack has none; an empty sentence ends it."""
        self._warning = sentence
        self.tell(self._told)

    def view(self) -> View:
        """What the desk shows now, as a whole."""
        rows = self._rows
        return View(
            self.me,
            self.connection,
            self._names,
            rows[Kind.PEOPLE].get(PEOPLE.key, People()),
            rows[Kind.CHAT],
            rows[Kind.RULE],
            rows[Kind.NOTICE],
            rows[Kind.SHIFT],
            self._tasks(),
            rows[Kind.ASK],
            self._counts,
            self.waiting(),
            persons=self._persons,
            cases=rows[Kind.CASE],
            handovers=rows[Kind.HANDOVER],
            decisions=rows[Kind.DECISIONS],
            proposals=rows[Kind.PROPOSAL],
            posts=rows[Kind.POST],
            routines=rows[Kind.ROUTINE],
            staffing=rows[Kind.STAFFING].get(STAFFING.key, Staffing()),
            swaps=rows[Kind.SWAP],
            templates=rows[Kind.TEMPLATE],
            zone=self._zone,
        )

    def _tasks(self) -> Mapping[str, Task]:
        """The tasks that were written down, and those that routines ask for."""
        rows = self._rows
        if self._asked_for is None:
            self._asked_for = asked_for(
                rows[Kind.ROUTINE].values(), rows[Kind.SHIFT].values(), rows[Kind.TASK].values(), self._zone
            )
        return {**self._asked_for, **rows[Kind.TASK]} if self._asked_for else rows[Kind.TASK]

    def news(self) -> View:
        """What the desk shows now, and what of it changed since the news before."""
        changed, self._since_news = self._since_news, set()
        return replace(self.view(), changed=None if changed is None else frozenset(changed))

    def confirmed(self, subject: Subject) -> Row | None:
        """A row without what is pending; None for one that is not at hand."""
        return self._under[subject] if subject in self._under else self._rows[subject.kind].get(subject.key)

    def lay_over(self) -> None:
        """Show what is pending over the confirmed rows, as it now is."""
        new = self.overlay()
        for subject in self._under.keys() - new.keys():
            self._put(subject, self._under.pop(subject))
        for subject, row in new.items():
            shown = self._rows[subject.kind].get(subject.key)
            self._under.setdefault(subject, shown)
            if row is not shown:
                self._put(subject, row)
        self._changed()

    def _take_older(self, rows: Mapping[Subject, Row], people: Iterable[Person]) -> None:
        """Take what the cache gave; what came in meanwhile is newer than that."""
        self._take({subject: row for subject, row in rows.items() if subject not in self._newer}, people)

    def _take(self, rows: Mapping[Subject, Row | None], people: Iterable[Person]) -> None:
        for subject, row in rows.items():
            if subject in self._under:
                self._under[subject] = row
            else:
                self._put(subject, row)
        for person in people:
            self._names[person.id] = person.name
            self._persons[person.id] = person
            self._since_news = None
        if self._under:
            self.lay_over()

    def _put(self, subject: Subject, row: Row | None) -> None:
        rows = self._rows[subject.kind]
        if subject.kind in _ASKING:
            self._asked_for = None
        if row is not None:
            rows[subject.key] = row
        elif subject.key in rows:
            del rows[subject.key]
        if self._since_news is not None:
            self._since_news.add(subject)


def _by_subject(chats: Iterable[Chat]) -> dict[Subject, Row]:
    return {Subject(Kind.CHAT, chat.chat): chat for chat in chats}


def _over_at(row: Row) -> datetime | None:
    """When a row was over; None while it is not."""
    match row:
        case Chat():
            return row.closed_at or row.ended_at
        case Post():
            return row.over_at
        case Ask():
            return row.answered_at
        case Task():
            return row.done_at
        case Case():
            return row.closed_at
        case Proposal() | Swap():
            return row.settled_at
        case Handover():
            return row.at if row.signature is None else row.signature.at
        case Shift():
            return row.ends
        case _:
            return None
