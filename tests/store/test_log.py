"""The log: what is kept, what counts, and what the digest, the search and the lists say of it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.domain import events
from console.domain.asks import Ask
from console.domain.chats import Chat
from console.domain.digest import added, digest
from console.domain.ledger import PEOPLE, Kind, Subject
from console.domain.messages import (
    EPOCH,
    Batch,
    Counts,
    Message,
    Misplaced,
    Person,
    Position,
    Stretch,
    TooNew,
    Unreadable,
)
from console.domain.people import People
from console.domain.words import Audience, ChatOutcome, Home, Risk, Role, RuleLevel
from console.store import folded
from console.store.cipher import Connection
from console.store.faults import DiskFull
from console.store.places import Places
from tests.builders import NIGHT, at, entry
from tests.store.wired import (
    ADMIN,
    HOMES,
    RealLog,
    asked,
    carried,
    in_main,
    opening,
    plain,
    read,
    real_log,
    said,
    wired,
)

CHAT = Subject(Kind.CHAT, "c1")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[RealLog]:
    with real_log(tmp_path / "cache.db") as found:
        found.append(people=(ADMIN,))
        found.tell(
            in_main(events.RoleGiven("UPLAT", Role.PLATFORM), -1_000),
            in_main(events.RoleGiven("UC1", Role.COUNSELLOR), -999),
            in_main(events.RoleGiven("UC2", Role.COUNSELLOR), -998),
            in_main(events.RoleGiven("UDOC", Role.CLINICIAN), -997),
        )
        yield found


def chat(log: RealLog, key: str = "c1") -> Chat | None:
    row = log.run(log.log.row(Subject(Kind.CHAT, key)))
    assert row is None or isinstance(row, Chat)
    return row


def taken(by: str, seconds: float, key: str = "c1", id: str | None = None) -> Message:
    return wired(entry(events.ChatTaken(key), by, seconds, id=id))


def stored(log: RealLog, question: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = log.run(log.vault.read(lambda c: c.execute(question).fetchall()))
    return found


def test_a_batch_is_kept_folded_and_still_there_after_a_new_start(tmp_path: Path, log: RealLog) -> None:
    changes = log.append(wired(opening("c1", 1, risk=Risk.B)), taken("UC1", 2))
    row = changes.rows[CHAT]
    assert isinstance(row, Chat)
    assert row.holder == "UC1"
    log.close()
    with real_log(tmp_path / "cache.db") as again:
        assert again.run(again.log.open_chats(NIGHT, None, 10)) == ((row,), None)
        rows = again.run(again.log.open_rows(NIGHT))
        assert isinstance(rows[PEOPLE], People)
        assert again.run(again.log.row(PEOPLE)) == rows[PEOPLE]


def test_what_is_kept_already_changes_nothing(log: RealLog) -> None:
    messages = (wired(opening("c1", 1)), taken("UC1", 2), plain("hello", 3))
    assert log.append(*messages).rows
    before = stored(log, "SELECT * FROM messages"), log.digest(at(9))
    assert log.append(*messages).rows == {}
    assert log.append(stretches=(Stretch("C0QUEUE", at(0), at(5), messages[:1]),)).rows == {}
    assert (stored(log, "SELECT * FROM messages"), log.digest(at(9))) == before


def test_an_edited_message_counts_as_it_now_is(log: RealLog) -> None:
    log.append(wired(opening("c1", 1, risk=Risk.D)), taken("UC1", 2))
    log.append(wired(opening("c1", 1, risk=Risk.A), edited=True))
    row = chat(log)
    assert row is not None
    assert row.risk is Risk.A
    log.append(plain("no event any more", 1, by="UPLAT", channel="C0QUEUE"))
    assert chat(log) is None
    assert log.run(log.log.row(Subject(Kind.CHAT, "c9"))) is None


def test_a_deleted_message_takes_its_event_with_it(log: RealLog) -> None:
    one, two = taken("UC1", 2), taken("UC2", 3)
    log.append(wired(opening("c1", 1)), one, two)
    changes = log.append(removed=(one.position, Position(at(500), "C9")))
    row = changes.rows[CHAT]
    assert isinstance(row, Chat)
    assert row.holder == "UC2"
    log.append(two, removed=(two.position,))
    row = chat(log)
    assert row is not None
    assert row.holder is None


def test_a_batch_that_fails_leaves_nothing_and_can_come_again(log: RealLog) -> None:
    log.append(wired(opening("c1", 1)))
    before = stored(log, "SELECT * FROM messages")
    big = wired(opening("c2", 5, excerpt="word " * 100_000))

    def limited(connection: Connection, pages: int) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    log.run(log.vault.write(lambda c: limited(c, 1), atomic=False))
    with pytest.raises(DiskFull):
        log.append(taken("UC1", 2), big, cursors={"C0QUEUE": at(9)})
    assert stored(log, "SELECT * FROM messages") == before
    row = chat(log)
    assert row is not None
    assert row.holder is None
    log.run(log.vault.write(lambda c: limited(c, 1_000_000), atomic=False))
    changes = log.append(taken("UC2", 3))
    again = changes.rows[CHAT]
    assert isinstance(again, Chat)
    assert again.holder == "UC2"  # nothing of the failed batch is remembered


def test_what_a_stretch_does_not_hold_was_deleted(log: RealLog) -> None:
    one, two, three = (wired(opening(f"c{n}", n)) for n in (1, 2, 9))
    reply = plain("an answer", 3, channel="C0QUEUE", thread=2)
    log.append(one, two, three, reply, taken("UC1", 2))
    log.append(stretches=(Stretch("C0QUEUE", at(0), at(5), (two,)),))
    kept = {message.position for message in log.run(log.log.latest(100))}
    assert one.position not in kept
    assert {two.position, three.position, reply.position, Position(at(2), "C1LOG")} <= kept
    log.append(stretches=(Stretch("C0QUEUE", at(0), at(5), (), thread=at(2)),))
    kept = {message.position for message in log.run(log.log.latest(100))}
    assert reply.position not in kept
    assert two.position in kept


def test_the_start_of_a_stretch_is_not_in_it_and_its_end_is(log: RealLog) -> None:
    edges = [wired(opening(f"c{n}", n)) for n in (1, 2)]
    log.append(*edges)
    log.append(stretches=(Stretch("C0QUEUE", at(1), at(2), ()),))
    assert chat(log, "c1") is not None
    assert chat(log, "c2") is None


def test_in_one_batch_what_came_live_stands_over_what_was_read_and_what_went_is_gone(log: RealLog) -> None:
    old = wired(opening("c1", 1, risk=Risk.E))
    new = wired(opening("c1", 1, risk=Risk.A), edited=True)
    log.append(new, stretches=(Stretch("C0QUEUE", at(0), at(5), (old,)),))
    row = chat(log)
    assert row is not None
    assert row.risk is Risk.A
    other = wired(opening("c2", 2))
    log.append(other, stretches=(Stretch("C0QUEUE", at(0), at(5), (new,)),))
    assert chat(log, "c2") is not None
    log.append(removed=(other.position,), stretches=(Stretch("C0QUEUE", at(0), at(5), (new, other)),))
    assert chat(log, "c2") is None


def test_of_repeats_the_earliest_counts_whatever_comes_or_goes(log: RealLog) -> None:
    log.append(wired(opening("c1", 1)))
    late, early, other = taken("UC1", 30, id="a"), taken("UC1", 20, id="a"), taken("UC2", 25, id="a")
    log.append(late)
    log.append(other)
    assert holder_and_moment(log) == ("UC2", 25)
    log.append(early)
    assert holder_and_moment(log) == ("UC1", 20)
    one_event = log.digest(at(99))
    log.append(removed=(late.position,))
    assert log.digest(at(99)) == one_event
    log.append(late)
    assert log.digest(at(99)) == one_event
    log.append(removed=(early.position,))
    assert holder_and_moment(log) == ("UC2", 25)
    log.append(removed=(other.position,))
    assert holder_and_moment(log) == ("UC1", 30)
    log.append(taken("UC1", 10, id="a"), taken("UC1", 15, id="a"))
    assert holder_and_moment(log) == ("UC1", 10)
    log.append(plain("edited away", 10, channel="C1LOG"))
    assert holder_and_moment(log) == ("UC1", 15)


def holder_and_moment(log: RealLog) -> tuple[str | None, float]:
    row = chat(log)
    assert row is not None
    assert row.taken_at is not None
    return row.holder, (row.taken_at - NIGHT).total_seconds()


def test_repeats_at_one_moment_are_ordered_by_channel(log: RealLog) -> None:
    same = {"v": 2, "id": "a", "chat": "c1"}
    newer = [
        carried("mc_chat_ended", same, 5, channel="C0QUEUE"),
        carried("mc_chat_taken", same, 5, channel="C1LOG"),
    ]
    assert all(message.sum for message in newer)
    log.append(*reversed(newer))
    sums = log.run(log.log.sums(HOMES, at(9)))
    assert (sums["C0QUEUE"], sums["C1LOG"]) == (added([newer[0].sum or b""]), 0)


def test_a_late_role_folds_again_what_rests_on_it(tmp_path: Path) -> None:
    with real_log(tmp_path / "late.db") as log:
        log.append(wired(opening("c1", 1)), taken("UC1", 2), people=(ADMIN,))
        assert chat(log) is None
        assert log.run(log.log.counts()) == Counts(not_entitled=2)
        log.tell(
            in_main(events.RoleGiven("UC1", Role.COUNSELLOR), -5), in_main(events.RoleGiven("UPLAT", Role.PLATFORM), -4)
        )
        row = chat(log)
        assert row is not None
        assert row.holder == "UC1"
        assert log.run(log.log.counts()) == Counts()
        log.append(people=(Person("UADMIN", "Ada"),))
        assert chat(log) is None
        assert log.run(log.log.counts()) == Counts(not_entitled=4)
        assert len(log.run(log.log.to_look_at())) == 4
        log.append(people=(ADMIN,))
        assert chat(log) == row
        assert log.run(log.log.counts()) == Counts()


def test_a_late_role_passes_over_what_is_no_entry(log: RealLog) -> None:
    elsewhere = said({"type": "message", "user": "UC9", "ts": "1796000000.000001", "text": "lunch"}, "C8ELSE")
    log.append(elsewhere, wired(opening("c1", 1)), taken("UC9", 2))
    log.tell(in_main(events.RoleGiven("UC9", Role.COUNSELLOR), -5))
    row = chat(log)
    assert row is not None
    assert row.holder == "UC9"


def test_what_waits_for_its_subject_has_no_row(log: RealLog) -> None:
    log.append(wired(entry(events.TaskDone("t1"), "UC1", 1)))
    assert list(log.run(log.log.open_rows(EPOCH))) == [PEOPLE]
    changes = log.tell(in_main(events.TaskPlanned("t1", "s1", "Check"), 0, by="UC1"))
    assert changes.rows[Subject(Kind.TASK, "t1")] == log.run(log.log.row(Subject(Kind.TASK, "t1")))


def test_a_desk_remembers_words_of_its_own(log: RealLog) -> None:
    assert log.run(log.log.remembered("me")) is None
    log.run(log.log.remember("me", "UC1"))
    log.run(log.log.remember("me", "UC2"))
    assert log.run(log.log.remembered("me")) == "UC2"


def test_a_message_that_is_refused_for_two_chats_is_counted_once(log: RealLog) -> None:
    log.append(wired(opening("c1", 1)), wired(opening("c2", 2)))
    renewed = wired(entry(events.LeaseRenewed(("c1", "c2")), "UC1", 3))
    log.append(renewed)
    assert log.run(log.log.counts()) == Counts(not_entitled=1)
    log.append(removed=(renewed.position,))
    assert log.run(log.log.counts()) == Counts()


def test_people_are_kept_as_slack_says_last(log: RealLog) -> None:
    renamed = Person("UC1", "Bea", bot=True, gone=True)
    assert log.append(people=(Person("UC1", "Bob"), renamed, ADMIN)).people == (renamed,)
    assert log.append(people=(renamed,)).people == ()
    assert log.run(log.log.people()) == (ADMIN, renamed)


def test_an_admin_who_is_gone_is_no_admin(log: RealLog) -> None:
    log.append(wired(opening("c1", 1)))
    log.append(people=(replace(ADMIN, gone=True),))
    assert chat(log) is None


def test_cursors_say_how_far_each_channel_is_read(log: RealLog) -> None:
    log.append(cursors={"C0QUEUE": at(1), "C1LOG": at(2)})
    log.append(cursors={"C0QUEUE": at(3)})
    assert log.run(log.log.cursors()) == {"C0QUEUE": at(3), "C1LOG": at(2)}


def test_what_cannot_be_read_is_kept_counted_and_shown(log: RealLog) -> None:
    odd = (
        carried("mc_chat_taken", {"v": 1, "id": "a"}, 1),
        carried("mc_chat_taken", {"v": 7, "id": "b", "chat": "c1"}, 2),
        carried("mc_unheard_of", {"v": 1, "id": "c"}, 3),
        carried("mc_chat_taken", {"v": 1, "id": "d", "chat": "c1"}, 4, channel="C3MAIN"),
    )
    kinds = [type(message.content) for message in odd]
    assert kinds == [Unreadable, TooNew, TooNew, Misplaced]
    log.append(*odd, taken("UC9", 5))
    assert log.run(log.log.counts()) == Counts(not_entitled=1, unreadable=3)
    log.append(wired(opening("c1", 0)))
    assert log.run(log.log.counts()) == Counts(not_entitled=1, unreadable=3)
    shown = log.run(log.log.to_look_at())
    assert [message.position.at for message in shown] == [at(5), at(4), at(3), at(2), at(1)]
    assert [message.raw for message in shown[1:]] == [message.raw for message in reversed(odd)]
    assert len(log.run(log.log.to_look_at(2))) == 2
    log.append(removed=tuple(message.position for message in odd))
    assert log.run(log.log.counts()) == Counts(not_entitled=1)


def test_a_message_outside_the_homes_is_kept_and_touches_nothing(log: RealLog) -> None:
    elsewhere = said({"type": "message", "user": "UC1", "ts": "1796000000.000001", "text": "lunch"}, "C8ELSE")
    assert elsewhere.content is None
    assert log.append(elsewhere).rows == {}
    assert elsewhere in log.run(log.log.latest(10))
    log.append(removed=(elsewhere.position,))
    assert elsewhere not in log.run(log.log.latest(10))


def test_open_rows_are_those_that_are_not_over_or_only_just(log: RealLog) -> None:
    closed = wired(entry(events.ChatClosed("c2", ChatOutcome.HELPED), "UC1", 60))
    log.append(
        wired(opening("c1", 1, risk=Risk.C)),
        wired(opening("c2", 2, risk=Risk.A)),
        wired(opening("c3", 3, risk=Risk.B)),
        wired(opening("c4", 0, risk=Risk.C)),
        taken("UC1", 50, "c2"),
        closed,
    )
    assert chats(log, at(61)) == ["c3", "c4", "c1"]
    assert chats(log, at(60)) == ["c3", "c4", "c1", "c2"]
    assert all(kind is not Kind.CHAT for kind, _ in log.run(log.log.open_rows(at(0))))
    first = log.run(log.log.first_rows(Kind.CHAT, 2))
    assert [row.chat for row in first if isinstance(row, Chat)] == ["c3", "c4"]
    ended = wired(entry(events.ChatEnded("c3"), "UPLAT", 70, channel="C0QUEUE"))
    log.append(ended)
    assert chats(log, at(71)) == ["c4", "c1"]
    assert chats(log, at(70)) == ["c4", "c1", "c3"]


def chats(log: RealLog, since: datetime) -> list[str]:
    """The chats at hand, read page by page; the same however big a page is."""
    read_by = {}
    for limit in (1, 2, 3, 100):
        found: list[str] = []
        edge = None
        while edge is not None or not found:
            page, edge = log.run(log.log.open_chats(since, edge, limit))
            found.extend(row.chat for row in page)
            if not page:
                break
        read_by[limit] = found
    assert read_by[1] == read_by[2] == read_by[3] == read_by[100]
    return read_by[100]


def test_every_kind_of_row_is_kept_and_found(log: RealLog) -> None:
    log.tell(
        in_main(events.RoleGiven("ULEAD", Role.LEAD), -10),
        in_main(events.RosterPublished("s1", "Night", at(0), at(36_000), ("UC1:counsellor",)), 1, by="ULEAD"),
        in_main(events.TaskPlanned("t1", "s1", "Check the queue"), 2, by="UC1"),
        in_main(events.TaskPlanned("t2", "s1", "Call back"), 3, by="UC1"),
        entry(events.TaskDone("t1"), "UC1", 4),
        entry(
            events.RulePublished("R1", "No numbers", "No phone numbers", RuleLevel.STOP, (Audience.UNDER_18,)),
            "UDOC",
            5,
            channel="C2UPD",
        ),
        asked("what would you say?", 6, chat="c1"),
        asked("and now?", 8),
        entry(events.CaseFlagged("k1", "quiet-otter", Risk.B), "UC1", 9, channel="C4CASES"),
    )
    log.append(
        plain("mind the links today", 7, by="UDOC", channel="C2UPD"),
        plain("stay with them", 9, by="UC2", channel="C5ASKS", thread=6),
    )
    found = {(kind, key) for kind, key in log.run(log.log.open_rows(at(36_001)))}
    assert {kind for kind, _ in found} == {Kind.PEOPLE, Kind.TASK, Kind.RULE, Kind.NOTICE, Kind.ASK}
    assert (Kind.TASK, "t2") in found
    assert (Kind.TASK, "t1") not in found
    recent = {kind for kind, _ in log.run(log.log.open_rows(at(0)))}
    assert recent == {Kind.PEOPLE, Kind.TASK, Kind.RULE, Kind.NOTICE, Kind.ASK, Kind.SHIFT}
    questions = log.run(log.log.asks_open())
    assert [row.question for row in questions] == ["and now?"]
    answered = next(row for row in log.run(log.log.open_rows(at(0))).values() if isinstance(row, Ask) and row.answers)
    assert answered.answers[-1].text == "stay with them"
    assert log.run(log.log.row(Subject(Kind.CASE, "k1"))) is None


def test_a_busy_night_is_remembered_only_so_far(log: RealLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folded, "REMEMBERED_AT_MOST", 3)
    for n in range(6):
        log.append(wired(opening(f"c{n}", n)))
    assert len(log.log._memory._folded) <= 5
    changes = log.append(taken("UC1", 50, "c0"))
    row = changes.rows[Subject(Kind.CHAT, "c0")]
    assert isinstance(row, Chat)
    assert row.holder == "UC1"


# The digest


def test_the_digest_is_what_the_wire_says(log: RealLog) -> None:
    kept = [wired(opening(f"c{n}", n * 1_800)) for n in range(60)]
    roles = [message for message in log.run(log.log.latest(10)) if message.position.channel == "C3MAIN"]
    log.append(*kept, plain("no event", 5, channel="C0QUEUE"))
    for moment in (
        datetime(1970, 1, 1, 0, 20, tzinfo=UTC),
        at(-1),
        at(0),
        at(1_799),
        at(3_600),
        at(30_000),
        at(86_400),
        at(100_000.5),
        at(400_000),
    ):
        trailing = [
            message.sum
            for message in kept
            if moment - timedelta(hours=24) < message.position.at <= moment and message.sum
        ]
        whole = [message.sum for message in roles if message.position.at <= moment and message.sum]
        sums = dict.fromkeys(HOMES, 0) | {"C0QUEUE": added(trailing), "C3MAIN": added(whole)}
        assert log.run(log.log.sums(HOMES, moment)) == sums
        assert log.digest(moment) == digest(sums, ["UADMIN"])


def test_a_whole_channel_is_summed_without_what_came_after(log: RealLog) -> None:
    given = [in_main(events.RoleGiven(f"U{n}", Role.HOST), n * 1_700) for n in range(40)]
    empty = log.run(log.log.sums({"C3MAIN": Home.MOD_MAIN}, at(-1)))["C3MAIN"]
    messages = [wired(one) for one in given]
    log.append(*messages)
    for moment in (0, 1, 3_599, 3_600, 40_000, 70_000, 10_000_000):
        sums = [message.sum for message in messages if message.position.at <= at(moment) and message.sum]
        expected = (empty + added(sums)) % (1 << 256)
        assert log.run(log.log.sums({"C3MAIN": Home.MOD_MAIN}, at(moment))) == {"C3MAIN": expected}


def test_sums_by_the_hour_show_where_two_desks_differ(log: RealLog) -> None:
    one, two = wired(opening("c1", 10)), wired(opening("c2", 7_300))
    log.append(one, two)
    hours = log.run(log.log.hourly_sums("C0QUEUE", at(0), at(3 * 3_600)))
    assert hours == {at(0): added([one.sum or b""]), at(7_200): added([two.sum or b""])}
    assert log.run(log.log.hourly_sums("C0QUEUE", at(3_600), at(7_200))) == {}
    assert log.run(log.log.hourly_sums("C9", at(0), at(7_200))) == {}
    log.append(removed=(two.position,))
    assert list(log.run(log.log.hourly_sums("C0QUEUE", at(0), at(9_000)))) == [at(0)]


# Search and lists


def test_words_are_found_in_texts_and_in_events_the_newest_first(log: RealLog) -> None:
    first = wired(opening("c1", 1, excerpt="Cannot sleep, thinks of tomorrow"), text="quiet-otter waits")
    second = plain("Sleep well, everybody", 5, channel="C3MAIN")
    third = plain("Ich bin müde", 7, channel="C5ASKS")
    log.append(second, first, third)
    assert log.run(log.log.search("sleep")) == (second, first)
    assert log.run(log.log.search("SLEEP tomorrow")) == (first,)
    assert log.run(log.log.search("otter wai")) == (first,)
    assert log.run(log.log.search("mude")) == (third,)
    assert log.run(log.log.search("quiet-otter")) == (first,)
    assert log.run(log.log.search("sleep", 1)) == (second,)
    assert log.run(log.log.search("sleep", 0)) == ()
    assert log.run(log.log.search("wake")) == ()


@pytest.mark.parametrize(
    "words", ["", "  ", "!!!", '"', "*", "AND", "a OR", "sleep NOT", "text:x", "(((", "NEAR(", "\x00"]
)
def test_whatever_is_typed_is_looked_for_and_never_an_error(log: RealLog, words: str) -> None:
    log.append(plain("sleep and not (or near) a text:x", 5))
    assert len(log.run(log.log.search(words))) <= 1


def test_what_was_edited_or_deleted_is_found_no_more(log: RealLog) -> None:
    log.append(plain("marigold", 1), plain("marigold", 2))
    log.append(plain("tulip", 1))
    assert [message.text for message in log.run(log.log.search("marigold tulip"))] == []
    assert [message.position.at for message in log.run(log.log.search("marigold"))] == [at(2)]
    log.append(removed=(Position(at(2), "C3MAIN"),))
    assert log.run(log.log.search("marigold")) == ()
    assert len(log.run(log.log.search("tulip"))) == 1


def test_the_latest_messages_come_page_by_page_in_the_one_order(log: RealLog) -> None:
    messages = [plain(f"m{n}", n // 2, channel=("C5ASKS", "C3MAIN")[n % 2]) for n in range(20)]
    log.append(*messages)
    in_order = sorted(messages, key=lambda message: message.position, reverse=True)
    seen: list[Message] = []
    while len(seen) < 20:
        page = log.run(log.log.latest(3, seen[-1].position if seen else None))
        seen.extend(page)
    assert seen[:20] == in_order


def test_what_is_kept_is_what_slack_said(log: RealLog) -> None:
    raw = {
        "type": "message",
        "user": "UC1",
        "ts": "1796000000.000001",
        "text": "a \ud83d broken ☂",
        "odd": [{"x": None}],
    }
    message = said(raw, "C3MAIN")
    log.append(message)
    (kept,) = log.run(log.log.latest(1))
    assert kept == message
    assert json.loads(kept.raw.decode("utf-8", "surrogatepass")) == raw


def test_a_cache_holds_so_many_channels_and_says_when_it_cannot(log: RealLog) -> None:
    for n in range(28):
        log.append(said({"type": "message", "user": "U", "ts": "1796000000.000001", "text": "x"}, f"D{n}"))
    with pytest.raises(RuntimeError, match="at most 32 channels"):
        log.append(*(said({"user": "U", "ts": "1796000000.000001"}, f"E{n}") for n in range(9)))
    assert "E0" not in log.run(log.vault.read(lambda c: list(Places(c))))


@pytest.mark.parametrize("ts", ["0.000000", "1.000001", "253402300799.999999"])
def test_any_moment_of_slacks_has_a_place(log: RealLog, ts: str) -> None:
    message = said({"type": "message", "user": "UC1", "ts": ts, "text": "marigold"}, "C5ASKS")
    log.append(message)
    assert log.run(log.log.search("marigold")) == (message,)
    assert read(message.raw, "C5ASKS") == message


def test_an_empty_batch_is_nothing(log: RealLog) -> None:
    assert log.run(log.log.append(Batch())).rows == {}
