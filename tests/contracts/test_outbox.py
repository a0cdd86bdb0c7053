"""The outbox's contract: the one in memory and the one on an encrypted file keep, order and forget the same."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Position
from console.domain.pending import Pending, Stage
from console.domain.words import Home
from console.store.outbox import Outbox
from console.store.vault import Vault
from tests.builders import at
from tests.fakes import FakeOutbox
from tests.store.wired import KEY

Kept: TypeAlias = FakeOutbox | Outbox


def action(id: str, stage: Stage = Stage.PENDING) -> Pending:
    return Pending(id, Home.SHIFT_LOG, events.ChatNoted("c1", id), "noted", at(1), stage=stage)


@asynccontextmanager
async def in_memory() -> AsyncIterator[Kept]:
    yield FakeOutbox()


@asynccontextmanager
async def on_file() -> AsyncIterator[Kept]:
    with TemporaryDirectory() as folder:
        vault = Vault(Path(folder) / "cache.db", KEY)
        try:
            outbox = Outbox(vault)
            await outbox.open()
            yield outbox
        finally:
            vault.close()


Opened: TypeAlias = Callable[[], AbstractAsyncContextManager[Kept]]


@pytest.fixture(params=[in_memory, on_file])
def opened(request: pytest.FixtureRequest) -> Opened:
    found: Opened = request.param
    return found


async def test_what_is_put_waits_in_order_and_once(opened: Opened) -> None:
    async with opened() as outbox:
        first = await outbox.put(action("a1"))
        second = await outbox.put(action("a2"))
        assert await outbox.put(replace(action("a1"), text="other")) == first
        assert outbox.waiting == (first, second)
        assert 0 < first.number < second.number
        await outbox.settle(["a2"])
        assert (await outbox.put(action("a3"))).number > second.number


async def test_every_change_is_told_when_it_can_be_seen(opened: Opened) -> None:
    async with opened() as outbox:
        seen: list[list[tuple[str, str]]] = []
        outbox.changed = lambda: seen.append([(one.id, one.stage.value) for one in outbox.waiting])
        one = await outbox.put(action("a1"))
        assert await outbox.change(replace(one, stage=Stage.SENDING), Stage.PENDING)
        assert not await outbox.take_back("a1")
        await outbox.open()
        await outbox.settle(["a1", "a9"])
        await outbox.settle(["a1"])
        assert seen == [[("a1", "pending")], [("a1", "sending")], [("a1", "unknown")], []]


async def test_that_metadata_is_refused_is_known(opened: Opened) -> None:
    async with opened() as outbox:
        assert not outbox.metadata_refused
        await outbox.refuse_metadata()
        assert outbox.metadata_refused


Step: TypeAlias = tuple[Any, ...]
ids = st.sampled_from(("a1", "a2", "a3"))
stages = st.sampled_from(Stage)
steps = st.one_of(
    st.tuples(st.just("put"), ids, stages, st.lists(ids, max_size=2)),
    st.tuples(st.just("put"), ids, stages, st.lists(ids, max_size=2)),
    st.tuples(st.just("change"), ids, stages, stages),
    st.tuples(st.just("take_back"), ids),
    st.tuples(st.just("try_again"), ids),
    st.tuples(st.just("settle"), st.lists(ids, max_size=2)),
    st.tuples(st.just("open")),
)


async def lived(opened: Opened, life: Sequence[Step]) -> list[Any]:
    """What each step gives back, and what waits after it; numbers by their order only."""
    told: list[Any] = []
    async with opened() as outbox:
        for name, *given_ in life:
            match name:
                case "put":
                    id, stage, needless = given_
                    said: Any = (await outbox.put(action(id, stage), instead_of=set(needless) - {id})).stage
                case "change":
                    id, stage, was = given_
                    known = next((one for one in outbox.waiting if one.id == id), action(id))
                    said = await outbox.change(replace(known, stage=stage, position=Position(at(3), "C1LOG")), was)
                case "settle":
                    said = None
                    await outbox.settle(given_[0])
                case _:
                    said = await getattr(outbox, name)(*given_)
            told.append((name, said, [replace(one, number=0) for one in outbox.waiting]))
            assert [one.number for one in outbox.waiting] == sorted(one.number for one in outbox.waiting)
    return told


@settings(max_examples=25)
@given(st.lists(steps, max_size=10))
def test_both_live_the_same_life(life: list[Step]) -> None:
    assert asyncio.run(lived(in_memory, life)) == asyncio.run(lived(on_file, life))
