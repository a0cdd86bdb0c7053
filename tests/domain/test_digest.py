"""The digest: equal exactly when two desks hold the same."""

import hashlib
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.domain.digest import TRAILING, WHOLE, added, digest, shown, subtracted
from console.domain.words import Home

hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=5)


def test_the_digest_is_what_the_wire_says() -> None:
    text = f"C1 {'0' * 62}ff\nC2 {'0' * 64}\nU1\nU2\n"
    assert digest({"C2": 0, "C1": 255}, ["U2", "U1"]) == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_of_nothing_is_that_of_no_lines() -> None:
    assert digest({}, ()) == hashlib.sha256(b"").hexdigest()


def test_another_admin_or_another_sum_gives_another_digest() -> None:
    assert len({digest({"C1": 1}, ["U1"]), digest({"C1": 2}, ["U1"]), digest({"C1": 1}, ["U2"])}) == 3


def test_sums_are_taken_modulo_two_to_the_256() -> None:
    whole = b"\xff" * 32
    one = b"\0" * 31 + b"\1"
    assert added(()) == 0
    assert added((one, one)) == 2
    assert added((b"\1" + b"\0" * 31,)) == 1 << 248
    assert added((whole, one)) == 0
    assert subtracted(0, (one,)) == (1 << 256) - 1


@given(hashes, hashes)
def test_what_is_added_and_taken_away_again_leaves_the_sum_as_it_was(kept: list[bytes], gone: list[bytes]) -> None:
    assert subtracted(added([*gone, *kept]), gone) == added(kept)
    assert added(reversed([*kept, *gone])) == added([*kept, *gone])


def test_people_compare_two_groups_of_four() -> None:
    assert shown("7c4a91e2" + "0" * 56) == "7C4A-91E2"


def test_rules_roles_and_cases_count_whole_and_the_rest_for_a_day() -> None:
    assert {Home.MOD_MAIN, Home.MOD_UPDATES, Home.CASES} == WHOLE
    assert timedelta(days=1) == TRAILING
