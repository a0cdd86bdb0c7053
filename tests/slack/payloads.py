"""Payloads that carry events as the console posts them, and the message that the wire makes of one."""

import types
import typing
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from console.domain import events
from console.domain.events import WireEvent
from console.domain.messages import Message, moment
from console.domain.words import Home, Risk
from console.slack import wire

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
