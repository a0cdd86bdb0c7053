"""The log's contract: the one in memory and the one on an encrypted file give the same rows, digest and cursors."""

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain import events
from console.domain.chats import Chat
from console.domain.digest import TRAILING, WHOLE, added, digest
from console.domain.ledger import Changes, Row
from console.domain.messages import Batch, Entry, Message, Person, Position, Stretch
from console.domain.subjects import Kind, Subject
from console.domain.words import Role
from tests.builders import at, entry
from tests.domain.nights import nights
from tests.fakes import FakeLog
from tests.store.wired import ADMIN, HOMES, RealLog, in_main, opening, plain, real_log, wired


class Kept(Protocol):
    """What every log can be asked in these tests."""

    def append(self, batch: Batch) -> Changes: ...
    def row(self, subject: Subject) -> Row | None: ...
    def digest(self, moment: datetime) -> str: ...
    def cursors(self) -> Mapping[str, datetime]: ...
    def people(self) -> set[Person]: ...
    def positions(self) -> set[Position]: ...


class InMemory:
    def __init__(self) -> None:
        self.log = FakeLog()

    def append(self, batch: Batch) -> Changes:
        return self.log.append(batch)

    def row(self, subject: Subject) -> Row | None:
        found = self.log.rows.get(subject)
        return found.row if found else None

    def digest(self, moment: datetime) -> str:
        counting = {found.position for found in self.log.counting()}
        sums = {}
        for channel, home in HOMES.items():
            start = datetime.min.replace(tzinfo=moment.tzinfo) if home in WHOLE else moment - TRAILING
            lines = (
                message.sum
                for position, message in self.log.messages.items()
                if position in counting
                and position.channel == channel
                and start < position.at <= moment
                and message.sum
            )
            sums[channel] = added(lines)
        return digest(sums, self.log.admins)

    def cursors(self) -> Mapping[str, datetime]:
        return self.log.cursors  # type: ignore[return-value]  # it keeps what it was given

    def people(self) -> set[Person]:
        return set(self.log.people.values())

    def positions(self) -> set[Position]:
        return set(self.log.messages)


class OnFile:
    def __init__(self, log: RealLog) -> None:
        self.log = log

    def append(self, batch: Batch) -> Changes:
        return self.log.run(self.log.log.append(batch))

    def row(self, subject: Subject) -> Row | None:
        return self.log.run(self.log.log.row(subject))

    def digest(self, moment: datetime) -> str:
        return self.log.digest(moment)

    def cursors(self) -> Mapping[str, datetime]:
        return self.log.run(self.log.log.cursors())

    def people(self) -> set[Person]:
        return set(self.log.run(self.log.log.people()))

    def positions(self) -> set[Position]:
        return {message.position for message in self.log.run(self.log.log.latest(1_000))}


@pytest.fixture(params=["in memory", "on file"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    if request.param == "in memory":
        yield InMemory()
    else:
        with real_log(tmp_path / "cache.db") as real:
            yield OnFile(real)


CHAT = Subject(Kind.CHAT, "c1")
ROLES = tuple(
    wired(in_main(events.RoleGiven(person, role), -100 + n))
    for n, (person, role) in enumerate((("UPLAT", Role.PLATFORM), ("UC1", Role.COUNSELLOR), ("UC2", Role.COUNSELLOR)))
)


def taken(by: str, seconds: float, id: str | None = None) -> Message:
    return wired(entry(events.ChatTaken("c1"), by, seconds, id=id))


def holder(log: Kept) -> str | None:
    row = log.row(CHAT)
    assert isinstance(row, Chat)
    return row.holder


def test_appending_again_changes_no_row(log: Kept) -> None:
    batch = Batch((*ROLES, wired(opening("c1", 1)), taken("UC1", 2)), people=(ADMIN,), cursors={"C0QUEUE": at(5)})
    assert CHAT in log.append(batch).rows
    before = log.row(CHAT), log.digest(at(9))
    assert log.append(batch).rows == {}
    assert (log.row(CHAT), log.digest(at(9))) == before
    assert log.cursors() == {"C0QUEUE": at(5)}
    assert log.people() == {ADMIN}


def test_the_order_of_arrival_never_matters(log: Kept) -> None:
    log.append(Batch((taken("UC2", 3),), people=(ADMIN,)))
    log.append(Batch((taken("UC1", 2), wired(opening("c1", 1)))))
    log.append(Batch(ROLES))
    assert holder(log) == "UC1"


def test_of_repeats_the_earliest_counts(log: Kept) -> None:
    log.append(Batch((*ROLES, wired(opening("c1", 1)), taken("UC1", 30, "a"), taken("UC2", 20, "a")), people=(ADMIN,)))
    assert holder(log) == "UC2"
    first = taken("UC1", 10, "a")
    log.append(Batch((first,)))
    assert holder(log) == "UC1"
    log.append(Batch(removed=(first.position,)))
    assert holder(log) == "UC2"


def test_what_a_stretch_does_not_hold_was_deleted(log: Kept) -> None:
    one, reply, two = wired(opening("c1", 1)), plain("hm", 2, channel="C0QUEUE", thread=1), wired(opening("c2", 3))
    log.append(Batch((*ROLES, one, reply, two), people=(ADMIN,)))
    changes = log.append(Batch(stretches=(Stretch("C0QUEUE", at(0), at(2), ()),)))
    assert changes.rows == {CHAT: None}
    assert log.positions() == {reply.position, two.position, *(role.position for role in ROLES)}
    log.append(Batch(stretches=(Stretch("C0QUEUE", at(0), at(2), (), thread=at(1)),)))
    assert reply.position not in log.positions()


# However it comes

PEOPLE = tuple(Person(one, one, admin=one == "UADMIN") for one in ("UADMIN", "UC1", "ULEAD"))
MOMENTS = (at(-98), at(0), at(500), at(3_700), at(90_000))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], AbstractContextManager[RealLog]]:
    """Gives logs on new files; the tables are made once and copied."""
    template = tmp_path_factory.mktemp("template")
    with real_log(template / "cache.db"):
        pass

    @contextmanager
    def copy() -> Iterator[RealLog]:
        folder = tmp_path_factory.mktemp("log") / "cache"
        shutil.copytree(template, folder)
        try:
            with real_log(folder / "cache.db") as log:
                yield log
        finally:
            shutil.rmtree(folder)

    return copy


def same(memory: InMemory, file: OnFile) -> None:
    """Both hold the same: rows, what the rows rest on, messages and digests."""
    assert file.positions() == memory.positions()
    for subject, folded in memory.log.rows.items():
        assert file.log.log._memory.get(file.log.vault._lanes[1]._connection, subject) == folded
    count = "SELECT count(*) FROM folded"
    assert file.log.run(file.log.vault.read(lambda c: c.execute(count).fetchone())) == (len(memory.log.rows),)
    refused = {position for folded in memory.log.rows.values() for position in folded.not_entitled}
    assert file.log.run(file.log.log.counts()).not_entitled == len(refused)
    for moment in MOMENTS:
        assert file.digest(moment) == memory.digest(moment)


def fates(night: list[Entry], chance: random.Random) -> Iterator[Batch]:
    """The night in random batches: late, twice, edited, deleted, read again as stretches, and admins who change."""
    messages = [wired(one) for one in night]
    arriving = messages + chance.sample(messages, k=len(messages) // 2)
    chance.shuffle(arriving)
    while arriving:
        size = chance.randint(1, 9)
        batch, arriving = arriving[:size], arriving[size:]
        some = chance.choice(messages)
        match chance.randrange(6):
            case 0:
                yield Batch(tuple(batch), removed=(some.position,))
            case 1 if isinstance(some.content, Entry):
                edited = wired(some.content, text="edited", edited=True)
                yield Batch((*batch, edited))
            case 2:
                channel = some.position.channel
                inside = tuple(one for one in messages if one.position.channel == channel and chance.random() < 0.8)
                end = max((one.position.at for one in inside), default=some.position.at)
                yield Batch(tuple(batch), stretches=(Stretch(channel, some.position.at - timedelta(1), end, inside),))
            case 3:
                yield Batch(tuple(batch), people=tuple(Person(one.id, one.id, chance.random() < 0.5) for one in PEOPLE))
            case _:
                yield Batch(tuple(batch))
    yield Batch(people=PEOPLE)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(nights(), st.randoms(use_true_random=False))
def test_whatever_comes_both_logs_hold_the_same(
    fresh: Callable[[], AbstractContextManager[RealLog]], night: list[Entry], chance: random.Random
) -> None:
    memory = InMemory()
    with fresh() as real:
        file = OnFile(real)
        logs: tuple[Kept, Kept] = (memory, file)
        shown: tuple[dict[Subject, Row], dict[Subject, Row]] = ({}, {})
        for batch in fates(night, chance):
            for rows, log in zip(shown, logs, strict=True):
                for subject, row in log.append(batch).rows.items():
                    rows.pop(subject, None)
                    if row is not None:
                        rows[subject] = row
            assert shown[0] == shown[1]
        same(memory, file)
