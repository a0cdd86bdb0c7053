"""A computer that slept for an hour wakes, and its desk heals by itself."""

import signal
from datetime import timedelta
from pathlib import Path

from tests.journeys.stage import Desk, Workspace, fresh, opened, same, until


def test_a_desk_that_slept_for_an_hour_heals_by_itself(tmp_path: Path) -> None:
    with Workspace(start="06:40", speed=240) as workspace:
        desk = Desk(tmp_path / "asleep", workspace.api_url)
        with opened(desk) as window:
            window.process.send_signal(signal.SIGSTOP)
            slept = workspace.now()
            workspace.run_at(1_500)
            until(lambda: workspace.now() - slept >= timedelta(hours=1), what="the hour did not pass")
            window.process.send_signal(signal.SIGCONT)
            until(lambda: workspace.night_done, 30, "the night did not end")
            over = workspace.now()
            window.until_complete(over)
            assert window.close() == ""
        mine, theirs = desk.kept(over), fresh(tmp_path / "fresh", workspace).kept(over)
        assert same(mine, theirs) == []
        assert mine.digest == theirs.digest
        assert desk.errors() == []
