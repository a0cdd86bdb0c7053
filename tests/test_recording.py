"""The chain of a desk's record is the command's, whatever comes late, is edited or deleted while it is gone on with."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console import recorded, recording
from console.clock import RealClock
from console.domain.connection import Connection
from console.domain.events import ChatNoted
from console.domain.messages import Batch, Message, Position
from console.domain.record import linked
from console.practice.people import IYER
from console.recording import Chain, Link, Unusable
from console.settings import load
from console.station import Station, open_vault
from tests.builders import CHANNELS, at, entry
from tests.journeys.stage import Desk
from tests.store.wired import plain, wired


@asynccontextmanager
async def kept(folder: Path) -> AsyncIterator[Station]:
    """A desk that keeps nothing yet."""
    desk = Desk(folder, "http://127.0.0.1:9/api/", IYER)
    found = load(desk.file)
    vault = await open_vault(found, desk.environment)
    await Station(found, RealClock(), vault).log.remember("homes", json.dumps(CHANNELS))
    station = Station(found, RealClock(), vault)
    await station.open()
    try:
        yield station
    finally:
        vault.close()


def note(second: float, words: str = "slept") -> Message:
    return wired(entry(ChatNoted("c1", words), "UC1", second, channel="C1LOG"))


def complete_to(station: Station, second: float) -> None:
    station.desk.tell(replace(Connection(), complete_to=at(second)))


async def told(station: Station) -> dict[Position, Link]:
    """What the command says of each line."""
    async with aclosing(recorded.lines_of(station, station.desk.connection.complete_to)) as lines:
        found = [line async for line in lines]
    before, links = "0" * 64, {}
    for number, one in enumerate(linked(found), 1):
        links[Position(recorded.moment_of(one.line), one.line.channel)] = Link(number, one.hash, before)
        before = one.hash
    return links


async def agrees(chain: Chain, station: Station) -> bool:
    """Whether the chain says of each line what the command does, and nothing of any other."""
    await chain.go_on()
    wanted = await told(station)
    everything = await station.log.latest(10_000)
    last = max((link.number for link in wanted.values()), default=0)
    standing = chain.last
    return await chain.links(one.position for one in everything) == wanted and (
        (standing is None and last == 0) or (standing is not None and standing.number == last)
    )


CHANGES = st.lists(
    st.tuples(st.sampled_from(["came", "edited", "went", "talk", "complete", "links"]), st.integers(0, 300)),
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(CHANGES)
def test_the_chain_is_the_commands_whatever_comes_late_is_edited_or_goes(changes: list[tuple[str, int]]) -> None:
    async def life(folder: Path) -> None:
        async with kept(folder) as station:
            chain = Chain(station)
            await station.log.append(Batch(tuple(note(2 * n) for n in range(150))))
            complete_to(station, 301)
            assert await agrees(chain, station)
            for change, second in changes:
                match change:
                    case "came":
                        await station.log.append(Batch((note(second + 0.5),)))
                    case "edited":
                        await station.log.append(Batch((note(second, "otherwise"),)))
                    case "went":
                        await station.log.append(Batch(removed=(Position(at(second), "C1LOG"),)))
                    case "talk":
                        await station.log.append(Batch((plain("marigold", second + 0.25, channel="C3MAIN"),)))
                    case "complete":
                        complete_to(station, second)
                        chain = Chain(station)  # a desk that is complete to less than before begins anew
                    case _:
                        await chain.links((Position(at(second), "C1LOG"),))
            assert await agrees(chain, station)

    import asyncio  # noqa: PLC0415 -- hypothesis knows no loop

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(life(Path(folder)))


async def test_a_chain_goes_on_where_it_ended_and_says_how_far_it_is(tmp_path: Path) -> None:
    async with kept(tmp_path) as station:
        chain, heard = Chain(station), list[float]()
        await chain.go_on()
        assert chain.last is None
        assert await chain.links((Position(at(1), "C1LOG"),)) == {}
        await station.log.append(Batch(tuple(note(n) for n in range(200))))
        complete_to(station, 100)
        await chain.go_on(heard.append)
        first = chain.last
        assert first is not None
        assert first.number == 101
        assert heard == []
        complete_to(station, 400)
        await chain.go_on(heard.append)
        assert heard
        assert 0 < heard[-1] <= 1
        assert chain.last is not None
        assert chain.last.number == 200
        links = await chain.links((Position(at(100), "C1LOG"),))
        assert next(iter(links.values())).hash == first.hash
        await station.log.renew("anew")
        assert await agrees(chain, station)


async def test_what_is_saved_whole_or_as_an_extract_is_verified_and_a_change_is_named(tmp_path: Path) -> None:
    async with kept(tmp_path) as station:
        await station.log.append(Batch(tuple(note(n) for n in range(30))))
        complete_to(station, 100)
        heard: list[float] = []
        file = tmp_path / "record.jsonl"
        assert await recording.save(station, file, None, heard.append) == 30
        whole = recording.read(file)
        assert recording.whole(whole, file).holds
        assert (await recording.compared(station, whole)).told == ("This desk holds the same: 30 entries compared.",)
        keys = frozenset((one.line.ts, one.line.channel) for one in (whole[3], whole[17], whole[29]))
        assert await recording.save(station, file, keys) == 3
        extract = recording.read(file)
        assert [one.hash for one in extract] == [whole[3].hash, whole[17].hash, whole[29].hash]
        assert [one.before for one in extract] == [whole[2].hash, whole[16].hash, whole[28].hash]
        told = recording.whole(extract, file)
        assert told.told == (f"{file}: an extract of 3 entries, and each says what it follows from.",)
        assert (await recording.compared(station, extract)).told == ("This desk holds the same: 3 entries compared.",)
        changed = [*extract[:1], extract[1]._replace(line=extract[1].line._replace(person="UX")), extract[2]]
        assert not recording.whole(changed, file).holds
        await station.log.append(Batch(removed=(Position(at(17), "C1LOG"),)))
        assert "which this desk does not hold" in (await recording.compared(station, extract)).told[0]
        assert not file.with_name("record.jsonl.part").exists()


async def test_what_cannot_be_saved_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with kept(tmp_path) as station:
        with pytest.raises(Unusable, match="The record could not be saved: "):
            await recording.save(station, tmp_path / "no" / "such.jsonl", None)


async def test_a_long_record_is_saved_a_stretch_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "_AT_ONCE", 10)
    async with kept(tmp_path) as station:
        await station.log.append(Batch(tuple(note(n) for n in range(35))))
        heard: list[float] = []
        assert await recording.save(station, tmp_path / "a", None, heard.append) == 35
        complete_to(station, 34)
        assert await recording.save(station, tmp_path / "b", None, heard.append) == 35
        assert heard == sorted(heard)
        assert len(heard) == 3
        chain = Chain(station)
        await chain.go_on(heard.append)
        assert heard[-1] == 1.0
