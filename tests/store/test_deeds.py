"""What became of an action is told from the log alone, by whoever asks later."""

import pytest

from console.domain import events
from console.domain.chats import Chat
from console.domain.messages import Position
from console.domain.people import People
from console.domain.subjects import PEOPLE, Kind, Subject
from console.domain.words import ChatOutcome, Home, Role
from console.slack import wire
from console.store import deeds
from console.store.log import Log
from tests.builders import at, entry
from tests.store.wired import ADMIN, HOMES, RealLog, in_main, opening, plain, taken, wired

CHAT = Subject(Kind.CHAT, "c1")


@pytest.fixture
def night(log: RealLog) -> RealLog:
    """Two took a chat, and the first of them closed it."""
    log.append(wired(opening("c1", 1)), taken("UC2", 5, id="a1"), taken("UC1", 6, id="a2"), taken("UC1", 9, id="a2"))
    log.tell(entry(events.ChatClosed("c1", ChatOutcome.HELPED), "UC2", 12, id="a3"))
    return log


def holder(log: RealLog, author: str, id: str) -> str | None:
    done = log.run(log.log.done(author, id))
    assert done is not None
    row = done.rows[CHAT]
    assert isinstance(row, Chat)
    return row.holder


def test_an_action_is_told_with_its_chat_as_it_stood_right_after_it(night: RealLog) -> None:
    assert holder(night, "UC2", "a1") == "UC2"
    assert holder(night, "UC1", "a2") == "UC2"  # who was not first
    done = night.run(night.log.done("UC1", "a2"))
    assert done is not None
    assert done.entry.position == Position(at(6), "C1LOG")  # its repeat counts for nothing


def test_what_is_not_here_is_not_told(night: RealLog) -> None:
    for author, id in (("UC2", "a2"), ("UC1", "a9"), ("UC1", "")):
        assert night.run(night.log.done(author, id)) is None


def test_a_role_is_told_with_the_people_as_they_stood_right_after_it(log: RealLog) -> None:
    given = in_main(events.RoleGiven("UC9", Role.HOST), 3, id="a1")
    log.tell(given, in_main(events.RoleTaken("UC9", Role.HOST), 4), people=(ADMIN,))
    done = log.run(log.log.done("UADMIN", "a1"))
    assert done is not None
    people = done.rows[PEOPLE]
    assert isinstance(people, People)
    assert people.roles_now("UC9") == {Role.HOST}


def test_what_nothing_makes_known_has_no_row(log: RealLog) -> None:
    log.append(taken("UC1", 2, key="c7", id="a1"))
    done = log.run(log.log.done("UC1", "a1"))
    assert done is not None
    assert done.rows == {Subject(Kind.CHAT, "c7"): None}
    log.tell(entry(events.LeaseRenewed(()), "UC1", 3, id="a2"))
    assert log.run(log.log.done("UC1", "a2")) == deeds.Done(entry(events.LeaseRenewed(()), "UC1", 3, id="a2"), {})


def test_an_action_that_this_console_reads_as_no_event_is_not_told(night: RealLog) -> None:
    elsewhere = {channel: home for channel, home in HOMES.items() if home is not Home.SHIFT_LOG}
    stranger = Log(night.vault, lambda raw, channel: wire.read(raw, channel, elsewhere), wire.without_words)
    assert night.run(stranger.done("UC2", "a1")) is None


def test_a_reply_is_known_by_its_mark_after_its_question(log: RealLog) -> None:
    log.append(plain("mark-1 What now?", 3, channel="C5ASKS"), plain("mark-2 Stay.", 9, channel="C5ASKS", thread=3))
    ask = Position(at(3), "C5ASKS")
    assert log.run(log.log.replied("UC1", ask, "mark-2"))
    assert not log.run(log.log.replied("UC1", ask, "mark-3"))
    assert not log.run(log.log.replied("UC2", ask, "mark-2"))
    assert not log.run(log.log.replied("UC1", Position(at(3), "C9NEW"), "mark-2"))
