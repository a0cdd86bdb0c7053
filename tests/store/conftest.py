"""What the store's tests stand on: a cache that is not there yet, and a log that knows its people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.domain import events
from console.domain.words import Role
from tests.store.wired import ADMIN, RealLog, in_main, real_log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@pytest.fixture
def log(path: Path) -> Iterator[RealLog]:
    with real_log(path) as found:
        found.append(people=(ADMIN,))
        found.tell(
            in_main(events.RoleGiven("UPLAT", Role.PLATFORM), -1_000),
            in_main(events.RoleGiven("UC1", Role.COUNSELLOR), -999),
            in_main(events.RoleGiven("UC2", Role.COUNSELLOR), -998),
            in_main(events.RoleGiven("UDOC", Role.CLINICIAN), -997),
        )
        yield found
