"""Posts that are decided one after the other by keys are all accounted for, here and at a desk that reads anew."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from console.ui.bridge import Application
from tests.journeys.many_posts import Decided, decided

Run = Callable[[Coroutine[Any, Any, Decided]], Decided]


def test_thirty_posts_are_decided_by_keys_and_none_is_unaccounted_for(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    found = run(decided(qapp, tmp_path, posts=30, seed=1))
    assert found.good, found
    each = (found.published, found.held, found.declined, found.escalated, found.waiting)
    assert all(each), found
    assert sum(each) == found.submitted
