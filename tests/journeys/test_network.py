"""Whatever happens to the network, the screen says so within 5 s, all is well 10 s after it, and nothing is lost."""

import asyncio

import pytest

pytest.importorskip("cryptography")  # comes with the keychain of Linux

from tests.journeys.network import TRIALS, Tried, try_all


@pytest.fixture(scope="module")
def tried(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tried]:
    """All faults that are asked for, at the same time: it is waiting that takes long."""
    here = [item.name for item in request.session.items if item.path == request.path]
    asked = [fault for fault in TRIALS if any(name.endswith(f"[{fault}]") for name in here)]
    folder = tmp_path_factory.mktemp("network")
    # packaging/soak network does it longer, and more often.
    return {one.fault: one for one in asyncio.run(try_all(folder, asked, hold=7, seed=1))}


@pytest.mark.parametrize("fault", TRIALS)
def test_a_fault_is_on_the_screen_at_once_and_over_soon_after_it_and_no_action_is_lost(
    tried: dict[str, Tried], fault: str
) -> None:
    assert tried[fault].good, tried[fault]
