"""The short form of `packaging/soak texts`."""

from tests.domain.fuzz import fuzz


def test_whatever_is_written_screening_never_fails_and_points_inside_the_text() -> None:
    told = fuzz(7, 4_000)
    assert told.good, told
