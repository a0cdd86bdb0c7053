"""The purge: words whose time is over are in no page of the file, and nothing else changed."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain import events
from console.domain.asks import Ask
from console.domain.chats import Chat
from console.domain.subjects import Kind, Subject
from console.domain.templates import Template
from console.domain.words import AgeBand, ChatOutcome, Decision, PostPlace, Risk, Role
from console.slack import wire
from console.store import purge
from console.store.cipher import connect
from console.store.purge import Purged
from console.store.vault import own_path
from tests.builders import NIGHT, at, entry
from tests.store.wired import ADMIN, HOMES, KEY, RealLog, asked, carried, in_main, opening, plain, real_log, wired

ciphers = pytest.importorskip("cryptography.hazmat.primitives.ciphers", reason="decrypts the pages by hand")

DAY = 86_400
PAGE = 4_096
RESERVED = 80  # bytes at the end of each of SQLCipher's pages; the first 16 are its initialisation vector

# Each begins with letters of its own, so that the index cannot hold only its end.
OLD_WORDS = (
    "amberlynx",
    "brontide",
    "cygnetfall",
    "dunlinsong",
    "eiderquill",
    "fernshadow",
    "gorsewillow",
    "hazelbrook",
)
EDITED, DELETED = "ibisfeather", "junipersmoke"
NEW_WORDS = ("kestrelwind", "larchmeadow")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@pytest.fixture
def log(path: Path) -> Iterator[RealLog]:
    with real_log(path) as found:
        yield found


def pages(path: Path) -> Iterator[tuple[bool, bytes]]:
    """Every page of the file and of the log beside it, still encrypted, and whether it is the first page."""
    content = path.read_bytes()
    for start in range(0, len(content), PAGE):
        yield start == 0, content[start : start + PAGE]
    beside = path.with_name(path.name + "-wal")
    logged = beside.read_bytes()[32:] if beside.exists() else b""
    for start in range(0, len(logged), 24 + PAGE):
        frame = logged[start : start + 24 + PAGE]
        yield frame[:4] == b"\0\0\0\1", frame[24:]


def decrypted(path: Path) -> bytes:
    """Every byte in the pages, used or free, without SQLite."""
    plain_pages = []
    for is_first, page in pages(path):
        body = page[16 if is_first else 0 : PAGE - RESERVED]
        vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
        cipher = ciphers.Cipher(ciphers.algorithms.AES(KEY), ciphers.modes.CBC(vector)).decryptor()
        plain_pages.append(cipher.update(body) + cipher.finalize())
    return b"".join(plain_pages)


def found_in(path: Path, *words: str) -> set[str]:
    """Which of the words stand anywhere in the file."""
    everything = decrypted(path).lower()
    return {word for word in words if word.encode() in everything}


def settle(log: RealLog) -> None:
    """Bring everything from the log beside the file into the file."""
    log.run(log.vault.write(lambda c: c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall(), atomic=False))


def tell_a_long_story(log: RealLog) -> None:
    """Old messages with words of every kind, 40 days back, and new ones."""
    old = -40 * DAY
    amber, bront, cygnet, dunlin, eider, fern, gorse, hazel = OLD_WORDS
    log.tell(
        in_main(events.RoleGiven("UPLAT", Role.PLATFORM), old - 9, id="r1"),
        in_main(events.RoleGiven("UC1", Role.COUNSELLOR), old - 8, id="r2"),
        in_main(events.RoleGiven("UDOC", Role.CLINICIAN), old - 7, id="r3"),
        opening("c1", old, excerpt=f"thinks of {amber}", risk=Risk.B, id="i1"),
        entry(events.ChatTaken("c1"), "UC1", old + 1, id="i2"),
        entry(events.ChatNoted("c1", f"spoke of {bront}"), "UC1", old + 2, id="i3"),
        entry(events.ChatClosed("c1", ChatOutcome.HELPED, f"and {cygnet}"), "UC1", old + 3, id="i4"),
        asked(f"how to answer {dunlin}?", old + 4, chat="c1", id="q1"),
        entry(events.PostSubmitted("p1", "quiet-otter", AgeBand.TEEN, PostPlace.FORUM, f"on {fern}"), "UPLAT", old + 6,
              channel="C0QUEUE", id="i5"),
        opening("c2", -DAY, excerpt=f"thinks of {NEW_WORDS[0]}", id="i6"),
        people=(ADMIN,),
    )  # fmt: skip
    log.append(
        plain(f"say {eider}", old + 5, by="UDOC", channel="C5ASKS", thread=old + 4),
        plain(f"by hand {gorse}", old + 7, by="UDOC", channel="C2UPD"),
        carried("mc_chat_taken", {"v": 1, "id": "x", "note": hazel}, old + 8),
        plain(f"today {NEW_WORDS[1]}", -DAY),
        plain(f"first {EDITED}", -DAY + 1),
        plain(f"soon gone {DELETED}", -DAY + 2),
    )
    log.append(plain("something else", -DAY + 1))
    log.append(removed=(plain("", -DAY + 2).position,))


def test_no_word_stays_anywhere_and_all_else_is_as_it_was(log: RealLog, path: Path) -> None:
    tell_a_long_story(log)
    settle(log)
    assert found_in(path, *OLD_WORDS, *NEW_WORDS) == {*OLD_WORDS, *NEW_WORDS}
    moments = [at(0), at(-39 * DAY), at(-40 * DAY + 2)]
    before = [log.digest(moment) for moment in moments]
    prints = stored(log, "SELECT id, print, sum, counts, kind FROM messages")

    purged = log.run(log.log.purge(at(0) - timedelta(days=30)))

    assert found_in(path, *OLD_WORDS, EDITED, DELETED) == set()
    assert found_in(path, *NEW_WORDS) == set(NEW_WORDS)
    for word in (*OLD_WORDS, EDITED, DELETED):
        assert log.run(log.log.search(word)) == ()
    assert len(log.run(log.log.search(NEW_WORDS[0]))) == 1
    assert [log.digest(moment) for moment in moments] == before
    assert stored(log, "SELECT id, print, sum, counts, kind FROM messages") == prints
    assert purged.messages == 12
    assert Subject(Kind.CHAT, "c1") in purged.rows


def stored(log: RealLog, question: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = log.run(log.vault.read(lambda c: c.execute(question).fetchall()))
    return found


def test_rows_stay_without_their_words(log: RealLog) -> None:
    tell_a_long_story(log)
    purged = log.run(log.log.purge(at(0) - timedelta(days=30)))
    row = log.run(log.log.row(Subject(Kind.CHAT, "c1")))
    assert row == purged.rows[Subject(Kind.CHAT, "c1")]
    assert isinstance(row, Chat)
    assert (row.alias, row.risk, row.outcome, row.closed_by) == ("quiet-otter", Risk.B, ChatOutcome.HELPED, "UC1")
    assert not row.excerpt
    assert [note.text for note in row.notes] in ([], [""], ["", ""])
    asks = [row for row in purged.rows.values() if isinstance(row, Ask)]
    assert [(ask.question, [answer.text for answer in ask.answers]) for ask in asks] == [("", [""])]
    kinds = {kind for kind, _ in log.run(log.log.open_rows(at(0)))}
    assert Kind.NOTICE not in kinds  # a rule by hand without its words says nothing any more


def test_what_is_read_again_later_stays_without_words(log: RealLog, path: Path) -> None:
    tell_a_long_story(log)
    log.run(log.log.purge(at(0) - timedelta(days=30)))
    before = log.digest(at(0))
    tell_a_long_story(log)
    late = wired(opening("c7", -35 * DAY, excerpt="thinks of amberlynx", id="late"), text="thinks of amberlynx")
    changes = log.append(late, plain("brontide", -35 * DAY + 1), carried("mc_x", {"text": "gorsewillow"}, -35 * DAY))
    row = changes.rows[Subject(Kind.CHAT, "c7")]
    assert isinstance(row, Chat)
    assert not row.excerpt
    settle(log)
    assert found_in(path, *OLD_WORDS) == set()
    assert log.digest(at(-36 * DAY)) is not None
    log.append(removed=(late.position,))
    assert log.digest(at(0)) == before
    assert log.append(late).rows[Subject(Kind.CHAT, "c7")] == row


def test_a_purge_in_many_steps_is_the_same(log: RealLog, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge, "_AT_ONCE", 2)
    tell_a_long_story(log)
    assert log.run(log.log.purge(at(0) - timedelta(days=30))).messages == 12
    assert found_in(path, *OLD_WORDS) == set()


def test_a_second_purge_has_only_the_new_to_do(log: RealLog, path: Path) -> None:
    tell_a_long_story(log)
    log.run(log.log.purge(at(0) - timedelta(days=30)))
    nothing = log.run(log.log.purge(at(0) - timedelta(days=30)))
    assert (nothing.messages, nothing.rows, nothing.files, nothing.bytes_freed) == (0, {}, 0, 0)
    rest = log.run(log.log.purge(at(0)))
    assert rest.messages == 3
    assert found_in(path, *OLD_WORDS, *NEW_WORDS) == set()
    assert log.run(log.log.purge(at(0) - timedelta(days=30))).messages == 0


def test_what_was_deleted_in_slack_is_gone_from_the_pages_though_nothing_is_old(log: RealLog, path: Path) -> None:
    log.append(plain(f"soon gone {DELETED}", 1), people=(ADMIN,))
    log.append(removed=(plain("", 1).position,))
    log.run(log.log.purge(at(-DAY)))
    assert found_in(path, DELETED) == set()


def test_while_somebody_still_reads_the_rest_waits_for_the_next_purge(log: RealLog, path: Path) -> None:
    log.append(plain(f"soon gone {DELETED}", 1), people=(ADMIN,))
    log.append(removed=(plain("", 1).position,))
    reader = connect(path, KEY, reading_only=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM messages").fetchone()
    log.run(log.log.purge(at(-DAY)))
    reader.execute("COMMIT")
    reader.close()
    log.run(log.log.purge(at(-DAY)))
    assert found_in(path, DELETED) == set()


def test_the_file_becomes_smaller(log: RealLog) -> None:
    log.append(*(plain("a long text " * 200, n) for n in range(300)))
    assert log.run(log.log.purge(at(DAY))).bytes_freed > 300_000


def test_old_copies_and_files_put_aside_go_too(log: RealLog, path: Path) -> None:
    names = ("cache.db.aside-", "cache.db.before-", "cache-own.db.aside-", "cache-own.db.before-")
    old, new = ([path.with_name(name + end) for name in names] for end in ("old", "new"))
    for files, days in ((old, 31), (new, 29)):
        for file in files:
            file.write_bytes(b"words")
            os.utime(file, (NIGHT.timestamp() - days * DAY,) * 2)
    assert log.run(log.log.purge(NIGHT - timedelta(days=30))).files == len(old)
    assert not any(file.exists() for file in old)
    assert all(file.exists() for file in new)
    assert own_path(path).exists()


def test_what_went_is_reported_and_the_last_report_is_kept(log: RealLog, path: Path) -> None:
    def last() -> str:
        return log.run(log.vault.read(purge.last_report))

    assert (log.run(log.log.purge(at(0) - timedelta(days=900))).report, last()) == ("", "")
    tell_a_long_story(log)
    purged = log.run(log.log.purge(at(0) - timedelta(days=30)))
    day = at(0) - timedelta(days=30)
    assert purged.report == f"the words of {purged.messages} messages from before {day.day} {day:%b %Y}"
    assert last() == purged.report
    for count, words in ((1, "1 file that was put aside"), (2, "2 files that were put aside")):
        for n in range(count):
            file = path.with_name(f"cache.db.aside-{n}")
            file.write_bytes(b"words")
            os.utime(file, (0, 0))
        assert log.run(log.log.purge(at(0) - timedelta(days=30))).report == words
        assert last() == words
    assert log.run(log.log.purge(at(0) - timedelta(days=30))).report == ""
    assert last() == words
    assert Purged(at(0), 1, {}, 1, 0).report.startswith("the words of 1 message from before ")
    assert Purged(at(0), 1, {}, 1, 0).report.endswith(" and 1 file that was put aside")


def test_a_copy_without_words_reads_like_the_original(log: RealLog) -> None:
    tell_a_long_story(log)
    for message in log.run(log.log.latest(50)):
        bare = wire.read(wire.without_words(message.raw), message.position.channel, HOMES)
        assert bare is not None
        assert (bare.position, bare.author, bare.thread) == (message.position, message.author, message.thread)


def test_a_template_keeps_its_words_and_what_a_member_was_told_with_it_goes(log: RealLog) -> None:
    body, told = "Hello {alias}, kestrelwind", "Hello sunny-kite, larchmeadow"
    decided = events.PostDecided(
        "p1", Decision.DECLINE, "R1", message=told, template="T1", template_version=1, template_of="t1"
    )
    log.tell(
        in_main(events.RoleGiven("ULEAD", Role.LEAD), -90 * DAY),
        in_main(events.RoleGiven("UMOD", Role.MODERATOR), -90 * DAY + 1),
        in_main(events.TemplateSet("T1", "Names", body), -80 * DAY, by="ULEAD", id="t1"),
        entry(
            events.PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "Hi"),
            "UPLAT",
            -79 * DAY,
            channel="C0QUEUE",
        ),
        entry(decided, "UMOD", -78 * DAY),
        people=(ADMIN,),
    )
    log.run(log.log.purge(at(0) - timedelta(days=30)))
    rows = log.run(log.log.open_rows(at(-90 * DAY)))
    template = rows[Subject(Kind.TEMPLATE, "T1")]
    assert isinstance(template, Template)
    assert (template.latest.body, template.uses) == (body, 1)
    (kept,) = [message for message in log.run(log.log.latest(50)) if message.position.at == at(-78 * DAY)]
    assert b"larchmeadow" not in kept.raw
    assert b'"template_of":"t1"' in kept.raw
