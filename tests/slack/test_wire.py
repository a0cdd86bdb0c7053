"""The wire gives back what it was given, by either carrier, and a purge leaves no words."""

import hashlib
import json
import logging
import random
import types
import typing
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain import events
from console.domain.events import Said, WireEvent
from console.domain.messages import Entry, Misplaced, Position
from console.domain.words import AgeBand, Duty, Home, Risk
from console.slack import wire
from console.slack.jsontext import canonical_of
from tests.slack.payloads import AT, CHANNELS, IDS, TAKEN, TS, every_event, home_of, moments, raw_of, understood


@given(every_event, st.text(min_size=1, max_size=40), st.none() | moments, st.randoms())
@settings(max_examples=120, deadline=None)
def test_every_event_comes_back_by_either_carrier(
    event: WireEvent, id: str, acted_at: datetime | None, shuffled: random.Random
) -> None:
    metadata = wire.metadata_of(event, id, acted_at)
    blocks = wire.blocks_of(metadata, "said")
    shuffled.shuffle(blocks)
    bare = {"type": "message", "user": "U1", "ts": TS, "text": "said"}
    copies = [
        understood({**bare, "metadata": metadata}, home_of(event)),
        understood({**bare, "blocks": blocks}, home_of(event)),
        understood({**bare, "metadata": metadata, "blocks": blocks}, home_of(event)),
    ]
    for copy in copies:
        assert copy.content == Entry(copy.position, "U1", id, event, acted_at)
        assert copy.id == id
        assert copy.sum == wire.line_sum(copy.position, id, metadata["event_type"], metadata["event_payload"])
    assert len({copy.print for copy in copies}) == 1
    assert len({copy.sum for copy in copies}) == 1


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(every_event, st.text(max_size=20), st.booleans(), st.integers(0, 400), st.tuples(anything, anything))
@settings(max_examples=300, deadline=None)
def test_what_is_decoded_in_one_step_means_the_same(
    event: WireEvent, id: str, ascii_only: bool, broken: int, strange: tuple[Any, Any]
) -> None:
    raw = raw_of(event, id, "said", edited=strange[0])
    payload, carrier = raw["metadata"]["event_payload"], raw["blocks"][0]
    match broken % 8:
        case 0:
            payload[sorted(payload)[broken % len(payload)]] = strange[1]
        case 1:
            raw[sorted(raw)[broken % len(raw)]] = strange[1]
        case 2:
            carrier["block_id"] = carrier["block_id"][: broken % 99]
        case 3:
            payload["acted_at"] = strange[1]
        case 4:
            del raw["metadata"]
        case 5:
            raw["blocks"] = list(strange)
        case _:
            pass
    source = json.dumps(raw, ensure_ascii=ascii_only).encode()
    for part in (source, source[: len(source) - broken]):
        parts = wire.parts_of(part)
        if parts is not None:
            otherwise = wire.message_of(json.loads(part), IDS[home_of(event)], CHANNELS, part)
            assert wire.message_from(parts, IDS[home_of(event)], CHANNELS, part) == otherwise
    assert wire.parts_of(source) is not None or broken % 8 in {0, 1, 2, 5}


@given(st.dictionaries(st.text(max_size=6), anything | st.sampled_from(["\x7f", "a\\b", '"', "/", 2**70]), max_size=5))
@settings(max_examples=300, deadline=None)
def test_the_canonical_form_is_the_one_of_the_standard_library(payload: dict[str, Any]) -> None:
    assert canonical_of(payload) == json.dumps(payload, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def test_what_may_be_absent_from_an_event_is_none_without_it() -> None:
    for kind in wire.HOMES:
        hints = typing.get_type_hints(kind)
        for field in msgspec.structs.fields(kind):
            assert (types.NoneType in typing.get_args(hints[field.name])) == (field.default is None), (kind, field.name)


@given(every_event)
@settings(max_examples=100, deadline=None)
def test_what_is_sent_keeps_to_slacks_limits(event: WireEvent) -> None:
    metadata = wire.metadata_of(event, "a-1", AT)
    assert all(
        isinstance(value, str | int | bool) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
        for value in metadata["event_payload"].values()
    )
    blocks = wire.blocks_of(metadata, "said")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(blocks) <= 50
    assert len(set(ids)) == len(ids)
    assert all(len(block_id) <= 255 and block_id.isascii() for block_id in ids)


def test_a_message_shows_its_whole_text_in_sections_that_slack_takes() -> None:
    blocks = wire.blocks_of(wire.metadata_of(TAKEN, "a-1"), "x" * 7_000)
    assert [len(block["text"]["text"]) for block in blocks] == [3_000, 3_000, 1_000]
    assert wire.blocks_of(wire.metadata_of(TAKEN, "a-1"), "")[0]["text"]["text"] == " "


def test_what_needs_more_than_fifty_blocks_is_refused_before_it_is_sent() -> None:
    noted = events.ChatNoted("c1", "é" * 2_200)
    with pytest.raises(wire.TooLong):
        wire.blocks_of(wire.metadata_of(noted, "a-1"), "note")
    fits = events.ChatNoted("c1", "é" * 1_900)
    blocks = wire.blocks_of(wire.metadata_of(fits, "a-1"), "note")
    assert len(blocks) <= 50
    assert understood({"ts": TS, "user": "U1", "blocks": blocks}, Home.SHIFT_LOG).content == Entry(
        Position(AT, IDS[Home.SHIFT_LOG]), "U1", "a-1", fits
    )


def test_the_metadata_stands_when_the_carriers_differ_and_the_difference_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    raw = raw_of(TAKEN)
    secret = events.ChatNoted("c1", "words of somebody")
    for blocks in (wire.blocks_of(wire.metadata_of(secret, "a-1"), ""), [{"block_id": "mc1:1/1:words"}]):
        raw["blocks"] = blocks
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            content = understood(raw, Home.SHIFT_LOG).content
        assert isinstance(content, Entry)
        assert content.event == TAKEN
        assert len(caplog.records) == 1
        assert "words" not in caplog.text


def test_nothing_is_logged_when_the_carriers_agree(caplog: pytest.LogCaptureFixture) -> None:
    understood(raw_of(TAKEN), Home.SHIFT_LOG)
    assert not caplog.records


def test_blocks_are_read_when_the_metadata_is_empty_or_not_ours() -> None:
    for metadata in (
        {"event_type": "mc_chat_taken", "event_payload": {}},
        {"event_type": "mc_chat_taken"},
        {"event_type": "standup", "event_payload": {"id": "x"}},
        {"event_type": 7},
        "mc_chat_taken",
        None,
    ):
        content = understood(raw_of(TAKEN) | {"metadata": metadata}, Home.SHIFT_LOG).content
        assert isinstance(content, Entry)
        assert content.event == TAKEN


def test_an_event_counts_only_at_home_and_not_in_a_thread() -> None:
    assert understood(raw_of(TAKEN), Home.MOD_MAIN).content == Misplaced("mc_chat_taken")
    assert wire.message_of(raw_of(TAKEN), "C-elsewhere", CHANNELS).content == Misplaced("mc_chat_taken")  # type: ignore[union-attr]
    in_thread = understood(raw_of(TAKEN, thread_ts="1763000000.000001"), Home.SHIFT_LOG)
    assert in_thread.content == Misplaced("mc_chat_taken")
    assert in_thread.thread == wire.at_of("1763000000.000001")
    parent = understood(raw_of(TAKEN, thread_ts=TS, latest_reply="1764000009.000100"), Home.SHIFT_LOG)
    assert isinstance(parent.content, Entry)
    assert parent.latest_reply == wire.at_of("1764000009.000100")


def test_a_piece_that_stands_there_twice_is_read_once() -> None:
    blocks = wire.blocks_of(wire.metadata_of(TAKEN, "a-1"), "")
    content = understood({"ts": TS, "user": "U1", "blocks": blocks * 2}, Home.SHIFT_LOG).content
    assert isinstance(content, Entry)


def test_a_single_word_is_read_where_a_list_stands_and_unknown_fields_are_left_alone() -> None:
    raw = raw_of(events.LeaseRenewed(("c1",)))
    raw["metadata"]["event_payload"] |= {"chats": "c1", "weather": {"x": [1]}}
    content = understood(raw, Home.SHIFT_LOG).content
    assert isinstance(content, Entry)
    assert content.event == events.LeaseRenewed(("c1",))


def test_moments_are_read_in_utc_and_a_bad_acted_at_is_let_go() -> None:
    at = datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=2)))
    paused = events.DutyPaused("s1", Duty.LEAD, at)
    content = understood(raw_of(paused), Home.SHIFT_LOG).content
    assert isinstance(content, Entry)
    assert isinstance(content.event, events.DutyPaused)
    assert content.event.until.tzinfo is UTC
    bad: list[object] = ["yesterday", 7, "2026-01-01T00:00:00", "9999-12-31T23:59:59-14:00", []]
    for acted_at in bad:
        raw = raw_of(paused)
        raw["metadata"]["event_payload"]["acted_at"] = acted_at
        content = understood(raw, Home.SHIFT_LOG).content
        assert isinstance(content, Entry)
        assert content.acted_at is None


@pytest.mark.parametrize("subtype", [None, "me_message", "thread_broadcast", "file_share", "bot_message"])
def test_what_a_person_says_is_kept_as_said(subtype: str | None) -> None:
    message = understood({"ts": TS, "user": "U1", "text": "hello", "subtype": subtype}, Home.ASKS)
    assert message.content == Entry(message.position, "U1", "", Said("hello", Home.ASKS))
    assert message.sum is None


@pytest.mark.parametrize(
    "raw",
    [
        {"ts": TS, "user": "U1", "subtype": "channel_join"},
        {"ts": TS, "user": "U1", "subtype": ["x"]},
        {"ts": TS, "user": "USLACKBOT", "subtype": "tombstone"},
        {"ts": TS, "text": "nobody"},
    ],
)
def test_slacks_own_notices_say_nothing(raw: dict[str, Any]) -> None:
    assert understood(raw, Home.ASKS).content is None


def test_outside_of_the_homes_nothing_is_said() -> None:
    message = wire.message_of({"ts": TS, "user": "U1", "text": "hello"}, "C-elsewhere", CHANNELS)
    assert message is not None
    assert message.content is None


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_survives_slacks_way_of_writing_it(at: datetime) -> None:
    assert wire.at_of(wire.ts_of(at)) == at


def test_an_edited_event_counts_as_it_now_is() -> None:
    before = understood(raw_of(TAKEN), Home.SHIFT_LOG)
    raw = raw_of(events.ChatTaken("c2"), edited={"user": "U1", "ts": "1764000050.000000"})
    after = understood(raw, Home.SHIFT_LOG)
    assert isinstance(after.content, Entry)
    assert after.content.event == events.ChatTaken("c2")
    assert after.print != before.print
    plain = {"ts": TS, "user": "U1", "text": "took it back", "edited": {"user": "U1", "ts": TS}}
    assert understood(plain, Home.SHIFT_LOG).sum is None


def test_copies_that_differ_in_what_means_nothing_have_one_print() -> None:
    live = raw_of(TAKEN, event_ts=TS, channel="C1", channel_type="channel", team="T1")
    held = raw_of(TAKEN, reply_count=2, latest_reply=TS, thread_ts=TS, reactions=[{"name": "eyes"}])
    assert understood(live, Home.SHIFT_LOG).print == understood(held, Home.SHIFT_LOG).print
    other = raw_of(TAKEN, user="U2")
    assert understood(live, Home.SHIFT_LOG).print != understood(other, Home.SHIFT_LOG).print


def test_the_sum_is_the_one_that_the_contract_gives() -> None:
    flagged = events.CaseFlagged("k1", "otter é 😀", Risk.B)
    message = understood(raw_of(flagged), Home.CASES)
    payload = '{"alias":"otter \\u00e9 \\ud83d\\ude00","case":"k1","id":"a-1","risk":"B","v":1}'
    inner = hashlib.sha256(payload.encode()).hexdigest()
    line = f"{IDS[Home.CASES]} {TS} a-1 mc_case_flagged {inner}"
    assert message.sum == hashlib.sha256(line.encode()).digest()


def test_the_bytes_of_a_frame_are_kept_as_they_came() -> None:
    source = json.dumps(raw_of(TAKEN), indent=1).encode()
    message = wire.message_of(json.loads(source), IDS[Home.SHIFT_LOG], CHANNELS, source)
    assert message is not None
    assert message.raw == source
    assert wire.read(source, IDS[Home.SHIFT_LOG], CHANNELS) == message


def test_a_purge_leaves_no_words_and_all_that_counts() -> None:
    opened = events.ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.B, "topic words", "excerpt words", True)
    raw = raw_of(opened, text="text words", latest_reply=TS, files=[{"name": "file words"}])
    raw["metadata"]["event_payload"]["weather"] = "unknown words"
    bare = wire.without_words(understood(raw, Home.CHAT_QUEUE).raw)
    assert b"words" not in bare
    message = wire.read(bare, IDS[Home.CHAT_QUEUE], CHANNELS)
    assert message is not None
    assert message.id == "a-1"
    assert message.latest_reply == wire.at_of(TS)
    assert isinstance(message.content, Entry)
    assert message.content.event == events.ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.B, "", "", True)


def test_a_purge_keeps_nothing_of_an_event_it_does_not_know() -> None:
    raw = {"ts": TS, "user": "U1", "metadata": {"event_type": "mc_sung", "event_payload": {"v": 3, "song": "words"}}}
    bare = wire.without_words(json.dumps(raw).encode())
    assert json.loads(bare)["metadata"] == {"event_type": "mc_sung", "event_payload": {"v": 3}}
    plain = wire.without_words(json.dumps({"ts": TS, "text": "words", "blocks": [{"block_id": "x"}]}).encode())
    assert json.loads(plain) == {"ts": TS, "text": ""}
