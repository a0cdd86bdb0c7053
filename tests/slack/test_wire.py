"""The wire gives back what it was given, and bears whatever else it meets."""

import hashlib
import json
import logging
import random
import types
import typing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain import events
from console.domain.events import Said, WireEvent
from console.domain.messages import Entry, Message, Misplaced, Position, TooNew, Unreadable, moment
from console.domain.words import AgeBand, Duty, Home, Risk
from console.slack import wire

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "slack-samples"
CHANNELS = {f"C{n}": home for n, home in enumerate(Home)}
IDS = {home: channel for channel, home in CHANNELS.items()}
TS = "1764000000.000100"
AT = moment(1764000000_000100)

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Whatever a field of an event may hold."""
    if isinstance(hint, types.UnionType):
        return st.one_of([values(part) for part in typing.get_args(hint)])
    if typing.get_origin(hint) is tuple:
        return st.lists(values(typing.get_args(hint)[0]), max_size=4).map(tuple)
    if hint is datetime:
        return moments
    return st.integers(-(2**53), 2**53) if hint is int else st.from_type(hint)


every_event: st.SearchStrategy[WireEvent] = st.one_of(
    [
        st.builds(kind, **{name: values(hint) for name, hint in typing.get_type_hints(kind).items()})
        for kind in wire.HOMES
    ]
)


def raw_of(event: WireEvent, id: str = "a-1", text: str = "said", **more: Any) -> dict[str, Any]:
    metadata = wire.metadata_of(event, id)
    blocks = wire.blocks_of(metadata, text)
    return {"type": "message", "user": "U1", "ts": TS, "text": text, "metadata": metadata, "blocks": blocks, **more}


def understood(raw: dict[str, Any], home: Home) -> Message:
    message = wire.message_of(raw, IDS[home], CHANNELS)
    assert message is not None
    return message


def home_of(event: WireEvent) -> Home:
    return wire.HOMES[type(event)]


TAKEN = events.ChatTaken("c1")
FLAGGED = events.CaseFlagged("k1", "quiet-otter", Risk.B, summary="Would like to talk.")


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


def test_carriers_too_deep_to_compare_count_as_different(caplog: pytest.LogCaptureFixture) -> None:
    raw = raw_of(TAKEN)
    nested: Any = {}
    other: Any = {}
    for _ in range(100_000):
        nested, other = {"x": nested}, {"x": other}
    raw["metadata"]["event_payload"] = nested
    blocks = {"event_type": "mc_chat_taken", "event_payload": other}
    assert not wire._same(raw["metadata"], blocks)
    assert isinstance(understood(raw, Home.SHIFT_LOG).content, Unreadable)
    assert "differ" in caplog.text
    while nested:  # taken apart by hand: freeing it at once would go as deep
        nested, other = nested["x"], other["x"]


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


def test_a_newer_console_is_told_from_a_broken_one() -> None:
    raw = raw_of(TAKEN)
    del raw["blocks"]
    raw["metadata"]["event_payload"]["v"] = 2
    newer = understood(raw, Home.SHIFT_LOG)
    assert newer.content == TooNew("mc_chat_taken", 2)
    assert newer.id == "a-1"
    assert newer.sum is not None
    raw["metadata"]["event_type"] = "mc_chat_sung"
    assert understood(raw, Home.SHIFT_LOG).content == TooNew("mc_chat_sung", 2)
    raw["metadata"]["event_payload"]["v"] = "2"
    assert understood(raw, Home.SHIFT_LOG).content == TooNew("mc_chat_sung", 0)


@pytest.mark.parametrize("version", [None, 0, -1, True, "1", 1.5, [1], 10**30])
def test_a_version_that_is_no_number_is_unreadable(version: object) -> None:
    raw = raw_of(TAKEN)
    raw["metadata"]["event_payload"]["v"] = version
    assert understood(raw, Home.SHIFT_LOG).content == Unreadable("its version is no number")


@pytest.mark.parametrize("id", [None, "", 7, ["a"], "\ud800"])
def test_an_event_without_an_id_is_unreadable(id: object) -> None:
    raw = raw_of(TAKEN)
    raw["metadata"]["event_payload"]["id"] = id
    message = understood(raw, Home.SHIFT_LOG)
    assert message.content == Unreadable("it has no id or no author")
    assert message.sum is None


@pytest.mark.parametrize("user", [None, "", 7])
def test_an_event_without_an_author_is_unreadable(user: object) -> None:
    assert understood(raw_of(TAKEN, user=user), Home.SHIFT_LOG).content == Unreadable("it has no id or no author")


def test_an_event_counts_only_at_home_and_not_in_a_thread() -> None:
    assert understood(raw_of(TAKEN), Home.MOD_MAIN).content == Misplaced("mc_chat_taken")
    assert wire.message_of(raw_of(TAKEN), "C-elsewhere", CHANNELS).content == Misplaced("mc_chat_taken")  # type: ignore[union-attr]
    in_thread = understood(raw_of(TAKEN, thread_ts="1763000000.000001"), Home.SHIFT_LOG)
    assert in_thread.content == Misplaced("mc_chat_taken")
    assert in_thread.thread == wire.at_of("1763000000.000001")
    parent = understood(raw_of(TAKEN, thread_ts=TS, latest_reply="1764000009.000100"), Home.SHIFT_LOG)
    assert isinstance(parent.content, Entry)
    assert parent.latest_reply == wire.at_of("1764000009.000100")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"risk": "words"}, "one of its values is not in the list: `$.risk`"),
        ({"risk": None}, "Object missing required field `risk`"),
        ({"alias": 7}, "Expected `str`, got `int` - at `$.alias`"),
        ({"next_check": "2026-01-01T00:00:00"}, "its next_check has no time zone"),
        ({"next_check": "0001-01-01T00:00:00+14:00"}, "one of its moments is outside of all calendars"),
        ({"next_check": "words"}, "Invalid RFC3339 encoded datetime - at `$.next_check`"),
    ],
)
def test_a_malformed_payload_is_named_without_its_words(change: dict[str, object], why: str) -> None:
    raw = raw_of(FLAGGED)
    raw["metadata"]["event_payload"] |= change
    assert understood(raw, Home.CASES).content == Unreadable(why)


def test_a_number_that_no_file_holds_is_unreadable() -> None:
    raw = raw_of(events.LimitLifted("U2", "s1", 6))
    raw["metadata"]["event_payload"]["limit"] = 10**20
    assert understood(raw, Home.SHIFT_LOG).content == Unreadable("one of its numbers is too large")


@pytest.mark.parametrize("payload", [None, "x", 7, []])
def test_an_event_without_a_payload_is_unreadable(payload: object) -> None:
    raw = raw_of(TAKEN)
    del raw["blocks"]
    raw["metadata"]["event_payload"] = payload
    assert understood(raw, Home.SHIFT_LOG).content == Unreadable("it has no payload")


@pytest.mark.parametrize(
    ("ids", "why"),
    [
        (["mc1:1/2:{}"], "a piece of it is missing"),
        (["mc1:1/2:{", "mc1:2/3:}"], "a piece of it is missing"),
        (["mc1:1/1:{}", "mc1:1/1:[]"], "two of its pieces have the same number"),
        (["mc1:1/1:{"], "its blocks do not hold whole JSON"),
        (["mc1:1/1:" + "[" * 5_000], "its blocks do not hold whole JSON"),
        (["mc1:1/1:[]"], "its blocks name no event"),
        (['mc1:1/1:{"event_type":"standup"}'], "its blocks name no event"),
    ],
)
def test_broken_blocks_are_unreadable(ids: list[str], why: str) -> None:
    raw = {"ts": TS, "user": "U1", "blocks": [{"block_id": block_id} for block_id in ids]}
    assert understood(raw, Home.SHIFT_LOG).content == Unreadable(why)


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


def test_halves_of_characters_are_replaced_where_they_would_be_kept_as_text() -> None:
    broken = events.CaseFlagged("k1", "otter \ud83d", Risk.B)
    message = understood(raw_of(broken, text="so \udc00 so", user="U\ud800"), Home.CASES)
    assert message.text == "so ? so"
    assert message.author == "U?"
    assert isinstance(message.content, Entry)
    assert isinstance(message.content.event, events.CaseFlagged)
    assert message.content.event.alias == "otter ?"
    again = wire.read(message.raw, IDS[Home.CASES], CHANNELS)
    assert again is not None
    assert again.print == message.print
    assert again.sum == message.sum
    renewed = understood(raw_of(events.LeaseRenewed(("c\ud800", "c😀"))), Home.SHIFT_LOG).content
    assert isinstance(renewed, Entry)
    assert renewed.event == events.LeaseRenewed(("c?", "c😀"))


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


@pytest.mark.parametrize("ts", [None, "", 1764000000.0001, "1764000000", "x.000100", "999999999999.000000", "١.000000"])
def test_a_message_without_a_usable_moment_is_none(ts: object) -> None:
    assert wire.message_of({"ts": ts, "user": "U1", "text": "hello"}, "C1", CHANNELS) is None


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


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {"ts": st.just(TS)},
        optional={
            "user": json_values,
            "text": json_values,
            "thread_ts": st.just("1763000000.000001") | json_values,
            "subtype": json_values,
            "edited": json_values,
            "latest_reply": json_values,
            "blocks": json_values | st.lists(st.dictionaries(st.just("block_id"), json_values)),
            "metadata": json_values
            | st.fixed_dictionaries(
                {"event_type": st.sampled_from(sorted(wire.name_of(kind) for kind in wire.HOMES))},
                optional={
                    "event_payload": json_values
                    | st.dictionaries(st.sampled_from(["v", "id", "chat", "risk", "acted_at", "until"]), json_values)
                },
            ),
        },
    ),
    st.sampled_from(Home),
)
@settings(max_examples=150, deadline=None)
def test_no_payload_makes_the_wire_raise(raw: dict[str, Any], home: Home) -> None:
    message = understood(raw, home)
    bare = json.loads(wire.without_words(message.raw))
    assert bare["text"] == ""
    again = wire.read(message.raw, IDS[home], CHANNELS)
    assert again is not None
    message.text.encode("utf-8")
    if "NaN" not in (said := json.dumps(raw)) and "Infinity" not in said:
        assert again.print == message.print


def test_what_is_nested_too_deeply_is_kept_without_it() -> None:
    nested: Any = []
    top = nested
    for _ in range(100_000):
        inner: Any = []
        nested.append(inner)
        nested = inner
    raw = raw_of(TAKEN, weather=top)
    message = understood(raw, Home.SHIFT_LOG)
    assert isinstance(message.content, Entry)
    assert json.loads(message.raw) == {"ts": TS}
    while top:  # taken apart by hand: freeing it at once would go as deep
        top = top.pop()


def test_the_bytes_of_a_frame_are_kept_as_they_came() -> None:
    source = json.dumps(raw_of(TAKEN), indent=1).encode()
    message = wire.message_of(json.loads(source), IDS[Home.SHIFT_LOG], CHANNELS, source)
    assert message is not None
    assert message.raw == source
    assert wire.read(source, IDS[Home.SHIFT_LOG], CHANNELS) == message


@pytest.mark.parametrize("kept", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"ts":' + b"9" * 5_000 + b"}"])
def test_bytes_that_hold_no_message_are_none(kept: bytes) -> None:
    assert wire.read(kept, "C1", CHANNELS) is None


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


def test_no_recorded_payload_makes_the_wire_raise() -> None:
    if not SAMPLES.exists():
        pytest.skip("the recorded payloads are not at hand")
    found = 0
    for path in sorted(SAMPLES.rglob("*.json")):
        for part in every_object(json.loads(path.read_bytes())):
            message = wire.message_of(part | {"ts": part.get("ts") or TS}, "C1", CHANNELS)
            if message is not None:
                found += 1
                assert wire.read(message.raw, "C1", CHANNELS) is not None
                assert b'"text":""' in wire.without_words(message.raw)
    assert found > 100


def every_object(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for part in value.values() for found in every_object(part))]
    return [found for part in value for found in every_object(part)] if isinstance(value, list) else []
