"""An event shown as evidence is read back as the event that it was, with its own sum, and without words."""

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from console.domain.events import WireEvent
from console.domain.messages import Entry
from console.slack import wire
from console.slack.exhibits import is_of, masked, message_again, payload_in, with_masks, wordless
from tests.slack.payloads import IDS, TS, every_event, home_of, raw_of, understood


def name_of(event: WireEvent) -> str:
    return wire.name_of(type(event)).removeprefix("mc_")


@given(every_event)
@settings(max_examples=100, deadline=None)
def test_what_is_shown_is_read_back_as_it_was(event: WireEvent) -> None:
    message = understood(raw_of(event), home_of(event))
    payload = payload_in(message)
    again = message_again(TS, IDS[home_of(event)], "U1", name_of(event), payload)
    assert again is not None
    assert (again.content, again.sum) == (message.content, message.sum)


@given(every_event)
@settings(max_examples=100, deadline=None)
def test_without_words_it_is_the_same_event_as_after_a_purge(event: WireEvent) -> None:
    message = understood(raw_of(event), home_of(event))
    bare = wordless(name_of(event), payload_in(message))
    again = message_again(TS, IDS[home_of(event)], "U1", name_of(event), bare)
    assert again is not None
    assert isinstance(again.content, Entry)
    purged = wire.read(wire.without_words(message.raw), message.position.channel, {"C0": home_of(event)})
    assert purged is None or wordless(name_of(event), payload_in(purged)) == bare


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'{"metadata":{"event_type":"mc_x","event_payload":[]}}'])
def test_what_carries_nothing_has_no_payload(raw: bytes) -> None:
    kept = understood({"ts": TS, "text": ""}, next(iter(IDS)))
    assert payload_in(replace(kept, raw=raw)) == {}


def test_what_was_no_event_is_none_again() -> None:
    assert message_again(TS, "C0", "U1", "never_heard_of", {}) is None
    assert message_again("yesterday", "C0", "U1", "chat_taken", {"v": 1, "id": "a", "chat": "c"}) is None
    assert message_again(TS, "C0", "U1", "chat_taken", {"v": 1}) is None


def test_an_id_is_masked_wherever_it_stands_and_known_again() -> None:
    payload = {"v": 1, "id": "a-1", "of": "b-2", "chat": "c"}
    shown = with_masks(payload, {"a-1"})
    assert shown == {**payload, "id": masked("a-1")}
    assert masked("a-1").startswith("~")
    assert is_of(shown, payload)
    assert not is_of({**shown, "chat": "d"}, payload)
    assert not is_of({**shown, "x": 1}, payload)
