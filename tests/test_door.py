"""The door: only this person's processes come in, and whatever they ask, the desk goes on."""

import asyncio
import gc
import json
import os
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from console import door
from console.door import Door, NobodyThere, ask, path_of

Opener = Callable[..., Awaitable[Door]]


async def echo(question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    for _ in range(question.get("times", 1)):
        yield {"heard": question}


async def forever(question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    while True:
        yield {"heard": question}
        await asyncio.sleep(0.001)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@pytest.fixture
async def opened(cache: Path) -> AsyncIterator[Opener]:
    doors: list[Door] = []

    async def open_door(answer: door.Answer = echo, where: Path = cache) -> Door:
        one = Door(where, answer)
        doors.append(one)
        await one.open()
        return one

    yield open_door
    for one in doors:
        await one.close()


async def answers(cache: Path, question: dict[str, Any]) -> list[dict[str, Any]]:
    return [answer async for answer in ask(cache, question)]


async def test_a_question_is_answered_line_by_line(cache: Path, opened: Opener) -> None:
    await opened()
    assert await answers(cache, {"ask": "x", "times": 3}) == [{"heard": {"ask": "x", "times": 3}}] * 3
    assert await answers(cache, {"ask": "x", "times": 0}) == []


async def test_nobody_else_may_knock(cache: Path, opened: Opener) -> None:
    await opened()
    mode = path_of(cache).stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


async def test_doors_that_open_at_once_change_nothing_else_of_the_process(tmp_path: Path, opened: Opener) -> None:
    before = os.umask(0o022)
    try:
        await asyncio.gather(*(opened(where=tmp_path / f"{number}.db") for number in range(3)))
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


async def test_a_door_where_none_can_be_says_so_and_keeps_nothing_open(opened: Opener) -> None:
    with pytest.raises(OSError, match=r"\S"):
        await opened(where=Path("/proc/cache.db"))
    gc.collect()  # a socket that was left open would be a warning here, and so an error


async def test_an_answer_as_long_as_a_whole_night_comes_through(cache: Path, opened: Opener) -> None:
    async def long(_question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        yield {"state": "x" * 8_000_000}

    await opened(long)
    (answer,) = await answers(cache, {})
    assert len(answer["state"]) == 8_000_000


async def test_a_desk_that_is_not_there_is_called_so(cache: Path, opened: Opener) -> None:
    with pytest.raises(NobodyThere):
        await answers(cache, {})
    path_of(cache).touch()  # what a desk left behind that was killed
    with pytest.raises(NobodyThere):
        await answers(cache, {})
    await opened()
    assert await answers(cache, {"ask": "x"})


async def test_what_somebody_else_put_there_is_not_asked(
    cache: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened()
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    with pytest.raises(NobodyThere):
        await answers(cache, {})


async def test_a_desk_that_is_stopped_is_not_waited_for(
    cache: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        await asyncio.Event().wait()
        yield {}

    monkeypatch.setattr(door, "_PATIENCE", 0.05)
    await opened(silent)
    with pytest.raises(NobodyThere):
        await answers(cache, {})


@pytest.mark.parametrize(
    "question",
    [
        b"",
        b"\n",
        b"not json\n",
        b"[" * 30_000 + b"\n",
        b'{"a":' * 10_000 + b"\n",
        b"x" * 200_000 + b"\n",
        b"\xff\xfe\n",
        b"\x00" * 64 + b"\n",
    ],
)
async def test_a_hostile_question_gets_nothing_and_the_next_one_is_answered(
    cache: Path, opened: Opener, question: bytes
) -> None:
    await opened()
    reader, writer = await asyncio.open_unix_connection(path_of(cache))
    async with asyncio.timeout(5):
        with suppress(OSError):  # it may be let go of before it has said everything
            writer.write(question)
            writer.write_eof()
            assert await reader.read() == b""
    writer.close()
    assert await answers(cache, {"ask": "x"}) == [{"heard": {"ask": "x"}}]


async def test_an_answer_that_fails_ends_the_visit_and_not_the_desk(
    cache: Path, opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        yield {"first": True}
        raise LookupError(question["secret"])

    await opened(fails)
    assert await answers(cache, {"secret": "somebody's words"}) == [{"first": True}]
    assert "a visitor was not answered" in caplog.text
    assert "words" not in caplog.text


async def test_a_visitor_who_goes_away_is_let_go(cache: Path, opened: Opener) -> None:
    one = await opened(forever)
    visit = ask(cache, {})
    await anext(visit)
    assert len(one._visits) == 1
    await visit.aclose()
    async with asyncio.timeout(5):
        await asyncio.gather(*one._visits)
    assert not one._visits


async def test_closing_lets_go_of_everybody_and_leaves_nothing(cache: Path) -> None:
    one = Door(cache, forever)
    await one.open()
    visit = ask(cache, {})
    await anext(visit)
    silent = await asyncio.open_unix_connection(path_of(cache))
    async with asyncio.timeout(5):
        while len(one._visits) < 2:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        await one.close()
        assert [answer async for answer in visit][-1:] in ([], [{"heard": {}}])
    assert not path_of(cache).exists()
    silent[1].close()
    await Door(cache, echo).close()  # one that was never opened


async def test_a_cut_answer_is_the_end_and_no_error(cache: Path) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(json.dumps({"whole": 1}).encode() + b"\n" + b'{"cut": ')
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(cut, path_of(cache))
    assert await answers(cache, {}) == [{"whole": 1}]
    server.close()
    await server.wait_closed()


async def test_a_cache_deep_in_folders_has_its_door_where_paths_are_short(
    tmp_path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 120) / "cache.db"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    assert len(os.fsencode(path_of(deep))) < 104
    assert path_of(deep) != path_of(tmp_path / ("e" * 120) / "cache.db")
    await opened(echo, deep)
    assert await answers(deep, {"ask": "x"})
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("r" * 120)))
    assert len(os.fsencode(path_of(deep))) < 104
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / ("t" * 120)))
    assert len(os.fsencode(path_of(deep))) < 104
