"""Words that were begun survive a desk that is killed in the middle of them."""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from console.domain.events import ChatOpened
from console.domain.words import AgeBand, Risk
from console.practice.people import NOVAK, PLATFORM
from console.practice.server import Practice
from console.ui.bridge import Application
from tests.journeys.inside import app_of, live
from tests.journeys.keyboard import Hands
from tests.journeys.stage import Desk, soon
from tests.journeys.writing import LETTERS, NOTE

Run = Callable[[Coroutine[Any, Any, None]], None]

TOP = Path(__file__).parents[2]
WRITES = 3.0  # seconds of writing before the end
LOST_AT_MOST = 1.5  # seconds of writing; on a machine that does much else


async def killed_while_writing(desk: Desk) -> tuple[int, int]:
    """How many letters of the question stood there when the desk was killed, and how many a moment before."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.journeys.writing", str(desk.file)),
        cwd=TOP,
        env=desk.environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    written: list[float] = []  # when each letter stood there
    async with asyncio.timeout(60):
        while not written or written[-1] - written[0] < WRITES:
            assert await process.stdout.readline(), "it ended by itself"
            written.append(time.monotonic())
    process.kill()
    over = time.monotonic()
    rest, _ = await process.communicate()
    return len(written) + len(rest.splitlines()), sum(at < over - LOST_AT_MOST for at in written)


def test_a_note_and_a_question_that_were_half_written_are_there_again_after_a_kill(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with Practice(night=False, roles=True, limits=False) as practice:
            practice.post("chat-queue", PLATFORM, ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.C))
            desk = Desk(tmp_path, practice.api_url, NOVAK)
            there, before = await killed_while_writing(desk)
            assert 0 < before <= there
            async with app_of(qapp, desk) as app:
                await live(app)
                hands = Hands(app)
                await hands.press("1", "Home")
                found = []
                for key in ("N", "A"):
                    await hands.press(key)
                    await soon(lambda: app.window.wishes.asking is not None)
                    assert app.window.wishes.asking is not None
                    found.append(app.window.wishes.asking.field.toPlainText())
                    await hands.press("Esc")
                note, question = found
                assert note == NOTE
                assert "".join(islice(cycle(LETTERS), there)).startswith(question)
                assert len(question) >= before

    run(journey())
