"""What is kept is found: by its words, and page by page."""

import pytest

from console.domain.messages import Message, Position
from tests.builders import at
from tests.store.wired import RealLog, opening, plain, read, said, wired


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


@pytest.mark.parametrize("ts", ["0.000000", "1.000001", "253402300799.999999"])
def test_any_moment_of_slacks_has_a_place(log: RealLog, ts: str) -> None:
    message = said({"type": "message", "user": "UC1", "ts": ts, "text": "marigold"}, "C5ASKS")
    log.append(message)
    assert log.run(log.log.search("marigold")) == (message,)
    assert read(message.raw, "C5ASKS") == message


def test_the_earliest_messages_come_page_by_page_in_the_one_order(log: RealLog) -> None:
    messages = [plain(f"m{n}", n // 2, channel=("C5ASKS", "C3MAIN")[n % 2]) for n in range(20)]
    log.append(*messages)
    before = len(log.run(log.log.latest(1_000))) - len(messages)
    seen: list[Message] = []
    while page := log.run(log.log.earliest(3, seen[-1].position if seen else None)):
        seen.extend(page)
    assert seen[before:] == sorted(messages, key=lambda message: message.position)
    assert [one.position for one in seen] == sorted(one.position for one in seen)


def test_an_event_keeps_its_sum_when_its_words_are_purged(log: RealLog) -> None:
    message = wired(opening("c1", 1, excerpt="Cannot sleep"))
    log.append(message)
    log.run(log.log.purge(at(100)))
    kept = next(one for one in log.run(log.log.earliest(100)) if one.position == message.position)
    assert (kept.sum, "sleep" in str(kept.content)) == (message.sum, False)
