"""The power fails wherever it likes: what was reported as kept is there, nothing is there by halves."""

from pathlib import Path

from console.domain.pending import Stage
from tests.store.power import HEADER, Written, fail_power


def test_wherever_the_power_fails_every_action_that_was_reported_as_kept_is_there(tmp_path: Path) -> None:
    failed = fail_power(tmp_path, frames=500, seed=2, most=100)  # packaging/soak power tries them all
    assert failed.good, failed
    assert failed.frames >= 500
    assert failed.cuts == 100


def test_what_is_due_after_a_cut_is_what_the_log_had_then(tmp_path: Path) -> None:
    desk = Written(tmp_path, b"", b"", b"", ((0, {}), (HEADER + 10, {"a": Stage.PENDING}), (HEADER + 30, {})))
    assert [desk.due(at) for at in (0, HEADER + 9, HEADER + 10, HEADER + 29, HEADER + 30)] == [
        {}, {}, {"a": Stage.PENDING}, {"a": Stage.PENDING}, {},
    ]  # fmt: skip
