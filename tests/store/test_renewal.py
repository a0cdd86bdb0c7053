"""The renewal: after an update everything is read and folded again, with the same result as from nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain import events
from console.domain.chats import Chat
from console.domain.messages import Counts, Message
from console.domain.subjects import PEOPLE, Kind, Subject
from console.domain.words import Role
from console.slack import wire
from console.store import renewal
from console.store.log import Log
from tests.builders import at, entry
from tests.store.wired import ADMIN, HOMES, RealLog, carried, in_main, opening, plain, read, real_log, said

DAY = 86_400
CHAT = Subject(Kind.CHAT, "c1")
TABLES = ("touches", "folded", "not_entitled", "sums", "channels", "messages", "meta")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[RealLog]:
    with real_log(tmp_path / "cache.db") as found:
        yield found


def tell(log: RealLog) -> None:
    log.tell(
        in_main(events.RoleGiven("UPLAT", Role.PLATFORM), -50 * DAY),
        in_main(events.RoleGiven("UC1", Role.COUNSELLOR), -50 * DAY + 1),
        opening("c0", -40 * DAY, excerpt="long ago"),
        entry(events.ChatTaken("c0"), "UC1", -40 * DAY + 1, id="a"),
        entry(events.ChatTaken("c0"), "UC1", -40 * DAY + 2, id="a"),
        opening("c1", 1),
        entry(events.ChatTaken("c1"), "UC2", 2),
        entry(events.ChatTaken("c1"), "UC1", 3, id="b"),
        entry(events.ChatTaken("c1"), "UC1", 4, id="b"),
        people=(ADMIN,),
    )
    log.append(
        plain("an ordinary message", 5),
        carried("mc_chat_taken", {"v": 1, "id": "x"}, -40 * DAY + 5),
        carried("mc_chat_noted", {"v": 2, "id": "y", "chat": "c1"}, 6),
        said({"type": "message", "user": "UC1", "ts": wire.ts_of(at(7)), "text": "lunch"}, "C8ELSE"),
    )


def state(log: RealLog) -> dict[str, set[tuple[object, ...]]]:
    def look(table: str) -> set[tuple[object, ...]]:
        columns = {"folded": "kind, key, open, rank, at, record", "sums": "channel, hour, sum"}.get(table, "*")
        question = f"SELECT {columns} FROM {table}"  # noqa: S608 - names of our own tables
        return set(log.run(log.vault.read(lambda c: c.execute(question).fetchall())))

    return {table: look(table) for table in TABLES}


@pytest.mark.parametrize("purged", [False, True])
def test_the_same_rules_give_the_same_again(log: RealLog, monkeypatch: pytest.MonkeyPatch, purged: bool) -> None:
    monkeypatch.setattr(renewal, "_AT_ONCE", 3)
    tell(log)
    if purged:
        log.run(log.log.purge(at(0) - timedelta(days=30)))
    before = state(log)
    assert log.run(log.log.renew("1"))
    after = state(log)
    assert after.pop("meta") - before.pop("meta") == {("reading", "1")}
    assert after == before
    assert not log.run(log.log.renew("1"))
    assert log.run(log.log.renew("2"))


def test_what_was_too_new_counts_once_the_console_understands_it(log: RealLog) -> None:
    tell(log)
    assert log.run(log.log.counts()) == Counts(not_entitled=1, unreadable=2)

    def newer(raw: bytes, channel: str) -> Message | None:
        return read(raw.replace(b'"v":2', b'"v":1,"note":"well"'), channel)

    updated = Log(log.vault, newer, wire.without_words)
    assert log.run(updated.renew("2"))
    row = log.run(updated.row(CHAT))
    assert isinstance(row, Chat)
    assert [note.text for note in row.notes] == ["well"]
    assert log.run(updated.counts()) == Counts(not_entitled=1, unreadable=1)


def test_other_channels_mean_other_things(log: RealLog) -> None:
    tell(log)
    fewer = {channel: home for channel, home in HOMES.items() if channel != "C0QUEUE"}
    moved = Log(log.vault, lambda raw, channel: wire.read(raw, channel, fewer), wire.without_words)
    assert log.run(moved.renew("2"))
    assert log.run(moved.row(CHAT)) is None
    assert log.run(moved.open_chats(at(-99 * DAY), None, 9)) == ((), None)


def test_nothing_is_lost_of_what_is_no_message_any_more(log: RealLog) -> None:
    tell(log)
    count = "SELECT count(*) FROM messages"
    before = log.run(log.vault.read(lambda c: c.execute(count).fetchone()))
    blind = Log(log.vault, lambda _raw, _channel: None, wire.without_words)
    assert log.run(blind.renew("2"))
    assert {(kind, key) for kind, key, *_ in state(log)["folded"]} == {PEOPLE}
    assert log.run(blind.latest(5)) == ()
    assert log.run(log.vault.read(lambda c: c.execute(count).fetchone())) == before


def test_the_name_of_the_rules_differs_when_a_home_moved_and_only_then() -> None:
    backwards = dict(reversed([*HOMES.items()]))
    assert renewal.reading_of(backwards) == renewal.reading_of(HOMES)
    moved = {channel + "X": home for channel, home in HOMES.items()}
    assert renewal.reading_of(moved) != renewal.reading_of(HOMES)


def test_an_empty_cache_is_renewed_at_once(log: RealLog) -> None:
    assert log.run(log.log.renew("1"))
    assert {(kind, key) for kind, key, *_ in state(log)["folded"]} == {PEOPLE}
