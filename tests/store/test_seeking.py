"""What is kept is looked through from the newest back, page by page, and nothing is lost between two pages."""

from collections.abc import Iterable
from typing import Any

import pytest

from console.domain.ledger import BEGINNING
from console.domain.messages import Message, Position
from console.domain.subjects import Kind, Subject
from console.store import seeking
from console.store.seeking import Wanted
from tests.builders import at
from tests.store.wired import RealLog, asked, opening, plain, taken, wired


def found(log: RealLog, wanted: Wanted, most: int = 100) -> list[Message]:
    """All pages of it."""
    seen: list[Message] = []
    before: Position | None = None
    for _ in range(200):
        page, before = log.run(log.log.seek(wanted, before, most))
        seen += page
        if before is None:
            return seen
    raise AssertionError("it does not end")


def newest(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=lambda one: one.position, reverse=True)


@pytest.fixture
def night(log: RealLog) -> list[Message]:
    """Plain words in two channels, many at one microsecond, and a chat with a question."""
    words = [plain(f"marigold m{n}", n // 4, channel=("C5ASKS", "C3MAIN", "C2UPD", "C1LOG")[n % 4]) for n in range(40)]
    more = [wired(opening("c1", 50, excerpt="marigold")), taken("UC1", 51), wired(asked("marigold?", 52, chat="c1"))]
    log.append(*words, *more)
    return [*words, *more]


def same(one: list[Message], other: list[Message]) -> bool:
    return [m.position for m in one] == [m.position for m in other]


@pytest.mark.parametrize("most", [1, 3, 7, 100])
def test_words_come_page_by_page_in_the_one_order(log: RealLog, night: list[Message], most: int) -> None:
    having = [one for one in night if b"marigold" in one.raw]
    assert same(found(log, Wanted("marigold"), most), newest(having))
    assert found(log, Wanted("nothing"), most) == found(log, Wanted("!!"), most) == []


@pytest.mark.parametrize("most", [1, 3, 100])
def test_everything_comes_page_by_page_and_within_a_period(log: RealLog, night: list[Message], most: int) -> None:
    kept = newest([*night, *(one for one in log.run(log.log.latest(1_000)) if one not in night)])
    assert same(found(log, Wanted(), most), kept)
    for words in ("", "marigold"):
        within = [one for one in kept if at(3) <= one.position.at < at(7) and (not words or b"marigold" in one.raw)]
        assert same(found(log, Wanted(words, since=at(3), until=at(7)), most), within)


@pytest.mark.parametrize("most", [1, 100])
def test_what_touches_a_thing_is_found_by_it(log: RealLog, night: list[Message], most: int) -> None:
    of_chat = (Subject(Kind.CHAT, "c1"),)
    assert same(found(log, Wanted(about=of_chat), most), newest(night[-3:]))
    assert same(found(log, Wanted("marigold", about=of_chat), most), newest([night[-3], night[-1]]))
    assert same(found(log, Wanted(about=of_chat, since=at(51)), most), newest(night[-2:]))
    assert found(log, Wanted(about=()), most) == []


def test_kinds_narrow_where_they_are_few_and_else_nothing_is_lost(
    log: RealLog, night: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert same(found(log, Wanted("marigold", kinds=(Kind.CHAT,))), newest([night[-3], night[-1]]))
    monkeypatch.setattr(seeking, "_FEW", 2)
    assert len(found(log, Wanted("marigold", kinds=(Kind.CHAT,)))) > 2


def test_who_wrote_it_and_what_a_digest_counts_are_told_apart(log: RealLog, night: list[Message]) -> None:
    assert same(found(log, Wanted(by="UPLAT")), [night[-3]])
    proven = found(log, Wanted(proven=True))
    assert all(one.sum is not None for one in proven)
    assert {one.position for one in night[-3:]} <= {one.position for one in proven}


def test_what_is_found_has_the_sum_that_it_came_with_and_purged_words_are_found_no_more(
    log: RealLog, night: list[Message]
) -> None:
    log.run(log.log.purge(at(51)))
    assert same(found(log, Wanted("marigold")), [night[-1]])
    opened = found(log, Wanted(about=(Subject(Kind.CHAT, "c1"),)))[-1]
    assert opened.sum == night[-3].sum
    assert b"marigold" not in opened.raw


def test_rows_are_given_and_what_nothing_makes_known_is_left_out(log: RealLog, night: list[Message]) -> None:
    known, unknown = Subject(Kind.CHAT, "c1"), Subject(Kind.CHAT, "c9")
    rows: Any = log.run(log.log.rows((known, unknown)))
    assert set(rows) == {known}
    assert rows[known].alias == "quiet-otter"
    assert night


def test_from_where_on_something_changed_is_told_once_it_can_be_read(log: RealLog, night: list[Message]) -> None:
    log.run(log.log.renew("anew"))
    assert log.log.touched() == BEGINNING
    assert log.log.touched() is None
    log.append(plain("tulip", 60), plain("tulip", 58))
    log.append(plain("tulip", 59))
    assert log.log.touched() == Position(at(58), "")
    log.append(plain("tulip", 59))
    assert log.log.touched() is None
    log.append(removed=(night[0].position, Position(at(61), "C3MAIN")))
    assert log.log.touched() == Position(at(0), "")


def test_an_alias_is_found_also_when_its_words_were_purged(log: RealLog, night: list[Message]) -> None:
    log.run(log.log.purge(at(1_000)))
    assert log.run(log.log.named("quiet-otter")) == (Subject(Kind.CHAT, "c1"),)
    assert log.run(log.log.named("quiet-ott")) == log.run(log.log.named("nobody")) == ()
    assert night
