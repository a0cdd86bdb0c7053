"""Whatever comes through the live connection, the desk goes on, and in order."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from console.domain.chats import ChatState
from console.domain.events import ChatOpened, ChatRiskSet, ChatTaken
from console.domain.messages import EPOCH
from console.domain.words import AgeBand, Risk
from console.practice.people import HALE, OKAFOR, PLATFORM
from console.practice.server import Practice
from console.ui.bridge import Application
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, fresh, same, soon

Run = Callable[[Coroutine[Any, Any, None]], None]
SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "slack-samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="Slack's recorded JSON is not beside this repository")

HOME, TS = "@home", "1763604800.000100"


def envelope(payload: object, **more: object) -> bytes:
    """A payload as Slack pushes it."""
    return json.dumps({"envelope_id": "e-1", "type": "events_api", "payload": payload, **more}).encode()


def event(**fields: object) -> bytes:
    """An event as Slack pushes it; HOME becomes the id of a home channel when it is sent."""
    return envelope({"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", **fields}})


def recorded() -> Iterator[bytes]:
    """Every recorded payload: as it is, pushed as a payload, as an event, and as something in a home channel."""
    for file in sorted(SAMPLES.rglob("*.json")):
        found = json.loads(file.read_text(encoding="utf-8"))
        yield json.dumps(found).encode()
        yield envelope(found)
        yield envelope({"type": "event_callback", "event": found})
        if isinstance(found, dict) and isinstance(found.get("event"), dict):
            yield envelope({**found, "event": {**found["event"], "channel": HOME}})


NO_PAYLOAD: tuple[object, ...] = (None, [], "x", 1, {"event": None}, {"event": []}, {"event": "x"})
BROKEN: tuple[bytes, ...] = (
    b"",
    b" ",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'"hello"',
    b"{}",
    event(channel=HOME, user=OKAFOR.id, text="cut", ts=TS)[:-40],
    b'{"type":5,"envelope_id":7,"payload":9}',
    b'{"type":"events_api","envelope_id":{"a":1},"payload":{}}',
    b'{"type":"hello"}',
    b'{"type":"nothing we know"}',
    b"[" * 50_000,
    b'{"payload":' * 2_000 + b"1" + b"}" * 2_000,
    b'{"type":"events_api","envelope_id":"\\ud800","payload":{"event":{"type":"message","text":"\\ud800"}}}',
    b'{"type":"events_api","envelope_id":"e-2","payload":{"event":' + b"9" * 5_000 + b"}}",
    *(envelope(payload) for payload in NO_PAYLOAD),
    envelope({"type": "app_rate_limited", "minute_rate_limited": "x"}),
    event(),
    event(channel=None, ts=TS),
    event(channel=["C1"], ts=TS),
    event(channel="C0NOWHERE0", user=OKAFOR.id, text="elsewhere", ts=TS),
    *(
        event(channel=HOME, user=OKAFOR.id, text="when?", ts=ts)
        for ts in (None, 5, "", "abc", "99999999999999.1", "-1.000000")
    ),
    event(channel=HOME, user={"id": 1}, text=["x"], ts=TS, thread_ts=7, blocks="x", metadata=[]),
    event(channel=HOME, ts=TS, metadata={"event_type": 5, "event_payload": 7}),
    event(channel=HOME, ts=TS, metadata={"event_type": "mc_chat_opened", "event_payload": {"v": "one"}}),
    event(channel=HOME, ts=TS, metadata={"event_type": "mc_chat_taken", "event_payload": {"v": 1, "id": 8}}),
    event(channel=HOME, ts=TS, blocks=[{"block_id": "mc1:1/2:{"}, {"block_id": "mc1:9/2:}"}, None, 7]),
    event(channel=HOME, subtype=9, ts=TS),
    event(channel=HOME, subtype="message_changed"),
    event(channel=HOME, subtype="message_changed", message="x"),
    event(channel=HOME, subtype="message_deleted", deleted_ts=7),
    event(channel=HOME, subtype="message_deleted", deleted_ts="1.000000"),
    event(channel=HOME, subtype="message_replied", message={"thread_ts": []}),
    *(
        envelope({"event": {"type": "user_change", "user": user}})
        for user in (None, "U1", {}, {"id": 5}, {"id": "U0NOBODY00", "is_admin": "yes", "profile": 7})
    ),
    envelope({"event": {"type": ["channel_rename"]}}),
    envelope({"event": {"type": "channel_rename", "channel": 8}}),
)


def test_broken_frames_leave_the_desk_running_and_in_order(run: Run, qapp: Application, tmp_path: Path) -> None:
    run(_sent(qapp, tmp_path, BROKEN))


@needs_samples
def test_every_payload_that_slack_recorded_leaves_the_desk_running_and_in_order(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    frames = list(recorded())
    assert len(frames) > 60
    run(_sent(qapp, tmp_path, frames))


async def _sent(qt: Application, folder: Path, frames: Sequence[bytes]) -> None:
    """Send frames between events that matter, then look whether these were heard, all of them and live."""
    async with Practice(night=False, roles=True, limits=False, speed=12) as practice:
        desk = Desk(folder / "desk", practice.api_url)
        queue = practice.workspace.named("chat-queue").id.encode()
        async with app_of(qt, desk) as app:
            await live(app)
            (link,) = practice.sockets.links(OKAFOR.id)
            for number, frame in enumerate(frames):
                chat = f"c{number}"
                practice.post("chat-queue", PLATFORM, ChatOpened(chat, "quiet-otter", AgeBand.TEEN, Risk.D))
                link.send(frame.replace(HOME.encode(), queue))
                practice.post("shift-log", HALE, ChatTaken(chat))
                practice.post("shift-log", HALE, ChatRiskSet(chat, Risk.C))
                if number % 20 == 0:
                    await asyncio.sleep(0)
            assert app.station is not None
            chats = app.station.desk.view().chats
            await soon(
                lambda: len(chats) == len(frames) and all(chat.risk is Risk.C for chat in chats.values()), seconds=10
            )
            now = app.clock.now()
            assert {chat.holder_at(now) for chat in chats.values()} == {HALE.id}
            assert {chat.state_at(now) for chat in chats.values()} == {ChatState.HELD}
            assert practice.sockets.links(OKAFOR.id) == [link]  # it is still the same connection
            assert not app.station.desk.connection.gaps
            over = practice.clock.now()
            desk_now = app.station.desk
            await soon(lambda: (desk_now.connection.complete_to or EPOCH) >= over)
        other = await asyncio.to_thread(fresh, folder / "fresh", practice)
        mine, theirs = await asyncio.to_thread(desk.kept, over), await asyncio.to_thread(other.kept, over)
        assert [name for name in same(mine, theirs) if name.startswith("chat ")] == []
        assert mine.digest == theirs.digest
