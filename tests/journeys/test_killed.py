"""A desk that is killed, at whatever moment, opens again whole."""

import asyncio
from pathlib import Path

from console.store.vault import Vault
from tests.journeys.stage import KEY, Desk, Window, Workspace, chance, fresh, pause, same


def test_a_desk_that_was_killed_ten_times_opens_again_whole(tmp_path: Path) -> None:
    draw = chance(7)
    with Workspace(start="02:14", speed=60) as workspace:
        desk = Desk(tmp_path / "killed", workspace.api_url)
        for _ in range(10):
            with Window(desk):  # its end is SIGKILL
                pause(draw.uniform(0.2, 2.0))
        with Window(desk) as window:
            over = workspace.now()
            window.until_complete(over)
            assert window.close() == ""
        theirs = fresh(tmp_path / "fresh", workspace).kept(over)
        mine = desk.kept(over)
        assert mine.digest == theirs.digest
        assert len(same(mine, theirs)) < 12  # what went on between the two readings, and nothing else
        assert desk.errors() == []

    async def check() -> None:
        vault = Vault(desk.cache, bytes.fromhex(KEY))
        try:
            await vault.check()
        finally:
            vault.close()

    asyncio.run(check())
    assert not list(desk.folder.glob("*aside*"))
