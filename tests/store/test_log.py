"""The log: what is kept, what counts, and what a batch changes."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.domain import events
from console.domain.chats import Chat
from console.domain.messages import Batch, Counts, Misplaced, Person, Position, Stretch, TooNew, Unreadable
from console.domain.people import People
from console.domain.subjects import PEOPLE, Kind, Subject
from console.domain.words import Risk, Role
from console.store.cipher import Connection
from console.store.faults import DiskFull
from console.store.places import Places
from tests.builders import NIGHT, at, entry
from tests.store.wired import ADMIN, RealLog, carried, chat, in_main, opening, plain, real_log, said, taken, wired

CHAT = Subject(Kind.CHAT, "c1")


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


def test_an_empty_batch_is_nothing(log: RealLog) -> None:
    assert log.run(log.log.append(Batch())).rows == {}


def test_what_touches_a_chat_or_a_case_comes_in_the_one_order_with_the_sums_it_came_with(log: RealLog) -> None:
    told = [opening("c1", 0), entry(events.ChatTaken("c2"), "UC1", 1), entry(events.ChatTaken("c1"), "UC1", 2)]
    log.tell(*told, people=(ADMIN,))
    found = log.run(log.log.touching([CHAT, Subject(Kind.CASE, "k1"), CHAT]))
    assert [one.position.at for one in found] == [at(0), at(2)]
    assert [one.sum for one in found] == [wired(told[0]).sum, wired(told[2]).sum]
    log.run(log.log.purge(at(10)))
    after = log.run(log.log.touching([CHAT]))
    assert [one.sum for one in after] == [one.sum for one in found]
