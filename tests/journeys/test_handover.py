"""A shift is handed over between two desks that prove that they hold the same state."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.doing import REFUSED, STANDS
from console.practice.night import EARLY, SHIFT
from console.practice.people import HALE, OKAFOR, WHITLOCK
from tests.journeys.stage import Desk, Workspace

KEYS = ["shift", "to_shift", "complete_to", "digest", "agrees", "differs", "cases", "open", "rules", "tasks"]
OF_CASE = ["case", "risk", "owner", "next_check", "signed_over", "signed_for"]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace(speed=1, start="02:40") as found:
        found.ask("limits", {"on": False})
        yield found


def shown(desk: Desk) -> dict[str, Any]:
    told = desk.tell("handover", "show", "--json")
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def done(desk: Desk, *arguments: str) -> tuple[int, str]:
    told = desk.tell("do", *arguments)
    return told.returncode, (told.stdout + told.stderr).strip().splitlines()[-1]


def test_a_night_is_handed_over_with_two_signatures_for_each_case_and_both_desks_agree(
    workspace: Workspace, tmp_path: Path
) -> None:
    okafor, whitlock, hale = (
        Desk(tmp_path / person.id, workspace.api_url, person) for person in (OKAFOR, WHITLOCK, HALE)
    )
    before = shown(okafor)
    assert list(before) == KEYS
    assert (before["shift"], before["to_shift"], before["agrees"]) == (SHIFT, EARLY, None)
    assert list(before["cases"][0]) == OF_CASE
    assert (before["cases"][0]["case"], before["cases"][0]["owner"]) == ("k1", HALE.id)
    assert done(okafor, "write-handover", "--notes", "Two newcomers.") == (
        STANDS,
        "The handover from Night shift to Early is written.",
    )
    assert shown(okafor)["agrees"] is None  # nobody signed yet
    read = shown(whitlock)
    assert (read["agrees"], read["differs"]) == (True, [])
    code, why = done(whitlock, "sign-handover")
    assert code == REFUSED
    assert why.startswith("The shift cannot be closed: copper-willow is not signed over by M. Hale. ")
    assert done(hale, "sign-over", "k1") == (STANDS, "copper-willow is signed over to Early.")
    assert done(whitlock, "sign-for", "k1", "--read-back", "ring at six")[0] == STANDS
    assert done(whitlock, "sign-handover") == (STANDS, "The handover is signed: the shift is closed.")
    signed = shown(okafor)
    assert signed["agrees"] is True
    assert (signed["cases"][0]["signed_over"], signed["cases"][0]["signed_for"]) == (HALE.id, WHITLOCK.id)
    assert "both desks agree" in okafor.tell("handover", "show").stdout
