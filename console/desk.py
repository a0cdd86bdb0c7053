"""The running desk, without Qt: messages in, rows out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from console.clock import Clock
from console.domain.asks import Ask
from console.domain.chats import Chat
from console.domain.connection import Connection
from console.domain.ledger import Changes, Kind, Row, Subject
from console.domain.messages import Batch, Counts, Person
from console.domain.people import People
from console.domain.roster import Shift, next_shift, shift_at
from console.domain.rules import Notice, Rule
from console.domain.tasks import Task

REMEMBERED: Final = timedelta(hours=24)  # how long what is over stays at hand


class Log(Protocol):
    """Where messages are kept and folded (console/store/log.py)."""

    async def append(self, batch: Batch) -> Changes:
        """Keep a batch and fold it, in one transaction."""

    async def open_rows(self, since: datetime) -> Mapping[Subject, Row]:
        """The rows that are open, or were over only after ``since``."""

    async def people(self) -> tuple[Person, ...]:
        """Everybody in the workspace, as Slack said last."""

    async def counts(self) -> Counts:
        """What was kept and changes nothing."""


@dataclass(frozen=True, slots=True)
class View:
    """What the desk shows. The mappings are the desk's own, live and not to be changed.

    ``changed`` are the subjects that differ from the view before; None means that all may.
    ``names`` are people's names by id.
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
    counts: Counts = field(default_factory=Counts)
    pending: int = 0
    changed: frozenset[Subject] | None = None

    def shift(self, now: datetime) -> Shift | None:
        """The shift of the moment."""
        return shift_at(self.shifts.values(), now)

    def next_shift(self, now: datetime) -> Shift | None:
        """The shift after it."""
        return next_shift(self.shifts.values(), now)

    def name(self, person: str) -> str:
        """What a person is called; their id while Slack has not said."""
        return self.names.get(person, person)


class Desk:
    """One person's desk on a log: keeps the open rows at hand and says what changed.

    ``changed`` is called after each batch, on the loop's thread; whoever shows the desk asks for ``view()``.
    """

    def __init__(self, log: Log, clock: Clock, me: str, changed: Callable[[], None] = lambda: None) -> None:
        self.me = me
        self.clock = clock
        self.connection = Connection()
        self._log = log
        self._changed = changed
        self._rows: dict[Kind, dict[str, Row]] = {kind: {} for kind in Kind}
        self._names: dict[str, str] = {}
        self._people = People()
        self._counts = Counts()
        self._since_view: set[Subject] | None = None

    async def open(self) -> None:
        """Bring the open rows from the cache; history is not folded again."""
        rows = await self._log.open_rows(self.clock.now() - REMEMBERED)
        self._take(rows, await self._log.people())
        self._counts = await self._log.counts()
        self._since_view = None
        self._changed()

    async def deliver(self, batch: Batch) -> None:
        """Keep a batch from Slack and show what it changed."""
        changes = await self._log.append(batch)
        self._take(changes.rows, changes.people)
        self._counts = await self._log.counts()
        if changes.rows or changes.people:
            self._changed()

    def tell(self, connection: Connection) -> None:
        """Show how the desk stands with Slack."""
        self.connection = connection
        self._changed()

    def view(self) -> View:
        """What the desk shows now; ``changed`` is counted from one view to the next."""
        changed, self._since_view = self._since_view, set()
        rows: Mapping[Kind, Mapping[str, object]] = self._rows
        return View(
            self.me,
            self.connection,
            self._names,
            self._people,
            rows[Kind.CHAT],  # type: ignore[arg-type]  # the ledger gives each kind its own rows
            rows[Kind.RULE],  # type: ignore[arg-type]
            rows[Kind.NOTICE],  # type: ignore[arg-type]
            rows[Kind.SHIFT],  # type: ignore[arg-type]
            rows[Kind.TASK],  # type: ignore[arg-type]
            rows[Kind.ASK],  # type: ignore[arg-type]
            self._counts,
            changed=None if changed is None else frozenset(changed),
        )

    def _take(self, rows: Mapping[Subject, Row | None], people: Iterable[Person]) -> None:
        for subject, row in rows.items():
            if isinstance(row, People):
                self._people = row
            elif row is None:
                self._rows[subject.kind].pop(subject.key, None)
            else:
                self._rows[subject.kind][subject.key] = row
            if self._since_view is not None:
                self._since_view.add(subject)
        for person in people:
            self._names[person.id] = person.name
            self._since_view = None
