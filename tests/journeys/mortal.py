"""A desk without a window, in a process that may be killed at any moment.

Arguments: the settings file, the number of the first action and of the one after the last, how many migrations are
still to come after the present ones, ``look`` or ``blind`` (without looking for what was lost), and ``on`` or
``end`` (whether it ends by itself). It prints ``opening``, ``open``, the number of each action once that is kept,
and ``done`` once all of them were read back from Slack.
"""

import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from console.acting import Acting
from console.domain.actions import Action, AskTeam, NoteChat, Refusal, SetRisk
from console.domain.words import Risk
from console.practice.remote import clock_of
from console.settings import Settings, load
from console.slack import poster
from console.slack.pace import Pace
from console.station import Station, open_vault, tokens
from console.store import schema, vault

CHATS: Final = 12  # that the platform opened
# A life lasts a second, so what is real time is shortened; what runs on the service's clock is as always.
SHORT: Final = Pace(hello=2.0, backoff=0.05, longest=0.3, joined=0.01)


def actions_of(number: int) -> tuple[Action, ...]:
    """What is done, the first of these that is not refused: questions, risks and notes, in two channels."""
    chat = f"c{number % CHATS}"
    if number % 3 == 0:
        return (AskTeam(chat, f"Question {number}?"),)
    risk = SetRisk(chat, Risk.A if number % 2 else Risk.B, "as agreed")
    return (risk, NoteChat(chat, "Noted.")) if number % 3 == 1 else (NoteChat(chat, "Noted."),)


def grow(versions: int) -> None:
    """Let this console have so many migrations more; each touches every action that waits, and every message."""
    for name, present in (("own", schema.OWN), ("cache", schema.CACHE)):
        more = tuple((f"version {number}", _STEPS[name](number)) for number in range(1, versions + 1))
        setattr(schema, name.upper(), (*present, *more))
        vault._STEPS[name] = (*present, *more)


_STEPS: Final[Mapping[str, Callable[[int], tuple[str, ...]]]] = {
    "own": lambda number: (
        f"ALTER TABLE outbox ADD COLUMN later_{number} TEXT",
        f"UPDATE outbox SET later_{number} = hex(randomblob(200))",  # noqa: S608 -- a number
        f"CREATE INDEX later_{number}_of_outbox ON outbox (later_{number})",
    ),
    "cache": lambda number: (
        f"CREATE TABLE later_{number} AS SELECT id, raw FROM messages",  # noqa: S608 -- a number
        f"DROP TABLE IF EXISTS later_{number - 1}",
    ),
}


async def live(settings: Settings, numbers: range, *, ends: bool) -> None:
    """One life, until it is killed or everything is settled."""
    clock = await clock_of(settings.slack.api_url)
    _say("opening")
    opened = await open_vault(settings, os.environ)
    moved = asyncio.Event()
    station = Station(settings, clock, opened, moved.set, pace=SHORT)
    await station.open()
    _say("open")
    connected = asyncio.create_task(station.connect(*await tokens(os.environ)), name="read Slack")
    connected.add_done_callback(_fail)  # nothing but a fault ends it
    assert station.acting is not None
    for number in numbers:
        while not await _done(station.acting, number):
            moved.clear()  # the chat was not read yet
            await moved.wait()
        _say(str(number))
    await station.caught_up.wait()
    while not ends or station.outbox.waiting:
        await station.acting.moved()
    _say("done")
    os._exit(0)


async def _done(acting: Acting, number: int) -> bool:
    for action in actions_of(number):
        if not isinstance(await acting.submit(action, id=f"0198-{number:06}"), Refusal):
            return True
    return False


def _fail(connected: "asyncio.Task[None]") -> None:
    if not connected.cancelled() and (error := connected.exception()) is not None:
        traceback.print_exception(error)
    os._exit(1)


def _say(word: str) -> None:
    print(word, flush=True)  # noqa: T201 -- this is what the parent waits for


if __name__ == "__main__":
    _, file_, first_, end_, versions_, how_, ends_ = sys.argv
    grow(int(versions_))
    if how_ == "blind":
        poster.Poster = partial(poster.Poster, look_up=False)  # type: ignore[misc,assignment]  # proves that it is needed
    asyncio.run(live(load(Path(file_)), range(int(first_), int(end_)), ends=ends_ == "end"))
