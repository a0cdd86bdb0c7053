"""A desk without a window: signed in or not, invited or not, with a clock that is wrong or a file that breaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from console import station as stations
from console.clock import Clock, RealClock
from console.domain.connection import Link
from console.domain.events import AskPosted
from console.practice.faults import Calm, Error500, RevokeToken
from console.practice.people import HALE, OKAFOR, OWNER, WHITLOCK, Staff
from console.practice.remote import clock_of
from console.practice.server import Practice
from console.settings import load
from console.station import Station, first_fault, open_vault
from console.store.faults import Damaged
from tests.journeys.stage import Desk, soon


@pytest.fixture
async def quiet() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True) as practice:
        yield practice


@asynccontextmanager
async def running(desk: Desk, clock: Clock | None = None) -> AsyncIterator[Station]:
    """A desk that reads."""
    settings = load(desk.file)
    vault = await open_vault(settings, desk.environment)
    try:
        station = Station(settings, clock or await clock_of(desk.api_url), vault)
        await station.open()
        reading = asyncio.create_task(station.connect(*await stations.tokens(desk.environment)))
        try:
            yield station
            assert not reading.done(), reading
        finally:
            reading.cancel()
            await asyncio.wait([reading])
    finally:
        vault.close()


async def test_a_person_whom_slack_lets_in_later_needs_not_start_again(
    quiet: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stations, "_REFUSED_AGAIN", 0.05)
    quiet.fault(RevokeToken(person=OKAFOR.id))
    async with running(Desk(tmp_path, quiet.api_url)) as station:
        await soon(lambda: station.desk.connection.link is Link.REFUSED)
        assert station.desk.connection.trouble
        quiet.fault(Calm())
        await soon(lambda: station.desk.connection.link is Link.LIVE)
        assert station.desk.me == OKAFOR.id


async def test_a_slack_that_is_ill_at_the_start_is_asked_again(
    quiet: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stations, "_AGAIN", 0.05)
    quiet.fault(Error500())
    async with running(Desk(tmp_path, quiet.api_url)) as station:
        await soon(lambda: station.desk.connection.link is Link.OFFLINE)
        quiet.fault(Calm())
        await soon(lambda: station.desk.connection.link is Link.LIVE)


async def test_a_clock_that_is_wrong_is_told_until_it_is_set(
    quiet: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stations, "_CLOCK_AGAIN", 0.05)
    clock = await clock_of(quiet.api_url)
    quiet.clock.start += timedelta(hours=1)
    async with running(Desk(tmp_path, quiet.api_url), clock) as station:
        await soon(lambda: "clock is wrong" in station.desk.connection.trouble)
        quiet.clock.start -= timedelta(hours=1)
        await soon(lambda: station.desk.connection.trouble == "")


@pytest.mark.parametrize("person", [OKAFOR, WHITLOCK, HALE])
async def test_whoever_is_in_the_cases_misses_nothing(quiet: Practice, tmp_path: Path, person: Staff) -> None:
    async with running(Desk(tmp_path, quiet.api_url, person)) as station:
        await station.caught_up.wait()
        assert not station.desk.connection.gaps


async def test_a_lead_whom_nobody_invited_to_the_cases_is_told_so(quiet: Practice, tmp_path: Path) -> None:
    quiet.workspace.leave(quiet.workspace.named("cases"), WHITLOCK.id)
    async with running(Desk(tmp_path, quiet.api_url, WHITLOCK)) as station:
        await station.caught_up.wait()
        await soon(lambda: station.desk.connection.gaps)
        (gap,) = station.desk.connection.gaps
        assert "#cases cannot be read" in gap
    async with running(Desk(tmp_path / "owner", quiet.api_url, OWNER)) as station:
        await station.caught_up.wait()
        assert not station.desk.connection.gaps  # without a role there is nothing to miss


async def test_a_desk_is_caught_up_only_when_what_it_kept_was_read_as_the_homes_now_are(
    quiet: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(Desk(tmp_path, quiet.api_url)) as station:
        renew, first_round = station.log.renew, station._first_round
        held, reached = asyncio.Event(), asyncio.Event()

        async def renew_late(reading: str) -> bool:
            await held.wait()
            return await renew(reading)

        async def first_round_seen(caught_up: Callable[[], Awaitable[None]]) -> None:
            await caught_up()
            reached.set()
            await first_round(caught_up)

        monkeypatch.setattr(station.log, "renew", renew_late)
        monkeypatch.setattr(station, "_first_round", first_round_seen)
        await reached.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        assert not station.caught_up.is_set()
        held.set()
        await station.caught_up.wait()


async def test_an_answered_ask_is_remembered_with_its_last_answer(quiet: Practice, tmp_path: Path) -> None:
    first = quiet.post("online-team-thread", OKAFOR, AskPosted("a1", "who can help?"))
    quiet.reply("online-team-thread", OKAFOR, first, "nobody yet?")
    async with running(Desk(tmp_path, quiet.api_url)) as station:
        await station.caught_up.wait()
        asked = await station.asks_open()
        assert len(asked) == 1
        assert next(iter(asked.values())) is not None


async def test_a_page_that_breaks_while_the_desk_runs_is_found(
    quiet: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stations, "_BEFORE_CHECK", 0.0)
    desk = Desk(tmp_path, quiet.api_url)
    async with running(desk) as station:
        await station.caught_up.wait()
        looking = asyncio.create_task(station.keep_whole())
        while await station.log.remembered("checked") is None:
            assert not looking.done()
        looking.cancel()
        await asyncio.wait([looking])
        await station.log.remember("checked", "never")
        await station.vault.write(lambda c: c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall(), atomic=False)
        content = bytearray(desk.cache.read_bytes())
        content[len(content) // 2 + 100] ^= 0xFF
        desk.cache.write_bytes(content)
        async with asyncio.timeout(10):
            with pytest.raises(Damaged):
                await station.keep_whole()


async def test_a_desk_that_read_nothing_has_a_digest_of_nothing(quiet: Practice, tmp_path: Path) -> None:
    desk = Desk(tmp_path, quiet.api_url)
    settings = load(desk.file)
    vault = await open_vault(settings, desk.environment)
    station = Station(settings, RealClock(), vault)
    await station.open()
    state = await station.state()
    vault.close()
    assert state["digest"] == "0" * 64
    assert state["complete_to"] is None
    assert state["roster"] is None


def test_a_group_without_a_fault_has_none() -> None:
    group = BaseExceptionGroup("", [ValueError(), BaseExceptionGroup("", [KeyError()])])
    assert first_fault(group) is None
    fault = Damaged()
    assert first_fault(BaseExceptionGroup("", [group, BaseExceptionGroup("", [fault])])) is fault
