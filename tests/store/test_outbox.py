"""The outbox on a real file: nothing that was done is lost, whatever happens to the desk."""

import asyncio
import logging
import types
import typing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from console.domain import events
from console.domain.events import Said, WireEvent
from console.domain.messages import Batch, Position
from console.domain.pending import Answer, Deed, Pending, Stage
from console.domain.words import Home
from console.store.cipher import Connection, connect
from console.store.drafts import Drafts
from console.store.faults import DiskFull, Fault
from console.store.log import Log
from console.store.outbox import Outbox
from console.store.vault import Vault, own_path, rebuild
from tests.builders import at, entry
from tests.store.wired import KEY, plain, read, wired

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
NOTE = events.ChatNoted("c1", "a note")


def action(id: str, event: Deed = NOTE, **more: Any) -> Pending:
    return Pending(id, Home.SHIFT_LOG, event, "noted", at(1), **more)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Outbox]:
    """The outbox of a file, read anew."""
    vault = Vault(path, KEY)
    try:
        outbox = Outbox(vault)
        await outbox.open()
        yield outbox
    finally:
        vault.close()


def value_of(hint: Any) -> Any:
    """Some value of a field's type."""
    if isinstance(hint, types.UnionType):
        hint = get_args(hint)[0]
    if typing.get_origin(hint) is tuple:
        return (value_of(get_args(hint)[0]),)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return {str: "words — ✓", int: 3, bool: True, datetime: at(7)}[hint]


def example(kind: type[Any]) -> Deed:
    """An event with every field set."""
    hints = typing.get_type_hints(kind)
    found: Deed = kind(**{name: value_of(hints[name]) for name in kind.__struct_fields__})
    return found


@pytest.mark.parametrize("event", [*map(example, get_args(WireEvent)), Answer(Position(at(3), "C5ASKS"), "Stay.")])
async def test_every_event_comes_back_as_it_was_put_in(path: Path, event: Deed) -> None:
    async with opened(path) as outbox:
        put = await outbox.put(action("a1", event, hold_until=at(11), stage=Stage.HELD_BACK))
        assert outbox.waiting == (put,)
        assert put.number > 0
    async with opened(path) as again:
        assert again.waiting == (put,)


async def test_the_order_of_all_actions_is_kept_and_numbers_are_never_given_twice(path: Path) -> None:
    async with opened(path) as outbox:
        for n in range(5):
            await outbox.put(action(f"a{n}"))
        assert [one.id for one in outbox.waiting] == ["a0", "a1", "a2", "a3", "a4"]
        highest = outbox.waiting[-1].number
        await outbox.settle([one.id for one in outbox.waiting])
        assert outbox.waiting == ()
    async with opened(path) as again:
        assert (await again.put(action("b"))).number > highest


async def test_the_same_action_is_kept_once(path: Path) -> None:
    async with opened(path) as outbox:
        first = await outbox.put(action("a1"))
        assert await outbox.put(action("a1", events.ChatTaken("c2"))) == first
        assert outbox.waiting == (first,)


async def test_how_far_an_action_has_come_survives_and_what_was_on_its_way_counts_as_lost(path: Path) -> None:
    place = Position(at(9), "C1LOG")
    async with opened(path) as outbox:
        sent, lost = await outbox.put(action("sent")), await outbox.put(action("lost"))
        done = msgspec.structs.replace(sent, stage=Stage.SENT, position=place, attempts=2, why="")
        on_its_way = msgspec.structs.replace(lost, stage=Stage.SENDING, sent_after=at(8), attempts=1)
        assert await outbox.change(done, Stage.PENDING)
        assert await outbox.change(on_its_way, Stage.PENDING)
        assert outbox.waiting == (done, on_its_way)
    async with opened(path) as again:
        assert again.waiting == (done, msgspec.structs.replace(on_its_way, stage=Stage.UNKNOWN))


async def test_what_is_no_longer_at_its_stage_is_not_changed(path: Path) -> None:
    async with opened(path) as outbox:
        one = await outbox.put(action("a1"))
        sending = msgspec.structs.replace(one, stage=Stage.SENDING)
        assert not await outbox.change(sending, Stage.UNKNOWN)
        assert await outbox.take_back("a1")
        assert not await outbox.change(sending, Stage.PENDING)
        assert not await outbox.take_back("a1")
        assert outbox.waiting == ()


@pytest.mark.parametrize("stage", list(Stage))
async def test_only_what_is_surely_not_in_slack_can_be_taken_back(path: Path, stage: Stage) -> None:
    async with opened(path) as outbox:
        one = await outbox.put(action("a1", stage=stage))
        assert await outbox.take_back("a1") is one.can_be_taken_back


async def test_a_stuck_action_can_be_tried_again_and_no_other(path: Path) -> None:
    async with opened(path) as outbox:
        await outbox.put(action("a1", stage=Stage.STUCK, why="Slack does not take this."))
        await outbox.put(action("a2"))
        assert await outbox.try_again("a1")
        assert [(one.stage, one.why) for one in outbox.waiting] == [(Stage.PENDING, ""), (Stage.PENDING, "")]
        assert not await outbox.try_again("a1")
        assert not await outbox.try_again("a3")


async def test_an_action_takes_the_place_of_needless_ones_and_of_its_draft_in_one_step(path: Path) -> None:
    async with opened(path) as outbox:
        drafts = Drafts(outbox._vault)
        await drafts.keep("note", "c1", "a no", NOW)
        await drafts.keep("note", "c2", "another", NOW)
        await outbox.put(action("old"))
        await outbox.put(action("away", stage=Stage.UNKNOWN))
        await outbox.put(action("new"), instead_of=["old", "away", "nowhere"], draft=("note", "c1"))
        assert [one.id for one in outbox.waiting] == ["away", "new"]
        assert await drafts.all() == {("note", "c2"): "another"}
    async with opened(path) as again:
        assert [one.id for one in again.waiting] == ["away", "new"]


async def test_that_metadata_is_refused_is_remembered(path: Path) -> None:
    async with opened(path) as outbox:
        assert not outbox.metadata_refused
        await outbox.refuse_metadata()
        await outbox.refuse_metadata()
        assert outbox.metadata_refused
    async with opened(path) as again:
        assert again.metadata_refused


async def test_every_change_is_told_after_it_is_kept(path: Path) -> None:
    async with opened(path) as outbox:
        told: list[int] = []
        outbox.changed = lambda: told.append(len(outbox.waiting))
        await outbox.put(action("a1"))
        await outbox.put(action("a2"))
        await outbox.settle(["a1", "gone"])
        await outbox.settle(["gone"])
        await outbox.take_back("gone")
        assert told == [1, 2, 1]


async def test_who_waits_for_a_change_and_is_cancelled_leaves_it_to_be_finished(path: Path) -> None:
    async with opened(path) as outbox:
        told = asyncio.Event()
        outbox.changed = told.set
        putting = asyncio.create_task(outbox.put(action("a1")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        putting.cancel()
        await told.wait()
        assert [one.id for one in outbox.waiting] == ["a1"]
        assert putting.cancelled() or putting.done()


async def test_a_full_disk_is_told_to_who_waits_and_nothing_is_kept_by_half(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(path) as outbox:

        def full(connection: Connection) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        await outbox._vault.write_own(full)
        with pytest.raises(DiskFull), caplog.at_level(logging.WARNING):
            await outbox.put(action("a1", events.ChatNoted("c1", "x" * 100_000)))
        assert outbox.waiting == ()
        assert "xxx" not in caplog.text


async def test_what_only_a_newer_console_understands_stays_in_the_file(path: Path) -> None:
    async with opened(path) as outbox:
        await outbox.put(action("a1"))
        await outbox.put(action("a2"))

        def newer(connection: Connection) -> None:
            body = connection.execute("SELECT body FROM outbox WHERE id = 'a1'").fetchone()[0]
            connection.execute(
                "UPDATE outbox SET body = ? WHERE id = 'a1'", (body.replace(b"ChatNoted", b"ChatSangs"),)
            )
            connection.execute("UPDATE outbox SET body = x'00' WHERE id = 'a2'")

        await outbox._vault.write_own(newer)
    async with opened(path) as again:
        assert again.waiting == ()
        count = await again._vault.write_own(lambda c: c.execute("SELECT count(*) FROM outbox").fetchone()[0])
        assert count == 2
        assert (await again.put(action("a1"))).id == "a1"


async def test_a_rebuild_keeps_the_outbox_as_it_was(path: Path) -> None:
    async with opened(path) as outbox:
        put = await outbox.put(action("a1"))
    rebuild(path, KEY, NOW)
    async with opened(path) as again:
        assert again.waiting == (put,)


async def test_the_outbox_is_rescued_from_a_damaged_file_but_for_the_damaged_page(path: Path) -> None:
    async with opened(path) as outbox:
        for n in range(60):
            await outbox.put(action(f"a{n:02}", events.ChatNoted("c1", f"{n:04}" * 200)))
    content = bytearray(own_path(path).read_bytes())
    content[len(content) // 2] ^= 1
    own_path(path).write_bytes(content)
    with pytest.raises(Fault):
        await _checked(path)
    rebuild(path, KEY, NOW)
    async with opened(path) as again:
        kept = [one.id for one in again.waiting]
    assert 50 < len(kept) < 60
    assert kept[0] == "a00"
    assert kept[-1] == "a59"


async def _checked(path: Path) -> None:
    vault = Vault(path, KEY)
    try:
        await vault.check()
    finally:
        vault.close()


async def test_an_outbox_of_the_first_version_is_brought_up_with_its_drafts(path: Path) -> None:
    async with opened(path) as outbox:
        await Drafts(outbox._vault).keep("ask", "c1", "What", NOW)
    connection = connect(own_path(path), KEY)
    connection.execute("DROP TABLE outbox")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'the outbox'")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    async with opened(path) as again:
        await again.put(action("a1"))
        assert await Drafts(again._vault).get("ask", "c1") == "What"


async def test_a_draft_is_what_was_written_last_and_spaces_are_none(path: Path) -> None:
    async with opened(path) as outbox:
        drafts = Drafts(outbox._vault)
        await drafts.keep("note", "c1", "a", NOW)
        await drafts.keep("note", "c1", "a note", NOW)
        await drafts.keep("ask", "c1", "What", NOW)
        assert await drafts.get("note", "c1") == "a note"
        assert await drafts.get("note", "c2") == ""
        await drafts.keep("note", "c1", " \n", NOW)
        await drafts.drop("note", "c9")
        assert await drafts.all() == {("ask", "c1"): "What"}


async def test_the_log_knows_which_actions_it_already_holds(path: Path) -> None:
    async with opened(path) as outbox:
        log = Log(outbox._vault, read, lambda raw: raw)
        mine = wired(entry(events.ChatTaken("c1"), "UC1", 5, id="a1"))
        other = wired(entry(events.ChatTaken("c1"), "UC2", 6, id="a2"))
        reply = plain("Stay.", 9, channel="C5ASKS", thread=3)
        await log.append(Batch(arrived=(mine, other, reply)))
        waiting = [
            action("a1"),
            action("a2"),
            action("a3", position=Position(at(9), "C5ASKS")),
            action("a4", position=Position(at(8), "C5ASKS")),
            action("a5", position=Position(at(8), "C9NEW")),
            action("", Answer(Position(at(3), "C5ASKS"), "Stay.")),
        ]
        assert await log.settled("UC1", waiting) == {"a1", "a3"}


def test_every_deed_can_be_kept() -> None:
    assert Said not in get_args(WireEvent)  # what people write by hand is a fact, and no action of a desk
