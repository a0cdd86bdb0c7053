"""What the wire cannot read is kept and named without its words, and nothing at all makes it raise."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain import events
from console.domain.messages import Entry, TooNew, Unreadable
from console.domain.words import Home, Risk
from console.slack import carriers, wire
from tests.slack.payloads import CHANNELS, FLAGGED, IDS, TAKEN, TS, raw_of, understood

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "slack-samples"


def test_carriers_too_deep_to_compare_count_as_different(caplog: pytest.LogCaptureFixture) -> None:
    raw = raw_of(TAKEN)
    nested: Any = {}
    other: Any = {}
    for _ in range(100_000):
        nested, other = {"x": nested}, {"x": other}
    raw["metadata"]["event_payload"] = nested
    blocks = {"event_type": "mc_chat_taken", "event_payload": other}
    assert not carriers._same(raw["metadata"], blocks)
    assert isinstance(understood(raw, Home.SHIFT_LOG).content, Unreadable)
    assert "differ" in caplog.text
    while nested:  # taken apart by hand: freeing it at once would go as deep
        nested, other = nested["x"], other["x"]


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


@pytest.mark.parametrize("ts", [None, "", 1764000000.0001, "1764000000", "x.000100", "999999999999.000000", "١.000000"])
def test_a_message_without_a_usable_moment_is_none(ts: object) -> None:
    assert wire.message_of({"ts": ts, "user": "U1", "text": "hello"}, "C1", CHANNELS) is None


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


@pytest.mark.parametrize("kept", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"ts":' + b"9" * 5_000 + b"}"])
def test_bytes_that_hold_no_message_are_none(kept: bytes) -> None:
    assert wire.read(kept, "C1", CHANNELS) is None


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
