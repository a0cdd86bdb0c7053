"""The desk keeps at hand what is open, says what changed, and lets go of what is long over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from console.desk import FIRST_PAGE, PAGE, Desk
from console.domain import events
from console.domain.chats import Chat
from console.domain.connection import Connection, Link
from console.domain.ledger import Changes, Edge, Row
from console.domain.messages import Batch, Counts, Person
from console.domain.subjects import PEOPLE, Kind, Subject
from console.domain.words import Duty, Risk
from tests.builders import TEAM, at, entry, folded, opened


@dataclass
class StillClock:
    """A clock that stands where it is put."""

    at: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        return self.at


def chat(name: str, seconds: float = 0, *more: Any, risk: Risk = Risk.C) -> Chat:
    row = folded(Subject(Kind.CHAT, name), opened(name, seconds, risk), *more).row
    assert isinstance(row, Chat)
    return row


@dataclass
class Shelf:
    """A log that gives what was put on it."""

    rows: dict[Subject, Row] = field(default_factory=dict)
    chats: list[Chat] = field(default_factory=list)
    changes: Changes = field(default_factory=lambda: Changes({}, ()))
    asked: list[int] = field(default_factory=list)

    async def append(self, _batch: Batch) -> Changes:
        return self.changes

    async def open_rows(self, since: datetime) -> Mapping[Subject, Row]:
        assert since == at(-86_400)
        return self.rows

    async def open_chats(self, _since: datetime, after: Edge | None, limit: int) -> tuple[Sequence[Chat], Edge | None]:
        start = 0 if after is None else int(after[0])
        self.asked.append(limit)
        edge: Any = (start + limit, 0, 0)
        return self.chats[start : start + limit], edge if start + limit < len(self.chats) else None

    async def people(self) -> tuple[Person, ...]:
        return (Person("UC1", "M. Hale"),)

    async def counts(self) -> Counts:
        return Counts(1, 2)


class Told:
    """Counts how often there was something new."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


async def test_the_first_page_is_there_at_once_and_the_rest_comes_behind_it() -> None:
    shelf, told = Shelf(chats=[chat(f"c{n}", n) for n in range(FIRST_PAGE + PAGE + 5)]), Told()
    desk = Desk(shelf, StillClock(at()), "UC1", told)
    await desk.open()
    assert len(desk.view().chats) == FIRST_PAGE
    assert desk.news().changed is None
    assert desk.view().counts == Counts(1, 2)
    assert desk.view().name("UC1") == "M. Hale"
    assert desk.view().name("UX") == "UX"
    await desk.open_rest()
    assert len(desk.view().chats) == FIRST_PAGE + PAGE + 5
    changed = desk.news().changed
    assert changed is not None
    assert len(changed) == PAGE + 5
    assert shelf.asked == [FIRST_PAGE, PAGE, PAGE]
    assert told.times == 3
    assert desk.news().changed == frozenset()


async def test_what_came_in_meanwhile_is_newer_than_what_the_cache_gives() -> None:
    name = f"c{FIRST_PAGE}"
    shelf = Shelf(chats=[chat(f"c{n}", n) for n in range(FIRST_PAGE + 1)])
    desk = Desk(shelf, StillClock(at()), "UC1")
    await desk.open()
    taken = chat(name, 0, entry(events.ChatTaken(name), "UC1", 5))
    shelf.changes = Changes({Subject(Kind.CHAT, name): taken}, ())
    await desk.deliver(Batch())
    await desk.open_rest()
    assert desk.view().chats[name] is taken


async def test_a_desk_that_is_opened_again_shows_what_it_showed_until_the_cache_answers() -> None:
    class Slow(Shelf):
        """Answers when it is let, and is written to before that."""

        async def open_chats(
            self, since: datetime, after: Edge | None, limit: int
        ) -> tuple[Sequence[Chat], Edge | None]:
            page = await super().open_chats(since, after, limit)
            seen.append(set(desk.view().chats))
            await desk.deliver(Batch())
            return page

    seen: list[set[str]] = []
    came = chat("old", 0, entry(events.ChatUpdated("old", Risk.A), seconds=60))
    shelf = Slow(chats=[chat("old"), chat("new", 2)])
    desk = Desk(shelf, StillClock(at()), "UC1")
    await desk.open()
    shelf.changes = Changes({Subject(Kind.CHAT, "old"): came, Subject(Kind.CHAT, "gone"): chat("gone", 1)}, ())
    await desk.open()
    assert seen == [set(), {"old", "new"}]
    assert desk.view().chats["old"] == came
    assert set(desk.view().chats) == {"old", "new", "gone"}
    shelf.changes = Changes({}, ())
    shelf.chats = [chat("new", 2)]
    await desk.open()
    assert set(desk.view().chats) == {"new"}


async def test_only_what_changed_is_told() -> None:
    shelf, told = Shelf(), Told()
    desk = Desk(shelf, StillClock(at()), "UC1", told)
    await desk.open()
    desk.news()
    before = told.times
    await desk.deliver(Batch())
    assert told.times == before  # a sign of life alone is no news
    one = Subject(Kind.CHAT, "c1")
    shelf.changes = Changes({one: chat("c1"), PEOPLE: TEAM}, ())
    await desk.deliver(Batch())
    assert told.times == before + 1
    assert desk.news().changed == frozenset({one, PEOPLE})
    assert desk.view().people is TEAM
    shelf.changes = Changes({one: None}, ())
    await desk.deliver(Batch())
    assert desk.view().chats == {}
    shelf.changes = Changes({}, (Person("UC1", "M. Hale-Moore"),))
    await desk.deliver(Batch())
    assert desk.news().changed is None  # a name may stand anywhere
    assert desk.view().name("UC1") == "M. Hale-Moore"


async def test_whose_desk_it_is_is_told_once() -> None:
    told = Told()
    desk = Desk(Shelf(), StillClock(at()), "UC1", told)
    desk.belongs_to("UC1")
    assert told.times == 0
    desk.belongs_to("UC2")
    assert told.times == 1
    assert desk.view().me == "UC2"


async def test_what_is_over_for_a_day_is_let_go_and_everything_else_stays() -> None:
    day = 86_400
    duties = (f"UC1:{Duty.COUNSELLOR}",)
    shift = events.RosterPublished("s1", "Night", at(-10), at(day), duties)
    over = events.RosterPublished("s0", "Night", at(-2 * day), at(-1.1 * day), duties)
    rows: dict[Subject, Row] = {}
    for subject, *entries in (
        (Subject(Kind.SHIFT, "s0"), entry(over, "ULEAD", -100)),
        (Subject(Kind.SHIFT, "s1"), entry(shift, "ULEAD", 0)),
        (Subject(Kind.TASK, "t1"), entry(events.TaskPlanned("t1", "s1", "Look at it"), "ULEAD", 0)),
    ):
        assert isinstance(subject, Subject)
        row = folded(subject, *entries).row
        assert row is not None
        rows[subject] = row
    closed = entry(events.ChatEnded("c2"), "UPLAT", 10, channel="C0QUEUE")
    shelf = Shelf(rows, [chat("c1"), chat("c2", 0, closed)])
    clock = StillClock(at())
    desk = Desk(shelf, clock, "UC1")
    await desk.open()
    desk.forget_old()
    assert set(desk.view().chats) == {"c1", "c2"}
    assert set(desk.view().shifts) == {"s1"}
    clock.at += timedelta(seconds=day + 20)
    desk.forget_old()
    assert set(desk.view().chats) == {"c1"}
    assert set(desk.view().tasks) == {"t1"}
    assert desk.view().shift(at(5)) is desk.view().shifts["s1"]
    assert desk.view().next_shift(at(-20)) is desk.view().shifts["s1"]


async def test_purged_rows_are_shown_where_they_are_at_hand() -> None:
    shelf = Shelf(chats=[chat("c1")])
    desk = Desk(shelf, StillClock(at()), "UC1")
    await desk.open()
    bare = chat("c1", 1)
    desk.show_purged({Subject(Kind.CHAT, "c1"): bare, Subject(Kind.CHAT, "long-ago"): chat("long-ago")})
    assert desk.view().chats == {"c1": bare}


async def test_slacks_trouble_is_told_before_this_computers_own() -> None:
    desk = Desk(Shelf(), StillClock(at()), "UC1")
    desk.warn("This computer's clock is wrong.")
    assert desk.connection.trouble == "This computer's clock is wrong."
    desk.tell(Connection(Link.OFFLINE, trouble="Slack cannot be reached."))
    assert desk.connection.trouble == "Slack cannot be reached."
    desk.tell(Connection(Link.LIVE))
    assert desk.connection.trouble == "This computer's clock is wrong."
    desk.warn("")
    assert desk.connection == Connection(Link.LIVE)
