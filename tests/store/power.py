"""What stands on the disk after the power failed: the outbox's write-ahead log, cut wherever a write may have ended.

Or, while the log's pages are moved into the file, the file cut between any two of them.
"""

import asyncio
import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from console.domain import events
from console.domain.pending import Pending, Stage
from console.domain.words import Home
from console.store.faults import Fault
from console.store.outbox import Outbox
from console.store.vault import Vault, own_path
from tests.builders import NIGHT
from tests.store.wired import KEY

HEADER = 32  # bytes of a write-ahead log before its first frame; sqlite.org/fileformat2.html
PAGE = 4096
FRAME = 24 + PAGE  # a frame's own header, and a page
BEHIND = ("nothing", "zeros", "older frames", "noise")  # what may stand behind the last byte that got to the disk
MOVING = "the file as it was"  # the log is whole, and its pages got into the file up to the cut

Stages = Mapping[str, Stage]


@dataclass(frozen=True)
class Written:
    """A folder as it was on the disk, and what had been reported as kept when the log had each of its lengths."""

    folder: Path
    older: bytes  # the log of the session before, whose frames a new log is written over
    log: bytes
    moved: bytes  # the file once the whole log was moved into it
    told: tuple[tuple[int, Stages], ...]

    @property
    def frames(self) -> int:
        """How many whole frames the log holds."""
        return (len(self.log) - HEADER) // FRAME

    def due(self, cut: int) -> Stages:
        """What must be there when the log got so far, and nothing else."""
        return next(stages for length, stages in reversed(self.told) if length <= cut)


@dataclass(frozen=True)
class Cut:
    """Where the power failed: up to which byte the log (or the file) got to the disk, and what stands behind it."""

    at: int
    behind: str


@dataclass(frozen=True)
class PowerFailed:
    """What came of it."""

    frames: int
    cuts: int
    actions_reported_as_kept: int
    not_opened: tuple[Cut, ...]
    wrong: tuple[Cut, ...]

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        return not (self.not_opened or self.wrong)


def wal_of(path: Path) -> Path:
    """The write-ahead log of what only this desk has."""
    own = own_path(path)
    return own.with_name(own.name + "-wal")


async def written(folder: Path, draw: random.Random, frames: int) -> Written:
    """A desk at work until its log has so many frames: actions are kept, come further, and are settled."""
    path = folder / "desk" / "cache.db"
    older = await _session(path, draw, frames, None)
    told: list[tuple[int, Stages]] = []
    log = await _session(path, draw, frames, told)
    return Written(folder / "copy", older, log, own_path(path).read_bytes(), tuple(told))


async def _session(path: Path, draw: random.Random, frames: int, told: list[tuple[int, Stages]] | None) -> bytes:
    vault = Vault(path, KEY)
    try:
        outbox, wal = Outbox(vault), wal_of(path)
        await outbox.open()
        if told is not None:
            told.append((0, _stages(outbox)))
        while not wal.exists() or wal.stat().st_size < HEADER + frames * FRAME:
            await _deed(outbox, draw)
            if told is not None:
                told.append((wal.stat().st_size, _stages(outbox)))
        if told is not None:
            shutil.copytree(path.parent, path.parent.with_name("copy"))
        return wal.read_bytes()
    finally:
        vault.close()


async def _deed(outbox: Outbox, draw: random.Random) -> None:
    chosen = draw.choice(outbox.waiting) if outbox.waiting else None
    match draw.randrange(5), chosen:
        case 0, Pending(stage=Stage.PENDING):
            await outbox.change(replace(chosen, stage=Stage.SENDING, attempts=1, sent_after=NIGHT), chosen.stage)
        case 0, Pending(stage=Stage.SENDING):
            await outbox.change(replace(chosen, stage=Stage.SENT), chosen.stage)
        case 1, Pending():
            await outbox.settle([chosen.id])
        case _:
            note = "word " * draw.choice((1, 20, 500, 3_000))  # from a part of a page to several
            event = events.ChatNoted(f"c{draw.randrange(50)}", note)
            await outbox.put(Pending(f"{draw.getrandbits(128):032x}", Home.SHIFT_LOG, event, "noted", NIGHT))


def _stages(outbox: Outbox) -> Stages:
    # What was on its way counts as lost from the next opening on.
    return {one.id: Stage.UNKNOWN if one.stage is Stage.SENDING else one.stage for one in outbox.waiting}


def cuts(written: Written, draw: random.Random) -> Iterator[Cut]:
    """At each frame: one at its end and one inside, each with something else behind it."""
    for frame in range(written.frames + 1):
        start = HEADER + frame * FRAME
        yield Cut(start, draw.choice(BEHIND))
        if frame < written.frames:
            yield Cut(start + draw.randrange(1, FRAME), draw.choice(BEHIND))
    yield Cut(draw.randrange(HEADER), "nothing")
    yield from (Cut(at, MOVING) for at in range(0, len(written.moved), PAGE))


async def opened_after(written: Written, cut: Cut, folder: Path) -> Stages | None:
    """What the outbox holds after the power failed there; None when the desk does not open or is not whole."""
    shutil.copytree(written.folder, folder)
    path = folder / "cache.db"
    _leave(written, cut, path)
    try:
        vault = Vault(path, KEY)
        try:
            outbox = Outbox(vault)
            await outbox.open()
            found = _stages(outbox)
            await vault.check()
        finally:
            vault.close()
    except Fault:
        return None
    finally:
        shutil.rmtree(folder)
    return found


def _leave(written: Written, cut: Cut, path: Path) -> None:
    if cut.behind == MOVING:
        own = own_path(path)
        own.write_bytes(written.moved[: cut.at] + own.read_bytes()[cut.at :])
        wal_of(path).write_bytes(written.log)
        return
    lost = len(written.log) - cut.at
    behind = {
        "nothing": b"",
        "zeros": bytes(lost),
        "older frames": written.older[cut.at :],
        "noise": random.Random(cut.at).randbytes(lost),
    }
    wal_of(path).write_bytes(written.log[: cut.at] + behind[cut.behind])


def fail_power(folder: Path, *, frames: int, seed: int, most: int | None = None) -> PowerFailed:
    """Cut the log of a desk at each of so many frames, or at ``most`` places of them drawn by chance."""
    return asyncio.run(_fail_power(folder, frames, seed, most))


async def _fail_power(folder: Path, frames: int, seed: int, most: int | None) -> PowerFailed:
    draw = random.Random(seed)
    desk = await written(folder, draw, frames)
    places = list(cuts(desk, draw))
    if most is not None and most < len(places):
        places = draw.sample(places, most)
    closed: list[Cut] = []
    wrong: list[Cut] = []
    for cut in places:
        found = await opened_after(desk, cut, folder / "after")
        if found is None:
            closed.append(cut)
        elif found != desk.due(len(desk.log) if cut.behind == MOVING else cut.at):
            wrong.append(cut)
    reported = len({id for _, stages in desk.told for id in stages})
    return PowerFailed(desk.frames, len(places), reported, tuple(closed), tuple(wrong))
