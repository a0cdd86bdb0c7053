"""Where history and the live connection meet, the newer of two copies stands and nothing is lost."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Self

from msgspec.structs import replace

from console.clock import RealClock
from console.domain.connection import Connection, Link
from console.domain.messages import Batch, Message, Person, Position, Stretch, moment
from console.domain.words import Home
from console.slack import delivery as delivering
from console.slack.delivery import Delivery
from console.slack.frames import Frame
from console.slack.history import Part
from console.slack.joining import Joining
from console.slack.repeats import Known, Recent, Repeats
from console.slack.socket import Push
from console.slack.standing import Standing
from console.slack.wire import message_of, ts_of
from tests.slack.desks import QUICK

HOMES = {"C1": Home.MOD_MAIN}
NOON = moment(1764000000_000000)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def raw(seconds: float, text: str = "hello") -> dict[str, Any]:
    return {"type": "message", "channel": "C1", "ts": ts_of(at(seconds)), "user": "U1", "text": text}


def message(seconds: float, text: str = "hello") -> Message:
    found = message_of(raw(seconds, text), "C1", HOMES)
    assert found is not None
    return found


def said(seconds: float, text: str = "hello", event_id: str = "") -> Frame:
    return Frame("events_api", "e", "", event_id, "event_callback", raw(seconds, text))


def edited(seconds: float, text: str, when: float) -> Frame:
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "event_ts": ts_of(at(when))}
    return Frame(event=event | {"message": raw(seconds, text)})


def deleted(seconds: float, when: float) -> Frame:
    event = {"type": "message", "subtype": "message_deleted", "channel": "C1", "ts": ts_of(at(when))}
    return Frame(event=event | {"deleted_ts": ts_of(at(seconds))})


class Kept:
    """A joining whose batches are kept in a list."""

    def __init__(self, doubt_seconds: float = 60) -> None:
        self.batches: list[Batch] = []
        self.heard: list[str] = []
        self.delivery = Delivery(self._deliver, lambda _batch: None, 0)
        self.joining = Joining(
            self.delivery,
            doubt_seconds=doubt_seconds,
            asked=lambda _ask, _latest: self.heard.append("asked"),
            answered=lambda _ask: self.heard.append("answered"),
            moved=lambda: self.heard.append("moved"),
            held=lambda: self.heard.append("held"),
        )
        self.joining.homes = HOMES

    async def _deliver(self, batch: Batch) -> None:
        self.batches.append(batch)

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self.delivery.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._running.cancel()
        await asyncio.wait([self._running])

    async def texts(self) -> dict[datetime, str]:
        """What is kept at the end, by the order in which batches are kept."""
        await self.delivery.drained()
        found: dict[datetime, str] = {}
        for batch in self.batches:
            for stretch in batch.stretches:
                for moment_ in [m for m in found if stretch.start < m <= stretch.end]:
                    del found[moment_]
                found |= {m.position.at: m.text for m in stretch.messages}
            found |= {m.position.at: m.text for m in batch.arrived}
            for position in batch.removed:
                found.pop(position.at, None)
        return found


def page(*messages: Message, start: float = -100, end: float = 10, fresh: tuple[Message, ...] = ()) -> Part:
    return Part(Stretch("C1", at(start), at(end), messages), fresh, at(start), at(end), last=True)


async def test_an_old_copy_never_takes_the_place_of_a_newer_one() -> None:
    async with Kept() as kept:
        await kept.joining.push(edited(1, "changed", when=3))
        await kept.joining.push(said(1, "first"))  # delivered late
        await kept.joining.push(edited(1, "between", when=2))
        await kept.joining.push(deleted(2, when=4))
        await kept.joining.push(said(2))
        await kept.joining.push(edited(2, "too late", when=3))
        assert await kept.texts() == {at(1): "changed"}


async def test_the_same_event_twice_is_one() -> None:
    async with Kept() as kept:
        await kept.joining.push(said(1, "hello", event_id="Ev1"))
        await kept.joining.push(replace(said(2, "other"), event_id="Ev1"))
        assert await kept.texts() == {at(1): "hello"}


async def test_what_changed_while_a_page_was_on_its_way_stands() -> None:
    async with Kept() as kept:
        await kept.joining.push(edited(1, "changed", when=12))
        await kept.joining.push(deleted(2, when=12))
        await kept.joining.page("C1", page(message(1, "before"), message(2, "gone"), message(3, "still")))
        assert await kept.texts() == {at(1): "changed", at(3): "still"}


async def test_what_history_shows_is_not_undone_by_an_old_frame() -> None:
    async with Kept() as kept:
        await kept.joining.page("C1", page(message(1, "as it now is")))
        await kept.joining.push(said(1, "as it was"))
        await kept.joining.push(edited(1, "as it was then", when=5))
        assert await kept.texts() == {at(1): "as it now is"}


async def test_what_was_pushed_and_is_not_in_history_yet_is_not_taken_for_deleted() -> None:
    async with Kept() as kept:
        await kept.joining.push(said(5))
        horizon = await kept.joining.page("C1", page(message(1), message(7)))
        assert horizon < at(5)
        assert set(await kept.texts()) == {at(1), at(5), at(7)}
        horizon = await kept.joining.page("C1", page(message(1), message(5), message(7)))
        assert horizon == at(10)


async def test_after_a_while_history_is_believed() -> None:
    async with Kept(doubt_seconds=-1) as kept:
        await kept.joining.push(said(5))
        assert await kept.joining.page("C1", page(message(1))) == at(10)
        assert set(await kept.texts()) == {at(1)}


async def test_what_is_pushed_late_is_looked_up_in_history() -> None:
    async with Kept() as kept:
        kept.joining.complete("C1", at(10))
        assert kept.joining.start("C1", at(10)) == at(10)
        await kept.joining.push(said(5))
        await kept.joining.push(said(7))
        start = kept.joining.start("C1", at(10))
        assert start < at(5)
        await kept.joining.page("C1", page(message(5), message(7)))
        kept.joining.complete("C1", at(20))
        assert kept.joining.start("C1", at(20)) == at(20)
        kept.joining.complete("C1", at(15))
        assert kept.joining.cursors["C1"] == at(20)


async def test_what_is_pushed_late_and_was_deleted_long_ago_is_gone_again_as_soon_as_history_is_believed() -> None:
    async with Kept(doubt_seconds=0) as kept:
        kept.joining.complete("C1", at(10))
        for late in (said(5), edited(3, "as it was", when=6)):
            kept.joining._doubt_seconds = 60
            await kept.joining.push(late)
            assert len(await kept.texts()) == 1
            for _ in range(2):
                start = kept.joining.start("C1", at(10))
                believed = await kept.joining.page("C1", page(message(1), start=-100))
                kept.joining.complete("C1", believed)
                assert start < at(6)
            kept.joining._doubt_seconds = -1
            believed = await kept.joining.page("C1", page(start=-100))
            kept.joining.start("C1", at(10))
            kept.joining.complete("C1", believed)
            assert await kept.texts() == {}
            assert kept.joining.start("C1", at(10)) == at(10)


async def test_an_edit_of_what_history_has_shown_is_not_looked_up() -> None:
    async with Kept() as kept:
        kept.joining.complete("C1", at(10))
        await kept.joining.push(edited(5, "just now", when=12))
        assert kept.joining.start("C1", at(10)) == at(10)


async def test_an_answer_that_is_pushed_late_lets_its_thread_be_read() -> None:
    async with Kept() as kept:
        answer = said(5, "an answer")
        answer = replace(answer, event=dict(answer.event) | {"thread_ts": ts_of(at(1))})
        await kept.joining.push(answer)
        assert kept.heard == []
        kept.joining.complete("C1", at(10))
        late = replace(answer, event=dict(answer.event) | {"ts": ts_of(at(6))})
        await kept.joining.push(late)
        assert kept.heard == ["answered"]


async def test_young_messages_come_once() -> None:
    async with Kept() as kept:
        await kept.joining.page("C1", page(fresh=(message(11),)))
        await kept.joining.page("C1", page(fresh=(message(11), message(12))))
        none = Part(None, (message(13),), at(0), at(0), last=True)
        await kept.joining.page("C1", none)
        await kept.texts()
        assert [m.position.at for batch in kept.batches for m in batch.arrived] == [at(11), at(12), at(13)]


async def test_other_news_is_passed_on() -> None:
    async with Kept() as kept:
        await kept.joining.push(Frame(event={"type": "channel_rename"}))
        await kept.joining.push(Frame(about="app_rate_limited"))
        await kept.joining.push(Frame(event={"type": "reaction_added"}))
        replied = {"subtype": "message_replied", "channel": "C1", "message": {"thread_ts": ts_of(at(1))}}
        await kept.joining.push(Frame(event={"type": "message"} | replied))
        await kept.joining.push(Frame(event={"type": "user_change", "user": {"id": "U1", "name": "ada"}}))
        await kept.delivery.drained()
        assert kept.heard == ["moved", "held", "answered"]
        assert kept.batches[-1].people == (Person("U1", "ada"),)


async def test_who_brings_too_much_waits_until_it_is_kept() -> None:
    gate = asyncio.Event()
    sizes: list[int] = []

    async def deliver(batch: Batch) -> None:
        await gate.wait()
        sizes.append(len(batch.arrived))

    delivery = Delivery(deliver, lambda _batch: None, 0)
    running = asyncio.create_task(delivery.run())
    for number in range(delivering.MOST):
        delivery.arrive(message(number))
    waiting = asyncio.create_task(delivery.room())
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done
    gate.set()
    await waiting
    await delivery.drained()
    assert sum(sizes) == delivering.MOST
    assert max(sizes) <= delivering.LARGE
    running.cancel()
    await asyncio.wait([running])


def test_the_recent_forgets_the_oldest_and_not_more() -> None:
    recent: Recent[int, int] = Recent(10)
    for number in range(20):
        recent.put(number, number)
        assert recent.get(max(0, number - 4)) == max(0, number - 4)
    assert recent.get(0) is None
    assert not Repeats().is_repeat("")
    repeats = Repeats()
    assert not repeats.knows(Position(NOON, "C1"))
    assert repeats.is_news(Position(NOON, "C1"), Known(NOON))
    assert repeats.knows(Position(NOON, "C1"))
    assert repeats.newest(message(0), at(-1)) == message(0)


def test_the_standing_is_told_only_when_it_changed() -> None:
    told: list[Connection] = []
    standing = Standing(RealClock(), told.append, QUICK)
    standing.pushes(Push.OPENING)
    assert told == []
    standing.homes({"C1": None, "C2": at(5)}, {Home.CASES: "#cases cannot be read."})
    assert told[-1].complete_to is None
    assert list(told[-1].gaps) == ["#cases cannot be read."]
    standing.confirmed({"C1": at(7), "C3": at(1)})
    assert told[-1].complete_to == at(5)
    standing.confirmed({"C2": at(3)})
    assert told[-1].complete_to == at(5)
    standing.unanswered("Slack cannot be reached.")
    assert (told[-1].link, told[-1].trouble) == (Link.OFFLINE, "Slack cannot be reached.")
    standing.answered()
    standing.pushes(Push.BLOCKED, "It is blocked.")
    assert (told[-1].link, told[-1].trouble) == (Link.POLLING, "It is blocked.")
    standing.waits(100)
    assert "100 seconds" in told[-1].trouble
    standing.refused("Please sign in again.")
    assert (told[-1].link, told[-1].trouble) == (Link.REFUSED, "Please sign in again.")
    standing.answered()
    standing.pushes(Push.OPEN)
    assert told[-1].link is Link.LIVE
    standing.unread("C1", "#mod-main cannot be read.")
    assert list(told[-1].gaps) == ["#cases cannot be read.", "#mod-main cannot be read."]
    standing.homes({"C2": at(5)}, {})
    assert not told[-1].gaps
    assert told[-1].complete_to == at(5)
    count = len(told)
    standing.answered()
    assert len(told) == count
