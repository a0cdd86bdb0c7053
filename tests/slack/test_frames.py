"""A frame of the live connection is read whatever it holds, and says what it means for the desk."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.messages import Person, Position, moment
from console.domain.words import Home
from console.slack.frames import (
    Answered,
    Came,
    Changed,
    Frame,
    Gone,
    Held,
    Moved,
    acknowledgement,
    frame_of,
    news_of,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "slack-samples" / "events"
HOMES = {"C1": Home.ASKS}
TS, AT = "1764000000.000100", moment(1764000000_000100)
LATER, AFTER = "1764000009.000000", moment(1764000009_000000)


def framed(event: object, **more: Any) -> str:
    payload = {"type": "event_callback", "event_id": "Ev1", "event": event}
    return json.dumps({"type": "events_api", "envelope_id": "e-1", "payload": payload, **more})


def news(event: dict[str, Any]) -> object:
    frame = frame_of(framed(event))
    assert frame is not None
    assert frame.envelope_id == "e-1"
    return news_of(frame, HOMES)


def test_a_message_keeps_the_bytes_it_came_in() -> None:
    event = {"type": "message", "channel": "C1", "ts": TS, "user": "U1", "text": "hello"}
    came = news(event)
    assert isinstance(came, Came)
    assert not came.changed
    assert came.as_of == came.message.position.at == AT
    assert came.message.raw == json.dumps(event).encode()


def test_an_edit_is_as_new_as_its_event() -> None:
    inner = {"type": "message", "ts": TS, "user": "U1", "text": "hello", "edited": {"user": "U1", "ts": LATER}}
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "message": inner, "event_ts": LATER}
    came = news(event)
    assert isinstance(came, Came)
    assert came.changed
    assert (came.as_of, came.message.position) == (AFTER, Position(AT, "C1"))


def test_deletions_answers_people_and_channels_are_told_apart() -> None:
    gone = {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": TS, "ts": LATER}
    assert news(gone) == Gone(Position(AT, "C1"), AFTER)
    replied = {"type": "message", "subtype": "message_replied", "channel": "C1", "message": {"thread_ts": TS}}
    assert news(replied) == Answered(Position(AT, "C1"))
    assert news({"type": "user_change", "user": {"id": "U1", "name": "ada"}}) == Changed(Person("U1", "ada"))
    dated = {"type": "user_change", "user": {"id": "U1", "name": "ada", "updated": 1764000000}}
    assert news(dated) == Changed(Person("U1", "ada"), moment(1764000000_000000))
    for odd in ("soon", 10**30, -1, None):
        assert news({"type": "user_change", "user": {"id": "U1", "updated": odd}}) == Changed(Person("U1", "U1"))
    assert news({"type": "team_join", "user": {"id": "U1", "is_owner": True}}) == Changed(
        Person("U1", "U1", admin=True)
    )
    for kind in ("channel_rename", "group_archive", "member_joined_channel", "channel_left"):
        assert news({"type": kind}) == Moved()


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": 7},
        {"type": "reaction_added"},
        {"type": "user_change", "user": "U1"},
        {"type": "message"},
        {"type": "message", "channel": ["C1"]},
        {"type": "message", "channel": "C-elsewhere", "ts": TS},
        {"type": "message", "channel": "C1", "ts": "soon"},
        {"type": "message", "subtype": "message_deleted", "channel": "C1"},
        {"type": "message", "subtype": "message_replied", "channel": "C1"},
        {"type": "message", "subtype": "message_changed", "channel": "C1"},
        {"type": "message", "subtype": "message_changed", "channel": "C1", "message": {"ts": 7}},
    ],
)
def test_what_does_not_concern_the_desk_is_nothing(event: dict[str, Any]) -> None:
    assert news(event) is None


def test_slack_says_that_it_holds_events_back() -> None:
    frame = frame_of(json.dumps({"type": "events_api", "payload": {"type": "app_rate_limited"}}))
    assert frame is not None
    assert news_of(frame, HOMES) == Held()


def test_hello_and_goodbye() -> None:
    hello = frame_of('{"type":"hello","num_connections":1}')
    assert hello is not None
    assert (hello.type, hello.envelope_id) == ("hello", "")
    goodbye = frame_of('{"type":"disconnect","reason":"warning"}')
    assert goodbye is not None
    assert goodbye.reason == "warning"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", "hello", '{"type":"hel', "[" * 100_000])
def test_what_is_no_frame_is_none(text: str) -> None:
    assert frame_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"envelope_id":"e-1","type":7,"payload":[]}',
        '{"envelope_id":"e-1","payload":{"event":[1],"event_id":7}}',
        '{"envelope_id":"e-1","payload":{"event":{"type":"message","text":"\\ud800"}}}',
        '{"envelope_id":"e-1","payload":{"event":{"type":NaN}}}',
        '{"envelope_id":"e-1","payload":"x"}',
        '{"envelope_id":"e-1","payload":null}',
    ],
)
def test_a_frame_with_something_odd_in_it_is_still_acknowledged(text: str) -> None:
    frame = frame_of(text)
    assert frame is not None
    assert frame.envelope_id == "e-1"
    assert news_of(frame, HOMES) is None


def test_an_acknowledgement_names_the_envelope() -> None:
    assert json.loads(acknowledgement('e"1')) == {"envelope_id": 'e"1'}
    assert json.loads(acknowledgement("e\ud800")) == {"envelope_id": "e\ud800"}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["message", "user_change", "channel_left"]) | anything,
            "subtype": st.sampled_from(["message_changed", "message_deleted", "message_replied"]) | anything,
            "channel": st.just("C1") | anything,
            "ts": st.just(TS) | anything,
            "event_ts": anything,
            "deleted_ts": anything,
            "user": anything,
            "message": st.dictionaries(st.sampled_from(["ts", "thread_ts", "edited"]), st.just(TS) | anything)
            | anything,
        },
    ),
    anything,
)
@settings(max_examples=100, deadline=None)
def test_no_frame_is_too_odd(event: dict[str, Any], other: object) -> None:
    for text in (framed(event), framed(event, envelope_id=other), framed(other), json.dumps(other)):
        frame = frame_of(text)
        if frame is not None:
            news_of(frame, HOMES)
            acknowledgement(frame.envelope_id)


@given(
    st.fixed_dictionaries(
        {"type": st.just("message"), "channel": st.just("C1"), "ts": st.just(TS)},
        optional={
            "subtype": st.sampled_from([None, "me_message", "channel_join", "message_replied"]) | anything,
            "user": st.just("U1") | anything,
            "text": st.text() | anything,
            "thread_ts": st.sampled_from([TS, LATER]) | anything,
            "latest_reply": st.just(LATER) | anything,
            "edited": st.just({"user": "U1", "ts": LATER}) | anything,
            "blocks": anything,
            "metadata": anything,
            "reactions": anything,
        },
    )
)
@settings(max_examples=200, deadline=None)
def test_a_message_of_the_usual_shape_is_read_as_any_other(event: dict[str, Any]) -> None:
    frame = frame_of(framed(event))
    assert frame is not None
    came, otherwise = news_of(frame, HOMES), news_of(Frame(event=event, source=frame.source), HOMES)
    if frame.source:
        assert came == otherwise
    else:  # what JSON cannot hold exactly is kept in another spelling
        assert type(came) is type(otherwise)


def test_every_recorded_event_is_read() -> None:
    if not SAMPLES.exists():
        pytest.skip("the recorded payloads are not at hand")
    for path in sorted(SAMPLES.glob("*.json")):
        payload = json.loads(path.read_bytes())
        frame = frame_of(json.dumps({"type": "events_api", "envelope_id": "e-1", "payload": payload}))
        assert frame is not None
        assert (json.loads(frame.source) if frame.source else {}) == payload.get("event", {})
        assert frame.message is not None or frame.event == payload.get("event", {})
        news_of(frame, HOMES)
        event = dict(payload.get("event", {}), channel="C1", ts=TS, deleted_ts=TS)
        news_of(Frame(about=payload["type"], event=event), HOMES)
